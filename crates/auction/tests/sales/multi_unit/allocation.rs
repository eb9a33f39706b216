//! How a quantity is divided at the close.
//!
//! The property asks the engine and a model that hands out one trading lot after the other.

use std::cmp::Reverse;

use auction::{
    Allocation, At, Command, Event, MultiUnitTerms, QuantityBid, Reserve, SaleTerms, UnitPricing,
};
use lexicon::{Moment, Money, Paddle, Quantity, Secret, Unit};
use proptest::prelude::*;

use super::{allowances, pay_as_bid};
use crate::ascending::properties::config;
use crate::sale::Sale;
use crate::table::check;
use crate::terms::seconds;
use crate::words::{OPENS_AT, parse_moment};

fn reserved(reserve: Reserve) -> MultiUnitTerms {
    let sale = SaleTerms { reserve, ..allowances().sale };
    MultiUnitTerms { sale, ..allowances() }
}

/// The worked example of docs/methods/multi-unit.md.
#[test]
fn the_margin_is_divided_in_proportion_to_whole_lots() {
    check(
        allowances(),
        "
        t1    B1    4000 tonne at 18   B1 bid 1
        t2    B2    3000 tonne at 17   B2 bid 2
        t3    B3    5000 tonne at 17   B3 bid 3
        t4    B4    1000 tonne at 17   B4 bid 4
        t5    B2    2000 tonne at 16.5  B2 bid 5
        t600  lot   closes             10000 sold at 17, 0 left: bid 1 B1 4000 at 17 = 68000; bid 2
            + B2 2000 at 17 = 34000; bid 3 B3 3000 at 17 = 51000; bid 4 B4 1000 at 17 = 17000,
            + divided
        t600  hall  awards             B1 buys 4000 for 68000, B2 buys 2000 for 34000, B3 buys 3000
            + for 51000, B4 buys 1000 for 17000
        ",
    );
}

#[test]
fn each_pays_his_own_price_where_the_terms_say_so() {
    check(
        pay_as_bid(),
        "
        t1    B1    4000 tonne at 18   B1 bid 1
        t2    B2    3000 tonne at 17   B2 bid 2
        t3    B3    5000 tonne at 17   B3 bid 3
        t4    B1    1000 tonne at 17   B1 bid 4
        t600  lot   closes             10000 sold at own prices, 0 left: bid 1 B1 4000 at 18 =
            + 72000; bid 2 B2 2000 at 17 = 34000; bid 3 B3 3000 at 17 = 51000; bid 4 B1 1000 at 17
            + = 17000, divided
        t600  hall  awards             B1 buys 5000 for 89000, B2 buys 2000 for 34000, B3 buys 3000
            + for 51000
        ",
    );
}

#[test]
fn of_equal_rests_the_earlier_bid_gets_the_lot_and_a_bid_may_get_nothing() {
    let terms = MultiUnitTerms { bidder_cap: Quantity::from_units(10_000), ..allowances() };
    check(
        terms,
        "
        t1    B1    9000 tonne at 18   B1 bid 1
        t2    B3    1000 tonne at 17   B3 bid 2
        t3    B2    1000 tonne at 17   B2 bid 3
        t600  lot   closes             10000 sold at 17, 0 left: bid 1 B1 9000 at 17 = 153000; bid
            + 2 B3 1000 at 17 = 17000, divided
        ",
    );
}

#[test]
fn what_is_asked_for_exactly_is_given_and_nobody_below_gets_anything() {
    check(
        allowances(),
        "
        t1    B1    5000 tonne at 18       B1 bid 1
        t2    B2    1000 tonne at 17.99    B2 bid 2
        t3    B3    5000 tonne at 18       B3 bid 3
        t600  lot   closes                 10000 sold at 18, 0 left: bid 1 B1 5000 at 18 = 90000;
            + bid 3 B3 5000 at 18 = 90000, divided
        ",
    );
}

#[test]
fn what_nobody_asks_for_is_told_and_stays_unsold() {
    check(
        allowances(),
        "
        t1    B1    1000 tonne at 18       B1 bid 1
        t2    B2    1000 tonne at 16.09    B2 bid 2
        t600  lot   closes                 2000 sold at 16.09, 8000 left: bid 1 B1 1000 at 16.09 =
            + 16090; bid 2 B2 1000 at 16.09 = 16090, divided
        t601  desk  records default        NoWinner
        t602  B1    1000 tonne at 18       AuctionClosed { closed_at: t600 }
        ",
    );
    check(
        allowances(),
        "
        t600  lot   closes                 unsold: NoBid
        t600  hall  awards                 nobody gets anything
        ",
    );
}

