"""More rows of `record_library.py` about `math`, `statistics`, `fractions` and `random`."""
import itertools
import random

DATA = ["[inf, 1]", "[nan, 1]", "[inf, -inf]", "[Decimal('1'), 2]", "[Decimal(1), 1.5]", "[Fraction(1, 2), 1.5]", "[Decimal(1), Fraction(1, 2)]", "[True, 2.5]", "[Decimal('NaN'), 1]", "['1', 2]", "[[1]]", "None", "[1j, 2]", "'ab'", "{1: 2, 3: 4}", "[0, 1]", "[-1.5, 2]", "[Decimal('-1'), Decimal('2.25'), Decimal(7)]", "[Decimal('0.1')] * 3", "[Fraction(3, 7), Fraction(1, 7), 2]", "[10**30, 1, 7]", "[0.1] * 10", "[Fraction(1, 3)]", "[Decimal(5)]", "[Fraction(-1, 2), 0.25, 3]", "(i * i for i in range(6))", "{5, 1, 9}", "[1e-300, 1e300]", "[3, 3, 1, 1, 2]"]


def numbers():
    for name, data in itertools.product("mean fmean median median_low median_high median_grouped mode multimode stdev pstdev variance pvariance harmonic_mean geometric_mean quantiles".split(), DATA):
        yield f"statistics.{name}({data})"
    for what in ["harmonic_mean([40, 60], weights=[5, 30])", "harmonic_mean([40, 60], [5])", "harmonic_mean([40, 60], [0, 0])", "harmonic_mean([0, 60], [1, 1])", "harmonic_mean(['a'])", "harmonic_mean([None])", "harmonic_mean([-5])", "harmonic_mean([1.5])", "harmonic_mean([Fraction(1, 2), 3], weights=[1, 2])", "harmonic_mean([1, 2], weights=[-1, 2])", "variance([1, 2], xbar=None)", "variance([Decimal(1), Decimal(4)], xbar=Decimal('2.5'))", "pvariance([Fraction(1, 2), 3], mu=Fraction(1))", "stdev([1, 2.5, 4], xbar=2.5)", "stdev([1, 2.5, 4], 3)", "pstdev([1, 2, 3], 5)", "stdev([1])", "pstdev([1])", "variance([])", "pvariance([])", "quantiles([1, 2, 3], n='a')", "quantiles([1, 2, 3], method='x')", "quantiles([Decimal(1), Decimal(4)], n=3)", "quantiles([1, 2, 3], 4)", "quantiles(range(20), n=7, method='inclusive')", "quantiles([1.5, 9, 2, 7], n=5)", "quantiles([1, 2], n=1)", "fmean([1, 2], [1])", "fmean([1, 2], weights=[0, 0])", "fmean([1, 2], [1, 'a'])", "fmean(iter([1, 2]))", "median_grouped([1, 2, 2, 3], 2)", "median_grouped([1, 2, 2, 3], interval=2)", "median_grouped([1, 3, 3, 5, 7], interval='x')", "mean()", "mean([1], [2])", "mean(data=[1, 2])", "median(data=[1, 2])", "mean(x for x in [Decimal(1)])", "correlation([1, 2, 3], [3, 2, 1])", "correlation([1, 1], [1, 2])", "correlation([1, 2], [1])", "linear_regression([1, 2], [3, 4], proportional=True)", "linear_regression([1, 1], [3, 4])", "covariance([1, 2.5, 7], [3, 1, 4])", "NormalDist() + NormalDist(1, 2)", "NormalDist() - 3", "NormalDist(0, 1) * 2", "NormalDist(4, 2) / 4", "NormalDist(1, 2).quantiles(4)", "NormalDist(1, 2).overlap(NormalDist(2, 2))", "NormalDist(1, 2).overlap(NormalDist(2, 3))", "NormalDist(1, 2).overlap(5)", "NormalDist(1, 2).pdf(1)", "NormalDist(1, 0).pdf(1)", "NormalDist.from_samples([1, 2, 3.5])", "NormalDist.from_samples([1])", "NormalDist(1, 2).variance", "NormalDist(1, 2).mean, NormalDist(1, 2).stdev, NormalDist(1, 2).mode", "NormalDist(1, -2)", "NormalDist(1, 2).zscore(5)", "NormalDist(1, 2) == NormalDist(1, 2)", "NormalDist(1, 2).inv_cdf(0)", "NormalDist(1, 2).inv_cdf(1.5)", "NormalDist(1, 2).samples(2, seed=3)", "NormalDist(1, 0).inv_cdf(0.5)"]:
        yield "statistics." + what
    r = random.Random(59)
    for p in ["0.5", "0.001", "0.999999", "1e-12", "1e-40", "0.925", "0.075"]:
        yield f"statistics.NormalDist(2, 3).inv_cdf({p}), statistics.NormalDist(2, 3).cdf({r.uniform(-9, 9):.4f})"
    for _ in range(120):
        data = [r.choice([r.randint(-20, 20), round(r.uniform(-9, 9), r.randint(0, 4))]) for _ in range(r.randint(2, 7))]
        yield f"statistics.{r.choice(['mean', 'variance', 'stdev', 'pstdev', 'pvariance', 'median', 'fmean'])}({data})"
        yield f"statistics.{r.choice(['mean', 'variance', 'stdev', 'pstdev', 'pvariance', 'median'])}([Decimal(str(x)) for x in {data}])"
        yield f"statistics.{r.choice(['mean', 'variance', 'stdev', 'pstdev', 'pvariance', 'harmonic_mean'])}([abs(Fraction(str(x))) for x in {data}])"
    counts = ["0", "1", "-1", "5", "12", "10**20", "-10**20", "10**20 - 1", "True", "2.0", "'a'", "None", "[]"]
    for name, n, k in itertools.product(["comb", "perm"], counts, counts):
        yield f"math.{name}({n}, {k})"
    for n in counts:
        yield f"math.perm({n})"
        yield f"math.factorial({n})" if "10**20" not in n or n.startswith("-") else f"math.isqrt({n})"
        yield f"math.ldexp(1.5, {n})"
        yield f"math.ldexp({n}, 3)"
        yield f"math.gcd({n}, 12), math.lcm({n}, 4)"
        yield f"math.isclose({n}, 1.0000000001)"
    for what in ["ldexp(0, 10**30)", "ldexp(1, -10**30)", "ldexp('a', 'b')", "ldexp(inf, 10**30)", "ldexp(1, 1024)", "ldexp(5e-324, 1)", "ldexp(1, -1074)", "ldexp(1, -1075)", "ldexp(3, -1075)", "comb(1)", "comb(1, 2, 3)", "comb(100, 50)", "perm(30, 12)", "comb(n=1, k=2)", "perm()", "gcd(1.5, 2)", "gcd('a')", "lcm(0, 5)", "lcm(-4, 6)", "dist((1,), 2)", "dist([1, 2], [4, 6.5])", "dist((1, 'a'), (2, 3))", "hypot('a')", "hypot(inf, nan)", "fsum([1e100, 1, -1e100])", "fsum([inf, -inf])", "fsum([inf, 1])", "fsum(5)", "fsum([nan, inf])", "prod(['a', 2])", "prod([2, 'a'])", "prod([1, 2], 5)", "prod([0.1] * 3, start=2)", "prod(5)", "isclose(1, 2, rel_tol='a')", "isclose(1, 2, 3)", "isclose(inf, inf)", "isclose(nan, nan)", "log(2, 0)", "log(2, 1)", "log(2, -1)", "log(0, 2)", "log('a')", "log(8, 2.0)", "log(10**400, 10)", "log2(0)", "log2(10**400)", "log10(-1)", "log1p(-1)", "sqrt(-0.0)", "sqrt(Fraction(1, 4))", "sqrt(10**400)", "pow(2, 0.5)", "pow(0, -1)", "pow(-1, 0.5)", "pow(1, nan)", "pow(nan, 0)", "pow(2, 2000)", "pow('a', 1)", "fmod(5, 0)", "fmod(inf, 1)", "fmod(-5, 3)", "remainder(5, 3)", "remainder(7, 2)", "remainder(5, 0)", "remainder(inf, 1)", "modf(inf)", "modf(-0.0)", "frexp(0)", "frexp(inf)", "frexp(-7.5)", "copysign(3, -0.0)", "copysign(nan, -1)", "nextafter(0, 1)", "nextafter(1, 1)", "nextafter(inf, 0)", "ulp(0)", "ulp(inf)", "ulp(-1e300)", "ceil(Decimal('1.2'))", "floor(Fraction(-7, 2))", "trunc(Fraction(-7, 2))", "ceil(nan)", "floor(inf)", "trunc('a')", "ceil('a')", "ceil(10**30)", "degrees(inf)", "radians('a')", "sin(inf)", "tan(1e22)", "cos(10**30)", "acos(1.1)", "atan2(0, -0.0)", "atan2(-0.0, -1)", "cosh(1000)", "tanh(1000)", "exp(-1000)", "expm1(1e-10)", "exp2(0.5)", "gamma(5)", "gamma(0.5)", "gamma(-1)", "lgamma(10)", "erf(0.5)", "erfc(0.5)", "isqrt(10**40 + 1)", "isqrt(-1)", "isqrt(True)", "isnan('a')", "isinf(10**400)", "isfinite(None)"]:
        yield "math." + what
    fractions = ["Fraction(1, 3)", "Fraction(-7, 2)", "Fraction(5)", "Fraction('0.125')", "Fraction(22, 7)", "Fraction(0)"]
    others = ["Fraction(2, 3)", "3", "-2", "0.5", "True", "Decimal('0.5')", "1j", "None", "10**20"]
    for a, b in itertools.product(fractions, others):
        for op in r.sample(["+", "-", "*", "/", "//", "%", "**", "<", "==", ">=", "!="], 6):
            yield f"{a} {op} {b}"
            if r.random() < 0.5:
                yield f"{b} {op} {a}"
    for what in ["Fraction('1/0')", "Fraction('1 / 2')", "Fraction(' 1/2 ')", "Fraction('1_0/3')", "Fraction('+1.5e2')", "Fraction('.5')", "Fraction('5.')", "Fraction('1/2/3')", "Fraction('nan')", "Fraction(nan)", "Fraction(inf)", "Fraction(None)", "Fraction([])", "Fraction(1, 2.5)", "Fraction('1', 2)", "Fraction(numerator=3, denominator=6)", "Fraction(1, 2, 3)", "Fraction(Fraction(1, 2), Fraction(3, 4))", "Fraction(True, 2)", "Fraction(1, 3).limit_denominator(0)", "Fraction(355, 113).limit_denominator(10)", "Fraction(-1, 3).limit_denominator(2)", "Fraction.from_float(0.75)", "Fraction.from_float('a')", "Fraction.from_float(3)", "Fraction.from_decimal(Decimal('1.1'))", "Fraction.from_decimal(1.5)", "Fraction.from_decimal(2)", "round(Fraction(5, 2))", "round(Fraction(-7, 2))", "round(Fraction(1234, 7), -1)", "round(Fraction(1, 3), 3)", "math.ceil(Fraction(-1, 3))", "int(Fraction(-7, 3))", "hash(Fraction(-1, 3)), hash(Fraction(5))", "divmod(Fraction(7, 3), Fraction(1, 2))", "divmod(7, Fraction(2, 3))", "sorted([Fraction(1, 2), 0.3, 1, Fraction(1, 3)])", "Fraction(1, 2).numerator", "Fraction(1, 2).real, Fraction(1, 2).imag", "Fraction(1, 2).foo", "Fraction(1, 2).conjugate()", "abs(Fraction(-3, 4)), -Fraction(3, 4), +Fraction(3, 4)", "bool(Fraction(0, 5))", "complex(Fraction(1, 2))", "f'{Fraction(1, 3)!r:>20}'", "str(Fraction(-3, 1))", "Fraction(1, 3) == 1 / 3", "Fraction(1, 2) in [0.5]", "{Fraction(1, 2): 1}[0.5]", "pow(Fraction(1, 2), -2)", "Fraction(0) ** -1", "Fraction(4) ** Fraction(1, 2)", "0 ** Fraction(1, 2)", "2.0 ** Fraction(1, 2)", "(-8) ** Fraction(1, 3)", "isinstance(Fraction(1), int)", "type(Fraction(1, 2) + 1)", "type(Fraction(1, 2) + 1.0)", "math.gcd(Fraction(1, 2), 2)", "Fraction(1, 2) < 'a'", "Fraction(1, 2) == 'a'", "copy.copy(Fraction(1, 2))", "sum([Fraction(1, n) for n in range(1, 9)])", "format(Fraction(1, 2), '.2f')", "float(Fraction(10**400, 10**399))", "math.prod([Fraction(1, 2)] * 3)"]:
        yield what


