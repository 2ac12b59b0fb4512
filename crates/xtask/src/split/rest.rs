//! The rest: functions that take everything else from the first part.

use walrus::ir::Value;
use walrus::{
    ConstExpr, ElementItems, ElementKind, FunctionId, FunctionKind, GlobalKind, ImportKind, ImportedFunction, Module,
    RefType, passes,
};

use crate::split::first::{TABLE, export_name};
use crate::split::instrument::parse;
use crate::split::parts::Parts;

/// Where the exports of the first part are imported from.
const FIRST: &str = "first";

/// The wasm of the rest. Linking it fills the table of the rest.
pub fn rest(whole: &[u8], parts: &Parts) -> anyhow::Result<Vec<u8>> {
    let mut module = parse(whole)?;
    // The first part has done, or will do, all that a module does by itself.
    module.start = None;
    delete_all(&mut module);
    import_state(&mut module);
    let ids: Vec<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).collect();
    for id in &ids {
        if parts.shared.contains(&id.index()) {
            let ty = module.funcs.get(*id).ty();
            let import = module.imports.add(FIRST, &export_name('f', id.index()), *id);
            module.funcs.get_mut(*id).kind = FunctionKind::Import(ImportedFunction { import, ty });
        }
    }

    let n_slots = parts.slots.len() as u64;
    let (table, _) = module.add_import_table(FIRST, TABLE, false, n_slots, Some(n_slots), RefType::FUNCREF);
    // The slots are in the order of the functions' numbers.
    let functions = ids.into_iter().filter(|id| parts.slots.contains_key(&id.index())).collect();
    let offset = ConstExpr::Value(Value::I32(0));
    let element = module.elements.add(ElementKind::Active { table, offset }, ElementItems::Functions(functions));
    module.tables.get_mut(table).elem_segments.insert(element);
    passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

/// Exports, and what is written into memory and tables at the start.
fn delete_all(module: &mut Module) {
    let exports: Vec<_> = module.exports.iter().map(walrus::Export::id).collect();
    exports.into_iter().for_each(|id| module.exports.delete(id));
    let data: Vec<_> = module.data.iter().map(walrus::Data::id).collect();
    data.into_iter().for_each(|id| module.data.delete(id));
    module.memories.iter_mut().for_each(|memory| memory.data_segments.clear());
    let elements: Vec<_> = module.elements.iter().map(walrus::Element::id).collect();
    elements.into_iter().for_each(|id| module.elements.delete(id));
    module.tables.iter_mut().for_each(|table| table.elem_segments.clear());
}

/// Memory, tables and globals are the first part's.
fn import_state(module: &mut Module) {
    for memory in module.memories.iter_mut() {
        let name = export_name('m', memory.id().index());
        memory.import = Some(module.imports.add(FIRST, &name, ImportKind::Memory(memory.id())));
    }
    for table in module.tables.iter_mut() {
        let name = export_name('t', table.id().index());
        table.import = Some(module.imports.add(FIRST, &name, ImportKind::Table(table.id())));
    }
    let globals: Vec<_> = module.globals.iter().map(walrus::Global::id).collect();
    for id in globals {
        let import = module.imports.add(FIRST, &export_name('g', id.index()), ImportKind::Global(id));
        module.globals.get_mut(id).kind = GlobalKind::Import(import);
    }
}
