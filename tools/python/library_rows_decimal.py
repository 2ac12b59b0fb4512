"""The rows of `record_library.py` about `decimal`: operations, contexts, formats."""
import itertools
import random

SPECIAL = ["NaN", "sNaN", "-NaN12", "Infinity", "-Infinity", "0", "-0", "0.000", "0E+3", "-0E-7"]
PLAIN = ["1", "-1", "1.0", "2", "-2.5", "7", "10", "0.1", "-0.001", "99.99", "123.456", "1E+3", "1E-8", "12345678901234567890", "9999999999999999999999999999", "3.1415926535897932384626433832795028841971", "1E+999999", "-1E-999999", "1E-1000020", "0.5", "1.000000001", "101", "110"]
UNARY = "exp ln log10 logb logical_invert next_minus next_plus normalize sqrt number_class is_normal is_subnormal to_eng_string canonical copy_abs copy_negate is_canonical is_finite is_infinite is_nan is_qnan is_signed is_snan is_zero radix conjugate adjusted as_tuple to_integral_exact to_integral_value to_integral".split()
BINARY = "compare compare_signal compare_total compare_total_mag copy_sign logical_and logical_or logical_xor max min max_mag min_mag next_toward quantize remainder_near rotate same_quantum scaleb shift".split()
ROUNDINGS = "ROUND_CEILING ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_EVEN ROUND_HALF_UP ROUND_UP ROUND_05UP".split()


def a_number(r):
    if r.random() < 0.12:
        return r.choice(SPECIAL)
    digits = "".join(r.choice("0123456789") for _ in range(r.choice([1, 2, 3, 5, 9, 15, 28, 35])))
    text = r.choice(["", "", "-"]) + digits
    if r.random() < 0.6:
        at = r.randint(1, len(text))
        text = text[:at] + "." + text[at:] if text[:at] != "-" else text + ".5"
    if r.random() < 0.3:
        text += f"E{r.choice([-30, -12, -5, -1, 0, 2, 6, 20, 40])}"
    return text


