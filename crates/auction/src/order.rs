//! Orders of buyers and sellers, and their meetings (委托与成交).

use lexicon::{Money, OrderNumber, Paddle, Quantity, Unit};
use serde::{Deserialize, Serialize};

/// How many bytes a match takes at most: four numbers of 5 bytes, a price of 8, a quantity of 6.
pub(crate) const MATCH_SIZE_MAX: usize = 4 * 5 + 8 + 6;

/// Whether something is bought or sold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Side {
    /// Bought (买).
    Buy,
    /// Sold (卖).
    Sell,
}

impl Side {
    /// The side that this one meets.
    pub(crate) const fn opposite(self) -> Self {
        match self {
            Self::Buy => Self::Sell,
            Self::Sell => Self::Buy,
        }
    }
}

/// An order at a limit (限价委托).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// Whether it buys or sells.
    pub side: Side,
    /// The most that is paid, or the least that is taken, for one unit.
    pub price: Money,
    /// How much.
    pub quantity: Quantity,
    /// In what that is counted.
    pub unit: Unit,
}

/// Two orders that have met (成交).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// The buying order.
    pub buy: OrderNumber,
    /// Whose it is.
    pub buyer: Paddle,
    /// The selling order.
    pub sell: OrderNumber,
    /// Whose it is.
    pub seller: Paddle,
    /// At which price for one unit.
    pub price: Money,
    /// How much.
    pub quantity: Quantity,
}
