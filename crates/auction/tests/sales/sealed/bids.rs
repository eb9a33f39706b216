//! One bid each, unseen: which comes in, and who wins when they are opened.

use auction::{
    At, Auction, Command, Event, Events, Lottery, OpenedBid, Refusal, SEALED_BIDS_MAX, SaleTerms,
    SealedTerms, Terms,
};
use lexicon::{Money, Paddle, Secret};

use crate::table::check;
use crate::terms::{sale_terms, sealed};
use crate::words::{OPENS, parse_amount, parse_moment};

/// What the journal takes for one command.
const ENTRY_SIZE_MAX: usize = 64 * 1024;

#[test]
fn the_highest_bid_wins_at_its_own_amount() {
    check(
        sealed(),
        "
        t0    lot   opens      SealedBidding, closes t600
        t10   B1    seals 120  B1 sealed
        t20   B2    seals 150  B2 sealed
        t30   B3    seals 100  B3 sealed
        t600  lot   closes     opened: B2 150 B1 120 B3 100, sold to B2 at 150
        t601  hall  looks      B2 leads at 150, least 100, closed t600
        ",
    );
}

#[test]
fn of_equal_bids_the_earlier_wins() {
    check(
        sealed(),
        "
        t10   B3    seals 120     B3 sealed
        t20   B2    seals 150     B2 sealed
        t30   B1    seals 150     B1 sealed
        t40   B4    seals 149.99  B4 sealed
        t600  lot   closes        opened: B2 150 B1 150 B4 149.99 B3 120, sold to B2 at 150
        ",
    );
    check(
        sealed(),
        "
        t10   B2    seals 150     B2 sealed
        t20   B1    seals 150.01  B1 sealed
        t600  lot   closes        opened: B1 150.01 B2 150, sold to B1 at 150.01
        ",
    );
}

#[test]
fn a_lot_for_which_nobody_bids_is_unsold_and_one_bidder_is_enough() {
    check(sealed(), "t600  lot  closes  unsold: NoBid");
    check(
        sealed(),
        "
        t600  B1    seals 100  B1 sealed
        t600  lot   closes     opened: B1 100, sold to B1 at 100
        ",
    );
}

#[test]
fn where_two_bidders_are_asked_for_one_is_too_few() {
    let terms = || SealedTerms { sale: SaleTerms { bidders_min: 2, ..sale_terms() }, ..sealed() };
    check(
        terms(),
        "
        t1    B1    seals 120  B1 sealed
        t600  lot   closes     opened: B1 120, unsold: TooFewBidders
        ",
    );
    check(
        terms(),
        "
        t1    B1    seals 120  B1 sealed
        t2    B2    seals 100  B2 sealed
        t600  lot   closes     opened: B1 120 B2 100, sold to B1 at 120
        ",
    );
}

#[test]
fn a_bid_is_made_once_and_stays() {
    check(
        sealed(),
        "
        t10   B1    seals 99.99  BelowLeastBid { least: 100 }
        t11   B1    seals 100    B1 sealed
        t12   B1    seals 200    AlreadyBid
        t13   B1    seals 100    AlreadyBid
        t14   B1    seals 50     AlreadyBid
        t600  lot   closes       opened: B1 100, sold to B1 at 100
        ",
    );
}

#[test]
fn an_amount_is_one_that_the_exchange_takes_in() {
    check(
        sealed(),
        "
        t10   B1    seals 0                  AmountOutOfRange { most: 10000000000000 }
        t10   B1    seals -100               AmountOutOfRange { most: 10000000000000 }
        t10   B1    seals 0.01               BelowLeastBid { least: 100 }
        t10   B1    seals 10000000000000.01  AmountOutOfRange { most: 10000000000000 }
        t10   B1    seals 10000000000000     B1 sealed
        t600  lot   closes  opened: B1 10000000000000, sold to B1 at 10000000000000
        ",
    );
}

#[test]
fn a_bid_comes_in_from_the_opening_to_the_last_moment() {
    check(
        sealed(),
        "
        t-0.000001   B1    seals 100  NotYetOpen { opens_at: t0 }
        t0           B1    seals 100  B1 sealed
        t600         B2    seals 110  B2 sealed
        t600.000001  B3    seals 120  AuctionClosed { closed_at: t600 }
        t601         hall  looks      B2 leads at 110, least 100, closed t600
        ",
    );
    check(
        sealed(),
        "
        t1@-1                     B1   seals 100  NotYetOpen { opens_at: t0 }
        t600                      lot  waits      -
        t600.000001               B1   seals 100  PhaseOver { phase: SealedBidding, ended_at: t600 }
        t605@600                  B2   seals 110  B2 sealed
        t606@599                  B3   seals 120  B3 sealed
        t607                      lot  closes     opened: B3 120 B2 110, sold to B3 at 120
        t608@599                  B4   seals 130  AuctionClosed { closed_at: t600 }
        ",
    );
}

