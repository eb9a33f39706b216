//! What holds for every way to a sale and from it, whatever is asked, by whomever, in any order.
//!
//! `hall` looks after every command whether ruling changed nothing and all is told by the digest;
//! here the books and what follows from an award are looked at too. Steps are drawn, half of them
//! such as come next, so that the drawn stories come to their end.

use std::cell::RefCell;
use std::collections::BTreeSet;

use exchange::{
    AccountId, Act, Actor, ApplicationStage, AscendingTerms, At, Command, ListedLot, ListingStage,
    Payment, Submission, World,
};
use lexicon::{ApplicationId, Digest, ListingId, LotId, Moment, Money, ProposalId, Span};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};

use super::listings::submission;
use super::words::{Set, digest_of, parse_who};
use crate::hall::Hall;
use crate::named::Named;
use crate::terms::{bid, plain, seconds, yuan};

/// What is drawn for one step.
#[derive(Debug, Clone, Copy)]
struct Draw {
    /// Which kind of step.
    kind: u8,
    /// Which of the things that it can be about, or which command.
    pick: u64,
    /// Which amount, or how long.
    size: u64,
    /// Who, where it is not who should.
    who: u8,
}

fn draw() -> impl Strategy<Value = Draw> {
    (0..20_u8, any::<u64>(), any::<u64>(), any::<u8>()).prop_map(|(kind, pick, size, who)| Draw {
        kind,
        pick,
        size,
        who,
    })
}

const PEOPLE: [&str; 12] =
    ["S1", "S2", "B1", "B2", "B3", "C1", "C2", "R1", "S1/clerk", "B1/reviewer", "B2/clerk", "A1"];

fn anyone(draw: Draw) -> Actor {
    parse_who(PEOPLE[usize::from(draw.who) % PEOPLE.len()])
}

fn choose<T: Clone>(list: &[T], pick: u64) -> Option<T> {
    let place = pick.checked_rem(u64::try_from(list.len()).unwrap())?;
    list.get(usize::try_from(place).unwrap()).cloned()
}

/// A listing that bids open for soon.
fn drawn_submission(draw: Draw) -> Submission {
    let plain_one = submission(&mut Set::default());
    let deposit = choose(&[yuan(0), yuan(20), yuan(100)], draw.size).unwrap();
    let terms = AscendingTerms { free_bidding: seconds(60), extension: None, ..plain() };
    let terms = exchange::Terms::Ascending(Box::new(terms));
    let lot = ListedLot { deposit, terms, ..plain_one.lots[0].clone() };
    let count = usize::try_from(draw.pick % 4).unwrap();
    Submission { lots: vec![lot; count.max(1)], disclosure: seconds(10), ..plain_one }
}

/// Around what is due: all of it, half, a fen more, nothing, less than nothing.
fn around(due: Money, size: u64) -> Money {
    let due = due.fen();
    let fen = [due, due, due, due - due / 2, due + 1, 0, -1, i64::MAX];
    Money::from_fen(choose(&fen, size).unwrap())
}

fn payment(hall: &Hall, due: Money, draw: Draw) -> Payment {
    // Few references, so that some come twice.
    let reference = Digest([u8::try_from(draw.pick >> 8 & 0x7f).unwrap(); 32]);
    let later = if draw.size.is_multiple_of(31) { Span::SECOND } else { Span::ZERO };
    Payment { amount: around(due, draw.size), paid_at: hall.now() + later, reference }
}

type Steps = Vec<(Actor, Command)>;

/// What comes next for somebody, and who does it.
fn next_steps(hall: &Hall, draw: Draw) -> Steps {
    let (world, mut steps) = (&hall.world, Vec::new());
    for id in (1..=world.listing_count()).map(ListingId) {
        next_of_listing(hall, draw, id, &mut steps);
    }
    let approvals = world.proposals().map(|(proposal, _)| Command::Approve { proposal });
    steps.extend(approvals.map(|command| (parse_who("R1"), command)));
    for lot in world.lot_ids() {
        if world.settlement(lot).is_some() {
            next_of_settlement(hall, draw, lot, &mut steps);
        } else {
            next_of_lot(hall, lot, &mut steps);
        }
    }
    for id in (1..=world.application_count()).map(ApplicationId) {
        next_of_application(hall, draw, id, &mut steps);
    }
    steps
}

