//! The ascending sale (增价竞价): a free phase, a timed phase or an extension, and the highest bid
//! wins.
//!
//! Its parts: `publication` looks at terms, `bid` and `ceiling` rule on bids, `clock` on opening,
//! countdown and close, `pause` on what stops a sale and lets it go on.

mod bid;
mod ceiling;
mod clock;
mod pause;
mod publication;

use lexicon::{Moment, Money, Paddle, Secret, Span};
use serde::{Deserialize, Serialize};

use crate::{
    AscendingTerms, At, Command, Conclusion, Event, Events, FirstBid, Leading, Refusal, Stage,
};

pub use clock::{LAST_WINDOW_MIN, LATENESS_MAX};

/// One lot's ascending sale.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ascending {
    terms: Box<AscendingTerms>,
    stage: Stage,
    /// The end past which nothing is extended; a break moves it by its own length.
    hard_end: Option<Moment>,
    /// When bidding opened or last went on.
    running_since: Moment,
    /// Whether only bidders with a valid bid take part, since an outage broke the sale off.
    is_after_break: bool,
    leading: Option<Leading>,
    /// The ceiling that answers other bidders' bids; its holder leads.
    standing: Option<Standing>,
    bid_count: u32,
    /// In the order of their paddles.
    bidders: Vec<Bidder>,
    reserve: Option<Secret<Money>>,
}

/// Who may bid (竞买人).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Bidder {
    paddle: Paddle,
    until: Option<Moment>,
    ceiling: Option<Money>,
    is_stopped: bool,
    has_bid: bool,
}

/// A ceiling that stands (代理出价).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Standing {
    paddle: Paddle,
    ceiling: Secret<Money>,
}

impl Ascending {
    pub(crate) fn publish(terms: Box<AscendingTerms>) -> Self {
        Self {
            stage: Stage::Announced { opens_at: terms.opens_at },
            hard_end: terms.hard_end,
            running_since: terms.opens_at,
            is_after_break: false,
            leading: None,
            standing: None,
            bid_count: 0,
            bidders: Vec::new(),
            reserve: None,
            terms,
        }
    }

    pub(crate) fn rule(
        &self,
        at: At,
        command: &Command,
        events: &mut Events,
    ) -> Result<(), Refusal> {
        match *command {
            Command::Open => self.rule_on_opening(at, events),
            Command::BeginTimedBidding => self.rule_on_timed_bidding(at, events),
            Command::CloseLot { coverage } => self.rule_on_close(at, coverage, events),
            Command::Reopen => self.rule_on_reopening(at, events),
            Command::Admit { paddle, until, ceiling } => {
                self.rule_on_admission()?;
                if ceiling.is_some_and(|it| it <= Money::ZERO || it > Money::MAX) {
                    return Err(Refusal::AmountOutOfRange { most: Money::MAX });
                }
                events.push(Event::BidderAdmitted { paddle, until, ceiling });
                Ok(())
            }
            Command::StopBidder { paddle } => {
                self.rule_on_admission()?;
                self.bidder(paddle).ok_or(Refusal::NotAdmitted)?;
                events.push(Event::BidderStopped { paddle });
                Ok(())
            }
            Command::PlaceBid { paddle, amount, confirmed: _ } => {
                self.rule_on_bid(at, paddle, amount, events)
            }
            Command::PlaceProxyBid { paddle, ceiling } => {
                self.rule_on_ceiling(at, paddle, *ceiling.reveal(), events)
            }
            Command::EnterReserve { reserve } => {
                self.rule_on_reserve(at, *reserve.reveal(), events)
            }
            Command::Suspend => self.rule_on_suspension(events),
            Command::Resume { resumes_at } => self.rule_on_resumption(at, resumes_at, events),
            Command::Interrupt { from, until } => self.rule_on_interruption(from, until, events),
            Command::ResumeFromBreak { resumes_at } => {
                self.rule_on_resumption_from_break(at, resumes_at, events)
            }
            Command::Terminate => self.rule_on_termination(events),
        }
    }

