"""Runs the streaming examples that come with PySpark, unchanged, on real Spark and on `dstream run`, and compares.

    python3 tools/python/run_spark_examples.py [--python PYTHON] [--dstream BINARY] [program ...]

PySpark is installed into target/spark-examples unless PYTHON already has it. Both sides get the same lines by TCP, the
same files and arguments. What depends on the moment is taken out: times, folders, batches without data, and batches
that repeat the one before (a state that nothing has changed). Ends with `N passed, M failed`.
"""
import argparse
import contextlib
import difflib
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).parents[2]
SCRATCH = ROOT / "target/spark-examples"
PYSPARK = "pyspark==3.5.9"
LONGEST = 150

BURSTS = [
    ["the cat sat on the mat", "the dog and the cat"],
    ["a good day", "hello world hello"],
    ["c b a good bad awesome day", "happy happy cat"],
    ["naïve 日本 😀", "one  two", "it is the end"],
]


class Example:
    """How one of the programs is run: its arguments, its feed, and what separates its batches."""

    def __init__(self, name, args=(), interval=1, starts=r"-{43}$", idle=r"^-+\nTime: <time>\n-+\n\s*$", n_batches=len(BURSTS), feeds="lines"):
        self.name, self.args, self.interval, self.feeds = name, args, interval, feeds
        self.starts, self.idle, self.n_batches = re.compile(starts), re.compile(idle), n_batches


NETWORK = ("localhost", "<port>")
EXAMPLES = [
    Example("network_wordcount", NETWORK),
    Example("stateful_network_wordcount", NETWORK, n_batches=1 + len(BURSTS)),
    Example("hdfs_wordcount", ("incoming",), feeds="files"),
    Example("queue_stream", feeds="nothing", n_batches=1),
    Example("network_wordjoinsentiments", NETWORK, 5, r"Happiest topics", r"^Happiest topics.*\(0 total\):\s*$"),
    Example("recoverable_network_wordcount", (*NETWORK, "checkpoint", "out.txt"), 1, r"Counts at time", r"^Counts at time <time> \[\]\n", 1 + len(BURSTS)),
    Example("sql_network_wordcount", NETWORK, 1, r"=========", r"^=+ <time> =+\s*(\+-+\+-+\+\n\|\s*word\s*\|\s*total\s*\|\n\+-+\+-+\+\n\+-+\+-+\+\s*)?$"),
]


class Feed:
    """A TCP server that sends the bursts to everyone who connects, each well inside a batch of its own."""

    def __init__(self, interval):
        self.interval = interval
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self.send, args=[self.server.accept()[0]], daemon=True).start()

    def send(self, client):
        with contextlib.suppress(OSError):
            for lines in BURSTS:
                time.sleep(2 * self.interval)
                client.sendall("".join(line + "\n" for line in lines).encode())
            time.sleep(LONGEST)


def drop_files(folder, is_ready):
    """Moves a file with each burst into the folder, once the program prints batches."""
    while not is_ready():
        time.sleep(0.2)
    for number, lines in enumerate(BURSTS):
        time.sleep(2)
        beside = folder.parent / f"file-{number}"
        beside.write_text("".join(line + "\n" for line in lines))
        beside.rename(folder / beside.name)


def batches(example, text, folder):
    """What was printed by batch, without what depends on the moment."""
    text = text.replace(str(folder), "<folder>")
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?", "<time>", text)
    parts = [[]]
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        begins = example.starts.match(line)
        if begins and "-----" in line:
            begins = number + 1 < len(lines) and lines[number + 1].startswith("Time: ")
        if begins:
            parts.append([])
        parts[-1].append(line)
    found = []
    for part in ("".join(part) for part in parts):
        if part and not example.idle.match(part) and (not found or found[-1] != part):
            found.append(part)
    return found


