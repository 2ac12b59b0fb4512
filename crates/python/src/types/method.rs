//! Functions written in Rust as Python sees them: their table entries, how arguments are checked and bound.

use std::any::Any;
use std::borrow::Cow;

use value::context::CallCx;
use value::{Args, Object, Raised, Str, Value};

/// How many arguments a function takes, in the ways CPython tells apart by its messages.
#[derive(Clone, Copy, Debug)]
pub enum Arity {
    /// `str.lower() takes no arguments (1 given)`.
    Zero,
    /// `str.join() takes exactly one argument (2 given)`.
    One,
    /// `strip expected at most 1 argument, got 2`.
    Between(usize, usize),
    /// `find() takes at least 1 argument (0 given)`.
    Parsed(usize, usize),
    /// Parameters with names, of which the first `required` must be given; the first `positional_only` not by name,
    /// those from `keyword_only` on only by name.
    Named { names: &'static [&'static str], required: usize, positional_only: usize, keyword_only: usize },
    /// The function checks for itself.
    Any,
}

/// A function of positional arguments. The first parameter is the receiver (`None` for a module's function).
pub type Positional = fn(&Value, &[Value], &mut CallCx) -> Result<Value, Raised>;
/// A function with one slot for every name of [`Arity::Named`].
pub type Bound = fn(&Value, &[Option<Value>], &mut CallCx) -> Result<Value, Raised>;
/// A function that gets everything as it was given.
pub type Raw = fn(&Value, &[Value], &[(Str, Value)], &mut CallCx) -> Result<Value, Raised>;

/// The function itself.
#[derive(Clone, Copy)]
pub enum Run {
    Positional(Positional),
    Bound(Bound),
    Raw(Raw),
}

/// One line of a method table or of a module.
#[derive(Clone, Copy)]
pub struct FunctionEntry {
    /// The type or module that it belongs to.
    pub owner: &'static str,
    pub name: &'static str,
    pub arity: Arity,
    pub run: Run,
}

/// A method or function without arguments.
pub const fn zero(owner: &'static str, name: &'static str, run: Positional) -> FunctionEntry {
    FunctionEntry { owner, name, arity: Arity::Zero, run: Run::Positional(run) }
}

/// One with exactly one argument.
pub const fn one(owner: &'static str, name: &'static str, run: Positional) -> FunctionEntry {
    FunctionEntry { owner, name, arity: Arity::One, run: Run::Positional(run) }
}

/// One with `min` to `max` positional arguments.
pub const fn between(
    owner: &'static str,
    name: &'static str,
    min: usize,
    max: usize,
    run: Positional,
) -> FunctionEntry {
    FunctionEntry { owner, name, arity: Arity::Between(min, max), run: Run::Positional(run) }
}

/// One with `min` to `max` positional arguments, with the messages of older argument parsing.
pub const fn parsed(owner: &'static str, name: &'static str, min: usize, max: usize, run: Positional) -> FunctionEntry {
    FunctionEntry { owner, name, arity: Arity::Parsed(min, max), run: Run::Positional(run) }
}

/// One whose parameters may be given by name.
pub const fn named(
    owner: &'static str,
    name: &'static str,
    names: &'static [&'static str],
    required: usize,
    run: Bound,
) -> FunctionEntry {
    let arity = Arity::Named { names, required, positional_only: 0, keyword_only: names.len() };
    FunctionEntry { owner, name, arity, run: Run::Bound(run) }
}

/// One whose parameters from `keyword_only` on must be given by name.
pub const fn named_after(
    owner: &'static str,
    name: &'static str,
    names: &'static [&'static str],
    required: usize,
    keyword_only: usize,
    run: Bound,
) -> FunctionEntry {
    let arity = Arity::Named { names, required, positional_only: 0, keyword_only };
    FunctionEntry { owner, name, arity, run: Run::Bound(run) }
}

/// One that checks its arguments itself.
pub const fn any(owner: &'static str, name: &'static str, run: Raw) -> FunctionEntry {
    FunctionEntry { owner, name, arity: Arity::Any, run: Run::Raw(run) }
}

/// So many parameters need no memory of their own.
const N_QUICK: usize = 4;

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

