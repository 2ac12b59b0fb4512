# What of `os` is written in Python.
from _os import *
from _os import _file_time, _set_file_time
import posixpath as path

altsep, extsep, defpath = None, ".", "/bin:/usr/bin"
SEEK_SET, SEEK_CUR, SEEK_END = 0, 1, 2
F_OK, R_OK, W_OK, X_OK = 0, 4, 2, 1
error = OSError


class _Environ(dict):
    def __setitem__(self, key, value):
        for text in (key, value):
            if not isinstance(text, str):
                raise TypeError(f"str expected, not {type(text).__name__}")
        super().__setitem__(key, value)

    def setdefault(self, key, value):
        if key not in self:
            self[key] = value
        return self[key]

    def __repr__(self):
        return f"environ({dict(self)!r})"


environ = _Environ()


def getenv(key, default=None):
    return environ.get(key, default)


def putenv(key, value):
    environ[key] = value


def access(path, mode):
    import posixpath

    return posixpath.exists(path)


def walk(top, topdown=True, onerror=None, followlinks=False):
    try:
        names = sorted(listdir(top))
    except OSError as error:
        if onerror is not None:
            onerror(error)
        return
    folders = [name for name in names if path.isdir(path.join(top, name))]
    files = [name for name in names if name not in folders]
    if topdown:
        yield top, folders, files
    for folder in folders:
        yield from walk(path.join(top, folder), topdown, onerror)
    if not topdown:
        yield top, folders, files


class stat_result:
    def __init__(self, micros, size, mode):
        self.st_mode, self.st_size, self.st_nlink = mode, size, 1
        self.st_mtime = self.st_atime = self.st_ctime = micros / 1000000
        self.st_mtime_ns = self.st_atime_ns = self.st_ctime_ns = micros * 1000


def stat(path, *, dir_fd=None, follow_symlinks=True):
    import posixpath

    micros = _file_time(path)
    if posixpath.isdir(path):
        return stat_result(micros, 4096, 0o40755)
    return stat_result(micros, posixpath.getsize(path), 0o100644)


lstat = stat


def utime(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True):
    if times is not None and ns is not None:
        raise ValueError("utime: you may specify either 'times' or 'ns' but not both")
    for given, name in (times, "times"), (ns, "ns"):
        if given is not None and not (isinstance(given, tuple) and len(given) == 2):
            raise TypeError(f"utime: '{name}' must be " + ("either a tuple of two ints or None" if name == "times" else "a tuple of two ints"))
    if ns is not None:
        micros = ns[1] // 1000
    elif times is not None:
        micros = int(times[1] * 1000000 // 1)
    else:
        import time

        micros = time.time_ns() // 1000
    _set_file_time(path, micros)
