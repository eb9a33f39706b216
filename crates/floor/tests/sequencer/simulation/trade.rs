//! Chance of a simulation, on the way to a sale and from it: steps in their order and out of it.

use exchange::{
    Act, Actor, Application, ApplicationStep, Command, ListedLot, Listing, ListingStep, Payment,
    Submission, Terms, Title, World,
};
use lexicon::{ApplicationId, Category, Digest, ListingId, LotId, Moment, Money, Span};

use super::draw::{BIDDERS, Draw};
use crate::house::{bidder, clerk, reviewer, seller, yuan};
use crate::terms::{ms, seconds, timed};

/// So many lots are enough for a run.
const LOTS_MAX: u64 = 14;

impl Draw {
    /// What somebody asks about a listing, an application, or what follows from an award.
    pub(super) fn trade(&mut self, world: &World, now: Moment) -> (Actor, Command) {
        // Nothing comes before a listing.
        let is_listed = world.lot_ids().any(|lot| is_listed(world, lot));
        match self.below(20) {
            _ if !is_listed => self.of_listing(world, now),
            0..=3 => self.of_listing(world, now),
            4..=7 => self.of_admitted(world, now),
            8..=15 => self.of_application(world, now),
            _ => self.of_award(world, now),
        }
    }

    fn of_listing(&mut self, world: &World, now: Moment) -> (Actor, Command) {
        let listing = ListingId(1 + self.below(world.listing_count() + 1));
        let seller = seller(1 + self.below(2));
        match self.below(12) {
            0 | 1 => (seller, Command::SubmitListing { submission: self.listed() }),
            2 => {
                let submission = self.listed();
                (seller, Command::ResubmitListing { listing, submission })
            }
            3 => (clerk(1), Command::ReturnListing { listing, note: Digest([1; 32]) }),
            4 => (clerk(1 + self.below(2)), Command::AcceptListing { listing }),
            5 => (clerk(1), Command::Propose { act: self.disclosure(listing, now) }),
            _ => self.next_of_listing(world, listing, now),
        }
    }

    /// What comes next for a listing, done by whoever should do it.
    fn next_of_listing(&mut self, world: &World, id: ListingId, now: Moment) -> (Actor, Command) {
        let waits = world.proposals().find(
            |(_, it)| matches!(it.act, Act::DiscloseListing { listing, .. } if listing == id),
        );
        let step = world.listing(id).map(Listing::step);
        match (step, waits) {
            (Some(ListingStep::Submitted), _) => (clerk(1), Command::AcceptListing { listing: id }),
            (Some(ListingStep::Returned), _) => {
                let submission = self.listed();
                (seller(1 + self.below(2)), Command::ResubmitListing { listing: id, submission })
            }
            (Some(ListingStep::Accepted), Some((proposal, _))) if self.below(4) > 0 => {
                (reviewer(1), Command::Approve { proposal })
            }
            (Some(ListingStep::Accepted), _) if world.lot_count() < LOTS_MAX => {
                (clerk(1), Command::Propose { act: self.disclosure(id, now) })
            }
            _ => (seller(1), Command::SubmitListing { submission: self.listed() }),
        }
    }

    fn disclosure(&mut self, listing: ListingId, now: Moment) -> Act {
        let applications_until = now + seconds(self.below(90));
        let opens_at = now + ms(self.below(30_000));
        Act::DiscloseListing { listing, applications_until, opens_at }
    }

    fn listed(&mut self) -> Submission {
        let lot = ListedLot {
            title: Title { chinese: "挂牌标的".to_owned(), english: String::new() },
            place: ["青山村", ""][self.index(2)].to_owned(),
            terms: Terms::Ascending(Box::new(timed(0, self.below(20), self.below(30)))),
            deposit: [Money::ZERO, yuan(20), yuan(20), yuan(101)][self.index(4)],
        };
        Submission {
            category: Category::NaturalResource,
            region: "350102".parse().ok().filter(|_| self.below(2) == 0),
            lots: vec![lot; 1 + self.index(2)],
            disclosure: ms(self.below(5_000)),
            result_notice: ms(self.below(5_000)),
            description: None,
            documents: Vec::new(),
        }
    }