    pub(crate) fn apply(&mut self, at: At, command: &Command, event: &Event) {
        match *event {
            Event::LotOpened { phase, phase_ends_at, closes_at }
            | Event::LotReopened { phase, phase_ends_at, closes_at } => {
                self.run(at, phase, phase_ends_at, closes_at);
            }
            Event::TimedBiddingBegan { closes_at } => self.begin_timed_bidding(closes_at),
            Event::BidderAdmitted { paddle, until, ceiling } => {
                self.admit(paddle, until, ceiling);
            }
            Event::BidderStopped { paddle } => self.stop(paddle),
            Event::BidAccepted { paddle, amount } | Event::ProxyAnswered { paddle, amount } => {
                self.lead(at, paddle, amount);
            }
            Event::CeilingStands { paddle } => self.stand_ceiling(paddle, command),
            Event::LotExtended { closes_at } => self.extend(closes_at),
            Event::ReserveEntered => self.keep_reserve(command),
            Event::LotSuspended => self.suspend(at),
            Event::ResumptionAnnounced { resumes_at } => self.announce_resumption(resumes_at),
            Event::LotInterrupted { .. } => self.interrupt(at),
            Event::LotAwarded { paddle, price } => {
                self.close(at, Conclusion::Awarded { paddle, price });
            }
            Event::LotUnsold { reason } => self.close(at, Conclusion::Unsold { reason }),
            Event::LotTerminated => self.close(at, Conclusion::Terminated),
        }
    }

    pub(crate) fn terms(&self) -> &AscendingTerms {
        &self.terms
    }

    pub(crate) fn stage(&self) -> &Stage {
        &self.stage
    }

    pub(crate) fn leading(&self) -> Option<&Leading> {
        self.leading.as_ref()
    }

    pub(crate) fn bid_count(&self) -> u32 {
        self.bid_count
    }

    pub(crate) fn is_admitted(&self, paddle: Paddle) -> bool {
        self.bidder(paddle).is_some()
    }

    /// The least bid that is accepted now: the price plus its step, or the first bid.
    pub(crate) fn least_bid(&self) -> Money {
        match (&self.leading, self.terms.first_bid) {
            (Some(leading), _) => self.terms.increment.above(leading.price),
            (None, FirstBid::AtStart) => self.terms.starting_price,
            (None, FirstBid::AboveStart) => self.terms.increment.above(self.terms.starting_price),
        }
    }

    fn bidder(&self, paddle: Paddle) -> Option<&Bidder> {
        let place = self.bidders.binary_search_by_key(&paddle, |bidder| bidder.paddle).ok()?;
        self.bidders.get(place)
    }

    /// Admits until the close; after it nobody can bid any more.
    fn rule_on_admission(&self) -> Result<(), Refusal> {
        match &self.stage {
            Stage::Closed { closed_at, conclusion } => Err(over(*closed_at, conclusion)),
            Stage::Announced { .. }
            | Stage::Running { .. }
            | Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Resuming { .. } => Ok(()),
        }
    }

    fn admit(&mut self, paddle: Paddle, until: Option<Moment>, ceiling: Option<Money>) {
        match self.bidders.binary_search_by_key(&paddle, |bidder| bidder.paddle) {
            Ok(place) => {
                let bidder = &mut self.bidders[place];
                (bidder.until, bidder.ceiling, bidder.is_stopped) = (until, ceiling, false);
            }
            Err(place) => {
                let bidder = Bidder { paddle, until, ceiling, is_stopped: false, has_bid: false };
                self.bidders.insert(place, bidder);
            }
        }
    }

    fn stop(&mut self, paddle: Paddle) {
        let place = self.bidders.binary_search_by_key(&paddle, |bidder| bidder.paddle);
        let place = place.unwrap_or_else(|_| panic!("only an admitted bidder is stopped"));
        self.bidders[place].is_stopped = true;
    }

    /// How long a full fresh cycle lasts.
    fn cycle(&self) -> Span {
        let extension = || self.terms.extension.map(|extension| extension.length);
        let countdown = self.terms.timed_bidding.map(|countdown| countdown.cycle);
        countdown.or_else(extension).unwrap_or(LAST_WINDOW_MIN)
    }
}

/// The refusal for a sale that is over.
fn over(closed_at: Moment, conclusion: &Conclusion) -> Refusal {
    match conclusion {
        Conclusion::Terminated => Refusal::AuctionTerminated,
        Conclusion::Awarded { .. } | Conclusion::Unsold { .. } => {
            Refusal::AuctionClosed { closed_at }
        }
    }
}
