//! Decides which document the page opens with.

use protocol::document::Document;
use protocol::share::{decode, is_link};

use crate::page::stores::document::Origin;
use crate::page::stores::layout::{Notice, NoticeAction};

/// What the page begins with.
#[derive(Clone, Debug, PartialEq)]
pub struct Startup {
    pub document: Document,
    pub origin: Origin,
    pub notice: Option<Notice>,
}

/// The document of the address's fragment if that is a share link, else the stored draft, else the default one.
///
/// A link that cannot be opened says why and leaves the draft as it is.
pub fn startup(fragment: &str, draft: Option<&str>) -> Startup {
    let draft = draft.and_then(read_draft);
    let own = |notice| Startup { document: draft.clone().unwrap_or_default(), origin: Origin::Own, notice };
    if !is_link(fragment) {
        return own(None);
    }
    match decode(fragment) {
        Ok(document) => {
            let notice = draft.filter(|draft| *draft != document).map(back_to);
            Startup { document, origin: Origin::Link, notice }
        }
        Err(error) => own(Some(Notice::problem(format!("{}.", capitalized(&error.to_string()))))),
    }
}

/// The document of a stored draft; one that cannot be read counts as none.
pub fn read_draft(text: &str) -> Option<Document> {
    serde_json::from_str::<Document>(text).ok().map(Document::bounded)
}

fn back_to(draft: Document) -> Notice {
    Notice::info("You opened a shared program. Your own one is kept.")
        .with_action("Back to mine", NoticeAction::Open(Box::new(draft)))
}

fn capitalized(text: &str) -> String {
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| std::iter::once(first.to_ascii_uppercase()).chain(signs).collect())
}

#[cfg(test)]
mod tests {
    use protocol::share::encode;

    use super::*;

    fn draft() -> (Document, String) {
        let document = Document::of_program("mine");
        let text = serde_json::to_string(&document).unwrap();
        (document, text)
    }

    #[test]
    fn a_new_reader_sees_the_word_count() {
        let expected = Startup { document: Document::default(), origin: Origin::Own, notice: None };
        assert_eq!(startup("", None), expected);
        assert_eq!(startup("#elsewhere", Some("{broken")), expected);
    }

    #[test]
    fn the_draft_comes_back() {
        let (document, text) = draft();
        assert_eq!(startup("", Some(&text)).document, document);
    }

    #[test]
    fn a_link_is_opened_and_the_draft_offered() {
        let (mine, text) = draft();
        let link = encode(&Document::of_program("shared")).unwrap();
        let startup = startup(&format!("#{link}"), Some(&text));
        assert_eq!((startup.document.program.as_str(), startup.origin), ("shared", Origin::Link));
        let action = startup.notice.and_then(|notice| notice.action).map(|(_, action)| action);
        assert_eq!(action, Some(NoticeAction::Open(Box::new(mine))));
    }

    #[test]
    fn a_broken_link_says_so_and_shows_the_draft() {
        let (document, text) = draft();
        let startup = startup("#p1.AAA", Some(&text));
        assert_eq!((startup.document, startup.origin), (document, Origin::Own));
        assert!(startup.notice.is_some_and(|notice| notice.message.starts_with("This link ")));
    }
}
