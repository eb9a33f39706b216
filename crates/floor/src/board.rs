//! What everyone may see of a lot right now.
//!
//! The sequencer's world may be a batch ahead of the disk; the board never is. It is published
//! after the sync and before the batch's answers are handed out, so that no price read after an
//! answer is older than that answer.

use std::collections::BTreeMap;
use std::sync::{Arc, RwLock};

use arc_swap::ArcSwap;
use exchange::{Award, Conclusion, Phase, Reason, Stage, Terms, Title, UnsoldReason};
use lexicon::{
    Category, ListingId, LotId, Moment, Money, Paddle, PartyId, ProposalId, Region, Sequence,
};
use tokio::sync::watch;

use crate::history::{BidLine, Bids, History};

/// What about a lot never changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotCard {
    /// Its number.
    pub lot: LotId,
    /// What it is called.
    pub title: Title,
    /// Its family.
    pub category: Category,
    /// What its sale is held to; holds no secret.
    pub terms: Terms,
    /// What its listing says of it; none for a lot outside any listing.
    pub listing: Option<ListingCard>,
}

/// What a listing says of one of its lots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListingCard {
    /// The listing.
    pub listing: ListingId,
    /// Where the lot lies; may be empty.
    pub place: String,
    /// In which division.
    pub region: Option<Region>,
    /// What an applicant puts up.
    pub deposit: Money,
    /// Until when applications are taken.
    pub applications_until: Moment,
}

/// What everyone may see of a lot at one sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LotView {
    /// What never changes.
    pub card: Arc<LotCard>,
    /// The entry after which this was so.
    pub sequence: Sequence,
    /// Where the sale stands.
    pub standing: Standing,
    /// The leading price.
    pub leading_price: Option<Money>,
    /// The paddle that leads.
    pub leading_paddle: Option<Paddle>,
    /// How many bids there have been, however many of them the board still keeps.
    pub bid_count: u32,
    /// The least bid that is accepted.
    pub least_bid: Money,
    /// Who gets which part, where the lot is divided.
    pub awards: Vec<Award>,
    /// When the last window begins, in which the exchange must be provably open.
    pub window_begins_at: Option<Moment>,
    /// The published reason of the last suspension or termination.
    pub reason: Option<Reason>,
}

/// Where a sale stands, as everyone may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Not yet open.
    Announced {
        /// When it opens.
        opens_at: Moment,
    },
    /// Bids are taken.
    Running {
        /// In which phase.
        phase: Phase,
        /// When that phase ends.
        phase_ends_at: Moment,
        /// When the lot closes at the earliest.
        closes_at: Moment,
    },
    /// Suspended (中止).
    Suspended {
        /// When it goes on, where that is announced.
        resumes_at: Option<Moment>,
    },
    /// Interrupted (中断).
    Interrupted {
        /// When it goes on, where that is announced.
        resumes_at: Option<Moment>,
    },
    /// Sold (成交).
    Awarded {
        /// When it closed.
        closed_at: Moment,
        /// To which paddle.
        paddle: Paddle,
        /// At which price.
        price: Money,
    },
    /// Sold to several buyers, each his part.
    Divided {
        /// When it closed.
        closed_at: Moment,
    },
    /// Not sold (流标).
    Unsold {
        /// When it closed.
        closed_at: Moment,
        /// Why.
        reason: UnsoldReason,
    },
    /// Ended without result (终结).
    Terminated {
        /// When.
        closed_at: Moment,
    },
}

/// A proposal that waits for its second person, as staff may see it; a secret is not in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalView {
    /// Its number.
    pub proposal: ProposalId,
    /// What kind of act: `suspend-lot`.
    pub act: &'static str,
    /// The lot it is about.
    pub lot: Option<LotId>,
    /// The listing it is about.
    pub listing: Option<ListingId>,
    /// Its published reason.
    pub reason: Option<Reason>,
    /// When the act lets bidding go on, or until when it pauses.
    pub moment: Option<Moment>,
    /// Who proposed it.
    pub proposer: PartyId,
    /// Until when it waits.
    pub expires_at: Moment,
}

