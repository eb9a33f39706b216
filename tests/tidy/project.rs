//! The project as the rules see it: its files, its members, and breaches of a rule.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What a build or a run leaves behind, which is nobody's text.
const NOT_OURS: &[&str] = &[".git", "target", "node_modules", "gavel-data"];

/// One file of the project. The path is relative to the root, with `/` between its parts.
pub(crate) struct File {
    pub(crate) path: String,
    /// Empty for a file that is not text.
    pub(crate) text: String,
    pub(crate) size: u64,
}

impl File {
    pub(crate) fn sample(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), size: text.len() as u64 }
    }

    pub(crate) fn has_extension(&self, extension: &str) -> bool {
        Path::new(&self.path).extension().is_some_and(|found| found == extension)
    }

    /// The lines, counted from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    pub(crate) fn breach(&self, line: usize, what: impl Into<String>) -> Breach {
        Breach { path: self.path.clone(), line, what: what.into() }
    }
}

/// One place where a rule is broken, and what to do about it.
pub(crate) struct Breach {
    pub(crate) path: String,
    pub(crate) line: usize,
    pub(crate) what: String,
}

/// Fails with one line a breach.
#[track_caller]
pub(crate) fn assert_none(breaches: &[Breach]) {
    let mut report = String::new();
    for Breach { path, line, what } in breaches {
        writeln!(report, "{path}:{line}: {what}").unwrap();
    }
    assert!(breaches.is_empty(), "{} to mend:\n{report}", breaches.len());
}

/// Applies a rule to every file of the project.
#[track_caller]
pub(crate) fn assert_kept(rule: fn(&File) -> Vec<Breach>) {
    let breaches: Vec<Breach> = files().iter().flat_map(rule).collect();
    assert_none(&breaches);
}

/// Shows that a rule can fail: each sample is a path, a text and the lines that break the rule.
#[track_caller]
pub(crate) fn check(rule: fn(&File) -> Vec<Breach>, samples: &[(&str, &str, &[usize])]) {
    for (path, text, expected) in samples {
        let found: Vec<usize> =
            rule(&File::sample(path, text)).iter().map(|breach| breach.line).collect();
        assert_eq!(found, *expected, "lines of {path} that break the rule, in:\n{text}");
    }
}

pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("the package lies in the workspace").to_path_buf()
}

/// Every file of the project, in order of path.
pub(crate) fn files() -> Vec<File> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("read a folder of the project") {
            let entry = entry.expect("read an entry of a folder");
            let kind = entry.file_type().expect("read the kind of an entry");
            let name = entry.file_name();
            if NOT_OURS.iter().any(|not_ours| name == *not_ours) {
                continue;
            }
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                found.push(read(&root, &entry.path()));
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// The file at a path from the root, if it is there.
pub(crate) fn file(path: &str) -> Option<File> {
    let root = root();
    let whole = root.join(path);
    whole.is_file().then(|| read(&root, &whole))
}

fn read(root: &Path, whole: &Path) -> File {
    let path = whole.strip_prefix(root).expect("the file lies under the root");
    let bytes = fs::read(whole).expect("read a file of the project");
    File {
        path: path.to_str().expect("paths of the project are UTF-8").to_owned(),
        size: bytes.len() as u64,
        text: String::from_utf8(bytes).unwrap_or_default(),
    }
}

/// Runs cargo without the network and returns what it printed.
pub(crate) fn cargo(arguments: &[&str]) -> String {
    run(env!("CARGO"), arguments)
}

pub(crate) fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(root())
        .output()
        .unwrap_or_else(|error| panic!("failed to start {program}: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {} failed:\n{errors}", arguments.join(" "));
    String::from_utf8(output.stdout).expect("the output is UTF-8")
}

/// The packages of the workspace as `cargo metadata` tells of them.
pub(crate) fn members() -> Vec<Value> {
    let printed = cargo(&["metadata", "--format-version", "1", "--offline", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&printed).expect("cargo metadata prints JSON");
    metadata["packages"].as_array().expect("metadata lists packages").clone()
}

/// The manifest of a member, by its path from the root.
pub(crate) fn manifest_path(member: &Value) -> String {
    let path = Path::new(member["manifest_path"].as_str().expect("a manifest has a path"));
    let path = path.strip_prefix(root()).expect("members lie under the root");
    path.to_str().expect("paths of the project are UTF-8").to_owned()
}

/// The part of a line before a comment. Close enough for rules about words of code.
pub(crate) fn code(line: &str) -> &str {
    line.split("//").next().unwrap_or_default()
}

/// Cuts a name into its lower-case words: `LotView` and `lot_view` are both lot, view.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before_is_lower = false;
    for letter in name.chars() {
        if matches!(letter, '_' | '-' | '.') || (letter.is_uppercase() && before_is_lower) {
            words.push(String::new());
        }
        before_is_lower = letter.is_lowercase() || letter.is_ascii_digit();
        if letter.is_alphanumeric() {
            words.last_mut().expect("there is always a word").extend(letter.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn names_fall_into_their_words() {
    for (name, expected) in [
        ("LotView", vec!["lot", "view"]),
        ("lot_view", vec!["lot", "view"]),
        ("aws-lc-sys", vec!["aws", "lc", "sys"]),
        ("Database", vec!["database"]),
    ] {
        assert_eq!(words(name), expected);
    }
}
