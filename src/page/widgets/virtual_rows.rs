//! A list of rows of one height, of which only those in sight are drawn: a million of them scroll like ten.

use std::ops::Range;

use web_sys::Element;
use yew::prelude::*;

use crate::page::browser::Resizing;

/// The height of a row, in CSS pixels; `.virtual-row` has it as well.
pub const ROW_HEIGHT: f64 = 24.0;

/// Elements that are higher are cut off by browsers, so that many rows share a pixel of the scrollbar then.
const MAX_HEIGHT: f64 = 8_000_000.0;

/// Rows that are drawn beside those in sight, on either side.
const N_BESIDE: u64 = 4;

/// Where rows are, for a list of so many in a view of this height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Layout {
    pub n_rows: u64,
    pub view_height: f64,
}

impl Layout {
    /// The height of what is scrolled.
    pub fn height(self) -> f64 {
        (self.n_rows as f64 * ROW_HEIGHT).min(MAX_HEIGHT)
    }

    /// How far the rows are behind where they are drawn, when there are more than the height has room for.
    fn hidden(self, scroll_top: f64) -> f64 {
        let all = self.n_rows as f64 * ROW_HEIGHT;
        let room = (self.height() - self.view_height).max(1.0);
        ((all - self.height()) * (scroll_top / room).clamp(0.0, 1.0)).max(0.0)
    }

    /// The rows to draw, and where the first of them begins.
    pub fn in_sight(self, scroll_top: f64) -> (Range<u64>, f64) {
        let hidden = self.hidden(scroll_top);
        let begin = ((scroll_top + hidden) / ROW_HEIGHT).floor().max(0.0) as u64;
        let n_fitting = (self.view_height.max(0.0) / ROW_HEIGHT).ceil() as u64 + 1;
        let first = begin.saturating_sub(N_BESIDE).min(self.n_rows);
        let end = begin.saturating_add(n_fitting + N_BESIDE).min(self.n_rows);
        (first..end.max(first), first as f64 * ROW_HEIGHT - hidden)
    }
}

#[derive(Properties, PartialEq)]
pub struct VirtualRowsProps {
    /// What the rows are, for those who cannot see them.
    pub label: AttrValue,
    pub n_rows: u64,
    /// Starts at the top again when it changes.
    pub key_of_list: AttrValue,
    /// Draws a row by its position; with a key.
    pub draw: Callback<u64, Html>,
    /// Told of the rows that are drawn.
    #[prop_or_default]
    pub on_sight: Callback<Range<u64>>,
}

#[function_component]
pub fn VirtualRows(props: &VirtualRowsProps) -> Html {
    let scroller = use_node_ref();
    let sight = use_mut_ref(|| (0.0, 400.0));
    let redraw = use_force_update();
    let look = {
        let (scroller, sight) = (scroller.clone(), sight.clone());
        Callback::from(move |()| {
            let Some(element) = scroller.cast::<Element>() else { return };
            let now = (f64::from(element.scroll_top()), f64::from(element.client_height()));
            if sight.replace(now) != now {
                redraw.force_update();
            }
        })
    };
    {
        let (scroller, look) = (scroller.clone(), look.clone());
        use_effect_with((), move |()| {
            let watching =
                scroller.cast::<Element>().and_then(|element| Resizing::new(&element, move || look.emit(())));
            move || drop(watching)
        });
    }
    {
        let (scroller, sight) = (scroller.clone(), sight.clone());
        use_effect_with(props.key_of_list.clone(), move |_| {
            let has_moved = sight.borrow().0 > 0.0;
            if let Some(element) = scroller.cast::<Element>().filter(|_| has_moved) {
                element.set_scroll_top(0);
            }
        });
    }
    let (scroll_top, view_height) = *sight.borrow();
    let layout = Layout { n_rows: props.n_rows, view_height };
    let (drawn, top) = layout.in_sight(scroll_top);
    {
        let on_sight = props.on_sight.clone();
        use_effect_with((drawn.clone(), props.key_of_list.clone()), move |(drawn, _)| on_sight.emit(drawn.clone()));
    }
    let onscroll = look.reform(|_: Event| ());
    html! {
        <div class="virtual-scroll" ref={scroller} {onscroll} tabindex="0" role="region" aria-label={props.label.clone()}>
            <div class="virtual-all" style={format!("height:{}px", layout.height())}>
                <div role="list" class="virtual-drawn" style={format!("translate:0 {top}px")}>
                    { for drawn.map(|row| props.draw.emit(row)) }
                </div>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(n_rows: u64) -> Layout {
        Layout { n_rows, view_height: 240.0 }
    }

    #[test]
    fn rows_in_sight_are_drawn_with_some_beside() {
        assert_eq!(layout(1_000).in_sight(0.0), (0..15, 0.0));
        assert_eq!(layout(1_000).in_sight(240.0), (6..25, 144.0));
        assert_eq!(layout(3).in_sight(0.0), (0..3, 0.0));
        assert_eq!(layout(0).in_sight(0.0), (0..0, 0.0));
    }

    #[test]
    fn the_last_of_very_many_rows_is_at_the_very_end() {
        for n_rows in [1_000, 1_000_000, 5_000_000_000] {
            let layout = layout(n_rows);
            let end = layout.height() - layout.view_height;
            let (drawn, top) = layout.in_sight(end);
            assert_eq!(drawn.end, n_rows);
            let bottom = top + (drawn.end - drawn.start) as f64 * ROW_HEIGHT;
            assert!((bottom - layout.height()).abs() < 1.0, "{n_rows}: {bottom} of {}", layout.height());
        }
    }
}
