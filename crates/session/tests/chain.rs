//! Changes of the chain, over the programs of the corpus and the examples: what they keep, and what they give.

use std::fs;
use std::path::Path;
use std::rc::Rc;

use protocol::document::Document;
use protocol::examples::EXAMPLES;
use protocol::message::{ChainEdit, FromWorker, MoveTo, ToWorker};
use protocol::plan_view::{NodeKind, NodeView, OffView, PlanView};
use protocol::text::apply_edits;
use session::{Pulse, Session};

struct Still;

impl Pulse for Still {
    fn now_ms(&self) -> f64 {
        0.0
    }
    fn beat(&self) {}
}

/// A program with its plan.
struct Opened {
    session: Session,
    text: String,
    plan: PlanView,
}

impl Opened {
    /// None for a text that cannot be compiled.
    fn of(text: &str) -> Option<Self> {
        let mut session = Session::new(Rc::new(Still));
        let document = Document::of_program(text);
        let said = session.handle(ToWorker::SetDocument { rev: 1, document });
        let plan = said.into_iter().find_map(|message| match message {
            FromWorker::Planned { plan, .. } => plan,
            _ => None,
        })?;
        Some(Self { session, text: text.to_owned(), plan })
    }

    fn now(text: &str) -> Self {
        Self::of(text).unwrap_or_else(|| panic!("this does not compile:\n{text}"))
    }

    /// The text after an edit with what the reader looks at, or why it is refused.
    fn edited(&mut self, edit: ChainEdit) -> Result<(String, String), String> {
        for message in self.session.handle(ToWorker::Edit { rev: 1, edit }) {
            match message {
                FromWorker::TextEdits { edits, focus, .. } => {
                    let text = apply_edits(&self.text, &edits).expect("the edits fit the text");
                    let seen = focus.and_then(|at| text.get(at as usize..)).unwrap_or("").to_owned();
                    return Ok((text, seen));
                }
                FromWorker::EditRefused { message, .. } => return Err(message),
                _ => {}
            }
        }
        panic!("no answer")
    }

    fn steps(&self) -> Vec<NodeView> {
        let is_step = |node: &&NodeView| node.kind != NodeKind::Source && node.lock.is_none() && node.span.is_some();
        self.plan.nodes.iter().filter(is_step).cloned().collect()
    }

    /// The operators, each with its inputs.
    fn shape(&self) -> Vec<String> {
        self.plan.nodes.iter().map(|node| format!("{} {:?}", node.operator, node.inputs)).collect()
    }

    fn node(&self, operator: &str) -> u32 {
        let node = self.plan.nodes.iter().find(|node| node.operator == operator);
        node.unwrap_or_else(|| panic!("no {operator} in {:?}", self.shape())).id
    }

    fn off(&self, operator: &str) -> &OffView {
        self.plan.off.iter().find(|off| off.operator == operator).unwrap_or_else(|| panic!("no {operator} is off"))
    }
}

/// Every program there is, with the same steps laid out in different ways.
fn programs() -> Vec<(String, String)> {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/corpus");
    let mut programs: Vec<(String, String)> = fs::read_dir(corpus)
        .expect("the corpus is there")
        .filter_map(|case| {
            let case = case.ok()?.path();
            let text = fs::read_to_string(case.join("program.py")).ok()?;
            Some((case.file_name()?.to_string_lossy().into_owned(), text))
        })
        .collect();
    programs.sort();
    programs.extend(EXAMPLES.iter().map(|example| (example.id.to_owned(), example.program.to_owned())));
    programs.extend(LAYOUTS.iter().enumerate().map(|(idx, chain)| (format!("layout {idx}"), whole(chain))));
    programs
}

/// A program around these lines.
fn whole(chain: &str) -> String {
    format!(
        "from pyspark import SparkContext\nfrom pyspark.streaming import StreamingContext\n\n\
         sc = SparkContext('local[2]', 'Test')\nssc = StreamingContext(sc, 1)\n\
         lines = ssc.socketTextStream('localhost', 9999)\n{chain}\nssc.start()\nssc.awaitTermination()\n"
    )
}

