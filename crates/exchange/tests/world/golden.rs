//! The bytes of every variant ever released, as files in `tests/golden/entries/TYPE/VARIANT.hex`.
//!
//! A line of a file is one value: its bytes, with spaces where they help. A line that begins with
//! `#` tells what the value is and is not read. A file that has landed never changes once 0.1.0 is
//! tagged; `GAVEL_GOLDEN=write` writes all of them from the samples, to be looked at before they
//! are committed.

use std::fmt::{Debug, Write as _};
use std::fs;
use std::path::PathBuf;

use exchange::wire;
use lexicon::{Category, Unit};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::named::Named;
use crate::samples;

/// A type that is kept for ever.
trait Kept: Named + Debug + PartialEq + Serialize + DeserializeOwned {}
impl<T: Named + Debug + PartialEq + Serialize + DeserializeOwned> Kept for T {}

fn folder(of: &str) -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.join("../../tests/golden/entries").join(of)
}

fn is_writing() -> bool {
    std::env::var("GAVEL_GOLDEN").is_ok_and(|mode| mode == "write")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

fn bytes_of(line: &str) -> Vec<u8> {
    let digits: Vec<char> = line.chars().filter(|character| *character != ' ').collect();
    assert!(digits.len().is_multiple_of(2), "half a byte in {line}");
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

fn write<T: Kept>(of: &str, samples: &[T]) {
    let folder = folder(of);
    fs::create_dir_all(&folder).unwrap();
    for name in T::NAMES {
        let mut text = String::new();
        for sample in samples.iter().filter(|sample| sample.name() == *name) {
            writeln!(text, "# {sample:?}\n{}", hex(&wire::encode(sample))).unwrap();
        }
        fs::write(folder.join(format!("{name}.hex")), text).unwrap();
    }
}

/// Every variant has its file, every file its variant; the bytes are read strictly, give the same
/// value as ever, and are written again as they were.
fn check<T: Kept>(of: &str, samples: &[T]) {
    if is_writing() {
        write(of, samples);
    }
    let folder = folder(of);
    for name in T::NAMES {
        let path = folder.join(format!("{name}.hex"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| {
            panic!("{of} {name} has no golden bytes: {error} (see CONTRIBUTING.md)")
        });
        let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        let kept: Vec<Vec<u8>> = lines.map(bytes_of).collect();
        assert!(!kept.is_empty(), "{} holds no bytes", path.display());
        let read: Vec<T> = kept
            .iter()
            .map(|bytes| {
                let value: T = wire::decode(bytes)
                    .unwrap_or_else(|error| panic!("{of} {name} {}: {error}", hex(bytes)));
                assert_eq!(value.name(), *name, "{}", hex(bytes));
                assert_eq!(hex(&wire::encode(&value)), hex(bytes), "{of} {name}");
                assert_strict::<T>(bytes);
                value
            })
            .collect();
        // The same bytes, read as another value, would still be written as they were.
        let known = samples.iter().filter(|sample| sample.name() == *name);
        assert_eq!(read.iter().collect::<Vec<_>>(), known.collect::<Vec<_>>(), "{of} {name}");
    }
    for found in fs::read_dir(&folder).unwrap() {
        let found = found.unwrap().file_name().into_string().unwrap();
        let name = found.strip_suffix(".hex");
        let is_known = name.is_some_and(|name| T::NAMES.contains(&name));
        assert!(is_known, "{of}/{found} belongs to no variant: none is ever taken away");
    }
}

/// Neither a byte more nor one less is the same value, or any.
fn assert_strict<T: Kept>(bytes: &[u8]) {
    let longer = [bytes, &[0]].concat();
    assert_eq!(wire::decode::<T>(&longer), Err(wire::WireError::NotCanonical));
    for length in 0..bytes.len() {
        let cut = wire::decode::<T>(&bytes[..length]);
        assert_eq!(cut, Err(wire::WireError::Form), "{} of {}", length, hex(bytes));
    }
}

#[test]
fn every_variant_of_a_command_is_read_as_it_was_released() {
    check("command", &samples::commands());
    check("act", &samples::acts());
    check("epoch-clock", &samples::clocks());
    check("coverage", &samples::coverages());
    check("priority-answer", &samples::ANSWERS);
    check("side", &samples::SIDES);
    check("part", &samples::parts());
    check("winning-side", &samples::WINNING_SIDES);
    check("category", &Category::ALL);
    check("request", &samples::requests());
}

#[test]
fn every_variant_of_what_is_listed_and_paid_is_read_as_it_was_released() {
    check("party", &samples::parties());
    check("party-kind", &samples::party_kinds());
    check("submission", &samples::submissions());
    check("media", &samples::medias());
    check("visibility", &samples::visibilities());
    check("payment", &samples::payments());
    check("ledger-event", &samples::ledger_events());
    check("transfer", &samples::transfers());
    check("account-id", &samples::account_ids());
    check("purpose", &samples::purposes());
}

#[test]
fn every_variant_of_the_terms_is_read_as_it_was_released() {
    check("terms", &samples::methods());
    check("ascending-terms", &samples::terms());
    check("timed-entry", &samples::timed_entries());
    check("first-bid", &samples::first_bids());
    check("increment", &samples::increments());
    check("reserve", &samples::reserves());
    check("own-overbid", &samples::own_overbids());
    check("proxy-bidding", &samples::proxy_biddings());
    check("priority", &samples::priorities());
    check("equal-ranks", &samples::EQUAL_RANKS);
    check("on-default", &samples::ON_DEFAULTS);
    check("pricing", &samples::PRICINGS);
    check("tie", &samples::ties());
    check("unit-pricing", &samples::UNIT_PRICINGS);
    check("price-formula", &samples::FORMULAS);
    check("unit", &Unit::ALL);
    check("method", &samples::METHODS);
}

#[test]
fn every_variant_of_an_outcome_is_read_as_it_was_released() {
    check("event", &samples::events());
    check("sale-event", &samples::sale_events());
    check("phase", &samples::phases());
    check("unsold-reason", &samples::unsold_reasons());
    check("outcome", &samples::outcomes());
    check("refusal", &samples::refusals());
    check("sale-refusal", &samples::sale_refusals());
    check("trading-refusal", &samples::trading_refusals());
    check("listing-step", &samples::listing_steps());
    check("application-step", &samples::application_steps());
    check("term", &samples::all_terms());
    check("text-field", &samples::text_fields());
}

#[test]
fn every_variant_of_an_actor_is_read_as_it_was_released() {
    check("role", &samples::roles());
    check("actor", &samples::actors());
}

#[test]
fn every_folder_of_golden_bytes_is_checked() {
    if is_writing() {
        // The folders are being made beside this test.
        return;
    }
    let mut found: Vec<String> = fs::read_dir(folder(""))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            "account-id",
            "act",
            "actor",
            "application-step",
            "ascending-terms",
            "category",
            "command",
            "coverage",
            "epoch-clock",
            "equal-ranks",
            "event",
            "first-bid",
            "increment",
            "ledger-event",
            "listing-step",
            "media",
            "method",
            "on-default",
            "outcome",
            "own-overbid",
            "part",
            "party",
            "party-kind",
            "payment",
            "phase",
            "price-formula",
            "pricing",
            "priority",
            "priority-answer",
            "proxy-bidding",
            "purpose",
            "refusal",
            "request",
            "reserve",
            "role",
            "sale-event",
            "sale-refusal",
            "side",
            "submission",
            "term",
            "terms",
            "text-field",
            "tie",
            "timed-entry",
            "trading-refusal",
            "transfer",
            "unit",
            "unit-pricing",
            "unsold-reason",
            "visibility",
            "winning-side",
        ]
    );
}
