//! What stands in an entry's four parts.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Request, WireError, decode, encode};
use crate::{Actor, Outcome, Seed};

/// What was decided: who asked, for what, by which chance, and what followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Who.
    pub actor: Actor,
    /// What was asked, under which id.
    pub request: Request,
    /// The chance that the ruling took.
    pub seed: Option<Seed>,
    /// What followed.
    pub outcome: Outcome,
}

/// The bytes of an entry's parts; none where a part is withheld.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    /// See [`Decided::actor`].
    pub actor: Option<&'a [u8]>,
    /// See [`Decided::request`].
    pub command: Option<&'a [u8]>,
    /// See [`Decided::seed`]; no bytes where there is none.
    pub seed: Option<&'a [u8]>,
    /// See [`Decided::outcome`].
    pub outcome: Option<&'a [u8]>,
}

/// Why parts cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// The part is withheld.
    #[error("read {part}: it is withheld")]
    Withheld {
        /// Which part.
        part: &'static str,
    },
    /// The part's bytes are not of its form.
    #[error("read {part}: not of its form")]
    Wire {
        /// Which part.
        part: &'static str,
        /// Why.
        #[source]
        source: WireError,
    },
    /// The seed has neither no bytes nor 32.
    #[error("read seed: {size} bytes")]
    Seed {
        /// How many it has.
        size: usize,
    },
}

impl Decided {
    /// Reads parts that are all there.
    ///
    /// # Errors
    /// The first part that is withheld or not of its form.
    pub fn read(parts: Parts<'_>) -> Result<Self, PartError> {
        Ok(Self {
            actor: part("actor", parts.actor)?,
            request: part("command", parts.command)?,
            seed: seed(parts.seed)?,
            outcome: part("outcome", parts.outcome)?,
        })
    }

    /// The bytes of the four parts: actor, command, seed, outcome.
    pub fn write(&self) -> [Vec<u8>; 4] {
        [
            encode(&self.actor),
            encode(&self.request),
            self.seed.map(Vec::from).unwrap_or_default(),
            encode(&self.outcome),
        ]
    }
}

fn part<T>(part: &'static str, bytes: Option<&[u8]>) -> Result<T, PartError>
where
    T: Serialize + DeserializeOwned,
{
    let bytes = bytes.ok_or(PartError::Withheld { part })?;
    decode(bytes).map_err(|source| PartError::Wire { part, source })
}

fn seed(bytes: Option<&[u8]>) -> Result<Option<Seed>, PartError> {
    let bytes = bytes.ok_or(PartError::Withheld { part: "seed" })?;
    match Seed::try_from(bytes) {
        Ok(seed) => Ok(Some(seed)),
        Err(_) if bytes.is_empty() => Ok(None),
        Err(_) => Err(PartError::Seed { size: bytes.len() }),
    }
}
