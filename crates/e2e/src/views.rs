//! The named views of the page that pictures are made of.

use std::path::Path;

use crate::error::Result;
use crate::page::{Page, Theme};
use crate::reader::{open_tab, wait_for_batch};

/// One picture: how wide, in which theme, and which tabs are opened before.
///
/// All are of the same document, so that a picture differs only if the page does.
pub struct View {
    pub name: &'static str,
    pub width: u32,
    pub height: u32,
    pub theme: Theme,
    pub tabs: &'static [&'static str],
}

/// The batch at which the document stands, and up to which it is computed.
pub const BATCH: u64 = 4;

const fn view(name: &'static str, width: u32, theme: Theme, tabs: &'static [&'static str]) -> View {
    View { name, width, height: 900, theme, tabs }
}

pub const VIEWS: [View; 15] = [
    // Those of the README.
    view("page-light", 1440, Theme::Light, &["State"]),
    view("page-dark", 1440, Theme::Dark, &["Window"]),
    view("phone", 390, Theme::Light, &["Stream"]),
    // Those to look at when something has changed.
    view("page-1440-light", 1440, Theme::Light, &[]),
    view("page-1440-dark", 1440, Theme::Dark, &[]),
    view("page-1024-light", 1024, Theme::Light, &[]),
    view("page-1024-dark", 1024, Theme::Dark, &[]),
    view("page-390-light", 390, Theme::Light, &[]),
    view("page-390-dark", 390, Theme::Dark, &[]),
    view("code-1440-light", 1440, Theme::Light, &["Code"]),
    view("code-1440-dark", 1440, Theme::Dark, &["Code"]),
    view("source-1440-light", 1440, Theme::Light, &["Source"]),
    view("state-1440-light", 1440, Theme::Light, &["State"]),
    view("window-1440-dark", 1440, Theme::Dark, &["Window"]),
    view("output-390-light", 390, Theme::Light, &["Inspector", "Output"]),
];

impl View {
    /// Brings the page into this view and writes `<name>.png` into `folder`.
    pub fn picture(&self, page: &Page, folder: &Path) -> Result<()> {
        wait_for_batch(page, BATCH)?;
        page.resize(self.width, self.height)?;
        page.prefer(self.theme)?;
        for tab in self.tabs {
            open_tab(page, tab)?;
        }
        page.settle()?;
        page.screenshot(&folder.join(format!("{}.png", self.name)))
    }
}
