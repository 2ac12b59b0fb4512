# The functions that tests/kernels.rs names.
limit = 2
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
