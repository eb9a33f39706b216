//! The only applicant (唯一竞买人): a sale at no less than the floor, agreed without bidding.
//!
//! 《企业国有资产交易监督管理办法》 leaves a sole qualified applicant an agreement on the floor of the
//! exchange (场内协议); a court, a land office or a treasury sells to him as to any highest bidder,
//! which is what happens where the terms ask for no agreement.

use lexicon::{Money, Paddle, Span};

use super::{Asked, Course, Rules, Ruling};
use crate::{At, Event, Events, Phase, Refusal};

impl Course {
    /// The phase that opens instead of bidding where the terms let a sole applicant agree and
    /// nobody else may bid when it opens.
    pub(super) fn agreement(&self, rules: &dyn Rules, at: At) -> Option<(Phase, Span)> {
        let window = rules.frame().agreement?;
        self.only_bidder(at).map(|_| (Phase::Agreement, window))
    }

    fn only_bidder(&self, at: At) -> Option<Paddle> {
        let mut covered = self.bidders.iter().filter(|bidder| bidder.is_covered(at));
        let only = covered.next()?;
        covered.next().is_none().then_some(only.paddle)
    }

    /// Notes who is asked alone, so that he stays alone.
    pub(super) fn ask_alone(&mut self, at: At) {
        self.rest_mut().sole = self.only_bidder(at);
    }

    /// Who is asked alone whether he agrees.
    pub(super) fn sole(&self) -> Option<Paddle> {
        self.rest.as_ref()?.sole
    }

    /// Whether a sole applicant is asked, also while the sale is stopped.
    pub(crate) fn is_agreement(&self) -> bool {
        self.phase_or_pause() == Some(Phase::Agreement)
    }

    pub(super) fn rule_on_agreement(
        &self,
        rules: &dyn Rules,
        at: At,
        paddle: Option<Paddle>,
        amount: Money,
        events: &mut Events,
    ) -> Ruling {
        self.check_entry(&Asked { at, paddle, amount })?;
        let paddle = paddle.ok_or(Refusal::NotAdmitted)?;
        if self.agreed().is_some() {
            return Err(Refusal::AlreadyAnswered);
        }
        let least = rules.frame().floor;
        if amount < least {
            return Err(Refusal::BelowLeastBid { least });
        }
        events.push(Event::Agreed { paddle, price: amount });
        Ok(())
    }
}
