//! What every file keeps: width, size, one heading, and nothing that only one machine knows.

use crate::project::{Breach, File, assert_kept, check, code};

const COLUMNS_MAX: usize = 100;
const LINES_MAX: usize = 600;
const FILE_SIZE_MAX: u64 = 1024 * 1024;

/// The one file that says where the real input lies.
const REAL_INPUT: &str = "tests/it/real_input.rs";

/// Code that must not stand anywhere, and what stands in its place.
const FORBIDDEN: &[(&str, &str)] = &[
    ("todo!(", "write it, or leave it out and file an issue"),
    ("unimplemented!(", "write it, or leave it out and file an issue"),
    ("#[ignore", "mend the test, or move it to the long suites"),
    ("should_panic", "test the value that tells of the failure"),
    ("#[allow(", "use #[expect(…, reason = \"…\")]"),
    ("#![allow(", "use #![expect(…, reason = \"…\")]"),
];

/// The rules' own samples are full of what the rules forbid.
fn is_rule(file: &File) -> bool {
    file.path.starts_with("tests/tidy")
}

fn lines_too_wide(file: &File) -> Vec<Breach> {
    if !file.has_extension("rs") {
        return Vec::new();
    }
    file.lines()
        .map(|(number, line)| (number, line, line.chars().count()))
        // An address cannot be broken.
        .filter(|(_, line, width)| *width > COLUMNS_MAX && !line.contains("://"))
        .map(|(number, _, width)| file.breach(number, format!("{width} columns: break the line")))
        .collect()
}

fn files_too_long(file: &File) -> Vec<Breach> {
    let length = file.lines().count();
    if file.path.starts_with("crates/") && file.has_extension("rs") && length > LINES_MAX {
        let what = format!("more than {LINES_MAX} lines: the noun has parts, name them");
        return vec![file.breach(length, what)];
    }
    Vec::new()
}

fn files_too_large(file: &File) -> Vec<Breach> {
    if file.size > FILE_SIZE_MAX {
        return vec![file.breach(1, format!("{} bytes: keep it outside the project", file.size))];
    }
    Vec::new()
}

fn headings_other_than_one(file: &File) -> Vec<Breach> {
    if !file.has_extension("md") {
        return Vec::new();
    }
    let mut in_code = false;
    let mut headings = Vec::new();
    for (number, line) in file.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code && line.starts_with("# ") {
            headings.push(number);
        }
    }
    match headings.as_slice() {
        [] => vec![file.breach(1, "no heading: begin with one # line")],
        [_, others @ ..] => {
            let further = others.iter();
            further.map(|number| file.breach(*number, "a second # heading: use ##")).collect()
        }
    }
}

fn forbidden_code(file: &File) -> Vec<Breach> {
    if !file.has_extension("rs") || is_rule(file) {
        return Vec::new();
    }
    let mut breaches = Vec::new();
    for (number, line) in file.lines() {
        for (text, instead) in FORBIDDEN {
            if code(line).contains(text) {
                breaches.push(file.breach(number, format!("no {text} here: {instead}")));
            }
        }
    }
    breaches
}

/// Folders at the top that only one machine has.
const FOLDERS_OF_ONE_MACHINE: [&str; 3] = ["home", "root", "work"];

/// Finds folders that only one machine has.
fn paths_of_one_machine(file: &File) -> Vec<Breach> {
    if is_rule(file) {
        return Vec::new();
    }
    let mut breaches = Vec::new();
    for (number, line) in file.lines() {
        for folder in FOLDERS_OF_ONE_MACHINE.map(|name| format!("/{name}/")) {
            let stands_alone = |(at, _): (usize, &str)| {
                let is_part = |before: char| before.is_alphanumeric() || ".-_~".contains(before);
                !line[..at].ends_with(is_part)
            };
            if line.match_indices(&folder).any(stands_alone) {
                breaches.push(file.breach(number, format!("{folder} is on no other machine")));
            }
        }
    }
    breaches
}

/// Real input serves tests only; the program must not know where it lies.
fn mentions_of_real_input(file: &File) -> Vec<Breach> {
    if !file.has_extension("rs") || is_rule(file) || file.path == REAL_INPUT {
        return Vec::new();
    }
    file.lines()
        .filter(|(_, line)| line.contains("shared/data"))
        .map(|(number, _)| file.breach(number, format!("ask {REAL_INPUT} where it lies")))
        .collect()
}

#[test]
fn every_line_of_code_keeps_to_100_columns() {
    assert_kept(lines_too_wide);
    let wide = "x".repeat(101);
    check(
        lines_too_wide,
        &[
            ("a.rs", &wide, &[1]),
            ("a.rs", &"x".repeat(100), &[]),
            ("a.rs", &"标".repeat(100), &[]),
            ("a.rs", &format!("// https://example.org/{wide}"), &[]),
            ("a.md", &wide, &[]),
        ],
    );
}

#[test]
fn no_source_file_is_longer_than_600_lines() {
    assert_kept(files_too_long);
    let long = "\n".repeat(601);
    check(
        files_too_long,
        &[
            ("crates/a/src/lib.rs", &long, &[601]),
            ("crates/a/src/lib.rs", &long[1..], &[]),
            ("crates/a/src/phrases.ftl", &long, &[]),
        ],
    );
}

#[test]
fn no_file_is_larger_than_1_mib() {
    assert_kept(files_too_large);
    check(files_too_large, &[("a.csv", &"x".repeat(1024 * 1024 + 1), &[1]), ("a.csv", "x", &[])]);
}

#[test]
fn every_document_has_one_heading() {
    assert_kept(headings_other_than_one);
    check(
        headings_other_than_one,
        &[
            ("a.md", "# One\n\n## Two\n", &[]),
            ("a.md", "# One\n\n# Two\n", &[3]),
            ("a.md", "One\n", &[1]),
            ("a.md", "# One\n```sh\n# a comment\n```\n", &[]),
        ],
    );
}

#[test]
fn no_code_is_unfinished_silenced_or_skipped() {
    assert_kept(forbidden_code);
    check(
        forbidden_code,
        &[
            ("a.rs", "fn a() {\n    todo!()\n}", &[2]),
            ("a.rs", "#[allow(dead_code)]\n#![allow(unused)]", &[1, 2]),
            ("a.rs", "#[ignore]\n#[should_panic]\nunimplemented!()", &[1, 2, 3]),
            ("a.rs", "// no #[allow( here\n#[expect(dead_code, reason = \"\")]", &[]),
        ],
    );
}

#[test]
fn no_text_names_a_folder_of_one_machine() {
    assert_kept(paths_of_one_machine);
    check(
        paths_of_one_machine,
        &[
            ("a.md", "See /home/main.", &[1]),
            ("a.rs", "\nlet path = \"/home/x\";", &[2]),
            ("a.md", "https://example.org/home/a and ./home/b", &[]),
        ],
    );
}

#[test]
fn the_real_input_is_named_in_one_place_only() {
    assert_kept(mentions_of_real_input);
    check(
        mentions_of_real_input,
        &[
            ("crates/gavel/src/main.rs", "let x = \"../shared/data/x.csv\";", &[1]),
            ("tests/it/rehearsal.rs", "\n// shared/data", &[2]),
            ("tests/it/real_input.rs", "\"../shared/data\"", &[]),
        ],
    );
}
