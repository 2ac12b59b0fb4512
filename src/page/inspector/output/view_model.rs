//! The output as blocks of lines, one for each batch, of which only those in sight are drawn.

use std::rc::Rc;

use protocol::run_view::{BatchView, OutputChunk};

use crate::page::stores::run::RunStore;

/// The height of a line, in CSS pixels.
pub const LINE_HEIGHT: f64 = 18.0;

/// What one batch printed, or the program itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// None for what the program printed itself.
    pub batch: Option<u64>,
    pub first_line: u64,
    pub n_lines: u64,
}

/// All blocks that have lines, in the order of their printing.
pub fn blocks<'a>(printed: &[OutputChunk], batches: impl Iterator<Item = &'a Rc<BatchView>>) -> Vec<Block> {
    let own = std::iter::once((None, n_lines(printed)));
    let of_batches = batches.map(|batch| (Some(batch.batch), n_lines(&batch.output)));
    let mut first_line = 0;
    let mut blocks = Vec::new();
    for (batch, n_lines) in own.chain(of_batches).filter(|(_, n_lines)| *n_lines > 0) {
        blocks.push(Block { batch, first_line, n_lines });
        first_line += n_lines;
    }
    blocks
}

/// How many lines all blocks have.
pub fn total_lines(blocks: &[Block]) -> u64 {
    blocks.last().map_or(0, |block| block.first_line + block.n_lines)
}

/// The blocks that are in sight.
pub fn in_sight(blocks: &[Block], scroll_top: f64, view_height: f64) -> &[Block] {
    let first_line = (scroll_top / LINE_HEIGHT).floor().max(0.0) as u64;
    let end_line = first_line + (view_height.max(0.0) / LINE_HEIGHT).ceil() as u64 + 1;
    let from = blocks.partition_point(|block| block.first_line + block.n_lines <= first_line);
    let to = blocks.partition_point(|block| block.first_line < end_line);
    blocks.get(from..to.max(from)).unwrap_or_default()
}

/// How far to scroll so that a block is in sight; none if it is.
pub fn scroll_to(block: &Block, scroll_top: f64, view_height: f64) -> Option<f64> {
    let top = block.first_line as f64 * LINE_HEIGHT;
    let bottom = top + block.n_lines as f64 * LINE_HEIGHT;
    if top < scroll_top || bottom - top > view_height {
        (top != scroll_top).then_some(top)
    } else if bottom > scroll_top + view_height {
        Some(bottom - view_height)
    } else {
        None
    }
}

/// The text of a block, byte for byte.
pub fn block_text(run: &RunStore, batch: Option<u64>) -> String {
    match batch {
        None => text_of(&run.printed),
        Some(batch) => run.batch(batch).map_or_else(String::new, |batch| text_of(&batch.output)),
    }
}

/// Everything that was printed, byte for byte.
pub fn whole_text(run: &RunStore) -> String {
    let mut text = text_of(&run.printed);
    run.batches().for_each(|batch| text += &text_of(&batch.output));
    text
}

fn text_of(chunks: &[OutputChunk]) -> String {
    chunks.iter().map(|chunk| chunk.text.as_str()).collect()
}

/// The lines of a text that was printed whole; a last line without an end counts as well.
fn n_lines(chunks: &[OutputChunk]) -> u64 {
    let ends: usize = chunks.iter().map(|chunk| chunk.text.bytes().filter(|byte| *byte == b'\n').count()).sum();
    let last = chunks.iter().rev().find_map(|chunk| chunk.text.chars().last());
    ends as u64 + u64::from(last.is_some_and(|last| last != '\n'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(number: u64, text: &str) -> Rc<BatchView> {
        let output = vec![OutputChunk { node: Some(1), text: text.to_owned() }];
        Rc::new(BatchView { batch: number, output, ..BatchView::default() })
    }

    fn layout() -> Vec<Block> {
        let printed = [OutputChunk { node: None, text: "hello\n".to_owned() }];
        let batches = [batch(0, "a\nb\nc\n"), batch(1, ""), batch(2, "d\ne")];
        blocks(&printed, batches.iter())
    }

    #[test]
    fn blocks_follow_each_other_and_empty_ones_are_left_out() {
        let places: Vec<_> = layout().iter().map(|block| (block.batch, block.first_line, block.n_lines)).collect();
        assert_eq!(places, [(None, 0, 1), (Some(0), 1, 3), (Some(2), 4, 2)]);
        assert_eq!(total_lines(&layout()), 6);
    }

    #[test]
    fn only_blocks_in_sight_are_drawn() {
        let layout = layout();
        let seen = |top: f64, height: f64| in_sight(&layout, top * LINE_HEIGHT, height * LINE_HEIGHT).len();
        assert_eq!((seen(0.0, 0.0), seen(0.0, 1.0), seen(1.0, 1.0), seen(4.0, 9.0), seen(99.0, 9.0)), (1, 2, 1, 1, 0));
    }

    #[test]
    fn scrolling_shows_a_whole_block() {
        let block = Block { batch: Some(0), first_line: 10, n_lines: 5 };
        let lines = |lines: f64| lines * LINE_HEIGHT;
        assert_eq!(scroll_to(&block, 0.0, lines(8.0)), Some(lines(7.0)));
        assert_eq!(scroll_to(&block, lines(12.0), lines(8.0)), Some(lines(10.0)));
        assert_eq!(scroll_to(&block, lines(9.0), lines(8.0)), None);
        assert_eq!(scroll_to(&block, lines(10.0), lines(3.0)), None);
    }
}
