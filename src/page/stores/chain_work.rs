//! What the reader is doing in the chain: the change that was asked for, where to look after it, and why it was refused.

use protocol::text::Rev;

/// The last change of the chain. None of it is part of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChainWork {
    /// What was asked for, until it is there or refused.
    asked: Option<Asked>,
    /// Where to look when the plan of this text is there: a byte offset in it.
    pub landing: Option<Landing>,
    /// What is read out.
    pub said: String,
    pub refused: Option<Refusal>,
}

/// A change that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The element of the card that it is about.
    pub card: String,
    /// What is done, for who cannot see it: `moved`.
    pub what: &'static str,
}

/// Where the focus goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Landing {
    pub rev: Rev,
    pub at: u32,
    pub what: &'static str,
}

/// Why a change was not made.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    pub card: String,
    pub message: String,
    /// The text that it is about.
    pub rev: Rev,
}

/// What happens to a change.
#[derive(Clone, Debug)]
pub enum ChainNews {
    Asked(Asked),
    /// The text of `rev` has it; the reader looks at this offset.
    Made {
        rev: Rev,
        at: Option<u32>,
    },
    Refused {
        rev: Rev,
        message: String,
    },
    /// The focus is where it belongs.
    Landed {
        said: String,
    },
    /// A card is to have the focus, without any change.
    GoTo {
        rev: Rev,
        at: u32,
    },
}

impl ChainWork {
    /// Whether a refusal has a card to be said at.
    pub fn has_card(&self) -> bool {
        self.asked.is_some()
    }

    /// Why the last change of this card was refused.
    pub fn refusal(&self, card: &str, rev: Rev) -> Option<&str> {
        let refused = self.refused.as_ref()?;
        (refused.card == card && refused.rev == rev).then_some(refused.message.as_str())
    }

    pub fn after(&self, news: ChainNews) -> Self {
        match news {
            ChainNews::Asked(asked) => Self { asked: Some(asked), landing: None, said: String::new(), refused: None },
            ChainNews::Made { rev, at } => {
                // Who asked elsewhere than in the chain keeps the focus.
                let landing = self.asked.as_ref().zip(at).map(|(asked, at)| Landing { rev, at, what: asked.what });
                Self { landing, ..Self::default() }
            }
            ChainNews::Refused { rev, message } => {
                let refused = self.asked.as_ref().map(|asked| Refusal { card: asked.card.clone(), message, rev });
                Self { asked: None, refused, ..Self::default() }
            }
            ChainNews::Landed { said } => Self { landing: None, said, ..self.clone() },
            ChainNews::GoTo { rev, at } => Self { landing: Some(Landing { rev, at, what: "" }), ..Self::default() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> ChainWork {
        let asked = Asked { card: "step-2".to_owned(), what: "moved" };
        ChainWork::default().after(ChainNews::Asked(asked))
    }

    #[test]
    fn a_change_that_was_made_says_where_to_look() {
        let made = asked().after(ChainNews::Made { rev: 3, at: Some(17) });
        assert_eq!(made.landing, Some(Landing { rev: 3, at: 17, what: "moved" }));
        let landed = made.after(ChainNews::Landed { said: "map moved".to_owned() });
        assert_eq!((landed.landing, landed.said.as_str()), (None, "map moved"));
    }

    #[test]
    fn a_refusal_stands_at_its_card_until_the_text_changes() {
        let refused = asked().after(ChainNews::Refused { rev: 3, message: "no".to_owned() });
        assert_eq!((refused.refusal("step-2", 3), refused.refusal("step-1", 3)), (Some("no"), None));
        assert_eq!(refused.refusal("step-2", 4), None);
        assert_eq!(refused.after(ChainNews::Made { rev: 3, at: None }).refused, None);
    }
}
