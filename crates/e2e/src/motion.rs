//! Whether anything moves by itself for a reader who asked for less motion.

use serde_json::{Value, json};

use crate::error::{Result, expect};
use crate::page::Page;

/// Lists elements, and what stands before and after them, with a transition, an animation or smooth scrolling.
const MOVING: &str = r#"
const seconds = (list) => Math.max(...list.split(",").map((part) => parseFloat(part) * (part.trim().endsWith("ms") ? 0.001 : 1)));
const found = document.getAnimations().map((a) => `${a.constructor.name} on ${a.effect?.target?.className}`);
for (const e of document.querySelectorAll("*")) {
  for (const part of [null, "::before", "::after", "::backdrop", "::marker"]) {
    const style = getComputedStyle(e, part);
    const why = seconds(style.transitionDuration) + seconds(style.transitionDelay) > 0 ? `transition ${style.transitionDuration}`
      : style.animationName !== "none" && seconds(style.animationDuration) > 0 ? `animation ${style.animationName}`
      : style.scrollBehavior === "smooth" ? "smooth scrolling" : null;
    if (why) found.push(`${e.tagName.toLowerCase()}.${e.className}${part ?? ""}: ${why}`);
  }
}
return [...new Set(found)];
"#;

/// Tells the page that its reader prefers less motion.
pub fn prefer_less(page: &Page) -> Result<()> {
    let features = json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
    page.session().devtools("Emulation.setEmulatedMedia", features).map(drop)
}

/// Fails with a list if anything moves.
pub fn nothing_moves(page: &Page, what: &str) -> Result<()> {
    let moving = page.script(MOVING)?;
    let moving: Vec<&str> = moving.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    expect(moving.is_empty(), || format!("{what}: these move:\n{}", moving.join("\n")))
}
