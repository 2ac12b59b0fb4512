# `glob`, on the playground's files.
import fnmatch
import os

_MAGIC = frozenset("*?[")


def has_magic(s):
    return not _MAGIC.isdisjoint(s)


def escape(pathname):
    return "".join(f"[{char}]" if char in _MAGIC else char for char in pathname)


def iglob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    yield from _found(pathname, recursive)


def glob(pathname, *, root_dir=None, dir_fd=None, recursive=False, include_hidden=False):
    return list(_found(pathname, recursive))


def _found(pathname, recursive):
    if not has_magic(pathname):
        return [pathname] if os.path.exists(pathname) else []
    folder, name = os.path.split(pathname)
    folders = _found(folder, recursive) if has_magic(folder) else [folder]
    found = []
    for folder in folders:
        if recursive and name == "**":
            found.append(os.path.join(folder, ""))
            for top, inner, files in os.walk(folder or "."):
                found.extend(os.path.join(top, one) for one in inner + files)
            continue
        try:
            names = os.listdir(folder or ".")
        except OSError:
            continue
        if name[:1] != ".":
            names = [one for one in names if one[:1] != "."]
        found.extend(os.path.join(folder, one) for one in fnmatch.filter(names, name))
    return found
