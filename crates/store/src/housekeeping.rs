//! What is done now and then: sessions that have expired end, and what was handed in but never
//! named goes.

use lexicon::{Moment, Sequence, Span};

use crate::{Desk, Files, Reader, StoreError, Vault};

/// How long a file or a text waits for the entry that is to name it. Whoever submits a command that
/// names a file renews it before, and a text is put away anew, so that nothing is swept that is on
/// its way.
pub const UNNAMED_FOR_MAX: Span = Span::from_us(7 * Span::DAY.us());

/// Keeps the house.
#[derive(Debug, Clone)]
pub struct Housekeeping {
    /// Accounts and sessions.
    pub desk: Desk,
    /// Texts about people.
    pub vault: Vault,
    /// Files.
    pub files: Files,
    /// Who knows what the journal names.
    pub reader: Reader,
}

/// What one round has done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Sessions that had expired.
    pub sessions: u64,
    /// Files that nothing names.
    pub files: u64,
    /// Texts that nothing names.
    pub texts: u64,
}

impl Housekeeping {
    /// Goes round once. Files and texts stay as they are while the rows are behind the `newest`
    /// entry, since what names them may not be drawn yet.
    ///
    /// # Errors
    /// When a database or the directory of the files refuses; the next round does the rest.
    pub async fn round(&self, now: Moment, newest: Sequence) -> Result<Round, StoreError> {
        let sessions = self.desk.end_expired_sessions(now).await?;
        if self.reader.reached().sequence < newest {
            return Ok(Round { sessions, ..Round::default() });
        }
        let kept_before = now - UNNAMED_FOR_MAX;
        let files = self.files.sweep(|digest| self.reader.is_named(digest), kept_before).await?;
        let texts = self.vault.sweep(|digest| self.reader.is_named(digest), kept_before).await?;
        Ok(Round { sessions, files, texts })
    }
}
