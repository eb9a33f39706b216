//! The sale of a whole and of its pieces at the same time (整体与分零).
//!
//! Each part is an ascending sale of its own; all close together. At the close the whole goes to
//! its highest bidder only where he bids more than the highest bids for the pieces come to.

mod comparison;

use lexicon::{Money, Paddle, Span};
use serde::{Deserialize, Serialize};

use crate::course::{Asked, Bidder, Course, LAST_WINDOW_MIN, Rules, Ruling};
use crate::terms::{SPAN_MAX, first_invalid, is_phase, is_price};
use crate::{
    At, Award, Command, EqualRanks, Event, Events, Extension, Frame, Leading, Method, OnDefault,
    Phase, Priority, Refusal, SaleTerms, Side, Term,
};

pub use comparison::{Comparison, PartStanding, WinningSide};

/// The fewest and the most pieces of a whole.
const PIECES: std::ops::RangeInclusive<usize> = 2..=32;

/// What such a sale is held to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageTerms {
    /// What the terms of every method hold; the starting price is that of the whole.
    pub sale: SaleTerms,
    /// The starting price of each piece.
    pub pieces: Vec<Money>,
    /// By how much a bid rises at least.
    pub increment: Money,
    /// How long bids are taken.
    pub bidding: Span,
    /// How a late bid moves the close (延时).
    pub extension: Option<Extension>,
}

/// The whole or one of its pieces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Part {
    /// All pieces together (整体).
    Whole,
    /// The piece of this number, from 1 (分零).
    Piece(u16),
}

/// One lot's sale by this method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Package {
    terms: PackageTerms,
    /// The highest bid for the whole.
    whole: Option<Leading>,
    /// The highest bid for each piece.
    pieces: Vec<Option<Leading>>,
    bid_count: u32,
    extension_count: u16,
}

type Check = fn(&Package, &Course, (Part, &Asked)) -> Ruling;

/// What a bid must be once its sender may bid and bidding runs. In this order; the first that
/// fails answers.
const CHECKS: [Check; 4] = [check_part, check_own_overbid, check_least, check_exposure];

impl Package {
    pub(crate) fn check(at: At, terms: &PackageTerms) -> Ruling {
        let sale = &terms.sale;
        sale.check(at)?;
        let takes_part = matches!(sale.priority, Priority::None | Priority::Ordinary);
        let extension = terms.extension.map(|it| [it.window, it.length]);
        let is_span = |span: Span| !span.is_zero() && span <= SPAN_MAX;
        first_invalid(&[
            // One applicant for a piece is not alone, and who would match which part is not said.
            (sale.agreement.is_none(), Term::Agreement),
            (takes_part, Term::Priority),
            (sale.equal_ranks == EqualRanks::ByTime, Term::EqualRanks),
            (sale.on_default == OnDefault::Relist, Term::OnDefault),
            (PIECES.contains(&terms.pieces.len()), Term::Pieces),
            (terms.pieces.iter().all(|price| is_price(*price)), Term::Pieces),
            (is_price(terms.increment), Term::Increment),
            (is_phase(terms.bidding), Term::Bidding),
            (extension.is_none_or(|spans| spans.into_iter().all(is_span)), Term::Extension),
        ])
    }

    pub(crate) fn publish(terms: PackageTerms) -> Self {
        let pieces = vec![None; terms.pieces.len()];
        Self { terms, whole: None, pieces, bid_count: 0, extension_count: 0 }
    }

    fn place(part: u16) -> Option<usize> {
        usize::from(part).checked_sub(1)
    }

    /// The highest bid for a part.
    fn leading_of(&self, part: Part) -> Option<&Leading> {
        match part {
            Part::Whole => self.whole.as_ref(),
            Part::Piece(number) => self.pieces.get(Self::place(number)?)?.as_ref(),
        }
    }

    /// The starting price of a part; none where the lot has no such part.
    fn starting_price(&self, part: Part) -> Option<Money> {
        match part {
            Part::Whole => Some(self.terms.sale.starting_price),
            Part::Piece(number) => self.terms.pieces.get(Self::place(number)?).copied(),
        }
    }

    /// The least bid for a part: its starting price, then the highest bid and the increment.
    fn least_of(&self, part: Part) -> Option<Money> {
        let start = self.starting_price(part)?;
        let highest = self.leading_of(part).map(|leading| leading.price);
        let above = |price: Money| {
            price.checked_add(self.terms.increment).unwrap_or(Money::from_fen(i64::MAX))
        };
        Some(highest.map_or(start, above))
    }

    /// The numbers of the pieces.
    fn numbers(&self) -> impl Iterator<Item = u16> {
        (1..).take(self.terms.pieces.len())
    }

    fn rule_on_bid(
        &self,
        course: &Course,
        asked: &Asked,
        part: Part,
        events: &mut Events,
    ) -> Ruling {
        course.check_entry(asked)?;
        let paddle = asked.paddle.ok_or(Refusal::NotAdmitted)?;
        course.check_phase(Phase::FreeBidding)?;
        CHECKS.iter().try_for_each(|check| check(self, course, (part, asked)))?;
        events.push(Event::PieceBidAccepted { paddle, part, amount: asked.amount });
        if let Some(closes_at) = self.extended(course, asked.at) {
            events.push(Event::LotExtended { closes_at });
        }
        Ok(())
    }

