# The functions that tests/kernels.rs names.
import collections
import datetime
import itertools
import json
import math
import random
import re
import time

limit = 2
seen = []
table = {'a': 1, 'b': 2, '': 3}
words = {'a', 'ab'}


def twice(x):
    return x + x


def lambda_free(s):
    return s[:1]


def several(line):
    words = line.split(' ')
    first = words[0]
    n = len(words)
    n += 1
    return (first, n)


def branches(s):
    """What it is."""
    if not s:
        return 'nothing'
    elif len(s) > 3:
        kind = 'long'
    else:
        kind = 'short'
        if s[0] == 'a':
            return 'a'
    return kind + s


def unpacked(s):
    a, b = s, len(s)
    return (b, a)


def of_pair(kv):
    key, value = kv
    if value > 0:
        key = key + '+'
    return key, value


def two_of_list(p):
    a, b = p
    return (b, a)


def tried(s):
    try:
        n = len(s)
        return (s, 10 - n)
    except ValueError as error:
        return (str(error), 0)


def tried_loop(s):
    total = 0
    for word in s.split(' '):
        try:
            total += len(word)
        except (TypeError, ValueError):
            continue
        else:
            total += 1
    return total


def filled(line):
    words = []
    for word in line.split(' '):
        words.append(word)
    return words


def filled_if(line):
    words = []
    for word in line.split():
        short = word.lower()
        if short and short != 'a':
            words.append((short, 1))
    return words


def filled_either(line):
    found = []
    for word in line.split(','):
        if len(word) > 1:
            found.append(word + line)
        elif not word:
            found.append('nothing')
        else:
            found.append(word)
    return found


def filled_or_not(line):
    found = []
    for word in line.split():
        if word == 'a':
            continue
        elif word.startswith('b'):
            pass
        else:
            found.append(word)
            continue
    return found


def summed(s):
    total = 0
    for word in s.split(' '):
        total += len(word)
    return total


def counted(s):
    n = 0
    longest = ''
    for word in s.split():
        if len(word) > len(longest):
            longest = word
        n = n + 1
    return (n, longest)


def skipping(s):
    kept = ''
    for c in s:
        if c == ' ':
            continue
        kept = c + kept
    return kept


def nested(s):
    n = 0
    for word in s.split(','):
        here = 0
        for c in word:
            if c == 'a':
                here += 1
        n += here * 2
    return n


def with_else(s):
    n = 1
    for c in s:
        n = n * 2
    else:
        n = n - 1
    return n


def read_before(s):
    out = []
    if not s:
        return ['none']
    for word in s.split(' '):
        out.append(word)
    return out


def longest(s):
    best = None
    for word in s.split():
        if best is None or len(word) > len(best):
            best = word
    return best


def vowels(s):
    n = 0
    for c in s:
        if c in 'aeiou':
            n += 1
    return (s, n)


def numbered(s):
    words = s.split(' ')
    found = []
    for i in range(len(words)):
        found.append((i, s))
    return found


def positions(s):
    at = 0
    for i in range(1, len(s)):
        at += i
    return at


def folded_list(p):
    total = ''
    for word in p:
        total += word
    return (total, len(p))


def cells(p):
    out = []
    for word in p:
        if word:
            out.append(word.upper())
    return out


def through_pair(kv):
    n = 0
    text = ''
    for part in kv:
        n += 1
        text = f'{text}{part}'
    return (text, n)


def powers(x):
    total = 1
    for factor in (1, 2, 0.5):
        total = total + x * factor
    return total


def shared(s):
    out = []
    other = out
    for word in s.split():
        out.append(word)
    return other


def looked_at(s):
    out = []
    for word in s.split():
        if word not in out:
            out.append(word)
    return out


def broken_off(s):
    n = 0
    for c in s:
        if c == ' ':
            break
        n += 1
    return n


def returned_from(s):
    n = 0
    for c in s:
        n += 1
        if c == ' ':
            return n
    return n


def left_over(s):
    n = 0
    for c in s:
        n += 1
    return c


def finally_done(s):
    try:
        return s
    finally:
        print(s)


def global_changed(s):
    global limit
    limit = 3
    return s


def in_two_lists(s):
    one = []
    two = []
    for word in s.split():
        one.append(word)
        two.append(word)
    return one + two


def while_loop(s):
    while s:
        s = s[1:]
    return s


def either(x):
    n = 0
    for i in range(3):
        if x > i:
            n += x
        else:
            n -= 1
    return n


PATTERN = re.compile('[ab]+')
settings = {'sep': '-', 'limit': 3}
seen_text = 'a'
numbers = iter(range(10**9))
counter = collections.Counter()


class Thing:
    last = None

    def __init__(self, s):
        self.s = s

    def noted(self):
        Thing.last = self.s
        return self.s


def noted(s):
    seen.append(s)
    return s


def count_calls():
    n = 0

    def call():
        nonlocal n
        n += 1
        return n

    return call


counting = count_calls()


def word_counts(s):
    counts = {}
    for word in s.split():
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts.items())


