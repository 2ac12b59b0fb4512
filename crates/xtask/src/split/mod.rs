//! The worker's wasm in two parts: what the examples use, which a reader waits for, and the rest, which follows.
//!
//! Which functions the examples use is found out by running them (`tools/split/used.js`, in Node): every function of a
//! copy tells its number when it is called. A function of the rest has a stub in the first part that calls it through
//! a table, and asks `src/worker/worker_loader.js` for the rest if it is not there yet.

mod first;
mod instrument;
mod parts;
mod rest;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::error::XtaskError;
use crate::install::output;
use crate::split::parts::Parts;
use crate::workspace::Workspace;

/// What the page loads first, as wasm-bindgen names it.
const FIRST: &str = "worker_bg.wasm";
/// Beside it; `src/worker/worker_loader.js` names it as well.
pub const REST: &str = "worker_rest.wasm";
const GLUE: &str = "worker.js";

/// Splits the worker of the page that has just been built.
///
/// Errors: if the wasm is not as wasm-bindgen makes it, or an example does not run.
pub fn split(workspace: &Workspace) -> Result<(), XtaskError> {
    let dist = workspace.dist();
    let path = dist.join(FIRST);
    let whole = fs::read(&path).map_err(XtaskError::file(&path))?;
    let bad = |error: anyhow::Error| XtaskError::Wasm { path: path.clone(), message: format!("{error:#}") };

    let used = used_functions(workspace, &instrument::telling(&whole).map_err(bad)?)?;
    let parts = Parts::of(&whole, &used).map_err(bad)?;
    write(&dist.join(FIRST), &first::first(&whole, &parts).map_err(bad)?)?;
    write(&dist.join(REST), &rest::rest(&whole, &parts).map_err(bad)?)
}

/// The numbers of the functions that the examples call.
fn used_functions(workspace: &Workspace, telling: &[u8]) -> Result<BTreeSet<usize>, XtaskError> {
    let folder = tempfile::tempdir().map_err(XtaskError::file(Path::new("a temporary folder")))?;
    let wasm = folder.path().join(FIRST);
    write(&wasm, telling)?;
    // Node takes a file for a module by its name.
    let glue = folder.path().join("worker.mjs");
    fs::copy(workspace.dist().join(GLUE), &glue).map_err(XtaskError::file(&glue))?;
    let programs = workspace.root().join("crates/protocol/programs");
    let mut command = workspace.command("node");
    command.arg("tools/split/used.mjs").args([&glue, &wasm, &programs]);
    let printed = output(&mut command).unwrap_or_default();
    let used: BTreeSet<usize> = serde_json::from_str(&printed).unwrap_or_default();
    match used.is_empty() {
        true => Err(XtaskError::Unexpected { what: "node tools/split/used.mjs", printed }),
        false => Ok(used),
    }
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), XtaskError> {
    fs::write(path, bytes).map_err(XtaskError::file(path))
}

#[cfg(test)]
mod tests {
    use walrus::ir::Value;
    use walrus::{ConstExpr, ElementItems, ElementKind, ExportItem, FunctionBuilder, FunctionId, ImportKind, Module};
    use walrus::{RefType, ValType};

    use super::*;
    use crate::split::instrument::parse;

    /// `small` and `used` go first; `used` calls `far`, and `far` calls `used` and an import. `table` holds `far`.
    fn whole() -> Vec<u8> {
        let mut module = Module::default();
        let nothing = module.types.add(&[], &[]);
        let (outside, _) = module.add_import_func("js", "outside", nothing);
        let memory = module.memories.add_local(false, false, 1, None, None);
        let stack = module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(16)));
        let function = |module: &mut Module, calls: &[FunctionId], n_more: usize| {
            let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
            let mut body = builder.func_body();
            for call in calls {
                body.call(*call);
            }
            for _ in 0..n_more {
                body.global_get(stack).drop();
            }
            builder.finish(Vec::new(), &mut module.funcs)
        };
        let small = function(&mut module, &[], 1);
        let shared = function(&mut module, &[small], 20);
        let far = function(&mut module, &[shared, outside], 20);
        let used = function(&mut module, &[far, shared], 20);
        let table = module.tables.add_local(false, 1, Some(1), RefType::FUNCREF);
        let kind = ElementKind::Active { table, offset: ConstExpr::Value(Value::I32(0)) };
        let element = module.elements.add(kind, ElementItems::Functions(vec![far]));
        module.tables.get_mut(table).elem_segments.insert(element);
        module.exports.add("run", used);
        module.exports.add("memory", memory);
        module.exports.add("table", table);
        module.emit_wasm()
    }

    /// The names of what is exported, each with what it is.
    fn exports(module: &Module) -> BTreeSet<(String, &'static str)> {
        let kind = |item: &ExportItem| match item {
            ExportItem::Function(_) => "function",
            ExportItem::Table(_) => "table",
            ExportItem::Memory(_) => "memory",
            _ => "other",
        };
        module.exports.iter().map(|export| (export.name.clone(), kind(&export.item))).collect()
    }

    #[test]
    fn the_rest_finds_in_the_first_part_all_that_it_imports() {
        let whole = whole();
        let module = parse(&whole).unwrap();
        let Some(ElementItems::Functions(far)) = module.elements.iter().map(|element| element.items.clone()).next()
        else {
            panic!("the table holds a function")
        };
        let mut used: BTreeSet<usize> = module.funcs.iter_local().map(|(id, _)| id.index()).collect();
        used.remove(&far[0].index());
        let parts = Parts::of(&whole, &used).unwrap();
        assert_eq!(parts.slots.keys().copied().collect::<Vec<_>>(), [far[0].index()]);

        let first = parse(&first::first(&whole, &parts).unwrap()).unwrap();
        let rest = parse(&rest::rest(&whole, &parts).unwrap()).unwrap();
        let given = exports(&first);
        assert!(given.contains(&("run".to_owned(), "function")) && given.contains(&("$linked".to_owned(), "other")));
        assert!(first.imports.find("rest", "load").is_some());
        assert_eq!(rest.exports.iter().count(), 0);
        assert_eq!(rest.funcs.iter_local().count(), 1);
        for import in rest.imports.iter() {
            let kind = match import.kind {
                ImportKind::Function(_) => "function",
                ImportKind::Table(_) => "table",
                ImportKind::Memory(_) => "memory",
                _ => "other",
            };
            let is_given = given.contains(&(import.name.clone(), kind));
            assert_eq!(is_given, import.module == "first", "{}.{}", import.module, import.name);
            assert!(is_given || (import.module.as_str(), import.name.as_str()) == ("js", "outside"));
        }
    }

    #[test]
    fn every_function_of_the_copy_tells_its_number() {
        let whole = whole();
        let telling = parse(&instrument::telling(&whole).unwrap()).unwrap();
        let used = telling.imports.get_func("split", "used").unwrap();
        for (_, function) in telling.funcs.iter_local() {
            let begin = &function.block(function.entry_block()).instrs[..2];
            assert!(matches!(begin[1].0, walrus::ir::Instr::Call(walrus::ir::Call { func }) if func == used));
        }
    }
}
