//! Grouping and joining by the column gives, for all inputs, what it gives row by row.

mod support;

use std::cell::RefCell;
use std::rc::Rc;

use engine::operators::{self, Outcome};
use engine::rdd::result_iterable::ResultIterable;
use engine::{Language, Rdd, SparkConfig, SparkContext};
use plan::{Arg, Receiver};
use proptest::prelude::*;
use support::{Function, IntoArg, TestLanguage, glom, int, items, raising};
use value::column::{ListColumn, StrColumn};
use value::repr::repr;
use value::{CallCx, Callable, Column, Raised, Value};

/// A value before it is there: each world makes its own objects.
#[derive(Clone, Debug)]
enum Made {
    None,
    Bool(bool),
    Int(i64),
    Float(f64),
    Str(&'static str),
    Tuple(Vec<Self>),
    List(Vec<Self>),
    /// The same list at each look.
    Shared,
}

impl Made {
    fn pair(a: Self, b: Self) -> Self {
        Self::Tuple(vec![a, b])
    }

    fn value(&self, shared: &Value) -> Value {
        let all = |items: &[Self]| items.iter().map(|item| item.value(shared)).collect::<Vec<_>>();
        match self {
            Self::None => Value::None,
            Self::Bool(truth) => Value::Bool(*truth),
            Self::Int(number) => Value::Int(*number),
            Self::Float(number) => Value::Float(*number),
            Self::Str(text) => Value::str(text),
            Self::Tuple(items) => Value::tuple(all(items)),
            Self::List(items) => Value::list(all(items)),
            Self::Shared => shared.clone(),
        }
    }
}

/// Values in the most exact form there is.
fn typed(values: &[Value]) -> Column {
    macro_rules! all {
        ($kind:ident) => {
            values.iter().map(|value| match value {
                Value::$kind(inner) => Some(inner.clone()),
                _ => None,
            })
        };
    }
    let any = || Column::Any(values.to_vec());
    match values.first() {
        Some(first)
            if values.iter().all(|value| value.is_same(first)) && matches!(first, Value::None | Value::Int(7)) =>
        {
            Column::Const { value: first.clone(), n_rows: values.len() }
        }
        Some(Value::Int(_)) => all!(Int).collect::<Option<_>>().map_or_else(any, Column::Int),
        Some(Value::Float(_)) => all!(Float).collect::<Option<_>>().map_or_else(any, Column::Float),
        Some(Value::Bool(_)) => all!(Bool).collect::<Option<_>>().map_or_else(any, Column::Bool),
        Some(Value::Str(_)) => {
            let rows: Option<Vec<_>> = all!(Str).collect();
            rows.map_or_else(any, |rows| Column::Str(StrColumn::from_rows(rows.iter().map(|row| row.as_str()))))
        }
        Some(Value::Tuple(first)) => {
            let rows: Option<Vec<_>> = all!(Tuple).map(|row| row.filter(|row| row.len() == first.len())).collect();
            rows.map_or_else(any, |rows| {
                let place = |at: usize| typed(&rows.iter().map(|row| row[at].clone()).collect::<Vec<_>>());
                Column::Tuple { fields: (0..first.len()).map(place).collect(), n_rows: rows.len() }
            })
        }
        Some(first @ Value::List(_)) if values[1..].iter().any(|value| value.is_same(first)) => any(),
        Some(Value::List(_)) => {
            let rows: Option<Vec<_>> = all!(List).map(|row| row.map(|row| row.0.borrow().clone())).collect();
            rows.map_or_else(any, |rows| {
                let items = typed(&rows.concat());
                let mut end = 0;
                let spans = rows.iter().map(|row| {
                    end += row.len() as u32;
                    (end - row.len() as u32, end)
                });
                let spans = spans.collect();
                // An empty list has no kind of its own.
                match items {
                    Column::Any(items) if !items.is_empty() => any(),
                    items => Column::List(ListColumn::new(Rc::new(items), spans)),
                }
            })
        }
        _ => any(),
    }
}

/// Gives the record of a number.
struct Given {
    rows: Vec<Made>,
    shared: Value,
    way: Way,
}

impl Callable for Given {
    fn call(&self, args: &[Value], _: &mut CallCx) -> Result<Value, Raised> {
        Ok(self.rows[int(&args[0]) as usize].value(&self.shared))
    }
    fn call_column(&self, input: &Column, cx: &mut CallCx) -> Option<Column> {
        let mut rows = || input.iter().map(|at| self.call(&[at], cx)).collect::<Result<Vec<_>, _>>();
        (self.way == Way::Columns).then(|| typed(&rows().unwrap()))
    }
    fn as_value(&self) -> Value {
        Value::str("function")
    }
}

/// The way that an RDD takes.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Columns,
    Rows,
}

