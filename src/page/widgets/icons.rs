//! The icons, drawn as SVG so that they look the same everywhere.

use yew::prelude::*;

/// A picture of 16 by 16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    First,
    Back,
    Play,
    Pause,
    Forward,
    Newest,
    Stop,
    Share,
    Keys,
    ThemeSystem,
    ThemeLight,
    ThemeDark,
    Caret,
    Plus,
    Minus,
    Up,
    Down,
    Trash,
    Lock,
    Undo,
    Redo,
    Close,
    Dice,
    Copy,
    Warning,
    Download,
    Folder,
    Lineage,
    Grip,
    More,
    Off,
    Card,
    Doctor,
    Graph,
}

/// An icon; it says nothing to a screen reader, so what it stands in needs a name.
pub fn icon(icon: Icon) -> Html {
    let filled = match icon {
        Icon::First => "M3 3h2v10H3zM14 3v10L6 8z",
        Icon::Back => "M12 3v10L4 8z",
        Icon::Play | Icon::Forward => "M4 3v10l8-5z",
        Icon::Pause => "M3 3h4v10H3zM9 3h4v10H9z",
        Icon::Newest => "M11 3h2v10h-2zM2 3v10l8-5z",
        Icon::Stop => "M4 4h8v8H4z",
        Icon::Grip => "M5 3h2v2H5zM9 3h2v2H9zM5 7h2v2H5zM9 7h2v2H9zM5 11h2v2H5zM9 11h2v2H9z",
        Icon::More => "M2.5 7h2v2h-2zM7 7h2v2H7zM11.5 7h2v2h-2z",
        _ => "",
    };
    let stroked = match icon {
        Icon::Share => "M8 9.5V2.5M5 5l3-3 3 3M3 9v4.5h10V9",
        Icon::Keys => "M6 6a2 2 0 1 1 2.8 1.9c-.6.3-.8.7-.8 1.3M8 11.8v.2M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 0 1 0-13",
        Icon::ThemeSystem => "M2 3h12v8H2zM6 14h4M8 11v3",
        Icon::ThemeLight => {
            "M8 5.2a2.8 2.8 0 1 1 0 5.6a2.8 2.8 0 0 1 0-5.6M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8L13 13M13 3l-1.2 1.2M4.2 11.8L3 13"
        }
        Icon::ThemeDark => "M13.5 9.6A6 6 0 0 1 6.4 2.5a6 6 0 1 0 7.1 7.1z",
        Icon::Caret => "M4 6l4 4 4-4",
        Icon::Minus => "M3 8h10",
        Icon::Plus => "M8 3v10M3 8h10",
        Icon::Up => "M8 13V3.5M4 7l4-4 4 4",
        Icon::Down => "M8 3v9.5M4 9l4 4 4-4",
        Icon::Trash => "M2.5 4h11M6 4V2.5h4V4M4 4l.7 9.5h6.6L12 4M6.5 6.5v4.5M9.5 6.5v4.5",
        Icon::Lock => "M4 7.5h8v6H4zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5",
        Icon::Undo => "M6 3L2.5 6.5 6 10M3 6.5h6.5a4 4 0 0 1 0 8H7",
        Icon::Redo => "M10 3l3.5 3.5L10 10M13 6.5H6.5a4 4 0 0 0 0 8H9",
        Icon::Close => "M4 4l8 8M12 4l-8 8",
        Icon::Dice => "M3 3h10v10H3zM5.8 5.8v.01M10.2 5.8v.01M8 8v.01M5.8 10.2v.01M10.2 10.2v.01",
        Icon::Copy => "M6 5.5h7.5v8H6zM3 10.5v-8h7",
        Icon::Download => "M8 2.5v7.5M5 7.5l3 3 3-3M3 13h10",
        Icon::Folder => "M2 4h4l1.5 2H14v7H2z",
        Icon::Lineage => "M4 2.5v3.2a2 2 0 0 0 2 2h4a2 2 0 0 1 2 2v3.8M4 13.5V9.8M12 2.5v3",
        Icon::Off => "M8 2.5v5M5 4.2a5 5 0 1 0 6 0",
        Icon::Card => "M2.5 3.5h11v9h-11zM2.5 6.5h11M5 9.5h4",
        Icon::Doctor => "M1.5 8.5h3l2-5 3 9 2-4h3",
        Icon::Graph => {
            "M1.5 5.5h4v5h-4zM10.5 1.5h4v4h-4zM10.5 10.5h4v4h-4zM5.5 8h2.5M10.5 3.5C8 3.5 8 5 8 8s0 4.5 2.5 4.5"
        }
        Icon::Warning => "M8 2L1.5 13.5h13zM8 6.5v3M8 11.4v.1",
        _ => "",
    };
    html! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            if filled.is_empty() {
                <path d={stroked} fill="none" stroke="currentColor" stroke-width="1.5"
                    stroke-linecap="round" stroke-linejoin="round" />
            } else {
                <path d={filled} fill="currentColor" />
            }
        </svg>
    }
}

/// The sign of the product: three waves.
pub fn logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
            <path d="M3 8c3 0 3-3 6-3s3 3 6 3 3-3 6-3M3 14c3 0 3-3 6-3s3 3 6 3 3-3 6-3M3 20c3 0 3-3 6-3s3 3 6 3 3-3 6-3"
                fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
        </svg>
    }
}
