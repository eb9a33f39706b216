//! Lots among equals: drawn by a seed that was committed to when bidding opened (摇号).

use auction::{
    At, Chance, Command, Coverage, EqualRanks, Event, Lottery, Priority, Reserve, SaleTerms,
    SealedTerms, Tie,
};
use lexicon::{Digest, HashAlg, Paddle, Secret};

use crate::sale::Sale;
use crate::table::check;
use crate::terms::{sale_terms, sealed, seconds};
use crate::words::{parse_amount, parse_moment};

fn by_lot() -> SealedTerms {
    SealedTerms { tie: Tie::ByLot, ..sealed() }
}

#[test]
fn of_equals_the_one_whose_lot_is_drawn_first_wins() {
    check(
        by_lot(),
        "
        t0    lot   opens      SealedBidding, closes t600, chance committed
        t1    B4    seals 150  B4 sealed
        t2    B2    seals 150  B2 sealed
        t3    B3    seals 99   BelowLeastBid { least: 100 }
        t4    B1    seals 150  B1 sealed
        t600  lot   closes     opened: B4 150 B2 150 B1 150, lots drawn: B1 B2 B4, sold to B1 at 150
        t601  hall  looks      B1 leads at 150, least 100, closed t600
        ",
    );
}

#[test]
fn where_nobody_is_equal_no_lots_are_drawn() {
    check(
        by_lot(),
        "
        t1    B1    seals 150     B1 sealed
        t2    B2    seals 150.01  B2 sealed
        t3    B3    seals 150     B3 sealed
        t600  lot   closes        opened: B2 150.01 B1 150 B3 150, sold to B2 at 150.01
        ",
    );
    check(by_lot(), "t600  lot  closes  unsold: NoBid");
}

#[test]
fn lots_are_drawn_only_where_the_lot_is_sold() {
    let reserve = Reserve::Public(parse_amount("150"));
    let terms = || SealedTerms { sale: SaleTerms { reserve, ..sale_terms() }, ..by_lot() };
    check(
        terms(),
        "
        t1    B1    seals 149.99  B1 sealed
        t2    B2    seals 149.99  B2 sealed
        t600  lot   closes        opened: B1 149.99 B2 149.99, unsold: BelowReserve
        ",
    );
    check(
        terms(),
        "
        t1    B2    seals 150  B2 sealed
        t2    B1    seals 150  B1 sealed
        t600  lot   closes     opened: B2 150 B1 150, lots drawn: B1 B2, sold to B1 at 150
        ",
    );
}

#[test]
fn where_lots_decide_nothing_nothing_is_committed_to() {
    check(sealed(), "t0  lot  opens  SealedBidding, closes t600");
    let sale = SaleTerms {
        priority: Priority::MatchAfterClose { window: seconds(60) },
        equal_ranks: EqualRanks::ByLot,
        ..sale_terms()
    };
    check(
        SealedTerms { sale, ..sealed() },
        "t0  lot  opens  SealedBidding, closes t600, chance committed",
    );
}

/// Opens with this chance, lets three bid the same, and gives what was committed to and drawn.
fn drawn(chance: Option<Chance>) -> (Option<Digest>, Option<Lottery>, Event) {
    let mut sale = Sale::publish(parse_moment("t-1"), by_lot());
    let at = |text| At::moment_only(parse_moment(text));
    for paddle in [3, 1, 2].map(Paddle) {
        let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
        sale.submit(at("t-1"), &admit).unwrap();
    }
    let opened = sale.submit(at("t0"), &Command::Open { chance: chance.map(Secret::new) });
    for paddle in [3, 1, 2].map(|paddle| Some(Paddle(paddle))) {
        let amount = Secret::new(parse_amount("150"));
        sale.submit(at("t1"), &Command::PlaceSealedBid { paddle, amount }).unwrap();
    }
    let close = Command::CloseLot { coverage: Coverage::Covered };
    let closed = sale.submit(at("t600"), &close).unwrap();
    let committed = opened.unwrap().iter().find_map(|event| match event {
        Event::ChanceCommitted { digest } => Some(*digest),
        _ => None,
    });
    let lottery = closed.iter().find_map(|event| match event {
        Event::LotteryDrawn { lottery } => Some(Lottery::clone(lottery)),
        _ => None,
    });
    (committed, lottery, closed.last().unwrap().clone())
}

#[test]
fn the_seed_that_is_told_is_the_one_that_was_committed_to() {
    for seed in 0..20 {
        let chance = [seed; 32];
        let (committed, lottery, result) = drawn(Some(chance));
        let lottery = lottery.unwrap();
        assert_eq!(lottery.seed, chance);
        assert_eq!(committed, Some(HashAlg::Sha256.digest(&[b"commitment", &lottery.seed])));
        // Whoever has the seed draws the same lots again.
        let mut again = [3, 1, 2].map(Paddle);
        again.sort_by_key(|paddle| {
            HashAlg::Sha256.digest(&[b"lot", &lottery.seed, &paddle.0.to_le_bytes()])
        });
        assert_eq!(lottery.order, again);
        let (paddle, price) = (again[0], parse_amount("150"));
        assert_eq!(result, Event::LotAwarded { paddle, price });
    }
}

#[test]
fn without_chance_nothing_is_committed_to_and_the_earliest_wins() {
    let (committed, lottery, result) = drawn(None);
    assert_eq!((committed, lottery), (None, None));
    assert_eq!(result, Event::LotAwarded { paddle: Paddle(3), price: parse_amount("150") });
}
