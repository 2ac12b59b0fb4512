"""Differences between sequences."""


class SequenceMatcher:
    def __init__(self, isjunk=None, a="", b="", autojunk=True):
        self.isjunk = isjunk
        self.autojunk = autojunk
        self.a = self.b = None
        self.set_seqs(a, b)

    def set_seqs(self, a, b):
        self.set_seq1(a)
        self.set_seq2(b)

    def set_seq1(self, a):
        if a is not self.a:
            self.a = a
            self.blocks = None

    def set_seq2(self, b):
        if b is self.b:
            return
        self.b = b
        self.blocks = self.counts = None
        places = {}
        for at, item in enumerate(b):
            places.setdefault(item, []).append(at)
        self.bjunk = {item for item in places if self.isjunk(item)} if self.isjunk else set()
        for item in self.bjunk:
            del places[item]
        self.bpopular = set()
        if self.autojunk and len(b) >= 200:
            most = len(b) // 100 + 1
            self.bpopular = {item for item, found in places.items() if len(found) > most}
            for item in self.bpopular:
                del places[item]
        self.b2j = places

    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None):
        a, b, junk = self.a, self.b, self.bjunk
        ahi = len(a) if ahi is None else ahi
        bhi = len(b) if bhi is None else bhi
        at_a, at_b, size = alo, blo, 0
        lengths = {}
        for i in range(alo, ahi):
            longer = {}
            for j in self.b2j.get(a[i], ()):
                if j < blo:
                    continue
                if j >= bhi:
                    break
                length = longer[j] = lengths.get(j - 1, 0) + 1
                if length > size:
                    at_a, at_b, size = i - length + 1, j - length + 1, length
            lengths = longer
        for takes_junk in (False, True):
            while at_a > alo and at_b > blo and (b[at_b - 1] in junk) is takes_junk and a[at_a - 1] == b[at_b - 1]:
                at_a, at_b, size = at_a - 1, at_b - 1, size + 1
            while (at_a + size < ahi and at_b + size < bhi and (b[at_b + size] in junk) is takes_junk
                   and a[at_a + size] == b[at_b + size]):
                size += 1
        return at_a, at_b, size

    def get_matching_blocks(self):
        if self.blocks is not None:
            return self.blocks
        waiting, found = [(0, len(self.a), 0, len(self.b))], []
        while waiting:
            alo, ahi, blo, bhi = waiting.pop()
            i, j, size = match = self.find_longest_match(alo, ahi, blo, bhi)
            if size:
                found.append(match)
                if alo < i and blo < j:
                    waiting.append((alo, i, blo, j))
                if i + size < ahi and j + size < bhi:
                    waiting.append((i + size, ahi, j + size, bhi))
        self.blocks = []
        for i, j, size in sorted(found):
            if self.blocks:
                before = self.blocks[-1]
                if before[0] + before[2] == i and before[1] + before[2] == j:
                    self.blocks[-1] = (before[0], before[1], before[2] + size)
                    continue
            self.blocks.append((i, j, size))
        self.blocks.append((len(self.a), len(self.b), 0))
        return self.blocks

    def get_opcodes(self):
        i = j = 0
        codes = []
        for at_a, at_b, size in self.get_matching_blocks():
            tag = ""
            if i < at_a:
                tag = "replace" if j < at_b else "delete"
            elif j < at_b:
                tag = "insert"
            if tag:
                codes.append((tag, i, at_a, j, at_b))
            i, j = at_a + size, at_b + size
            if size:
                codes.append(("equal", at_a, i, at_b, j))
        return codes

    def _ratio(self, matches):
        length = len(self.a) + len(self.b)
        return 2.0 * matches / length if length else 1.0

    def ratio(self):
        return self._ratio(sum(block[2] for block in self.get_matching_blocks()))

    def quick_ratio(self):
        if self.counts is None:
            self.counts = {}
            for item in self.b:
                self.counts[item] = self.counts.get(item, 0) + 1
        left, matches = {}, 0
        for item in self.a:
            n = left.get(item, self.counts.get(item, 0))
            left[item] = n - 1
            if n > 0:
                matches += 1
        return self._ratio(matches)

    def real_quick_ratio(self):
        return self._ratio(min(len(self.a), len(self.b)))


