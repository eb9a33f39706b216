//! Files that a listing or a contract names; the journal holds their digests only.

use lexicon::Digest;
use serde::{Deserialize, Serialize};

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Media {
    /// A PDF document.
    Pdf,
    /// A JPEG picture.
    Jpeg,
    /// A PNG picture.
    Png,
    /// Plain text in UTF-8.
    Text,
}

/// Who may read a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visibility {
    /// Everyone, once the listing is disclosed.
    Public,
    /// Whoever has applied for one of its lots.
    Applicants,
    /// The seller and the centre.
    Staff,
}

/// A file that a listing names (附件).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The digest of its content.
    pub digest: Digest,
    /// What it is called.
    pub caption: String,
    /// What kind of file it is.
    pub media: Media,
    /// Who may read it.
    pub visibility: Visibility,
}

impl Media {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Jpeg, Self::Png, Self::Text];

    /// The media type: `application/pdf`.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Text => "text/plain",
        }
    }

    /// The kind of this media type.
    pub fn from_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|media| media.mime() == mime)
    }
}

impl Visibility {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Public, Self::Applicants, Self::Staff];

    /// The name in answers and rows: `public`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Applicants => "applicants",
            Self::Staff => "staff",
        }
    }

    /// The visibility of this slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|visibility| visibility.slug() == slug)
    }
}
