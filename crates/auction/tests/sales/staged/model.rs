//! The outcome of a staged sale against a naive model of it.
//!
//! The engine goes from phase to phase. The model knows no phases: it walks through the bids with
//! the two moments between which the next one counts.

use auction::{At, Command, Conclusion, Stage, UnsoldReason};
use lexicon::{Money, Paddle, Span};
use proptest::prelude::*;

use super::until;
use crate::ascending::properties::config;
use crate::sale::Sale;
use crate::words::OPENS_AT;

const US_PER_SECOND: i64 = 1_000_000;
const STAGE: i64 = 180 * US_PER_SECOND;
const PAUSE: i64 = 15 * US_PER_SECOND;
const DAY: i64 = 600 * US_PER_SECOND;
const START: i64 = 10_000;
const INCREMENT: i64 = 1_000;

/// A bid: when, whose, how many fen.
type Bid = (i64, u32, i64);

/// The last bid that counted.
fn last_bid(bids: &[Bid]) -> Option<Bid> {
    let (mut after, mut until, mut price, mut last) = (-1, STAGE, START, None);
    for &bid in bids {
        let (us, _, fen) = bid;
        if us > until {
            break;
        }
        if us <= after || fen < price || (fen - START).rem_euclid(INCREMENT) != 0 {
            continue;
        }
        (last, price) = (Some(bid), fen + INCREMENT);
        after = us + PAUSE;
        if after >= DAY {
            break;
        }
        until = (after + STAGE).min(DAY);
    }
    last
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whoever_bid_last_before_a_silent_stage_or_the_end_of_the_day_has_the_lot(
        plan in prop::collection::vec(
            (
                prop_oneof![
                    Just(0), Just(1), Just(PAUSE), Just(PAUSE + 1), Just(STAGE),
                    Just(PAUSE + STAGE), 0..PAUSE, 0..60 * US_PER_SECOND
                ],
                1_u32..=4,
                prop_oneof![
                    6 => Just(0), 2 => (1_i64..4).prop_map(|it| it * INCREMENT),
                    1 => Just(-1), 1 => Just(1), 1 => Just(-INCREMENT)
                ],
            ),
            0..40,
        ),
    ) {
        let mut sale = Sale::publish(OPENS_AT, until("t600"));
        for paddle in (1..=4).map(Paddle) {
            let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
            sale.submit(At::moment_only(OPENS_AT), &admit).unwrap();
        }
        let (mut us, mut bids) = (0, Vec::new());
        for (after, paddle, above) in plan {
            us += after;
            let at = At::moment_only(OPENS_AT + Span::from_us(u64::try_from(us).unwrap()));
            sale.attend(at.arrived_at(), None);
            let fen = sale.auction().least_bid().fen() + above;
            bids.push((us, paddle, fen));
            let (paddle, amount) = (Some(Paddle(paddle)), Money::from_fen(fen));
            // Whether it is accepted or refused, the model says the same of the outcome.
            let _ = sale.submit(at, &Command::PlaceBid { paddle, amount, confirmed: false });
        }
        sale.attend(sale.moment() + Span::DAY, None);
        let expected = match last_bid(&bids) {
            Some((_, paddle, fen)) => {
                Conclusion::Awarded { paddle: Paddle(paddle), price: Money::from_fen(fen) }
            }
            None => Conclusion::Unsold { reason: UnsoldReason::NoBid },
        };
        let Stage::Closed { closed_at, conclusion } = *sale.auction().stage() else {
            panic!("a sale that nobody stops closes")
        };
        prop_assert_eq!(conclusion, expected);
        prop_assert!(closed_at <= OPENS_AT + Span::from_seconds(600), "the day has an end");
    }
}
