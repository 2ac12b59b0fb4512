"""The rows of `record_library.py` about text: re, json, csv, string, textwrap, strftime, encodings."""
import itertools
import random

PATTERNS = [r"\d+", r"\w+", r"(\w)(\d)?", r"(?P<a>\w+)=(?P<b>\d*)", r"a|b|", r"^\s*(#.*)?$", r"\bfoo\b", r"[^\W\d_]+", r"(a+)(b*)", r"(?i)hello", r"x*", r"(?=(\w\w))", r"(?<=a)b", r"(?<!a)b", r"(.)\1", r"(?P<q>['\"]).*?(?P=q)", r"[-+]?\d*\.?\d+(?:[eE][-+]?\d+)?", r"\S+@\S+\.\w{2,3}", r"(?:ab)+", r"a{2,3}?", r"[,;\s]+", r"(?s).+", r"(?m)^\w+$", r"(?x) \d  # digit", r"\A\w|\w\Z", r"(a)|(b)|(c)", r"((a)(b)?)+", r"(?(1)a|b)" if False else r"(a)?(?(1)b|c)", r"[\u00e0-\u00ff]+", r"\.", r"(?>a+)b", r"a++b", r"(?i:A)b", r"(?-i:a)B", r"[a-z&&b]", r"\x41\u0042", r"[]a]", r"[^]a]", r"\0", r"$", r"^", r""]
SUBJECTS = ["", "a1 b22 c333", "key=10 other=", "foo food foo", "HeLLo hello", "aabbb ab", "aaaa", "'x' \"y\"", "3.14 -2e10 .5", "me@example.com, you@host.org", "a,b; c  d", "line one\nline two\n", "été déjà A", "# comment", "caab", "abab"]
BAD = ["(", ")", "[", "[a", "a**", "*a", "+", "?", "(?P<a", "(?P<1>a)", "(?P<a>x)(?P<a>y)", "(?P=b)", r"\1", r"(a)\2", "a{3,2}", "(?", "(?z)", "(?<a)", "[z-a]", r"\q", "(?P", "(?Px)", "(?(1)a|b|c)", "(?(2)a)", "(?<=a+)b", "a)", "x{99999999999}", r"\N{FOO}", r"\x1", r"\u12", r"[\w-a]", "(?i", "(?-", "(?-i", "(?#", "a(?i)b", "(?P<>a)", "(?P=", "(?P=a", "(?(", "(?(a)b)", "\\", "[\\", "a++*", "(?:a", "(?!a", "(?ai)", "(?L)a", "(?au)a"]


