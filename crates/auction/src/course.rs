//! What every sale runs whatever its method: who may bid, where the sale stands, what stops it and
//! lets it go on, what the close decides beside the bids.
//!
//! A method says by [`Rules`] which phases there are and what a bid does; the course does the
//! rest, so that suspension, interruption, resumption and termination are the same in every phase
//! of every method.

mod agreement;
mod clock;
mod entry;
mod lottery;
mod pause;
mod priority;

use std::cmp::Reverse;

use lexicon::{Moment, Money, Paddle, Rank, Secret, Span};
use serde::{Deserialize, Serialize};

use crate::{
    At, Award, Chance, Command, Comparison, Conclusion, Event, Events, Frame, Leading, OnDefault,
    Phase, Priority, Refusal, Stage, UnsoldReason,
};

pub(crate) use clock::beginning_or_moment;
pub use clock::{LAST_WINDOW_MIN, LATENESS_MAX};
pub(crate) use entry::{Asked, check_range};
pub(crate) use lottery::{commitment, order_by_lot};
use priority::Matching;

pub(crate) type Ruling = Result<(), Refusal>;

/// What a method adds to the course that every sale runs.
pub(crate) trait Rules {
    /// What every method's terms hold.
    fn frame(&self) -> Frame;

    /// The phase that bidding opens with, and how long it lasts.
    fn opening(&self) -> (Phase, Span);

    /// What follows on a phase, whatever was bid in it; none where its end decides something, so
    /// that the exchange must have been open before it.
    fn following(&self, phase: Phase) -> Option<(Phase, Span)>;

    /// The least time from the end of a phase to the close.
    fn tail(&self, phase: Phase) -> Span;

    /// How long a deciding phase lasts that is run anew after a break.
    fn cycle(&self, phase: Phase) -> Span;

    /// How long before the end of a deciding phase the exchange must have been open, at least.
    fn window(&self, phase: Phase) -> Span;

    /// Rules on what a bidder asks for in the method's own phases.
    fn rule_on(&self, course: &Course, at: At, command: &Command, events: &mut Events) -> Ruling;

    /// Says what follows from the covered end of a deciding phase.
    fn end(&self, course: &Course, phase: Phase, events: &mut Events);

    /// Takes up what happened in the method's own phases.
    fn take(&mut self, course: &mut Course, at: At, command: &Command, event: &Event);

    /// Who is the next after those whose paddles are given: his own best price, which reaches the
    /// reserve.
    fn next_candidate(&self, course: &Course, defaulted: &[Paddle]) -> Option<Leading>;

    /// Who gets which part where the lot is divided.
    fn parts(&self) -> Vec<Award> {
        Vec::new()
    }

    /// How the whole compares with its pieces, where both are offered.
    fn parts_standing(&self) -> Option<Comparison> {
        None
    }

    /// The leading bid, where it is public.
    fn leading(&self) -> Option<&Leading>;

    /// The least bid that is accepted now.
    fn least_bid(&self) -> Money;

    /// How many bids stand in the history.
    fn bid_count(&self) -> u32;
}

/// Where one lot's sale stands, whatever its method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Course {
    stage: Stage,
    /// The end past which nothing is extended; a break moves it by its own length.
    hard_end: Option<Moment>,
    /// When bidding opened or last went on.
    running_since: Moment,
    /// Whether only bidders with a valid bid take part, since an outage broke the sale off.
    is_after_break: bool,
    /// In the order of their paddles.
    bidders: Vec<Bidder>,
    reserve: Option<Secret<Money>>,
    /// What few sales need.
    rest: Option<Box<Rest>>,
}

/// What few sales need.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Rest {
    /// What lots are drawn by; committed to when bidding opened.
    chance: Option<Secret<Chance>>,
    /// Who is asked alone whether he agrees.
    sole: Option<Paddle>,
    /// What he has agreed to pay.
    agreed: Option<Leading>,
    /// Who was asked after the close, and what they answered.
    matching: Option<Matching>,
    /// The winners who did not keep their word, in that sequence.
    defaulted: Vec<Paddle>,
}