fn next_of_listing(hall: &Hall, draw: Draw, listing: ListingId, steps: &mut Steps) {
    let (who, command) = match hall.world.listing(listing).unwrap().stage {
        ListingStage::Submitted => ("C1", Command::AcceptListing { listing }),
        ListingStage::Returned { .. } => {
            let submission = drawn_submission(draw);
            ("S1", Command::ResubmitListing { listing, submission })
        }
        ListingStage::Accepted { .. } => {
            ("C1", Command::Propose { act: disclosure(hall, listing) })
        }
        ListingStage::Disclosed { .. } => return,
    };
    steps.push((parse_who(who), command));
}

fn next_of_lot(hall: &Hall, lot: LotId, steps: &mut Steps) {
    for actor in ["B1", "B2", "B3"].map(parse_who) {
        let paddle = hall.paddle(lot.0, actor.party);
        if hall.world.application_of(lot, actor.party).is_none() {
            steps.push((actor, Command::Apply { lot }));
        } else if paddle.is_some() {
            let least = hall.world.lot(lot).unwrap().sale().least_bid();
            steps.push((actor, bid(lot.0, paddle, least)));
        }
    }
}

fn next_of_settlement(hall: &Hall, draw: Draw, lot: LotId, steps: &mut Steps) {
    let payment = payment(hall, hall.world.price_due(lot), draw);
    let commands = [
        Command::PublishResult { lot },
        Command::RecordContract { lot, document: digest_of("a contract") },
        Command::RecordPayment { lot, payment },
        Command::IssueCertificate { lot },
    ];
    steps.extend(commands.map(|command| (parse_who("C1"), command)));
}

fn next_of_application(hall: &Hall, draw: Draw, application: ApplicationId, steps: &mut Steps) {
    let deposit = hall.world.deposit(application);
    let commands = match hall.world.application(application).unwrap().stage {
        ApplicationStage::Received => {
            let payment = payment(hall, deposit.due(), draw);
            let deposit = Command::RecordDeposit { application, payment };
            [deposit, Command::AdmitApplicant { application, rank: None }]
        }
        ApplicationStage::Admitted
        | ApplicationStage::Rejected { .. }
        | ApplicationStage::Withdrawn => {
            let Payment { paid_at, reference, .. } = payment(hall, deposit.held, draw);
            let refunded = Command::RecordRefund { application, paid_at, reference };
            [Command::InstructRefund { application }, refunded]
        }
    };
    steps.extend(commands.map(|command| (parse_who("C2"), command)));
}

fn disclosure(hall: &Hall, listing: ListingId) -> Act {
    let now = hall.now();
    Act::DiscloseListing {
        listing,
        applications_until: now + seconds(60),
        opens_at: now + seconds(12),
    }
}

/// Any command about anything that there is, and now and then about what there is not.
fn any_command(hall: &Hall, draw: Draw) -> Command {
    let world = &hall.world;
    let number = |count: u64| {
        if draw.size.is_multiple_of(13) { count + 1 } else { 1 + draw.pick % count.max(1) }
    };
    let listing = ListingId(number(world.listing_count()));
    let application = ApplicationId(number(world.application_count()));
    let lot = LotId(number(world.lot_count()));
    let note = digest_of("a note");
    let deposit = world.deposit(application);
    match draw.pick / 7 % 21 {
        0 => Command::SubmitListing { submission: drawn_submission(draw) },
        1 => Command::ResubmitListing { listing, submission: drawn_submission(draw) },
        2 => Command::AcceptListing { listing },
        3 => Command::ReturnListing { listing, note },
        4 => Command::Propose { act: disclosure(hall, listing) },
        5 => Command::Approve { proposal: ProposalId(number(9)) },
        6 => Command::Apply { lot },
        7 => Command::WithdrawApplication { application },
        8 => Command::AdmitApplicant { application, rank: None },
        9 => Command::RejectApplicant { application, note },
        10 => {
            let payment = payment(hall, deposit.due(), draw);
            Command::RecordDeposit { application, payment }
        }
        11 => Command::InstructRefund { application },
        12 => {
            let Payment { paid_at, reference, .. } = payment(hall, deposit.held, draw);
            Command::RecordRefund { application, paid_at, reference }
        }
        13 => Command::RecordRefundFailure { application },
        14 => Command::PublishResult { lot },
        15 => Command::RecordContract { lot, document: digest_of("a contract") },
        16 => {
            let payment = payment(hall, world.price_due(lot), draw);
            Command::RecordPayment { lot, payment }
        }
        17 => Command::IssueCertificate { lot },
        18 => {
            let party = crate::samples::parties()[0].clone();
            Command::RegisterParty { party }
        }
        19 => {
            let reason = exchange::Reason("撤回".to_owned());
            Command::Propose { act: Act::TerminateLot { lot, reason } }
        }
        _ => bid(lot.0, hall.paddle(lot.0, anyone(draw).party), yuan(150)),
    }
}

