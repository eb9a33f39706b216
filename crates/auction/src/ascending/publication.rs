//! Which terms a lot may be published under.

use lexicon::Span;

use super::Ascending;
use crate::terms::{SPAN_MAX, first_invalid, is_phase, is_price};
use crate::{
    AscendingTerms, At, Entry, EqualRanks, Increment, Priority, ProxyBidding, Refusal, Term,
};

type Check = fn(At, &AscendingTerms) -> Result<(), Refusal>;

/// In this order; the first that fails answers.
const CHECKS: [Check; 7] = [
    check_spans,
    check_phases,
    check_timed_phase,
    check_hard_end,
    check_prices,
    check_bidders,
    check_rights,
];

impl Ascending {
    pub(crate) fn check(at: At, terms: &AscendingTerms) -> Result<(), Refusal> {
        CHECKS.iter().try_for_each(|check| check(at, terms))
    }
}

fn check_spans(_: At, terms: &AscendingTerms) -> Result<(), Refusal> {
    let extension = terms.extension.as_ref();
    let spans = [
        (terms.free_bidding, Term::FreeBidding),
        (terms.timed_bidding.map_or(Span::ZERO, |countdown| countdown.cycle), Term::TimedBidding),
        (extension.map_or(Span::ZERO, |it| it.window.max(it.length)), Term::Extension),
        (terms.stop_before_timed, Term::StopBeforeTimed),
        (terms.join_question.unwrap_or(Span::ZERO), Term::JoinQuestion),
        (terms.preparation, Term::Preparation),
        (terms.resume_notice, Term::ResumeNotice),
    ];
    first_invalid(&spans.map(|(span, term)| (span <= SPAN_MAX, term)))
}

fn check_phases(at: At, terms: &AscendingTerms) -> Result<(), Refusal> {
    let cycle = terms.timed_bidding.map(|countdown| countdown.cycle);
    let has_phase = cycle.is_some() || !terms.free_bidding.is_zero();
    let extension = terms.extension.as_ref();
    first_invalid(&[
        (terms.opens_at >= at.moment(), Term::OpensAt),
        (has_phase, Term::FreeBidding),
        (cycle.is_none_or(|cycle| cycle >= Span::SECOND), Term::TimedBidding),
        // The countdown of a timed phase is its extension; two would contradict each other.
        (extension.is_none() || cycle.is_none(), Term::Extension),
        (extension.is_none_or(|it| !it.window.is_zero() && !it.length.is_zero()), Term::Extension),
    ])
}

/// What stands between the free phase and the timed one needs both.
fn check_timed_phase(_: At, terms: &AscendingTerms) -> Result<(), Refusal> {
    let has_both = terms.timed_bidding.is_some() && !terms.free_bidding.is_zero();
    let is_entry_valid = match terms.timed_entry {
        Entry::All => true,
        Entry::WithValidBid => has_both,
        Entry::RecentBidders { within, bidders_min } => {
            has_both && is_phase(within) && within <= terms.free_bidding && bidders_min >= 2
        }
    };
    first_invalid(&[
        (terms.stop_before_timed.is_zero() || has_both, Term::StopBeforeTimed),
        (terms.join_question.is_none_or(|it| has_both && is_phase(it)), Term::JoinQuestion),
        (terms.preparation.is_zero() || has_both, Term::Preparation),
        (is_entry_valid, Term::TimedEntry),
        (terms.timed_increment.is_none() || has_both, Term::TimedIncrement),
    ])
}

fn check_hard_end(_: At, terms: &AscendingTerms) -> Result<(), Refusal> {
    let cycle = terms.timed_bidding.map_or(Span::ZERO, |countdown| countdown.cycle);
    let between = terms.stop_before_timed + terms.preparation;
    let question = terms.join_question.unwrap_or(Span::ZERO);
    let earliest_close = terms.opens_at + terms.free_bidding + question + between + cycle;
    first_invalid(&[(terms.hard_end.is_none_or(|end| end >= earliest_close), Term::HardEnd)])
}

fn check_prices(_: At, terms: &AscendingTerms) -> Result<(), Refusal> {
    let timed = terms.timed_increment.as_ref();
    first_invalid(&[
        (is_price(terms.starting_price), Term::StartingPrice),
        (is_increment(&terms.increment), Term::Increment),
        (timed.is_none_or(is_increment), Term::TimedIncrement),
        (terms.jump_cap.is_none_or(|cap| cap.steps > 0), Term::JumpCap),
        (terms.reserve.is_valid(terms.starting_price), Term::Reserve),
    ])
}

/// On a grid whose step changes with the price, no ceiling lies on it for sure.
fn is_increment(increment: &Increment) -> bool {
    let is_grid = match increment {
        Increment::Multiple(ladder) => ladder.is_fixed(),
        Increment::AtLeast(_) => true,
    };
    is_grid && increment.ladder().check().is_ok()
}

fn check_bidders(_: At, terms: &AscendingTerms) -> Result<(), Refusal> {
    first_invalid(&[
        (matches!(terms.bidders_min, 1 | 2), Term::BiddersMin),
        (terms.agreement.is_none_or(is_phase), Term::Agreement),
    ])
}

/// A ceiling that answered a matching bid at the same price would turn the right around.
fn check_rights(_: At, terms: &AscendingTerms) -> Result<(), Refusal> {
    let is_live = terms.priority == Priority::MatchLive;
    let is_after_close = matches!(terms.priority, Priority::MatchAfterClose { .. });
    first_invalid(&[
        (terms.priority.is_valid(), Term::Priority),
        (!is_live || terms.proxy_bidding == ProxyBidding::Refused, Term::Priority),
        (terms.equal_ranks == EqualRanks::ByTime || is_after_close, Term::EqualRanks),
    ])
}