#[test]
fn below_the_reserve_nobody_gets_anything() {
    check(
        reserved(Reserve::Public(Money::from_fen(1_700))),
        "
        t1    B1    1000 tonne at 17       B1 bid 1
        t2    B2    1000 tonne at 16.99    B2 bid 2
        t3    B3    1000 tonne at 17.01    B3 bid 3
        t600  lot   closes                 2000 sold at 17, 8000 left: bid 3 B3 1000 at 17 = 17000;
            + bid 1 B1 1000 at 17 = 17000, divided
        ",
    );
    check(
        reserved(Reserve::Public(Money::from_fen(1_700))),
        "
        t1    B1    1000 tonne at 16.99    B1 bid 1
        t600  lot   closes                 unsold: BelowReserve
        ",
    );
    let secret = Reserve::Secret { entered_from: None, entered_until: seconds(60) };
    check(
        reserved(secret),
        "
        t1    B1    1000 tonne at 16.99    B1 bid 1
        t2    B2    1000 tonne at 17       B2 bid 2
        t540  desk  enters reserve 17      entered
        t600  lot   closes                 1000 sold at 17, 9000 left: bid 2 B2 1000 at 17 = 17000,
            + divided
        ",
    );
    check(
        reserved(secret),
        "
        t1    B1    1000 tonne at 16.09    B1 bid 1
        t600  lot   closes                 1000 sold at 16.09, 9000 left: bid 1 B1 1000 at 16.09 =
            + 16090, divided
        ",
    );
}

#[test]
fn one_bidder_is_too_few_where_two_are_needed() {
    let sale = SaleTerms { bidders_min: 2, ..allowances().sale };
    check(
        MultiUnitTerms { sale: sale.clone(), ..allowances() },
        "
        t1    B1    1000 tonne at 18       B1 bid 1
        t2    B1    1000 tonne at 17       B1 bid 2
        t600  lot   closes                 unsold: TooFewBidders
        ",
    );
    check(
        MultiUnitTerms { sale, ..allowances() },
        "
        t1    B1    1000 tonne at 18       B1 bid 1
        t2    B2    1000 tonne at 17       B2 bid 2
        t600  lot   closes                 2000 sold at 17, 8000 left: bid 1 B1 1000 at 17 = 17000;
            + bid 2 B2 1000 at 17 = 17000, divided
        ",
    );
}

type Wish = (u32, i64, u64);

/// Divides lot by lot: whoever is furthest below his exact share gets the next whole one.
fn modelled(terms: &MultiUnitTerms, reserve: i64, wishes: &[Wish]) -> Vec<(usize, u64)> {
    let (lot, mut left) = (terms.lot.units(), terms.quantity.units());
    let mut got: Vec<u64> = vec![0; wishes.len()];
    let mut prices: Vec<i64> = wishes.iter().map(|wish| wish.1).collect();
    prices.sort_by_key(|price| Reverse(*price));
    prices.dedup();
    for price in prices.into_iter().filter(|price| *price >= reserve) {
        let equals: Vec<usize> = (0..wishes.len()).filter(|it| wishes[*it].1 == price).collect();
        let asked: u64 = equals.iter().map(|it| wishes[*it].2).sum();
        let divided = left.min(asked);
        // In lots: the exact share is wish * divided / asked; whole parts first.
        for &it in &equals {
            let mut whole = 0;
            while (u128::from(whole) + 1) * u128::from(lot) * u128::from(asked)
                <= u128::from(wishes[it].2) * u128::from(divided)
            {
                whole += 1;
            }
            got[it] = whole * lot;
        }
        loop {
            let given: u64 = equals.iter().map(|it| got[*it]).sum();
            if given == divided {
                break;
            }
            let lack = |it: &usize| {
                let share = i128::from(wishes[*it].2) * i128::from(divided);
                share - i128::from(got[*it]) * i128::from(asked)
            };
            let most = equals.iter().map(lack).max().unwrap();
            let next = equals.iter().copied().find(|it| lack(it) == most).unwrap();
            got[next] += lot;
        }
        left -= divided;
    }
    got.into_iter().enumerate().filter(|(_, quantity)| *quantity > 0).collect()
}

