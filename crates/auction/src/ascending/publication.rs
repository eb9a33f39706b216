//! Which terms a lot may be published under.

use lexicon::{Money, Span};

use super::{Ascending, LAST_WINDOW_MIN};
use crate::{AscendingTerms, At, Entry, Increment, Priority, Refusal, Reserve, Term};

/// No span of the terms is longer: a sale of more than two years is a slip of the pen.
const SPAN_MAX: Span = Span::from_seconds(2 * 366 * 86_400);

type Check = fn(At, &AscendingTerms) -> Result<(), Refusal>;

/// In this order; the first that fails answers.
const CHECKS: [Check; 7] = [
    check_implemented,
    check_spans,
    check_phases,
    check_hard_end,
    check_prices,
    check_reserve,
    check_bidders,
];

impl Ascending {
    pub(crate) fn check(at: At, terms: &AscendingTerms) -> Result<(), Refusal> {
        CHECKS.iter().try_for_each(|check| check(at, terms))
    }
}

fn check_implemented(_: At, terms: &AscendingTerms) -> Result<(), Refusal> {
    let held_for_later = [
        (!terms.stop_before_timed.is_zero(), Term::StopBeforeTimed),
        (terms.join_question.is_some(), Term::JoinQuestion),
        (!terms.preparation.is_zero(), Term::Preparation),
        (terms.timed_entry != Entry::All, Term::TimedEntry),
        (terms.timed_increment.is_some(), Term::TimedIncrement),
        (terms.extension.is_some_and(|it| it.count_max.is_some()), Term::ExtensionCountMax),
        (terms.jump_cap.is_some(), Term::JumpCap),
        (terms.priority != Priority::None, Term::Priority),
        // On a grid whose step changes with the price, no ceiling lies on it for sure.
        (is_multiple_of_bands(&terms.increment), Term::Increment),
    ];
    match held_for_later.iter().find(|(is_used, _)| *is_used) {
        Some(&(_, term)) => Err(Refusal::TermNotImplemented { term }),
        None => Ok(()),
    }
}

fn is_multiple_of_bands(increment: &Increment) -> bool {
    match increment {
        Increment::Multiple(ladder) => !ladder.is_fixed(),
        Increment::AtLeast(_) => false,
    }
}

fn check_spans(_: At, terms: &AscendingTerms) -> Result<(), Refusal> {
    let extension = terms.extension.as_ref();
    let spans = [
        (terms.free_bidding, Term::FreeBidding),
        (terms.timed_bidding.map_or(Span::ZERO, |countdown| countdown.cycle), Term::TimedBidding),
        (extension.map_or(Span::ZERO, |it| it.window.max(it.length)), Term::Extension),
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

fn check_hard_end(_: At, terms: &AscendingTerms) -> Result<(), Refusal> {
    let cycle = terms.timed_bidding.map_or(Span::ZERO, |countdown| countdown.cycle);
    let earliest_close = terms.opens_at + terms.free_bidding + cycle;
    first_invalid(&[(terms.hard_end.is_none_or(|end| end >= earliest_close), Term::HardEnd)])
}

fn check_prices(_: At, terms: &AscendingTerms) -> Result<(), Refusal> {
    first_invalid(&[
        (is_price(terms.starting_price), Term::StartingPrice),
        (terms.increment.ladder().check().is_ok(), Term::Increment),
    ])
}

fn check_reserve(_: At, terms: &AscendingTerms) -> Result<(), Refusal> {
    let is_valid = match terms.reserve {
        Reserve::None => true,
        Reserve::Public(reserve) => is_price(reserve) && reserve >= terms.starting_price,
        Reserve::Secret { entered_from, entered_until } => {
            entered_until <= SPAN_MAX
                && entered_from.is_none_or(|from| entered_until <= from && from <= SPAN_MAX)
        }
    };
    first_invalid(&[(is_valid, Term::Reserve)])
}

fn check_bidders(_: At, terms: &AscendingTerms) -> Result<(), Refusal> {
    first_invalid(&[(matches!(terms.bidders_min, 1 | 2), Term::BiddersMin)])
}

fn is_price(amount: Money) -> bool {
    amount > Money::ZERO && amount <= Money::MAX
}

fn first_invalid(checks: &[(bool, Term)]) -> Result<(), Refusal> {
    match checks.iter().find(|(is_valid, _)| !is_valid) {
        Some(&(_, term)) => Err(Refusal::TermInvalid { term }),
        None => Ok(()),
    }
}

const _: () = assert!(LAST_WINDOW_MIN.us() < SPAN_MAX.us());
