//! The past of a demonstration, made by the same commands as everything else.
//!
//! Its clock is virtual and ends at the present moment; no row and no event comes about in any
//! other way. It is made beside its place and moved there whole, so that a demonstration that was
//! stopped while it was made begins it anew.

use anyhow::{Context, anyhow};
use exchange::{Actor, Command, Document, Outcome, Payment, Role};
use floor::{Answer, Clock, Script, Unanswered};
use journal::Options;
use lexicon::{ApplicationId, Digest, HashAlg, LotId, Moment, PartyId, RequestId, SessionId};
use tokio::sync::oneshot;

use super::people::Person;
use super::script::DemoScript;
use super::steps::{self, Act, Step};
use crate::directory::Directory;
use crate::exit::Exit;

/// Commands are ruled on in groups of this size.
const GROUP: usize = 512;

/// The files and profiles that the past names, kept before it is made.
pub(super) struct Kept {
    /// The profile of each person, in the order of the people.
    pub(super) profiles: Vec<Digest>,
    /// The description of each lot of the script.
    pub(super) descriptions: Vec<Option<Digest>>,
    /// The documents of each lot of the script.
    pub(super) documents: Vec<Vec<Document>>,
    /// A contract.
    pub(super) contract: Digest,
}

/// Makes the past and moves it into place.
pub(super) fn make(
    directory: &Directory,
    script: &DemoScript,
    people: &[Person],
    kept: &Kept,
    clock: &dyn Clock,
) -> Result<(), Exit> {
    let now = clock.now();
    let staged = directory.stage()?;
    let opened = staged.open(Options::default())?;
    let entropy = HashAlg::Sha256.digest(&[b"demonstration", &now.us().to_le_bytes()]).0;
    let past = Script::new(opened.past, Box::new(opened.journal), opened.bell, None, entropy);
    let mut pen = Pen { past, number: 0, answers: Vec::new() };
    for moment in steps::all(script, people, kept, now)?.chunk_by(|one, other| one.at == other.at) {
        if let Err(missed) = pen.write(moment) {
            // What is missed is missed because something before it was refused; that is told.
            pen.past.settle().context("make the past")?;
            pen.answers.into_iter().try_for_each(|(lot, answer)| check(lot, answer))?;
            return Err(missed);
        }
    }
    // An entry at the very end shows that the exchange was open until the present moment.
    let end = clock.now();
    let act = Act::Ready(Command::Heartbeat);
    pen.write(&[Step { at: end, lot: LotId(0), party: PartyId(0), role: Role::Exchange, act }])?;
    drop(pen.past.finish().context("make the past")?);
    for (lot, answer) in pen.answers {
        check(lot, answer)?;
    }
    staged.put_in_place()
}

type Awaited = oneshot::Receiver<Result<Answer, Unanswered>>;

/// What writes the past.
struct Pen {
    past: Script,
    number: u64,
    answers: Vec<(LotId, Awaited)>,
}

impl Pen {
    /// Does what is asked at one moment.
    fn write(&mut self, moment: &[Step]) -> Result<(), Exit> {
        let Some(at) = moment.first().map(|step| step.at) else { return Ok(()) };
        self.past.advance_before(at).context("make the past")?;
        for group in moment.chunks(GROUP) {
            for step in group {
                self.push(step)?;
            }
            self.past.advance(at).context("make the past")?;
        }
        Ok(())
    }

    fn push(&mut self, step: &Step) -> Result<(), Exit> {
        self.number += 1;
        let digest = HashAlg::Sha256.digest(&[b"past", &self.number.to_le_bytes()]).0;
        let id = RequestId(std::array::from_fn(|place| digest[place]));
        let command = self.command(step)?;
        let answer = self.past.push(step.at, actor(step.party, step.role), id, command);
        self.answers.push((step.lot, answer.context("make the past")?));
        Ok(())
    }

    /// The command of a step, with the numbers that what came before it has given out.
    fn command(&self, step: &Step) -> Result<Command, Exit> {
        let (world, lot) = (self.past.world(), step.lot);
        Ok(match &step.act {
            Act::Ready(command) => command.clone(),
            Act::Bid { amount } => {
                let paddle = world.lot(lot).and_then(|found| found.paddle(step.party));
                Command::PlaceBid { lot, paddle, amount: *amount, confirmed: false }
            }
            Act::Approve { listing } => {
                let waiting = world.proposals().find(|(_, waiting)| {
                    matches!(&waiting.act, exchange::Act::DiscloseListing { listing: known, .. }
                        if known == listing)
                });
                let (proposal, _) = waiting.ok_or_else(|| anyhow!("find a proposal"))?;
                Command::Approve { proposal }
            }
            Act::PutUp { party } => {
                let application = self.application(lot, *party)?;
                let amount = world.deposit(application).due();
                let payment = payment(amount, step.at, b"deposit", application.0);
                Command::RecordDeposit { application, payment }
            }
            Act::Admit { party } => {
                Command::AdmitApplicant { application: self.application(lot, *party)?, rank: None }
            }
            Act::Pay => {
                let payment = payment(world.price_due(lot), step.at, b"price", lot.0);
                Command::RecordPayment { lot, payment }
            }
            Act::InstructRefund { party } => {
                Command::InstructRefund { application: self.application(lot, *party)? }
            }
            Act::Refund { party } => {
                let application = self.application(lot, *party)?;
                let reference = reference(b"refund", application.0);
                Command::RecordRefund { application, paid_at: step.at, reference }
            }
        })
    }

    fn application(&self, lot: LotId, party: PartyId) -> Result<ApplicationId, Exit> {
        let found = self.past.world().application_of(lot, party);
        Ok(found.ok_or_else(|| anyhow!("find an application for lot {lot}"))?)
    }
}

fn payment(amount: lexicon::Money, paid_at: Moment, of: &[u8], number: u64) -> Payment {
    Payment { amount, paid_at, reference: reference(of, number) }
}

fn reference(of: &[u8], number: u64) -> Digest {
    HashAlg::Sha256.digest(&[b"demonstration", of, &number.to_le_bytes()])
}

/// A script that asks for what the rules refuse is told so.
fn check(lot: LotId, mut answer: Awaited) -> Result<(), Exit> {
    let answer = answer.try_recv().map_err(|_| anyhow!("hear an answer of the past"))?;
    match answer.context("hear an answer of the past")?.outcome {
        Outcome::Accepted(_) => Ok(()),
        Outcome::Refused(refusal) => {
            let slug = refusal.slug();
            Err(Exit::Use(format!("lot {lot}: the rules refuse the script: {slug}, {refusal:?}")))
        }
    }
}

fn actor(party: PartyId, role: Role) -> Actor {
    let (session, device, address) = (SessionId::NONE, Digest::ZERO, Digest::ZERO);
    Actor { party, role, session, device, address }
}