impl FunctionEntry {
    /// `str.lower`, `math.sqrt`: what messages call the function.
    fn qualified(&self) -> String {
        if self.owner.is_empty() { self.name.into() } else { format!("{}.{}", self.owner, self.name) }
    }

    /// Checks and binds the arguments, then runs the function.
    #[inline]
    pub fn call(
        &self,
        receiver: &Value,
        positional: &[Value],
        keywords: &[(Str, Value)],
        cx: &mut CallCx,
    ) -> Result<Value, Raised> {
        match self.run {
            Run::Positional(run) => {
                if !keywords.is_empty() {
                    return Err(Raised::type_error(format!("{}() takes no keyword arguments", self.qualified())));
                }
                self.check_count(positional.len())?;
                run(receiver, positional, cx)
            }
            Run::Bound(run) => {
                if let Arity::Named { names, required, keyword_only, .. } = self.arity
                    && keywords.is_empty()
                    && (required..=keyword_only).contains(&positional.len())
                    && names.len() <= N_QUICK
                {
                    let mut slots = [const { None }; N_QUICK];
                    for (slot, value) in slots.iter_mut().zip(positional) {
                        *slot = Some(value.clone());
                    }
                    return run(receiver, slots.get(..names.len()).unwrap_or_default(), cx);
                }
                let slots = self.bind(positional, keywords)?;
                run(receiver, &slots, cx)
            }
            Run::Raw(run) => run(receiver, positional, keywords, cx),
        }
    }

    #[inline]
    fn check_count(&self, given: usize) -> Result<(), Raised> {
        let fits = match self.arity {
            Arity::Zero => given == 0,
            Arity::One => given == 1,
            Arity::Between(min, max) | Arity::Parsed(min, max) => (min..=max).contains(&given),
            Arity::Named { .. } | Arity::Any => true,
        };
        if fits { Ok(()) } else { Err(self.wrong_count(given)) }
    }

    fn wrong_count(&self, given: usize) -> Raised {
        let name = self.name;
        Raised::type_error(match self.arity {
            Arity::Zero => format!("{}() takes no arguments ({given} given)", self.qualified()),
            Arity::One => format!("{}() takes exactly one argument ({given} given)", self.qualified()),
            Arity::Between(min, max) => {
                let (quantity, bound) = bound_of(min, max, given);
                let quantity = if quantity == "exactly" { String::new() } else { format!("{quantity} ") };
                format!("{name} expected {quantity}{bound} argument{}, got {given}", plural(bound))
            }
            Arity::Parsed(min, max) => {
                let (quantity, bound) = bound_of(min, max, given);
                format!("{name}() takes {quantity} {bound} argument{} ({given} given)", plural(bound))
            }
            Arity::Named { .. } | Arity::Any => String::new(),
        })
    }

    /// One slot for every parameter.
    fn bind(&self, positional: &[Value], keywords: &[(Str, Value)]) -> Result<Vec<Option<Value>>, Raised> {
        let Arity::Named { names, required, positional_only, keyword_only } = self.arity else {
            return Ok(positional.iter().cloned().map(Some).collect());
        };
        let given = positional.len() + keywords.len();
        let name = self.name;
        if given > names.len() {
            return Err(Raised::type_error(format!(
                "{name}() takes {} {} {}argument{} ({given} given)",
                if required == names.len() { "exactly" } else { "at most" },
                names.len(),
                if positional.is_empty() { "keyword " } else { "" },
                plural(names.len()),
            )));
        }
        if positional.len() > keyword_only {
            return Err(Raised::type_error(if keyword_only == 0 {
                format!("{name}() takes no positional arguments")
            } else {
                let quantity = if required >= keyword_only { "exactly" } else { "at most" };
                format!(
                    "{name}() takes {quantity} {keyword_only} positional argument{} ({} given)",
                    plural(keyword_only),
                    positional.len()
                )
            }));
        }
        let mut slots: Vec<Option<Value>> = positional.iter().cloned().map(Some).collect();
        slots.resize(names.len(), None);
        for (keyword, value) in keywords {
            let place = names.iter().position(|parameter| *parameter == keyword.as_str());
            match place.filter(|at| *at >= positional_only) {
                None => {
                    return Err(Raised::type_error(format!("'{keyword}' is an invalid keyword argument for {name}()")));
                }
                Some(at) if slots[at].is_some() => {
                    return Err(Raised::type_error(format!(
                        "argument for {name}() given by name ('{keyword}') and position ({})",
                        at + 1
                    )));
                }
                Some(at) => slots[at] = Some(value.clone()),
            }
        }
        for (at, slot) in slots.iter().enumerate().take(required) {
            if slot.is_none() {
                return Err(Raised::type_error(if at < positional_only {
                    format!(
                        "{name}() takes at least {positional_only} positional argument{} ({} given)",
                        plural(positional_only),
                        positional.len()
                    )
                } else {
                    format!("{name}() missing required argument '{}' (pos {})", names[at], at + 1)
                }));
            }
        }
        Ok(slots)
    }
}

