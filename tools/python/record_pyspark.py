"""Records what real PySpark prints for driver programs, as crates/pyspark/tests/data/*.txt.

Run as `PYTHONHASHSEED=0 PYSPARK_PYTHON=python python tools/python/record_pyspark.py [area ...]` with the Python that
PySpark 3.5 is installed for. The programs are in crates/pyspark/tests/programs; `prelude.py` comes before each, `prelude_sql.py` before those of SQL.
numpy is hidden, since PySpark does statistics with it where it is there. What differs from run to run is masked:
the working folder is the root, and object ids are `o<n>`.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

assert os.environ.get("PYTHONHASHSEED") == "0"
TESTS = pathlib.Path(__file__).parents[2] / "crates/pyspark/tests"
PROGRAMS = TESTS / "programs"


def run(text):
    """What a program prints in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as hiding:
        (pathlib.Path(folder) / "program.py").write_text(text)
        (pathlib.Path(hiding) / "numpy.py").write_text("raise ImportError\n")
        environment = dict(os.environ, PYTHONPATH=hiding)
        command = [sys.executable, "program.py"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stderr)
        out = done.stdout.replace(folder, "")
    out = re.sub(r"0x[0-9a-f]{6,}", "0x<addr>", out)
    return re.sub(r"\bo\d+\.", "o<n>.", out)


areas = sys.argv[1:] or sorted(path.stem for path in PROGRAMS.glob("*.py") if not path.stem.startswith("prelude"))
for area in areas:
    prelude = "prelude_sql.py" if area.startswith("sql_") else "prelude.py"
    out = run((PROGRAMS / prelude).read_text() + (PROGRAMS / f"{area}.py").read_text())
    (TESTS / "data" / f"{area}.txt").write_text(out)
    print(f"{area}: {len(out.splitlines())} lines")
