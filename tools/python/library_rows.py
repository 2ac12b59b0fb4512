"""The rows of `record_library.py` about numbers, containers and functions."""
import itertools
import random

NUMBERS = ["0", "1", "-1", "2", "7", "-3", "10", "100", "0.0", "-0.0", "0.5", "-0.5", "1.5", "2.5", "-2.5", "3.7", "1e-9", "1e10", "1e300", "10**20", "True", "float('inf')", "float('-inf')", "float('nan')", "'1'", "None", "Fraction(1, 3)", "Decimal('1.25')"]
ONE = "acos acosh asin asinh atan atanh ceil cos cosh degrees erf exp exp2 expm1 fabs factorial floor frexp isfinite isinf isnan isqrt log log10 log1p log2 modf radians sin sinh sqrt tan tanh trunc ulp".split()
TWO = "atan2 comb copysign fmod gcd hypot isclose lcm ldexp log nextafter perm pow remainder".split()


def maths():
    for name, x in itertools.product(ONE, NUMBERS):
        yield f"math.{name}({x})"
    pairs = ["0", "1", "-1", "3", "-7", "12", "0.5", "-2.5", "1e300", "float('inf')", "float('nan')", "10**20", "'a'", "None"]
    for name in TWO:
        for x, y in itertools.product(pairs, pairs):
            if (hash_of(name + x + y)) % 3 == 0:
                yield f"math.{name}({x}, {y})"
    for what in ["math.pi", "math.e", "math.tau", "math.inf", "math.nan", "math.fsum([0.1] * 10)", "math.fsum([1e16, 1, -1e16])", "math.fsum([1e308, 1e308])", "math.fsum(['a'])", "math.prod([1, 2, 3])", "math.prod([], start=5)", "math.prod([1.5, 2])", "math.dist((0, 0), (3, 4))", "math.dist([1], [1, 2])", "math.hypot()", "math.hypot(1, 2, 3)", "math.gcd()", "math.gcd(12, 18, 24)", "math.lcm(4, 6)", "math.lcm()", "math.isclose(1, 1 + 1e-10)", "math.isclose(1, 1.1, rel_tol=0.2)", "math.isclose(0, 1e-5, abs_tol=1e-4)", "math.isclose(1, 1, rel_tol=-1)", "math.log(8, 2)", "math.log(100, 10)", "math.log(0)", "math.log(-1)", "math.log(10**400)", "math.log2(2**1000)", "math.log10(10**300)", "math.sqrt()", "math.sqrt(1, 2)", "math.factorial(20)", "math.factorial(30)", "math.factorial(5.0)", "math.comb(5, 2)", "math.comb(5, 7)", "math.perm(5)", "math.perm(5, 2)", "math.comb(-1, 2)", "math.exp(1000)", "math.pow(0, -1)", "math.pow(-8, 1/3)", "math.ceil(-0.5)", "math.floor(1e300)", "math.trunc(-2.7)", "math.isqrt(10**30)", "math.modf(-3.25)", "math.frexp(8.0)", "math.ldexp(1, 2000)", "math.nextafter(1, 2)", "math.ulp(1)", "math.copysign(1, -0.0)", "math.sumprod" if False else "math.radians(180)", "math.foo", "math.cos(math.pi)", "math.tan(math.pi / 2)", "math.degrees(math.pi)"]:
        yield what
    r = random.Random(3)
    for _ in range(250):
        x = round(r.uniform(-20, 20), r.randint(0, 6))
        yield f"math.{r.choice(ONE)}({x})"
        yield f"math.{r.choice(['atan2', 'fmod', 'hypot', 'pow', 'remainder', 'copysign'])}({x}, {round(r.uniform(-5, 5), 3)})"


def hash_of(text):
    value = 7
    for character in text:
        value = (value * 31 + ord(character)) % 1000003
    return value


