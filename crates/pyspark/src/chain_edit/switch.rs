//! Taking a step into a comment and bringing it back, and keeping those comments right in every change.

use diag::Span;
use plan::{Category, NodeId};
use python::Program;

use crate::chain_edit::anchor::{Anchor, region_above, region_around};
use crate::chain_edit::editor::Editor;
use crate::chain_edit::off::{OffPlace, OffStep, header, lines_of, off_steps, write};
use crate::chain_edit::scan::{ends_line, is_identifier, line_end};
use crate::chain_edit::{Change, Draft, EditError, Focus, TextEdit, apply, at};

impl Editor<'_> {
    /// A statement that only prints becomes a comment; of any other the step is taken out and noted below it.
    pub(crate) fn disable(&self, id: NodeId) -> Result<Change, EditError> {
        let call = self.call(id)?;
        if self.node(id)?.spec.category == Category::Output
            && call.receiver.is_some_and(|receiver| is_identifier(receiver.of(self.text)))
            && let Some(lines) = self.whole_lines(call.span)
            && !self.has_off_below(lines)
            && let Ok(change) = self.disable_statement(Span::new(call.span.start, lines.end))
        {
            return Ok(change);
        }
        let piece = self.piece(id, "switched off")?;
        let mut taken = self.taken_out(&piece);
        // A comment beside a step that has lines of its own goes with it.
        if !piece.gap.comment_ends.is_empty() && taken.start < piece.dot {
            taken.end = line_end(self.text, piece.end);
        }
        if self.off.iter().any(|off| taken.start < off.span.end && off.span.start < taken.end) {
            return Err(EditError::HoldsOff);
        }
        let removal = Draft::of(vec![TextEdit { span: taken, text: String::new() }], Focus::Nowhere);
        let mut draft = self.keep_off_steps(removal)?;
        let without = apply(self.text, &[TextEdit { span: taken, text: String::new() }]);
        let program = Program::compile(&without).map_err(|_| EditError::TooUnusual)?;
        let piece_text = taken.of(self.text);
        let region = region_around(&program, taken.start).ok_or(EditError::TooUnusual)?;
        let anchor = Anchor::of(&program, region, taken.start, piece_text).ok_or(EditError::TooUnusual)?;
        let below = self.below(taken.start)?;
        let indent = self.indent(self.statement(call.span.start).start);
        let comment = format!("\n{indent}{}", write(&anchor, piece_text, indent));
        draft.focus = Focus::Written { edit_idx: draft.edits.len(), offset: 1 + indent.len() as u32 };
        draft.edits.push(TextEdit { span: at(below), text: comment });
        self.checked(draft, piece_text)
    }

    /// Behind the comments that come before one for `place`.
    fn below(&self, place: u32) -> Result<u32, EditError> {
        let region = region_around(self.program, place).ok_or(EditError::TooUnusual)?;
        let mut end = line_end(self.text, region.end);
        while let Some(next) = self.off.iter().find(|off| lines_of(self.text, off.span).start == end) {
            match next.place {
                OffPlace::At(other) if other <= place => end = next.span.end,
                OffPlace::Gone => end = next.span.end,
                _ => break,
            }
        }
        Ok(end)
    }

    fn disable_statement(&self, span: Span) -> Result<Change, EditError> {
        let piece = span.of(self.text);
        let comment = write(&Anchor::End, piece, self.indent(span.start));
        let draft = Draft::of(vec![TextEdit { span, text: comment }], Focus::Written { edit_idx: 0, offset: 0 });
        self.checked(draft, piece)
    }

    /// The change, if the new text compiles and the step is found in it again where it was.
    fn checked(&self, draft: Draft, piece: &str) -> Result<Change, EditError> {
        let change = draft.finish();
        let text = apply(self.text, &change.edits);
        let program = Program::compile(&text).map_err(|_| EditError::TooUnusual)?;
        let off = off_steps(&program);
        let is_back = |off: &OffStep| {
            Some(off.span.start) == change.focus
                && off.piece == piece
                && apply(&text, &coming_back(&text, off)) == self.text
        };
        // With others switched off, their own headers may have changed, which is looked at one by one.
        let is_there =
            |off: &OffStep| Some(off.span.start) == change.focus && off.piece == piece && off.place != OffPlace::Gone;
        let is_right = if self.off.is_empty() { off.iter().any(is_back) } else { off.iter().any(is_there) };
        is_right.then_some(change).ok_or(EditError::TooUnusual)
    }

    /// Brings back the step whose comment begins at `comment`.
    pub(crate) fn enable(&self, comment: u32) -> Result<Change, EditError> {
        let off_idx = self.off.iter().position(|off| off.span.start == comment).ok_or(EditError::NoSuchStep)?;
        let off = self.off.get(off_idx).ok_or(EditError::NoSuchStep)?;
        let edits = coming_back(self.text, off);
        let name_at = off.piece.rfind(&off.call).unwrap_or(0) as u32;
        let focus = match off.place {
            OffPlace::Gone => return Err(EditError::PlaceIsGone),
            OffPlace::At(place) if off.piece.ends_with_comment() && !ends_line(self.text, place) => {
                return Err(EditError::PlaceIsGone);
            }
            OffPlace::At(_) => Focus::Written { edit_idx: 0, offset: name_at },
            OffPlace::Statement { .. } => Focus::Written { edit_idx: 0, offset: name_at },
        };
        Ok(self.keep_others(Draft::of(edits, focus), Some(off_idx))?.finish())
    }

    /// The draft, with the comments of steps that are switched off saying where these are in the new text.
    pub(crate) fn keep_off_steps(&self, draft: Draft) -> Result<Draft, EditError> {
        self.keep_others(draft, None)
    }

    fn keep_others(&self, mut draft: Draft, enabled: Option<usize>) -> Result<Draft, EditError> {
        let text = apply(self.text, &draft.edits);
        let program = Program::compile(&text).map_err(|_| EditError::TooUnusual)?;
        let others = if self.off.is_empty() { Vec::new() } else { off_steps(&program) };
        let mut headers = Vec::new();
        for (off_idx, off) in self.off.iter().enumerate() {
            let OffPlace::At(place) = off.place else { continue };
            let is_touched = |edit: &TextEdit| edit.span.start < off.span.end && off.span.start < edit.span.end;
            if enabled == Some(off_idx) || draft.edits.iter().any(is_touched) {
                continue;
            }
            let is_inside = |edit: &TextEdit| edit.span.start < place && place < edit.span.end;
            if draft.edits.iter().any(is_inside) {
                return Err(EditError::HoldsOff);
            }
            // What comes before the step that is brought back stays before it.
            let stays = enabled.is_some_and(|enabled| off_idx < enabled);
            let place = carried(place, &draft.edits, stays);
            let line = carried(lines_of(self.text, off.span).start, &draft.edits, false) + 1;
            let region = region_above(&program, line, &others).ok_or(EditError::HoldsOff)?;
            if place < region.start || place > region.end {
                return Err(EditError::HoldsOff);
            }
            let anchor = Anchor::of(&program, region, place, &off.piece).ok_or(EditError::TooUnusual)?;
            let header = header(&anchor);
            if header != off.header.of(self.text) {
                headers.push(TextEdit { span: off.header, text: header });
            }
        }
        draft.edits.extend(headers);
        Ok(draft)
    }
}

