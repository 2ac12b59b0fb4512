# What of `base64` is written in Python.
from _base64 import *
from _base64 import _Error, _b64decode, _b64encode

_B64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_B32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_B85 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
_A85 = bytes(range(33, 118))


def _bytes(s):
    if isinstance(s, str):
        try:
            return s.encode("ascii")
        except UnicodeEncodeError:
            raise ValueError("string argument should contain only ASCII characters") from None
    return bytes(s)


def b64encode(s, altchars=None):
    encoded = _b64encode(s)
    return encoded if altchars is None else encoded.translate(bytes.maketrans(b"+/", altchars))


def _check_strict(data):
    if data[:1] == b"=":
        raise _Error("Leading padding not allowed")
    at = pads = 0
    for i, byte in enumerate(data):
        if byte == 61:
            pads += 1
            if at >= 2 and at + pads >= 4:
                if i + 1 < len(data):
                    raise _Error("Excess data after padding")
                return
        elif byte not in _B64:
            raise _Error("Only base64 data is allowed")
        elif pads:
            raise _Error("Discontinuous padding not allowed")
        else:
            at = (at + 1) % 4


def b64decode(s, altchars=None, validate=False):
    if altchars is not None:
        s = _bytes(s).translate(bytes.maketrans(_bytes(altchars), b"+/"))
    if validate and (isinstance(s, str) and s.isascii() or isinstance(s, (bytes, bytearray))):
        _check_strict(bytes(_bytes(s)))
    return _b64decode(s)


def b16decode(s, casefold=False):
    s = _bytes(s)
    if casefold:
        s = s.upper()
    if not all(byte in b"0123456789ABCDEF" for byte in s):
        raise _Error("Non-base16 digit found")
    return bytes.fromhex(s.decode("ascii"))


def b32encode(s):
    s = bytes(s)
    rest = len(s) % 5
    number = int.from_bytes(s + b"\0" * (-len(s) % 5), "big")
    digits = []
    for _ in range((len(s) + 4) // 5 * 8):
        digits.append(_B32[number & 31])
        number >>= 5
    digits.reverse()
    pads = {0: 0, 1: 6, 2: 4, 3: 3, 4: 1}[rest]
    return bytes(digits[:len(digits) - pads]) + b"=" * pads


def b32decode(s, casefold=False, map01=None):
    s = _bytes(s)
    if len(s) % 8:
        raise _Error("Incorrect padding")
    if casefold:
        s = s.upper()
    digits = s.rstrip(b"=")
    pads = len(s) - len(digits)
    if pads not in (0, 1, 3, 4, 6):
        raise _Error("Incorrect padding")
    number = 0
    for digit in digits:
        if digit not in _B32:
            raise _Error("Non-base32 digit found")
        number = number << 5 | _B32.index(digit)
    n_bytes = len(digits) * 5 // 8
    return (number >> len(digits) * 5 % 8).to_bytes(n_bytes, "big")


def _encode85(s, digits, zero):
    pads = -len(s) % 4
    s = bytes(s) + b"\0" * pads
    out = []
    for at in range(0, len(s), 4):
        word = int.from_bytes(s[at:at + 4], "big")
        if word == 0 and zero and not (pads and at + 4 == len(s)):
            out.append(zero)
            continue
        group = []
        for _ in range(5):
            word, digit = divmod(word, 85)
            group.append(digits[digit])
        out.append(bytes(group[::-1]))
    text = b"".join(out)
    return text[:len(text) - pads] if pads else text


def b85encode(b, pad=False):
    return _encode85(b, _B85, b"")


def a85encode(b, *, foldspaces=False, wrapcol=0, pad=False, adobe=False):
    return _encode85(b, _A85, b"z")


def _decode85(s, digits):
    pads = -len(s) % 5
    s = s + digits[-1:] * pads
    out = b""
    for at in range(0, len(s), 5):
        word = 0
        for digit in s[at:at + 5]:
            word = word * 85 + digits.index(digit)
        out += word.to_bytes(4, "big")
    return out[:len(out) - pads] if pads else out


def b85decode(b):
    return _decode85(_bytes(b), _B85)


def a85decode(b, *, foldspaces=False, adobe=False, ignorechars=b" \t\n\r\v"):
    kept = bytes(byte for byte in _bytes(b) if byte not in ignorechars)
    return _decode85(kept.replace(b"z", b"!!!!!"), _A85)


def encodebytes(s):
    pieces = [_b64encode(s[at:at + 57]) + b"\n" for at in range(0, len(s), 57)]
    return b"".join(pieces)
