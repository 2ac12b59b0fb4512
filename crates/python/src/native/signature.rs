//! Parameters of a function, and binding arguments to them with CPython's messages.

use value::{Args, Raised, Str, Value};

use crate::machine::bind::Params;

/// One parameter.
#[derive(Clone)]
pub struct Parameter {
    pub name: Str,
    /// The value when it is left out; without one it is required.
    pub default: Option<Value>,
}

/// The parameters of a function, all of which may be given by position or by name; those without a default first.
#[derive(Clone)]
pub struct Signature {
    /// Qualified name, for messages: `DStream.map`.
    pub function: Str,
    pub params: Vec<Parameter>,
    /// Whether the last parameter is `*rest`: a tuple of the positional arguments that are left.
    pub has_rest: bool,
}

impl Signature {
    /// The values of the parameters, in order.
    ///
    /// Errors: `TypeError: DStream.map() missing 1 required positional argument: 'f'` and the other messages of
    /// CPython about arguments that do not fit.
    pub fn bind(&self, args: &Args) -> Result<Vec<Value>, Raised> {
        let names: Vec<Str> = self.params.iter().map(|param| param.name.clone()).collect();
        let n_positional = names.len().saturating_sub(usize::from(self.has_rest));
        let positional = self.params.iter().take(n_positional);
        let defaults: Vec<Value> = positional.filter_map(|param| param.default.clone()).collect();
        let params = Params {
            function: &self.function,
            names: &names,
            n_positional_only: 0,
            n_positional,
            n_keyword_only: 0,
            has_star: self.has_rest,
            has_double_star: false,
            defaults: &defaults,
            keyword_defaults: &[],
        };
        let slots = params.bind(args.positional.clone(), args.keywords.clone())?;
        Ok(slots.into_iter().map(Option::unwrap_or_default).collect())
    }
}
