//! Who gets what in the end.

use lexicon::{Money, Paddle, Quantity};
use serde::{Deserialize, Serialize};

use crate::{Part, Side};

/// What one bidder gets, or has sold, and for how much (成交).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Award {
    /// Who.
    pub paddle: Paddle,
    /// Whether he buys or sells.
    pub side: Side,
    /// Which part, where pieces are sold.
    pub part: Part,
    /// How much, where a quantity is sold.
    pub quantity: Option<Quantity>,
    /// What he pays or is paid in all.
    pub value: Money,
}

impl Award {
    /// The whole lot for one buyer.
    pub(crate) const fn whole(paddle: Paddle, value: Money) -> Self {
        Self { paddle, side: Side::Buy, part: Part::Whole, quantity: None, value }
    }
}
