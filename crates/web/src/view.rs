//! A lot, its bids and its increment, as programs see them.

use exchange::{
    AscendingTerms, FirstBid, Increment, Phase, ProxyBidding, Reserve, Terms, UnsoldReason,
};
use floor::{BidLine, Board, LotView, Standing};
use lexicon::{LotId, Moment, Money, Paddle, Sequence, Span};
use serde::Serialize;
use store::BidRow;
use utoipa::ToSchema;

/// What everyone may see of a lot.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LotDocument<'a> {
    lot: u64,
    title: &'a str,
    title_en: &'a str,
    category: &'static str,
    method: &'static str,
    state: &'static str,
    /// The same as `state`, by which lots are filtered.
    phase: &'static str,
    opens_at: Option<String>,
    phase_ends_at: Option<String>,
    closes_at: Option<String>,
    resumes_at: Option<String>,
    reason: Option<&'a str>,
    starting_price: String,
    /// The step at the present price, where prices rise by steps.
    increment: Option<String>,
    increment_rule: Option<&'static str>,
    reserve: &'static str,
    reserve_price: Option<String>,
    bidders_min: u8,
    proxy_bidding: bool,
    leading_price: Option<String>,
    leading_paddle: Option<u32>,
    bid_count: u32,
    least_bid: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    your_paddle: Option<u32>,
    /// The listing it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    listing: Option<u64>,
    /// The administrative division it lies in.
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<String>,
    /// Where it lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<&'a str>,
    /// What an applicant puts up.
    #[serde(skip_serializing_if = "Option::is_none")]
    deposit: Option<String>,
    /// Until when applications are taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    applications_until: Option<String>,
    server_time: String,
    sequence: u64,
}

impl<'a> LotDocument<'a> {
    /// A lot as of now, for somebody with this paddle.
    pub(crate) fn new(view: &'a LotView, now: Moment, your_paddle: Option<Paddle>) -> Self {
        let terms = &view.card.terms;
        let rising = ascending(terms);
        let times = Times::of(view);
        let text = |moment: Option<Moment>| moment.map(|moment| moment.to_string());
        let listing = view.card.listing.as_ref();
        let starting_price = terms.starting_price();
        let price = view.leading_price.unwrap_or(starting_price);
        Self {
            lot: view.card.lot.0,
            title: &view.card.title.chinese,
            title_en: &view.card.title.english,
            category: view.card.category.slug(),
            method: terms.method().slug(),
            state: State::of(&view.standing).slug(),
            phase: State::of(&view.standing).slug(),
            opens_at: text(Some(times.opens_at)),
            phase_ends_at: text(times.phase_ends_at),
            closes_at: text(times.closes_at),
            resumes_at: text(times.resumes_at),
            reason: view.reason.as_ref().map(|reason| reason.0.as_str()),
            starting_price: starting_price.to_string(),
            increment: rising.map(|it| it.increment.step(price).to_string()),
            increment_rule: rising.map(|it| increment_rule(&it.increment)),
            reserve: reserve_slug(terms.reserve()),
            reserve_price: public_reserve(terms.reserve()).map(|price| price.to_string()),
            bidders_min: terms.bidders_min(),
            proxy_bidding: rising.is_some_and(|it| it.proxy_bidding == ProxyBidding::Allowed),
            leading_price: view.leading_price.map(|price| price.to_string()),
            leading_paddle: view.leading_paddle.map(|paddle| paddle.0),
            bid_count: view.bid_count,
            least_bid: view.least_bid.to_string(),
            your_paddle: your_paddle.map(|paddle| paddle.0),
            listing: listing.map(|listing| listing.listing.0),
            region: listing.and_then(|listing| listing.region).map(|region| region.to_string()),
            place: listing.map(|listing| listing.place.as_str()),
            deposit: listing.map(|listing| listing.deposit.to_string()),
            applications_until: text(listing.map(|listing| listing.applications_until)),
            server_time: now.to_string(),
            sequence: view.sequence.0,
        }
    }
}

pub(crate) const fn increment_rule(increment: &Increment) -> &'static str {
    match increment {
        Increment::AtLeast(_) => "at-least",
        Increment::Multiple(_) => "multiple",
    }
}

/// One line of a lot's history.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BidDocument {
    sequence: u64,
    at: String,
    paddle: u32,
    amount: String,
}

impl From<&BidLine> for BidDocument {
    fn from(line: &BidLine) -> Self {
        let BidLine { sequence: Sequence(sequence), moment, paddle, amount } = *line;
        Self { sequence, at: moment.to_string(), paddle: paddle.0, amount: amount.to_string() }
    }
}

/// An older line, which the rows have.
pub(crate) const fn line(row: &BidRow) -> BidLine {
    let BidRow { sequence, moment, paddle, amount } = *row;
    BidLine { sequence, moment, paddle, amount }
}

/// The terms of an ascending sale.
pub(crate) fn ascending(terms: &Terms) -> Option<&AscendingTerms> {
    match terms {
        Terms::Ascending(terms) => Some(terms),
        Terms::Descending(_)
        | Terms::Hybrid(_)
        | Terms::Staged(_)
        | Terms::Sealed(_)
        | Terms::Weighted(_)
        | Terms::MultiUnit(_)
        | Terms::CallAuction(_)
        | Terms::Continuous(_)
        | Terms::Package(_) => None,
    }
}