/// Who may bid (竞买人).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bidder {
    pub(crate) paddle: Paddle,
    until: Option<Moment>,
    ceiling: Option<Money>,
    is_stopped: bool,
    pub(crate) rank: Option<Rank>,
    /// The highest that he has bid, by a valid bid; perhaps by one that is still sealed.
    pub(crate) best: Option<Secret<Money>>,
}

impl Bidder {
    /// Whether he may bid at this moment.
    pub(crate) fn is_covered(&self, at: At) -> bool {
        !self.is_stopped && self.until.is_none_or(|until| at.arrived_at() <= until)
    }

    /// The highest amount that his bids are covered for.
    pub(crate) fn ceiling(&self) -> Option<Money> {
        self.ceiling
    }

    /// Whether his right to bid has ended by an event of the rules.
    pub(crate) fn is_stopped(&self) -> bool {
        self.is_stopped
    }
}

impl Course {
    pub(crate) fn publish(frame: &Frame) -> Self {
        Self {
            stage: Stage::Announced { opens_at: frame.opens_at },
            hard_end: frame.hard_end,
            running_since: frame.opens_at,
            is_after_break: false,
            bidders: Vec::new(),
            reserve: None,
            rest: None,
        }
    }

    pub(crate) fn rule(
        &self,
        rules: &dyn Rules,
        at: At,
        command: &Command,
        events: &mut Events,
    ) -> Ruling {
        match *command {
            Command::Open { ref chance } => {
                self.rule_on_opening(rules, at, chance.as_ref(), events)
            }
            Command::BeginPhase => self.rule_on_phase(rules, at, events),
            Command::CloseLot { coverage } => self.rule_on_close(rules, at, coverage, events),
            Command::Reopen => self.rule_on_reopening(rules, at, events),
            Command::Admit { paddle, until, ceiling, rank } => {
                self.rule_on_admission(paddle, rank)?;
                if ceiling.is_some_and(|it| it <= Money::ZERO || it > Money::MAX) {
                    return Err(Refusal::AmountOutOfRange { most: Money::MAX });
                }
                events.push(Event::BidderAdmitted { paddle, until, ceiling, rank });
                Ok(())
            }
            Command::StopBidder { paddle } => {
                self.check_not_over()?;
                self.bidder(paddle).ok_or(Refusal::NotAdmitted)?;
                events.push(Event::BidderStopped { paddle });
                Ok(())
            }
            Command::AnswerPriority { paddle, answer } => {
                self.rule_on_priority(at, paddle, answer, events)
            }
            Command::RecordDefault => self.rule_on_default(rules, events),
            Command::EnterReserve { reserve } => {
                self.rule_on_reserve(rules, at, *reserve.reveal(), events)
            }
            Command::Suspend => self.rule_on_suspension(events),
            Command::Resume { resumes_at } => {
                self.rule_on_resumption(rules, at, resumes_at, events)
            }
            Command::Interrupt { from, until } => {
                self.rule_on_interruption(rules, from, until, events)
            }
            Command::ResumeFromBreak { resumes_at } => {
                self.rule_on_resumption_from_break(rules, at, resumes_at, events)
            }
            Command::Terminate => self.rule_on_termination(events),
            Command::PlaceBid { paddle, amount, .. } if self.is_agreement() => {
                self.rule_on_agreement(rules, at, paddle, amount, events)
            }
            Command::PlaceBid { .. }
            | Command::PlaceProxyBid { .. }
            | Command::AnswerJoinQuestion { .. }
            | Command::PlaceSealedBid { .. }
            | Command::EnterScores { .. }
            | Command::PlaceQuantityBid { .. }
            | Command::PlaceOrder { .. }
            | Command::CancelOrder { .. }
            | Command::PlacePieceBid { .. } => rules.rule_on(self, at, command, events),
        }
    }