/// What one durable batch changes on the board.
#[derive(Debug, Clone, Default)]
pub(crate) struct Changes {
    pub(crate) through: Option<Sequence>,
    pub(crate) views: Vec<LotView>,
    pub(crate) bids: Vec<(LotId, BidLine)>,
    pub(crate) paddles: Vec<(LotId, PartyId, Paddle)>,
    pub(crate) proposals: Option<Vec<ProposalView>>,
    pub(crate) pause: Option<PauseChange>,
}

/// How the pause has changed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum PauseChange {
    /// It has begun, and lasts until then.
    Begun(Moment),
    /// There is none.
    Ended,
}

impl From<Option<Moment>> for PauseChange {
    fn from(until: Option<Moment>) -> Self {
        until.map_or(Self::Ended, Self::Begun)
    }
}

struct Slot {
    view: ArcSwap<LotView>,
    history: RwLock<History>,
    paddles: RwLock<BTreeMap<PartyId, Paddle>>,
}

/// What everyone may see right now; read without waiting for the sequencer.
pub struct Board {
    lots: ArcSwap<Vec<Arc<Slot>>>,
    proposals: ArcSwap<Vec<ProposalView>>,
    pause_until: ArcSwap<Option<Moment>>,
    sequence: watch::Sender<Sequence>,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            lots: ArcSwap::default(),
            proposals: ArcSwap::default(),
            pause_until: ArcSwap::default(),
            sequence: watch::Sender::new(Sequence::ZERO),
        }
    }
}

impl Board {
    /// The entry up to which the board is published.
    pub fn sequence(&self) -> Sequence {
        *self.sequence.borrow()
    }

    /// Tells of every publication; a reader that is slow sees the newest only.
    pub fn watch(&self) -> watch::Receiver<Sequence> {
        self.sequence.subscribe()
    }

    /// How many lots there are; their numbers run from 1.
    pub fn lot_count(&self) -> u64 {
        u64::try_from(self.lots.load().len()).unwrap_or(u64::MAX)
    }

    /// A lot.
    pub fn lot(&self, lot: LotId) -> Option<Arc<LotView>> {
        self.slot(lot).map(|slot| slot.view.load_full())
    }

    /// A lot's bids behind this sequence that the board keeps, oldest first, and whether older
    /// ones belong in front of them; at most `most` of them and whatever else stands in the last
    /// one's entry: a page that ended between a bid and the answer to it would hide the answer from
    /// a reader who asks on by sequence.
    pub fn bids(&self, lot: LotId, after: Sequence, most: usize) -> Option<Bids> {
        let slot = self.slot(lot)?;
        Some(read(&slot.history).after(after, most))
    }

    /// The lines of [`Board::bids`], for whoever does not mind that older ones may be missing.
    pub fn bids_after(&self, lot: LotId, after: Sequence, most: usize) -> Option<Vec<BidLine>> {
        self.bids(lot, after, most).map(|bids| bids.lines)
    }

    /// A lot's newest bids, oldest first, at most `most` of them and no more than
    /// [`crate::BID_HISTORY_KEPT`].
    pub fn newest_bids(&self, lot: LotId, most: usize) -> Option<Vec<BidLine>> {
        let slot = self.slot(lot)?;
        Some(read(&slot.history).newest(most))
    }

    /// The paddle under which a party was admitted to a lot; for that party only.
    pub fn paddle(&self, lot: LotId, party: PartyId) -> Option<Paddle> {
        let slot = self.slot(lot)?;
        read(&slot.paddles).get(&party).copied()
    }

    /// The proposals that wait, for staff only.
    pub fn proposals(&self) -> Arc<Vec<ProposalView>> {
        self.proposals.load_full()
    }

    /// Until when all bidding is stopped.
    pub fn pause_until(&self) -> Option<Moment> {
        **self.pause_until.load()
    }

