//! `random`: the same sequences as CPython 3.11 gives for the same seed.
//!
//! A program that sets no seed gets the same numbers in every run all the same.

pub mod distributions;
pub mod twister;

use std::any::Any;
use std::borrow::Cow;
use std::cell::RefCell;

use num_bigint::{BigInt, Sign};
use num_traits::{Signed, Zero};
use sha2::{Digest, Sha512};
use value::hash::py_hash;
use value::object::BinaryOp;
use value::raised::ExcKind;
use value::{Args, CallCx, Object, Raised, Value};

use crate::support::{bind, class, given, module};
use python::native::{NativeClass, native_function};
use python::ops::call::integer;
use python::ops::item::{index_error, inner_str};
use python::ops::{self, collect, get_item, len, set_item};
use python::types::bytearray::bytes_of;
use python::types::number::{big_of, expect_real};
use python::types::object_method;
use twister::Twister;

const METHODS: &[&str] = &[
    "seed",
    "random",
    "getrandbits",
    "randrange",
    "randint",
    "choice",
    "choices",
    "shuffle",
    "sample",
    "uniform",
    "triangular",
    "gauss",
    "normalvariate",
    "lognormvariate",
    "expovariate",
    "gammavariate",
    "betavariate",
    "paretovariate",
    "weibullvariate",
    "vonmisesvariate",
    "randbytes",
    "getstate",
    "setstate",
];

/// The module object: its functions are the methods of one generator.
pub fn load() -> Value {
    let shared = Value::object(Random::new(&BigInt::zero()));
    let mut members = vec![("Random", class_value()), ("SystemRandom", class_value())];
    for name in METHODS {
        let shared = shared.clone();
        let function = native_function(name, move |args, cx| match &shared {
            Value::Object(object) => Ok(object.call_method(&shared, name, args, cx)?.unwrap_or_default()),
            _ => Ok(Value::None),
        });
        members.push((*name, function));
    }
    module("random", &[], members)
}

fn class_value() -> Value {
    class("random.Random", || {
        NativeClass::new("Random", "random")
            .constructor(|args, cx| {
                let random = Random::new(&BigInt::zero());
                if let Some(seed) = args.positional.get(1).or(args.keywords.first().map(|(_, seed)| seed)) {
                    random.seed(seed, cx)?;
                }
                Ok(Value::object(random))
            })
            .build()
    })
}

/// A generator of random numbers.
pub struct Random {
    pub twister: RefCell<Twister>,
    /// The second number of the last pair that `gauss` made.
    pub next_gauss: RefCell<Option<f64>>,
}

impl Random {
    fn new(seed: &BigInt) -> Self {
        Self { twister: RefCell::new(Twister::new(seed)), next_gauss: RefCell::default() }
    }

    fn seed(&self, seed: &Value, cx: &mut CallCx) -> Result<(), Raised> {
        let bytes = inner_str(seed).map(|text| text.as_bytes().to_vec()).or_else(|| bytes_of(seed));
        let number = match (seed, bytes) {
            (Value::None, _) => BigInt::zero(),
            (Value::Int(_) | Value::Bool(_) | Value::Big(_), _) => big_of(seed).abs(),
            (_, Some(bytes)) => {
                let digest = Sha512::digest(&bytes);
                BigInt::from_bytes_be(Sign::Plus, &[bytes.as_slice(), digest.as_slice()].concat())
            }
            // The hash counts as an unsigned number.
            (Value::Float(_), _) => BigInt::from(py_hash(seed, cx)? as u64),
            _ => {
                return Err(Raised::type_error(
                    "The only supported seed types are: None,\nint, float, str, bytes, and bytearray.".into(),
                ));
            }
        };
        *self.twister.borrow_mut() = Twister::new(&number);
        *self.next_gauss.borrow_mut() = None;
        Ok(())
    }

    /// A float in [0, 1).
    pub fn float(&self) -> f64 {
        self.twister.borrow_mut().float()
    }

    fn below(&self, limit: usize) -> usize {
        self.twister.borrow_mut().below(limit as u64) as usize
    }

    fn range(&self, start: &Value, stop: &Value, step: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        let (start, stop, step) = (whole(start, cx)?, whole(stop, cx)?, whole(step, cx)?);
        if step.is_zero() {
            return Err(Raised::value_error("zero step for randrange()".into()));
        }
        let width = &stop - &start;
        let empty = || Raised::value_error(format!("empty range for randrange() ({start}, {stop}, {step})"));
        let empty_plain = || Raised::value_error(format!("empty range for randrange() ({start}, {stop}, {width})"));
        let n_items: BigInt = if step == BigInt::from(1) {
            if !width.is_positive() {
                return Err(empty_plain());
            }
            width.clone()
        } else if step.is_positive() {
            (&width + &step - 1) / &step
        } else {
            num_integer::Integer::div_floor(&(&width + &step + 1), &step)
        };
        if !n_items.is_positive() {
            return Err(empty());
        }
        let chosen = self.twister.borrow_mut().below_big(n_items.magnitude());
        Ok(Value::from_big(start + step * BigInt::from(chosen)))
    }

