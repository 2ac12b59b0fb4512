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
use value::order::CompareOp;
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
                    random.seed(seed, &Value::None, cx)?;
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

    fn seed(&self, seed: &Value, version: &Value, cx: &mut CallCx) -> Result<(), Raised> {
        let first_version = matches!(version, Value::Int(1));
        let bytes = inner_str(seed).map(|text| text.as_bytes().to_vec()).or_else(|| bytes_of(seed));
        let number = match (seed, bytes) {
            (Value::None, _) => BigInt::zero(),
            (Value::Int(_) | Value::Bool(_) | Value::Big(_), _) => big_of(seed).abs(),
            (_, Some(bytes)) if first_version => {
                let codes: Vec<u64> = match inner_str(seed) {
                    Some(text) => text.chars().map(|c| u64::from(u32::from(c))).collect(),
                    None => bytes.iter().map(|byte| u64::from(*byte)).collect(),
                };
                let begin = codes.first().map_or(0, |code| code << 7);
                let mixed = codes.iter().fold(begin, |x, code| x.wrapping_mul(1_000_003) ^ code);
                BigInt::from(mixed ^ codes.len() as u64)
            }
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
        let (start, stop) = (whole(start, "arg 1", cx)?, whole(stop, "stop", cx)?);
        let step = whole(step, "step", cx)?;
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
        let k = slots[1].clone().unwrap_or_default();
        if !matches!(population, Value::List(_) | Value::Tuple(_) | Value::Str(_) | Value::Bytes(_) | Value::Object(_))
        {
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
        let k = sample_size(&k, n_items, cx)?;
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

/// A whole number; what `int` makes one of is taken too, with a warning in 3.11.
fn whole(value: &Value, name: &str, cx: &mut CallCx) -> Result<BigInt, Raised> {
    match integer(value, cx) {
        Ok(number) => Ok(big_of(&number)),
        Err(error) if !error.is_a(ExcKind::TypeError) => Err(error),
        Err(error) => {
            let args = Args::of(vec![value.clone()]);
            let number = python::types::construct("int", &args, cx).unwrap_or(Err(error))?;
            match value::equality::eq(&number, value, cx)? {
                true => Ok(big_of(&number)),
                false => Err(Raised::value_error(format!("non-integer {name} for randrange()"))),
            }
        }
    }
}

/// How many items a sample has, checked as CPython does on its way.
fn sample_size(k: &Value, n_items: usize, cx: &mut CallCx) -> Result<usize, Raised> {
    let too_many = || Raised::value_error("Sample larger than population or is negative".into());
    let mut within = true;
    for (low, high) in [(&Value::Int(0), k), (k, &Value::from(n_items))] {
        let ordered = value::order::compare(CompareOp::Le, low, high, cx)?;
        within = within && value::repr::truthy(&ordered, cx)?;
    }
    if !within {
        return Err(too_many());
    }
    match integer(k, cx) {
        Ok(k) => usize::try_from(big_of(&k)).map_err(|_| too_many()),
        Err(_) => Err(Raised::type_error(format!("can't multiply sequence by non-int of type '{}'", k.type_name()))),
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
            "random" => match args.positional.len() + args.keywords.len() {
                0 => Value::Float(self.float()),
                n => return Err(Raised::type_error(format!("Random.random() takes no arguments ({n} given)"))),
            },
            "seed" => {
                if args.positional.len() > 2 {
                    let message = "Random.seed() takes from 1 to 3 positional arguments but";
                    return Err(Raised::type_error(format!("{message} {} were given", args.positional.len() + 1)));
                }
                let slots = bind("Random.seed", &["a", "version"], 0, args)?;
                let part = |at: usize| slots[at].clone().unwrap_or_default();
                self.seed(&part(0), &part(1), cx)?;
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
                        if !whole(&start, "arg 1", cx)?.is_positive() {
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
            "getstate" => {
                let words = self.twister.borrow().state();
                let next_gauss = self.next_gauss.borrow().map_or(Value::None, Value::Float);
                let words: Vec<Value> = words.into_iter().map(|word| Value::Int(i64::from(word))).collect();
                Value::tuple(vec![Value::Int(3), Value::tuple(words), next_gauss])
            }
            "setstate" => {
                let state = one("state")?;
                let version = get_item(&state, &Value::Int(0), cx)?;
                if !matches!(version, Value::Int(2 | 3)) {
                    let version = value::repr::repr(&version, cx)?;
                    return Err(Raised::value_error(format!(
                        "state with version {version} passed to Random.setstate() of version 3"
                    )));
                }
                let words = collect(&get_item(&state, &Value::Int(1), cx)?, cx)?;
                let next_gauss = get_item(&state, &Value::Int(2), cx)?;
                let words: Vec<u32> = words.iter().filter_map(|word| u32::try_from(big_of(word)).ok()).collect();
                let Some(twister) = Twister::from_state(&words) else {
                    return Err(Raised::value_error("state vector is the wrong size".into()));
                };
                *self.twister.borrow_mut() = twister;
                *self.next_gauss.borrow_mut() = if let Value::Float(next) = next_gauss { Some(next) } else { None };
                Value::None
            }
            _ => return distributions::call(self, name, args, cx),
        }))
    }
}
