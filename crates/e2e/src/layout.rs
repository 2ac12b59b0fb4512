//! Whether anything in the page is where it should not be.

use crate::error::{Result, expect};
use crate::page::Page;

/// Lists what sticks out of the page sideways, and controls that lie over each other or under something else.
const PROBLEMS: &str = r#"
const problems = [];
const label = (e) => `${e.tagName.toLowerCase()}.${e.className} "${(e.getAttribute("aria-label") ?? e.textContent).trim().slice(0, 30)}"`;
const root = document.scrollingElement;
if (root.scrollWidth > innerWidth) problems.push(`the page is ${root.scrollWidth} px wide in ${innerWidth}`);
const shown = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && e.getClientRects().length > 0;
// A window over the page covers the rest of it.
const room = document.querySelector("dialog:modal") ?? document;
const controls = [...room.querySelectorAll("button, a[href], input, select, textarea, [role=tab], [role=button], h1, h2, h3")]
  .filter((e) => shown(e) && !e.closest("[aria-hidden=true], .cm-editor"));
const clipped = (e) => {
  const box = e.getBoundingClientRect();
  let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
  for (let p = e.parentElement; p; p = p.parentElement) {
    if (getComputedStyle(p).overflow === "visible") continue;
    const around = p.getBoundingClientRect();
    [left, top] = [Math.max(left, around.left), Math.max(top, around.top)];
    [right, bottom] = [Math.min(right, around.right), Math.min(bottom, around.bottom)];
  }
  return right - left > 1 && bottom - top > 1 ? { left, top, right, bottom } : null;
};
const boxes = controls.map((e) => [e, clipped(e)]).filter(([, box]) => box);
boxes.forEach(([a, boxA], i) => {
  for (const [b, boxB] of boxes.slice(i + 1)) {
    if (a.contains(b) || b.contains(a)) continue;
    const width = Math.min(boxA.right, boxB.right) - Math.max(boxA.left, boxB.left);
    const height = Math.min(boxA.bottom, boxB.bottom) - Math.max(boxA.top, boxB.top);
    if (width > 1 && height > 1) problems.push(`${label(a)} and ${label(b)} overlap`);
  }
  const [x, y] = [(boxA.left + boxA.right) / 2, (boxA.top + boxA.bottom) / 2];
  if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return;
  const top = document.elementFromPoint(x, y);
  if (top && top !== a && !a.contains(top) && !top.contains(a)) problems.push(`${label(a)} is covered by ${label(top)}`);
});
return problems;
"#;

/// Fails with a list unless everything has a place of its own.
pub fn nothing_overlaps(page: &Page) -> Result<()> {
    let problems = page.script(PROBLEMS)?;
    let problems: Vec<&str> =
        problems.as_array().into_iter().flatten().filter_map(|problem| problem.as_str()).collect();
    expect(problems.is_empty(), || format!("the layout has problems:\n{}", problems.join("\n")))
}
