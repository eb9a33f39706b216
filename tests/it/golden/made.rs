//! Makes the golden journals: short stories in which much happens.

use exchange::{
    Act, Actor, AscendingTerms, Command, Countdown, Document, Entry as TimedEntry, EpochClock,
    EqualRanks, Extension, FirstBid, Increment, Ladder, ListedLot, Media, OnDefault, OwnOverbid,
    Party, PartyKind, Payment, Priority, ProxyBidding, Reason, Reserve, Role, Submission as Listed,
    Terms, Title, Visibility,
};
use floor::{Inbox, Past, Sequencer, Submission};
use lexicon::{
    ApplicationId, Category, Digest, ListingId, LotId, Moment, Money, Paddle, PartyId, ProposalId,
    RequestId, Secret, SessionId, Span,
};
use record::Entry;

/// 2026-07-01T09:00:00+08:00.
const START_US: i64 = 1_782_867_600_000_000;

fn t(seconds: i64) -> Moment {
    Moment::from_us(START_US + seconds * 1_000_000)
}

fn yuan(yuan: i64) -> Money {
    Money::from_fen(yuan * 100)
}

fn actor(party: u64, role: Role) -> Actor {
    let (session, device, address) = (SessionId([7; 16]), Digest([8; 32]), Digest([9; 32]));
    Actor { party: PartyId(party), role, session, device, address }
}

fn bidder(number: u64) -> Actor {
    actor(4 + number, Role::Bidder)
}

/// An exchange moved by hand.
struct Story {
    sequencer: Sequencer,
    inbox: Inbox,
    entries: Vec<Entry>,
    now: Moment,
    ids: u128,
}

impl Story {
    fn begin(entries: Vec<Entry>, clock: EpochClock, now: Moment) -> Self {
        let mut past = Past::default();
        for entry in &entries {
            past.take(entry).unwrap();
        }
        let sequencer = Sequencer::new(past, clock, [7; 32], None);
        let ids = entries.len() as u128 * 1_000;
        let mut story = Self { sequencer, inbox: Inbox::default(), entries, now, ids };
        story.settle();
        story
    }

    fn settle(&mut self) {
        loop {
            let batch = self.sequencer.step(self.now, &self.inbox);
            let is_idle = batch.entries().is_empty() && self.inbox.is_empty();
            self.entries.extend_from_slice(batch.entries());
            if is_idle && !self.sequencer.is_busy() {
                return;
            }
        }
    }

    /// Lets time pass, every wake-up in its turn.
    fn run_to(&mut self, until: Moment) {
        while let Some(at) = self.sequencer.wakes_at().filter(|at| *at <= until) {
            self.now = self.now.max(at);
            self.settle();
        }
        self.now = until;
        self.settle();
    }

    fn ask(&mut self, actor: Actor, command: Command) {
        self.ids += 1;
        let (request_id, arrived_at) = (RequestId(self.ids.to_be_bytes()), self.now);
        let submission = Submission { actor, request_id, command, arrived_at, reply: None };
        self.inbox.push(submission).unwrap();
        self.settle();
    }

    fn publish(&mut self, terms: AscendingTerms) -> LotId {
        let title =
            Title { chinese: "鱼塘承包权".to_owned(), english: "Pond lease".to_owned() };
        let terms = Terms::Ascending(Box::new(terms));
        let category = Category::RuralRight;
        self.ask(Actor::EXCHANGE, Command::PublishLot { title, category, terms });
        let lot = LotId(self.sequencer.world().lot_count());
        for number in [1, 2] {
            let party = bidder(number).party;
            let admission =
                Command::AdmitBidder { lot, party, until: None, ceiling: None, rank: None };
            self.ask(Actor::EXCHANGE, admission);
        }
        lot
    }

    fn paddle(&self, lot: LotId, number: u64) -> Option<Paddle> {
        self.sequencer.world().lot(lot)?.paddle(bidder(number).party)
    }

    fn bid(&mut self, lot: LotId, number: u64, amount: i64) {
        let paddle = self.paddle(lot, number);
        let amount = yuan(amount);
        self.ask(bidder(number), Command::PlaceBid { lot, paddle, amount, confirmed: false });
    }

    fn leave_ceiling(&mut self, lot: LotId, number: u64, amount: i64) {
        let paddle = self.paddle(lot, number);
        let ceiling = Secret::new(yuan(amount));
        self.ask(bidder(number), Command::PlaceProxyBid { lot, paddle, ceiling });
    }

    fn by_two(&mut self, act: Act) {
        self.ask(actor(1, Role::Clerk), Command::Propose { act });
        let proposal = self.sequencer.world().proposals().last().map(|(proposal, _)| proposal);
        let proposal = proposal.unwrap_or(ProposalId(0));
        self.ask(actor(2, Role::Reviewer), Command::Approve { proposal });
    }
}

