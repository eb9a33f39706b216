//! Short texts that stand in the journal: titles, captions and published reasons.

use serde::{Deserialize, Serialize};

use crate::Refusal;

/// The most characters of a title.
pub const TITLE_LENGTH_MAX: usize = 120;
/// The most characters of a document's caption and of a place.
pub const CAPTION_LENGTH_MAX: usize = 80;
/// The most characters of a published reason.
pub const REASON_LENGTH_MAX: usize = 300;

/// A field of text, for a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TextField {
    /// See [`Title::chinese`].
    TitleChinese,
    /// See [`Title::english`].
    TitleEnglish,
    /// See [`Reason`].
    Reason,
    /// See [`crate::Document::caption`].
    Caption,
    /// See [`crate::ListedLot::place`].
    Place,
}

/// What a lot or a listing is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// In Chinese.
    pub chinese: String,
    /// In English; may be empty.
    pub english: String,
}

/// The reason that is published with an act of two people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason(pub String);

impl Title {
    /// Looks whether it can be shown.
    ///
    /// # Errors
    /// The field that is empty, too long or unprintable.
    pub fn check(&self) -> Result<(), Refusal> {
        check(TextField::TitleChinese, &self.chinese, 1, TITLE_LENGTH_MAX)?;
        check(TextField::TitleEnglish, &self.english, 0, TITLE_LENGTH_MAX)
    }
}

impl Reason {
    /// Looks whether it can be shown.
    ///
    /// # Errors
    /// When it is empty, too long or unprintable.
    pub fn check(&self) -> Result<(), Refusal> {
        check(TextField::Reason, &self.0, 1, REASON_LENGTH_MAX)
    }
}

pub(crate) fn check_caption(caption: &str) -> Result<(), Refusal> {
    check(TextField::Caption, caption, 1, CAPTION_LENGTH_MAX)
}

pub(crate) fn check_place(place: &str) -> Result<(), Refusal> {
    check(TextField::Place, place, 0, CAPTION_LENGTH_MAX)
}

fn check(field: TextField, text: &str, least: usize, most: usize) -> Result<(), Refusal> {
    let length = text.chars().count();
    let is_blank = least > 0 && text.trim().is_empty();
    if is_blank || length > most {
        return Err(Refusal::TextLength { field, most: u32::try_from(most).unwrap_or(u32::MAX) });
    }
    if text.chars().any(is_unprintable) {
        return Err(Refusal::TextUnprintable { field });
    }
    Ok(())
}

/// Whether a character is a control character, or one that nobody sees or that turns the direction
/// of what follows: a text that reads otherwise than it is written deceives.
pub fn is_unprintable(character: char) -> bool {
    let turns_direction = matches!(character,
        '\u{61c}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{feff}');
    character.is_control() || turns_direction
}
