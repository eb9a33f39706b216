//! The second round: those whose bids were equal bid once more.

use auction::{Pricing, SealedTerms, Tie};

use crate::table::check;
use crate::terms::{sealed, seconds};

fn second_round() -> SealedTerms {
    SealedTerms { tie: Tie::SecondRound { length: seconds(300) }, ..sealed() }
}

#[test]
fn equals_bid_once_more_and_the_best_of_the_second_round_wins() {
    check(
        second_round(),
        "
        t10   B1    seals 150     B1 sealed
        t20   B2    seals 150     B2 sealed
        t30   B3    seals 149.99  B3 sealed
        t40   B4    seals 150     B4 sealed
        t600  lot   closes  opened: B1 150 B2 150 B4 150 B3 149.99, SecondRound, closes t900
        t601  hall  looks         B1 leads at 150, least 150, closes t900
        t602  B2    seals 160     B2 sealed
        t603  B4    seals 170     B4 sealed
        t604  hall  looks         B1 leads at 150, least 150, closes t900
        t900  lot   closes        opened: B4 170 B2 160, sold to B4 at 170
        ",
    );
}

#[test]
fn where_nobody_is_equal_there_is_no_second_round() {
    check(
        second_round(),
        "
        t10   B1    seals 150     B1 sealed
        t20   B2    seals 149.99  B2 sealed
        t30   B3    seals 149.99  B3 sealed
        t600  lot   closes        opened: B1 150 B2 149.99 B3 149.99, sold to B1 at 150
        ",
    );
    check(second_round(), "t600  lot  closes  unsold: NoBid");
}

#[test]
fn only_the_equals_bid_in_the_second_round_once_and_no_less_than_before() {
    check(
        second_round(),
        "
        t1           B1      seals 150               B1 sealed
        t2           B2      seals 150               B2 sealed
        t3           B3      seals 100               B3 sealed
        t600         lot     closes  opened: B1 150 B2 150 B3 100, SecondRound, closes t900
        t601         B3      seals 200               NotTied
        t601         B4      seals 200               NotTied
        t601         B9      seals 200               NotAdmitted
        t601         nobody  seals 200               NotAdmitted
        t602         B1      seals 0                 AmountOutOfRange { most: 10000000000000 }
        t602         B1      seals 149.99            BelowLeastBid { least: 150 }
        t602         B1      seals 150               B1 sealed
        t603         B1      seals 160               AlreadyBid
        t604         B1      200                     WrongMethod { method: Sealed }
        t605         desk    admits B2 up to 155     admitted
        t606         B2      seals 155.01            AboveAdmittedAmount { ceiling: 155 }
        t900         B2      seals 155               B2 sealed
        t900.000001  B2      seals 155               AuctionClosed { closed_at: t900 }
        t901         hall    looks                   B2 leads at 155, least 100, closed t900
        ",
    );
}

#[test]
fn the_second_round_ends_like_the_first() {
    check(
        second_round(),
        "
        t1           B1      seals 150  B1 sealed
        t2           B2      seals 150  B2 sealed
        t600         lot     waits      -
        t601         lot     closes     opened: B1 150 B2 150, SecondRound, closes t900
        t899.999999  lot     closes     NotDue { due_at: t900 }
        t900         lot     begins     NotDue { due_at: None }
        t900         lot     waits      -
        t900.000001  B1      seals 160  PhaseOver { phase: SecondRound, ended_at: t900 }
        t901@900     B1      seals 160  B1 sealed
        t901         lot     closes     opened: B1 160, sold to B1 at 160
        ",
    );
}

#[test]
fn a_bid_that_arrived_before_the_second_round_is_none_of_it() {
    check(
        second_round(),
        "
        t1               B1   seals 150  B1 sealed
        t2               B2   seals 150  B2 sealed
        t600             lot  waits      -
        t601             lot  closes     opened: B1 150 B2 150, SecondRound, closes t900
        t602@599         B3   seals 160  NotTied
        t602@599         B1   seals 160  AlreadyBid
        t602@600         B1   seals 160  AlreadyBid
        t602@600.000001  B1   seals 155  B1 sealed
        t900             lot  closes     opened: B1 155, sold to B1 at 155
        ",
    );
}

#[test]
fn of_equals_in_the_second_round_the_earlier_of_that_round_wins() {
    check(
        second_round(),
        "
        t1    B1    seals 150  B1 sealed
        t2    B2    seals 150  B2 sealed
        t600  lot   closes     opened: B1 150 B2 150, SecondRound, closes t900
        t601  B2    seals 160  B2 sealed
        t602  B1    seals 160  B1 sealed
        t900  lot   closes     opened: B2 160 B1 160, sold to B2 at 160
        ",
    );
}

#[test]
fn where_nobody_bids_in_the_second_round_the_earliest_of_the_first_wins() {
    check(
        second_round(),
        "
        t1    B2    seals 150  B2 sealed
        t2    B1    seals 150  B1 sealed
        t600  lot   closes     opened: B2 150 B1 150, SecondRound, closes t900
        t900  lot   closes     sold to B2 at 150
        ",
    );
}

#[test]
fn who_bids_the_same_again_goes_before_who_stays_away() {
    check(
        second_round(),
        "
        t1    B2    seals 150  B2 sealed
        t2    B1    seals 150  B1 sealed
        t600  lot   closes     opened: B2 150 B1 150, SecondRound, closes t900
        t601  B1    seals 150  B1 sealed
        t900  lot   closes     opened: B1 150, sold to B1 at 150
        ",
    );
}

#[test]
fn after_a_second_round_the_second_price_is_the_next_of_both_rounds() {
    let terms = || SealedTerms { pricing: Pricing::Second, ..second_round() };
    check(
        terms(),
        "
        t1    B1    seals 150  B1 sealed
        t2    B2    seals 150  B2 sealed
        t600  lot   closes     opened: B1 150 B2 150, SecondRound, closes t900
        t601  B1    seals 170  B1 sealed
        t602  B2    seals 160  B2 sealed
        t900  lot   closes     opened: B1 170 B2 160, sold to B1 at 160
        ",
    );
    check(
        terms(),
        "
        t1    B1    seals 150  B1 sealed
        t2    B2    seals 150  B2 sealed
        t600  lot   closes     opened: B1 150 B2 150, SecondRound, closes t900
        t602  B2    seals 160  B2 sealed
        t900  lot   closes     opened: B2 160, sold to B2 at 150
        ",
    );
    check(
        terms(),
        "
        t1    B1    seals 150  B1 sealed
        t2    B2    seals 150  B2 sealed
        t600  lot   closes     opened: B1 150 B2 150, SecondRound, closes t900
        t900  lot   closes     sold to B1 at 150
        ",
    );
}

#[test]
fn a_stopped_equal_takes_no_part_but_his_first_bid_stays() {
    check(
        second_round(),
        "
        t1    B1    seals 150  B1 sealed
        t2    B2    seals 150  B2 sealed
        t600  lot   closes     opened: B1 150 B2 150, SecondRound, closes t900
        t601  desk  stops B1   stopped
        t602  B1    seals 160  BidderStopped
        t900  lot   closes     sold to B1 at 150
        ",
    );
}
