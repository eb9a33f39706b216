//! The rules of the sale of a whole and of its pieces (整体与分零).

mod properties;

use auction::{
    At, Auction, Award, EqualRanks, Extension, OnDefault, PackageTerms, Part, Priority, Refusal,
    Reserve, SaleTerms, Side, Term, Terms, WinningSide,
};
use lexicon::{Money, Paddle, Span};

use crate::sale::Sale;
use crate::table::check;
use crate::terms::{extension, sale_terms, seconds};
use crate::words::Asked;
use crate::words::{OPENS_AT, parse_amount, parse_asked, parse_moment};

/// A whole from 300 and three pieces from 100, 80 and 60, in steps of at least 10.
fn parts() -> PackageTerms {
    PackageTerms {
        sale: SaleTerms { starting_price: parse_amount("300"), ..sale_terms() },
        pieces: ["100", "80", "60"].map(parse_amount).to_vec(),
        increment: parse_amount("10"),
        bidding: seconds(600),
        extension: None,
    }
}

/// A bid for any part in the last five minutes moves the close to five minutes after it.
fn extended(count_max: Option<u16>) -> PackageTerms {
    let it = extension(300, 300).unwrap();
    PackageTerms { extension: Some(Extension { count_max, ..it }), ..parts() }
}

fn of_sale(change: impl Fn(&mut SaleTerms)) -> PackageTerms {
    let mut terms = parts();
    change(&mut terms.sale);
    terms
}

#[test]
fn each_part_is_an_ascending_sale_of_its_own() {
    check(
        parts(),
        "
        t-1   B1  100 for piece 1      NotYetOpen { opens_at: t0 }
        t0    lot  opens               free bidding, closes t600
        t1    B1  299.99 for the whole  BelowLeastBid { least: 300 }
        t1    B1  300 for the whole    B1 leads the whole at 300
        t2    B2  99.99 for piece 1    BelowLeastBid { least: 100 }
        t2    B2  100 for piece 1      B2 leads piece 1 at 100
        t3    B2  59.99 for piece 3    BelowLeastBid { least: 60 }
        t3    B2  60 for piece 3       B2 leads piece 3 at 60
        t4    B3  109.99 for piece 1   BelowLeastBid { least: 110 }
        t4    B3  110 for piece 1      B3 leads piece 1 at 110
        t5    B3  309.99 for the whole  BelowLeastBid { least: 310 }
        t5    B3  310.01 for the whole  B3 leads the whole at 310.01
        t6    B1  320 for the whole    BelowLeastBid { least: 320.01 }
        ",
    );
}

#[test]
fn a_bid_is_for_a_part_of_the_lot_by_an_admitted_bidder() {
    check(
        parts(),
        "
        t1   B1      100 for piece 0              UnknownPart
        t1   B1      100 for piece 4              UnknownPart
        t1   B1      100 for piece 65535          UnknownPart
        t2   B1      60 for piece 3               B1 leads piece 3 at 60
        t3   B1      70 for piece 3               AlreadyLeading
        t3   B1      1 for piece 3                AlreadyLeading
        t3   B1      300 for the whole            B1 leads the whole at 300
        t3   B1      400 for the whole            AlreadyLeading
        t4   B9      100 for piece 1              NotAdmitted
        t4   nobody  100 for piece 1              NotAdmitted
        t4   B2      0 for piece 1                AmountOutOfRange { most: 10000000000000 }
        t4   B2      -1 for the whole             AmountOutOfRange { most: 10000000000000 }
        t4   B2      10000000000000.01 for piece 1  AmountOutOfRange { most: 10000000000000 }
        t4   B2      10000000000000 for piece 1   B2 leads piece 1 at 10000000000000
        t5   B3      10000000000000 for piece 1   BelowLeastBid { least: 10000000000010 }
        t6   desk    stops B3                     stopped
        t6   B3      80 for piece 2               BidderStopped
        t6   desk    admits B3 until t7           admitted
        t7   B3      80 for piece 2               B3 leads piece 2 at 80
        t7.000001  B3  70 for piece 3             AdmissionEnded { ended_at: t7 }
        ",
    );
}

