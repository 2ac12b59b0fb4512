"""Writes names.txt: run with CPython 3.11, whose names of characters are the ones that programs mean.

    python3.11 names.py NameAliases.txt > names.txt

NameAliases.txt is https://www.unicode.org/Public/14.0.0/ucd/NameAliases.txt, since the module gives no list of them.
"""

import sys
import unicodedata

COMPUTED = ("HANGUL SYLLABLE ", "CJK UNIFIED IDEOGRAPH-")


def main(aliases):
    lines = []
    for code in range(0x110000):
        name = unicodedata.name(chr(code), "")
        if name and not name.startswith(COMPUTED):
            lines.append((code, name))
    for line in aliases:
        fields = line.split("#")[0].strip().split(";")
        if len(fields) == 3:
            code, name = int(fields[0], 16), fields[1]
            try:
                known = unicodedata.lookup(name)
            except KeyError:
                continue
            assert known == chr(code), name
            lines.append((code, name))
    for code, name in sorted(lines):
        print(f"{code:X}\t{name}")


main(open(sys.argv[1]))