def regexes():
    for pattern, subject in itertools.product(PATTERNS, SUBJECTS):
        yield f"[(m.span(), m.group(), m.groups()) for m in re.finditer({pattern!r}, {subject!r})]"
    for i, (pattern, subject) in enumerate(itertools.product(PATTERNS, SUBJECTS)):
        how = i % 6
        if how == 0:
            yield f"re.findall({pattern!r}, {subject!r})"
        elif how == 1:
            yield f"re.split({pattern!r}, {subject!r})"
        elif how == 2:
            yield f"re.sub({pattern!r}, '<\\\\g<0>>', {subject!r})"
        elif how == 3:
            yield f"re.match({pattern!r}, {subject!r})"
        elif how == 4:
            yield f"re.fullmatch({pattern!r}, {subject!r})"
        else:
            yield f"re.subn({pattern!r}, lambda m: str(m.end()), {subject!r}, 2)"
    for pattern in BAD:
        yield f"re.compile({pattern!r})"
        yield f"try: re.compile({pattern!r})\nexcept re.error as e: print(e.msg, e.pos, e.lineno, e.colno, e.pattern)\n0"
    for pattern in PATTERNS:
        yield f"re.compile({pattern!r})"
        yield f"p = re.compile({pattern!r})\n(p.groups, p.groupindex, p.flags, p.pattern)"
    for flags in ["re.I", "re.M|re.S", "re.X", "re.A", "re.I|re.M|re.S|re.X|re.A", "0", "re.U", "re.NOFLAG", "re.L"]:
        yield f"{flags}"
        yield f"re.compile('a', {flags})"
        yield f"repr({flags}), str({flags}), int({flags})"
        yield f"re.compile('a', {flags}).flags"
    for flag in ["re.I", "re.ASCII", "re.M", "re.S", "re.VERBOSE"]:
        for pattern, subject in [(r"\w+ .", "É x\nÉ y"), ("^a.b$", "A\nB\na b"), ("a b", "ab a b"), ("[é]", "É")]:
            yield f"re.findall({pattern!r}, {subject!r}, {flag})"
    for template in [r"\1", r"\2\1", r"\g<1>", r"\g<a>", r"[\g<b>]", r"\g<0>", r"\n\t", r"\\", r"\3", r"\g<c>", r"\g<", r"\g<1", r"\q", r"\g", "\\", r"\08", r"\0", r"\100", r"\g<01>", r"\g<-1>", r"\g<>", ""]:
        yield f"re.sub(r'(?P<a>\\w)(?P<b>\\d)?', {template!r}, 'x1 y')"
        yield f"re.match(r'(?P<a>\\w)(?P<b>\\d)?', 'x1').expand({template!r})"
    m = "m = re.match(r'(?P<y>\\d+)-(?P<m>\\d+)(-(\\d+))?', '2024-05 x')\n"
    for what in ["m", "m.group()", "m.group(0)", "m.group(1, 2)", "m.group('y')", "m.group(3)", "m.group(9)", "m.group('z')", "m['m']", "m[0]", "m[5]", "m['q']", "m.groups()", "m.groups('-')", "m.groups(default=0)", "m.groupdict()", "m.groupdict('none')", "m.start()", "m.start(2)", "m.end('m')", "m.span(3)", "m.span('y')", "m.span(7)", "m.string", "m.re", "m.pos", "m.endpos", "m.lastindex", "m.lastgroup", "bool(m)", "m.regs", "len(m)", "m.foo", "list(m)", "m.group(1.5)", "m.group(None)", "m.group(-1)", "type(m)", "type(m.re)", "m == m", "m.groupdict().items()", "m[1:2]", "m.group(True)"]:
        yield m + what
    for call in ["re.split(r'(,)', 'a,b,c')", "re.split(',', 'a,b,c', 1)", "re.split(',', 'a,b,c', maxsplit=1)", "re.split('', 'abc')", "re.split(r'(x)|(y)', 'axbyc')", "re.sub('a', 'b', 'aaa', 2)", "re.sub('a', 'b', 'aaa', count=1)", "re.sub('a', lambda m: 1, 'a')", "re.sub('a', None, 'a')", "re.sub('a', 1, 'xa')", "re.sub('a', 1, 'x')", "re.sub('(?i)A', '', 'aAbB')", "re.sub(r'(\\d+)', lambda m: str(int(m.group(1)) * 2), 'a1b22')", "re.escape('a.b*c d-e_é#')", "re.escape(b'a.b')", "re.escape('')", "re.purge()", "re.findall('a', 1)", "re.findall('a', None)", "re.findall(1, 'a')", "re.findall(None, 'a')", "re.findall(b'a', 'a')", "re.findall('a', b'a')", "re.findall(b'[a-c]', b'xaby')", "re.compile('a').search('xa', 1)", "re.compile('a').search('xa', 2)", "re.compile('^a').search('xa', 1)", "re.compile('a').match('xa', 1)", "re.compile('a$').match('xab', 1, 2)", "re.compile('a').findall('aaaa', 1, 3)", "re.compile('a').fullmatch('aa', 1)", "re.compile(re.compile('a'))", "re.compile(re.compile('a'), re.I)", "re.compile('a') == re.compile('a')", "hash(re.compile('a')) == hash(re.compile('a'))", "re.compile('a', re.I) == re.compile('a')", "re.match('a')", "re.sub('a')", "re.compile()", "re.match('a', 'a', 0, 0)", "re.search('b', 'abc').span()", "re.search('z', 'abc')", "re.search('z', 'abc').group()", "re.match(pattern='a', string='ab')", "re.findall(pattern=r'\\d', string='1a2', flags=0)", "re.sub(pattern='a', repl='b', string='aca', count=1)", "[re.compile(p).search('ab12') for p in ('a', 'b', '1')]", "re.compile('(a)(?P<n>b)').scanner", "re.compile(r'\\s*,\\s*').split('a , b,c')", "list(map(str.strip, re.split('[:;]', 'a: b; c')))", "re.compile('x').sub('y', 'axx')", "re.compile('x').subn('y', 'axx')", "re.I | re.M", "re.I & re.M", "re.RegexFlag(3)", "re.error('x')", "re.error", "re.Pattern", "re.Match", "isinstance(re.match('', ''), re.Match)", "re.template", "str(re.compile('a'*250))", "re.match('a'*60, 'a'*60)", "re.findall(r'(?i)straße|ſ', 'STRASSE ſ s STRAße')", "re.findall('(?i)k', 'K\u212a k')", "re.findall(r'\\d', '٣4')", "re.findall(r'(?a)\\d', '٣4')", "re.findall(r'\\s', 'a\u00a0b\u2028c\x1c')", "re.findall(r'(?a)\\s', 'a\u00a0b \x0b')", "re.findall('.', 'a\\nb')", "re.findall(r'[\\s\\S]', 'a\\n')", "re.findall(r'\\Z', 'a\\n')", "re.findall('$', 'a\\n')", "re.sub('x*', '-', 'abxd')", "re.sub('$', 'X', 'a\\n')", "re.split(r'\\b', 'a bc')", "re.findall('(?:)', 'ab')", "re.findall('a*?', 'aa')", "re.findall('(a|ab)(c|bcd)(d*)', 'abcd')", "re.findall('(?:(a)|b)*', 'ab')", "re.match('(?:(a)|b)*', 'ab').groups()", "re.match('(a(b)?)+', 'aba').groups()", "re.match('(a*)*', 'aa').groups()", "re.match('(a*)+', 'b').groups()", "re.match('(?:a|(b))*?c', 'abc').groups()", "re.search('(?<=(a))b', 'ab').groups()", "re.search('(?=(a+))a*b\\\\1', 'baaabac').group()", "re.match('(?!x)(.)', 'yx').group(1)", "re.fullmatch('a|ab', 'ab')", "re.fullmatch('a*?', 'aaa')"]:
        yield call
    r = random.Random(5)
    atoms = ["a", "b", "[ab]", "[^a]", ".", "(a)", "(a|b)", "(?:ab)", r"\w", "(?:a|)", "(b?)"]
    for _ in range(700):
        parts = [r.choice(atoms) + r.choice(["", "", "*", "+", "?", "*?", "+?", "{1,2}", "{2}", "??"]) for _ in range(r.randint(1, 5))]
        pattern = "".join(parts)
        if r.random() < 0.3:
            pattern = pattern + "|" + r.choice(atoms)
        if r.random() < 0.2:
            pattern = "^" + pattern
        if r.random() < 0.2:
            pattern += "$"
        subject = "".join(r.choice("aabbc\n") for _ in range(r.randint(0, 10)))
        yield f"[(m.span(), m.groups()) for m in re.finditer({pattern!r}, {subject!r})]"


