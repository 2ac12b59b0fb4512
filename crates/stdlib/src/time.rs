//! `time`, on the host's clock. The local time zone is UTC.

use value::{CallCx, Raised, Str, Value};

use crate::calendar::{Civil, Zone, strftime};
use crate::collections::namedtuple;
use crate::strptime::{Parsed, strptime};
use crate::support::{class, module};
use crate::sys;
use python::native::{instance_of_value, native_function};
use python::objects::descriptor::StaticMethod;
use python::ops::collect;
use python::ops::item::inner_str;
use python::types::method::{FunctionEntry, between, one, zero};
use python::types::number::expect_real;

const FUNCTIONS: &[FunctionEntry] = &[
    zero("time", "time", |_, _, cx| Ok(Value::Float(cx.host.now_micros() as f64 / 1e6))),
    zero("time", "time_ns", |_, _, cx| Ok(Value::Int(cx.host.now_micros() * 1000))),
    zero("time", "perf_counter", |_, _, cx| Ok(Value::Float(cx.host.now_micros() as f64 / 1e6))),
    zero("time", "perf_counter_ns", |_, _, cx| Ok(Value::Int(cx.host.now_micros() * 1000))),
    zero("time", "monotonic", |_, _, cx| Ok(Value::Float(cx.host.now_micros() as f64 / 1e6))),
    zero("time", "process_time", |_, _, cx| Ok(Value::Float(cx.host.now_micros() as f64 / 1e6))),
    zero("time", "clock", |_, _, cx| Ok(Value::Float(cx.host.now_micros() as f64 / 1e6))),
    one("time", "sleep", |_, args, cx| {
        let seconds = match &args[0] {
            Value::Str(_) | Value::None => {
                return Err(Raised::type_error(format!(
                    "'{}' object cannot be interpreted as an integer",
                    args[0].type_name()
                )));
            }
            number => expect_real(number, cx)?,
        };
        if seconds < 0.0 {
            return Err(Raised::value_error("sleep length must be non-negative".into()));
        }
        sys::sleep((seconds * 1e6).min(9e15) as i64, cx)
    }),
    between("time", "localtime", 0, 1, |_, args, cx| struct_time(moment(args, cx)?)),
    between("time", "gmtime", 0, 1, |_, args, cx| struct_time(moment(args, cx)?)),
    one("time", "mktime", |_, args, cx| Ok(Value::Float(civil(&args[0], cx)?.to_micros() as f64 / 1e6))),
    between("time", "ctime", 0, 1, |_, args, cx| formatted("%a %b %e %H:%M:%S %Y", moment(args, cx)?)),
    between("time", "asctime", 0, 1, |_, args, cx| {
        let time = match args.first() {
            Some(time) => civil(time, cx)?,
            None => Civil::from_micros(cx.host.now_micros()),
        };
        formatted("%a %b %e %H:%M:%S %Y", time)
    }),
    between("time", "strftime", 1, 2, |_, args, cx| {
        let Some(format) = inner_str(&args[0]) else {
            return Err(Raised::type_error(format!("strftime() argument 1 must be str, not {}", args[0].type_name())));
        };
        let time = match args.get(1) {
            Some(time) => civil(time, cx)?,
            None => Civil::from_micros(cx.host.now_micros()),
        };
        formatted(&format, time)
    }),
    between("time", "strptime", 1, 2, |_, args, _| {
        let text = inner_str(&args[0]).unwrap_or_else(|| Str::new(""));
        let format = args.get(1).and_then(inner_str).unwrap_or_else(|| Str::new("%a %b %d %H:%M:%S %Y"));
        let parsed = strptime(&text, &format)?;
        struct_time_of(&parsed)
    }),
];

/// The module object.
pub fn load() -> Value {
    module(
        "time",
        FUNCTIONS,
        vec![
            ("timezone", Value::Int(0)),
            ("altzone", Value::Int(0)),
            ("daylight", Value::Int(0)),
            ("tzname", Value::pair(Value::str("UTC"), Value::str("UTC"))),
            ("struct_time", struct_time_class()),
        ],
    )
}

