//! The papers that the exchange issues, which anyone can check by their codes.

use lexicon::{Digest, LotId, Moment, Sequence};

use super::Reader;
use crate::StoreError;
use crate::column::{parsed, to_id, to_moment};

#[cfg(test)]
pub(crate) const STATEMENTS: &[&str] = &[FIND_PAPER];

/// What the exchange issues on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// Issued at the close (成交确认书).
    ConfirmationLetter,
    /// Issued after contract and payment (交易凭证).
    Certificate,
}

/// A paper that the exchange has issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperRow {
    /// The code by which anyone checks it.
    pub code: String,
    /// What it is.
    pub kind: PaperKind,
    /// For which lot.
    pub lot: LotId,
    /// By which entry it was issued.
    pub sequence: Sequence,
    /// That entry's hash.
    pub hash: Digest,
    /// When.
    pub issued_at: Moment,
}

/// Kind, lot, sequence, hash, issued.
type Line = (String, i64, i64, String, i64);

const FIND_PAPER: &str =
    "SELECT kind, lot_id, sequence, hash, issued_at_us FROM paper WHERE code = $1";

impl Reader {
    /// The paper of this code.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn paper(&self, code: &str) -> Result<Option<PaperRow>, StoreError> {
        let line: Option<Line> = on!(Database, &self.rows, |db| {
            sqlx::query_as(FIND_PAPER).bind(code).fetch_optional(db).await
        })
        .map_err(StoreError::database("find a paper"))?;
        line.map(|line| to_paper(code, &line)).transpose()
    }
}

fn to_paper(
    code: &str,
    (kind, lot, sequence, hash, issued_at): &Line,
) -> Result<PaperRow, StoreError> {
    let all = [PaperKind::ConfirmationLetter, PaperKind::Certificate];
    let kind = all.into_iter().find(|known| known.slug() == kind);
    Ok(PaperRow {
        code: code.to_owned(),
        kind: kind.ok_or(StoreError::Unreadable { what: "kind of a paper" })?,
        lot: LotId(to_id("lot of a paper", *lot)?),
        sequence: Sequence(to_id("sequence of a paper", *sequence)?),
        hash: parsed("hash of a paper", hash)?,
        issued_at: to_moment(*issued_at),
    })
}

impl PaperKind {
    /// The name in answers and rows: `confirmation-letter`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::ConfirmationLetter => "confirmation-letter",
            Self::Certificate => "certificate",
        }
    }

    /// With which letter a code ends, so that two papers of one entry have two codes.
    pub(crate) const fn letter(self) -> char {
        match self {
            Self::ConfirmationLetter => 'L',
            Self::Certificate => 'C',
        }
    }
}