#[test]
fn the_lot_does_what_is_due_when_it_is_due() {
    check(
        sealed(),
        "
        t-1          lot   closes  NotDue { due_at: None }
        t1           lot   begins  NotDue { due_at: None }
        t599.999999  lot   closes  NotDue { due_at: t600 }
        t600         lot   begins  NotDue { due_at: None }
        t600         lot   closes  unsold: NoBid
        t601         lot   closes  NotDue { due_at: None }
        ",
    );
}

#[test]
fn who_may_not_bid_at_all_is_told_so_first() {
    check(
        sealed(),
        "
        t1           nobody  seals 100                NotAdmitted
        t1           B9      seals 50                 NotAdmitted
        t2           desk    stops B1                 stopped
        t3           B1      seals 0                  BidderStopped
        t3           desk    admits B1                admitted
        t4           B1      seals 100                B1 sealed
        t5           desk    admits B2 until t10      admitted
        t10          B2      seals 99                 BelowLeastBid { least: 100 }
        t10.000001   B2      seals 100                AdmissionEnded { ended_at: t10 }
        t11          desk    admits B3 up to 150      admitted
        t12          B3      seals 150.01             AboveAdmittedAmount { ceiling: 150 }
        t13          B3      seals 150                B3 sealed
        t14          B3      seals 150.01             AboveAdmittedAmount { ceiling: 150 }
        t15          B3      seals 149                AlreadyBid
        t16          desk    admits B9                admitted
        t17          B9      seals 101                B9 sealed
        t600         lot     closes           opened: B3 150 B9 101 B1 100, sold to B3 at 150
        ",
    );
}

#[test]
fn a_stopped_bidder_bids_no_more_but_his_bid_stays() {
    check(
        sealed(),
        "
        t1    B1    seals 150  B1 sealed
        t2    desk  stops B1   stopped
        t3    B1    seals 160  BidderStopped
        t600  lot   closes     opened: B1 150, sold to B1 at 150
        ",
    );
}

#[test]
fn bids_of_other_methods_are_refused_at_any_time() {
    check(
        sealed(),
        "
        t-1   B1      100                        WrongMethod { method: Sealed }
        t1    B1      100                        WrongMethod { method: Sealed }
        t1    nobody  100                        WrongMethod { method: Sealed }
        t1    B1      100 confirmed              WrongMethod { method: Sealed }
        t1    B1      up to 100                  WrongMethod { method: Sealed }
        t1    B1      joins                      WrongMethod { method: Sealed }
        t1    B1      10 tonne at 5              WrongMethod { method: Sealed }
        t1    B1      buys 10 tonne at 5         WrongMethod { method: Sealed }
        t1    B1      cancels 1                  WrongMethod { method: Sealed }
        t1    B1      100 for the whole          WrongMethod { method: Sealed }
        t1    B1      100 for piece 1            WrongMethod { method: Sealed }
        t1    desk    scores B1 10               WrongMethod { method: Sealed }
        t700  B1      100                        WrongMethod { method: Sealed }
        ",
    );
}

/// Without looking after every command at all that came before it, as a table does.
#[test]
fn so_many_bids_come_in_for_a_lot_at_most() {
    let mut auction = Auction::publish(Terms::from(sealed()));
    let at = At::moment_only(parse_moment("t1"));
    let mut submit = |command: &Command| {
        let mut events = Events::new();
        let ruling = auction.rule(at, command, &mut events);
        events.iter().for_each(|event| auction.apply(at, command, event));
        ruling
    };
    let bid = |paddle, amount| {
        let amount = Secret::new(parse_amount(amount));
        Command::PlaceSealedBid { paddle: Some(Paddle(paddle)), amount }
    };
    submit(&OPENS).unwrap();
    for paddle in (1..=SEALED_BIDS_MAX + 1).map(Paddle) {
        submit(&Command::Admit { paddle, until: None, ceiling: None, rank: None }).unwrap();
    }
    for paddle in 1..=SEALED_BIDS_MAX {
        assert_eq!(submit(&bid(paddle, "100")), Ok(()));
    }
    let full = Refusal::TooManyBids { most: SEALED_BIDS_MAX };
    let least = parse_amount("100");
    assert_eq!(submit(&bid(SEALED_BIDS_MAX + 1, "100")), Err(full));
    assert_eq!(submit(&bid(SEALED_BIDS_MAX + 1, "99")), Err(Refusal::BelowLeastBid { least }));
    assert_eq!(submit(&bid(1, "100")), Err(Refusal::AlreadyBid));
}

/// Every bidder of the largest number, each at the largest amount, and all of them equal.
#[test]
fn all_opened_bids_and_lots_fit_into_one_entry() {
    let paddles = (0..SEALED_BIDS_MAX).map(|number| Paddle(u32::MAX - number));
    let bid = |paddle| OpenedBid { paddle, amount: Money::MAX };
    let opened = Event::BidsOpened { bids: paddles.clone().map(bid).collect() };
    let lottery = Lottery { seed: [u8::MAX; 32], order: paddles.collect() };
    let drawn = Event::LotteryDrawn { lottery: Box::new(lottery) };
    assert!(postcard::to_stdvec(&[opened, drawn]).unwrap().len() < ENTRY_SIZE_MAX);
}