    /// Publishes what a durable batch changed; called by the sequencer's shell alone.
    pub(crate) fn publish(&self, changes: Changes) {
        self.put(changes.views);
        for (lot, line) in changes.bids {
            if let Some(slot) = self.slot(lot) {
                write(&slot.history).push(line);
            }
        }
        for (lot, party, paddle) in changes.paddles {
            if let Some(slot) = self.slot(lot) {
                write(&slot.paddles).insert(party, paddle);
            }
        }
        if let Some(proposals) = changes.proposals {
            self.proposals.store(Arc::new(proposals));
        }
        if let Some(pause) = changes.pause {
            let until = match pause {
                PauseChange::Begun(until) => Some(until),
                PauseChange::Ended => None,
            };
            self.pause_until.store(Arc::new(until));
        }
        if let Some(through) = changes.through {
            self.sequence.send_replace(through);
        }
    }

    /// Puts up what is kept of a lot's bids when a run begins, on a board that nobody reads yet.
    pub(crate) fn put_history(&self, lot: LotId, history: History) {
        if let Some(slot) = self.slot(lot) {
            *write(&slot.history) = history;
        }
    }

    fn slot(&self, lot: LotId) -> Option<Arc<Slot>> {
        let place = lot.0.checked_sub(1).and_then(|place| usize::try_from(place).ok())?;
        self.lots.load().get(place).cloned()
    }

    fn put(&self, views: Vec<LotView>) {
        let mut added: Vec<Arc<Slot>> = Vec::new();
        let known = self.lot_count();
        for view in views {
            let lot = view.card.lot;
            if let Some(slot) = self.slot(lot) {
                slot.view.store(Arc::new(view));
            } else {
                let place = usize::try_from(lot.0.saturating_sub(known + 1)).unwrap_or(usize::MAX);
                if let Some(slot) = added.get(place) {
                    slot.view.store(Arc::new(view));
                } else {
                    assert!(place == added.len(), "lots come onto the board in their order");
                    added.push(Arc::new(Slot::new(view)));
                }
            }
        }
        if !added.is_empty() {
            let mut lots = Vec::clone(&self.lots.load_full());
            lots.extend(added);
            self.lots.store(Arc::new(lots));
        }
    }
}

impl Slot {
    fn new(view: LotView) -> Self {
        let view = ArcSwap::from_pointee(view);
        Self { view, history: RwLock::default(), paddles: RwLock::default() }
    }
}

impl From<&Stage> for Standing {
    fn from(stage: &Stage) -> Self {
        match *stage {
            Stage::Announced { opens_at } => Self::Announced { opens_at },
            Stage::Running { phase, phase_ends_at, closes_at } => {
                Self::Running { phase, phase_ends_at, closes_at }
            }
            Stage::Suspended(_) => Self::Suspended { resumes_at: None },
            Stage::Interrupted(_) => Self::Interrupted { resumes_at: None },
            Stage::Resuming { pause, resumes_at } if pause.interrupted => {
                Self::Interrupted { resumes_at: Some(resumes_at) }
            }
            Stage::Resuming { resumes_at, .. } => Self::Suspended { resumes_at: Some(resumes_at) },
            Stage::Closed { closed_at, conclusion } => match conclusion {
                Conclusion::Awarded { paddle, price } => Self::Awarded { closed_at, paddle, price },
                Conclusion::Divided => Self::Divided { closed_at },
                Conclusion::Unsold { reason } => Self::Unsold { closed_at, reason },
                Conclusion::Terminated => Self::Terminated { closed_at },
            },
        }
    }
}

/// A poisoned lock means that a publication panicked, which stops the process; what it guards is
/// whole either way.
fn read<T>(lock: &RwLock<T>) -> std::sync::RwLockReadGuard<'_, T> {
    lock.read().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn write<T>(lock: &RwLock<T>) -> std::sync::RwLockWriteGuard<'_, T> {
    lock.write().unwrap_or_else(std::sync::PoisonError::into_inner)
}
