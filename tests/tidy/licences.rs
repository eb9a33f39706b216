//! What the program is built of: licences that agree with ours, and no crate that we banned.
//!
//! deny.toml says the same to cargo-deny; here it is checked without installing anything.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

use crate::project::{cargo, file, run};

/// Crates that must not come in by any way, and what is used in their place.
const BANNED: &[(&str, &str)] = &[
    ("aws-lc-sys", "rustls with ring"),
    ("bincode", "postcard"),
    ("native-tls", "rustls with ring"),
    ("openssl-sys", "rustls with ring"),
];

/// Licences that may be combined with MIT OR Apache-2.0.
fn allowed_licences() -> BTreeSet<String> {
    let text = file("deny.toml").expect("deny.toml is there").text;
    let deny: toml::Table = text.parse().expect("deny.toml is TOML");
    let allowed = deny["licenses"]["allow"].as_array().expect("deny.toml lists licences");
    allowed.iter().map(|licence| licence.as_str().expect("a name").to_owned()).collect()
}

/// Tells whether an SPDX expression can be met by allowed licences.
fn is_allowed(expression: &str, allowed: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    any_of(&mut words, allowed)
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any_of(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut met = all_of(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        met |= all_of(words, allowed);
    }
    met
}

fn all_of(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    let mut met = one(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words, allowed);
    }
    met
}

fn one(words: &mut Words<'_>, allowed: &BTreeSet<String>) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let met = any_of(words, allowed);
        return words.next_if_eq(&")").is_some() && met;
    }
    let Some(licence) = words.next() else { return false };
    if words.next_if_eq(&"WITH").is_some() {
        let exception = words.next().unwrap_or_default();
        return allowed.contains(&format!("{licence} WITH {exception}"));
    }
    allowed.contains(licence)
}

/// Every package that the program is built of on this machine.
fn packages() -> Vec<Value> {
    let version = run("rustc", &["-vV"]);
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let arguments = ["metadata", "--format-version", "1", "--offline", "--filter-platform", host];
    let metadata: Value = serde_json::from_str(&cargo(&arguments)).expect("JSON");
    let used: BTreeSet<&str> = metadata["resolve"]["nodes"]
        .as_array()
        .expect("metadata resolves packages")
        .iter()
        .filter_map(|node| node["id"].as_str())
        .collect();
    let packages = metadata["packages"].as_array().expect("metadata lists packages");
    let is_used = |package: &&Value| package["id"].as_str().is_some_and(|id| used.contains(id));
    packages.iter().filter(is_used).cloned().collect()
}

#[test]
fn every_licence_agrees_with_ours() {
    let allowed = allowed_licences();
    let mut refused = Vec::new();
    for package in packages() {
        let licence = package["license"].as_str().unwrap_or("no licence at all");
        if !is_allowed(licence, &allowed) {
            refused.push(format!("{} {}: {licence}", package["name"], package["version"]));
        }
    }
    assert!(refused.is_empty(), "do without these, or argue in deny.toml: {refused:#?}");
}

#[test]
fn no_banned_crate_comes_in() {
    let lock: toml::Table =
        file("Cargo.lock").expect("Cargo.lock is committed").text.parse().expect("TOML");
    let locked = lock["package"].as_array().expect("Cargo.lock lists packages");
    let deny = file("deny.toml").expect("deny.toml is there").text;
    for (banned, instead) in BANNED {
        let found = locked.iter().any(|package| package["name"].as_str() == Some(*banned));
        assert!(!found, "{banned} is in Cargo.lock: use {instead} (cargo tree -i {banned})");
        assert!(deny.contains(&format!("\"{banned}\"")), "deny.toml does not ban {banned}");
    }
}

/// Two versions of one crate cost building time, no more: they are told, not refused.
#[test]
fn crates_of_several_versions_are_reported() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in packages() {
        let text = |key: &str| package[key].as_str().expect("a name and a version").to_owned();
        versions.entry(text("name")).or_default().insert(text("version"));
    }
    assert!(versions.contains_key("lexicon"), "the program is built of its own crates");
    for (name, several) in versions.iter().filter(|(_, versions)| versions.len() > 1) {
        eprintln!("{name} comes in {} versions: {several:?}", several.len());
    }
}

#[test]
fn the_rule_about_licences_can_fail() {
    let allowed: BTreeSet<String> =
        ["MIT", "Apache-2.0", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"]
            .map(str::to_owned)
            .into();
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("MIT OR GPL-3.0-only", true),
        ("MIT/Apache-2.0", true),
        ("MIT AND GPL-3.0-only", false),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(MIT OR Apache-2.0) AND OpenSSL", false),
        ("GPL-2.0 OR MIT AND OpenSSL", false),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("MIT WITH LLVM-exception", false),
        ("no licence at all", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
    }
}
