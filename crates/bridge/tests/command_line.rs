//! `dstream run` as it is called: arguments, files, text hash, exit codes.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A folder of its own for a test, gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("dstream-{name}-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn run(&self, program: &str, options: &[&str], args: &[&str]) -> Output {
        fs::write(self.0.join("program.py"), program).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_dstream"));
        command.current_dir(&self.0).arg("run").args(options).arg("program.py").args(args);
        command.output().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What the system keeps in its folder for such files does no harm.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const USAGE: &str = "import sys
if len(sys.argv) != 3:
    print('Usage: program.py <hostname> <port>', file=sys.stderr)
    sys.exit(-1)
print(sys.argv[1:])
";

#[test]
fn a_program_says_how_it_is_used_and_exits() {
    let folder = Folder::new("usage");
    let wrong = folder.run(USAGE, &[], &["localhost"]);
    assert_eq!(wrong.status.code(), Some(255));
    assert_eq!(
        (text(&wrong.stdout), text(&wrong.stderr)),
        (String::new(), "Usage: program.py <hostname> <port>\n".into())
    );
    let right = folder.run(USAGE, &[], &["localhost", "9999"]);
    assert_eq!((right.status.code(), text(&right.stdout)), (Some(0), "['localhost', '9999']\n".into()));
}

const WORDS: &str = "from pyspark import SparkContext
from pyspark.streaming import StreamingContext
sc = SparkContext('local[*]', 'Words')
ssc = StreamingContext(sc, 0.2)
words = ssc.queueStream([[word for n in range(6) for word in f'This is line {n}'.split(' ')]])
words.countByValue().map(lambda pair: pair[0]).pprint()
ssc.start()
ssc.awaitTermination()
";

fn words(options: &[&str]) -> String {
    let ran = Folder::new(&options.concat()).run(WORDS, options, &[]);
    let printed = text(&ran.stdout);
    let shown = printed.lines().filter(|line| !line.is_empty() && !line.starts_with("---") && !line.contains("Time"));
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn cores_and_text_hash_decide_the_order_of_keys() {
    assert_eq!(words(&["--cores", "8", "--hash", "siphash24", "--batches", "1"]), "4 line 0 1 This 5 3 is 2");
    assert_ne!(words(&["--cores", "8", "--batches", "1"]), "4 line 0 1 This 5 3 is 2");
}

const FILES: &str = "import os
from pyspark import SparkContext
sc = SparkContext('local[2]', 'Files')
with open('words.txt', 'a') as f:
    f.write('a b\\n')
print(sc.textFile('words.txt').collect(), sc.textFile(os.path.abspath('words.txt')).count())
sc.parallelize([1, 2], 2).saveAsTextFile(os.path.join(os.getcwd(), 'out'))
print(sorted(os.listdir('out')), os.path.exists('gone.txt'))
os.remove('gone.txt')
";

#[test]
fn files_are_those_of_the_machine() {
    let folder = Folder::new("files");
    fs::write(folder.0.join("words.txt"), "first\n").unwrap();
    let ran = folder.run(FILES, &[], &[]);
    let expected = "['first', 'a b'] 2\n['_SUCCESS', 'part-00000', 'part-00001'] False\n";
    assert_eq!(text(&ran.stdout), expected, "{}", text(&ran.stderr));
    assert!(text(&ran.stderr).ends_with("FileNotFoundError: [Errno 2] No such file or directory: 'gone.txt'\n"));
    assert_eq!(ran.status.code(), Some(1));
    assert_eq!(fs::read_to_string(folder.0.join("words.txt")).unwrap(), "first\na b\n");
    assert_eq!(fs::read_to_string(folder.0.join("out/part-00001")).unwrap(), "2\n");
}
