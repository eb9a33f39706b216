//! The engine against a model that keeps every bid and looks for the best anew each time.

use auction::{
    At, Auction, Command, Event, Extension, PackageTerms, Part, Refusal, Reserve, SaleTerms, Stage,
    UnsoldReason,
};
use lexicon::{Moment, Money, Paddle};
use proptest::prelude::*;

use crate::ascending::properties::config;
use crate::sale::Sale;
use crate::terms::{sale_terms, seconds};
use crate::words::OPENS_AT;

const US_PER_SECOND: i64 = 1_000_000;
const WINDOW: i64 = 100 * US_PER_SECOND;
const LENGTH: i64 = 120 * US_PER_SECOND;
const INCREMENT: i64 = 10;

/// Everything in fen and microseconds.
struct Model {
    starts: Vec<i64>,
    ceilings: Vec<Option<i64>>,
    /// Paddle, part (0 is the whole), amount.
    bids: Vec<(u32, usize, i64)>,
    close: i64,
    extensions_left: u16,
}

impl Model {
    /// The last bid for a part: bids only rise.
    fn best(&self, part: usize) -> Option<(u32, i64)> {
        let bids = self.bids.iter().filter(|bid| bid.1 == part);
        bids.map(|bid| (bid.0, bid.2)).max_by_key(|bid| bid.1)
    }

    fn led_by(&self, paddle: u32) -> (i64, i64) {
        let own = |part| self.best(part).filter(|best| best.0 == paddle).map_or(0, |it| it.1);
        (own(0), (1..self.starts.len()).map(own).sum())
    }

    fn bid(&mut self, at: i64, paddle: u32, part: usize, amount: i64) -> Result<(), Refusal> {
        if at > self.close {
            return Err(Refusal::AuctionClosed { closed_at: Moment::from_us(self.close) });
        }
        let ceiling = self.ceilings[paddle as usize - 1];
        let too_much = |ceiling| Refusal::AboveAdmittedAmount { ceiling: Money::from_fen(ceiling) };
        if let Some(ceiling) = ceiling.filter(|ceiling| amount > *ceiling) {
            return Err(too_much(ceiling));
        }
        let Some(start) = self.starts.get(part) else { return Err(Refusal::UnknownPart) };
        let best = self.best(part);
        let least = best.map_or(*start, |best| best.1 + INCREMENT);
        if best.is_some_and(|best| best.0 == paddle) {
            return Err(Refusal::AlreadyLeading);
        }
        if amount < least {
            return Err(Refusal::BelowLeastBid { least: Money::from_fen(least) });
        }
        self.bids.push((paddle, part, amount));
        let (whole, pieces) = self.led_by(paddle);
        if let Some(ceiling) = ceiling.filter(|it| whole > *it || pieces > *it) {
            self.bids.pop();
            return Err(too_much(ceiling));
        }
        if self.close - at <= WINDOW && at + LENGTH > self.close && self.extensions_left > 0 {
            self.extensions_left -= 1;
            self.close = at + LENGTH;
        }
        Ok(())
    }

    /// Who pays what for which part; or why nothing is sold.
    fn result(&self, reserve: Option<i64>) -> Result<Vec<(u32, usize, i64)>, UnsoldReason> {
        if self.bids.is_empty() {
            return Err(UnsoldReason::NoBid);
        }
        let bids = |parts: std::ops::Range<usize>| {
            let best = parts.filter_map(|part| self.best(part).map(|it| (it.0, part, it.1)));
            best.collect::<Vec<_>>()
        };
        let total = |bids: &[(u32, usize, i64)]| bids.iter().map(|bid| bid.2).sum::<i64>();
        let (whole, pieces) = (bids(0..1), bids(1..self.starts.len()));
        let side = if total(&pieces) >= total(&whole) { pieces } else { whole };
        match reserve {
            Some(reserve) if total(&side) < reserve => Err(UnsoldReason::BelowReserve),
            _ => Ok(side),
        }
    }
}

#[derive(Debug, Clone, Copy)]
struct Step {
    after_us: i64,
    paddle: u32,
    part: usize,
    /// Above the least bid of the part as the engine tells it.
    above: i64,
}

