//! Share links: `#p1.` and the document, deflated and written in base64url.
//!
//! The text is the fragment of an address and so never reaches a server. Whatever it holds, reading it ends in a
//! document or in a [`ShareError`], in bounded time and memory.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};

use crate::document::Document;

/// What a link of this version begins with, after the `#`.
pub const TAG: &str = "p1.";

/// The longest link that is read, in characters.
pub const MAX_LINK_CHARS: usize = 1 << 20;

/// The most text that a link may hold, in bytes.
pub const MAX_DOCUMENT_BYTES: usize = 8 << 20;

/// Why a link cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    #[error("this link was made by a newer DStream Playground (format {version}), which this page cannot read")]
    Future { version: u32 },
    #[error("this link is cut off: its end is missing, so copy the whole link again")]
    Truncated,
    #[error("this link is broken: some of its characters were changed or lost on the way")]
    Broken,
    #[error("this link holds more than a document may, so it was not opened")]
    TooLarge,
    #[error("this link holds no document ({reason})")]
    NotADocument { reason: String },
}

/// The fragment of a link to this document, without the `#`.
pub fn encode(document: &Document) -> Result<String, ShareError> {
    let json = serde_json::to_vec(document).map_err(not_a_document)?;
    if json.len() > MAX_DOCUMENT_BYTES {
        return Err(ShareError::TooLarge);
    }
    let fragment = format!("{TAG}{}", URL_SAFE_NO_PAD.encode(deflate(&json)?));
    if fragment.len() > MAX_LINK_CHARS {
        return Err(ShareError::TooLarge);
    }
    Ok(fragment)
}

/// Whether a fragment is meant to be a share link, of this or of another version.
pub fn is_link(fragment: &str) -> bool {
    version_of(strip_hash(fragment)).is_some()
}

/// The document of a fragment, with or without its `#`.
pub fn decode(fragment: &str) -> Result<Document, ShareError> {
    let fragment = strip_hash(fragment);
    if fragment.len() > MAX_LINK_CHARS {
        return Err(ShareError::TooLarge);
    }
    let (version, body) = version_of(fragment).ok_or(ShareError::Broken)?;
    if version != 1 {
        return Err(ShareError::Future { version });
    }
    // A mail program may have put a sentence's punctuation or padding behind the link.
    let body = body.trim_end_matches(['=', '.', ',', ')', '>', '"']);
    let deflated = decode_base64(body)?;
    let json = inflate(&deflated)?;
    let document: Document = serde_json::from_slice(&json).map_err(not_a_document)?;
    Ok(document.bounded())
}

fn strip_hash(fragment: &str) -> &str {
    fragment.strip_prefix('#').unwrap_or(fragment)
}

/// Splits `p<version>.<body>`.
fn version_of(fragment: &str) -> Option<(u32, &str)> {
    let (digits, body) = fragment.strip_prefix('p')?.split_once('.')?;
    let plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
    let version = digits.parse().ok().filter(|_| plain)?;
    Some((version, body))
}

fn decode_base64(body: &str) -> Result<Vec<u8>, ShareError> {
    use base64::DecodeError::{InvalidLastSymbol, InvalidLength};
    match URL_SAFE_NO_PAD.decode(body) {
        Ok(bytes) => Ok(bytes),
        // Only a cut can leave a number of characters that no bytes have, or bits of a byte that is missing.
        Err(InvalidLength(_) | InvalidLastSymbol(..)) => Err(ShareError::Truncated),
        Err(_) => Err(ShareError::Broken),
    }
}

fn deflate(bytes: &[u8]) -> Result<Vec<u8>, ShareError> {
    let mut compress = Compress::new(Compression::best(), false);
    let mut deflated = Vec::with_capacity(bytes.len() / 2 + 64);
    loop {
        let taken = compress.total_in() as usize;
        deflated.reserve(deflated.capacity().max(64));
        let status = compress
            .compress_vec(&bytes[taken..], &mut deflated, FlushCompress::Finish) // Never takes more than there is.
            .map_err(|_| ShareError::TooLarge)?;
        if status == Status::StreamEnd {
            return Ok(deflated);
        }
    }
}

fn inflate(deflated: &[u8]) -> Result<Vec<u8>, ShareError> {
    let mut decompress = Decompress::new(false);
    let mut bytes = Vec::with_capacity(16 << 10);
    loop {
        if bytes.len() > MAX_DOCUMENT_BYTES {
            return Err(ShareError::TooLarge);
        }
        bytes.reserve(16 << 10);
        let (taken, made) = (decompress.total_in() as usize, bytes.len());
        let rest = deflated.get(taken..).unwrap_or_default();
        let status =
            decompress.decompress_vec(rest, &mut bytes, FlushDecompress::None).map_err(|_| ShareError::Broken)?;
        let moved = decompress.total_in() as usize > taken || bytes.len() > made;
        match status {
            Status::StreamEnd if decompress.total_in() as usize == deflated.len() => {
                return Ok(bytes);
            }
            Status::StreamEnd => return Err(ShareError::Broken),
            Status::Ok | Status::BufError if moved => {}
            Status::Ok | Status::BufError => return Err(ShareError::Truncated),
        }
    }
}

fn not_a_document(error: serde_json::Error) -> ShareError {
    ShareError::NotADocument { reason: error.to_string() }
}