    pub(crate) fn apply(&mut self, rules: &dyn Rules, at: At, command: &Command, event: &Event) {
        match *event {
            Event::LotOpened { phase, phase_ends_at, closes_at }
            | Event::LotReopened { phase, phase_ends_at, closes_at } => {
                self.run(rules, at, (phase, phase_ends_at, closes_at));
            }
            Event::PhaseBegan { phase, phase_ends_at, closes_at } => {
                self.begin_phase(phase, phase_ends_at, closes_at);
            }
            Event::BidderAdmitted { paddle, until, ceiling, rank } => {
                self.admit(paddle, until, ceiling, rank);
            }
            Event::BidderStopped { paddle } => self.stop(paddle),
            Event::LotExtended { closes_at } | Event::PriceStepped { closes_at, .. } => {
                self.extend(closes_at);
            }
            Event::ReserveEntered => self.keep_reserve(command),
            Event::LotSuspended => self.suspend(at),
            Event::ResumptionAnnounced { resumes_at } => self.announce_resumption(resumes_at),
            Event::LotInterrupted { .. } => self.interrupt(at),
            Event::LotAwarded { paddle, price } => {
                self.close(at, Conclusion::Awarded { paddle, price });
            }
            Event::LotDivided => self.close(at, Conclusion::Divided),
            Event::LotUnsold { reason } => self.close(at, Conclusion::Unsold { reason }),
            Event::LotTerminated => self.close(at, Conclusion::Terminated),
            Event::ChanceCommitted { .. } => self.keep_chance(command),
            Event::Agreed { paddle, price } => {
                self.rest_mut().agreed = Some(Leading { paddle, price });
                self.note_bid(paddle, price);
            }
            Event::PriorityAsked { paddle, price } => self.ask_priority(Leading { paddle, price }),
            Event::PriorityAnswered { paddle, answer } => self.note_answer(paddle, answer),
            Event::WinnerDefaulted { paddle } => self.rest_mut().defaulted.push(paddle),
            Event::BidAccepted { .. }
            | Event::ProxyAnswered { .. }
            | Event::CeilingStands { .. }
            | Event::LotteryDrawn { .. }
            | Event::JoinAnswered { .. }
            | Event::SealedBidReceived { .. }
            | Event::BidsOpened { .. }
            | Event::ScoresEntered { .. }
            | Event::BidsScored { .. }
            | Event::QuantityBidReceived { .. }
            | Event::QuantityAllocated { .. }
            | Event::OrderAccepted { .. }
            | Event::OrdersMatched { .. }
            | Event::OrderCancelled { .. }
            | Event::CallPriced { .. }
            | Event::PieceBidAccepted { .. }
            | Event::PartsCompared { .. } => {}
        }
    }

    /// Where the sale stands.
    pub(crate) const fn stage(&self) -> &Stage {
        &self.stage
    }

    /// The phase that runs.
    pub(crate) fn phase(&self) -> Option<Phase> {
        match self.stage {
            Stage::Running { phase, .. } => Some(phase),
            Stage::Announced { .. }
            | Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Resuming { .. }
            | Stage::Closed { .. } => None,
        }
    }

    /// The phase that runs, or that a stopped sale takes up again.
    fn phase_or_pause(&self) -> Option<Phase> {
        match &self.stage {
            Stage::Running { phase, .. } => Some(*phase),
            Stage::Suspended(pause) | Stage::Interrupted(pause) | Stage::Resuming { pause, .. } => {
                pause.phase
            }
            Stage::Announced { .. } | Stage::Closed { .. } => None,
        }
    }

    /// When the phase that runs ends.
    pub(crate) fn phase_ends_at(&self) -> Option<Moment> {
        match self.stage {
            Stage::Running { phase_ends_at, .. } => Some(phase_ends_at),
            Stage::Announced { .. }
            | Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Resuming { .. }
            | Stage::Closed { .. } => None,
        }
    }

