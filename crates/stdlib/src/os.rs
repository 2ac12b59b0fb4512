//! The little of `os` and `os.path` that programs use, on the playground's files.

use value::raised::ExcKind;
use value::{CallCx, Raised, Str, Value};

use crate::support::module;
use python::ops::item::inner_str;
use python::types::method::{FunctionEntry, any, between, one, zero};

const PATH: &[FunctionEntry] = &[
    one("posixpath", "abspath", |_, args, cx| Ok(Value::string(absolute(&text(&args[0])?, cx)))),
    one("posixpath", "basename", |_, args, _| {
        let path = text(&args[0])?;
        Ok(Value::str(path.rsplit('/').next().unwrap_or("")))
    }),
    one("posixpath", "dirname", |_, args, _| {
        let path = text(&args[0])?;
        let head = path.rfind('/').map_or("", |at| &path[..=at]);
        let trimmed = head.trim_end_matches('/');
        Ok(Value::str(if trimmed.is_empty() { head } else { trimmed }))
    }),
    one("posixpath", "exists", |_, args, cx| {
        Ok(Value::Bool(is_file(&text(&args[0])?, cx) || is_dir(&text(&args[0])?, cx)))
    }),
    one("posixpath", "expanduser", |_, args, _| {
        let path = text(&args[0])?;
        Ok(match path.strip_prefix('~') {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => Value::string(format!("/home/user{rest}")),
            _ => Value::Str(path),
        })
    }),
    one("posixpath", "getsize", |_, args, cx| {
        let path = text(&args[0])?;
        match cx.host.read_file(&path) {
            Some(content) => Ok(Value::from(content.len())),
            None => Err(missing(&path)),
        }
    }),
    one("posixpath", "isabs", |_, args, _| Ok(Value::Bool(text(&args[0])?.starts_with('/')))),
    one("posixpath", "isdir", |_, args, cx| Ok(Value::Bool(is_dir(&text(&args[0])?, cx)))),
    one("posixpath", "isfile", |_, args, cx| Ok(Value::Bool(is_file(&text(&args[0])?, cx)))),
    any("posixpath", "join", |_, args, _, _| {
        let Some((first, rest)) = args.split_first() else {
            return Err(Raised::type_error("join() missing 1 required positional argument: 'a'".into()));
        };
        let mut path = text(first)?.to_string();
        for part in rest {
            let part = text(part).map_err(|_| {
                Raised::type_error(format!(
                    "join() argument must be str, bytes, or os.PathLike object, not '{}'",
                    part.type_name()
                ))
            })?;
            if part.starts_with('/') {
                path = part.to_string();
            } else {
                if !path.is_empty() && !path.ends_with('/') {
                    path.push('/');
                }
                path.push_str(&part);
            }
        }
        Ok(Value::string(path))
    }),
    one("posixpath", "normpath", |_, args, _| Ok(Value::string(normal(&text(&args[0])?)))),
    one("posixpath", "split", |_, args, _| {
        let path = text(&args[0])?;
        let at = path.rfind('/').map_or(0, |at| at + 1);
        let head = path[..at].trim_end_matches('/');
        let head = if head.is_empty() { &path[..at] } else { head };
        Ok(Value::pair(Value::str(head), Value::str(&path[at..])))
    }),
    one("posixpath", "splitext", |_, args, _| {
        let path = text(&args[0])?;
        let name_at = path.rfind('/').map_or(0, |at| at + 1);
        let name = path[name_at..].trim_start_matches('.');
        let dots = path.len() - name_at - name.len();
        let cut = name.rfind('.').map_or(path.len(), |at| name_at + dots + at);
        Ok(Value::pair(Value::str(&path[..cut]), Value::str(&path[cut..])))
    }),
];

