# What of `typing` can be asked with `isinstance`.
import collections.abc as _abc
from _typing import *

for _name in (
    "Awaitable ByteString Callable Collection Container Coroutine Generator Hashable ItemsView Iterable Iterator KeysView "
    "Mapping MappingView MutableMapping MutableSequence MutableSet Reversible Sequence Sized ValuesView"
).split():
    globals()[_name] = getattr(_abc, _name)
AbstractSet = _abc.Set


def _alias(name, base):
    class Alias(_abc._Abstract):
        _types = (base,)

    Alias.__name__ = Alias.__qualname__ = name
    return Alias


List, Dict, Set, FrozenSet, Tuple, Type = map(
    _alias, ("List", "Dict", "Set", "FrozenSet", "Tuple", "Type"), (list, dict, set, frozenset, tuple, type)
)


def assert_never(arg, /):
    raise AssertionError(f"Expected code to be unreachable, but got: {arg!r}")


def get_origin(tp):
    return getattr(tp, "__origin__", None)


def get_args(tp):
    return getattr(tp, "__args__", ())
