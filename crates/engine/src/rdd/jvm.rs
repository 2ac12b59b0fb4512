//! The RDDs that the JVM would have for an RDD of the program: their numbers, and what `toDebugString` shows.
//!
//! PySpark makes them late: steps in Python become one `PythonRDD` when something first needs it, and each job sends
//! its own. What the JVM itself does makes its RDDs at once.

use std::cell::RefCell;
use std::rc::Rc;

use super::node::{Notes, RddNode};
use super::serializer::Serializer;
use crate::spark_context::SparkContext;

/// One RDD of the JVM.
pub(crate) struct JvmRdd {
    id: u32,
    class: &'static str,
    /// The call that made it: `RDD at PythonRDD.scala:53`.
    site: String,
    n_partitions: usize,
    dependencies: RefCell<Vec<Dependency>>,
    /// What the program has said about the RDD that it belongs to.
    notes: Option<Rc<RefCell<Notes>>>,
}

impl Drop for JvmRdd {
    /// Lineages grow in loops, so they are taken apart in one as well.
    fn drop(&mut self) {
        let mut waiting = std::mem::take(self.dependencies.get_mut());
        while let Some(Dependency::Narrow(rdd) | Dependency::Shuffle(rdd)) = waiting.pop() {
            if let Some(mut rdd) = Rc::into_inner(rdd) {
                waiting.append(rdd.dependencies.get_mut());
            }
        }
    }
}

enum Dependency {
    Narrow(Rc<JvmRdd>),
    Shuffle(Rc<JvmRdd>),
}

/// What is known of a node's JVM side.
#[derive(Clone, Default)]
pub(crate) struct JvmSide {
    /// What a chain of Python steps that begins in the node itself reads from.
    pub(crate) source: Option<Rc<JvmRdd>>,
    made: Option<Rc<JvmRdd>>,
}

/// Where calls come from that Py4J makes.
const CALLED_BY_PY4J: &str = "NativeMethodAccessorImpl.java:0";

impl JvmRdd {
    fn new(sc: &SparkContext, class: &'static str, site: impl Into<String>, n: usize, on: Vec<Dependency>) -> Rc<Self> {
        let (id, site) = (sc.next_jvm_id(), site.into());
        Rc::new(Self { id, class, site, n_partitions: n, dependencies: RefCell::new(on), notes: None })
    }

    fn python(sc: &SparkContext, n: usize, source: Rc<Self>) -> Rc<Self> {
        Self::new(sc, "PythonRDD", "RDD at PythonRDD.scala:53", n, vec![Dependency::Narrow(source)])
    }

    fn belonging_to(mut self: Rc<Self>, notes: &Rc<RefCell<Notes>>) -> Rc<Self> {
        // It was made just now, so nobody else has it.
        if let Some(rdd) = Rc::get_mut(&mut self) {
            rdd.notes = Some(Rc::clone(notes));
        }
        self
    }

    /// As Scala's `toString` shows it.
    pub(crate) fn text(&self) -> String {
        let name = self.notes.as_ref().and_then(|notes| notes.borrow().name.clone());
        let name = name.map_or(String::new(), |name| format!("{name} "));
        format!("{name}{}[{}] at {}", self.class, self.id, self.site)
    }

    pub(crate) fn id(&self) -> u32 {
        self.id
    }
}

/// The JVM's RDD of a node, made now if nothing has needed it so far.
pub(crate) fn jvm_of(node: &Rc<RddNode>) -> Rc<JvmRdd> {
    let side = node.jvm.borrow().clone();
    if let Some(made) = side.made {
        return made;
    }
    let source = side.source.unwrap_or_else(|| {
        let compute = node.compute();
        let parent = compute.dependencies().into_iter().next().and_then(|dependency| match dependency {
            super::node::Dependency::Narrow(parent) => Some(Rc::clone(parent)),
            super::node::Dependency::Shuffle(_) => None,
        });
        match parent {
            Some(parent) => source_of(&parent),
            None => given(node, "parallelize"),
        }
    });
    let made = JvmRdd::python(&node.sc, node.n_partitions, source).belonging_to(&node.notes);
    set(node, Rc::clone(&made));
    made
}

fn set(node: &RddNode, made: Rc<JvmRdd>) {
    node.jvm.borrow_mut().made = Some(made);
}

