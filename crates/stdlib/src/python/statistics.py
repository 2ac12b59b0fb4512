# What of `statistics` is written in Python: all but exact sums of plain numbers.
from _statistics import *
from _statistics import _plain_mean, _plain_spread, _root
import bisect
import collections
import itertools
import math
import random

LinearRegression = collections.namedtuple("LinearRegression", "slope intercept")

def _kind(kinds):
    """The type of a result for items of these types."""
    from decimal import Decimal
    from fractions import Fraction

    found = int
    for kind in kinds:
        if found is kind or kind is int or kind is bool:
            continue
        if found is int or issubclass(kind, found) or issubclass(found, int):
            found = kind
        elif issubclass(found, kind) or issubclass(kind, int):
            pass
        elif issubclass(found, Fraction) and issubclass(kind, float):
            found = kind
        elif not (issubclass(found, float) and issubclass(kind, Fraction)):
            raise TypeError(f"don't know how to coerce {found.__name__} and {kind.__name__}")
    return found


def _exact(item):
    """The item as a fraction; as it is when it is not finite."""
    from fractions import Fraction

    try:
        return Fraction(*item.as_integer_ratio())
    except AttributeError:
        pass
    except (OverflowError, ValueError):
        return item
    try:
        return Fraction(item.numerator, item.denominator)
    except AttributeError:
        raise TypeError(f"can't convert type '{type(item).__name__}' to numerator/denominator") from None


def _sum(data):
    """The type of the items, their sum, and how many there are."""
    kinds, total, endless, n = {}, 0, None, 0
    for item in data:
        kinds[type(item)] = True
        part = _exact(item)
        n += 1
        if part is item and not hasattr(item, "numerator"):
            endless = item if endless is None else endless + item
        else:
            total += part
    return _kind(kinds), total if endless is None else endless, n


def _convert(value, kind):
    from decimal import Decimal

    if type(value) is kind:
        return value
    if issubclass(kind, int) and value.denominator != 1:
        kind = float
    try:
        return kind(value)
    except TypeError:
        if issubclass(kind, Decimal):
            return kind(value.numerator) / value.denominator
        raise


def mean(data):
    data = list(data)
    plain = _plain_mean(data)
    if plain is not None:
        return plain
    if not data:
        raise StatisticsError("mean requires at least one data point")
    kind, total, n = _sum(data)
    return _convert(total / n, kind)


def _spread(data, center):
    """The type of the items, the sum of their squared distances from the center, and how many there are."""
    if center is not None:
        return _sum((x - center) ** 2 for x in data)
    kind, total, n = _sum(data)
    if not hasattr(total, "numerator"):
        return kind, total, n
    return kind, sum((_exact(x) ** 2 for x in data), -total * total / n if n else 0), n


def _deviation(spread, n, kind):
    from decimal import Decimal
    from fractions import Fraction

    square = Fraction(spread, n) if isinstance(spread, int) else spread / n
    if not issubclass(kind, Decimal):
        return _root(square.numerator, square.denominator)
    if not square.numerator:
        return Decimal("0.0")
    # The root of the rounded quotient may be one off the rounded root.
    root = (Decimal(square.numerator) / Decimal(square.denominator)).sqrt()
    above, below = root.next_plus(), root.next_minus()
    if 4 * square > (Fraction(root) + Fraction(above)) ** 2:
        return above
    if 4 * square < (Fraction(root) + Fraction(below)) ** 2:
        return below
    return root


def _least(data, least, name):
    if len(data) < least:
        points = "one data point" if least == 1 else "two data points"
        raise StatisticsError(f"{name} requires at least {points}")


def variance(data, xbar=None):
    return _variance(data, xbar, 1, "variance")


def pvariance(data, mu=None):
    return _variance(data, mu, 0, "pvariance")


def _variance(data, center, freedom, name):
    data = list(data)
    plain = _plain_spread(data, freedom, False) if center is None else None
    if plain is not None:
        return plain
    kind, spread, n = _spread(data, center)
    _least(data, 1 + freedom, name)
    return _convert(spread / (n - freedom), kind)


def stdev(data, xbar=None):
    return _standard(data, xbar, 1, "stdev")


def pstdev(data, mu=None):
    return _standard(data, mu, 0, "pstdev")


def _standard(data, center, freedom, name):
    data = list(data)
    plain = _plain_spread(data, freedom, True) if center is None else None
    if plain is not None:
        return plain
    kind, spread, n = _spread(data, center)
    _least(data, 1 + freedom, name)
    return _deviation(spread, n - freedom, kind)


def fmean(data, weights=None):
    if weights is None:
        data = list(data)
        total = math.fsum(data)
        _least(data, 1, "fmean")
        return total / len(data)
    data, weights = list(data), list(weights)
    if len(data) != len(weights):
        raise StatisticsError("data and weights must be the same length")
    total = math.fsum(x * w for x, w in zip(data, weights))
    weight = math.fsum(weights)
    if not weight:
        raise StatisticsError("sum of weights must be non-zero")
    return total / weight


def geometric_mean(data):
    try:
        return math.exp(fmean(map(math.log, data)))
    except ValueError:
        raise StatisticsError("geometric mean requires a non-empty dataset containing positive numbers") from None


