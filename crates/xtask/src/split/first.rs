//! The first part: the functions that the examples use, all data, and stubs for what the rest has.

use walrus::ir::{UnaryOp, Value};
use walrus::{
    ConstExpr, ExportItem, FunctionBuilder, FunctionId, FunctionKind, GlobalId, LocalFunction, Module, RefType,
    TableId, ValType, passes,
};

use crate::split::instrument::parse;
use crate::split::parts::Parts;

/// What the first part asks for when it needs the rest: a function without arguments, back when the rest is linked.
const LOAD: (&str, &str) = ("rest", "load");
/// 1 once the rest is linked, which the loader sets.
const IS_LINKED: &str = "$linked";
/// The functions of the rest.
pub const TABLE: &str = "$rest";

/// The name under which the first part gives the rest its function, memory, table or global of this number.
pub fn export_name(kind: char, number: usize) -> String {
    format!("${kind}{number}")
}

/// The first part's wasm.
pub fn first(whole: &[u8], parts: &Parts) -> anyhow::Result<Vec<u8>> {
    let mut module = parse(whole)?;
    let nothing = module.types.add(&[], &[]);
    let links = Links {
        load: module.add_import_func(LOAD.0, LOAD.1, nothing).0,
        is_linked: module.globals.add_local(ValType::I32, true, false, ConstExpr::Value(Value::I32(0))),
        table: module.tables.add_local(
            false,
            parts.slots.len() as u64,
            Some(parts.slots.len() as u64),
            RefType::FUNCREF,
        ),
    };
    let ids: Vec<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).collect();
    for id in ids {
        if let Some(slot) = parts.slots.get(&id.index()) {
            let stub = stub(&mut module, id, *slot, &links)?;
            module.funcs.get_mut(id).kind = FunctionKind::Local(stub);
        } else if parts.shared.contains(&id.index()) {
            module.exports.add(&export_name('f', id.index()), id);
        }
    }
    module.exports.add(IS_LINKED, links.is_linked);
    for (name, item) in shared_state(&module) {
        module.exports.add(&name, item);
    }
    module.exports.add(TABLE, links.table);
    passes::gc::run(&mut module);
    Ok(module.emit_wasm())
}

struct Links {
    load: FunctionId,
    is_linked: GlobalId,
    table: TableId,
}

/// The memory, tables and globals of the whole, which both parts use.
fn shared_state(module: &Module) -> Vec<(String, ExportItem)> {
    let memories = module.memories.iter().map(|memory| (export_name('m', memory.id().index()), memory.id().into()));
    let tables = module.tables.iter().map(|table| (export_name('t', table.id().index()), table.id().into()));
    let globals = module.globals.iter().map(|global| (export_name('g', global.id().index()), global.id().into()));
    memories.chain(tables).chain(globals).collect()
}

/// `if !is_linked { load() }`, then a call through the table.
fn stub(module: &mut Module, id: FunctionId, slot: u32, links: &Links) -> anyhow::Result<LocalFunction> {
    let ty = module.funcs.get(id).ty();
    let (params, results) = (module.types.params(ty).to_vec(), module.types.results(ty).to_vec());
    let args: Vec<_> = params.iter().map(|param| module.locals.add(*param)).collect();
    let mut builder = FunctionBuilder::new(&mut module.types, &params, &results);
    let mut body = builder.func_body();
    body.global_get(links.is_linked).unop(UnaryOp::I32Eqz);
    body.if_else(
        None,
        |then| {
            then.call(links.load);
        },
        |_| {},
    );
    for arg in &args {
        body.local_get(*arg);
    }
    body.i32_const(i32::try_from(slot)?).call_indirect(ty, links.table);
    Ok(builder.local_func(args))
}
