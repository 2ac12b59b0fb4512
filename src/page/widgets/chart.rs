//! A chart drawn by uPlot, from `vendor/charts.js`, which is loaded when the first one is shown.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Float64Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Element;
use yew::prelude::*;

use crate::page::browser::import_module;

/// The charts' module in the built folder.
const MODULE: &str = "vendor/charts.js";

#[wasm_bindgen]
extern "C" {
    type ChartsModule;
    #[wasm_bindgen(method, catch)]
    fn create(
        this: &ChartsModule,
        parent: &Element,
        kind: &str,
        color: &str,
        on_pick: &JsValue,
    ) -> Result<Plot, JsValue>;

    type Plot;
    #[wasm_bindgen(method)]
    fn set(
        this: &Plot,
        xs: &Float64Array,
        ys: &Float64Array,
        top: f64,
        unit: &str,
        line: Option<f64>,
        pinned: Option<f64>,
    );
    #[wasm_bindgen(method)]
    fn destroy(this: &Plot);
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct ChartData {
    /// Batches; of a histogram the middles of the ranges.
    pub xs: Rc<[f64]>,
    /// Values; of a histogram how many lie in each range.
    pub ys: Rc<[f64]>,
    /// The end of the axis of values, which begins at 0.
    pub top: f64,
    /// The unit of the values, for the text beside the pointer.
    pub unit: &'static str,
    /// A value that a line is drawn at.
    pub line: Option<f64>,
    /// The batch that is marked.
    pub pinned: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    Timeline,
    /// The ranges of values go upwards, as the axis of the timeline beside it does.
    Histogram,
}

#[derive(Properties, PartialEq)]
pub struct ChartProps {
    pub kind: ChartKind,
    /// The custom property of its colour.
    pub color: &'static str,
    /// What it shows, for those who cannot see it.
    pub label: AttrValue,
    pub data: ChartData,
    /// A batch was pressed; by keyboard that is done in the table of the same values.
    #[prop_or_default]
    pub on_pick: Callback<u64>,
}

/// A plot in the page, taken away when it is dropped.
struct Drawn {
    plot: Plot,
    _on_pick: Closure<dyn FnMut(f64)>,
}

impl Drop for Drawn {
    fn drop(&mut self) {
        self.plot.destroy();
    }
}

#[derive(Clone)]
enum State {
    Loading,
    There(Rc<Drawn>),
    /// The module did not come: what is shown is told in words.
    Missing,
}

impl PartialEq for State {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::There(a), Self::There(b)) => Rc::ptr_eq(a, b),
            (Self::Loading, Self::Loading) | (Self::Missing, Self::Missing) => true,
            _ => false,
        }
    }
}

#[function_component]
pub fn Chart(props: &ChartProps) -> Html {
    let holder = use_node_ref();
    let state = use_state_eq(|| State::Loading);
    {
        let (holder, state) = (holder.clone(), state.clone());
        let (kind, color, on_pick) = (props.kind, props.color, props.on_pick.clone());
        use_effect_with((), move |()| {
            let is_there = Rc::new(Cell::new(true));
            if let Some(parent) = holder.cast::<Element>() {
                let is_there = Rc::clone(&is_there);
                spawn_local(async move {
                    let drawn = load(&parent, kind, color, on_pick).await;
                    if is_there.get() {
                        state.set(drawn.map_or(State::Missing, |drawn| State::There(Rc::new(drawn))));
                    }
                });
            }
            move || is_there.set(false)
        });
    }
    use_effect_with((props.data.clone(), (*state).clone()), |(data, state)| {
        if let State::There(drawn) = state {
            let (xs, ys) = (Float64Array::from(&data.xs[..]), Float64Array::from(&data.ys[..]));
            drawn.plot.set(&xs, &ys, data.top, data.unit, data.line, data.pinned);
        }
    });
    html! {
        <div class="chart" role="img" aria-label={props.label.clone()} ref={holder}>
            if *state == State::Missing && props.kind == ChartKind::Timeline {
                <p class="chart-words">{ props.label.clone() }</p>
            }
        </div>
    }
}

async fn load(parent: &Element, kind: ChartKind, color: &str, on_pick: Callback<u64>) -> Result<Drawn, JsValue> {
    let module = JsFuture::from(import_module(MODULE)).await?.unchecked_into::<ChartsModule>();
    let kind = match kind {
        ChartKind::Timeline => "timeline",
        ChartKind::Histogram => "histogram",
    };
    let on_pick = Closure::<dyn FnMut(f64)>::new(move |batch: f64| on_pick.emit(batch as u64));
    let plot = module.create(parent, kind, color, on_pick.as_ref())?;
    Ok(Drawn { plot, _on_pick: on_pick })
}
