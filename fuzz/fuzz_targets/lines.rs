//! Any bytes as the lines of a socket, through programs of the kinds that people write.
#![no_main]

use libfuzzer_sys::fuzz_target;

const HEAD: &str = "
import json, re
from datetime import datetime
from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext('local[2]', 'Lines')
ssc = StreamingContext(sc, 1)
ssc.checkpoint('checkpoint')
lines = ssc.socketTextStream('localhost', 9999)
";

/// Word count, state, windows, parsing, numbers, and what text can be asked.
const BODIES: &[&str] = &[
    "
lines.flatMap(lambda line: line.split(' ')).map(lambda word: (word, 1)).reduceByKey(lambda a, b: a + b).pprint()
",
    "
def total(new, old):
    return sum(new) + (old or 0)
lines.map(lambda line: (line[:3].strip().lower(), len(line))).updateStateByKey(total).pprint()
lines.countByValue().pprint()
",
    "
words = lines.flatMap(str.split)
words.map(lambda w: (w, 1)).reduceByKeyAndWindow(lambda a, b: a + b, lambda a, b: a - b, 2, 1).pprint()
words.window(2).transform(lambda rdd: rdd.sortBy(lambda w: (-len(w), w))).pprint(20)
",
    "
def parsed(line):
    try:
        return [json.loads(line)]
    except ValueError as error:
        return [str(error)]
lines.flatMap(parsed).map(repr).pprint(20)
",
    r#"
PATTERN = re.compile(r'(?P<host>\S+) .*?\[(.+?)\] "?(\w*)')
def fields(line):
    found = PATTERN.search(line)
    return found.groupdict() if found else re.split(r'[,;\s]+', line)
lines.map(fields).map(str).pprint(20)
lines.map(lambda l: re.sub(r'(\w)\1*', r'<\1>', l)).pprint()
"#,
    "
def number(word):
    for read in (int, float, complex, eval):
        try:
            return read(word)
        except Exception as error:
            word = word or type(error).__name__
    return word
lines.flatMap(lambda line: [number(w) for w in line.split(',')]).map(lambda v: '%s %r' % (v, v)).pprint(20)
",
    "
def asked(line):
    yield line.title(), line.swapcase(), line.center(9, '*'), line.zfill(5), line.casefold(), line.isidentifier()
    yield line.encode('utf-8'), line.partition(' '), line.splitlines(), line[::-1], hash(line) % 7, ascii(line)
    yield '{:>10}|{!r:.5}'.format(line, line), line.expandtabs(3), line.rsplit(None, 1), sorted(line)[:3]
    try:
        yield datetime.strptime(line, '%Y-%m-%d %H:%M:%S'), int(line, 0), line.format(1, a=2), line % (1, 2)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError) as error:
        yield type(error).__name__, str(error)
lines.flatMap(asked).pprint(20)
",
];

fuzz_target!(|data: &[u8]| {
    let Some((which, text)) = data.split_first() else { return };
    let body = BODIES[usize::from(*which) % BODIES.len()];
    let text = String::from_utf8_lossy(text);
    let lines: Vec<String> = text.split('\n').take(200).map(|line| line.trim_end_matches('\r').to_owned()).collect();
    fuzz::run(&format!("{HEAD}{body}\nssc.start()\nssc.awaitTermination()\n"), &lines);
});
