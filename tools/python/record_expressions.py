"""Records what CPython 3.11 gives for thousands of expressions, as crates/python/tests/data/*.json.

Run as `PYTHONHASHSEED=0 python3.11 tools/python/record_expressions.py`. Every table is made by a generator with its
own seed, so that a change of one does not change the others. A row is `[text, result]`; the text is one or more
statements, the result the repr of the last one, or `!Type: message`.
"""
import ast
import json
import math
import os
import pathlib
import random
import sys
import warnings

assert sys.version_info[:2] == (3, 11) and os.environ.get("PYTHONHASHSEED") == "0"
warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).parents[2] / "crates/python/tests/data"
NAMES = {"inf": math.inf, "nan": math.nan}


def has_fixed_order(value):
    """Whether no set in it has a key whose hash is an address."""
    if isinstance(value, (set, frozenset)):
        return all(key is not None and key == key and has_fixed_order(key) for key in value)
    if isinstance(value, (list, tuple)):
        return all(item is value or has_fixed_order(item) for item in value)
    if isinstance(value, dict):
        return all(item is value or has_fixed_order(item) for item in value.values())
    return True


def result_of(text):
    names = dict(NAMES)
    try:
        body = ast.parse(text).body
        for statement in body[:-1]:
            exec(compile(ast.Module([statement], []), "", "exec"), names)
        last = body[-1]
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "", "eval"), names)
            return repr(value) if has_fixed_order(value) else None
        exec(compile(ast.Module([last], []), "", "exec"), names)
        return "None"
    except SyntaxError:
        raise
    except BaseException as error:
        message = str(error)
        return f"!{type(error).__name__}: {message}" if message else f"!{type(error).__name__}"


INTS = [0, 1, -1, 2, -2, 3, 5, 7, -7, 10, -10, 16, 60, 100, 255, 1000, 12345, -98765, 2**31, 2**53 - 1, 2**53 + 1, 2**63 - 1, -2**63, 2**63, 2**64, 10**18, 10**20, -10**20, 3**50]
FLOATS = [0.0, -0.0, 0.1, 0.5, -0.5, 1.0, 1.5, 2.5, -2.5, 3.14159, 1e16, 1e17, 123456789.123, 1e-5, 1e-4, 1e22, 1e23, 1e100, 1e300, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.30000000000000004, 1 / 3, 2 / 3, 9007199254740993.0]
SPECIAL = ["inf", "-inf", "nan"]
WORDS = ["", "a", "b", "abc", "Hello", "hello world", "  padded  ", "a,b,,c", "x=1;y=2", "line1\\nline2\\r\\nline3", "tab\\there", "MiXeD Case", "123", "12.5", "-5", "ß", "naïve", "€uro", "日本語", "😀 smile", "ǅungla", "ﬁne", "İstanbul", "ΑΣΣ", "e\\u0301", "_x1", "aaa", "abcabcabc", "the quick brown fox", "\\x1c\\x1d", "0x1f", "1_000", "٣٤", "½", "²"]


JOINED = ["['a', 'b']", "('x',)", "[]", "'abc'", "[1]", "None", "{'k': 1}"]
FILLS = ["", ", '*'", ", 'é'", ", 'ab'"]


class Make:
    def __init__(self, seed):
        self.r = random.Random(seed)

    def int(self):
        r = self.r
        if r.random() < 0.5:
            return str(r.choice(INTS))
        return str(r.choice([1, -1]) * r.randrange(10 ** r.randrange(1, 25)))

    def small(self, low=-12, high=12):
        return str(self.r.randint(low, high))

    def float(self):
        r = self.r
        if r.random() < 0.08:
            return r.choice(SPECIAL)
        if r.random() < 0.4:
            return repr(r.choice(FLOATS))
        return repr(r.choice([1, -1]) * r.random() * 10 ** r.randrange(-8, 20))

    def bool(self):
        return self.r.choice(["True", "False"])

    def complex(self):
        return f"({self.r.choice(FLOATS[:8])!r}{self.r.choice('+-')}{abs(self.r.choice(FLOATS[:9]))!r}j)"

    def number(self):
        return self.r.choice([self.int, self.int, self.float, self.float, self.bool])()

    def str(self):
        return '"' + self.r.choice(WORDS) + '"'

    def text(self, alphabet="abcAB 12,.-", n=12):
        return repr("".join(self.r.choice(alphabet) for _ in range(self.r.randrange(n))))

    def bytes(self):
        return self.r.choice(["b''", "b'abc'", "b'Hello World'", "b' a b '", "b'a,b,,c'", "b'\\x00\\xff\\x80z'", "b'123'", "b'x\\ny\\r\\nz'", "b'\\x1c\\x0bq'", "b'aXaXa'"])

    def item(self, depth=0):
        r = self.r
        kinds = [self.int, self.float, self.str, self.bool, lambda: "None", self.small, self.small]
        if depth < 2:
            kinds += [lambda: self.tuple(depth + 1), lambda: self.list(depth + 1)]
        return r.choice(kinds)()

    def items(self, depth, n=5):
        return [self.item(depth) for _ in range(self.r.randrange(n))]

    def list(self, depth=0):
        return "[" + ", ".join(self.items(depth)) + "]"

    def tuple(self, depth=0):
        items = self.items(depth)
        return "(" + ", ".join(items) + ("," if len(items) == 1 else "") + ")"

    def key(self):
        return self.r.choice([self.small, self.str, self.bool, self.float])()

    def dict(self):
        return "{" + ", ".join(f"{self.key()}: {self.item(1)}" for _ in range(self.r.randrange(5))) + "}"

    def set(self):
        # At most two: longer displays of constants depend on which strings the process knows as names.
        items = [self.key() for _ in range(self.r.randrange(3))]
        return "{" + ", ".join(items) + "}" if items else "set()"

    def any(self):
        return self.r.choice([self.int, self.float, self.bool, self.str, self.list, self.tuple, self.dict, self.set, self.bytes, lambda: "None", lambda: "frozenset([1, 2])", lambda: "range(3)"])()