    /// When the lot closes at the earliest, while it runs.
    pub(crate) fn closes_at(&self) -> Option<Moment> {
        match self.stage {
            Stage::Running { closes_at, .. } => Some(closes_at),
            Stage::Announced { .. }
            | Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Resuming { .. }
            | Stage::Closed { .. } => None,
        }
    }

    /// The end past which nothing is extended.
    pub(crate) const fn hard_end(&self) -> Option<Moment> {
        self.hard_end
    }

    /// Everyone who was ever admitted, in the order of their paddles.
    pub(crate) fn bidders(&self) -> &[Bidder] {
        &self.bidders
    }

    pub(crate) fn bidder(&self, paddle: Paddle) -> Option<&Bidder> {
        let place = self.bidders.binary_search_by_key(&paddle, |bidder| bidder.paddle).ok()?;
        self.bidders.get(place)
    }

    /// What the only applicant has agreed to pay.
    pub(crate) fn agreed(&self) -> Option<&Leading> {
        self.rest.as_ref()?.agreed.as_ref()
    }

    /// Notes a valid bid; a bidder's highest counts.
    pub(crate) fn note_bid(&mut self, paddle: Paddle, price: Money) {
        let place = self.bidders.binary_search_by_key(&paddle, |bidder| bidder.paddle);
        let place = place.unwrap_or_else(|_| panic!("only an admitted bidder bids"));
        let bidder = &mut self.bidders[place];
        bidder.best = bidder.best.max(Some(Secret::new(price)));
    }

    /// Whether this paddle has a valid bid.
    pub(crate) fn has_bid(&self, paddle: Paddle) -> bool {
        self.bidder(paddle).is_some_and(|bidder| bidder.best.is_some())
    }

    /// The least price at which the lot is sold, as far as there is one.
    pub(crate) fn reserve(&self, frame: &Frame) -> Option<Money> {
        frame.reserve.price(self.reserve)
    }

    /// Says the result for one winner: nobody, too few, below the reserve, or him; where a right
    /// of priority is exercised after the close, its holders are asked first.
    pub(crate) fn conclude(&self, rules: &dyn Rules, best: Option<Leading>, events: &mut Events) {
        match (best, self.unsold(&rules.frame(), best.map(|best| best.price))) {
            (Some(best), None) => self.award(rules, best, events),
            (_, reason) => {
                let reason = reason.unwrap_or(UnsoldReason::NoBid);
                events.push(Event::LotUnsold { reason });
            }
        }
    }

    /// Why the lot is not sold at this price, or without one.
    pub(crate) fn unsold(&self, frame: &Frame, price: Option<Money>) -> Option<UnsoldReason> {
        let Some(price) = price else { return Some(UnsoldReason::NoBid) };
        let bidder_count = self.bidders.iter().filter(|bidder| bidder.best.is_some()).count();
        // Who may agree alone is not one bidder too few.
        let is_enough = self.agreed().is_some() || bidder_count >= usize::from(frame.bidders_min);
        let is_below = self.reserve(frame).is_some_and(|reserve| price < reserve);
        match (is_enough, is_below) {
            (false, _) => Some(UnsoldReason::TooFewBidders),
            (true, true) => Some(UnsoldReason::BelowReserve),
            (true, false) => None,
        }
    }

    /// Everyone's right to bid ends with the close.
    fn check_not_over(&self) -> Ruling {
        match &self.stage {
            Stage::Closed { closed_at, conclusion } => Err(over(*closed_at, conclusion)),
            Stage::Announced { .. }
            | Stage::Running { .. }
            | Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Resuming { .. } => Ok(()),
        }
    }

    /// Admits until the close; after it nobody can bid any more. Whoever is asked alone whether he
    /// agrees stays alone, and while holders of a right are asked nobody becomes one.
    fn rule_on_admission(&self, paddle: Paddle, rank: Option<Rank>) -> Ruling {
        self.check_not_over()?;
        let (bidder, phase) = (self.bidder(paddle), self.phase_or_pause());
        let is_over = match phase {
            Some(Phase::Agreement) => self.sole() != Some(paddle),
            Some(Phase::PriorityMatch) => bidder.is_none_or(|bidder| bidder.rank != rank),
            Some(_) | None => false,
        };
        match phase {
            Some(phase) if is_over => Err(Refusal::AdmissionOver { phase }),
            Some(_) | None => Ok(()),
        }
    }