#[test]
fn no_other_bid_is_one_for_a_part() {
    check(
        parts(),
        "
        t1   B1    300           WrongMethod { method: Package }
        t1   B1    up to 300     WrongMethod { method: Package }
        t1   B1    seals 300     WrongMethod { method: Package }
        t1   B1    joins         WrongMethod { method: Package }
        t1   B1    cancels 1     WrongMethod { method: Package }
        t1   B1    takes it      WrongPhase { phase: FreeBidding, until: t600 }
        t1   desk  scores B1 10  WrongMethod { method: Package }
        ",
    );
}

#[test]
fn what_covers_a_bidder_covers_all_that_he_leads() {
    check(
        parts(),
        "
        t0   desk  admits B1 up to 200          admitted
        t1   B1    200.01 for piece 1           AboveAdmittedAmount { ceiling: 200 }
        t1   B1    100 for piece 1              B1 leads piece 1 at 100
        t2   B1    100.01 for piece 2           AboveAdmittedAmount { ceiling: 200 }
        t2   B1    100 for piece 2              B1 leads piece 2 at 100
        t3   B1    60 for piece 3               AboveAdmittedAmount { ceiling: 200 }
        t4   B2    110 for piece 2              B2 leads piece 2 at 110
        t5   B1    60 for piece 3               B1 leads piece 3 at 60
        t6   B1    120 for piece 2              AboveAdmittedAmount { ceiling: 200 }
        ",
    );
    // The whole or the pieces: never both.
    check(
        parts(),
        "
        t0   desk  admits B1 up to 300          admitted
        t1   B1    100 for piece 1              B1 leads piece 1 at 100
        t2   B1    300 for the whole            B1 leads the whole at 300
        t3   B1    200 for piece 2              B1 leads piece 2 at 200
        t4   B1    60 for piece 3               AboveAdmittedAmount { ceiling: 300 }
        ",
    );
}

#[test]
fn the_whole_wins_above_the_sum_of_its_pieces_only() {
    let pieces = "
        t1    B2    100 for piece 1    B2 leads piece 1 at 100
        t2    B3    130 for piece 2    B3 leads piece 2 at 130
        t3    B2    90 for piece 3     B2 leads piece 3 at 90
        ";
    let above = "
        t4    B1    320.01 for the whole  B1 leads the whole at 320.01
        t600  lot  closes  B1 320.01 : B2 100 + B3 130 + B2 90 = 320, sold to B1 at 320.01
        ";
    check(parts(), &format!("{pieces}{above}"));
    let equal = "
        t4    B1    320 for the whole     B1 leads the whole at 320
        t600  lot   closes                B1 320 : B2 100 + B3 130 + B2 90 = 320, divided
        ";
    check(parts(), &format!("{pieces}{equal}"));
    let none = "t600  lot  closes  none : B2 100 + B3 130 + B2 90 = 320, divided";
    check(parts(), &format!("{pieces}{none}"));
}

#[test]
fn a_piece_without_bid_counts_nothing_and_stays_unsold() {
    check(
        parts(),
        "
        t1    B2    310 for piece 2     B2 leads piece 2 at 310
        t2    B1    300 for the whole   B1 leads the whole at 300
        t600  lot   closes              B1 300 : none + B2 310 + none = 310, divided
        t601  desk  records default     NoWinner
        ",
    );
    check(
        parts(),
        "
        t2    B1    300 for the whole   B1 leads the whole at 300
        t600  lot   closes              B1 300 : none + none + none = 0, sold to B1 at 300
        t601  B2    310 for the whole   AuctionClosed { closed_at: t600 }
        t602  desk  records default     B1 defaults, unsold: WinnerDefaulted
        t603  desk  records default     NoWinner
        ",
    );
    check(parts(), "t600  lot  closes  unsold: NoBid");
}

