//! One bid each, unseen: which comes in.

use auction::{
    At, Auction, Command, Event, Events, Points, Refusal, SCORED_BIDS_MAX, Score, Terms,
};
use lexicon::{Money, Paddle, Secret};

use crate::table::check;
use crate::terms::{points, weighted};
use crate::words::{OPENS, parse_amount, parse_moment};

/// What the journal takes for one command.
const ENTRY_SIZE_MAX: usize = 64 * 1024;

#[test]
fn a_bid_is_made_once_from_the_opening_to_the_last_moment() {
    check(
        weighted(),
        "
        t-1          B1      seals 100          NotYetOpen { opens_at: t0 }
        t0           lot     opens              SealedBidding, closes t600
        t1           nobody  seals 100          NotAdmitted
        t1           B9      seals 100          NotAdmitted
        t1           B1      seals 0            AmountOutOfRange { most: 10000000000000 }
        t1           B1      seals 99.99        BelowLeastBid { least: 100 }
        t1           B1      seals 100          B1 sealed
        t2           B1      seals 200          AlreadyBid
        t3           hall    looks              nobody leads, least 100, closes t600
        t4           desk    admits B3 up to 9  admitted
        t5           B3      seals 9.01         AboveAdmittedAmount { ceiling: 9 }
        t6           desk    admits B3 until t7  admitted
        t7.000001    B3      seals 100          AdmissionEnded { ended_at: t7 }
        t8           desk    stops B4           stopped
        t9           B4      seals 100          BidderStopped
        t600         B2      seals 110          B2 sealed
        t600         lot     waits              -
        t600.000001  B3      seals 100          PhaseOver { phase: SealedBidding, ended_at: t600 }
        t600.000001  lot     closes  by 110: B2 60+0=60 B1 54.54+0=54.54, sold to B2 at 110
        t601         B3      seals 100          AuctionClosed { closed_at: t600 }
        t602         hall    looks              B2 leads at 110, least 100, closed t600
        ",
    );
}

#[test]
fn bids_of_other_methods_are_refused() {
    check(
        weighted(),
        "
        t-1   B1      100                 WrongMethod { method: Weighted }
        t1    B1      100                 WrongMethod { method: Weighted }
        t1    B1      up to 100           WrongMethod { method: Weighted }
        t1    B1      joins               WrongMethod { method: Weighted }
        t1    B1      10 tonne at 5       WrongMethod { method: Weighted }
        t1    B1      buys 10 tonne at 5  WrongMethod { method: Weighted }
        t1    B1      cancels 1           WrongMethod { method: Weighted }
        t1    B1      100 for the whole   WrongMethod { method: Weighted }
        ",
    );
}

/// Without looking after every command at all that came before it, as a table does.
#[test]
fn so_many_bids_come_in_for_a_lot_at_most() {
    let mut auction = Auction::publish(Terms::from(weighted()));
    let at = At::moment_only(parse_moment("t1"));
    let mut submit = |command: &Command| {
        let mut events = Events::new();
        let ruling = auction.rule(at, command, &mut events);
        events.iter().for_each(|event| auction.apply(at, command, event));
        ruling
    };
    let bid = |paddle| {
        let amount = Secret::new(parse_amount("100"));
        Command::PlaceSealedBid { paddle: Some(Paddle(paddle)), amount }
    };
    submit(&OPENS).unwrap();
    for paddle in (1..=SCORED_BIDS_MAX + 1).map(Paddle) {
        submit(&Command::Admit { paddle, until: None, ceiling: None, rank: None }).unwrap();
    }
    for paddle in 1..=SCORED_BIDS_MAX {
        assert_eq!(submit(&bid(paddle)), Ok(()));
    }
    let full = Refusal::TooManyBids { most: SCORED_BIDS_MAX };
    assert_eq!(submit(&bid(SCORED_BIDS_MAX + 1)), Err(full));
    assert_eq!(submit(&bid(1)), Err(Refusal::AlreadyBid));
}

/// The largest number of bids, each with the longest figures for the most criteria.
#[test]
fn all_figures_fit_into_one_entry() {
    let longest = || points("99.999999");
    let score = |number| Score {
        paddle: Paddle(u32::MAX - number),
        price: Money::MAX,
        price_points: longest(),
        points: vec![longest(); auction::CRITERIA_MAX],
        plan_points: longest(),
        total: longest(),
    };
    let scores = (0..SCORED_BIDS_MAX).map(score).collect();
    let event = Event::BidsScored { reference: Money::MAX, scores };
    assert!(postcard::to_stdvec(&event).unwrap().len() < ENTRY_SIZE_MAX);
}

#[test]
fn points_are_written_and_read_exactly() {
    for text in ["0", "0.000001", "37.25", "99.999999", "100", "12.50", "-0.5"] {
        let given = points(text);
        let bytes = postcard::to_stdvec(&given).unwrap();
        let (read, rest): (Points, _) = postcard::take_from_bytes(&bytes).unwrap();
        assert!(rest.is_empty());
        assert_eq!(read.0.to_string(), text, "to the last place");
        assert_eq!(postcard::to_stdvec(&read).unwrap(), bytes);
    }
    let command = Command::EnterScores {
        paddle: Paddle(1),
        points: Secret::new(vec![points("22.50"), points("0.000001")]),
    };
    let bytes = postcard::to_stdvec(&command).unwrap();
    assert_eq!(postcard::from_bytes::<Command>(&bytes).unwrap(), command);
}
