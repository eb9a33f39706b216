//! Drawing lots by a seed that was committed to before anyone had bid (摇号).
//!
//! When bidding opens, the exchange publishes the digest of 32 bytes drawn outside; when lots are
//! drawn it publishes the bytes. Whoever has both can draw the same lots again: each paddle's place
//! follows from the digest of seed and paddle, the smallest first.

use lexicon::{Digest, HashAlg, Paddle, Secret};

use super::Course;
use crate::{Chance, Command};

/// What is published of the seed when bidding opens.
pub(crate) fn commitment(chance: &Chance) -> Digest {
    HashAlg::Sha256.digest(&[b"commitment", chance])
}

/// The paddles in the order in which their lots are drawn.
pub(crate) fn order_by_lot(chance: &Chance, paddles: &mut [Paddle]) {
    let drawn = |paddle: &Paddle| {
        (HashAlg::Sha256.digest(&[b"lot", chance, &paddle.0.to_le_bytes()]).0, *paddle)
    };
    paddles.sort_by_cached_key(drawn);
}

impl Course {
    pub(super) fn keep_chance(&mut self, command: &Command) {
        let Command::Open { chance: Some(chance) } = command else {
            panic!("only an opening with chance commits to it");
        };
        self.rest_mut().chance = Some(Secret::new(*chance.reveal()));
    }

    /// What lots are drawn by.
    pub(crate) fn chance(&self) -> Option<&Chance> {
        self.rest.as_ref()?.chance.as_ref().map(Secret::reveal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BIDDERS: u32 = 5;

    /// Seeds that differ in their first two bytes only.
    fn seeds() -> impl Iterator<Item = Chance> {
        (0..5_000_u16).map(|number| {
            let mut seed = [0; 32];
            seed[..2].copy_from_slice(&number.to_le_bytes());
            seed
        })
    }

    fn drawn(chance: &Chance) -> Vec<Paddle> {
        let mut order: Vec<Paddle> = (1..=BIDDERS).map(Paddle).collect();
        order_by_lot(chance, &mut order);
        order
    }

    #[test]
    fn the_same_seed_draws_the_same_lots_whatever_the_order_before() {
        for seed in seeds().take(100) {
            let mut turned: Vec<Paddle> = (1..=BIDDERS).rev().map(Paddle).collect();
            order_by_lot(&seed, &mut turned);
            assert_eq!(turned, drawn(&seed));
            let mut sorted = turned;
            sorted.sort_unstable();
            assert_eq!(sorted, (1..=BIDDERS).map(Paddle).collect::<Vec<_>>(), "nobody is lost");
        }
    }

    /// Computed apart: `sha256(b"lot" + seed + paddle.to_bytes(4, "little"))`, the smallest first.
    #[test]
    fn anyone_draws_the_same_lots_from_the_published_rule() {
        let mut order: Vec<Paddle> = (1..=9).map(Paddle).collect();
        order_by_lot(&[7; 32], &mut order);
        assert_eq!(order, [9, 1, 8, 7, 2, 3, 4, 6, 5].map(Paddle));
    }

    #[test]
    fn the_commitment_is_the_digest_of_the_seed_and_no_other_seed_has_it() {
        let published = "4131398f92d1d0d48bf93d56663cccf8144f18dfd81c322439515e1d8be405de";
        assert_eq!(commitment(&[7; 32]).to_string(), published);
        let mut commitments: Vec<Digest> = seeds().map(|seed| commitment(&seed)).collect();
        commitments.sort_unstable();
        commitments.dedup();
        assert_eq!(commitments.len(), seeds().count());
    }

    #[test]
    fn another_seed_draws_other_lots() {
        let orders = seeds().map(|seed| drawn(&seed));
        let mut orders: Vec<Vec<Paddle>> = orders.collect();
        orders.sort_unstable();
        orders.dedup();
        assert_eq!(orders.len(), 120, "each of the orders of five comes up in so many seeds");
    }

    /// In 5000 drawings each of five comes to each of five places 1000 times, give or take: the
    /// deviation is 28, and the bounds lie seven of them away.
    #[test]
    fn every_bidder_comes_to_every_place_as_often() {
        let orders: Vec<Vec<Paddle>> = seeds().map(|seed| drawn(&seed)).collect();
        for place in 0..usize::try_from(BIDDERS).unwrap() {
            for paddle in (1..=BIDDERS).map(Paddle) {
                let count = orders.iter().filter(|order| order[place] == paddle).count();
                assert!((800..=1_200).contains(&count), "{paddle} at {place}: {count}");
            }
        }
    }
}