fn step() -> impl Strategy<Value = Step> {
    let above = prop_oneof![Just(-1), Just(0), Just(1), -20_i64..60, 0_i64..400];
    let after_us = prop_oneof![0..US_PER_SECOND, 0..100 * US_PER_SECOND];
    (after_us, 1_u32..=4, 0_usize..6, above).prop_map(|(after_us, paddle, part, above)| Step {
        after_us,
        paddle,
        part,
        above,
    })
}

fn part_of(place: usize) -> Part {
    if place == 0 { Part::Whole } else { Part::Piece(u16::try_from(place).unwrap()) }
}

fn least_of(auction: &Auction, place: usize) -> i64 {
    let standing = auction.parts_standing().unwrap();
    match place.checked_sub(1) {
        None => auction.least_bid().fen(),
        Some(piece) => standing.pieces.get(piece).map_or(100, |piece| piece.least_bid.fen()),
    }
}

fn terms_of(model: &Model, reserve: Option<i64>) -> PackageTerms {
    let money = |fen: &i64| Money::from_fen(*fen);
    PackageTerms {
        sale: SaleTerms {
            starting_price: money(&model.starts[0]),
            reserve: reserve.map_or(Reserve::None, |fen| Reserve::Public(money(&fen))),
            ..sale_terms()
        },
        pieces: model.starts[1..].iter().map(money).collect(),
        increment: Money::from_fen(INCREMENT),
        bidding: seconds(600),
        extension: Some(Extension {
            window: seconds(100),
            length: seconds(120),
            count_max: Some(model.extensions_left),
        }),
    }
}

/// What the engine says the result is, as the model tells it.
fn result_of(auction: &Auction) -> Result<Vec<(u32, usize, i64)>, UnsoldReason> {
    if let Stage::Closed { conclusion: auction::Conclusion::Unsold { reason }, .. } =
        *auction.stage()
    {
        return Err(reason);
    }
    let told = auction.awards().into_iter().map(|award| {
        let place = match award.part {
            Part::Whole => 0,
            Part::Piece(number) => usize::from(number),
        };
        (award.paddle.0, place, award.value.fen())
    });
    Ok(told.collect())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn parts_are_bid_for_and_compared_as_in_the_model(
        whole in 1_i64..400,
        pieces in prop::collection::vec(1_i64..100, 2..5),
        ceilings in prop::collection::vec(prop::option::of(1_i64..1_000), 4),
        reserve in prop::option::of(0_i64..600),
        extensions_left in 0_u16..4,
        steps in prop::collection::vec(step(), 0..40),
    ) {
        let starts: Vec<i64> = [whole].into_iter().chain(pieces).collect();
        let (bids, close) = (Vec::new(), OPENS_AT.us() + 600 * US_PER_SECOND);
        let mut model = Model { starts, ceilings, bids, close, extensions_left };
        let reserve = reserve.map(|above| whole + above);
        let mut sale = Sale::publish(OPENS_AT, terms_of(&model, reserve));
        for (paddle, ceiling) in (1..).map(Paddle).zip(&model.ceilings) {
            let ceiling = ceiling.map(Money::from_fen);
            let admit = Command::Admit { paddle, until: None, ceiling, rank: None };
            sale.submit(At::moment_only(OPENS_AT), &admit).unwrap();
        }
        let mut now = OPENS_AT.us();
        for Step { after_us, paddle, part, above } in steps {
            now += after_us;
            sale.attend(Moment::from_us(now), None);
            let amount = (least_of(sale.auction(), part) + above).max(1);
            let command = Command::PlacePieceBid {
                paddle: Some(Paddle(paddle)),
                part: part_of(part),
                amount: Money::from_fen(amount),
            };
            let ruled = sale.submit(At::moment_only(Moment::from_us(now)), &command);
            let is_extended = ruled.as_ref().is_ok_and(|events| {
                events.iter().any(|event| matches!(event, Event::LotExtended { .. }))
            });
            let before = model.close;
            prop_assert_eq!(ruled.map(|_| ()), model.bid(now, paddle, part, amount));
            prop_assert_eq!(is_extended, model.close > before);
        }
        sale.attend(Moment::from_us(model.close), None);
        let is_closed = matches!(sale.auction().stage(), Stage::Closed { .. });
        prop_assert_eq!(is_closed, now > model.close, "the close is where the model has it");
        sale.attend(Moment::from_us(model.close + 1), None);
        prop_assert_eq!(result_of(sale.auction()), model.result(reserve));
    }
}
