"""More rows of `record_library.py` about containers, functions, patterns and texts."""
import itertools
import random


def containers():
    o = "o = OrderedDict([('b', 1), ('a', 2), ('c', 3)])\n"
    for what in ["o.keys(), o.values(), o.items()", "type(o.keys())", "o.keys() & {'a'}", "o.keys() | ['z']", "'a' in o.keys()", "('a', 2) in o.items()", "list(reversed(o.keys()))", "list(reversed(o.items()))", "len(o.values())", "o.keys() == {'a', 'b', 'c'}", "o.items() - {('a', 2)}", "sorted(o.items(), key=lambda kv: kv[1])", "OrderedDict([(1,)])", "OrderedDict([(1, 2, 3)])", "OrderedDict([()])", "OrderedDict(['ab', 'cd'])", "OrderedDict([1, 2])", "OrderedDict(1)", "OrderedDict(None)", "OrderedDict({}, {})", "OrderedDict([('a', 1)], b=2)", "OrderedDict((k, v) for k, v in [('x', 1)])", "OrderedDict(o) == o", "OrderedDict(zip('ab', [1, 2]))", "o == [('b', 1)]", "o != dict(o)", "o.move_to_end()", "o.move_to_end('a', True)\no", "o.move_to_end('a', last=0)\no", "o.popitem(False)\no", "o.popitem(1, 2)", "o.pop('z', None)", "o.setdefault('z')\no", "o.update([('q', 1)])\no", "o.update({'b': 9}, c=8)\no", "o |= {'z': 1}\no", "{'z': 1} | o", "type(o | {})", "o.copy() is o", "o.fromkeys('ab', 0)", "OrderedDict.fromkeys([])", "repr(OrderedDict(a=OrderedDict()))", "bool(OrderedDict())", "del o['q']\n0", "[*o]", "{**o}", "next(iter(o))", "max(o, key=o.get)", "json.dumps(o)", "copy.deepcopy(o) == o", "str(o)", "o['b'] = 7\nlist(o.items())", "class S(OrderedDict):\n    pass\n\nS(a=1)", "class S(OrderedDict):\n    pass\n\nS(a=1).copy()"]:
        yield o + what
    m = "a = {'x': 1}\nb = {'x': 2, 'y': 3}\nm = ChainMap(a, b)\n"
    for what in ["m", "m['y']", "m['q']", "m.get('q')", "m.get('q', 5)", "m.get('x', 5)", "'q' in m", "len(m)", "list(m)", "list(m.keys())", "list(m.values())", "list(m.items())", "dict(m)", "m.keys()", "m.items()", "m.values()", "m.maps", "m.parents", "m.parents.parents", "m.new_child()", "m.new_child({'z': 0})", "m.new_child(z=0)", "m.new_child({'z': 0}, w=1)", "m['x'] = 9\n(a, b)", "m['y'] = 9\n(a, b)", "del m['x']\n(a, m['x'])", "del m['y']", "del m['nope']", "m.pop('x')\n(m, a)", "m.pop('y')", "m.pop('q', None)", "m.popitem()\nm", "ChainMap().popitem()", "m.clear()\nm", "m.setdefault('q', 7)\nm", "m.setdefault('y', 7)", "m.update(y=1)\nm", "m | {'z': 5}", "{'z': 5} | m", "m | m", "m | 5", "m |= {'z': 5}\nm", "m.copy()", "m.copy().maps[0] is a", "m == {'x': 1, 'y': 3}", "m != ChainMap(b)", "bool(ChainMap())", "bool(ChainMap({}, {1: 2}))", "ChainMap()", "ChainMap({}, [])", "ChainMap.fromkeys('ab', 0)", "m.maps.append({'w': 1})\nm['w']", "hash(m)", "{**m}", "sorted(m)", "m.foo", "class C(ChainMap):\n    def __missing__(self, key):\n        return key * 2\n\n(C()['q'], C().get('q'))", "sum(m.values())", "[k for k in m if m[k] > 1]"]:
        yield m + what
    c = "c = Counter('abracadabra')\n"
    for what in ["c.most_common(2.5)", "c.most_common(None)", "c.most_common([])", "c.most_common(True)", "c.most_common(10**20)", "c.most_common(1, 2)", "c.most_common(x=1)", "c.update(5)", "c.update(None)\nc", "c.update([1, 'a'])\nc", "c.update('ab', 'c')", "c.update(a='x')", "c.subtract()\nc", "c.subtract('a', b=1)\nc", "c.subtract(5)", "Counter(a=1) - Counter(a=2)", "Counter(a=1) | {'a': 5}", "Counter(a=1) & None", "c + 5", "c == Counter(sorted('abracadabra'))", "c != {}", "c > Counter('ab')", "c >= 5", "Counter(a='x') + Counter(a='y')", "+Counter(a='x')", "Counter(a=1.5).total()", "Counter(a=Decimal('1.5')) + Counter(a=1)", "list(Counter(a=2, b=0, c=-1).elements())", "list(Counter(a=1.5).elements())", "list(Counter(a='x').elements())", "repr(Counter(a='x', b=1))", "repr(Counter({1: 2, 'a': 3}))", "Counter(['a', ['b']])", "Counter({'a': 1}, a=2)", "Counter(self=1, iterable=2)", "c.copy().update('zzz')", "c.pop()", "c.popitem()", "c['b'] = 0\nc", "del c['q'], c['a']\nc", "sorted(c, key=c.get, reverse=True)[:2]", "sum(c.values()), len(list(c.elements()))", "{k: v for k, v in c.items() if v > 1}", "json.dumps(Counter('ab'))", "c.most_common()[:-3:-1]", "max(c.items(), key=lambda kv: kv[1])", "dict(c.most_common(2))", "Counter('aab').keys() & Counter('bc').keys()", "copy.deepcopy(c) == c", "c.fromkeys('a', 1)", "class W(Counter):\n    pass\n\n(W('aab'), W('a') + W('b'))", "c |= {'z': 5}\nc", "c += {'z': 5}\nc", "c -= 5", "isinstance(c, dict), type(c).__mro__[1]"]:
        yield c + what
    q = "q = deque([3, 1, 2], maxlen=4)\n"
    for what in ["q.maxlen = None\n0", "del q.maxlen\n0", "q.foo = 1\n0", "q.append()", "q.pop(1)", "q.extend(5)", "q.extend('ab')\nq", "q.extendleft(x for x in 'ab')\nq", "q.rotate(1.5)", "q.rotate(-4)\nq", "q.insert(9, 0)\nq", "q.insert(-9, 0)\nq", "q.insert('a', 0)", "q.remove('a')", "q.index(2, 0, 2)", "q.index(3, -3)", "q[1.5]", "q['a'] = 1\n0", "q[-1] = 9\nq", "del q[-1]\nq", "del q[7]", "q[1:]", "q + [1]", "q + deque([1])", "q * 0", "q * -1", "2 * q", "q *= 2\nq", "q += 'xy'\nq", "q < deque([3, 2])", "q == deque([3, 1, 2])", "q != [3, 1, 2]", "q < [1]", "max(q), min(q), sum(q)", "sorted(q)", "list(q)[::-1]", "tuple(q)", "5 in q", "q.count(3)", "deque([1, 2, 3], 2)", "deque(range(3), maxlen=True)", "deque([1], maxlen=None)", "deque([1], maxlen=1.5)", "deque([1], foo=1)", "deque(1, 2, 3)", "deque('abc', maxlen=0)", "q.copy().append(9)", "copy.copy(q)", "repr(deque([deque()]))", "for x in q:\n    q.append(x)\n0", "next(iter(deque()))", "deque(q, 2)", "bool(q), bool(deque())", "hash(q)", "q.reverse()\nq", "[q.popleft() for _ in range(3)], q", "json.dumps(list(q))", "q.clear()\nq.pop()", "a, *b = q\n(a, b)"]:
        yield q + what
    for what in ["types.MappingProxyType({'a': 1})", "types.MappingProxyType({'a': 1})['a']", "types.MappingProxyType({'a': 1})['b']", "types.MappingProxyType({'a': 1}).get('b', 2)", "types.MappingProxyType({'a': 1}) == {'a': 1}", "list(types.MappingProxyType({'a': 1}).items())", "m = types.MappingProxyType({'a': 1})\nm['a'] = 2\n0", "d = {'a': 1}\nm = types.MappingProxyType(d)\nd['b'] = 2\nm", "types.MappingProxyType(5)", "len(types.MappingProxyType({1: 2})), 1 in types.MappingProxyType({1: 2})", "dict(types.MappingProxyType({1: 2}))", "type(types.MappingProxyType({}))"]:
        yield what