fn moment(args: &[Value], cx: &mut CallCx) -> Result<Civil, Raised> {
    Ok(Civil::from_micros(match args.first() {
        None | Some(Value::None) => cx.host.now_micros(),
        Some(value @ (Value::Str(_) | Value::Bytes(_))) => {
            let name = value.type_name();
            return Err(Raised::type_error(format!("'{name}' object cannot be interpreted as an integer")));
        }
        Some(seconds) => (expect_real(seconds, cx)?.floor() * 1e6) as i64,
    }))
}

fn formatted(format: &str, time: Civil) -> Result<Value, Raised> {
    let zone = Zone { offset: Some("+0000".into()), name: Some("UTC".into()) };
    strftime(format, time, &zone).map(Value::string)
}

const FIELDS: [&str; 9] =
    ["tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst"];

fn struct_time_class() -> Value {
    class("time.struct_time", || {
        let class = namedtuple::make_class("time.struct_time", &FIELDS.map(Str::new), &[]).unwrap_or_default();
        let new = native_function("__new__", |args, cx| {
            let [class, sequence] = args.positional.as_slice() else {
                return Err(Raised::type_error("structseq() missing required argument 'sequence' (pos 1)".into()));
            };
            let items =
                collect(sequence, cx).map_err(|_| Raised::type_error("constructor requires a sequence".into()))?;
            if items.len() < FIELDS.len() {
                return Err(Raised::type_error(format!(
                    "time.struct_time() takes an at least 9-sequence ({}-sequence given)",
                    items.len()
                )));
            }
            Ok(instance_of_value(class, Value::tuple(items[..FIELDS.len()].to_vec())))
        });
        if let Value::Object(object) = &class {
            // A class takes any attribute.
            let _ =
                object.set_attr("__new__", Some(Value::object(StaticMethod { function: new })), &mut CallCx::default());
        }
        class
    })
}

/// The time as a `time.struct_time`.
pub fn struct_time(time: Civil) -> Result<Value, Raised> {
    struct_time_with(time, time.weekday(), time.day_of_year(), 0)
}

/// The same for a time of no zone, of which nobody knows whether it is daylight saving time.
pub fn struct_time_naive(time: Civil) -> Result<Value, Raised> {
    struct_time_with(time, time.weekday(), time.day_of_year(), -1)
}

fn struct_time_of(parsed: &Parsed) -> Result<Value, Raised> {
    let time = parsed.time;
    let is_dst = if parsed.zone_name.is_some() { 0 } else { -1 };
    let weekday = parsed.weekday.unwrap_or_else(|| time.weekday());
    struct_time_with(time, weekday, parsed.day_of_year.unwrap_or_else(|| time.day_of_year()), is_dst)
}

fn struct_time_with(time: Civil, weekday: i64, day_of_year: i64, is_dst: i64) -> Result<Value, Raised> {
    let fields = [time.year, time.month, time.day, time.hour, time.minute, time.second, weekday, day_of_year, is_dst];
    Ok(instance_of_value(&struct_time_class(), Value::tuple(fields.map(Value::Int).to_vec())))
}

fn civil(value: &Value, cx: &mut CallCx) -> Result<Civil, Raised> {
    let parts = collect(value, cx).map_err(|_| Raised::type_error("Tuple or struct_time argument required".into()))?;
    if parts.len() < 6 {
        return Err(Raised::type_error("Tuple or struct_time argument required".into()));
    }
    let mut numbers = [0; 6];
    for (number, part) in numbers.iter_mut().zip(&parts) {
        *number = python::ops::index(part, cx)?;
    }
    let [year, month, day, hour, minute, second] = numbers;
    if !(0..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return Err(Raised::value_error("argument out of range".into()));
    }
    // `mktime` takes days past the end of a month and the like for what they come to.
    Ok(Civil::from_micros(Civil { year, month, day, hour, minute, second, micros: 0 }.to_micros()))
}