def counted_by_class(s):
    counts = collections.defaultdict(int)
    for c in s:
        counts[c] += 1
    return tuple(counts.items())


def most_frequent(s):
    return collections.Counter(s.split(' ')).most_common(1)[0]


def inner_functions(s):
    def longer(word, by=1):
        extra = 'x' * by
        return word + extra

    found = []
    for word in s.split():
        found.append(longer(word, by=2))
    return found


def closed_over(n):
    return lambda s: re.sub(' ', '_', s)[:n]


def wrapping(f):
    def call(*args, **kwargs):
        return f(*args, **kwargs)
    return call


@wrapping
def wrapped(s):
    return s.upper()


def with_keywords(s, *rest, sep=' ', **more):
    first, *others = s.split(sep)
    return (first, len(others), len(rest), len(more))


def recursive(s):
    return s if len(s) < 2 else recursive(s[1:]) + s[0]


def handled_with_message(s):
    try:
        return (s[2], int(s))
    except IndexError as error:
        return ('short', str(error))
    except ValueError as error:
        return ('no number', error.args[0])


def reraised(s):
    try:
        int('x' + s)
    except ValueError:
        if s == ',':
            raise
        return s


def own_list_changed(s):
    words = s.split(' ')
    words.sort()
    words.insert(0, 'first')
    words[-1] = 'last'
    del words[1:2]
    words += ['end']
    return words


def place_changed(s):
    settings['last'] = s
    return s


def grows_in_place(s):
    grown = seen
    grown += [s]
    return s


def attribute_changed(s):
    Thing.last = s
    return s


def imports(s):
    import random
    return random.random()


def names_a_list(s):
    them = seen
    return len(them)


def prints_if_it_fails(s):
    try:
        return int(s)
    except ValueError as error:
        print(error)


def changes_its_row(p):
    p.append(len(p))
    return p[-1]


def by_default(s, times=2, sep='-'):
    return sep.join([s] * 1) + str(times)


def yielded(s):
    for word in s.split(' '):
        yield word


def yielded_some(s):
    if not s:
        return
    yield s
    for word in s.split(','):
        if word == 'a':
            continue
        if word == 'b':
            return
        yield word.upper()
        yield word
    yield 'end'


def yielded_from(s):
    yield from s.split()
    yield


def yielded_pairs(s):
    n = 0
    for word in s.split():
        n += 1
        yield (word, n)


def grown(s):
    out = [s]
    out.append(s + 'x')
    out.append(len(s))
    return out


def grown_in_loop(s):
    out = [s]
    n = 0
    for word in s.split(' '):
        n += 1
        if word:
            out.append(word)
            out.append(str(n))
    out.append('end')
    return out


def extended(s):
    out = []
    for part in s.split(','):
        out.extend(part.split(' '))
    return out


def added_to(s):
    out = ['first']
    out += s.split()
    return (out[0], len(out), 'a' in out)


def first_match(s):
    for word in s.split(' '):
        if word.startswith('a'):
            return word
    return 'none'


def first_of_each(s):
    out = []
    for part in s.split(','):
        for c in part:
            if c != ' ':
                out.append(c)
                break
        else:
            out.append('-')
    return out


def with_else_after_break(s):
    n = 0
    for c in s:
        if c == 'b':
            n = -n
            break
        n += 1
    else:
        n += 100
    return (s, n)


def counted_and_kept(s):
    n = 0
    seen = []
    for word in s.split():
        if word in seen:
            n += 1
        else:
            seen.append(word)
    return (n, len(seen))


def summed_list(s):
    both = [len(s)]
    both.append(2)
    return sum(both)


def two_names(s):
    out = []
    for word in s.split():
        out.append(word)
    other = out
    return other


def returned_inside_two(s):
    for part in s.split(','):
        for c in part:
            if c == 'b':
                return (part, c)
    return None


def stops_early(s):
    total = 0
    for i in range(len(s)):
        if i == 3:
            break
        if s[i] == 'a':
            continue
        total += i
    return total


def matrix(s):
    rows = []
    for part in s.split(','):
        row = []
        for c in part:
            row.append(c + s[:1])
        rows.append(row)
    return len(rows)


def rest_after_return(s):
    out = [s]
    if s.startswith('a'):
        return out
    out.append('more')
    return out


def fills_again(s):
    out = []
    for word in s.split():
        out.append(word)
    n = len(out)
    out = [n]
    for c in s:
        out.append(c)
    return out


def other_name_filled(s):
    out = []
    other = out
    for word in s.split():
        other.append(word)
    return out


def kept_in_itself(s):
    out = [s]
    pair = (out, 1)
    out.append('more')
    return len(pair[0])


def row_grown(s):
    words = s.split()
    for c in s:
        words.append(c)
    return words


def endless(s):
    n = 0
    while True:
        yield n
        n += 1


def takes_long(s):
    n = 100_000
    while n > 0:
        n -= 1
    return n


def target_grown(s):
    out = []
    for out in [[], [s]]:
        out.append(s)
    return out
