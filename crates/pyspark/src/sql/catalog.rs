//! `spark.conf` and `spark.catalog`: settings, and the views that there are.

use python::NativeClass;
use value::repr::str_of;
use value::{Args, CallCx, Raised, Value};

use super::session::{session_of, setting_text};
use crate::arguments::Arguments;
use crate::spark::upgrade;

pub(crate) fn set_conf(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let bound = Arguments::bind("RuntimeConfig.set", &["self", "key", "value"], &[], args)?;
    let (key, value) = (str_of(&bound.at(1), cx)?, setting_text(&bound.at(2), cx)?);
    session_of(args)?.session.set(&key, &value);
    Ok(Value::None)
}

pub(crate) fn get_conf(args: &Args, cx: &mut CallCx) -> Result<Value, Raised> {
    let bound = Arguments::bind("RuntimeConfig.get", &["self", "key"], &[("default", Value::str("\0"))], args)?;
    let session = session_of(args)?;
    let key = str_of(&bound.at(1), cx)?;
    match (session.session.setting(&key), bound.at(2)) {
        (Some(found), _) => Ok(Value::string(found)),
        (None, Value::Str(text)) if text.as_str() == "\0" => {
            let class = "org.apache.spark.SparkNoSuchElementException";
            let message = format!(
                "[SQL_CONF_NOT_FOUND] The SQL config \"{key}\" cannot be found. Please verify that the config exists."
            );
            Err(upgrade(&session.spark)?.java_error("get", class, &message))
        }
        (None, default) => Ok(default),
    }
}

/// The class of `spark.conf`.
pub(crate) fn conf_class() -> Value {
    NativeClass::new("RuntimeConfig", "pyspark.sql.conf")
        .method("set", set_conf)
        .method("get", get_conf)
        .method("unset", |args, cx| {
            let key = str_of(&args.positional.get(1).cloned().unwrap_or_default(), cx)?;
            session_of(args)?.session.unset(&key);
            Ok(Value::None)
        })
        .method("isModifiable", |args, cx| {
            let key = str_of(&args.positional.get(1).cloned().unwrap_or_default(), cx)?;
            Ok(Value::Bool(key.starts_with("spark.sql.")))
        })
        .build()
}

/// The class of `spark.catalog`.
pub(crate) fn catalog_class() -> Value {
    let name = |args: &Args, cx: &mut CallCx| str_of(&args.positional.get(1).cloned().unwrap_or_default(), cx);
    NativeClass::new("Catalog", "pyspark.sql.catalog")
        .method("tableExists", move |args, cx| {
            let parts = sql::analyze::name_parts(&name(args, cx)?).unwrap_or_default();
            Ok(Value::Bool(session_of(args)?.session.table(&parts).is_ok()))
        })
        .method("listTables", |args, _| {
            let table = |name: String| {
                stdlib::collections::namedtuple::plain(
                    "Table",
                    vec![
                        ("name", Value::string(name)),
                        ("catalog", Value::None),
                        ("namespace", Value::list(Vec::new())),
                        ("description", Value::None),
                        ("tableType", Value::str("TEMPORARY")),
                        ("isTemporary", Value::Bool(true)),
                    ],
                )
            };
            Ok(Value::list(session_of(args)?.session.view_names().into_iter().map(table).collect()))
        })
        .method("dropTempView", move |args, cx| {
            Ok(Value::Bool(session_of(args)?.session.drop_view(&name(args, cx)?, false)))
        })
        .method("dropGlobalTempView", move |args, cx| {
            Ok(Value::Bool(session_of(args)?.session.drop_view(&name(args, cx)?, true)))
        })
        .method("currentDatabase", |_, _| Ok(Value::str("default")))
        .method("currentCatalog", |_, _| Ok(Value::str("spark_catalog")))
        .method("setCurrentDatabase", |_, _| Ok(Value::None))
        .method("cacheTable", |_, _| Ok(Value::None))
        .method("uncacheTable", |_, _| Ok(Value::None))
        .method("isCached", |_, _| Ok(Value::Bool(false)))
        .method("clearCache", |_, _| Ok(Value::None))
        .method("refreshTable", |_, _| Ok(Value::None))
        .build()
}
