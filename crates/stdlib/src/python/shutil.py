"""Trees of the playground's files."""
import os


class Error(OSError):
    pass


def rmtree(path, ignore_errors=False, onerror=None):
    if not os.path.isdir(path):
        if ignore_errors:
            return
        raise FileNotFoundError(2, "No such file or directory", path)
    for name in os.listdir(path):
        inner = os.path.join(path, name)
        if os.path.isdir(inner):
            rmtree(inner)
        else:
            os.remove(inner)
    os.rmdir(path)


def copyfile(src, dst, *, follow_symlinks=True):
    with open(src, "rb") as source:
        content = source.read()
    with open(dst, "wb") as target:
        target.write(content)
    return dst


def copy(src, dst, *, follow_symlinks=True):
    if os.path.isdir(dst):
        dst = os.path.join(dst, os.path.basename(src))
    return copyfile(src, dst)


def copystat(src, dst, *, follow_symlinks=True):
    os.utime(dst, ns=(0, os.stat(src).st_mtime_ns))


def copy2(src, dst, *, follow_symlinks=True):
    target = copy(src, dst)
    copystat(src, target)
    return target


def copytree(src, dst, **options):
    os.makedirs(dst, exist_ok=True)
    for name in os.listdir(src):
        inner, target = os.path.join(src, name), os.path.join(dst, name)
        if os.path.isdir(inner):
            copytree(inner, target)
        else:
            copyfile(inner, target)
    return dst


def move(src, dst, copy_function=copy2):
    if os.path.isdir(dst):
        dst = os.path.join(dst, os.path.basename(src.rstrip("/")))
    os.rename(src, dst)
    return dst