def functions():
    for start, step in itertools.product(["", "5", "-1", "1.5", "Decimal('1')", "True", "10**20", "'a'", "None", "[]"], ["", "1", "2", "-1", "0.5", "0", "'a'", "None"]):
        args = ", ".join(part for part in [start or ("0" if step else ""), step] if part)
        yield f"itertools.count({args})"
        yield f"list(itertools.islice(itertools.count({args}), 3))"
    for what in ["c = itertools.count(3)\nnext(c)\nc", "c = itertools.count(step=2)\n(next(c), next(c), c)", "itertools.count(1, 2, 3)", "itertools.count(x=1)", "r = itertools.repeat('a', 3)\nnext(r)\n(r, list(r), r)", "itertools.repeat()", "itertools.repeat(1, 'a')", "itertools.repeat(1, -5)", "itertools.repeat(object='a', times=2)", "itertools.repeat(1, 2.0)", "next(itertools.repeat(1, 0))", "list(zip(itertools.count(), 'ab'))", "dict(zip('ab', itertools.repeat(0)))", "sum(itertools.repeat(2, 5))", "list(map(pow, [1, 2, 3], itertools.repeat(3)))"]:
        yield what
    heaps = ["[3, 1, 2]", "['b', 'a']", "[(1, 'x'), (0, 'y')]", "[]", "[1.5, 1]"]
    for heap in heaps:
        for n in ["0", "1", "2", "5", "-1", "True", "1.5", "'a'", "None"]:
            yield f"heapq.nlargest({n}, {heap})"
            yield f"heapq.nsmallest({n}, {heap})"
        for other in heaps:
            yield f"list(heapq.merge({heap}, {other}))"
        yield f"heapq.nsmallest(2, {heap}, key=str)"
        yield f"list(heapq.merge(sorted({heap}, key=str), {heap}, key=str, reverse=True))"
    b = "b = bytearray(8)\n"
    for what in ["'<h', b, 1, 5", "'<h', b, 7, 5", "'<h', b, -2, 5", "'<h', b, -1, 5", "'<h', b, -9, 5", "'>i', b, 0, 2**31", "'<hh', b, 0, 1", "'<h', b'abcd', 0, 5", "'<h', b", "'<h'", "", "'<h', b, 'a', 1", "'4s', b, 2, b'abcdef'", "'<d', b, 0, 1.5", "'x', b, 0", "'<h', [], 0, 1"]:
        yield f"{b}(struct.pack_into({what}), b)"
    for mode in [0, 0o40755, 0o100644, 0o104755, 0o102611, 0o101777, 0o120777, 0o20620, 0o60660, 0o10600, 0o140777, 0o41666]:
        yield f"stat.filemode({mode}), stat.S_ISDIR({mode}), stat.S_ISREG({mode}), stat.S_IMODE({mode}), stat.S_IFMT({mode})"
    for path in ["//a", "///a", "//", "//a/../..", "a//b", "//a//b/", "../..", "./.", "a/../..", "/..", "//../a"]:
        yield f"os.path.normpath({path!r})"
    for what in ["'{} {}', 1, 2", "'{x!r:>5} {0[1]}', [1, 2], x='a'", "'{}'", "'{0} {}', 1", "'{} {0}', 1", "'{x}'", "'{!x}', 1", "", "'{:{}}|', 'a', 5", "'{{}} {0}', 1", "'{0.real:.1f}', 5", "'{', 1", "'}', 1", "'{0', 1", "'{0[}', 1", "'{a.b}', a=1", "'{0[k]}', {'k': 2}", "'{0!s:>{w}}', 'q', w=4", "'{0!r}{0!a}', 'é'", "'no fields', 1", "'{:d}', 'a'"]:
        yield f"string.Formatter().format({what})"
    for what in ["string.Formatter().vformat('{a} {0}', (1,), {'a': 2})", "list(string.Formatter().parse('a{0!r:>{w}}b{{c'))", "list(string.Formatter().parse('{}'))", "list(string.Formatter().parse('}}x{a:b}'))", "string.Formatter().get_field('0.real', (5,), {})", "string.Formatter().convert_field(5, 'r')", "string.Formatter().format_field(1.5, '.2f')", "class F(string.Formatter):\n    def get_value(self, key, args, kwargs):\n        return kwargs.get(key, '?') if isinstance(key, str) else args[key]\n\nF().format('{a} {b} {0}', 7, a=1)", "class F(string.Formatter):\n    def check_unused_args(self, used, args, kwargs):\n        print(sorted(used, key=str), args, kwargs)\n\nF().format('{0} {a}', 1, 2, a=3)"]:
        yield what
    for name in ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]:
        yield f"h = hashlib.{name}(b'abc')\n(h.name, h.digest_size, h.block_size, h.hexdigest())"
        yield f"hashlib.{name}()"
    for text in ["YQ==YQ==", "YQ==", "YQ=", "YQ", "YQ==x", "YQ=x", "Y===", "====", "YWI=YQ==", "YWJj=", "YWJj====", "Y!Q=", "YQ\n==", "YQ==\n"]:
        yield f"base64.b64decode({text!r}, validate=True)"
        yield f"base64.b64decode({text!r})"
    for what in ["csv.DictWriter(io.StringIO(), ['a'], extrasaction='x')", "csv.DictWriter(io.StringIO(), ['a'], extrasaction='raise').writerow({'b': 1})", "class A(KeyError, TypeError):\n    pass\n\ntry:\n    raise A('x')\nexcept TypeError as e:\n    print(repr(e), str(e))\n0", "class A(OSError, KeyError):\n    pass\n\nA('x')", "class A(UnicodeDecodeError, OSError):\n    pass\n0", "pow(Decimal(2), 10, 7)", "class P:\n    def __pow__(self, b, m=None):\n        return (b, m)\n\n(pow(P(), 2), pow(P(), 2, 3), P() ** 4)"]:
        yield what