    /// Where a bid for any part moves the close of all.
    fn extended(&self, course: &Course, at: At) -> Option<lexicon::Moment> {
        let (extension, closes_at) = (self.terms.extension?, course.closes_at()?);
        // The first moment of the window is in it.
        let is_late = at.arrived_at() + extension.window >= closes_at;
        let is_left = extension.count_max.is_none_or(|most| self.extension_count < most);
        let wished = at.arrived_at() + extension.length;
        (is_late && is_left && wished > closes_at).then_some(wished)
    }

    /// What a bidder would pay at worst where this bid led: the whole, or all his pieces.
    fn exposure(&self, paddle: Option<Paddle>, part: Part, amount: Money) -> i128 {
        let due = |other: Part| {
            if other == part {
                return i128::from(amount.fen());
            }
            let own = self.leading_of(other).filter(|leading| Some(leading.paddle) == paddle);
            own.map_or(0, |leading| i128::from(leading.price.fen()))
        };
        let pieces: i128 = self.numbers().map(|number| due(Part::Piece(number))).sum();
        pieces.max(due(Part::Whole))
    }
}

fn check_part(sale: &Package, _: &Course, (part, _): (Part, &Asked)) -> Ruling {
    sale.starting_price(part).map(|_| ()).ok_or(Refusal::UnknownPart)
}

fn check_own_overbid(sale: &Package, _: &Course, (part, asked): (Part, &Asked)) -> Ruling {
    let leads = sale.leading_of(part).is_some_and(|it| Some(it.paddle) == asked.paddle);
    if leads { Err(Refusal::AlreadyLeading) } else { Ok(()) }
}

fn check_least(sale: &Package, _: &Course, (part, asked): (Part, &Asked)) -> Ruling {
    let least = sale.least_of(part).ok_or(Refusal::UnknownPart)?;
    if asked.amount < least { Err(Refusal::BelowLeastBid { least }) } else { Ok(()) }
}

/// Nobody leads more than what covers him, whichever side wins.
fn check_exposure(sale: &Package, course: &Course, (part, asked): (Part, &Asked)) -> Ruling {
    let bidder = asked.paddle.and_then(|paddle| course.bidder(paddle));
    let Some(ceiling) = bidder.and_then(Bidder::ceiling) else { return Ok(()) };
    let exposure = sale.exposure(asked.paddle, part, asked.amount);
    let is_covered = exposure <= i128::from(ceiling.fen());
    if is_covered { Ok(()) } else { Err(Refusal::AboveAdmittedAmount { ceiling }) }
}

impl Rules for Package {
    fn frame(&self) -> Frame {
        self.terms.sale.frame()
    }

    fn opening(&self) -> (Phase, Span) {
        (Phase::FreeBidding, self.terms.bidding)
    }

    fn following(&self, _: Phase) -> Option<(Phase, Span)> {
        None
    }

    fn tail(&self, _: Phase) -> Span {
        Span::ZERO
    }

    fn cycle(&self, _: Phase) -> Span {
        self.terms.extension.map_or(LAST_WINDOW_MIN, |extension| extension.length)
    }

    fn window(&self, _: Phase) -> Span {
        self.terms.extension.map_or(Span::ZERO, |extension| extension.window)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "one command is the method's own")]
    fn rule_on(&self, course: &Course, at: At, command: &Command, events: &mut Events) -> Ruling {
        match *command {
            Command::PlacePieceBid { paddle, part, amount } => {
                self.rule_on_bid(course, &Asked { at, paddle, amount }, part, events)
            }
            _ => Err(Refusal::WrongMethod { method: Method::Package }),
        }
    }

    fn end(&self, course: &Course, _: Phase, events: &mut Events) {
        self.compare_and_conclude(course, events);
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "two events are the method's own")]
    fn take(&mut self, course: &mut Course, _: At, _: &Command, event: &Event) {
        match *event {
            Event::PieceBidAccepted { paddle, part, amount } => {
                let leading = Some(Leading { paddle, price: amount });
                match part {
                    Part::Whole => self.whole = leading,
                    Part::Piece(number) => {
                        let piece = Self::place(number).and_then(|it| self.pieces.get_mut(it));
                        *piece.unwrap_or_else(|| panic!("a bid is for a part of the lot")) =
                            leading;
                    }
                }
                self.bid_count = self.bid_count.saturating_add(1);
                course.note_bid(paddle, amount);
            }
            Event::LotExtended { .. } => {
                self.extension_count = self.extension_count.saturating_add(1);
            }
            _ => {}
        }
    }

    /// The terms let nobody follow: of the parts, who would follow on which?
    fn next_candidate(&self, _: &Course, _: &[Paddle]) -> Option<Leading> {
        None
    }

    fn parts(&self) -> Vec<Award> {
        let sold = self.numbers().filter_map(|number| {
            let part = Part::Piece(number);
            let Leading { paddle, price } = *self.leading_of(part)?;
            Some(Award { paddle, side: Side::Buy, part, quantity: None, value: price })
        });
        sold.collect()
    }

    fn parts_standing(&self) -> Option<Comparison> {
        Some(self.comparison())
    }

    fn leading(&self) -> Option<&Leading> {
        self.whole.as_ref()
    }

    fn least_bid(&self) -> Money {
        self.least_of(Part::Whole).unwrap_or(self.terms.sale.starting_price)
    }

    fn bid_count(&self) -> u32 {
        self.bid_count
    }
}