/// Whoever should do it, mostly.
fn sender(command: &Command, draw: Draw) -> Actor {
    let who = match command.name() {
        "submit-listing" | "resubmit-listing" => "S1",
        "apply" | "withdraw-application" | "place-bid" => {
            ["B1", "B2", "B3"][usize::from(draw.who % 3)]
        }
        "approve" => "R1",
        "register-party" => "A1",
        "admit-applicant" | "reject-applicant" => "C2",
        _ => "C1",
    };
    if draw.who.is_multiple_of(16) { anyone(draw) } else { parse_who(who) }
}

/// Takes one step and gives the names of what happened.
fn take(hall: &mut Hall, draw: Draw) -> Vec<&'static str> {
    let travel = Span::from_us(draw.size % 2_000_000);
    let at = At::new(hall.now(), hall.now() - travel);
    let (actor, command) = match draw.kind {
        0..=2 => {
            hall.run_to(hall.now() + Span::from_ms(draw.size % 30_000));
            return Vec::new();
        }
        3 => (parse_who("S1"), Command::SubmitListing { submission: drawn_submission(draw) }),
        4..=8 => {
            let command = any_command(hall, draw);
            (sender(&command, draw), command)
        }
        _ => match choose(&next_steps(hall, draw), draw.pick) {
            Some(step) => step,
            None => return Vec::new(),
        },
    };
    let events = hall.ask_at(at, &actor, &command).unwrap_or_default();
    events.iter().map(Named::name).collect()
}

/// The books balance, hold nothing of anybody's twice, and a sale takes no more than its price.
fn check(world: &World) {
    let (mut debits, mut credits) = (0, 0);
    for (account, balance) in world.ledger().balances() {
        debits += i128::from(balance.debits_posted.fen());
        credits += i128::from(balance.credits_posted.fen());
        let is_covered = account == AccountId::Bank || balance.available() >= Money::ZERO;
        assert!(is_covered, "{account:?} is overdrawn: {balance:?}");
    }
    assert_eq!(debits, credits, "debits equal credits");
    for application in (1..=world.application_count()).map(ApplicationId) {
        let deposit = world.deposit(application);
        assert!(deposit.held <= deposit.required, "{application}: {deposit:?}");
    }
    for lot in world.lot_ids() {
        let Some(settlement) = world.settlement(lot) else { continue };
        let paid = world.ledger().balance(AccountId::Settlement(lot)).available();
        assert!(paid <= settlement.price, "{lot} was paid {paid} of {}", settlement.price);
        let buyer = world.application(settlement.buyer).unwrap();
        assert_eq!((buyer.lot, buyer.stage), (lot, ApplicationStage::Admitted));
        assert!(world.ledger().pending_refund(settlement.buyer).is_none(), "{lot}: the buyer's");
        if settlement.certified_at.is_some() {
            assert_eq!(paid, settlement.price, "{lot}: certified and paid");
            assert!(settlement.contract.is_some() && settlement.result.is_some());
        }
    }
}

/// What the drawn stories must come to, or they show nothing.
const REACHED: [&str; 16] = [
    "application-received",
    "application-withdrawn",
    "applicant-admitted",
    "applicant-rejected",
    "certificate-issued",
    "confirmation-letter-issued",
    "contract-recorded",
    "ledger",
    "listing-accepted",
    "listing-disclosed",
    "listing-returned",
    "listing-submitted",
    "lot-disclosed",
    "party-registered",
    "price-paid",
    "result-published",
];

#[test]
fn whatever_is_asked_the_books_balance_and_all_of_it_replays() {
    let cases = Config::default().cases.min(256);
    let rng_seed = RngSeed::Fixed(2026);
    let config = Config { cases, failure_persistence: None, rng_seed, ..Config::default() };
    let reached = RefCell::new(BTreeSet::new());
    let steps = prop::collection::vec(draw(), 80..200);
    let run = TestRunner::new(config).run(&steps, |steps| {
        let mut hall = Hall::new();
        hall.set(Moment::from_us(crate::terms::t(0).us()));
        for draw in steps {
            let names = take(&mut hall, draw);
            check(&hall.world);
            reached.borrow_mut().extend(names);
        }
        // A letter follows from a close, which time brings and nobody asks for.
        if hall.world.lot_ids().any(|lot| hall.world.settlement(lot).is_some()) {
            reached.borrow_mut().insert("confirmation-letter-issued");
        }
        hall.assert_replay();
        Ok(())
    });
    run.unwrap();
    let reached = reached.into_inner();
    for name in REACHED {
        assert!(reached.contains(name), "no story came to {name}: {reached:?}");
    }
}