def containers():
    c = "c = Counter('abracadabra')\n"
    for what in ["c", "c.most_common()", "c.most_common(2)", "c.most_common(0)", "c.most_common(-1)", "c['a']", "c['z']", "sorted(c.elements())", "c.total()", "c + Counter('ab')", "c - Counter('aab')", "c & Counter('aab')", "c | Counter('zz')", "+Counter(a=-1, b=2)", "-Counter(a=-1, b=2)", "c.update('aaa')\nc", "c.update({'a': 1}, b=2)\nc", "c.subtract('aaaaaaa')\nc", "c.subtract(a=1)\nc['a']", "c['x'] += 1\nc", "del c['a']\nc", "del c['zzz']\nc", "c.pop('a')", "c.pop('zz')", "c.pop('zz', 0)", "dict(c)", "list(c)", "c.items()", "c.keys()", "c.values()", "len(c)", "sum(c.values())", "max(c, key=c.get)", "c.copy() == c", "c == dict(c)", "c <= Counter('abracadabraz')", "c < c", "Counter('ab') >= Counter('a')", "Counter(a=1) == Counter(a=1, b=0)", "Counter()", "Counter(None)", "Counter(a=2, b=3)", "Counter({'a': 1}, b=2)", "Counter([1, 1, 2])", "Counter(5)", "Counter([[1]])", "Counter('a', 'b')", "c.fromkeys('ab')", "c.get('q', 0)", "c.setdefault('n', 5)", "c.clear()\nc", "c += Counter('a')\nc", "c -= Counter('aaaaa')\nc", "c |= Counter('zz')\nc", "c &= Counter('ab')\nc", "'a' in c", "repr(Counter(x=1.5))", "sorted(c.items(), key=lambda kv: (-kv[1], kv[0]))", "Counter('a') + {'a': 1}", "c.most_common('a')", "isinstance(c, dict)", "Counter(dict(a=None))", "{**c}", "c | {'z': 1}", "Counter(b=1, a=1, c=1).most_common()", "Counter(w for w in 'a b a'.split())", "bool(Counter())", "c.most_common(n=1)", "type(c + c)", "hash(c)", "Counter(range(3)) + Counter(range(2))"]:
        yield c + what
    d = "d = defaultdict(list, {'a': [1]})\n"
    for what in ["d", "d['b'].append(2)\nd", "d['b']", "d.get('q')\nd", "d.default_factory", "defaultdict()", "defaultdict(int)['x']", "defaultdict(None)['x']", "defaultdict(lambda: 5)['x']", "defaultdict(1)", "defaultdict(int, a=1)", "defaultdict(int, [('a', 1)])", "d.copy()", "dict(d)", "d | {'z': []}", "'q' in d", "d.pop('q')", "d.pop('q', 1)", "d.setdefault('n', [3])", "len(d)", "d == {'a': [1]}", "repr(defaultdict(set, {1: {2}}))", "x = defaultdict(lambda: defaultdict(int))\nx['a']['b'] += 1\nx['a']", "x = defaultdict(int)\nfor w in 'abca': x[w] += 1\nx", "x = defaultdict(int)\nfor w in 'abca':\n    x[w] += 1\n\nsorted(x.items())", "d.__missing__('k')", "d.default_factory = None\nd['zz']", "type(d)", "isinstance(d, dict)", "defaultdict(dict)['a']['b']", "list(d.items())", "d.update(b=2)\nd", "defaultdict(int).__class__.__name__", "defaultdict(list, {}, a=1)", "defaultdict(int, 1)"]:
        yield d + what
    q = "q = deque([1, 2, 3], maxlen=4)\n"
    for what in ["q", "deque()", "deque('ab')", "q.append(4)\nq.append(5)\nq", "q.appendleft(0)\nq.appendleft(9)\nq", "q.pop()", "q.popleft()", "deque().pop()", "deque().popleft()", "q.extend([7, 8])\nq", "q.extendleft([7, 8])\nq", "q.rotate()\nq", "q.rotate(-1)\nq", "q.rotate(5)\nq", "q[0], q[-1]", "q[5]", "q[0] = 9\nq", "del q[0]\nq", "q[0:1]", "len(q)", "list(q)", "q.maxlen", "q.count(1)", "q.index(2)", "q.index(9)", "q.remove(2)\nq", "q.remove(9)", "q.insert(1, 5)\nq", "q.append(4)\nq.insert(0, 5)", "q.reverse()\nq", "q.copy()", "q.clear()\nq", "q + deque([9])", "q * 2", "deque([1]) == deque([1])", "deque([1, 2]) < deque([1, 3])", "2 in q", "deque([1], 0)", "deque([1], -1)", "deque([1], 'a')", "deque(5)", "deque(maxlen=2)", "reversed(q)", "list(reversed(q))", "q == [1, 2, 3]", "hash(q)", "q += [5]\nq", "sum(q)", "deque([[1]])", "bool(deque())", "q.maxlen = 5", "for x in q: q.append(1)" if False else "iter(q)", "q.index(3, 1)", "q.index(1, 1)", "deque(range(5), 3)", "isinstance(q, list)", "q.appendleft()", "q['a']", "sorted(q, reverse=True)"]:
        yield q + what
    o = "o = OrderedDict([('b', 1), ('a', 2), ('c', 3)])\n"
    for what in ["o", "OrderedDict()", "OrderedDict(x=1)", "o.move_to_end('b')\no", "o.move_to_end('c', last=False)\no", "o.move_to_end('z')", "o.popitem()", "o.popitem(last=False)", "OrderedDict().popitem()", "o == OrderedDict(a=2, b=1, c=3)", "o == dict(a=2, b=1, c=3)", "list(reversed(o))", "o.copy()", "o | {'d': 4}", "o.pop('a')", "o.pop('q')", "o.keys()", "o.items()", "o.values()", "o.update(a=9)\no", "o['a'] = 5\no", "del o['a']\no", "o.fromkeys([1, 2])", "o.setdefault('n')", "OrderedDict(sorted(o.items()))", "OrderedDict({'k': OrderedDict(a=1)})", "o['zz']", "len(o)", "isinstance(o, dict)", "dict(o)", "o.get('a')", "o.clear()\no", "OrderedDict(1)", "OrderedDict([1])"]:
        yield o + what
    n = "P = namedtuple('P', 'x y')\np = P(1, 2)\n"
    for what in ["p", "P", "p.x", "p[1]", "p.z", "p.x = 5", "p._asdict()", "p._replace(x=5)", "p._replace(z=1)", "P._fields", "P._make([3, 4])", "P._make([3])", "P(1)", "P(1, 2, 3)", "P(x=1, y=2)", "P(1, z=2)", "P(1, x=2)", "x, y = p\n(y, x)", "p == (1, 2)", "hash(p) == hash((1, 2))", "p + (3,)", "len(p)", "p < P(1, 3)", "sorted([P(2, 1), P(1, 2)])", "p._field_defaults", "p.count(1)", "p.index(2)", "isinstance(p, tuple)", "type(p).__name__", "type(p).__mro__", "P.__doc__", "P.x.__doc__" if False else "P.__name__", "namedtuple('Q', ['a', 'b'])(1, 2)", "namedtuple('Q', 'a, b')(1, 2)", "namedtuple('Q', 'a b', defaults=[5])(1)", "namedtuple('Q', 'a b', defaults=[5])._field_defaults", "namedtuple('Q', 'a a')", "namedtuple('Q', 'a 1')", "namedtuple('Q', 'a class')", "namedtuple('Q', 'a _b')", "namedtuple('Q', 'a a 1', rename=True)._fields", "namedtuple('1Q', 'a')", "namedtuple('Q', '')()", "namedtuple('Q', 'a', defaults=[1, 2])", "class S(P):\n    def total(self):\n        return self.x + self.y\n\ns = S(1, 2)\n(s, s.total(), s._replace(x=9))", "'%s-%s' % p", "f'{p.x}:{p}'", "dict(p._asdict())", "max([p, P(0, 9)], key=lambda q: q.y)", "list(map(P._make, [(1, 2), (3, 4)]))", "p.__class__", "p[0:1]", "P(*[1, 2])", "P(**{'x': 1, 'y': 2})", "p.__getnewargs__()" if False else "repr(P(None, 'a'))"]:
        yield n + what
    m = "m = ChainMap({'a': 1}, {'a': 2, 'b': 3})\n"
    for what in ["m", "m['a']", "m['b']", "m['z']", "m['n'] = 1\nm", "list(m)", "dict(m)", "m.maps", "m.new_child({'c': 1})", "m.parents", "len(m)", "'b' in m", "m.get('q', 0)", "del m['b']", "del m['a']\nm", "m.pop('a')", "sorted(m.items())", "ChainMap()"]:
        yield m + what
    for what in ["class D(UserDict):\n    pass\n\nd = D(a=1)\nd['b'] = 2\n(d, d.data, len(d), 'a' in d)", "class L(UserList):\n    pass\n\nl = L([1, 2])\nl.append(3)\n(l, l.data, l[0])", "UserString('abc').upper()"]:
        yield what