fn terms(opens_at: Moment) -> AscendingTerms {
    let twenty = Span::from_seconds(20);
    AscendingTerms {
        opens_at,
        free_bidding: Span::MINUTE,
        stop_before_timed: Span::ZERO,
        join_question: None,
        preparation: Span::ZERO,
        timed_entry: TimedEntry::All,
        timed_bidding: None,
        timed_increment: None,
        extension: Some(Extension { window: twenty, length: twenty, count_max: None }),
        hard_end: None,
        starting_price: yuan(100),
        first_bid: FirstBid::AtStart,
        increment: Increment::AtLeast(Ladder::fixed(yuan(10))),
        reserve: Reserve::None,
        own_overbid: OwnOverbid::Refused,
        bidders_min: 1,
        proxy_bidding: ProxyBidding::Allowed,
        jump_cap: None,
        priority: Priority::None,
        equal_ranks: EqualRanks::ByTime,
        agreement: None,
        on_default: OnDefault::Relist,
        resume_notice: Span::from_seconds(5),
    }
}

fn reason(text: &str) -> Reason {
    Reason(text.to_owned())
}

/// Three lots in a script's time: bids, ceilings, an extension, a secret reserve, a suspension, a
/// pause, a termination, and refusals of many kinds.
pub(crate) fn sale() -> Vec<Entry> {
    let mut story = Story::begin(Vec::new(), EpochClock::Virtual, t(-60));
    let first = story.publish(terms(t(0)));
    let reserve = Reserve::Secret { entered_from: None, entered_until: Span::from_seconds(10) };
    let increment = Increment::Multiple(Ladder::fixed(yuan(10)));
    let second = story.publish(AscendingTerms { reserve, increment, ..terms(t(0)) });
    let third = story.publish(terms(t(500)));
    story.bid(first, 1, 100);
    story.run_to(t(5));
    story.bid(first, 1, 100);
    story.bid(first, 1, 110);
    story.bid(first, 2, 105);
    story.bid(first, 3, 500);
    story.leave_ceiling(first, 2, 300);
    story.bid(first, 1, 200);
    story.leave_ceiling(first, 2, 250);
    story.by_two(Act::EnterReserve { lot: second, reserve: Secret::new(yuan(1_000)) });
    story.bid(second, 1, 135);
    story.bid(second, 1, 130);
    story.run_to(t(50));
    story.bid(first, 1, 400);
    let suspension = Act::SuspendLot { lot: first, reason: reason("线路中断") };
    story.by_two(suspension.clone());
    story.by_two(suspension);
    story.bid(first, 2, 500);
    story.run_to(t(55));
    story.by_two(Act::ResumeLot { lot: first, resumes_at: t(100) });
    story.run_to(t(200));
    story.run_to(t(510));
    let paddle = story.paddle(third, 1).unwrap();
    story.bid(third, 1, 100);
    story.ask(Actor::EXCHANGE, Command::StopBidder { lot: third, paddle });
    story.bid(third, 1, 120);
    story.by_two(Act::PauseExchange { reason: reason("检修"), until: t(600) });
    story.run_to(t(601));
    story.by_two(Act::TerminateLot { lot: third, reason: reason("撤回") });
    let act = Act::PauseExchange { reason: reason("检修"), until: t(700) };
    story.ask(actor(1, Role::Clerk), Command::Propose { act });
    story.run_to(t(700) + Span::DAY);
    story.entries
}

/// A lot in the machine's time whose countdown a restart breaks off, and which two people let go
/// on to its award.
pub(crate) fn broken() -> Vec<Entry> {
    let mut story = Story::begin(Vec::new(), EpochClock::Wall, t(-2));
    let timed_bidding = Some(Countdown { cycle: Span::from_seconds(4) });
    let terms = AscendingTerms {
        free_bidding: Span::SECOND,
        timed_bidding,
        extension: None,
        ..terms(t(0))
    };
    let lot = story.publish(terms);
    story.run_to(t(2));
    story.bid(lot, 1, 100);
    story.run_to(t(3));
    let mut story = Story::begin(story.entries, EpochClock::Wall, t(4));
    story.bid(lot, 2, 110);
    story.by_two(Act::ResumeLotFromBreak { lot, resumes_at: t(9) });
    story.run_to(t(10));
    story.bid(lot, 2, 110);
    story.bid(lot, 1, 110);
    story.run_to(t(20));
    story.entries
}

