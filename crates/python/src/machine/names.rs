//! Module variables, names of class bodies, and captured variables.

use std::rc::Rc;

use value::{CallCx, Dict, ExcKind, Raised, Str, Value};

use crate::compile::code::{Code, GlobalSite, Reg};
use crate::machine::frame::{Role, Slot};
use crate::machine::registers::Registers;
use crate::objects::function::{Cell, Function, Globals};

pub fn name_error(name: &Str) -> Raised {
    let raised = Raised::new(ExcKind::NameError, format!("name '{name}' is not defined"));
    if let Some(exception) = raised.exception() {
        exception.attrs.borrow_mut().push(("name".into(), Value::Str(name.clone())));
    }
    raised
}

/// The module variable of a site, or the built-in name, into a register.
#[inline(never)]
pub fn load_global_into(r: &mut Registers, dst: Reg, globals: &Globals, site: &GlobalSite) -> Result<(), Raised> {
    {
        let map = globals.dict.0.borrow();
        if let Some((Value::Str(key), value)) = map.at(site.hint.get() as usize)
            && key.is_same(&site.name)
        {
            r.set_clone(dst, value);
            return Ok(());
        }
    }
    let value = find_global(globals, site)?;
    r.set(dst, value);
    Ok(())
}

/// The module variable of a site, or the built-in name.
#[inline]
pub fn load_global(globals: &Globals, site: &GlobalSite) -> Result<Value, Raised> {
    {
        let map = globals.dict.0.borrow();
        if let Some((Value::Str(key), value)) = map.at(site.hint.get() as usize)
            && key.is_same(&site.name)
        {
            return Ok(value.clone());
        }
    }
    find_global(globals, site)
}

#[cold]
fn find_global(globals: &Globals, site: &GlobalSite) -> Result<Value, Raised> {
    let map = globals.dict.0.borrow();
    let hash = value::equality::hash_bytes(site.name.as_bytes());
    if let Some(slot) = map.find_str(hash, &site.name)
        && let Some((_, value)) = map.at(slot)
    {
        site.hint.set(slot as u32);
        return Ok(value.clone());
    }
    site.builtin.clone().ok_or_else(|| name_error(&site.name))
}

pub fn store_global(globals: &Globals, site: &GlobalSite, value: Value, cx: &mut CallCx) -> Result<(), Raised> {
    {
        let mut map = globals.dict.0.borrow_mut();
        let slot = site.hint.get() as usize;
        let is_here = matches!(map.at(slot), Some((Value::Str(key), _)) if key.is_same(&site.name));
        if is_here && let Some(place) = map.value_mut(slot) {
            let old = std::mem::replace(place, value);
            drop(map);
            drop(old);
            return Ok(());
        }
    }
    let old = globals.dict.insert(Value::Str(site.name.clone()), value, cx)?;
    drop(old);
    Ok(())
}

pub fn delete_global(globals: &Globals, site: &GlobalSite, cx: &mut CallCx) -> Result<(), Raised> {
    match globals.dict.remove(&Value::Str(site.name.clone()), cx)? {
        Some(_) => Ok(()),
        None => Err(name_error(&site.name)),
    }
}

/// A name in a class body.
pub fn load_name(role: &Role, globals: &Globals, site: &GlobalSite) -> Result<Value, Raised> {
    if let Role::ClassBody(body) = role
        && let Some(value) = body.names.get(&site.name)
    {
        return Ok(value.clone());
    }
    load_global(globals, site)
}

/// A name in a class body that is not its own: the variable of a function around it.
pub fn load_name_or_free(role: &Role, function: &Function, site: &GlobalSite, at: u16) -> Result<Value, Raised> {
    if let Role::ClassBody(body) = role
        && let Some(value) = body.names.get(&site.name)
    {
        return Ok(value.clone());
    }
    load_free(function, at)
}

pub fn store_name(role: &mut Role, name: &Str, value: Value) {
    if let Role::ClassBody(body) = role {
        let old = body.names.insert(name.clone(), value);
        drop(old);
    }
}

pub fn delete_name(role: &mut Role, name: &Str) -> Result<(), Raised> {
    let removed = match role {
        Role::ClassBody(body) => body.names.remove(name),
        _ => None,
    };
    removed.map(drop).ok_or_else(|| name_error(name))
}

pub fn unbound_local(name: Option<&Str>) -> Raised {
    let name = name.map_or("?", |name| name.as_str());
    Raised::new(
        ExcKind::UnboundLocalError,
        format!("cannot access local variable '{name}' where it is not associated with a value"),
    )
}

/// The error about a variable of the function's own that functions inside it use.
#[cold]
pub fn unbound_cell(code: &Code, at: u16) -> Raised {
    unbound_local(code.cells.get(usize::from(at)))
}

pub fn load_free(function: &Function, at: u16) -> Result<Value, Raised> {
    let value = function.closure.get(usize::from(at)).and_then(|cell| cell.value.borrow().clone());
    value.ok_or_else(|| unbound_free(function.code.free.get(usize::from(at))))
}

#[cold]
pub fn unbound_free(name: Option<&Str>) -> Raised {
    let name = name.map_or("?", |name| name.as_str());
    Raised::new(
        ExcKind::NameError,
        format!("cannot access free variable '{name}' where it is not associated with a value in enclosing scope"),
    )
}

pub fn store_cell(cell: Option<&Rc<Cell>>, value: Option<Value>) -> bool {
    let Some(cell) = cell else { return false };
    let old = std::mem::replace(&mut *cell.value.borrow_mut(), value);
    old.is_some()
}

/// `del` of a captured variable.
pub fn delete_cell(cells: &[Rc<Cell>], code: &Code, at: u16) -> Result<(), Raised> {
    if store_cell(cells.get(usize::from(at)), None) {
        Ok(())
    } else {
        Err(unbound_local(code.cells.get(usize::from(at))))
    }
}

pub fn delete_free(function: &Function, at: u16) -> Result<(), Raised> {
    if store_cell(function.closure.get(usize::from(at)), None) {
        Ok(())
    } else {
        Err(unbound_free(function.code.free.get(usize::from(at))))
    }
}

/// `locals()` of a function or class body: a dict of its own.
pub fn locals(
    role: &Role,
    function: &Function,
    slots: &[Slot],
    cells: &[Rc<Cell>],
    cx: &mut CallCx,
) -> Result<Value, Raised> {
    let dict = Dict::default();
    if let Role::ClassBody(body) = role {
        for (name, value) in body.names.iter() {
            dict.insert(Value::Str(name.clone()), value.clone(), cx)?;
        }
        return Ok(Value::Dict(Rc::new(dict)));
    }
    let code = &function.code;
    let in_registers = code.locals.iter().zip(slots).map(|(name, slot)| (name, slot.clone()));
    let in_cells = code.cells.iter().zip(cells).map(|(name, cell)| (name, cell.value.borrow().clone()));
    let captured = code.free.iter().zip(&function.closure).map(|(name, cell)| (name, cell.value.borrow().clone()));
    for (name, value) in in_registers.chain(in_cells).chain(captured) {
        if let Some(value) = value {
            dict.insert(Value::Str(name.clone()), value, cx)?;
        }
    }
    Ok(Value::Dict(Rc::new(dict)))
}
