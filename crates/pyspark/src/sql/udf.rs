//! User-defined functions: functions of the program in queries.

use std::any::Any;
use std::borrow::Cow;
use std::rc::{Rc, Weak};

use python::NativeClass;
use sql::datum::Datum;
use sql::expr::{Expr, Udf};
use sql::types::DataType;
use value::repr::repr;
use value::{Args, CallCx, Callable, Object, Raised, Value};

use super::column::column_argument;
use super::convert::{Converter, datum_of};
use crate::arguments::Arguments;
use crate::spark::{Spark, upgrade};

/// What `udf(f)` gives.
pub(crate) struct UdfObject {
    function: Value,
    return_type: DataType,
    name: String,
    spark: Weak<Spark>,
}

/// The function as queries call it.
struct Function {
    name: String,
    callable: Rc<dyn Callable>,
    return_type: DataType,
    spark: Weak<Spark>,
}

impl Udf for Function {
    fn name(&self) -> &str {
        &self.name
    }

    fn return_type(&self) -> &DataType {
        &self.return_type
    }

    fn call(&self, args: &[Datum], types: &[DataType], cx: &mut CallCx) -> Result<Datum, Raised> {
        let spark = upgrade(&self.spark)?;
        let offset = spark.sql_offset();
        let converter = Converter { spark: &spark, offset };
        let values = args.iter().zip(types).map(|(arg, data_type)| converter.value(arg, data_type, cx));
        let values = values.collect::<Result<Vec<_>, _>>()?;
        let result = self.callable.call(&values, cx)?;
        Ok(datum_of(&result, &self.return_type, offset, cx))
    }
}

impl UdfObject {
    /// The function for a query, under a name.
    pub fn for_query(&self, name: &str) -> Rc<dyn Udf> {
        Rc::new(Function {
            name: name.to_owned(),
            callable: python::callable(&self.function),
            return_type: self.return_type.clone(),
            spark: self.spark.clone(),
        })
    }

    fn call_on(&self, args: &Args) -> Result<Value, Raised> {
        let spark = upgrade(&self.spark)?;
        let args = args.positional.iter().map(|arg| column_argument(&spark, "col", arg)).collect::<Result<_, _>>()?;
        spark.column(Expr::Udf { udf: self.for_query(&self.name), args })
    }
}

impl Object for UdfObject {
    fn type_name(&self) -> Cow<'static, str> {
        "function".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        repr(&self.function, cx)
    }

    fn is_callable(&self) -> bool {
        true
    }

    fn call(&self, _this: &Value, args: Args, _cx: &mut CallCx) -> Result<Value, Raised> {
        self.call_on(&args)
    }

    fn get_attr(&self, _this: &Value, name: &str, cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(match name {
            "returnType" => Some(upgrade(&self.spark)?.type_value(self.return_type.clone())),
            "func" => Some(self.function.clone()),
            "__name__" => Some(Value::str(&self.name)),
            "__doc__" => python::get_attribute(&self.function, "__doc__", cx).ok(),
            _ => None,
        })
    }
}

/// `f.__name__`, or the name of its class.
fn name_of(function: &Value, cx: &mut CallCx) -> String {
    match python::get_attribute(function, "__name__", cx) {
        Ok(Value::Str(name)) => name.to_string(),
        _ => function.type_name().into_owned(),
    }
}

impl Spark {
    fn udf(&self, function: &Value, return_type: DataType, cx: &mut CallCx) -> Value {
        let name = name_of(function, cx);
        Value::object(UdfObject { function: function.clone(), return_type, name, spark: self.this.clone() })
    }

    fn return_type(&self, value: &Value) -> Result<DataType, Raised> {
        match value {
            Value::None => Ok(DataType::String),
            other => self.type_argument("returnType", other),
        }
    }
}

/// `udf(f=None, returnType=StringType())`, also as a decorator.
pub(crate) fn udf(spark: &Weak<Spark>, args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let defaults = [("f", Value::None), ("returnType", Value::None), ("useArrow", Value::None)];
    let bound = Arguments::bind("udf", &[], &defaults, args)?;
    let (function, owner) = (bound.at(0), upgrade(spark)?);
    let is_function = matches!(&function, Value::Object(object) if object.is_callable() && super::types::type_of(&function).is_none());
    if is_function {
        let return_type = owner.return_type(&bound.at(1))?;
        return Ok(owner.udf(&function, return_type, cx));
    }
    let return_type = owner.return_type(&if matches!(function, Value::None) { bound.at(1) } else { function })?;
    let spark = spark.clone();
    Ok(python::native_function("udf", move |args, cx| {
        let function = args.positional.first().cloned().unwrap_or_default();
        Ok(upgrade(&spark)?.udf(&function, return_type.clone(), cx))
    }))
}

/// The class of `spark.udf`.
pub(crate) fn registration_class(spark: &Weak<Spark>) -> Value {
    let spark = spark.clone();
    NativeClass::new("UDFRegistration", "pyspark.sql.udf")
        .method("register", move |args, cx| {
            let bound = Arguments::bind(
                "UDFRegistration.register",
                &["self", "name", "f"],
                &[("returnType", Value::None)],
                args,
            )?;
            let spark = upgrade(&spark)?;
            let name = value::repr::str_of(&bound.at(1), cx)?;
            let given = bound.at(2);
            let object = match given.downcast::<UdfObject>() {
                Some(_) => given,
                None => {
                    let return_type = spark.return_type(&bound.at(3))?;
                    spark.udf(&given, return_type, cx)
                }
            };
            let Some(session) = super::session::session_of_registration(&bound.at(0)) else { return Ok(object) };
            if let Some(udf) = object.downcast::<UdfObject>() {
                session.session.register(&name, udf.for_query(&name));
            }
            Ok(object)
        })
        .build()
}
