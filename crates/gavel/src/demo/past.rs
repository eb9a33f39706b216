//! The past of a demonstration, made by the same commands as everything else.
//!
//! Its clock is virtual and ends at the present moment; no row and no event comes about in any
//! other way. It is made beside its place and moved there whole, so that a demonstration that was
//! stopped while it was made begins it anew.

use std::collections::BTreeMap;

use anyhow::{Context, anyhow};
use exchange::{Actor, Command, Outcome, Role};
use floor::{Answer, Clock, Script, Unanswered};
use journal::Options;
use lexicon::{Digest, HashAlg, LotId, Moment, PartyId, RequestId, SessionId, Span};
use tokio::sync::oneshot;

use super::script::{DemoScript, ScriptLot, amount};
use super::{Person, Role as PersonRole};
use crate::directory::Directory;
use crate::exit::Exit;

/// How long before its first opening the past begins.
const LEAD: Span = Span::MINUTE;
/// Commands are ruled on in groups of this size.
const GROUP: usize = 512;

/// A command and when it arrives.
struct Asked {
    at: Moment,
    lot: LotId,
    party: PartyId,
    role: Role,
    command: PastCommand,
}

enum PastCommand {
    Ready(Command),
    /// A bid, whose paddle is known once its bidder is admitted.
    Bid {
        lot: LotId,
        amount: lexicon::Money,
    },
}

/// Makes the past and moves it into place.
pub(super) fn make(
    directory: &Directory,
    script: &DemoScript,
    people: &[Person],
    clock: &dyn Clock,
) -> Result<(), Exit> {
    let now = clock.now();
    let staged = directory.stage()?;
    let opened = staged.open(Options::default())?;
    let entropy = HashAlg::Sha256.digest(&[b"demonstration", &now.us().to_le_bytes()]).0;
    let mut past = Script::new(opened.past, Box::new(opened.journal), opened.bell, None, entropy);
    let asked = commands(script, people, now)?;
    let mut answers = Vec::with_capacity(asked.len());
    let mut number = 0_u64;
    for moment in asked.chunk_by(|one, other| one.at == other.at) {
        let Some(at) = moment.first().map(|asked| asked.at) else { continue };
        past.advance_before(at).context("make the past")?;
        for group in moment.chunks(GROUP) {
            for asked in group {
                number += 1;
                answers.push((asked.lot, push(&past, asked, number)?));
            }
            past.advance(at).context("make the past")?;
        }
    }
    // An entry at the very end shows that the exchange was open until the present moment.
    let end = clock.now();
    past.advance(end).context("make the past")?;
    let beat = Asked {
        at: end,
        lot: LotId(0),
        party: Actor::EXCHANGE.party,
        role: Role::Exchange,
        command: PastCommand::Ready(Command::Heartbeat),
    };
    answers.push((beat.lot, push(&past, &beat, number + 1)?));
    past.advance(end).context("make the past")?;
    drop(past.finish().context("make the past")?);
    for (lot, answer) in answers {
        check(lot, answer)?;
    }
    staged.put_in_place()
}

fn push(
    past: &Script,
    asked: &Asked,
    number: u64,
) -> Result<oneshot::Receiver<Result<Answer, Unanswered>>, Exit> {
    let command = match &asked.command {
        PastCommand::Ready(command) => command.clone(),
        PastCommand::Bid { lot, amount } => {
            let paddle = past.world().lot(*lot).and_then(|found| found.paddle(asked.party));
            Command::PlaceBid { lot: *lot, paddle, amount: *amount, confirmed: false }
        }
    };
    let digest = HashAlg::Sha256.digest(&[b"past", &number.to_le_bytes()]).0;
    let id = RequestId(std::array::from_fn(|place| digest[place]));
    let pushed = past.push(asked.at, actor(asked.party, asked.role), id, command);
    pushed.context("make the past").map_err(Exit::World)
}