def _not_negative(values):
    for x in values:
        if x < 0:
            raise StatisticsError("harmonic mean does not support negative values")
        yield x


def harmonic_mean(data, weights=None):
    from decimal import Decimal
    from fractions import Fraction

    data = list(data)
    n = len(data)
    _least(data, 1, "harmonic_mean")
    if n == 1 and weights is None:
        if not isinstance(data[0], (int, float, Fraction, Decimal)):
            raise TypeError("unsupported type")
        return next(_not_negative(data))
    if weights is None:
        weights, weight = itertools.repeat(1, n), n
    else:
        weights = list(weights)
        if len(weights) != n:
            raise StatisticsError("Number of weights does not match data size")
        weight = _sum(_not_negative(weights))[1]
    try:
        kind, total, _ = _sum(w / x if w else 0 for w, x in zip(weights, _not_negative(data)))
    except ZeroDivisionError:
        return 0
    if total <= 0:
        raise StatisticsError("Weighted sum must be positive")
    return _convert(Fraction(weight) / total if isinstance(weight, int) else weight / total, kind)


def _sorted(data):
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    return data, len(data)


def median(data):
    data, n = _sorted(data)
    return data[n // 2] if n % 2 else (data[n // 2 - 1] + data[n // 2]) / 2


def median_low(data):
    data, n = _sorted(data)
    return data[(n - 1) // 2]


def median_high(data):
    data, n = _sorted(data)
    return data[n // 2]


def median_grouped(data, interval=1.0):
    data, n = _sorted(data)
    middle = data[n // 2]
    before = bisect.bisect_left(data, middle)
    n_same = bisect.bisect_right(data, middle, lo=before) - before
    try:
        interval, middle = float(interval), float(middle)
    except ValueError:
        raise TypeError("Value cannot be converted to a float") from None
    return middle - interval / 2.0 + interval * (n / 2 - before) / n_same


def mode(data):
    pairs = collections.Counter(iter(data)).most_common(1)
    if not pairs:
        raise StatisticsError("no mode for empty data")
    return pairs[0][0]


def multimode(data):
    counts = collections.Counter(iter(data))
    most = max(counts.values(), default=0)
    return [value for value, count in counts.items() if count == most]


def quantiles(data, *, n=4, method="exclusive"):
    if n < 1:
        raise StatisticsError("n must be at least 1")
    data = sorted(data)
    length = len(data)
    if length < 2:
        raise StatisticsError("must have at least two data points")
    if method not in ("inclusive", "exclusive"):
        raise ValueError(f"Unknown method: {method!r}")
    cuts = []
    for i in range(1, n):
        if method == "inclusive":
            at, rest = divmod(i * (length - 1), n)
        else:
            above = min(max(i * (length + 1) // n, 1), length - 1)
            at, rest = above - 1, i * (length + 1) - above * n
        cuts.append((data[at] * (n - rest) + data[at + 1] * rest) / n)
    return cuts


def _pairs(x, y, name):
    n = len(x)
    if len(y) != n:
        raise StatisticsError(f"{name} requires that both inputs have same number of data points")
    if n < 2:
        raise StatisticsError(f"{name} requires at least two data points")
    return n, math.fsum(x) / n, math.fsum(y) / n


def covariance(x, y, /):
    n, x_mean, y_mean = _pairs(x, y, "covariance")
    return math.fsum((a - x_mean) * (b - y_mean) for a, b in zip(x, y)) / (n - 1)


def correlation(x, y, /):
    n, x_mean, y_mean = _pairs(x, y, "correlation")
    both = math.fsum((a - x_mean) * (b - y_mean) for a, b in zip(x, y))
    x_spread = math.fsum((a - x_mean) ** 2 for a in x)
    y_spread = math.fsum((b - y_mean) ** 2 for b in y)
    try:
        return both / math.sqrt(x_spread * y_spread)
    except ZeroDivisionError:
        raise StatisticsError("at least one of the inputs is constant") from None


def linear_regression(x, y, /, *, proportional=False):
    n, x_mean, y_mean = _pairs(x, y, "linear regression")
    if proportional:
        both = math.fsum(a * b for a, b in zip(x, y))
        spread = math.fsum(a * a for a in x)
    else:
        both = math.fsum((a - x_mean) * (b - y_mean) for a, b in zip(x, y))
        spread = math.fsum((a - x_mean) ** 2 for a in x)
    try:
        slope = both / spread
    except ZeroDivisionError:
        raise StatisticsError("x is constant") from None
    return LinearRegression(slope=slope, intercept=0.0 if proportional else y_mean - slope * x_mean)


class NormalDist:
    __slots__ = ("_mu", "_sigma")

    def __init__(self, mu=0.0, sigma=1.0):
        if sigma < 0.0:
            raise StatisticsError("sigma must be non-negative")
        self._mu = float(mu)
        self._sigma = float(sigma)

    @classmethod
    def from_samples(cls, data):
        data = list(data)
        return cls(fmean(data), stdev(data))

    mean = median = mode = property(lambda self: self._mu)
    stdev = property(lambda self: self._sigma)
    variance = property(lambda self: self._sigma ** 2)

    def pdf(self, x):
        if not self._sigma:
            raise StatisticsError("pdf() not defined when sigma is zero")
        return math.exp((x - self._mu) ** 2 / (-2.0 * self._sigma ** 2)) / math.sqrt(math.tau * self._sigma ** 2)

    def cdf(self, x):
        if not self._sigma:
            raise StatisticsError("cdf() not defined when sigma is zero")
        return 0.5 * (1.0 + math.erf((x - self._mu) / (self._sigma * math.sqrt(2.0))))

    def zscore(self, x):
        if not self._sigma:
            raise StatisticsError("zscore() not defined when sigma is zero")
        return (x - self._mu) / self._sigma

    def samples(self, n, *, seed=None):
        gauss = random.gauss if seed is None else random.Random(seed).gauss
        return [gauss(self._mu, self._sigma) for _ in range(n)]

    def __eq__(self, other):
        if not isinstance(other, NormalDist):
            return NotImplemented
        return self._mu == other._mu and self._sigma == other._sigma

    def __hash__(self):
        return hash((self._mu, self._sigma))

    def __repr__(self):
        return f"NormalDist(mu={self._mu!r}, sigma={self._sigma!r})"

    def inv_cdf(self, p):
        if p <= 0.0 or p >= 1.0:
            raise StatisticsError("p must be in the range 0.0 < p < 1.0")
        if self._sigma <= 0.0:
            raise StatisticsError("cdf() not defined when sigma at or below zero")
        return self._mu + _standard_quantile(p) * self._sigma

    def quantiles(self, n=4):
        return [self.inv_cdf(i / n) for i in range(1, n)]

    def overlap(self, other):
        if not isinstance(other, NormalDist):
            raise TypeError("Expected another NormalDist instance")
        x, y = self, other
        if (y._sigma, y._mu) < (x._sigma, x._mu):
            x, y = y, x
        x_var, y_var = x.variance, y.variance
        if not x_var or not y_var:
            raise StatisticsError("overlap() not defined when sigma is zero")
        more = y_var - x_var
        distance = math.fabs(y._mu - x._mu)
        if not more:
            return 1.0 - math.erf(distance / (2.0 * x._sigma * math.sqrt(2.0)))
        a = x._mu * y_var - y._mu * x_var
        b = x._sigma * y._sigma * math.sqrt(distance * distance + more * math.log(y_var / x_var))
        first, second = (a + b) / more, (a - b) / more
        return 1.0 - (math.fabs(y.cdf(first) - x.cdf(first)) + math.fabs(y.cdf(second) - x.cdf(second)))

    def __add__(self, other):
        if isinstance(other, NormalDist):
            return NormalDist(self._mu + other._mu, math.hypot(self._sigma, other._sigma))
        return NormalDist(self._mu + other, self._sigma)

    def __sub__(self, other):
        if isinstance(other, NormalDist):
            return NormalDist(self._mu - other._mu, math.hypot(self._sigma, other._sigma))
        return NormalDist(self._mu - other, self._sigma)

    def __mul__(self, other):
        return NormalDist(self._mu * other, self._sigma * math.fabs(other))

    def __truediv__(self, other):
        return NormalDist(self._mu / other, self._sigma / math.fabs(other))

    def __pos__(self):
        return NormalDist(self._mu, self._sigma)

    def __neg__(self):
        return NormalDist(-self._mu, self._sigma)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return -(self - other)


# Wichura's rational approximations (algorithm AS 241), highest power first: near the middle, and in the tails.
_NEAR = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.3871328727963666080),
    (5226.4952788528545610, 28729.085735721942674, 39307.895800092710610, 21213.794301586595867,
     5394.1960214247511077, 687.18700749205790830, 42.313330701600911252, 1.0),
)
_TAIL = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.241780725177450611770, 1.27045825245236838258,
     3.64784832476320460504, 5.76949722146069140550, 4.63033784615654529590, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 0.0151986665636164571966, 0.148103976427480074590,
     0.689767334985100004550, 1.67638483018380384940, 2.05319162663775882187, 1.0),
)
_FAR = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.00124266094738807843860, 0.0265321895265761230930,
     0.296560571828504891230, 1.78482653991729133580, 5.46378491116411436990, 6.65790464350110377720),
    (2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5, 7.86869131145613259100e-4,
     0.0148753612908506148525, 0.136929880922735805310, 0.599832206555887937690, 1.0),
)


def _polynomial(factors, x):
    value = 0.0
    for factor in factors:
        value = value * x + factor
    return value


def _standard_quantile(p):
    q = p - 0.5
    if math.fabs(q) <= 0.425:
        r = 0.180625 - q * q
        return _polynomial(_NEAR[0], r) * q / _polynomial(_NEAR[1], r)
    r = math.sqrt(-math.log(p if q <= 0.0 else 1.0 - p))
    (top, bottom), r = (_TAIL, r - 1.6) if r <= 5.0 else (_FAR, r - 5.0)
    x = _polynomial(top, r) / _polynomial(bottom, r)
    return -x if q < 0.0 else x
