# `string.Formatter`.


def _fields(text):
    """Text, field name, specification and conversion, again and again, of a format string."""
    literal, at, end = [], 0, len(text)
    while at < end:
        char = text[at]
        at += 1
        if char not in "{}":
            literal.append(char)
            continue
        if text[at:at + 1] == char:
            at += 1
            yield "".join(literal) + char, None, None, None
            literal = []
            continue
        if char == "}":
            raise ValueError("Single '}' encountered in format string")
        if at == end:
            raise ValueError("Single '{' encountered in format string")
        depth, begin, brackets = 1, at, False
        while at < end:
            if text[at] == "[":
                brackets = True
            elif text[at] == "]":
                brackets = False
            elif not brackets and text[at] in "{}":
                depth += 1 if text[at] == "{" else -1
                if not depth:
                    break
            at += 1
        if depth:
            raise ValueError("expected '}' before end of string")
        yield "".join(literal), *_field(text[begin:at])
        literal = []
        at += 1
    if literal:
        yield "".join(literal), None, None, None


def _field(field):
    brackets = False
    for at, char in enumerate(field):
        if char == "[":
            brackets = True
        elif char == "]":
            brackets = False
        elif char in "!:" and not brackets:
            break
    else:
        return field, "", None
    name, rest = field[:at], field[at + 1:]
    if field[at] == ":":
        return name, rest, None
    if not rest:
        raise ValueError("end of string while looking for conversion specifier")
    if len(rest) > 1 and rest[1] != ":":
        raise ValueError("expected ':' after conversion specifier")
    return name, rest[2:], rest[0]


def _steps(name):
    """The first part of a field name, and the attributes and indexes after it."""
    at = min((place for place in (name.find("."), name.find("[")) if place >= 0), default=len(name))
    first, steps = name[:at], []
    while at < len(name):
        if name[at] == "[":
            end = name.find("]", at)
            if end < 0:
                raise ValueError("Missing ']' in format string")
            key = name[at + 1:end]
            if not key:
                raise ValueError("Empty attribute in format string")
            steps.append((False, int(key) if key.isdigit() else key))
            at = end + 1
            if name[at:at + 1] not in ("", ".", "["):
                raise ValueError("Only '.' or '[' may follow ']' in format field specifier")
        else:
            end = min((place for place in (name.find(".", at + 1), name.find("[", at + 1)) if place >= 0), default=len(name))
            if end == at + 1:
                raise ValueError("Empty attribute in format string")
            steps.append((True, name[at + 1:end]))
            at = end
    return int(first) if first.isdigit() else first, steps


class Formatter:
    def format(self, format_string, /, *args, **kwargs):
        return self.vformat(format_string, args, kwargs)

    def vformat(self, format_string, args, kwargs):
        used = set()
        result, _ = self._vformat(format_string, args, kwargs, used, 2)
        self.check_unused_args(used, args, kwargs)
        return result

    def _vformat(self, format_string, args, kwargs, used, depth, auto=0):
        if depth < 0:
            raise ValueError("Max string recursion exceeded")
        result = []
        for literal, name, spec, conversion in self.parse(format_string):
            if literal:
                result.append(literal)
            if name is None:
                continue
            if name == "" or name.isdigit():
                if auto is False if name == "" else auto:
                    raise ValueError("cannot switch from manual field specification to automatic field numbering")
                if name == "":
                    name, auto = str(auto), auto + 1
                else:
                    auto = False
            value, key = self.get_field(name, args, kwargs)
            used.add(key)
            value = self.convert_field(value, conversion)
            spec, auto = self._vformat(spec, args, kwargs, used, depth - 1, auto)
            result.append(self.format_field(value, spec))
        return "".join(result), auto

    def get_value(self, key, args, kwargs):
        return args[key] if isinstance(key, int) else kwargs[key]

    def check_unused_args(self, used_args, args, kwargs):
        pass

    def format_field(self, value, format_spec):
        return format(value, format_spec)

    def convert_field(self, value, conversion):
        if conversion is None:
            return value
        convert = {"s": str, "r": repr, "a": ascii}.get(conversion)
        if convert is None:
            raise ValueError(f"Unknown conversion specifier {conversion!s}")
        return convert(value)

    def parse(self, format_string):
        return _fields(format_string)

    def get_field(self, field_name, args, kwargs):
        first, steps = _steps(field_name)
        value = self.get_value(first, args, kwargs)
        for is_attribute, key in steps:
            value = getattr(value, key) if is_attribute else value[key]
        return value, first
