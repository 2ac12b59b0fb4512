"""Results of tests, and what shows them."""
import sys
import time
import traceback

from unittest.case import TestCase


class TestResult:
    def __init__(self, stream=None, descriptions=None, verbosity=None):
        self.failures = []
        self.errors = []
        self.skipped = []
        self.expectedFailures = []
        self.unexpectedSuccesses = []
        self.testsRun = 0
        self.shouldStop = False
        self.failfast = False

    def wasSuccessful(self):
        return not (self.failures or self.errors or self.unexpectedSuccesses)

    def stop(self):
        self.shouldStop = True

    def startTestRun(self):
        pass

    def stopTestRun(self):
        pass

    def startTest(self, test):
        self.testsRun += 1

    def stopTest(self, test):
        pass

    def note_error(self, test, error, label=None):
        """Files an exception as a failure or an error; called while it is handled."""
        text = traceback.format_exc()
        is_failure = isinstance(error, getattr(test, "failureException", AssertionError))
        (self.failures if is_failure else self.errors).append((label or test, text))
        self.show(label or test, "F" if is_failure else "E", "FAIL" if is_failure else "ERROR")
        if self.failfast:
            self.stop()

    def addFailure(self, test, err):
        self.failures.append((test, "".join(traceback.format_exception(*err))))
        self.show(test, "F", "FAIL")

    def addError(self, test, err):
        self.errors.append((test, "".join(traceback.format_exception(*err))))
        self.show(test, "E", "ERROR")

    def addSuccess(self, test):
        self.show(test, ".", "ok")

    def addSkip(self, test, reason):
        self.skipped.append((test, reason))
        self.show(test, "s", "skipped %r" % reason)

    def addExpectedFailure(self, test, error):
        self.expectedFailures.append((test, str(error)))
        self.show(test, "x", "expected failure")

    def addUnexpectedSuccess(self, test):
        self.unexpectedSuccesses.append(test)
        self.show(test, "u", "unexpected success")

    def show(self, test, letter, word):
        pass

    def __repr__(self):
        return "<unittest.result.TestResult run=%i errors=%i failures=%i>" % (
            self.testsRun, len(self.errors), len(self.failures)
        )


class TextTestResult(TestResult):
    def __init__(self, stream, descriptions, verbosity):
        super().__init__()
        self.stream = stream
        self.verbosity = verbosity
        self.is_new_line = True

    def getDescription(self, test):
        description = test.shortDescription() if isinstance(test, TestCase) else None
        return "%s\n%s" % (test, description) if description else str(test)

    def startTest(self, test):
        super().startTest(test)
        if self.verbosity > 1:
            self.stream.write(self.getDescription(test) + " ... ")
            self.is_new_line = False

    def show(self, test, letter, word):
        if self.verbosity > 1:
            is_part = isinstance(test, str)
            if is_part and not self.is_new_line:
                self.stream.write("\n")
            if is_part or self.is_new_line:
                self.stream.write("%s%s ... " % ("  " if is_part else "", self.getDescription(test)))
            self.stream.write(word + "\n")
            self.is_new_line = True
        elif self.verbosity == 1:
            self.stream.write(letter)

    def printErrors(self):
        if self.verbosity > 0:
            self.stream.write("\n")
        for flavour, noted in (("ERROR", self.errors), ("FAIL", self.failures)):
            for test, text in noted:
                self.stream.write("=" * 70 + "\n")
                self.stream.write("%s: %s\n" % (flavour, self.getDescription(test)))
                self.stream.write("-" * 70 + "\n")
                self.stream.write("%s\n" % text)
        for test in self.unexpectedSuccesses:
            self.stream.write("=" * 70 + "\nUNEXPECTED SUCCESS: %s\n" % self.getDescription(test))


class TextTestRunner:
    resultclass = TextTestResult

    def __init__(self, stream=None, descriptions=True, verbosity=1, failfast=False, buffer=False,
                 resultclass=None, warnings=None, *, tb_locals=False):
        self.stream = stream or sys.stderr
        self.descriptions = descriptions
        self.verbosity = verbosity
        self.failfast = failfast
        if resultclass is not None:
            self.resultclass = resultclass

    def run(self, test):
        result = self.resultclass(self.stream, self.descriptions, self.verbosity)
        result.failfast = self.failfast
        began = time.time()
        test(result)
        took = time.time() - began
        result.printErrors()
        n_run = result.testsRun
        self.stream.write("-" * 70 + "\n")
        self.stream.write("Ran %d test%s in %.3fs\n\n" % (n_run, "" if n_run == 1 else "s", took))
        counts = [
            ("failures", result.failures),
            ("errors", result.errors),
            ("skipped", result.skipped),
            ("expected failures", result.expectedFailures),
            ("unexpected successes", result.unexpectedSuccesses),
        ]
        counted = ", ".join("%s=%d" % (name, len(noted)) for name, noted in counts if noted)
        word = "OK" if result.wasSuccessful() else "FAILED"
        self.stream.write("%s%s\n" % (word, " (%s)" % counted if counted else ""))
        return result
