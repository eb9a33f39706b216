//! What must hold for the journal that a simulation leaves, looked at from its entries alone.

use std::collections::BTreeMap;

use exchange::{
    At, COVERAGE_GAP_MAX, Command, Coverage, Event, Events, Gap, Outcome, SaleEvent, Window, World,
};
use lexicon::{LotId, Moment, Money};

use super::Outside;
use crate::house::{Told, close_of};

/// What a reader of the journal keeps while he reads.
#[derive(Default)]
struct Reader {
    world: World,
    prices: BTreeMap<LotId, Money>,
    closes: BTreeMap<LotId, Moment>,
    /// The moments of all entries so far, and the breaks between them.
    moments: Vec<Moment>,
    breaks: Vec<Gap>,
    awarded: usize,
    interrupted: usize,
}

pub(super) fn journal(outside: &Outside, live: &World) -> (usize, usize) {
    let mut reader = Reader::default();
    for told in &outside.told {
        reader.read(outside, told);
    }
    assert_eq!(reader.world.state_digest(), live.state_digest(), "what was live is what is read");
    assert_eq!(&reader.world, live);
    (reader.awarded, reader.interrupted)
}

impl Reader {
    fn read(&mut self, outside: &Outside, told: &Told) {
        let (header, decided) = (told.header, &told.decided);
        if let Some(Event::EpochBegan { .. }) = told.events().first() {
            let from = self.moments.last().copied();
            let gap = from.map(|from| Gap { from, until: header.moment, is_break: true });
            self.breaks.extend(gap);
        }
        self.moments.push(header.moment);
        self.rule_again(told);
        for (lot, event) in told.sale_events() {
            self.check_price(lot, event);
            self.check_close(lot, event);
            match event {
                SaleEvent::LotAwarded { .. } | SaleEvent::LotUnsold { .. } => {
                    self.awarded += usize::from(matches!(event, SaleEvent::LotAwarded { .. }));
                    let gap = self.gap_in(outside, self.window(lot));
                    assert_eq!(gap, None, "{lot} closed at {} over a gap", header.moment);
                }
                SaleEvent::LotInterrupted { .. } => {
                    self.interrupted += 1;
                    self.check_interruption(outside, lot, told);
                }
                _ => {}
            }
        }
        let at = At::new(header.moment, header.arrived_at);
        let seed = decided.seed.as_ref();
        self.world.apply_all(at, &decided.actor, seed, told.command(), told.events());
    }

    /// Rules on the entry over a world of its own, and compares.
    fn rule_again(&self, told: &Told) {
        let (header, decided) = (told.header, &told.decided);
        let at = At::new(header.moment, header.arrived_at);
        let (actor, seed, command) = (&decided.actor, decided.seed.as_ref(), told.command());
        let mut events = Events::new();
        let outcome = match self.world.rule(at, actor, seed, command, &mut events) {
            Ok(()) => Outcome::Accepted(events),
            Err(refusal) => {
                assert!(events.is_empty(), "a refusal leaves no event");
                Outcome::Refused(refusal)
            }
        };
        assert_eq!(outcome, decided.outcome, "entry {} ruled on again", header.sequence);
    }

    fn check_price(&mut self, lot: LotId, event: &SaleEvent) {
        let (amount, is_answer) = match *event {
            SaleEvent::BidAccepted { amount, .. } => (amount, false),
            SaleEvent::ProxyAnswered { amount, .. } => (amount, true),
            _ => return,
        };
        let before = self.prices.insert(lot, amount);
        // An answer may equal the bid, which the earlier ceiling beats.
        let rises = before.is_none_or(|it| it < amount || (is_answer && it == amount));
        assert!(rises, "the price of lot {lot} rises from {before:?} to {amount}");
    }

    fn check_close(&mut self, lot: LotId, event: &SaleEvent) {
        if let Some(closes_at) = close_of(event) {
            let before = self.closes.insert(lot, closes_at);
            assert!(before.is_none_or(|it| it <= closes_at), "a close never moves earlier");
        }
    }

    /// Only what touched the window interrupts.
    fn check_interruption(&self, outside: &Outside, lot: LotId, told: &Told) {
        let window = self.window(lot);
        let is_stop = outside.stops.contains(&told.header.moment);
        let is_overdue = self.breaks.iter().any(|gap| gap.from > window.closes_at);
        let is_touched = self.gap_in(outside, window).is_some();
        assert!(is_stop || is_overdue || is_touched, "lot {lot} was interrupted for nothing");
        if let Command::CloseLot { coverage, .. } = told.command() {
            assert_ne!(*coverage, Coverage::Covered);
        }
    }

    fn window(&self, lot: LotId) -> Window {
        self.world.lot(lot).unwrap().sale().last_window().unwrap()
    }

    /// What keeps a window from being covered, found the slow way: by looking at every entry.
    fn gap_in(&self, outside: &Outside, window: Window) -> Option<Gap> {
        let Window { begins_at, closes_at } = window;
        let jumps = outside.jumps.iter().filter(|(count, _)| *count < self.moments.len());
        let breaks = self.breaks.iter().chain(jumps.map(|(_, gap)| gap));
        let touching = breaks.copied().find(|it| it.until >= begins_at && it.from <= closes_at);
        let inside = self.moments.iter().filter(|it| (begins_at..=closes_at).contains(*it));
        // What is written behind the close shows that the exchange was open up to it, and so does
        // an entry before the beginning.
        let mut marks = vec![begins_at];
        marks.extend(inside);
        marks.push(closes_at);
        let silence = marks.windows(2).find_map(|pair| {
            let (from, until) = (pair[0], pair[1]);
            let is_long = until.since(from) > COVERAGE_GAP_MAX;
            is_long.then_some(Gap { from, until, is_break: false })
        });
        touching.or(silence)
    }
}
