//! What a plain bid must be: the first bid, the increment, the own overbid, the range.

use auction::{AscendingTerms, FirstBid, Increment, OwnOverbid};

use crate::table::check;
use crate::terms::{bands, multiple_of_10, plain, proxies};
use crate::words::parse_amount;

#[test]
fn the_first_bid_may_equal_the_starting_price() {
    check(
        plain(),
        "
        t1    B1    99.99   BelowLeastBid { least: 100 }
        t2    B1    100     B1 leads at 100
        ",
    );
    check(plain(), "t1  B1  100.01  B1 leads at 100.01");
}

#[test]
fn the_first_bid_must_be_a_step_higher_where_the_terms_say_so() {
    check(
        AscendingTerms { first_bid: FirstBid::AboveStart, ..plain() },
        "
        t1    B1    100     BelowLeastBid { least: 110 }
        t2    B1    109.99  BelowLeastBid { least: 110 }
        t3    B1    110     B1 leads at 110
        t4    B2    119.99  BelowLeastBid { least: 120 }
        t5    B2    120     B2 leads at 120
        ",
    );
}

#[test]
fn a_bid_rises_by_at_least_a_step() {
    check(
        plain(),
        "
        t1    B1    100     B1 leads at 100
        t2    B2    100     BelowLeastBid { least: 110 }
        t3    B2    109.99  BelowLeastBid { least: 110 }
        t4    B2    110     B2 leads at 110
        t5    B1    120.01  B1 leads at 120.01
        t6    B2    130     BelowLeastBid { least: 130.01 }
        t7    B2    130.01  B2 leads at 130.01
        t8    B1    5000    B1 leads at 5000
        t9    hall  looks   B1 leads at 5000, least 5010, closes t600
        ",
    );
}

#[test]
fn of_two_bids_that_arrive_together_the_first_in_sequence_stands() {
    check(
        plain(),
        "
        t10     B1    100     B1 leads at 100
        t10     B2    100     BelowLeastBid { least: 110 }
        t11@9   B3    100     BelowLeastBid { least: 110 }
        t11@9   B3    110     B3 leads at 110
        t11@10  B1    110     BelowLeastBid { least: 120 }
        ",
    );
}

#[test]
fn a_bid_rises_by_whole_steps_where_the_terms_say_so() {
    check(
        AscendingTerms { increment: multiple_of_10(), ..plain() },
        "
        t1    B1    95      BelowLeastBid { least: 100 }
        t2    B1    105     NotAMultiple { least: 100, step: 10 }
        t3    B1    120     B1 leads at 120
        t4    B2    129.99  BelowLeastBid { least: 130 }
        t5    B2    130.01  NotAMultiple { least: 130, step: 10 }
        t6    B2    139.99  NotAMultiple { least: 130, step: 10 }
        t7    B2    130     B2 leads at 130
        t8    B1    190     B1 leads at 190
        ",
    );
}

#[test]
fn whole_steps_are_counted_from_the_starting_price() {
    let terms = AscendingTerms {
        increment: multiple_of_10(),
        starting_price: parse_amount("104.50"),
        ..plain()
    };
    check(
        terms.clone(),
        "
        t1    B1    110     NotAMultiple { least: 104.50, step: 10 }
        t2    B1    114.50  B1 leads at 114.50
        t3    B2    124.49  BelowLeastBid { least: 124.50 }
        t4    B2    130     NotAMultiple { least: 124.50, step: 10 }
        t5    B2    134.50  B2 leads at 134.50
        ",
    );
    check(
        AscendingTerms { first_bid: FirstBid::AboveStart, ..terms },
        "
        t1    B1    104.50  BelowLeastBid { least: 114.50 }
        t2    B1    120     NotAMultiple { least: 114.50, step: 10 }
        t3    B1    114.50  B1 leads at 114.50
        ",
    );
}

fn by_bands() -> AscendingTerms {
    AscendingTerms {
        increment: Increment::AtLeast(bands()),
        starting_price: parse_amount("0.01"),
        ..plain()
    }
}

