//! The words in which rows tell what the domain knows as types.

use std::fmt::Display;
use std::str::FromStr;

use exchange::{
    AccountId, Act, ApplicationStep, Command, ListingStep, Media, Outcome, PartyKind, Purpose,
    Role, Visibility,
};
use lexicon::{ApplicationId, Category, LotId, Moment, Money};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;
use crate::column::{from_id, parsed, to_id};

/// A value as JSON text.
pub(super) fn json<T: Serialize>(value: &T) -> String {
    let text = serde_json::to_string(value);
    text.unwrap_or_else(|error| panic!("what the journal holds has a text: {error}"))
}

/// The value of a JSON text.
pub(super) fn from_json<T: DeserializeOwned>(
    what: &'static str,
    column: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(column).map_err(|_| StoreError::Unreadable { what })
}

/// The value of a slug.
fn known<T>(what: &'static str, found: Option<T>) -> Result<T, StoreError> {
    found.ok_or(StoreError::Unreadable { what })
}

/// The value whose text a column may hold.
pub(super) fn parsed_where<T: FromStr>(
    what: &'static str,
    column: Option<&str>,
) -> Result<Option<T>, StoreError> {
    column.map(|column| parsed(what, column)).transpose()
}

/// The id that a column may hold.
pub(super) fn id_where<T>(
    what: &'static str,
    column: Option<i64>,
    make: impl FnOnce(u64) -> T,
) -> Result<Option<T>, StoreError> {
    column.map(|column| to_id(what, column).map(make)).transpose()
}

/// The moment that a column may hold.
pub(super) fn moment_where(column: Option<i64>) -> Option<Moment> {
    column.map(Moment::from_us)
}

/// The amount that a column may hold.
pub(super) fn money_where(column: Option<i64>) -> Option<Money> {
    column.map(Money::from_fen)
}

/// A value as a column may hold its text.
pub(super) fn text_where<T: Display>(value: Option<T>) -> Option<String> {
    value.map(|value| value.to_string())
}

pub(super) fn category(column: &str) -> Result<Category, StoreError> {
    known("category", Category::from_slug(column))
}

pub(super) fn media(column: &str) -> Result<Media, StoreError> {
    known("media of a document", Media::from_mime(column))
}

pub(super) fn visibility(column: &str) -> Result<Visibility, StoreError> {
    known("visibility of a document", Visibility::from_slug(column))
}

pub(super) fn party_kind(column: &str) -> Result<PartyKind, StoreError> {
    known("kind of a party", PartyKind::from_slug(column))
}

/// The role of a column, the exchange's own included.
pub(super) fn role(column: &str) -> Result<Role, StoreError> {
    let own = Some(Role::Exchange).filter(|own| own.slug() == column);
    known("role", own.or_else(|| Role::from_slug(column)))
}

pub(super) fn listing_step(column: &str) -> Result<ListingStep, StoreError> {
    let all = [
        ListingStep::Submitted,
        ListingStep::Returned,
        ListingStep::Accepted,
        ListingStep::Disclosed,
    ];
    known("step of a listing", all.into_iter().find(|step| step.slug() == column))
}

pub(super) fn application_step(column: &str) -> Result<ApplicationStep, StoreError> {
    let all = [
        ApplicationStep::Received,
        ApplicationStep::Admitted,
        ApplicationStep::Rejected,
        ApplicationStep::Withdrawn,
    ];
    known("step of an application", all.into_iter().find(|step| step.slug() == column))
}

pub(super) fn purpose(column: &str) -> Result<Purpose, StoreError> {
    let all = [
        Purpose::DepositReceived,
        Purpose::DepositRefunded,
        Purpose::DepositApplied,
        Purpose::PriceReceived,
    ];
    known("purpose of a transfer", all.into_iter().find(|purpose| purpose.slug() == column))
}

/// An account as its kind and its number; the kinds sort as the accounts do.
pub(super) fn account(account: AccountId) -> Result<(&'static str, i64), StoreError> {
    match account {
        AccountId::Bank => Ok(("bank", 0)),
        AccountId::Deposit(application) => Ok(("deposit", from_id(application.0)?)),
        AccountId::Settlement(lot) => Ok(("settlement", from_id(lot.0)?)),
    }
}

