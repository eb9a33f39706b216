//! A sale of any method.

use lexicon::{Moment, Money, Paddle, Span};
use serde::{Deserialize, Serialize};

use crate::{Ascending, At, Command, Duty, Event, Events, Leading, Refusal, Stage, Terms, Window};

/// The number of the rules in this code. A lot keeps the edition under which it was published; a
/// changed ruling is a new edition beside the old.
pub const EDITION: u32 = 1;

/// One lot's sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Auction {
    /// Prices rise until nobody bids more (增价).
    Ascending(Ascending),
}

impl Auction {
    /// Looks whether a lot may be published at this moment under these terms.
    ///
    /// # Errors
    /// The term that is invalid or not implemented.
    pub fn check(at: At, terms: &Terms) -> Result<(), Refusal> {
        match terms {
            Terms::Ascending(terms) => Ascending::check(at, terms),
        }
    }

    /// A sale under terms that [`Auction::check`] has found good.
    pub fn publish(terms: Terms) -> Self {
        match terms {
            Terms::Ascending(terms) => Self::Ascending(Ascending::publish(terms)),
        }
    }

    /// Rules on a command without changing anything; leaves `events` empty when it refuses.
    ///
    /// # Errors
    /// The first rule that says no.
    pub fn rule(&self, at: At, command: &Command, events: &mut Events) -> Result<(), Refusal> {
        match self {
            Self::Ascending(sale) => sale.rule(at, command, events),
        }
    }

    /// Takes up what happened. The command is that of the ruling: it holds the secrets that an
    /// event does not name.
    pub fn apply(&mut self, at: At, command: &Command, event: &Event) {
        match self {
            Self::Ascending(sale) => sale.apply(at, command, event),
        }
    }

    /// What the exchange has to do next by itself, and when.
    pub fn due(&self) -> Option<(Moment, Duty)> {
        match self {
            Self::Ascending(sale) => sale.due(),
        }
    }

    /// The last window while bidding runs.
    pub fn last_window(&self) -> Option<Window> {
        match self {
            Self::Ascending(sale) => sale.last_window(),
        }
    }

    /// Where the sale stands.
    pub fn stage(&self) -> &Stage {
        match self {
            Self::Ascending(sale) => sale.stage(),
        }
    }

    /// The leading bid.
    pub fn leading(&self) -> Option<&Leading> {
        match self {
            Self::Ascending(sale) => sale.leading(),
        }
    }

    /// The least bid that is accepted now.
    pub fn least_bid(&self) -> Money {
        match self {
            Self::Ascending(sale) => sale.least_bid(),
        }
    }

    /// How many bids stand in the history, answers of ceilings included.
    pub fn bid_count(&self) -> u32 {
        match self {
            Self::Ascending(sale) => sale.bid_count(),
        }
    }

    /// Whether this paddle was ever admitted.
    pub fn is_admitted(&self, paddle: Paddle) -> bool {
        match self {
            Self::Ascending(sale) => sale.is_admitted(paddle),
        }
    }

    /// How long before it a resumption is announced.
    pub fn resume_notice(&self) -> Span {
        match self {
            Self::Ascending(sale) => sale.terms().resume_notice,
        }
    }
}
