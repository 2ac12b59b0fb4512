//! Writes pictures of the named views into a folder: of all of them, of some, or those of the README.

use std::path::{Path, PathBuf};
use std::{env, process};

use e2e::error::Result;
use e2e::views::{README, THEMES, VIEWS, WIDTHS, picture_name};

const USAGE: &str = "usage: screenshots FOLDER [VIEW…]\n       screenshots FOLDER --readme";

fn main() {
    let mut arguments = env::args_os().skip(1);
    let Some(folder) = arguments.next().map(PathBuf::from) else { fail(USAGE) };
    let wanted: Vec<String> = arguments.map(|argument| argument.to_string_lossy().into_owned()).collect();
    let taken = match wanted.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--readme"] => those_of_the_readme(&folder),
        _ => all(&folder, &wanted),
    };
    if let Err(error) = taken {
        fail(&error.to_string());
    }
}

fn fail(message: &str) -> ! {
    eprintln!("error: {message}");
    process::exit(2);
}

fn all(folder: &Path, wanted: &[String]) -> Result<()> {
    if let Some(unknown) = wanted.iter().find(|name| VIEWS.iter().all(|view| view.name != name.as_str())) {
        let names: Vec<_> = VIEWS.iter().map(|view| view.name).collect();
        fail(&format!("no view `{unknown}`; there are {}", names.join(", ")));
    }
    for view in VIEWS.iter().filter(|view| wanted.is_empty() || wanted.iter().any(|name| name == view.name)) {
        // Each in a browser of its own, so that none shows what another has left.
        for size in WIDTHS {
            for path in view.pictures(size, &THEMES, folder)? {
                println!("{}", path.display());
            }
        }
    }
    Ok(())
}

fn those_of_the_readme(folder: &Path) -> Result<()> {
    for (name, width, theme) in README {
        let view = VIEWS.iter().find(|view| view.name == name);
        let size = WIDTHS.into_iter().find(|size| size.0 == width);
        let (Some(view), Some(size)) = (view, size) else {
            fail(&format!("no view {}", picture_name(name, width, theme)))
        };
        for path in view.pictures(size, &[theme], folder)? {
            println!("{}", path.display());
        }
    }
    Ok(())
}
