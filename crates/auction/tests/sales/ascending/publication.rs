//! Which terms a lot may be published under: nothing is ignored, nothing makes no sense.

use auction::{
    AscendingTerms, At, Auction, BANDS_MAX, Band, Countdown, Entry, EqualRanks, Extension,
    FirstBid, Increment, JumpCap, Ladder, Priority, Refusal, Reserve, Term, Terms,
};
use lexicon::{Money, Span};

use crate::terms::{
    bands, extension, five_minutes, multiple_of_10, plain, proxies, seconds, two_phases,
};
use crate::words::{OPENS_AT, parse_amount, parse_moment};

/// The longest span that terms may name: two years of 366 days.
const LONGEST: Span = Span::from_seconds(2 * 366 * 86_400);

fn too_long() -> Span {
    LONGEST + Span::from_us(1)
}

fn published(terms: AscendingTerms) -> Result<(), Refusal> {
    Auction::check(At::moment_only(OPENS_AT), &Terms::Ascending(Box::new(terms)))
}

fn assert_published(table: impl IntoIterator<Item = AscendingTerms>) {
    for terms in table {
        assert_eq!(published(terms.clone()), Ok(()), "{terms:#?}");
    }
}

fn assert_invalid(table: impl IntoIterator<Item = (Term, AscendingTerms)>) {
    for (term, terms) in table {
        let refusal = Refusal::TermInvalid { term };
        assert_eq!(published(terms.clone()), Err(refusal), "{terms:#?}");
    }
}

#[test]
fn what_leads_to_a_timed_phase_needs_a_free_and_a_timed_one() {
    let recent = |within| Entry::RecentBidders { within, bidders_min: 2 };
    let stop = |terms| AscendingTerms { stop_before_timed: seconds(1), ..terms };
    let prepare = |terms| AscendingTerms { preparation: seconds(1), ..terms };
    let ask = |length, terms| AscendingTerms { join_question: Some(length), ..terms };
    let enter = |timed_entry, terms| AscendingTerms { timed_entry, ..terms };
    let rising = |terms| AscendingTerms { timed_increment: Some(multiple_of_10()), ..terms };
    let without_free = || AscendingTerms { free_bidding: Span::ZERO, ..two_phases() };
    assert_published([
        stop(two_phases()),
        prepare(two_phases()),
        ask(seconds(1), two_phases()),
        enter(Entry::WithValidBid, two_phases()),
        enter(recent(seconds(300)), two_phases()),
        rising(two_phases()),
    ]);
    let one = Entry::RecentBidders { within: seconds(300), bidders_min: 1 };
    assert_invalid([
        (Term::StopBeforeTimed, stop(plain())),
        (Term::StopBeforeTimed, stop(without_free())),
        (Term::Preparation, prepare(plain())),
        (Term::Preparation, prepare(without_free())),
        (Term::JoinQuestion, ask(seconds(1), plain())),
        (Term::JoinQuestion, ask(seconds(1), without_free())),
        (Term::JoinQuestion, ask(Span::from_us(999_999), two_phases())),
        (Term::TimedEntry, enter(Entry::WithValidBid, plain())),
        (Term::TimedEntry, enter(Entry::WithValidBid, without_free())),
        (Term::TimedEntry, enter(recent(seconds(60)), plain())),
        (Term::TimedEntry, enter(recent(seconds(301)), two_phases())),
        (Term::TimedEntry, enter(recent(Span::ZERO), two_phases())),
        (Term::TimedEntry, enter(one, two_phases())),
        (Term::TimedIncrement, rising(plain())),
        (Term::TimedIncrement, rising(without_free())),
    ]);
}

#[test]
fn rights_of_priority_fit_the_rest() {
    let holding = |priority, terms| AscendingTerms { priority, ..terms };
    let after_close = |window| Priority::MatchAfterClose { window };
    let by_lot =
        |priority, terms| AscendingTerms { priority, equal_ranks: EqualRanks::ByLot, ..terms };
    assert_published([
        holding(Priority::MatchLive, plain()),
        holding(Priority::Ordinary, plain()),
        holding(after_close(seconds(1)), proxies()),
        by_lot(after_close(seconds(60)), plain()),
    ]);
    assert_invalid([
        // A ceiling would answer the matching bid at its own price.
        (Term::Priority, holding(Priority::MatchLive, proxies())),
        (Term::Priority, holding(after_close(Span::from_us(999_999)), plain())),
        (Term::Priority, holding(after_close(too_long()), plain())),
        (Term::EqualRanks, by_lot(Priority::MatchLive, plain())),
        (Term::EqualRanks, by_lot(Priority::None, plain())),
    ]);
}

#[test]
fn a_grid_has_one_step_and_a_cap_some() {
    let multiple = |increment| AscendingTerms { increment, ..plain() };
    let jump = |steps| AscendingTerms { jump_cap: Some(JumpCap { steps }), ..plain() };
    let timed = |it| AscendingTerms { timed_increment: Some(it), ..two_phases() };
    assert_published([multiple(multiple_of_10()), jump(1)]);
    assert_invalid([
        (Term::Increment, multiple(Increment::Multiple(bands()))),
        (Term::TimedIncrement, timed(Increment::Multiple(bands()))),
        (Term::JumpCap, jump(0)),
    ]);
}

#[test]
fn an_agreement_has_time() {
    let agreeing = |agreement| AscendingTerms { agreement, ..plain() };
    assert_published([agreeing(Some(seconds(1)))]);
    assert_invalid([
        (Term::Agreement, agreeing(Some(Span::ZERO))),
        (Term::Agreement, agreeing(Some(too_long()))),
    ]);
}

