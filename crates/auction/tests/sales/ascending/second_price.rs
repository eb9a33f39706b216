//! The rule of ceilings against a naive model of it.
//!
//! The engine keeps one standing ceiling and answers with it. The model keeps every ceiling that
//! was accepted and reckons anew each time: whoever has the highest leads, at one step above the
//! highest of all the others.

use auction::{AscendingTerms, At, Command, FirstBid, Increment, Ladder, OwnOverbid, Refusal};
use lexicon::{Money, Paddle, Secret, Span};
use proptest::prelude::*;

use crate::ascending::properties::config;
use crate::sale::Sale;
use crate::terms::{bands, proxies};
use crate::words::OPENS_AT;

/// All ceilings that were accepted, in their sequence, and the price to which they led.
struct Model {
    increment: Increment,
    first_bid: Money,
    starting_price: Money,
    ceilings: Vec<(Paddle, Money)>,
    price: Option<Money>,
}

impl Model {
    /// Whoever named the highest ceiling first, and that ceiling.
    fn leader(&self) -> Option<(Paddle, Money)> {
        let highest = self.ceilings.iter().map(|(_, ceiling)| *ceiling).max();
        self.ceilings.iter().find(|(_, ceiling)| Some(*ceiling) == highest).copied()
    }

    fn highest_of_others(&self, leader: Paddle) -> Option<Money> {
        let others = self.ceilings.iter().filter(|(paddle, _)| *paddle != leader);
        others.map(|(_, ceiling)| *ceiling).max()
    }

    fn is_on_grid(&self, ceiling: Money) -> bool {
        match &self.increment {
            Increment::AtLeast(_) => true,
            Increment::Multiple(ladder) => {
                let above = ceiling.checked_sub(self.starting_price).unwrap();
                above.is_multiple_of(ladder.step(ceiling))
            }
        }
    }

    fn take(&mut self, paddle: Paddle, ceiling: Money) -> bool {
        let leader = self.leader();
        let is_raise = leader.is_some_and(|(leader, _)| leader == paddle);
        let least = self.price.map_or(self.first_bid, |price| self.increment.above(price));
        let is_high_enough = match leader {
            Some((_, standing)) if is_raise => ceiling > standing,
            Some(_) | None => ceiling >= least,
        };
        if !is_high_enough || !self.is_on_grid(ceiling) {
            return false;
        }
        self.ceilings.push((paddle, ceiling));
        if !is_raise {
            let (leader, highest) = self.leader().unwrap();
            let second = self.highest_of_others(leader);
            let price = second.map_or(self.first_bid, |second| self.increment.above(second));
            self.price = Some(price.min(highest));
        }
        true
    }
}

fn assert_agreement(terms: &AscendingTerms, steps: &[(u32, i64)]) {
    let mut sale = Sale::publish(OPENS_AT, terms.clone());
    for paddle in (1..=4).map(Paddle) {
        let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
        sale.submit(At::moment_only(OPENS_AT), &admit).unwrap();
    }
    sale.attend(OPENS_AT, None);
    let first_bid = match terms.first_bid {
        FirstBid::AtStart => terms.starting_price,
        FirstBid::AboveStart => terms.increment.above(terms.starting_price),
    };
    let (increment, starting_price) = (terms.increment.clone(), terms.starting_price);
    let mut model = Model { increment, first_bid, starting_price, ceilings: vec![], price: None };
    for (second, (paddle, fen)) in (1..).zip(steps) {
        let (paddle, ceiling) = (Paddle(*paddle), Money::from_fen(*fen));
        let place = Command::PlaceProxyBid { paddle: Some(paddle), ceiling: Secret::new(ceiling) };
        let at = At::moment_only(OPENS_AT + Span::from_seconds(second));
        let ruling = sale.submit(at, &place);
        assert_eq!(ruling.is_ok(), model.take(paddle, ceiling), "{paddle:?} {ceiling} {ruling:?}");
        assert_ne!(ruling, Err(Refusal::AlreadyLeading), "a raise is no overbid");
        let leading = sale.auction().leading();
        assert_eq!(leading.map(|it| it.paddle), model.leader().map(|it| it.0));
        assert_eq!(leading.map(|it| it.price), model.price);
    }
}

/// Amounts on a coarse grid meet each other often; a few lie a fen beside it.
fn amount(unit: i64, units: std::ops::Range<i64>) -> impl Strategy<Value = i64> {
    let beside = prop_oneof![6 => Just(0), 1 => Just(1), 1 => Just(-1)];
    (units, beside).prop_map(move |(count, beside)| count * unit + beside)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn ceilings_by_bands_lead_as_in_the_model(
        first_bid in prop_oneof![Just(FirstBid::AtStart), Just(FirstBid::AboveStart)],
        own_overbid in prop_oneof![Just(OwnOverbid::Allowed), Just(OwnOverbid::Refused)],
        steps in prop::collection::vec((1_u32..=4, amount(25, 1..500)), 1..60),
    ) {
        let increment = Increment::AtLeast(bands());
        let starting_price = Money::from_fen(99);
        let terms =
            AscendingTerms { first_bid, own_overbid, increment, starting_price, ..proxies() };
        assert_agreement(&terms, &steps);
    }

    #[test]
    fn ceilings_in_whole_steps_lead_as_in_the_model(
        first_bid in prop_oneof![Just(FirstBid::AtStart), Just(FirstBid::AboveStart)],
        steps in prop::collection::vec((1_u32..=4, amount(100, 1..60)), 1..60),
    ) {
        let increment = Increment::Multiple(Ladder::fixed(Money::from_fen(200)));
        let starting_price = Money::from_fen(300);
        assert_agreement(
            &AscendingTerms { first_bid, increment, starting_price, ..proxies() },
            &steps,
        );
    }

    #[test]
    fn ceilings_of_which_a_fen_more_is_enough_lead_as_in_the_model(
        steps in prop::collection::vec((1_u32..=4, amount(1, 100..140)), 1..60),
    ) {
        let increment = Increment::AtLeast(Ladder::fixed(Money::from_fen(1)));
        let starting_price = Money::from_fen(110);
        assert_agreement(&AscendingTerms { increment, starting_price, ..proxies() }, &steps);
    }
}
