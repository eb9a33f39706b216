//! The falling price against a naive model of it.
//!
//! The engine steps from price to price. The model reckons the price of any moment at once, and
//! looks for the first in sequence who named at least the price of the moment of his arrival.

use auction::{At, Command, Conclusion, DescendingTerms, Stage, UnsoldReason};
use lexicon::{Money, Paddle, Span};
use proptest::prelude::*;

use super::falling;
use crate::ascending::properties::config;
use crate::sale::Sale;
use crate::words::OPENS_AT;

const US_PER_SECOND: i64 = 1_000_000;

/// The price in force so long after the opening, in fen; a price stands to its last moment.
fn price_at(terms: &DescendingTerms, us: i64) -> Option<i64> {
    let interval = i64::try_from(terms.interval.us()).unwrap();
    let (start, floor) = (terms.sale.starting_price.fen(), terms.floor.fen());
    let falls = (us - 1).max(0).div_euclid(interval);
    let lower = start - falls * terms.step.fen();
    let is_over = falls > 0 && lower + terms.step.fen() <= floor;
    (!is_over).then_some(lower.max(floor))
}

/// Who has the lot, and at what.
fn sold(terms: &DescendingTerms, bids: &[(i64, u32, i64)]) -> Option<(Paddle, Money)> {
    bids.iter().find_map(|&(us, paddle, fen)| {
        let price = price_at(terms, us)?;
        (fen >= price).then_some((Paddle(paddle), Money::from_fen(price)))
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whoever_first_names_the_price_in_force_has_the_lot(
        (starting_price, floor) in (1_000_i64..20_000).prop_flat_map(|it| (Just(it), 1..=it)),
        (step, interval) in (500_i64..3_000, 1_u64..20),
        plan in prop::collection::vec(
            (prop_oneof![Just(0), Just(1), 0..US_PER_SECOND, 0..60 * US_PER_SECOND],
             any::<bool>(), 1_u32..=4, -2_000_i64..50),
            0..30,
        ),
    ) {
        let mut terms = DescendingTerms {
            step: Money::from_fen(step),
            interval: Span::from_seconds(interval),
            floor: Money::from_fen(floor),
            ..falling()
        };
        terms.sale.starting_price = Money::from_fen(starting_price);
        let mut sale = Sale::publish(OPENS_AT, terms.clone());
        for paddle in (1..=4).map(Paddle) {
            let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
            sale.submit(At::moment_only(OPENS_AT), &admit).unwrap();
        }
        let (mut us, mut bids) = (0, Vec::new());
        for (after, at_the_edge, paddle, above) in plan {
            us += after;
            if at_the_edge {
                // The last moment of a price.
                us = (us + i64::try_from(interval).unwrap() * US_PER_SECOND)
                    .div_euclid(US_PER_SECOND) * US_PER_SECOND;
            }
            let amount = (price_at(&terms, us).unwrap_or(floor) + above).max(1);
            let at = At::moment_only(OPENS_AT + Span::from_us(u64::try_from(us).unwrap()));
            sale.attend(at.arrived_at(), None);
            bids.push((us, paddle, amount));
            let (paddle, amount) = (Some(Paddle(paddle)), Money::from_fen(amount));
            let _ = sale.submit(at, &Command::PlaceBid { paddle, amount, confirmed: false });
        }
        sale.attend(sale.moment() + Span::DAY, None);
        let expected = match sold(&terms, &bids) {
            Some((paddle, price)) => Conclusion::Awarded { paddle, price },
            None => Conclusion::Unsold { reason: UnsoldReason::NoBid },
        };
        let Stage::Closed { conclusion, .. } = *sale.auction().stage() else {
            panic!("a price that nobody stops falls to the end")
        };
        prop_assert_eq!(conclusion, expected);
    }
}
