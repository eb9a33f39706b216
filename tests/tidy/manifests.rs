//! What manifests say: one set of lints, a reason for every dependency, no planted bug by default.

use serde_json::Value;

use crate::crates::name;
use crate::project::{
    Breach, File, assert_kept, assert_none, cargo, check, file, manifest_path, members,
};

/// Features of this prefix put a bug into the program, to show that a test finds it.
const PLANTED: &str = "planted-";

fn lints_of_its_own(file: &File) -> Vec<Breach> {
    if !(file.path.starts_with("crates/") && file.path.ends_with("/Cargo.toml")) {
        return Vec::new();
    }
    let manifest: toml::Table = file.text.parse().expect("a manifest is TOML");
    let shared = manifest.get("lints").and_then(|lints| lints.get("workspace"));
    if shared.and_then(toml::Value::as_bool) == Some(true) {
        Vec::new()
    } else {
        vec![file.breach(1, "add [lints] workspace = true")]
    }
}

fn versions_of_its_own(file: &File) -> Vec<Breach> {
    if !(file.path.starts_with("crates/") && file.path.ends_with("/Cargo.toml")) {
        return Vec::new();
    }
    let manifest: toml::Table = file.text.parse().expect("a manifest is TOML");
    let mut breaches = Vec::new();
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let Some(dependencies) = manifest.get(kind).and_then(toml::Value::as_table) else {
            continue;
        };
        for (name, wanted) in dependencies {
            if wanted.get("workspace").and_then(toml::Value::as_bool) != Some(true) {
                breaches.push(file.breach(1, format!("say {name}.workspace = true")));
            }
        }
    }
    breaches
}

/// Own crates describe themselves; a foreign one needs a sentence on what it is for.
fn dependencies_without_reason(file: &File) -> Vec<Breach> {
    if file.path != "Cargo.toml" {
        return Vec::new();
    }
    let mut breaches = Vec::new();
    let mut inside = false;
    let mut above = "";
    for (number, line) in file.lines() {
        if line.starts_with('[') {
            inside = line.trim() == "[workspace.dependencies]";
        } else if inside && line.starts_with(|first: char| first.is_alphanumeric()) {
            let own = line.contains("path = \"crates/");
            if !own && !above.starts_with("# ") {
                breaches.push(file.breach(number, "say in a comment above what it is for"));
            }
        }
        above = line;
    }
    breaches
}

/// Finds a planted bug that a build gets without asking for it by name.
fn bugs_planted_unasked(member: &Value) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut refuse = |what: String| {
        breaches.push(Breach { path: manifest_path(member), line: 1, what });
    };
    for (feature, enabled) in member["features"].as_object().expect("a package has features") {
        if !feature.starts_with(PLANTED) && enabled.to_string().contains(PLANTED) {
            refuse(format!("feature {feature} plants a bug: only {PLANTED}… features may"));
        }
    }
    for dependency in member["dependencies"].as_array().expect("a package has dependencies") {
        if dependency["features"].to_string().contains(PLANTED) {
            refuse(format!("{} is used with a planted bug", dependency["name"]));
        }
    }
    breaches
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    assert_kept(lints_of_its_own);
    check(
        lints_of_its_own,
        &[
            ("crates/a/Cargo.toml", "[lints]\nworkspace = true\n", &[]),
            ("crates/a/Cargo.toml", "[lints]\nworkspace = false\n", &[1]),
            ("crates/a/Cargo.toml", "[lints.rust]\nunsafe_code = \"allow\"\n", &[1]),
            ("tests/Cargo.toml", "", &[]),
        ],
    );
}

#[test]
fn every_crate_takes_the_versions_of_the_workspace() {
    assert_kept(versions_of_its_own);
    check(
        versions_of_its_own,
        &[
            ("crates/a/Cargo.toml", "[dependencies]\nserde.workspace = true\n", &[]),
            ("crates/a/Cargo.toml", "[dependencies]\nserde = \"1\"\n", &[1]),
            ("crates/a/Cargo.toml", "[dev-dependencies]\nb = { path = \"../b\" }\n", &[1]),
        ],
    );
}

#[test]
fn every_dependency_of_the_workspace_says_what_it_is_for() {
    assert_kept(dependencies_without_reason);
    let section = "[workspace.dependencies]\n";
    check(
        dependencies_without_reason,
        &[
            ("Cargo.toml", &format!("{section}# Errors.\nthiserror = \"2\"\n"), &[]),
            ("Cargo.toml", &format!("{section}thiserror = \"2\"\n"), &[2]),
            ("Cargo.toml", &format!("{section}# A.\na = \"1\"\nb = {{ version = \"1\" }}\n"), &[4]),
            ("Cargo.toml", &format!("{section}a = {{ path = \"crates/a\" }}\n"), &[]),
            ("Cargo.toml", "[profile.dev]\ndebug = false\n", &[]),
        ],
    );
}

#[test]
fn no_build_gets_a_planted_bug_without_asking() {
    assert_none(&members().iter().flat_map(bugs_planted_unasked).collect::<Vec<_>>());
}

#[test]
fn the_released_program_holds_no_planted_bug() {
    if file("crates/gavel/Cargo.toml").is_none() {
        eprintln!("skipped: there is no crate gavel yet");
        return;
    }
    let tree = cargo(&["tree", "--offline", "-p", "gavel", "-e", "normal,build,features"]);
    let planted: Vec<&str> = tree.lines().filter(|line| line.contains(PLANTED)).collect();
    assert!(planted.is_empty(), "features of the released program: {planted:?}");
    assert!(members().iter().any(|member| name(member) == "gavel"), "gavel is no member");
}

#[test]
fn the_rule_about_planted_bugs_can_fail() {
    let manifest = super::project::root().join("crates/auction/Cargo.toml");
    for (features, dependency, expected) in [
        (serde_json::json!({ "default": [], "planted-late-bid": [] }), "std", 0),
        (serde_json::json!({ "planted-late-bid": ["floor/planted-late-bid"] }), "std", 0),
        (serde_json::json!({ "default": ["planted-late-bid"] }), "std", 1),
        (serde_json::json!({ "all": ["floor/planted-late-bid"] }), "std", 1),
        (serde_json::json!({}), "planted-late-bid", 1),
    ] {
        let member = serde_json::json!({
            "name": "auction",
            "manifest_path": manifest.to_str(),
            "features": features,
            "dependencies": [{ "name": "floor", "features": [dependency] }],
        });
        assert_eq!(bugs_planted_unasked(&member).len(), expected, "breaches of {features}");
    }
}
