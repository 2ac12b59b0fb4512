"""`TestCase`: a test with its assertions."""
import re

from unittest.support import *
from unittest.support import _Raises, _short, _SubTest


class TestCase:
    failureException = AssertionError
    longMessage = True
    maxDiff = 640

    def __init__(self, methodName="runTest"):
        self._testMethodName = methodName
        self._testMethodDoc = getattr(getattr(self, methodName, None), "__doc__", None)
        self._cleanups = []
        self._result = None
        self._failed_inside = False

    def setUp(self):
        pass

    def tearDown(self):
        pass

    @classmethod
    def setUpClass(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        pass

    @classmethod
    def addClassCleanup(cls, function, *args, **kwargs):
        if "_class_cleanups" not in cls.__dict__:
            cls._class_cleanups = []
        cls._class_cleanups.append((function, args, kwargs))

    def addCleanup(self, function, *args, **kwargs):
        self._cleanups.append((function, args, kwargs))

    def countTestCases(self):
        return 1

    def defaultTestResult(self):
        from unittest.runner import TestResult

        return TestResult()

    def shortDescription(self):
        return self._testMethodDoc.strip().split("\n")[0].strip() if self._testMethodDoc else None

    def id(self):
        return "%s.%s" % (_class_name(type(self)), self._testMethodName)

    def __str__(self):
        return "%s (%s.%s)" % (self._testMethodName, _class_name(type(self)), self._testMethodName)

    def __repr__(self):
        return "<%s testMethod=%s>" % (_class_name(type(self)), self._testMethodName)

    def __eq__(self, other):
        return type(self) is type(other) and self._testMethodName == other._testMethodName

    def __hash__(self):
        return hash((type(self), self._testMethodName))

    def __call__(self, result=None):
        return self.run(result)

    def debug(self):
        self.setUp()
        getattr(self, self._testMethodName)()
        self.tearDown()
        while self._cleanups:
            function, args, kwargs = self._cleanups.pop()
            function(*args, **kwargs)

    def run(self, result=None):
        if result is None:
            result = self.defaultTestResult()
        self._result = result
        self._failed_inside = False
        result.startTest(self)
        method = getattr(self, self._testMethodName)
        why = None
        for place in (type(self), method):
            if getattr(place, "__unittest_skip__", False):
                why = why or getattr(place, "__unittest_skip_why__", "")
        if why is not None:
            result.addSkip(self, why)
            result.stopTest(self)
            return result
        expects_failure = getattr(method, "__unittest_expecting_failure__", False) or getattr(
            type(self), "__unittest_expecting_failure__", False
        )
        outcome = "ok"
        failure = None
        try:
            self.setUp()
        except SkipTest as skipped:
            outcome = "skipped"
            result.addSkip(self, str(skipped))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            outcome = "failed"
            result.note_error(self, error)
        else:
            try:
                method()
            except SkipTest as skipped:
                outcome = "skipped"
                result.addSkip(self, str(skipped))
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                if expects_failure:
                    failure = error
                else:
                    outcome = "failed"
                    result.note_error(self, error)
            try:
                self.tearDown()
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                outcome = "failed"
                result.note_error(self, error)
        while self._cleanups:
            function, args, kwargs = self._cleanups.pop()
            try:
                function(*args, **kwargs)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                outcome = "failed"
                result.note_error(self, error)
        if outcome == "ok" and not self._failed_inside:
            if failure is not None:
                result.addExpectedFailure(self, failure)
            elif expects_failure:
                result.addUnexpectedSuccess(self)
            else:
                result.addSuccess(self)
        result.stopTest(self)
        return result

    def doCleanups(self):
        while self._cleanups:
            function, args, kwargs = self._cleanups.pop()
            function(*args, **kwargs)

    def skipTest(self, reason):
        raise SkipTest(reason)

    def subTest(self, msg=None, **params):
        return _SubTest(self, msg, params)

    def _formatMessage(self, msg, standard):
        if not self.longMessage:
            return msg or standard
        return standard if msg is None else "%s : %s" % (standard, msg)

    def fail(self, msg=None):
        raise self.failureException(msg)

    def _refuse(self, msg, standard):
        raise self.failureException(self._formatMessage(msg, standard))

    def assertTrue(self, expr, msg=None):
        if not expr:
            self._refuse(msg, "%s is not true" % _short(expr, 10 ** 9))

    def assertFalse(self, expr, msg=None):
        if expr:
            self._refuse(msg, "%s is not false" % _short(expr, 10 ** 9))

    def addTypeEqualityFunc(self, typeobj, function):
        if "_by_type" not in self.__dict__:
            self._by_type = {}
        self._by_type[typeobj] = function

    def assertEqual(self, first, second, msg=None):
        compare = None
        if type(first) is type(second):
            compare = self.__dict__.get("_by_type", {}).get(type(first)) or _COMPARE.get(type(first))
        if isinstance(compare, str):
            getattr(self, compare)(first, second, msg=msg)
        elif compare is not None:
            compare(first, second, msg=msg)
        elif not first == second:
            self._refuse(msg, "%s != %s" % _pair(first, second))

    assertEquals = assertEqual

    def assertNotEqual(self, first, second, msg=None):
        if not first != second:
            self._refuse(msg, "%s == %s" % (_short(first, 10 ** 9), _short(second, 10 ** 9)))

    assertNotEquals = assertNotEqual

    def assertAlmostEqual(self, first, second, places=None, msg=None, delta=None):
        if first == second:
            return
        if delta is not None and places is not None:
            raise TypeError("specify delta or places not both")
        difference = abs(first - second)
        if delta is not None:
            if difference <= delta:
                return
            text = "%s != %s within %s delta (%s difference)" % tuple(
                repr(item) for item in (first, second, delta, difference)
            )
        else:
            places = 7 if places is None else places
            if round(difference, places) == 0:
                return
            text = "%r != %r within %r places (%r difference)" % (first, second, places, difference)
        self._refuse(msg, text)

    assertAlmostEquals = assertAlmostEqual

    def assertNotAlmostEqual(self, first, second, places=None, msg=None, delta=None):
        if delta is not None and places is not None:
            raise TypeError("specify delta or places not both")
        difference = abs(first - second)
        if delta is not None:
            if not first == second and difference > delta:
                return
            text = "%r == %r within %r delta (%r difference)" % (first, second, delta, difference)
        else:
            places = 7 if places is None else places
            if not first == second and round(difference, places) != 0:
                return
            text = "%r == %r within %r places" % (first, second, places)
        self._refuse(msg, text)

    def assertSequenceEqual(self, seq1, seq2, msg=None, seq_type=None):
        kind = "sequence" if seq_type is None else seq_type.__name__
        if seq_type is not None:
            for place, seq in (("First", seq1), ("Second", seq2)):
                if not isinstance(seq, seq_type):
                    raise self.failureException("%s sequence is not a %s: %s" % (place, kind, _short(seq)))
        if seq1 == seq2:
            return
        lines = ["%ss differ: %s != %s\n" % ((kind.capitalize(),) + _pair(seq1, seq2))]
        both = min(len(seq1), len(seq2))
        at = next((i for i in range(both) if seq1[i] != seq2[i]), None)
        if at is not None:
            lines.append("\nFirst differing element %d:\n%s\n%s\n" % ((at,) + _pair(seq1[at], seq2[at])))
        elif len(seq1) == len(seq2) and seq_type is None and type(seq1) != type(seq2):
            return
        for place, longer, n in (("First", seq1, both), ("Second", seq2, both)):
            if len(longer) > n:
                lines.append("\n%s %s contains %d additional elements.\n" % (place, kind, len(longer) - n))
                lines.append("First extra element %d:\n%s\n" % (n, _short(longer[n])))
        self._refuse(msg, "".join(lines) + self._difference(seq1, seq2))

    def _difference(self, first, second):
        import difflib
        import pprint

        lines = difflib.ndiff(pprint.pformat(first).splitlines(), pprint.pformat(second).splitlines())
        return self._shown("\n" + "\n".join(lines))

    def _shown(self, text):
        if self.maxDiff is None or len(text) <= self.maxDiff:
            return text
        return "\nDiff is %s characters long. Set self.maxDiff to None to see it." % len(text)

    def assertListEqual(self, list1, list2, msg=None):
        self.assertSequenceEqual(list1, list2, msg, seq_type=list)

    def assertTupleEqual(self, tuple1, tuple2, msg=None):
        self.assertSequenceEqual(tuple1, tuple2, msg, seq_type=tuple)

    def assertSetEqual(self, set1, set2, msg=None):
        lines = []
        for place, items in (("first", set1.difference(set2)), ("second", set2.difference(set1))):
            if items:
                lines.append("Items in the %s set but not the %s:" % (place, "second" if place == "first" else "first"))
                lines.extend(repr(item) for item in items)
        if lines:
            self._refuse(msg, "\n".join(lines))

    def assertDictEqual(self, d1, d2, msg=None):
        self.assertIsInstance(d1, dict, "First argument is not a dictionary")
        self.assertIsInstance(d2, dict, "Second argument is not a dictionary")
        if d1 != d2:
            self._refuse(msg, "%s != %s" % _pair(d1, d2) + self._difference(d1, d2))

    def assertCountEqual(self, first, second, msg=None):
        first, second = list(first), list(second)
        rest, missing = list(second), []
        for item in first:
            if item in rest:
                rest.remove(item)
            else:
                missing.append(item)
        if not missing and not rest:
            return
        seen, lines = [], []
        for item in first + second:
            if item not in seen and first.count(item) != second.count(item):
                seen.append(item)
                lines.append("First has %d, Second has %d:  %r" % (first.count(item), second.count(item), item))
        self._refuse(msg, "Element counts were not equal:\n" + "\n".join(lines))

    def assertMultiLineEqual(self, first, second, msg=None):
        self.assertIsInstance(first, str, "First argument is not a string")
        self.assertIsInstance(second, str, "Second argument is not a string")
        if first != second:
            import difflib

            lines = [first.splitlines(keepends=True), second.splitlines(keepends=True)]
            if len(lines[0]) == 1 and first.strip("\r\n") == first:
                lines = [[first + "\n"], [second + "\n"]]
            text = "%s != %s" % _pair(first, second)
            self._refuse(msg, text + self._shown("\n" + "".join(difflib.ndiff(lines[0], lines[1]))))

    def assertIn(self, member, container, msg=None):
        if member not in container:
            self._refuse(msg, "%s not found in %s" % (_short(member, 10 ** 9), _short(container, 10 ** 9)))

    def assertNotIn(self, member, container, msg=None):
        if member in container:
            self._refuse(msg, "%s unexpectedly found in %s" % (_short(member, 10 ** 9), _short(container, 10 ** 9)))

    def assertIs(self, expr1, expr2, msg=None):
        if expr1 is not expr2:
            self._refuse(msg, "%r is not %r" % (expr1, expr2))

    def assertIsNot(self, expr1, expr2, msg=None):
        if expr1 is expr2:
            self._refuse(msg, "unexpectedly identical: %r" % (expr1,))

    def assertIsNone(self, obj, msg=None):
        if obj is not None:
            self._refuse(msg, "%r is not None" % (obj,))

    def assertIsNotNone(self, obj, msg=None):
        if obj is None:
            self._refuse(msg, "unexpectedly None")

    def assertIsInstance(self, obj, cls, msg=None):
        if not isinstance(obj, cls):
            self._refuse(msg, "%r is not an instance of %r" % (obj, cls))

    def assertNotIsInstance(self, obj, cls, msg=None):
        if isinstance(obj, cls):
            self._refuse(msg, "%r is an instance of %r" % (obj, cls))

    def assertLess(self, a, b, msg=None):
        if not a < b:
            self._refuse(msg, "%r not less than %r" % (a, b))

    def assertLessEqual(self, a, b, msg=None):
        if not a <= b:
            self._refuse(msg, "%r not less than or equal to %r" % (a, b))

    def assertGreater(self, a, b, msg=None):
        if not a > b:
            self._refuse(msg, "%r not greater than %r" % (a, b))

    def assertGreaterEqual(self, a, b, msg=None):
        if not a >= b:
            self._refuse(msg, "%r not greater than or equal to %r" % (a, b))

    def _raises(self, context, args, kwargs):
        if not args:
            context.msg = kwargs.pop("msg", None)
            return context
        function, *args = args
        context.called = getattr(function, "__name__", str(function))
        with context:
            function(*args, **kwargs)
        return None

    def assertRaises(self, expected_exception, *args, **kwargs):
        return self._raises(_Raises(self, expected_exception), args, kwargs)

    def assertRaisesRegex(self, expected_exception, expected_regex, *args, **kwargs):
        return self._raises(_Raises(self, expected_exception, expected_regex), args, kwargs)

    assertRaisesRegexp = assertRaisesRegex

    def assertWarns(self, expected_warning, *args, **kwargs):
        return self._raises(_Raises(self, expected_warning, warns=True), args, kwargs)

    def assertRegex(self, text, expected_regex, msg=None):
        pattern = re.compile(expected_regex) if isinstance(expected_regex, (str, bytes)) else expected_regex
        if not pattern.search(text):
            self._refuse(msg, "Regex didn't match: %r not found in %r" % (pattern.pattern, text))

    assertRegexpMatches = assertRegex

    def assertNotRegex(self, text, unexpected_regex, msg=None):
        pattern = re.compile(unexpected_regex) if isinstance(unexpected_regex, (str, bytes)) else unexpected_regex
        match = pattern.search(text)
        if match:
            found = text[match.start():match.end()]
            self._refuse(msg, "Regex matched: %r matches %r in %r" % (found, pattern.pattern, text))


_COMPARE = {
    list: "assertListEqual",
    tuple: "assertTupleEqual",
    dict: "assertDictEqual",
    set: "assertSetEqual",
    frozenset: "assertSetEqual",
    str: "assertMultiLineEqual",
}


def _pair(first, second):
    """Both as text; long ones are cut where they are alike."""
    texts = [repr(first), repr(second)]
    longest = max(len(text) for text in texts)
    if longest <= 80:
        return tuple(texts)
    n_alike = 0
    while n_alike < min(len(texts[0]), len(texts[1])) and texts[0][n_alike] == texts[1][n_alike]:
        n_alike += 1
    alike = texts[0][:n_alike]
    room = 80 - (longest - n_alike + 5 + 12)
    if room > 5:
        alike = _cut(alike, 5, room)
        return tuple(alike + text[n_alike:] for text in texts)
    alike = _cut(alike, 5, 5)
    return tuple(alike + _cut(text[n_alike:], 41, 5) for text in texts)


def _cut(text, head, tail):
    left_out = len(text) - head - tail
    if left_out > 12:
        return "%s[%d chars]%s" % (text[:head], left_out, text[len(text) - tail:])
    return text


def _class_name(cls):
    return "%s.%s" % (cls.__module__, cls.__qualname__)


class FunctionTestCase(TestCase):
    def __init__(self, testFunc, setUp=None, tearDown=None, description=None):
        super().__init__()
        self.runTest = testFunc
        if setUp is not None:
            self.setUp = setUp
        if tearDown is not None:
            self.tearDown = tearDown