def randoms():
    for seed in ["1", "'abc'", "2.5", "b'xy'", "None is None", "-7", "10**30", "''"]:
        for call in ["random()", "randint(1, 100)", "choice('abcdef')", "sample(range(50), 4)", "shuffle(x := list(range(6))) or x", "gauss(0, 1)", "uniform(2, 3)", "getrandbits(70)", "choices('ab', [1, 3], k=4)", "randrange(0, 100, 7)"]:
            yield f"random.seed({seed})\nrandom.{call}"
    for seed, call in itertools.product(["'a', 1", "b'a', 1", "'hello', version=1", "5, 2", "'', 1", "'é', 1"], ["random()", "randint(0, 9)"]):
        yield f"random.seed({seed})\nrandom.{call}"
    calls = ["randint('a', 1)", "randint(1, 'b')", "randint(1.5, 2)", "randint(2.0, 5)", "randint(5, 1)", "randint(1)", "randint(None, 1)", "randrange(0)", "randrange(5, 5)", "randrange('a')", "randrange(1.0)", "randrange(1.5)", "randrange(1, 10, 0)", "randrange(10, 1, -3)", "randrange(1, 10, 2.5)", "randrange(None)", "choice([])", "choice({})", "choice({1, 2})", "choice(5)", "choice({0: 'a'})", "choices([1, 2], [1])", "choices([1, 2], [0, 0])", "choices([1, 2], weights=[1, 2], cum_weights=[1, 3])", "choices([1, 2], cum_weights=[1, 3], k=3)", "choices([])", "choices([1], k=0)", "choices([1, 2], k='a')", "choices('abc', k=2)", "sample([1, 2], 3)", "sample([1, 2], -1)", "sample([1, 2], 1.5)", "sample({1, 2}, 1)", "sample('abcd', 2)", "sample([1, 2], 2, counts=[2, 1])", "sample([1, 2], counts=[2, 1], k=3)", "sample([1, 2], k=4, counts=[2, 1])", "sample(range(10**6), 3)", "sample(5, 1)", "shuffle((1, 2))", "shuffle('ab')", "shuffle(5)", "uniform('a', 1)", "uniform(1, 'a')", "uniform(5, 1)", "uniform(None, 1)", "uniform(1)", "gauss('a', 1)", "gauss(0, 'a')", "gauss()", "normalvariate(0, 1)", "normalvariate('a', 1)", "lognormvariate(0, 1)", "expovariate(2)", "expovariate(0)", "expovariate('a')", "betavariate(1, 2)", "gammavariate(2, 3)", "gammavariate(0.5, 1)", "gammavariate(-1, 1)", "triangular()", "triangular(1, 5, 2)", "triangular(5, 1)", "vonmisesvariate(0, 4)", "vonmisesvariate(1, 0)", "paretovariate(3)", "weibullvariate(1, 2)", "getrandbits(0)", "getrandbits(-1)", "getrandbits('a')", "getrandbits(1.5)", "randbytes(5)", "randbytes(-1)", "randbytes('a')", "random(1)", "seed([1])", "seed({})", "seed(1, 2, 3)", "Random(5).random()", "Random('x').randint(1, 9)", "Random(5).getstate()[0]", "Random([1])", "getstate()[1][:3]", "setstate((3, (1, 2), None))", "setstate(5)", "setstate((1,))", "SystemRandom().seed(5)", "Random().foo"]
    for call in calls:
        yield f"random.seed(11)\nrandom.{call}"
    yield "r = random.Random(4)\ns = r.getstate()\na = r.random()\nr.setstate(s)\na == r.random()"


PRELUDE = "import math, statistics, copy\nfrom decimal import Decimal\nfrom fractions import Fraction\ninf = float('inf')\nnan = float('nan')\n"
TABLES = {
    "numbers": (PRELUDE, numbers),
    "random_calls": ("import random", randoms),
}
