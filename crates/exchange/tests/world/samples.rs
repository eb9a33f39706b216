//! At least one value of every variant that is kept for ever.
//!
//! No two fields of a sample are equal, so that two that were exchanged would be seen.

mod methods;
mod trade;

use exchange::wire::Request;
use exchange::{
    Act, Actor, AscendingTerms, Band, Command, Countdown, Coverage, Entry, EpochClock, EqualRanks,
    Event, Extension, FirstBid, Increment, JumpCap, Ladder, OnDefault, Outcome, OwnOverbid, Phase,
    Priority, ProxyBidding, Reason, Refusal, Reserve, Role, SaleEvent, SaleRefusal, Term, Terms,
    TextField, Title, TradingRefusal, UnsoldReason,
};
use lexicon::{
    Category, Digest, LotId, Moment, Money, Paddle, PartyId, ProposalId, Rank, RequestId, Secret,
    SessionId, Span,
};

use crate::terms::{plain, seconds, t, yuan};

const LOT: LotId = LotId(300);
const PADDLE: Paddle = Paddle(4_711);

pub(crate) use methods::{
    ANSWERS, EQUAL_RANKS, FORMULAS, METHODS, ON_DEFAULTS, PRICINGS, SIDES, UNIT_PRICINGS,
    WINNING_SIDES, methods, parts, ties,
};
pub(crate) use trade::{
    account_ids, application_steps, ledger_events, listing_steps, medias, parties, party_kinds,
    payments, purposes, submissions, trading_refusals, transfers, visibilities,
};

pub(crate) fn commands() -> Vec<Command> {
    let lot = LOT;
    let (from, until) = (t(10), t(20));
    let mut commands = vec![
        Command::BeginEpoch { clock: EpochClock::Wall },
        Command::BeginEpoch { clock: EpochClock::Virtual },
        Command::Heartbeat,
        Command::RecordTailCut { segment: 3, offset: 4_096, size: 517 },
        Command::PublishLot {
            title: Title {
                chinese: "鱼塘承包权".to_owned(), english: "Pond lease".to_owned()
            },
            category: Category::NaturalResource,
            terms: Terms::Ascending(Box::new(every_term())),
        },
        Command::AdmitBidder { lot, party: PartyId(77), until: None, ceiling: None, rank: None },
        Command::AdmitBidder {
            lot,
            party: PartyId(77),
            until: Some(until),
            ceiling: Some(yuan(5_000)),
            rank: Some(Rank(3)),
        },
        Command::StopBidder { lot, paddle: PADDLE },
        Command::PlaceBid { lot, paddle: Some(PADDLE), amount: yuan(105_000), confirmed: false },
        Command::PlaceBid { lot, paddle: None, amount: Money::from_fen(-1), confirmed: true },
        Command::PlaceProxyBid { lot, paddle: Some(PADDLE), ceiling: Secret::new(yuan(9_000)) },
        Command::PlaceProxyBid { lot, paddle: None, ceiling: Secret::new(yuan(9_000)) },
        Command::OpenLot { lot },
        Command::BeginPhase { lot },
        Command::ReopenLot { lot },
        Command::CloseLot { lot, coverage: Coverage::Covered },
        Command::CloseLot { lot, coverage: Coverage::Uncovered { from, until } },
        Command::InterruptLot { lot, from, until },
        Command::SuspendForPause { lot },
        Command::ResumeAfterPause { lot },
        Command::EndPause,
        Command::Approve { proposal: ProposalId(5) },
        Command::ExpireProposal { proposal: ProposalId(6) },
    ];
    commands.extend(trade::commands());
    commands.extend(methods::commands());
    commands.extend(acts().into_iter().map(|act| Command::Propose { act }));
    commands
}