def operations():
    r = random.Random(41)
    for name, a in itertools.product(UNARY, SPECIAL + PLAIN):
        if r.random() < 0.6:
            yield f"D('{a}').{name}()"
    for name in BINARY:
        for _ in range(26):
            a, b = (r.choice(SPECIAL + PLAIN) if r.random() < 0.6 else a_number(r) for _ in range(2))
            yield f"D('{a}').{name}(D('{b}'))"
    for _ in range(60):
        yield f"D('{a_number(r)}').fma(D('{a_number(r)}'), D('{a_number(r)}'))"
    for _ in range(600):
        yield f"D('{a_number(r)}') {r.choice(['+', '-', '*', '/', '//', '%', '+', '*', '/'])} D('{a_number(r)}')"
    for _ in range(120):
        yield f"divmod(D('{a_number(r)}'), D('{a_number(r)}'))"
    for _ in range(150):
        yield f"D('{a_number(r)}').{r.choice(['exp', 'ln', 'log10', 'sqrt', 'sqrt', 'ln'])}()"
    for _ in range(150):
        base = f"{r.choice(['', '', '-'])}{r.randint(0, 99)}.{r.randint(0, 99)}"
        power = r.choice([str(r.randint(-40, 60)), f"{r.uniform(-9, 9):.{r.randint(1, 9)}f}", "0.5", "-1", "1E+2"])
        yield f"D('{base}') ** D('{power}')"
    for _ in range(60):
        yield f"pow(D({r.randint(-50, 50)}), {r.randint(-3, 50)}, {r.randint(-9, 30)})"
    for _ in range(60):
        yield f"D('{a_number(r)}') {r.choice(['<', '<=', '==', '!=', '>'])} {r.choice([str(r.randint(-5, 5)), '1.5', 'float(3)', 'Fraction(1, 3)', 'True'])}"
    for a in SPECIAL + PLAIN[:14]:
        for form in ["hash(D('{}')) == hash(D('{}'))", "complex(D('{}'))", "math.trunc(D('{}'))", "math.ceil(D('{}'))", "round(D('{}'), -1)", "D('{}') in [1, D('1.0')]", "math.sqrt(D('{}'))", "D(float(D('{}')))", "copy.copy(D('{}'))", "Fraction(D('{}'))", "min(D('{}'), 5, D('7'))"]:
            if r.random() < 0.5:
                yield form.replace("{}", a)
    for call in ["D(1).quantize()", "D(1).quantize(1, 2, 3, 4)", "D(1).quantize(1, foo=3)", "D(1).quantize('a')", "D(1).quantize(1.5)", "D(1).quantize(1, 'x')", "D(1).quantize(1, rounding=5)", "D(1).quantize(1, context=5)", "D(1).sqrt(5)", "D(1).sqrt(1, 2)", "D(1).is_nan(1)", "D(1).compare()", "D(1).compare('a')", "D(1).max(1.5)", "D(1).fma(1)", "D(1).to_integral_value('x')", "D(1, 5)", "D(1, 2, 3)", "D(value='1')", "D(foo='1')", "D((1, 2))", "D((1, 2, 3))", "D((2, (1,), 3))", "D((0, (10,), 3))", "D((0, ('a',), 3))", "D((0, (1,), 'x'))", "D((0, (1,), 1.5))", "D((0, (1, 2), 'F'))", "D((1, (1, 2), 'n'))", "D((0, (1, 2), 'N'))", "D([0, [1, 2], -1])", "D((0, (), -1))", "D((0, (0, 0, 1), -1))", "D(b'1')", "D(1j)", "D('1e999999999999999999')", "D('1e9999999999999999999')", "D('1e-2000000000000000000')", "D('\\u0661.5')", "D('1 2')", "D('1__0')", "D('_1')", "D('1.2.3')", "D('--1')", "D('+')", "D('.')", "D('e5')", "D('0x10')", "D('\\n 5 \\t')", "D.from_float('a')", "D.from_float(5)", "D.from_float(True)", "D.from_float(1e-5)", "hash(D('sNaN'))", "D('sNaN') == 1", "D('NaN') < 1", "float(D('sNaN'))", "round(D('1.5'), 'a')", "round(D('1.25'), 1)", "D('1') & 1", "D(1) + None", "D('5') ** 'a'", "'a' + D(5)", "D(1).foo", "sum([D('0.1'), D('0.2')], D(0))", "sorted([D('2'), 1, D('1.5'), 0.5])", "D(10) ** 30", "D(2) ** -1", "D(0) ** 0", "D('1.1') ** 100", "D(7) // -2, D(7) % -2", "-7 // D(2), -7 % D(2)", "D('1E+2').to_eng_string()", "D.__name__", "D('3').real", "D('3').imag", "D('1.50').normalize() == D('1.5')", "str(D('1E-7'))", "D(str(0.1)) + D('0.2')", "int(D('-7.9'))", "statistics.mean([D('1'), D('2')])", "json.dumps(float(D('1.5')))", "json.dumps(D('1.5'))", "D('1').compare_total(D('1.00'))", "max([D('1'), D('1.0')], key=str)", "list(map(D.sqrt, [D(4), D(9)]))", "D.sqrt(D(16))", "'%d' % D('5.7')", "'%s|%5.1f' % (D('1.25'), D('1.25'))", "D(True) + True", "D('Infinity') > 10**100", "D('1') == D('1.0') == 1.0 == True", "{D('1'): 'a'}[1]", "len({D('1'), D('1.0'), 1, 1.0})"]:
        yield call


