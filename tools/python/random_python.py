"""Compares random programs with CPython 3.11: `PYTHONHASHSEED=0 python3.11 tools/python/random_python.py BINARY [N [SEED]]`.

BINARY is the example `rows` of the crate `python`. Programs are made in lots of 400 from a fixed seed, run here and
there, and those that print something else are shown. What CPython itself refuses or what takes long is left out.
"""
import contextlib
import io
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import traceback
import warnings

assert sys.version_info[:2] == (3, 11) and os.environ.get("PYTHONHASHSEED") == "0"
warnings.simplefilter("ignore")
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
LOT = 400


class Maker:
    """Makes the lines of one program; names are those that are certainly bound."""

    def __init__(self, seed):
        self.r = random.Random(seed)
        self.names = []
        self.functions = []
        self.classes = []
        self.n = 0

    def fresh(self, prefix="v"):
        self.n += 1
        return f"{prefix}{self.n}"

    def pick(self, *makers):
        return self.r.choice(makers)()

    # Expressions.
    def int(self):
        return str(self.r.choice([0, 1, 2, 3, 5, 7, 10, -1, -4, 100, 255, 2**31, 2**63, -2**64, 10**20, self.r.randrange(1000)]))

    def float(self):
        return repr(self.r.choice([0.0, 0.5, 1.5, -2.25, 1e16, 1e-7, 3.14159, 100.0, 2.675, -0.0, self.r.uniform(-1000, 1000)]))

    def str(self):
        return repr(self.r.choice(["", "a", "abc", "Hello World", "a,b;c", " pad ", "x=1", "日本", "é", "line\nnext", "tab\t", "10", "3.5", "it's", 'q"', "{}", "%s", "AbC"]))

    def list(self, depth=0):
        return "[" + ", ".join(self.expr(depth + 1) for _ in range(self.r.randrange(4))) + "]"

    def tuple(self, depth=0):
        items = [self.expr(depth + 1) for _ in range(self.r.randrange(4))]
        return "(" + ", ".join(items) + ("," if len(items) == 1 else "") + ")"

    def dict(self, depth=0):
        return "{" + ", ".join(f"{self.pick(self.int, self.str)}: {self.expr(depth + 1)}" for _ in range(self.r.randrange(4))) + "}"

    def set(self):
        items = [self.int() for _ in range(self.r.randrange(1, 4))]
        return "{" + ", ".join(items) + "}"

    def name(self):
        return self.r.choice(self.names) if self.names else self.int()

    def binary(self, depth):
        op = self.r.choice(["+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>", "and", "or", "+", "+", "*"])
        right = self.r.choice(["0", "1", "2", "3"]) if op in ("**", "<<", ">>", "*") else self.expr(depth + 1)
        return f"({self.expr(depth + 1)} {op} {right})"

    def compared(self, depth):
        ops = ["<", "<=", "==", "!=", ">", ">=", "is", "in", "not in", "is not"]
        text = self.expr(depth + 1)
        for _ in range(self.r.choice([1, 1, 1, 2])):
            text += f" {self.r.choice(ops)} {self.expr(depth + 1)}"
        return f"({text})"

    def subscript(self, depth):
        index = self.r.choice(["0", "-1", "1", "1:", ":2", "::-1", "::2", "-2:", "5", "'a'", "1:3"])
        return f"{self.pick(self.str, lambda: self.list(depth + 1), lambda: self.tuple(depth + 1), self.name, lambda: self.dict(depth + 1))}[{index}]"

    def called(self, depth):
        r = self.r
        one = lambda: self.expr(depth + 1)
        seq = lambda: self.pick(lambda: self.list(depth + 1), lambda: self.tuple(depth + 1), self.str, self.name, lambda: f"range({r.randrange(6)})", lambda: self.dict(depth + 1), self.set)
        forms = [lambda: f"{r.choice(['len', 'sum', 'min', 'max', 'sorted', 'list', 'tuple', 'any', 'all', 'set', 'repr', 'str', 'bool', 'next', 'dict', 'frozenset'])}({seq()})",
                 lambda: f"{r.choice(['int', 'float', 'str', 'abs', 'repr', 'type', 'bool', 'hash', 'chr', 'hex', 'bin', 'ord', 'callable', 'ascii', 'complex'])}({one()})".replace("hash(", "len("),
                 lambda: f"round({self.pick(self.float, self.int, self.name)}, {r.randrange(-2, 4)})",
                 lambda: f"divmod({one()}, {r.choice(['2', '3', '-7', '0', '1.5'])})",
                 lambda: f"sorted({seq()}, key={r.choice(['str', 'lambda q: -q', 'repr', 'len', 'abs'])}, reverse={r.choice(['True', 'False'])})",
                 lambda: f"list(map({r.choice(['str', 'lambda q: q * 2', 'len', 'int', 'repr'])}, {seq()}))",
                 lambda: f"list(filter({r.choice(['None', 'lambda q: q', 'str'])}, {seq()}))",
                 lambda: f"list(zip({seq()}, {seq()}))",
                 lambda: f"list(enumerate({seq()}, {r.randrange(3)}))",
                 lambda: f"list(reversed({seq()}))",
                 lambda: f"isinstance({one()}, {r.choice(['int', 'str', '(int, float)', 'list', 'bool', 'dict', 'type(None)', 'int | str'])})",
                 lambda: f"max({one()}, {one()})",
                 lambda: f"functools.reduce(lambda a, b: {r.choice(['a + b', '(a, b)', 'b', 'a * b'])}, {seq()})",
                 lambda: f"list(itertools.chain({seq()}, {seq()}))",
                 lambda: f"collections.Counter({seq()})",
                 lambda: f"json.dumps({one()})",
                 lambda: f"re.findall({r.choice([repr('[a-z]+'), repr('.'), repr('[0-9]'), repr('(a)|(b)')])}, {self.pick(self.str, self.name)})"]
        if self.functions:
            name, n = r.choice(self.functions)
            forms += [lambda: f"{name}({', '.join(one() for _ in range(n if r.random() < 0.9 else n + 1))})"] * 4
        if self.classes:
            forms += [lambda: f"{r.choice(self.classes)}({one()}){r.choice(['', '.v', '.get()', ' == 1', '.missing', '.total'])}"] * 3
        return r.choice(forms)()

    def method(self, depth):
        r = self.r
        on_str = ["upper()", "lower()", "split()", "split(',')", "strip()", "title()", "replace('a', 'b')", "find('b')", "count('a')", "startswith('a')", "join(['x', 'y'])", "center(9, '*')", "zfill(5)", "partition(',')", "isdigit()", "encode()", "format(1, 2)", "swapcase()", "rjust(6)", "splitlines()", "index('a')", "capitalize()", "isalpha()", "rsplit(None, 1)", "endswith(('c', 'd'))", "casefold()", "expandtabs(4)"]
        on_list = ["count(1)", "index(1)", "copy()", "pop()", "append(1)", "sort()", "reverse()", "extend('ab')", "insert(1, 'x')", "remove(1)", "clear()"]
        on_dict = ["get('a')", "get(1, 'no')", "keys()", "items()", "values()", "copy()", "pop('a', 0)", "setdefault('k', [])", "update(b=2)", "popitem()"]
        return r.choice([lambda: f"{self.pick(self.str, self.name)}.{r.choice(on_str)}", lambda: f"{self.pick(lambda: self.list(depth + 1), self.name)}.{r.choice(on_list)}", lambda: f"{self.pick(lambda: self.dict(depth + 1), self.name)}.{r.choice(on_dict)}"])()

    def comprehension(self, depth):
        r = self.r
        x, y = self.fresh("c"), self.fresh("c")
        source = self.pick(lambda: f"range({r.randrange(5)})", lambda: self.list(depth + 1), self.str, self.name)
        self.names.append(x)
        item = self.expr(depth + 1)
        condition = f" if {self.expr(depth + 1)}" if r.random() < 0.4 else ""
        second = f" for {y} in {self.pick(lambda: 'range(2)', self.str)}" if r.random() < 0.2 else ""
        self.names.remove(x)
        body = f"{item} for {x} in {source}{second}{condition}"
        return r.choice([f"[{body}]", f"list({body})", f"{{{x}: {body}}}", f"sum(1 for {x} in {source}{condition})", f"tuple({body})", f"any({body})"])

    def fstring(self, depth):
        spec = self.r.choice(["", "", "!r", ":>8", ":<6", ":^7", ":05", ":.2f", ":,", ":x", ":e", "=", ":.3", ":+", ":%", ":s", "!s:>6", ":d", ":_"])
        inner = self.pick(self.int, self.float, self.name, lambda: f"len({self.str()})" if "'" not in self.str() else "1")
        inner = inner if not set("'\"\\{}:!") & set(inner) else "1"
        return f"f'<{{{inner}{spec}}}>'"

    def percent(self, depth):
        return f"'{self.r.choice(['%s', '%d', '%5.2f', '%r', '%x', '%-6s|', '%05d', '%%', '%c', '%e', '%s %s', '%(a)s'])}' % {self.expr(depth + 1)}"

    def lambda_(self, depth):
        x = self.fresh("p")
        self.names.append(x)
        body = self.expr(depth + 1)
        self.names.remove(x)
        return f"(lambda {x}{self.r.choice(['', '=3'])}: {body})({self.expr(depth + 1)})"

    def expr(self, depth=0):
        r = self.r
        if depth > 3 or r.random() < 0.25:
            return self.pick(self.int, self.float, self.str, self.name, self.name, lambda: r.choice(["None", "True", "False"]))
        return r.choice([lambda: self.list(depth), lambda: self.tuple(depth), lambda: self.dict(depth), self.set,
                         lambda: self.binary(depth), lambda: self.binary(depth), lambda: self.compared(depth), lambda: self.subscript(depth),
                         lambda: self.called(depth), lambda: self.called(depth), lambda: self.method(depth), lambda: self.method(depth),
                         lambda: self.comprehension(depth), lambda: self.fstring(depth), lambda: self.percent(depth), lambda: self.lambda_(depth),
                         lambda: f"({self.expr(depth + 1)} if {self.expr(depth + 1)} else {self.expr(depth + 1)})",
                         lambda: f"(not {self.expr(depth + 1)})", lambda: f"(-{self.expr(depth + 1)})"])()

    # Statements.
    def block(self, depth, n=None):
        known = len(self.names)
        lines = [line for _ in range(n or self.r.randint(1, 3)) for line in self.statement(depth)]
        del self.names[known:]
        return ["    " + line for line in lines]

    def assign(self):
        name = self.r.choice(self.names) if self.names and self.r.random() < 0.3 else self.fresh()
        line = f"{name} = {self.expr()}"
        if name not in self.names:
            self.names.append(name)
        return [line]

    def guarded(self, lines):
        kind = self.r.choice(["Exception", "Exception", "(TypeError, ValueError, KeyError, IndexError, AttributeError, ZeroDivisionError)"])
        extra = self.r.choice([[], [], ["else:", "    print('fine')"], ["finally:", "    print('end')"]])
        return ["try:", *("    " + line for line in lines), f"except {kind} as e:", "    print(type(e).__name__, e)", *extra]

    def function(self, depth):
        r = self.r
        name, n = self.fresh("f"), r.randrange(3)
        params = [self.fresh("a") for _ in range(n)]
        known = list(self.names)
        self.names += params
        body = self.block(depth + 1)
        result = self.expr()
        self.names = known
        kind = r.choice(["return", "return", "return", "yield"])
        lines = [f"def {name}({', '.join(params)}{r.choice(['', '', ', *rest', ', k=1'])}):".replace("(, ", "("), *body, f"    {kind} {result}"]
        self.functions.append((name, n))
        return lines

    def klass(self, depth):
        r = self.r
        name = self.fresh("K")
        base = f"({r.choice(self.classes)})" if self.classes and r.random() < 0.4 else r.choice(["", "", "", "(dict)", "(Exception)", "(list)"])
        lines = [f"class {name}{base}:", "    def __init__(self, v):", f"        {'super().__init__(v)' if base.startswith('(K') else 'pass'}", "        self.v = v"]
        for extra in r.sample([["    def get(self):", "        return self.v"], ["    @property", "    def total(self):", "        return (self.v, 1)"], ["    def __eq__(self, o):", "        return self.v == o"], ["    def __repr__(self):", f"        return '{name}<%r>' % (self.v,)"], ["    def __len__(self):", "        return 3"], ["    def __getitem__(self, i):", "        return (i, self.v)"], ["    def __add__(self, o):", "        return self.v + o"], ["    def __call__(self, *a, **k):", "        return a, k"], ["    def __iter__(self):", "        yield self.v", "        yield 2"], ["    def __bool__(self):", "        return False"], ["    def __contains__(self, x):", "        return x == 1"], ["    def __str__(self):", "        return 'text'"], ["    def __lt__(self, o):", "        return True"], ["    def __getattr__(self, n):", "        return n.upper()"], ["    def __format__(self, s):", "        return 'F' + s"], ["    def __enter__(self):", "        return self", "    def __exit__(self, *a):", "        print('exit', a[0])", "        return True"]], r.randint(1, 5)):
            lines += extra
        self.classes.append(name)
        return lines

    def match(self, depth):
        subject = self.expr()
        lines = [f"match {subject}:"]
        for pattern in self.r.sample(["0 | 1", "int(n)", "str()", "[]", "[a]", "[a, *b]", "(a, b)", "{'a': a}", "{}", "None", "True", "float() as f", "[1, _]", "{1: x, **rest}", "'abc'"], 3):
            lines += [f"    case {pattern}:", f"        print({pattern!r})"]
        return lines + ["    case _:", "        print('other')"]

    def statement(self, depth=0):
        r = self.r
        forms = [self.assign, self.assign, lambda: [f"print({self.expr()})"], lambda: [f"print({self.expr()}, {self.expr()}, sep={self.str()})"]]
        if self.names:
            forms.append(lambda: [f"{self.name()} {r.choice(['+=', '-=', '*=', '//=', '|='])} {r.choice(['1', '2', '3'])}"])
            forms.append(lambda: [f"{self.name()}[{r.choice(['0', '-1', repr('a'), '1:2'])}] = {self.expr()}"])
            forms.append(lambda: [f"x0, *x1 = {self.expr()}", "print(x0, x1)"])
            forms.append(lambda: [f"print({self.fresh('w')} := {self.expr()})"])
        if depth < 2:
            forms += [lambda: [f"if {self.expr()}:", *self.block(depth + 1), "else:", *self.block(depth + 1)],
                      lambda: [f"for i{depth} in {self.pick(lambda: f'range({r.randrange(4)})', lambda: self.list(), self.str, lambda: self.dict())}:", *self.block(depth + 1), *r.choice([[], [f"    {r.choice(['break', 'continue'])}"], ["else:", "    print('whole')"]])],
                      lambda: [f"n{depth} = 0", f"while n{depth} < {r.randrange(4)}:", f"    n{depth} += 1", *self.block(depth + 1)],
                      lambda: self.function(depth), lambda: self.klass(depth), lambda: self.match(depth),
                      lambda: [f"with contextlib.suppress(Exception):", *self.block(depth + 1)],
                      lambda: ["assert " + self.expr() + r.choice(["", ", 'said'"])]]
        lines = r.choice(forms)()
        return self.guarded(lines) if r.random() < 0.7 else lines

    def program(self):
        lines = ["import collections, contextlib, functools, itertools, json, re"]
        for _ in range(self.r.randint(3, 9)):
            lines += self.statement()
        return "\n".join(lines) + "\n"


