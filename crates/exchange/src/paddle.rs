//! Drawing a paddle (竞买号) by a seed.

use std::collections::BTreeMap;

use lexicon::{HashAlg, LotId, Paddle, PartyId};

use crate::{Refusal, Seed};

/// The most bidders of one lot.
pub(crate) const BIDDERS_MAX: u32 = 450_000;

/// The first paddle of each length that is drawn from, shortest first. A length is used until half
/// of it is given out, so that a drawn number says nothing about how many there are.
const LENGTHS: [(u32, u32); 3] = [(1_000, 9_000), (10_000, 90_000), (100_000, 900_000)];

/// Draws a paddle that nobody on the lot has.
///
/// # Errors
/// When the lot has as many bidders as it can have.
pub(crate) fn draw(
    lot: LotId,
    taken: &BTreeMap<PartyId, Paddle>,
    seed: &Seed,
) -> Result<Paddle, Refusal> {
    let full = Refusal::TooManyBidders { most: BIDDERS_MAX };
    let count = u32::try_from(taken.len()).map_err(|_| full)?;
    let (first, size) = LENGTHS.into_iter().find(|(_, size)| count * 2 < *size).ok_or(full)?;
    // More than half of the numbers are free, so that a few attempts find one.
    for attempt in 0_u32..=u32::MAX {
        let digest = HashAlg::Sha256.digest(&[
            b"paddle",
            seed,
            &lot.0.to_le_bytes(),
            &attempt.to_le_bytes(),
        ]);
        let [b0, b1, b2, b3, ..] = digest.0;
        let drawn = Paddle(first + u32::from_le_bytes([b0, b1, b2, b3]) % size);
        if !taken.values().any(|paddle| *paddle == drawn) {
            return Ok(drawn);
        }
    }
    Err(full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paddles_differ_and_follow_from_the_seed() {
        let mut taken = BTreeMap::new();
        for party in 1..=5_000 {
            let seed = HashAlg::Sha256.digest(&[&party_bytes(party)]).0;
            let paddle = draw(LotId(1), &taken, &seed).unwrap();
            assert_eq!(draw(LotId(1), &taken, &seed), Ok(paddle));
            assert!(!taken.values().any(|known| *known == paddle));
            taken.insert(PartyId(party), paddle);
        }
        let longer = taken.values().filter(|paddle| paddle.0 >= 10_000).count();
        assert_eq!(longer, 500, "a longer number once half of the short ones are given out");
    }

    fn party_bytes(party: u64) -> [u8; 8] {
        party.to_le_bytes()
    }
}
