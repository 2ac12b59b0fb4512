//! Runs of columns that are drawn together, and drawn again only when something of them has changed: going through a
//! long run then costs what comes into sight.

use std::rc::Rc;

use protocol::run_view::{BatchView, CellView};
use yew::prelude::*;

use crate::page::matrix::draw::{cell_id, place};
use crate::page::matrix::layout::Grid;
use crate::page::matrix::overlay::column_links;
use crate::page::matrix::scale::{Content, Scale};
use crate::page::matrix::view_model::{cell_label, elapsed_text, head_text, n_more, shade, short, short_count};
use crate::page::stores::run::cell;
use crate::page::widgets::icons::{Icon, icon};

/// Batches of columns that lie side by side.
#[derive(Clone, Debug)]
pub struct Columns {
    /// The first one's column.
    pub first: u64,
    pub batches: Vec<Rc<BatchView>>,
}

impl PartialEq for Columns {
    /// A batch never changes: one that was computed again is another one.
    fn eq(&self, other: &Self) -> bool {
        self.first == other.first
            && self.batches.len() == other.batches.len()
            && self.batches.iter().zip(&other.batches).all(|(batch, other)| Rc::ptr_eq(batch, other))
    }
}

impl Columns {
    /// Parts columns, which are in order, into runs of so many; where one is missing another run begins.
    pub fn runs(columns: &[(u64, &Rc<BatchView>)], n_columns: u64) -> Vec<Self> {
        let belong = |(one, _): &(u64, _), (next, _): &(u64, _)| next - one == 1 && one / n_columns == next / n_columns;
        let run = |columns: &[(u64, &Rc<BatchView>)]| Self {
            first: columns.first().map_or(0, |(column, _)| *column),
            batches: columns.iter().map(|(_, batch)| Rc::clone(batch)).collect(),
        };
        columns.chunk_by(belong).map(run).collect()
    }

    /// What names the run as long as its batches are drawn.
    pub fn key(&self) -> u64 {
        self.batches.first().map_or(0, |batch| batch.batch)
    }

    /// A batch if it is one of these.
    pub fn hold(&self, batch: Option<u64>) -> Option<u64> {
        batch.filter(|number| self.batches.iter().any(|batch| batch.batch == *number))
    }

    fn each(&self) -> impl Iterator<Item = (u64, &Rc<BatchView>)> {
        (self.first..).zip(&self.batches)
    }
}

#[derive(Properties, PartialEq)]
pub struct HeadRunProps {
    pub columns: Columns,
    pub scale: Scale,
    pub interval_ms: u64,
    /// The batch that the panels show.
    pub shown: Option<u64>,
    pub is_pinned: bool,
}

/// The heads of some columns. The grid takes their clicks, by `data-batch`.
#[function_component]
pub fn HeadRun(props: &HeadRunProps) -> Html {
    let HeadRunProps { columns, scale, interval_ms, shown, is_pinned } = props;
    let head = |(column, batch): (u64, &Rc<BatchView>)| {
        let number = batch.batch;
        let is_shown = *shown == Some(number);
        let note = match (is_shown, *is_pinned) {
            (true, true) => " · pinned",
            (true, false) => " · newest",
            _ => "",
        };
        html! {
            <div role="columnheader" class={classes!("head", is_shown.then_some("shown"))} key={number} data-batch={number.to_string()}
                title={format!("batch {number}, {}", batch.time_text)} style={place(scale, column)} aria-label={format!("batch {number}")}
                aria-colindex={(column + 2).to_string()}>
                <b>{ head_text(scale, number, is_shown) }</b>
                if scale.content != Content::Shade {
                    <small>{ elapsed_text(number, *interval_ms) }{ note }</small>
                }
                if batch.failure.is_some() {
                    <span class="head-failed" title="failed">{ icon(Icon::Warning) }<span class="said">{ "failed" }</span></span>
                }
            </div>
        }
    };
    html! { <>{ for columns.each().map(head) }</> }
}

#[derive(Properties, PartialEq)]
pub struct CellRunProps {
    pub columns: Columns,
    pub scale: Scale,
    pub node: u32,
    pub row_idx: usize,
    /// The stream's name.
    pub name: AttrValue,
    /// The batch that the panels show.
    pub shown: Option<u64>,
    /// The batch of the cell in the tab order.
    pub focused: Option<u64>,
    /// What the shades of the overview are measured by.
    pub largest: u64,
    /// Batches whose cells have records of the lineage that is shown.
    pub in_lineage: Vec<u64>,
}

/// Cells of one row. The grid takes their clicks, by their ids.
#[function_component]
pub fn CellRun(props: &CellRunProps) -> Html {
    html! { <>{ for props.columns.each().map(|(column, batch)| draw_cell(props, column, batch)) }</> }
}

