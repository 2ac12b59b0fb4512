"""Objects as bytes, in protocol 4 of Python's own format."""
import struct

HIGHEST_PROTOCOL = 5
DEFAULT_PROTOCOL = 4
_FRAME = 64 * 1024


class PickleError(Exception):
    __module__ = "_pickle"


class PicklingError(PickleError):
    __module__ = "_pickle"


class UnpicklingError(PickleError):
    __module__ = "_pickle"


class _Writer:
    def __init__(self):
        self.frames = []
        self.out = bytearray()
        self.memo = {}

    def result(self):
        self._end_frame()
        return b"\x80\x04" + b"".join(self.frames)

    def _end_frame(self):
        if len(self.out) >= 4:
            self.frames.append(b"\x95" + struct.pack("<Q", len(self.out)))
        self.frames.append(bytes(self.out))
        self.out = bytearray()

    def put(self, data):
        self.out += data
        if len(self.out) >= _FRAME:
            self._end_frame()

    def remember(self, item):
        self.memo[id(item)] = len(self.memo), item
        self.put(b"\x94")

    def known(self, item):
        found = self.memo.get(id(item))
        if found is None:
            return False
        at = found[0]
        self.put(b"h" + bytes([at]) if at < 256 else b"j" + struct.pack("<I", at))
        return True

    def save(self, item):
        kind = type(item)
        if item is None:
            self.put(b"N")
        elif kind is bool:
            self.put(b"\x88" if item else b"\x89")
        elif kind is int:
            self.put(_int(item))
        elif kind is float:
            self.put(b"G" + struct.pack(">d", item))
        elif kind is tuple and not item:
            self.put(b")")
        elif not self.known(item):
            writer = _WRITERS.get(kind)
            if writer is None:
                self._object(item, kind)
            else:
                writer(self, item)

    def _text(self, item):
        data = item.encode("utf-8", "surrogatepass")
        self.put(_sized(data, b"\x8c", b"X", b"\x8d"))
        self.remember(item)

    def _bytes(self, item):
        self.put(_sized(item, b"C", b"B", b"\x8e"))
        self.remember(item)

    def _bytearray(self, item):
        self._global("builtins", "bytearray", bytearray)
        self.save((bytes(item),))
        self.put(b"R")
        self.remember(item)

    def _tuple(self, item):
        short = len(item) <= 3
        if not short:
            self.put(b"(")
        for part in item:
            self.save(part)
        self.put((b"", b"\x85", b"\x86", b"\x87")[len(item)] if short else b"t")
        self.remember(item)

    def _items(self, items, one, many):
        items = list(items)
        for start in range(0, len(items), 1000):
            part = items[start:start + 1000]
            if len(part) > 1 or one is None:
                self.put(b"(")
            for item in part:
                for half in item if many == b"u" else (item,):
                    self.save(half)
            self.put(many if len(part) > 1 or one is None else one)

    def _list(self, item):
        self.put(b"]")
        self.remember(item)
        self._items(item, b"a", b"e")

    def _dict(self, item):
        self.put(b"}")
        self.remember(item)
        self._items(item.items(), b"s", b"u")

    def _set(self, item):
        self.put(b"\x8f")
        self.remember(item)
        self._items(item, None, b"\x90")

    def _frozenset(self, item):
        self.put(b"(")
        for part in item:
            self.save(part)
        self.put(b"\x91")
        self.remember(item)

    def _global(self, module, name, item):
        if not self.known(item):
            self.save(module)
            self.save(name)
            self.put(b"\x93")
            self.remember(item)

    def _object(self, item, kind):
        name = getattr(item, "__qualname__", None)
        if isinstance(item, type) or (name is not None and callable(item)):
            if "<locals>" in name:
                raise AttributeError("Can't pickle local object %r" % name)
            module = item.__module__ or "builtins"
            if _find(module, name) is not item:
                raise PicklingError("Can't pickle %r: attribute lookup %s on %s failed" % (item, name, module))
            self._global(module, name, item)
            return
        state = getattr(item, "__dict__", None)
        if state is None:
            raise TypeError("cannot pickle '%s' object" % kind.__name__)
        if hasattr(kind, "__getstate__"):
            state = item.__getstate__()
        self.save(kind)
        self.put(b")\x81")
        self.remember(item)
        if state:
            self.save(state)
            self.put(b"b")


_WRITERS = {
    str: _Writer._text,
    bytes: _Writer._bytes,
    bytearray: _Writer._bytearray,
    tuple: _Writer._tuple,
    list: _Writer._list,
    dict: _Writer._dict,
    set: _Writer._set,
    frozenset: _Writer._frozenset,
}


def _sized(data, small, medium, large):
    n = len(data)
    if n < 256:
        return small + bytes([n]) + data
    if n < 2 ** 32:
        return medium + struct.pack("<I", n) + data
    return large + struct.pack("<Q", n) + data


