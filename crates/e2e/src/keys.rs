//! Keys that are no characters, by the code points that WebDriver gives them.

pub const ENTER: char = '\u{e007}';
pub const TAB: char = '\u{e004}';
pub const ESCAPE: char = '\u{e00c}';
pub const SPACE: char = '\u{e00d}';
pub const BACKSPACE: char = '\u{e003}';
pub const DELETE: char = '\u{e017}';
pub const HOME: char = '\u{e011}';
pub const END: char = '\u{e010}';
pub const LEFT: char = '\u{e012}';
pub const UP: char = '\u{e013}';
pub const RIGHT: char = '\u{e014}';
pub const DOWN: char = '\u{e015}';
pub const SHIFT: char = '\u{e008}';
pub const CONTROL: char = '\u{e009}';
pub const ALT: char = '\u{e00a}';
