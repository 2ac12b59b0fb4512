//! `Ancestry`: which records of its inputs a record of a stream is made of.

/// How an operator's records come about from those of its inputs. For a windowed stream the inputs are all batches of
/// the window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ancestry {
    /// From any of them: a function of the program takes whole RDDs.
    #[default]
    Any,
    /// From none: a source.
    Nothing,
    /// From the one at the same place of the same partition.
    Same,
    /// It is a record of the same partition, from which others were left out.
    Kept,
    /// From one of the same partition, of which the function makes any number in a row.
    Expanded {
        /// The function's parameter.
        function: &'static str,
        argument: Argument,
    },
    /// From all of the same partition.
    Partition,
    /// From all of them.
    All,
    /// From those with its key.
    Key(KeyOf),
    /// It is one of them, at another place or in another batch.
    Moved,
    /// Of each input from those with its key and the value that stands for this input.
    Joined,
    /// From those with its key, and from its own value in the batch before.
    State,
}

/// What a function is called with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    Record,
    /// The second of a pair.
    Value,
}

/// What the key of a record of an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOf {
    /// The first of a pair.
    Pair,
    /// The record itself.
    Record,
}

impl Ancestry {
    /// Where the records of an input have their keys, if it is keys that bring them together.
    pub fn key(self) -> Option<KeyOf> {
        match self {
            Self::Key(key) => Some(key),
            Self::Joined | Self::State => Some(KeyOf::Pair),
            _ => None,
        }
    }
}