struct World {
    sc: SparkContext,
    cx: CallCx,
    way: Way,
    /// Keys that the partition function was called with.
    asked: Rc<RefCell<Vec<String>>>,
}

impl World {
    fn new(way: Way) -> Self {
        let sc = SparkContext::new(SparkConfig::default(), Rc::new(TestLanguage));
        Self { sc, cx: CallCx::default(), way, asked: Rc::default() }
    }

    fn rdd(&mut self, partitions: &[Vec<Made>]) -> Rdd {
        let mut all: Option<Rdd> = None;
        for rows in partitions {
            let places = (0..rows.len()).map(Value::from).collect();
            let rdd = self.sc.parallelize(places, Some(1), &mut self.cx).unwrap();
            let given: Function = Rc::new(Given { rows: rows.clone(), shared: Value::list(Vec::new()), way: self.way });
            let rdd = self.call(&rdd, "map", vec![given.into_arg()]);
            all = Some(match all {
                Some(before) => before.union(&rdd, &mut self.cx).unwrap(),
                None => rdd,
            });
        }
        all.unwrap_or_else(|| self.sc.empty_rdd())
    }

    fn call(&mut self, rdd: &Rdd, name: &str, mut args: Vec<Arg>) -> Rdd {
        let operator = operators::find(Receiver::Rdd, name).expect("a known operator");
        args.resize(operator.spec.params.len(), Arg::Omitted);
        match operator.call_on_rdd(rdd, &args, &mut self.cx) {
            Ok(Outcome::Rdd(rdd)) => rdd,
            _ => panic!("no RDD"),
        }
    }

    /// `len(repr(key))`, noted.
    fn partition_function(&self) -> Function {
        let asked = Rc::clone(&self.asked);
        raising(move |args, cx| {
            let key = repr(&args[0], cx)?;
            let place = key.len() as i64;
            asked.borrow_mut().push(key);
            Ok(Value::Int(place))
        })
    }

    /// All records; first each is changed wherever it can be, so that what is shared shows.
    fn shown(&mut self, rdd: &Rdd) -> String {
        let changed = raising(|args, cx| {
            change(&args[0]);
            Ok(Value::string(repr(&opened(&args[0]), cx)?))
        });
        let shown = self.call(rdd, "map", vec![changed.into_arg()]);
        format!("{} {:?}", glom(&shown, &mut self.cx), self.asked.borrow())
    }
}

/// Puts something into every list.
fn change(value: &Value) {
    match value {
        Value::Tuple(items) => items.iter().for_each(change),
        Value::List(list) => list.0.borrow_mut().push(Value::str("changed")),
        other => {
            if let Some(values) = other.downcast::<ResultIterable>() {
                values.items().iter().for_each(change);
            }
        }
    }
}

/// With lists instead of iterables.
fn opened(value: &Value) -> Value {
    match value {
        Value::Tuple(items) => Value::tuple(items.iter().map(opened).collect::<Vec<_>>()),
        other => match other.downcast::<ResultIterable>() {
            Some(values) => Value::list(values.items()),
            None => other.clone(),
        },
    }
}

