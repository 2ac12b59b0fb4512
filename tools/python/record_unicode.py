"""Records what CPython 3.11 knows about characters (Unicode 14) as crates/value/src/unicode/unicode14.bin.

Run with python3.11. The file is a sequence of numbers in LEB128:
for every property the count and the distances of the places where it begins or ends to hold,
then for every case mapping the runs (distance, length, step, zigzag of the shift) and the mappings to several characters.
"""
import pathlib
import unicodedata

LETTERS = [c for c in range(0x110000) if not 0xD800 <= c <= 0xDFFF]
OUT = pathlib.Path(__file__).parents[2] / "crates/value/src/unicode/unicode14.bin"


def ignorable(c):
    return ("a" + chr(c) + "\u03a3").lower().endswith("\u03c2") and not (chr(c) + "\u03a3").lower().endswith("\u03c2")


PROPERTIES = [
    lambda c: chr(c).isprintable(),
    lambda c: chr(c).isalpha(),
    lambda c: chr(c).isdecimal(),
    lambda c: chr(c).isdigit(),
    lambda c: chr(c).isnumeric(),
    lambda c: chr(c).islower(),
    lambda c: chr(c).isupper(),
    lambda c: unicodedata.category(chr(c)) == "Lt",
    lambda c: chr(c).isspace(),
    lambda c: (chr(c) + "a").title().endswith("a"),  # cased
    ignorable,
    lambda c: chr(c).isidentifier(),
    lambda c: ("a" + chr(c)).isidentifier(),
]
MAPPINGS = [str.lower, str.upper, str.title, str.casefold]


def number(n):
    while n > 127:
        yield n & 127 | 128
        n >>= 7
    yield n


def property_numbers(holds):
    edges, before = [], False
    for c in LETTERS:
        now = holds(c)
        if now != before:
            edges.append(c)
            before = now
    yield len(edges)
    last = 0
    for edge in edges:
        yield edge - last
        last = edge


def mapping_numbers(mapping):
    single, several = {}, {}
    for c in LETTERS:
        to = mapping(chr(c))
        if len(to) > 1:
            several[c] = to
        elif to != chr(c):
            single[c] = ord(to) - c
    runs = []
    for c, shift in single.items():
        if runs:
            run = runs[-1]
            start, length, step, run_shift = run
            distance = c - (start + (length - 1) * step)
            if run_shift == shift and (length == 1 and distance <= 2 or length > 1 and distance == step):
                run[1], run[2] = length + 1, distance
                continue
        runs.append([c, 1, 1, shift])
    yield len(runs)
    last = 0
    for start, length, step, shift in runs:
        yield from (start - last, length, step, shift << 1 if shift >= 0 else (-shift << 1) - 1)
        last = start
    yield len(several)
    last = 0
    for c, to in several.items():
        yield from (c - last, len(to), *map(ord, to))
        last = c


assert unicodedata.unidata_version == "14.0.0"
data = bytearray()
for holds in PROPERTIES:
    for n in property_numbers(holds):
        data.extend(number(n))
for mapping in MAPPINGS:
    for n in mapping_numbers(mapping):
        data.extend(number(n))
OUT.write_bytes(data)
print(len(data), "bytes")
