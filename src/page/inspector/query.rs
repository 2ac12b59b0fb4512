//! Which page of which table a panel asks the worker for, and what all such panels have in common.

use protocol::message::{TableQuery, TableSort};
use protocol::plan_view::{NodeId, NodeView};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::page::hooks::use_page;
use crate::page::stores::plan::title;

/// Rows of one page of a table.
pub const PAGE_ROWS: u32 = 100;

/// The node that a panel about one stream shows: the chosen one if it is of that sort, else the first.
pub fn shown_node<'a>(nodes: &[&'a NodeView], chosen: Option<NodeId>) -> Option<&'a NodeView> {
    nodes.iter().find(|node| Some(node.id) == chosen).or_else(|| nodes.first()).copied()
}

/// The query of a new table.
pub fn first_page(sort: TableSort) -> TableQuery {
    TableQuery { find: String::new(), sort, first: 0, n_rows: PAGE_ROWS }
}

#[derive(Properties, PartialEq)]
pub struct TableHeadProps {
    /// The streams to choose from, with their titles.
    pub nodes: Vec<(NodeId, AttrValue)>,
    pub shown: NodeId,
    pub query: TableQuery,
    pub on_query: Callback<TableQuery>,
    /// The orders to choose from.
    #[prop_or_else(|| SORTS.map(|(sort, _)| sort).to_vec())]
    pub sorts: Vec<TableSort>,
    pub children: Html,
}

/// The line above a table: which stream, find and sort.
#[function_component]
pub fn TableHead(props: &TableHeadProps) -> Html {
    let page = use_page();
    let on_node = Callback::from(move |event: Event| {
        let value = event.target_unchecked_into::<HtmlSelectElement>().value();
        page.select_node(value.parse().ok());
    });
    let on_find = {
        let (query, on_query) = (props.query.clone(), props.on_query.clone());
        Callback::from(move |event: InputEvent| {
            let find = event.target_unchecked_into::<HtmlInputElement>().value();
            on_query.emit(TableQuery { find, first: 0, ..query.clone() });
        })
    };
    let on_sort = {
        let (query, on_query) = (props.query.clone(), props.on_query.clone());
        Callback::from(move |event: Event| {
            let sort = sort_of(&event.target_unchecked_into::<HtmlSelectElement>().value());
            on_query.emit(TableQuery { sort, first: 0, ..query.clone() });
        })
    };
    let node_option = |(id, title): &(NodeId, AttrValue)| {
        html! { <option value={id.to_string()} selected={*id == props.shown}>{ title.clone() }</option> }
    };
    let sort_option = |(sort, text): (TableSort, &'static str)| {
        html! { <option value={text} selected={sort == props.query.sort}>{ text }</option> }
    };
    html! {
        <div class="table-head">
            if props.nodes.len() > 1 {
                <select aria-label="Stream" onchange={on_node}>{ for props.nodes.iter().map(node_option) }</select>
            }
            <div class="table-note">{ props.children.clone() }</div>
            <label class="inline">{ "Sort" }
                <select aria-label="Sort" onchange={on_sort}>{ for SORTS.into_iter().filter(|(sort, _)| props.sorts.contains(sort)).map(sort_option) }</select>
            </label>
            <input type="search" class="text-input find" placeholder="Find a key" aria-label="Find a key"
                value={props.query.find.clone()} oninput={on_find} />
        </div>
    }
}

const SORTS: [(TableSort, &str); 4] = [
    (TableSort::ChangedFirst, "changed first"),
    (TableSort::Engine, "as in the RDD"),
    (TableSort::Key, "by key"),
    (TableSort::Value, "largest first"),
];

fn sort_of(text: &str) -> TableSort {
    SORTS.iter().find(|(_, name)| *name == text).map_or(TableSort::Engine, |(sort, _)| *sort)
}

#[derive(Properties, PartialEq)]
pub struct PagerProps {
    pub query: TableQuery,
    /// Rows that match.
    pub n_found: u64,
    pub on_query: Callback<TableQuery>,
}

/// Goes through the pages of a table that has more than one.
#[function_component]
pub fn Pager(props: &PagerProps) -> Html {
    let (first, n_rows) = (props.query.first, u64::from(props.query.n_rows.max(1)));
    if props.n_found <= n_rows {
        return Html::default();
    }
    let go = |first: u64| {
        let (query, on_query) = (props.query.clone(), props.on_query.clone());
        Callback::from(move |_: MouseEvent| on_query.emit(TableQuery { first, ..query.clone() }))
    };
    let end = (first + n_rows).min(props.n_found);
    html! {
        <nav class="pager" aria-label="Pages">
            <button class="button" disabled={first == 0} onclick={go(first.saturating_sub(n_rows))}>{ "Before" }</button>
            <span>{ format!("{} to {} of {}", first + 1, end, props.n_found) }</span>
            <button class="button" disabled={end >= props.n_found} onclick={go(first + n_rows)}>{ "Next" }</button>
        </nav>
    }
}

/// Titles of streams, told apart where the program gives two the same.
pub fn titles(nodes: &[&NodeView]) -> Vec<(NodeId, AttrValue)> {
    let same = |node: &NodeView| nodes.iter().filter(|other| title(other) == title(node)).count() > 1;
    let text = |node: &NodeView| match same(node) {
        true => format!("{} (line {})", title(node), node.span.map_or(0, |span| span.line)),
        false => title(node).to_owned(),
    };
    nodes.iter().map(|node| (node.id, text(node).into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(id: NodeId, name: &str) -> NodeView {
        NodeView { id, name: Some(name.to_owned()), ..NodeView::default() }
    }

    #[test]
    fn the_chosen_stream_is_shown_if_the_panel_is_about_it() {
        let (a, b) = (node(2, "a"), node(5, "b"));
        let shown = |chosen| shown_node(&[&a, &b], chosen).map(|node| node.id);
        assert_eq!((shown(Some(5)), shown(Some(1)), shown(None)), (Some(5), Some(2), Some(2)));
        assert_eq!(shown_node(&[], Some(5)), None);
    }

    #[test]
    fn streams_of_one_name_are_told_apart() {
        let (a, b, c) = (node(0, "a"), node(1, "a"), node(2, "c"));
        let titles: Vec<String> = titles(&[&a, &b, &c]).into_iter().map(|(_, title)| title.to_string()).collect();
        assert_eq!(titles, ["a (line 0)", "a (line 0)", "c"]);
    }

    #[test]
    fn every_sort_has_its_name() {
        assert!(SORTS.iter().all(|(sort, name)| sort_of(name) == *sort));
    }
}
