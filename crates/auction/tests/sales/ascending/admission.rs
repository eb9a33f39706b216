//! Who may bid: admitted, not stopped, while and up to what his bids are covered.

use crate::table::check;
use crate::terms::{plain, proxies};

#[test]
fn only_who_is_admitted_bids() {
    check(
        plain(),
        "
        t1    nobody  100        NotAdmitted
        t2    B9      100        NotAdmitted
        t3    B9      0          NotAdmitted
        t4    desk    admits B9  admitted
        t5    B9      100        B9 leads at 100
        t6    nobody  110        NotAdmitted
        ",
    );
    check(
        proxies(),
        "
        t1    nobody  up to 100  NotAdmitted
        t2    B9      up to 100  NotAdmitted
        t3    desk    admits B9  admitted
        t4    desk    admits B7  admitted
        t5    B9      up to 100  B9 leads at 100, ceiling stands
        t6    B7      up to 110  B7 leads at 110, ceiling stands
        ",
    );
}

#[test]
fn a_stopped_bidder_bids_no_more_but_his_bid_stays() {
    check(
        plain(),
        "
        t1    desk  stops B9   NotAdmitted
        t2    B1    100        B1 leads at 100
        t3    desk  stops B1   stopped
        t4    B1    110        BidderStopped
        t5    B1    90         BidderStopped
        t6    hall  looks      B1 leads at 100, least 110, closes t600
        t600  lot   closes     sold to B1 at 100
        ",
    );
}

#[test]
fn a_stopped_bidder_who_is_admitted_again_bids_again() {
    check(
        plain(),
        "
        t1    desk  stops B1         stopped
        t2    B1    100              BidderStopped
        t3    desk  admits B1        admitted
        t4    B1    100              B1 leads at 100
        ",
    );
}

#[test]
fn a_bid_is_covered_to_the_last_moment_of_the_admission() {
    check(
        plain(),
        "
        t0          desk  admits B5 until t50  admitted
        t50         B5    100                  B5 leads at 100
        t50.000001  B5    110                  AdmissionEnded { ended_at: t50 }
        t60@50      B5    110                  B5 leads at 110
        t60         B5    1                    AdmissionEnded { ended_at: t50 }
        t61         desk  admits B5 until t70  admitted
        t70         B5    120                  B5 leads at 120
        t70.000001  B5    130                  AdmissionEnded { ended_at: t70 }
        t600        lot   closes               sold to B5 at 120
        ",
    );
}

#[test]
fn a_bid_is_covered_up_to_the_admitted_amount() {
    check(
        proxies(),
        "
        t0    desk  admits B5 up to 150  admitted
        t1    B5    150.01               AboveAdmittedAmount { ceiling: 150 }
        t2    B5    up to 150.01         AboveAdmittedAmount { ceiling: 150 }
        t3    B5    up to 150            B5 leads at 100, ceiling stands
        t4    B5    150                  B5 leads at 150
        t5    B1    160                  B1 leads at 160
        t6    B5    170                  AboveAdmittedAmount { ceiling: 150 }
        t7    B5    150                  BelowLeastBid { least: 170 }
        t8    desk  admits B5 up to 170  admitted
        t9    B5    170                  B5 leads at 170
        ",
    );
}

#[test]
fn a_bidder_may_be_admitted_while_the_lot_is_not_closed() {
    check(
        plain(),
        "
        t-1   desk  admits B8    admitted
        t10   desk  suspends     suspended
        t20   desk  admits B5    admitted
        t20   desk  stops B8     stopped
        t30   desk  resumes t90  goes on at t90
        t40   desk  admits B6    admitted
        t91   B5    100          B5 leads at 100
        t92   B6    110          B6 leads at 110
        t93   B8    120          BidderStopped
        ",
    );
}
