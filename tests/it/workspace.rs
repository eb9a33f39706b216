//! The checkout that the tests run in.

use std::path::{Path, PathBuf};

/// The folder that holds the project's Cargo.toml.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("the package lies in the workspace").to_path_buf()
}

#[test]
fn the_root_holds_the_manifest_of_the_workspace() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("[workspace]"), "{} is no workspace", root().display());
}
