//! What a journal says, read by its own bytes, and whether it interrupted the right lots.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use exchange::wire::{Decided, Parts};
use exchange::{Command, EpochClock, Event, Outcome, SaleEvent, Terms};
use journal::{JournalError, RealDisk};
use lexicon::{Digest, LotId, Moment, Span};
use record::{Entry, Header, Part};

/// A lot's last window is at least so long.
const LAST_WINDOW_MIN: Span = Span::MINUTE;
/// A lot that opens later than this runs its whole time from its opening.
const LATENESS_MAX: Span = Span::from_seconds(3);
/// So long without an entry is a silence that may interrupt a lot.
const SILENCE_MIN: Span = Span::from_seconds(3);

/// Reads every entry of a data directory that nobody writes to.
pub(crate) fn read(dir: &Path, visit: &mut dyn FnMut(&Header, &Decided, Digest)) {
    let disk = RealDisk::new(dir.join("journal"));
    let mut take = |entry: Entry, hash: Digest| {
        let [actor, command, seed, outcome] =
            [&entry.actor, &entry.command, &entry.seed, &entry.outcome].map(open);
        let (actor, command) = (Some(actor), Some(command));
        let (seed, outcome) = (Some(seed), Some(outcome));
        let decided = Decided::read(Parts { actor, command, seed, outcome }).unwrap();
        visit(&entry.header, &decided, hash);
        Ok::<_, JournalError>(())
    };
    journal::scan(&disk, &mut take).unwrap();
}

fn open(part: &Part) -> &[u8] {
    match part {
        Part::Open { bytes, .. } => bytes,
        Part::Withheld(_) => panic!("nothing is withheld here"),
    }
}

/// How often each event befell each lot, the bids left out.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) interrupted: BTreeMap<u64, u32>,
    pub(crate) awarded: BTreeMap<u64, u32>,
    pub(crate) extended: BTreeMap<u64, u32>,
    pub(crate) ended: BTreeSet<u64>,
}

/// Counts what befell the lots.
pub(crate) fn told(dir: &Path) -> Told {
    let mut told = Told::default();
    read(dir, &mut |_, decided, _| {
        for (lot, event) in sale_events(decided) {
            match event {
                SaleEvent::LotInterrupted { .. } => {
                    *told.interrupted.entry(lot.0).or_default() += 1;
                }
                SaleEvent::LotExtended { .. } => *told.extended.entry(lot.0).or_default() += 1,
                SaleEvent::LotAwarded { .. } => {
                    *told.awarded.entry(lot.0).or_default() += 1;
                    told.ended.insert(lot.0);
                }
                SaleEvent::LotUnsold { .. } | SaleEvent::LotTerminated => {
                    told.ended.insert(lot.0);
                }
                _ => {}
            }
        }
    });
    told
}

pub(crate) fn sale_events(decided: &Decided) -> impl Iterator<Item = (LotId, &SaleEvent)> {
    let events = match &decided.outcome {
        Outcome::Accepted(events) => events.as_slice(),
        Outcome::Refused(_) => &[],
    };
    events.iter().filter_map(|event| match event {
        Event::Sale { lot, event } => Some((*lot, event)),
        _ => None,
    })
}

/// A running lot, as far as its last window goes.
#[derive(Debug, Clone, Copy)]
struct Running {
    since: Moment,
    closes_at: Moment,
    window: Span,
}

impl Running {
    /// Whether some of this time lies in the last window.
    fn is_touched(&self, (from, until): (Moment, Moment)) -> bool {
        let begins_at = self.since.max(self.closes_at - self.window);
        from <= self.closes_at && until >= begins_at
    }
}

/// Looks over a journal whether the restarts interrupted exactly the lots that were in their last
/// window; says of itself what it needs to know, so that it does not share the program's errors.
#[derive(Debug, Default)]
pub(crate) struct Restarts {
    lots: BTreeMap<LotId, (Moment, Span)>,
    /// What was listed, one lot each.
    submitted: Vec<Terms>,
    running: BTreeMap<LotId, Running>,
    /// Lots that the last restart must interrupt and has not yet.
    owed: BTreeSet<LotId>,
    last: Option<Moment>,
    was_virtual: bool,
    /// From the last entry before a restart to the first behind it.
    breaks: Vec<(Moment, Moment)>,
    /// From one entry to the next, where nothing lies between for long.
    silences: BTreeSet<(Moment, Moment)>,
    /// Lots that were interrupted and have not gone on.
    pub(crate) interrupted: BTreeSet<LotId>,
    /// Lots that closed by themselves.
    pub(crate) closed: BTreeSet<LotId>,
    /// Restarts in all, and those that interrupted no lot at once.
    pub(crate) count: u32,
    pub(crate) harmless: u32,
}