pub(crate) fn acts() -> Vec<Act> {
    let lot = LOT;
    let reason = || Reason("线路中断, a line is down".to_owned());
    vec![
        Act::SuspendLot { lot, reason: reason() },
        Act::ResumeLot { lot, resumes_at: t(100) },
        Act::ResumeLotFromBreak { lot, resumes_at: t(200) },
        Act::TerminateLot { lot, reason: reason() },
        Act::EnterReserve { lot, reserve: Secret::new(yuan(123_456)) },
        Act::PauseExchange { reason: reason(), until: t(3_600) },
        Act::EnterScores {
            lot,
            paddle: PADDLE,
            points: Secret::new(vec![methods::points("30.25"), methods::points("9")]),
        },
        Act::RecordDefault { lot, reason: reason() },
        Act::DiscloseListing {
            listing: trade::LISTING,
            applications_until: t(300),
            opens_at: t(400),
        },
    ]
}

/// Terms of which no field has its plain value.
fn every_term() -> AscendingTerms {
    let bands = vec![
        Band { below: yuan(1_000), step: yuan(10) },
        Band { below: yuan(5_000), step: yuan(50) },
    ];
    let ladder = Ladder::banded(bands, yuan(100)).unwrap();
    AscendingTerms {
        opens_at: t(1),
        free_bidding: seconds(2),
        stop_before_timed: seconds(3),
        join_question: Some(seconds(4)),
        preparation: seconds(5),
        timed_entry: Entry::RecentBidders { within: seconds(6), bidders_min: 7 },
        timed_bidding: Some(Countdown { cycle: seconds(8) }),
        timed_increment: Some(Increment::AtLeast(Ladder::fixed(yuan(9)))),
        extension: Some(Extension {
            window: seconds(10),
            length: seconds(11),
            count_max: Some(12),
        }),
        hard_end: Some(t(13)),
        starting_price: yuan(14),
        first_bid: FirstBid::AboveStart,
        increment: Increment::Multiple(ladder),
        reserve: Reserve::Secret { entered_from: Some(seconds(15)), entered_until: seconds(16) },
        own_overbid: OwnOverbid::Allowed,
        bidders_min: 2,
        proxy_bidding: ProxyBidding::Allowed,
        jump_cap: Some(JumpCap { steps: 17 }),
        priority: Priority::MatchAfterClose { window: seconds(18) },
        equal_ranks: EqualRanks::ByLot,
        agreement: Some(seconds(20)),
        on_default: OnDefault::NextCandidate,
        resume_notice: seconds(19),
    }
}

pub(crate) fn terms() -> Vec<AscendingTerms> {
    vec![plain(), every_term()]
}

pub(crate) fn clocks() -> Vec<EpochClock> {
    vec![EpochClock::Wall, EpochClock::Virtual]
}

pub(crate) fn coverages() -> Vec<Coverage> {
    vec![Coverage::Covered, Coverage::Uncovered { from: t(1), until: t(2) }]
}

pub(crate) fn timed_entries() -> Vec<Entry> {
    let recent = Entry::RecentBidders { within: Span::HOUR, bidders_min: 2 };
    vec![Entry::All, Entry::WithValidBid, recent]
}

pub(crate) fn first_bids() -> Vec<FirstBid> {
    vec![FirstBid::AtStart, FirstBid::AboveStart]
}

pub(crate) fn increments() -> Vec<Increment> {
    let bands = vec![Band { below: yuan(100), step: yuan(1) }];
    vec![
        Increment::AtLeast(Ladder::fixed(yuan(10))),
        Increment::Multiple(Ladder::banded(bands, yuan(5)).unwrap()),
    ]
}

pub(crate) fn reserves() -> Vec<Reserve> {
    vec![
        Reserve::None,
        Reserve::Public(yuan(5)),
        Reserve::Secret { entered_from: None, entered_until: Span::MINUTE },
        Reserve::Secret { entered_from: Some(Span::HOUR), entered_until: Span::MINUTE },
    ]
}

pub(crate) fn own_overbids() -> Vec<OwnOverbid> {
    vec![OwnOverbid::Refused, OwnOverbid::Allowed]
}

pub(crate) fn proxy_biddings() -> Vec<ProxyBidding> {
    vec![ProxyBidding::Refused, ProxyBidding::Allowed]
}

