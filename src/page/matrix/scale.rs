//! `Zoom` and `Scale`: how large cells are, from cells that show records to an overview of many batches.

/// A step of the zoom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zoom {
    Large,
    #[default]
    Normal,
    Small,
    Overview,
}

/// What a cell has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// The count and so many records.
    Records(usize),
    Count,
    /// A shade that says how many there are beside the other batches.
    Shade,
}

/// Sizes in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    pub cell_width: f64,
    pub cell_height: f64,
    /// Between two columns.
    pub gap: f64,
    /// Above each row but the first, for links.
    pub link_height: f64,
    /// Below a row for each bracket that hangs there.
    pub bracket_height: f64,
    pub content: Content,
}

impl Default for Scale {
    fn default() -> Self {
        Zoom::default().scale()
    }
}

impl Scale {
    /// From the beginning of a column to that of the next.
    pub fn stride(&self) -> f64 {
        self.cell_width + self.gap
    }

    /// Every so many columns the head has room for a number.
    pub fn columns_per_head(&self) -> u64 {
        if self.content == Content::Shade { 5 } else { 1 }
    }
}

impl Zoom {
    pub const ALL: [Self; 4] = [Self::Large, Self::Normal, Self::Small, Self::Overview];

    pub fn scale(self) -> Scale {
        let scale = |cell_width, cell_height, gap, link_height, bracket_height, content| Scale {
            cell_width,
            cell_height,
            gap,
            link_height,
            bracket_height,
            content,
        };
        match self {
            Self::Large => scale(226.0, 98.0, 22.0, 26.0, 18.0, Content::Records(4)),
            Self::Normal => scale(126.0, 60.0, 16.0, 22.0, 18.0, Content::Records(2)),
            Self::Small => scale(62.0, 34.0, 14.0, 20.0, 16.0, Content::Count),
            Self::Overview => scale(14.0, 34.0, 4.0, 12.0, 14.0, Content::Shade),
        }
    }

    /// The step with larger cells, if there is one.
    pub fn closer(self) -> Option<Self> {
        self.moved(-1)
    }

    /// The step with smaller cells, if there is one.
    pub fn farther(self) -> Option<Self> {
        self.moved(1)
    }

    fn moved(self, by: isize) -> Option<Self> {
        let position = Self::ALL.iter().position(|zoom| *zoom == self)?;
        Self::ALL.get(position.checked_add_signed(by)?).copied()
    }

    /// What the zoom is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Large => "large cells",
            Self::Normal => "normal cells",
            Self::Small => "small cells",
            Self::Overview => "overview",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zooming_ends_at_both_ends() {
        assert_eq!((Zoom::Large.closer(), Zoom::Overview.farther()), (None, None));
        assert_eq!(Zoom::Normal.closer().and_then(Zoom::farther), Some(Zoom::Normal));
        let widths: Vec<f64> = Zoom::ALL.iter().map(|zoom| zoom.scale().stride()).collect();
        assert!(widths.windows(2).all(|pair| pair[0] > pair[1]));
    }
}