def arithmetic():
    m = Make(1)
    for _ in range(1500):
        op = m.r.choice(["+", "-", "*", "/", "//", "%", "//", "%", "/"])
        yield f"{m.number()} {op} {m.number()}"
    for _ in range(200):
        yield f"{m.int()} {m.r.choice('&|^')} {m.int()}"
        yield f"{m.int()} {m.r.choice(['<<', '>>'])} {m.r.choice([0, 1, 3, 31, 62, 63, 64, 65, 100, -1])}"
    for _ in range(300):
        yield f"{m.number()} ** {m.r.choice([m.small(-6, 6), m.float(), '0.5', '2', '10', 'True'])}"
        yield f"pow({m.int()}, {m.r.randrange(-3, 30)}, {m.int()})"
        yield f"divmod({m.number()}, {m.number()})"
        yield f"round({m.float()}, {m.r.randrange(-4, 18)})"
        yield f"round({m.int()}, {m.r.randrange(-22, 4)})"
        yield f"round({m.float()})"
    for _ in range(150):
        yield f"{m.r.choice(['-', '+', '~', 'not ', '- -'])}{m.number()}"
        yield f"abs({m.number()})"
        yield f"{m.complex()} {m.r.choice(['+', '-', '*', '/', '=='])} {m.r.choice([m.complex, m.float, m.int])()}"
        yield f"{m.r.choice([m.complex, m.float])()} {m.r.choice(['+', '-', '*', '/'])} {m.complex()}"
    for x in range(-20, 40):
        yield f"round({x / 2})"
        yield f"round({x / 8}, 2)"
        yield f"round({x}, -1)"
    for a in (7, -7, 6, -6, 2**70, -2**70):
        for b in (2, -2, 3, -3, 2**65, -2**65):
            yield from (f"{a} // {b}", f"{a} % {b}", f"{float(a)} // {b}", f"{float(a)} % {b}", f"divmod({a}, {b})", f"{a} / {b}")
    for _ in range(100):
        yield f"({m.int()} ** 3) / ({m.int()} ** 2)"
        yield f"{m.r.randrange(10**40)} / {m.r.randrange(10**30)}"
        yield f"float({m.r.randrange(10**60)})"
        yield f"({m.float()}).as_integer_ratio()"
        yield f"({m.float()}).hex()"
        yield f"({m.float()}).is_integer()"
        yield f"({m.int()}).bit_length()"
    for z in ("1j", "(2+3j)", "(1.5-2j)", "(-0-0j)", "complex(inf, 1)", "complex(0, nan)"):
        yield from (z, f"-{z}", f"abs({z})", f"{z}.conjugate()", f"{z}.real", f"{z} ** 2", f"{z} ** -1", f"{z} * 2.5", "0" if "nan" in z else f"hash({z})")
    for op in ("+", "-", "*", "/", "//", "%", "**", "@", "&", "|", "^", "<<", ">>"):
        for _ in range(14):
            yield f"{m.any()} {op} {m.any()}"
        for _ in range(5):
            yield f"x = {m.any()}; x {op}= {m.any()}; x"


def comparisons():
    m = Make(2)
    for _ in range(700):
        yield f"{m.number()} {m.r.choice(['<', '<=', '>', '>=', '==', '!='])} {m.number()}"
    for _ in range(400):
        make = m.r.choice([m.list, m.tuple, m.str, m.set, m.bytes, m.dict])
        yield f"{make()} {m.r.choice(['<', '<=', '>', '>=', '==', '!='])} {make()}"
        yield f"{m.any()} {m.r.choice(['<', '>=', '==', '!=', 'in', 'not in'])} {m.any()}"
    for a in (2**53, 2**53 + 1, 10**22, 10**23, 2**63, 2**64 + 1):
        for b in (float(a), float(a) * (1 + 2**-52), math.nextafter(float(a), 0)):
            yield from (f"{a} == {b!r}", f"{a} < {b!r}", f"{a} > {b!r}", f"{b!r} <= {a}")
    for _ in range(100):
        yield f"sorted({m.list()})"
        numbers = ", ".join(m.number() for _ in range(6))
        yield f"sorted([{numbers}])"
        yield f"sorted([{numbers}], reverse=True)"
        yield f"sorted([{', '.join(m.str() for _ in range(6))}])"
    for _ in range(80):
        yield f"hash({m.number()})"
        yield f"hash({m.str()})"
        yield f"hash(({m.small()}, {m.str()}, {m.float() if 0 else m.small()}))"


