"""Records what CPython 3.11's standard library gives, as crates/python/tests/data/library_*.json.

Run as `PYTHONHASHSEED=0 TZ=UTC python3.11 tools/python/record_library.py [TABLE...]`. A table is what the function of
that name in `library_rows.py` makes: a prelude and rows `[text, result]`. The text is one or more lines; the result is
what they print and then the repr of the last line, an expression, or `!` and the last line of the traceback.
"""
import contextlib
import io
import json
import os
import pathlib
import re
import sys
import traceback
import warnings

import library_rows
import library_rows_decimal
import library_rows_more
import library_rows_numbers
import library_rows_text

assert sys.version_info[:2] == (3, 11) and os.environ.get("PYTHONHASHSEED") == "0" and os.environ.get("TZ") == "UTC"
warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).parents[2] / "crates/python/tests/data"
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")


def result_of(prelude, text):
    *before, last = text.split("\n")
    names = {"__name__": "__main__"}
    exec(prelude, names)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile("\n".join(before), "program.py", "exec"), names)
            shown = repr(eval(compile(last, "program.py", "eval"), names))
        except SyntaxError as error:
            raise RuntimeError(text) from error
        except BaseException as error:
            shown = "!" + "".join(traceback.format_exception_only(error)).rstrip("\n")
    return ADDRESS.sub("0x<addr>", out.getvalue() + shown)


def ending_in_expression(text):
    try:
        compile(text.split("\n")[-1], "", "eval")
        return text
    except SyntaxError:
        return text + "\n0"


TABLES = {**library_rows.TABLES, **library_rows_decimal.TABLES, **library_rows_more.TABLES, **library_rows_numbers.TABLES, **library_rows_text.TABLES}
for name in sys.argv[1:] or TABLES:
    prelude, make = TABLES[name]
    texts = list(dict.fromkeys(map(ending_in_expression, make())))
    rows = [[text, result_of(prelude, text)] for text in texts]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    text = f'{{"prelude": {json.dumps(prelude)}, "rows": [\n{lines}\n]}}\n'
    (OUT / f"library_{name}.json").write_text(text)
    print(f"{name}: {len(rows)} rows")
