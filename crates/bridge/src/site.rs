//! The files of the built page: from the binary, or from a folder while the page is being worked on.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};

use crate::access::OwnOrigin;
use crate::error::BridgeError;
use crate::headers::{InlineScripts, protect};

/// A file that the build script put into the binary.
pub struct EmbeddedFile {
    path: &'static str,
    etag: &'static str,
    is_gzip: bool,
    bytes: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Where the page comes from.
#[derive(Clone, Debug)]
pub enum Site {
    /// From the binary.
    Embedded,
    /// From a folder, read at each request.
    Folder(PathBuf),
}

/// A file, ready to be sent.
struct File {
    etag: String,
    is_gzip: bool,
    body: Body,
    scripts: InlineScripts,
}

impl Site {
    /// The folder that Trunk built.
    pub fn folder(folder: PathBuf) -> Result<Self, BridgeError> {
        if !folder.join("index.html").is_file() {
            return Err(BridgeError::NoPage { folder });
        }
        Ok(Self::Folder(folder.canonicalize()?))
    }

    /// The answer to a request for a file: the file, `304` if the browser has it, `404` if there is none.
    pub async fn answer(&self, path: &str, asked: &HeaderMap, origin: &OwnOrigin) -> io::Result<Response> {
        let path = match path.trim_start_matches('/') {
            "" => "index.html",
            path => path,
        };
        let file = match self {
            Self::Embedded if FILES.is_empty() && path == "index.html" => {
                return Ok(not_built(origin));
            }
            Self::Embedded => match FILES.iter().find(|file| file.path == path) {
                Some(file) => Some(embedded(file, takes_gzip(asked))?),
                None => None,
            },
            Self::Folder(folder) => from_folder(folder, path).await?,
        };
        let Some(file) = file else {
            let mut answer = Response::new(Body::from(format!("there is no {path} here\n")));
            *answer.status_mut() = StatusCode::NOT_FOUND;
            set(&mut answer, header::CONTENT_TYPE, "text/plain; charset=utf-8");
            set(&mut answer, header::CACHE_CONTROL, "no-store");
            protect(answer.headers_mut(), origin, &InlineScripts::default());
            return Ok(answer);
        };
        Ok(file.answer(path, asked, origin))
    }
}

impl File {
    fn answer(self, path: &str, asked: &HeaderMap, origin: &OwnOrigin) -> Response {
        // Each form of a file has a tag of its own, as it must.
        let etag = format!("\"{}{}\"", self.etag, if self.is_gzip { "-gzip" } else { "" });
        let is_known = has_tag(asked, &etag);
        let mut answer = Response::new(if is_known { Body::empty() } else { self.body });
        if is_known {
            *answer.status_mut() = StatusCode::NOT_MODIFIED;
        } else {
            set(&mut answer, header::CONTENT_TYPE, content_type(path));
            if self.is_gzip {
                set(&mut answer, header::CONTENT_ENCODING, "gzip");
            }
        }
        set(&mut answer, header::CACHE_CONTROL, caching(path));
        set(&mut answer, header::VARY, "accept-encoding");
        set(&mut answer, header::ETAG, &etag);
        protect(answer.headers_mut(), origin, &self.scripts);
        answer
    }
}

fn embedded(file: &EmbeddedFile, takes_gzip: bool) -> io::Result<File> {
    let is_html = file.path.ends_with(".html");
    let mut plain = Vec::new();
    if is_html || (file.is_gzip && !takes_gzip) {
        match file.is_gzip {
            true => GzDecoder::new(file.bytes).read_to_end(&mut plain)?,
            false => file.bytes.take(u64::MAX).read_to_end(&mut plain)?,
        };
    }
    let scripts = InlineScripts::of(&String::from_utf8_lossy(if is_html { &plain } else { &[] }));
    let is_gzip = file.is_gzip && takes_gzip;
    let body = match file.is_gzip && !takes_gzip {
        true => Body::from(plain),
        false => Body::from(file.bytes),
    };
    Ok(File { etag: file.etag.to_owned(), is_gzip, body, scripts })
}

/// A file below the folder; hidden files, and whatever leads out of the folder, are not there.
async fn from_folder(folder: &Path, path: &str) -> io::Result<Option<File>> {
    if path.split('/').any(|name| name.is_empty() || name.starts_with('.') || name.contains(['\\', ':', '\0'])) {
        return Ok(None);
    }
    let Ok(file) = tokio::fs::canonicalize(folder.join(path)).await else {
        return Ok(None); // Not there, or not to be seen: the same for the reader.
    };
    if !file.starts_with(folder) || !file.is_file() {
        return Ok(None);
    }
    let plain = tokio::fs::read(file).await?;
    let etag = Sha256::digest(&plain).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let scripts = match path.ends_with(".html") {
        true => InlineScripts::of(&String::from_utf8_lossy(&plain)),
        false => InlineScripts::default(),
    };
    Ok(Some(File { etag, is_gzip: false, body: Body::from(plain), scripts }))
}

fn not_built(origin: &OwnOrigin) -> Response {
    let mut answer = Response::new(Body::from(include_str!("../assets/not_built.html")));
    *answer.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    set(&mut answer, header::CONTENT_TYPE, "text/html; charset=utf-8");
    set(&mut answer, header::CACHE_CONTROL, "no-store");
    protect(answer.headers_mut(), origin, &InlineScripts::default());
    answer
}

fn set(answer: &mut Response, name: header::HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(name, value);
    }
}