VALUES = ["None", "True", "1", "-5", "10**20", "1.5", "1e16", "1e-7", "float('nan')", "float('-inf')", "'text'", "'é\\n\\t\"\\\\/\\x00\\x7f\\u2028😀'", "[]", "{}", "()", "[1, [2, [3]]]", "{'a': 1, 'b': [1, 2], 'c': {'d': None}}", "{1: 2, 1.5: 3, True: 4, None: 5}", "[[], {}, [{}], ()]", "{'z': 1, 'a': 2}", "(1, 'a', None)", "{1, 2}", "b'x'", "object()", "{(1, 2): 3}", "{'a': {1}}", "1j", "range(3)", "collections.OrderedDict(b=1, a=2)", "collections.Counter('aab')", "collections.defaultdict(list, {'k': [1]})", "datetime.date(2024, 1, 1)", "P(1, 2)", "C.RED", "E.ONE", "decimal.Decimal('1.5')", "[float('nan'), 1.0]", "{'x': float('inf')}", "dict.fromkeys('ab')", "''", "'</script>'"]
OPTIONS = ["", ", indent=2", ", indent=0", ", indent='--'", ", indent=None", ", sort_keys=True", ", separators=(',', ':')", ", separators=(', ', ' = '), indent=1", ", ensure_ascii=False", ", allow_nan=False", ", skipkeys=True", ", default=str", ", default=lambda o: [1]", ", default=list", ", check_circular=False", ", indent=True", ", indent=-1", ", separators=None", ", cls=None"]
TEXTS = ["", " ", "1", "-0", "-0.0", "1.0", "1e5", "1E+2", "01", "-", "+1", ".5", "1.", "1e", "0x1", "true", "false", "null", "True", "nul", "NaN", "Infinity", "-Infinity", "nan", "\"a\"", "'a'", "\"a", "\"\\u00e9\\n\\/\"", "\"\\q\"", "\"\\u12\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"a\nb\"", "[]", "[1,2]", "[1,]", "[1 2]", "[1", "[", "]", "{}", "{\"a\":1}", "{\"a\":1,}", "{a:1}", "{'a':1}", "{\"a\" 1}", "{\"a\":}", "{\"a\":1", "{\"a\":1 \"b\":2}", "{1:2}", "{", "}", "{\"a\":1,\"a\":2}", " [ 1 , 2 ] ", "[1]x", "1 2", "[1]\n[2]", "{\"a\": [1, {\"b\": null}]}", "[1,\n2,\n,3]", "12345678901234567890123", "1e400", "-1e400", "[[[[]]]]", "\ufeff1", "[\"\t\"]", "/*c*/1", "{\"k\": \"\\u0000\"}", "tru", "[tru]", "[1,2", "{\"a\"", "{\"a\":", "{\"a\",1}", "[,1]", "{,}", "\"\\", "\"\\u", "--1", "1-", "[1:2]", "{\"a\":1}}", "nulll"]