/// One of a kind of keys.
fn keys() -> impl Strategy<Value = BoxedStrategy<Made>> {
    let text =
        || prop::sample::select(vec!["a", "b", "", "é", "longer than sixteen bytes", "longer than sixteen bites"]);
    let number = || prop::sample::select(vec![0, 1, -1, 7, i64::MAX, i64::MIN, (1 << 61) - 1]);
    prop_oneof![
        4 => Just(text().prop_map(Made::Str).boxed()),
        3 => Just(number().prop_map(Made::Int).boxed()),
        2 => Just((text(), number()).prop_map(|(a, b)| Made::pair(Made::Str(a), Made::Int(b))).boxed()),
        1 => Just((number(), text(), number()).prop_map(|(a, b, c)| {
            Made::Tuple(vec![Made::Int(a), Made::pair(Made::Str(b), Made::Int(7)), Made::Int(c)])
        }).boxed()),
        1 => Just(Just(Made::None).boxed()),
        1 => Just(Just(Made::Int(7)).boxed()),
        1 => Just(prop::sample::select(vec![0.0, -0.0, 1.0, 0.5]).prop_map(Made::Float).boxed()),
        1 => Just(prop_oneof![
            text().prop_map(Made::Str), number().prop_map(Made::Int), Just(Made::None),
            Just(Made::Bool(true)), Just(Made::Float(1.0)),
        ].boxed()),
    ]
}

/// One of a kind of values.
fn values() -> impl Strategy<Value = BoxedStrategy<Made>> {
    let number = || prop_oneof![Just(7_i64), any::<i64>(), -3..3_i64];
    let text = || prop::sample::select(vec!["x", "y", "ü", ""]);
    prop_oneof![
        3 => Just(number().prop_map(Made::Int).boxed()),
        2 => Just(text().prop_map(Made::Str).boxed()),
        1 => Just(prop_oneof![Just(f64::NAN), Just(-0.0), any::<f64>()].prop_map(Made::Float).boxed()),
        1 => Just(any::<bool>().prop_map(Made::Bool).boxed()),
        1 => Just(Just(Made::None).boxed()),
        1 => Just(Just(Made::Int(7)).boxed()),
        1 => Just(Just(Made::Shared).boxed()),
        2 => Just((number(), text()).prop_map(|(a, b)| Made::pair(Made::Int(a), Made::Str(b))).boxed()),
        2 => Just(prop::collection::vec(number().prop_map(Made::Int), 0..3).prop_map(Made::List).boxed()),
        1 => Just(prop::collection::vec(text().prop_map(Made::Str), 1..3)
            .prop_map(|items| Made::pair(Made::Int(1), Made::List(items))).boxed()),
        1 => Just(prop_oneof![number().prop_map(Made::Int), text().prop_map(Made::Str), Just(Made::None)].boxed()),
    ]
}

/// Partitions of pairs, nearly all of one kind.
fn side() -> impl Strategy<Value = Vec<Vec<Made>>> {
    let partition = |(keys, values): (BoxedStrategy<Made>, BoxedStrategy<Made>)| {
        prop::collection::vec((keys, values).prop_map(|(key, value)| Made::pair(key, value)), 0..8)
    };
    let alike = (keys(), values()).prop_flat_map(move |kinds| prop::collection::vec(partition(kinds), 0..4));
    let odd = prop::collection::vec((keys(), values()).prop_flat_map(partition), 0..2);
    (alike, prop_oneof![3 => Just(Vec::new()), 1 => odd]).prop_map(|(alike, odd)| [alike, odd].concat())
}

/// Two sides, often with keys of the same kind.
fn sides() -> impl Strategy<Value = [Vec<Vec<Made>>; 2]> {
    let pairs = |keys: BoxedStrategy<Made>, values: BoxedStrategy<Made>| {
        let pair = (keys, values).prop_map(|(key, value)| Made::pair(key, value));
        prop::collection::vec(prop::collection::vec(pair, 0..7), 0..3)
    };
    let alike = (keys(), values(), values())
        .prop_flat_map(move |(keys, left, right)| [pairs(keys.clone(), left).boxed(), pairs(keys, right).boxed()]);
    prop_oneof![4 => alike, 1 => [side().boxed(), side().boxed()]]
}