/// A script that asks for what the rules refuse is told so.
fn check(
    lot: LotId,
    mut answer: oneshot::Receiver<Result<Answer, Unanswered>>,
) -> Result<(), Exit> {
    let answer = answer.try_recv().map_err(|_| anyhow!("hear an answer of the past"))?;
    match answer.context("hear an answer of the past")?.outcome {
        Outcome::Accepted(_) => Ok(()),
        Outcome::Refused(refusal) => {
            let slug = refusal.slug();
            Err(Exit::Use(format!("lot {lot}: the rules refuse the script: {slug}, {refusal:?}")))
        }
    }
}

fn commands(script: &DemoScript, people: &[Person], now: Moment) -> Result<Vec<Asked>, Exit> {
    let by_name: BTreeMap<&str, &Person> =
        people.iter().map(|person| (person.name.as_str(), person)).collect();
    let clerk = people.iter().find(|person| person.role == PersonRole::Clerk);
    let clerk = clerk.map(|person| person.party).ok_or_else(|| anyhow!("find a clerk"))?;
    let opening = script.lots.iter().map(|lot| lot.opens.from(now)).min().unwrap_or(now);
    let begins_at = opening.min(now) - LEAD;
    let mut asked = Vec::new();
    for (lot, scripted) in (1..).map(LotId).zip(&script.lots) {
        let told = |why| Exit::Use(format!("lot {lot}: {why}"));
        let publication = publication(scripted, now).map_err(told)?;
        let command = PastCommand::Ready(publication);
        asked.push(Asked { at: begins_at, lot, party: clerk, role: Role::Clerk, command });
    }
    for (lot, scripted) in (1..).map(LotId).zip(&script.lots) {
        for party in admitted(scripted, people, &by_name)? {
            let (until, ceiling) = (None, None);
            let admission = Command::AdmitBidder { lot, party, until, ceiling };
            let command = PastCommand::Ready(admission);
            asked.push(Asked { at: begins_at, lot, party: clerk, role: Role::Clerk, command });
        }
        for bid in &scripted.bids {
            let bidder = by_name.get(bid.bidder.as_str());
            let bidder =
                bidder.ok_or_else(|| Exit::Use(format!("lot {lot}: no {} here", bid.bidder)))?;
            let (party, role, at) = (bidder.party, Role::Bidder, bid.at.from(now));
            if at > now {
                return Err(Exit::Use(format!("lot {lot}: a bid of the past lies ahead")));
            }
            let amount = amount(&bid.amount).map_err(Exit::Use)?;
            asked.push(Asked { at, lot, party, role, command: PastCommand::Bid { lot, amount } });
        }
    }
    asked.sort_by_key(|asked| asked.at);
    Ok(asked)
}

fn publication(lot: &ScriptLot, now: Moment) -> Result<Command, String> {
    let (title, category, terms) = (lot.title(), lot.category()?, lot.terms(now)?);
    Ok(Command::PublishLot { title, category, terms })
}

fn admitted(
    lot: &ScriptLot,
    people: &[Person],
    by_name: &BTreeMap<&str, &Person>,
) -> Result<Vec<PartyId>, Exit> {
    let Some(names) = &lot.admit else {
        let bidders = people.iter().filter(|person| person.role == PersonRole::Bidder);
        return Ok(bidders.map(|person| person.party).collect());
    };
    // Load bidders are admitted to every lot.
    let load = people.iter().filter(|person| person.name.starts_with("load"));
    let mut parties: Vec<PartyId> = load.map(|person| person.party).collect();
    for name in names {
        let person =
            by_name.get(name.as_str()).ok_or_else(|| Exit::Use(format!("no {name} here")))?;
        if !parties.contains(&person.party) {
            parties.push(person.party);
        }
    }
    Ok(parties)
}

fn actor(party: PartyId, role: Role) -> Actor {
    let (session, device, address) = (SessionId::NONE, Digest::ZERO, Digest::ZERO);
    Actor { party, role, session, device, address }
}
