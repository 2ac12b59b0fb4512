//! Where the boxes of the graph and the links between them are; dagre, in `tools/graph`, finds that out.

use js_sys::{Float64Array, Uint32Array};
use protocol::plan_view::PlanView;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use crate::page::browser::import_module;

/// The module in the built folder.
const MODULE: &str = "vendor/graph.js";

/// The most boxes that are laid out: more take the library longer than a reader waits.
pub const MAX_BOXES: usize = 200;

/// The size of every box, in CSS pixels; narrower where boxes stand side by side on a narrow screen.
pub fn box_size(is_down: bool) -> (f64, f64) {
    (if is_down { 128.0 } else { 164.0 }, 58.0)
}

#[wasm_bindgen]
extern "C" {
    type GraphModule;
    #[wasm_bindgen(method, catch)]
    fn placed(
        this: &GraphModule,
        n_boxes: u32,
        width: f64,
        height: f64,
        links: &Uint32Array,
        is_down: bool,
    ) -> Result<Float64Array, JsValue>;
}

/// What the places depend on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shape {
    pub n_boxes: u32,
    /// From an input to what takes it in, by their positions in the plan.
    pub links: Vec<(u32, u32)>,
    /// Whether inputs stand above what takes them in, instead of to the left of it.
    pub is_down: bool,
}

/// The places, in CSS pixels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placed {
    pub shape: Shape,
    pub width: f64,
    pub height: f64,
    /// The left top of each box.
    pub boxes: Vec<(f64, f64)>,
    /// What each link goes through, its ends included.
    pub links: Vec<Vec<(f64, f64)>>,
}

impl Shape {
    pub fn of(plan: &PlanView, is_down: bool) -> Self {
        let links = plan.nodes.iter().flat_map(|node| node.inputs.iter().map(|input| (*input, node.id)));
        Self { n_boxes: plan.nodes.len() as u32, links: links.collect(), is_down }
    }

    /// Has the library place everything; none if it cannot be loaded or fails.
    pub async fn placed(self) -> Option<Placed> {
        let module = JsFuture::from(import_module(MODULE)).await.ok()?.unchecked_into::<GraphModule>();
        let links: Vec<u32> = self.links.iter().flat_map(|(from, to)| [*from, *to]).collect();
        let links = Uint32Array::from(links.as_slice());
        let (width, height) = box_size(self.is_down);
        let numbers = module.placed(self.n_boxes, width, height, &links, self.is_down).ok()?;
        Placed::read(self, &numbers.to_vec())
    }
}

impl Placed {
    /// From the numbers that the module gives.
    fn read(shape: Shape, numbers: &[f64]) -> Option<Self> {
        let mut numbers = numbers.iter().copied();
        let mut point = || Some((numbers.next()?, numbers.next()?));
        let (width, height) = point()?;
        let boxes: Vec<_> = (0..shape.n_boxes).map(|_| point()).collect::<Option<_>>()?;
        let mut links = Vec::new();
        for (from, to) in &shape.links {
            let n_points = numbers.next()? as usize;
            let points: Vec<_> =
                (0..n_points).map(|_| Some((numbers.next()?, numbers.next()?))).collect::<Option<_>>()?;
            let (from, to) = (boxes.get(*from as usize)?, boxes.get(*to as usize)?);
            links.push(from_side_to_side(*from, *to, &points, shape.is_down));
        }
        Some(Self { shape, width, height, boxes, links })
    }
}

/// A link from the middle of one side of a box to the middle of the other side of the next.
fn from_side_to_side(from: (f64, f64), to: (f64, f64), points: &[(f64, f64)], is_down: bool) -> Vec<(f64, f64)> {
    let (width, height) = box_size(is_down);
    let (begin, end) = match is_down {
        true => ((from.0 + width / 2.0, from.1 + height), (to.0 + width / 2.0, to.1)),
        false => ((from.0 + width, from.1 + height / 2.0), (to.0, to.1 + height / 2.0)),
    };
    // The library's own ends are where a line between the boxes' middles would leave them.
    let between = points.get(1..points.len().saturating_sub(1)).unwrap_or_default();
    // Between neighbours, one curve from end to end.
    let between = if between.len() == 1 { &[] } else { between };
    [begin].into_iter().chain(between.iter().copied()).chain([end]).collect()
}

