//! Types in annotations: `list[int]`, `int | None`.

use std::any::Any;
use std::borrow::Cow;

use value::{Args, CallCx, Object, Raised, Value};

use crate::machine;
use crate::objects::class::Class;

/// `origin[args]`.
pub struct GenericAlias {
    pub origin: Value,
    pub args: Vec<Value>,
}

/// `a | b`.
pub struct UnionType {
    pub members: Vec<Value>,
}

fn shown(value: &Value, cx: &mut CallCx) -> Result<String, Raised> {
    match value {
        Value::None => Ok("None".into()),
        _ => match value.downcast::<Class>() {
            Some(class) => Ok(class.full_name()),
            None => value::repr::repr(value, cx),
        },
    }
}

impl Object for GenericAlias {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("GenericAlias")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let mut parts = Vec::new();
        for arg in &self.args {
            parts.push(shown(arg, cx)?);
        }
        Ok(format!("{}[{}]", shown(&self.origin, cx)?, parts.join(", ")))
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, _this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        machine::call(&self.origin, args, cx)
    }
    fn get_attr(&self, _this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        match name {
            "__origin__" => Ok(Some(self.origin.clone())),
            "__args__" => Ok(Some(Value::tuple(self.args.clone()))),
            _ => crate::objects::attr::find(&self.origin, name, cx),
        }
    }
    fn binary(
        &self,
        op: value::object::BinaryOp,
        other: &Value,
        reflected: bool,
        _cx: &mut CallCx,
    ) -> Result<Option<Value>, Raised> {
        if op != value::object::BinaryOp::Or {
            return Ok(None);
        }
        let this = Value::object(Self { origin: self.origin.clone(), args: self.args.clone() });
        Ok(Some(if reflected { union(other.clone(), this) } else { union(this, other.clone()) }))
    }
}

/// `a | b`, flattened.
pub fn union(a: Value, b: Value) -> Value {
    let mut members: Vec<Value> = Vec::new();
    for side in [a, b] {
        let inner = side.downcast::<UnionType>().map(|union| union.members.clone());
        for member in inner.unwrap_or_else(|| vec![side.clone()]) {
            if !members.iter().any(|known| known.is_same(&member)) {
                members.push(member);
            }
        }
    }
    Value::object(UnionType { members })
}

impl Object for UnionType {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("UnionType")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let mut parts = Vec::new();
        for member in &self.members {
            parts.push(shown(member, cx)?);
        }
        Ok(parts.join(" | "))
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok((name == "__args__").then(|| Value::tuple(self.members.clone())))
    }
    fn binary(
        &self,
        op: value::object::BinaryOp,
        other: &Value,
        reflected: bool,
        _cx: &mut CallCx,
    ) -> Result<Option<Value>, Raised> {
        if op != value::object::BinaryOp::Or {
            return Ok(None);
        }
        let this = Value::object(Self { members: self.members.clone() });
        Ok(Some(if reflected { union(other.clone(), this) } else { union(this, other.clone()) }))
    }
}
