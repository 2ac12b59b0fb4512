//! Who may use the bridge: requests that name its own address, pages of its own origin, holders of a session.

use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::http::{HeaderMap, HeaderName, Uri, header};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use crate::error::BridgeError;

/// The one address under which the bridge is to be reached.
#[derive(Clone, Debug)]
pub struct OwnOrigin {
    port: u16,
    authority: String,
    url: String,
}

/// What the `Host` of a request says about how the reader got here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// By this origin.
    Own,
    /// As `localhost`: the same machine, but another origin for a browser.
    Localhost,
    /// By another name, or none: perhaps a foreign site whose name was made to lead here.
    Foreign,
}

impl OwnOrigin {
    /// The origin of a server on this port of 127.0.0.1.
    pub fn new(port: u16) -> Self {
        let authority = format!("127.0.0.1:{port}");
        let url = format!("http://{authority}");
        Self { port, authority, url }
    }

    /// `127.0.0.1:8765`
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// `http://127.0.0.1:8765`
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How the request names this server.
    pub fn named_by(&self, headers: &HeaderMap, uri: &Uri) -> Named {
        let is_asked_as_proxy = uri.authority().is_some_and(|asked| asked.as_str() != self.authority);
        match only(headers, header::HOST) {
            _ if is_asked_as_proxy => Named::Foreign,
            Some(host) if host == self.authority => Named::Own,
            Some(host) if host == format!("localhost:{}", self.port) => Named::Localhost,
            _ => Named::Foreign,
        }
    }

    /// Whether a page of this origin sent the request; a browser always says so where it matters.
    pub fn sent(&self, headers: &HeaderMap) -> bool {
        only(headers, header::ORIGIN) == Some(self.url.as_str())
    }
}

/// The value of a header that stands there once and is ASCII.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// The session of `Authorization: Bearer …`.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    only(headers, header::AUTHORIZATION)?.strip_prefix("Bearer ")
}

/// The tokens of the printed links and the sessions that were given for them.
#[derive(Debug, Default)]
pub struct Keys {
    tokens: Mutex<Vec<String>>,
    sessions: Mutex<Vec<String>>,
}

impl Keys {
    /// A new token, good for one session.
    pub fn new_token(&self) -> Result<String, BridgeError> {
        let token = secret()?;
        lock(&self.tokens).push(token.clone());
        Ok(token)
    }

    /// A session for a token that has not been used; the token is used then.
    pub fn session_for(&self, token: &str) -> Result<Option<String>, BridgeError> {
        let mut tokens = lock(&self.tokens);
        let Some(token_idx) = tokens.iter().position(|known| is_same(known, token)) else {
            return Ok(None);
        };
        let session = secret()?;
        tokens.swap_remove(token_idx);
        lock(&self.sessions).push(session.clone());
        Ok(Some(session))
    }

    /// Whether this session was given.
    pub fn know(&self, session: &str) -> bool {
        lock(&self.sessions).iter().any(|known| is_same(known, session))
    }
}

/// Nothing that panics happens while these are locked, so a poisoned list is whole.
fn lock(list: &Mutex<Vec<String>>) -> MutexGuard<'_, Vec<String>> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

/// 256 random bits, in letters that may stand in an address as they are.
fn secret() -> Result<String, BridgeError> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(BridgeError::NoRandomness)?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// Compares in a time that does not tell how much of the guess is right.
fn is_same(known: &str, guess: &str) -> bool {
    let differences = known.bytes().zip(guess.bytes()).fold(0, |bits, (a, b)| bits | (a ^ b));
    known.len() == guess.len() && std::hint::black_box(differences) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_gives_one_session() {
        let keys = Keys::default();
        let token = keys.new_token().expect("random numbers");
        let session = keys.session_for(&token).expect("random numbers").expect("a new token");
        assert!(keys.know(&session));
        assert!(!keys.know(&token) && !keys.know("") && !keys.know(&session[1..]));
        assert_eq!(keys.session_for(&token).expect("random numbers"), None);
        assert!(keys.know(&session));
    }

    #[test]
    fn every_token_is_its_own() {
        let keys = Keys::default();
        let [a, b] = [(); 2].map(|()| keys.new_token().expect("random numbers"));
        assert_ne!(a, b);
        assert_eq!(a.len(), 43);
        for token in [b, a] {
            assert!(keys.session_for(&token).expect("random numbers").is_some());
        }
    }

    #[test]
    fn only_the_whole_secret_is_the_same() {
        assert!(is_same("abc", "abc"));
        for guess in ["", "ab", "abd", "abcd"] {
            assert!(!is_same("abc", guess), "{guess}");
        }
    }
}
