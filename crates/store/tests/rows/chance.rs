//! Journals in which chance decides who asks for what, most of it refused: the rows are those that
//! the state tells, in whatever portions they were drawn.

use exchange::{
    Act, Actor, ApplicationStep, Command, Coverage, Duty, ListingStep, Payment, Reason, Role,
    Stage, Submission, World,
};
use lexicon::{ApplicationId, HashAlg, ListingId, LotId, ProposalId, Secret, Sequence, Span};
use store::{EntriesFrom, EntriesWanted, Reader, SettlementsWanted};

use crate::drawing::{drawn, fresh};
use crate::house::House;
use crate::pen::{Pen, actor, boxed, digest, t, terms, yuan};
use crate::road::submission;

const COMMANDS: u64 = 2_000;
/// How long a listing is disclosed, and how long bids are then taken.
const DISCLOSURE: Span = Span::from_seconds(900);

/// Chance from a seed.
struct Chance {
    seed: u64,
    drawn: u64,
}

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.drawn += 1;
        let digest = HashAlg::Sha256.digest(&[&self.seed.to_le_bytes(), &self.drawn.to_le_bytes()]);
        u64::from_le_bytes(digest.0[..8].try_into().unwrap()) % end
    }

    fn place(&mut self, end: u64) -> usize {
        usize::try_from(self.below(end)).unwrap()
    }
}

/// Does everything that falls due by now, as the floor would.
fn do_duties(pen: &mut Pen) {
    for _ in 0..1_000 {
        let due = pen.world.duties().filter_map(|duty: Duty| pen.world.due(duty));
        let due = due.filter(|(due_at, _)| *due_at <= pen.now()).min_by_key(|(at, _)| *at);
        let Some((_, command)) = due else { return };
        pen.own(command);
    }
}

fn payment(pen: &Pen, chance: &mut Chance) -> Payment {
    let amount = [yuan(20), yuan(5), yuan(100)][chance.place(3)];
    Payment { amount, paid_at: pen.now(), reference: digest(&chance.below(5_000).to_string()) }
}

/// A listing of two lots that is over soon.
fn short() -> Submission {
    let mut submission = Submission { disclosure: DISCLOSURE, ..submission() };
    for lot in &mut submission.lots {
        let mut terms = terms();
        terms.free_bidding = DISCLOSURE;
        lot.terms = boxed(terms);
    }
    submission
}

fn accepted(pen: &Pen) -> Option<ListingId> {
    let step = |id: &ListingId| pen.world.listing(*id).map(exchange::Listing::step);
    (1..=pen.world.listing_count())
        .map(ListingId)
        .find(|id| step(id) == Some(ListingStep::Accepted))
}

fn act(pen: &Pen, lot: LotId, chance: &mut Chance) -> Act {
    let reason = Reason(format!("第{}次", chance.below(100)));
    let resumes_at = pen.now() + Span::MINUTE;
    match chance.below(16) {
        0 => Act::SuspendLot { lot, reason },
        1 => Act::TerminateLot { lot, reason },
        2 => Act::PauseExchange { reason, until: resumes_at },
        3 | 4 => Act::ResumeLot { lot, resumes_at },
        5 => Act::EnterReserve { lot, reserve: Secret::new(yuan(200)) },
        _ => Act::DiscloseListing {
            listing: accepted(pen).unwrap_or(ListingId(1)),
            applications_until: pen.now() + DISCLOSURE,
            opens_at: pen.now() + DISCLOSURE + Span::from_seconds(chance.below(900)),
        },
    }
}