    fn choice(&self, sequence: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        match len(sequence, cx)? {
            0 => Err(index_error("Cannot choose from an empty sequence")),
            n_items => get_item(sequence, &Value::from(self.below(n_items)), cx),
        }
    }

    fn choices(&self, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let slots = bind("Random.choices", &["population", "weights", "cum_weights", "k"], 1, args)?;
        let population = collect(&slots[0].clone().unwrap_or_default(), cx)?;
        let count = match &slots[3] {
            Some(count) => ops::call::size(count, cx)?.max(0) as usize,
            None => 1,
        };
        cx.reserve(count.saturating_mul(24))?;
        let n_items = population.len();
        let cumulative = match (given(&slots[1]), given(&slots[2])) {
            (Some(_), Some(_)) => {
                return Err(Raised::type_error("Cannot specify both weights and cumulative weights".into()));
            }
            (None, None) => {
                if n_items == 0 && count > 0 {
                    return Err(index_error("list index out of range"));
                }
                let pick = |_| population[((self.float() * n_items as f64) as usize).min(n_items - 1)].clone();
                return Ok(Value::list((0..count).map(pick).collect()));
            }
            (Some(weights), None) => {
                let mut sums = Vec::new();
                for weight in collect(weights, cx)? {
                    let sum = match sums.last() {
                        Some(before) => ops::binary(BinaryOp::Add, before, &weight, cx)?,
                        None => weight,
                    };
                    sums.push(sum);
                }
                sums
            }
            (None, Some(sums)) => collect(sums, cx)?,
        };
        if cumulative.len() != n_items {
            return Err(Raised::value_error("The number of weights does not match the population".into()));
        }
        let mut limits = Vec::with_capacity(n_items);
        for sum in &cumulative {
            limits.push(expect_real(sum, cx)?);
        }
        let total = limits.last().copied().unwrap_or(0.0);
        if total <= 0.0 {
            return Err(Raised::value_error("Total of weights must be greater than zero".into()));
        }
        if !total.is_finite() {
            return Err(Raised::value_error("Total of weights must be finite".into()));
        }
        let pick = |_| {
            let mark = self.float() * total;
            population[limits[..n_items - 1].partition_point(|limit| *limit <= mark)].clone()
        };
        Ok(Value::list((0..count).map(pick).collect()))
    }

    fn shuffle(&self, sequence: &Value, cx: &mut CallCx) -> Result<Value, Raised> {
        for i in (1..len(sequence, cx)?).rev() {
            let (i, j) = (Value::from(i), Value::from(self.below(i + 1)));
            let (a, b) = (get_item(sequence, &i, cx)?, get_item(sequence, &j, cx)?);
            set_item(sequence, &i, b, cx)?;
            set_item(sequence, &j, a, cx)?;
        }
        Ok(Value::None)
    }

    fn sample(&self, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
        let slots = bind("Random.sample", &["population", "k", "counts"], 2, args)?;
        let population = slots[0].clone().unwrap_or_default();
        let k = ops::index(&slots[1].clone().unwrap_or_default(), cx)?;
        if matches!(population, Value::Set(_) | Value::FrozenSet(_) | Value::Dict(_)) {
            return Err(Raised::type_error("Population must be a sequence.  For dicts or sets, use sorted(d).".into()));
        }
        let mut population = collect(&population, cx)?;
        if let Some(counts) = given(&slots[2]) {
            let mut repeated = Vec::new();
            for (item, count) in population.iter().zip(collect(counts, cx)?) {
                let count = ops::index(&count, cx)?.max(0) as usize;
                cx.reserve((repeated.len() + count).saturating_mul(24))?;
                repeated.extend(std::iter::repeat_n(item.clone(), count));
            }
            population = repeated;
        }
        let n_items = population.len();
        let Some(k) = usize::try_from(k).ok().filter(|k| *k <= n_items) else {
            return Err(Raised::value_error("Sample larger than population or is negative".into()));
        };
        let mut table_size = 21;
        if k > 5 {
            let power = (ops::real::ln(k as f64 * 3.0) / ops::real::ln(4.0)).ceil() as u32;
            table_size += 4_usize.saturating_pow(power);
        }
        let mut chosen = Vec::with_capacity(k);
        if n_items <= table_size {
            let mut pool = population;
            for i in 0..k {
                let j = self.below(n_items - i);
                chosen.push(pool[j].clone());
                pool[j] = pool[n_items - i - 1].clone();
            }
        } else {
            let mut taken = std::collections::BTreeSet::new();
            for _ in 0..k {
                let mut j = self.below(n_items);
                while !taken.insert(j) {
                    j = self.below(n_items);
                }
                chosen.push(population[j].clone());
            }
        }
        Ok(Value::list(chosen))
    }

