//! The whole compared with the sum of its pieces, while bidding runs and at the close.

use lexicon::Money;
use serde::{Deserialize, Serialize};

use super::{Package, Part};
use crate::course::{Course, Rules as _};
use crate::{Event, Events, Leading, UnsoldReason};

/// The whole compared with the sum of its pieces, with every figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// How the whole stands (整体).
    pub whole: PartStanding,
    /// How each piece stands, in the order of their numbers (分零).
    pub pieces: Vec<PartStanding>,
    /// What the highest bids for the pieces come to; a piece without bid counts nothing.
    pub pieces_sum: Money,
    /// Which side wins as the bids stand; none while nobody has bid.
    pub winner: Option<WinningSide>,
}

/// How a part stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartStanding {
    /// Which.
    pub part: Part,
    /// Its starting price.
    pub starting_price: Money,
    /// Its highest bid; without one it stays unsold.
    pub leading: Option<Leading>,
    /// The least bid for it.
    pub least_bid: Money,
}

/// Whether the whole is sold or its pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum WinningSide {
    /// The whole: its highest bid is above what the pieces come to.
    Whole,
    /// The pieces: what they come to is at least the highest bid for the whole.
    Pieces,
}

impl Comparison {
    /// What the winning side comes to.
    pub fn total(&self) -> Option<Money> {
        match self.winner? {
            WinningSide::Whole => self.whole.leading.map(|leading| leading.price),
            WinningSide::Pieces => Some(self.pieces_sum),
        }
    }
}

impl Package {
    /// The whole wins only strictly above the sum of its pieces: at the same price more buyers are
    /// served, and the bids for the pieces leave nothing on the table.
    pub(super) fn comparison(&self) -> Comparison {
        let pieces: Vec<PartStanding> =
            self.numbers().map(|number| self.standing(Part::Piece(number))).collect();
        let prices = pieces.iter().filter_map(|piece| piece.leading).map(|leading| leading.price);
        let pieces_sum = prices.fold(Money::ZERO, |sum, price| {
            // Of 32 pieces at the most that the exchange takes in, the sum still fits.
            sum.checked_add(price).unwrap_or_else(|| panic!("the sum of all pieces fits"))
        });
        let whole = self.standing(Part::Whole);
        let winner = match whole.leading {
            Some(leading) if leading.price > pieces_sum => Some(WinningSide::Whole),
            Some(_) | None => (pieces_sum > Money::ZERO).then_some(WinningSide::Pieces),
        };
        Comparison { whole, pieces, pieces_sum, winner }
    }

    fn standing(&self, part: Part) -> PartStanding {
        let known = "a part of the lot has a price";
        PartStanding {
            part,
            starting_price: self.starting_price(part).unwrap_or_else(|| panic!("{known}")),
            leading: self.leading_of(part).copied(),
            least_bid: self.least_of(part).unwrap_or_else(|| panic!("{known}")),
        }
    }

    /// Says how the parts compare, and who gets what.
    pub(super) fn compare_and_conclude(&self, course: &Course, events: &mut Events) {
        let comparison = self.comparison();
        let (winner, total) = (comparison.winner, comparison.total());
        let whole = comparison.whole.leading;
        if winner.is_some() {
            events.push(Event::PartsCompared { comparison: Box::new(comparison) });
        }
        let result = match (course.unsold(&self.frame(), total), winner, whole) {
            (Some(reason), _, _) => Event::LotUnsold { reason },
            (None, Some(WinningSide::Whole), Some(Leading { paddle, price })) => {
                Event::LotAwarded { paddle, price }
            }
            (None, Some(WinningSide::Whole | WinningSide::Pieces), _) => Event::LotDivided,
            (None, None, _) => Event::LotUnsold { reason: UnsoldReason::NoBid },
        };
        events.push(result);
    }
}
