//! The rules that the project's own text and manifests keep, as tests.
//!
//! A rule that nobody checks is a wish: each one here names the file, the line and what to do.
//! A rule is a function from text to breaches, so that a table of bad samples beside it shows
//! that it can fail.

#[path = "tidy/crates.rs"]
mod crates;
#[path = "tidy/licences.rs"]
mod licences;
#[path = "tidy/manifests.rs"]
mod manifests;
#[path = "tidy/names.rs"]
mod names;
#[path = "tidy/project.rs"]
mod project;
#[path = "tidy/pure.rs"]
mod pure;
#[path = "tidy/sql.rs"]
mod sql;
#[path = "tidy/text.rs"]
mod text;
