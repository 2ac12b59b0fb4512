//! `match`.

use diag::Span;

use crate::ast::{Case, Expr, Name, Pattern, PatternKind};
use crate::compile::Compiler;
use crate::compile::code::{MatchClassSite, Op, Operand, Reg, TAKE};
use crate::compile::stmt::merge;

impl Compiler {
    pub fn match_stmt(&mut self, subject: &Expr, cases: &[Case], span: Span) {
        let subject = self.in_temp(subject);
        let mut ends = Vec::new();
        let before = self.frame.bound.clone();
        let mut after = None;
        for case in cases {
            let mark = self.frame.next;
            let mut next = Vec::new();
            self.pattern(&case.pattern, subject, &mut next);
            if let Some(guard) = &case.guard {
                next.extend(self.branch(guard, false));
            }
            self.frame.next = mark;
            self.body(&case.body);
            merge(&mut after, &self.frame.bound);
            ends.push(self.frame.jump(span));
            self.frame.patch_here(&next);
            self.frame.bound.clone_from(&before);
        }
        merge(&mut after, &before);
        self.frame.bound = after.unwrap_or_default();
        self.frame.patch_here(&ends);
    }

    /// Goes on if the pattern fits what is in `subject`; jumps (added to `fails`) otherwise.
    fn pattern(&mut self, pattern: &Pattern, subject: Operand, fails: &mut Vec<usize>) {
        let span = pattern.span;
        match &pattern.kind {
            PatternKind::Value(value) => {
                let b = self.expr(value);
                self.frame.emit(Op::SkipIfEq { a: subject, b }, span);
                fails.push(self.frame.jump(span));
            }
            PatternKind::Singleton(value) => {
                let b = self.expr(value);
                let dst = self.frame.temp();
                self.frame.emit(Op::Is { dst, a: subject, b }, span);
                fails.push(self.frame.emit(Op::JumpUnless { a: dst, to: 0 }, span));
            }
            PatternKind::Sequence(items) => self.sequence_pattern(items, subject, fails, span),
            PatternKind::Mapping { items, rest } => self.mapping_pattern(items, rest.as_ref(), subject, fails, span),
            PatternKind::Class { class, positional, keywords } => {
                self.class_pattern(class, positional, keywords, subject, fails, span);
            }
            PatternKind::Star(_) => {}
            PatternKind::As { pattern, name } => {
                if let Some(pattern) = pattern {
                    self.pattern(pattern, subject, fails);
                }
                if let Some(name) = name {
                    self.store_name(&name.text, subject, name.span);
                }
            }
            PatternKind::Or(patterns) => {
                let mut fits = Vec::new();
                let n = patterns.len();
                for (i, pattern) in patterns.iter().enumerate() {
                    let mut next = Vec::new();
                    self.pattern(pattern, subject, &mut next);
                    if i + 1 == n {
                        fails.extend(next);
                    } else {
                        fits.push(self.frame.jump(span));
                        self.frame.patch_here(&next);
                    }
                }
                self.frame.patch_here(&fits);
            }
        }
    }

    fn sequence_pattern(&mut self, items: &[Pattern], subject: Operand, fails: &mut Vec<usize>, span: Span) {
        let star = items.iter().position(|item| matches!(item.kind, PatternKind::Star(_)));
        let n = self.frame.short(items.len() - usize::from(star.is_some()));
        let dst = self.frame.temp();
        self.frame.emit(Op::MatchSequence { dst, subject, n, is_open: star.is_some() }, span);
        fails.push(self.frame.emit(Op::JumpUnless { a: dst, to: 0 }, span));
        let first = self.frame.temps(items.len());
        match star {
            None => {
                self.frame.emit(Op::Unpack { first, src: subject, n }, span);
            }
            Some(star) => {
                let after = self.frame.short(items.len() - star - 1);
                let before = star.min(255) as u8;
                self.frame.emit(Op::UnpackStarred { first, src: subject, before, after }, span);
            }
        }
        for (i, item) in items.iter().enumerate() {
            let register = first + i as Reg;
            match &item.kind {
                PatternKind::Star(Some(name)) => self.store_name(&name.text, register | TAKE, name.span),
                PatternKind::Star(None) => {}
                _ => self.pattern(item, register, fails),
            }
        }
    }

    fn mapping_pattern(
        &mut self,
        items: &[(Expr, Pattern)],
        rest: Option<&Name>,
        subject: Operand,
        fails: &mut Vec<usize>,
        span: Span,
    ) {
        let dst = self.frame.temp();
        self.frame.emit(Op::MatchMapping { dst, subject }, span);
        fails.push(self.frame.emit(Op::JumpUnless { a: dst, to: 0 }, span));
        let mut keys = Vec::new();
        for (key, pattern) in items {
            let key = Self::keep(self.expr(key));
            keys.push(key);
            let value = self.frame.temp();
            self.frame.emit(Op::MatchKey { dst: value, subject, key }, span);
            fails.push(self.frame.jump(span));
            self.pattern(pattern, value, fails);
        }
        if let Some(name) = rest {
            let items = self.frame.list(keys);
            let dst = self.frame.temp();
            self.frame.emit(Op::MatchRest { dst, subject, items }, span);
            self.store_name(&name.text, dst | TAKE, name.span);
        }
    }

    fn class_pattern(
        &mut self,
        class: &Expr,
        positional: &[Pattern],
        keywords: &[(Name, Pattern)],
        subject: Operand,
        fails: &mut Vec<usize>,
        span: Span,
    ) {
        let class = Self::keep(self.expr(class));
        let first = self.frame.temps(positional.len() + keywords.len());
        self.frame.match_classes.push(MatchClassSite {
            class,
            n_positional: positional.len(),
            keywords: keywords.iter().map(|(name, _)| name.text.clone()).collect(),
        });
        let site = self.frame.short(self.frame.match_classes.len() - 1);
        self.frame.emit(Op::MatchClass { first, subject, site }, span);
        fails.push(self.frame.jump(span));
        let patterns = positional.iter().chain(keywords.iter().map(|(_, pattern)| pattern));
        for (i, pattern) in patterns.enumerate() {
            self.pattern(pattern, first + i as Reg, fails);
        }
    }
}
