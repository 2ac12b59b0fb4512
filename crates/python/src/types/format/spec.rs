//! The format specification mini-language, `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`.

use value::Raised;

/// Where the padding goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
    Center,
    /// `=`: between sign and digits.
    AfterSign,
}

/// What stands between groups of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    None,
    Comma,
    Underscore,
}

/// A parsed format specification.
#[derive(Clone, Debug)]
pub struct Spec {
    pub fill: char,
    pub align: Align,
    pub sign: Option<char>,
    /// `z`: a negative zero is written without its sign.
    pub no_negative_zero: bool,
    pub alternate: bool,
    pub width: usize,
    pub grouping: Grouping,
    pub precision: Option<usize>,
    pub kind: char,
}

fn align_of(c: char) -> Option<Align> {
    Some(match c {
        '<' => Align::Left,
        '>' => Align::Right,
        '^' => Align::Center,
        '=' => Align::AfterSign,
        _ => return None,
    })
}

impl Spec {
    /// Reads a specification for a value of type `type_name`.
    pub fn parse(text: &str, kind: char, align: Align, type_name: &str) -> Result<Self, Raised> {
        let mut spec = Self {
            fill: ' ',
            align,
            sign: None,
            no_negative_zero: false,
            alternate: false,
            width: 0,
            grouping: Grouping::None,
            precision: None,
            kind,
        };
        let chars: Vec<char> = text.chars().collect();
        let mut at = 0;
        let peek = |at: usize| chars.get(at).copied();
        let mut align_given = true;
        let mut fill_given = false;
        if let Some(align) = peek(1).and_then(align_of) {
            spec.fill = chars[0];
            spec.align = align;
            fill_given = true;
            at = 2;
        } else if let Some(align) = peek(0).and_then(align_of) {
            spec.align = align;
            at = 1;
        } else {
            align_given = false;
        }
        if let Some(sign @ (' ' | '+' | '-')) = peek(at) {
            spec.sign = Some(sign);
            at += 1;
        }
        if peek(at) == Some('z') {
            spec.no_negative_zero = true;
            at += 1;
        }
        if peek(at) == Some('#') {
            spec.alternate = true;
            at += 1;
        }
        if !fill_given && peek(at) == Some('0') {
            spec.fill = '0';
            if !align_given && align == Align::Right {
                spec.align = Align::AfterSign;
            }
            at += 1;
        }
        spec.width = number(&chars, &mut at)?.unwrap_or(0);
        let grouping = |c| match c {
            Some(',') => Some(Grouping::Comma),
            Some('_') => Some(Grouping::Underscore),
            _ => None,
        };
        if let Some(first) = grouping(peek(at)) {
            spec.grouping = first;
            at += 1;
            if grouping(peek(at)).is_some_and(|second| second != first) {
                return Err(Raised::value_error("Cannot specify both ',' and '_'.".into()));
            }
        }
        if peek(at) == Some('.') {
            at += 1;
            match number(&chars, &mut at)? {
                Some(precision) => spec.precision = Some(precision),
                None => return Err(Raised::value_error("Format specifier missing precision".into())),
            }
        }
        match chars.len() - at {
            0 => {}
            1 => spec.kind = chars[at],
            _ => {
                return Err(Raised::value_error(format!(
                    "Invalid format specifier '{text}' for object of type '{type_name}'"
                )));
            }
        }
        spec.check_grouping()?;
        Ok(spec)
    }

    fn check_grouping(&self) -> Result<(), Raised> {
        let allowed = match self.kind {
            'd' | 'e' | 'f' | 'g' | 'E' | 'G' | '%' | 'F' | '\0' => true,
            'b' | 'o' | 'x' | 'X' => self.grouping == Grouping::Underscore,
            _ => false,
        };
        let separator = match self.grouping {
            Grouping::None => return Ok(()),
            Grouping::Comma => ',',
            Grouping::Underscore => '_',
        };
        if allowed {
            return Ok(());
        }
        Err(Raised::value_error(match u32::from(self.kind) {
            33..=127 => format!("Cannot specify '{separator}' with '{}'.", self.kind),
            code => format!("Cannot specify '{separator}' with '\\x{code:x}'."),
        }))
    }

    /// The separator and how many digits make a group.
    pub fn group(&self) -> Option<(char, usize)> {
        match self.grouping {
            Grouping::None => None,
            Grouping::Comma => Some((',', 3)),
            Grouping::Underscore => Some(('_', if matches!(self.kind, 'b' | 'o' | 'x' | 'X') { 4 } else { 3 })),
        }
    }
}

fn number(chars: &[char], at: &mut usize) -> Result<Option<usize>, Raised> {
    let begin = *at;
    let mut number = 0usize;
    while let Some(digit) = chars.get(*at).and_then(|c| value::unicode::decimal_value(*c)) {
        number = number
            .checked_mul(10)
            .and_then(|number| number.checked_add(digit as usize))
            .filter(|number| i64::try_from(*number).is_ok())
            .ok_or_else(|| Raised::value_error("Too many decimal digits in format string".into()))?;
        *at += 1;
    }
    Ok((*at > begin).then_some(number))
}
