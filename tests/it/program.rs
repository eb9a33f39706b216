//! The program itself, run as people run it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

use serde_json::Value;

use crate::workspace;

/// How a run ended, and what it said.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) said: String,
    pub(crate) complained: String,
}

/// The program: the one that `GAVEL_BIN` names, or the workspace's own, built once.
pub(crate) fn path() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| std::env::var_os("GAVEL_BIN").map_or_else(build, PathBuf::from))
}

fn build() -> PathBuf {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "-p", "gavel", "--message-format=json"])
        .current_dir(workspace::root())
        .stderr(Stdio::inherit())
        .output()
        .expect("cargo starts");
    assert!(built.status.success(), "the program builds");
    let messages = String::from_utf8(built.stdout).unwrap();
    let told: Vec<Value> =
        messages.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let made = told.iter().find_map(|message| message["executable"].as_str());
    PathBuf::from(made.expect("cargo names what it has made"))
}

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(path());
    command.args(arguments);
    command
}

pub(crate) fn run(arguments: &[&str]) -> Run {
    ended(&command(arguments).output().expect("the program starts"))
}

pub(crate) fn ended(output: &Output) -> Run {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("it speaks UTF-8");
    Run { code: output.status.code(), said: text(&output.stdout), complained: text(&output.stderr) }
}

impl Run {
    /// What a run that ended well printed for programs: one object, and nothing else.
    #[track_caller]
    pub(crate) fn object(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.complained);
        assert_eq!(self.complained, "");
        self.any_object()
    }

    /// The one object on standard output, however the run ended.
    #[track_caller]
    pub(crate) fn any_object(&self) -> Value {
        let value: Value = serde_json::from_str(&self.said).expect("one JSON object, no more");
        assert!(value.is_object(), "{}", self.said);
        value
    }

    /// Asserts that it ended with this code, complaining in these words.
    #[track_caller]
    pub(crate) fn assert_refused(&self, code: i32, words: &str) {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert!(self.complained.starts_with("gavel: "), "{}", self.complained);
        assert!(self.complained.contains(words), "{words:?} in {}", self.complained);
        assert_eq!(self.complained.lines().count(), 1, "{}", self.complained);
        assert!(!self.complained.contains("panicked"), "{}", self.complained);
    }
}

/// A path as the command line takes it.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("paths of tests are UTF-8")
}