def slices():
    m = Make(3)
    for _ in range(900):
        seq = m.r.choice(["'abcdefgh'", "'naïve€日本😀'", "[0, 1, 2, 3, 4, 5, 6]", "(0, 1, 2, 3, 4)", "b'abcdef'", "range(10)", "range(10, -10, -3)", "''", "[]", "bytearray(b'abcde')"])
        part = lambda: m.r.choice(["", "", m.small(-9, 9), m.small(-9, 9), "None"])
        step = m.r.choice(["", "", ":1", ":2", ":-1", ":-2", ":3", ":0", ":100", ":-100"])
        yield f"{seq}[{part()}:{part()}{step}]"
        yield f"{seq}[{m.small(-9, 9)}]"
    for _ in range(250):
        part = lambda: m.r.choice(["", "", m.small(-9, 9)])
        step = m.r.choice(["", "", ":2", ":-1", ":-2", ":3"])
        yield f"x = [0, 1, 2, 3, 4, 5]; x[{part()}:{part()}{step}] = {m.list()}; x"
        yield f"x = [0, 1, 2, 3, 4, 5]; del x[{part()}:{part()}{step}]; x"
        yield f"x = bytearray(b'abcdef'); x[{part()}:{part()}{step}] = {m.bytes()}; x"
    for _ in range(60):
        yield f"slice({m.small()}, {m.small()}, {m.r.choice(['None', '1', '2', '-1', '-3'])}).indices({m.small(0, 9)})"
        yield f"range({m.small()}, {m.small()}, {m.r.choice(['1', '2', '-1', '-3', '5'])})[{m.small(-4, 4)}]"
        yield f"list(range({m.small()}, {m.small()}, {m.r.choice(['1', '2', '-1', '-3', '5'])}))"
        yield f"{m.r.choice([m.small(), m.float(), m.str()])} in range({m.small()}, {m.small()}, {m.r.choice(['1', '2', '-1', '-3'])})"
        yield f"len(range({m.small()}, {m.small()}, {m.r.choice(['1', '2', '-1', '-3'])}))"


STR_0 = "capitalize casefold isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper lower swapcase title upper split rsplit splitlines strip lstrip rstrip expandtabs".split()


def str_methods():
    m = Make(4)
    for word in WORDS:
        for name in STR_0:
            yield f'"{word}".{name}()'
        yield f'len("{word}")'
        yield f'list("{word}")'
        yield f'repr("{word}")'
        yield f'ascii("{word}")'
        yield f'"{word}".splitlines(True)'
        yield f'"{word}"[::-1]'
    for _ in range(900):
        s = m.r.choice([m.str, m.text])()
        t = m.r.choice(['" "', '","', '"a"', '"b"', '"ab"', '"bc"', '""', '"l"', '"é"', '"€"', '"aa"', "None", "1", m.text(n=4)])
        name = m.r.choice(["find", "rfind", "index", "rindex", "count", "startswith", "endswith", "partition", "rpartition", "split", "rsplit", "strip", "lstrip", "rstrip", "removeprefix", "removesuffix", "join"])
        extra = ""
        if name in ("find", "rfind", "index", "rindex", "count", "startswith", "endswith"):
            extra = m.r.choice(["", "", f", {m.small(-9, 9)}", f", {m.small(-9, 9)}, {m.small(-9, 9)}", ", None, 3"])
        elif name in ("split", "rsplit"):
            extra = m.r.choice(["", ", 1", ", 2", ", -1", ", 0", ", maxsplit=1"])
        yield f"{s}.{name}({t}{extra})"
    for _ in range(250):
        s = m.r.choice([m.str, m.text])()
        yield f"{s}.replace({m.text(n=3)}, {m.text(n=4)}{m.r.choice(['', ', 1', ', 2', ', 0', ', -1'])})"
        yield f"{s}.{m.r.choice(['center', 'ljust', 'rjust'])}({m.small(-2, 20)}{m.r.choice(FILLS)})"
        yield f"{s}.zfill({m.small(-2, 12)})"
        yield f"{s}.expandtabs({m.small(0, 9)})"
        yield f"{s} * {m.small(-2, 4)} + {m.str()}"
        yield f"{m.text(n=3)} in {s}"
        yield f"{s}.join({m.r.choice(JOINED)})"
        yield f"{s}.split(None, {m.small(-2, 3)})"
        yield f"{s}.rsplit(None, {m.small(-2, 3)})"
        yield f"{s}.translate({{97: 'X', 98: None, 66: 'yy', 49: 50}})"
    for form in ("str.maketrans('abc', 'xyz')", "str.maketrans('ab', 'xy', 'c')", "str.maketrans({'a': 1, 98: 'x'})", "str.maketrans('ab')", "str.maketrans({'ab': 1})", "str.maketrans('a', 'bc')", "'abcabc'.translate(str.maketrans('ab', 'ba', 'c'))"):
        yield form
    for enc in ("utf-8", "ascii", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "UTF8", "us-ascii", "iso-8859-1", "nope"):
        for err in ("", ", 'ignore'", ", 'replace'", ", 'backslashreplace'", ", 'xmlcharrefreplace'"):
            yield f"'aé€😀z'.encode('{enc}'{err})"
    for data in ("b'abc'", "b'\\xc3\\xa9'", "b'\\xff\\xfea\\x00'", "b'a\\xffb'", "b'\\xe2\\x82'", "b'\\xe2\\x28\\xa1'", "b'\\xf0\\x9f\\x98\\x80'", "b'\\xf0\\x9f\\x98'", "b'\\xc0\\x80'", "b'\\xed\\xa0\\x80'", "b'\\x80abc'"):
        for enc in ("utf-8", "ascii", "latin-1", "utf-16", "utf-16-be"):
            for err in ("", ", 'ignore'", ", 'replace'", ", 'backslashreplace'"):
                yield f"{data}.decode('{enc}'{err})"


