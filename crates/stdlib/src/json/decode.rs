//! Values from JSON text, with CPython's messages about what is wrong with it.

use value::{CallCx, Raised, Str, Value};

use crate::json::{decode_error, dict_of};
use crate::support::call;
use python::types::parse_number::{self, Source};

/// What the program wants to see of the text.
#[derive(Default)]
pub struct Decoder {
    pub object_hook: Option<Value>,
    pub parse_float: Option<Value>,
    pub parse_int: Option<Value>,
    pub parse_constant: Option<Value>,
    pub object_pairs_hook: Option<Value>,
    /// Whether strings may hold no control characters.
    pub strict: bool,
}

struct Reader<'a> {
    decoder: &'a Decoder,
    text: &'a Str,
    /// In bytes.
    at: usize,
}

impl Decoder {
    /// The value of a whole document.
    pub fn decode(&self, text: &Str, cx: &mut CallCx) -> Result<Value, Raised> {
        if text.starts_with('\u{feff}') {
            return Err(decode_error("Unexpected UTF-8 BOM (decode using utf-8-sig)", text, 0));
        }
        let mut reader = Reader { decoder: self, text, at: 0 };
        reader.skip_space();
        let value = reader.value(cx)?;
        reader.skip_space();
        if reader.at < text.len() {
            return Err(reader.error("Extra data", reader.at));
        }
        Ok(value)
    }
}

impl Decoder {
    /// The value that begins at a place, and where it ends (in characters).
    pub fn decode_from(&self, text: &Str, begin: usize, cx: &mut CallCx) -> Result<(Value, usize), Raised> {
        let at = text.char_indices().nth(begin).map_or(text.len(), |(at, _)| at);
        let mut reader = Reader { decoder: self, text, at };
        let value = reader.value(cx)?;
        Ok((value, text[..reader.at].chars().count()))
    }
}

