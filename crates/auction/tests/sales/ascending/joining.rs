//! The question who joins the timed phase; silence is no.

use auction::{AscendingTerms, OnDefault, Priority, ProxyBidding, Reserve};
use lexicon::Span;

use crate::table::check;
use crate::terms::{seconds, two_phases};

/// Five minutes of free bidding, five to say whether one joins, a countdown of 90 seconds.
pub(crate) fn asking() -> AscendingTerms {
    AscendingTerms { join_question: Some(seconds(300)), ..two_phases() }
}

#[test]
fn who_joins_takes_part_and_silence_is_no() {
    check(
        asking(),
        "
        t0    lot     opens            free bidding until t300, closes t600
        t10   B1      100              B1 leads at 100
        t11   B2      110              B2 leads at 110
        t12   B3      120              B3 leads at 120
        t13   B1      joins            WrongPhase { phase: FreeBidding, until: t300 }
        t300  lot     begins question  JoinQuestion, closes t600
        t301  B1      130              WrongPhase { phase: JoinQuestion, until: t600 }
        t301  B4      joins            NoValidBid
        t301  B4      stays out        NoValidBid
        t301  B9      joins            NotAdmitted
        t301  nobody  joins            NotAdmitted
        t302  B1      joins            B1 joins
        t303  B1      joins            AlreadyAnswered
        t303  B1      stays out        AlreadyAnswered
        t304  B2      stays out        B2 stays out
        t305  B2      joins            AlreadyAnswered
        t600  lot     begins timed     NotDue { due_at: None }
        t600  lot     closes           timed bidding, closes t690
        t601  B2      130              NotJoined
        t601  B3      130              NotJoined
        t601  B4      130              NotJoined
        t601  B3      joins            WrongPhase { phase: TimedBidding, until: t690 }
        t602  B1      130              B1 leads at 130, closes t692
        t692  lot     closes           sold to B1 at 130
        t693  B3      joins            AuctionClosed { closed_at: t692 }
        ",
    );
}

#[test]
fn where_nobody_but_the_leader_joins_he_wins() {
    check(
        asking(),
        "
        t10   B1    100        B1 leads at 100
        t11   B2    110        B2 leads at 110
        t301  B1    stays out  B1 stays out
        t302  B2    joins      B2 joins
        t600  lot   closes     sold to B2 at 110
        ",
    );
    check(
        asking(),
        "
        t10   B1    100        B1 leads at 100
        t11   B2    110        B2 leads at 110
        t600  lot   closes     sold to B2 at 110
        ",
    );
    check(asking(), "t600  lot  closes  unsold: NoBid");
    // Whoever joins against a silent leader may bid; nobody bids, and the leader wins.
    check(
        asking(),
        "
        t10   B1    100        B1 leads at 100
        t11   B2    110        B2 leads at 110
        t301  B1    joins      B1 joins
        t600  lot   closes     timed bidding, closes t690
        t690  lot   closes     sold to B2 at 110
        ",
    );
}

#[test]
fn an_answer_arrives_before_the_end_of_the_question() {
    check(
        asking(),
        "
        t10               B1    100     B1 leads at 100
        t11               B2    110     B2 leads at 110
        t600              lot   waits   -
        t601@600.000001   B1    joins   PhaseOver { phase: JoinQuestion, ended_at: t600 }
        t601@600.000001   B1    120     PhaseOver { phase: JoinQuestion, ended_at: t600 }
        t602@600          B1    joins   B1 joins
        t603              lot   closes  timed bidding, closes t690
        ",
    );
    check(
        AscendingTerms { stop_before_timed: seconds(10), ..asking() },
        "
        t10   B1    100       B1 leads at 100
        t11   B2    110       B2 leads at 110
        t301  B1    joins     B1 joins
        t600  lot   closes    Stopped until t610, closes t700
        t601  B2    joins     WrongPhase { phase: Stopped, until: t610 }
        ",
    );
}

#[test]
fn the_question_goes_to_who_may_bid() {
    check(
        asking(),
        "
        t10   B1    100                 B1 leads at 100
        t11   B2    110                 B2 leads at 110
        t12   B3    120                 B3 leads at 120
        t301  desk  stops B1            stopped
        t301  desk  admits B2 until t400  admitted
        t302  B1    joins               BidderStopped
        t400.000001  B2  joins          AdmissionEnded { ended_at: t400 }
        t401  desk  admits B2           admitted
        t402  B2    joins               B2 joins
        t600  lot   closes              timed bidding, closes t690
        ",
    );
}

#[test]
fn the_ceiling_of_a_leader_who_stays_out_answers_nobody() {
    let proxies = || AscendingTerms { proxy_bidding: ProxyBidding::Allowed, ..asking() };
    check(
        proxies(),
        "
        t10   B1    up to 200   B1 leads at 100, ceiling stands
        t11   B2    up to 150   B2 bids 150, B1 answers 160
        t301  B2    joins       B2 joins
        t601  B1    up to 300   NotJoined
        t602  B2    170         B2 leads at 170, closes t692
        ",
    );
    check(
        proxies(),
        "
        t10   B1    up to 200   B1 leads at 100, ceiling stands
        t11   B2    up to 150   B2 bids 150, B1 answers 160
        t301  B2    joins       B2 joins
        t302  B1    joins       B1 joins
        t303  B2    up to 300   WrongPhase { phase: JoinQuestion, until: t600 }
        t602  B2    170         B2 bids 170, B1 answers 180, closes t692
        ",
    );
}

#[test]
fn a_secret_reserve_is_entered_before_the_close_as_it_stands_in_each_phase() {
    let reserve =
        Reserve::Secret { entered_from: Some(seconds(100)), entered_until: Span::from_seconds(30) };
    check(
        AscendingTerms { reserve, ..asking() },
        "
        t10   B1    100                 B1 leads at 100
        t11   B2    110                 B2 leads at 110
        t499  desk  enters reserve 115  ReserveTooEarly { from: t500 }
        t590  B1    joins               B1 joins
        t590  desk  enters reserve 115  ReserveTooLate { until: t570 }
        t601  desk  enters reserve 115  entered
        t690  lot   closes              unsold: BelowReserve
        ",
    );
}

#[test]
fn a_right_matched_and_a_default_go_with_the_gate() {
    check(
        AscendingTerms {
            priority: Priority::MatchLive,
            on_default: OnDefault::NextCandidate,
            ..asking()
        },
        "
        t1    desk  admits B2 rank 1  admitted
        t10   B1    100               B1 leads at 100
        t11   B3    110               B3 leads at 110
        t12   B2    110               B2 leads at 110
        t301  B1    joins             B1 joins
        t601  B1    120               B1 leads at 120, closes t691
        t602  B2    120               NotJoined
        t691  lot   closes            sold to B1 at 120
        t700  desk  records default   B1 defaults, sold to B2 at 110
        t701  desk  records default   B2 defaults, sold to B3 at 110
        ",
    );
}
