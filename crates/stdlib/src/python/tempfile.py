"""Folders and files below /tmp, which are the playground's own."""
import os

tempdir = None
_n_made = 0


def gettempdir():
    return "/tmp"


def gettempprefix():
    return "tmp"


def _name(suffix, prefix, dir):
    global _n_made
    # Names follow from how many were made: every run gives the same.
    digits, number = "", 2654435761 * (_n_made + 1) % 2 ** 40
    for _ in range(8):
        digits += "abcdefghijklmnopqrstuvwxyz0123456789_"[number % 37]
        number //= 37
    _n_made += 1
    return os.path.join(dir or "/tmp", (prefix or "tmp") + digits + (suffix or ""))


def mkdtemp(suffix=None, prefix=None, dir=None):
    path = _name(suffix, prefix, dir)
    os.makedirs(path)
    return path


def mktemp(suffix="", prefix="tmp", dir=None):
    return _name(suffix, prefix, dir)


class TemporaryDirectory:
    def __init__(self, suffix=None, prefix=None, dir=None, ignore_cleanup_errors=False):
        self.name = mkdtemp(suffix, prefix, dir)

    def __repr__(self):
        return "<TemporaryDirectory %r>" % self.name

    def __enter__(self):
        return self.name

    def __exit__(self, kind, error, places):
        self.cleanup()

    def cleanup(self):
        import shutil

        shutil.rmtree(self.name, ignore_errors=True)


class _File:
    """An open file with its name, which goes when it is closed."""

    def __init__(self, file, name, delete):
        self.file = file
        self.name = name
        self.delete = delete

    def __getattr__(self, name):
        return getattr(self.__dict__["file"], name)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, places):
        self.close()

    def __iter__(self):
        return iter(self.file)

    def close(self):
        if not self.file.closed:
            self.file.close()
            if self.delete and os.path.exists(self.name):
                os.remove(self.name)


def NamedTemporaryFile(mode="w+b", buffering=-1, encoding=None, newline=None, suffix=None, prefix=None,
                       dir=None, delete=True, *, errors=None):
    path = _name(suffix, prefix, dir)
    return _File(open(path, mode), path, delete)


TemporaryFile = NamedTemporaryFile
