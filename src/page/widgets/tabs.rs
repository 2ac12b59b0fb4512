//! A row of tabs, of which one has the place in the tab order; the arrow keys go to its neighbours.

use yew::prelude::*;

use crate::page::browser::{bring_into_sight, focus_soon};

#[derive(Properties, PartialEq)]
pub struct TabsProps {
    /// The name of the row, for those who cannot see it.
    pub label: AttrValue,
    /// The panels have the ids `{id}-panel-0` and so on, the tabs `{id}-tab-0`.
    pub id: AttrValue,
    pub titles: Vec<AttrValue>,
    pub selected: usize,
    pub on_select: Callback<usize>,
    /// What else stands in the row, behind the tabs.
    #[prop_or_default]
    pub children: Html,
}

#[function_component]
pub fn Tabs(props: &TabsProps) -> Html {
    let onkeydown = {
        let (id, selected, n_tabs) = (props.id.clone(), props.selected, props.titles.len());
        let on_select = props.on_select.clone();
        Callback::from(move |event: KeyboardEvent| {
            if let Some(next) = neighbour(&event.key(), selected, n_tabs) {
                event.prevent_default();
                on_select.emit(next);
                focus_soon(format!("{id}-tab-{next}"));
            }
        })
    };
    let chosen = use_node_ref();
    {
        let chosen = chosen.clone();
        // In a narrow row the tab may be out of sight.
        use_effect_with(props.selected, move |_| bring_into_sight(&chosen));
    }
    let tab = |(tab_idx, title): (usize, &AttrValue)| {
        let is_selected = tab_idx == props.selected;
        let onclick = props.on_select.reform(move |_| tab_idx);
        html! {
            <button role="tab" ref={if is_selected { chosen.clone() } else { NodeRef::default() }} id={format!("{}-tab-{tab_idx}", props.id)} {onclick}
                aria-selected={if is_selected { "true" } else { "false" }}
                aria-controls={format!("{}-panel-{tab_idx}", props.id)}
                tabindex={if is_selected { "0" } else { "-1" }}>{ title.clone() }</button>
        }
    };
    html! {
        <div class="tabs">
            <div class="tab-list" role="tablist" aria-label={props.label.clone()} {onkeydown}>
                { for props.titles.iter().enumerate().map(tab) }
            </div>
            { props.children.clone() }
        </div>
    }
}

/// The tab that a key goes to.
fn neighbour(key: &str, selected: usize, n_tabs: usize) -> Option<usize> {
    let last = n_tabs.checked_sub(1)?;
    match key {
        "ArrowRight" => Some(if selected >= last { 0 } else { selected + 1 }),
        "ArrowLeft" => Some(if selected == 0 { last } else { selected - 1 }),
        "Home" => Some(0),
        "End" => Some(last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrow_keys_go_round() {
        let key = |key, selected| neighbour(key, selected, 3);
        assert_eq!((key("ArrowRight", 2), key("ArrowLeft", 0)), (Some(0), Some(2)));
        assert_eq!((key("Home", 1), key("End", 1), key("x", 1)), (Some(0), Some(2), None));
        assert_eq!(neighbour("End", 0, 0), None);
    }
}
