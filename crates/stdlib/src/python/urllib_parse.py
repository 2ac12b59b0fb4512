# `urllib.parse`.
import collections
import re

_SAFE = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~")
_WITH_PARAMS = ("", "ftp", "hdl", "prospero", "http", "https", "shttp", "rtsp", "rtspu", "sip", "sips", "mms", "sftp", "tel")
_RELATIVE = ("", "ftp", "http", "gopher", "nntp", "imap", "wais", "file", "https", "shttp", "mms", "prospero", "rtsp", "rtspu", "sftp", "svn", "svn+ssh", "ws", "wss")
_WITH_HOST = _RELATIVE + ("telnet", "snews", "rsync", "nfs", "git", "git+ssh")
_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")


class _Parts:
    def _userinfo(self):
        user, at, rest = self.netloc.rpartition("@")
        if not at:
            return None, None, rest
        name, colon, password = user.partition(":")
        return name, password if colon else None, rest

    username = property(lambda self: self._userinfo()[0])
    password = property(lambda self: self._userinfo()[1])

    def _place(self):
        rest = self._userinfo()[2]
        bracketed = re.fullmatch(r"\[(.*?)\](?::(.*))?", rest)
        if bracketed:
            return bracketed[1], bracketed[2]
        host, colon, port = rest.partition(":")
        return host, port if colon else None

    @property
    def hostname(self):
        host = self._place()[0]
        return host.lower() if host else None

    @property
    def port(self):
        port = self._place()[1]
        if not port:
            return None
        if not (port.isdigit() and port.isascii()):
            raise ValueError(f"Port could not be cast to integer value as {port!r}")
        if int(port) > 65535:
            raise ValueError("Port out of range 0-65535")
        return int(port)

    def geturl(self):
        return urlunparse(self) if len(self) == 6 else urlunsplit(self)


class SplitResult(_Parts, collections.namedtuple("SplitResult", "scheme netloc path query fragment")):
    pass


class ParseResult(_Parts, collections.namedtuple("ParseResult", "scheme netloc path params query fragment")):
    pass


def urlsplit(url, scheme="", allow_fragments=True):
    url = re.sub("[\t\r\n]", "", url.lstrip("".join(map(chr, range(33)))))
    found = _SCHEME.match(url)
    if found:
        scheme, url = found[0][:-1].lower(), url[found.end():]
    host = query = fragment = ""
    if url[:2] == "//":
        end = min([at for at in map(url[2:].find, "/?#") if at >= 0], default=len(url) - 2) + 2
        host, url = url[2:end], url[end:]
        if ("[" in host) != ("]" in host):
            raise ValueError("Invalid IPv6 URL")
    if allow_fragments:
        url, _, fragment = url.partition("#")
    url, _, query = url.partition("?")
    return SplitResult(scheme, host, url, query, fragment)


def urlparse(url, scheme="", allow_fragments=True):
    scheme, host, path, query, fragment = urlsplit(url, scheme, allow_fragments)
    params = ""
    if scheme in _WITH_PARAMS and ";" in path:
        at = path.find(";", path.rfind("/") + 1)
        if at >= 0:
            path, params = path[:at], path[at + 1:]
    return ParseResult(scheme, host, path, params, query, fragment)


def urlunsplit(components):
    scheme, host, url, query, fragment = components
    if host or (scheme and scheme in _WITH_HOST and url[:2] != "//"):
        if url and url[:1] != "/":
            url = "/" + url
        url = "//" + (host or "") + url
    if scheme:
        url = scheme + ":" + url
    if query:
        url += "?" + query
    return url + "#" + fragment if fragment else url


def urlunparse(components):
    scheme, host, url, params, query, fragment = components
    return urlunsplit((scheme, host, f"{url};{params}" if params else url, query, fragment))


def urldefrag(url):
    plain, _, fragment = url.partition("#")
    return collections.namedtuple("DefragResult", "url fragment")(plain, fragment)


