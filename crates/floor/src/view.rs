//! Drawing what everyone may see from the world, without any secret.

use std::sync::Arc;

use exchange::{
    Act, Command, Conclusion, Event, Lot, Outcome, Proposal, Reason, SaleEvent, Stage, World,
};
use lexicon::{LotId, Moment, ProposalId, Sequence};

use crate::board::{ListingCard, LotCard, LotView, ProposalView, Standing};
use crate::history::BidLine;

/// What never changes about the lots, and the last published reasons; lot n at place n - 1.
#[derive(Debug, Default)]
pub(crate) struct Cards {
    cards: Vec<(Arc<LotCard>, Option<Reason>)>,
    /// Why the exchange was last paused.
    pause: Option<Reason>,
}

impl Cards {
    /// Takes up what the world does not keep because no rule reads it: titles and reasons.
    ///
    /// Looks at the world before the events are applied, when an approved proposal still waits.
    pub(crate) fn take(&mut self, world: &World, command: &Command, events: &[Event]) {
        match command {
            Command::PublishLot { title, category, terms } if !events.is_empty() => {
                let next = u64::try_from(self.cards.len()).unwrap_or(u64::MAX).saturating_add(1);
                self.add(LotCard {
                    lot: LotId(next),
                    title: title.clone(),
                    category: *category,
                    terms: terms.clone(),
                    listing: None,
                });
            }
            Command::Approve { proposal } => {
                let act = world.proposal(*proposal).map(|waiting| &waiting.act);
                if let Some(Act::PauseExchange { reason, .. }) = act.filter(|_| !events.is_empty())
                {
                    self.pause = Some(reason.clone());
                }
                // A resumption has no reason of its own and leaves that of the stop in place.
                let stop = act.and_then(|act| Some((act.lot()?, reason(act)?)));
                if let Some((lot, reason)) = stop.filter(|_| !events.is_empty()) {
                    self.set_reason(lot, Some(reason.clone()));
                }
            }
            Command::SuspendForPause { lot } if !events.is_empty() => {
                self.set_reason(*lot, self.pause.clone());
            }
            _ => {}
        }
        self.take_listing(world, events);
        for event in events {
            if let Event::Sale { lot, event: SaleEvent::LotReopened { .. } } = event {
                self.set_reason(*lot, None);
            }
        }
    }

    /// Takes up the lots of a listing that is disclosed.
    fn take_listing(&mut self, world: &World, events: &[Event]) {
        let mut applications_until = None;
        let mut place = 0;
        for event in events {
            match event {
                Event::ListingDisclosed { applications_until: until, .. } => {
                    applications_until = Some(*until);
                }
                Event::LotDisclosed { lot, listing, opens_at } => {
                    let found = world.listing(*listing).map(|found| &found.submission);
                    let listed = found.and_then(|found| Some((found, found.lots.get(place)?)));
                    let (submission, listed) =
                        listed.unwrap_or_else(|| panic!("a disclosed lot was listed"));
                    let until = applications_until
                        .unwrap_or_else(|| panic!("a listing is disclosed before its lots"));
                    self.add(LotCard {
                        lot: *lot,
                        title: listed.title.clone(),
                        category: submission.category,
                        terms: listed.terms.opening_at(*opens_at),
                        listing: Some(ListingCard {
                            listing: *listing,
                            place: listed.place.clone(),
                            region: submission.region,
                            deposit: listed.deposit,
                            applications_until: until,
                        }),
                    });
                    place += 1;
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, card: LotCard) {
        self.cards.push((Arc::new(card), None));
    }

    fn set_reason(&mut self, lot: LotId, reason: Option<Reason>) {
        let place = lot.0.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        if let Some((_, kept)) = place.and_then(|place| self.cards.get_mut(place)) {
            *kept = reason;
        }
    }

    /// What everyone may see of a lot.
    pub(crate) fn view(&self, id: LotId, lot: &Lot, sequence: Sequence) -> Option<LotView> {
        let place = usize::try_from(id.0.checked_sub(1)?).ok()?;
        let (card, reason) = self.cards.get(place)?;
        let sale = lot.sale();
        Some(LotView {
            card: Arc::clone(card),
            sequence,
            standing: Standing::from(sale.stage()),
            leading_price: sale.leading().map(|leading| leading.price),
            leading_paddle: sale.leading().map(|leading| leading.paddle),
            bid_count: sale.bid_count(),
            least_bid: sale.least_bid(),
            awards: match sale.stage() {
                Stage::Closed { conclusion: Conclusion::Divided, .. } => sale.awards(),
                _ => Vec::new(),
            },
            window_begins_at: sale.last_window().map(|window| window.begins_at),
            reason: reason.clone(),
        })
    }
}

/// The lines that an outcome adds to its lot's history.
pub(crate) fn bid_lines(
    sequence: Sequence,
    moment: Moment,
    outcome: &Outcome,
) -> impl Iterator<Item = (LotId, BidLine)> + '_ {
    let events = match outcome {
        Outcome::Accepted(events) => events.as_slice(),
        Outcome::Refused(_) => &[],
    };
    events.iter().filter_map(move |event| {
        let Event::Sale { lot, event } = event else { return None };
        match *event {
            SaleEvent::BidAccepted { paddle, amount }
            | SaleEvent::ProxyAnswered { paddle, amount }
            | SaleEvent::Agreed { paddle, price: amount } => {
                Some((*lot, BidLine { sequence, moment, paddle, amount }))
            }
            _ => None,
        }
    })
}

/// The proposals that wait, as staff may see them.
pub(crate) fn proposals(world: &World) -> Vec<ProposalView> {
    world.proposals().map(|(id, proposal)| proposal_view(id, proposal)).collect()
}

fn proposal_view(id: ProposalId, proposal: &Proposal) -> ProposalView {
    let (act, moment) = match &proposal.act {
        Act::SuspendLot { .. } => ("suspend-lot", None),
        Act::ResumeLot { resumes_at, .. } => ("resume-lot", Some(*resumes_at)),
        Act::ResumeLotFromBreak { resumes_at, .. } => ("resume-lot-from-break", Some(*resumes_at)),
        Act::TerminateLot { .. } => ("terminate-lot", None),
        Act::EnterReserve { .. } => ("enter-reserve", None),
        Act::PauseExchange { until, .. } => ("pause-exchange", Some(*until)),
        Act::DiscloseListing { opens_at, .. } => ("disclose-listing", Some(*opens_at)),
        Act::EnterScores { .. } => ("enter-scores", None),
        Act::RecordDefault { .. } => ("record-default", None),
    };
    ProposalView {
        proposal: id,
        act,
        lot: proposal.act.lot(),
        listing: match &proposal.act {
            Act::DiscloseListing { listing, .. } => Some(*listing),
            _ => None,
        },
        reason: reason(&proposal.act).cloned(),
        moment,
        proposer: proposal.proposer,
        expires_at: proposal.expires_at,
    }
}

fn reason(act: &Act) -> Option<&Reason> {
    match act {
        Act::SuspendLot { reason, .. }
        | Act::TerminateLot { reason, .. }
        | Act::PauseExchange { reason, .. }
        | Act::RecordDefault { reason, .. } => Some(reason),
        Act::ResumeLot { .. }
        | Act::ResumeLotFromBreak { .. }
        | Act::EnterReserve { .. }
        | Act::DiscloseListing { .. }
        | Act::EnterScores { .. } => None,
    }
}
