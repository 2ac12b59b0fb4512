"""Straightforward Python in CPython 3.11."""
import sys

import plain
from conversation import converse

if sys.implementation.name != "cpython" or sys.version_info[:2] != (3, 11):
    sys.exit("not CPython 3.11")


def take(file):
    with open(file, encoding="utf-8") as text:
        plain.take(text.read())


converse(take, lambda _, task: plain.answer(task), lambda _, task: plain.run(task))
