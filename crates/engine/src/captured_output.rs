//! What a piece of the program prints, taken down while it runs.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use value::context::{Isolated, Refuel, Sleep};
use value::{CallCx, Host};

/// Runs `work`, and gives what it wrote to `sys.stdout` beside its result. Everything still reaches the host.
pub(crate) fn capture<T>(cx: &mut CallCx, work: impl FnOnce(&mut CallCx) -> T) -> (T, String) {
    with_host(cx, Mode::Pass, work)
}

/// Runs `work` without letting anything that it writes reach the host.
pub(crate) fn silently<T>(cx: &mut CallCx, work: impl FnOnce(&mut CallCx) -> T) -> T {
    with_host(cx, Mode::Drop, work).0
}

fn with_host<T>(cx: &mut CallCx, mode: Mode, work: impl FnOnce(&mut CallCx) -> T) -> (T, String) {
    let text = Rc::new(RefCell::new(String::new()));
    let way_back = Rc::new(Cell::new(None));
    let inner = std::mem::replace(&mut cx.host, Box::new(Isolated::default()));
    cx.host = Box::new(Listening { inner: Some(inner), mode, text: Rc::clone(&text), way_back: Rc::clone(&way_back) });
    let result = work(cx);
    // Dropping the listening host sends the one inside it back.
    cx.host = Box::new(Isolated::default());
    if let Some(inner) = way_back.take() {
        cx.host = inner;
    }
    let text = text.take();
    (result, text)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Pass,
    Drop,
}

/// A host around another one.
struct Listening {
    /// Always there until it is dropped.
    inner: Option<Box<dyn Host>>,
    mode: Mode,
    text: Rc<RefCell<String>>,
    way_back: Rc<Cell<Option<Box<dyn Host>>>>,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.way_back.set(self.inner.take());
    }
}

impl Listening {
    /// The host inside, where something that goes outside may go.
    fn passing(&mut self) -> Option<&mut Box<dyn Host>> {
        match self.mode {
            Mode::Pass => self.inner.as_mut(),
            Mode::Drop => None,
        }
    }
}

impl Host for Listening {
    fn write_stdout(&mut self, text: &str) {
        self.text.borrow_mut().push_str(text);
        if let Some(host) = self.passing() {
            host.write_stdout(text);
        }
    }
    fn write_stderr(&mut self, text: &str) {
        if let Some(host) = self.passing() {
            host.write_stderr(text);
        }
    }
    fn args(&self) -> Vec<String> {
        self.inner.as_ref().map_or_else(Vec::new, |host| host.args())
    }
    fn now_micros(&self) -> i64 {
        self.inner.as_ref().map_or(0, |host| host.now_micros())
    }
    fn sleep_micros(&mut self, micros: i64) -> Sleep {
        self.passing().map_or(Sleep::Slept, |host| host.sleep_micros(micros))
    }
    fn read_file(&self, path: &str) -> Option<Rc<[u8]>> {
        self.inner.as_ref().and_then(|host| host.read_file(path))
    }
    fn write_file(&mut self, path: &str, content: Vec<u8>) -> Result<(), String> {
        match self.passing() {
            Some(host) => host.write_file(path, content),
            None => Ok(()),
        }
    }
    fn list_files(&self, prefix: &str) -> Vec<String> {
        self.inner.as_ref().map_or_else(Vec::new, |host| host.list_files(prefix))
    }

    fn remove_file(&mut self, path: &str) -> bool {
        self.inner.as_mut().is_some_and(|host| host.remove_file(path))
    }

    fn make_folder(&mut self, path: &str) {
        if let Some(host) = &mut self.inner {
            host.make_folder(path);
        }
    }

    fn remove_folder(&mut self, path: &str) -> bool {
        self.inner.as_mut().is_some_and(|host| host.remove_folder(path))
    }

    fn list_folders(&self, prefix: &str) -> Vec<String> {
        self.inner.as_ref().map_or_else(Vec::new, |host| host.list_folders(prefix))
    }

    fn file_time_micros(&self, path: &str) -> Option<i64> {
        self.inner.as_ref().and_then(|host| host.file_time_micros(path))
    }

    fn set_file_time_micros(&mut self, path: &str, micros: i64) -> bool {
        self.passing().is_some_and(|host| host.set_file_time_micros(path, micros))
    }

    fn file_clock_micros(&self) -> i64 {
        self.inner.as_ref().map_or(0, |host| host.file_clock_micros())
    }

    fn working_folder(&self) -> String {
        self.inner.as_ref().map_or_else(|| "/".into(), |host| host.working_folder())
    }
    fn memory_left(&self) -> usize {
        self.inner.as_ref().map_or(usize::MAX, |host| host.memory_left())
    }
    fn refuel(&mut self, progress: u64) -> Refuel {
        self.passing().map_or(Refuel::TimeIsUp, |host| host.refuel(progress))
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        match &mut self.inner {
            Some(host) => host.as_any_mut(),
            None => &mut self.mode,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_taken_down_and_passed_on() {
        let cx = &mut CallCx::default();
        let ((), inner) = capture(cx, |cx| {
            cx.host.write_stdout("a");
            silently(cx, |cx| cx.host.write_stdout("b"));
            cx.host.write_stdout("c");
        });
        assert_eq!(inner, "ac");
        let host = cx.host.as_any_mut().downcast_mut::<Isolated>().map(|host| host.stdout.clone());
        assert_eq!(host.as_deref(), Some("ac"));
    }
}
