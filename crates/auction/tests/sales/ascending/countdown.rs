//! What a bid does to the close: the countdown of the timed phase, the extension, the hard end.

use auction::AscendingTerms;
use lexicon::Span;

use crate::table::check;
use crate::terms::{countdown, extension, five_minutes, plain, proxies, two_phases};
use crate::words::parse_moment;

#[test]
fn every_valid_bid_of_the_timed_phase_starts_the_countdown_anew() {
    check(
        two_phases(),
        "
        t0    lot   opens                 free bidding until t300, closes t390
        t10   B1    100                   B1 leads at 100
        t299  B2    110                   B2 leads at 110
        t300  lot   begins timed bidding  timed bidding, closes t390
        t301  B1    120                   B1 leads at 120, closes t391
        t391  B2    130                   B2 leads at 130, closes t481
        t481  lot   closes                sold to B2 at 130
        ",
    );
}

#[test]
fn a_refused_bid_starts_no_countdown() {
    check(
        two_phases(),
        "
        t310         B1      100        B1 leads at 100, closes t400
        t320         B2      109.99     BelowLeastBid { least: 110 }
        t330         nobody  200        NotAdmitted
        t340         B2      0          AmountOutOfRange { most: 10000000000000 }
        t350         B2      up to 200  ProxyNotAllowed
        t360         hall    looks      B1 leads at 100, least 110, closes t400
        t400.000001  B2      110        AuctionClosed { closed_at: t400 }
        ",
    );
}

#[test]
fn the_countdown_runs_from_the_arrival_and_never_ends_before_the_old_close() {
    check(
        two_phases(),
        "
        t300           lot   begins timed bidding  timed bidding, closes t390
        t301@299       B1    100                   B1 leads at 100
        t302@300       B2    110                   B2 leads at 110
        t303@300.5     B1    120                   B1 leads at 120, closes t390.5
        t320@315       B2    130                   B2 leads at 130, closes t405
        t330@310       B1    140                   B1 leads at 140
        t331@315       B2    150                   B2 leads at 150
        t332@315.000001  B1  160                 B1 leads at 160, closes t405.000001
        ",
    );
}

#[test]
fn a_bid_of_the_free_phase_moves_no_close() {
    check(
        two_phases(),
        "
        t299          B1    100                   B1 leads at 100
        t300          B2    110                   B2 leads at 110
        t300.000001   B1    120                   B1 leads at 120, closes t390.000001
        ",
    );
    check(plain(), "t600  B1  100  B1 leads at 100");
}

#[test]
fn the_timed_phase_begins_when_the_free_phase_ends() {
    check(
        two_phases(),
        "
        t-1           lot   begins timed bidding  NotDue { due_at: None }
        t299.999999   lot   begins timed bidding  NotDue { due_at: t300 }
        t299.999999   lot   closes                NotDue { due_at: None }
        t300          lot   begins timed bidding  timed bidding, closes t390
        t300          lot   begins timed bidding  NotDue { due_at: None }
        t389.999999   lot   closes                NotDue { due_at: t390 }
        t390          lot   closes                unsold: NoBid
        ",
    );
    check(plain(), "t600  lot  begins timed bidding  NotDue { due_at: None }");
}

#[test]
fn a_timed_phase_that_begins_more_than_three_seconds_late_runs_its_whole_cycle() {
    check(
        two_phases(),
        "
        t300      lot   waits                 -
        t302      B1    100                   B1 leads at 100
        t303      lot   begins timed bidding  timed bidding, closes t390
        ",
    );
    check(
        two_phases(),
        "
        t300        lot   waits                 -
        t303.000001  lot  begins timed bidding  timed bidding, closes t393.000001
        ",
    );
    let hard_end = Some(parse_moment("t390"));
    check(
        AscendingTerms { hard_end, ..two_phases() },
        "
        t300      lot   waits                 -
        t310      lot   begins timed bidding  timed bidding, closes t400
        t350      B1    100                   B1 leads at 100
        ",
    );
}