pub(crate) fn priorities() -> Vec<Priority> {
    let after = Priority::MatchAfterClose { window: Span::DAY };
    vec![Priority::None, Priority::MatchLive, after, Priority::Ordinary]
}

pub(crate) fn events() -> Vec<Event> {
    let mut events = vec![
        Event::EpochBegan { clock: EpochClock::Virtual },
        Event::TailCut { segment: 3, offset: 4_096, size: 517 },
        Event::LotPublished { lot: LOT },
        Event::Sale { lot: LOT, event: SaleEvent::LotSuspended },
        Event::ProposalMade { proposal: ProposalId(5), expires_at: t(86_400) },
        Event::ProposalApproved { proposal: ProposalId(6) },
        Event::ProposalExpired { proposal: ProposalId(7) },
        Event::ExchangePaused { until: t(3_600) },
        Event::ExchangeResumed,
    ];
    events.extend(trade::events());
    events
}

pub(crate) fn sale_events() -> Vec<SaleEvent> {
    let paddle = PADDLE;
    let mut events = vec![
        SaleEvent::LotOpened {
            phase: Phase::FreeBidding,
            phase_ends_at: t(600),
            closes_at: t(690),
        },
        SaleEvent::PhaseBegan {
            phase: Phase::TimedBidding,
            phase_ends_at: t(689),
            closes_at: t(690),
        },
        SaleEvent::BidderAdmitted { paddle, until: None, ceiling: None, rank: None },
        SaleEvent::BidderAdmitted {
            paddle,
            until: Some(t(9)),
            ceiling: Some(yuan(8)),
            rank: Some(Rank(2)),
        },
        SaleEvent::BidderStopped { paddle },
        SaleEvent::BidAccepted { paddle, amount: yuan(110) },
        SaleEvent::ProxyAnswered { paddle, amount: yuan(120) },
        SaleEvent::CeilingStands { paddle },
        SaleEvent::LotExtended { closes_at: t(700) },
        SaleEvent::ReserveEntered,
        SaleEvent::LotSuspended,
        SaleEvent::ResumptionAnnounced { resumes_at: t(800) },
        SaleEvent::LotReopened {
            phase: Phase::TimedBidding,
            phase_ends_at: t(900),
            closes_at: t(901),
        },
        SaleEvent::LotInterrupted { from: t(1), until: t(5) },
        SaleEvent::LotAwarded { paddle, price: yuan(130) },
        SaleEvent::LotUnsold { reason: UnsoldReason::BelowReserve },
        SaleEvent::LotTerminated,
    ];
    events.extend(methods::sale_events());
    events
}

pub(crate) fn phases() -> Vec<Phase> {
    Phase::ALL.to_vec()
}

pub(crate) fn unsold_reasons() -> Vec<UnsoldReason> {
    vec![
        UnsoldReason::NoBid,
        UnsoldReason::BelowReserve,
        UnsoldReason::TooFewBidders,
        UnsoldReason::WinnerDefaulted,
    ]
}

pub(crate) fn outcomes() -> Vec<Outcome> {
    vec![
        Outcome::Accepted(exchange::Events::new()),
        Outcome::Accepted(events().into_iter().take(exchange::EVENTS_MAX).collect()),
        Outcome::Refused(Refusal::Fault),
        Outcome::Refused(Refusal::Sale(SaleRefusal::NotAdmitted)),
    ]
}

pub(crate) fn refusals() -> Vec<Refusal> {
    vec![
        Refusal::Sale(SaleRefusal::AuctionTerminated),
        Refusal::Fault,
        Refusal::NotPermitted,
        Refusal::UnknownLot { lot: LOT },
        Refusal::NotYourPaddle,
        Refusal::UnknownProposal,
        Refusal::ProposalExpired { expired_at: t(86_400) },
        Refusal::SamePerson,
        Refusal::TooManyProposals { most: 10_000 },
        Refusal::TooManyLots { most: 10_000_000 },
        Refusal::TooManyBidders { most: 450_000 },
        Refusal::PauseOutOfRange { latest: t(2) },
        Refusal::AlreadyPaused { until: t(3) },
        Refusal::NotDue,
        Refusal::ExchangePaused { until: t(4) },
        Refusal::Trading(TradingRefusal::DepositMissing { due: yuan(5) }),
    ]
}

