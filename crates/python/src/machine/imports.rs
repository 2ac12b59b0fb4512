//! `import`.

use value::{CallCx, ExcKind, Raised, Str, Value};

use crate::compile::code::ImportSite;
use crate::objects::attr;
use crate::objects::function::Globals;
use crate::objects::module::Module;

pub fn import(globals: &Globals, site: &ImportSite, cx: &mut CallCx) -> Result<Value, Raised> {
    if site.name.starts_with('.') {
        return Err(Raised::new(ExcKind::ImportError, "attempted relative import with no known parent package".into()));
    }
    let module = globals.modules.import(&site.name, cx)?;
    match site.name.split_once('.') {
        Some((first, _)) if site.gives_first => globals.modules.import(first, cx),
        _ => Ok(module),
    }
}

/// `from module import name`.
pub fn import_from(globals: &Globals, module: &Value, name: &Str, cx: &mut CallCx) -> Result<Value, Raised> {
    if let Some(found) = attr::find(module, name, cx)? {
        return Ok(found);
    }
    let module_name = module.downcast::<Module>().map(|module| module.name.clone());
    if let Some(module_name) = &module_name
        && let Ok(submodule) = globals.modules.import(&format!("{module_name}.{name}"), cx)
    {
        return Ok(submodule);
    }
    let module_name = module_name.unwrap_or_else(|| "<unknown module name>".into());
    let raised = Raised::new(
        ExcKind::ImportError,
        format!("cannot import name '{name}' from '{module_name}' (unknown location)"),
    );
    if let Some(exception) = raised.exception() {
        exception.attrs.borrow_mut().push(("name".into(), Value::Str(module_name)));
    }
    Err(raised)
}

/// `from module import *`.
pub fn import_star(globals: &Globals, module: &Value, cx: &mut CallCx) -> Result<(), Raised> {
    let Some(module) = module.downcast::<Module>() else { return Ok(()) };
    let listed = match module.dict.get_str("__all__") {
        Some(all) => Some(crate::ops::collect(&all, cx)?),
        None => None,
    };
    for (name, value) in module.dict.pairs() {
        let Value::Str(text) = &name else { continue };
        let is_public = match &listed {
            Some(all) => all.iter().any(|listed| matches!(listed, Value::Str(listed) if listed == text)),
            None => !text.starts_with('_'),
        };
        if is_public {
            globals.dict.insert(name, value, cx)?;
        }
    }
    Ok(())
}
