"""Writes random programs: `random_programs.py FOLDER SEED COUNT` streaming ones as case folders,
`random_programs.py --rdds SEED COUNT` one driver program with so many pipelines of RDD methods.

Each program is built from the types of its records, so that most calls are right: pipelines of DStream and RDD methods
with random functions, partitions, windows, joins and state, over keys and values of many types. Real Spark records the
folders as tests/corpus/README.md tells; then `cargo xtask corpus FOLDER` compares, text and partitions, to the byte.
A driver program prints the same under Python with PySpark and PYTHONHASHSEED=0, and by `dstream run`.
"""
import json
import pathlib
import random
import sys

INT, STR, FLOAT, MIXED, BOOL = ("int",), ("str",), ("float",), ("mixed",), ("bool",)
SCALARS = [INT, STR, FLOAT, MIXED, BOOL]
WORDS = ["a", "b", "cat", "the", "", "é", "naïve", "日本", "😀", "it's", "x y", "Zebra", "10", "9", "long" * 4]


def pair(key, value):
    return ("pair", key, value)


def listed(item):
    return ("list", item)


class Types:
    """What can be done with records of a type: literals and functions, as text."""

    def __init__(self, rng):
        self.rng = rng

    def pick(self, *options):
        return self.rng.choice(options)

    def literal(self, kind):
        name = kind[0]
        if name == "int":
            return self.rng.choice([self.rng.randint(-3, 6), self.rng.randint(-100, 100), 2**self.rng.randint(1, 70)])
        if name == "str":
            return self.rng.choice(WORDS)
        if name == "float":
            return self.rng.choice([0.5, -0.0, 1.0, 2.5, 1e20, 1 / 3, self.rng.randint(-5, 5) / 4])
        if name == "bool":
            return self.rng.random() < 0.5
        if name == "mixed":
            return self.rng.choice([None, True, 0, 1, 1.0, "a", "1", b"a", (1, "a"), -1, -2, (), 2.5, frozenset([1, 2])])
        if name == "pair":
            return (self.literal(kind[1]), self.literal(kind[2]))
        if name == "list":
            return [self.literal(kind[1]) for _ in range(self.rng.randint(0, 3))]
        raise ValueError(kind)

    def any_type(self, depth=0):
        options = SCALARS + [pair(self.key_type(), self.any_type(1))] * 3 if depth == 0 else SCALARS
        return self.rng.choice(options + [listed(self.rng.choice(SCALARS))])

    def key_type(self):
        return self.rng.choice([INT, STR, STR, FLOAT, MIXED, BOOL, pair(INT, STR), pair(STR, MIXED)])

    def hashable(self, kind):
        return kind[0] != "list" and all(self.hashable(part) for part in kind[1:])

    def function(self, kind, x="x"):
        """An expression of `x`, and its type."""
        general = [
            (f"str({x})", STR), (f"repr({x})", STR), (f"({x}, 1)", pair(kind, INT)), (f"[{x}]", listed(kind)),
            (f"len(str({x}))", INT), (f"(len(repr({x})) % 3, {x})", pair(INT, kind)), (x, kind),
            (f"(str({x})[:1], {x})", pair(STR, kind)), (f"bool({x})", BOOL), (f"type({x}).__name__", STR),
            (f"'%s' % ({x},)", STR), (f"{x} if {x} else None", MIXED if kind != listed and kind[0] in "int str float bool mixed" else ("any",)),
        ]
        special = {
            "int": [(f"{x} % 3", INT), (f"-{x}", INT), (f"{x} * 0.5", FLOAT), (f"{x} // 7", INT), (f"{x} & 6", INT),
                    (f"({x} % 4, {x})", pair(INT, INT)), (f"({x} % 2 == 0, {x})", pair(BOOL, INT)), (f"divmod({x}, 5)", pair(INT, INT)),
                    (f"f'{{{x}:>4}}'", STR), (f"{x} ** 2", INT), (f"abs({x}) >> 1", INT), (f"hex({x})", STR), (f"{x} / 4", FLOAT)],
            "str": [(f"len({x})", INT), (f"{x}.upper()", STR), (f"{x}[::-1]", STR), (f"({x}, len({x}))", pair(STR, INT)),
                    (f"{x}.split(' ')", listed(STR)), (f"{x}[:1]", STR), (f"list({x})", listed(STR)), (f"{x}.strip('a')", STR),
                    (f"{x}.replace('a', 'aa')", STR), (f"{x} * 2", STR), (f"ord({x}[0]) if {x} else -1", INT), (f"({x}[:1], {x})", pair(STR, STR))],
            "float": [(f"round({x}, 1)", FLOAT), (f"{x} / 3", FLOAT), (f"{x} + 1", FLOAT), (f"int({x})", INT), (f"f'{{{x}:.2f}}'", STR),
                      (f"(int({x}) % 3, {x})", pair(INT, FLOAT)), (f"{x} > 0", BOOL), (f"{x} * 1e3", FLOAT)],
            "bool": [(f"not {x}", BOOL), (f"{x} + 1", INT), (f"({x}, {x})", pair(BOOL, BOOL)), (f"int({x})", INT)],
            "mixed": [(f"{x} is None", BOOL), (f"isinstance({x}, int)", BOOL), (f"{x} == 1", BOOL), (f"[{x}] * 2", listed(MIXED)), (f"({x}, {x})", pair(MIXED, MIXED))],
            "list": [(f"len({x})", INT), (f"{x} + {x}", kind), (f"{x}[::-1]", kind), (f"(len({x}), {x})", pair(INT, kind)), (f"{x}[:1]", kind)],
        }
        if kind[0] == "pair":
            mine = [(f"{x}[0]", kind[1]), (f"{x}[1]", kind[2]), (f"({x}[0], 1)", pair(kind[1], INT)), (f"({x}[1], {x}[0])", pair(kind[2], kind[1]))]
        else:
            mine = special.get(kind[0], [])
        found = self.rng.choice(mine * 2 + general if mine else general)
        return (found[0], MIXED) if found[1] == ("any",) else found

    def predicate(self, kind, x="x"):
        return self.pick(f"len(str({x})) % 3", f"bool({x})", f"str({x}) < 'b'", f"repr({x}).count('1') == 0", f"{x} != {x}" if self.rng.random() < 0.1 else f"len(repr({x})) > 2")

    def many(self, kind, x="x"):
        """An expression that can be looped over, and the type of its items."""
        options = [(f"[{x}] * (len(str({x})) % 3)", kind), (f"[{x}, {x}]", kind), (f"({x},)", kind), (f"enumerate([{x}, {x}])", pair(INT, kind)), (f"str({x})[:3]", STR), (f"(y for y in [{x}])", kind)]
        if kind == STR:
            options += [(f"{x}.split(' ')", STR), (f"{x}", STR)] * 2
        if kind[0] == "list":
            options += [(x, kind[1])] * 3
        return self.rng.choice(options)

    def fold(self, kind):
        """A function of two values of the type, that gives one of it."""
        name = kind[0]
        if name in ("int", "float"):
            return self.pick("lambda a, b: a + b", "lambda a, b: a - b", "lambda a, b: max(a, b)", "min", "operator.add", "lambda a, b: a * 2 + b", "lambda x, y: y")
        if name in ("str", "list"):
            return self.pick("lambda a, b: a + b", "lambda a, b: b + a", "lambda a, b: max(a, b, key=len)", "lambda a, b: b")
        if name == "bool":
            return self.pick("lambda a, b: a or b", "lambda a, b: a and b", "lambda a, b: a != b")
        if name == "pair" and kind[1][0] in ("int", "float", "str") and kind[2][0] in ("int", "float", "str"):
            return self.pick("lambda a, b: (a[0] + b[0], a[1] + b[1])", "lambda a, b: (b[0], a[1])", "max", "lambda a, b: min(a, b)")
        return self.pick("lambda a, b: b", "lambda a, b: a", "lambda a, b: max(a, b, key=repr)", "lambda a, b: min([a, b], key=lambda v: len(str(v)))")

    def sort_key(self, kind):
        return self.pick("lambda x: str(x)", "lambda x: (len(str(x)), repr(x))", "lambda x: len(str(x))", "lambda x: repr(x)[::-1]") if kind[0] not in ("int", "str") else self.pick("lambda x: x", "lambda x: str(x)", "lambda x: [str(x)]")