fn command(pen: &Pen, cast: &[Actor; 8], chance: &mut Chance) -> (Actor, Command) {
    let [seller, clerk, other, reviewer, ..] = *cast;
    let bidder = cast[4 + chance.place(4)];
    let clerk = if chance.below(3) == 0 { other } else { clerk };
    let lot = LotId(1 + chance.below(1 + pen.world.lot_count()));
    let application = ApplicationId(1 + chance.below(1 + pen.world.application_count()));
    let listing = ListingId(1 + chance.below(1 + pen.world.listing_count()));
    let paddle = pen.world.lot(lot).and_then(|lot| lot.paddle(bidder.party));
    let price = pen.world.lot(lot).map_or(yuan(100), |lot| lot.sale().least_bid());
    let note = digest("note");
    match chance.below(24) {
        0 => (seller, Command::SubmitListing { submission: short() }),
        1 => (seller, Command::ResubmitListing { listing, submission: short() }),
        2 if chance.below(6) == 0 => (clerk, Command::ReturnListing { listing, note }),
        2 | 3 => (clerk, Command::AcceptListing { listing }),
        4 | 5 => (clerk, Command::Propose { act: act(pen, lot, chance) }),
        6 | 7 => {
            let waiting: Vec<ProposalId> = pen.world.proposals().map(|(id, _)| id).collect();
            let newest = waiting.len().saturating_sub(1 + chance.place(4));
            let proposal = waiting.get(newest).copied().unwrap_or(ProposalId(9_999));
            (reviewer, Command::Approve { proposal })
        }
        8..=10 => (bidder, Command::Apply { lot }),
        11 if chance.below(4) == 0 => (bidder, Command::WithdrawApplication { application }),
        11 | 12 => (other, Command::AdmitApplicant { application, rank: None }),
        13 if chance.below(9) == 0 => (other, Command::RejectApplicant { application, note }),
        13..=15 => (clerk, Command::RecordDeposit { application, payment: payment(pen, chance) }),
        16 if chance.below(4) == 0 => (reviewer, Command::RecordRefundFailure { application }),
        16 => (clerk, Command::InstructRefund { application }),
        17 => {
            let (paid_at, reference) = (pen.now(), digest(&chance.below(5_000).to_string()));
            (clerk, Command::RecordRefund { application, paid_at, reference })
        }
        18 | 19 => (clerk, settling(pen, lot, chance)),
        20 => {
            let ceiling = Secret::new(yuan(price.fen() / 100 + 100));
            (bidder, Command::PlaceProxyBid { lot, paddle, ceiling })
        }
        _ => (bidder, Command::PlaceBid { lot, paddle, amount: price, confirmed: false }),
    }
}

/// A step from an award to the certificate, of a sold lot where there is one.
fn settling(pen: &Pen, lot: LotId, chance: &mut Chance) -> Command {
    let sold: Vec<LotId> =
        pen.world.lot_ids().filter(|lot| pen.world.settlement(*lot).is_some()).collect();
    let lot = sold.get(chance.place(1 + sold.len() as u64)).copied().unwrap_or(lot);
    match chance.below(4) {
        0 => Command::PublishResult { lot },
        1 => Command::RecordContract { lot, document: digest("contract") },
        2 => {
            let payment = Payment { amount: pen.world.price_due(lot), ..payment(pen, chance) };
            Command::RecordPayment { lot, payment }
        }
        _ => Command::IssueCertificate { lot },
    }
}

/// A journal of so many commands and of what the exchange did by itself meanwhile.
fn journal(seed: u64) -> Pen {
    let mut chance = Chance { seed, drawn: 0 };
    let mut pen = Pen::new();
    pen.set(t(0));
    pen.own(Command::BeginEpoch { clock: exchange::EpochClock::Virtual });
    let roles = [
        Role::Seller,
        Role::Clerk,
        Role::Clerk,
        Role::Reviewer,
        Role::Bidder,
        Role::Bidder,
        Role::Bidder,
        Role::Bidder,
    ];
    let cast = roles.map(|role| actor(pen.party(&[role]), role));
    for _ in 0..COMMANDS {
        let (actor, command) = command(&pen, &cast, &mut chance);
        let _ = pen.ask(actor, command);
        pen.set(pen.now() + Span::from_seconds(chance.below(10)));
        if chance.below(50) == 0 {
            let lot = LotId(1 + chance.below(1 + pen.world.lot_count()));
            let (from, until) = (pen.now() - Span::SECOND, pen.now());
            let _ = pen.ask(Actor::EXCHANGE, Command::InterruptLot { lot, from, until });
            let coverage = Coverage::Uncovered { from, until };
            let _ = pen.ask(Actor::EXCHANGE, Command::CloseLot { lot, coverage });
        }
        do_duties(&mut pen);
    }
    pen
}

/// What the rows say is what the state says.
async fn assert_as_the_state(reader: &Reader, world: &World) {
    for id in world.lot_ids() {
        let (row, lot) = (reader.lot(id).await.unwrap().unwrap(), world.lot(id).unwrap());
        let leading = lot.sale().leading().map(|leading| (leading.price, leading.paddle));
        assert_eq!(row.leading_price.zip(row.leading_paddle), leading);
        assert_eq!(row.bid_count, lot.sale().bid_count());
        let settlement = reader.settlement(id).await.unwrap();
        assert_eq!(settlement.is_some(), world.settlement(id).is_some());
        if let (Some(row), Some(settlement)) = (settlement, world.settlement(id)) {
            assert_eq!((row.application, row.price), (settlement.buyer, settlement.price));
            assert_eq!((row.result, row.contract), (settlement.result, settlement.contract));
            assert_eq!((row.certified_at, row.due), (settlement.certified_at, world.price_due(id)));
            assert_eq!(row.certificate_code.is_some(), row.certified_at.is_some());
        }
    }
    for id in (1..=world.application_count()).map(ApplicationId) {
        let row = reader.application(id).await.unwrap().unwrap();
        let (application, deposit) = (world.application(id).unwrap(), world.deposit(id));
        assert_eq!((row.step, row.required), (application.step(), deposit.required));
        assert_eq!(row.held, deposit.held);
        assert_eq!(row.paddle.is_some(), row.step == ApplicationStep::Admitted);
    }
    for id in (1..=world.listing_count()).map(ListingId) {
        let row = reader.listing(id).await.unwrap().unwrap();
        assert_eq!(row.step, world.listing(id).unwrap().step());
    }
    let rows = reader.balances(None, 500).await.unwrap();
    let balances: Vec<_> = world.ledger().balances().map(|(id, it)| (id, *it)).collect();
    assert_eq!(rows.iter().map(|row| (row.account, row.balance)).collect::<Vec<_>>(), balances);
}

