//! The reserve (保留价): compared with the price at the close, and when a secret one is entered.

use auction::{AscendingTerms, Reserve};

use crate::table::check;
use crate::terms::{five_minutes, plain, proxies, seconds, two_phases};
use crate::words::parse_amount;

fn public(reserve: &str) -> Reserve {
    Reserve::Public(parse_amount(reserve))
}

/// Entered between 500 and 300 seconds before the close.
fn secret() -> Reserve {
    Reserve::Secret { entered_from: Some(seconds(500)), entered_until: seconds(300) }
}

#[test]
fn without_reserve_every_valid_bid_sells() {
    check(
        plain(),
        "
        t1    B1    100                B1 leads at 100
        t2    desk  enters reserve 50  NoSecretReserve
        t600  lot   closes             sold to B1 at 100
        ",
    );
}

#[test]
fn a_public_reserve_is_reached_at_its_amount() {
    check(
        AscendingTerms { reserve: public("150"), ..plain() },
        "
        t1    B1    149.99              B1 leads at 149.99
        t2    desk  enters reserve 150  NoSecretReserve
        t600  lot   closes              unsold: BelowReserve
        ",
    );
    check(
        AscendingTerms { reserve: public("150"), ..plain() },
        "
        t1    B1    150     B1 leads at 150
        t600  lot   closes  sold to B1 at 150
        ",
    );
    check(AscendingTerms { reserve: public("150"), ..plain() }, "t600  lot  closes  unsold: NoBid");
}

#[test]
fn a_ceiling_is_never_lifted_to_the_reserve() {
    check(
        AscendingTerms { reserve: public("150"), ..proxies() },
        "
        t1    B1    up to 500   B1 leads at 100, ceiling stands
        t2    B2    139.99      B2 bids 139.99, B1 answers 149.99
        t600  lot   closes      unsold: BelowReserve
        ",
    );
    check(
        AscendingTerms { reserve: public("150"), ..proxies() },
        "
        t1    B1    up to 500   B1 leads at 100, ceiling stands
        t2    B2    140         B2 bids 140, B1 answers 150
        t600  lot   closes      sold to B1 at 150
        ",
    );
    check(
        AscendingTerms { reserve: secret(), ..proxies() },
        "
        t1    B1    up to 500           B1 leads at 100, ceiling stands
        t200  desk  enters reserve 150  entered
        t201  hall  looks               B1 leads at 100, least 110, closes t600
        t600  lot   closes              unsold: BelowReserve
        ",
    );
}

#[test]
fn a_secret_reserve_is_reached_at_its_amount() {
    check(
        AscendingTerms { reserve: secret(), ..plain() },
        "
        t200  desk  enters reserve 150  entered
        t201  B1    149.99              B1 leads at 149.99
        t600  lot   closes              unsold: BelowReserve
        ",
    );
    check(
        AscendingTerms { reserve: secret(), ..plain() },
        "
        t200  desk  enters reserve 150  entered
        t201  B1    150                 B1 leads at 150
        t600  lot   closes              sold to B1 at 150
        ",
    );
}

#[test]
fn a_secret_reserve_that_nobody_entered_is_none() {
    check(
        AscendingTerms { reserve: secret(), ..plain() },
        "
        t1    B1    100     B1 leads at 100
        t600  lot   closes  sold to B1 at 100
        ",
    );
}

#[test]
fn a_secret_reserve_is_entered_in_its_time_and_once() {
    check(
        AscendingTerms { reserve: secret(), ..plain() },
        "
        t-500         desk  enters reserve 150  ReserveTooEarly { from: t100 }
        t99.999999    desk  enters reserve 150  ReserveTooEarly { from: t100 }
        t100          desk  enters reserve 150  entered
        t100          desk  enters reserve 150  ReserveAlreadyEntered
        t600          desk  enters reserve 140  ReserveAlreadyEntered
        ",
    );
    check(
        AscendingTerms { reserve: secret(), ..plain() },
        "
        t300          desk  enters reserve 150  entered
        t301          B1    149                 B1 leads at 149
        t600          lot   closes              unsold: BelowReserve
        ",
    );
    check(
        AscendingTerms { reserve: secret(), ..plain() },
        "
        t300.000001   desk  enters reserve 150  ReserveTooLate { until: t300 }
        t301          B1    149                 B1 leads at 149
        t600          lot   closes              sold to B1 at 149
        ",
    );
}

#[test]
fn the_ruling_and_not_the_arrival_decides_whether_a_reserve_is_in_time() {
    check(
        AscendingTerms { reserve: secret(), ..plain() },
        "
        t301@299      desk  enters reserve 150  ReserveTooLate { until: t300 }
        t301@300.5    desk  enters reserve 150  ReserveTooLate { until: t300 }
        ",
    );
}

#[test]
fn the_time_for_the_reserve_is_counted_back_from_the_close_as_it_stands() {
    check(
        AscendingTerms { reserve: secret(), ..five_minutes() },
        "
        t300.000001   desk  enters reserve 150  ReserveTooLate { until: t300 }
        t600          B1    100                 B1 leads at 100, closes t900
        t600          desk  enters reserve 150  entered
        ",
    );
    check(
        AscendingTerms { reserve: secret(), ..two_phases() },
        "
        t-110.000001  desk  enters reserve 150  ReserveTooEarly { from: t-110 }
        t90.000001    desk  enters reserve 150  ReserveTooLate { until: t90 }
        ",
    );
    let reserve = Reserve::Secret { entered_from: None, entered_until: seconds(0) };
    check(
        AscendingTerms { reserve, ..two_phases() },
        "
        t-999         desk  enters reserve 150  entered
        ",
    );
    check(
        AscendingTerms { reserve, ..two_phases() },
        "
        t390          desk  enters reserve 150  entered
        t390          lot   closes              unsold: NoBid
        ",
    );
}

#[test]
fn a_secret_reserve_is_an_amount_and_no_reserve_is_entered_while_the_sale_is_stopped() {
    check(
        AscendingTerms { reserve: secret(), ..plain() },
        "
        t200  desk  enters reserve 0                  AmountOutOfRange { most: 10000000000000 }
        t200  desk  enters reserve -0.01              AmountOutOfRange { most: 10000000000000 }
        t200  desk  enters reserve 10000000000000.01  AmountOutOfRange { most: 10000000000000 }
        t210  desk  suspends                          suspended
        t211  desk  enters reserve 150                NotRunning
        t212  desk  resumes t300                      goes on at t300
        t213  desk  enters reserve 150                NotRunning
        t300  desk  enters reserve 10000000000000     entered
        t301  B1    9999999999999.99                  B1 leads at 9999999999999.99
        t690  lot   closes                            unsold: BelowReserve
        ",
    );
    check(
        AscendingTerms { reserve: secret(), ..plain() },
        "
        t200  desk  enters reserve 0.01  entered
        t201  B1    100                  B1 leads at 100
        t600  lot   closes               sold to B1 at 100
        ",
    );
}