def contexts():
    r = random.Random(43)
    made = ["c", "c.flags", "c.traps", "c.foo", "Context(prec=5)", "Context(5)", "Context(traps=[Inexact])", "Context(foo=1)", "Context(prec=0)", "Context(traps=5)", "Context(traps=[5])", "Context(flags=[Inexact], prec=3, Emin=-10, Emax=10, capitals=0, clamp=1)", "c.prec", "c.rounding", "c.Emin, c.Emax, c.capitals, c.clamp", "localcontext(foo=5)", "localcontext(5)", "setcontext(5)", "getcontext(1)", "getcontext() is c", "c.add(1, 2)", "c.add(1)", "c.add(1, 'a')", "c.add(x=1, y=2)", "c.power(2, 10, 1000)", "c.power(2, 10, modulo=7)", "c.power(a=2, b=10)", "c.power(2)", "c.divmod(7, 2)", "c.create_decimal('1.' + '1' * 40)", "c.create_decimal_from_float(0.1)", "c.create_decimal('abc')", "c.create_decimal()", "c.Etiny(), c.Etop(), c.radix()", "c.copy() == c", "c == c", "c.traps == c.copy().traps", "Inexact in c.traps", "len(c.traps), list(c.traps)", "c.traps[5]", "c.sqrt()", "c.sqrt(2)", "c.sqrt(2.0)", "c.is_nan(1)", "c.exp(1, 2)", "c.abs(-3)", "c.to_sci_string(D('1E+5'))", "c.to_eng_string(D('1E+5'))", "c.quantize(D('1.234'), D('0.1'))", "c.to_integral_value(D('2.5'))", "c.normalize(D('1.500'))", "c.compare(1, 2)", "c.fma(2, 3, 4)", "c.number_class(0)", "BasicContext", "ExtendedContext", "DefaultContext", "setcontext(ExtendedContext)\ngetcontext() is ExtendedContext, D(1) / 3", "setcontext(BasicContext)\nD(2) / 3", "MAX_PREC, MAX_EMAX, MIN_EMIN, MIN_ETINY", "HAVE_THREADS, HAVE_CONTEXTVAR", "DecimalTuple(0, (1, 2), -1)", "D(DecimalTuple(0, (1, 2), -1))", "Context(prec=3).divide(D(2), D(3))", "D(2).sqrt(Context(prec=5))", "D('1.23456').quantize(D('0.01'), context=Context(rounding=ROUND_UP))", "D('abc', Context(traps=[]))"]
    yield from made
    for part, values in {"prec": ["0", "'a'", "-1", "1.5", "5", "10**20", "True"], "rounding": ["'a'", "1", "ROUND_UP"], "Emax": ["-1", "10", "'x'"], "Emin": ["1", "-10"], "capitals": ["2", "0"], "clamp": ["2", "1"], "foo": ["1"], "flags": ["[Inexact]", "5", "{}"], "traps": ["[]", "[Rounded]", "['x']", "c.flags"]}.items():
        for value in values:
            yield f"c.{part} = {value}\nc"
    for signal in "InvalidOperation FloatOperation DivisionByZero Overflow Underflow Subnormal Inexact Rounded Clamped DivisionUndefined ConversionSyntax DivisionImpossible InvalidContext DecimalException".split():
        yield f"{signal}.__mro__"
        yield f"c.traps[{signal}] = True\nc"
        yield f"c.flags[{signal}]"
    sums = ["D(1) / 3", "D(1) / 0", "D(0) / 0", "D('abc')", "D('1e999999') * 10", "D('-1e999999') * 10", "D('1e-999999') / 10 ** 30", "D('1.2345e-999999') / 10 ** 20", "D(1.5)", "D(1) < 1.5", "D(1) == 1.5", "D(-1).sqrt()", "D('1.5') + D('1.5')", "D('sNaN') + 1", "D(10) ** 10000000", "D(10) ** -10000000", "D(5) % 0", "D('0E+1000') * D('1E+999999')", "D(2).exp()", "D(2).ln()", "D('1E+5') + 0", "D('1.00') * 2", "int(D('2.5'))", "D('NaN') == 1", "D('NaN') < 1", "D('inf') - D('inf')", "D('2.5').to_integral_exact()", "D('2.5').to_integral_value()", "D('2.55').quantize(D('0.1'))", "D(0).logb()", "D('1e30') // 1", "D(1).next_plus()", "D('123456').scaleb(5)"]
    for one in sums:
        yield f"(({one}), c)"
        yield f"setcontext(ExtendedContext)\n({one}, getcontext())"
        trap = r.choice(["Inexact", "Rounded", "FloatOperation", "Subnormal", "Underflow", "Clamped"])
        yield f"c.traps[{trap}] = True\n{one}"
        yield f"c.traps[InvalidOperation] = c.traps[DivisionByZero] = c.traps[Overflow] = False\n({one}, c)"
        yield f"c.prec, c.Emax, c.Emin, c.clamp = 5, 9, -9, {r.randint(0, 1)}\n{one}"
        yield f"c.rounding = {r.choice(ROUNDINGS)}\nc.Emax, c.Emin = 20, -20\n{one}"
    for _ in range(220):
        op = r.choice(["+", "-", "*", "/", "+", "/"])
        yield f"c.prec, c.rounding = {r.randint(1, 9)}, {r.choice(ROUNDINGS)}\nD('{a_number(r)}') {op} D('{a_number(r)}')"
    for _ in range(120):
        number = f"{r.choice(['', '-'])}{r.randint(0, 30)}.{r.choice(['5', '25', '15', '05', '55', '49', '51', '0', '501'])}"
        yield f"D('{number}').quantize(D('{r.choice(['1', '0.1', '1E+1'])}'), rounding={r.choice(ROUNDINGS)})"
        yield f"c.rounding = {r.choice(ROUNDINGS)}\nround(D('{number}'), {r.randint(0, 1)}), +D('{number}').to_integral_value(), f'{{D(\"{number}\"):.1f}}'"
    for prec in [1, 2, 5, 9, 40, 60, 120]:
        for what in ["D(2).sqrt()", "D(2).ln()", "D(10).ln()", "D(1).exp()", "D('-20.5').exp()", "D('1.0001').ln()", "D('0.99999').ln()", "D(2).log10()", "D('1234.5').log10()", "D(2) ** D('0.5')", "D('1.5') ** D('-3.25')", "D(3) ** 50", "D(3) ** -50", "D(1) / 7", "D('1E-20').exp()", "D('0.1') ** 20", "D(22) / 7 * D(7)"]:
            yield f"c.prec = {prec}\n{what}"
    for what in ["with localcontext() as k:\n    k.prec = 3\n    x = D(1) / 3\n\n(x, D(1) / 3)", "with localcontext(Context(prec=4)) as k:\n    x = D(1) / 3\n\n(x, k)", "with localcontext(prec=6, rounding=ROUND_UP):\n    x = D(1) / 3\n\nx", "try:\n    with localcontext() as k:\n        k.prec = 2\n        D(1) / 0\nexcept ZeroDivisionError as e:\n    print(repr(e), getcontext().prec)\n0", "c.clear_flags()\nc.clear_traps()\n(D(1) / 0, c)", "D(1) / 3\n(c.flags[Inexact], c.flags[Clamped])", "try:\n    D('x')\nexcept InvalidOperation as e:\n    print(e.args, str(e))\n0", "try:\n    D(1) / 0\nexcept DecimalException as e:\n    print(type(e).__name__, e)\n0", "try:\n    D(0) / 0\nexcept ZeroDivisionError as e:\n    print(type(e).__name__, e)\n0", "k = c.copy()\nk.prec = 3\n(c.prec, k.prec, k.divide(1, 3), k.flags[Inexact], c.flags[Inexact])", "c.traps.copy() == dict(c.traps)", "del c.prec\n0", "del c.traps[Inexact]\n0", "c.capitals = 0\n(str(D('1E+9')), repr(D('1E+9')), D('1E+9').to_eng_string())"]:
        yield what


