//! A sale of any method.

use lexicon::{Moment, Money, Paddle, Rank, Span};
use serde::{Deserialize, Serialize};

use crate::ascending::Ascending;
use crate::call_auction::CallAuction;
use crate::continuous::Continuous;
use crate::course::{Course, Rules};
use crate::descending::Descending;
use crate::hybrid::Hybrid;
use crate::multi_unit::MultiUnit;
use crate::package::Package;
use crate::sealed::Sealed;
use crate::staged::Staged;
use crate::weighted::Weighted;
use crate::{
    At, Award, Command, Comparison, Conclusion, Duty, Event, Events, Leading, Refusal, Stage,
    Terms, Window,
};

/// The number of the rules in this code. A lot keeps the edition under which it was published; a
/// changed ruling is a new edition beside the old.
pub const EDITION: u32 = 1;

/// So many candidates are told at most.
const CANDIDATES_MAX: usize = 10;

/// One lot's sale: the course that every sale runs, and what its method adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Auction {
    course: Course,
    rules: Kind,
}

/// What a method adds, by method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Kind {
    Ascending(Ascending),
    Descending(Box<Descending>),
    Hybrid(Box<Hybrid>),
    Staged(Box<Staged>),
    Sealed(Box<Sealed>),
    Weighted(Box<Weighted>),
    MultiUnit(Box<MultiUnit>),
    CallAuction(Box<CallAuction>),
    Continuous(Box<Continuous>),
    Package(Box<Package>),
}

impl Kind {
    fn rules(&self) -> &dyn Rules {
        match self {
            Self::Ascending(rules) => rules,
            Self::Descending(rules) => &**rules,
            Self::Hybrid(rules) => &**rules,
            Self::Staged(rules) => &**rules,
            Self::Sealed(rules) => &**rules,
            Self::Weighted(rules) => &**rules,
            Self::MultiUnit(rules) => &**rules,
            Self::CallAuction(rules) => &**rules,
            Self::Continuous(rules) => &**rules,
            Self::Package(rules) => &**rules,
        }
    }

    fn rules_mut(&mut self) -> &mut dyn Rules {
        match self {
            Self::Ascending(rules) => rules,
            Self::Descending(rules) => &mut **rules,
            Self::Hybrid(rules) => &mut **rules,
            Self::Staged(rules) => &mut **rules,
            Self::Sealed(rules) => &mut **rules,
            Self::Weighted(rules) => &mut **rules,
            Self::MultiUnit(rules) => &mut **rules,
            Self::CallAuction(rules) => &mut **rules,
            Self::Continuous(rules) => &mut **rules,
            Self::Package(rules) => &mut **rules,
        }
    }
}

impl Auction {
    /// Looks whether a lot may be published at this moment under these terms.
    ///
    /// # Errors
    /// The term that is invalid.
    pub fn check(at: At, terms: &Terms) -> Result<(), Refusal> {
        match terms {
            Terms::Ascending(terms) => Ascending::check(at, terms),
            Terms::Descending(terms) => Descending::check(at, terms),
            Terms::Hybrid(terms) => Hybrid::check(at, terms),
            Terms::Staged(terms) => Staged::check(at, terms),
            Terms::Sealed(terms) => Sealed::check(at, terms),
            Terms::Weighted(terms) => Weighted::check(at, terms),
            Terms::MultiUnit(terms) => MultiUnit::check(at, terms),
            Terms::CallAuction(terms) => CallAuction::check(at, terms),
            Terms::Continuous(terms) => Continuous::check(at, terms),
            Terms::Package(terms) => Package::check(at, terms),
        }
    }

    /// A sale under terms that [`Auction::check`] has found good.
    pub fn publish(terms: Terms) -> Self {
        let rules = match terms {
            Terms::Ascending(terms) => Kind::Ascending(Ascending::publish(terms)),
            Terms::Descending(terms) => Kind::Descending(Box::new(Descending::publish(*terms))),
            Terms::Hybrid(terms) => Kind::Hybrid(Box::new(Hybrid::publish(*terms))),
            Terms::Staged(terms) => Kind::Staged(Box::new(Staged::publish(*terms))),
            Terms::Sealed(terms) => Kind::Sealed(Box::new(Sealed::publish(*terms))),
            Terms::Weighted(terms) => Kind::Weighted(Box::new(Weighted::publish(*terms))),
            Terms::MultiUnit(terms) => Kind::MultiUnit(Box::new(MultiUnit::publish(*terms))),
            Terms::CallAuction(terms) => Kind::CallAuction(Box::new(CallAuction::publish(*terms))),
            Terms::Continuous(terms) => Kind::Continuous(Box::new(Continuous::publish(*terms))),
            Terms::Package(terms) => Kind::Package(Box::new(Package::publish(*terms))),
        };
        Self { course: Course::publish(&rules.rules().frame()), rules }
    }