    fn of_application(&mut self, world: &World, now: Moment) -> (Actor, Command) {
        let application = self.application(world);
        let clerk = clerk(1 + self.below(3));
        match self.below(22) {
            0..=5 => {
                let lot = self.listed_lot(world);
                (bidder(1 + self.below(BIDDERS)), Command::Apply { lot })
            }
            6..=9 => {
                let payment = self.payment(world.deposit(application).due(), now);
                (clerk, Command::RecordDeposit { application, payment })
            }
            10..=16 => (clerk, Command::AdmitApplicant { application, rank: None }),
            17 => (clerk, Command::RejectApplicant { application, note: Digest([2; 32]) }),
            18 => {
                let applicant = bidder(1 + self.below(BIDDERS));
                (applicant, Command::WithdrawApplication { application })
            }
            19 => (clerk, Command::InstructRefund { application }),
            20 => {
                let Payment { paid_at, reference, .. } = self.payment(Money::ZERO, now);
                (clerk, Command::RecordRefund { application, paid_at, reference })
            }
            _ => (reviewer(1), Command::RecordRefundFailure { application }),
        }
    }

    /// A bid of whoever came in by an application, where there is one.
    fn of_admitted(&mut self, world: &World, now: Moment) -> (Actor, Command) {
        let all = (1..=world.application_count()).filter_map(|id| {
            let Application { lot, applicant, .. } = *world.application(ApplicationId(id))?;
            let found = world.lot(lot)?;
            Some((lot, applicant, found.paddle(applicant)?, found.sale().least_bid()))
        });
        let all: Vec<_> = all.collect();
        if all.is_empty() {
            return self.of_application(world, now);
        }
        let (lot, applicant, paddle, amount) = all[self.index(all.len())];
        let actor = (1..=BIDDERS).map(bidder).find(|actor| actor.party == applicant).unwrap();
        (actor, Command::PlaceBid { lot, paddle: Some(paddle), amount, confirmed: false })
    }

    /// Mostly one that waits.
    fn application(&mut self, world: &World) -> ApplicationId {
        let all = (1..=world.application_count()).map(ApplicationId);
        let step = |id: &ApplicationId| world.application(*id).map(Application::step);
        let waits: Vec<_> = all.filter(|id| step(id) == Some(ApplicationStep::Received)).collect();
        if waits.is_empty() || self.below(3) == 0 {
            return ApplicationId(1 + self.below(world.application_count() + 1));
        }
        waits[self.index(waits.len())]
    }

    fn of_award(&mut self, world: &World, now: Moment) -> (Actor, Command) {
        let (clerk, lot) = (clerk(1 + self.below(3)), self.listed_lot(world));
        let command = match self.below(4) {
            0 => Command::PublishResult { lot },
            1 => Command::RecordContract { lot, document: Digest([3; 32]) },
            2 => {
                let payment = self.payment(world.price_due(lot), now);
                Command::RecordPayment { lot, payment }
            }
            _ => Command::IssueCertificate { lot },
        };
        (clerk, command)
    }

    /// Mostly one that belongs to a listing.
    fn listed_lot(&mut self, world: &World) -> LotId {
        let listed: Vec<LotId> = world.lot_ids().filter(|lot| is_listed(world, *lot)).collect();
        if listed.is_empty() || self.below(12) == 0 {
            return LotId(self.below(world.lot_count() + 2));
        }
        listed[self.index(listed.len())]
    }

    /// Mostly what is due; now and then a fen more, or a reference that was booked before.
    fn payment(&mut self, due: Money, now: Moment) -> Payment {
        let more = Money::from_fen(i64::from(self.below(6) == 0));
        let early = now - Span::SECOND;
        let mut reference = [0; 32];
        reference[..2].copy_from_slice(&self.below(2_000).to_le_bytes()[..2]);
        Payment {
            amount: due.checked_add(more).unwrap_or(due),
            paid_at: [early, early, early, now + Span::HOUR][self.index(4)],
            reference: Digest(reference),
        }
    }
}

fn is_listed(world: &World, lot: LotId) -> bool {
    world.lot(lot).is_some_and(|lot| lot.listing().is_some())
}