def IS_LINE_JUNK(line, pat=None):
    return line.strip() in ("", "#")


def IS_CHARACTER_JUNK(ch, ws=" \t"):
    return ch in ws


class Differ:
    def __init__(self, linejunk=None, charjunk=None):
        self.linejunk = linejunk
        self.charjunk = charjunk

    def compare(self, a, b):
        for tag, alo, ahi, blo, bhi in SequenceMatcher(self.linejunk, a, b).get_opcodes():
            if tag == "replace":
                yield from self._replaced(a, alo, ahi, b, blo, bhi)
            elif tag == "insert":
                yield from _marked("+", b, blo, bhi)
            else:
                yield from _marked("-" if tag == "delete" else " ", a, alo, ahi)

    def _replaced(self, a, alo, ahi, b, blo, bhi):
        """Finds the two lines that are most alike, and shows how they differ."""
        best, equal, chosen = 0.74, None, None
        matcher = SequenceMatcher(self.charjunk)
        for j in range(blo, bhi):
            matcher.set_seq2(b[j])
            for i in range(alo, ahi):
                if a[i] == b[j]:
                    equal = equal or (i, j)
                    continue
                matcher.set_seq1(a[i])
                if matcher.real_quick_ratio() > best and matcher.quick_ratio() > best and matcher.ratio() > best:
                    best, chosen = matcher.ratio(), (i, j)
        if best < 0.75:
            if equal is None:
                if bhi - blo < ahi - alo:
                    yield from _marked("+", b, blo, bhi)
                    yield from _marked("-", a, alo, ahi)
                else:
                    yield from _marked("-", a, alo, ahi)
                    yield from _marked("+", b, blo, bhi)
                return
            chosen = equal
        else:
            equal = None
        i, j = chosen
        yield from self._rest(a, alo, i, b, blo, j)
        if equal is None:
            yield from self._hinted(a[i], b[j], matcher)
        else:
            yield "  " + a[i]
        yield from self._rest(a, i + 1, ahi, b, j + 1, bhi)

    def _rest(self, a, alo, ahi, b, blo, bhi):
        if alo < ahi and blo < bhi:
            yield from self._replaced(a, alo, ahi, b, blo, bhi)
        elif alo < ahi:
            yield from _marked("-", a, alo, ahi)
        elif blo < bhi:
            yield from _marked("+", b, blo, bhi)

    def _hinted(self, first, second, matcher):
        matcher.set_seqs(first, second)
        marks = ["", ""]
        for tag, alo, ahi, blo, bhi in matcher.get_opcodes():
            letters = {"replace": "^^", "delete": "- ", "insert": " +", "equal": "  "}[tag]
            marks[0] += letters[0] * (ahi - alo)
            marks[1] += letters[1] * (bhi - blo)
        for sign, line, marked in (("- ", first, marks[0]), ("+ ", second, marks[1])):
            yield sign + line
            pairs = zip(line, marked)
            hint = "".join(c if mark == " " and c.isspace() else mark for c, mark in pairs).rstrip()
            if hint:
                yield "? %s\n" % hint


def _marked(sign, lines, start, end):
    for at in range(start, end):
        yield "%s %s" % (sign, lines[at])


def ndiff(a, b, linejunk=None, charjunk=IS_CHARACTER_JUNK):
    return Differ(linejunk, charjunk).compare(a, b)


def get_close_matches(word, possibilities, n=3, cutoff=0.6):
    matcher = SequenceMatcher()
    matcher.set_seq2(word)
    found = []
    for other in possibilities:
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() >= cutoff and matcher.quick_ratio() >= cutoff and matcher.ratio() >= cutoff:
            found.append((matcher.ratio(), other))
    return [other for _, other in sorted(found, reverse=True)[:n]]
