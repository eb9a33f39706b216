//! Names are words of the trade: none that say nothing, one word for one thing, all in the table.

use crate::project::{Breach, File, assert_kept, assert_none, check, code, file, files, words};

/// Words that a crate, module or type is named by when nobody knew what it is.
const EMPTY: &[&str] =
    &["util", "common", "helper", "manager", "service", "base", "misc", "data", "info"];

/// Words for which the trade has another, and that other.
const FOREIGN: &[(&str, &str)] =
    &[("item", "Lot"), ("product", "Lot"), ("offer", "Bid"), ("order", "Bid")];

/// In a market of buyers and sellers something is ordered (委托), not bid.
const OF_MARKETS: &str = "crates/auction/src/order.rs";

/// The crates whose public types the table of words covers.
const SPOKEN: &[&str] = &["lexicon", "auction", "trading", "centre", "exchange"];

const TERMS: &str = "docs/TERMS.md";

/// The name that a line declares after one of the keywords.
fn declared<'a>(line: &'a str, keywords: &[&str]) -> Option<&'a str> {
    let mut rest = code(line).trim_start();
    if let Some(behind) = rest.strip_prefix("pub") {
        let behind = behind.trim_start();
        rest = match behind.strip_prefix('(') {
            Some(scope) => scope.split_once(')').map_or("", |(_, behind)| behind).trim_start(),
            None => behind,
        };
    }
    let (keyword, behind) = rest.split_once(' ')?;
    let length = behind.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
    let name = &behind[..length.unwrap_or(behind.len())];
    (keywords.contains(&keyword) && !name.is_empty()).then_some(name)
}

/// The type that a line declares. An indented `type` is an associated one, whose name its trait
/// gives.
fn declared_type(line: &str) -> Option<&str> {
    let indented = line.starts_with(' ');
    let keywords: &[&str] =
        if indented { &["struct", "enum", "trait"] } else { &["struct", "enum", "trait", "type"] };
    declared(line, keywords)
}

fn banned_word(name: &str, with_foreign: bool) -> Option<String> {
    for word in words(name) {
        let word = word.strip_suffix('s').unwrap_or(&word);
        if EMPTY.contains(&word) {
            return Some(format!("{name} says nothing by {word}: name what it is in the trade"));
        }
        let foreign = FOREIGN.iter().find(|(banned, _)| with_foreign && *banned == word);
        if let Some((_, instead)) = foreign {
            return Some(format!("{name}: the trade says {instead}, not {word}"));
        }
    }
    None
}

fn banned_names(file: &File) -> Vec<Breach> {
    if !file.has_extension("rs") {
        return Vec::new();
    }
    let mut breaches = Vec::new();
    for part in file.path.trim_end_matches(".rs").split('/') {
        breaches.extend(banned_word(part, false).map(|what| file.breach(1, what)));
    }
    for (number, line) in file.lines() {
        let of_module = declared(line, &["mod"]).and_then(|name| banned_word(name, false));
        let with_foreign = file.path != OF_MARKETS;
        let of_type = declared_type(line).and_then(|name| banned_word(name, with_foreign));
        breaches.extend(of_module.or(of_type).map(|what| file.breach(number, what)));
    }
    breaches
}

/// Public types of the crates that speak for the trade. An error is no word of the trade.
fn public_types(file: &File) -> Vec<(usize, String)> {
    let spoken = SPOKEN.iter().any(|name| file.path.starts_with(&format!("crates/{name}/src/")));
    if !spoken || !file.has_extension("rs") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut names = |number: usize, name: &str| {
        if name.starts_with(char::is_uppercase) && !name.ends_with("Error") {
            found.push((number, name.to_owned()));
        }
    };
    let mut exporting = false;
    for (number, line) in file.lines() {
        // What a macro declares is seen where the crate exports it.
        exporting |= file.path.ends_with("/lib.rs") && line.starts_with("pub use ");
        if exporting {
            code(line)
                .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .filter(|name| name.chars().any(char::is_lowercase))
                .for_each(|name| names(number, name));
        } else if line.trim_start().starts_with("pub ")
            && let Some(name) = declared_type(line)
        {
            names(number, name);
        }
        exporting &= !line.contains(';');
    }
    found
}

fn types_without_term(file: &File, terms: &str) -> Vec<Breach> {
    public_types(file)
        .into_iter()
        .filter(|(_, name)| !terms.contains(&format!("`{name}`")))
        .map(|(number, name)| file.breach(number, format!("`{name}` is not in {TERMS}: add it")))
        .collect()
}

#[test]
fn no_name_says_nothing_and_none_is_foreign_to_the_trade() {
    assert_kept(banned_names);
    check(
        banned_names,
        &[
            ("crates/a/src/utils.rs", "", &[1]),
            ("crates/a/src/lot.rs", "pub(crate) struct LotInfo {", &[1]),
            ("crates/a/src/lot.rs", "\npub enum Order {", &[2]),
            ("crates/a/src/lot.rs", "mod helpers;\ntrait BidManager {}", &[1, 2]),
            ("crates/a/src/lot.rs", "pub struct Database;\nenum Ordering {}", &[]),
            ("crates/a/src/lot.rs", "    type Item = Lot;\n// struct Offer", &[]),
            ("migrations/rows/common/0001_lot.sql", "", &[]),
        ],
    );
}

#[test]
fn the_table_of_words_covers_every_public_type() {
    let terms = file(TERMS).unwrap_or_else(|| panic!("{TERMS} is missing")).text;
    let breaches: Vec<Breach> =
        files().iter().flat_map(|file| types_without_term(file, &terms)).collect();
    assert_none(&breaches);
}

#[test]
fn the_rule_about_the_table_of_words_can_fail() {
    let terms = "| 标的 | `Lot` | what is sold |";
    for (path, text, expected) in [
        ("crates/auction/src/lot.rs", "pub struct Lot;", 0),
        ("crates/auction/src/lot.rs", "pub struct Hammer;\npub enum Gong {}", 2),
        ("crates/auction/src/lib.rs", "pub use lot::{\n    Hammer, Lot, STEP,\n};", 1),
        ("crates/auction/src/lot.rs", "pub(crate) struct Hammer;\nstruct Gong;", 0),
        ("crates/auction/src/lot.rs", "pub enum LotError {}", 0),
        ("crates/web/src/lot.rs", "pub struct Hammer;", 0),
    ] {
        let found = types_without_term(&File::sample(path, text), terms).len();
        assert_eq!(found, expected, "types without a term in:\n{text}");
    }
}