def unicode():
    m = Make(5)
    letters = [c for c in range(0x80, 0x2FA20) if not 0xD800 <= c <= 0xDFFF and (chr(c).isalpha() or chr(c).isnumeric() or c < 0x3000)]
    for name in "upper lower title casefold swapcase capitalize isalnum isalpha isdecimal isdigit isidentifier islower isnumeric isprintable isspace istitle isupper split".split():
        for _ in range(120):
            text = "".join(chr(m.r.choice(letters)) for _ in range(m.r.choice([1, 1, 6])))
            yield f"{ascii(text)}.{name}()"
    for _ in range(150):
        text = "".join(chr(m.r.choice(letters)) for _ in range(8))
        yield f"repr({ascii(text)})"
        yield f"hash({ascii(text)})"
    for text in ("ΑΣ", "ΑΣ.", "ΑΣΑ", "Σ", "Α\u0301Σ", "ΑΣ\u0301", "ΑΣ\u0301Α", "ὈΔΥΣΣΕΎΣ"):
        yield f"{ascii(text)}.lower()"
        yield f"{ascii(text)}.title()"
        yield f"{ascii(text)}.capitalize()"


def bytes_methods():
    m = Make(6)
    names = "capitalize isalnum isalpha isascii isdigit islower isspace istitle isupper lower swapcase title upper split rsplit splitlines strip lstrip rstrip expandtabs hex decode".split()
    for data in ("b''", "b'abc'", "b'Hello World'", "b' a b '", "b'a,b,,c'", "b'\\x00\\xff\\x80z'", "b'123'", "b'x\\ny\\r\\nz\\x0b'", "b'\\x1c\\x0bq'", "b'a\\tb'", "bytearray(b'Ab c')"):
        for name in names:
            yield f"{data}.{name}()"
        yield from (f"list({data})", f"len({data})", f"{data}[0]", f"{data}[::-1]", f"{data} + b'x'", f"{data} * 2", f"97 in {data}", f"b'b' in {data}", f"bytes({data})", f"{data}.hex(':')", f"{data}.hex('-', 2)")
    for _ in range(250):
        s = m.bytes()
        t = m.r.choice(["b' '", "b','", "b'a'", "b'X'", "b''", "None", "97", "'a'", "300"])
        name = m.r.choice(["find", "rfind", "index", "count", "startswith", "endswith", "partition", "rpartition", "split", "rsplit", "strip", "lstrip", "removeprefix", "removesuffix"])
        yield f"{s}.{name}({t})"
        yield f"{s}.replace({m.bytes()}, {m.bytes()})"
        yield f"{s}.{m.r.choice(['center', 'ljust', 'rjust', 'zfill'])}({m.small(-2, 12)})"
    for text in ("bytes.fromhex('00ff 7a')", "bytes.fromhex('0g')", "bytes.fromhex('0')", "bytes([1, 2, 3])", "bytes(3)", "bytes('é', 'utf-8')", "bytes('é')", "bytes([256])", "bytes(-1)", "bytes('a', 'ascii', 'x')", "bytes(None)", "bytes(1.5)", "b','.join([b'a', b'b'])", "b','.join(['a'])", "bytearray(b'ab') == b'ab'", "x = bytearray(b'abc'); x.append(100); x", "x = bytearray(b'abc'); x[0] = 122; x", "x = bytearray(b'abc'); x[0] = 300; x", "x = bytearray(b'abc'); x.extend([1, 2]); x.pop(); x.reverse(); x", "x = bytearray(b'abc'); x += b'z'; x *= 2; x", "b'abc'.translate(None, b'b')", "b'abc'.translate(bytes.maketrans(b'ab', b'xy'))", "int.from_bytes(b'\\x01\\x00', 'big')", "int.from_bytes(b'\\xff\\x00', 'little', signed=True)", "int.from_bytes(b'\\xff\\xfe', 'big', signed=True)", "(1000).to_bytes(2, 'big')", "(-1000).to_bytes(2, 'little', signed=True)", "(1000).to_bytes(1, 'big')", "(-1).to_bytes(1, 'big')", "(5).to_bytes()", "hash(b'abc')", "b'a' < b'b'", "b'a' == 'a'", "b'%s-%d-%x' % (b'q', 5, 255)", "b'%c' % 65", "b'%5.1f|' % 2.25"):
        yield text


