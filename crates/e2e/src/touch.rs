//! The page under a finger: emulated touch, and whether everything is large enough to be hit.

use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};

use crate::error::{Result, expect};
use crate::page::Page;

/// The least width and height of what is pressed, in CSS pixels (WCAG 2.2, 2.5.8).
pub const TARGET: u32 = 24;

/// How long a list glides on that was thrown.
const GLIDING: Duration = Duration::from_millis(1_500);

/// Lists what can be pressed and is smaller: the part that can be hit counts, for a field also its label.
const SMALL: &str = r#"
const least = arguments[0];
const targets = document.querySelectorAll("button, a[href], input, select, textarea, summary, [role=tab], [role=option], [role=menuitem], [role=gridcell][tabindex], .grip");
return [...targets].filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest(".cm-panels")).map((e) => {
  const boxes = [e, ...(e.labels ?? [])].map((part) => part.getBoundingClientRect());
  const width = Math.max(...boxes.map((box) => box.width)), height = Math.max(...boxes.map((box) => box.height));
  const name = (e.getAttribute("aria-label") ?? e.textContent).trim().slice(0, 40);
  return width >= least && height >= least ? null : `${e.tagName.toLowerCase()}.${e.className} "${name}" is ${width.toFixed(1)} × ${height.toFixed(1)}`;
}).filter(Boolean);
"#;

/// Has the browser behave as one that is touched, on a small screen of this height.
pub fn begin(page: &Page, height: u32) -> Result<()> {
    let size = json!({ "width": 390, "height": height, "deviceScaleFactor": 1, "mobile": true });
    page.session().devtools("Emulation.setDeviceMetricsOverride", size)?;
    page.session().devtools("Emulation.setTouchEmulationEnabled", json!({ "enabled": true, "maxTouchPoints": 5 }))?;
    let is_touched = page.script("return matchMedia('(hover: none) and (pointer: coarse)').matches")?;
    expect(is_touched == true, || "the browser does not behave as one that is touched".to_owned())
}

/// Fails with a list unless everything that can be pressed now is large enough.
pub fn targets_are_large(page: &Page, what: &str) -> Result<()> {
    page.settle()?;
    let small = page.session().execute(SMALL, &[json!(TARGET)])?;
    let mut small: Vec<&str> = small.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    small.sort_unstable();
    small.dedup();
    expect(small.is_empty(), || format!("{what}: these are smaller than {TARGET} px:\n{}", small.join("\n")))
}

/// Moves a finger that is put down at a place by so much, and lifts it.
pub fn swipe(page: &Page, from: (i64, i64), by: (i64, i64)) -> Result<()> {
    const STEPS: i64 = 12;
    let places: Vec<(i64, i64)> =
        (0..=STEPS).map(|step| (from.0 + by.0 * step / STEPS, from.1 + by.1 * step / STEPS)).collect();
    follow(page, &places)?;
    lift(page)?;
    // What was thrown glides on for a while, and the next touch would only stop it.
    sleep(GLIDING);
    page.settle()
}

/// Puts a finger down, moves it over these places, and lifts it unless it `stays`.
pub fn follow(page: &Page, places: &[(i64, i64)]) -> Result<()> {
    let at = |place: &(i64, i64)| json!([{ "x": place.0, "y": place.1 }]);
    for (step, place) in places.iter().enumerate() {
        let kind = if step == 0 { "touchStart" } else { "touchMove" };
        let event = json!({ "type": kind, "touchPoints": at(place) });
        page.session().devtools("Input.dispatchTouchEvent", event)?;
    }
    Ok(())
}

/// Lifts the finger that [`follow`] put down.
pub fn lift(page: &Page) -> Result<()> {
    page.session().devtools("Input.dispatchTouchEvent", json!({ "type": "touchEnd", "touchPoints": [] })).map(drop)
}

/// Taps a place.
pub fn tap(page: &Page, place: (i64, i64)) -> Result<()> {
    follow(page, &[place])?;
    lift(page)
}