ITER = ["[]", "[1, 2, 3, 4]", "'abca'", "range(5)", "iter([1, 1, 2])", "(x for x in 'ab')", "{'k': 1}", "5", "None"]


def iterating():
    one = ["itertools.accumulate({0})", "itertools.chain({0}, 'z')", "itertools.chain.from_iterable([{0}, [9]])", "itertools.combinations({0}, 2)", "itertools.combinations_with_replacement({0}, 2)", "itertools.permutations({0}, 2)", "itertools.permutations({0})", "itertools.product({0}, [0, 1])", "itertools.product({0}, repeat=2)", "itertools.islice(itertools.cycle({0}), 5)", "itertools.islice({0}, 2)", "itertools.islice({0}, 1, 3)", "itertools.islice({0}, 0, None, 2)", "itertools.compress({0}, [1, 0, 1])", "itertools.takewhile(lambda x: x != 2, {0})", "itertools.dropwhile(lambda x: x == 1, {0})", "itertools.filterfalse(None, {0})", "itertools.filterfalse(lambda x: x == 1, {0})", "itertools.pairwise({0})", "itertools.zip_longest({0}, [9])", "itertools.zip_longest({0}, 'xy', fillvalue='-')", "itertools.starmap(pow, zip({0}, {0}))", "itertools.groupby({0})", "((k, list(g)) for k, g in itertools.groupby({0}))", "((k, list(g)) for k, g in itertools.groupby({0}, key=str))", "enumerate({0}, 1)", "zip({0}, 'ab')", "map(str, {0})", "filter(None, {0})", "reversed({0})", "sorted({0})", "zip({0}, 'abcdefg', strict=True)"]
    for form, x in itertools.product(one, ITER):
        yield f"list({form.format(x)})"
    for x in ITER:
        for f in ["sum", "min", "max", "any", "all", "len", "set", "tuple", "frozenset", "dict", "sorted", "list", "iter", "next"]:
            if f == "iter":
                continue
            yield f"{f}({x})"
        yield f"functools.reduce(lambda a, b: (a, b), {x})"
        yield f"functools.reduce(operator.add, {x}, {x})" if x != "5" else f"functools.reduce(operator.add, {x})"
        yield f"[list(i) for i in itertools.tee({x}, 2)]"
    for what in ["itertools.count(5)", "itertools.count(1, 2)", "itertools.count(1.5)", "list(itertools.islice(itertools.count(10, -3), 4))", "list(itertools.islice(itertools.count(0.5, 0.25), 4))", "itertools.count('a')", "itertools.repeat(3)", "itertools.repeat(3, 2)", "list(itertools.repeat('a', 3))", "list(itertools.repeat('a', -1))", "list(map(pow, range(4), itertools.repeat(2)))", "list(itertools.accumulate([1, 2, 3], operator.mul))", "list(itertools.accumulate([1, 2], initial=10))", "list(itertools.accumulate([3, 1, 4], max))", "list(itertools.islice('abc', -1))", "list(itertools.islice('abc', 'x'))", "list(itertools.islice('abc', 1, 2, 0))", "list(itertools.islice('abc'))", "list(itertools.combinations('abc', -1))", "list(itertools.combinations('abc', 0))", "list(itertools.product())", "list(itertools.product('ab', repeat=0))", "list(itertools.product('ab', repeat=-1))", "len(list(itertools.permutations(range(5))))", "list(itertools.chain())", "list(itertools.chain.from_iterable(['ab', 'c']))", "list(itertools.chain(1))", "itertools.chain('a')", "itertools.groupby('a')" if False else "itertools.chain", "itertools.tee([1])[0]" if False else "type(itertools.tee([1])[0])", "{k: len(list(g)) for k, g in itertools.groupby(sorted('abcab'))}", "g = itertools.groupby('aab')\nk, v = next(g)\nnext(g)\nlist(v)", "functools.reduce(max, [1, 5, 3])", "functools.reduce(lambda a, b: a, [])", "functools.reduce(lambda a, b: a)", "functools.partial(int, base=2)('101')", "p = functools.partial(pow, 2)\n(p(3), p.func, p.args, p.keywords)", "functools.partial(print, 'a', sep='-')", "functools.partial()", "functools.partial(5)", "functools.partial(max)(1, 2)", "sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a))", "@functools.lru_cache(maxsize=2)\ndef f(x):\n    return x * 2\n\n(f(1), f(1), f(2), f(3), f(1), f.cache_info())", "@functools.cache\ndef f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\n\n(f(50), f.cache_info())", "@functools.lru_cache\ndef f(x):\n    return x\n\nf([])", "@functools.wraps(len)\ndef f(x):\n    pass\n\n(f.__name__, f.__wrapped__ is len)", "@functools.total_ordering\nclass V:\n    def __init__(self, n):\n        self.n = n\n    def __eq__(self, o):\n        return self.n == o.n\n    def __lt__(self, o):\n        return self.n < o.n\n\n(V(1) <= V(2), V(1) > V(2), V(2) >= V(2))", "@functools.total_ordering\nclass V:\n    pass\n\n1", "class C:\n    @functools.cached_property\n    def v(self):\n        print('once')\n        return 5\n\nc = C()\n(c.v, c.v)", "@functools.singledispatch\ndef f(x):\n    return 'other'\n\n@f.register\ndef _(x: int):\n    return 'int'\n\n@f.register(str)\ndef _(x):\n    return 'str'\n\n(f(1), f('a'), f(1.5), f(True))", "functools.reduce(lambda d, k: {**d, k: d.get(k, 0) + 1}, 'aab', {})", "compose = lambda *fs: functools.reduce(lambda f, g: lambda x: g(f(x)), fs)\ncompose(str, len)(1234)"]:
        yield what
    twos = [("7", "2"), ("-7", "2"), ("1.5", "2"), ("'a'", "'b'"), ("[1]", "[2]"), ("'a'", "3"), ("1", "'a'"), ("{1}", "{2}"), ("True", "False"), ("None", "1"), ("0", "0")]
    for name in "add and_ concat contains countOf eq floordiv ge getitem gt iadd iand ifloordiv imod imul indexOf ior ipow is_ is_not isub itruediv ixor le lshift lt matmul mod mul ne or_ pow rshift sub truediv xor".split():
        for a, b in twos:
            yield f"operator.{name}({a}, {b})"
    for name in "abs index inv invert neg not_ pos truth length_hint".split():
        for a in ["5", "-2", "1.5", "'a'", "[]", "True", "None"]:
            yield f"operator.{name}({a})"
    for what in ["operator.itemgetter(1)([4, 5])", "operator.itemgetter(0, 2)('abc')", "operator.itemgetter('k')({'k': 1})", "operator.itemgetter('z')({'k': 1})", "operator.itemgetter(5)([1])", "operator.itemgetter(slice(1, 3))('abcd')", "operator.itemgetter()", "operator.attrgetter('real')(5)", "operator.attrgetter('real', 'imag')(5)", "operator.attrgetter('a.b')(5)", "operator.attrgetter('__class__.__name__')(5)", "operator.attrgetter(1)", "operator.methodcaller('upper')('a')", "operator.methodcaller('split', ',')('a,b')", "operator.methodcaller('split', sep='b')('abc')", "operator.methodcaller('nope')('a')", "operator.itemgetter(1)", "operator.itemgetter(0, 'a')", "operator.attrgetter('a', 'b.c')", "operator.methodcaller('f', 1, x=2)", "sorted([(2, 'a'), (1, 'b')], key=operator.itemgetter(0))", "max({'a': 1, 'b': 3}.items(), key=operator.itemgetter(1))", "operator.add", "operator.add(1)", "operator.setitem([1], 0, 5)", "a = [1, 2]\noperator.delitem(a, 0)\na", "operator.call(max, 1, 2)", "list(map(operator.mul, [1, 2], [3, 4]))", "operator.countOf([1, 2, 1], 1)", "operator.indexOf('abc', 'z')"]:
        yield what