/// A listing of two lots of which each applicant has a deposit of twenty yuan.
fn listed() -> Listed {
    let lot = |chinese: &str| ListedLot {
        title: Title { chinese: chinese.to_owned(), english: String::new() },
        place: "青山村".to_owned(),
        terms: Terms::Ascending(Box::new(terms(t(0)))),
        deposit: yuan(20),
    };
    Listed {
        category: Category::NaturalResource,
        region: Some("350102".parse().unwrap()),
        lots: vec![lot("鱼塘承包权"), lot("果园经营权")],
        disclosure: Span::from_seconds(100),
        result_notice: Span::from_seconds(50),
        description: Some(Digest([0x21; 32])),
        documents: vec![Document {
            digest: Digest([0x22; 32]),
            caption: "平面图".to_owned(),
            media: Media::Png,
            visibility: Visibility::Public,
        }],
    }
}

fn paid(amount: i64, reference: u8) -> Payment {
    Payment { amount: yuan(amount), paid_at: t(-1_000), reference: Digest([reference; 32]) }
}

/// The road of one sale from its listing to its certificate, with every turn that it can take: a
/// listing returned, an applicant rejected and one withdrawn, a refund that fails, refusals.
pub(crate) fn road() -> Vec<Entry> {
    let mut story = Story::begin(Vec::new(), EpochClock::Virtual, t(-900));
    let (seller, clerk, other_clerk) =
        (actor(4, Role::Seller), actor(1, Role::Clerk), actor(3, Role::Clerk));
    let (listing, application, note) = (ListingId(1), ApplicationId, Digest([0x23; 32]));
    let register = |kind, roles| {
        let party = Party { kind, roles, profile: Digest([0x24; 32]) };
        Command::RegisterParty { party }
    };
    let (person, organisation) = (PartyKind::Person, PartyKind::Organisation);
    for (kind, roles) in [
        (person, vec![Role::Clerk]),
        (person, vec![Role::Reviewer]),
        (person, vec![Role::Clerk, Role::Reviewer]),
        (organisation, vec![Role::Seller, Role::Bidder]),
        (person, vec![Role::Bidder]),
        (organisation, vec![Role::Bidder]),
        (person, vec![Role::Bidder]),
        (person, vec![Role::Bidder]),
        (person, vec![Role::Administrator]),
    ] {
        story.ask(Actor::EXCHANGE, register(kind, roles));
    }
    for roles in [Vec::new(), vec![Role::Seller, Role::Clerk]] {
        story.ask(actor(9, Role::Administrator), register(organisation, roles));
    }
    story.ask(seller, Command::SubmitListing { submission: listed() });
    story.ask(clerk, Command::ReturnListing { listing, note });
    story.ask(seller, Command::ResubmitListing { listing, submission: listed() });
    story.ask(clerk, Command::AcceptListing { listing });
    let (applications_until, opens_at) = (t(-50), t(0));
    story.by_two(Act::DiscloseListing { listing, applications_until, opens_at });
    for number in 1..=4 {
        story.ask(bidder(number), Command::Apply { lot: LotId(1) });
    }
    for (number, payment) in [(1, paid(20, 1)), (2, paid(5, 2)), (2, paid(15, 3)), (3, paid(20, 4))]
    {
        let application = application(number);
        story.ask(clerk, Command::RecordDeposit { application, payment });
    }
    for number in [1, 2] {
        let admission = Command::AdmitApplicant { application: application(number), rank: None };
        story.ask(clerk, admission.clone());
        story.ask(other_clerk, admission);
    }
    story.ask(other_clerk, Command::RejectApplicant { application: application(3), note });
    story.ask(bidder(4), Command::WithdrawApplication { application: application(4) });
    story.run_to(t(5));
    story.bid(LotId(1), 1, 100);
    story.bid(LotId(1), 2, 150);
    story.bid(LotId(1), 3, 500);
    story.run_to(t(100));
    for number in [1, 2] {
        let application = application(number);
        story.ask(clerk, Command::InstructRefund { application });
        story.ask(clerk, Command::RecordRefundFailure { application });
        story.ask(actor(2, Role::Reviewer), Command::RecordRefundFailure { application });
    }
    let (application, reference) = (application(1), Digest([5; 32]));
    story.ask(clerk, Command::InstructRefund { application });
    story.ask(clerk, Command::RecordRefund { application, paid_at: t(99), reference });
    for lot in [LotId(1), LotId(2)] {
        story.ask(clerk, Command::PublishResult { lot });
        story.ask(clerk, Command::RecordContract { lot, document: Digest([0x25; 32]) });
        story.ask(clerk, Command::RecordPayment { lot, payment: paid(30, 6) });
        story.ask(clerk, Command::RecordPayment { lot, payment: paid(100, 7) });
        story.ask(clerk, Command::IssueCertificate { lot });
    }
    story.run_to(t(151));
    story.ask(clerk, Command::IssueCertificate { lot: LotId(1) });
    story.entries
}