/// What a Python step on the node reads from: steps that PySpark puts together have no RDD of their own.
fn source_of(node: &Rc<RddNode>) -> Rc<JvmRdd> {
    let mut node = Rc::clone(node);
    loop {
        let is_kept = {
            let notes = node.notes.borrow();
            notes.is_cached || notes.is_checkpoint_asked
        };
        if is_kept || node.is_sent() {
            return jvm_of(&node);
        }
        if let Some(source) = &node.jvm.borrow().source {
            return Rc::clone(source);
        }
        let parent = node.compute().narrow().map(|narrow| Rc::clone(&narrow.parent));
        match parent {
            Some(parent) => node = parent,
            None => return jvm_of(&node),
        }
    }
}

/// The node has been written, and how it came about is forgotten.
pub(crate) fn cut_lineage(node: &RddNode) {
    let made = node.jvm.borrow().made.clone();
    if let Some(made) = made {
        let site = node.sc.call_site();
        let read = JvmRdd::new(&node.sc, "ReliableCheckpointRDD", site, made.n_partitions, Vec::new());
        *made.dependencies.borrow_mut() = vec![Dependency::Narrow(read)];
    }
}

/// The `PythonRDD` that a job on the node, or a step before the JVM goes on, sends.
pub(crate) fn python_on(node: &Rc<RddNode>) -> Rc<JvmRdd> {
    JvmRdd::python(&node.sc, node.n_partitions, source_of(node))
}

/// The node's records packed by `serializer`.
fn repacked(node: &Rc<RddNode>, serializer: Serializer) -> Rc<JvmRdd> {
    if node.serializer == serializer { jvm_of(node) } else { python_on(node) }
}

fn given(node: &RddNode, operator: &str) -> Rc<JvmRdd> {
    let n = node.n_partitions;
    match operator {
        "emptyRDD" => JvmRdd::new(&node.sc, "EmptyRDD", format!("emptyRDD at {CALLED_BY_PY4J}"), n, Vec::new()),
        "textFile" => {
            let site = format!("textFile at {CALLED_BY_PY4J}");
            let read = JvmRdd::new(&node.sc, "HadoopRDD", site.clone(), n, Vec::new()).belonging_to(&node.notes);
            JvmRdd::new(&node.sc, "MapPartitionsRDD", site, n, vec![Dependency::Narrow(read)])
        }
        "wholeTextFiles" | "binaryFiles" => {
            let class = if operator == "binaryFiles" { "BinaryFileRDD" } else { "WholeTextFileRDD" };
            let site = format!("{operator} at {CALLED_BY_PY4J}");
            let read = JvmRdd::new(&node.sc, class, site.clone(), n, Vec::new()).belonging_to(&node.notes);
            JvmRdd::new(&node.sc, "MapPartitionsRDD", site, n, vec![Dependency::Narrow(read)])
        }
        "socketTextStream" => {
            JvmRdd::new(&node.sc, "BlockRDD", format!("socketTextStream at {CALLED_BY_PY4J}"), n, Vec::new())
        }
        _ => JvmRdd::new(&node.sc, "ParallelCollectionRDD", "readRDDFromFile at PythonRDD.scala:289", n, Vec::new()),
    }
}

/// An RDD of given partitions.
pub(crate) fn made_of_data(node: &Rc<RddNode>, operator: &str) {
    set(node, given(node, operator).belonging_to(&node.notes));
}

/// `parallelize(range(…))`: nothing is sent, and Python makes the numbers.
pub(crate) fn made_of_range(node: &Rc<RddNode>) {
    node.jvm.borrow_mut().source = Some(given(node, "parallelize"));
}

/// What the JVM makes of several RDDs: `union`, `cartesian`, `zip`.
pub(crate) fn made_of_several(node: &Rc<RddNode>, class: &'static str, method: &str, parents: &[Rc<RddNode>]) {
    let is_union = class == "UnionRDD";
    let parents = parents.iter().map(|parent| match is_union {
        true => repacked(parent, node.serializer),
        false => jvm_of(parent),
    });
    let on = parents.map(Dependency::Narrow).collect();
    let is_partitionwise = is_union && node.partitioner.borrow().is_some();
    let class = if is_partitionwise { "PartitionerAwareUnionRDD" } else { class };
    let made = JvmRdd::new(&node.sc, class, format!("{method} at {CALLED_BY_PY4J}"), node.n_partitions, on);
    set(node, made.belonging_to(&node.notes));
}