class TooLong(BaseException):
    pass


def too_long(*_):
    raise TooLong


def run(text):
    """What a program prints, and the last line of its traceback; `None` if it is none for here."""
    out, last = io.StringIO(), ""
    signal.signal(signal.SIGALRM, too_long)
    try:
        code = compile(text, "program.py", "exec")
        with contextlib.redirect_stdout(out):
            signal.setitimer(signal.ITIMER_REAL, 0.5)
            try:
                exec(code, {"__name__": "__main__"})
            except Exception as error:
                last = "".join(traceback.format_exception_only(error)).rstrip("\n")
            finally:
                signal.setitimer(signal.ITIMER_REAL, 0)
    except (TooLong, SyntaxError, MemoryError, RecursionError):
        return None
    if len(out.getvalue()) > 20000 or "MemoryError" in out.getvalue() + last:
        return None
    return [ADDRESS.sub("0x<addr>", out.getvalue()), ADDRESS.sub("0x<addr>", last)]


def main(binary, n=2000, seed=1):
    n_rows = n_wrong = 0
    for begin in range(int(seed) * 1000000, int(seed) * 1000000 + int(n), LOT):
        rows = []
        for one in range(begin, begin + LOT):
            text = Maker(one).program()
            result = run(text)
            if result is not None:
                rows.append([text, *result])
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(rows, file)
            file.flush()
            done = subprocess.run([binary, file.name], capture_output=True, text=True)
        *shown, summary = done.stdout.rsplit("\n", 2)[:-1] or ["", ""]
        if not re.search(r": 0 of", summary):
            print("\n".join(shown))
        wrong = re.search(r": (\d+) of", summary)
        n_rows += len(rows)
        n_wrong += int(wrong[1]) if wrong else len(rows)
        if not wrong:
            print("ended early:", done.stderr[-2000:])
    print(f"{n_wrong} of {n_rows} programs differ")


if __name__ == "__main__":
    main(*sys.argv[1:])