def randoms():
    seeds = ["0", "1", "42", "-5", "10**30", "'abc'", "'é'", "1.5", "b'x'", "True", "None" if False else "123456789", "bytearray(b'q')", "(1, 2)", "2**32", "0.1", "''"]
    calls = ["random.random()", "random.randint(1, 10)", "random.randint(-5, 5)", "random.randrange(100)", "random.randrange(5, 50, 5)", "random.choice('abcdef')", "random.choice([1, 2, 3])", "random.choices('abc', k=5)", "random.choices([1, 2, 3], weights=[5, 1, 1], k=6)", "random.choices('ab', cum_weights=[1, 5], k=4)", "random.sample(range(100), 5)", "random.sample('abcdefgh', 3)", "random.sample(range(10**6), 4)", "random.sample([1, 2], 2, counts=[3, 2])", "random.uniform(1, 10)", "random.gauss(0, 1)", "random.gauss(mu=10, sigma=2)", "random.normalvariate(5, 2)", "random.lognormvariate(0, 1)", "random.expovariate(0.5)", "random.expovariate(-2)", "random.betavariate(2, 3)", "random.gammavariate(2, 3)", "random.gammavariate(0.5, 1)", "random.gammavariate(1, 2)", "random.paretovariate(3)", "random.weibullvariate(1, 2)", "random.triangular(0, 10, 3)", "random.triangular()", "random.vonmisesvariate(1, 2)", "random.vonmisesvariate(0, 0)", "random.getrandbits(8)", "random.getrandbits(100)", "random.getrandbits(0)", "random.randbytes(5)", "random.randint(0, 10**25)", "random.randrange(2**40)"]
    for seed, call in itertools.product(seeds, calls):
        if hash_of(seed + call) % 3 == 0 or seed in ("42", "'abc'"):
            yield f"random.seed({seed})\n[{call} for _ in range(3)]"
    for seed in seeds:
        yield f"random.seed({seed})\nx = list(range(20))\nrandom.shuffle(x)\nx"
        yield f"r = random.Random({seed})\n(r.random(), r.randint(1, 6), r.choice('abc'))"
    for what in ["random.choice([])", "random.choice(5)", "random.choice({1, 2})", "random.choice({'a': 1})", "random.randint(5, 1)", "random.randint(1.5, 3)", "random.randint('a', 1)", "random.randint(1)", "random.randrange(0)", "random.randrange(5, 5)", "random.randrange(1, 10, 0)", "random.randrange(1.5)", "random.sample([1, 2], 3)", "random.sample([1], -1)", "random.sample({1}, 1)", "random.sample([1, 2], 1.5)", "random.choices([], k=1)", "random.choices([1], k=0)", "random.choices([1, 2], weights=[0, 0])", "random.choices([1, 2], weights=[1])", "random.choices([1], [1], cum_weights=[1])", "random.shuffle((1, 2))", "random.shuffle('ab')", "random.getrandbits(-1)", "random.uniform('a', 1)", "random.gauss('a', 1)", "random.expovariate(0)", "random.seed([])", "random.seed(1)\ns = random.getstate()\na = random.random()\nrandom.setstate(s)\na == random.random()", "random.seed(1)\nrandom.seed(1)\nrandom.random()", "random.Random(5).random() == random.Random(5).random()", "random.seed(3)\nr = random.Random(3)\nrandom.random() == r.random()", "random.seed(0)\nsum(random.random() for _ in range(1000))", "random.seed(2)\nsorted(random.sample(range(50), 10))", "random.seed(a=7)\nrandom.random()", "random.seed('a', version=2)\nrandom.random()", "random.seed('a', 1)\nrandom.random()", "random.seed(1)\n[random.gauss(0, 1) for _ in range(4)]", "random.seed(9)\n[round(random.uniform(20, 30), 2) for _ in range(5)]", "random.seed(9)\nrandom.choice(list({'a': 1, 'b': 2}.keys()))", "random.seed(9)\n''.join(random.choice('xyz') for _ in range(12))", "random.seed(9)\n[random.randint(0, 1) for _ in range(30)]", "random.seed(5)\nrandom.sample(list('abcdefghijklmnopqrstuvwxyz'), 26)", "random.seed(5)\nrandom.sample(range(30), 25)"]:
        yield what