fn bound_of(min: usize, max: usize, given: usize) -> (&'static str, usize) {
    if min == max {
        ("exactly", min)
    } else if given < min {
        ("at least", min)
    } else {
        ("at most", max)
    }
}

/// A function of a module, `math.sqrt`.
pub struct Function {
    pub entry: FunctionEntry,
}

impl Function {
    /// The function of a table entry as a value.
    pub fn value(entry: FunctionEntry) -> Value {
        Value::object(Self { entry })
    }
}

impl Object for Function {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("builtin_function_or_method")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("<built-in function {}>", self.entry.name))
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, _this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        self.entry.call(&Value::None, &args.positional, &args.keywords, cx)
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "__name__" | "__qualname__" => Some(Value::str(self.entry.name)),
            "__module__" => Some(Value::str(self.entry.owner)),
            "__doc__" => Some(Value::None),
            _ => None,
        })
    }
}

/// A method with its receiver, `"a,b".split`.
pub struct BoundMethod {
    pub receiver: Value,
    pub entry: FunctionEntry,
}

impl Object for BoundMethod {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("builtin_function_or_method")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!(
            "<built-in method {} of {} object at 0x{:012x}>",
            self.entry.name,
            self.receiver.type_name(),
            value::object::address(self)
        ))
    }
    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(other.downcast::<Self>().map(|other| {
            other.entry.owner == self.entry.owner
                && other.entry.name == self.entry.name
                && other.receiver.is_same(&self.receiver)
        }))
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn call(&self, _this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        self.entry.call(&self.receiver, &args.positional, &args.keywords, cx)
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "__name__" => Some(Value::str(self.entry.name)),
            "__qualname__" => Some(Value::string(format!("{}.{}", self.entry.owner, self.entry.name))),
            "__self__" => Some(self.receiver.clone()),
            "__doc__" => Some(Value::None),
            _ => None,
        })
    }
}

/// A method taken from its type, `str.lower`: takes the receiver first.
pub struct MethodDescriptor {
    pub entry: FunctionEntry,
}

impl Object for MethodDescriptor {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("method_descriptor")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn repr(&self, _cx: &mut CallCx) -> Result<String, Raised> {
        Ok(format!("<method '{}' of '{}' objects>", self.entry.name, self.entry.owner))
    }
    fn is_callable(&self) -> bool {
        true
    }
    fn eq(&self, other: &Value, _cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        Ok(other
            .downcast::<Self>()
            .map(|other| other.entry.owner == self.entry.owner && other.entry.name == self.entry.name))
    }
    fn call(&self, _this: &Value, args: Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let FunctionEntry { owner, name, .. } = self.entry;
        let Some((receiver, rest)) = args.positional.split_first() else {
            return Err(Raised::type_error(format!("unbound method {owner}.{name}() needs an argument")));
        };
        let inner = match receiver {
            Value::Object(object) => object.inner(),
            _ => None,
        };
        if receiver.type_name() == owner || (receiver.type_name() == "bool" && owner == "int") {
            return self.entry.call(receiver, rest, &args.keywords, cx);
        }
        match inner.filter(|inner| inner.type_name() == owner) {
            Some(inner) => self.entry.call(&inner, rest, &args.keywords, cx),
            None => Err(Raised::type_error(format!(
                "descriptor '{name}' for '{owner}' objects doesn't apply to a '{}' object",
                receiver.type_name()
            ))),
        }
    }
    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "__name__" => Some(Value::str(self.entry.name)),
            "__qualname__" => Some(Value::string(format!("{}.{}", self.entry.owner, self.entry.name))),
            "__doc__" => Some(Value::None),
            _ => None,
        })
    }
}
