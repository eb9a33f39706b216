//! Ceilings (代理出价): who leads, at which price, and what a standing ceiling answers.

use auction::{AscendingTerms, FirstBid, Increment};

use crate::table::check;
use crate::terms::{bands, multiple_of_10, plain, proxies};
use crate::words::parse_amount;

#[test]
fn the_first_ceiling_leads_at_the_first_bid() {
    check(
        proxies(),
        "
        t1    B1    up to 99.99   BelowLeastBid { least: 100 }
        t2    B1    up to 100     B1 leads at 100, ceiling stands
        ",
    );
    check(proxies(), "t1  B1  up to 5000  B1 leads at 100, ceiling stands");
    check(
        AscendingTerms { first_bid: FirstBid::AboveStart, ..proxies() },
        "
        t1    B1    up to 109.99  BelowLeastBid { least: 110 }
        t2    B1    up to 5000    B1 leads at 110, ceiling stands
        ",
    );
}

#[test]
fn a_ceiling_against_a_plain_bid_leads_a_step_above_it() {
    check(
        proxies(),
        "
        t1    B1    150           B1 leads at 150
        t2    B2    up to 159.99  BelowLeastBid { least: 160 }
        t3    B2    up to 300     B2 leads at 160, ceiling stands
        ",
    );
    check(
        proxies(),
        "
        t1    B1    150           B1 leads at 150
        t2    B2    up to 160     B2 leads at 160, ceiling stands
        t3    B1    170           B1 leads at 170
        ",
    );
}

#[test]
fn a_challenger_below_a_standing_ceiling_is_answered_a_step_above_his_own() {
    check(
        proxies(),
        "
        t1    B1    up to 200     B1 leads at 100, ceiling stands
        t2    B2    up to 109.99  BelowLeastBid { least: 110 }
        t3    B2    up to 110     B2 bids 110, B1 answers 120
        t4    B2    up to 189.99  B2 bids 189.99, B1 answers 199.99
        ",
    );
    check(
        proxies(),
        "
        t1    B1    up to 200     B1 leads at 100, ceiling stands
        t2    B2    up to 190     B2 bids 190, B1 answers 200
        ",
    );
    check(
        proxies(),
        "
        t1    B1    up to 200     B1 leads at 100, ceiling stands
        t2    B2    up to 190.01  B2 bids 190.01, B1 answers 200
        ",
    );
    check(
        proxies(),
        "
        t1    B1    up to 200     B1 leads at 100, ceiling stands
        t2    B2    up to 199.99  B2 bids 199.99, B1 answers 200
        t3    B2    up to 209.99  BelowLeastBid { least: 210 }
        t4    B2    up to 210     B2 leads at 210, ceiling stands
        ",
    );
}

#[test]
fn of_two_equal_ceilings_the_earlier_leads_at_that_amount() {
    check(
        proxies(),
        "
        t1    B1    up to 200     B1 leads at 100, ceiling stands
        t2    B2    up to 200     B2 bids 200, B1 answers 200
        t3    B3    up to 200     BelowLeastBid { least: 210 }
        t4    B3    210           B3 leads at 210
        ",
    );
}

#[test]
fn a_challenger_above_a_standing_ceiling_leads_a_step_above_it_or_at_his_own() {
    check(
        proxies(),
        "
        t1    B1    up to 200     B1 leads at 100, ceiling stands
        t2    B2    up to 200.01  B2 leads at 200.01, ceiling stands
        t3    B1    up to 300     B1 leads at 210.01, ceiling stands
        ",
    );
    check(
        proxies(),
        "
        t1    B1    up to 200     B1 leads at 100, ceiling stands
        t2    B2    up to 209.99  B2 leads at 209.99, ceiling stands
        ",
    );
    check(
        proxies(),
        "
        t1    B1    up to 200     B1 leads at 100, ceiling stands
        t2    B2    up to 210     B2 leads at 210, ceiling stands
        ",
    );
    check(
        proxies(),
        "
        t1    B1    up to 200     B1 leads at 100, ceiling stands
        t2    B2    up to 210.01  B2 leads at 210, ceiling stands
        t3    B1    up to 219.99  BelowLeastBid { least: 220 }
        t4    B1    up to 220     B1 leads at 220, ceiling stands
        ",
    );
}

#[test]
fn a_plain_bid_is_answered_like_a_ceiling_and_leads_at_its_amount_above_one() {
    check(
        proxies(),
        "
        t1    B1    up to 200  B1 leads at 100, ceiling stands
        t2    B2    109.99     BelowLeastBid { least: 110 }
        t3    B2    110        B2 bids 110, B1 answers 120
        t4    B3    150        B3 bids 150, B1 answers 160
        t5    B2    190        B2 bids 190, B1 answers 200
        t6    B2    210        B2 leads at 210
        ",
    );
    check(
        proxies(),
        "
        t1    B1    up to 200  B1 leads at 100, ceiling stands
        t2    B2    195        B2 bids 195, B1 answers 200
        ",
    );
    check(
        proxies(),
        "
        t1    B1    up to 200  B1 leads at 100, ceiling stands
        t2    B2    200        B2 bids 200, B1 answers 200
        ",
    );
    check(
        proxies(),
        "
        t1    B1    up to 200  B1 leads at 100, ceiling stands
        t2    B2    200.01     B2 leads at 200.01
        t3    B1    210.01     B1 leads at 210.01
        ",
    );
    check(
        proxies(),
        "
        t1    B1    up to 200  B1 leads at 100, ceiling stands
        t2    B2    1000       B2 leads at 1000
        ",
    );
}

