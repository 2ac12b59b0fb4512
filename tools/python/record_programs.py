"""Records what CPython 3.11 prints for small programs, as crates/python/tests/data/programs_*.json.

Run as `PYTHONHASHSEED=0 python3.11 tools/python/record_programs.py`. The programs are in crates/python/tests/programs,
one file for each area, separated by `#---` lines. A row is `[program, stdout, last line of the traceback or ""]`;
for the areas `tracebacks` and `syntax_errors` see below.
"""
import contextlib
import io
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import traceback
import warnings

assert sys.version_info[:2] == (3, 11) and os.environ.get("PYTHONHASHSEED") == "0"
warnings.simplefilter("ignore")
TESTS = pathlib.Path(__file__).parents[2] / "crates/python/tests"
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")


def run(text):
    """What a program prints, and the last line of its traceback."""
    names = {"__name__": "__main__", "__builtins__": __builtins__}
    out = io.StringIO()
    last = ""
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(text, "program.py", "exec"), names)
        except BaseException as error:
            last = "".join(traceback.format_exception_only(error)).rstrip("\n").splitlines()
            # What comes before is a syntax error's own place.
            last = last[-1] if isinstance(error, SyntaxError) else "\n".join(last)
    return [ADDRESS.sub("0x<addr>", out.getvalue()), ADDRESS.sub("0x<addr>", last)]


def run_alone(text):
    """What a program that is run from a file prints to stderr."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "program.py").write_text(text)
        done = subprocess.run([sys.executable, "program.py"], cwd=folder, capture_output=True, text=True)
    # Suggestions (`Did you mean`) are not given here.
    text = re.sub(r"\. Did you mean: '.*'\?$", "", done.stderr.replace(folder + "/", ""), flags=re.M)
    return [ADDRESS.sub("0x<addr>", text)]


def syntax_error(text):
    """Class, message, line and column of a syntax error."""
    try:
        compile(text, "program.py", "exec")
    except SyntaxError as error:
        return [type(error).__name__, error.msg, error.lineno or 0, error.offset or 0]
    return ["", "", 0, 0]


def programs(path):
    return [part.strip("\n") + "\n" for part in re.split(r"^#---$", path.read_text(), flags=re.M)]


for path in sorted((TESTS / "programs").glob("*.txt")):
    record = {"tracebacks": run_alone, "syntax_errors": syntax_error}.get(path.stem, run)
    rows = [[text, *record(text)] for text in programs(path)]
    out = TESTS / "data" / f"programs_{path.stem}.json"
    out.write_text("[\n" + ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n]\n")
    print(f"{out.name}: {len(rows)} programs")