    /// Rules on a command without changing anything; leaves `events` empty when it refuses.
    ///
    /// # Errors
    /// The first rule that says no.
    pub fn rule(&self, at: At, command: &Command, events: &mut Events) -> Result<(), Refusal> {
        self.course.rule(self.rules.rules(), at, command, events)
    }

    /// Takes up what happened. The command is that of the ruling: it holds the secrets that an
    /// event does not name.
    pub fn apply(&mut self, at: At, command: &Command, event: &Event) {
        self.rules.rules_mut().take(&mut self.course, at, command, event);
        self.course.apply(self.rules.rules(), at, command, event);
    }

    /// What the exchange has to do next by itself, and when.
    pub fn due(&self) -> Option<(Moment, Duty)> {
        self.course.due(self.rules.rules())
    }

    /// The last window while bidding runs.
    pub fn last_window(&self) -> Option<Window> {
        self.course.last_window(self.rules.rules())
    }

    /// Where the sale stands.
    pub fn stage(&self) -> &Stage {
        self.course.stage()
    }

    /// The leading bid, where it is public.
    pub fn leading(&self) -> Option<&Leading> {
        self.course.agreed().or_else(|| self.rules.rules().leading())
    }

    /// The least bid that is accepted now; while a sole applicant is asked, the least that he may
    /// agree to.
    pub fn least_bid(&self) -> Money {
        let rules = self.rules.rules();
        if self.course.is_agreement() { rules.frame().floor } else { rules.least_bid() }
    }

    /// How many bids stand in the history, answers of ceilings included.
    pub fn bid_count(&self) -> u32 {
        let agreed = u32::from(self.course.agreed().is_some());
        self.rules.rules().bid_count().saturating_add(agreed)
    }

    /// Whether this paddle was ever admitted.
    pub fn is_admitted(&self, paddle: Paddle) -> bool {
        self.course.bidder(paddle).is_some()
    }

    /// The rank of a paddle's right of priority.
    pub fn rank(&self, paddle: Paddle) -> Option<Rank> {
        self.course.bidder(paddle)?.rank
    }

    /// Who gets what, once the lot is sold: one buyer the whole, or each his part.
    pub fn awards(&self) -> Vec<Award> {
        match *self.stage() {
            Stage::Closed { conclusion: Conclusion::Awarded { paddle, price }, .. } => {
                vec![Award::whole(paddle, price)]
            }
            Stage::Closed { conclusion: Conclusion::Divided, .. } => self.rules.rules().parts(),
            Stage::Announced { .. }
            | Stage::Running { .. }
            | Stage::Suspended(_)
            | Stage::Interrupted(_)
            | Stage::Resuming { .. }
            | Stage::Closed { .. } => Vec::new(),
        }
    }

    /// Who comes next, one behind the other, where the winner does not keep his word; at most ten.
    pub fn candidates(&self) -> Vec<Leading> {
        let Stage::Closed { conclusion: Conclusion::Awarded { paddle, .. }, .. } = *self.stage()
        else {
            return Vec::new();
        };
        let mut passed = vec![paddle];
        let mut candidates = Vec::new();
        while let Some(next) = self.rules.rules().next_candidate(&self.course, &passed) {
            passed.push(next.paddle);
            candidates.push(next);
            if candidates.len() == CANDIDATES_MAX {
                break;
            }
        }
        candidates
    }

    /// How the whole compares with its pieces as the bids stand, where both are offered.
    pub fn parts_standing(&self) -> Option<Comparison> {
        self.rules.rules().parts_standing()
    }

    /// How long before it a resumption is announced.
    pub fn resume_notice(&self) -> Span {
        self.rules.rules().frame().resume_notice
    }
}