def _int(item):
    if 0 <= item < 256:
        return b"K" + bytes([item])
    if 0 <= item < 65536:
        return b"M" + struct.pack("<H", item)
    if -2 ** 31 <= item < 2 ** 31:
        return b"J" + struct.pack("<i", item)
    n = (item.bit_length() >> 3) + 1
    data = item.to_bytes(n, "little", signed=True)
    if item < 0 and n > 1 and data[-1] == 255 and data[-2] & 128:
        data = data[:-1]
    return _sized(data, b"\x8a", b"\x8b", b"\x8b")


def _find(module, name):
    """What a name means in a module; `None` if that is not known."""
    if module == "builtins":
        try:
            return eval(name, {})
        except NameError:
            return None
    import __main__
    import collections
    import datetime
    import decimal

    found = {"__main__": __main__, "collections": collections, "datetime": datetime, "decimal": decimal}.get(module)
    for part in name.split("."):
        found = getattr(found, part, None)
    return found


def dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None):
    writer = _Writer()
    writer.save(obj)
    writer.put(b".")
    return writer.result()


def dump(obj, file, protocol=None, **options):
    file.write(dumps(obj, protocol))


class _Reader:
    def __init__(self, data):
        self.data = bytes(data)
        self.at = 0
        self.stack = []
        self.marks = []
        self.memo = []

    def take(self, n):
        part = self.data[self.at:self.at + n]
        if len(part) < n:
            raise EOFError("Ran out of input") if not part else UnpicklingError("pickle data was truncated")
        self.at += n
        return part

    def number(self, format):
        return struct.unpack(format, self.take(struct.calcsize(format)))[0]

    def marked(self):
        if not self.marks:
            raise UnpicklingError("could not find MARK")
        at = self.marks.pop()
        items = self.stack[at:]
        del self.stack[at:]
        return items

    def load(self):
        while True:
            code = self.take(1)
            if code == b".":
                return self.stack.pop()
            self.step(code)

    def step(self, code):
        push = self.stack.append
        if code in _CONSTANTS:
            push(_CONSTANTS[code]())
        elif code in _NUMBERS:
            push(self.number(_NUMBERS[code]))
        elif code in _SIZES:
            format, text = _SIZES[code]
            data = self.take(self.number(format))
            if text == "int":
                push(int.from_bytes(data, "little", signed=True))
            else:
                push(data.decode("utf-8", "surrogatepass") if text == "text" else data)
        elif code == b"\x80":
            self.take(1)
        elif code == b"\x95":
            self.take(8)
        elif code == b"\x94":
            self.memo.append(self.stack[-1])
        elif code == b"h":
            push(self.memo[self.number("<B")])
        elif code == b"j":
            push(self.memo[self.number("<I")])
        elif code == b"(":
            self.marks.append(len(self.stack))
        elif code in (b"\x85", b"\x86", b"\x87"):
            n = code[0] - 0x84
            items, self.stack[-n:] = tuple(self.stack[-n:]), []
            push(items)
        elif code == b"t":
            push(tuple(self.marked()))
        elif code == b"\x91":
            push(frozenset(self.marked()))
        elif code == b"a":
            item = self.stack.pop()
            self.stack[-1].append(item)
        elif code == b"e":
            items = self.marked()
            self.stack[-1].extend(items)
        elif code == b"\x90":
            items = self.marked()
            self.stack[-1].update(items)
        elif code in (b"s", b"u"):
            items = self.marked() if code == b"u" else [self.stack.pop(-2), self.stack.pop()]
            for i in range(0, len(items), 2):
                self.stack[-1][items[i]] = items[i + 1]
        elif code == b"\x93":
            name, module = self.stack.pop(), self.stack.pop()
            found = _find(module, name)
            if found is None:
                raise AttributeError("Can't get attribute %r on <module %r>" % (name, module))
            push(found)
        elif code in (b"R", b"\x81"):
            args, function = self.stack.pop(), self.stack.pop()
            push(function(*args) if code == b"R" else function.__new__(function, *args))
        elif code == b"b":
            state = self.stack.pop()
            target = self.stack[-1]
            if hasattr(target, "__setstate__"):
                target.__setstate__(state)
            else:
                for name, value in state.items():
                    setattr(target, name, value)
        else:
            raise UnpicklingError("invalid load key, '%s'." % code.decode("latin-1"))


_CONSTANTS = {
    b"N": lambda: None,
    b"\x88": lambda: True,
    b"\x89": lambda: False,
    b")": tuple,
    b"]": list,
    b"}": dict,
    b"\x8f": set,
}
_NUMBERS = {b"K": "<B", b"M": "<H", b"J": "<i", b"G": ">d"}
_SIZES = {
    b"\x8c": ("<B", "text"),
    b"X": ("<I", "text"),
    b"\x8d": ("<Q", "text"),
    b"C": ("<B", "bytes"),
    b"B": ("<I", "bytes"),
    b"\x8e": ("<Q", "bytes"),
    b"\x8a": ("<B", "int"),
    b"\x8b": ("<I", "int"),
}


def loads(data, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=None):
    return _Reader(data).load()


def load(file, **options):
    return loads(file.read())
