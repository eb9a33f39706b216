//! Rulings on a plain bid, and what every bid must be.

use lexicon::{Money, Paddle};

use super::Ascending;
use crate::course::{Asked, Course, Rules as _, Ruling};
use crate::{At, Entry, Event, Events, Increment, Leading, OwnOverbid, Phase, Priority, Refusal};

type Check = fn(&Ascending, &Course, &Asked) -> Ruling;

/// What a plain bid must be besides. In this order; the first that fails answers.
const CHECKS: [Check; 3] = [check_own_overbid, check_least, check_grid];

impl Ascending {
    pub(super) fn rule_on_bid(
        &self,
        course: &Course,
        (at, paddle): (At, Option<Paddle>),
        (amount, confirmed): (Money, bool),
        events: &mut Events,
    ) -> Ruling {
        let asked = Asked { at, paddle, amount };
        self.check_entry(course, &asked)?;
        let paddle = paddle.ok_or(Refusal::NotAdmitted)?;
        if !self.is_match(course, paddle, amount) {
            CHECKS.iter().try_for_each(|check| check(self, course, &asked))?;
            if !confirmed {
                self.check_jump(amount)?;
            }
        }
        #[cfg(feature = "planted-fault")]
        assert!(amount != Money::from_fen(6_666_666), "a planted fault");
        events.push(Event::BidAccepted { paddle, amount });
        if let Some(answer) = self.answer_of_standing_ceiling(course, (at, paddle), amount) {
            events.push(answer);
        }
        self.extend_for(course, at, events);
        Ok(())
    }

    /// Who may bid at all, and whether he takes part in the phase that runs.
    pub(super) fn check_entry(&self, course: &Course, asked: &Asked) -> Ruling {
        self.check_arrival(course, asked.at)?;
        course.check_entry(asked).map_err(|refusal| match (refusal, course.phase()) {
            // The end of a gated free phase closes nothing yet.
            (Refusal::AuctionClosed { closed_at }, Some(phase @ Phase::FreeBidding))
                if self.is_gated() =>
            {
                Refusal::PhaseOver { phase, ended_at: closed_at }
            }
            (refusal, _) => refusal,
        })?;
        match (asked.paddle, course.phase(), self.terms.timed_entry) {
            // Where everyone may always bid, nothing more is looked at.
            (_, Some(Phase::FreeBidding), _) => Ok(()),
            (_, Some(Phase::TimedBidding), Entry::All) if self.terms.join_question.is_none() => {
                Ok(())
            }
            (Some(paddle), _, _) => self.check_part(course, paddle),
            (None, _, _) => Err(Refusal::NotAdmitted),
        }
    }

    /// Whether it is the bid of a priority holder who takes the leading price for himself
    /// (法释〔2016〕18号第二十一条).
    fn is_match(&self, course: &Course, paddle: Paddle, amount: Money) -> bool {
        let Some(leading) = self.leading else { return false };
        self.terms.priority == Priority::MatchLive
            && leading.price == amount
            && leading.paddle != paddle
            && course.goes_before(paddle, leading.paddle)
    }

    /// A standing ceiling answers another's bid with the least bid above it, at most the ceiling.
    /// A bid that equals the ceiling is answered at that amount: the ceiling, being earlier, leads.
    pub(super) fn answer_of_standing_ceiling(
        &self,
        course: &Course,
        (at, paddle): (At, Paddle),
        amount: Money,
    ) -> Option<Event> {
        let standing = self.standing.as_ref().filter(|standing| standing.paddle != paddle)?;
        let ceiling = self.live_ceiling(course, at)?;
        let answer = self.increment().above(amount).min(ceiling);
        (amount <= ceiling)
            .then_some(Event::ProxyAnswered { paddle: standing.paddle, amount: answer })
    }

    /// A bid far above the least one is likelier a slip of the finger than a wish.
    fn check_jump(&self, amount: Money) -> Ruling {
        let Some(cap) = self.terms.jump_cap else { return Ok(()) };
        let least = self.least_bid();
        let step = i128::from(self.increment().step(least).fen());
        let most = i128::from(least.fen()).saturating_add(step * i128::from(cap.steps));
        let most = i64::try_from(most).map_or(Money::MAX, Money::from_fen).min(Money::MAX);
        if amount > most { Err(Refusal::JumpUnconfirmed { least, most }) } else { Ok(()) }
    }

    /// Takes up a new price and its holder.
    pub(super) fn lead(&mut self, course: &mut Course, at: At, paddle: Paddle, price: Money) {
        let before = self.leading.map(|leading| leading.price);
        // An answer at the bid's own amount is the tie that the earlier ceiling wins.
        assert!(before.is_none_or(|before| before <= price), "the price never falls");
        // Another's ceiling stays only where it answers this bid; one's own, while not yet passed.
        let live = self.live_ceiling(course, at);
        self.standing = self.standing.filter(|standing| {
            let own = *standing.ceiling.reveal();
            let reach = if standing.paddle == paddle { Some(own) } else { live };
            reach.is_some_and(|reach| reach >= price)
        });
        self.leading = Some(Leading { paddle, price });
        self.bid_count = self.bid_count.saturating_add(1);
        course.note_bid(paddle, price);
        self.note_last_bid(paddle, at);
    }
}

fn check_own_overbid(sale: &Ascending, _: &Course, asked: &Asked) -> Ruling {
    let leads = sale.leading.as_ref().is_some_and(|it| Some(it.paddle) == asked.paddle);
    match sale.terms.own_overbid {
        OwnOverbid::Refused if leads => Err(Refusal::AlreadyLeading),
        OwnOverbid::Refused | OwnOverbid::Allowed => Ok(()),
    }
}

pub(super) fn check_least(sale: &Ascending, _: &Course, asked: &Asked) -> Ruling {
    let least = sale.least_bid();
    #[cfg(feature = "planted-rule")]
    let least = least.checked_add(Money::from_fen(1)).unwrap_or(least);
    if asked.amount < least { Err(Refusal::BelowLeastBid { least }) } else { Ok(()) }
}

/// With `Multiple` every amount lies a whole number of steps above the starting price; in a timed
/// phase with an increment of its own, above the price that led when it began its step.
pub(super) fn check_grid(sale: &Ascending, _: &Course, asked: &Asked) -> Ruling {
    let least = sale.least_bid();
    let step = sale.increment().step(least);
    let above = asked.amount.checked_sub(sale.grid_base());
    let is_on_grid = above.is_some_and(|above| above.is_multiple_of(step));
    match sale.increment() {
        Increment::Multiple(_) if !is_on_grid => Err(Refusal::NotAMultiple { least, step }),
        Increment::Multiple(_) | Increment::AtLeast(_) => Ok(()),
    }
}

impl Ascending {
    /// From where the steps of a `Multiple` are counted: the starting price, or, where the timed
    /// phase has steps of its own, the price that leads.
    pub(super) fn grid_base(&self) -> Money {
        match (&self.terms.timed_increment, self.leading) {
            (Some(_), Some(leading)) if self.is_timed() => leading.price,
            (_, _) => self.terms.starting_price,
        }
    }
}
