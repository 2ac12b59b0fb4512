//! Counts what is on the way to the page and not yet acknowledged, so that it stays bounded.

use std::collections::VecDeque;

/// The lines of one input that the page has not taken yet.
///
/// ```text
///   0 ………………… taken ……… sent ……… (still in the TCP connection)
///               └── on the way ──┘  at most window_lines, and window_bytes of text
/// ```
#[derive(Debug)]
pub struct Window {
    max_lines: u64,
    max_bytes: u64,
    n_sent: u64,
    n_taken: u64,
    n_bytes: u64,
    /// Each message on the way: the number after its last line, and its bytes.
    messages: VecDeque<(u64, u64)>,
}

impl Window {
    /// Nothing is on the way.
    pub fn new(max_lines: u64, max_bytes: u64) -> Self {
        Self { max_lines, max_bytes, n_sent: 0, n_taken: 0, n_bytes: 0, messages: VecDeque::new() }
    }

    /// Whether a message of this size may go now; a single line may, however long, if nothing else is on the way.
    pub fn has_room(&self, n_lines: u64, n_bytes: u64) -> bool {
        let on_the_way = self.n_sent - self.n_taken; // Never more is taken than sent.
        let fits = on_the_way + n_lines <= self.max_lines && self.n_bytes + n_bytes <= self.max_bytes;
        fits || (on_the_way == 0 && n_lines == 1)
    }

    /// A message goes; gives the number of its first line.
    pub fn send(&mut self, n_lines: u64, n_bytes: u64) -> u64 {
        let first = self.n_sent;
        self.n_sent += n_lines;
        self.n_bytes += n_bytes;
        self.messages.push_back((self.n_sent, n_bytes));
        first
    }

    /// The page says how many lines it has taken in all; more than were sent, or fewer than before, is not believed.
    pub fn take(&mut self, n_taken: u64) {
        self.n_taken = self.n_taken.max(n_taken.min(self.n_sent));
        while let Some((end, n_bytes)) = self.messages.pop_front_if(|(end, _)| *end <= self.n_taken) {
            debug_assert!(end <= self.n_taken);
            self.n_bytes -= n_bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_bounded() {
        let mut window = Window::new(3, 100);
        assert_eq!(window.send(3, 0), 0);
        assert!(!window.has_room(1, 0));
        window.take(1);
        assert!(window.has_room(1, 0) && !window.has_room(2, 0));
        assert_eq!(window.send(1, 0), 3);
    }

    #[test]
    fn bytes_are_bounded_until_their_message_is_taken_whole() {
        let mut window = Window::new(100, 10);
        window.send(2, 6);
        assert!(window.has_room(1, 4) && !window.has_room(1, 5));
        window.take(1);
        assert!(!window.has_room(1, 5));
        window.take(2);
        assert!(window.has_room(1, 10));
    }

    #[test]
    fn one_long_line_may_go_alone() {
        let mut window = Window::new(100, 10);
        assert!(window.has_room(1, 1000) && !window.has_room(2, 1000));
        window.send(1, 1000);
        assert!(!window.has_room(1, 0));
    }

    #[test]
    fn acknowledgements_out_of_range_change_nothing() {
        let mut window = Window::new(2, 10);
        window.send(2, 2);
        window.take(2);
        window.take(0);
        window.take(u64::MAX);
        assert_eq!(window.send(2, 2), 2);
        assert!(!window.has_room(1, 0));
    }
}
