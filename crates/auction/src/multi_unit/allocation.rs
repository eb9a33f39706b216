//! Dividing a quantity among bids: from the highest price down, pro rata where it runs out.
//!
//! At the margin each bid gets its share of what is left, rounded down to whole trading lots; what
//! the rounding leaves goes out one trading lot each, by the largest part cut off, of equals to the
//! earlier bid. All in integers of 128 bits, so that the sum is exact.

use std::cmp::Reverse;

use lexicon::{Money, Quantity};

use super::{Allocation, Allotment, MultiUnit, Received, UnitPricing};

impl MultiUnit {
    /// Divides the quantity among the bids that reach the reserve.
    pub(super) fn allocate(&self, reserve: Option<Money>) -> Allocation {
        let bids = self.bids.iter().copied();
        let reaches = |it: &Received| reserve.is_none_or(|reserve| price_of(it) >= reserve);
        let mut ranked: Vec<Received> = bids.filter(reaches).collect();
        ranked.sort_by_key(|it| (Reverse(price_of(it)), it.number));
        let mut left = self.terms.quantity.units();
        let mut served: Vec<(Received, u64)> = Vec::with_capacity(ranked.len());
        for equals in ranked.chunk_by(|one, other| price_of(one) == price_of(other)) {
            if left == 0 {
                break;
            }
            left = self.serve(equals, left, &mut served);
        }
        let price = served.last().map(|(lowest, _)| price_of(lowest));
        let price = price.filter(|_| self.terms.pricing == UnitPricing::Uniform);
        let sold = self.terms.quantity.units() - left;
        Allocation {
            price,
            quantity: Quantity::from_units(sold),
            unsold: Quantity::from_units(left),
            allotments: served.into_iter().map(|(bid, got)| allotment(bid, got, price)).collect(),
        }
    }

    /// Serves the bids of one price, returns how much is left for the next.
    fn serve(&self, equals: &[Received], left: u64, served: &mut Vec<(Received, u64)>) -> u64 {
        let asked: u64 = equals.iter().map(quantity_of).sum();
        if asked <= left {
            served.extend(equals.iter().map(|it| (*it, quantity_of(it))));
            return left - asked;
        }
        let lot = self.terms.lot.units();
        let wishes: Vec<u64> = equals.iter().map(|it| quantity_of(it).div_euclid(lot)).collect();
        let shares = pro_rata(&wishes, left.div_euclid(lot));
        let got = equals.iter().zip(shares).filter(|(_, share)| *share > 0);
        served.extend(got.map(|(it, share)| (*it, share * lot)));
        0
    }
}

/// Divides so many trading lots, fewer than are wished for, in proportion to the wishes.
fn pro_rata(wishes: &[u64], lots: u64) -> Vec<u64> {
    let sum: u128 = wishes.iter().copied().map(u128::from).sum();
    assert!(u128::from(lots) < sum, "only what does not suffice is divided in proportion");
    let exact = |wish: &u64| u128::from(*wish) * u128::from(lots);
    let floor = |wish| u64::try_from(exact(wish).div_euclid(sum));
    let floors = wishes.iter().map(|wish| floor(wish).unwrap_or_else(|_| panic!("below the wish")));
    let mut shares: Vec<u64> = floors.collect();
    let mut by_rest: Vec<usize> = (0..wishes.len()).collect();
    by_rest.sort_by_key(|place| (Reverse(exact(&wishes[*place]).rem_euclid(sum)), *place));
    let mut rest = lots - shares.iter().sum::<u64>();
    for place in by_rest {
        if rest == 0 {
            break;
        }
        shares[place] += 1;
        rest -= 1;
    }
    assert!(rest == 0, "the shares sum to what is divided");
    shares
}

fn allotment(bid: Received, quantity: u64, price: Option<Money>) -> Allotment {
    let (price, quantity) = (price.unwrap_or(price_of(&bid)), Quantity::from_units(quantity));
    let value = quantity.at(price);
    let value = value.unwrap_or_else(|| panic!("nobody pays more than he has bid"));
    Allotment { number: bid.number, paddle: bid.paddle, price, quantity, value }
}

fn price_of(bid: &Received) -> Money {
    bid.bid.reveal().price
}

fn quantity_of(bid: &Received) -> u64 {
    bid.bid.reveal().quantity.units()
}
