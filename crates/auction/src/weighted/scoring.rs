//! The formulas by which price and plan are weighed, and the ranking that follows.

use std::cmp::Reverse;

use lexicon::{Money, Secret};
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Points, PriceFormula, Score, Weighted};
use crate::{Leading, OpenedBid};

/// Figures are cut: what is left behind the last place never gives a point.
const CUT: RoundingStrategy = RoundingStrategy::ToZero;

impl Points {
    pub(super) const ZERO: Self = Self(Decimal::ZERO);
    pub(super) const HUNDRED: Self = Self(Decimal::ONE_HUNDRED);

    /// Whether nothing stands behind so many decimal places.
    pub(super) fn is_cut(self, places: u8) -> bool {
        self.0.normalize().scale() <= u32::from(places)
    }

    /// Written in one way only: without zeros at the end.
    fn normal(self) -> Self {
        Self(self.0.normalize())
    }
}

impl Score {
    pub(super) fn leading(&self) -> Leading {
        Leading { paddle: self.paddle, price: self.price }
    }
}

impl Weighted {
    /// The price that the others are measured by, and every figure of every bid: the best first,
    /// by the total, then by the price, then in the sequence of receipt.
    pub(super) fn score(&self) -> (Money, Vec<Score>) {
        let bids: Vec<OpenedBid> = self.bids.in_sequence().collect();
        let reference = self.terms.formula.reference(&bids);
        let mut scores: Vec<Score> = bids.iter().map(|bid| self.score_of(bid, reference)).collect();
        scores.sort_by_key(|score| Reverse((score.total, score.price)));
        (reference, scores)
    }

    /// A plan for which no points were entered got none.
    fn score_of(&self, bid: &OpenedBid, reference: Money) -> Score {
        let OpenedBid { paddle, amount: price } = *bid;
        let entered = self.plans.get(&paddle).map(Secret::reveal);
        let points = entered.map_or_else(
            || vec![Points::ZERO; self.terms.criteria.len()],
            |points| points.iter().map(|given| given.normal()).collect(),
        );
        let price_points = self.price_points(price, reference);
        let plan_points = Points(points.iter().map(|given| given.0).sum()).normal();
        let total = Points(price_points.0 + plan_points.0).normal();
        assert!(total <= Points::HUNDRED, "all together give a hundred points at most");
        Score { paddle, price, price_points, points, plan_points, total }
    }

    /// All points times the part, divided by the whole, cut once.
    ///
    /// The product is exact, of 24 digits at most. The quotient is kept to 25 places and more, and
    /// lies, where it is no figure of so many places itself, further than that below the next one:
    /// it is not lifted there.
    fn price_points(&self, price: Money, reference: Money) -> Points {
        let start = self.terms.sale.starting_price;
        let (part, whole) = self.terms.formula.share(price, reference, start);
        let all = self.terms.price_points.0;
        let product = all.checked_mul(Decimal::from(part));
        let share = product.and_then(|product| product.checked_div(Decimal::from(whole)));
        let share = share.unwrap_or_else(|| panic!("a price is a share of a price"));
        Points(share.round_dp_with_strategy(u32::from(self.terms.places), CUT)).normal()
    }
}

impl PriceFormula {
    /// The price that the others are measured by; nothing where nobody bids.
    fn reference(self, bids: &[OpenedBid]) -> Money {
        let highest = bids.iter().map(|bid| bid.amount).max();
        match self {
            Self::ShareOfHighest | Self::ShareAboveStart => highest.unwrap_or(Money::ZERO),
            Self::NearestToMean => mean(bids),
        }
    }

    /// Which part of which whole a price is worth, in fen.
    fn share(self, price: Money, reference: Money, start: Money) -> (i64, i64) {
        match self {
            Self::ShareOfHighest => (price.fen(), reference.fen()),
            Self::ShareAboveStart if reference == start => (1, 1),
            Self::ShareAboveStart => (price.fen() - start.fen(), reference.fen() - start.fen()),
            Self::NearestToMean => {
                let away = (price.fen() - reference.fen()).abs();
                ((reference.fen() - away).max(0), reference.fen())
            }
        }
    }
}

/// The mean of all prices, cut to whole fen.
fn mean(bids: &[OpenedBid]) -> Money {
    let sum: i64 = bids.iter().map(|bid| bid.amount.fen()).sum();
    let count = i64::try_from(bids.len()).unwrap_or(i64::MAX);
    Money::from_fen(sum.checked_div_euclid(count).unwrap_or(0))
}