    fn bits(&self, n_bits: &Value, cx: &mut CallCx) -> Result<BigInt, Raised> {
        let n_bits = ops::call::size(n_bits, cx)?;
        let Ok(n_bits) = u64::try_from(n_bits) else {
            return Err(Raised::value_error("number of bits must be non-negative".into()));
        };
        cx.reserve(usize::try_from(n_bits / 8).unwrap_or(usize::MAX))?;
        Ok(BigInt::from(self.twister.borrow_mut().bits(n_bits)))
    }
}

fn whole(value: &Value, cx: &mut CallCx) -> Result<BigInt, Raised> {
    match value {
        // Allowed with a warning in 3.11.
        Value::Float(number) if number.fract() == 0.0 => Ok(big_of(&python::types::number::truncated(*number)?)),
        Value::Float(_) => Err(Raised::value_error("non-integer arg 1 for randrange()".into())),
        _ => integer(value, cx).map(|number| big_of(&number)),
    }
}

impl Object for Random {
    fn type_name(&self) -> Cow<'static, str> {
        Cow::Borrowed("Random")
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(class_value())
    }
    fn get_attr(&self, this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(METHODS.contains(&name).then(|| object_method(this, name)))
    }
    fn call_method(&self, _this: &Value, name: &str, args: &Args, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        let one = |parameter: &str| -> Result<Value, Raised> {
            let slots = bind(&format!("Random.{name}"), &[parameter], 1, args)?;
            Ok(slots[0].clone().unwrap_or_default())
        };
        Ok(Some(match name {
            "random" => Value::Float(self.float()),
            "seed" => {
                let slots = bind("Random.seed", &["a", "version"], 0, args)?;
                self.seed(&slots[0].clone().unwrap_or_default(), cx)?;
                Value::None
            }
            "getrandbits" => Value::from_big(self.bits(&one("k")?, cx)?),
            "randint" => {
                let slots = bind("Random.randint", &["a", "b"], 2, args)?;
                let (low, high) = (slots[0].clone().unwrap_or_default(), slots[1].clone().unwrap_or_default());
                let stop = ops::binary(BinaryOp::Add, &high, &Value::Int(1), cx)?;
                self.range(&low, &stop, &Value::Int(1), cx)?
            }
            "randrange" => {
                let slots = bind("Random.randrange", &["start", "stop", "step"], 1, args)?;
                let start = slots[0].clone().unwrap_or_default();
                let step = slots[2].clone().unwrap_or(Value::Int(1));
                match given(&slots[1]) {
                    Some(stop) => self.range(&start, stop, &step, cx)?,
                    None => {
                        if !whole(&start, cx)?.is_positive() {
                            return Err(Raised::value_error("empty range for randrange()".into()));
                        }
                        self.range(&Value::Int(0), &start, &Value::Int(1), cx)?
                    }
                }
            }
            "choice" => self.choice(&one("seq")?, cx)?,
            "choices" => self.choices(args, cx)?,
            "shuffle" => self.shuffle(&one("x")?, cx)?,
            "sample" => self.sample(args, cx)?,
            "randbytes" => {
                let count = ops::index(&one("n")?, cx)?;
                let number = self.bits(&Value::Int(count.saturating_mul(8)), cx)?;
                let mut bytes = number.magnitude().to_bytes_le();
                bytes.resize(count.max(0) as usize, 0);
                Value::Bytes(bytes.into())
            }
            "getstate" => Value::object(Self { twister: self.twister.clone(), next_gauss: self.next_gauss.clone() }),
            "setstate" => {
                let state = one("state")?;
                let Some(state) = state.downcast::<Self>() else {
                    return Err(Raised::new(ExcKind::TypeError, "state must come from getstate()".into()));
                };
                let (twister, next_gauss) = (state.twister.borrow().clone(), *state.next_gauss.borrow());
                *self.twister.borrow_mut() = twister;
                *self.next_gauss.borrow_mut() = next_gauss;
                Value::None
            }
            _ => return distributions::call(self, name, args, cx),
        }))
    }
}