impl Restarts {
    pub(crate) fn take(&mut self, header: &Header, decided: &Decided) {
        if let Some(last) = self.last.filter(|last| header.moment.since(*last) > SILENCE_MIN) {
            self.silences.insert((last, header.moment));
        }
        if let Command::BeginEpoch { clock } = &decided.request.command {
            self.begin(header.moment, *clock);
        }
        if let Command::SubmitListing { submission } = &decided.request.command {
            self.submitted.push(submission.lots[0].terms.clone());
        }
        if let Outcome::Accepted(events) = &decided.outcome {
            for event in events {
                // Every listing of these tests has one lot.
                if let Event::LotDisclosed { lot, listing, opens_at } = event {
                    let place = usize::try_from(listing.0 - 1).unwrap();
                    let Terms::Ascending(terms) = &self.submitted[place] else {
                        panic!("prices rise")
                    };
                    let cycle = terms.timed_bidding.map_or(Span::ZERO, |it| it.cycle);
                    let extension = terms.extension.map_or(Span::ZERO, |it| it.window);
                    let window = LAST_WINDOW_MIN.max(cycle).max(extension);
                    self.lots.insert(*lot, (*opens_at, window));
                }
            }
        }
        for (lot, event) in sale_events(decided) {
            self.take_event(header, lot, event);
        }
        self.last = Some(header.moment);
    }

    fn begin(&mut self, moment: Moment, clock: EpochClock) {
        self.check();
        let from_virtual = std::mem::replace(&mut self.was_virtual, clock == EpochClock::Virtual);
        let Some(last) = self.last.filter(|_| !from_virtual) else { return };
        // Between the last entry and this one nobody can say that the exchange was open. A lot
        // that was due before and is still open waited for bids that are lost now.
        self.breaks.push((last, moment));
        let touched = self
            .running
            .iter()
            .filter(|(_, running)| running.is_touched((last.min(running.closes_at), moment)));
        self.owed = touched.map(|(lot, _)| *lot).collect();
        self.count += 1;
        self.harmless += u32::from(self.owed.is_empty());
    }

    fn take_event(&mut self, header: &Header, lot: LotId, event: &SaleEvent) {
        match event {
            SaleEvent::LotOpened { closes_at, .. } => {
                let (opens_at, window) = self.lots[&lot];
                // A late opening counts from its announced moment, unless it is very late.
                let is_late = header.moment.since(opens_at) > LATENESS_MAX;
                let since = if is_late { header.moment } else { opens_at };
                self.running.insert(lot, Running { since, closes_at: *closes_at, window });
            }
            SaleEvent::LotReopened { closes_at, .. } => {
                self.interrupted.remove(&lot);
                let (since, (_, window)) = (header.moment, self.lots[&lot]);
                self.running.insert(lot, Running { since, closes_at: *closes_at, window });
            }
            SaleEvent::PhaseBegan { closes_at, .. } | SaleEvent::LotExtended { closes_at } => {
                let running = self.running.get_mut(&lot).unwrap();
                assert!(*closes_at >= running.closes_at, "{lot} closes earlier than it did");
                running.closes_at = *closes_at;
            }
            SaleEvent::LotInterrupted { from, until } => {
                let running = self.running.remove(&lot).expect("only a running lot");
                // A stop that was asked for interrupts at the very moment of the stop.
                let is_stop = from == until && *until == header.moment;
                // A lot may have opened while the exchange was away, or the machine stood still.
                let is_away = self.breaks.contains(&(*from, *until))
                    || self.silences.contains(&(*from, *until));
                let is_right = self.owed.remove(&lot)
                    || ((is_stop || is_away) && running.is_touched((*from, *until)));
                assert!(is_right, "{} interrupts {lot}, {from} to {until}", header.sequence);
                self.interrupted.insert(lot);
            }
            SaleEvent::LotAwarded { .. } | SaleEvent::LotUnsold { .. } => {
                let running = self.running.remove(&lot).expect("only a running lot");
                let mut breaks = self.breaks.iter();
                let touching = breaks.find(|away| running.is_touched(**away));
                assert_eq!(touching, None, "{} closes {lot}: {running:?}", header.sequence);
                self.closed.insert(lot);
            }
            SaleEvent::BidAccepted { .. } => {
                assert!(self.running.contains_key(&lot), "{lot} takes a bid while it is stopped");
            }
            _ => {}
        }
    }

    /// Nothing may be owed any more.
    pub(crate) fn check(&self) {
        assert!(self.owed.is_empty(), "not interrupted: {:?}", self.owed);
    }
}
