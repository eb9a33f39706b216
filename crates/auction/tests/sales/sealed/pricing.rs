//! What the winner pays, and the reserve.

use auction::{Pricing, Priority, Reserve, SaleTerms, SealedTerms, Tie};

use crate::table::check;
use crate::terms::{sale_terms, sealed, seconds};
use crate::words::parse_amount;

fn with_reserve(reserve: Reserve) -> SealedTerms {
    SealedTerms { sale: SaleTerms { reserve, ..sale_terms() }, ..sealed() }
}

fn second() -> SealedTerms {
    SealedTerms { pricing: Pricing::Second, ..sealed() }
}

fn second_from(reserve: &str) -> SealedTerms {
    let reserve = Reserve::Public(parse_amount(reserve));
    SealedTerms { pricing: Pricing::Second, ..with_reserve(reserve) }
}

#[test]
fn by_the_second_price_the_highest_pays_what_the_next_bid() {
    check(
        second(),
        "
        t1    B1    seals 130     B1 sealed
        t2    B2    seals 200     B2 sealed
        t3    B3    seals 150.01  B3 sealed
        t600  lot   closes        opened: B2 200 B3 150.01 B1 130, sold to B2 at 150.01
        t601  hall  looks         B2 leads at 200, least 100, closed t600
        ",
    );
    check(
        second(),
        "
        t1    B1    seals 200     B1 sealed
        t2    B2    seals 200     B2 sealed
        t600  lot   closes        opened: B1 200 B2 200, sold to B1 at 200
        ",
    );
}

#[test]
fn who_bids_alone_pays_the_starting_price_or_the_reserve() {
    check(
        second(),
        "
        t1    B1    seals 200  B1 sealed
        t600  lot   closes     opened: B1 200, sold to B1 at 100
        ",
    );
    check(
        second_from("140"),
        "
        t1    B1    seals 200  B1 sealed
        t600  lot   closes     opened: B1 200, sold to B1 at 140
        ",
    );
}

#[test]
fn the_reserve_is_compared_with_the_highest_bid_and_is_the_least_that_is_paid() {
    check(
        second_from("140"),
        "
        t1    B1    seals 139.99  B1 sealed
        t2    B2    seals 120     B2 sealed
        t600  lot   closes        opened: B1 139.99 B2 120, unsold: BelowReserve
        ",
    );
    check(
        second_from("140"),
        "
        t1    B1    seals 140  B1 sealed
        t2    B2    seals 120  B2 sealed
        t600  lot   closes     opened: B1 140 B2 120, sold to B1 at 140
        ",
    );
    check(
        second_from("140"),
        "
        t1    B1    seals 200     B1 sealed
        t2    B2    seals 140.01  B2 sealed
        t600  lot   closes        opened: B1 200 B2 140.01, sold to B1 at 140.01
        ",
    );
    check(
        second_from("140"),
        "
        t1    B1    seals 200     B1 sealed
        t2    B2    seals 139.99  B2 sealed
        t600  lot   closes        opened: B1 200 B2 139.99, sold to B1 at 140
        ",
    );
}

#[test]
fn a_public_reserve_is_reached_at_its_amount() {
    let terms = || with_reserve(Reserve::Public(parse_amount("150")));
    check(
        terms(),
        "
        t1    B1    seals 149.99  B1 sealed
        t600  lot   closes        opened: B1 149.99, unsold: BelowReserve
        ",
    );
    check(
        terms(),
        "
        t1    B1    seals 150  B1 sealed
        t600  lot   closes     opened: B1 150, sold to B1 at 150
        ",
    );
    check(
        terms(),
        "
        t1    B1    seals 150.01  B1 sealed
        t600  lot   closes        opened: B1 150.01, sold to B1 at 150.01
        ",
    );
}

#[test]
fn a_secret_reserve_is_entered_in_its_time_and_compared_at_the_opening() {
    let reserve =
        || Reserve::Secret { entered_from: Some(seconds(300)), entered_until: seconds(60) };
    let terms = || with_reserve(reserve());
    check(
        terms(),
        "
        t1           B1    seals 150            B1 sealed
        t299.999999  desk  enters reserve 150   ReserveTooEarly { from: t300 }
        t540         desk  enters reserve 150   entered
        t541         desk  enters reserve 150   ReserveAlreadyEntered
        t600         lot   closes               opened: B1 150, sold to B1 at 150
        ",
    );
    check(
        SealedTerms { pricing: Pricing::Second, ..terms() },
        "
        t1           B1    seals 170               B1 sealed
        t1           B2    seals 160               B2 sealed
        t540         desk  enters reserve 170.01   entered
        t600         lot   closes  opened: B1 170 B2 160, unsold: BelowReserve
        ",
    );
    check(
        terms(),
        "
        t540.000001  desk  enters reserve 150   ReserveTooLate { until: t540 }
        ",
    );
}

#[test]
fn once_the_bids_are_open_no_reserve_is_entered() {
    let reserve = Reserve::Secret { entered_from: None, entered_until: seconds(0) };
    let tie = Tie::SecondRound { length: seconds(300) };
    check(
        SealedTerms { tie, ..with_reserve(reserve) },
        "
        t1    B1    seals 150           B1 sealed
        t2    B2    seals 150           B2 sealed
        t600  lot   closes              opened: B1 150 B2 150, SecondRound, closes t900
        t601  desk  enters reserve 200  WrongPhase { phase: SecondRound, until: t900 }
        t900  lot   closes              sold to B1 at 150
        ",
    );
    let priority = Priority::MatchAfterClose { window: seconds(60) };
    check(
        SealedTerms { sale: SaleTerms { reserve, priority, ..sale_terms() }, ..sealed() },
        "
        t-1   desk  admits B3 rank 1    admitted
        t1    B1    seals 150           B1 sealed
        t600  lot   closes  opened: B1 150, asked against B1 at 150, PriorityMatch, closes t660
        t601  desk  enters reserve 200  WrongPhase { phase: PriorityMatch, until: t660 }
        t660  lot   closes              sold to B1 at 150
        ",
    );
    check(
        with_reserve(reserve),
        "
        t1    B1    seals 150           B1 sealed
        t600  desk  enters reserve 200  entered
        t600  lot   closes              opened: B1 150, unsold: BelowReserve
        ",
    );
}
