//! The whole road of a sale, with everything beside it that leaves a row.

use exchange::{
    Act, Actor, Command, Coverage, Document, ListedLot, Media, Payment, Reason, Reserve, Role,
    Submission, Title, Visibility,
};
use lexicon::{ApplicationId, Category, ListingId, LotId, Money, PartyId, Secret, Span};

use crate::pen::{Pen, actor, boxed, digest, t, terms, yuan};

/// Those who walk the road.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cast {
    pub(crate) seller: Actor,
    pub(crate) bidders: [Actor; 4],
    pub(crate) clerk: Actor,
    /// The clerk who examines who applies.
    pub(crate) other_clerk: Actor,
    pub(crate) reviewer: Actor,
}

pub(crate) const SOLD: LotId = LotId(1);
pub(crate) const UNSOLD: LotId = LotId(2);
pub(crate) const BROKEN: LotId = LotId(3);
pub(crate) const ENDED: LotId = LotId(4);

pub(crate) const DISCLOSED: ListingId = ListingId(1);
pub(crate) const RETURNED: ListingId = ListingId(3);

/// The applications for the lot that is sold, in the order of the bidders; the first buys it.
pub(crate) const APPLICATIONS: [ApplicationId; 4] =
    [ApplicationId(1), ApplicationId(2), ApplicationId(3), ApplicationId(4)];
pub(crate) const REJECTED: ApplicationId = ApplicationId(5);

fn title(chinese: &str, english: &str) -> Title {
    Title { chinese: chinese.to_owned(), english: english.to_owned() }
}

fn reason(text: &str) -> Reason {
    Reason(text.to_owned())
}

fn document(content: &str, media: Media, visibility: Visibility) -> Document {
    Document { digest: digest(content), caption: format!("附件 {content}"), media, visibility }
}

fn listed(title: Title, place: &str, deposit: i64) -> ListedLot {
    ListedLot {
        title,
        place: place.to_owned(),
        terms: boxed(terms()),
        deposit: Money::from_fen(deposit * 100),
    }
}

pub(crate) fn submission() -> Submission {
    Submission {
        category: Category::RuralRight,
        region: Some("350102".parse().unwrap()),
        lots: vec![
            listed(title("鼓楼区鱼塘承包经营权", "Fish pond"), "福州市鼓楼区 100%_!", 20),
            listed(title("水田", ""), "", 0),
        ],
        disclosure: Span::HOUR,
        result_notice: Span::MINUTE,
        description: Some(digest("description")),
        documents: vec![
            document("deed", Media::Pdf, Visibility::Public),
            document("survey", Media::Png, Visibility::Staff),
        ],
    }
}

fn other_submission() -> Submission {
    let lots = vec![listed(title("旧机床", "Old lathe"), "福州市", 5)];
    let (category, region) = (Category::StateAsset, None);
    Submission { category, region, lots, description: None, documents: Vec::new(), ..submission() }
}

fn payment(pen: &Pen, amount: i64, reference: &str) -> Payment {
    let (amount, reference) = (yuan(amount), digest(reference));
    Payment { amount, paid_at: pen.now() - Span::SECOND, reference }
}

/// Walks the whole road.
pub(crate) fn walked() -> (Pen, Cast) {
    let mut pen = Pen::new();
    let clock = exchange::EpochClock::Virtual;
    pen.own(Command::BeginEpoch { clock });
    pen.own(Command::RecordTailCut { segment: 1, offset: 512, size: 7 });
    let cast = cast(&mut pen);
    list(&mut pen, &cast);
    apply(&mut pen, &cast);
    publish_others(&mut pen, &cast);
    sell(&mut pen, &cast);
    break_off(&mut pen, &cast);
    settle(&mut pen, &cast);
    refund(&mut pen, &cast);
    pause(&mut pen, &cast);
    let proposal = pen.propose(cast.clerk, terminate(BROKEN, "never approved"));
    pen.set(pen.now() + Span::DAY + Span::SECOND);
    pen.own(Command::ExpireProposal { proposal });
    pen.own(Command::Heartbeat);
    (pen, cast)
}

