//! A refusal of the rules, as HTTP tells it.

use axum::http::StatusCode;
use exchange::{Refusal, SaleRefusal, Term};
use serde_json::{Value, json};

use super::trading;

/// The status of each refusal; a new one finds its place here.
pub(super) fn status(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Sale(refusal) => sale_status(refusal),
        Refusal::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        Refusal::NotPermitted | Refusal::NotYourPaddle | Refusal::SamePerson => {
            StatusCode::FORBIDDEN
        }
        Refusal::UnknownLot { .. } | Refusal::UnknownProposal => StatusCode::NOT_FOUND,
        Refusal::ProposalExpired { .. }
        | Refusal::AlreadyPaused { .. }
        | Refusal::NotDue
        | Refusal::ExchangePaused { .. } => StatusCode::CONFLICT,
        Refusal::TooManyProposals { .. }
        | Refusal::TooManyLots { .. }
        | Refusal::TooManyBidders { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::PauseOutOfRange { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Refusal::Trading(refusal) => trading::status(refusal),
    }
}

fn sale_status(refusal: &SaleRefusal) -> StatusCode {
    match refusal {
        // Nobody may do this now.
        SaleRefusal::NotYetOpen { .. }
        | SaleRefusal::AuctionClosed { .. }
        | SaleRefusal::AuctionSuspended { .. }
        | SaleRefusal::AuctionInterrupted { .. }
        | SaleRefusal::AuctionTerminated
        | SaleRefusal::NotDue { .. }
        | SaleRefusal::ReserveAlreadyEntered
        | SaleRefusal::ReserveTooEarly { .. }
        | SaleRefusal::ReserveTooLate { .. }
        | SaleRefusal::NotRunning
        | SaleRefusal::OutsideLastWindow { .. }
        | SaleRefusal::NotSuspended
        | SaleRefusal::NotInterrupted => StatusCode::CONFLICT,
        // This person may not.
        SaleRefusal::NotAdmitted
        | SaleRefusal::AdmissionEnded { .. }
        | SaleRefusal::BidderStopped
        | SaleRefusal::NoBidBeforeBreak => StatusCode::FORBIDDEN,
        // This content fails a rule.
        SaleRefusal::TermNotImplemented { .. }
        | SaleRefusal::TermInvalid { .. }
        | SaleRefusal::AboveAdmittedAmount { .. }
        | SaleRefusal::AlreadyLeading
        | SaleRefusal::BelowLeastBid { .. }
        | SaleRefusal::NotAMultiple { .. }
        | SaleRefusal::AmountOutOfRange { .. }
        | SaleRefusal::ProxyNotAllowed
        | SaleRefusal::CeilingNotRaised
        | SaleRefusal::NoSecretReserve
        | SaleRefusal::NoticeTooShort { .. } => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// What a refusal says besides its name.
pub(super) fn fields(refusal: &Refusal) -> Value {
    match refusal {
        Refusal::Sale(refusal) => sale_fields(refusal),
        Refusal::Trading(refusal) => trading::fields(refusal),
        Refusal::UnknownLot { lot } => json!({ "lot": lot.0 }),
        Refusal::ProposalExpired { expired_at } => {
            json!({ "expired_at": expired_at.to_string() })
        }
        Refusal::TooManyProposals { most } | Refusal::TooManyBidders { most } => {
            json!({ "most": most })
        }
        Refusal::TooManyLots { most } => json!({ "most": most }),
        Refusal::PauseOutOfRange { latest } => json!({ "latest": latest.to_string() }),
        Refusal::AlreadyPaused { until } | Refusal::ExchangePaused { until } => {
            json!({ "until": until.to_string() })
        }
        Refusal::Fault
        | Refusal::NotPermitted
        | Refusal::NotYourPaddle
        | Refusal::UnknownProposal
        | Refusal::SamePerson
        | Refusal::NotDue => json!({}),
    }
}

fn sale_fields(refusal: &SaleRefusal) -> Value {
    match refusal {
        SaleRefusal::TermNotImplemented { term } | SaleRefusal::TermInvalid { term } => {
            json!({ "term": term_name(*term) })
        }
        SaleRefusal::NotYetOpen { opens_at } => json!({ "opens_at": opens_at.to_string() }),
        SaleRefusal::AuctionClosed { closed_at } => json!({ "closed_at": closed_at.to_string() }),
        SaleRefusal::AuctionSuspended { resumes_at }
        | SaleRefusal::AuctionInterrupted { resumes_at } => {
            json!({ "resumes_at": resumes_at.map(|at| at.to_string()) })
        }
        SaleRefusal::AdmissionEnded { ended_at } => json!({ "ended_at": ended_at.to_string() }),
        SaleRefusal::AboveAdmittedAmount { ceiling } => json!({ "ceiling": ceiling.to_string() }),
        SaleRefusal::BelowLeastBid { least } => json!({ "least_bid": least.to_string() }),
        SaleRefusal::NotAMultiple { least, step } => {
            json!({ "least_bid": least.to_string(), "step": step.to_string() })
        }
        SaleRefusal::AmountOutOfRange { most } => json!({ "most": most.to_string() }),
        SaleRefusal::NotDue { due_at } => json!({ "due_at": due_at.map(|at| at.to_string()) }),
        SaleRefusal::ReserveTooEarly { from } => json!({ "from": from.to_string() }),
        SaleRefusal::ReserveTooLate { until } => json!({ "until": until.to_string() }),
        SaleRefusal::OutsideLastWindow { begins_at } => {
            json!({ "begins_at": begins_at.to_string() })
        }
        SaleRefusal::NoticeTooShort { earliest } => json!({ "earliest": earliest.to_string() }),
        SaleRefusal::AuctionTerminated
        | SaleRefusal::NotAdmitted
        | SaleRefusal::BidderStopped
        | SaleRefusal::NoBidBeforeBreak
        | SaleRefusal::AlreadyLeading
        | SaleRefusal::ProxyNotAllowed
        | SaleRefusal::CeilingNotRaised
        | SaleRefusal::NoSecretReserve
        | SaleRefusal::ReserveAlreadyEntered
        | SaleRefusal::NotRunning
        | SaleRefusal::NotSuspended
        | SaleRefusal::NotInterrupted => json!({}),
    }
}

/// Which of its sentences a refusal takes that has more than one.
pub(super) const fn sentence(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Sale(
            SaleRefusal::AuctionSuspended { resumes_at: None }
            | SaleRefusal::AuctionInterrupted { resumes_at: None },
        ) => "without",
        Refusal::Trading(refusal) => trading::sentence(refusal),
        _ => "detail",
    }
}

const fn term_name(term: Term) -> &'static str {
    match term {
        Term::OpensAt => "opens-at",
        Term::FreeBidding => "free-bidding",
        Term::StopBeforeTimed => "stop-before-timed",
        Term::JoinQuestion => "join-question",
        Term::Preparation => "preparation",
        Term::TimedEntry => "timed-entry",
        Term::TimedBidding => "timed-bidding",
        Term::TimedIncrement => "timed-increment",
        Term::Extension => "extension",
        Term::ExtensionCountMax => "extension-count-max",
        Term::HardEnd => "hard-end",
        Term::StartingPrice => "starting-price",
        Term::FirstBid => "first-bid",
        Term::Increment => "increment",
        Term::Reserve => "reserve",
        Term::OwnOverbid => "own-overbid",
        Term::BiddersMin => "bidders-min",
        Term::ProxyBidding => "proxy-bidding",
        Term::JumpCap => "jump-cap",
        Term::Priority => "priority",
        Term::ResumeNotice => "resume-notice",
    }
}

#[cfg(test)]
mod tests {
    use exchange::{Refusal as R, SaleRefusal as S};
    use lexicon::{LotId, Moment, Money};

    use super::*;
    use crate::language::Language;
    use crate::problem::{Cause, Problem};

    /// Every refusal with its status; the compiler finds a missing one in `status` above, and the
    /// test below one without words.
    fn refusals() -> Vec<(R, u16)> {
        let at = Moment::UNIX;
        let money = Money::from_fen(1);
        let term = Term::OpensAt;
        let sale = [
            (S::TermNotImplemented { term }, 422),
            (S::TermInvalid { term }, 422),
            (S::NotYetOpen { opens_at: at }, 409),
            (S::AuctionClosed { closed_at: at }, 409),
            (S::AuctionSuspended { resumes_at: None }, 409),
            (S::AuctionSuspended { resumes_at: Some(at) }, 409),
            (S::AuctionInterrupted { resumes_at: None }, 409),
            (S::AuctionInterrupted { resumes_at: Some(at) }, 409),
            (S::AuctionTerminated, 409),
            (S::NotAdmitted, 403),
            (S::AdmissionEnded { ended_at: at }, 403),
            (S::BidderStopped, 403),
            (S::NoBidBeforeBreak, 403),
            (S::AboveAdmittedAmount { ceiling: money }, 422),
            (S::AlreadyLeading, 422),
            (S::BelowLeastBid { least: money }, 422),
            (S::NotAMultiple { least: money, step: money }, 422),
            (S::AmountOutOfRange { most: money }, 422),
            (S::ProxyNotAllowed, 422),
            (S::CeilingNotRaised, 422),
            (S::NotDue { due_at: None }, 409),
            (S::NoSecretReserve, 422),
            (S::ReserveAlreadyEntered, 409),
            (S::ReserveTooEarly { from: at }, 409),
            (S::ReserveTooLate { until: at }, 409),
            (S::NotRunning, 409),
            (S::OutsideLastWindow { begins_at: at }, 409),
            (S::NotSuspended, 409),
            (S::NotInterrupted, 409),
            (S::NoticeTooShort { earliest: at }, 422),
        ];
        let whole = [
            (R::Fault, 500),
            (R::NotPermitted, 403),
            (R::UnknownLot { lot: LotId(1) }, 404),
            (R::NotYourPaddle, 403),
            (R::UnknownProposal, 404),
            (R::ProposalExpired { expired_at: at }, 409),
            (R::SamePerson, 403),
            (R::TooManyProposals { most: 1 }, 503),
            (R::TooManyLots { most: 1 }, 503),
            (R::TooManyBidders { most: 1 }, 503),
            (R::PauseOutOfRange { latest: at }, 422),
            (R::AlreadyPaused { until: at }, 409),
            (R::NotDue, 409),
            (R::ExchangePaused { until: at }, 409),
        ];
        let sale = sale.map(|(refusal, code)| (R::Sale(refusal), code));
        let trade = trading::refusals();
        let trade = trade.into_iter().map(|(refusal, code)| (R::Trading(refusal), code));
        whole.into_iter().chain(sale).chain(trade).collect()
    }

    #[test]
    fn every_refusal_has_its_status() {
        for (refusal, code) in refusals() {
            assert_eq!(status(&refusal).as_u16(), code, "{refusal:?}");
        }
    }

    #[test]
    fn every_refusal_says_in_both_languages_what_to_do() {
        for (refusal, _) in refusals() {
            let problem = Problem::from(Cause::Refused(refusal));
            for language in [Language::Chinese, Language::English] {
                let (title, detail) = (problem.title(language), problem.detail(language));
                assert!(!title.starts_with("problem-"), "{title}");
                assert!(!detail.starts_with("problem-") && !detail.contains('{'), "{detail}");
            }
        }
    }
}
