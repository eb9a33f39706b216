//! The same for what the way to a sale and from it keeps for ever.

use exchange::{
    AccountId, ApplicationStep, Command, Document, Event, LedgerEvent, ListedLot, ListingStep,
    Media, Party, PartyKind, Payment, Purpose, Role, Submission, Terms, TextField, Title,
    TradingRefusal, Transfer, Visibility,
};
use lexicon::{ApplicationId, Category, Digest, ListingId, PartyId, TransferId};

use super::{LOT, every_term};
use crate::terms::{plain, seconds, t, yuan};

pub(super) const LISTING: ListingId = ListingId(301);
const APPLICATION: ApplicationId = ApplicationId(302);
const TRANSFER: TransferId = TransferId(303);

pub(super) fn commands() -> Vec<Command> {
    let (lot, listing, application, note) = (LOT, LISTING, APPLICATION, Digest([0x17; 32]));
    let mut commands: Vec<Command> =
        parties().into_iter().map(|party| Command::RegisterParty { party }).collect();
    for submission in submissions() {
        commands.push(Command::SubmitListing { submission: submission.clone() });
        commands.push(Command::ResubmitListing { listing, submission });
    }
    let payment = payments()[0];
    commands.extend([
        Command::AcceptListing { listing },
        Command::ReturnListing { listing, note },
        Command::Apply { lot },
        Command::WithdrawApplication { application },
        Command::AdmitApplicant { application, rank: None },
        Command::RejectApplicant { application, note },
        Command::RecordDeposit { application, payment },
        Command::InstructRefund { application },
        Command::RecordRefund { application, paid_at: t(30), reference: Digest([0x1e; 32]) },
        Command::RecordRefundFailure { application },
        Command::PublishResult { lot },
        Command::RecordContract { lot, document: Digest([0x1f; 32]) },
        Command::RecordPayment { lot, payment },
        Command::IssueCertificate { lot },
    ]);
    commands
}

pub(super) fn events() -> Vec<Event> {
    let (lot, listing, application) = (LOT, LISTING, APPLICATION);
    vec![
        Event::PartyRegistered { party: PartyId(77) },
        Event::ListingSubmitted { listing },
        Event::ListingReturned { listing },
        Event::ListingAccepted { listing },
        Event::ListingDisclosed { listing, applications_until: t(40) },
        Event::LotDisclosed { lot, listing, opens_at: t(50) },
        Event::ApplicationReceived { application, lot },
        Event::ApplicationWithdrawn { application },
        Event::ApplicantAdmitted { application },
        Event::ApplicantRejected { application },
        Event::Ledger(ledger_events()[0]),
        Event::ConfirmationLetterIssued { lot, application },
        Event::ResultPublished { lot, until: t(60) },
        Event::ContractRecorded { lot },
        Event::PricePaid { lot },
        Event::CertificateIssued { lot },
    ]
}

pub(crate) fn ledger_events() -> Vec<LedgerEvent> {
    let (transfer, pending) = (transfers()[0], TRANSFER);
    vec![
        LedgerEvent::Posted { transfer },
        LedgerEvent::Pended { transfer: transfers()[1] },
        LedgerEvent::PendingPosted { pending },
        LedgerEvent::PendingVoided { pending },
    ]
}

pub(crate) fn transfers() -> Vec<Transfer> {
    vec![
        Transfer {
            id: TRANSFER,
            debit: AccountId::Bank,
            credit: AccountId::Deposit(APPLICATION),
            amount: yuan(5_000),
            purpose: Purpose::DepositReceived,
        },
        Transfer {
            id: TransferId(u64::MAX),
            debit: AccountId::Deposit(APPLICATION),
            credit: AccountId::Settlement(LOT),
            amount: yuan(6_000),
            purpose: Purpose::DepositApplied,
        },
    ]
}

pub(crate) fn account_ids() -> Vec<AccountId> {
    vec![AccountId::Bank, AccountId::Deposit(APPLICATION), AccountId::Settlement(LOT)]
}

pub(crate) fn purposes() -> Vec<Purpose> {
    vec![
        Purpose::DepositReceived,
        Purpose::DepositRefunded,
        Purpose::DepositApplied,
        Purpose::PriceReceived,
    ]
}

pub(crate) fn payments() -> Vec<Payment> {
    let reference = Digest([0x1d; 32]);
    vec![Payment { amount: yuan(7_000), paid_at: t(20), reference }]
}

pub(crate) fn parties() -> Vec<Party> {
    let roles = vec![Role::Seller, Role::Bidder];
    let organisation = PartyKind::Organisation;
    vec![
        Party { kind: PartyKind::Person, roles, profile: Digest([0x11; 32]) },
        Party { kind: organisation, roles: Role::HELD.to_vec(), profile: Digest([0x12; 32]) },
    ]
}

pub(crate) fn party_kinds() -> Vec<PartyKind> {
    vec![PartyKind::Person, PartyKind::Organisation]
}