def percent():
    m = Make(7)
    for _ in range(1100):
        flags = "".join(m.r.sample("-+ #0", m.r.randrange(0, 3)))
        width = m.r.choice(["", "", "5", "10", "1"])
        prec = m.r.choice(["", "", ".0", ".1", ".2", ".3", ".10", "."])
        code = m.r.choice("dixXoeEfFgGsrac%" if m.r.random() < 0.97 else "zyq")
        if code in "dixXo":
            arg = m.r.choice([m.int, m.int, m.bool, m.float, m.str])()
        elif code in "eEfFgG":
            arg = m.r.choice([m.float, m.float, m.float, m.int, m.str])()
        elif code == "c":
            arg = m.r.choice(["65", "'x'", "8364", "'ab'", "-1", "1.5"])
        else:
            arg = m.r.choice([m.str, m.int, m.float, m.list, m.dict, lambda: "None"])()
        if code == "%":
            yield f"'%%|%s' % {m.r.choice(['1', '(1,)'])}"
        else:
            yield f"'%{flags}{width}{prec}{code}|' % ({arg},)"
    for text in ("'%s %s' % (1, 2)", "'%s' % [1, 2]", "'%s' % (1,)", "'%s %s' % (1,)", "'%s' % (1, 2)", "'%(a)s-%(b)05.1f' % {'a': 'x', 'b': 2.25}", "'%(a)s' % {'b': 1}", "'%(a)s' % 5", "'%*d' % (6, 42)", "'%-*d|' % (6, 42)", "'%.*f' % (2, 3.14159)", "'%*.*f' % (10, 3, 2.5)", "'%s' % None", "'%d%%' % 50", "'%' % 1", "'%5' % 1", "'abc' % {}", "'abc' % 1", "'abc' % ()", "'%d' % '5'", "'%d' % 10**30", "'%(x)s %(x)r' % {'x': 'q'}", "'%s and %s' % ('a',)", "'%c%c' % ('a', 98)", "'%1000000000000d' % 1", "'%s' % b'x'", "'%ld %hd' % (1, 2)", "'%.3s' % 'abcdef'", "'%.1s' % 'é€'", "'%5s' % '日本'", "'%g' % 1e100", "'%g' % 123456789", "'%g' % 0.0001", "'%G' % 1e-10", "'%#x %#o' % (255, 8)", "'%+d % d' % (5, 5)", "'%e' % 0", "'%s' % 1e16", "'%s' % True", "'%d' % True", "'%r' % 'it\\'s'"):
        yield text
    for x in (0.5, 1.5, 2.5, 0.125, 2.675, 1e15 + 0.5, 1.005, 1e21, 123456.789e3):
        for p in range(0, 6):
            yield f"'%.{p}f %.{p}e %.{p}g' % ({x!r}, {x!r}, {x!r})"


def format_specs():
    m = Make(8)
    for _ in range(1500):
        fill = m.r.choice(["", "", "", "*", "0", "é"])
        align = m.r.choice(["", "", "<", ">", "^", "="])
        spec = (fill if align else "") + align + m.r.choice(["", "", "+", "-", " "]) + m.r.choice(["", "", "", "#", "z"]) + m.r.choice(["", "", "0"]) + m.r.choice(["", "", "4", "10", "15"]) + m.r.choice(["", "", "", ",", "_"]) + m.r.choice(["", "", ".0", ".1", ".3", ".10", ".20"])
        kind = m.r.randrange(3)
        if kind == 0:
            yield f"format({m.r.choice([m.int, m.small, m.bool])()}, {spec + m.r.choice(['', 'd', 'x', 'X', 'o', 'b', 'n', 'c', 'f', 'e', 'g', '%', 's'])!r})"
        elif kind == 1:
            yield f"format({m.float()}, {spec + m.r.choice(['', '', 'f', 'F', 'e', 'E', 'g', 'G', '%', 'n', 'd', 's'])!r})"
        else:
            yield f"format({m.str()}, {spec + m.r.choice(['', 's', 's', 'd'])!r})"
    for _ in range(150):
        yield f"format({m.float()}, '{m.r.choice(['', ',', '_'])}.{m.r.randrange(0, 25)}{m.r.choice(['f', 'e', 'g', '%', ''])}')"
        yield f"format({m.int()}, '{m.r.choice([',', '_', '015,', '020_', '05', '<20,'])}')"
        yield f"format({m.r.randrange(10**9)}, '{m.r.choice(['_x', '_b', '#_o', '#012x', '012_b'])}')"
    for value in ("None", "[]", "(1, 2)", "{}", "1+2j", "b'x'", "range(3)", "True"):
        for spec in ("", "5", "<8", "s", ".2", "x"):
            yield f"format({value}, {spec!r})"
    for spec in ("10xx", ".", ",,", ",_", "_,", "é", "99999999999999999999", "z", "=", "<<", "<>5", "}", "{", "05d", "-5", "+.2", "#", "#.3g", "#.0f", "#e", "\\x00<5"):
        for value in ("1", "1.5", "'a'"):
            yield f"format({value}, '{spec}')"


