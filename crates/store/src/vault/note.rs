//! What a person wrote about a person.

use lexicon::Secret;
use serde::{Deserialize, Serialize};

/// A text about a person: why an application was rejected, what a complaint says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The text.
    pub text: Secret<String>,
}