fn close(terms: &MultiUnitTerms, wishes: &[Wish]) -> Option<Allocation> {
    let mut sale = Sale::publish(parse_moment("t-10"), terms.clone());
    for paddle in (1..=6).map(Paddle) {
        let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
        sale.submit(At::moment_only(parse_moment("t-10")), &admit).unwrap();
    }
    sale.attend(OPENS_AT, None);
    for &(paddle, price, quantity) in wishes {
        let (price, quantity) = (Money::from_fen(price), Quantity::from_units(quantity));
        let bid = Secret::new(QuantityBid { price, quantity, unit: Unit::Tonne });
        let command = Command::PlaceQuantityBid { paddle: Some(Paddle(paddle)), bid };
        sale.submit(At::moment_only(OPENS_AT), &command).unwrap();
    }
    let closes_at: Moment = parse_moment("t600");
    let coverage = auction::Coverage::Covered;
    let events = sale.submit(At::moment_only(closes_at), &Command::CloseLot { coverage }).unwrap();
    let awarded: u64 = sale.auction().awards().iter().map(|it| it.quantity.unwrap().units()).sum();
    let allocation = events.iter().find_map(|event| {
        let Event::QuantityAllocated { allocation } = event else { return None };
        Some(Allocation::clone(allocation))
    });
    let sold = allocation.as_ref().map_or(0, |it| it.quantity.units());
    assert_eq!(awarded, sold, "the parts sum to what is sold");
    allocation
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_quantity_is_divided_as_the_model_divides_it(
        wishes in prop::collection::vec((1_u32..=6, 0_i64..4, 1_u64..=9), 0..24),
        (lots, reserve) in (9_u64..=40, 0_i64..4),
        is_uniform in any::<bool>(),
    ) {
        let lot = 7;
        let wishes: Vec<Wish> =
            wishes.into_iter().map(|(who, price, lots)| (who, 100 + price, lots * lot)).collect();
        let pricing = if is_uniform { UnitPricing::Uniform } else { UnitPricing::PayAsBid };
        let quantity = Quantity::from_units(lots * lot);
        let terms = MultiUnitTerms {
            sale: SaleTerms {
                starting_price: Money::from_fen(100),
                reserve: Reserve::Public(Money::from_fen(100 + reserve)),
                ..allowances().sale
            },
            quantity,
            lot: Quantity::from_units(lot),
            bidder_cap: quantity,
            bids_each_max: 100,
            pricing,
            ..allowances()
        };
        // Nobody asks for more than one may get.
        let mut asked = [0; 7];
        let wishes: Vec<Wish> = wishes
            .into_iter()
            .filter(|(who, _, wish)| {
                let sum = &mut asked[usize::try_from(*who).unwrap()];
                let fits = *sum + wish <= quantity.units();
                *sum += if fits { *wish } else { 0 };
                fits
            })
            .collect();
        let told = modelled(&terms, 100 + reserve, &wishes);
        let allocation = close(&terms, &wishes);
        let mut ruled: Vec<(usize, u64)> = Vec::new();
        let lowest = told.iter().map(|(it, _)| wishes[*it].1).min();
        for allotment in allocation.iter().flat_map(|it| &it.allotments) {
            let place = usize::try_from(allotment.number.0).unwrap() - 1;
            ruled.push((place, allotment.quantity.units()));
            let price = if is_uniform { lowest.unwrap() } else { wishes[place].1 };
            prop_assert_eq!(allotment.price, Money::from_fen(price));
            prop_assert_eq!(Some(allotment.value), allotment.quantity.at(allotment.price));
            prop_assert!(allotment.quantity.is_multiple_of(terms.lot));
        }
        let is_ranked = ruled.is_sorted_by_key(|(place, _)| (Reverse(wishes[*place].1), *place));
        prop_assert!(is_ranked, "the highest first, of one price the earliest");
        ruled.sort_unstable();
        prop_assert_eq!(ruled, told);
        if let Some(allocation) = allocation {
            let sum = allocation.quantity.units() + allocation.unsold.units();
            prop_assert_eq!(sum, terms.quantity.units());
            let uniform = lowest.filter(|_| is_uniform).map(Money::from_fen);
            prop_assert_eq!(allocation.price, uniform);
        }
    }
}