/// A sale whose winner does not keep his word, so that the next candidate gets the lot; where
/// `twice`, he does not either, and the lot is unsold.
pub(crate) fn defaulted(twice: bool) -> (Pen, Cast) {
    let mut pen = Pen::new();
    pen.own(Command::BeginEpoch { clock: exchange::EpochClock::Virtual });
    let cast = cast(&mut pen);
    pen.set(t(-9_000));
    let mut submission = submission();
    let on_default = exchange::OnDefault::NextCandidate;
    submission.lots[0].terms = boxed(exchange::AscendingTerms { on_default, ..terms() });
    pen.done(cast.seller, Command::SubmitListing { submission });
    pen.done(cast.clerk, Command::AcceptListing { listing: DISCLOSED });
    let (listing, applications_until, opens_at) = (DISCLOSED, t(-1_000), t(0));
    let act = Act::DiscloseListing { listing, applications_until, opens_at };
    pen.both(cast.clerk, cast.reviewer, act);
    pen.set(t(-5_000));
    for (bidder, application) in cast.bidders.into_iter().zip(APPLICATIONS).take(2) {
        pen.done(bidder, Command::Apply { lot: SOLD });
        let payment = payment(&pen, 20, &format!("deposit {application}"));
        pen.done(cast.clerk, Command::RecordDeposit { application, payment });
        pen.done(cast.other_clerk, Command::AdmitApplicant { application, rank: None });
    }
    pen.set(t(0));
    pen.own(Command::OpenLot { lot: SOLD });
    pen.set(t(10));
    pen.bid(SOLD, cast.bidders[0], 100).unwrap();
    pen.bid(SOLD, cast.bidders[1], 110).unwrap();
    pen.set(t(60));
    pen.own(Command::CloseLot { lot: SOLD, coverage: Coverage::Covered });
    let act = || Act::RecordDefault { lot: SOLD, reason: reason("悔拍") };
    pen.both(cast.clerk, cast.reviewer, act());
    if twice {
        pen.both(cast.clerk, cast.reviewer, act());
    }
    // Whoever did not keep his word does not get his deposit back as a loser does.
    pen.refused(cast.clerk, Command::InstructRefund { application: APPLICATIONS[1] });
    (pen, cast)
}

fn cast(pen: &mut Pen) -> Cast {
    let seller = actor(pen.party(&[Role::Bidder, Role::Seller]), Role::Seller);
    let bidders = [(); 4].map(|()| actor(pen.party(&[Role::Bidder]), Role::Bidder));
    let [clerk, other_clerk] = [(); 2].map(|()| actor(pen.party(&[Role::Clerk]), Role::Clerk));
    let reviewer = actor(pen.party(&[Role::Reviewer]), Role::Reviewer);
    Cast { seller, bidders, clerk, other_clerk, reviewer }
}

fn list(pen: &mut Pen, cast: &Cast) {
    let first = Submission { documents: Vec::new(), ..other_submission() };
    let mut first = Submission { category: Category::EnvironmentalRight, ..first };
    first.documents.push(document("dropped", Media::Jpeg, Visibility::Applicants));
    pen.done(cast.seller, Command::SubmitListing { submission: first });
    let note = digest("what is missing");
    pen.refused(cast.seller, Command::AcceptListing { listing: DISCLOSED });
    pen.done(cast.clerk, Command::ReturnListing { listing: DISCLOSED, note });
    pen.set(t(-9_000));
    let submission = submission();
    pen.done(cast.seller, Command::ResubmitListing { listing: DISCLOSED, submission });
    pen.done(cast.clerk, Command::AcceptListing { listing: DISCLOSED });
    for _ in 0..2 {
        pen.done(cast.seller, Command::SubmitListing { submission: other_submission() });
    }
    let note = digest("no good");
    pen.done(cast.clerk, Command::ReturnListing { listing: RETURNED, note });
    let (applications_until, opens_at) = (t(-1_000), t(0));
    let listing = DISCLOSED;
    let act = Act::DiscloseListing { listing, applications_until, opens_at };
    pen.both(cast.clerk, cast.reviewer, act);
}

