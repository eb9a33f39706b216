//! Bids that nobody sees before they are opened together.
//!
//! A bid comes in once and stays; its amount is kept as a secret in the sequence of receipt, which
//! is what decides between equal amounts.

use std::cmp::Reverse;

use lexicon::{Money, Paddle, Secret};
use serde::{Deserialize, Serialize};

use super::OpenedBid;
use crate::course::{Asked, Course, Ruling};
use crate::{Command, Refusal};

/// The bids of one round, unseen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(crate) struct SealedBids {
    /// In the sequence of their receipt.
    kept: Vec<SealedBid>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct SealedBid {
    paddle: Paddle,
    amount: Secret<Money>,
}

impl SealedBids {
    /// Looks whether a bid of someone who may bid at all comes in: his first, of the least amount
    /// at least, and one of so many at most.
    pub(crate) fn check(&self, asked: &Asked, least: Money, most: u32) -> Ruling {
        if self.kept.iter().any(|bid| Some(bid.paddle) == asked.paddle) {
            return Err(Refusal::AlreadyBid);
        }
        if asked.amount < least {
            return Err(Refusal::BelowLeastBid { least });
        }
        let is_full = u32::try_from(self.kept.len()).is_ok_and(|count| count >= most);
        if is_full { Err(Refusal::TooManyBids { most }) } else { Ok(()) }
    }

    /// Keeps a bid that has come in; the command holds its amount.
    pub(crate) fn receive(&mut self, course: &mut Course, paddle: Paddle, command: &Command) {
        let Command::PlaceSealedBid { amount, .. } = *command else {
            panic!("only a sealed bid is kept unseen");
        };
        let is_first = self.kept.iter().all(|bid| bid.paddle != paddle);
        assert!(is_first, "each bids once");
        course.note_bid(paddle, *amount.reveal());
        self.kept.push(SealedBid { paddle, amount });
    }

    /// The bids in the sequence of their receipt, for the opening.
    pub(crate) fn in_sequence(&self) -> impl Iterator<Item = OpenedBid> {
        let open = |bid: &SealedBid| OpenedBid { paddle: bid.paddle, amount: *bid.amount.reveal() };
        self.kept.iter().map(open)
    }

    /// All of them, the highest first, equals in the sequence of their receipt.
    pub(crate) fn best_first(&self) -> Vec<OpenedBid> {
        let mut opened: Vec<OpenedBid> = self.in_sequence().collect();
        opened.sort_by_key(|bid| Reverse(bid.amount));
        opened
    }
}
