# The little of `timeit` that programs use.
import time

default_timer = time.perf_counter
default_number = 1000000


def timeit(stmt="pass", setup="pass", timer=default_timer, number=default_number, globals=None):
    if not callable(stmt):
        raise NotImplementedError("timeit of a text is not supported here: give it a function")
    begin = timer()
    for _ in range(number):
        stmt()
    return timer() - begin
