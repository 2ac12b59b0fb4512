//! `Kept`: a partition in memory; `KeptRows`: its rows for those who only look.

use std::ops::Range;
use std::rc::{Rc, Weak};

use value::{CallCx, Column, Raised, Value};

use super::block::Block;
use super::ledger::reading::VersionChunks;
use super::ledger::version::Version;
use super::node::Computed;
use crate::language::Language;

/// The records of a partition, kept to be read again.
#[derive(Clone)]
pub(crate) enum Kept {
    Block(Block),
    /// A partition of a state, which shares with those of other batches what did not change.
    Version(Rc<Version>),
}

impl Kept {
    pub(crate) fn of(column: Rc<Column>) -> Self {
        Self::Block(Block::new(column))
    }

    pub(crate) fn read(&self, language: &Rc<dyn Language>) -> Computed {
        match self {
            Self::Block(block) => block.read(language),
            Self::Version(version) => Computed::Chunks(Box::new(VersionChunks::new(version))),
        }
    }

    pub(crate) fn rows(&self) -> KeptRows {
        match self {
            Self::Block(block) => KeptRows::of(Rc::clone(block.column())),
            Self::Version(version) => KeptRows::of_version(version),
        }
    }
}

/// The first rows of a partition, or all.
#[derive(Clone, Default)]
pub struct KeptRows(Form);

#[derive(Clone)]
enum Form {
    Column(Rc<Column>),
    Version { version: Rc<Version>, n_rows: usize },
}

impl Default for Form {
    fn default() -> Self {
        Self::Column(Rc::default())
    }
}

/// [`KeptRows`] that others may keep.
#[derive(Default)]
pub(crate) struct WeakRows(WeakForm);

#[derive(Default)]
enum WeakForm {
    #[default]
    Nothing,
    Column(Weak<Column>),
    Version {
        version: Weak<Version>,
        n_rows: usize,
    },
}

impl WeakRows {
    /// The rows, if they are still there.
    pub(crate) fn upgrade(&self) -> Option<KeptRows> {
        let form = match &self.0 {
            WeakForm::Nothing => return None,
            WeakForm::Column(column) => Form::Column(column.upgrade()?),
            WeakForm::Version { version, n_rows } => Form::Version { version: version.upgrade()?, n_rows: *n_rows },
        };
        Some(KeptRows(form))
    }
}

impl KeptRows {
    pub(crate) fn downgrade(&self) -> WeakRows {
        WeakRows(match &self.0 {
            Form::Column(column) => WeakForm::Column(Rc::downgrade(column)),
            Form::Version { version, n_rows } => WeakForm::Version { version: Rc::downgrade(version), n_rows: *n_rows },
        })
    }

    /// All rows of a column.
    pub fn of(column: Rc<Column>) -> Self {
        Self(Form::Column(column))
    }

    pub(crate) fn of_version(version: &Rc<Version>) -> Self {
        Self(Form::Version { n_rows: version.len(), version: Rc::clone(version) })
    }

    /// All the records.
    pub(crate) fn of_computed(computed: Computed, cx: &mut CallCx) -> Result<Self, Raised> {
        if let Computed::Chunks(chunks) = &computed
            && let Some(version) = chunks.version()
        {
            return Ok(Self::of_version(version));
        }
        Ok(Self::of(computed.into_column(cx)?))
    }

    /// At most so many of them.
    pub(crate) fn first(&self, n: usize) -> Self {
        match &self.0 {
            Form::Column(column) if column.len() > n => Self::of(Rc::new(column.slice(0..n))),
            Form::Version { version, n_rows } => {
                Self(Form::Version { version: Rc::clone(version), n_rows: n.min(*n_rows) })
            }
            Form::Column(_) => self.clone(),
        }
    }

    pub fn len(&self) -> usize {
        match &self.0 {
            Form::Column(column) => column.len(),
            Form::Version { n_rows, .. } => *n_rows,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rows at these places, as far as they are there.
    pub fn slice(&self, range: Range<usize>) -> Vec<Value> {
        let range = range.start..range.end.min(self.len());
        match &self.0 {
            Form::Column(column) => range.map(|row| column.get(row)).collect(),
            Form::Version { version, .. } => version.slice(range),
        }
    }

    /// Rough size in memory, of what nobody else needs.
    pub fn n_bytes(&self) -> usize {
        match &self.0 {
            Form::Column(column) => column.n_bytes(),
            // What changed is counted with the updates of the state.
            Form::Version { .. } => 0,
        }
    }
}
