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
        | SaleRefusal::NotInterrupted
        | SaleRefusal::WrongPhase { .. }
        | SaleRefusal::PhaseOver { .. }
        | SaleRefusal::AdmissionOver { .. }
        | SaleRefusal::AlreadyAnswered
        | SaleRefusal::NoWinner
        | SaleRefusal::AlreadyTaken
        | SaleRefusal::HoldersTurnLater
        | SaleRefusal::AlreadyBid
        | SaleRefusal::ScoresAlreadyEntered => StatusCode::CONFLICT,
        // This person may not.
        SaleRefusal::NotAdmitted
        | SaleRefusal::AdmissionEnded { .. }
        | SaleRefusal::BidderStopped
        | SaleRefusal::NoBidBeforeBreak
        | SaleRefusal::NoValidBid
        | SaleRefusal::NotJoined
        | SaleRefusal::NoPriority
        | SaleRefusal::NotTheHolder
        | SaleRefusal::NotTied => StatusCode::FORBIDDEN,
        // There is no room.
        SaleRefusal::BookFull { .. } => StatusCode::SERVICE_UNAVAILABLE,
        // There is none such, or it is another's.
        SaleRefusal::UnknownOrder | SaleRefusal::UnknownPart => StatusCode::NOT_FOUND,
        // This content fails a rule.
        SaleRefusal::TermInvalid { .. }
        | SaleRefusal::AboveAdmittedAmount { .. }
        | SaleRefusal::AlreadyLeading
        | SaleRefusal::BelowLeastBid { .. }
        | SaleRefusal::NotAMultiple { .. }
        | SaleRefusal::AmountOutOfRange { .. }
        | SaleRefusal::ProxyNotAllowed
        | SaleRefusal::CeilingNotRaised
        | SaleRefusal::NoSecretReserve
        | SaleRefusal::NoticeTooShort { .. }
        | SaleRefusal::WrongMethod { .. }
        | SaleRefusal::JumpUnconfirmed { .. }
        | SaleRefusal::PointsInvalid
        | SaleRefusal::WrongUnit { .. }
        | SaleRefusal::QuantityOutOfRange { .. }
        | SaleRefusal::NotWholeLots { .. }
        | SaleRefusal::AboveBidderCap { .. }
        | SaleRefusal::TooManyBids { .. }
        | SaleRefusal::OffTick { .. }
        | SaleRefusal::OutsideBand { .. }
        | SaleRefusal::OwnOrder
        | SaleRefusal::TooManyMatches { .. } => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// What a refusal says besides its name, as an object: `{"least_bid": "106000.00"}`.
