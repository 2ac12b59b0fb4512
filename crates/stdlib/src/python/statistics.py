# What of `statistics` is written in Python.
from _statistics import *
import collections
import math
import random

LinearRegression = collections.namedtuple("LinearRegression", "slope intercept")


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


def median_grouped(data, interval=1.0):
    data = sorted(data)
    n = len(data)
    if not n:
        raise StatisticsError("no median for empty data")
    middle = data[n // 2]
    before = sum(1 for item in data if item < middle)
    n_same = data.count(middle)
    try:
        interval, middle = float(interval), float(middle)
    except ValueError:
        raise TypeError("Value cannot be converted to a float") from None
    return middle - interval / 2.0 + interval * (n / 2 - before) / n_same


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
