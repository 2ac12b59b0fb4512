# What of `os.path` is written in Python.
from _posixpath import *

sep, altsep, curdir, pardir, extsep, pathsep, defpath, devnull = "/", None, ".", "..", ".", ":", "/bin:/usr/bin", "/dev/null"


def _text(path):
    if not isinstance(path, str):
        raise TypeError(f"expected str, bytes or os.PathLike object, not {type(path).__name__}")
    return path


def normcase(s):
    return _text(s)


def splitdrive(p):
    return "", _text(p)


def getmtime(filename):
    from _os import _file_time

    return _file_time(filename) / 1000000


getctime = getatime = getmtime


def lexists(path):
    return exists(path)


def islink(path):
    return False


def ismount(path):
    return path == "/"


def realpath(filename, *, strict=False):
    return abspath(filename)


def commonprefix(m):
    if not m:
        return ""
    low, high = min(m), max(m)
    for at, item in enumerate(low):
        if item != high[at]:
            return low[:at]
    return low


def commonpath(paths):
    if not paths:
        raise ValueError("commonpath() arg is an empty sequence")
    if len({path[:1] == "/" for path in paths}) > 1:
        raise ValueError("Can't mix absolute and relative paths")
    split = [[part for part in path.split("/") if part and part != "."] for path in paths]
    return ("/" if paths[0][:1] == "/" else "") + "/".join(commonprefix(split))


def relpath(path, start=None):
    if not path:
        raise ValueError("no path specified")
    there = [part for part in abspath(path).split("/") if part]
    here = [part for part in abspath("." if start is None else start).split("/") if part]
    shared = len(commonprefix([here, there]))
    return "/".join([".."] * (len(here) - shared) + there[shared:]) or "."