    fn admit(
        &mut self,
        paddle: Paddle,
        until: Option<Moment>,
        ceiling: Option<Money>,
        rank: Option<Rank>,
    ) {
        match self.bidders.binary_search_by_key(&paddle, |bidder| bidder.paddle) {
            Ok(place) => {
                let bidder = &mut self.bidders[place];
                (bidder.until, bidder.ceiling, bidder.is_stopped) = (until, ceiling, false);
                bidder.rank = rank;
            }
            Err(place) => {
                let bidder = Bidder { paddle, until, ceiling, is_stopped: false, rank, best: None };
                self.bidders.insert(place, bidder);
            }
        }
    }

    fn stop(&mut self, paddle: Paddle) {
        let place = self.bidders.binary_search_by_key(&paddle, |bidder| bidder.paddle);
        let place = place.unwrap_or_else(|_| panic!("only an admitted bidder is stopped"));
        self.bidders[place].is_stopped = true;
    }

    fn rest_mut(&mut self) -> &mut Rest {
        self.rest.get_or_insert_default()
    }

    /// A winner who does not keep his word gives way to the next, or the lot is unsold and can be
    /// listed again without him.
    fn rule_on_default(&self, rules: &dyn Rules, events: &mut Events) -> Ruling {
        let Stage::Closed { conclusion: Conclusion::Awarded { paddle, .. }, .. } = self.stage
        else {
            return Err(Refusal::NoWinner);
        };
        let mut defaulted = self.rest.as_ref().map_or(Vec::new(), |rest| rest.defaulted.clone());
        defaulted.push(paddle);
        events.push(Event::WinnerDefaulted { paddle });
        let next = match rules.frame().on_default {
            OnDefault::Relist => None,
            OnDefault::NextCandidate => self
                .next_taker(rules, &defaulted, events)
                .or_else(|| rules.next_candidate(self, &defaulted))
                .filter(|next| self.is_free_of_rights(rules, next, &defaulted)),
        };
        events.push(match next {
            Some(Leading { paddle, price }) => Event::LotAwarded { paddle, price },
            None => Event::LotUnsold { reason: UnsoldReason::WinnerDefaulted },
        });
        Ok(())
    }

    /// The bidder with the highest best price that reaches the reserve; those who are stopped or
    /// have defaulted are passed over. Of equals, the better right where it was matched while
    /// bidding ran, then the lower paddle.
    pub(crate) fn next_by_best(&self, frame: &Frame, defaulted: &[Paddle]) -> Option<Leading> {
        let reserve = self.reserve(frame);
        let open =
            self.bidders.iter().filter(|it| !it.is_stopped && !defaulted.contains(&it.paddle));
        let bids =
            open.filter_map(|it| Some(Leading { paddle: it.paddle, price: *it.best?.reveal() }));
        let reached = bids.filter(|it| reserve.is_none_or(|reserve| it.price >= reserve));
        let right = |paddle| self.bidder(paddle).and_then(|bidder| bidder.rank);
        let right = |paddle| right(paddle).filter(|_| frame.priority == Priority::MatchLive);
        let place = |paddle| (right(paddle).is_none(), right(paddle), paddle);
        reached.min_by_key(|it| (Reverse(it.price), place(it.paddle)))
    }
}

/// The refusal for a sale that is over.
pub(crate) fn over(closed_at: Moment, conclusion: &Conclusion) -> Refusal {
    match conclusion {
        Conclusion::Terminated => Refusal::AuctionTerminated,
        Conclusion::Awarded { .. } | Conclusion::Divided | Conclusion::Unsold { .. } => {
            Refusal::AuctionClosed { closed_at }
        }
    }
}