DECIMALS = ["'0'", "'1'", "'-1.50'", "'3.14159'", "'1E+5'", "'1e-10'", "'100'", "'0.1'", "'123456789.987654321'", "'NaN'", "'Infinity'", "'-0'", "'12345678901234567890123456789012345'", "'2.5'", "'0.00'"]


def decimals():
    for a, b in itertools.product(DECIMALS, DECIMALS):
        for op in ["+", "-", "*", "/", "//", "%", "<", "==", "**"]:
            if hash_of(a + op + b) % 4 == 0:
                yield f"Decimal({a}) {op} Decimal({b})"
    for a in DECIMALS:
        for what in ["", ".quantize(Decimal('0.01'))", ".quantize(Decimal('1'))", ".quantize(Decimal('0.1'), rounding=ROUND_DOWN)", ".quantize(Decimal('0.1'), ROUND_HALF_UP)", ".normalize()", ".sqrt()", ".as_tuple()", ".is_nan()", ".is_zero()", ".is_signed()", ".is_infinite()", ".is_finite()", ".adjusted()", ".to_integral_value()", ".copy_abs()", ".copy_negate()", ".compare(Decimal(1))", ".max(Decimal(2))", ".min(Decimal(2))", ".ln()", ".log10()", ".exp()", ".to_eng_string()", ".as_integer_ratio()", ".scaleb(2)", ".is_integer()" if False else ".number_class()"]:
            yield f"Decimal({a}){what}"
        for what in ["str(Decimal({}))", "int(Decimal({}))", "float(Decimal({}))", "abs(Decimal({}))", "-Decimal({})", "+Decimal({})", "bool(Decimal({}))", "round(Decimal({}))", "round(Decimal({}), 2)", "hash(Decimal({})) == hash(Decimal({}))", "f'{{Decimal({}):.2f}}'", "f'{{Decimal({}):,.3f}}'", "f'{{Decimal({}):10.1f}}|'", "f'{{Decimal({}):e}}'", "f'{{Decimal({})}}'", "'%.2f' % Decimal({})", "format(Decimal({}), '>12')", "math.floor(Decimal({}))", "Decimal({}) + 1", "Decimal({}) * 1.5", "Decimal({}) == 1", "Decimal({}) == 1.0", "Decimal({}) < 1.5", "1 - Decimal({})", "divmod(Decimal({}), 7)", "Decimal({}) // 3", "sum([Decimal({})] * 3)"]:
            yield what.replace("{{", "\0").replace("}}", "\1").replace("{}", a).replace("\0", "{").replace("\1", "}").replace("f'{", "f\"{").replace("}'", "}\"").replace("}|'", "}|\"")
    for what in ["Decimal()", "Decimal(5)", "Decimal(0.1)", "Decimal(1.5)", "Decimal('abc')", "Decimal('')", "Decimal(None)", "Decimal([])", "Decimal('1_000')", "Decimal(' 1.5 ')", "Decimal((0, (1, 2, 3), -2))", "Decimal(True)", "Decimal('1e')", "Decimal('.5')", "Decimal('5.')", "Decimal('+1')", "Decimal('inf')", "Decimal('snan')", "Decimal.from_float(0.5)", "Decimal(1) / Decimal(3)", "Decimal(1) / 0", "Decimal(0) / 0", "Decimal(-1).sqrt()", "Decimal('1.10') + Decimal('2.2')", "getcontext().prec", "getcontext().prec = 5\nDecimal(1) / 3", "getcontext().prec = 28\nDecimal(2).sqrt()", "with localcontext() as c:\n    c.prec = 4\n    x = Decimal(1) / 7\n\nx", "max(Decimal(1), Decimal(2))", "sorted([Decimal('2'), Decimal('1.5')])", "sum([Decimal('0.1')] * 10)", "Decimal('1.0') in {1: 0}", "Decimal('7') % 3", "Decimal('-7') % 3", "Decimal('-7') // 2", "2 ** Decimal(3)", "Decimal(2) ** 0.5", "Decimal(2) ** Decimal('0.5')", "Decimal('1.5').foo", "Decimal(1) + 'a'", "isinstance(Decimal(1), float)", "type(Decimal(1) + 1)", "Decimal('123.456').quantize(Decimal('10'))", "Decimal('1e3').quantize(Decimal('1'))", "Decimal('2.675').quantize(Decimal('0.01'), rounding=ROUND_HALF_UP)", "Decimal('2.5').quantize(Decimal('1'), rounding=ROUND_HALF_EVEN)", "Decimal('2.1').quantize(Decimal('1'), rounding=ROUND_CEILING)", "Decimal('-2.1').quantize(Decimal('1'), rounding=ROUND_FLOOR)", "Decimal('2.1').quantize(Decimal('1'), rounding=ROUND_UP)", "repr(Decimal('1E+2'))", "Decimal('1E+2') + 0", "'{:.1%}'.format(Decimal('0.123'))"]:
        yield what