def jsons():
    for value, options in itertools.product(VALUES, OPTIONS):
        if (VALUES.index(value) + OPTIONS.index(options)) % 3 == 0 or options in ("", ", indent=2", ", default=str"):
            yield f"json.dumps({value}{options})"
    for text in TEXTS:
        yield f"json.loads({text!r})"
        yield f"try: json.loads({text!r})\nexcept json.JSONDecodeError as e: print(e.msg, e.pos, e.lineno, e.colno)\n0"
    for text in ["1", "[1.5, 2]", "{\"a\": 1, \"b\": {\"c\": 2}}", "[NaN, Infinity]", "\"x\""]:
        for option in ["object_hook=lambda d: sorted(d)", "object_pairs_hook=lambda p: p", "object_pairs_hook=collections.OrderedDict", "parse_float=str", "parse_int=float", "parse_constant=lambda c: c", "parse_float=decimal.Decimal", "strict=False", "foo=1"]:
            yield f"json.loads({text!r}, {option})"
    for call in ["json.loads(b'[1]')", "json.loads(bytearray(b'{}'))", "json.loads(1)", "json.loads(None)", "json.loads(['a'])", "json.loads()", "json.loads('1', '2')", "json.dumps()", "json.dumps(1, 2)", "json.dumps('a', foo=1)", "json.JSONEncoder().encode([1])", "json.JSONEncoder(indent=1).encode([1])", "list(json.JSONEncoder().iterencode({'a': [1]}))", "json.JSONDecoder().decode('[1]')", "json.JSONDecoder().raw_decode('[1] x')", "json.dumps({'b': 1, 'a': 2, 3: 4}, sort_keys=True)", "json.loads(json.dumps({'a': (1, 2)}))", "json.JSONDecodeError('m', 'doc\\nx', 5)", "json.JSONDecodeError.__mro__", "issubclass(json.JSONDecodeError, ValueError)", "json.loads('\"\\t\"', strict=False)", "f = io.StringIO()\njson.dump({'a': [1]}, f, indent=1)\nf.getvalue()", "json.load(io.StringIO('[1, 2]'))", "json.dumps(A())", "a = []\na.append(a)\njson.dumps(a)", "d = {}\nd['x'] = [d]\njson.dumps(d)", "class X(json.JSONEncoder):\n    def default(self, o):\n        return sorted(o) if isinstance(o, set) else super().default(o)\n\njson.dumps({'s': {2, 1}}, cls=X)", "class X(json.JSONEncoder):\n    def default(self, o):\n        return super().default(o)\n\njson.dumps({'s': {2, 1}}, cls=X)", "json.loads('[' * 20 + ']' * 20)", "json.dumps('\\ud800')", "json.dumps('\\ud83d\\ude00')", "json.dumps(True), json.dumps({True: False})", "json.dumps({'a': 1}, indent=2, sort_keys=True, separators=(',', ': '))", "json.dumps([1, 2, 3], indent=2)", "json.dumps([[]], indent=2)", "json.dumps({}, indent=2)", "json.dumps([{}, []], indent='\\t')"]:
        yield call


LINES = ["a,b,c", "a,\"b,c\",d", "\"a\"\"b\",c", "a, b", "'a,b',c", "", ",", "a,", "\"a\nb\",c", "a;b|c\td", "1,2.5,x", "\"unclosed,a", "a\"b,c", "\"a\"b,c", "a,b\r\n", " \"a\",b", "é,日本", "\\,a", "a\\,b,c"]


