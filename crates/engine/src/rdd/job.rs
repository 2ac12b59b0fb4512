//! Jobs: shuffles first, then the asked partitions, task after task.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::rc::Rc;

use value::{CallCx, Raised};

use super::node::{Computed, Dependency, RddNode};
use super::task::Task;
use crate::failure::{Failure, TaskFailure};
use crate::spark_context::SparkContext;

/// What a task costs beside the functions that it calls.
const STEPS_PER_TASK: u64 = 16;

/// Runs `work` on each of `partitions`, in order, after every shuffle that they need.
///
/// `row_limit` is the number of records after which `work` will stop pulling, if it will.
pub(crate) fn run_job(
    node: &Rc<RddNode>,
    partitions: impl IntoIterator<Item = usize>,
    row_limit: Option<usize>,
    cx: &mut CallCx,
    mut work: impl FnMut(usize, Computed, &mut CallCx) -> Result<ControlFlow<()>, Raised>,
) -> Result<(), Failure> {
    let mut partitions = partitions.into_iter().peekable();
    if partitions.peek().is_none() {
        return Ok(());
    }
    schedule(node);
    run_shuffles(node, cx)?;
    let stage_id = node.sc.next_stage_id();
    for partition in partitions {
        let task = Rc::new(Task::new(stage_id, partition, row_limit));
        let flow = run_task(node, &task, cx, |computed, cx| work(partition, computed, cx))?;
        if flow.is_break() {
            break;
        }
    }
    write_checkpoints(node, cx)
}

/// Computes one partition and hands it to `work`, inside a task.
pub(crate) fn run_task<T>(
    node: &Rc<RddNode>,
    task: &Rc<Task>,
    cx: &mut CallCx,
    work: impl FnOnce(Computed, &mut CallCx) -> Result<T, Raised>,
) -> Result<T, Failure> {
    in_task(&node.sc, task, cx, |cx| {
        let computed = node.read(task.partition, task, cx)?;
        work(computed, cx)
    })
}

/// Does `work` inside a task.
pub(crate) fn in_task<T>(
    sc: &SparkContext,
    task: &Rc<Task>,
    cx: &mut CallCx,
    work: impl FnOnce(&mut CallCx) -> Result<T, Raised>,
) -> Result<T, Failure> {
    let depth = cx.depth;
    cx.progress += 1;
    cx.burn(STEPS_PER_TASK)?;
    sc.enter_task(task);
    let result = work(cx);
    sc.leave_task();
    cx.depth = depth;
    match result {
        Ok(result) => {
            crate::accumulator::merge_updates(task, cx)?;
            Ok(result)
        }
        Err(raised) => {
            let at = task.point_of(&raised);
            sc.note_failure(at.clone());
            Err(Failure::Task(Box::new(TaskFailure { raised, at })))
        }
    }
}

/// What the scheduler does before a job: every RDD that the job may need decides its partitions by what was known to
/// be kept, and then it looks anew which partitions are.
fn schedule(node: &Rc<RddNode>) {
    visit(node, |node| {
        node.compute().settle();
        true
    });
    node.sc.forget_kept_partitions();
    visit(node, |node| node.known_kept().is_none_or(|kept| !kept.iter().all(|kept| *kept)));
}

/// Visits `node` and what it needs, as far as `goes_on` says.
fn visit(node: &Rc<RddNode>, goes_on: impl Fn(&RddNode) -> bool) {
    let mut waiting = vec![Rc::clone(node)];
    let mut seen = BTreeSet::new();
    while let Some(node) = waiting.pop() {
        if !seen.insert(node.id) || !goes_on(&node) {
            continue;
        }
        for dependency in node.compute().dependencies() {
            match dependency {
                Dependency::Narrow(parent) => waiting.push(Rc::clone(parent)),
                Dependency::Shuffle(shuffle) if !shuffle.is_done() => waiting.push(Rc::clone(shuffle.parent())),
                Dependency::Shuffle(_) => {}
            }
        }
    }
}

/// Runs every shuffle that `node` needs and that has not run yet, the deepest first.
fn run_shuffles(node: &Rc<RddNode>, cx: &mut CallCx) -> Result<(), Failure> {
    run_shuffles_before(node, &mut BTreeSet::new(), cx)
}

fn run_shuffles_before(node: &Rc<RddNode>, seen: &mut BTreeSet<u32>, cx: &mut CallCx) -> Result<(), Failure> {
    if !seen.insert(node.id) || node.is_stored() {
        return Ok(());
    }
    cx.enter("")?;
    let compute = node.compute();
    for dependency in compute.dependencies() {
        match dependency {
            Dependency::Narrow(parent) => run_shuffles_before(parent, seen, cx)?,
            Dependency::Shuffle(shuffle) => {
                if !shuffle.is_done() {
                    run_shuffles_before(shuffle.parent(), seen, cx)?;
                    shuffle.run(cx)?;
                }
            }
        }
    }
    cx.leave();
    Ok(())
}

/// Computes what is left of RDDs that are due for a checkpoint, and forgets how they came about.
fn write_checkpoints(node: &Rc<RddNode>, cx: &mut CallCx) -> Result<(), Failure> {
    if !node.sc.are_checkpoints_due() {
        return Ok(());
    }
    let mut waiting = vec![Rc::clone(node)];
    let mut seen = BTreeSet::new();
    while let Some(node) = waiting.pop() {
        if !seen.insert(node.id) {
            continue;
        }
        if node.is_checkpoint_due() {
            if !node.is_stored() {
                run_shuffles(&node, cx)?;
                let stage_id = node.sc.next_stage_id();
                for partition in 0..node.n_partitions {
                    let task = Rc::new(Task::new(stage_id, partition, None));
                    // What is due for a checkpoint is kept as it is read.
                    run_task(&node, &task, cx, |_, _| Ok(()))?;
                }
            }
            node.cut_lineage();
            continue;
        }
        let compute = node.compute();
        for dependency in compute.dependencies() {
            match dependency {
                Dependency::Narrow(parent) => waiting.push(Rc::clone(parent)),
                Dependency::Shuffle(shuffle) => waiting.push(Rc::clone(shuffle.parent())),
            }
        }
    }
    Ok(())
}