/// What is to be done is what the state says, on one page and on many.
async fn assert_lists_of_what_is_to_be_done(reader: &Reader, world: &World) {
    let is_over = |lot| {
        let stage = world.lot(lot).map(|lot| lot.sale().stage().clone());
        matches!(stage, Some(Stage::Closed { .. }))
    };
    let goes_back = |id: &ApplicationId| {
        let application = world.application(*id).unwrap();
        let (lot, step) = (application.lot, application.step());
        let is_free = matches!(step, ApplicationStep::Rejected | ApplicationStep::Withdrawn)
            || is_over(lot) && world.settlement(lot).is_none_or(|it| it.buyer != *id);
        let is_held = world.deposit(*id).held > yuan(0);
        world.ledger().pending_refund(*id).is_some() || is_held && is_free
    };
    let all = (1..=world.application_count()).map(ApplicationId);
    let expected: Vec<_> = all.filter(goes_back).collect();
    let (mut found, mut after) = (Vec::new(), None);
    while let [row] = reader.deposits_to_return(after, 1).await.unwrap().as_slice() {
        after = Some(row.application);
        found.push(row.application);
    }
    assert_eq!(found, expected);
    let whole = reader.deposits_to_return(None, 500).await.unwrap();
    assert_eq!(whole.iter().map(|row| row.application).collect::<Vec<_>>(), expected);

    let is_open = |lot: &LotId| {
        world.settlement(*lot).is_some_and(|settlement| settlement.certified_at.is_none())
    };
    let expected: Vec<_> = world.lot_ids().filter(is_open).collect();
    let (seller, buyer, after, limit) = (None, None, None, 500);
    let wanted = SettlementsWanted { seller, buyer, is_open: true, after, limit };
    let rows = reader.settlements(&wanted).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.lot).collect::<Vec<_>>(), expected);
    let behind = SettlementsWanted { after: expected.first().copied(), limit: 1, ..wanted };
    let rows = reader.settlements(&behind).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.lot).next(), expected.get(1).copied());
}

fn same_engine(house: &House) -> House {
    match &house.place {
        store::Place::Directory(_) => House::on_sqlite(),
        store::Place::Postgres(_) => House::on_postgres(),
    }
}

on_both_engines! {
    async fn rows_drawn_by_chance_are_those_of_the_state(house) {
        for seed in 1..=2 {
            let house = &same_engine(house);
            let pen = journal(seed);
            let sold = pen.world.lot_ids().filter(|lot| pen.world.settlement(*lot).is_some());
            let sold = sold.count();
            assert!(sold > 0, "seed {seed} sells {sold} lots of {}", pen.world.lot_count());
            let (rows, mut projector) = fresh(house).await;
            let mut chance = Chance { seed: seed + 100, drawn: 0 };
            let mut rest = pen.written.as_slice();
            while !rest.is_empty() {
                let length = rest.len().min(1 + chance.place(700));
                projector.take(&rest[..length]).await.unwrap();
                rest = &rest[length..];
            }
            let reader = rows.reader();
            assert_as_the_state(&reader, &pen.world).await;
            assert_lists_of_what_is_to_be_done(&reader, &pen.world).await;
            let from = EntriesFrom::After(Sequence(pen.last().0 - 1));
            let wanted = EntriesWanted { from, lot: None, without_applicants: false, limit: 10 };
            assert!(reader.entries(&wanted).await.unwrap().len() <= 1);
            let expected = drawn(&same_engine(house), &pen.written, 100_000).await;
            assert_eq!(rows.dump().await.unwrap(), expected, "seed {seed}");
            let expected = drawn(&same_engine(house), &pen.written, 13).await;
            assert_eq!(rows.dump().await.unwrap(), expected, "seed {seed}");
        }
    }
}