/// `coalesce` without a shuffle.
pub(crate) fn made_by_coalesce(node: &Rc<RddNode>, parent: &Rc<RddNode>) {
    made_of_several(node, "CoalescedRDD", "coalesce", std::slice::from_ref(parent));
}

/// `repartition`: records are dealt out by their position.
pub(crate) fn made_by_repartition(node: &Rc<RddNode>, parent: &Rc<RddNode>) {
    let (sc, n, site) = (&node.sc, node.n_partitions, format!("coalesce at {CALLED_BY_PY4J}"));
    let packed = repacked(parent, node.serializer);
    let on = vec![Dependency::Narrow(packed)];
    let keyed = JvmRdd::new(sc, "MapPartitionsRDD", site.clone(), parent.n_partitions, on);
    let shuffled = JvmRdd::new(sc, "ShuffledRDD", site.clone(), n, vec![Dependency::Shuffle(keyed)]);
    let coalesced = JvmRdd::new(sc, "CoalescedRDD", site.clone(), n, vec![Dependency::Narrow(shuffled)]);
    let made = JvmRdd::new(sc, "MapPartitionsRDD", site, n, vec![Dependency::Narrow(coalesced)]);
    set(node, made.belonging_to(&node.notes));
}

/// `partitionBy`, on which all operations by key are built.
pub(crate) fn made_by_shuffle(node: &Rc<RddNode>, parent: &Rc<RddNode>) {
    let (sc, n, called_at) = (&node.sc, node.n_partitions, node.sc.call_site());
    let on = vec![Dependency::Narrow(source_of(parent))];
    let keyed = JvmRdd::new(sc, "PythonRDD", called_at.clone(), parent.n_partitions, on);
    let pairs = JvmRdd::new(sc, "PairwiseRDD", called_at, parent.n_partitions, vec![Dependency::Narrow(keyed)]);
    let site = format!("partitionBy at {CALLED_BY_PY4J}");
    let shuffled = JvmRdd::new(sc, "ShuffledRDD", site, n, vec![Dependency::Shuffle(pairs)]);
    let on = vec![Dependency::Narrow(shuffled)];
    let made = JvmRdd::new(sc, "MapPartitionsRDD", "mapPartitions at PythonRDD.scala:160", n, on);
    set(node, made.belonging_to(&node.notes));
}

/// Scala's `toDebugString`; `level` is how the RDD itself is kept, which is shown everywhere.
///
/// Source: RDD.scala of Spark 3.5.
pub(crate) fn debug_string(rdd: &JvmRdd, level: &str) -> String {
    let count = format!("({})", rdd.n_partitions);
    let offset = (count.len() - 1) / 2;
    let prefix = format!("{}|{}", " ".repeat(offset), " ".repeat(count.len() - offset));
    let lines = vec![format!("{count} {} [{level}]", rdd.text())];
    let mut tree = Tree { level, lines };
    tree.add_dependencies(rdd, &prefix, 0);
    tree.lines.join("\n")
}

/// Levels below this are left out, which nobody would read.
const MAX_DEPTH: u32 = 500;

struct Tree<'a> {
    level: &'a str,
    lines: Vec<String>,
}

impl Tree<'_> {
    fn add_dependencies(&mut self, rdd: &JvmRdd, prefix: &str, depth: u32) {
        if depth > MAX_DEPTH {
            return;
        }
        let level = self.level;
        let dependencies = rdd.dependencies.borrow();
        for (at, dependency) in dependencies.iter().enumerate() {
            match dependency {
                Dependency::Narrow(parent) => {
                    self.lines.push(format!("{prefix}{} [{level}]", parent.text()));
                    self.add_dependencies(parent, prefix, depth + 1);
                }
                Dependency::Shuffle(parent) => {
                    let count = format!("({})", parent.n_partitions);
                    let offset = (count.len() - 1) / 2;
                    let own = prefix.trim_end().strip_suffix('|').unwrap_or(prefix);
                    self.lines.push(format!("{own}+-{count} {} [{level}]", parent.text()));
                    let line = if at + 1 == dependencies.len() { "  " } else { "| " };
                    let next = format!("{own}{line}{}|{}", " ".repeat(offset), " ".repeat(count.len() - offset));
                    self.add_dependencies(parent, &next, depth + 1);
                }
            }
        }
    }
}
