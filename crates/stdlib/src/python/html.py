# `html`, with the names of characters that pages use most.
import re

_NAMES = {
    "amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\xa0", "iexcl": "¡", "cent": "¢", "pound": "£",
    "curren": "¤", "yen": "¥", "sect": "§", "copy": "©", "laquo": "«", "reg": "®", "deg": "°", "plusmn": "±", "sup2": "²",
    "sup3": "³", "micro": "µ", "para": "¶", "middot": "·", "raquo": "»", "frac14": "¼", "frac12": "½", "frac34": "¾",
    "iquest": "¿", "times": "×", "divide": "÷", "szlig": "ß", "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’",
    "ldquo": "“", "rdquo": "”", "bull": "•", "hellip": "…", "euro": "€", "trade": "™", "larr": "←", "uarr": "↑",
    "rarr": "→", "darr": "↓", "hearts": "♥", "ne": "≠", "le": "≤", "ge": "≥", "infin": "∞",
}
for _letters, _mark, _chars in (
    ("AEIOU", "grave", "ÀÈÌÒÙ"), ("AEIOUY", "acute", "ÁÉÍÓÚÝ"), ("AEIOU", "circ", "ÂÊÎÔÛ"), ("AEIOU", "uml", "ÄËÏÖÜ"),
    ("ANO", "tilde", "ÃÑÕ"), ("C", "cedil", "Ç"), ("A", "ring", "Å"), ("O", "slash", "Ø"),
):
    for _letter, _char in zip(_letters, _chars):
        _NAMES[_letter + _mark] = _char
        _NAMES[_letter.lower() + _mark] = _char.lower()
# What pages mean by the numbers from 128 to 159.
_WINDOWS = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ"
# Those that are older than the rule need no semicolon.
_BARE = sorted((name for name in _NAMES if name not in {
    "apos", "ndash", "mdash", "lsquo", "rsquo", "ldquo", "rdquo", "bull", "hellip", "euro", "trade", "larr", "uarr",
    "rarr", "darr", "hearts", "ne", "le", "ge", "infin"}), key=len, reverse=True)
_REFERENCE = re.compile(r"&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)")


def escape(s, quote=True):
    s = s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return s.replace('"', "&quot;").replace("'", "&#x27;") if quote else s


def _replaced(found):
    name = found[1]
    if name[0] == "#":
        digits = name[1:].rstrip(";")
        code = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
        if code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            return "\ufffd"
        if 0x80 <= code <= 0x9F and code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D):
            return _WINDOWS[code - 0x80]
        if code < 32 and code not in (9, 10, 12, 13) or 0x7F <= code <= 0x9F and code == 0x7F:
            return ""
        return chr(code)
    if name[-1] == ";" and name[:-1] in _NAMES:
        return _NAMES[name[:-1]]
    for known in _BARE:
        if name.startswith(known):
            return _NAMES[known] + name[len(known):]
    return "&" + name


def unescape(s):
    return _REFERENCE.sub(_replaced, s) if "&" in s else s