/// The edits that bring a step back to its place.
fn coming_back(text: &str, off: &OffStep) -> Vec<TextEdit> {
    match off.place {
        OffPlace::At(place) => vec![
            TextEdit { span: at(place), text: off.piece.clone() },
            TextEdit { span: lines_of(text, off.span), text: String::new() },
        ],
        OffPlace::Statement { .. } => vec![TextEdit { span: off.span, text: off.piece.clone() }],
        OffPlace::Gone => Vec::new(),
    }
}

/// Where a place is after edits; behind what is put right there, unless it `stays` before it.
fn carried(place: u32, edits: &[TextEdit], stays: bool) -> u32 {
    let mut delta = 0;
    for edit in edits {
        let is_before =
            if stays && edit.span.start == edit.span.end { edit.span.end < place } else { edit.span.end <= place };
        if is_before {
            delta += edit.text.len() as i64 - i64::from(edit.span.end) + i64::from(edit.span.start);
        }
    }
    u32::try_from(i64::from(place) + delta).unwrap_or(place)
}

/// Whether something that is put behind a text would become part of a comment.
trait EndsWithComment {
    fn ends_with_comment(&self) -> bool;
}

impl EndsWithComment for String {
    fn ends_with_comment(&self) -> bool {
        Program::compile(&format!("(x\n{self})")).is_err()
    }
}