pub fn fields(refusal: &Refusal) -> Value {
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
        SaleRefusal::TermInvalid { term } => json!({ "term": term_name(*term) }),
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
        SaleRefusal::WrongMethod { .. }
        | SaleRefusal::WrongPhase { .. }
        | SaleRefusal::PhaseOver { .. }
        | SaleRefusal::AdmissionOver { .. }
        | SaleRefusal::JumpUnconfirmed { .. } => phase_fields(refusal),
        SaleRefusal::WrongUnit { .. }
        | SaleRefusal::QuantityOutOfRange { .. }
        | SaleRefusal::NotWholeLots { .. }
        | SaleRefusal::AboveBidderCap { .. }
        | SaleRefusal::TooManyBids { .. }
        | SaleRefusal::BookFull { .. }
        | SaleRefusal::TooManyMatches { .. }
        | SaleRefusal::OffTick { .. }
        | SaleRefusal::OutsideBand { .. } => quantity_fields(refusal),
        SaleRefusal::AuctionTerminated
        | SaleRefusal::NoValidBid
        | SaleRefusal::NotJoined
        | SaleRefusal::AlreadyAnswered
        | SaleRefusal::NoPriority
        | SaleRefusal::NoWinner
        | SaleRefusal::AlreadyTaken
        | SaleRefusal::HoldersTurnLater
        | SaleRefusal::NotTheHolder
        | SaleRefusal::AlreadyBid
        | SaleRefusal::NotTied
        | SaleRefusal::PointsInvalid
        | SaleRefusal::ScoresAlreadyEntered
        | SaleRefusal::UnknownOrder
        | SaleRefusal::OwnOrder
        | SaleRefusal::UnknownPart
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

/// Of what is bid in another way, or at another time, than it may be.
fn phase_fields(refusal: &SaleRefusal) -> Value {
    match refusal {
        SaleRefusal::WrongMethod { method } => json!({ "method": method.slug() }),
        SaleRefusal::WrongPhase { phase, until } => {
            json!({ "phase": phase.slug(), "until": until.to_string() })
        }
        SaleRefusal::PhaseOver { phase, ended_at } => {
            json!({ "phase": phase.slug(), "ended_at": ended_at.to_string() })
        }
        SaleRefusal::AdmissionOver { phase } => json!({ "phase": phase.slug() }),
        SaleRefusal::JumpUnconfirmed { least, most } => {
            json!({ "least_bid": least.to_string(), "most": most.to_string() })
        }
        _ => json!({}),
    }
}

/// Of what is counted.
fn quantity_fields(refusal: &SaleRefusal) -> Value {
    match refusal {
        SaleRefusal::WrongUnit { unit } => json!({ "unit": unit.slug() }),
        SaleRefusal::QuantityOutOfRange { least, most } => {
            json!({ "least": least.to_string(), "most": most.to_string() })
        }
        SaleRefusal::NotWholeLots { lot } => json!({ "lot_size": lot.to_string() }),
        SaleRefusal::AboveBidderCap { left } => json!({ "left": left.to_string() }),
        SaleRefusal::TooManyBids { most } | SaleRefusal::BookFull { most } => {
            json!({ "most": most })
        }
        SaleRefusal::TooManyMatches { most } => json!({ "most": most.to_string() }),
        SaleRefusal::OffTick { tick } => json!({ "tick": tick.to_string() }),
        SaleRefusal::OutsideBand { least, most } => {
            json!({ "least": least.to_string(), "most": most.to_string() })
        }
        _ => json!({}),
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
        Term::Agreement => "agreement",
        Term::EqualRanks => "equal-ranks",
        Term::OnDefault => "on-default",
        Term::Floor => "floor",
        Term::Step => "step",
        Term::Interval => "interval",
        Term::SealedBidding => "sealed-bidding",
        Term::Tie => "tie",
        Term::HoldersBid => "holders-bid",
        Term::StageLength => "stage-length",
        Term::PauseLength => "pause-length",
        Term::Criteria => "criteria",
        Term::Formula => "formula",
        Term::Unit => "unit",
        Term::Quantity => "quantity",
        Term::LotSize => "lot-size",
        Term::BidderCap => "bidder-cap",
        Term::BidsEachMax => "bids-each-max",
        Term::Bidding => "bidding",
        Term::Tick => "tick",
        Term::Band => "band",
        Term::ReferencePrice => "reference-price",
        Term::Pieces => "pieces",
    }
}

#[cfg(test)]
mod tests {
    use exchange::{Method, Phase, Refusal as R, SaleRefusal as S};
    use lexicon::{LotId, Moment, Money, Quantity, Unit};

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
        let sale = sale.into_iter().chain(of_methods());
        let sale = sale.map(|(refusal, code)| (R::Sale(refusal), code));
        let trade = trading::refusals();
        let trade = trade.into_iter().map(|(refusal, code)| (R::Trading(refusal), code));
        whole.into_iter().chain(sale).chain(trade).collect()
    }

    /// Those that only some methods of sale give.
    fn of_methods() -> Vec<(S, u16)> {
        let (at, money, quantity) = (Moment::UNIX, Money::from_fen(1), Quantity::from_units(1));
        vec![
            (S::WrongMethod { method: Method::Sealed }, 422),
            (S::WrongPhase { phase: Phase::Stopped, until: at }, 409),
            (S::PhaseOver { phase: Phase::SealedBidding, ended_at: at }, 409),
            (S::AdmissionOver { phase: Phase::Agreement }, 409),
            (S::JumpUnconfirmed { least: money, most: money }, 422),
            (S::NoValidBid, 403),
            (S::NotJoined, 403),
            (S::AlreadyAnswered, 409),
            (S::NoPriority, 403),
            (S::NoWinner, 409),
            (S::AlreadyTaken, 409),
            (S::HoldersTurnLater, 409),
            (S::NotTheHolder, 403),
            (S::AlreadyBid, 409),
            (S::NotTied, 403),
            (S::PointsInvalid, 422),
            (S::ScoresAlreadyEntered, 409),
            (S::WrongUnit { unit: Unit::Tonne }, 422),
            (S::QuantityOutOfRange { least: quantity, most: quantity }, 422),
            (S::NotWholeLots { lot: quantity }, 422),
            (S::AboveBidderCap { left: quantity }, 422),
            (S::TooManyBids { most: 1 }, 422),
            (S::OffTick { tick: money }, 422),
            (S::OutsideBand { least: money, most: money }, 422),
            (S::BookFull { most: 1 }, 503),
            (S::UnknownOrder, 404),
            (S::OwnOrder, 422),
            (S::UnknownPart, 404),
            (S::TooManyMatches { most: quantity }, 422),
        ]
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
