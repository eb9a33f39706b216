//! Whole journals as they were once written, in `tests/golden/journals/`.
//!
//! A line of `NAME.hex` is one entry: its hash, header and parts. A line that begins with `#`
//! tells what it is and is not read. `NAME.toml` tells where the journal ends and which state it
//! leaves. Every one of them goes through the newest `apply`, and through the newest rules. A
//! file that has landed never changes once 0.1.0 is tagged; `GAVEL_GOLDEN=write` makes them anew.

mod made;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use exchange::Settlement;
use floor::Past;
use lexicon::{Digest, HashAlg, LotId, Moment, Money};
use record::Entry;
use witness::{Verified, Verifier};

use crate::chronicle::{self, Sealed};
use crate::workspace;

const NAMES: [&str; 4] = ["break", "road", "sale", "sm3"];

fn folder() -> PathBuf {
    workspace::root().join("tests/golden/journals")
}

fn is_writing() -> bool {
    std::env::var("GAVEL_GOLDEN").is_ok_and(|mode| mode == "write")
}

/// The entries of a golden journal.
pub(crate) fn journal(name: &str) -> Sealed {
    let text = fs::read_to_string(folder().join(format!("{name}.hex"))).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| Entry::decode_whole(&bytes_of(line)).unwrap()).collect()
}

fn bytes_of(line: &str) -> Vec<u8> {
    assert!(line.len().is_multiple_of(2) && line.is_ascii(), "hex digits: {line}");
    let places = (0..line.len()).step_by(2);
    places.map(|place| u8::from_str_radix(&line[place..place + 2], 16).unwrap()).collect()
}

fn hex_of((entry, hash): &(Entry, Digest)) -> String {
    let mut bytes = Vec::new();
    entry.encode(*hash, &mut bytes);
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn write(name: &str, alg: HashAlg, entries: Vec<Entry>) {
    let sealed = chronicle::resealed(alg, entries);
    let mut text = String::new();
    for line in &sealed {
        let decided = chronicle::decided(&line.0);
        writeln!(text, "# {}: {:?}", line.0.header.sequence, decided.request.command).unwrap();
        writeln!(text, "#   {:?}\n{}", decided.outcome, hex_of(line)).unwrap();
    }
    fs::create_dir_all(folder()).unwrap();
    fs::write(folder().join(format!("{name}.hex")), text).unwrap();
    fs::write(folder().join(format!("{name}.toml")), told(&verified(&sealed))).unwrap();
}

fn verified(sealed: &Sealed) -> Verified {
    let mut verifier = Verifier::new(BTreeMap::new());
    for (entry, hash) in sealed {
        verifier.take(entry, *hash).unwrap();
    }
    verifier.finish().unwrap()
}

fn told(verified: &Verified) -> String {
    let Verified { sequence, head, epochs, virtual_epochs: _, faults, state_digest } = verified;
    let faults: Vec<u64> = faults.iter().map(|sequence| sequence.0).collect();
    format!(
        "entries = {sequence}\nhead = \"{head}\"\nepochs = {epochs}\nfaults = {faults:?}\n\
         state_digest = \"{state_digest}\"\n"
    )
}

#[test]
fn every_journal_ever_written_is_read_believed_and_leaves_its_state() {
    if is_writing() {
        write("sale", HashAlg::Sha256, made::sale());
        write("break", HashAlg::Sha256, made::broken());
        write("road", HashAlg::Sha256, made::road());
        write("sm3", HashAlg::Sm3, made::sale());
    }
    for name in NAMES {
        let kept = fs::read_to_string(folder().join(format!("{name}.hex"))).unwrap();
        let kept: Vec<&str> = kept.lines().filter(|line| !line.starts_with('#')).collect();
        let sealed = journal(name);
        assert_eq!(sealed.iter().map(hex_of).collect::<Vec<_>>(), kept, "{name}");

        let expected = fs::read_to_string(folder().join(format!("{name}.toml"))).unwrap();
        let verified = verified(&sealed);
        assert_eq!(told(&verified), expected, "{name}");

        let mut past = Past::default();
        for (entry, _) in &sealed {
            past.take(entry).unwrap();
        }
        assert_eq!(past.world().state_digest(), verified.state_digest, "{name}");
        assert_eq!(past.sequence(), verified.sequence, "{name}");
    }
    let mut found: Vec<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort_unstable();
    let expected = NAMES.iter().flat_map(|name| [format!("{name}.hex"), format!("{name}.toml")]);
    assert_eq!(found, expected.collect::<Vec<_>>(), "every journal is read");
}

#[test]
fn the_road_of_a_sale_ends_with_its_certificate() {
    let mut past = Past::default();
    for (entry, _) in &journal("road") {
        past.take(entry).unwrap();
    }
    let settlement = past.world().settlement(LotId(1)).unwrap();
    assert!(settlement.certified_at.is_some_and(|moment| Some(moment) > until(settlement)));
    assert!(past.world().settlement(LotId(2)).is_none(), "nobody bid on it");
    assert_eq!(past.world().price_due(LotId(1)), Money::ZERO);
}

fn until(settlement: &Settlement) -> Option<Moment> {
    settlement.result.map(|result| result.until)
}
