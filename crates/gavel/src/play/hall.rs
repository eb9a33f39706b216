//! The sale of a file, run through the real floor in virtual time.

use anyhow::Context;
use exchange::wire::{Decided, Parts};
use exchange::{Act, Actor, Command, Events, Reason, Role, Terms, Title, World};
use floor::Script;
use journal::Options;
use lexicon::{
    Category, Digest, HashAlg, LotId, Moment, PartyId, RequestId, Secret, SessionId, Span,
};
use record::{Entry, Part};

use super::file::{Deed, OPENS_AT_US, Paper, PaperCommand, PaperParty, Wish};
use super::tell::{Names, Played, Ruling};
use crate::directory::{Directory, journal_of};
use crate::exit::Exit;

const LOT: LotId = LotId(1);
/// So long before the opening, or before what comes first, the lot is published.
const AHEAD: Span = Span::HOUR;
/// The two people of the centre; no paddle of a file is so high.
const CLERK: PartyId = PartyId(1 << 40);
const REVIEWER: PartyId = PartyId((1 << 40) + 1);
/// So often something falls due at most after the last command.
const DUTIES_MAX: u32 = 1_000_000;

/// Plays a sale and tells every ruling.
pub(super) fn play(paper: &Paper, text: &[u8]) -> Result<Played, Exit> {
    let dir = tempfile::tempdir().context("make a temporary directory")?;
    let directory = Directory::lock(dir.path())?;
    let opened = directory.open(Options::default(), lexicon::Sequence::ZERO)?;
    let entropy = HashAlg::Sha256.digest(&[b"paper", text]).0;
    let script = Script::new(opened.past, Box::new(opened.journal), opened.bell, None, entropy);
    let mut hall = Hall { script, number: 0 };
    hall.publish(paper)?;
    for step in steps(paper) {
        hall.take(&step)?;
    }
    hall.run_out()?;
    hall.script.settle().context("play")?;
    let world = hall.script.world().clone();
    drop(hall.script.finish().context("play")?);
    let rulings = rulings(dir.path(), &world)?;
    Ok(Played::new(paper, &world, LOT, rulings))
}

/// What is done next: an admission or a command of the file.
enum Step<'paper> {
    Admit { at: Moment, party: &'paper PaperParty },
    Do(&'paper PaperCommand),
}

impl Step<'_> {
    const fn at(&self) -> Moment {
        match self {
            Self::Admit { at, .. } => *at,
            Self::Do(command) => command.at,
        }
    }
}

fn opens_at() -> Moment {
    Moment::from_us(OPENS_AT_US)
}

fn published_at(paper: &Paper) -> Moment {
    let first = paper.commands.first().map_or(opens_at(), |command| command.at);
    let admitted = paper.parties.iter().filter_map(|party| party.admitted_at);
    let admitted = admitted.filter(|at| *at != Moment::MIN).min().unwrap_or(first);
    opens_at().min(first).min(admitted) - AHEAD
}

/// In the order of their moments; who is admitted at one comes before what is asked at it.
fn steps(paper: &Paper) -> Vec<Step<'_>> {
    let earliest = published_at(paper);
    let admissions = paper.parties.iter().filter_map(|party| {
        let at = party.admitted_at?.max(earliest);
        Some(Step::Admit { at, party })
    });
    let mut steps: Vec<Step<'_>> = admissions.chain(paper.commands.iter().map(Step::Do)).collect();
    steps.sort_by_key(Step::at);
    steps
}

struct Hall {
    script: Script,
    number: u64,
}

impl Hall {
    fn publish(&mut self, paper: &Paper) -> Result<(), Exit> {
        let at = published_at(paper);
        let command = publication(paper.title.clone(), paper.terms.clone());
        let ruled = World::default().rule(
            exchange::At::moment_only(at),
            &Actor::EXCHANGE,
            None,
            &command,
            &mut Events::new(),
        );
        if let Err(refusal) = ruled {
            let fields = web::refusal_fields(&refusal);
            let slug = refusal.slug();
            return Err(Exit::Use(format!("the terms are refused: {slug} {fields}")));
        }
        self.push(at, Actor::EXCHANGE, command)?;
        self.script.advance(at).context("play")?;
        Ok(())
    }

    fn take(&mut self, step: &Step<'_>) -> Result<(), Exit> {
        let at = step.at();
        self.script.advance_before(at).context("play")?;
        match step {
            Step::Admit { party, .. } => {
                let command = Command::AdmitBidder {
                    lot: LOT,
                    party: PartyId(party.paddle.into()),
                    until: party.until,
                    ceiling: party.ceiling,
                    rank: party.rank,
                };
                self.push(at, Actor::EXCHANGE, command)?;
            }
            Step::Do(command) => self.do_deed(at, command)?,
        }
        self.script.advance(at).context("play")?;
        Ok(())
    }