const LAYOUTS: &[&str] = &[
    "counts = lines.flatMap(str.split).map(lambda w: (w, 1)).reduceByKey(lambda x, y: x + y)\ncounts.pprint()",
    "counts = (lines\n    .flatMap(str.split)\n    .map(lambda w: (w, 1))\n    .reduceByKey(lambda x, y: x + y))\ncounts.pprint(5)  # five\n",
    "(\n    lines  # from the socket (all of them).\n    .flatMap(str.split)  # words\n    # now pairs\n    .map(lambda w: (w, 1))  # pairs\n    .reduceByKey(\n        lambda x, y: x + y,  # sum\n    )  # counts\n    .pprint()\n)",
    "counts = lines.flatMap(str.split) \\\n             .map(lambda w: (w, 1)) \\\n             .reduceByKey(lambda x, y: x + y)  # all\ncounts.pprint(); counts.count().pprint()",
    "words = lines.flatMap(str.split); pairs = words.map(lambda w: (w, 1)) # two\npairs.pprint()",
    "if True:\n    words = lines.map(str.upper).map(str.lower).map(str.strip)\n    words.pprint()",
    "if True: lines.map(str.upper).pprint()",
    "both = (lines.map(str.upper)).union(lines.map(str.lower).filter(lambda s: s > \"\"\"\n# off: .map(f)\n\"\"\"))\nboth.pprint()",
    "def build(stream):\n    stream.map(str.upper).pprint()\n\nbuild(lines)",
    "streams = [lines]\nstreams[0].map(str.upper).filter(len).pprint()",
    "for n in range(2):\n    lines.map(str.upper).pprint()",
    "counts = ( lines . map(str.upper)   # é 😀\n  \t. map(str.lower) .filter(len)   # end\n)\ncounts.pprint()",
];

/// The comments of a text, as far as they are not parts of others.
fn comments(text: &str) -> Vec<String> {
    let comment = |line: &str| Some(line.split_once("# ")?.1.trim_end().to_owned());
    text.lines().filter_map(comment).collect()
}

#[test]
fn what_is_disabled_and_enabled_again_is_the_same_text() {
    let (mut n_done, mut refused) = (0, Vec::new());
    for (name, text) in programs() {
        let Some(mut opened) = Opened::of(&text) else { continue };
        for step in opened.steps() {
            let (off_text, seen) = match opened.edited(ChainEdit::Disable { node: step.id }) {
                Ok(done) => done,
                Err(message) => {
                    refused.push(format!("{name}: {}: {message}", step.operator));
                    continue;
                }
            };
            assert!(seen.starts_with("# off"), "{name}: the focus is at {seen}");
            let mut off = Opened::now(&off_text);
            let known = off.plan.off.iter().find(|view| off_text[view.span.start as usize..] == seen);
            let known =
                known.unwrap_or_else(|| panic!("{name}: {} is not found in\n{off_text}", step.operator)).clone();
            assert!(known.operator == step.operator && known.has_place, "{name}: {known:?}\n{off_text}");
            assert_eq!(
                known.after.map(|id| off.plan.nodes[id as usize].operator.clone()),
                Some(opened.plan.nodes[step.inputs[0] as usize].operator.clone()),
                "{name}: {off_text}"
            );
            let (back, seen) = off.edited(ChainEdit::Enable { comment: known.span.start }).expect("it can be enabled");
            assert_eq!(back, text, "{name}: {}", step.operator);
            assert!(seen.starts_with(&step.operator), "{name}: the focus is at {seen}");
            n_done += 1;
        }
    }
    assert!(n_done > 800 && refused.len() * 50 < n_done, "{n_done} done, refused:\n{}", refused.join("\n"));
}