#[test]
fn everybody_sees_how_the_sides_stand() {
    check(
        parts(),
        "
        t1  hall  looks  none : none + none + none = 0, least 300 : 100 80 60, nobody wins
        t1  B2    310 for piece 2    B2 leads piece 2 at 310
        t2  hall  looks  none : none + B2 310 + none = 310, least 300 : 100 320 60, Pieces
        t3  B1    310 for the whole  B1 leads the whole at 310
        t3  hall  looks  B1 310 : none + B2 310 + none = 310, least 320 : 100 320 60, Pieces
        t4  B3    320 for the whole  B3 leads the whole at 320
        t4  hall  looks  B3 320 : none + B2 310 + none = 310, least 330 : 100 320 60, Whole
        ",
    );
}

fn run(terms: PackageTerms, bids: &[(&str, &str)]) -> Sale {
    let mut sale = Sale::publish(OPENS_AT, terms);
    for paddle in [Paddle(1), Paddle(2)] {
        let admit = auction::Command::Admit { paddle, until: None, ceiling: None, rank: None };
        sale.submit(At::moment_only(OPENS_AT), &admit).unwrap();
    }
    sale.attend(OPENS_AT, None);
    for (who, what) in bids {
        let Asked::Ruling(command) = parse_asked(who, what) else { panic!("a bid") };
        sale.submit(At::moment_only(OPENS_AT), &command).unwrap();
    }
    sale.attend(parse_moment("t601"), None);
    sale
}

#[test]
fn each_buyer_of_a_divided_lot_gets_his_pieces() {
    let bids = [("B1", "100 for piece 1"), ("B2", "60 for piece 3"), ("B2", "110 for piece 1")];
    let sale = run(parts(), &bids);
    let award = |paddle, piece, yuan| Award {
        paddle: Paddle(paddle),
        side: Side::Buy,
        part: Part::Piece(piece),
        quantity: None,
        value: parse_amount(yuan),
    };
    assert_eq!(sale.auction().awards(), [award(2, 1, "110"), award(2, 3, "60")]);
    assert_eq!(sale.auction().bid_count(), 3);
    let whole = run(parts(), &[("B1", "100 for piece 1"), ("B2", "300 for the whole")]);
    let award = Award { part: Part::Whole, ..award(2, 1, "300") };
    assert_eq!(whole.auction().awards(), [award]);
}

#[test]
fn a_comparison_holds_every_figure() {
    let sale = run(parts(), &[("B1", "300 for the whole"), ("B2", "130 for piece 2")]);
    let comparison = sale.auction().parts_standing().unwrap();
    assert_eq!(comparison.total(), Some(parse_amount("300")));
    assert_eq!(comparison.winner, Some(WinningSide::Whole));
    let starts: Vec<Money> = comparison.pieces.iter().map(|piece| piece.starting_price).collect();
    assert_eq!(starts, parts().pieces);
    assert_eq!(comparison.whole.starting_price, parse_amount("300"));
    let numbers: Vec<Part> = comparison.pieces.iter().map(|piece| piece.part).collect();
    assert_eq!(numbers, [1, 2, 3].map(Part::Piece));
    let none = run(parts(), &[]).auction().parts_standing().unwrap();
    assert_eq!((none.total(), none.winner), (None, None));
}

#[test]
fn the_reserve_is_compared_with_the_side_that_wins() {
    let reserved = |reserve: &str| {
        let reserve = Reserve::Public(parse_amount(reserve));
        of_sale(|sale| sale.reserve = reserve)
    };
    let divided = |result: &str| {
        format!(
            "
            t1    B2    200 for piece 1    B2 leads piece 1 at 200
            t2    B3    150 for piece 2    B3 leads piece 2 at 150
            t3    B1    340 for the whole  B1 leads the whole at 340
            t600  lot   closes             B1 340 : B2 200 + B3 150 + none = 350, {result}
            "
        )
    };
    check(reserved("349.99"), &divided("divided"));
    check(reserved("350"), &divided("divided"));
    check(reserved("350.01"), &divided("unsold: BelowReserve"));
    let whole = |result: &str| {
        format!(
            "
            t1    B2    200 for piece 1    B2 leads piece 1 at 200
            t3    B1    340 for the whole  B1 leads the whole at 340
            t600  lot   closes             B1 340 : B2 200 + none + none = 200, {result}
            "
        )
    };
    check(reserved("340"), &whole("sold to B1 at 340"));
    check(reserved("340.01"), &whole("unsold: BelowReserve"));
    let secret = Reserve::Secret { entered_from: None, entered_until: seconds(60) };
    check(
        of_sale(|sale| sale.reserve = secret),
        "
        t1           B2    200 for piece 1         B2 leads piece 1 at 200
        t540  desk  enters reserve 200.01  entered
        t600  lot   closes  none : B2 200 + none + none = 200, unsold: BelowReserve
        ",
    );
}

