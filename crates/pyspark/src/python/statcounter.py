"""Count, mean, variance and extremes of numbers, which can be put together."""
import math


class StatCounter:
    def __init__(self, values=None):
        self.n, self.mu, self.m2 = 0, 0.0, 0.0
        self.maxValue, self.minValue = float("-inf"), float("inf")
        for value in [] if values is None else values:
            self.merge(value)

    def merge(self, value):
        delta = value - self.mu
        self.n += 1
        self.mu += delta / self.n
        self.m2 += delta * (value - self.mu)
        self._widen(value, value)
        return self

    def _widen(self, largest, smallest):
        if largest > self.maxValue:
            self.maxValue = largest
        if smallest < self.minValue:
            self.minValue = smallest

    def mergeStats(self, other):
        if not isinstance(other, StatCounter):
            raise TypeError("Can only merge StatCounter but got %s" % type(other))
        if other is self:
            other = self.copy()
        if self.n == 0:
            self.__dict__.update(other.__dict__)
        elif other.n != 0:
            n, delta = self.n + other.n, other.mu - self.mu
            # Three ways to the same mean, chosen so that rounding hurts least.
            if other.n * 10 < self.n:
                self.mu += delta * other.n / n
            elif self.n * 10 < other.n:
                self.mu = other.mu - delta * self.n / n
            else:
                self.mu = (self.mu * self.n + other.mu * other.n) / n
            self._widen(other.maxValue, other.minValue)
            self.m2 += other.m2 + delta * delta * self.n * other.n / n
            self.n = n
        return self

    def copy(self):
        return _of(self.n, self.mu, self.m2, self.maxValue, self.minValue)

    def count(self):
        return int(self.n)

    def mean(self):
        return self.mu

    def sum(self):
        return self.n * self.mu

    def min(self):
        return self.minValue

    def max(self):
        return self.maxValue

    def variance(self):
        return self.m2 / self.n if self.n else float("nan")

    def sampleVariance(self):
        return self.m2 / (self.n - 1) if self.n > 1 else float("nan")

    def stdev(self):
        return math.sqrt(self.variance())

    def sampleStdev(self):
        return math.sqrt(self.sampleVariance())

    def asDict(self, sample=False):
        # PySpark has the last two the wrong way round; programs see it.
        stdev = self.stdev() if sample else self.sampleStdev()
        variance = self.variance() if sample else self.sampleVariance()
        figures = {"count": self.count(), "mean": self.mean(), "sum": self.sum(), "min": self.min(), "max": self.max()}
        return {**figures, "stdev": stdev, "variance": variance}

    def __repr__(self):
        figures = self.count(), self.mean(), self.stdev(), self.max(), self.min()
        return "(count: %s, mean: %s, stdev: %s, max: %s, min: %s)" % figures


def _of(n, mu, m2, largest, smallest):
    made = StatCounter()
    made.n, made.mu, made.m2, made.maxValue, made.minValue = n, mu, m2, largest, smallest
    return made
