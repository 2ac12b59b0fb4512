//! The headers that keep other sites out of the page, and the page's own code to what it needs.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

use crate::access::OwnOrigin;

/// Which inline scripts a page may run: the hashes of those it was built with, ready for the policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InlineScripts(String);

impl InlineScripts {
    /// The scripts that stand in an HTML text; Trunk starts the page with one.
    pub fn of(html: &str) -> Self {
        let mut hashes = String::new();
        let lower = html.to_ascii_lowercase(); // As long as `html`, so positions are the same.
        let mut at = 0;
        while let Some(tag) = find(&lower, "<script", at) {
            let Some(begin) = find(&lower, ">", tag).map(|end| end + 1) else {
                break;
            };
            let Some(end) = find(&lower, "</script", begin) else {
                break;
            };
            let script = html.get(begin..end).unwrap_or_default();
            if !script.is_empty() {
                hashes.push_str(&format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script))));
            }
            at = end;
        }
        Self(hashes)
    }
}

fn find(text: &str, what: &str, from: usize) -> Option<usize> {
    Some(from + text.get(from..)?.find(what)?)
}

/// Adds the headers that every answer has.
///
/// The policy lets scripts, WebAssembly and workers of the own origin run, and nothing else; styles may be inline,
/// because the editor makes its own and the page computes positions. The socket is named beside `'self'`, which
/// does not cover `ws:` in every browser.
pub fn protect(headers: &mut HeaderMap, origin: &OwnOrigin, scripts: &InlineScripts) {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{}; worker-src 'self'; style-src 'self' 'unsafe-inline'; \
         img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self' ws://{}; manifest-src 'self'; \
         frame-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'",
        scripts.0,
        origin.authority(),
    );
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "SAMEORIGIN"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, hashes: &str) {
        assert_eq!(InlineScripts::of(html), InlineScripts(hashes.to_owned()));
    }

    #[test]
    fn inline_scripts_are_hashed() {
        // printf 'go()' | openssl dgst -sha256 -binary | base64
        check(
            "<p>é<SCRIPT type=module>go()</script><script src=a.js></script>",
            " 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='",
        );
    }

    #[test]
    fn broken_html_has_no_scripts() {
        for html in ["", "<script", "<script>", "<script>go()", "</script>"] {
            check(html, "");
        }
    }
}
