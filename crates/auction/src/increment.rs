//! By how much a bid must rise (加价幅度).

use lexicon::Money;
use serde::{Deserialize, Serialize};

/// The most bands a ladder has.
pub const BANDS_MAX: usize = 16;

/// How far above the price a bid must lie (加价幅度).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Increment {
    /// The price plus one step, or any amount above that.
    AtLeast(Ladder),
    /// The price plus one step or a whole number of steps.
    Multiple(Ladder),
}

/// The step for each band of prices (阶梯加价幅度).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder {
    bands: Vec<Band>,
    above: Money,
}

/// One band of a ladder: prices below `below` rise by `step`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Band {
    /// The first price that is no longer in the band.
    pub below: Money,
    /// By how much a price in the band rises.
    pub step: Money,
}

/// Why bands make no ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IncrementError {
    /// A step is nothing or less, or more than [`Money::MAX`].
    Step,
    /// The bands do not rise, or a higher band has a smaller step.
    Order,
    /// More than [`BANDS_MAX`] bands.
    TooMany,
}

impl Ladder {
    /// One step for every price.
    pub const fn fixed(step: Money) -> Self {
        Self { bands: Vec::new(), above: step }
    }

    /// Bands in rising order, and the step for prices above them all.
    ///
    /// # Errors
    /// When [`Ladder::check`] finds a fault.
    pub fn banded(bands: Vec<Band>, above: Money) -> Result<Self, IncrementError> {
        let ladder = Self { bands, above };
        ladder.check().map(|()| ladder)
    }

    /// Looks whether every step is positive and the bands rise; a ladder that was read from bytes
    /// has not been looked at yet.
    ///
    /// # Errors
    /// The first fault found.
    pub fn check(&self) -> Result<(), IncrementError> {
        if self.bands.len() > BANDS_MAX {
            return Err(IncrementError::TooMany);
        }
        let is_step = |step: Money| step > Money::ZERO && step <= Money::MAX;
        if !is_step(self.above) || !self.bands.iter().all(|band| is_step(band.step)) {
            return Err(IncrementError::Step);
        }
        // With smaller steps above larger ones, a ceiling could lead below the least bid.
        let rising = self
            .bands
            .is_sorted_by(|lower, higher| lower.below < higher.below && lower.step <= higher.step);
        let rising = rising && self.bands.last().is_none_or(|last| last.step <= self.above);
        if rising { Ok(()) } else { Err(IncrementError::Order) }
    }

    /// The step above this price.
    pub fn step(&self, price: Money) -> Money {
        let band = self.bands.iter().find(|band| price < band.below);
        band.map_or(self.above, |band| band.step)
    }

    /// Whether every price has the same step.
    pub fn is_fixed(&self) -> bool {
        self.bands.is_empty()
    }
}

impl Increment {
    /// The steps.
    pub const fn ladder(&self) -> &Ladder {
        match self {
            Self::AtLeast(ladder) | Self::Multiple(ladder) => ladder,
        }
    }

    /// The step above this price.
    pub fn step(&self, price: Money) -> Money {
        self.ladder().step(price)
    }

    /// The price plus its step; an amount that does not fit is the largest there is.
    pub fn above(&self, price: Money) -> Money {
        price.checked_add(self.step(price)).unwrap_or(Money::from_fen(i64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_has_the_step_of_its_band() {
        let fen = Money::from_fen;
        let bands =
            vec![Band { below: fen(100), step: fen(5) }, Band { below: fen(500), step: fen(25) }];
        let ladder = Ladder::banded(bands, fen(50)).unwrap();
        for (price, step) in [(0, 5), (99, 5), (100, 25), (499, 25), (500, 50), (90_000, 50)] {
            assert_eq!(ladder.step(fen(price)), fen(step), "{price}");
        }
        assert_eq!(Increment::AtLeast(ladder).above(fen(99)), fen(104));
    }

    #[test]
    fn bands_that_make_no_ladder_are_refused() {
        let fen = Money::from_fen;
        let band = |below, step| Band { below: fen(below), step: fen(step) };
        let ladder = |bands, above| Ladder::banded(bands, fen(above)).map(|_| ());
        assert_eq!(ladder(vec![], 0), Err(IncrementError::Step));
        assert_eq!(ladder(vec![band(100, 0)], 1), Err(IncrementError::Step));
        assert_eq!(ladder(vec![band(100, -1)], 1), Err(IncrementError::Step));
        assert_eq!(ladder(vec![band(100, 1), band(100, 2)], 1), Err(IncrementError::Order));
        assert_eq!(ladder(vec![band(100, 2), band(200, 1)], 3), Err(IncrementError::Order));
        assert_eq!(ladder(vec![band(100, 2)], 1), Err(IncrementError::Order));
        assert_eq!(ladder(vec![band(1, 1); BANDS_MAX + 1], 1), Err(IncrementError::TooMany));
    }
}
