//! What keeps the pure crates pure: no disk, network, clock, chance, thread or float.

use serde_json::Value;

use crate::crates::name;
use crate::project::{
    Breach, File, assert_kept, assert_none, check, code, file, manifest_path, members,
};

/// The crates whose ruling must come out the same on every machine for ever.
pub(crate) const PURE: &[&str] =
    &["lexicon", "auction", "trading", "centre", "exchange", "record", "witness"];

/// Foreign crates that a pure crate may use, the features it may not switch on, and why it may.
const ALLOWED: &[(&str, &[&str], &str)] = &[
    ("arrayvec", &[], "a vector of fixed capacity, for events without allocation"),
    ("postcard", &[], "the bytes of an entry"),
    ("rust_decimal", &["maths", "rand", "rand-0_9"], "rates, weights and unit prices"),
    ("serde", &[], "what is kept for ever"),
    ("sha2", &[], "a hash"),
    ("sm3", &[], "a hash"),
    ("thiserror", &[], "error enums"),
    ("time", &["local-offset", "wasm-bindgen", "rand", "rand08", "rand09"], "civil dates"),
];

/// What a pure crate does not say in code, and what it says in its place.
const IMPURE: &[(&str, &str)] = &[
    ("SystemTime", "take a Moment as a value"),
    ("Instant", "take a Moment as a value"),
    ("now_utc", "take a Moment as a value"),
    ("now_local", "take a Moment as a value"),
    ("HashMap", "use BTreeMap or a sorted Vec"),
    ("HashSet", "use BTreeSet or a sorted Vec"),
    ("f32", "use Money, Rate or an integer"),
    ("f64", "use Money, Rate or an integer"),
    ("async", "be called by whoever waits"),
    ("std::env", "take it as a value"),
    ("std::fs", "take bytes as a value"),
    ("std::io", "take bytes as a value"),
    ("std::net", "leave it to partners or web"),
    ("std::process", "leave it to gavel"),
    ("std::thread", "leave it to floor"),
    ("rand", "take a seed as a value"),
];

/// The one module that may count with floats: statistics never feed a ruling.
const STATISTICS: &str = "crates/witness/src/statistics";

/// What the clippy.toml of a pure crate bans. It replaces the root's, so that it repeats its lines.
const CLIPPY: &[&str] = &[
    "too-many-lines-threshold = 70",
    "allow-unwrap-in-tests = true",
    "allow-expect-in-tests = true",
    "allow-indexing-slicing-in-tests = true",
    "allow-print-in-tests = true",
    "\"std::time::SystemTime::now\", reason = ",
    "\"std::time::Instant::now\", reason = ",
    "\"std::collections::HashMap\", reason = ",
    "\"std::collections::HashSet\", reason = ",
];

const INVARIANT: &str =
    "//! Invariant: no I/O, no clock, no randomness, no async, no floats, no unordered maps.";

fn is_pure(path: &str) -> bool {
    PURE.iter().any(|name| path.starts_with(&format!("crates/{name}/src/")))
}

/// Finds impure words in the code of a pure crate, above its tests.
fn impure_words(file: &File) -> Vec<Breach> {
    if !is_pure(&file.path) || !file.has_extension("rs") {
        return Vec::new();
    }
    let mut breaches = Vec::new();
    for (number, line) in file.lines().take_while(|(_, line)| line.trim() != "#[cfg(test)]") {
        for (word, instead) in IMPURE {
            let may = word.starts_with('f') && file.path.starts_with(STATISTICS);
            if !may && has_word(code(line), word) {
                breaches.push(file.breach(number, format!("no {word} here: {instead}")));
            }
        }
    }
    breaches
}

/// Tells whether a word stands in a line on its own, not as a part of a longer name.
fn has_word(line: &str, word: &str) -> bool {
    let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part)
    })
}

fn clippy_lines_missing(file: &File) -> Vec<Breach> {
    CLIPPY
        .iter()
        .filter(|line| !file.text.contains(**line))
        .map(|line| file.breach(1, format!("add what every pure crate bans: {line}")))
        .collect()
}

fn invariant_missing(file: &File) -> Vec<Breach> {
    // A sentence may say more than the common one, and may be broken over lines.
    let said = file.text.lines().any(|line| line.trim_start().starts_with("//! Invariant: no I/O"));
    if said { Vec::new() } else { vec![file.breach(1, format!("say: {INVARIANT}"))] }
}