fn wrapped(rdd: &Rdd) -> Arg {
    Arg::Value(TestLanguage.wrap_rdd(rdd.clone()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn values_are_grouped_alike(side in side(), n_partitions in 1..5_i64, by_function in any::<bool>(), again in any::<bool>()) {
        let by = |way: Way| {
            let mut world = World::new(way);
            let rdd = world.rdd(&side);
            let function = if by_function { world.partition_function().into_arg() } else { Arg::Omitted };
            let grouped = world.call(&rdd, "groupByKey", vec![n_partitions.into_arg(), function]);
            let first = world.shown(&grouped);
            // A second job reads the same shuffle, of which nothing may have changed.
            if again { first + &world.shown(&grouped) } else { first }
        };
        prop_assert_eq!(by(Way::Columns), by(Way::Rows));
    }

    #[test]
    fn sides_are_joined_alike(
        sides in sides(),
        n_partitions in 1..5_i64,
        name in prop::sample::select(vec!["join", "leftOuterJoin", "rightOuterJoin", "fullOuterJoin", "cogroup"]),
        placed in prop::sample::select(vec![None, Some(1), Some(3)]),
    ) {
        let by = |way: Way| {
            let mut world = World::new(way);
            let [mut left, mut right] = sides.each_ref().map(|side| world.rdd(side));
            if let Some(n) = placed {
                // Partitioned alike, so that the union keeps the partitions.
                left = world.call(&left, "partitionBy", vec![n.into_arg()]);
                right = world.call(&right, "partitionBy", vec![n.into_arg()]);
            }
            let joined = world.call(&left, name, vec![wrapped(&right), n_partitions.into_arg()]);
            let first = world.shown(&joined);
            first + &world.shown(&joined)
        };
        prop_assert_eq!(by(Way::Columns), by(Way::Rows));
    }

    #[test]
    fn keys_of_all_kinds_are_reduced_alike(
        side in side(),
        n_partitions in 1..4_i64,
        again in prop::collection::vec(1..4_i64, 0..3),
    ) {
        let by = |way: Way| {
            let mut world = World::new(way);
            let numbered = |(row, at): (&Made, i64)| match row {
                Made::Tuple(pair) => Made::pair(pair[0].clone(), Made::Int(at)),
                other => other.clone(),
            };
            let ones: Vec<Vec<Made>> = side.iter().map(|rows| rows.iter().zip(0..).map(numbered).collect()).collect();
            let rdd = world.rdd(&ones);
            let mut reduced = world.call(&rdd, "reduceByKey", vec![support::sum().into_arg(), n_partitions.into_arg()]);
            // What is there once in each partition stays as it is, and what is there twice does not.
            for n_partitions in again.iter().copied() {
                let args = vec![support::sum().into_arg(), n_partitions.into_arg()];
                let once = world.call(&reduced, "reduceByKey", args.clone());
                let twice = once.union(&reduced, &mut world.cx).unwrap();
                reduced = world.call(&twice, "reduceByKey", args);
            }
            world.shown(&reduced)
        };
        prop_assert_eq!(by(Way::Columns), by(Way::Rows));
    }
}

#[test]
fn pairs_of_a_product_share_what_was_in_one_batch() {
    let lists = |first: i64| (0..3).map(|at| Made::List(vec![Made::Int(first + 10 * at)])).collect::<Vec<_>>();
    for way in [Way::Columns, Way::Rows] {
        let mut world = World::new(way);
        let [left, right] = [1, 2].map(|first| world.rdd(&[lists(first)]));
        let product = world.call(&left, "cartesian", vec![wrapped(&right)]);
        let counted = support::f1(|pair| {
            change(pair);
            Value::list(items(pair).iter().map(|list| Value::from(items(list).len() - 1)).collect())
        });
        let counted = world.call(&product, "map", vec![counted.into_arg()]);
        // Batches of one record, then of two. As Spark 3.5.9 counts.
        let expected = "[[1, 1] [1, 1] [2, 1] [1, 1] [1, 2] [1, 1] [2, 1] [1, 2] [2, 2]]";
        assert_eq!(glom(&counted, &mut world.cx), expected);
    }
}