/// A link as an SVG path of curves that leave and enter boxes at right angles.
pub fn path(points: &[(f64, f64)], is_down: bool) -> String {
    let mut path = String::new();
    for (at, (x, y)) in points.iter().enumerate() {
        match at.checked_sub(1).and_then(|before| points.get(before)) {
            None => path += &format!("M{x} {y}"),
            Some((from_x, from_y)) if is_down => {
                let half = (from_y + y) / 2.0;
                path += &format!("C{from_x} {half} {x} {half} {x} {y}");
            }
            Some((from_x, from_y)) => {
                let half = (from_x + x) / 2.0;
                path += &format!("C{half} {from_y} {half} {y} {x} {y}");
            }
        }
    }
    path
}

/// Where the sign of a shuffle stands: on the last stretch, before the box that takes the records in.
pub fn sign_place(points: &[(f64, f64)]) -> Option<(f64, f64)> {
    let (end, before) = (points.last()?, points.get(points.len().checked_sub(2)?)?);
    Some(((end.0 + before.0) / 2.0, (end.1 + before.1) / 2.0))
}

/// How much smaller the graph is drawn to fit into a view of this size; what is still larger is scrolled.
pub fn fit(placed: &Placed, view: (f64, f64)) -> f64 {
    /// Smaller text cannot be read.
    const SMALLEST: f64 = 0.8;
    let room = |view: f64, size: f64| if size > 0.0 { view / size } else { 1.0 };
    room(view.0, placed.width).min(room(view.1, placed.height)).clamp(SMALLEST, 1.0)
}

#[cfg(test)]
mod tests {
    use protocol::plan_view::NodeView;

    use super::*;

    fn plan(inputs: &[&[u32]]) -> PlanView {
        let node =
            |(id, inputs): (usize, &&[u32])| NodeView { id: id as u32, inputs: inputs.to_vec(), ..NodeView::default() };
        PlanView { nodes: inputs.iter().enumerate().map(node).collect(), ..PlanView::default() }
    }

    #[test]
    fn every_input_is_a_link_also_twice_the_same() {
        let shape = Shape::of(&plan(&[&[], &[0], &[0, 1], &[2, 2]]), false);
        assert_eq!((shape.n_boxes, shape.links), (4, vec![(0, 1), (0, 2), (1, 2), (2, 3), (2, 3)]));
    }

    #[test]
    fn places_are_read_and_links_end_at_the_sides_of_boxes() {
        let shape = Shape::of(&plan(&[&[], &[0], &[0]]), false);
        let begin = [600.0, 200.0, 0.0, 0.0, 300.0, 0.0, 400.0, 100.0];
        let links =
            [3.0, 170.0, 29.0, 200.0, 29.0, 300.0, 29.0, 4.0, 170.0, 29.0, 220.0, 90.0, 260.0, 90.0, 390.0, 129.0];
        let placed = Placed::read(shape.clone(), &[begin.as_slice(), &links].concat()).unwrap();
        assert_eq!((placed.width, placed.height), (600.0, 200.0));
        assert_eq!(placed.links[0], [(164.0, 29.0), (300.0, 29.0)]);
        assert_eq!(placed.links[1], [(164.0, 29.0), (220.0, 90.0), (260.0, 90.0), (400.0, 129.0)]);
        assert_eq!(Placed::read(shape, &begin), None);
    }

    #[test]
    fn curves_leave_at_right_angles() {
        let points = [(0.0, 0.0), (10.0, 20.0)];
        assert_eq!(path(&points, false), "M0 0C5 0 5 20 10 20");
        assert_eq!(path(&points, true), "M0 0C0 10 10 10 10 20");
        assert_eq!((path(&[], true), sign_place(&points), sign_place(&[])), (String::new(), Some((5.0, 10.0)), None));
    }

    #[test]
    fn a_graph_is_made_smaller_as_far_as_it_can_be_read() {
        let placed = |width, height| Placed { width, height, ..Placed::default() };
        let view = (1000.0, 300.0);
        assert_eq!(fit(&placed(500.0, 100.0), view), 1.0);
        assert_eq!(fit(&placed(1000.0, 320.0), view), 300.0 / 320.0);
        assert_eq!(fit(&placed(9000.0, 100.0), view), 0.8);
        assert_eq!(fit(&Placed::default(), view), 1.0);
    }
}