#[test]
fn the_last_fen_of_a_band_has_the_step_of_the_band() {
    check(
        by_bands(),
        "
        t1    B1    0.01     B1 leads at 0.01
        t2    B2    0.05     BelowLeastBid { least: 0.06 }
        t3    B2    0.99     B2 leads at 0.99
        t4    B1    1.03     BelowLeastBid { least: 1.04 }
        t5    B1    1.04     B1 leads at 1.04
        t6    B2    4.99     B2 leads at 4.99
        t7    B1    5.23     BelowLeastBid { least: 5.24 }
        t8    B1    5.24     B1 leads at 5.24
        t9    B2    24.99    B2 leads at 24.99
        t10   B1    25.48    BelowLeastBid { least: 25.49 }
        t11   B1    25.49    B1 leads at 25.49
        t12   B2    99.99    B2 leads at 99.99
        t13   B1    100.98   BelowLeastBid { least: 100.99 }
        t14   B1    100.99   B1 leads at 100.99
        t15   B2    249.99   B2 leads at 249.99
        t16   B1    252.48   BelowLeastBid { least: 252.49 }
        t17   B1    252.49   B1 leads at 252.49
        t18   B2    499.99   B2 leads at 499.99
        t19   B1    504.98   BelowLeastBid { least: 504.99 }
        t20   B1    504.99   B1 leads at 504.99
        t21   B2    999.99   B2 leads at 999.99
        t22   B1    1009.98  BelowLeastBid { least: 1009.99 }
        t23   B1    1009.99  B1 leads at 1009.99
        t24   B2    2499.99  B2 leads at 2499.99
        t25   B1    2524.98  BelowLeastBid { least: 2524.99 }
        t26   B1    2524.99  B1 leads at 2524.99
        t27   B2    4999.99  B2 leads at 4999.99
        t28   B1    5049.98  BelowLeastBid { least: 5049.99 }
        t29   B1    5049.99  B1 leads at 5049.99
        t30   B2    5149.98  BelowLeastBid { least: 5149.99 }
        t31   B2    5149.99  B2 leads at 5149.99
        ",
    );
}

#[test]
fn the_first_price_behind_a_band_has_the_next_step() {
    check(
        by_bands(),
        "
        t1    B1    1        B1 leads at 1
        t2    B2    1.24     BelowLeastBid { least: 1.25 }
        t3    B2    1.25     B2 leads at 1.25
        t4    B1    5        B1 leads at 5
        t5    B2    5.49     BelowLeastBid { least: 5.50 }
        t6    B2    5.50     B2 leads at 5.50
        t7    B1    25       B1 leads at 25
        t8    B2    25.99    BelowLeastBid { least: 26 }
        t9    B2    26       B2 leads at 26
        t10   B1    100      B1 leads at 100
        t11   B2    102.49   BelowLeastBid { least: 102.50 }
        t12   B2    102.50   B2 leads at 102.50
        t13   B1    250      B1 leads at 250
        t14   B2    254.99   BelowLeastBid { least: 255 }
        t15   B2    255      B2 leads at 255
        t16   B1    500      B1 leads at 500
        t17   B2    509.99   BelowLeastBid { least: 510 }
        t18   B2    510      B2 leads at 510
        t19   B1    1000     B1 leads at 1000
        t20   B2    1024.99  BelowLeastBid { least: 1025 }
        t21   B2    1025     B2 leads at 1025
        t22   B1    2500     B1 leads at 2500
        t23   B2    2549.99  BelowLeastBid { least: 2550 }
        t24   B2    2550     B2 leads at 2550
        t25   B1    5000     B1 leads at 5000
        t26   B2    5099.99  BelowLeastBid { least: 5100 }
        t27   B2    5100     B2 leads at 5100
        ",
    );
}

#[test]
fn a_leader_outbids_himself_where_the_terms_allow_it() {
    check(
        plain(),
        "
        t1    B1    100     B1 leads at 100
        t2    B1    109.99  BelowLeastBid { least: 110 }
        t3    B1    110     B1 leads at 110
        ",
    );
}