def patterns():
    flags = ["re.I", "re.M", "re.S", "re.X", "re.A", "re.U", "re.L", "re.NOFLAG", "re.DEBUG", "re.T", "re.I | re.M", "re.I | re.S | re.A", "re.I | 0x200", "re.RegexFlag(3)", "re.RegexFlag(1024)", "~re.I", "re.I ^ re.M", "re.I & 2", "2 | re.I"]
    for flag in flags:
        yield f"f = {flag}\n(f, str(f), int(f), f.name, f.value, bool(f), f'{{f}}', '%d' % f, len(f), list(f))"
    for what in ["re.RegexFlag(-1)", "re.RegexFlag('a')", "re.RegexFlag.I", "re.RegexFlag['IGNORECASE']", "re.RegexFlag['Q']", "list(re.RegexFlag)", "isinstance(re.I, int)", "re.I + 1", "re.I == 2", "re.I < re.M", "sorted([re.M, re.I])", "{re.I: 1}[2]", "re.I in (re.I | re.M)", "re.I is re.IGNORECASE", "re.I | 'a'", "re.I.foo", "hash(re.I) == hash(2)", "re.compile('a', re.I | re.M)", "re.compile('a', re.I).flags", "type(re.compile('a', re.I).flags)", "re.compile('a', 'x')", "re.compile('a', 1.5)", "re.compile('a', None)", "re.search('a', 'A', re.I)", "re.sub('a', 'b', 'A', flags=re.I)", "max(re.I, re.M)"]:
        yield what
    sources = ["(?u)a", "(?a)a", "(?L)a", "(?-u:a)", "(?-a:a)", "(?L:a)", "(?a:a)(?u:b)", "(?au:b)", "(?ua:b)", "(?i-i:b)", "(?-i)b", "(?-:b)", "(?i-)b", "(?i-:b)", "(?ii)b", "(?1)b", "(?iz)b", "(?i-z:b)", "a(?i)b", "(?", "(?i", "(?i-i", "(?-", "(?i:", "(?im-sx:a.b)", "(?s-i:a.)", "\\N{SNOWMAN}", "\\N{snowman}", "\\N{FOO}", "\\N", "\\N{", "\\N{}", "\\N{DIGIT ONE", "[\\N{DIGIT ONE}-\\N{DIGIT NINE}]", "[\\N{FOO}]", "x{99999999999}", "x{1,99999999999}", "x{4294967295}", "x{4294967294}", "x{5,2}", "x{,3}", "x{2,}", "x{}", "x{a}", "(?P<a>x)(?P=a)", "(?P<a>x)(?P<a>y)", "(?P<1a>x)", "(?P=b)", "(?P<a", "(?P<>x)", "(?P", "(?Px)", "(?<a>x)", "(a)(?(1)b|c|d)", "(?(2)b)", "(?(0)b)", "(?(x)b)", "(?#x", "(?#x)a", "(?<=a+)b", "(?<!ab|c)d", "a**", "a*+", "a?+b", "*a", "a|*", "(", ")", "[", "[a", "[]", "[z-a]", "[\\d-z]", "[a-\\w]", "\\", "\\8", "(a)\\2", "(\\1)", "\\x1", "\\u12", "\\U00110000", "\\q", "[\\q]", "\\400", "\\377", "[[a]", "a{1}{2}", "(?>a*)b", "\\Z\\A\\b\\B", "^*", "$+", "\\b*", "(?:a|b){2}", "((((a))))"]
    for source in sources:
        yield f"re.compile({source!r})"
        yield f"try:\n    print(re.compile({source!r}).groups)\nexcept re.error as e:\n    print(e.msg, e.pos, e.lineno, e.colno)\n0"
        yield f"re.compile({source.encode()!r})"
    yield from (f"re.compile('a', {a} | {b})" for a, b in itertools.combinations(["re.A", "re.U", "re.L", "re.I"], 2))
    yield from (f"re.compile(b'a', {a})" for a in ["re.A", "re.U", "re.L", "re.L | re.A", "re.I | re.X"])
    m = "m = re.match(r'(?P<y>\\d+)-(\\w)?', '2024- x')\n"
    for what in ["m.regs", "m[1:2]", "m[1.5]", "m[[]]", "m['x']", "m['y']", "m[-1]", "m[True]", "m[10**30]", "m.group(1.0)", "m.group({})", "m.start('x')", "m.span([])", "m.group()", "m.group(0, 'y', 2)", "m.groups('-')", "m.groupdict()", "m.lastindex, m.lastgroup", "m.start(2), m.end(2)", "m.expand(r'\\g<y>/\\1')", "m.expand(r'\\g<z>')", "m.re.groupindex", "dict(m.re.groupindex)", "m.re.groupindex['y']", "m.re.groupindex['q']", "m.foo", "m.span(0, 1)", "m.groups(1, 2)", "repr(m)", "m.string, m.pos, m.endpos"]:
        yield m + what
    for what in ["re.sub('a', lambda m: 1, 'a')", "re.sub('a', lambda m: 1, 'xa')", "re.sub('a', lambda m: b'1', 'xab')", "re.sub('a', lambda m: None, 'xab')", "re.sub('a', 5, 'xab')", "re.sub('a', b'x', 'xab')", "re.sub('a', None, 'b')", "re.sub(b'a', lambda m: 'x', b'xab')", "re.sub('a', 'b')", "re.sub()", "re.sub('a', 'b', 'c', 'd')", "re.sub('a', 'b', 5)", "re.sub('a', 'b', 'aaa', count=2)", "re.sub('', '-', 'abc')", "re.sub('b*', '-', 'abc')", "re.subn('a', 'b', 'aXa')", "re.split('', 'abc')", "re.split('(,)|;', 'a,b;c')", "re.split('a', 'bab', maxsplit='x')", "re.findall('a')", "re.findall('a', None)", "re.findall(5, 'a')", "re.findall(b'a', 'a')", "re.findall('a', b'a')", "re.compile(re.compile('a'), re.I)", "[m.group() for m in iter(re.compile('a').scanner('aab').match, None)]", "[m.span() for m in iter(re.compile('a').scanner('aba').search, None)]", "re.compile('a').scanner('aab').pattern", "re.compile('a').match('aa', pos=1, endpos=1)", "re.compile('a').match('a', 'b')", "re.compile('a').foo", "re.compile('a') < re.compile('b')", "re.template('a', re.I)", "re.escape('a-b.c d\\n')", "re.escape(b'a-b')", "re.error('m', 'p', 1)", "str(re.error('m', 'a\\nb', 2))", "re.error('m').pos", "re.error('m', 'abc', 1).lineno", "copy.copy(re.compile('a'))"]:
        yield what


