# `fnmatch`.
import re


def translate(pat):
    out, at = "", 0
    while at < len(pat):
        char, at = pat[at], at + 1
        if char == "*":
            out += ".*"
        elif char == "?":
            out += "."
        elif char == "[" and (end := pat.find("]", at + 1 + (pat[at:at + 1] == "!"))) > 0:
            inside, at = pat[at:end].replace("\\", "\\\\"), end + 1
            out += "[" + ("^" + inside[1:] if inside[0] == "!" else inside) + "]"
        else:
            out += re.escape(char)
    return f"(?s:{out})\\Z"


def fnmatchcase(name, pat):
    return re.match(translate(pat), name) is not None


fnmatch = fnmatchcase


def filter(names, pat):
    matches = re.compile(translate(pat)).match
    return [name for name in names if matches(name)]