#[test]
fn a_leader_does_not_outbid_himself_where_the_terms_refuse_it() {
    check(
        AscendingTerms { own_overbid: OwnOverbid::Refused, ..plain() },
        "
        t1    B1    100     B1 leads at 100
        t2    B1    110     AlreadyLeading
        t3    B1    90      AlreadyLeading
        t4    B2    110     B2 leads at 110
        t5    B2    120     AlreadyLeading
        t6    B1    120     B1 leads at 120
        ",
    );
}

#[test]
fn a_leaders_plain_bid_leaves_his_higher_ceiling_standing() {
    check(
        proxies(),
        "
        t1    B1    up to 200  B1 leads at 100, ceiling stands
        t2    B1    150        B1 leads at 150
        t3    B2    159.99     BelowLeastBid { least: 160 }
        t4    B2    160        B2 bids 160, B1 answers 170
        t5    B1    199.99     B1 leads at 199.99
        t6    hall  looks      B1 leads at 199.99, least 209.99, closes t600
        t7    B2    209.99     B2 leads at 209.99
        ",
    );
}

#[test]
fn a_leaders_plain_bid_at_or_above_his_ceiling_uses_it_up() {
    check(
        proxies(),
        "
        t1    B1    up to 200  B1 leads at 100, ceiling stands
        t2    B1    200        B1 leads at 200
        t3    B1    up to 200  CeilingNotRaised
        t4    B2    209.99     BelowLeastBid { least: 210 }
        t5    B2    210        B2 leads at 210
        ",
    );
    check(
        proxies(),
        "
        t1    B1    up to 200  B1 leads at 100, ceiling stands
        t2    B1    200.01     B1 leads at 200.01
        t3    B1    up to 200.01  CeilingNotRaised
        t4    B1    up to 200.02  ceiling stands
        t5    B2    up to 500  B2 leads at 210.02, ceiling stands
        ",
    );
}

#[test]
fn a_leader_who_may_not_outbid_himself_may_still_raise_his_ceiling() {
    check(
        AscendingTerms { own_overbid: OwnOverbid::Refused, ..proxies() },
        "
        t1    B1    up to 200  B1 leads at 100, ceiling stands
        t2    B1    150        AlreadyLeading
        t3    B1    up to 300  ceiling stands
        t4    B2    250        B2 bids 250, B1 answers 260
        ",
    );
}

#[test]
fn amounts_are_above_nothing_and_at_most_the_largest() {
    check(
        proxies(),
        "
        t1    B1    0                           AmountOutOfRange { most: 10000000000000 }
        t2    B1    -0.01                       AmountOutOfRange { most: 10000000000000 }
        t3    B1    -92233720368547758.08       AmountOutOfRange { most: 10000000000000 }
        t4    B1    92233720368547758.07        AmountOutOfRange { most: 10000000000000 }
        t5    B1    10000000000000.01           AmountOutOfRange { most: 10000000000000 }
        t6    B1    up to 0                     AmountOutOfRange { most: 10000000000000 }
        t7    B1    up to -0.01                 AmountOutOfRange { most: 10000000000000 }
        t8    B1    up to 10000000000000.01     AmountOutOfRange { most: 10000000000000 }
        t9    B1    up to 92233720368547758.07  AmountOutOfRange { most: 10000000000000 }
        t10   B1    0.01                        BelowLeastBid { least: 100 }
        t11   B1    up to 10000000000000        B1 leads at 100, ceiling stands
        t12   B2    9999999999999.99            B2 bids 9999999999999.99, B1 answers 10000000000000
        t13   B2    10000000000000              BelowLeastBid { least: 10000000000010 }
        t14   B2    10000000000010              AmountOutOfRange { most: 10000000000000 }
        ",
    );
    check(plain(), "t1  B1  10000000000000  B1 leads at 10000000000000");
}