/// What a lot's sale is doing, without its figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    Announced,
    Running(Phase),
    Suspended,
    Interrupted,
    Awarded,
    Divided,
    Unsold,
    Terminated,
}

impl State {
    /// Those in which no phase runs.
    const IDLE: [Self; 7] = [
        Self::Announced,
        Self::Suspended,
        Self::Interrupted,
        Self::Awarded,
        Self::Divided,
        Self::Unsold,
        Self::Terminated,
    ];

    /// All of them, those that run first.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Phase::ALL.into_iter().map(Self::Running).chain(Self::IDLE)
    }

    pub(crate) const fn of(standing: &Standing) -> Self {
        match standing {
            Standing::Announced { .. } => Self::Announced,
            Standing::Running { phase, .. } => Self::Running(*phase),
            Standing::Suspended { .. } => Self::Suspended,
            Standing::Interrupted { .. } => Self::Interrupted,
            Standing::Awarded { .. } => Self::Awarded,
            Standing::Divided { .. } => Self::Divided,
            Standing::Unsold { .. } => Self::Unsold,
            Standing::Terminated { .. } => Self::Terminated,
        }
    }

    pub(crate) const fn slug(self) -> &'static str {
        match self {
            Self::Announced => "announced",
            Self::Running(phase) => phase.slug(),
            Self::Suspended => "suspended",
            Self::Interrupted => "interrupted",
            Self::Awarded => "awarded",
            Self::Divided => "divided",
            Self::Unsold => "unsold",
            Self::Terminated => "terminated",
        }
    }

    pub(crate) fn from_slug(slug: &str) -> Option<Self> {
        Self::all().find(|state| state.slug() == slug)
    }

    /// Whether a phase runs.
    pub(crate) const fn is_running(self) -> bool {
        matches!(self, Self::Running(_))
    }

    /// Whether the sale has come to its end, sold or not.
    pub(crate) const fn is_over(self) -> bool {
        matches!(self, Self::Awarded | Self::Divided | Self::Unsold | Self::Terminated)
    }
}

/// Whether a lot's sale has come to its end; until then nobody may learn who stands behind a
/// paddle, nor where somebody has applied.
pub(crate) fn has_closed(board: &Board, lot: LotId) -> bool {
    board.lot(lot).is_some_and(|view| State::of(&view.standing).is_over())
}

/// The times of a lot that are known as it stands.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_field_names, reason = "the names under which programs know them")]
pub(crate) struct Times {
    pub(crate) opens_at: Moment,
    pub(crate) phase_ends_at: Option<Moment>,
    pub(crate) closes_at: Option<Moment>,
    pub(crate) resumes_at: Option<Moment>,
}

impl Times {
    pub(crate) fn of(view: &LotView) -> Self {
        let opens_at = view.card.terms.opens_at();
        let none = Self { opens_at, phase_ends_at: None, closes_at: None, resumes_at: None };
        match view.standing {
            Standing::Announced { opens_at } => Self { opens_at, ..none },
            Standing::Running { phase_ends_at, closes_at, .. } => {
                Self { phase_ends_at: Some(phase_ends_at), closes_at: Some(closes_at), ..none }
            }
            Standing::Suspended { resumes_at } | Standing::Interrupted { resumes_at } => {
                Self { resumes_at, ..none }
            }
            Standing::Awarded { closed_at, .. }
            | Standing::Divided { closed_at }
            | Standing::Unsold { closed_at, .. }
            | Standing::Terminated { closed_at } => Self { closes_at: Some(closed_at), ..none },
        }
    }

    /// What a reader waits for: the moment at which the next thing happens by itself.
    pub(crate) fn next(&self, state: State) -> Option<Moment> {
        match state {
            State::Announced => Some(self.opens_at),
            State::Running(_) => self.phase_ends_at,
            State::Suspended | State::Interrupted => self.resumes_at,
            State::Awarded | State::Divided | State::Unsold | State::Terminated => None,
        }
    }
}

pub(crate) const fn first_bid_slug(rule: FirstBid) -> &'static str {
    match rule {
        FirstBid::AtStart => "at-start",
        FirstBid::AboveStart => "above-start",
    }
}

/// The whole seconds of a length of time.
pub(crate) const fn whole_seconds(span: Span) -> u64 {
    span.to_std().as_secs()
}

pub(crate) const fn reserve_slug(reserve: Reserve) -> &'static str {
    match reserve {
        Reserve::None => "none",
        Reserve::Public(_) => "public",
        Reserve::Secret { .. } => "secret",
    }
}

pub(crate) const fn public_reserve(reserve: Reserve) -> Option<Money> {
    match reserve {
        Reserve::Public(price) => Some(price),
        Reserve::None | Reserve::Secret { .. } => None,
    }
}

pub(crate) const fn unsold_slug(reason: UnsoldReason) -> &'static str {
    match reason {
        UnsoldReason::NoBid => "no-bid",
        UnsoldReason::BelowReserve => "below-reserve",
        UnsoldReason::TooFewBidders => "too-few-bidders",
        UnsoldReason::WinnerDefaulted => "winner-defaulted",
    }
}
