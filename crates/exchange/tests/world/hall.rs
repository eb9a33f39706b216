//! A world run as the exchange runs it.
//!
//! After every command it is looked whether what holds for every ruling still holds: ruling
//! changes nothing and answers twice alike, a refusal has no events and leaves the digest, the
//! digest moves exactly when the state does, and what happened replays to the same state.

use exchange::{
    Act, Actor, At, Command, Duty, Event, Events, Refusal, Role, SaleEvent, Seed, Stage, World,
};
use lexicon::{HashAlg, LotId, Moment, Paddle, PartyId, ProposalId};

use crate::terms::{admission, bid, bidder, clerk, plain, published, reviewer, t, yuan};

/// How many duties are done at one moment before the test has failed.
const DUTIES_MAX: usize = 1_000;

/// A world under way.
#[derive(Debug, Clone)]
pub(crate) struct Hall {
    pub(crate) world: World,
    now: Moment,
    seeds: u64,
    history: Vec<(At, Actor, Option<Seed>, Command, Events)>,
}

impl Hall {
    /// An empty world, a thousand seconds before the start.
    pub(crate) fn new() -> Self {
        Self { world: World::default(), now: t(-1_000), seeds: 0, history: Vec::new() }
    }

    /// A world with one plain lot and two admitted bidders.
    pub(crate) fn with_lot() -> Self {
        let mut hall = Self::new();
        hall.publish(plain());
        hall
    }

    /// Publishes a lot and admits bidders 1 and 2.
    pub(crate) fn publish(&mut self, terms: exchange::AscendingTerms) -> u64 {
        self.ask(&Actor::EXCHANGE, &published(terms)).unwrap();
        let lot = self.world.lot_count();
        for number in [1, 2] {
            self.ask(&Actor::EXCHANGE, &admission(lot, bidder(number).party)).unwrap();
        }
        lot
    }

    pub(crate) fn now(&self) -> Moment {
        self.now
    }

    /// Sets the time without doing what falls due.
    pub(crate) fn set(&mut self, now: Moment) {
        assert!(now >= self.now, "the exchange's time never goes back");
        self.now = now;
    }

    /// Does everything that falls due by then, each at its moment, and sets the time.
    pub(crate) fn run_to(&mut self, until: Moment) {
        for _ in 0..DUTIES_MAX {
            let due = self.world.duties().filter_map(|duty| self.world.due(duty));
            let Some((due_at, command)) = due.min_by_key(|(due_at, _)| *due_at) else { break };
            if due_at > until {
                break;
            }
            self.now = self.now.max(due_at);
            let ruling = self.ask(&Actor::EXCHANGE, &command);
            assert!(ruling.is_ok(), "what is due is done: {command:?} {ruling:?}");
        }
        assert!(
            self.world.duties().all(|it| self.world.due(it).is_none_or(|due| due.0 > until)),
            "duties come to an end"
        );
        self.set(until);
    }

    /// What is due next for a lot.
    pub(crate) fn due(&self, lot: u64) -> Option<(Moment, Command)> {
        self.world.due(Duty::Lot(LotId(lot)))
    }

    /// Rules at the present moment, applies what follows, and looks whether all still holds.
    pub(crate) fn ask(&mut self, actor: &Actor, command: &Command) -> Result<Events, Refusal> {
        self.ask_at(At::moment_only(self.now), actor, command)
    }

    pub(crate) fn ask_at(
        &mut self,
        at: At,
        actor: &Actor,
        command: &Command,
    ) -> Result<Events, Refusal> {
        self.seeds += 1;
        let seed = seed(self.seeds);
        let seed = command.needs_seed().then_some(&seed);
        let (before, digest) = (self.world.clone(), self.world.state_digest());
        let (mut events, mut again) = (Events::new(), Events::new());
        let ruling = self.world.rule(at, actor, seed, command, &mut events);
        let ruled_again = self.world.rule(at, actor, seed, command, &mut again);
        assert_eq!(
            (&ruling, &events),
            (&ruled_again, &again),
            "the same question, the same answer"
        );
        assert_eq!(self.world, before, "a ruling changes nothing");
        if let Err(refusal) = ruling {
            assert!(events.is_empty(), "a refusal has no events");
            return Err(refusal);
        }
        self.world.apply_all(at, actor, seed, command, &events);
        let has_changed = self.world != before;
        assert_eq!(self.world.state_digest() != digest, has_changed, "the digest tells of changes");
        assert!(!events.is_empty() || !has_changed, "nothing changes without an event");
        self.history.push((at, *actor, seed.copied(), command.clone(), events.clone()));
        Ok(events)
    }

    /// Looks whether what happened, taken up again, leaves the same world.
    pub(crate) fn assert_replay(&self) {
        let mut replayed = World::default();
        for (at, actor, seed, command, events) in &self.history {
            replayed.apply_all(*at, actor, seed.as_ref(), command, events);
        }
        assert_eq!(replayed, self.world);
        assert_eq!(replayed.state_digest(), self.world.state_digest());
    }

    pub(crate) fn paddle(&self, lot: u64, party: PartyId) -> Option<Paddle> {
        self.world.lot(LotId(lot))?.paddle(party)
    }

    /// A bid under the bidder's own paddle, as the door fills it in.
    pub(crate) fn bid(&mut self, lot: u64, number: u64, amount: i64) -> Result<Events, Refusal> {
        let paddle = self.paddle(lot, bidder(number).party);
        self.ask(&bidder(number), &bid(lot, paddle, yuan(amount)))
    }

    pub(crate) fn propose(&mut self, act: Act) -> Result<ProposalId, Refusal> {
        let events = self.ask(&clerk(), &Command::Propose { act })?;
        match events.as_slice() {
            [Event::ProposalMade { proposal, .. }] => Ok(*proposal),
            other => panic!("a proposal is made: {other:?}"),
        }
    }

    pub(crate) fn approve(&mut self, proposal: ProposalId) -> Result<Events, Refusal> {
        self.ask(&reviewer(), &Command::Approve { proposal })
    }

    /// Two people do what only two people can do.
    pub(crate) fn by_two(&mut self, act: Act) -> Result<Events, Refusal> {
        let proposal = self.propose(act)?;
        self.approve(proposal)
    }

    pub(crate) fn stage(&self, lot: u64) -> &Stage {
        self.world.lot(LotId(lot)).unwrap().sale().stage()
    }
}

/// The chance of the command of this number.
pub(crate) fn seed(number: u64) -> Seed {
    HashAlg::Sha256.digest(&[b"seed", &number.to_le_bytes()]).0
}

/// What happened to a lot.
pub(crate) fn sale(lot: u64, event: SaleEvent) -> Event {
    Event::Sale { lot: LotId(lot), event }
}

/// A member of the centre's staff other than the usual two.
pub(crate) fn other(party: u64, role: Role) -> Actor {
    crate::terms::actor(party, role)
}
