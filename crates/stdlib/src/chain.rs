//! `itertools.chain`, which is a function with another one, `from_iterable`, on it.

use std::any::Any;
use std::borrow::Cow;

use value::{Args, CallCx, Object, Raised, Value};

use crate::itertools::chain;
use crate::support::Generated;
use python::native::native_function;
use python::ops::iter;

/// The object `itertools.chain`.
pub struct Chain;

impl Object for Chain {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("type")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok("<class 'itertools.chain'>".into())
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, _this: &Value, args: Args, _cx: &mut CallCx) -> Result<Value, Raised> {
        Ok(chain(Generated::of("tuple_iterator", args.positional)))
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "__name__" => Some(Value::str("chain")),
            "from_iterable" => {
                Some(native_function("chain.from_iterable", |args, cx| match args.positional.as_slice() {
                    [iterables] => Ok(chain(iter(iterables, cx)?)),
                    more => Err(Raised::type_error(format!(
                        "chain.from_iterable() takes exactly one argument ({} given)",
                        more.len()
                    ))),
                }))
            }
            _ => None,
        })
    }
}