def formats():
    r = random.Random(47)
    numbers = ["0", "-0", "1", "-1.5", "123.456", "-1234567.891", "0.00012345", "1E+10", "1E-10", "99.995", "NaN", "-Infinity", "sNaN5", "12345678901234567890", "0E-5", "0E+5", "0.05"]
    specs = ["", "f", ".0f", ".1f", ".2f", ".10f", "e", ".0e", ".3e", "E", "g", ".3g", "G", ".1g", ".20g", "%", ".1%", "n", ",", ",.2f", "_", "+", " ", "-", "+.2f", "010.2f", "08", ">12", "<12.1f", "^12", "*^14.2f", "=+12.1f", "0=12.2f", "0<8", "x", "d", "s", "5", ".5", ".0", "z.1f", "#.1f", "10,.1f", "020,.2f", "é>9", "<<5", ".2", "+e", ".2E", "10.3%"]
    for number, spec in itertools.product(numbers, specs):
        if r.random() < 0.75:
            yield f"format(D('{number}'), '{spec}')"
    for number in numbers:
        yield f"'{{:.3f}}|{{:>10}}|{{!r}}|{{!s}}'.format(*[D('{number}')] * 4)"
        yield f"'%s %r %8.2f' % (*[D('{number}')] * 2, 1.5)"


PRELUDE = "import math, copy, statistics, json\nfrom fractions import Fraction\nfrom decimal import *\nD = Decimal\nc = getcontext()\n"
FRESH = "setcontext(Context(prec=28, rounding=ROUND_HALF_EVEN, Emin=-999999, Emax=999999, capitals=1, clamp=0, flags=[], traps=[InvalidOperation, DivisionByZero, Overflow]))\nc = getcontext()\n"
TABLES = {
    "decimal_operations": (PRELUDE + FRESH, operations),
    "decimal_contexts": (PRELUDE + FRESH, contexts),
    "decimal_formats": (PRELUDE + FRESH, formats),
}
