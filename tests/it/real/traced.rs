//! strace: failing calls, and the order of calls.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};

/// A strace that watches one thread.
pub(crate) struct Attached {
    child: Child,
    /// Kept open, so that what it says finds a reader.
    _told: BufReader<ChildStderr>,
}

impl Attached {
    /// Lets the n-th call of this name that the thread makes from now on fail.
    pub(crate) fn fail(thread: u32, call: &str, error: &str, nth: u32) -> Self {
        let mut command = Command::new("strace");
        command.args(["-p", &thread.to_string(), "-o", "/dev/null"]);
        command.args(failing(call, error, nth));
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        told.read_line(&mut line).unwrap();
        assert!(line.contains("attached"), "{line}");
        Self { child, _told: told }
    }

    /// Waits until the watched program has ended.
    pub(crate) fn wait(mut self) {
        self.child.wait().unwrap();
    }
}

impl Drop for Attached {
    fn drop(&mut self) {
        // Both fail where it has ended, which is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn failing(call: &str, error: &str, nth: u32) -> [String; 4] {
    let inject = format!("inject={call}:error={error}:when={nth}");
    ["-e".to_owned(), format!("trace={call}"), "-e".to_owned(), inject]
}

/// The words before a program in each of whose threads the n-th call of this name fails.
pub(crate) fn under_failing(call: &str, error: &str, nth: u32) -> Vec<String> {
    let words = ["strace", "-f", "-qq", "-o", "/dev/null"].map(str::to_owned);
    words.into_iter().chain(failing(call, error, nth)).collect()
}

/// The words before a program whose calls of these names are written to a file, with the first
/// bytes of what they are given.
pub(crate) fn under_trace(calls: &str, file: &Path) -> Vec<String> {
    let trace = format!("trace={calls}");
    let words = ["strace", "-f", "-qq", "-xx", "-s", "512", "-e", &trace, "-o"];
    let file = file.display().to_string();
    words.into_iter().map(str::to_owned).chain([file]).collect()
}

/// A call as a trace tells of it, in the order of the trace: its beginning and its end are two
/// steps, between which other threads may have gone on.
#[derive(Debug)]
pub(crate) enum Step {
    Began { thread: u32, call: String, fd: u32, bytes: Vec<u8> },
    Ended { thread: u32, call: String, result: i64 },
}

/// Reads a trace.
pub(crate) fn steps(file: &PathBuf) -> Vec<Step> {
    let text = fs::read_to_string(file).unwrap();
    text.lines().flat_map(read_line).collect()
}

fn read_line(line: &str) -> Vec<Step> {
    let (thread, rest) = line.split_once(' ').unwrap();
    let thread = thread.parse().unwrap();
    let rest = rest.trim_start();
    if rest.starts_with("+++") || rest.starts_with("---") {
        return Vec::new();
    }
    // A thread that is gone before its call could be read.
    if rest.starts_with("???(") || rest.starts_with("<... ??? ") {
        return Vec::new();
    }
    let ended = |call: &str| {
        // A call that never returned ends with the process.
        let (_, result) = rest.rsplit_once("= ")?;
        let result = result.split(' ').next()?.parse().ok()?;
        Some(Step::Ended { thread, call: call.to_owned(), result })
    };
    if let Some(resumed) = rest.strip_prefix("<... ") {
        let (call, _) = resumed.split_once(' ').unwrap();
        return ended(call).into_iter().collect();
    }
    let (call, arguments) = rest.split_once('(').unwrap();
    let digits = arguments.chars().take_while(char::is_ascii_digit).collect::<String>();
    let fd = digits.parse().unwrap_or_else(|error| panic!("{error} in {line}"));
    let bytes = bytes(arguments);
    let mut steps = vec![Step::Began { thread, call: call.to_owned(), fd, bytes }];
    if !rest.ends_with("<unfinished ...>") {
        steps.extend(ended(call));
    }
    steps
}

/// All bytes that stand in quotes, written as `\x0a` each.
fn bytes(arguments: &str) -> Vec<u8> {
    let quoted = arguments.split('"').skip(1).step_by(2);
    let digits = quoted.flat_map(|text| text.split("\\x").filter(|digits| !digits.is_empty()));
    digits.map(|digits| u8::from_str_radix(digits, 16).unwrap()).collect()
}

#[test]
fn a_line_of_a_thread_that_is_gone_tells_nothing() {
    assert!(read_line("8343  ???( <unfinished ...>").is_empty());
    assert!(read_line("8343  <... ??? resumed>) = ?").is_empty());
    assert_eq!(read_line(r#"8343  write(7, "\x0a", 1) = 1"#).len(), 2);
    assert_eq!(read_line("8343  fdatasync(7 <unfinished ...>").len(), 1);
}