#[test]
fn several_steps_come_back_in_any_order() {
    let mut n_done = 0;
    for (name, text) in programs().into_iter().filter(|(name, _)| name.starts_with("layout") || name.contains("word")) {
        let Some(mut opened) = Opened::of(&text) else { continue };
        let n_steps = opened.steps().len();
        for first in 0..n_steps {
            for second in 0..n_steps.saturating_sub(1) {
                let id = opened.steps()[first].id;
                let Ok((one, _)) = opened.edited(ChainEdit::Disable { node: id }) else { continue };
                let mut one = Opened::now(&one);
                let Some(next) = one.steps().get(second).cloned() else { continue };
                let Ok((two, _)) = one.edited(ChainEdit::Disable { node: next.id }) else { continue };
                for at in [0, 1] {
                    let mut both = Opened::now(&two);
                    let Some(off) = both.plan.off.get(at).cloned() else { continue };
                    let Ok((half, _)) = both.edited(ChainEdit::Enable { comment: off.span.start }) else {
                        panic!("{name}: {} cannot be enabled in\n{two}", off.operator)
                    };
                    let mut half = Opened::now(&half);
                    let off = half.plan.off[0].clone();
                    let (back, _) = half
                        .edited(ChainEdit::Enable { comment: off.span.start })
                        .unwrap_or_else(|message| panic!("{name}: {}: {message}\n{}", off.operator, half.text));
                    assert_eq!(back, text, "{name}: by way of\n{two}\n{}", half.text);
                    n_done += 1;
                }
            }
        }
    }
    assert!(n_done > 100, "{n_done}");
}

#[test]
fn no_change_loses_a_comment_and_each_gives_the_plan_that_is_expected() {
    for (name, text) in programs() {
        let Some(mut opened) = Opened::of(&text) else { continue };
        let before = opened.shape();
        for step in opened.steps() {
            let mut edits = vec![ChainEdit::Remove { node: step.id }, ChainEdit::Duplicate { node: step.id }];
            if step.kind != NodeKind::Output {
                edits.push(ChainEdit::Branch { from: step.id, operator: "filter".into() });
                edits.push(ChainEdit::Insert { after: step.id, operator: "pprint".into(), args: Vec::new() });
                edits.push(ChainEdit::Insert { after: step.id, operator: "filter".into(), args: Vec::new() });
                edits.push(ChainEdit::Join { node: step.id, other: 0, operator: "union".into() });
            }
            for edit in edits {
                let Ok((changed, _)) = opened.edited(edit.clone()) else { continue };
                for comment in comments(&text) {
                    // A comment that is one of another's words now is still there.
                    assert!(
                        changed.contains(&comment) || matches!(edit, ChainEdit::Remove { .. }),
                        "{name}: {edit:?} loses {comment:?}:\n{changed}"
                    );
                }
                let now = Opened::now(&changed).shape();
                let more = now.len() as i64 - before.len() as i64;
                // A program that ends by an exception may end somewhere else.
                if text.contains("raise") || name.starts_with("err_") || before.len() > 12 {
                    continue;
                }
                match edit {
                    ChainEdit::Branch { .. } | ChainEdit::Join { .. } => {
                        assert!(more == 2 || more == 0, "{name}: {edit:?}\n{changed}\n{now:?}")
                    }
                    ChainEdit::Remove { .. } => assert!(more <= 0, "{name}: {edit:?}\n{changed}"),
                    // Spark may refuse what is done twice.
                    ChainEdit::Duplicate { .. } => assert!(changed.len() > text.len()),
                    _ => assert!((0..=1).contains(&more), "{name}: {edit:?}\n{changed}\n{now:?}"),
                }
            }
        }
    }
}

fn check(chain: &str, edit: impl Fn(&Opened) -> ChainEdit, expected: &str) {
    let mut opened = Opened::now(&whole(chain));
    let edit = edit(&opened);
    let (text, _) = opened.edited(edit).unwrap_or_else(|message| panic!("{message}\n{chain}"));
    assert_eq!(text, whole(expected));
}

#[test]
fn a_disabled_step_is_a_comment_below_its_statement() {
    let off = |operator: &'static str| move |opened: &Opened| ChainEdit::Disable { node: opened.node(operator) };
    check(
        "words = lines.flatMap(f)\nwords.pprint()"
            .replace('f', "str.split")
            .replace("str.splitlatMap", "flatMap")
            .as_str(),
        off("flatMap"),
        "words = lines\n# off: .flatMap(str.split)\nwords.pprint()",
    );
    check(
        LAYOUTS[0],
        off("map"),
        "counts = lines.flatMap(str.split).reduceByKey(lambda x, y: x + y)\n# off after flatMap(): .map(lambda w: (w, 1))\ncounts.pprint()",
    );
    check(LAYOUTS[0], off("pprint"), &LAYOUTS[0].replace("counts.pprint()", "# off: counts.pprint()"));
    check(LAYOUTS[5], off("pprint"), &LAYOUTS[5].replace("words.pprint()", "# off: words.pprint()"));
    check("if True:\n    lines.pprint()", off("pprint"), "if True:\n    lines\n    # off: .pprint()");
}

