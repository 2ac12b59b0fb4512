//! An element of the page, as a reader meets it.

use serde_json::{Value, json};

use crate::error::Result;
use crate::session::{ElementId, Session};

pub struct Element<'s> {
    session: &'s Session,
    id: ElementId,
}

impl<'s> Element<'s> {
    pub(crate) fn new(session: &'s Session, id: ElementId) -> Self {
        Self { session, id }
    }

    pub fn id(&self) -> &ElementId {
        &self.id
    }

    /// Clicks its middle, after scrolling there; fails if something lies over it.
    pub fn click(&self) -> Result<()> {
        self.session.post(&self.id.path("click"), json!({})).map(drop)
    }

    /// Gives it the focus and types.
    pub fn type_text(&self, text: &str) -> Result<()> {
        self.session.post(&self.id.path("value"), json!({ "text": text })).map(drop)
    }

    /// Empties an input field.
    pub fn clear(&self) -> Result<()> {
        self.session.post(&self.id.path("clear"), json!({})).map(drop)
    }

    /// The text that can be seen in it.
    pub fn text(&self) -> Result<String> {
        let text = self.session.get(&self.id.path("text"))?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// All text in it, with its own line breaks, whether it can be seen or not.
    pub fn text_content(&self) -> Result<String> {
        let text = self.script("return arguments[0].textContent")?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// What an input field holds.
    pub fn value(&self) -> Result<String> {
        let value = self.script("return String(arguments[0].value)")?;
        Ok(value.as_str().unwrap_or_default().to_owned())
    }

    /// An attribute, if it is there.
    pub fn attribute(&self, name: &str) -> Result<Option<String>> {
        let value = self.session.get(&self.id.path(&format!("attribute/{name}")))?;
        Ok(value.as_str().map(str::to_owned))
    }

    pub fn is_enabled(&self) -> Result<bool> {
        Ok(self.session.get(&self.id.path("enabled"))? == Value::Bool(true))
    }

    /// The name that a screen reader says.
    pub fn name(&self) -> Result<String> {
        let name = self.session.get(&self.id.path("computedlabel"))?;
        Ok(name.as_str().unwrap_or_default().to_owned())
    }

    /// What a screen reader says it is.
    pub fn role(&self) -> Result<String> {
        let role = self.session.get(&self.id.path("computedrole"))?;
        Ok(role.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a function body with the element as `arguments[0]`.
    pub fn script(&self, script: &str) -> Result<Value> {
        self.session.execute(script, &[self.id.to_value()])
    }
}
