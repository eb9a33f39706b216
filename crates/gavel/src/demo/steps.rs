//! What happened in the past of a demonstration, step by step.

use std::collections::BTreeMap;

use anyhow::anyhow;
use exchange::{Command, Party, Role};
use lexicon::{ListingId, LotId, Moment, Money, PartyId, Span};

use super::past::Kept;
use super::people::Person;
use super::script::{DemoScript, ScriptLot};
use crate::exit::Exit;
use crate::sheet::amount;

/// How long before the first opening the past begins.
const LEAD: Span = Span::from_seconds(72 * 3_600);
/// Between one step on the way to a sale and the next.
const PACE: Span = Span::from_seconds(3_600);
/// How long before the present moment what follows from a sale begins, where all of it is past.
const SETTLED_SINCE: Span = Span::from_seconds(50 * 60);
/// Between one step from a sale to its certificate and the next.
const SETTLING_PACE: Span = Span::from_seconds(300);

/// A step and when it is taken, by whom.
pub(super) struct Step {
    pub(super) at: Moment,
    pub(super) lot: LotId,
    pub(super) party: PartyId,
    pub(super) role: Role,
    pub(super) act: Act,
}

/// What is done; numbers that what came before gives out are filled in then.
pub(super) enum Act {
    Ready(Command),
    Approve { listing: ListingId },
    PutUp { party: PartyId },
    Admit { party: PartyId },
    Bid { amount: Money },
    Pay,
    InstructRefund { party: PartyId },
    Refund { party: PartyId },
}

/// Who does what in the centre.
struct Staff<'people> {
    seller: &'people Person,
    /// Accepts listings and keeps the books.
    clerk: &'people Person,
    /// Examines applications: never for a listing that he accepted.
    other_clerk: &'people Person,
    reviewer: &'people Person,
}

/// Every step, in the order of the moments.
pub(super) fn all(
    script: &DemoScript,
    people: &[Person],
    kept: &Kept,
    now: Moment,
) -> Result<Vec<Step>, Exit> {
    let opening = script.lots.iter().map(|lot| lot.opens.from(now)).min().unwrap_or(now);
    let begins_at = opening.min(now) - LEAD;
    let mut steps = registrations(people, kept, begins_at);
    let staff = Staff::of(people)?;
    let texts = kept.descriptions.iter().zip(&kept.documents);
    let numbered = (1..).map(LotId).zip(&script.lots).zip(texts);
    for ((lot, scripted), (description, documents)) in numbered {
        let told = |why| Exit::Use(format!("lot {lot}: {why}"));
        let mut submission = scripted.submission(now).map_err(told)?;
        submission.description = *description;
        submission.documents.clone_from(documents);
        let road = Road { staff: &staff, lot, begins_at };
        road.submission(&mut steps, submission);
        if scripted.submitted_only {
            continue;
        }
        road.disclosure(&mut steps, scripted, now);
        let admitted = admitted(scripted, people)?;
        road.applications(&mut steps, &admitted);
        road.admissions(&mut steps, &admitted);
        road.applications(&mut steps, &named(&scripted.waiting, people)?);
        road.bids(&mut steps, scripted, people, now)?;
        if scripted.certified {
            let buyer = scripted.bids.last().map(|bid| bid.bidder.as_str());
            let is_buyer = |party: PartyId| {
                people.iter().any(|it| it.party == party && Some(it.name.as_str()) == buyer)
            };
            let losers = admitted.iter().copied().filter(|party| !is_buyer(*party));
            road.settlement(&mut steps, losers.collect(), kept, now);
        }
    }
    steps.sort_by_key(|step| step.at);
    Ok(steps)
}

fn registrations(people: &[Person], kept: &Kept, at: Moment) -> Vec<Step> {
    let numbered = people.iter().zip(&kept.profiles);
    let registered = numbered.map(|(person, profile)| {
        let party = Party { kind: person.kind, roles: vec![person.role], profile: *profile };
        let act = Act::Ready(Command::RegisterParty { party });
        Step { at, lot: LotId(0), party: PartyId(0), role: Role::Exchange, act }
    });
    registered.collect()
}

impl<'people> Staff<'people> {
    fn of(people: &'people [Person]) -> Result<Self, Exit> {
        let find = |role: Role, place: usize| {
            let found = people.iter().filter(|person| person.role == role).nth(place);
            found.ok_or_else(|| anyhow!("find somebody who is {role:?}"))
        };
        Ok(Self {
            seller: find(Role::Seller, 0)?,
            clerk: find(Role::Clerk, 0)?,
            other_clerk: find(Role::Clerk, 1)?,
            reviewer: find(Role::Reviewer, 0)?,
        })
    }
}

/// The road of one lot. Each kind of step has a moment of its own, at which it is taken for all
/// lots in the order of the script; so listing and lot n are those of its place n.
struct Road<'people> {
    staff: &'people Staff<'people>,
    lot: LotId,
    begins_at: Moment,
}

