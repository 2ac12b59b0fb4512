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
    /// What the names of the rows get beside their own width, so that whole columns fill the rest.
    pub spare: f64,
}

/// What a matrix has to fit into, in CSS pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    /// Beside the names of the rows.
    pub width: f64,
    /// Below the head; 0 if it is not known.
    pub height: f64,
    pub n_rows: usize,
    /// Brackets below each other, over all rows.
    pub n_brackets: usize,
}

/// The smallest and the largest height of a cell that shows records, and of the links above it.
const CELL_HEIGHTS: (f64, f64) = (56.0, 88.0);
const LINK_HEIGHTS: (f64, f64) = (12.0, 36.0);
/// What a cell needs beside its records, and for each of them.
const AROUND_RECORDS: f64 = 24.0;
const RECORD_HEIGHT: f64 = 16.0;

/// About how wide columns are that are drawn together, in pixels.
const RUN_WIDTH: f64 = 130.0;

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

    /// The same cells a little wider or narrower, higher or lower, so that whole columns and all rows fill the room.
    ///
    /// Cells that show records show as many as there is room for. An overview stays as it is.
    pub fn fitted(mut self, room: Room) -> Self {
        if self.content == Content::Shade {
            return self;
        }
        let for_columns = room.width - self.gap;
        let n_columns = (for_columns / (self.stride() * 0.9)).floor().max(1.0);
        let stride = (for_columns / n_columns).floor();
        if stride >= self.stride() * 0.9 && stride <= self.stride() * 1.5 {
            self.spare = for_columns - stride * n_columns;
            self.cell_width = stride - self.gap;
        }
        let Content::Records(n_records) = self.content else { return self };
        let n_rows = room.n_rows.max(1) as f64;
        let for_rows = room.height - self.bracket_height * room.n_brackets as f64;
        if room.height <= 0.0 {
            return self;
        }
        // Cells of the larger step stay larger, also where not all rows fit then.
        let lowest = CELL_HEIGHTS.0.max(AROUND_RECORDS + RECORD_HEIGHT * n_records as f64);
        let links_to_cells = self.link_height / self.cell_height;
        let cell = for_rows / (n_rows + links_to_cells * (n_rows - 1.0));
        let n_records = ((cell.clamp(lowest, CELL_HEIGHTS.1.max(lowest)) - AROUND_RECORDS) / RECORD_HEIGHT).floor();
        self.cell_height = AROUND_RECORDS + RECORD_HEIGHT * n_records;
        let links = (for_rows - self.cell_height * n_rows) / (n_rows - 1.0).max(1.0);
        self.link_height = links.floor().clamp(LINK_HEIGHTS.0, LINK_HEIGHTS.1);
        self.content = Content::Records(n_records as usize);
        self
    }

    /// How many columns are drawn together: about as many as one turn of the wheel brings into sight.
    pub fn columns_per_run(&self) -> u64 {
        (RUN_WIDTH / self.stride()).max(1.0) as u64
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
            spare: 0.0,
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

    fn fitted(zoom: Zoom, width: f64, height: f64, n_rows: usize) -> Scale {
        zoom.scale().fitted(Room { width, height, n_rows, n_brackets: 0 })
    }

    #[test]
    fn whole_columns_fill_any_width() {
        for zoom in [Zoom::Large, Zoom::Normal, Zoom::Small] {
            for width in (250..2_000).step_by(7).map(f64::from) {
                let scale = fitted(zoom, width, 400.0, 4);
                if scale.stride() == zoom.scale().stride() && scale.spare == 0.0 {
                    continue; // Not even one column of a width like this fits.
                }
                let n_columns = ((width - scale.gap - scale.spare) / scale.stride()).round();
                let rest = width - scale.gap - scale.spare - n_columns * scale.stride();
                assert!(rest.abs() < 0.01 && scale.spare < n_columns, "{zoom:?} in {width}: {scale:?} leaves {rest}");
                let share = scale.stride() / zoom.scale().stride();
                assert!((0.89..=1.51).contains(&share), "{zoom:?} in {width}: {share}");
            }
        }
    }

    #[test]
    fn all_rows_fit_where_they_can_and_show_more_records_where_there_is_room() {
        let rows = |scale: &Scale, n: f64| scale.cell_height * n + scale.link_height * (n - 1.0);
        for (height, n_rows, n_records) in [(371.0, 4, 3), (360.0, 5, 2), (600.0, 4, 4), (300.0, 4, 2)] {
            let scale = fitted(Zoom::Normal, 900.0, height, n_rows);
            assert!(rows(&scale, n_rows as f64) <= height, "{n_rows} rows in {height}: {scale:?}");
            assert_eq!(scale.content, Content::Records(n_records), "{n_rows} rows in {height}: {scale:?}");
        }
        let many = fitted(Zoom::Normal, 900.0, 300.0, 40);
        assert_eq!((many.cell_height, many.link_height), (56.0, 12.0));
        assert_eq!(fitted(Zoom::Large, 900.0, 300.0, 9).content, Content::Records(4));
        // As long as the height is not known, and in an overview, nothing changes.
        assert_eq!(fitted(Zoom::Normal, 900.0, 0.0, 4).cell_height, Zoom::Normal.scale().cell_height);
        assert_eq!(fitted(Zoom::Overview, 900.0, 300.0, 4), Zoom::Overview.scale());
    }
}