pub(crate) fn sale_refusals() -> Vec<SaleRefusal> {
    let mut refusals = vec![
        SaleRefusal::TermInvalid { term: Term::OpensAt },
        SaleRefusal::NotYetOpen { opens_at: t(1) },
        SaleRefusal::AuctionClosed { closed_at: t(2) },
        SaleRefusal::AuctionSuspended { resumes_at: None },
        SaleRefusal::AuctionSuspended { resumes_at: Some(t(3)) },
        SaleRefusal::AuctionInterrupted { resumes_at: None },
        SaleRefusal::AuctionInterrupted { resumes_at: Some(t(4)) },
        SaleRefusal::AuctionTerminated,
        SaleRefusal::NotAdmitted,
        SaleRefusal::AdmissionEnded { ended_at: t(5) },
        SaleRefusal::BidderStopped,
        SaleRefusal::NoBidBeforeBreak,
        SaleRefusal::AboveAdmittedAmount { ceiling: yuan(6) },
        SaleRefusal::AlreadyLeading,
        SaleRefusal::BelowLeastBid { least: yuan(7) },
        SaleRefusal::NotAMultiple { least: yuan(8), step: yuan(9) },
        SaleRefusal::AmountOutOfRange { most: Money::MAX },
        SaleRefusal::ProxyNotAllowed,
        SaleRefusal::CeilingNotRaised,
        SaleRefusal::NotDue { due_at: None },
        SaleRefusal::NotDue { due_at: Some(t(10)) },
        SaleRefusal::NoSecretReserve,
        SaleRefusal::ReserveAlreadyEntered,
        SaleRefusal::ReserveTooEarly { from: t(11) },
        SaleRefusal::ReserveTooLate { until: t(12) },
        SaleRefusal::NotRunning,
        SaleRefusal::OutsideLastWindow { begins_at: t(13) },
        SaleRefusal::NotSuspended,
        SaleRefusal::NotInterrupted,
        SaleRefusal::NoticeTooShort { earliest: t(14) },
    ];
    refusals.extend(methods::sale_refusals());
    refusals
}

pub(crate) fn all_terms() -> Vec<Term> {
    Term::ALL.to_vec()
}

pub(crate) fn text_fields() -> Vec<TextField> {
    vec![
        TextField::TitleChinese,
        TextField::TitleEnglish,
        TextField::Reason,
        TextField::Caption,
        TextField::Place,
    ]
}

pub(crate) fn roles() -> Vec<Role> {
    vec![
        Role::Exchange,
        Role::Seller,
        Role::Bidder,
        Role::Clerk,
        Role::Reviewer,
        Role::Supervisor,
        Role::Administrator,
    ]
}

pub(crate) fn actors() -> Vec<Actor> {
    let session = SessionId(std::array::from_fn(|place| u8::try_from(place).unwrap()));
    let sent = Actor {
        party: PartyId(300),
        role: Role::Bidder,
        session,
        device: Digest([0xd1; 32]),
        address: Digest([0xad; 32]),
    };
    vec![Actor::EXCHANGE, sent]
}

pub(crate) fn requests() -> Vec<Request> {
    let request_id = RequestId(std::array::from_fn(|place| 0xf0 | u8::try_from(place).unwrap()));
    let at_the_ends =
        Command::InterruptLot { lot: LotId(u64::MAX), from: Moment::MIN, until: Moment::MAX };
    let bid = Command::PlaceBid {
        lot: LotId(1),
        paddle: Some(Paddle(u32::MAX)),
        amount: Money::from_fen(i64::MIN),
        confirmed: true,
    };
    [at_the_ends, bid].map(|command| Request { request_id, command }).to_vec()
}
