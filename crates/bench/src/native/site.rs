//! Serves one folder to the browser that is measured: a few files, on loopback, for as long as it is needed.

use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

/// Serves `folder` until this program ends, and gives the address.
///
/// The page is isolated from other origins, since browsers then tell the time more finely.
pub fn serve(folder: &Path) -> io::Result<String> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let port = listener.local_addr()?.port();
    let folder = folder.to_owned();
    thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let folder = folder.clone();
            // A browser that goes away in the middle of an answer asked for nothing.
            thread::spawn(move || drop(answer(connection, &folder)));
        }
    });
    Ok(format!("http://127.0.0.1:{port}/"))
}

fn answer(mut connection: TcpStream, folder: &Path) -> io::Result<()> {
    let mut lines = BufReader::new(connection.try_clone()?).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    // The rest of the head says nothing that matters here, but has to be read.
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let file = asked_for(&request, folder).and_then(|path| Some((content_type(&path), fs::read(path).ok()?)));
    let (status, content_type, body) = match file {
        Some((content_type, body)) => ("200 OK", content_type, body),
        None => ("404 Not Found", "text/plain", b"there is no such file\n".to_vec()),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\ncache-control: no-store\r\n\
         cross-origin-opener-policy: same-origin\r\ncross-origin-embedder-policy: require-corp\r\n\
         connection: close\r\n\r\n",
        body.len()
    );
    connection.write_all(head.as_bytes())?;
    connection.write_all(&body)
}

/// The file that `GET /name HTTP/1.1` asks for. There are no folders below the folder.
fn asked_for(request: &str, folder: &Path) -> Option<PathBuf> {
    let path = request.strip_prefix("GET /")?.split(' ').next()?;
    match path {
        "" => Some(folder.join("index.html")),
        _ if path.contains(['/', '\\', '%']) || path.starts_with('.') => None,
        _ => Some(folder.join(path)),
    }
}

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn files_of_the_folder_are_served_and_no_others() {
        let check = |request: &str, expected: Option<&str>| {
            let found = asked_for(request, Path::new("/site"));
            assert_eq!(found.as_deref(), expected.map(Path::new), "{request}");
        };
        check("GET / HTTP/1.1", Some("/site/index.html"));
        check("GET /worker.js HTTP/1.1", Some("/site/worker.js"));
        check("GET /../secret HTTP/1.1", None);
        check("GET /%2e%2e/secret HTTP/1.1", None);
        check("POST / HTTP/1.1", None);
    }

    #[test]
    fn a_file_arrives_whole_with_its_type() {
        let folder = std::env::temp_dir().join(format!("bench-site-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("the temporary folder can be written to");
        fs::write(folder.join("a.wasm"), b"\0asm").expect("the temporary folder can be written to");
        let address = serve(&folder).expect("there is a free port");
        let host = address.trim_start_matches("http://").trim_end_matches('/');
        let ask = |path: &str| {
            let mut connection = TcpStream::connect(host).expect("the server listens");
            write!(connection, "GET {path} HTTP/1.1\r\nhost: x\r\n\r\n").expect("the server reads");
            let mut answer = String::new();
            connection.read_to_string(&mut answer).expect("the answer is text here");
            answer
        };
        let answer = ask("/a.wasm");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\ncontent-type: application/wasm\r\ncontent-length: 4\r\n"));
        assert!(answer.ends_with("\r\n\r\n\0asm"));
        assert!(ask("/b.wasm").starts_with("HTTP/1.1 404"));
        fs::remove_dir_all(folder).expect("it was made here");
    }
}
