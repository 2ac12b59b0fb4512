# `collections.abc`: what values can do, asked with `isinstance`, and what classes get from being derived from these.


class _Abstract:
    __slots__ = ()
    _methods = ()
    _types = ()

    def __class_getitem__(cls, item):
        return cls

    @classmethod
    def __instance_check__(cls, value):
        if cls in type(value).__mro__ or isinstance(value, cls.__dict__.get("_types", ())):
            return True
        methods = cls.__dict__.get("_methods", ())
        return bool(methods) and all(getattr(value, name, None) is not None for name in methods)


class Hashable(_Abstract):
    @classmethod
    def __instance_check__(cls, value):
        if cls is not Hashable:
            return cls in type(value).__mro__
        if isinstance(value, tuple):
            return True
        try:
            hash(value)
        except TypeError:
            return False
        return True


class Callable(_Abstract):
    @classmethod
    def __instance_check__(cls, value):
        return callable(value) if cls is Callable else cls in type(value).__mro__


class Iterable(_Abstract):
    _methods = ("__iter__",)
    _types = (str, bytes, bytearray, list, tuple, dict, set, frozenset, range)


class Iterator(Iterable):
    _methods = ("__iter__", "__next__")

    def __iter__(self):
        return self


class Generator(Iterator):
    _methods = ("send", "throw", "close", "__next__")


class Sized(_Abstract):
    _methods = ("__len__",)


class Container(_Abstract):
    _methods = ("__contains__",)


class Collection(Sized, Iterable, Container):
    _methods = ("__len__", "__iter__", "__contains__")


class Reversible(Iterable):
    _methods = ("__reversed__", "__iter__")
    _types = (list, tuple, str, bytes, dict, range)


class Sequence(Reversible, Collection):
    _types = (list, tuple, str, bytes, bytearray, range)

    def __iter__(self):
        at = 0
        try:
            while True:
                yield self[at]
                at += 1
        except IndexError:
            return

    def __contains__(self, value):
        return any(item is value or item == value for item in self)

    def __reversed__(self):
        for at in range(len(self) - 1, -1, -1):
            yield self[at]

    def index(self, value, start=0, stop=None):
        for at in range(start, len(self) if stop is None else stop):
            if self[at] is value or self[at] == value:
                return at
        raise ValueError

    def count(self, value):
        return sum(1 for item in self if item is value or item == value)


class MutableSequence(Sequence):
    _types = (list, bytearray)

    def append(self, value):
        self.insert(len(self), value)

    def extend(self, values):
        for value in list(values):
            self.append(value)

    def pop(self, index=-1):
        value = self[index]
        del self[index]
        return value

    def remove(self, value):
        del self[self.index(value)]

    def clear(self):
        while len(self):
            self.pop()

    def __iadd__(self, values):
        self.extend(values)
        return self


class Mapping(Collection):
    _types = (dict,)

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True

    def keys(self):
        return {key: None for key in self}.keys()

    def items(self):
        return {key: self[key] for key in self}.items()

    def values(self):
        return {key: self[key] for key in self}.values()

    def __eq__(self, other):
        return dict(self.items()) == dict(other.items()) if isinstance(other, Mapping) else NotImplemented


class MutableMapping(Mapping):
    _types = (dict,)

    def pop(self, key, *default):
        try:
            value = self[key]
        except KeyError:
            if not default:
                raise
            return default[0]
        del self[key]
        return value

    def popitem(self):
        for key in self:
            value = self[key]
            del self[key]
            return key, value
        raise KeyError

    def clear(self):
        for key in list(self):
            del self[key]

    def update(self, other=(), /, **kwds):
        pairs = [(key, other[key]) for key in other.keys()] if hasattr(other, "keys") else other
        for key, value in [*pairs, *kwds.items()]:
            self[key] = value

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]


class Set(Collection):
    _types = (set, frozenset, type({}.keys()), type({}.items()))

    def isdisjoint(self, other):
        return not any(item in self for item in other)

    def __le__(self, other):
        return len(self) <= len(other) and all(item in other for item in self)

    def __eq__(self, other):
        return len(self) == len(other) and self <= other if isinstance(other, Set) else NotImplemented


class MutableSet(Set):
    _types = (set,)

    def remove(self, value):
        if value not in self:
            raise KeyError(value)
        self.discard(value)


class MappingView(Sized):
    _types = (type({}.keys()), type({}.items()), type({}.values()))
    __slots__ = ("_mapping",)

    def __init__(self, mapping):
        self._mapping = mapping

    def __len__(self):
        return len(self._mapping)

    def __repr__(self):
        return f"{self.__class__.__name__}({self._mapping!r})"


class _SetView(MappingView):
    def __eq__(self, other):
        return set(self) == set(other)

    def __and__(self, other):
        return set(self) & set(other)

    def __or__(self, other):
        return set(self) | set(other)

    def __sub__(self, other):
        return set(self) - set(other)

    def __xor__(self, other):
        return set(self) ^ set(other)


class KeysView(_SetView):
    _types = (type({}.keys()),)

    def __contains__(self, key):
        return key in self._mapping

    def __iter__(self):
        return iter(self._mapping)


class ItemsView(_SetView):
    _types = (type({}.items()),)

    def __contains__(self, item):
        key, value = item
        return key in self._mapping and self._mapping[key] == value

    def __iter__(self):
        return ((key, self._mapping[key]) for key in self._mapping)


class ValuesView(MappingView):
    _types = (type({}.values()),)

    def __contains__(self, value):
        return any(found is value or found == value for found in self)

    def __iter__(self):
        return (self._mapping[key] for key in self._mapping)


class ByteString(Sequence):
    _types = (bytes, bytearray)


class Awaitable(_Abstract):
    _methods = ("__await__",)


class Coroutine(Awaitable):
    pass