fn apply(pen: &mut Pen, cast: &Cast) {
    pen.set(t(-5_000));
    for bidder in cast.bidders {
        pen.done(bidder, Command::Apply { lot: SOLD });
    }
    pen.refused(cast.bidders[0], Command::Apply { lot: SOLD });
    let [one, two, three, four] = APPLICATIONS;
    pen.done(cast.bidders[3], Command::WithdrawApplication { application: four });
    pen.done(cast.bidders[1], Command::Apply { lot: UNSOLD });
    let note = digest("why not");
    pen.done(cast.other_clerk, Command::RejectApplicant { application: REJECTED, note });
    for (application, parts) in [(one, vec![12, 8]), (two, vec![20]), (three, vec![20])] {
        for (place, amount) in parts.into_iter().enumerate() {
            let payment = payment(pen, amount, &format!("deposit {application}.{place}"));
            pen.done(cast.clerk, Command::RecordDeposit { application, payment });
        }
    }
    let payment = payment(pen, 20, "deposit 1.0");
    pen.refused(cast.clerk, Command::RecordDeposit { application: two, payment });
    pen.refused(cast.clerk, Command::AdmitApplicant { application: one, rank: None });
    for application in [one, two, three] {
        pen.done(cast.other_clerk, Command::AdmitApplicant { application, rank: None });
    }
}

/// Lots outside any listing: one that an outage breaks off, one that ends without result.
fn publish_others(pen: &mut Pen, cast: &Cast) {
    let mut secret = terms();
    secret.reserve = Reserve::Secret { entered_from: None, entered_until: Span::ZERO };
    for (chinese, terms) in [("林地", terms()), ("鱼塘二号", secret)] {
        let (title, terms) = (title(chinese, "Outside 50%_!"), boxed(terms));
        let category = Category::NaturalResource;
        pen.own(Command::PublishLot { title, category, terms });
    }
    for (lot, bidder) in [(BROKEN, 0), (BROKEN, 1), (ENDED, 2)] {
        let party = cast.bidders[bidder].party;
        pen.own(Command::AdmitBidder { lot, party, until: None, ceiling: None, rank: None });
    }
    let reserve = Secret::new(yuan(SECRET_RESERVE));
    pen.both(cast.clerk, cast.reviewer, Act::EnterReserve { lot: ENDED, reserve });
    // Stopped before it opens, so that its opening moves.
    pen.set(t(-500));
    pen.both(cast.clerk, cast.reviewer, suspend(ENDED, "先停一停"));
    let resumes_at = t(200);
    pen.both(cast.clerk, cast.reviewer, Act::ResumeLot { lot: ENDED, resumes_at });
}

/// The yuan that no row may tell of.
pub(crate) const SECRET_RESERVE: i64 = 987_123;
pub(crate) const SECRET_CEILING: i64 = 456_789;

fn suspend(lot: LotId, why: &str) -> Act {
    Act::SuspendLot { lot, reason: reason(why) }
}

fn terminate(lot: LotId, why: &str) -> Act {
    Act::TerminateLot { lot, reason: reason(why) }
}

