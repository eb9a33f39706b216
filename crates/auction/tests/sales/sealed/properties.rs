//! The opening against a naive model of it.
//!
//! The engine sorts what it kept. The model takes the best out of a heap of bids again and again,
//! each time looking through all that are left, and lets each pay what its own words say.

use auction::{
    At, Command, Coverage, Event, OpenedBid, Pricing, Reserve, SaleTerms, SealedTerms, Tie,
    UnsoldReason,
};
use lexicon::{HashAlg, Money, Paddle, Secret};
use proptest::prelude::*;

use crate::ascending::properties::config;
use crate::sale::Sale;
use crate::terms::{sale_terms, sealed, seconds};
use crate::words::parse_moment;

const BIDDERS: u32 = 6;
const SEED: [u8; 32] = [7; 32];

/// What happens: who bids how much, in this sequence, in either round.
#[derive(Debug, Clone)]
struct Told {
    terms: SealedTerms,
    first: Vec<(u32, i64)>,
    second: Vec<(u32, i64)>,
}

/// Amounts of few kinds, so that many are equal; some too low.
fn amounts() -> impl Strategy<Value = Vec<(u32, i64)>> {
    prop::collection::vec((1..=BIDDERS, 9_999_i64..10_004), 0..12)
}

fn told() -> impl Strategy<Value = Told> {
    let tie = prop_oneof![
        Just(Tie::ByTime),
        Just(Tie::ByLot),
        Just(Tie::SecondRound { length: seconds(300) })
    ];
    let pricing = prop_oneof![Just(Pricing::First), Just(Pricing::Second)];
    let reserve = prop_oneof![
        2 => Just(Reserve::None),
        1 => (10_000_i64..10_006).prop_map(|fen| Reserve::Public(Money::from_fen(fen)))
    ];
    (tie, pricing, reserve, 1_u8..=2, amounts(), amounts()).prop_map(
        |(tie, pricing, reserve, bidders_min, first, second)| {
            let sale = SaleTerms { reserve, bidders_min, ..sale_terms() };
            Told { terms: SealedTerms { sale, pricing, tie, ..sealed() }, first, second }
        },
    )
}

/// The first bid of each that is high enough, in the sequence of receipt.
fn kept(bids: &[(u32, i64)], least: i64, may_bid: &dyn Fn(u32) -> bool) -> Vec<(u32, i64)> {
    let mut kept: Vec<(u32, i64)> = Vec::new();
    for &(paddle, fen) in bids {
        if fen >= least && may_bid(paddle) && !kept.iter().any(|it| it.0 == paddle) {
            kept.push((paddle, fen));
        }
    }
    kept
}

/// Takes out the best again and again; of equals the one that stands earlier.
fn drained(mut bids: Vec<(u32, i64)>) -> Vec<(u32, i64)> {
    let mut drained = Vec::new();
    while let Some(best) = bids.iter().map(|it| it.1).max() {
        let place = bids.iter().position(|it| it.1 == best).unwrap();
        drained.push(bids.remove(place));
    }
    drained
}

/// What the model says: what is opened in either round, and the result.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    first: Vec<(u32, i64)>,
    second: Vec<(u32, i64)>,
    result: Result<(u32, i64), UnsoldReason>,
}

fn model(told: &Told) -> Outcome {
    let first = drained(kept(&told.first, 10_000, &|_| true));
    let Some(&(_, highest)) = first.first() else {
        return Outcome { first, second: Vec::new(), result: Err(UnsoldReason::NoBid) };
    };
    let equals: Vec<u32> = first.iter().filter(|it| it.1 == highest).map(|it| it.0).collect();
    let is_second = equals.len() > 1 && matches!(told.terms.tie, Tie::SecondRound { .. });
    let second = if is_second {
        drained(kept(&told.second, highest, &|paddle| equals.contains(&paddle)))
    } else {
        Vec::new()
    };
    let drawn = |paddle: &u32| HashAlg::Sha256.digest(&[b"lot", &SEED, &paddle.to_le_bytes()]);
    let winner = match (second.first(), told.terms.tie) {
        (Some(&(paddle, _)), _) => paddle,
        (None, Tie::ByLot) => *equals.iter().min_by_key(|it| drawn(it)).unwrap(),
        (None, _) => equals[0],
    };
    // What each stands by in the end.
    let last = |paddle: u32| {
        let said = second.iter().chain(&first).find(|it| it.0 == paddle);
        said.unwrap().1
    };
    let others = first.iter().filter(|it| it.0 != winner).map(|it| last(it.0)).max();
    let reserve = match told.terms.sale.reserve {
        Reserve::Public(reserve) => reserve.fen(),
        _ => 0,
    };
    let price = match told.terms.pricing {
        Pricing::First => last(winner),
        Pricing::Second => others.unwrap_or(0).max(10_000).max(reserve),
    };
    let result = if first.len() < usize::from(told.terms.sale.bidders_min) {
        Err(UnsoldReason::TooFewBidders)
    } else if last(winner) < reserve {
        Err(UnsoldReason::BelowReserve)
    } else {
        Ok((winner, price))
    };
    Outcome { first, second, result }
}