class Rdds(Types):
    """Pipelines of RDD methods."""

    def n(self):
        return self.rng.choice(["", "", "1", "2", "3", "5"])

    def after(self, text):
        """An argument that follows others, if there is one."""
        return f", {text}" if text else ""

    def narrow(self, kind):
        """A method that streams and RDDs share."""
        roll = self.rng.random()
        if roll < 0.3:
            text, out = self.function(kind)
            return f".map(lambda x: {text})", out
        if roll < 0.45:
            text, out = self.many(kind)
            return f".flatMap(lambda x: {text})", out
        if roll < 0.6:
            return f".filter(lambda x: {self.predicate(kind)})", kind
        if roll < 0.65:
            return self.pick((".mapPartitions(lambda it: [len(list(it))])", INT), (".mapPartitions(lambda it: sorted(it, key=repr))", kind), (".mapPartitions(lambda it: list(it)[:2])", kind))
        if roll < 0.7:
            return self.pick((".mapPartitionsWithIndex(lambda i, it: [(i, x) for x in it])", pair(INT, kind)), (".mapPartitionsWithIndex(lambda i, it: it if i % 2 else [])", kind))
        if roll < 0.75:
            return ".glom()", listed(kind)
        return ".map(lambda x: x)", kind

    def by_key(self, kind):
        """A method of pairs that streams and RDDs share."""
        key, value = kind[1], kind[2]
        n = self.n()
        options = [
            (f".mapValues(lambda v: {self.function(value, 'v')[0]})", None),
            (f".flatMapValues(lambda v: {self.many(value, 'v')[0]})", None),
            (f".reduceByKey({self.fold(value)}{self.after(n)})", kind), (f".reduceByKey({self.fold(value)}{self.after(n)})", kind),
            (f".groupByKey({n}).mapValues(list)", pair(key, listed(value))),
            (f".groupByKey({n}).mapValues(len)", pair(key, INT)),
            (f".groupByKey({n})", pair(key, ("grouped", value))),
            (f".combineByKey(lambda v: [v], lambda c, v: c + [v], lambda c, d: d + c{self.after(n)})", pair(key, listed(value))),
            (f".combineByKey(lambda v: (v, 1), lambda c, v: (v, c[1] + 1), lambda c, d: (c[0], c[1] + d[1]){self.after(n)})", pair(key, pair(value, INT))),
            (f".partitionBy({n or 2})", kind),
            (f".partitionBy({n or 2}, lambda k: len(str(k)))", kind),
        ]
        text, out = self.rng.choice(options)
        if out is None:
            if text.startswith(".mapValues"):
                inner, of = self.function(value, "v")
                return f".mapValues(lambda v: {inner})", pair(key, of)
            inner, of = self.many(value, "v")
            return f".flatMapValues(lambda v: {inner})", pair(key, of)
        return text, out

    def grouped_away(self, kind):
        """Groups as lists, since nothing else can be done with them."""
        return ".mapValues(list)", pair(kind[1], listed(kind[2][1]))

    def rdd_method(self, kind, sc):
        """A method that only RDDs have."""
        n = self.n()
        fold = self.fold(kind)
        other = self.literal_rdd(sc, kind)
        options = [
            (f".sortBy({self.sort_key(kind)}{self.after(self.pick('', 'False', 'True, 3', 'False, 2', 'numPartitions=2'))})", kind),
            (".zipWithIndex()", pair(kind, INT)), (".zipWithUniqueId()", pair(kind, INT)),
            (f".keyBy(lambda x: {self.pick('len(str(x))', 'str(x)[:1]', 'repr(x) < chr(99)')})", pair(MIXED, kind)),
            (f".union({other})", kind), (f".repartition({n or 3})", kind), (f".coalesce({n or 2})", kind), (f".coalesce({n or 2}, True)", kind),
            (f".cartesian({self.literal_rdd(sc, INT, 3)})", pair(kind, INT)), (".sample(False, 0.5, 7)", kind), (".sample(True, 1.5, 3)", kind),
            (".randomSplit([1, 2], 5)[1]", kind), (".sample(False, 0.1, 99)", kind), (f".repartition({n or 4}).glom()", listed(kind)), (f".coalesce({n or 2}).glom()", listed(kind)), (".zip(%R%.map(lambda x: str(x)))", pair(kind, STR)), (".cache()", kind), (".pipe_nothing()", None),
        ]
        if self.hashable(kind):
            options += [(f".distinct({n})", kind), (f".subtract({other}{self.after(n)})", kind), (f".intersection({other})", kind), (f".groupBy(lambda x: x{self.after(n)}).mapValues(list)", pair(kind, listed(kind))), (".map(lambda x: (x, 1)).countByKey().items()", None)]
        if kind[0] == "pair" and self.hashable(kind[1]):
            key, value = kind[1], kind[2]
            right = self.literal_rdd(sc, pair(key, INT))
            joined = {"join": value, "leftOuterJoin": value, "rightOuterJoin": MIXED, "fullOuterJoin": MIXED}
            options += [(f".{name}({right}{self.after(n)})", pair(key, pair(left, MIXED if name != "rightOuterJoin" else INT))) for name, left in joined.items()]
            options += [
                (f".cogroup({right}{self.after(n)}).mapValues(lambda v: (list(v[0]), list(v[1])))", pair(key, pair(listed(value), listed(INT)))),
                (f".groupWith({right}, {right}).mapValues(lambda v: tuple(map(list, v)))", pair(key, MIXED)),
                (f".subtractByKey({right}{self.after(n)})", kind), (".keys()", key), (".values()", value),
                (f".aggregateByKey([], lambda a, v: a + [v], lambda a, b: a + b{self.after(n)})", pair(key, listed(value))),
                (f".foldByKey(0, lambda a, v: a + len(str(v)) if isinstance(a, int) else 0{self.after(n)})" if value == INT else ".values()", pair(key, INT) if value == INT else value),
            ]
            if key in (INT, STR, FLOAT, BOOL, pair(INT, STR)):
                options += [(f".sortByKey({self.pick('', 'False', 'True, 3', 'False, 2')})", kind), (f".repartitionAndSortWithinPartitions({n or 3})", kind), (".sortByKey(keyfunc=lambda k: str(k))", kind), (f".repartitionAndSortWithinPartitions({n or 2}, lambda k: len(str(k)), False)", kind)]
        options = [option for option in options if option[1] is not None]
        return self.rng.choice(options)

    def large_rdd(self, sc):
        """An RDD of hundreds of records, and its type: sorting samples it, and packs of records matter."""
        n = self.n()
        rows = self.pick(f"{sc}.range({self.rng.randint(100, 1500)}{f', numSlices={n}' if n else ''})", f"{sc}.parallelize(list(range({self.rng.randint(30, 700)})){self.after(n)})", f"{sc}.parallelize(range(5, 2000, 7){self.after(n)})")
        made = self.pick(("", INT), (".map(lambda x: x * 7919 % 1009)", INT), (".map(lambda x: (x * 7919 % 101, x))", pair(INT, INT)), (".map(lambda x: 'abcdefg'[x % 7:] * (x % 5))", STR),
                         (".map(lambda x: (str(x * 31 % 97), x))", pair(STR, INT)), (".map(lambda x: x / 7)", FLOAT), (".map(lambda x: ('k' * (x % 9), 'v' * (x % 400)))", pair(STR, STR)), (".map(lambda x: ((x % 5, str(x % 3)), x))", pair(pair(INT, STR), INT)))
        return rows + made[0], made[1]

    def literal_rdd(self, sc, kind, most=8):
        rows = [self.literal(kind) for _ in range(self.rng.randint(0, most))]
        return f"{sc}.parallelize({rows!r}{self.after(self.n())})"

    def rdd_step(self, kind, sc):
        if kind[0] == "pair" and kind[2][0] == "grouped":
            return self.grouped_away(kind)
        roll = self.rng.random()
        if kind[0] == "pair" and self.hashable(kind[1]) and roll < 0.4:
            return self.by_key(kind)
        return self.narrow(kind) if roll < 0.6 else self.rdd_method(kind, sc)

    def rdd_chain(self, rdd, kind, steps, sc="rdd.context"):
        for _ in range(steps):
            text, kind = self.rdd_step(kind, sc)
            rdd += text.replace("%R%", rdd)
            if kind[0] == "pair" and kind[1][0] == "pair" and len(str(kind)) > 150:
                rdd, kind = rdd + ".map(str)", STR
        if kind[0] == "pair" and kind[2][0] == "grouped":
            text, kind = self.grouped_away(kind)
            rdd += text
        return rdd, kind

    def action(self, kind):
        """A method that gives a value, which prints the same each time."""
        options = [".collect()", ".glom().collect()", ".count()", ".take(3)", ".isEmpty()", ".getNumPartitions()", ".takeSample(False, 3, 11)", ".takeSample(True, 4, 2)", ".top(3, key=repr)",
                   ".takeOrdered(3, key=lambda x: (len(str(x)), repr(x)))", ".map(lambda x: len(str(x))).stats()", ".map(lambda x: len(str(x))).histogram(3)", ".max(key=repr)", ".min(key=lambda x: repr(x)[::-1])",
                   ".map(str).fold('', lambda a, b: a + b)", ".aggregate([], lambda a, x: a + [x], lambda a, b: b + a)", ".map(str).treeReduce(lambda a, b: a + b)", ".map(str).treeAggregate('', lambda a, b: a + b, lambda a, b: a + '|' + b, 3)",
                   f".reduce({self.fold(kind)})", ".first()", ".map(lambda x: len(str(x))).sum()", ".map(lambda x: len(str(x)) * 0.1).mean()", ".map(lambda x: len(str(x)) / 7).variance()", ".mapPartitions(lambda it: [sum(1 for _ in it)]).collect()", ".countApprox(1000)"]
        if self.hashable(kind):
            options += [".countByValue().items()"]
        if kind[0] in ("int", "float"):
            options += [".sum()", ".mean()", ".stdev()", ".sampleVariance()", ".histogram(4)", ".max()", ".top(4)", ".takeOrdered(4, key=lambda x: -x)", ".fold(0, operator.add)", ".treeReduce(operator.add, 3)", ".sumApprox(1000)", ".meanApprox(1000)"] * 2
        if kind[0] == "pair" and self.hashable(kind[1]):
            options += [".countByKey().items()", ".collectAsMap()", f".reduceByKeyLocally({self.fold(kind[2])})", f".lookup({self.literal(kind[1])!r})"]
        return self.rng.choice(options)


