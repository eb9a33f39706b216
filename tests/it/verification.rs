//! `gavel verify` and `gavel replay`: what is believed, what is not, and how they say so.

mod damage;
mod forgery;

use std::process::Stdio;

use lexicon::HashAlg;
use tempfile::tempdir;

use crate::rehearsal::{rehearse, small};
use crate::{chronicle, program};

#[test]
fn wrong_use_ends_with_2() {
    let dir = tempdir().unwrap();
    let file = small(dir.path());
    let hash = "0".repeat(64);
    let (one, other) = (format!("3:{hash}"), format!("3:{}", "1".repeat(64)));
    for receipt in ["", "3", "3:", ":", "3:abc", "x:{hash}", &format!("0:{hash}")] {
        let run = program::run(&["verify", ".", "--receipt", receipt]);
        assert_eq!((run.code, run.said.as_str()), (Some(2), ""), "{receipt:?}");
    }
    let contradiction = program::run(&["verify", ".", "--receipt", &one, "--receipt", &other]);
    contradiction.assert_refused(2, "two receipts for sequence 3 differ");
    for act in ["verify", "replay"] {
        program::run(&[act, "/nowhere"]).assert_refused(2, "/nowhere is no directory");
        program::run(&[act, program::text(&file)]).assert_refused(2, "is no directory");
        assert_eq!(program::run(&[act]).code, Some(2));
    }
}

#[test]
fn a_result_that_cannot_be_printed_ends_with_3() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    let data = program::text(&data);
    assert_eq!(rehearse(&small(dir.path()), "proxy", &["--dir", data]).code, Some(0));
    for act in ["verify", "replay"] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let mut command = program::command(&[act, data, "--json"]);
        let output = command.stdout(Stdio::from(full)).output().unwrap();
        program::ended(&output).assert_refused(3, "failed to print the result");
    }
}

#[test]
fn a_folder_that_holds_something_else_is_named() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    let text = program::text(&data);
    assert_eq!(rehearse(&small(dir.path()), "proxy", &["--dir", text]).code, Some(0));
    std::fs::write(chronicle::folder(&data).join("letter.txt"), "dear").unwrap();
    for act in ["verify", "replay"] {
        program::run(&[act, text]).assert_refused(1, "letter.txt does not belong there");
    }
}

#[test]
fn a_journal_in_the_other_hash_is_believed() {
    let dir = tempdir().unwrap();
    let (data, other) = (dir.path().join("data"), dir.path().join("sm3"));
    let run = rehearse(&small(dir.path()), "proxy", &["--dir", program::text(&data)]);
    assert_eq!(run.code, Some(0));
    let honest = chronicle::read(&data);
    chronicle::write(&other, HashAlg::Sm3, &chronicle::entries(&honest));
    let one = program::run(&["verify", program::text(&data), "--json"]).object();
    let other = program::run(&["verify", program::text(&other), "--json"]).object();
    assert_eq!(one["state_digest"], other["state_digest"]);
    assert_ne!(one["head"], other["head"]);
}