def str_format():
    m = Make(9)
    fields = ["{}", "{0}", "{1}", "{!r}", "{!s:>5}", "{:>8}", "{:<5}|", "{:^7}", "{0:d}", "{a}", "{b!r}", "{a:>6}", "{0[0]}", "{a[k]}", "{0.real}", "{:.2f}", "{{}}", "{{", "}}", "{:{}}", "{0:{1}}", "{a.x}", "{:,}", "{!a}", "text"]
    for _ in range(500):
        text = " ".join(m.r.choice(fields) for _ in range(m.r.randrange(1, 4)))
        args = ", ".join([m.r.choice([m.small, m.float, m.str, m.list])() for _ in range(m.r.randrange(4))] + m.r.choice([[], ["a=1"], ["a='q', b=[1]"], ["a={'k': 2}"]]))
        yield f"{text!r}.format({args})"
    for text in ("{", "}", "{0", "{0!", "{0!r", "{0!rx}", "{0!z}", "{0:", "{0:{", "{a{b}}", "{0[}", "{0[a}", "{0.}", "{0[]}", "{0[0]x}", "}{", "{:{:{}}}", "{} {0}", "{0} {}", "{-1}", "{ 0}", "{1_0}", "{99999999999999999999}", "{0!}", "{!}", "{:}", "{0[-1]}", "{0[1]}{0[0]}", "{0.a.b}"):
        yield f"{text!r}.format([1, 2], 3)"
    for text in ("'{a} {b}'.format_map({'a': 1, 'b': 2})", "'{a}'.format_map({})", "'{}'.format_map({})", "'{0}'.format_map({})", "'{:d}'.format(1.5)", "'{:x}'.format(255)", "'{:>{w}.{p}f}'.format(3.14159, w=10, p=2)", "'{0:%}'.format(0.256)", "'{:5}|{:<5}|{:>5}|{:^5}'.format(1, 2, 3, 4)", "'{:5}|{:<5}|{:>5}|{:^5}'.format('a', 'b', 'c', 'd')"):
        yield text


def containers():
    m = Make(10)
    for _ in range(500):
        yield m.any()
        yield f"str({m.any()})"
        yield f"len({m.any()})"
    for _ in range(350):
        op = m.r.choice(["x.append({i})", "x.extend({a})", "x.insert({n}, {i})", "x.pop()", "x.pop({n})", "x.remove({i})", "x.index({i})", "x.count({i})", "x.reverse()", "x.sort()", "x.sort(reverse=True)", "x.clear()", "x.copy()", "x.index({i}, {n})", "x *= {n}", "x += {a}", "x[{n}] = {i}", "del x[{n}]"])
        yield f"x = {m.list()}; {op.format(i=m.item(1), n=m.small(-4, 4), a=m.any())}; x"
        yield f"x = {m.list()}; {op.format(i=m.item(1), n=m.small(-4, 4), a=m.any())}"
    for _ in range(350):
        op = m.r.choice(["x.get({k})", "x.get({k}, {i})", "x.pop({k})", "x.pop({k}, {i})", "x.popitem()", "x.setdefault({k})", "x.setdefault({k}, {i})", "x.update({d})", "x.update({a})", "x.keys()", "x.values()", "x.items()", "x.copy()", "x[{k}]", "x[{k}] = {i}", "del x[{k}]", "{k} in x", "x | {d}", "x |= {d}", "x == {d}", "list(x)", "sorted(x)", "x.clear()", "x.update(a=1, b={i})", "list(reversed(x))", "x.keys() & {s}", "x.keys() | {s}", "x.keys() - {s}", "x.keys() ^ {s}", "x.items() & {d}.items()", "x.keys() == {d}.keys()", "x.keys() <= {s}", "{s} - x.keys()"])
        op = op.format(k=m.key(), i=m.item(1), d=m.dict(), a=m.any(), s=m.set())
        yield f"x = {m.dict()}; {op}; x"
        yield f"x = {m.dict()}; {op}"
    for _ in range(120):
        yield f"{m.tuple()} + {m.tuple()}"
        yield f"{m.tuple()} * {m.small(-2, 3)}"
        yield f"{m.tuple()}.index({m.item(1)})"
        yield f"{m.tuple()}.count({m.item(1)})"
        yield f"a, b = {m.any()}; (a, b)"
        yield f"a, *b = {m.any()}; (a, b)"
        yield f"a, *b, c = {m.any()}; (a, b, c)"
        yield f"list({m.any()})"
        yield f"tuple({m.any()})"
        yield f"dict({m.any()})"
        yield f"bool({m.any()})"
        yield f"list(reversed({m.any()}))"
    for text in ("dict.fromkeys('abc')", "dict.fromkeys([1, 2], 0)", "dict([(1, 2)], a=3)", "dict([[1, 2], 'ab'])", "dict(a=1)", "dict([(1, 2, 3)])", "dict(5)", "x = []; x.append(x); x", "x = {}; x['a'] = x; x", "x = [1]; x.extend(x); x", "x = [3, 1, 2]; y = iter(x); next(y); x.append(9); list(y)", "x = {1: 2}; y = iter(x); x[2] = 3; next(y)", "x = {1, 2}; y = iter(x); x.add(3); next(y)", "x = [1, 2, 3]; x[1:2] = [7, 8, 9]; x", "x = {'a': 1}; k = x.keys(); x['b'] = 2; k", "{1: 'a', 1.0: 'b', True: 'c'}", "{0: 1, False: 2, -0.0: 3}", "[1, 2, 3] == [1, 2, 3.0]", "sorted([3, 'a'])", "sorted([(1, 'b'), (1, 'a'), (0, 'z')])", "sorted(['b', 'a', 'C'], key=str.lower)", "x = ['b', 'a', 'C']; x.sort(key=str.lower, reverse=True); x", "sorted([1, -1, True], key=abs, reverse=False)" if 0 else "sorted([1, 0, True])", "[[1, 2], [1]] < [[1, 3]]", "iter([1])" if 0 else "list(iter([1]))", "slice(1, 2, 3)", "range(5)", "range(1, 10, 3)", "range(0)", "range(3) == range(0, 3, 1)", "range(0, 3, 2) == range(0, 4, 2)", "hash(range(3))", "[1, 2, 3].index(2, 0, 1)", "(1, 2, 3).index(4)", "hash((1, 2))", "hash(())", "hash(frozenset([1, 2, 'a']))"):
        yield text


