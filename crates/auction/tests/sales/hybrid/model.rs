//! The outcome of a hybrid sale against a naive model of it.
//!
//! The engine goes through the phases. The model has everything before it at once: who accepted at
//! what, every sealed bid in the sequence of receipt, and what the holder bid last.

use auction::{At, Command, Conclusion, Stage};
use lexicon::{Money, Paddle, Secret, Span};
use proptest::prelude::*;

use super::hybrid;
use crate::ascending::properties::config;
use crate::sale::Sale;
use crate::words::OPENS_AT;

const INCREMENT: i64 = 500;

/// Who has the lot, and at what: plain fen and paddles.
fn outcome(holder: (u32, i64), sealed: &[(u32, i64)], words: &[(u32, i64)]) -> (u32, i64) {
    let mut bids: Vec<(u32, i64)> = Vec::new();
    for &(paddle, fen) in sealed {
        let is_first = !bids.iter().any(|bid| bid.0 == paddle);
        if paddle != holder.0 && is_first && fen >= holder.1 + INCREMENT {
            bids.push((paddle, fen));
        }
    }
    let Some(highest) = bids.iter().map(|bid| bid.1).max() else { return holder };
    let best = *bids.iter().find(|bid| bid.1 == highest).unwrap();
    let word = words.iter().find(|bid| bid.0 == holder.0 && bid.1 >= highest + INCREMENT);
    *word.unwrap_or(&best)
}

fn bids() -> impl Strategy<Value = Vec<(u32, i64)>> {
    let near = prop_oneof![Just(0_i64), Just(1), Just(-1), Just(INCREMENT)];
    let amount = (15_i64..26, near).prop_map(|(steps, beside)| steps * INCREMENT + beside);
    prop::collection::vec((1_u32..=5, amount), 0..12)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_sale_ends_as_in_the_model(
        holder in 1_u32..=5,
        falls in 0_usize..4,
        sealed in bids(),
        words in bids(),
    ) {
        let accepted = [10_000, 9_000, 8_000, 7_500][falls];
        let mut sale = Sale::publish(OPENS_AT, hybrid());
        for paddle in (1..=5).map(Paddle) {
            let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
            sale.submit(At::moment_only(OPENS_AT), &admit).unwrap();
        }
        let submit = |sale: &mut Sale, seconds: usize, command: Command| {
            let at = At::moment_only(OPENS_AT + Span::from_seconds(seconds.try_into().unwrap()));
            sale.attend(at.arrived_at(), None);
            // Whether it is accepted or refused, the model says the same of the outcome.
            let _ = sale.submit(at, &command);
        };
        let bid = |paddle, fen| Command::PlaceBid {
            paddle: Some(Paddle(paddle)),
            amount: Money::from_fen(fen),
            confirmed: false,
        };
        submit(&mut sale, falls * 10 + 5, bid(holder, accepted));
        for (place, &(paddle, fen)) in sealed.iter().enumerate() {
            let amount = Secret::new(Money::from_fen(fen));
            let seal = Command::PlaceSealedBid { paddle: Some(Paddle(paddle)), amount };
            submit(&mut sale, falls * 10 + 11 + place, seal);
        }
        for (place, &(paddle, fen)) in words.iter().enumerate() {
            submit(&mut sale, falls * 10 + 131 + place, bid(paddle, fen));
        }
        sale.attend(sale.moment() + Span::DAY, None);
        let (paddle, fen) = outcome((holder, accepted), &sealed, &words);
        let expected =
            Conclusion::Awarded { paddle: Paddle(paddle), price: Money::from_fen(fen) };
        let Stage::Closed { conclusion, .. } = *sale.auction().stage() else {
            panic!("a sale that nobody stops closes")
        };
        prop_assert_eq!(conclusion, expected);
    }
}