#[test]
fn the_opening_is_not_past() {
    let opening = |text| AscendingTerms { opens_at: parse_moment(text), ..plain() };
    assert_published([opening("t0"), opening("t1000")]);
    assert_invalid([(Term::OpensAt, opening("t-0.000001"))]);
}

#[test]
fn a_sale_has_a_phase_and_one_rule_for_its_end() {
    let cycle = |us| Some(Countdown { cycle: Span::from_us(us) });
    let timed = |timed_bidding| AscendingTerms { timed_bidding, ..plain() };
    let extended = |extension| AscendingTerms { extension, ..plain() };
    let without_free = |terms| AscendingTerms { free_bidding: Span::ZERO, ..terms };
    assert_published([
        AscendingTerms { free_bidding: Span::from_us(1), ..plain() },
        without_free(two_phases()),
        timed(cycle(1_000_000)),
        extended(extension(1, 1)),
        AscendingTerms { first_bid: FirstBid::AboveStart, ..plain() },
    ]);
    assert_invalid([
        (Term::FreeBidding, without_free(plain())),
        (Term::FreeBidding, without_free(five_minutes())),
        (Term::TimedBidding, timed(cycle(999_999))),
        (Term::TimedBidding, timed(cycle(0))),
        (Term::Extension, AscendingTerms { extension: extension(300, 300), ..two_phases() }),
        (Term::Extension, extended(extension(0, 1))),
        (Term::Extension, extended(extension(1, 0))),
    ]);
}

#[test]
fn no_span_is_longer_than_two_years() {
    let with = |span: Span| {
        let cycle = Some(Countdown { cycle: span });
        let extended = |window, length| Some(Extension { window, length, count_max: None });
        [
            (Term::FreeBidding, AscendingTerms { free_bidding: span, ..plain() }),
            (Term::TimedBidding, AscendingTerms { timed_bidding: cycle, ..plain() }),
            (Term::Extension, AscendingTerms { extension: extended(span, seconds(1)), ..plain() }),
            (Term::Extension, AscendingTerms { extension: extended(seconds(1), span), ..plain() }),
            (Term::ResumeNotice, AscendingTerms { resume_notice: span, ..plain() }),
        ]
    };
    assert_published(with(LONGEST).map(|(_, terms)| terms));
    assert_invalid(with(too_long()));
    assert_invalid(with(Span::from_us(u64::MAX)));
}

#[test]
fn the_hard_end_leaves_every_phase_its_length() {
    let ended = |text, terms| AscendingTerms { hard_end: Some(parse_moment(text)), ..terms };
    assert_published([ended("t390", two_phases()), ended("t600", five_minutes())]);
    assert_invalid([
        (Term::HardEnd, ended("t389.999999", two_phases())),
        (Term::HardEnd, ended("t599.999999", five_minutes())),
        (Term::HardEnd, ended("t-1", plain())),
    ]);
}

#[test]
fn prices_and_steps_are_amounts() {
    let starting = |text| AscendingTerms { starting_price: parse_amount(text), ..plain() };
    let step = |text| AscendingTerms {
        increment: Increment::AtLeast(Ladder::fixed(parse_amount(text))),
        ..plain()
    };
    assert_published([starting("0.01"), starting("10000000000000")]);
    assert_published([step("0.01"), step("10000000000000")]);
    assert_published([AscendingTerms { increment: Increment::AtLeast(bands()), ..plain() }]);
    assert_invalid([
        (Term::StartingPrice, starting("0")),
        (Term::StartingPrice, starting("-0.01")),
        (Term::StartingPrice, starting("10000000000000.01")),
        (Term::Increment, step("0")),
        (Term::Increment, step("-0.01")),
        (Term::Increment, step("10000000000000.01")),
    ]);
}

#[test]
fn a_ladder_has_at_most_its_limit_of_bands() {
    let ladder = |count: usize| {
        let fen = |count: usize| Money::from_fen(i64::try_from(count).unwrap());
        let band = |place| Band { below: fen(place), step: fen(1) };
        Ladder::banded((1..=count).map(band).collect(), fen(1))
    };
    assert!(ladder(BANDS_MAX).is_ok());
    assert!(ladder(BANDS_MAX + 1).is_err());
}

#[test]
fn a_reserve_is_reachable_and_its_time_is_not_turned_round() {
    let public = |text| Reserve::Public(parse_amount(text));
    let secret = |entered_from, entered_until| Reserve::Secret { entered_from, entered_until };
    let reserved = |reserve| AscendingTerms { reserve, ..plain() };
    assert_published([
        reserved(Reserve::None),
        reserved(public("100")),
        reserved(public("10000000000000")),
        reserved(secret(None, Span::ZERO)),
        reserved(secret(None, LONGEST)),
        reserved(secret(Some(seconds(300)), seconds(300))),
        reserved(secret(Some(LONGEST), seconds(300))),
    ]);
    assert_invalid([
        (Term::Reserve, reserved(public("99.99"))),
        (Term::Reserve, reserved(public("0"))),
        (Term::Reserve, reserved(public("10000000000000.01"))),
        (Term::Reserve, reserved(secret(None, too_long()))),
        (Term::Reserve, reserved(secret(Some(seconds(300)), Span::from_us(300_000_001)))),
        (Term::Reserve, reserved(secret(Some(too_long()), seconds(300)))),
    ]);
}

#[test]
fn a_sale_needs_one_bidder_or_two() {
    let needing = |bidders_min| AscendingTerms { bidders_min, ..plain() };
    assert_published([1, 2].map(needing));
    assert_invalid([0, 3, 255].map(|count| (Term::BiddersMin, needing(count))));
}
