//! Sales on paper: the worked examples of the methods' pages, and files that are wrong.
//!
//! Each page in docs/methods/ shows what `gavel play` prints of the file of the same name;
//! `GAVEL_GOLDEN=write` writes it anew.

mod malformed;

use std::path::PathBuf;

use serde_json::Value;

use crate::program::{Run, run};
use crate::workspace;

/// Under this heading a page shows what is played.
const PLAYED: &str = "## Played\n";
const SHOWN: &str = "```text\n";
const END: &str = "```\n";

const EXAMPLES: [&str; 12] = [
    "ascending",
    "call-auction",
    "continuous",
    "descending",
    "hybrid",
    "multi-unit",
    "package",
    "priority",
    "sealed",
    "single-applicant",
    "staged",
    "weighted",
];

fn folder() -> PathBuf {
    workspace::root().join("docs/methods")
}

fn play(name: &str, more: &[&str]) -> Run {
    let file = folder().join(format!("{name}.toml"));
    let file = file.display().to_string();
    run(&[&["play", &file], more].concat())
}

fn result(name: &str) -> Value {
    play(name, &["--json"]).object()["result"].clone()
}

#[test]
fn every_page_of_a_method_shows_what_its_example_plays() {
    for name in EXAMPLES {
        let played = play(name, &[]);
        assert_eq!(played.code, Some(0), "{name}: {}", played.complained);
        let path = folder().join(format!("{name}.md"));
        let page = std::fs::read_to_string(&path).unwrap();
        let heading = page.find(PLAYED).unwrap_or_else(|| panic!("{name}: shows no example"));
        let shown = page[heading..].find(SHOWN).expect("what is shown has a beginning");
        let begin = heading + shown + SHOWN.len();
        let end = begin + page[begin..].find(END).expect("what is shown has an end");
        if std::env::var("GAVEL_GOLDEN").is_ok_and(|mode| mode == "write") {
            let written = [&page[..begin], &played.said, &page[end..]].concat();
            std::fs::write(&path, written).unwrap();
        } else {
            assert_eq!(&page[begin..end], played.said, "{name}");
        }
    }
}

#[test]
fn every_example_is_one_of_a_page() {
    let found = std::fs::read_dir(folder()).unwrap();
    let names = found.map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut examples: Vec<String> =
        names.filter_map(|name| name.strip_suffix(".toml").map(str::to_owned)).collect();
    examples.sort();
    assert_eq!(examples, EXAMPLES);
}

#[test]
fn the_same_file_plays_the_same() {
    for name in ["priority", "sealed"] {
        assert_eq!(play(name, &["--json"]).said, play(name, &["--json"]).said, "{name}");
    }
}

#[test]
fn a_result_names_winners_prices_and_candidates() {
    let ascending = result("ascending");
    assert_eq!(ascending["state"], "awarded");
    assert_eq!(ascending["winners"][0]["paddle"], 1);
    assert_eq!(ascending["winners"][0]["price"], "107000.00");
    assert_eq!(ascending["candidates"][0]["paddle"], 2);
    assert_eq!(ascending["candidates"][0]["price"], "102000.00");
    assert_eq!(ascending["extensions"], 1);
    let sealed = result("sealed");
    assert_eq!(sealed["winners"][0]["price"], "95000.00");
    let divided = result("multi-unit");
    assert_eq!(divided["state"], "divided");
    assert_eq!(divided["winners"][0]["quantity"], "4000");
}