#[test]
fn bidders_for_any_part_count() {
    let two = || of_sale(|sale| sale.bidders_min = 2);
    check(
        two(),
        "
        t1    B1    100 for piece 1     B1 leads piece 1 at 100
        t2    B1    300 for the whole   B1 leads the whole at 300
        t600  lot   closes              B1 300 : B1 100 + none + none = 100, unsold: TooFewBidders
        ",
    );
    check(
        two(),
        "
        t1    B2    100 for piece 1     B2 leads piece 1 at 100
        t2    B1    300 for the whole   B1 leads the whole at 300
        t600  lot   closes              B1 300 : B2 100 + none + none = 100, sold to B1 at 300
        ",
    );
}

#[test]
fn a_bid_for_any_part_moves_the_close_of_all() {
    check(
        extended(None),
        "
        t299.999999  B1    100 for piece 1     B1 leads piece 1 at 100
        t300         B2    60 for piece 3      B2 leads piece 3 at 60
        t300.000001  B2    80 for piece 2      B2 leads piece 2 at 80, closes t600.000001
        t600         B1    300 for the whole   B1 leads the whole at 300, closes t900
        t900.000001  B2    110 for piece 1     AuctionClosed { closed_at: t900 }
        ",
    );
    check(
        extended(Some(1)),
        "
        t400         B1    100 for piece 1     B1 leads piece 1 at 100, closes t700
        t500         B2    60 for piece 3      B2 leads piece 3 at 60
        t700         lot   closes              none : B1 100 + none + B2 60 = 160, divided
        ",
    );
    // The first moment of the window is in it.
    let longer = PackageTerms { extension: extension(60, 120), ..parts() };
    check(
        longer,
        "
        t539.999999  B1    100 for piece 1     B1 leads piece 1 at 100
        t540         B2    60 for piece 3      B2 leads piece 3 at 60, closes t660
        ",
    );
    check(extended(Some(0)), "t600  B1  100 for piece 1  B1 leads piece 1 at 100");
    check(
        parts(),
        "
        t600         lot   waits               -
        t601@600     B1    100 for piece 1     B1 leads piece 1 at 100
        t602@600.000001  B2  60 for piece 3    AuctionClosed { closed_at: t600 }
        ",
    );
}

#[test]
fn a_stop_keeps_the_rest_and_a_break_runs_a_cycle_anew() {
    check(
        parts(),
        "
        t1    B1    100 for piece 1   B1 leads piece 1 at 100
        t100  desk  suspends          suspended
        t101  B2    60 for piece 3    AuctionSuspended { resumes_at: None }
        t101  desk  resumes t200      goes on at t200
        t150  B2    60 for piece 3    AuctionSuspended { resumes_at: t200 }
        t200  lot   reopens           free bidding, closes t700
        t201  B2    60 for piece 3    B2 leads piece 3 at 60
        t700  lot   closes            none : B1 100 + none + B2 60 = 160, divided
        ",
    );
    check(
        extended(None),
        "
        t1     B1    100 for piece 1              B1 leads piece 1 at 100
        t310   desk  interrupts t1..t299.999999   OutsideLastWindow { begins_at: t300 }
        t600   lot   closes uncovered t310..t320  interrupted
        t601   B1    60 for piece 3               AuctionInterrupted { resumes_at: None }
        t610   desk  resumes from break t700      goes on at t700
        t700   lot   reopens                      free bidding, closes t1000
        t701   B2    60 for piece 3               NoBidBeforeBreak
        t702   B1    60 for piece 3               B1 leads piece 3 at 60, closes t1002
        t1002  lot   closes                       none : B1 100 + none + B1 60 = 160, divided
        ",
    );
    check(
        parts(),
        "
        t600   lot   closes uncovered t550..t560  interrupted
        t610   desk  resumes from break t700      goes on at t700
        t700   lot   reopens                      free bidding, closes t760
        t760   lot   closes                       unsold: NoBid
        ",
    );
    check(
        parts(),
        "
        t1    B1    100 for piece 1   B1 leads piece 1 at 100
        t2    desk  terminates        terminated
        t3    B1    60 for piece 3    AuctionTerminated
        t3    desk  records default   NoWinner
        ",
    );
}