class Programs(Rdds):
    """Whole streaming programs."""

    def batch(self, kind):
        size = self.rng.choice([0, 1, 3, 6, 12, 25])
        return [self.literal(kind) for _ in range(size)]

    def source(self):
        """A stream's name and type, with the lines that make it."""
        name = f"s{len(self.streams)}"
        kind = self.any_type()
        if self.rng.random() < 0.3:
            kind = pair(self.key_type(), INT)
        batches = [self.batch(kind) for _ in range(self.rng.randint(3, 6))]
        form = self.rng.random()
        if form < 0.6:
            queue = ",\n    ".join(f"sc.parallelize({rows!r}{self.after(self.n())})" for rows in batches)
            text = f"{name} = ssc.queueStream([\n    {queue},\n])"
        elif form < 0.8:
            queue = ",\n    ".join(repr(rows) for rows in batches)
            text = f"{name} = ssc.queueStream([\n    {queue},\n]{self.pick('', ', default=sc.parallelize([]).map(str)')})"
        else:
            kind = STR
            lines = [[[" ".join(self.rng.choice(WORDS) for _ in range(self.rng.randint(0, 5))) for _ in range(self.rng.randint(0, 4))] for _ in range(self.rng.randint(0, 3))] for _ in batches]
            port = 9000 + len(self.streams)
            self.sources[f"localhost:{port}"] = {"batches": lines}
            text = f"{name} = ssc.socketTextStream('localhost', {port})"
        self.lines.append(text)
        self.streams.append((name, kind, 1))

    def stream_step(self, text, kind, slide):
        """One more method of a stream: the text so far, its type, its slide."""
        if kind[0] == "pair" and kind[2][0] == "grouped":
            more, kind = self.grouped_away(kind)
            return text + more, kind, slide
        is_pair = kind[0] == "pair" and self.hashable(kind[1])
        roll = self.rng.random()
        if roll < 0.2:
            more, kind = self.narrow(kind)
        elif roll < 0.42 and is_pair:
            more, kind = self.by_key(kind)
        elif roll < 0.5:
            chain, kind = self.rdd_chain("rdd", kind, self.rng.randint(1, 3))
            more = f".transform(lambda rdd: {chain})" if self.rng.random() < 0.7 else f".transform(lambda time, rdd: {chain})"
        elif roll < 0.56:
            more = self.pick(f".repartition({self.n() or 2})", ".cache()", ".persist(StorageLevel.MEMORY_ONLY)")
        elif roll < 0.6:
            more, kind = self.pick((".count()", INT), (f".reduce({self.fold(kind)})", kind), (".countByValue()", pair(kind, INT)) if self.hashable(kind) else (".count()", INT))
        elif roll < 0.7 and is_pair:
            return self.state(text, kind, slide)
        elif roll < 0.86:
            return self.windowed(text, kind, slide, is_pair)
        elif roll < 0.95 and is_pair:
            more, kind = self.join(kind, slide, text)
        else:
            more, kind = self.pick((f".union({text})", kind), (f".union({text}.map(lambda x: x))", kind), (f".transformWith(lambda a, b: a.union(b), {text})", kind))
        return text + more, kind, slide

    def state(self, text, kind, slide):
        key = kind[1]
        form = self.rng.random()
        n = self.n()
        if form < 0.5:
            return text + f".updateStateByKey(lambda new, old: (old or 0) + len(new){self.after(n)})", pair(key, INT), slide
        if form < 0.7:
            return text + f".updateStateByKey(lambda new, old: (old or []) + new if len(old or []) < 6 else None{self.after(n)})", pair(key, listed(kind[2])), slide
        if form < 0.85:
            return text + f".updateStateByKey(lambda new, old: new[-1] if new else None{self.after(n)})", kind, slide
        rows = [(self.literal(key), self.rng.randint(0, 9)) for _ in range(4)]
        return text + f".updateStateByKey(lambda new, old: (old or 0) * 2 + len(new){self.after(n)}, initialRDD={self.pick('', 'sc.parallelize')}({rows!r}))", pair(key, INT), slide

    def windowed(self, text, kind, slide, is_pair):
        by = slide * self.rng.choice([1, 1, 1, 2])
        length = by * self.rng.choice([1, 2, 2, 3, 3, 5, 6])
        both = f"{length}, {by}"
        n = self.after(self.n())
        options = [(f".window({both})", kind), (f".window({both})", kind), (f".countByWindow({both})", INT), (f".reduceByWindow({self.fold(kind)}, None, {both})", kind)]
        if by == slide:
            options.append((f".window({length})", kind))
        if self.hashable(kind):
            options.append((f".countByValueAndWindow({both}{n})", pair(kind, INT)))
        if is_pair:
            fold = self.fold(kind[2])
            options += [(f".reduceByKeyAndWindow({fold}, None, {both}{n})", kind), (f".groupByKeyAndWindow({both}{n}).mapValues(list)", pair(kind[1], listed(kind[2])))]
            if kind[2][0] in ("int", "bool"):
                tail = self.pick("", "", ", filterFunc=lambda kv: kv[1] > 0", f", {self.n() or 2}, lambda kv: kv[1] != 0")
                options += [(f".reduceByKeyAndWindow(lambda a, b: a + b, lambda a, b: a - b, {both}{tail})", pair(kind[1], INT))] * 4
        more, kind = self.rng.choice(options)
        return text + more, kind, by

    def join(self, kind, slide, text):
        key = kind[1]
        others = [name for name, of, at in self.streams if of[0] == "pair" and of[1] == key and at == slide]
        other = self.rng.choice(others) if others and self.rng.random() < 0.6 else f"{text}.mapValues(lambda v: len(str(v)))"
        n = self.after(self.n())
        name = self.pick("join", "leftOuterJoin", "rightOuterJoin", "fullOuterJoin", "cogroup")
        if name == "cogroup":
            return f".cogroup({other}{n}).mapValues(lambda v: (list(v[0]), list(v[1])))", pair(key, pair(listed(MIXED), listed(MIXED)))
        return f".{name}({other}{n})", pair(key, pair(MIXED, MIXED))

    def program(self):
        """The text of a program and what it is run on."""
        cores = self.rng.choice([1, 2, 2, 2, 3, 4])
        self.lines, self.streams, self.sources = [], [], {}
        for _ in range(self.rng.randint(1, 2)):
            self.source()
        for _ in range(self.rng.randint(1, 4)):
            text, kind, slide = self.rng.choice(self.streams)
            for _ in range(self.rng.randint(1, 4)):
                text, kind, slide = self.stream_step(text, kind, slide)
                if len(str(kind)) > 150 or len(text) > 600:
                    text, kind = text + ".map(str)", STR
            if kind[0] == "pair" and kind[2][0] == "grouped":
                text, kind, slide = self.stream_step(text, kind, slide)
            name = f"s{len(self.streams)}"
            self.lines.append(f"{name} = {text}")
            self.streams.append((name, kind, slide))
            self.lines.append(self.output(name, kind))
        head = ["import operator", "from pyspark import SparkContext, StorageLevel", "from pyspark.streaming import StreamingContext", "",
                f"sc = SparkContext('local[{cores}]', 'Random')", "ssc = StreamingContext(sc, 1)", "ssc.checkpoint('checkpoint')", ""]
        text = "\n".join(head + self.lines + ["", "ssc.start()", "ssc.awaitTermination()", ""])
        longest = max([len(source["batches"]) for source in self.sources.values()], default=0)
        fed = {"master": f"local[{cores}]", "batch_interval": 1, "sources": self.sources, "total_batches": max(longest, 6)}
        return text, fed

    def output(self, name, kind):
        roll = self.rng.random()
        if roll < 0.6:
            return f"{name}.pprint({self.pick('', '50', '3')})"
        if roll < 0.9:
            chain, of = self.rdd_chain("rdd", kind, self.rng.randint(0, 2))
            shown = f"{chain}{self.action(of)}"
            return (f"def show_{name}(time, rdd):\n    try:\n        print({shown!r}, {shown})\n"
                    f"    except Exception as e:\n        print(type(e).__name__)\n{name}.foreachRDD(show_{name})").replace(f"print({shown!r}, ", "print(")
        return f"{name}.saveAsTextFiles('out-{name}'{self.pick('', ', ' + repr('txt'))})"