def csvs():
    for line in LINES:
        for option in ["", ", delimiter=';'", ", delimiter='\\t'", ", quotechar=\"'\"", ", skipinitialspace=True", ", quoting=csv.QUOTE_NONE", ", quoting=csv.QUOTE_NONNUMERIC", ", doublequote=False", ", escapechar='\\\\'", ", strict=True", ", dialect='excel-tab'", ", dialect=csv.unix_dialect"]:
            yield f"list(csv.reader([{line!r}]{option}))"
    rows = ["[1, 'a', None, 1.5]", "['a,b', 'c\"d', 'e\\nf']", "[]", "['']", "['', '']", "[' a', 'b ']", "[True, [1, 2], (3,)]", "['é', '-1']", "'abc'", "1", "None", "['a\\rb', \"'\"]"]
    for row in rows:
        for option in ["", ", delimiter='|'", ", quoting=csv.QUOTE_ALL", ", quoting=csv.QUOTE_NONNUMERIC", ", quoting=csv.QUOTE_NONE", ", quoting=csv.QUOTE_NONE, escapechar='\\\\'", ", lineterminator='\\n'", ", quotechar=\"'\"", ", doublequote=False, escapechar='!'", ", dialect='unix'"]:
            yield f"f = io.StringIO()\nn = csv.writer(f{option}).writerow({row})\n(n, f.getvalue())"
    for call in ["list(csv.DictReader(['a,b', '1,2', '3,4']))", "list(csv.DictReader(['a,b', '1', '3,4,5']))", "list(csv.DictReader(['1,2'], fieldnames=['x', 'y']))", "list(csv.DictReader(['a,b', '1,2,3'], restkey='rest'))", "list(csv.DictReader(['a,b', '1'], restval='-'))", "list(csv.DictReader(['a,b', '', '1,2']))", "csv.DictReader(['a,b']).fieldnames", "list(csv.DictReader([]))", "list(csv.DictReader(io.StringIO('a;b\\n1;2\\n'), delimiter=';'))", "f = io.StringIO()\nw = csv.DictWriter(f, ['a', 'b'])\nw.writeheader()\nw.writerow({'a': 1, 'b': 2})\nw.writerows([{'a': 3}, {'b': 'x,y'}])\nf.getvalue()", "csv.DictWriter(io.StringIO(), ['a']).writerow({'a': 1, 'z': 2})", "f = io.StringIO()\ncsv.DictWriter(f, ['a'], extrasaction='ignore').writerow({'a': 1, 'z': 2})\nf.getvalue()", "csv.DictWriter(io.StringIO(), ['a'], extrasaction='x')", "f = io.StringIO()\ncsv.DictWriter(f, ['a', 'b'], restval='?').writerow({'a': 1})\nf.getvalue()", "f = io.StringIO()\ncsv.writer(f).writerows([[1, 2], 'ab'])\nf.getvalue()", "csv.reader(1)", "csv.reader()", "next(csv.reader(['a']))", "r = csv.reader(['a', 'b'])\nlist(r)\nr.line_num", "csv.reader(['a'], delimiter='ab')", "csv.reader(['a'], delimiter='')", "csv.reader(['a'], delimiter=1)", "csv.reader(['a'], foo=1)", "csv.reader(['a'], quoting=9)", "list(csv.reader([1]))", "list(csv.reader([b'a']))", "csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONE, csv.QUOTE_NONNUMERIC", "csv.list_dialects()", "csv.get_dialect('excel').delimiter", "csv.reader(['a'], dialect='nope')", "csv.Error", "list(csv.reader(io.StringIO('a,b\\r\\nc,d\\r\\n')))", "list(csv.reader(io.StringIO('\"a\\nb\",c\\nd')))", "list(csv.reader('a\\nb'))", "[','.join(r) for r in csv.reader(['x,y', 'z'])]"]:
        yield call


CODES = "aAbBcdDeFfGgHIjklmMnNpqQrsStTuUvVwWxXyYzZ%"
MOMENTS = ["datetime.datetime(2024, 2, 29, 13, 5, 9, 42)", "datetime.datetime(1999, 12, 31)", "datetime.date(2021, 1, 3)", "datetime.datetime(2000, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)", "datetime.datetime(987, 6, 5, 12)", "datetime.time(7, 8, 9, 10)", "datetime.datetime(2023, 7, 4, 23, 59, 59, 999999, tzinfo=datetime.timezone(datetime.timedelta(hours=-5, minutes=-30)))"]


