"""Records which names CPython 3.11 has, as crates/python/tests/data/names.json: modules, built-ins, and what is in them.

Run as `python3.11 tools/python/record_names.py`. The test `documentation` compares docs/python.md with it.
"""
import builtins
import importlib
import json
import pathlib
import sys
import types

assert sys.version_info[:2] == (3, 11)
OUT = pathlib.Path(__file__).parents[2] / "crates/python/tests/data/names.json"
MORE = ["collections.abc", "os.path", "urllib.parse", "urllib.request", "xml.etree.ElementTree", "concurrent.futures", "http.client"]
HIDDEN = {"antigravity", "this", "idlelib", "turtle", "turtledemo", "lib2to3", "tkinter", "test", "nt", "ntpath", "msilib", "winreg", "winsound", "msvcrt", "posix", "nturl2path", "pydoc_data", "sre_compile", "sre_constants", "sre_parse", "genericpath", "opcode", "pyexpat", "xxlimited", "xxlimited_35"}


def members(name):
    """The public names of a module, without the modules that it imports."""
    module = importlib.import_module(name)
    listed = getattr(module, "__all__", None) or [key for key in dir(module) if not key.startswith("_")]
    return sorted(key for key in listed if not isinstance(getattr(module, key, None), types.ModuleType))


modules = sorted({name for name in sys.stdlib_module_names if name[0] != "_" and name not in HIDDEN} | set(MORE))
DESCRIBED = "abc argparse base64 binascii bisect calendar collections collections.abc contextlib copy csv dataclasses datetime decimal difflib enum fnmatch fractions functools glob hashlib heapq html io itertools json logging math operator os.path pickle pprint random re secrets shutil statistics string struct sys tempfile textwrap time timeit traceback types typing unittest urllib.parse uuid warnings zlib".split()
names = {
    "modules": modules,
    "builtins": [name for name in dir(builtins) if not name.startswith("_")],
    "members": {name: members(name) for name in DESCRIBED},
}
OUT.write_text(json.dumps(names, indent=0) + "\n")
