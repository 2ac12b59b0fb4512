//! Calling values and their special methods.

use value::CallCx;
use value::Args;
use value::Raised;
use value::Value;

/// `function(*args)`.
///
/// Errors: `TypeError: 'int' object is not callable`.
pub fn call(function: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
    match function {
        Value::Object(object) => object.call(function, args, cx),
        _ => Err(Raised::type_error(format!("'{}' object is not callable", function.type_name()))),
    }
}

/// Calls the special method `name` (`__format__`, `__index__`, …) of an object, or gives `None` if it has none.
/// Built-in values have none here: their behaviour is in the operators themselves.
pub fn special(value: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
    let Value::Object(object) = value else { return Ok(None) };
    if let Some(result) = object.call_method(value, name, args, cx)? {
        return Ok(Some(result));
    }
    match object.get_attr(value, name, cx)? {
        Some(method) => call(&method, args.clone(), cx).map(Some),
        None => Ok(None),
    }
}

/// `operator.index(value)`: what may be used as an index or a count.
///
/// Errors: `TypeError: 'str' object cannot be interpreted as an integer`; a number past 64 bits gives
/// `IndexError: cannot fit 'int' into an index-sized integer`.
pub fn index(value: &Value, cx: &mut CallCx) -> Result<i64, Raised> {
    let _ = (value, cx);
    unimplemented!()
}