fn has_tag(asked: &HeaderMap, etag: &str) -> bool {
    let lists = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim).any(|tag| tag == "*" || tag.trim_start_matches("W/") == etag)
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    let lists = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = matches!(quality.replace(' ', "").as_str(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000");
        name.trim().eq_ignore_ascii_case("gzip") && !refused
    })
}

/// Names that hold a hash of the content may be kept for ever, all others are asked for again each time.
fn caching(path: &str) -> &'static str {
    match is_named_by_content(path) {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    }
}

/// Trunk writes 16 hexadecimal digits: `app-0123456789abcdef.js`, `app-0123456789abcdef_bg.wasm`.
fn is_named_by_content(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((_, after)) = name.rsplit_once('-') else {
        return false;
    };
    let n_digits = after.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).count();
    n_digits == 16 && after.get(16..).is_some_and(|rest| rest.starts_with(['.', '_']))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" | "py" | "csv" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_with_a_whole_hash_are_kept_for_ever() {
        for path in ["app-0123456789abcdef.js", "css/a-b-fedcba9876543210.css", "app-0123456789abcdef_bg.wasm"] {
            assert!(is_named_by_content(path), "{path}");
        }
        for path in [
            "index.html",
            "worker.js",
            "app-012345678.js",
            "app-0123456789abcdeg.js",
            "x-0123456789abcdef/a.js",
            "x-0123456789abcdef",
        ] {
            assert!(!is_named_by_content(path), "{path}");
        }
    }

    #[test]
    fn gzip_is_sent_to_those_who_take_it() {
        let check = |value: &'static str, expected: bool| {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(value))]);
            assert_eq!(takes_gzip(&headers), expected, "{value}");
        };
        check("gzip, deflate, br", true);
        check("br;q=1.0, GZIP;q=0.5", true);
        check("gzip;q=0", false);
        check("identity, xgzip", false);
        check("", false);
    }

    #[test]
    fn scripts_and_wasm_have_the_types_browsers_demand() {
        assert_eq!(content_type("a/worker.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("app_bg.wasm"), "application/wasm");
        assert_eq!(content_type("LICENSE"), "application/octet-stream");
    }

    #[tokio::test]
    async fn a_compressed_file_is_sent_as_the_browser_takes_it() {
        use flate2::{Compression, write::GzEncoder};
        use std::io::Write;
        let page = "<script>go()</script>".repeat(20);
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(page.as_bytes()).expect("memory");
        let file = EmbeddedFile {
            path: "index.html",
            etag: "x",
            is_gzip: true,
            bytes: encoder.finish().expect("memory").leak(),
        };
        for (takes_gzip, content) in [(false, page.as_bytes()), (true, file.bytes)] {
            let sent = embedded(&file, takes_gzip).expect("it can be unpacked");
            assert_eq!(sent.is_gzip, takes_gzip);
            assert_eq!(sent.scripts, InlineScripts::of(&page));
            let body = axum::body::to_bytes(sent.body, usize::MAX).await.expect("bytes");
            assert_eq!(body, content);
        }
    }
}