    fn do_deed(&mut self, at: Moment, command: &PaperCommand) -> Result<(), Exit> {
        let lot = LOT;
        match &command.deed {
            Deed::Bidder { paddle, wish } => {
                let party = PartyId((*paddle).into());
                let asked = self.wish(party, wish);
                self.push(at, actor(party, Role::Bidder), asked)
            }
            Deed::Stop { paddle } => {
                let party = PartyId((*paddle).into());
                let known = self.script.world().lot(lot).and_then(|lot| lot.paddle(party));
                let paddle = known.ok_or_else(|| missing(command, *paddle))?;
                self.push(at, Actor::EXCHANGE, Command::StopBidder { lot, paddle })
            }
            Deed::Scores { paddle, points } => {
                let party = PartyId((*paddle).into());
                let known = self.script.world().lot(lot).and_then(|lot| lot.paddle(party));
                let paddle = known.ok_or_else(|| missing(command, *paddle))?;
                let points = Secret::new(points.clone());
                self.by_two(at, Act::EnterScores { lot, paddle, points })
            }
            Deed::Reserve(reserve) => {
                self.by_two(at, Act::EnterReserve { lot, reserve: Secret::new(*reserve) })
            }
            Deed::Suspend(reason) => {
                self.by_two(at, Act::SuspendLot { lot, reason: Reason(reason.clone()) })
            }
            Deed::Resume(resumes_at) => {
                self.by_two(at, Act::ResumeLot { lot, resumes_at: *resumes_at })
            }
            Deed::ResumeFromBreak(resumes_at) => {
                self.by_two(at, Act::ResumeLotFromBreak { lot, resumes_at: *resumes_at })
            }
            Deed::Terminate(reason) => {
                self.by_two(at, Act::TerminateLot { lot, reason: Reason(reason.clone()) })
            }
            Deed::Default(reason) => {
                self.by_two(at, Act::RecordDefault { lot, reason: Reason(reason.clone()) })
            }
            Deed::Outage { from, until } => {
                let (from, until) = (*from, *until);
                self.push(at, Actor::EXCHANGE, Command::InterruptLot { lot, from, until })
            }
        }
    }

    /// The command of a wish, with the paddle that the door would fill in.
    fn wish(&self, party: PartyId, wish: &Wish) -> Command {
        let lot = LOT;
        let paddle = self.script.world().lot(lot).and_then(|lot| lot.paddle(party));
        match *wish {
            Wish::Bid { amount, confirmed } => Command::PlaceBid { lot, paddle, amount, confirmed },
            Wish::Ceiling(ceiling) => {
                Command::PlaceProxyBid { lot, paddle, ceiling: Secret::new(ceiling) }
            }
            Wish::Sealed(amount) => {
                Command::PlaceSealedBid { lot, paddle, amount: Secret::new(amount) }
            }
            Wish::Join(joins) => Command::AnswerJoinQuestion { lot, paddle, joins },
            Wish::Priority(answer) => Command::AnswerPriority { lot, paddle, answer },
            Wish::Quantity(bid) => Command::PlaceQuantityBid { lot, paddle, bid: Secret::new(bid) },
            Wish::Order(order) => Command::PlaceOrder { lot, paddle, order },
            Wish::Cancel(order) => Command::CancelOrder { lot, paddle, order },
            Wish::Piece { part, amount } => Command::PlacePieceBid { lot, paddle, part, amount },
        }
    }

    /// Two people of the centre do it; where the first is refused, there is nothing to approve.
    fn by_two(&mut self, at: Moment, act: Act) -> Result<(), Exit> {
        let made = |world: &World| world.proposals().map(|(proposal, _)| proposal).last();
        let before = made(self.script.world());
        self.push(at, actor(CLERK, Role::Clerk), Command::Propose { act })?;
        self.script.advance(at).context("play")?;
        match made(self.script.world()) {
            Some(proposal) if Some(proposal) != before => {
                self.push(at, actor(REVIEWER, Role::Reviewer), Command::Approve { proposal })
            }
            Some(_) | None => Ok(()),
        }
    }

    fn push(&mut self, at: Moment, actor: Actor, command: Command) -> Result<(), Exit> {
        self.number += 1;
        let digest = HashAlg::Sha256.digest(&[b"paper", &self.number.to_le_bytes()]).0;
        let id = RequestId(std::array::from_fn(|place| digest[place]));
        // What is answered stands in the journal, which is read in the end.
        drop(self.script.push(at, actor, id, command).context("play")?);
        Ok(())
    }

    /// Lets everything happen that still falls due.
    fn run_out(&mut self) -> Result<(), Exit> {
        for _ in 0..DUTIES_MAX {
            let due = self.script.world().lot(LOT).and_then(|lot| lot.sale().due());
            let Some((due_at, _)) = due else { return Ok(()) };
            self.script.advance(due_at).context("play")?;
        }
        Err(Exit::Use("the sale does not come to an end".to_owned()))
    }
}

fn missing(command: &PaperCommand, paddle: u32) -> Exit {
    let line = command.line;
    Exit::Use(format!("line {line}: paddle {paddle}: not admitted by then"))
}

fn publication(title: String, terms: Terms) -> Command {
    let title = Title { chinese: title, english: String::new() };
    Command::PublishLot { title, category: Category::ComprehensiveRight, terms }
}

fn actor(party: PartyId, role: Role) -> Actor {
    let (session, device, address) = (SessionId::NONE, Digest::ZERO, Digest::ZERO);
    Actor { party, role, session, device, address }
}

/// What the journal holds, as the file's own paddles tell it.
fn rulings(dir: &std::path::Path, world: &World) -> Result<Vec<Ruling>, Exit> {
    let names = Names::of(world, LOT);
    let mut rulings = Vec::new();
    let disk = journal_of(dir)?;
    journal::scan(&disk, &mut |entry: Entry, _| -> Result<(), journal::JournalError> {
        let part = |part: &Part| match part {
            Part::Open { bytes, .. } => Some(bytes.clone()),
            Part::Withheld(_) => None,
        };
        let (actor, command) = (part(&entry.actor), part(&entry.command));
        let (seed, outcome) = (part(&entry.seed), part(&entry.outcome));
        let decided = Decided::read(Parts {
            actor: actor.as_deref(),
            command: command.as_deref(),
            seed: seed.as_deref(),
            outcome: outcome.as_deref(),
        });
        let decided = decided.unwrap_or_else(|error| panic!("what was just written: {error}"));
        rulings.extend(names.ruling(entry.header.moment, &decided));
        Ok(())
    })
    .context("read the journal")?;
    Ok(rulings)
}
