//! The session with `dstream serve`: a token of the printed address is given for it once, at load.

use protocol::bridge::{PATH, SESSION_PARAMETER, SESSION_PATH, SessionGranted, SessionRequest, TOKEN_PARAMETER};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestInit, Response};

use crate::page::browser::{drop_fragment, fragment, keys, session_storage, window};

/// Gives the token of the address's fragment for a session, if there is one, and takes it off the address.
///
/// An error is a sentence for the reader.
pub async fn begin_session() -> Result<(), String> {
    let Some(token) = token_of(&fragment()) else {
        return Ok(());
    };
    drop_fragment();
    let refused = |_: JsValue| "The bridge did not answer, so real TCP servers cannot be reached.".to_owned();
    let answer = post_token(&token).await.map_err(refused)?;
    let used = "The address of the bridge was opened before, so start it again for a new one.".to_owned();
    let granted: SessionGranted = serde_json::from_str(&answer).map_err(|_| used)?;
    // Without storage the session lasts as long as this page does not need it twice; the reader then opens the address again.
    if let Some(storage) = session_storage() {
        let _ = storage.set_item(keys::SESSION, &granted.session);
    }
    Ok(())
}

/// The address of the bridge's WebSocket, if this page has a session with one.
pub fn socket_url() -> Option<String> {
    let session = session_storage()?.get_item(keys::SESSION).ok().flatten()?;
    let location = window()?.location();
    let (scheme, host) = (location.protocol().ok()?, location.host().ok()?);
    let scheme = if scheme == "https:" { "wss" } else { "ws" };
    Some(format!("{scheme}://{host}{PATH}?{SESSION_PARAMETER}={session}"))
}

/// The token of a fragment `#token=…`.
fn token_of(fragment: &str) -> Option<String> {
    let parameter = fragment.strip_prefix('#')?.strip_prefix(TOKEN_PARAMETER)?;
    parameter.strip_prefix('=').filter(|token| !token.is_empty()).map(str::to_owned)
}

async fn post_token(token: &str) -> Result<String, JsValue> {
    let request = SessionRequest { token: token.to_owned() };
    let body = serde_json::to_string(&request).map_err(|error| JsValue::from_str(&error.to_string()))?;
    let headers = web_sys::Headers::new()?;
    headers.set("Content-Type", "application/json")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&body.into());
    let window = window().ok_or(JsValue::NULL)?;
    let response: Response = JsFuture::from(window.fetch_with_str_and_init(SESSION_PATH, &init)).await?.dyn_into()?;
    let text = JsFuture::from(response.text()?).await?;
    text.as_string().ok_or(JsValue::NULL)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_told_from_other_fragments() {
        assert_eq!(token_of("#token=abc"), Some("abc".to_owned()));
        assert_eq!((token_of("#p1.token=abc"), token_of("#token="), token_of("")), (None, None, None));
    }
}
