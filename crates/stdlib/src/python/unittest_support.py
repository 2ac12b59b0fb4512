"""What marks tests, and what `with` enters in them."""
import re


class SkipTest(Exception):
    """Raised by a test that does not apply."""


def _short(item, limit=80):
    text = repr(item)
    return text if len(text) < limit else text[:limit - 15] + " [truncated]..."


def _marked(test, reason):
    if isinstance(test, type):
        test.__unittest_skip__ = True
        test.__unittest_skip_why__ = reason
        return test

    def skipped(*args, **kwargs):
        raise SkipTest(reason)

    skipped.__name__ = test.__name__
    skipped.__doc__ = test.__doc__
    skipped.__unittest_skip__ = True
    skipped.__unittest_skip_why__ = reason
    return skipped


def skip(reason):
    if callable(reason):
        return _marked(reason, "")
    return lambda test: _marked(test, reason)


def skipIf(condition, reason):
    return skip(reason) if condition else lambda test: test


def skipUnless(condition, reason):
    return (lambda test: test) if condition else skip(reason)


def expectedFailure(test):
    test.__unittest_expecting_failure__ = True
    return test


class _Raises:
    """What `with self.assertRaises(...)` enters."""

    def __init__(self, case, expected, pattern=None, msg=None, warns=False):
        self.case = case
        self.expected = expected
        self.pattern = pattern
        self.msg = msg
        self.warns = warns
        self.exception = None
        self.called = None

    def __enter__(self):
        return self

    def name(self):
        if isinstance(self.expected, tuple):
            return str(self.expected)
        return getattr(self.expected, "__name__", str(self.expected))

    def __exit__(self, kind, error, places):
        if kind is None:
            if self.warns:
                return False
            text = self.name() + " not raised" + ("" if self.called is None else " by " + self.called)
            raise self.case.failureException(self.case._formatMessage(self.msg, text))
        if not issubclass(kind, self.expected):
            return False
        self.exception = error
        if self.pattern is not None:
            pattern = re.compile(self.pattern) if isinstance(self.pattern, (str, bytes)) else self.pattern
            if not pattern.search(str(error)):
                text = '"%s" does not match "%s"' % (pattern.pattern, str(error))
                raise self.case.failureException(self.case._formatMessage(self.msg, text))
        return True


class _SubTest:
    def __init__(self, case, message, params):
        self.case = case
        self.message = message
        self.params = params

    def __enter__(self):
        return self

    def __exit__(self, kind, error, places):
        if kind is None:
            return False
        parts = []
        if self.message is not None:
            parts.append("[%s]" % self.message)
        if self.params:
            parts.append("(%s)" % ", ".join("%s=%r" % pair for pair in self.params.items()))
        label = "%s %s" % (self.case, " ".join(parts) or "(<subtest>)")
        result = self.case._result
        if result is None or issubclass(kind, (SkipTest, KeyboardInterrupt)):
            return False
        self.case._failed_inside = True
        result.note_error(self.case, error, label)
        return True
