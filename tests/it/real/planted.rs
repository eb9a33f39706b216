//! Bugs planted in builds of their own: a fault in ruling, and a rule that was altered.

use std::path::PathBuf;

use super::people::{Person, Receipt, key};
use super::script::{Lot, script};
use super::started::{Start, verified, verify};

/// The amount that faults the ruling of the build with the planted fault.
const FAULTY: &str = "66666.66";

fn binary(variable: &str) -> PathBuf {
    let found = std::env::var_os(variable).map(PathBuf::from);
    let found = found.unwrap_or_else(|| panic!("{variable} names the program; tests/run sets it"));
    assert!(found.is_file(), "{} is no file", found.display());
    found
}

#[test]
fn a_fault_in_ruling_is_answered_once_and_for_all_and_the_exchange_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut start = Start::new(folder.path(), &script([Lot::opens("-10s").free("1h")]), 2);
    start.binary = binary("GAVEL_PLANTED_FAULT");
    let demo = start.start();
    let mut bidder = Person::sign_in(demo.address(), "load1");
    let before = bidder.bid(1, "100.00", &key(1)).unwrap();
    assert_eq!(before.status, 201, "{before:?}");
    let fault = bidder.bid(1, FAULTY, &key(2)).unwrap();
    assert_eq!((fault.status, fault.problem().as_str()), (500, "fault"));
    assert!(!fault.is_replayed());
    let receipt = Receipt::of(&fault).expect("the fault is an entry");
    let lot = demo.lot(1);
    assert_eq!(lot["leading_price"], "100.00", "{lot}");

    let again = bidder.bid(1, FAULTY, &key(2)).unwrap();
    assert!(again.is_replayed(), "{again:?}");
    assert_eq!((again.status, again.json()), (fault.status, fault.json()));
    let mut other = Person::sign_in(demo.address(), "load2");
    let after = other.bid(1, "101.00", &key(1)).unwrap();
    assert_eq!(after.status, 201, "{after:?}");
    let next = Receipt::of(&after).unwrap();
    assert_eq!(next.sequence, receipt.sequence + 1, "asking again left no entry");
    demo.kill();

    // The honest program takes the fault as it stands, and so does a restart of the other.
    let demo = start.start();
    let mut bidder = Person::sign_in(demo.address(), "load1");
    let again = bidder.bid(1, FAULTY, &key(2)).unwrap();
    assert!(again.is_replayed(), "{again:?}");
    assert_eq!((again.status, again.json()), (fault.status, fault.json()));
    assert_eq!(demo.lot(1)["leading_price"], "101.00");
    assert_eq!(demo.stop().code, Some(0));
    let receipts = [before, fault, after].map(|answer| Receipt::of(&answer).unwrap().argument());
    let report = verified(&start.dir, &receipts);
    assert_eq!(report["faults"], serde_json::json!([receipt.sequence]), "{report}");
}

#[test]
fn the_amount_faults_no_honest_build() {
    let folder = tempfile::tempdir().unwrap();
    let start = Start::new(folder.path(), &script([Lot::opens("-10s").free("1h")]), 1);
    let demo = start.start();
    let mut bidder = Person::sign_in(demo.address(), "load1");
    assert_eq!(bidder.bid(1, FAULTY, &key(1)).unwrap().status, 201);
    assert_eq!(demo.stop().code, Some(0));
    assert_eq!(verified(&start.dir, &[])["faults"], serde_json::json!([]));
}

#[test]
fn a_build_with_an_altered_rule_does_not_verify_an_honest_journal() {
    let folder = tempfile::tempdir().unwrap();
    let start = Start::new(folder.path(), &script([Lot::opens("-10s").free("1h")]), 1);
    let demo = start.start();
    let mut bidder = Person::sign_in(demo.address(), "load1");
    let answer = bidder.bid(1, "100.00", &key(1)).unwrap();
    let receipt = Receipt::of(&answer).unwrap();
    assert_eq!(bidder.bid(1, "100.50", &key(2)).unwrap().status, 422);
    assert_eq!(demo.stop().code, Some(0));
    verified(&start.dir, &[receipt.argument()]);
    let (code, told) = verify(&binary("GAVEL_PLANTED_RULE"), &start.dir, &[]);
    assert_eq!(code, 1, "{told}");
    let found = format!("outcome differs at sequence {}", receipt.sequence);
    assert!(told.contains(&found), "{told}");
}
