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

    /// How far to scroll to have all of a row in sight, if it is not; `head` covers the top of the view.
    pub fn scroll_to(self, row: u64, scroll_top: f64, head: f64) -> Option<f64> {
        let room = (self.height() - self.view_height).max(1.0);
        let all = self.n_rows as f64 * ROW_HEIGHT;
        // Rows move by so much when the view is scrolled by one pixel.
        let speed = 1.0 + ((all - self.height()) / room).max(0.0);
        let top = row as f64 * ROW_HEIGHT / speed;
        let bottom = ((row + 1) as f64 * ROW_HEIGHT - (self.view_height - head).max(ROW_HEIGHT)) / speed;
        match () {
            () if scroll_top > top => Some(top),
            () if scroll_top < bottom => Some(bottom),
            () => None,
        }
    }
}

/// What makes a table of a list. The focus stays on the whole of it: rows come and go while it is scrolled.
#[derive(Clone, PartialEq)]
pub struct Grid {
    /// Draws a head that stays in sight; a row of column heads.
    pub head: Html,
    /// The row that keys act on, with the id of its element.
    pub active: Option<(u64, AttrValue)>,
    /// Something that, when it changes, brings the row that keys act on into sight.
    pub reveal: Option<u64>,
    /// A key goes to this row.
    pub on_go: Callback<u64>,
    /// Enter or Space on the row that keys act on.
    pub on_press: Callback<u64>,
}

/// The height of a grid's head, in CSS pixels; `.rows-head` has it as well.
const HEAD_HEIGHT: f64 = 36.0;

/// The row that a key goes to.
fn next_row(key: &str, active: Option<u64>, n_rows: u64, n_fitting: u64) -> Option<u64> {
    let last = n_rows.checked_sub(1)?;
    let active = active.unwrap_or(0).min(last);
    match key {
        "ArrowDown" => Some((active + 1).min(last)),
        "ArrowUp" => Some(active.saturating_sub(1)),
        "PageDown" => Some((active + n_fitting).min(last)),
        "PageUp" => Some(active.saturating_sub(n_fitting)),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
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
    /// Of a table.
    #[prop_or_default]
    pub grid: Option<Grid>,
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
    {
        let (scroller, sight) = (scroller.clone(), sight.clone());
        let active = props.grid.as_ref().and_then(|grid| Some(grid.active.as_ref()?.0));
        use_effect_with(props.grid.as_ref().and_then(|grid| grid.reveal), move |reveal| {
            let goal = active.filter(|_| reveal.is_some()).and_then(|row| {
                let scroll_top = sight.borrow().0;
                layout.scroll_to(row, scroll_top, HEAD_HEIGHT)
            });
            if let Some((element, goal)) = scroller.cast::<Element>().zip(goal) {
                element.set_scroll_top(goal.round() as i32);
            }
        });
    }
    let onscroll = look.reform(|_: Event| ());
    if let Some(grid) = &props.grid {
        let onkeydown = keys_of(grid, layout);
        let active = grid.active.as_ref().filter(|(row, _)| drawn.contains(row)).map(|(_, id)| id.clone());
        return html! {
            <div class="virtual-scroll" ref={scroller} {onscroll} {onkeydown} tabindex="0" role="grid"
                aria-label={props.label.clone()} aria-rowcount={(props.n_rows + 1).to_string()} aria-activedescendant={active}>
                { grid.head.clone() }
                <div class="virtual-all" style={format!("height:{}px", layout.height())}>
                    <div role="rowgroup" class="virtual-drawn" style={format!("translate:0 {top}px")}>
                        { for drawn.map(|row| props.draw.emit(row)) }
                    </div>
                </div>
            </div>
        };
    }
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

fn keys_of(grid: &Grid, layout: Layout) -> Callback<KeyboardEvent> {
    let active = grid.active.as_ref().map(|(row, _)| *row);
    let (on_go, on_press) = (grid.on_go.clone(), grid.on_press.clone());
    let n_fitting = ((layout.view_height - HEAD_HEIGHT) / ROW_HEIGHT).max(1.0) as u64;
    Callback::from(move |event: KeyboardEvent| {
        // Buttons in the head take their own keys.
        let target = event.target_dyn_into::<Element>();
        let is_own = target.is_some_and(|target| target.get_attribute("role").as_deref() == Some("grid"));
        if !is_own || event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        if let Some(row) = next_row(&event.key(), active, layout.n_rows, n_fitting) {
            event.prevent_default();
            on_go.emit(row);
        } else if let ("Enter" | " ", Some(row)) = (event.key().as_str(), active) {
            event.prevent_default();
            on_press.emit(row);
        }
    })
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
    fn a_row_out_of_sight_is_scrolled_to() {
        assert_eq!(layout(1_000).scroll_to(3, 0.0, 0.0), None);
        assert_eq!(layout(1_000).scroll_to(3, 100.0, 0.0), Some(72.0));
        assert_eq!(layout(1_000).scroll_to(10, 0.0, 28.0), Some(52.0));
        for n_rows in [1_000, 1_000_000] {
            let layout = layout(n_rows);
            let goal = layout.scroll_to(n_rows - 1, 0.0, 0.0).unwrap();
            assert!((goal - (layout.height() - layout.view_height)).abs() < 1.0, "{goal}");
        }
    }

    #[test]
    fn keys_go_through_the_rows() {
        let go = |key| next_row(key, Some(5), 100, 10);
        let rows = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", "x"].map(go);
        assert_eq!(rows, [Some(6), Some(4), Some(15), Some(0), Some(0), Some(99), None]);
        assert_eq!(next_row("ArrowDown", Some(9), 0, 10), None);
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
