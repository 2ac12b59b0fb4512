//! `Sight`: which columns of the matrix are in sight, and where to scroll so that the right ones are.

use std::ops::Range;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::page::browser::window;
use crate::page::matrix::layout::{column_x, scroll_to, visible};
use crate::page::matrix::scale::Scale;

/// What is in sight of the matrix, as it was told last: asking the browser while things change makes it work.
#[derive(Clone, Debug)]
pub struct Sight {
    pub left: f64,
    pub width: f64,
    /// How high the matrix is with its scroll bar, so that a bar that comes and goes changes nothing.
    pub height: f64,
    /// Whether anybody has looked yet: before, nothing is drawn that would have to move then.
    pub is_known: bool,
    pub scale: Scale,
    /// Whether the newest column is in sight, and is to stay there.
    is_following: bool,
    /// Whether another tab is shown in its place, as on a narrow screen.
    is_hidden: bool,
    n_columns: u64,
    /// The columns that were drawn for it.
    pub drawn: Range<u64>,
    pinned: Option<u64>,
    /// Where to scroll when what is being drawn is there.
    pub goal: Option<f64>,
}

impl Default for Sight {
    /// Before anything is drawn: about as wide as the panel will be, so that the names need no other width then.
    fn default() -> Self {
        let page_width = window().and_then(|window| window.inner_width().ok()?.as_f64()).unwrap_or_default();
        Self::of_width(page_width * 0.7)
    }
}

impl Sight {
    fn of_width(width: f64) -> Self {
        Self {
            left: 0.0,
            width,
            height: 0.0,
            is_known: false,
            scale: Scale::default(),
            is_following: true,
            is_hidden: false,
            n_columns: 0,
            drawn: 0..0,
            pinned: None,
            goal: None,
        }
    }

    /// Takes the place to which the element has been scrolled; true if other columns are to be drawn.
    pub fn look(&mut self, element: &Element) -> bool {
        let left = f64::from(element.scroll_left());
        let width = f64::from(element.client_width());
        let height = element.dyn_ref::<HtmlElement>().map_or(0.0, |element| f64::from(element.offset_height()));
        let was_known = std::mem::replace(&mut self.is_known, true);
        let height_before = if width > 0.0 { std::mem::replace(&mut self.height, height) } else { height };
        self.see(left, width, f64::from(element.scroll_width())) || height != height_before || !was_known
    }

    /// [`Sight::look`] with the element's numbers.
    fn see(&mut self, left: f64, width: f64, all: f64) -> bool {
        // What is not shown has no size and is scrolled nowhere: what was in sight will be again.
        if width == 0.0 {
            self.is_hidden = true;
            return false;
        }
        if std::mem::take(&mut self.is_hidden) {
            self.width = width;
            self.go();
            self.goal = Some(self.left);
            return true;
        }
        let width_before = std::mem::replace(&mut self.width, width);
        self.left = left;
        if width != width_before {
            // It was not the reader who scrolled: what was followed still is.
            return true;
        }
        self.is_following = left + width > all - 1.5 * self.scale.cell_width;
        visible(&self.scale, self.left, self.width, self.n_columns) != self.drawn
    }

    /// Goes where the pinned column, or the newest one, is in sight; with other sizes where the same columns are.
    pub fn follow(&mut self, scale: Scale, pinned: Option<u64>, n_columns: u64) {
        self.is_following |= self.pinned.is_some() && pinned.is_none();
        (self.pinned, self.n_columns) = (pinned, n_columns);
        let before = std::mem::replace(&mut self.scale, scale);
        if before != scale {
            self.left = self.left / before.stride() * scale.stride();
            self.goal = Some(self.left);
        }
        self.go();
    }

    fn go(&mut self) {
        let to = |column: u64| scroll_to(&self.scale, column, self.left, self.width);
        let goal = match self.pinned {
            Some(pinned) => to(pinned),
            // The batch that is being filled, but not at the cost of the newest one.
            None if self.is_following => {
                let newest = column_x(&self.scale, self.n_columns.saturating_sub(2)) - self.scale.gap;
                to(self.n_columns.saturating_sub(1)).map(|left| left.min(newest.max(0.0)))
            }
            None => None,
        };
        self.goal = goal.filter(|goal| *goal != self.left).map(f64::round).or(self.goal);
        self.left = self.goal.unwrap_or(self.left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::matrix::layout::width;
    use crate::page::matrix::scale::Zoom;

    const WIDTH: f64 = 700.0;

    fn following(n_columns: u64) -> Sight {
        let mut sight = Sight::of_width(WIDTH);
        sight.follow(Scale::default(), None, n_columns);
        sight.goal = None;
        sight
    }

    #[test]
    fn a_matrix_that_was_hidden_shows_the_newest_batch_again() {
        let mut sight = following(20);
        assert!(!sight.see(0.0, 0.0, 0.0));
        sight.follow(Scale::default(), None, 30);
        sight.goal = None;
        assert!(sight.see(0.0, WIDTH, 5_000.0));
        assert_eq!(sight.goal, Some(sight.left));
        assert!(visible(&sight.scale, sight.left, sight.width, 30).contains(&29));
    }

    #[test]
    fn one_that_becomes_narrow_goes_on_following() {
        let mut sight = following(20);
        assert!(sight.see(sight.left, 300.0, width(&Scale::default(), 20)));
        sight.follow(Scale::default(), None, 21);
        assert!(visible(&sight.scale, sight.left, sight.width, 21).contains(&20));
    }

    #[test]
    fn where_there_is_no_room_for_two_the_newest_batch_is_whole() {
        let mut sight = Sight::of_width(374.0);
        sight.follow(Scale::default(), None, 9);
        assert_eq!(sight.left, column_x(&sight.scale, 7) - sight.scale.gap);
        // Another look changes nothing.
        sight.goal = None;
        sight.follow(Scale::default(), None, 9);
        assert_eq!(sight.goal, None);
    }

    #[test]
    fn one_that_was_scrolled_back_stays_where_it_is() {
        let mut sight = following(20);
        sight.see(10.0, WIDTH, width(&Scale::default(), 20));
        sight.follow(Scale::default(), None, 21);
        assert_eq!((sight.goal, sight.left), (None, 10.0));
    }

    #[test]
    fn zooming_keeps_the_columns_in_sight() {
        let mut sight = following(10_000);
        sight.see(142.0 * 5_000.0, WIDTH, width(&Scale::default(), 10_000));
        for zoom in Zoom::ALL {
            sight.follow(zoom.scale(), None, 10_000);
            let drawn = visible(&sight.scale, sight.left, sight.width, 10_000);
            assert!(drawn.contains(&5_000), "{zoom:?}: {drawn:?}");
        }
    }
}