DATA = ["[1, 2, 3, 4]", "[1.5, 2.5, 4]", "[5]", "[]", "[1, 1, 2, 2]", "[0.1, 0.2, 0.3]", "['a', 'b', 'a']", "[1, 'a']", "[Decimal('1.5'), Decimal('2.5')]", "[Fraction(1, 2), Fraction(1, 3)]", "[-1, 0, 1]", "[3, 1, 2]", "(1, 2)", "range(10)", "[True, False]", "[1e300, 1e300]", "[1, None]", "5", "(x for x in [1, 2, 3, 4, 5])", "[1, 2, 3, 4, 100]"]


def statistic():
    for f, data in itertools.product("mean fmean median median_low median_high median_grouped mode multimode stdev pstdev variance pvariance harmonic_mean geometric_mean quantiles".split(), DATA):
        yield f"statistics.{f}({data})"
    for what in ["statistics.quantiles([1, 2, 3, 4, 5], n=10)", "statistics.quantiles([1, 2, 3], n=4, method='inclusive')", "statistics.quantiles([1, 2], n=0)", "statistics.correlation([1, 2, 3], [2, 4, 7])", "statistics.covariance([1, 2, 3], [2, 4, 7])", "statistics.linear_regression([1, 2, 3], [2, 4, 7])", "statistics.correlation([1], [1])", "statistics.fmean([1, 2], weights=[3, 1])", "statistics.stdev([1, 2, 3], xbar=2)", "statistics.NormalDist(1, 2).cdf(0)", "statistics.NormalDist(1, 2)", "statistics.StatisticsError.__mro__", "statistics.variance([1, 2, 3], 2)", "statistics.pvariance([1, 2, 3], mu=2)"]:
        yield what
    for a, b in itertools.product(["Fraction(1, 3)", "Fraction(-7, 2)", "Fraction(5)", "Fraction('0.25')", "Fraction(0.5)"], ["Fraction(2, 3)", "2", "0.5", "0", "'a'", "Fraction(-1, 4)"]):
        for op in ["+", "-", "*", "/", "//", "%", "**", "<", "==", ">="]:
            yield f"{a} {op} {b}"
        yield f"{b} - {a}" if b != "'a'" else f"{a} != {b}"
    for what in ["Fraction()", "Fraction(6, -4)", "Fraction(1, 0)", "Fraction('1/3')", "Fraction('x')", "Fraction('-3/9')", "Fraction(1.1)", "Fraction(0.1).limit_denominator(100)", "Fraction(3.14159).limit_denominator(1000)", "Fraction(7, 3).numerator", "int(Fraction(7, 3))", "float(Fraction(1, 3))", "round(Fraction(7, 2))", "round(Fraction(22, 7), 2)", "math.floor(Fraction(7, 2))", "math.ceil(Fraction(7, 2))", "abs(Fraction(-1, 2))", "-Fraction(1, 2)", "str(Fraction(1, 2))", "str(Fraction(4))", "bool(Fraction(0))", "hash(Fraction(2)) == hash(2)", "hash(Fraction(1, 2)) == hash(0.5)", "sum([Fraction(1, 3)] * 3)", "Fraction('1e-2')", "Fraction(Decimal('1.5'))", "divmod(Fraction(7, 2), 2)", "Fraction(1, 'a')", "Fraction(1.5, 2)", "sorted([Fraction(1, 2), Fraction(1, 3)])", "Fraction(2) ** 3", "Fraction(4, 9) ** 0.5", "2 ** Fraction(1, 2)", "Fraction(1, 2).as_integer_ratio()", "f'{Fraction(1, 2)}'"]:
        yield what


PATHS = ["", "/", "a", "a/b", "/a/b.txt", "a/b/", "a//b", "./a", "../a/./b/..", "/a/../../b", "x.tar.gz", ".bashrc", "a.b/c", "//a", "~/x", "a/b.c.d"]


