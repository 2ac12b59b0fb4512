"""What programs ask about the machine: that of real Spark's recordings."""


def python_implementation():
    return "CPython"


def python_version():
    return "3.11.2"


def python_version_tuple():
    return ("3", "11", "2")


def system():
    return "Linux"


def machine():
    return "x86_64"


def node():
    return "localhost"


def release():
    return ""


def platform(aliased=False, terse=False):
    return "Linux-x86_64"