const FUNCTIONS: &[FunctionEntry] = &[
    zero("os", "getcwd", |_, _, cx| Ok(Value::string(cx.host.working_folder()))),
    zero("os", "getpid", |_, _, _| Ok(Value::Int(1))),
    between("os", "listdir", 0, 1, |_, args, cx| {
        let folder = match args.first() {
            Some(folder) => text(folder)?,
            None => Str::new(""),
        };
        let prefix = folder_prefix(&folder);
        let mut names: Vec<String> = Vec::new();
        for path in cx.host.list_files(&prefix).into_iter().chain(cx.host.list_folders(&prefix)) {
            let path = path.trim_start_matches('/');
            let rest = path.strip_prefix(prefix.trim_start_matches('/')).unwrap_or(path).trim_start_matches('/');
            let name = rest.split('/').next().unwrap_or(rest).to_owned();
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() && !is_dir(&folder, cx) {
            return Err(missing(&folder));
        }
        Ok(Value::list(names.into_iter().map(Value::string).collect()))
    }),
    any("os", "makedirs", |_, args, keywords, cx| {
        let Some(path) = args.first() else {
            return Err(Raised::type_error("makedirs() missing 1 required positional argument: 'name'".into()));
        };
        let may_exist = args.get(2).or_else(|| {
            let named = keywords.iter().find(|(name, _)| name.as_str() == "exist_ok");
            named.map(|(_, value)| value)
        });
        make_folder(&text(path)?, may_exist.is_some_and(|flag| matches!(flag, Value::Bool(true))), cx)
    }),
    between("os", "mkdir", 1, 2, |_, args, cx| make_folder(&text(&args[0])?, false, cx)),
    one("os", "remove", |_, args, cx| remove_file(&text(&args[0])?, cx)),
    one("os", "unlink", |_, args, cx| remove_file(&text(&args[0])?, cx)),
    one("os", "rmdir", |_, args, cx| {
        let path = text(&args[0])?;
        if !cx.host.list_files(&folder_prefix(&path)).is_empty() {
            return Err(os_error(ExcKind::OSError, 39, "Directory not empty", &path));
        }
        match cx.host.remove_folder(&path) {
            true => Ok(Value::None),
            false => Err(missing(&path)),
        }
    }),
    between("os", "rename", 2, 2, |_, args, cx| rename(&text(&args[0])?, &text(&args[1])?, cx)),
    between("os", "replace", 2, 2, |_, args, cx| rename(&text(&args[0])?, &text(&args[1])?, cx)),
    one("os", "_file_time", |_, args, cx| {
        let path = text(&args[0])?;
        match cx.host.file_time_micros(&path) {
            Some(micros) => Ok(Value::Int(micros)),
            None if is_dir(&path, cx) => Ok(Value::Int(cx.host.file_clock_micros())),
            None => Err(missing(&path)),
        }
    }),
    between("os", "_set_file_time", 2, 2, |_, args, cx| {
        let path = text(&args[0])?;
        let Value::Int(micros) = args[1] else { return Err(Raised::type_error("an integer is required".into())) };
        match cx.host.set_file_time_micros(&path, micros) || is_dir(&path, cx) {
            true => Ok(Value::None),
            false => Err(missing(&path)),
        }
    }),
    one("os", "fspath", |_, args, _| text(&args[0]).map(Value::Str)),
    one("os", "urandom", |_, _, _| {
        Err(Raised::new(
            ExcKind::NotImplementedError,
            "os.urandom is not supported here: every run gives the same results; use random with a seed".into(),
        ))
    }),
    any("os", "system", |_, _, _, _| {
        Err(Raised::new(
            ExcKind::NotImplementedError,
            "os.system is not supported here: the playground has no shell".into(),
        ))
    }),
    between("os", "_exit", 0, 1, |_, args, _| {
        let exception = value::Exception::builtin(ExcKind::SystemExit, args.to_vec());
        Err(Raised::from_value(exception.into_value()))
    }),
];

/// `os`.
pub fn load() -> Value {
    module(
        "os",
        FUNCTIONS,
        vec![
            ("linesep", Value::str("\n")),
            ("sep", Value::str("/")),
            ("pathsep", Value::str(":")),
            ("name", Value::str("posix")),
            ("curdir", Value::str(".")),
            ("pardir", Value::str("..")),
            ("devnull", Value::str("/dev/null")),
        ],
    )
}

/// `os.path`.
pub fn load_path() -> Value {
    module("posixpath", PATH, vec![("sep", Value::str("/")), ("pardir", Value::str("..")), ("curdir", Value::str("."))])
}

fn text(value: &Value) -> Result<Str, Raised> {
    inner_str(value).ok_or_else(|| {
        Raised::type_error(format!("expected str, bytes or os.PathLike object, not {}", value.type_name()))
    })
}

fn missing(path: &str) -> Raised {
    os_error(ExcKind::FileNotFoundError, 2, "No such file or directory", path)
}

fn os_error(kind: ExcKind, number: i64, message: &str, path: &str) -> Raised {
    let args = vec![Value::Int(number), Value::str(message), Value::str(path)];
    Raised::from_value(value::Exception::builtin(kind, args).into_value())
}

fn make_folder(path: &str, may_exist: bool, cx: &mut CallCx) -> Result<Value, Raised> {
    if is_file(path, cx) || (!may_exist && is_dir(path, cx)) {
        return Err(os_error(ExcKind::FileExistsError, 17, "File exists", path));
    }
    cx.host.make_folder(path);
    Ok(Value::None)
}

fn remove_file(path: &str, cx: &mut CallCx) -> Result<Value, Raised> {
    match cx.host.remove_file(path) {
        true => Ok(Value::None),
        false if is_dir(path, cx) => Err(os_error(ExcKind::IsADirectoryError, 21, "Is a directory", path)),
        false => Err(missing(path)),
    }
}

fn rename(from: &str, to: &str, cx: &mut CallCx) -> Result<Value, Raised> {
    let refused = |reason| Raised::new(ExcKind::OSError, reason);
    if let Some(content) = cx.host.read_file(from) {
        let time = cx.host.file_time_micros(from);
        cx.host.write_file(to, content.to_vec()).map_err(refused)?;
        if let Some(time) = time {
            cx.host.set_file_time_micros(to, time);
        }
        return if to == from { Ok(Value::None) } else { remove_file(from, cx) };
    }
    if !is_dir(from, cx) {
        return Err(missing(from));
    }
    let prefix = folder_prefix(from);
    cx.host.make_folder(to);
    for path in cx.host.list_files(&prefix) {
        let Some(content) = cx.host.read_file(&path) else { continue };
        let inside = path.trim_start_matches('/');
        let rest = inside.strip_prefix(prefix.trim_start_matches('/')).unwrap_or(inside);
        let target = format!("{}/{rest}", to.trim_end_matches('/'));
        let time = cx.host.file_time_micros(&path);
        cx.host.write_file(&target, content.to_vec()).map_err(refused)?;
        if let Some(time) = time {
            cx.host.set_file_time_micros(&target, time);
        }
        cx.host.remove_file(&path);
    }
    for path in cx.host.list_folders(&prefix) {
        cx.host.remove_folder(&path);
    }
    cx.host.remove_folder(from);
    Ok(Value::None)
}

fn folder_prefix(folder: &str) -> String {
    match folder.trim_start_matches("./").trim_end_matches('/') {
        "" | "." => String::new(),
        folder => format!("{folder}/"),
    }
}

fn is_file(path: &str, cx: &mut CallCx) -> bool {
    cx.host.read_file(path).is_some()
}

fn is_dir(path: &str, cx: &mut CallCx) -> bool {
    let path = path.trim_end_matches('/');
    let is_noted = |cx: &CallCx| {
        let noted = cx.host.list_folders(path);
        noted.iter().any(|folder| {
            let rest =
                folder.trim_start_matches('/').strip_prefix(path.trim_start_matches("./").trim_start_matches('/'));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    };
    matches!(path, "." | "" | "/tmp") || is_noted(cx) || !cx.host.list_files(&folder_prefix(path)).is_empty()
}

fn absolute(path: &str, cx: &CallCx) -> String {
    if path.starts_with('/') { normal(path) } else { normal(&format!("{}/{path}", cx.host.working_folder())) }
}

/// Without `.`, `..` and doubled slashes.
fn normal(path: &str) -> String {
    let root = path.starts_with('/');
    // Two slashes, and no more, are a root of their own.
    let double = path.starts_with("//") && !path.starts_with("///");
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if root => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (root, joined.is_empty()) {
        (true, _) if double => format!("//{joined}"),
        (true, _) => format!("/{joined}"),
        (false, true) => ".".into(),
        (false, false) => joined,
    }
}