def sets():
    m = Make(11)
    words = "This is line the a of to and in that it with as for was on are by be at one or from word count spark stream batch window state key value 1 2 3".split()
    element = lambda: m.r.choice([lambda: repr(m.r.choice(words)), lambda: m.small(-40, 40), lambda: str(m.r.randrange(10**6)), lambda: str(m.r.randrange(10**19)), lambda: repr(m.r.randrange(100) / 4), lambda: f"({m.small()}, {m.r.choice(words)!r})"])()
    many = lambda n: ", ".join(element() for _ in range(n))
    size = lambda: m.r.choice([0, 1, 2, 3, 4, 5, 6, 8, 12, 20, 35, 60, 130])
    for _ in range(220):
        yield f"set([{many(size())}])"
        n = m.r.randrange(1, 14)
        # A word with a blank: CPython makes a display of constants anew if it meets a string that is a known name.
        yield "{" + ", ".join(element().replace("'", "' ", 1) for _ in range(n)) + "}"
        yield f"frozenset([{many(size())}])"
    for _ in range(500):
        a, b = f"set([{many(m.r.choice([0, 1, 3, 5, 9, 20, 40]))}])", f"{m.r.choice(['set', 'frozenset'])}([{many(m.r.choice([0, 1, 3, 5, 9, 20]))}])"
        op = m.r.choice(["x | y", "x & y", "x - y", "x ^ y", "y - x", "y & x", "x.union(y, [1, 2, 3])", "x.intersection(y)", "x.intersection(list(y))", "x.difference(list(y))", "x.symmetric_difference(list(y))", "x.copy()", "set(x)", "set(list(x))", "x.update(y)", "x |= y", "x &= y", "x -= y", "x ^= y", "x.intersection_update(y)", "x.difference_update(list(y))", "x.symmetric_difference_update(y)", "x.isdisjoint(y)", "x <= y", "x >= y", "x == y", "x.issubset(y)", "x.issuperset(list(y))", "x.union()", "x.difference(y, [1])", "set(dict.fromkeys(x))", "dict.fromkeys(x).keys() & y", "dict.fromkeys(x).keys() - y", "x - dict.fromkeys(y).keys()"])
        yield f"x = {a}; y = {b}; {op}"
        yield f"x = {a}; y = {b}; {op}; x"
    for _ in range(200):
        items = [element() for _ in range(m.r.choice([3, 6, 12, 30]))]
        steps = []
        for _ in range(m.r.randrange(1, 25)):
            steps.append(m.r.choice([f"x.add({element()})", f"x.discard({m.r.choice(items)})", f"x.discard({m.r.choice(items)})", "x.pop()" if m.r.random() < 0.4 else f"x.add({element()})", f"x |= {{{element()}, {element()}}}", f"x -= {{{m.r.choice(items)}}}"]))
        yield f"x = set([{', '.join(items)}]); {'; '.join(steps)}; x"
        yield f"x = set([{', '.join(items)}]); {'; '.join(steps)}; (list(x), set(x), x.copy(), len(x))"
    for text in ("set('hello world')", "set(range(30))", "{1, 2} | {3}", "set()", "frozenset()", "x = set(); x.pop()", "{1}.remove(2)", "{frozenset([1]): 2}", "{1, True, 1.0}", "{0, False}", "set([[]])", "{1, 2}.add(3)", "frozenset([1]) | {2}", "{2} | frozenset([1])", "{1} < {1, 2}", "set('abc') & set('bcd')", "{1}.union('ab')", "{1, 'a', (1, 2), None}" if 0 else "{1, 'a', (1, 2)}", "{frozenset([1])} == {frozenset([1])}", "set([1]) in {frozenset([1])}", "x = {1, 2, 3}; x &= x; x", "x = {1, 2, 3}; x -= x; x", "x = {1, 2, 3}; x ^= x; x"):
        yield text
    for n in (10, 100, 1000):
        yield f"set(range(0, {n * 7}, 7))"