impl Road<'_> {
    fn step(&self, at: Moment, by: &Person, act: Act) -> Step {
        Step { at, lot: self.lot, party: by.party, role: by.role, act }
    }

    fn after(&self, paces: u64) -> Moment {
        self.begins_at + Span::from_us(PACE.us() * paces)
    }

    fn submission(&self, steps: &mut Vec<Step>, submission: exchange::Submission) {
        let submitted = Act::Ready(Command::SubmitListing { submission });
        steps.push(self.step(self.after(1), self.staff.seller, submitted));
    }

    fn disclosure(&self, steps: &mut Vec<Step>, scripted: &ScriptLot, now: Moment) {
        let Staff { clerk, reviewer, .. } = self.staff;
        let listing = ListingId(self.lot.0);
        let act = exchange::Act::DiscloseListing {
            listing,
            applications_until: scripted.applications_until.from(now),
            opens_at: scripted.opens.from(now),
        };
        let accepted = Act::Ready(Command::AcceptListing { listing });
        steps.push(self.step(self.after(2), clerk, accepted));
        steps.push(self.step(self.after(3), clerk, Act::Ready(Command::Propose { act })));
        steps.push(self.step(self.after(4), reviewer, Act::Approve { listing }));
    }

    fn applications(&self, steps: &mut Vec<Step>, applicants: &[PartyId]) {
        let (lot, role) = (self.lot, Role::Bidder);
        for party in applicants {
            let party = *party;
            let applied = Act::Ready(Command::Apply { lot });
            steps.push(Step { at: self.after(5), lot, party, role, act: applied });
            steps.push(self.step(self.after(6), self.staff.clerk, Act::PutUp { party }));
        }
    }

    fn admissions(&self, steps: &mut Vec<Step>, applicants: &[PartyId]) {
        for party in applicants {
            let admitted = Act::Admit { party: *party };
            steps.push(self.step(self.after(7), self.staff.other_clerk, admitted));
        }
    }

    fn bids(
        &self,
        steps: &mut Vec<Step>,
        scripted: &ScriptLot,
        people: &[Person],
        now: Moment,
    ) -> Result<(), Exit> {
        let by_name: BTreeMap<&str, &Person> =
            people.iter().map(|person| (person.name.as_str(), person)).collect();
        let lot = self.lot;
        for bid in &scripted.bids {
            let bidder = by_name.get(bid.bidder.as_str());
            let bidder =
                bidder.ok_or_else(|| Exit::Use(format!("lot {lot}: no {} here", bid.bidder)))?;
            let at = bid.at.from(now);
            if at > now {
                return Err(Exit::Use(format!("lot {lot}: a bid of the past lies ahead")));
            }
            let amount = amount(&bid.amount).map_err(Exit::Use)?;
            steps.push(self.step(at, bidder, Act::Bid { amount }));
        }
        if let Some(at) = scripted.interrupted {
            let until = at.from(now);
            let command = Command::InterruptLot { lot, from: until - Span::from_seconds(5), until };
            let (party, role, act) = (PartyId(0), Role::Exchange, Act::Ready(command));
            steps.push(Step { at: until, lot, party, role, act });
        }
        Ok(())
    }

    fn settlement(&self, steps: &mut Vec<Step>, losers: Vec<PartyId>, kept: &Kept, now: Moment) {
        let (lot, clerk) = (self.lot, self.staff.clerk);
        let after = |paces: u64| now - SETTLED_SINCE + Span::from_us(SETTLING_PACE.us() * paces);
        let published = Act::Ready(Command::PublishResult { lot });
        steps.push(self.step(after(0), clerk, published));
        let contract = Command::RecordContract { lot, document: kept.contract };
        steps.push(self.step(after(1), clerk, Act::Ready(contract)));
        steps.push(self.step(after(2), clerk, Act::Pay));
        for party in losers {
            steps.push(self.step(after(2), clerk, Act::InstructRefund { party }));
            steps.push(self.step(after(3), clerk, Act::Refund { party }));
        }
        let certified = Act::Ready(Command::IssueCertificate { lot });
        steps.push(self.step(after(5), clerk, certified));
    }
}

fn admitted(lot: &ScriptLot, people: &[Person]) -> Result<Vec<PartyId>, Exit> {
    let is_bidder = |it: &&Person| it.role == Role::Bidder && !lot.waiting.contains(&it.name);
    let bidders = people.iter().filter(is_bidder);
    let Some(names) = &lot.admit else { return Ok(bidders.map(|it| it.party).collect()) };
    // Load bidders are admitted to every lot.
    let load = bidders.filter(|it| it.name.starts_with("load") && !names.contains(&it.name));
    let mut parties = named(names, people)?;
    parties.extend(load.map(|it| it.party));
    Ok(parties)
}

/// The parties of these names, each once.
fn named(names: &[String], people: &[Person]) -> Result<Vec<PartyId>, Exit> {
    let mut parties = Vec::with_capacity(names.len());
    for name in names {
        let person = people.iter().find(|person| person.name == *name);
        let person = person.ok_or_else(|| Exit::Use(format!("no {name} here")))?;
        if !parties.contains(&person.party) {
            parties.push(person.party);
        }
    }
    Ok(parties)
}