def run(example, command, environment, package):
    """The batches that one side printed, the file that it wrote, and how it ended by itself."""
    with tempfile.TemporaryDirectory(prefix="example-") as name:
        folder = pathlib.Path(name).resolve()
        (folder / "data").symlink_to(package / "data")
        (folder / "incoming").mkdir()
        feed = Feed(example.interval)
        args = [arg.replace("<port>", str(feed.port)) for arg in example.args]
        out = folder / "stdout"
        with out.open("w") as stdout, (folder / "stderr").open("w") as stderr:
            child = subprocess.Popen([*command, *args], cwd=folder, env=environment, stdout=stdout, stderr=stderr, start_new_session=True)
        if example.feeds == "files":
            is_ready = lambda: out.read_text() or child.poll() is not None
            threading.Thread(target=drop_files, args=[folder / "incoming", is_ready], daemon=True).start()
        ends = time.monotonic() + LONGEST
        complete = None
        while child.poll() is None and time.monotonic() < ends:
            time.sleep(0.3)
            is_complete = example.feeds != "nothing" and len(batches(example, out.read_text(), folder)) >= example.n_batches
            if is_complete and complete is None:
                complete = time.monotonic()
            # What comes late would be a difference, too.
            if complete is not None and time.monotonic() > complete + 2 * example.interval:
                break
        code = child.poll()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        feed.server.close()
        shown = batches(example, out.read_text(), folder)
        written = (folder / "out.txt").read_text() if (folder / "out.txt").exists() else ""
        written = "".join(line for line in re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "<time>", written).splitlines(keepends=True) if not line.endswith("[]\n"))
        errors = (folder / "stderr").read_text()
    enough = code is not None or len(shown) >= example.n_batches
    return "".join(shown) + f"file: {written}\nexit code: {code}\n", errors, enough


def usage(command, environment):
    """What the program says and does without arguments."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=LONGEST)
    return f"{done.stdout}{done.stderr}exit code: {done.returncode}\n"


def compare(what, spark, ours):
    if spark == ours:
        print(f"ok    {what}", flush=True)
        return True
    print(f"FAIL  {what}")
    sys.stdout.writelines(difflib.unified_diff(spark.splitlines(True), ours.splitlines(True), "Spark", "dstream"))
    sys.stdout.flush()
    return False


def installed(python):
    """A Python that has PySpark, and PySpark's folder."""
    if python is None:
        python = SCRATCH / "venv/bin/python"
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", SCRATCH / "venv"], check=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", PYSPARK], check=True)
    asked = [python, "-c", "import os, pyspark; print(os.path.dirname(pyspark.__file__))"]
    return str(python), pathlib.Path(subprocess.run(asked, check=True, capture_output=True, text=True).stdout.strip())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", help="a Python that has PySpark")
    parser.add_argument("--dstream", help="the binary; built if left out")
    parser.add_argument("programs", nargs="*", help="names of examples; all if left out")
    options = parser.parse_args()
    python, package = installed(options.python)
    dstream = options.dstream
    if dstream is None:
        subprocess.run(["cargo", "build", "--quiet", "--package", "bridge"], cwd=ROOT, check=True)
        dstream = str(pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug/dstream")
    environment = dict(os.environ, PYSPARK_PYTHON=python, PYTHONUNBUFFERED="1", PYTHONHASHSEED="0", SPARK_LOCAL_IP="127.0.0.1")
    results = []
    for example in EXAMPLES:
        if options.programs and example.name not in options.programs:
            continue
        path = package / "examples/src/main/python/streaming" / f"{example.name}.py"
        spark, ours = [python, str(path)], [dstream, "run", str(path)]
        if example.args:
            results.append(compare(f"{example.name}: usage", usage(spark, environment), usage(ours, environment)))
        (spark, why, is_whole), (ours, errors, _) = (run(example, command, environment, package) for command in (spark, ours))
        results.append(compare(example.name, spark, ours) and is_whole)
        if not is_whole:
            print(f"FAIL  Spark itself has not printed every batch of {example.name}:\n{why[-2000:]}")
        elif not results[-1]:
            print(errors)
    print(f"{sum(results)} passed, {len(results) - sum(results)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    if shutil.which("java") is None:
        sys.exit("Java is needed to run Spark")
    main()