fn at(text: &str) -> At {
    At::moment_only(parse_moment(text))
}

fn bid_all(sale: &mut Sale, when: &str, bids: &[(u32, i64)]) {
    for &(paddle, fen) in bids {
        let amount = Secret::new(Money::from_fen(fen));
        // Whether it comes in or not is the model's to know.
        let _ = sale
            .submit(at(when), &Command::PlaceSealedBid { paddle: Some(Paddle(paddle)), amount });
    }
}

fn opened(bids: &[OpenedBid]) -> Vec<(u32, i64)> {
    bids.iter().map(|it| (it.paddle.0, it.amount.fen())).collect()
}

/// What the engine says.
fn run(told: &Told) -> Outcome {
    let mut sale = Sale::publish(parse_moment("t-1"), told.terms.clone());
    for paddle in (1..=BIDDERS).map(Paddle) {
        let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
        sale.submit(at("t-1"), &admit).unwrap();
    }
    sale.submit(at("t0"), &Command::Open { chance: Some(Secret::new(SEED)) }).unwrap();
    bid_all(&mut sale, "t1", &told.first);
    let close = Command::CloseLot { coverage: Coverage::Covered };
    let mut events = sale.submit(at("t600"), &close).unwrap().to_vec();
    let mut outcome =
        Outcome { first: Vec::new(), second: Vec::new(), result: Err(UnsoldReason::NoBid) };
    if let Some(Event::BidsOpened { bids }) = events.first() {
        outcome.first = opened(bids);
    }
    if matches!(events.last(), Some(Event::PhaseBegan { .. })) {
        bid_all(&mut sale, "t700", &told.second);
        events = sale.submit(at("t900"), &close).unwrap().to_vec();
        if let Some(Event::BidsOpened { bids }) = events.first() {
            outcome.second = opened(bids);
        }
    }
    outcome.result = match events.last() {
        Some(&Event::LotAwarded { paddle, price }) => Ok((paddle.0, price.fen())),
        Some(&Event::LotUnsold { reason }) => Err(reason),
        other => panic!("a sale ends with a result: {other:?}"),
    };
    outcome
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_opened_and_who_wins_at_which_price_is_as_in_the_model(told in told()) {
        prop_assert_eq!(run(&told), model(&told));
    }

    #[test]
    fn opened_are_the_bids_received_once_each_in_the_order_of_their_merit(
        bids in prop::collection::vec(10_000_i64..10_020, 1..40),
    ) {
        let mut sale = Sale::publish(parse_moment("t-1"), sealed());
        let numbered = || (1..).map(Paddle).zip(&bids);
        for (paddle, _) in numbered() {
            let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
            sale.submit(at("t-1"), &admit).unwrap();
        }
        sale.attend(parse_moment("t0"), None);
        for (paddle, fen) in numbered() {
            let amount = Secret::new(Money::from_fen(*fen));
            let bid = Command::PlaceSealedBid { paddle: Some(paddle), amount };
            sale.submit(at("t1"), &bid).unwrap();
        }
        let close = Command::CloseLot { coverage: Coverage::Covered };
        let events = sale.submit(at("t600"), &close).unwrap();
        let Some(Event::BidsOpened { bids: opened }) = events.first() else {
            panic!("bids are opened");
        };
        let mut by_paddle = opened.clone();
        by_paddle.sort_by_key(|bid| bid.paddle);
        let received: Vec<OpenedBid> = numbered()
            .map(|(paddle, fen)| OpenedBid { paddle, amount: Money::from_fen(*fen) })
            .collect();
        prop_assert_eq!(by_paddle, received);
        // Here the paddles rise in the sequence of receipt.
        let is_merit = opened.windows(2).all(|two| {
            two[0].amount > two[1].amount
                || (two[0].amount == two[1].amount && two[0].paddle < two[1].paddle)
        });
        prop_assert!(is_merit);
    }
}