def conversions():
    m = Make(12)
    texts = ["0", "12", "-12", "+5", " 42 ", "1_000", "1__0", "_1", "1_", "", " ", "abc", "0x1f", "0b101", "0o17", "0X1F", "1e5", "1.5", ".5", "5.", ".", "1e", "e5", "inf", "-inf", "nan", "Infinity", "INF", "+nan", "1e400", "-1e400", "1e-400", "0x", "٣٤", "１２", "²", "½", "1 2", "\\t7\\n", "1,000", "--1", "+-1", "0_1", "00", "007", "9" * 30, "1.7976931348623159e308", "0.1e1_0", "1_0.5_0", "1._5", "1_.5", "true", "None"]
    for text in texts:
        yield f'int("{text}")'
        yield f'float("{text}")'
        for base in (0, 2, 8, 10, 16, 36, 1, 37, -1):
            yield f'int("{text}", {base})'
        yield f'complex("{text}")'
        yield f'int(b"{text}")' if text.isascii() else "0"
    for text in ("1+2j", "1j", "-1j", "j", "+j", "1e5-2.5e-3j", "(1+2j)", " 1+2j ", "1 + 2j", "1+2", "1+2i", "nan+infj", "1e+5j", "()", "1_0j"):
        yield f'complex("{text}")'
    for make in (m.int, m.float, m.bool, m.str, m.list, m.bytes, lambda: "None", lambda: "1j"):
        for kind in ("int", "float", "str", "bool", "list", "tuple", "set", "complex", "repr", "bytes"):
            for _ in range(6):
                yield f"{kind}({make()})"
    for _ in range(400):
        yield m.float()
        yield f"str({m.r.random() * 10 ** m.r.randrange(-30, 40)!r})"
        yield f"int({m.float()})"
        yield f"float({m.r.randrange(10 ** m.r.randrange(1, 40))})"
        yield f"float('{m.r.randrange(10 ** 20)}.{m.r.randrange(10 ** 20)}e{m.r.randrange(-40, 40)}')"
    for text in ("int()", "float()", "str()", "bool()", "list()", "tuple()", "dict()", "set()", "complex()", "complex(1)", "complex(1, 2)", "complex('1', 2)", "complex(1, '2')", "complex(1j, 2j)", "complex(real=1, imag=2)", "int('5', base=8)", "int(5, 2)", "int(x=5)", "int(1, 2, 3)", "str(b'abc')", "str(b'abc', 'utf-8')", "str('a', 'utf-8')", "str(object=5)", "str(1, 2)", "float(1, 2)", "bool(1, 2)", "list(1, 2)", "list(5)", "tuple(5)", "float.fromhex('0x1.8p3')", "float.fromhex('-0x1p-1074')", "float.fromhex('zz')", "float.fromhex('1.8')", "float.fromhex('inf')", "float.fromhex('0x1p1024')", "range()", "range(1, 2, 3, 4)", "range(1.5)", "range('a')", "slice()", "int('1' * 4300) > 0", "int('1' * 4301)", "str(10 ** 4299) > ''", "str(10 ** 4300)", "frozenset(5)", "int.from_bytes([1, 2], 'big')"):
        yield text


def errors():
    m = Make(13)
    methods = {
        "'abc'": "capitalize center count encode endswith expandtabs find format format_map index isalnum join ljust lower lstrip partition removeprefix replace rfind rindex rjust rpartition rsplit rstrip split splitlines startswith strip swapcase title translate upper zfill nothing".split(),
        "[1, 2]": "append clear copy count extend index insert pop remove reverse sort nothing".split(),
        "(1, 2)": "count index nothing".split(),
        "{'a': 1}": "clear copy get items keys pop popitem setdefault update values nothing".split(),
        "{1, 2}": "add clear copy difference discard intersection isdisjoint issubset pop remove symmetric_difference union update nothing".split(),
        "(5)": "bit_length conjugate to_bytes nothing".split(),
        "1.5": "is_integer as_integer_ratio hex nothing".split(),
    }
    for receiver, names in methods.items():
        for name in names:
            for args in ("", "1", "'a'", "None", "1, 2", "'a', 'b'", "[]", "1.5", "1, 2, 3", "1, 2, 3, 4", "x=1"):
                yield f"{receiver}.{name}({args})"
    for _ in range(350):
        yield f"{m.any()}[{m.any()}]"
        yield f"x = {m.any()}; x[{m.any()}] = 1; x"
        yield f"x = {m.any()}; del x[{m.any()}]; x"
    for _ in range(150):
        yield f"{m.any()} in {m.any()}"
        yield f"{m.any()} < {m.any()}"
        yield f"iter({m.any()}) and 1" if 0 else f"len({m.any()})"
        yield f"next({m.any()})"
        yield f"a, b, c = {m.any()}; a"
        yield f"hash({m.any()}) and None" if 0 else f"abs({m.any()})"
        yield f"-{m.any()}"
        yield f"round({m.any()}, {m.any()})"
        yield f"divmod({m.any()}, {m.any()})"
        yield f"{m.any()} * {m.any()}"
    for text in ("'a' * 10 ** 20", "[1] * 10 ** 20", "'a' * (1 << 40)", "[0] * (1 << 40)", "'x'.ljust(10 ** 12)", "'x'.zfill(10 ** 12)", "'%1000000000000d' % 1", "format(1, '1000000000000')", "bytes(10 ** 12)", "list(range(10 ** 12))", "1 << 10 ** 12", "'abc'.replace('', 'x' * 1000).replace('x', 'y' * 10 ** 7) and 0" if 0 else "0", "2 ** 10 ** 10"):
        if not text.startswith(("list(range", "1 << 10", "2 ** 10 **", "'a' * (1", "[0] * (1", "'x'", "'%1000", "format(1, '1000", "bytes(10")):
            yield text


# Messages that depend on the machine or on addresses are left out, and so are hashes of NaN and None.
def usable(text, result):
    if result is None or text == "hash(nan)":
        return False
    return "0x7f" not in result and " at 0x" not in result and len(result) < 4000 and "_iterator object" not in result


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for make in (arithmetic, bytes_methods, comparisons, containers, conversions, errors, format_specs, percent, sets, slices, str_format, str_methods, unicode):
        rows, seen = [], set()
        for text in make():
            if text in seen:
                continue
            seen.add(text)
            result = result_of(text)
            if usable(text, result):
                rows.append([text, result])
        path = OUT / f"{make.__name__}.json"
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        path.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
        print(f"{path.name}: {len(rows)} rows, {path.stat().st_size} bytes")


main()
