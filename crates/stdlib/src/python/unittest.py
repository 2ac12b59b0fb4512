"""The part of unittest that tests of Spark programs use."""
import sys

from unittest.case import *
from unittest.case import _class_name
from unittest.runner import *


class _Whole:
    """What errors of `setUpClass` and its kin are filed under."""

    failureException = AssertionError

    def __init__(self, name):
        self.name = name

    def __str__(self):
        return self.name


class TestSuite:
    def __init__(self, tests=()):
        self._tests = []
        self.addTests(tests)

    def addTest(self, test):
        self._tests.append(test)

    def addTests(self, tests):
        for test in tests:
            self.addTest(test)

    def __iter__(self):
        return iter(self._tests)

    def countTestCases(self):
        return sum(test.countTestCases() for test in self)

    def _flat(self):
        found = []
        for test in self:
            if isinstance(test, TestSuite):
                found.extend(test._flat())
            else:
                found.append(test)
        return found

    def __call__(self, result):
        return self.run(result)

    def run(self, result):
        current = None
        works = True
        for test in self._flat():
            if result.shouldStop:
                break
            cls = type(test)
            if cls is not current:
                if current is not None and works:
                    self._leave(current, result)
                current = cls
                works = self._enter(cls, result)
            if works:
                test(result)
        if current is not None and works:
            self._leave(current, result)
        return result

    def _enter(self, cls, result):
        if getattr(cls, "__unittest_skip__", False) or not hasattr(cls, "setUpClass"):
            return True
        try:
            cls.setUpClass()
        except SkipTest as skipped:
            result.addSkip(_Whole("setUpClass (%s)" % _class_name(cls)), str(skipped))
            return False
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            result.note_error(_Whole("setUpClass (%s)" % _class_name(cls)), error)
            return False
        return True

    def _leave(self, cls, result):
        if getattr(cls, "__unittest_skip__", False) or not hasattr(cls, "tearDownClass"):
            return
        try:
            cls.tearDownClass()
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            result.note_error(_Whole("tearDownClass (%s)" % _class_name(cls)), error)
        cleanups = cls.__dict__.get("_class_cleanups", [])
        while cleanups:
            function, args, kwargs = cleanups.pop()
            function(*args, **kwargs)


def _is_case(found):
    try:
        return isinstance(found, type) and issubclass(found, TestCase)
    except TypeError:
        return False


class TestLoader:
    testMethodPrefix = "test"
    suiteClass = TestSuite

    def getTestCaseNames(self, testCaseClass):
        names = dir(testCaseClass)
        return sorted(
            name for name in names
            if name.startswith(self.testMethodPrefix) and callable(getattr(testCaseClass, name))
        )

    def loadTestsFromTestCase(self, testCaseClass):
        names = self.getTestCaseNames(testCaseClass)
        if not names and hasattr(testCaseClass, "runTest"):
            names = ["runTest"]
        return self.suiteClass([testCaseClass(name) for name in names])

    def loadTestsFromModule(self, module):
        suites = []
        for name in sorted(dir(module)):
            found = getattr(module, name)
            if _is_case(found) and found not in (TestCase, FunctionTestCase):
                suites.append(self.loadTestsFromTestCase(found))
        return self.suiteClass(suites)

    def loadTestsFromName(self, name, module=None):
        parts = name.split(".")
        owner, found = None, module
        for part in parts:
            owner, found = found, getattr(found, part)
        if _is_case(found):
            return self.loadTestsFromTestCase(found)
        return self.suiteClass([owner(parts[-1])])

    def loadTestsFromNames(self, names, module=None):
        return self.suiteClass([self.loadTestsFromName(name, module) for name in names])


defaultTestLoader = TestLoader()


def makeSuite(testCaseClass, prefix="test"):
    return defaultTestLoader.loadTestsFromTestCase(testCaseClass)


class TestProgram:
    def __init__(self, module="__main__", defaultTest=None, argv=None, testRunner=None,
                 testLoader=defaultTestLoader, exit=True, verbosity=1, failfast=None, **others):
        import __main__

        module = __main__ if isinstance(module, str) else module
        # The arguments of a program here are often those of its source: only what names a test counts.
        argv = sys.argv[1:] if argv is None else argv[1:]
        names = [name for name in argv if hasattr(module, name.split(".")[0])]
        if "-v" in argv or "--verbose" in argv:
            verbosity = 2
        if not names and defaultTest is not None:
            names = [defaultTest] if isinstance(defaultTest, str) else list(defaultTest)
        if names:
            self.test = testLoader.loadTestsFromNames(names, module)
        else:
            self.test = testLoader.loadTestsFromModule(module)
        if testRunner is None:
            testRunner = TextTestRunner
        if isinstance(testRunner, type):
            testRunner = testRunner(verbosity=verbosity, failfast=bool(failfast))
        self.result = testRunner.run(self.test)
        if exit:
            sys.exit(not self.result.wasSuccessful())


main = TestProgram