impl Reader<'_> {
    fn error(&self, message: &str, at: usize) -> Raised {
        decode_error(message, self.text, self.text[..at].chars().count())
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, cx: &mut CallCx) -> Result<Value, Raised> {
        cx.burn(1)?;
        let begin = self.at;
        let rest = &self.text[begin..];
        match self.peek() {
            Some(b'"') => {
                self.at += 1;
                self.string().map(Value::Str)
            }
            Some(b'{') => self.nested(Self::object, cx),
            Some(b'[') => self.nested(Self::array, cx),
            Some(b'-' | b'0'..=b'9') if !rest.starts_with("-Infinity") => self.number(cx),
            _ => {
                let constants: [(&str, Value); 6] = [
                    ("null", Value::None),
                    ("true", Value::Bool(true)),
                    ("false", Value::Bool(false)),
                    ("NaN", Value::Float(f64::NAN)),
                    ("Infinity", Value::Float(f64::INFINITY)),
                    ("-Infinity", Value::Float(f64::NEG_INFINITY)),
                ];
                let Some((name, value)) = constants.into_iter().find(|(name, _)| rest.starts_with(name)) else {
                    return Err(self.error("Expecting value", begin));
                };
                self.at += name.len();
                match (&self.decoder.parse_constant, &value) {
                    (Some(parse), Value::Float(_)) => call(parse, vec![Value::str(name)], cx),
                    _ => Ok(value),
                }
            }
        }
    }

    fn nested(
        &mut self,
        read: fn(&mut Self, &mut CallCx) -> Result<Value, Raised>,
        cx: &mut CallCx,
    ) -> Result<Value, Raised> {
        cx.enter(" while decoding a JSON object from a unicode string")?;
        self.at += 1;
        let value = read(self, cx);
        cx.leave();
        value
    }

    fn object(&mut self, cx: &mut CallCx) -> Result<Value, Raised> {
        let mut pairs = Vec::new();
        self.skip_space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return self.finish(pairs, cx);
        }
        loop {
            if self.peek() != Some(b'"') {
                return Err(self.error("Expecting property name enclosed in double quotes", self.at));
            }
            self.at += 1;
            let key = self.string()?;
            self.skip_space();
            if self.peek() != Some(b':') {
                return Err(self.error("Expecting ':' delimiter", self.at));
            }
            self.at += 1;
            self.skip_space();
            let value = self.value(cx)?;
            pairs.push((Value::Str(key), value));
            self.skip_space();
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    return self.finish(pairs, cx);
                }
                Some(b',') => self.at += 1,
                _ => return Err(self.error("Expecting ',' delimiter", self.at)),
            }
            self.skip_space();
        }
    }

    fn finish(&self, pairs: Vec<(Value, Value)>, cx: &mut CallCx) -> Result<Value, Raised> {
        if let Some(hook) = &self.decoder.object_pairs_hook {
            let pairs = pairs.into_iter().map(|(key, value)| Value::pair(key, value)).collect();
            return call(hook, vec![Value::list(pairs)], cx);
        }
        let object = dict_of(pairs, cx)?;
        match &self.decoder.object_hook {
            Some(hook) => call(hook, vec![object], cx),
            None => Ok(object),
        }
    }

    fn array(&mut self, cx: &mut CallCx) -> Result<Value, Raised> {
        let mut items = Vec::new();
        self.skip_space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::list(items));
        }
        loop {
            items.push(self.value(cx)?);
            self.skip_space();
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::list(items));
                }
                Some(b',') => self.at += 1,
                _ => return Err(self.error("Expecting ',' delimiter", self.at)),
            }
            self.skip_space();
        }
    }

    fn number(&mut self, cx: &mut CallCx) -> Result<Value, Raised> {
        let begin = self.at;
        let bytes = self.text.as_bytes();
        let digits = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let whole = begin + usize::from(bytes[begin] == b'-');
        let n_whole = match bytes.get(whole) {
            Some(b'0') => 1,
            _ => digits(whole),
        };
        if n_whole == 0 {
            return Err(self.error("Expecting value", begin));
        }
        let mut end = whole + n_whole;
        let mut is_float = false;
        if bytes.get(end) == Some(&b'.') && digits(end + 1) > 0 {
            end += 1 + digits(end + 1);
            is_float = true;
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let n_digits = bytes.get(end + 1 + sign..).map_or(0, |_| digits(end + 1 + sign));
            if n_digits > 0 {
                end += 1 + sign + n_digits;
                is_float = true;
            }
        }
        self.at = end;
        let text = &self.text[begin..end];
        let hook = if is_float { &self.decoder.parse_float } else { &self.decoder.parse_int };
        match hook {
            Some(hook) => call(hook, vec![Value::Str(self.text.view(text))], cx),
            None if is_float => parse_number::float(&Source::Text(text)).map(Value::Float),
            None => match text.parse::<i64>() {
                Ok(number) => Ok(Value::Int(number)),
                Err(_) => parse_number::int(&Source::Text(text), 10),
            },
        }
    }

    /// A string after its opening quote.
    fn string(&mut self) -> Result<Str, Raised> {
        let begin = self.at;
        let open = begin - 1;
        let bytes = self.text.as_bytes();
        let plain = bytes[begin..].iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..=0x1f)).count();
        if bytes.get(begin + plain) == Some(&b'"') {
            self.at = begin + plain + 1;
            return Ok(self.text.view(&self.text[begin..begin + plain]));
        }
        let mut out = String::new();
        let mut chars = self.text[begin..].char_indices();
        while let Some((offset, c)) = chars.next() {
            let at = begin + offset;
            match c {
                '"' => {
                    self.at = at + 1;
                    return Ok(Str::from(out));
                }
                '\\' => {
                    let Some((_, escape)) = chars.next() else { break };
                    match escape {
                        '"' | '\\' | '/' => out.push(escape),
                        'b' => out.push('\x08'),
                        'f' => out.push('\x0c'),
                        'n' => out.push('\n'),
                        'r' => out.push('\r'),
                        't' => out.push('\t'),
                        'u' => {
                            let (c, length) = self.escaped(at)?;
                            out.push(c);
                            // `\u` is consumed; the digits, and a second half of a pair, are ASCII.
                            for _ in 0..length - 2 {
                                chars.next();
                            }
                        }
                        _ => return Err(self.error("Invalid \\escape", at)),
                    }
                }
                '\0'..='\x1f' if self.decoder.strict => return Err(self.error("Invalid control character at", at)),
                c => out.push(c),
            }
        }
        Err(self.error("Unterminated string starting at", open))
    }

    /// The character of `\uXXXX` at a position, and how many bytes it takes there.
    fn escaped(&self, at: usize) -> Result<(char, usize), Raised> {
        let unit = |at: usize| -> Option<u32> {
            let digits = self.text.get(at + 2..at + 6)?;
            let all_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
            all_hex.then(|| u32::from_str_radix(digits, 16).ok()).flatten()
        };
        let Some(high) = unit(at) else { return Err(self.error("Invalid \\uXXXX escape", at + 1)) };
        if (0xd800..0xdc00).contains(&high)
            && self.text.get(at + 6..at + 8) == Some("\\u")
            && let Some(low @ 0xdc00..0xe000) = unit(at + 6)
        {
            let joined = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
            return Ok((char::from_u32(joined).unwrap_or('\u{fffd}'), 12));
        }
        Ok((value::surrogate::char_of(high).unwrap_or('\u{fffd}'), 6))
    }
}
