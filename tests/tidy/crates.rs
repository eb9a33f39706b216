//! Which crate may use which: the dependency table of ARCHITECTURE.md, read off the manifests.

use serde_json::Value;

use crate::project::{Breach, assert_none, manifest_path, members};

/// Each crate and what it may use, in the order in which they build on each other.
pub(crate) const ORDER: &[(&str, &[&str])] = &[
    ("lexicon", &[]),
    ("auction", &["lexicon"]),
    ("trading", &["lexicon", "auction"]),
    ("centre", &["lexicon", "auction", "trading"]),
    ("exchange", &["lexicon", "auction", "trading", "centre"]),
    ("record", &["lexicon"]),
    ("witness", &["lexicon", "auction", "trading", "centre", "exchange", "record"]),
    ("journal", &["lexicon", "record"]),
    ("floor", &["lexicon", "exchange", "record", "journal"]),
    ("store", &["lexicon", "exchange", "record", "witness", "journal"]),
    ("partners", &["lexicon", "exchange", "floor", "store"]),
    ("web", &["lexicon", "exchange", "witness", "floor", "store"]),
    (
        "gavel",
        &[
            "lexicon", "auction", "trading", "centre", "exchange", "record", "witness", "journal",
            "floor", "store", "partners", "web",
        ],
    ),
];

/// The members that measure the others and may use them all.
pub(crate) const OUTSIDE: &[&str] = &["tests", "benches"];

/// Judges the edges between members, given as (user, its manifest, used).
fn edges_out_of_order(edges: &[(String, String, String)]) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for (user, path, used) in edges {
        if OUTSIDE.contains(&user.as_str()) {
            continue;
        }
        let row = ORDER.iter().find(|(name, _)| name == user);
        if !row.is_some_and(|(_, allowed)| allowed.contains(&used.as_str())) {
            let what = format!("{user} may not use {used}: move the code, or argue for the edge");
            breaches.push(Breach { path: path.clone(), line: 1, what });
        }
    }
    breaches
}

/// Judges the names of members, given as (name, its manifest).
fn members_without_row(names: &[(String, String)]) -> Vec<Breach> {
    names
        .iter()
        .filter(|(name, _)| !OUTSIDE.contains(&name.as_str()))
        .filter(|(name, _)| !ORDER.iter().any(|(known, _)| known == name))
        .map(|(name, path)| Breach {
            path: path.clone(),
            line: 1,
            what: format!("{name} has no row: add one to ARCHITECTURE.md and tests/tidy/crates.rs"),
        })
        .collect()
}

/// Every use of one member by another, be it for building, running or testing.
fn edges(members: &[Value]) -> Vec<(String, String, String)> {
    let mut edges = Vec::new();
    for member in members {
        for dependency in member["dependencies"].as_array().expect("a package has dependencies") {
            let used = dependency["name"].as_str().expect("a dependency has a name");
            if !dependency["path"].is_null() {
                edges.push((name(member).to_owned(), manifest_path(member), used.to_owned()));
            }
        }
    }
    edges
}

pub(crate) fn name(member: &Value) -> &str {
    member["name"].as_str().expect("a package has a name")
}

#[test]
fn no_crate_uses_another_that_its_row_does_not_allow() {
    assert_none(&edges_out_of_order(&edges(&members())));
}

#[test]
fn every_crate_has_a_row_in_the_dependency_table() {
    let names: Vec<_> =
        members().iter().map(|member| (name(member).to_owned(), manifest_path(member))).collect();
    assert_none(&members_without_row(&names));
}

#[test]
fn the_dependency_table_only_points_backwards() {
    for (index, (user, allowed)) in ORDER.iter().enumerate() {
        for used in *allowed {
            let before = ORDER[..index].iter().any(|(name, _)| name == used);
            assert!(before, "{user} stands before {used} in the table, yet may use it");
        }
    }
}

#[test]
fn the_rules_of_the_dependency_table_can_fail() {
    let owned = |user: &str, used: &str| {
        (user.to_owned(), "crates/x/Cargo.toml".to_owned(), used.to_owned())
    };
    for (user, used, expected) in [
        ("auction", "lexicon", 0),
        ("auction", "journal", 1),
        ("lexicon", "auction", 1),
        ("web", "journal", 1),
        ("stranger", "lexicon", 1),
        ("tests", "web", 0),
        ("benches", "auction", 0),
    ] {
        let found = edges_out_of_order(&[owned(user, used)]).len();
        assert_eq!(found, expected, "breaches when {user} uses {used}");
    }
    for (member, expected) in [("web", 0), ("tests", 0), ("helpers", 1)] {
        let names = [(member.to_owned(), "crates/x/Cargo.toml".to_owned())];
        assert_eq!(members_without_row(&names).len(), expected, "breaches of a member {member}");
    }
}