#[test]
fn a_bid_stays_though_its_bidder_is_stopped() {
    check(
        parts(),
        "
        t1    B1    100 for piece 1   B1 leads piece 1 at 100
        t2    desk  stops B1          stopped
        t600  lot   closes            none : B1 100 + none + none = 100, divided
        ",
    );
}

fn published(terms: PackageTerms) -> Result<(), Refusal> {
    Auction::check(At::moment_only(OPENS_AT), &Terms::from(terms))
}

#[test]
fn terms_that_make_no_sense_are_refused() {
    let pieces = |count| PackageTerms { pieces: vec![parse_amount("1"); count], ..parts() };
    let piece = |price| PackageTerms { pieces: vec![parse_amount("1"), price], ..parts() };
    let rising = |increment| PackageTerms { increment, ..parts() };
    let long = |bidding| PackageTerms { bidding, ..parts() };
    let late = |window, length| {
        let extension = Some(Extension { window, length, count_max: None });
        PackageTerms { extension, ..parts() }
    };
    let right = |priority| of_sale(|sale| sale.priority = priority);
    let after_close = Priority::MatchAfterClose { window: seconds(180) };
    let (longest, fen) = (seconds(2 * 366 * 86_400), Money::from_fen);
    let (us, too_much) = (Span::from_us, fen(Money::MAX.fen() + 1));
    let good = [
        pieces(2),
        pieces(32),
        piece(fen(1)),
        piece(Money::MAX),
        rising(fen(1)),
        rising(Money::MAX),
        long(Span::SECOND),
        long(longest),
        late(us(1), us(1)),
        late(longest, longest),
        right(Priority::Ordinary),
    ];
    for terms in good {
        assert_eq!(published(terms.clone()), Ok(()), "{terms:?}");
    }
    let bad = [
        (Term::Pieces, pieces(0)),
        (Term::Pieces, pieces(1)),
        (Term::Pieces, pieces(33)),
        (Term::Pieces, piece(Money::ZERO)),
        (Term::Pieces, piece(too_much)),
        (Term::Increment, rising(Money::ZERO)),
        (Term::Increment, rising(too_much)),
        (Term::Bidding, long(us(999_999))),
        (Term::Bidding, long(longest + us(1))),
        (Term::Extension, late(us(0), us(1))),
        (Term::Extension, late(us(1), us(0))),
        (Term::Extension, late(longest + us(1), us(1))),
        (Term::Extension, late(us(1), longest + us(1))),
        (Term::Priority, right(Priority::MatchLive)),
        (Term::Priority, right(after_close)),
        (Term::EqualRanks, of_sale(|sale| sale.equal_ranks = EqualRanks::ByLot)),
        (Term::Agreement, of_sale(|sale| sale.agreement = Some(seconds(60)))),
        (Term::OnDefault, of_sale(|sale| sale.on_default = OnDefault::NextCandidate)),
        (Term::StartingPrice, of_sale(|sale| sale.starting_price = Money::ZERO)),
        (Term::BiddersMin, of_sale(|sale| sale.bidders_min = 3)),
        (Term::Reserve, of_sale(|sale| sale.reserve = Reserve::Public(fen(29_999)))),
    ];
    for (term, terms) in bad {
        let refusal = Refusal::TermInvalid { term };
        assert_eq!(published(terms.clone()), Err(refusal), "{terms:?}");
    }
}
