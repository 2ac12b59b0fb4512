//! An element of the page, as a reader meets it.

use std::cell::RefCell;

use serde_json::{Value, json};

use crate::error::Result;
use crate::page::Page;
use crate::session::ElementId;
use crate::sought::Sought;

pub struct Element<'p> {
    page: &'p Page,
    id: RefCell<ElementId>,
    /// What it was found as, if it was the only one of its kind.
    sought: Option<Sought>,
}

impl<'p> Element<'p> {
    pub(crate) fn new(page: &'p Page, id: ElementId) -> Self {
        Self { page, id: RefCell::new(id), sought: None }
    }

    pub(crate) fn sought(page: &'p Page, id: ElementId, sought: Sought) -> Self {
        Self { page, id: RefCell::new(id), sought: Some(sought) }
    }

    /// What WebDriver calls it now.
    pub fn id(&self) -> ElementId {
        self.id.borrow().clone()
    }

    /// Does it with the element; with the one that has its place if the page has drawn it anew since it was found.
    fn with(&self, command: impl Fn(&ElementId) -> Result<Value>) -> Result<Value> {
        loop {
            match (command(&self.id()), &self.sought) {
                (Err(error), Some(sought)) if error.is_stale() => {
                    *self.id.borrow_mut() = self.page.seek(sought)?;
                }
                (answer, _) => return answer,
            }
        }
    }

    fn get(&self, what: &str) -> Result<Value> {
        self.with(|id| self.page.session().get(&id.path(what)))
    }

    fn post(&self, what: &str, body: &Value) -> Result<Value> {
        self.with(|id| self.page.session().post(&id.path(what), body.clone()))
    }

    /// Clicks its middle, after scrolling there; fails if something lies over it.
    pub fn click(&self) -> Result<()> {
        self.post("click", &json!({})).map(drop)
    }

    /// Gives it the focus and types.
    pub fn type_text(&self, text: &str) -> Result<()> {
        self.post("value", &json!({ "text": text })).map(drop)
    }

    /// Empties an input field.
    pub fn clear(&self) -> Result<()> {
        self.post("clear", &json!({})).map(drop)
    }

    /// The text that can be seen in it.
    pub fn text(&self) -> Result<String> {
        let text = self.get("text")?;
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
        let value = self.get(&format!("attribute/{name}"))?;
        Ok(value.as_str().map(str::to_owned))
    }

    pub fn is_enabled(&self) -> Result<bool> {
        Ok(self.get("enabled")? == Value::Bool(true))
    }

    /// The name that a screen reader says.
    pub fn name(&self) -> Result<String> {
        let name = self.get("computedlabel")?;
        Ok(name.as_str().unwrap_or_default().to_owned())
    }

    /// What a screen reader says it is.
    pub fn role(&self) -> Result<String> {
        let role = self.get("computedrole")?;
        Ok(role.as_str().unwrap_or_default().to_owned())
    }

    /// Runs a function body with the element as `arguments[0]`.
    pub fn script(&self, script: &str) -> Result<Value> {
        self.with(|id| self.page.session().execute(script, &[id.to_value()]))
    }
}
