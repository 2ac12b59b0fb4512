//! The page without a mouse: real key events, where the focus is after each, and whether it can be seen there.

use serde_json::{Value, json};

use crate::element::Element;
use crate::error::{E2eError, Result, expect};
use crate::keys;
use crate::page::{Name, Page};
use crate::session::ElementId;

/// More stops than the page has: going on any longer goes round in circles.
const MAX_STOPS: usize = 250;

/// What has the focus, as a screen reader says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    pub role: String,
    pub name: String,
}

/// Says what is wrong with where the focus is: nowhere, out of sight, covered, or without a ring around it.
const FOCUS_PROBLEM: &str = r#"
const e = document.activeElement;
if (!e || e === document.body || e === document.documentElement) return "nothing has the focus";
if (!e.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return "what has the focus cannot be seen";
// The ring of a field may be that of the box around it, or be drawn over that.
const isRing = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && !/, 0\)$|transparent/.test(style.outlineColor);
const rings = [e, e.closest(".field-box"), e.closest(".cm-editor")].filter(Boolean)
  .flatMap((p) => [null, "::after"].map((part) => [p, getComputedStyle(p, part)]));
const [ringed, style] = rings.find(([, style]) => isRing(style) && style.content !== "none") ?? [];
if (!ringed) return "what has the focus has no ring";
const grown = parseFloat(style.outlineOffset) + parseFloat(style.outlineWidth);
const box = ringed.getBoundingClientRect();
const ring = { left: box.left - grown, top: box.top - grown, right: box.right + grown, bottom: box.bottom + grown };
let seen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
for (let p = ringed.parentElement; p && p !== document.body; p = p.parentElement) {
  const clips = getComputedStyle(p);
  if (clips.overflowX === "visible" && clips.overflowY === "visible" && !/paint|strict|content/.test(clips.contain)) continue;
  const around = p.getBoundingClientRect();
  seen = { left: Math.max(seen.left, around.left), top: Math.max(seen.top, around.top),
           right: Math.min(seen.right, around.right), bottom: Math.min(seen.bottom, around.bottom) };
  if (p.matches("dialog:modal")) break;
}
const sides = ["left", "top"].filter((side) => ring[side] >= seen[side] - 1).length
  + ["right", "bottom"].filter((side) => ring[side] <= seen[side] + 1).length;
if (sides < 2) return `of the ring around what has the focus ${sides} sides can be seen`;
const [x, y] = [(Math.max(box.left, seen.left) + Math.min(box.right, seen.right)) / 2, (Math.max(box.top, seen.top) + Math.min(box.bottom, seen.bottom)) / 2];
const top = document.elementFromPoint(x, y);
if (!top || !(ringed.contains(top) || top.contains(ringed) || e.closest("label")?.contains(top)
  // Escape closes a notice, and leaves the focus where it is.
  || top.closest(".notice"))) return `what has the focus is covered by ${top?.outerHTML.slice(0, 80)}`;
return null;
"#;

/// What has the focus now.
pub fn focused(page: &Page) -> Result<Element<'_>> {
    let active = page.session().get("/element/active")?;
    let id = ElementId::all_of(&active).pop();
    id.map(|id| Element::new(page, id)).ok_or_else(|| E2eError::Expectation("no element is active".to_owned()))
}

/// What has the focus, in words.
pub fn stop(page: &Page) -> Result<Stop> {
    let element = focused(page)?;
    Ok(Stop { role: element.role()?, name: element.name()? })
}

/// Fails unless something has the focus, in sight, with a ring around it.
pub fn expect_visible_focus(page: &Page) -> Result<()> {
    let problem = page.script(FOCUS_PROBLEM)?;
    match problem.as_str() {
        None => Ok(()),
        Some(problem) => Err(E2eError::Expectation(format!("{problem}: {}", describe(page)?))),
    }
}

fn describe(page: &Page) -> Result<String> {
    let html = page.script("return document.activeElement?.outerHTML.slice(0, 160) ?? ''")?;
    Ok(html.as_str().unwrap_or_default().to_owned())
}

/// Presses a key, waits for what it does to the focus, and expects that to be in sight.
pub fn press(page: &Page, pressed: &[char]) -> Result<()> {
    page.press(pressed)?;
    rest(page)?;
    expect_visible_focus(page)
}

/// Waits until what was begun by a key and moves the focus "soon" has been done.
pub fn rest(page: &Page) -> Result<()> {
    const RESTED: &str = "const done = arguments[0];
        requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(() => setTimeout(() => done(null), 0)), 0));";
    page.session().post("/execute/async", json!({ "script": RESTED, "args": [] })).map(drop)
}

/// Goes on by Tab until what has this role and name has the focus; each stop on the way has to be in sight.
pub fn tab_to<'a>(page: &Page, role: &str, name: impl Into<Name<'a>>) -> Result<()> {
    go(page, &[keys::TAB], role, name.into())
}

/// The same backwards.
pub fn tab_back_to<'a>(page: &Page, role: &str, name: impl Into<Name<'a>>) -> Result<()> {
    go(page, &[keys::SHIFT, keys::TAB], role, name.into())
}

/// Goes on by an arrow key until what has this role and name has the focus.
pub fn arrow_to<'a>(page: &Page, arrow: char, role: &str, name: impl Into<Name<'a>>) -> Result<()> {
    go(page, &[arrow], role, name.into())
}

const IN_EDITOR: &str = "return document.activeElement.closest('.cm-editor') !== null";

fn go(page: &Page, pressed: &[char], role: &str, name: Name<'_>) -> Result<()> {
    let mut stops = Vec::new();
    while stops.len() < MAX_STOPS {
        // The editor takes Tab for itself, but not behind Escape.
        if pressed.contains(&keys::TAB) && page.script(IN_EDITOR)? == true {
            page.press(&[keys::ESCAPE])?;
        }
        page.press(pressed)?;
        // Behind its last stop the browser's own window has the focus, and the page's document none.
        if page.script("return document.activeElement === document.body")? == true {
            if page.script("return document.hasFocus()")? == true && !pressed.contains(&keys::TAB) {
                return Err(E2eError::Expectation(format!("a key lost the focus, after {:?}", stops.last())));
            }
            continue;
        }
        rest(page)?;
        expect_visible_focus(page)?;
        let stop = stop(page)?;
        if stop.role == role && name.is_met_by(&stop.name) {
            return Ok(());
        }
        stops.push(stop);
    }
    let said = stops.iter().map(|stop| format!("{} {:?}", stop.role, stop.name));
    let mut said: Vec<String> = said.collect();
    said.dedup();
    said.truncate(80);
    expect(false, || format!("no stop is a {role} named {name:?}: {}", said.join(", ")))
}

/// Types into what has the focus, a key for each sign.
pub fn type_text(page: &Page, text: &str) -> Result<()> {
    let key = |kind: &str, key: char| json!({ "type": kind, "value": key });
    let of = |sign: char| if sign == '\n' { keys::ENTER } else { sign };
    let actions: Vec<Value> =
        text.chars().map(of).flat_map(|sign| [key("keyDown", sign), key("keyUp", sign)]).collect();
    let keyboard = json!([{ "type": "key", "id": "keyboard", "actions": actions }]);
    page.session().post("/actions", json!({ "actions": keyboard }))?;
    rest(page)?;
    expect_visible_focus(page)
}

/// Types in place of what a field holds.
pub fn retype(page: &Page, text: &str) -> Result<()> {
    page.press(&[keys::CONTROL, 'a'])?;
    type_text(page, text)
}