#[test]
fn steps_change_places_and_all_around_them_stays() {
    let down =
        |opened: &Opened| ChainEdit::Move { node: opened.node("flatMap"), to: MoveTo::After(opened.node("map")) };
    check(
        "words = lines.flatMap(str.split)  # words\npairs = words.map(len)  # pairs\npairs.pprint()",
        down,
        "words = lines.map(len)  # pairs\npairs = words.flatMap(str.split)  # words\npairs.pprint()",
    );
    let up = |opened: &Opened| ChainEdit::Move { node: opened.node("map"), to: MoveTo::Before(opened.node("flatMap")) };
    check(
        "(lines\n  .flatMap(str.split)\n  .filter(len)\n  .map(len)\n  .pprint())",
        up,
        "(lines\n  .map(len)\n  .flatMap(str.split)\n  .filter(len)\n  .pprint())",
    );
}

#[test]
fn a_step_is_not_moved_to_where_its_names_are_not_known() {
    let chain = "words = lines.flatMap(str.split)\ndef f(w):\n    return w\nmine = words.map(f)\nmine.pprint()";
    let mut opened = Opened::now(&whole(chain));
    let edit = ChainEdit::Move { node: opened.node("map"), to: MoveTo::Before(opened.node("flatMap")) };
    assert_eq!(opened.edited(edit), Err("the step cannot stand there: name 'f' is not defined".to_owned()));
}

#[test]
fn a_branch_begins_at_a_stream_with_a_name_and_is_printed() {
    let branch = |opened: &Opened| ChainEdit::Branch { from: opened.node("flatMap"), operator: "count".into() };
    check(
        "words = lines.flatMap(str.split)\nwords.pprint()",
        branch,
        "words = lines.flatMap(str.split)\nwords.pprint()\nbranch = words.count()\nbranch.pprint()",
    );
    check(
        LAYOUTS[0],
        branch,
        "stream = lines.flatMap(str.split)\ncounts = stream.map(lambda w: (w, 1)).reduceByKey(lambda x, y: x + y)\ncounts.pprint()\nbranch = stream.count()\nbranch.pprint()",
    );
}

#[test]
fn two_streams_are_joined_behind_both() {
    let join = |operator: &'static str| {
        move |opened: &Opened| ChainEdit::Join {
            node: opened.node("map"),
            other: opened.node("filter"),
            operator: operator.into(),
        }
    };
    let chain = "pairs = lines.map(len)\npairs.pprint()\nlines.filter(len).pprint()";
    let named = "pairs = lines.map(len)\npairs.pprint()\nstream = lines.filter(len)\nstream.pprint()";
    check(chain, join("union"), &format!("{named}\njoined = pairs.union(stream)\njoined.pprint()"));
    check(
        chain,
        join("transformWith"),
        &format!("{named}\njoined = pairs.transformWith(lambda a, b: a.union(b), stream)\njoined.pprint()"),
    );
}

#[test]
fn what_is_off_is_shown_between_its_neighbours() {
    let text = whole(
        "words = lines\n# off: .flatMap(str.split)\nupper = words.map(str.upper)\nupper.pprint()\n# off: upper.count().pprint()",
    );
    let opened = Opened::now(&text);
    let off = opened.off("flatMap");
    assert_eq!((off.after, off.before.as_slice()), (Some(opened.node("socketTextStream")), &[opened.node("map")][..]));
    assert_eq!(opened.off("pprint").call, "pprint()");
    let gone = whole("words = lines\n# off after map(): .filter(len)\nwords.pprint()");
    let mut opened = Opened::now(&gone);
    let off = opened.off("filter").clone();
    assert!(!off.has_place);
    assert!(opened.edited(ChainEdit::Enable { comment: off.span.start }).unwrap_err().contains("in the code"));
}