fn sell(pen: &mut Pen, cast: &Cast) {
    let [one, two, three, _] = cast.bidders;
    pen.set(t(0));
    for lot in [SOLD, UNSOLD, BROKEN] {
        pen.own(Command::OpenLot { lot });
    }
    pen.set(t(10));
    pen.bid(SOLD, two, 100).unwrap();
    pen.bid(SOLD, three, 101).unwrap_err();
    pen.bid(SOLD, three, 110).unwrap();
    pen.bid(BROKEN, one, 100).unwrap();
    let paddle = pen.world.lot(SOLD).unwrap().paddle(one.party);
    let ceiling = Secret::new(yuan(SECRET_CEILING));
    pen.done(one, Command::PlaceProxyBid { lot: SOLD, paddle, ceiling });
    pen.set(t(20));
    pen.bid(SOLD, two, 200).unwrap();
    pen.both(cast.clerk, cast.reviewer, suspend(SOLD, "核查"));
    pen.bid(SOLD, three, 300).unwrap_err();
    let resumes_at = t(90);
    pen.both(cast.clerk, cast.reviewer, Act::ResumeLot { lot: SOLD, resumes_at });
    for seconds in [40, 50, 55] {
        pen.set(t(seconds));
        pen.own(Command::Heartbeat);
    }
    pen.set(t(59));
    pen.own(Command::InterruptLot { lot: BROKEN, from: t(55), until: t(59) });
    pen.set(t(60));
    pen.own(Command::CloseLot { lot: UNSOLD, coverage: Coverage::Covered });
    pen.set(t(90));
    pen.own(Command::ReopenLot { lot: SOLD });
    pen.set(t(125));
    pen.bid(SOLD, three, 400).unwrap();
    pen.set(t(145));
    pen.own(Command::CloseLot { lot: SOLD, coverage: Coverage::Covered });
    pen.bid(SOLD, three, 4_000).unwrap_err();
}

fn break_off(pen: &mut Pen, cast: &Cast) {
    pen.set(t(200));
    pen.own(Command::OpenLot { lot: ENDED });
    pen.bid(ENDED, cast.bidders[2], 100).unwrap();
    pen.both(cast.clerk, cast.reviewer, terminate(ENDED, "撤回"));
    let resumes_at = t(300);
    pen.both(cast.clerk, cast.reviewer, Act::ResumeLotFromBreak { lot: BROKEN, resumes_at });
    pen.set(t(300));
    pen.own(Command::ReopenLot { lot: BROKEN });
}

fn settle(pen: &mut Pen, cast: &Cast) {
    let lot = SOLD;
    pen.refused(cast.clerk, Command::IssueCertificate { lot });
    pen.done(cast.clerk, Command::PublishResult { lot });
    pen.set(t(310));
    let document = digest("contract");
    pen.done(cast.clerk, Command::RecordContract { lot, document });
    let price = pen.world.settlement(lot).unwrap().price;
    let rest = price.fen() / 100 - 20 - 50;
    for amount in [50, rest] {
        let payment = payment(pen, amount, &format!("price {amount}"));
        pen.done(cast.clerk, Command::RecordPayment { lot, payment });
    }
    pen.set(t(400));
    pen.done(cast.clerk, Command::IssueCertificate { lot });
}

fn refund(pen: &mut Pen, cast: &Cast) {
    let [_, application, other, _] = APPLICATIONS;
    pen.done(cast.clerk, Command::InstructRefund { application });
    pen.done(cast.reviewer, Command::RecordRefundFailure { application });
    pen.done(cast.clerk, Command::InstructRefund { application });
    let (paid_at, reference) = (pen.now(), digest("refund"));
    pen.done(cast.clerk, Command::RecordRefund { application, paid_at, reference });
    pen.done(cast.clerk, Command::InstructRefund { application: other });
}

/// Ends in a pause, whose reason the lots that it stops have from then on.
fn pause(pen: &mut Pen, cast: &Cast) {
    let act = Act::PauseExchange { reason: reason("停电检修"), until: t(2_000) };
    pen.both(cast.clerk, cast.reviewer, act);
    pen.own(Command::SuspendForPause { lot: BROKEN });
}

/// The party of the buyer.
pub(crate) const fn buyer(cast: &Cast) -> PartyId {
    cast.bidders[0].party
}