def write_case(folder, number):
    """A streaming program in a folder of its own."""
    text, fed = Programs(random.Random(number)).program()
    compile(text, "program.py", "exec")
    case = pathlib.Path(folder) / f"random_{number}"
    case.mkdir(parents=True, exist_ok=True)
    (case / "program.py").write_text(text)
    (case / "input.json").write_text(json.dumps(fed, ensure_ascii=False, indent=1))


def rdd_program(seed, count):
    """A driver program with so many pipelines of RDD methods; it needs no streaming."""
    text = "import operator\nfrom pyspark import SparkContext, StorageLevel\n\nsc = SparkContext('local[3]', 'Random')\nsc.setLogLevel('OFF')\n"
    for number in range(seed, seed + count):
        made = Rdds(random.Random(number))
        kind = pair(made.key_type(), made.any_type(1)) if made.rng.random() < 0.5 else made.any_type()
        rdd = made.literal_rdd("sc", kind, made.pick(6, 12, 40))
        if made.rng.random() < 0.4:
            rdd, kind = made.large_rdd("sc")
        rdd, kind = made.rdd_chain(rdd, kind, made.rng.randint(1, 4), "sc")
        text += f"try:\n    rdd = {rdd}\n    print({number}, rdd.glom().collect())\n    print({number}, rdd{made.action(kind)})\n"
        text += f"except Exception as error:\n    print({number}, type(error).__name__)\n"
    compile(text, "program.py", "exec")
    return text


def main():
    if sys.argv[1] == "--rdds":
        print(rdd_program(int(sys.argv[2]), int(sys.argv[3])))
        return
    folder, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for number in range(seed, seed + count):
        write_case(folder, number)


main()
