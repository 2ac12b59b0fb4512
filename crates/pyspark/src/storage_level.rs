//! `StorageLevel`: where an RDD is kept.
//!
//! Source: pyspark/storagelevel.py of Spark 3.5.

use std::any::Any;
use std::borrow::Cow;
use std::rc::Weak;

use python::NativeClass;
use value::repr::{str_of, truthy};
use value::{CallCx, Object, Raised, Value};

use crate::arguments::Arguments;
use crate::spark::Spark;

/// A level by its flags: disk, memory, off the heap, deserialized.
#[derive(Clone)]
pub(crate) struct StorageLevel {
    flags: [Value; 4],
    replication: Value,
    spark: Weak<Spark>,
}

/// The parameters of the constructor, which are also the attributes.
const PARAMS: [&str; 5] = ["useDisk", "useMemory", "useOffHeap", "deserialized", "replication"];

/// The levels that PySpark names.
const LEVELS: &[(&str, [bool; 4], i64)] = &[
    ("DISK_ONLY", [true, false, false, false], 1),
    ("DISK_ONLY_2", [true, false, false, false], 2),
    ("DISK_ONLY_3", [true, false, false, false], 3),
    ("MEMORY_ONLY", [false, true, false, false], 1),
    ("MEMORY_ONLY_2", [false, true, false, false], 2),
    ("MEMORY_AND_DISK", [true, true, false, false], 1),
    ("MEMORY_AND_DISK_2", [true, true, false, false], 2),
    ("MEMORY_AND_DISK_DESER", [true, true, false, true], 1),
    ("OFF_HEAP", [true, true, true, false], 1),
    ("NONE", [false, false, false, false], 1),
];

impl StorageLevel {
    /// The level of that name; `NONE` for others.
    pub fn named(name: &str, spark: &Weak<Spark>) -> Self {
        let level = LEVELS.iter().find(|(known, ..)| *known == name);
        let (flags, replication) = level.map_or(([false; 4], 1), |(_, flags, replication)| (*flags, *replication));
        Self { flags: flags.map(Value::Bool), replication: Value::Int(replication), spark: spark.clone() }
    }

    fn parts(&self) -> impl Iterator<Item = &Value> {
        self.flags.iter().chain([&self.replication])
    }
}

impl Object for StorageLevel {
    fn type_name(&self) -> Cow<'static, str> {
        "StorageLevel".into()
    }

    fn as_any(&self) -> &dyn Any {
        self
    }

    fn class(&self, _cx: &mut CallCx) -> Option<Value> {
        Some(self.spark.upgrade()?.classes().storage_level.clone())
    }

    fn get_attr(&self, _this: &Value, name: &str, _cx: &mut CallCx) -> Result<Option<Value>, Raised> {
        Ok(self.parts().zip(PARAMS).find(|(_, param)| *param == name).map(|(part, _)| part.clone()))
    }

    fn repr(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let parts: Result<Vec<String>, Raised> = self.parts().map(|part| str_of(part, cx)).collect();
        Ok(format!("StorageLevel({})", parts?.join(", ")))
    }

    fn str(&self, cx: &mut CallCx) -> Result<String, Raised> {
        let mut text = String::new();
        let [disk, memory, off_heap, deserialized] = &self.flags;
        for (flag, word) in [(disk, "Disk "), (memory, "Memory "), (off_heap, "OffHeap ")] {
            if truthy(flag, cx)? {
                text.push_str(word);
            }
        }
        let form = if truthy(deserialized, cx)? { "Deserialized" } else { "Serialized" };
        Ok(format!("{text}{form} {}x Replicated", str_of(&self.replication, cx)?))
    }

    fn eq(&self, other: &Value, cx: &mut CallCx) -> Result<Option<bool>, Raised> {
        let Some(other) = other.downcast::<Self>() else { return Ok(None) };
        for (own, others) in self.parts().zip(other.parts()) {
            if !value::equality::eq(own, others, cx)? {
                return Ok(Some(false));
            }
        }
        Ok(Some(true))
    }

    fn hash(&self, _cx: &mut CallCx) -> Result<i64, Raised> {
        Err(Raised::type_error("unhashable type: 'StorageLevel'".into()))
    }
}

/// The class `StorageLevel`, with the named levels as its attributes.
pub(crate) fn class(spark: &Weak<Spark>) -> Value {
    let [disk, memory, off_heap, deserialized, replication] = PARAMS;
    let make = spark.clone();
    let class = NativeClass::new("StorageLevel", "pyspark.storagelevel").constructor(move |args, _cx| {
        let required = ["self", disk, memory, off_heap, deserialized];
        let bound = Arguments::bind("StorageLevel.__init__", &required, &[(replication, Value::Int(1))], args)?;
        let flags = [bound.at(1), bound.at(2), bound.at(3), bound.at(4)];
        Ok(Value::object(StorageLevel { flags, replication: bound.at(5), spark: make.clone() }))
    });
    let with_level = |class: NativeClass, &(name, ..): &(&'static str, [bool; 4], i64)| {
        class.member(name, Value::object(StorageLevel::named(name, spark)))
    };
    LEVELS.iter().fold(class, with_level).build()
}