def halves():
    for what in ["json.loads('\"\\\\ud83d\"')", "json.loads('\"\\\\ud83d\\\\ude00\"')", "json.loads('\"\\\\ud83dx\"')", "json.loads('\"\\\\ude00\\\\ud83d\"')", "json.dumps('\\ud800')", "json.dumps('\\ud83d\\ude00')", "json.dumps('a\\udfffb')", "json.dumps('\\ud800', ensure_ascii=False)", "len('\\ud83d\\ude00')", "'\\ud83d\\ude00' == '😀'", "ord('\\ud800'), ord('\\udfff')", "chr(0xd800), chr(0xdfff)", "[hex(ord(c)) for c in '\\ud800a\\udc00']", "'\\ud800'.encode()", "'a\\ud800\\udc00b'.encode()", "'\\ud800'.encode('utf-8', 'replace')", "'\\ud800x'.encode('utf-8', 'ignore')", "'\\ud800'.encode('utf-8', 'backslashreplace')", "'\\ud800'.encode('ascii')", "'\\ud800'.encode('latin-1', 'replace')", "'\\ud800'.encode('utf-16')", "'a\\ud800b'.isprintable()", "'\\ud800'.isalpha()", "ascii('\\ud800')", "'\\ud800'.upper()", "'%c' % 0xd800", "f'{0xd800:c}'", "'\\ud800' in 'a\\ud800'", "'\\ud800' == '\\ufffd'", "'\\ufffd\\ud800\\ufffd'", "'\\\\ud800'", "r'\\ud800'", "'\\U0000d801'", "f'\\ud800{1}\\udc00'", "'\\ud800'.join(['a', 'b'])", "'a\\ud800b'.split('\\ud800')", "'a\\ud800b'.replace('\\ud800', '-')", "'\\ud800'.strip()", "repr('\\ud800\\n')", "{'\\ud800': 1}", "'\\ud800' * 2", "'\\ud800'[0]", "'\\ud800'.startswith('\\ud800')", "re.sub('\\ud800', 'x', 'a\\ud800')"]:
        yield what
    for what in ["json.JSONDecodeError('m', 'doc\\nx', 5)", "json.JSONDecodeError('m', 'doc\\nx', 5).lineno", "json.JSONDecodeError('m')", "json.JSONDecodeError('m', 'doc', 1).args", "try:\n    json.loads('[1,')\nexcept json.JSONDecodeError as e:\n    print(e.msg, e.doc, e.pos, e.lineno, e.colno)\n0", "json.JSONDecoder().raw_decode('[1] x')", "json.JSONDecoder().raw_decode('  [1] x')", "json.JSONDecoder().raw_decode('x [1] x', 2)", "json.JSONDecoder().raw_decode('é1', 1)", "json.JSONDecoder().raw_decode('')", "json.JSONDecoder(object_hook=list).decode('{\"a\": 1}')", "json.JSONDecoder(parse_float=str).decode('1.5')", "json.JSONDecoder(strict=False).decode('\"a\\tb\"')", "json.JSONDecoder(foo=1)", "json.JSONDecoder(1)", "json.JSONEncoder(foo=1)", "json.JSONEncoder(1)", "json.JSONEncoder().item_separator, json.JSONEncoder(indent=1).item_separator, json.JSONEncoder().key_separator", "json.JSONEncoder(default=str).encode({1})", "json.JSONEncoder(sort_keys=True, indent=1).encode({'b': 1, 'a': [1]})", "class E(json.JSONEncoder):\n    def default(self, o):\n        return sorted(o)\n\n(E().encode({3, 1}), json.dumps({3, 1}, cls=E), list(E().iterencode([{2}])))"]:
        yield what
    for value in ["{'a': [1, {}], 'b': []}", "'a'", "1.5", "[]", "{}", "{1: 2, None: 3}", "{'b': 1, 'a': [2, 3]}", "[[[]]]", "[1, [2, {'x': None}], 'y']", "{'a': {'b': {'c': [True]}}}", "{(1,): 2}", "object"]:
        for options in ["", "indent=2", "sort_keys=True, separators=(',', ':')"]:
            yield f"list(json.JSONEncoder({options}).iterencode({value}))"


PRELUDE = "import copy, json, types\nfrom collections import *\nfrom decimal import Decimal"
TABLES = {
    "containers": (PRELUDE, containers),
    "functions": ("import itertools, functools, operator, heapq, struct, os, string, hashlib, base64, csv, io, stat\nfrom decimal import Decimal", functions),
    "patterns": ("import re, copy", patterns),
    "halves": ("import json, re", halves),
}