def urljoin(base, url, allow_fragments=True):
    if not base or not url:
        return url or base
    b = urlparse(base, "", allow_fragments)
    u = urlparse(url, b.scheme, allow_fragments)
    if u.scheme != b.scheme or u.scheme not in _RELATIVE:
        return url
    if u.scheme in _WITH_HOST and u.netloc:
        return urlunparse(u)
    host = b.netloc if u.scheme in _WITH_HOST else u.netloc
    if not u.path and not u.params:
        return urlunparse((u.scheme, host, b.path, b.params, u.query or b.query, u.fragment))
    before = b.path.split("/")
    if before[-1]:
        del before[-1]
    parts = u.path.split("/") if u.path[:1] == "/" else [*before, *u.path.split("/")]
    if u.path[:1] != "/":
        parts[1:-1] = [part for part in parts[1:-1] if part]
    done = []
    for part in parts:
        if part == "..":
            if done:
                done.pop()
        elif part != ".":
            done.append(part)
    if parts[-1] in (".", ".."):
        done.append("")
    return urlunparse((u.scheme, host, "/".join(done) or "/", u.params, u.query, u.fragment))


def quote_from_bytes(bs, safe="/"):
    kept = _SAFE.union(safe.encode("ascii", "ignore") if isinstance(safe, str) else safe)
    return "".join(chr(byte) if byte in kept else f"%{byte:02X}" for byte in bs)


def quote(string, safe="/", encoding=None, errors=None):
    if isinstance(string, str):
        string = string.encode(encoding or "utf-8", errors or "strict")
    elif encoding is not None or errors is not None:
        raise TypeError("quote() doesn't support 'encoding' for bytes")
    elif not isinstance(string, (bytes, bytearray)):
        raise TypeError("quote_from_bytes() expected bytes")
    return quote_from_bytes(string, safe)


def quote_plus(string, safe="", encoding=None, errors=None):
    if isinstance(string, str) and " " in string:
        return quote(string, safe + " ", encoding, errors).replace(" ", "+")
    return quote(string, safe, encoding, errors)


def unquote_to_bytes(string):
    if isinstance(string, str):
        string = string.encode("utf-8")
    first, *rest = string.split(b"%")
    out = [first]
    for part in rest:
        try:
            out.append(bytes.fromhex(part[:2].decode("ascii")) if len(part) > 1 else b"%" + part)
            out.append(part[2:] if len(part) > 1 else b"")
        except ValueError:
            out.append(b"%" + part)
    return b"".join(out)


def unquote(string, encoding="utf-8", errors="replace"):
    if isinstance(string, (bytes, bytearray)):
        return unquote_to_bytes(bytes(string)).decode(encoding, errors)
    return re.sub(
        "(?:%[0-9a-fA-F]{2})+", lambda found: unquote_to_bytes(found[0]).decode(encoding, errors), string
    )


def unquote_plus(string, encoding="utf-8", errors="replace"):
    return unquote(string.replace("+", " "), encoding, errors)


def parse_qsl(qs, keep_blank_values=False, strict_parsing=False, encoding="utf-8", errors="replace", max_num_fields=None, separator="&"):
    pairs = []
    for field in qs.split(separator) if qs else []:
        if not field and not strict_parsing:
            continue
        name, equals, value = field.partition("=")
        if not equals:
            if strict_parsing:
                raise ValueError(f"bad query field: {field!r}")
            if not keep_blank_values:
                continue
        if value or keep_blank_values:
            pairs.append((unquote_plus(name, encoding, errors), unquote_plus(value, encoding, errors)))
    return pairs


def parse_qs(qs, keep_blank_values=False, strict_parsing=False, encoding="utf-8", errors="replace", max_num_fields=None, separator="&"):
    found = {}
    for name, value in parse_qsl(qs, keep_blank_values, strict_parsing, encoding, errors, max_num_fields, separator):
        found.setdefault(name, []).append(value)
    return found


def urlencode(query, doseq=False, safe="", encoding=None, errors=None, quote_via=quote_plus):
    pairs = query.items() if hasattr(query, "items") else query
    fields = []

    def text(value):
        return quote_via(value if isinstance(value, bytes) else str(value), safe)

    for name, value in pairs:
        many = doseq and not isinstance(value, (str, bytes)) and hasattr(value, "__len__")
        fields.extend(f"{text(name)}={text(one)}" for one in (value if many else [value]))
    return "&".join(fields)
