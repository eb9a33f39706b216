//! Who may bid in which phase of an ascending sale, and who gets the lot beside the highest bidder:
//! told anew from what has happened.

use auction::{
    Auction, Command, Conclusion, Entry, EqualRanks, Event, Events, Leading, Phase, Priority,
    PriorityAnswer, Stage,
};
use lexicon::Paddle;

use super::Sale;

fn bidder_of(event: &Event) -> Option<Paddle> {
    match *event {
        Event::BidAccepted { paddle, .. } | Event::ProxyAnswered { paddle, .. } => Some(paddle),
        _ => None,
    }
}

impl Sale {
    /// What happened before the command that is looked after.
    fn past(&self, events: &Events) -> impl DoubleEndedIterator<Item = &Event> {
        let before = self.history.len() - events.len();
        self.history[..before].iter().map(|(_, _, event)| event)
    }

    fn has_happened(&self, events: &Events, is_it: impl Fn(&Event) -> bool) -> bool {
        self.past(events).any(is_it)
    }

    /// Bids are taken in two phases; in the timed one from who may come into it.
    pub(super) fn assert_entry(&self, before: &Auction, events: &Events) {
        let terms = self.ascending();
        for paddle in events.iter().filter_map(bidder_of) {
            let Stage::Running { phase, .. } = *before.stage() else {
                panic!("a bid while stopped")
            };
            assert!(
                matches!(phase, Phase::FreeBidding | Phase::TimedBidding),
                "nobody bids in {phase:?}"
            );
            if phase == Phase::FreeBidding {
                continue;
            }
            let has_bid = self.has_happened(events, |event| bidder_of(event) == Some(paddle));
            let has_joined = self.has_happened(events, |event| {
                matches!(event, Event::JoinAnswered { paddle: it, joins: true } if *it == paddle)
            });
            assert!(terms.timed_entry == Entry::All || has_bid, "only who has bid comes in");
            assert!(terms.join_question.is_none() || has_joined, "only who joins comes in");
        }
    }

    /// The gate opens where enough bidders bid in the last part of the free phase.
    pub(super) fn assert_gate(&self, before: &Auction, command: &Command, events: &Events) {
        let Entry::RecentBidders { within, bidders_min } = self.ascending().timed_entry else {
            return;
        };
        let Stage::Running { phase: Phase::FreeBidding, closes_at, .. } = *before.stage() else {
            return;
        };
        let was_stopped = self.has_happened(events, |event| {
            matches!(event, Event::LotSuspended | Event::LotInterrupted { .. })
        });
        let is_uncovered = events.iter().any(|it| matches!(it, Event::LotInterrupted { .. }));
        if !matches!(command, Command::CloseLot { .. }) || was_stopped || is_uncovered {
            return;
        }
        let bids = self.history.iter().filter_map(|(at, _, event)| {
            let is_recent = closes_at.since(at.arrived_at()) <= within;
            bidder_of(event).filter(|_| is_recent)
        });
        let mut recent: Vec<Paddle> = bids.collect();
        recent.sort_unstable();
        recent.dedup();
        let is_open = recent.len() >= usize::from(bidders_min);
        let has_begun = !matches!(events[0], Event::LotAwarded { .. } | Event::LotUnsold { .. })
            && !matches!(events[0], Event::PriorityAsked { .. });
        assert_eq!(is_open, has_begun, "the gate opens for enough recent bidders");
    }

    /// After the close the best right that takes the lot gets it, or the highest bidder.
    pub(super) fn assert_priority(&self, before: &Auction, events: &Events) {
        let Stage::Running { phase: Phase::PriorityMatch, .. } = *before.stage() else { return };
        let Stage::Closed { conclusion: Conclusion::Awarded { paddle, price }, .. } =
            *self.auction.stage()
        else {
            return;
        };
        let Leading { paddle: winner, price: asked } = *before.leading().unwrap();
        let is_stopped =
            |paddle| self.covers.iter().any(|(it, cover)| *it == paddle && cover.is_none());
        let takers = self.past(events).filter_map(|event| match *event {
            Event::PriorityAnswered { paddle, answer: PriorityAnswer::Take } => Some(paddle),
            _ => None,
        });
        let takers = takers.filter(|paddle| !is_stopped(*paddle));
        // The first of the lowest: `min_by_key` gives that.
        let best = takers.min_by_key(|paddle| before.rank(*paddle).unwrap()).unwrap_or(winner);
        assert_eq!(price, asked, "the winner's price is taken");
        let is_by_time = self.ascending().equal_ranks == EqualRanks::ByTime;
        assert!(paddle == best || !is_by_time, "the best right first, then the earlier");
        assert_eq!(before.rank(paddle), before.rank(best), "the best right that takes it");
    }

    /// Whether holders of a right have been asked after the close.
    pub(super) fn was_asked(before: &Auction) -> bool {
        matches!(before.stage(), Stage::Running { phase: Phase::PriorityMatch, .. })
    }

    /// Whether a bid at the leading price is one that a better right allows.
    pub(super) fn is_match(&self, before: &Auction, paddle: Paddle) -> bool {
        let leader = before.leading().map(|leading| leading.paddle);
        let rank = |paddle| before.rank(paddle).map_or(u32::MAX, |rank| u32::from(rank.0));
        self.ascending().priority == Priority::MatchLive
            && leader.is_some_and(|leader| rank(paddle) < rank(leader))
    }
}
