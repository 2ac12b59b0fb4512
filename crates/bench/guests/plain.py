"""The questions of the workloads, answered by straightforward Python without Spark, in CPython and in Pyodide."""
import json
from collections import defaultdict
from time import perf_counter


def word_count(lines):
    counts = defaultdict(int)
    for line in lines:
        for word in line.split(" "):
            counts[word] += 1
    return counts


# The functions of programs/word_count_generators.py.
def generated_words_of(line):
    for word in line.split(" "):
        yield word


def paired_by_default(word, count=1):
    return (word, count)


def added_in_list(x, y):
    both = [x]
    both.append(y)
    return sum(both)


# The functions of programs/word_count_machine.py.
longest = {}
n_lines = 0


def words_of(line):
    global n_lines
    n_lines += 1
    return line.split(" ")


def paired(word):
    n = len(word)
    if n > longest.get(word[:1], 0):
        longest[word[:1]] = n
    return (word, 1)


def added(x, y):
    total = x
    while y > 0:
        total += 1
        y -= 1
    return total


def called(words_of, paired, added):
    def word_count(lines):
        counts = {}
        for line in lines:
            for word in words_of(line):
                key, n = paired(word)
                counts[key] = added(counts[key], n) if key in counts else n
        return counts

    return word_count


def log_lines(lines):
    totals = {}
    for line in lines:
        if "ORDER" in line:
            field = line.split(",")
            amount = int(field[3]) * float(field[4])
            total, n = totals.get(field[2], (0, 0))
            totals[field[2]] = (total + amount, n + 1)
    return {shop: total / n for shop, (total, n) in totals.items()}


TASKS = {
    "word-count": word_count,
    "word-count-called": called(words_of, paired, added),
    "word-count-generated": called(generated_words_of, paired_by_default, added_in_list),
    "log-lines": log_lines,
}

lines = []


def take(text):
    global lines
    lines = text.split("\n")


def answer(task):
    """Keys with numbers as JSON; numbers with decimals in millionths."""
    return told(TASKS[task](lines))


def told(numbers):
    return json.dumps({key: n if isinstance(n, int) else int(n * 1e6 + 0.5) for key, n in numbers.items()})


def run(task):
    """The seconds that it takes; throwing the result away does not count."""
    start = perf_counter()
    result = TASKS[task](lines)
    seconds = perf_counter() - start
    del result
    return seconds
