//! One entry as the tables are drawn from it.

use exchange::wire::{Decided, Parts};
use exchange::{Act, At, Command, Event, LedgerEvent, Outcome, Transfer, World};
use lexicon::{Digest, Moment, PartyId, Sequence};
use record::{Entry, Header, Part};

use crate::DrawError;

/// One entry, with the state of the exchange behind it.
#[derive(Debug)]
pub(super) struct Step<'a> {
    pub(super) header: &'a Header,
    pub(super) hash: Digest,
    pub(super) decided: &'a Decided,
    /// The act that was approved.
    pub(super) approved: Option<&'a Act>,
    /// The transfer that was set aside and is no longer.
    pub(super) resolved: Option<Transfer>,
    pub(super) world: &'a World,
}

impl Step<'_> {
    pub(super) fn sequence(&self) -> Sequence {
        self.header.sequence
    }

    pub(super) fn moment(&self) -> Moment {
        self.header.moment
    }

    pub(super) fn command(&self) -> &Command {
        &self.decided.request.command
    }

    pub(super) fn party(&self) -> PartyId {
        self.decided.actor.party
    }
}

/// What an entry holds.
pub(super) fn read(entry: &Entry) -> Result<Decided, DrawError> {
    let parts = Parts {
        actor: bytes(&entry.actor),
        command: bytes(&entry.command),
        seed: bytes(&entry.seed),
        outcome: bytes(&entry.outcome),
    };
    let sequence = entry.header.sequence;
    Decided::read(parts).map_err(|source| DrawError::Part { sequence, source })
}

fn bytes(part: &Part) -> Option<&[u8]> {
    match part {
        Part::Open { bytes, .. } => Some(bytes),
        Part::Withheld(_) => None,
    }
}

/// What followed from a command.
pub(super) fn events(decided: &Decided) -> &[Event] {
    match &decided.outcome {
        Outcome::Accepted(events) => events,
        Outcome::Refused(_) => &[],
    }
}

/// Takes what was decided up into the state, and shows each table the step.
pub(super) fn take_up(
    world: &mut World,
    (header, hash): (&Header, Digest),
    decided: &Decided,
    show: impl FnOnce(&Step<'_>),
) {
    let (actor, command) = (&decided.actor, &decided.request.command);
    // Neither is there any more once the events are applied.
    let approved = command.approves().and_then(|id| world.proposal(id)).map(|it| it.act.clone());
    let resolved = events(decided).iter().find_map(|event| match event {
        Event::Ledger(
            LedgerEvent::PendingPosted { pending } | LedgerEvent::PendingVoided { pending },
        ) => world.ledger().pending(*pending).copied(),
        _ => None,
    });
    let at = At::new(header.moment, header.arrived_at);
    world.apply_all(at, actor, decided.seed.as_ref(), command, events(decided));
    let approved = approved.as_ref();
    show(&Step { header, hash, decided, approved, resolved, world });
}
