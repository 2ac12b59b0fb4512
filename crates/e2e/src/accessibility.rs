//! Whether everybody can use what is shown: the rules of WCAG 2.2 A and AA and axe-core's best practices.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::error::{E2eError, Result, expect};
use crate::page::Page;

/// Where `cargo xtask` puts what `tools/package.json` asks for.
const AXE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/tools/node_modules/axe-core/axe.min.js");

/// Gives a line for each element that breaks a rule; what axe-core cannot decide by itself is left out.
const CHECK: &str = r#"
const done = arguments[0];
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
const options = { resultTypes: ["violations"], runOnly: { type: "tag", values: tags } };
// What an open menu lies over is too small only until the menu is closed.
const isCovered = (node) => document.querySelector("[aria-haspopup][aria-expanded=true]")
  && !document.querySelector(node.target[0])?.closest("[role=menu], [role=dialog]");
axe.run(document, options).then(
  (found) => done(found.violations.flatMap((rule) => rule.nodes.filter((node) => rule.id !== "target-size" || !isCovered(node)).map((node) =>
    `${rule.id} (${rule.impact}): ${node.html.slice(0, 200)}\n    ${(node.failureSummary ?? "").replaceAll("\n", "\n    ")}`))),
  (error) => done([`axe-core failed: ${error}`]));
"#;

/// Fails with a list unless the page, as it is now, breaks no rule.
pub fn no_violations(page: &Page, what: &str) -> Result<()> {
    page.settle()?;
    if page.script("return typeof window.axe")? == "undefined" {
        let path = Path::new(AXE);
        let axe = fs::read_to_string(path).map_err(|source| E2eError::File { path: path.to_owned(), source })?;
        page.script(&axe)?;
    }
    let found = page.session().post("/execute/async", json!({ "script": CHECK, "args": [] }))?;
    let lines: Vec<&str> = found.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    expect(found.is_array() && lines.is_empty(), || format!("{what} breaks rules:\n{}", lines.join("\n")))
}