#[test]
fn a_leader_raises_his_ceiling_but_does_not_repeat_or_lower_it() {
    check(
        proxies(),
        "
        t1    B1    up to 200     B1 leads at 100, ceiling stands
        t2    B2    150           B2 bids 150, B1 answers 160
        t3    B1    up to 200     CeilingNotRaised
        t4    B1    up to 199.99  CeilingNotRaised
        t5    B1    up to 1       CeilingNotRaised
        t6    B1    up to 200.01  ceiling stands
        t7    hall  looks         B1 leads at 160, least 170, closes t600
        t8    B2    up to 200.01  B2 bids 200.01, B1 answers 200.01
        ",
    );
}

#[test]
fn a_raise_moves_no_price_where_the_old_ceiling_had_cut_the_answer() {
    check(
        proxies(),
        "
        t1    B1    up to 200     B1 leads at 100, ceiling stands
        t2    B2    up to 195     B2 bids 195, B1 answers 200
        t3    B1    up to 400     ceiling stands
        t4    hall  looks         B1 leads at 200, least 210, closes t600
        t5    B2    up to 300     B2 bids 300, B1 answers 310
        ",
    );
}

#[test]
fn a_leader_by_a_plain_bid_leaves_his_first_ceiling() {
    check(
        proxies(),
        "
        t1    B1    150           B1 leads at 150
        t2    B1    up to 150     CeilingNotRaised
        t3    B1    up to 149.99  CeilingNotRaised
        t4    B1    up to 150.01  ceiling stands
        t5    hall  looks         B1 leads at 150, least 160, closes t600
        t6    B1    up to 300     ceiling stands
        t7    B2    up to 250     B2 bids 250, B1 answers 260
        ",
    );
}

#[test]
fn an_outbid_ceiling_answers_no_more() {
    check(
        proxies(),
        "
        t1    B1    up to 200     B1 leads at 100, ceiling stands
        t2    B2    up to 300     B2 leads at 210, ceiling stands
        t3    B3    250           B3 bids 250, B2 answers 260
        t4    B1    up to 280     B1 bids 280, B2 answers 290
        t5    B3    305           B3 leads at 305
        t6    B1    315           B1 leads at 315
        t7    B2    325           B2 leads at 325
        t600  lot   closes        sold to B2 at 325
        ",
    );
}

#[test]
fn ceilings_lie_on_the_grid_of_whole_steps() {
    check(
        AscendingTerms { increment: multiple_of_10(), ..proxies() },
        "
        t1    B1    up to 205     NotAMultiple { least: 100, step: 10 }
        t2    B1    up to 200     B1 leads at 100, ceiling stands
        t3    B1    up to 200.01  NotAMultiple { least: 110, step: 10 }
        t4    B1    up to 210     ceiling stands
        t5    B2    up to 119.99  NotAMultiple { least: 110, step: 10 }
        t6    B2    up to 200     B2 bids 200, B1 answers 210
        t7    B2    up to 220     B2 leads at 220, ceiling stands
        t8    B1    up to 300     B1 leads at 230, ceiling stands
        t9    B2    260           B2 bids 260, B1 answers 270
        ",
    );
}

#[test]
fn ceilings_are_refused_where_the_terms_do_not_allow_them() {
    check(
        plain(),
        "
        t-1   B1      up to 200  ProxyNotAllowed
        t1    B1      up to 200  ProxyNotAllowed
        t2    nobody  up to 200  ProxyNotAllowed
        t3    B1      100        B1 leads at 100
        t4    B1      up to 200  ProxyNotAllowed
        ",
    );
}

fn by_bands() -> AscendingTerms {
    AscendingTerms {
        increment: Increment::AtLeast(bands()),
        starting_price: parse_amount("1"),
        ..proxies()
    }
}

#[test]
fn the_step_above_a_beaten_ceiling_is_that_of_its_band() {
    check(
        by_bands(),
        "
        t1    B1    up to 24.99   B1 leads at 1, ceiling stands
        t2    B2    up to 40      B2 leads at 25.49, ceiling stands
        ",
    );
    check(
        by_bands(),
        "
        t1    B1    up to 25      B1 leads at 1, ceiling stands
        t2    B2    up to 40      B2 leads at 26, ceiling stands
        ",
    );
    check(
        by_bands(),
        "
        t1    B1    up to 40      B1 leads at 1, ceiling stands
        t2    B2    up to 24.99   B2 bids 24.99, B1 answers 25.49
        ",
    );
    check(
        by_bands(),
        "
        t1    B1    up to 40      B1 leads at 1, ceiling stands
        t2    B2    up to 1.24    BelowLeastBid { least: 1.25 }
        t3    B2    up to 25      B2 bids 25, B1 answers 26
        t4    B3    up to 26.99   BelowLeastBid { least: 27 }
        t5    B3    up to 39.01   B3 bids 39.01, B1 answers 40
        t6    B3    up to 41      B3 leads at 41, ceiling stands
        ",
    );
}

#[test]
fn a_ceiling_bids_for_nobody_who_could_not_bid_himself() {
    check(
        proxies(),
        "
        t1    B1    up to 300     B1 leads at 100, ceiling stands
        t2    desk  stops B1      stopped
        t3    B2    150           B2 leads at 150
        t4    desk  admits B1     admitted
        t5    B3    160           B3 leads at 160
        ",
    );
    check(
        proxies(),
        "
        t1    B1    up to 300     B1 leads at 100, ceiling stands
        t2    desk  stops B1      stopped
        t3    B2    up to 150     B2 leads at 110, ceiling stands
        ",
    );
}