def various():
    for path in PATHS:
        for f in ["basename", "dirname", "split", "splitext", "normpath", "isabs", "normcase", "splitdrive"]:
            yield f"os.path.{f}({path!r})"
        for other in ["c", "/c", "", "../c"]:
            yield f"os.path.join({path!r}, {other!r})"
    for what in ["os.path.join('a', 'b', 'c')", "os.path.join('a', '', 'c')", "os.path.join('a', 1)", "os.path.join()", "os.path.basename(1)", "os.path.commonprefix(['abc', 'abd'])", "os.path.commonpath(['/a/b', '/a/c'])", "os.path.relpath('/a/b', '/a/c')", "os.path.relpath('a/b', 'a')", "os.sep, os.linesep, os.pathsep, os.curdir, os.pardir, os.extsep", "os.path.exists('/definitely/not/here')", "os.path.isfile('/definitely/not/here')", "os.path.isdir('/definitely/not/here')", "os.environ.get('DEFINITELY_NOT_SET')", "os.environ.get('DEFINITELY_NOT_SET', 'x')", "os.environ['DEFINITELY_NOT_SET']", "os.getenv('DEFINITELY_NOT_SET', 5)", "os.environ['DSTREAM_X'] = '1'\nos.environ['DSTREAM_X']", "os.environ['DSTREAM_Y'] = 1", "os.environ.setdefault('DSTREAM_Z', 'q')", "os.name", "os.listdir('/definitely/not/here')", "os.remove('/definitely/not/here')", "os.fspath('a')", "os.fspath(1)"]:
        yield what
    heaps = ["[5, 1, 4]", "[]", "[1]", "['b', 'a']", "[3, 'a']", "[(1, 'x'), (0, 'y')]", "list(range(9, -1, -1))"]
    for heap in heaps:
        for what in ["heapq.heapify(h)\nh", "heapq.heapify(h)\nheapq.heappop(h)", "heapq.heapify(h)\nheapq.heappush(h, 2)\nh", "heapq.heapify(h)\nheapq.heappushpop(h, 2)", "heapq.heapify(h)\nheapq.heapreplace(h, 2)", "heapq.nlargest(2, h)", "heapq.nsmallest(2, h)", "heapq.nlargest(3, h, key=str)", "heapq.nsmallest(0, h)", "list(heapq.merge(sorted(h), [2, 7]))", "heapq.heapify(h)\n[heapq.heappop(h) for _ in range(len(h))]"]:
            yield f"h = {heap}\n{what}"
        for x in ["2", "'a'", "10", "(0, 'z')"]:
            yield f"bisect.bisect(sorted({heap}), {x})"
            yield f"bisect.bisect_left(sorted({heap}), {x})"
            yield f"h = sorted({heap})\nbisect.insort(h, {x})\nh"
    for what in ["heapq.heappop(5)", "heapq.heapify((1,))", "heapq.nlargest('a', [1])", "list(heapq.merge([1, 4], [2, 3], reverse=False))", "list(heapq.merge([4, 1], [3, 2], reverse=True))", "list(heapq.merge(['b'], ['a'], key=ord))", "bisect.bisect([1, 2, 2, 3], 2, 1, 2)", "bisect.bisect_left([1, 2, 2, 3], 2, lo=2)", "bisect.bisect([1, 2], 1, -1)", "bisect.bisect([('a', 1)], 1, key=lambda t: t[1])", "'FDCBA'[bisect.bisect([60, 70, 80, 90], 77)]", "heapq.nlargest(2, {'a': 3, 'b': 1, 'c': 2}, key={'a': 3, 'b': 1, 'c': 2}.get)", "heapq.nlargest(2, [{'p': 1}, {'p': 5}], key=lambda s: s['p'])"]:
        yield what
    for value in ["[1, [2, 3]]", "{'a': [1]}", "(1, [2])", "{1, 2}", "5", "'a'", "None", "deque([1, [2]])", "defaultdict(list, {'a': [1]})", "len", "Counter('ab')", "OrderedDict(a=[1])", "bytearray(b'a')"]:
        yield f"a = {value}\nb = copy.copy(a)\n(a == b, a is b, b)"
        yield f"a = {value}\nb = copy.deepcopy(a)\n(a == b, a is b, b)"
    for what in ["a = [1, [2]]\nb = copy.copy(a)\nb[1].append(3)\na", "a = [1, [2]]\nb = copy.deepcopy(a)\nb[1].append(3)\na", "a = []\na.append(a)\nb = copy.deepcopy(a)\nb[0] is b", "class C:\n    def __init__(self):\n        self.v = [1]\n\nc = C()\nd = copy.deepcopy(c)\nd.v.append(2)\n(c.v, d.v)", "class C:\n    def __deepcopy__(self, memo):\n        return 'deep'\n    def __copy__(self):\n        return 'shallow'\n\n(copy.copy(C()), copy.deepcopy(C()))"]:
        yield what
    forms = ["<i", ">i", "!H", "<q", "<Q", "b", "B", "?", "<f", "<d", ">d", "3s", "c", "<hhl", "=I", "@i", "2i", "x", "<2xh", "5p", "e", "", "z", "<", "i2", "n", "P"]
    for form in forms:
        yield f"struct.calcsize({form!r})"
        for args in ["1", "-1", "300", "1.5", "b'ab'", "1, 2", "'a'", "b'a'", "1, 2, 3", ""]:
            yield f"struct.pack({form!r}{', ' if args else ''}{args})"
        yield f"struct.unpack({form!r}, bytes(range(65, 65 + struct.calcsize({form!r}))))"
        yield f"struct.unpack({form!r}, b'ab')"
    for what in ["struct.unpack('<2h', b'\\x01\\x00\\x02\\x00')", "struct.unpack_from('<h', b'\\x00\\x01\\x02', 1)", "list(struct.iter_unpack('<h', b'\\x01\\x00\\x02\\x00'))", "struct.Struct('<ih').size", "struct.Struct('<ih').pack(1, 2)", "struct.Struct('<ih').format", "struct.error", "struct.pack('<2sI', b'abc', 7)", "struct.unpack('>f', b'\\x3f\\x80\\x00\\x00')", "struct.pack('>I', 2**32)", "struct.pack('>I', -1)", "struct.pack('<b', 128)", "b = bytearray(4)\nstruct.pack_into('<h', b, 1, 5)\nb"]:
        yield what
    for url in ["http://user:pw@host.org:8080/a/b;p?x=1&y=2#f", "host/path", "//host/p", "mailto:a@b", "", "http://h", "/a?b", "http://[::1]:80/x", "http://h:bad/", "HTTP://H/%7Ea?q=%20b+c"]:
        for f in ["urlparse", "urlsplit", "quote", "quote_plus", "unquote", "unquote_plus", "parse_qs"]:
            yield f"parse.{f}({url!r})"
        for a in ["netloc", "hostname", "port", "query", "path", "username", "geturl()"]:
            yield f"parse.urlparse({url!r}).{a}"
        yield f"parse.urljoin('http://a/b/c', {url!r})"
    for what in ["parse.parse_qs('a=1&a=2&b=')", "parse.parse_qs('a=1&b=', keep_blank_values=True)", "parse.parse_qsl('a=1&b=2;c')", "parse.urlencode({'a': 1, 'b': 'x y&'})", "parse.urlencode([('a', 1), ('a', 2)])", "parse.urlencode({'a': [1, 2]}, doseq=True)", "parse.urlencode({'a': [1, 2]})", "parse.quote('a b/é&')", "parse.quote('a/b', safe='')", "parse.quote_plus('a b')", "parse.unquote('%C3%A9%zz%2')", "parse.unquote('a+b')", "parse.unquote_plus('a+b')", "parse.urlunparse(('http', 'h', '/p', '', 'q=1', ''))", "parse.urljoin('http://a/b/', '../c')", "parse.urljoin('http://a/b', 'http://x/y')", "parse.urlparse('http://h/p')._replace(path='/q').geturl()", "parse.urlparse('http://h/p?q')[4]", "parse.quote(5)" if False else "parse.quote('~_.-')"]:
        yield what
    for text in ["", "a<b>&\"'", "&lt;&amp;&#39;&#x41;&eacute;&nope;&amp", "é", "&#0;&#128;&#xD800;", "&copy 2"]:
        yield f"html.escape({text!r})"
        yield f"html.escape({text!r}, quote=False)"
        yield f"html.unescape({text!r})"
    for what in ["uuid.UUID('12345678123456781234567812345678')", "str(uuid.UUID('12345678-1234-5678-1234-567812345678'))", "uuid.UUID(int=5)", "uuid.UUID('x')", "uuid.UUID(int=5).hex", "uuid.UUID(int=5) < uuid.UUID(int=6)", "uuid.uuid5(uuid.NAMESPACE_DNS, 'a.org')", "uuid.uuid3(uuid.NAMESPACE_URL, 'x')", "uuid.UUID('{12345678-1234-5678-1234-567812345678}').int", "len(str(uuid.uuid4()))", "uuid.uuid4().version", "uuid.UUID()", "uuid.UUID(bytes=b'0123456789abcdef')", "hash(uuid.UUID(int=5)) == hash(uuid.UUID(int=5))", "uuid.UUID('urn:uuid:12345678-1234-5678-1234-567812345678').urn", "uuid.uuid4().hex != uuid.uuid4().hex", "uuid.UUID(int=5).bytes"]:
        yield what
    for year, month in [(2024, 2), (2023, 2), (2024, 12), (2021, 8), (1999, 1)]:
        for f in ["monthrange", "monthcalendar", "month"]:
            yield f"calendar.{f}({year}, {month})"
        yield f"calendar.isleap({year}), calendar.leapdays(1900, {year}), calendar.weekday({year}, {month}, 5)"
    for what in ["list(calendar.day_name)", "list(calendar.month_abbr)", "calendar.month_name[3]", "calendar.day_abbr[0]", "calendar.monthrange(2024, 13)", "calendar.timegm((2024, 1, 1, 0, 0, 0))", "calendar.timegm(time.gmtime(86400))", "calendar.MONDAY, calendar.SUNDAY", "calendar.weekheader(3)", "len(calendar.calendar(2024))", "calendar.Calendar().monthdayscalendar(2024, 2)", "list(calendar.Calendar(6).itermonthdays(2024, 2))[:9]", "calendar.TextCalendar().formatmonth(2024, 5)", "calendar.setfirstweekday(6)\nx = calendar.monthcalendar(2024, 2)\ncalendar.setfirstweekday(0)\nx"]:
        yield what


TABLES = {
    "math": ("import math\nfrom fractions import Fraction\nfrom decimal import Decimal", maths),
    "collections": ("from collections import *", containers),
    "itertools": ("import itertools, functools, operator", iterating),
    "random": ("import random", randoms),
    "decimal": ("import math\nfrom decimal import *", decimals),
    "statistics": ("import statistics, math\nfrom decimal import Decimal\nfrom fractions import Fraction", statistic),
    "various": ("import os, heapq, bisect, copy, struct, html, uuid, calendar, time\nfrom urllib import parse\nfrom collections import *", various),
}
