# `fractions`.
import decimal
import math
import operator
import re

__all__ = ["Fraction"]

_TEXT = re.compile(
    r"\s*(?P<sign>[-+]?)(?=\d|\.\d)(?P<whole>(?:\d+(?:_\d+)*)?)"
    r"(?:/(?P<below>\d+(?:_\d+)*)|(?:\.(?P<part>(?:\d+(?:_\d+)*)?))?(?:[eE](?P<power>[-+]?\d+(?:_\d+)*))?)\s*"
)
_PRIME = 2**61 - 1


class Fraction:
    __slots__ = ("_n", "_d")

    def __new__(cls, numerator=0, denominator=None):
        self = super().__new__(cls)
        if denominator is None:
            if isinstance(numerator, int):
                n, d = int(numerator), 1
            elif isinstance(numerator, Fraction):
                n, d = numerator._n, numerator._d
            elif isinstance(numerator, (float, decimal.Decimal)):
                n, d = numerator.as_integer_ratio()
            elif isinstance(numerator, str):
                n, d = _parse(numerator)
            else:
                raise TypeError("argument should be a string or a Rational instance")
        elif isinstance(numerator, (int, Fraction)) and isinstance(denominator, (int, Fraction)):
            n = numerator.numerator * denominator.denominator
            d = denominator.numerator * numerator.denominator
        else:
            raise TypeError("both arguments should be Rational instances")
        if d == 0:
            raise ZeroDivisionError(f"Fraction({n}, 0)")
        shared = math.gcd(n, d) if d > 0 else -math.gcd(n, d)
        self._n = n // shared
        self._d = d // shared
        return self

    @classmethod
    def from_float(cls, f):
        if not isinstance(f, (int, float)):
            raise TypeError(f"{cls.__name__}.from_float() only takes floats, not {f!r} ({type(f).__name__})")
        return cls(f)

    @classmethod
    def from_decimal(cls, dec):
        if not isinstance(dec, (int, decimal.Decimal)):
            raise TypeError(f"{cls.__name__}.from_decimal() only takes Decimals, not {dec!r} ({type(dec).__name__})")
        return cls(dec)

    numerator = property(lambda self: self._n)
    denominator = property(lambda self: self._d)
    real = property(lambda self: self)
    imag = property(lambda self: 0)

    def conjugate(self):
        return self

    def as_integer_ratio(self):
        return (self._n, self._d)

    def is_integer(self):
        return self._d == 1

    def limit_denominator(self, max_denominator=1000000):
        if max_denominator < 1:
            raise ValueError("max_denominator should be at least 1")
        if self._d <= max_denominator:
            return Fraction(self)
        # Convergents of the continued fraction; the last step goes only as far as it may.
        before, last = (0, 1), (1, 0)
        n, d = self._n, self._d
        while True:
            whole = n // d
            below = before[1] + whole * last[1]
            if below > max_denominator:
                break
            before, last = last, (before[0] + whole * last[0], below)
            n, d = d, n - whole * d
        steps = (max_denominator - before[1]) // last[1]
        near = Fraction(before[0] + steps * last[0], before[1] + steps * last[1])
        far = Fraction(*last)
        return far if abs(far - self) <= abs(near - self) else near

    def __repr__(self):
        return f"{self.__class__.__name__}({self._n}, {self._d})"

    def __str__(self):
        return str(self._n) if self._d == 1 else f"{self._n}/{self._d}"

    def __hash__(self):
        try:
            inverse = pow(self._d, -1, _PRIME)
        except ValueError:
            found = 314159
        else:
            found = hash(hash(abs(self._n)) * inverse)
        found = found if self._n >= 0 else -found
        return -2 if found == -1 else found

    def __bool__(self):
        return self._n != 0

    def __int__(self):
        return -(-self._n // self._d) if self._n < 0 else self._n // self._d

    __trunc__ = __int__

    def __float__(self):
        return self._n / self._d

    def __floor__(self):
        return self._n // self._d

    def __ceil__(self):
        return -(-self._n // self._d)

    def __round__(self, ndigits=None):
        if ndigits is None:
            whole, rest = divmod(self._n, self._d)
            up = rest * 2 > self._d or rest * 2 == self._d and whole % 2 == 1
            return whole + up
        shift = 10 ** abs(ndigits)
        if ndigits > 0:
            return Fraction(round(self * shift), shift)
        return Fraction(round(self / shift) * shift)

    def __neg__(self):
        return Fraction(-self._n, self._d)

    def __pos__(self):
        return Fraction(self._n, self._d)

    def __abs__(self):
        return Fraction(abs(self._n), self._d)

    def __pow__(a, b):
        if isinstance(b, (int, Fraction)):
            if b.denominator != 1:
                return float(a) ** float(b)
            b = b.numerator
            if b >= 0:
                return Fraction(a._n**b, a._d**b)
            if a._n == 0:
                raise ZeroDivisionError(f"Fraction({a._d ** -b}, 0)")
            return Fraction(a._d**-b, a._n**-b)
        return float(a) ** b

    def __rpow__(b, a):
        if b._d == 1 and b._n >= 0:
            return a**b._n
        if isinstance(a, int):
            return Fraction(a) ** b
        return a ** float(b)

    def __eq__(a, b):
        if isinstance(b, (int, Fraction)):
            return a._n == b.numerator and a._d == b.denominator
        if isinstance(b, float):
            return a == Fraction(b) if math.isfinite(b) else 0.0 == b
        if isinstance(b, complex):
            return b.imag == 0 and a == b.real
        return NotImplemented


def _parse(text):
    found = _TEXT.fullmatch(text)
    if found is None:
        raise ValueError(f"Invalid literal for Fraction: {text!r}")
    n, d = int(found["whole"] or "0"), 1
    if found["below"]:
        d = int(found["below"])
    else:
        part = (found["part"] or "").replace("_", "")
        power = int(found["power"] or "0") - len(part)
        n = n * 10 ** len(part) + int(part or "0")
        n, d = (n * 10**power, 1) if power >= 0 else (n, 10**-power)
    return (-n if found["sign"] == "-" else n), d


def _offer(name, exact):
    """Gives the class one operator, in both directions: exact with rationals, as floats with floats."""
    inexact = getattr(operator, name)

    def forward(a, b):
        if isinstance(b, (int, Fraction)):
            return exact(a, b)
        if isinstance(b, float):
            return inexact(float(a), b)
        if isinstance(b, complex):
            return inexact(complex(a), b)
        return NotImplemented

    def backward(b, a):
        if isinstance(a, int):
            return exact(Fraction(a), b)
        if isinstance(a, float):
            return inexact(a, float(b))
        if isinstance(a, complex):
            return inexact(a, complex(b))
        return NotImplemented

    setattr(Fraction, f"__{name}__", forward)
    setattr(Fraction, f"__r{name}__", backward)


def _offer_order(name):
    holds = getattr(operator, name)

    def compare(a, b):
        if isinstance(b, (int, Fraction)):
            return holds(a._n * b.denominator, a._d * b.numerator)
        if isinstance(b, float):
            return holds(a, Fraction(b)) if math.isfinite(b) else holds(0.0, b)
        return NotImplemented

    setattr(Fraction, f"__{name}__", compare)


def _quotient(a, b):
    n, d = a._n * b.denominator, a._d * b.numerator
    if d == 0:
        raise ZeroDivisionError(f"Fraction({(n > 0) - (n < 0)}, 0)")
    return Fraction(n, d)


def _whole(a, b):
    return (a._n * b.denominator) // (a._d * b.numerator)


def _rest(a, b):
    shared = a._d * b.denominator
    return Fraction((a._n * b.denominator) % (b.numerator * a._d), shared)


_offer("add", lambda a, b: Fraction(a._n * b.denominator + b.numerator * a._d, a._d * b.denominator))
_offer("sub", lambda a, b: Fraction(a._n * b.denominator - b.numerator * a._d, a._d * b.denominator))
_offer("mul", lambda a, b: Fraction(a._n * b.numerator, a._d * b.denominator))
_offer("truediv", _quotient)
_offer("floordiv", _whole)
_offer("mod", _rest)
for _name in ("lt", "le", "gt", "ge"):
    _offer_order(_name)


def _divmod(a, b):
    return (a // b, a % b)


Fraction.__divmod__ = _divmod
Fraction.__rdivmod__ = lambda b, a: _divmod(Fraction(a) if isinstance(a, int) else a, b)