/// The account of a kind and a number.
pub(super) fn to_account(kind: &str, number: i64) -> Result<AccountId, StoreError> {
    let number = to_id("number of an account", number)?;
    match kind {
        "bank" => Ok(AccountId::Bank),
        "deposit" => Ok(AccountId::Deposit(ApplicationId(number))),
        "settlement" => Ok(AccountId::Settlement(LotId(number))),
        _ => Err(StoreError::Unreadable { what: "kind of an account" }),
    }
}

/// What followed: `accepted`, or the refusal's slug.
pub(super) const fn outcome(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted(_) => "accepted",
        Outcome::Refused(refusal) => refusal.slug(),
    }
}

/// The kind of an act: `suspend-lot`.
pub(super) const fn act(act: &Act) -> &'static str {
    match act {
        Act::SuspendLot { .. } => "suspend-lot",
        Act::ResumeLot { .. } => "resume-lot",
        Act::ResumeLotFromBreak { .. } => "resume-lot-from-break",
        Act::TerminateLot { .. } => "terminate-lot",
        Act::EnterReserve { .. } => "enter-reserve",
        Act::PauseExchange { .. } => "pause-exchange",
        Act::DiscloseListing { .. } => "disclose-listing",
        Act::EnterScores { .. } => "enter-scores",
        Act::RecordDefault { .. } => "record-default",
    }
}

/// The word of the command that only shows that the exchange is open.
pub(super) const HEARTBEAT: &str = "heartbeat";

/// What was asked: `place-bid`.
pub(super) const fn command(command: &Command) -> &'static str {
    match command {
        Command::BeginEpoch { .. } => "begin-epoch",
        Command::Heartbeat => HEARTBEAT,
        Command::RecordTailCut { .. } => "record-tail-cut",
        Command::PublishLot { .. } => "publish-lot",
        Command::AdmitBidder { .. } => "admit-bidder",
        Command::StopBidder { .. } => "stop-bidder",
        Command::PlaceBid { .. } => "place-bid",
        Command::PlaceProxyBid { .. } => "place-proxy-bid",
        Command::OpenLot { .. } => "open-lot",
        Command::BeginPhase { .. } => "begin-phase",
        Command::ReopenLot { .. } => "reopen-lot",
        Command::CloseLot { .. } => "close-lot",
        Command::InterruptLot { .. } => "interrupt-lot",
        Command::SuspendForPause { .. } => "suspend-for-pause",
        Command::ResumeAfterPause { .. } => "resume-after-pause",
        Command::EndPause => "end-pause",
        Command::Propose { .. } => "propose",
        Command::Approve { .. } => "approve",
        Command::ExpireProposal { .. } => "expire-proposal",
        Command::RegisterParty { .. } => "register-party",
        Command::SubmitListing { .. } => "submit-listing",
        Command::ResubmitListing { .. } => "resubmit-listing",
        Command::AcceptListing { .. } => "accept-listing",
        Command::ReturnListing { .. } => "return-listing",
        Command::Apply { .. } => "apply",
        Command::WithdrawApplication { .. } => "withdraw-application",
        Command::AdmitApplicant { .. } => "admit-applicant",
        Command::RejectApplicant { .. } => "reject-applicant",
        Command::RecordDeposit { .. } => "record-deposit",
        Command::InstructRefund { .. } => "instruct-refund",
        Command::RecordRefund { .. } => "record-refund",
        Command::RecordRefundFailure { .. } => "record-refund-failure",
        Command::PublishResult { .. } => "publish-result",
        Command::RecordContract { .. } => "record-contract",
        Command::RecordPayment { .. } => "record-payment",
        Command::IssueCertificate { .. } => "issue-certificate",
        Command::AnswerJoinQuestion { .. } => "answer-join-question",
        Command::AnswerPriority { .. } => "answer-priority",
        Command::PlaceSealedBid { .. } => "place-sealed-bid",
        Command::PlaceQuantityBid { .. } => "place-quantity-bid",
        Command::PlaceOrder { .. } => "place-order",
        Command::CancelOrder { .. } => "cancel-order",
        Command::PlacePieceBid { .. } => "place-piece-bid",
    }
}