def datetimes():
    for moment, code in itertools.product(MOMENTS, CODES):
        if code not in "NkQqefFtTvlnrsPEO":
            yield f"{moment}.strftime('%{code}')"
    for moment in MOMENTS:
        for what in ["", ".isoformat()", ".isoformat(timespec='minutes')", ".isoformat(' ')", ".isoformat('T', 'milliseconds')", ".isoformat(timespec='x')", ".date()", ".time()", ".timetz()", ".timetuple()", ".utctimetuple()", ".toordinal()", ".weekday()", ".isoweekday()", ".isocalendar()", ".isocalendar().week", ".ctime()", ".year", ".hour", ".microsecond", ".tzinfo", ".utcoffset()", ".tzname()", ".dst()", ".replace(year=2020)", ".replace(day=31)", ".replace(hour=3, minute=4)", ".replace(tzinfo=None)", ".replace(month=13)", ".timestamp()", ".astimezone(datetime.timezone.utc)", ".strftime('')", ".strftime('%Y-%m-%d %H:%M:%S.%f é')", ".__format__('%d/%m')", ".foo"]:
            yield f"{moment}{what}"
        for other in ["datetime.timedelta(days=1)", "datetime.timedelta(hours=-30, microseconds=7)", MOMENTS[1], MOMENTS[2], "1", "'x'", "None"]:
            for op in ["+", "-", "<", "=="]:
                yield f"{moment} {op} {other}"
        yield f"str({moment}), repr({moment}), f'{{{moment}:%H:%M}}'"
        yield f"hash({moment}) == hash({moment})"
    for args in ["", "1", "days=1, hours=2", "weeks=1", "0, 1, 2", "milliseconds=1500", "minutes=-1", "days=1.5", "hours=0.1", "microseconds=0.5", "microseconds=1.5", "days=10**9", "days=-999999999", "days=999999999, hours=24", "seconds=1e10", "'1'", "None", "foo=1", "days=1, seconds=-1", "seconds=86399, microseconds=999999"]:
        yield f"datetime.timedelta({args})"
        yield f"str(datetime.timedelta({args}))"
        yield f"t = datetime.timedelta({args})\n(t.days, t.seconds, t.microseconds, t.total_seconds())"
    deltas = ["datetime.timedelta(days=1, seconds=30)", "datetime.timedelta(microseconds=-7)", "datetime.timedelta()", "datetime.timedelta(hours=100)"]
    for a in deltas:
        for op, b in itertools.product(["+", "-", "*", "/", "//", "%", "<", "==", ">="], deltas + ["2", "0", "1.5", "-3", "'x'", "None"]):
            yield f"{a} {op} {b}"
        for what in [f"-{a}", f"+{a}", f"abs({a})", f"bool({a})", f"divmod({a}, {deltas[0]})", f"divmod({a}, 2)", f"2 * {a}", f"sum([{a}] * 3, datetime.timedelta())", f"hash({a}) == hash({a})", f"{a} in [{a}]"]:
            yield what
    texts = [("2024-02-29", "%Y-%m-%d"), ("29/02/2023", "%d/%m/%Y"), ("13:05", "%H:%M"), ("1:05 PM", "%I:%M %p"), ("Jan 5 2024", "%b %d %Y"), ("January 05, 2024", "%B %d, %Y"), ("Mon Jan  1 00:00:00 2024", "%a %b %d %H:%M:%S %Y"), ("2024-01-01T00:00:00Z", "%Y-%m-%dT%H:%M:%SZ"), ("2024-01-01 00:00:00.123", "%Y-%m-%d %H:%M:%S.%f"), ("10/Oct/2000:13:55:36 -0700", "%d/%b/%Y:%H:%M:%S %z"), ("10/Oct/2000:13:55:36 +00:00", "%d/%b/%Y:%H:%M:%S %z"), ("20240101", "%Y%m%d"), ("1/2/03", "%m/%d/%y"), ("70", "%y"), ("68", "%y"), ("2024 060", "%Y %j"), ("2024-366", "%Y-%j"), ("2023-366", "%Y-%j"), ("2024 10 1", "%Y %W %w"), ("2024 10 1", "%G %V %u"), ("x", "%Y"), ("2024-1-1 rest", "%Y-%m-%d"), ("2024", "%Y-%m"), ("", ""), ("a", "b"), ("%", "%%"), ("25", "%H"), ("60", "%M"), ("61", "%S"), ("Z", "%Z"), ("UTC", "%Z"), ("12 AM", "%I %p"), ("12 pm", "%I %p"), ("0 AM", "%I %p"), ("Tue", "%A"), ("Tuesday", "%A"), ("2024-13-01", "%Y-%m-%d"), ("01/01/24 10:20:30", "%c"), ("01/02/24", "%x"), ("10:20:30", "%X"), ("5", "%q"), ("5", "%"), ("  2024", " %Y"), ("2024-W01-1", "%G-W%V-%u"), ("+0530", "%z"), ("-05:30:15", "%z"), ("Z", "%z"), ("1.5", "%S.%f"), ("2024-02-30", "%Y-%m-%d"), ("(2024)", "(%Y)")]
    for text, form in texts:
        yield f"datetime.datetime.strptime({text!r}, {form!r})"
        yield f"tuple(time.strptime({text!r}, {form!r}))"
    for text in ["2024-02-29", "2024-02-29T10", "2024-02-29T10:20", "2024-02-29 10:20:30", "2024-02-29T10:20:30.5", "2024-02-29T10:20:30.123456", "2024-02-29T10:20:30+02:00", "2024-02-29T10:20:30Z", "20240229", "20240229T102030", "2024-W09-4", "2024W094", "2023-02-29", "2024-2-9", "", "x", "2024-02-29T25:00", "2024-02-29T", "2024-02-29T10:20:30-00:00", "2024-060"]:
        yield f"datetime.datetime.fromisoformat({text!r})"
        yield f"datetime.date.fromisoformat({text!r})"
    for text in ["10:20", "10", "10:20:30.5", "T10:20", "24:00", "10:20:30+01:00", "102030", ""]:
        yield f"datetime.time.fromisoformat({text!r})"
    for call in ["datetime.datetime(2024, 13, 1)", "datetime.datetime(2024, 2, 30)", "datetime.datetime(0, 1, 1)", "datetime.datetime(2024, 1, 1, 24)", "datetime.datetime(2024, 1, 1, 1, 60)", "datetime.datetime()", "datetime.datetime(2024)", "datetime.datetime('2024', 1, 1)", "datetime.datetime(2024, 1, 1.5)", "datetime.datetime(2024, 1, 1, tzinfo=5)", "datetime.date(2024, 0, 1)", "datetime.date()", "datetime.time(24)", "datetime.time(1, 2, 3, 4)", "datetime.time()", "datetime.date.min, datetime.date.max, datetime.date.resolution", "datetime.datetime.min, datetime.datetime.max", "datetime.timedelta.min, datetime.timedelta.max", "datetime.MINYEAR, datetime.MAXYEAR", "datetime.date.fromordinal(738000)", "datetime.date.fromordinal(0)", "datetime.date.fromtimestamp(86400)", "datetime.datetime.fromtimestamp(0)", "datetime.datetime.fromtimestamp(1.5)", "datetime.datetime.fromtimestamp(1700000000.123456)", "datetime.datetime.utcfromtimestamp(1700000000)", "datetime.datetime.fromtimestamp(0, datetime.timezone.utc)", "datetime.datetime.fromtimestamp(0, tz=datetime.timezone(datetime.timedelta(hours=9)))", "datetime.datetime.fromtimestamp('1')", "datetime.datetime.fromtimestamp(1e20)", "datetime.datetime.fromtimestamp(-1)", "datetime.datetime.combine(datetime.date(2024, 1, 2), datetime.time(3, 4))", "datetime.date.fromisocalendar(2024, 9, 4)", "datetime.date.fromisocalendar(2024, 60, 4)", "datetime.timezone.utc", "datetime.timezone(datetime.timedelta(hours=1), 'CET')", "datetime.timezone(datetime.timedelta(hours=25))", "datetime.timezone(1)", "str(datetime.timezone(datetime.timedelta(hours=-3, minutes=-30)))", "datetime.timezone.utc.tzname(None)", "datetime.UTC", "datetime.datetime(2024,1,1) < datetime.date(2024,1,2)", "datetime.date(2024,1,1) == datetime.datetime(2024,1,1)", "isinstance(datetime.datetime(2024,1,1), datetime.date)", "datetime.datetime(2024,1,1,tzinfo=datetime.timezone.utc) - datetime.datetime(2024,1,1)", "datetime.datetime(2024,1,1,tzinfo=datetime.timezone.utc) < datetime.datetime(2024,1,1)", "datetime.datetime(2024,1,1,tzinfo=datetime.timezone.utc) == datetime.datetime(2024,1,1)", "datetime.date.max + datetime.timedelta(1)", "datetime.date.min - datetime.timedelta(1)", "datetime.date(2024,1,1) + datetime.timedelta(hours=25)", "datetime.datetime.strptime('2024', 5)", "datetime.datetime.strptime(None, '%Y')", "datetime.datetime.strptime('2024')", "sorted([datetime.date(2024,1,2), datetime.date(2023,1,2)])", "max(datetime.datetime(2024,1,1), datetime.datetime(2024,1,2))", "(datetime.datetime(2024,1,2) - datetime.datetime(2024,1,1)).days", "datetime.date(2024,1,1).strftime(5)", "'{:%Y/%m/%d}'.format(datetime.date(2024,1,1))", "'%s' % datetime.date(2024,1,1)", "datetime.timedelta(days=1).isoformat()", "datetime.datetime(2024,1,1).foo = 1" if False else "datetime.tzinfo", "[d.isoformat() for d in (datetime.date(2024,2,27) + datetime.timedelta(n) for n in range(4))]", "datetime.datetime(2024, 3, 10, 12).astimezone(datetime.timezone(datetime.timedelta(hours=2))).isoformat()"]:
        yield call
    t = "time.struct_time((2024, 2, 29, 13, 5, 9, 3, 60, 0))"
    for code in CODES:
        if code not in "NkQqefFtTvlnrsPEOzZ":
            yield f"time.strftime('%{code}', {t})"
    for call in [t, f"{t}.tm_year", f"{t}[3]", f"len({t})", f"tuple({t})", f"time.mktime({t})", f"time.asctime({t})", "time.gmtime(0)", "time.gmtime(1700000000.9)", "time.localtime(86400)", "time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(0))", "time.ctime(0)", "time.asctime(time.gmtime(5))", "time.strftime('%Y', (2024, 1, 1, 0, 0, 0, 0, 1, 0))", "time.strftime(1)", "time.strptime('2024-01-01', '%Y-%m-%d')", "time.strptime('x', '%Y')", "time.strptime('2024-01-01', '%Y-%m-%d').tm_yday", "time.mktime((2024, 1, 1, 0, 0, 0, 0, 0, 0))", "time.struct_time(range(5))", "time.timezone, time.tzname[0]", "int(time.mktime(time.strptime('2024-05-01', '%Y-%m-%d')))", "type(time.time()), type(time.time_ns()), type(time.perf_counter())", "time.sleep('a')", "time.sleep(-1)", "time.gmtime('x')"]:
        yield call