fn draw_cell(props: &CellRunProps, column: u64, batch: &BatchView) -> Html {
    let number = batch.batch;
    let view = cell(batch, props.node);
    let is_shown = props.shown == Some(number);
    let is_failed = view.is_some_and(|view| view.failed);
    let scale = props.scale;
    let content = match (view, scale.content) {
        (Some(_), Content::Records(_)) if is_failed => {
            html! { <span class="cell-failed" aria-hidden="true">{ icon(Icon::Warning) }{ "failed" }</span> }
        }
        (Some(_), Content::Count) if is_failed => {
            html! { <span class="cell-failed" aria-hidden="true">{ icon(Icon::Warning) }</span> }
        }
        (Some(view), _) if view.is_unknown() => Html::default(),
        (Some(view), Content::Records(n_chips)) => html! {
            <>
                <span class="cell-count" aria-hidden="true"><b>{ short_count(view) }</b>
                    if n_more(view, n_chips) > 0 && !view.chips.is_empty() {
                        <small>{ format!("+{}", short(n_more(view, n_chips))) }</small>
                    }
                </span>
                { for view.chips.iter().take(n_chips).map(|chip| html! { <span class="chip" aria-hidden="true">{ chip }</span> }) }
            </>
        },
        (Some(view), Content::Count) => {
            html! { <span class="cell-count" aria-hidden="true"><b>{ short_count(view) }</b></span> }
        }
        (Some(_), Content::Shade) | (None, _) => Html::default(),
    };
    let share = match (view, scale.content) {
        (Some(view), Content::Shade) => format!(";--share:{}%", shade(view.n_records, props.largest)),
        _ => String::new(),
    };
    let class = classes!(
        "cell",
        is_shown.then_some("shown"),
        (!is_failed && view.is_none_or(CellView::is_unknown)).then_some("none"),
        is_failed.then_some("failed"),
        (view.is_some() && props.in_lineage.contains(&number)).then_some("in-lineage"),
    );
    html! {
        <div role="gridcell" {class} id={cell_id(props.row_idx, number)} key={number}
            tabindex={if props.focused == Some(number) { "0" } else { "-1" }}
            aria-colindex={(column + 2).to_string()} aria-selected={if is_shown { "true" } else { "false" }}
            title={view.map(title_of)}
            style={format!("{};height:{}px{share}", place(&scale, column), scale.cell_height)}>
            <span class="said">{ cell_label(&props.name, number, view) }</span>{ content }
        </div>
    }
}

fn title_of(cell: &CellView) -> String {
    if cell.is_unknown() && !cell.failed { "not computed".to_owned() } else { format!("{} records", cell.count()) }
}

#[derive(Properties)]
pub struct LinkRunProps {
    pub columns: Columns,
    pub grid: Rc<Grid>,
}

impl PartialEq for LinkRunProps {
    fn eq(&self, other: &Self) -> bool {
        self.columns == other.columns && (Rc::ptr_eq(&self.grid, &other.grid) || self.grid == other.grid)
    }
}

/// The links of some columns.
#[function_component]
pub fn LinkRun(props: &LinkRunProps) -> Html {
    html! { <>{ for props.columns.each().map(|(column, batch)| column_links(&props.grid, batch, column)) }</> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(number: u64) -> Rc<BatchView> {
        Rc::new(BatchView { batch: number, ..BatchView::default() })
    }

    #[test]
    fn runs_begin_at_the_same_columns_wherever_the_first_in_sight_is() {
        let batches: Vec<_> = (0..20).map(batch).collect();
        let runs = |columns: &[u64]| {
            let columns: Vec<_> = columns.iter().map(|column| (*column, &batches[*column as usize])).collect();
            let runs = Columns::runs(&columns, 4);
            runs.iter().map(|run| (run.first, run.batches.len())).collect::<Vec<_>>()
        };
        assert_eq!(runs(&[0, 1, 2, 3, 4, 5]), [(0, 4), (4, 2)]);
        assert_eq!(runs(&[2, 3, 4, 5, 6, 7, 8]), [(2, 2), (4, 4), (8, 1)]);
        // The one with the focus may be far away.
        assert_eq!(runs(&[1, 8, 9]), [(1, 1), (8, 2)]);
        assert_eq!(runs(&[]), []);
    }

    #[test]
    fn a_run_is_another_one_when_a_batch_was_computed_again() {
        let (one, other) = (batch(3), batch(3));
        let run = |batch: &Rc<BatchView>| Columns::runs(&[(3, batch)], 1).remove(0);
        assert!(run(&one) == run(&one) && run(&one) != run(&other));
        assert_eq!((run(&one).hold(Some(3)), run(&one).hold(Some(4)), run(&one).key()), (Some(3), None, 3));
    }
}