/// Judges the foreign crates that a pure one is built with; its tests may use others.
fn foreign_dependencies(member: &Value) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for dependency in member["dependencies"].as_array().expect("a package has dependencies") {
        let used = dependency["name"].as_str().expect("a dependency has a name");
        if !dependency["path"].is_null() || dependency["kind"] == "dev" {
            continue;
        }
        let mut refuse = |what: String| {
            breaches.push(Breach { path: manifest_path(member), line: 1, what });
        };
        let Some((_, banned, _)) = ALLOWED.iter().find(|(allowed, _, _)| *allowed == used) else {
            refuse(format!("no {used} in a pure crate: do without, or argue in this test"));
            continue;
        };
        for feature in dependency["features"].as_array().expect("a dependency has features") {
            if banned.iter().any(|banned| feature == banned) {
                refuse(format!("no feature {feature} of {used} in a pure crate"));
            }
        }
    }
    breaches
}

#[test]
fn pure_crates_touch_no_disk_clock_chance_thread_or_float() {
    assert_kept(impure_words);
    check(
        impure_words,
        &[
            ("crates/auction/src/lib.rs", "use std::fs;\n", &[1]),
            ("crates/auction/src/lib.rs", "\nlet x: f64 = 1;\nlet y: HashMap<A, B>;\n", &[2, 3]),
            ("crates/auction/src/lib.rs", "async fn rule() {}\n", &[1]),
            ("crates/auction/src/lib.rs", "// as f64 would\nlet instant = Instantly;\n", &[]),
            ("crates/auction/src/lib.rs", "fn a() {}\n#[cfg(test)]\nuse std::fs;\n", &[]),
            ("crates/witness/src/statistics.rs", "fn mean() -> f64 {\nstd::fs::read(a)", &[2]),
            ("crates/floor/src/lib.rs", "use std::thread;\n", &[]),
        ],
    );
}

#[test]
fn pure_crates_use_only_foreign_crates_that_are_allowed() {
    let members = members();
    let pure = members.iter().filter(|member| PURE.contains(&name(member)));
    assert_none(&pure.flat_map(foreign_dependencies).collect::<Vec<_>>());
}

#[test]
fn the_rule_about_foreign_crates_can_fail() {
    let manifest = super::project::root().join("crates/auction/Cargo.toml");
    for (used, features, kind, path, expected) in [
        ("serde", vec!["derive"], Value::Null, Value::Null, 0),
        ("tokio", vec![], Value::Null, Value::Null, 1),
        ("tokio", vec![], Value::from("dev"), Value::Null, 0),
        ("cc", vec![], Value::from("build"), Value::Null, 1),
        ("time", vec!["std", "local-offset"], Value::Null, Value::Null, 1),
        ("rust_decimal", vec!["maths"], Value::Null, Value::Null, 1),
        ("lexicon", vec![], Value::Null, Value::from("crates/lexicon"), 0),
    ] {
        let member = serde_json::json!({
            "name": "auction",
            "manifest_path": manifest.to_str(),
            "dependencies": [{ "name": used, "features": features, "kind": kind, "path": path }],
        });
        assert_eq!(foreign_dependencies(&member).len(), expected, "breaches of {used}");
    }
}

#[test]
fn each_pure_crate_has_a_clippy_table_that_bans_clocks_and_unordered_maps() {
    let mut breaches = Vec::new();
    for name in PURE {
        if file(&format!("crates/{name}/Cargo.toml")).is_some() {
            let path = format!("crates/{name}/clippy.toml");
            let table = file(&path).unwrap_or_else(|| File::sample(&path, ""));
            breaches.extend(clippy_lines_missing(&table));
        }
    }
    assert_none(&breaches);
}

#[test]
fn each_pure_crate_states_its_invariant() {
    let mut breaches = Vec::new();
    for name in PURE {
        if let Some(lib) = file(&format!("crates/{name}/src/lib.rs")) {
            breaches.extend(invariant_missing(&lib));
        }
    }
    assert_none(&breaches);
}

#[test]
fn the_rules_about_clippy_and_invariant_can_fail() {
    check(
        clippy_lines_missing,
        &[("clippy.toml", &CLIPPY.join("\n"), &[]), ("clippy.toml", &CLIPPY[1..].join("\n"), &[1])],
    );
    check(
        invariant_missing,
        &[("lib.rs", &format!("//! Rules.\n{INVARIANT}\n"), &[]), ("lib.rs", "//! Rules.\n", &[1])],
    );
}