def texts():
    words = ["", "The quick brown fox jumps over the lazy dog.", "hello  world\n\nsecond   paragraph here", "a-very-long-hyphenated-word and averyveryverylongwordwithoutanybreak", "  indented text\n    more\n", "tabs\tand\x0bothers", "x"]
    for text in words:
        for width in [5, 10, 20, 70]:
            yield f"textwrap.wrap({text!r}, {width})"
            yield f"textwrap.fill({text!r}, width={width}, initial_indent='* ', subsequent_indent='  ')"
            yield f"textwrap.shorten({text!r}, {width + 5}, placeholder='..')"
        yield f"textwrap.dedent({text!r})"
        yield f"textwrap.indent({text!r}, '> ')"
        yield f"textwrap.indent({text!r}, '> ', lambda l: True)"
        yield f"textwrap.wrap({text!r}, 12, break_long_words=False)"
        yield f"textwrap.wrap({text!r}, 12, max_lines=2)"
        yield f"textwrap.wrap({text!r}, 12, break_on_hyphens=False, drop_whitespace=False)"
        yield f"string.capwords({text!r})"
    for text in ["$a and ${b}", "$$ $a", "$a $c", "${a", "$", "${}", "$1", "no", "$_x $aB"]:
        yield f"string.Template({text!r}).substitute(a=1, b='x')"
        yield f"string.Template({text!r}).safe_substitute({{'a': 1}})"
        yield f"string.Template({text!r}).substitute({{'a': 1, 'b': 2}}, b=3)"
    for what in ["string.ascii_letters", "string.digits", "string.punctuation", "string.whitespace", "string.printable", "string.hexdigits", "string.capwords('a-b c', '-')", "str.maketrans('', '', string.punctuation)", "'a,b!'.translate(str.maketrans('', '', string.punctuation))", "string.Formatter().format('{0} {x}', 1, x=2)", "string.Template('$a').template", "string.octdigits"]:
        yield what
    for value in ["b''", "b'a'", "b'hello world'", "bytes(range(256))", "b'\\xff\\xfe'"]:
        for f in ["base64.b64encode", "base64.urlsafe_b64encode", "base64.b32encode", "base64.b16encode", "base64.b85encode", "base64.a85encode", "base64.encodebytes", "binascii.hexlify", "zlib.crc32", "zlib.adler32"]:
            yield f"{f}({value})"
        for f in ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]:
            yield f"hashlib.{f}({value}).hexdigest()"
        yield f"base64.b64decode(base64.b64encode({value}))"
        yield f"base64.b32decode(base64.b32encode({value}))"
        yield f"base64.b16decode(base64.b16encode({value}))"
    for text in ["''", "'YQ=='", "'YQ'", "'YQ='", "b'aGk='", "'a GVsbG8='", "'!!!!'", "'YWJj\\n'", "'YQ==YQ=='", "1", "'é'", "'-_-_'"]:
        yield f"base64.b64decode({text})"
        yield f"base64.b64decode({text}, validate=True)"
        yield f"base64.urlsafe_b64decode({text})"
    for what in ["hashlib.md5('a')", "hashlib.md5()", "hashlib.new('md5', b'a').hexdigest()", "hashlib.new('foo')", "hashlib.sha256(b'a').digest()", "m = hashlib.md5()\nm.update(b'a')\nm.update(b'b')\n(m.hexdigest(), m.name, m.digest_size, m.block_size)", "hashlib.md5('a'.encode('utf-8')).hexdigest()[:8]", "int(hashlib.md5(b'key').hexdigest(), 16) % 100", "hashlib.md5(1)", "m = hashlib.sha1(b'a')\nn = m.copy()\nn.update(b'b')\n(m.hexdigest(), n.hexdigest())", "base64.b64encode('a')", "base64.b16decode('zz')", "base64.b32decode('a')", "base64.b16decode('6a')", "base64.b16decode('6a', True)", "binascii.unhexlify('6a6b')", "binascii.unhexlify('6')", "binascii.unhexlify('zz')", "binascii.crc32(b'a')", "zlib.crc32(b'b', zlib.crc32(b'a'))"]:
        yield what
    r = random.Random(9)
    for _ in range(120):
        text = "".join(r.choice("ab cd-e  \n.") for _ in range(r.randint(5, 60)))
        yield f"textwrap.wrap({text!r}, {r.randint(1, 20)})"


BASIC = "import re\n"
TABLES = {
    "re": ("import re", regexes),
    "json": ("import json, collections, datetime, decimal, enum, io\nP = collections.namedtuple('P', 'x y')\nclass A: pass\nclass C(enum.Enum):\n    RED = 1\nclass E(enum.IntEnum):\n    ONE = 1\n", jsons),
    "csv": ("import csv, io", csvs),
    "datetime": ("import datetime, time", datetimes),
    "text": ("import textwrap, string, base64, hashlib, binascii, zlib", texts),
}