#[test]
fn the_first_moment_of_the_extension_window_is_in_it() {
    check(
        AscendingTerms { extension: extension(300, 400), ..plain() },
        "
        t299.999999   B1    100     B1 leads at 100
        t299.999999   hall  looks   B1 leads at 100, least 110, closes t600
        t300          B2    110     B2 leads at 110, closes t700
        t399.999999   B1    120     B1 leads at 120
        t500@399      B2    130     B2 leads at 130
        t500@400      B1    140     B1 leads at 140, closes t800
        ",
    );
}

#[test]
fn a_bid_in_the_last_five_minutes_extends_without_limit() {
    check(
        five_minutes(),
        "
        t299          B1    100      B1 leads at 100
        t300          B2    110      B2 leads at 110
        t300.000001   B1    120      B1 leads at 120, closes t600.000001
        t600.000001   B2    130      B2 leads at 130, closes t900.000001
        t900.000001   B1    140      B1 leads at 140, closes t1200.000001
        t1200         B2    150      B2 leads at 150, closes t1500
        t1500         B1    160      B1 leads at 160, closes t1800
        t1800         B2    170      B2 leads at 170, closes t2100
        t2100.000001  B1    180      AuctionClosed { closed_at: t2100 }
        t2101         hall  looks    B2 leads at 170, least 180, closed t2100
        ",
    );
}

#[test]
fn an_extension_runs_from_the_arrival_and_no_refused_bid_brings_one() {
    check(
        five_minutes(),
        "
        t599       B1    99       BelowLeastBid { least: 100 }
        t600       lot   waits    -
        t605@600   B1    100      B1 leads at 100, closes t900
        t606@601   B2    105      BelowLeastBid { least: 110 }
        t607@500   B2    110      B2 leads at 110
        t900       lot   closes   sold to B2 at 110
        ",
    );
}

#[test]
fn an_extension_shorter_than_what_is_left_moves_nothing() {
    check(
        AscendingTerms { extension: extension(300, 60), ..plain() },
        "
        t400          B1    100     B1 leads at 100
        t540          B2    110     B2 leads at 110
        t540.000001   B1    120     B1 leads at 120, closes t600.000001
        ",
    );
}

#[test]
fn nothing_is_extended_past_the_hard_end() {
    let hard_end = Some(parse_moment("t1000"));
    check(
        AscendingTerms { hard_end, ..five_minutes() },
        "
        t600          B1    100     B1 leads at 100, closes t900
        t699.999999   B2    110     B2 leads at 110, closes t999.999999
        t700          B1    120     B1 leads at 120, closes t1000
        t700.000001   B2    130     B2 leads at 130
        t1000         B1    140     B1 leads at 140
        t1000.000001  B2    150     AuctionClosed { closed_at: t1000 }
        ",
    );
    let hard_end = Some(parse_moment("t450"));
    check(
        AscendingTerms { hard_end, ..two_phases() },
        "
        t310          B1    100     B1 leads at 100, closes t400
        t370          B2    110     B2 leads at 110, closes t450
        t449          B1    120     B1 leads at 120
        t450          lot   closes  sold to B1 at 120
        ",
    );
    let hard_end = Some(parse_moment("t600"));
    check(AscendingTerms { hard_end, ..five_minutes() }, "t600  B1  100  B1 leads at 100");
}

#[test]
fn a_bid_and_the_answer_to_it_start_one_countdown() {
    let terms =
        AscendingTerms { free_bidding: Span::ZERO, timed_bidding: countdown(90), ..proxies() };
    check(
        terms,
        "
        t10   B1    up to 300  B1 leads at 100, ceiling stands, closes t100
        t20   B2    150        B2 bids 150, B1 answers 160, closes t110
        t30   B2    up to 250  B2 bids 250, B1 answers 260, closes t120
        t40   B1    up to 400  ceiling stands
        t50   hall  looks      B1 leads at 260, least 270, closes t120
        t60   B2    up to 400  B2 bids 400, B1 answers 400, closes t150
        t70   B2    up to 500  B2 leads at 410, ceiling stands, closes t160
        t80   B1    600        B1 leads at 600, closes t170
        ",
    );
}