pub(crate) fn medias() -> Vec<Media> {
    Media::ALL.to_vec()
}

pub(crate) fn visibilities() -> Vec<Visibility> {
    Visibility::ALL.to_vec()
}

/// The least that can be listed, and a listing of which every field is given.
pub(crate) fn submissions() -> Vec<Submission> {
    let least = ListedLot {
        title: Title { chinese: "果园".to_owned(), english: String::new() },
        place: String::new(),
        terms: Terms::Ascending(Box::new(plain())),
        deposit: yuan(0),
    };
    let whole = ListedLot {
        title: Title { chinese: "鱼塘承包权".to_owned(), english: "Pond lease".to_owned() },
        place: "青山村".to_owned(),
        terms: Terms::Ascending(Box::new(every_term())),
        deposit: yuan(20),
    };
    let document = |digest, caption: &str, media, visibility| Document {
        digest: Digest([digest; 32]),
        caption: caption.to_owned(),
        media,
        visibility,
    };
    let documents = vec![
        document(0x14, "平面图", Media::Png, Visibility::Public),
        document(0x15, "评估报告", Media::Pdf, Visibility::Applicants),
        document(0x16, "决议", Media::Jpeg, Visibility::Staff),
    ];
    vec![
        Submission {
            category: Category::RuralRight,
            region: None,
            lots: vec![least.clone()],
            disclosure: seconds(0),
            result_notice: seconds(1),
            description: None,
            documents: Vec::new(),
        },
        Submission {
            category: Category::EnvironmentalRight,
            region: Some("350102".parse().unwrap()),
            lots: vec![least, whole],
            disclosure: seconds(86_400),
            result_notice: seconds(43_200),
            description: Some(Digest([0x13; 32])),
            documents,
        },
    ]
}

pub(crate) fn listing_steps() -> Vec<ListingStep> {
    vec![
        ListingStep::Submitted,
        ListingStep::Returned,
        ListingStep::Accepted,
        ListingStep::Disclosed,
    ]
}

pub(crate) fn application_steps() -> Vec<ApplicationStep> {
    vec![
        ApplicationStep::Received,
        ApplicationStep::Admitted,
        ApplicationStep::Rejected,
        ApplicationStep::Withdrawn,
    ]
}

pub(crate) fn trading_refusals() -> Vec<TradingRefusal> {
    vec![
        TradingRefusal::TextLength { field: TextField::Reason, most: 300 },
        TradingRefusal::TextUnprintable { field: TextField::TitleEnglish },
        TradingRefusal::UnknownListing { listing: LISTING },
        TradingRefusal::UnknownApplication { application: APPLICATION },
        TradingRefusal::ListedLots { most: 6 },
        TradingRefusal::TooManyDocuments { most: 20 },
        TradingRefusal::DocumentTwice,
        TradingRefusal::DepositOutOfRange { most: yuan(7) },
        TradingRefusal::DisclosureOutOfRange { most: seconds(8) },
        TradingRefusal::ResultNoticeOutOfRange { most: seconds(9) },
        TradingRefusal::ListingAt { step: ListingStep::Returned },
        TradingRefusal::ApplicationsEndTooEarly { earliest: t(10) },
        TradingRefusal::OpensTooEarly { earliest: t(11) },
        TradingRefusal::NoListing,
        TradingRefusal::ApplicationsClosed { closed_at: t(12) },
        TradingRefusal::OwnLot,
        TradingRefusal::AlreadyApplied { application: APPLICATION },
        TradingRefusal::ApplicationAt { step: ApplicationStep::Rejected },
        TradingRefusal::ListingsOwnClerk,
        TradingRefusal::DepositMissing { due: yuan(13) },
        TradingRefusal::DepositExceeded { due: yuan(14) },
        TradingRefusal::AmountOutOfRange,
        TradingRefusal::AlreadyBooked { transfer: TRANSFER },
        TradingRefusal::PaidInFuture,
        TradingRefusal::BalanceTooSmall { balance: yuan(15) },
        TradingRefusal::DepositNeeded,
        TradingRefusal::NothingToRefund,
        TradingRefusal::RefundPending { transfer: TRANSFER },
        TradingRefusal::NoRefundPending,
        TradingRefusal::NotAwarded,
        TradingRefusal::ResultPublished,
        TradingRefusal::ContractRecorded,
        TradingRefusal::ContractMissing,
        TradingRefusal::PaymentExceeds { due: yuan(16) },
        TradingRefusal::PriceUnpaid { due: yuan(17) },
        TradingRefusal::ResultNoticeRuns { until: None },
        TradingRefusal::ResultNoticeRuns { until: Some(t(18)) },
        TradingRefusal::CertificateIssued,
        TradingRefusal::RolesInvalid,
        TradingRefusal::TooMany { most: 10_000_000 },
        TradingRefusal::SubmissionChanged,
        TradingRefusal::PriceRecorded,
    ]
}
