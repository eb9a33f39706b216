//! What a sale is held to, fixed when the lot is published.

use lexicon::{Moment, Money, Secret, Span};
use serde::{Deserialize, Serialize};

use crate::{
    At, CallAuctionTerms, ContinuousTerms, DescendingTerms, HybridTerms, Increment, MultiUnitTerms,
    PackageTerms, Refusal, SealedTerms, StagedTerms, Term, WeightedTerms,
};

/// No span of the terms is longer: a sale of more than two years is a slip of the pen.
pub(crate) const SPAN_MAX: Span = Span::from_seconds(2 * 366 * 86_400);

/// What a sale is held to, by its method (竞价方式).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Terms {
    /// Prices rise until nobody bids more (增价).
    Ascending(Box<AscendingTerms>),
    /// The price falls until somebody accepts it (降价).
    Descending(Box<DescendingTerms>),
    /// The price falls, then sealed bids top it, then its holder may top them.
    Hybrid(Box<HybridTerms>),
    /// Stage by stage somebody agrees to the next price or increases it (阶段竞价).
    Staged(Box<StagedTerms>),
    /// Each bidder bids once, unseen (一次报价).
    Sealed(Box<SealedTerms>),
    /// Price and plan are weighed by a published formula (权重报价).
    Weighted(Box<WeightedTerms>),
    /// A quantity is divided among the best bids for parts of it.
    MultiUnit(Box<MultiUnitTerms>),
    /// Buyers and sellers meet at one price (集合竞价).
    CallAuction(Box<CallAuctionTerms>),
    /// Buyers and sellers meet as their orders come (连续竞价).
    Continuous(Box<ContinuousTerms>),
    /// The whole and its pieces are offered at the same time (整体与分零).
    Package(Box<PackageTerms>),
}

/// The name of a method (竞价方式).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is the variant of Terms of the same name")]
pub enum Method {
    Ascending,
    Descending,
    Hybrid,
    Staged,
    Sealed,
    Weighted,
    MultiUnit,
    CallAuction,
    Continuous,
    Package,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 10] = [
        Self::Ascending,
        Self::Descending,
        Self::Hybrid,
        Self::Staged,
        Self::Sealed,
        Self::Weighted,
        Self::MultiUnit,
        Self::CallAuction,
        Self::Continuous,
        Self::Package,
    ];

    /// As addresses and files write it: `call-auction`.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
            Self::Hybrid => "hybrid",
            Self::Staged => "staged",
            Self::Sealed => "sealed",
            Self::Weighted => "weighted",
            Self::MultiUnit => "multi-unit",
            Self::CallAuction => "call-auction",
            Self::Continuous => "continuous",
            Self::Package => "package",
        }
    }
}

impl Terms {
    /// The method.
    pub const fn method(&self) -> Method {
        match self {
            Self::Ascending(_) => Method::Ascending,
            Self::Descending(_) => Method::Descending,
            Self::Hybrid(_) => Method::Hybrid,
            Self::Staged(_) => Method::Staged,
            Self::Sealed(_) => Method::Sealed,
            Self::Weighted(_) => Method::Weighted,
            Self::MultiUnit(_) => Method::MultiUnit,
            Self::CallAuction(_) => Method::CallAuction,
            Self::Continuous(_) => Method::Continuous,
            Self::Package(_) => Method::Package,
        }
    }

    /// The same terms with bidding opening at this moment; a hard end moves with it.
    #[must_use]
    pub fn opening_at(&self, opens_at: Moment) -> Self {
        let mut terms = self.clone();
        let shift = opens_at.us().saturating_sub(self.opens_at().us());
        let shifted = |end: Moment| Moment::from_us(end.us().saturating_add(shift));
        match &mut terms {
            Self::Ascending(terms) => {
                terms.hard_end = terms.hard_end.map(shifted);
                terms.opens_at = opens_at;
            }
            Self::Staged(terms) => {
                terms.hard_end = shifted(terms.hard_end);
                terms.sale.opens_at = opens_at;
            }
            Self::Descending(terms) => terms.sale.opens_at = opens_at,
            Self::Hybrid(terms) => terms.sale.opens_at = opens_at,
            Self::Sealed(terms) => terms.sale.opens_at = opens_at,
            Self::Weighted(terms) => terms.sale.opens_at = opens_at,
            Self::MultiUnit(terms) => terms.sale.opens_at = opens_at,
            Self::CallAuction(terms) => terms.sale.opens_at = opens_at,
            Self::Continuous(terms) => terms.sale.opens_at = opens_at,
            Self::Package(terms) => terms.sale.opens_at = opens_at,
        }
        terms
    }

    /// When bidding opens.
    pub fn opens_at(&self) -> Moment {
        match self.held() {
            Held::Ascending(terms) => terms.opens_at,
            Held::Other(terms) => terms.opens_at,
        }
    }

    /// The least first bid (起始价); where prices fall, the first price.
    pub fn starting_price(&self) -> Money {
        match self.held() {
            Held::Ascending(terms) => terms.starting_price,
            Held::Other(terms) => terms.starting_price,
        }
    }

    /// How many bidders with a valid bid a sale needs.
    pub fn bidders_min(&self) -> u8 {
        match self.held() {
            Held::Ascending(terms) => terms.bidders_min,
            Held::Other(terms) => terms.bidders_min,
        }
    }

    /// How long before it bidding resumes a resumption is announced.
    pub fn resume_notice(&self) -> Span {
        match self.held() {
            Held::Ascending(terms) => terms.resume_notice,
            Held::Other(terms) => terms.resume_notice,
        }
    }

    /// How the least price at which the lot is sold is set.
    pub fn reserve(&self) -> Reserve {
        match self.held() {
            Held::Ascending(terms) => terms.reserve,
            Held::Other(terms) => terms.reserve,
        }
    }

    fn held(&self) -> Held<'_> {
        match self {
            Self::Ascending(terms) => Held::Ascending(terms),
            Self::Descending(terms) => Held::Other(&terms.sale),
            Self::Hybrid(terms) => Held::Other(&terms.sale),
            Self::Staged(terms) => Held::Other(&terms.sale),
            Self::Sealed(terms) => Held::Other(&terms.sale),
            Self::Weighted(terms) => Held::Other(&terms.sale),
            Self::MultiUnit(terms) => Held::Other(&terms.sale),
            Self::CallAuction(terms) => Held::Other(&terms.sale),
            Self::Continuous(terms) => Held::Other(&terms.sale),
            Self::Package(terms) => Held::Other(&terms.sale),
        }
    }
}

/// Where the terms stand that every method has: the ascending sale has them among its own.
enum Held<'a> {
    Ascending(&'a AscendingTerms),
    Other(&'a SaleTerms),
}

/// What the terms of every method hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaleTerms {
    /// When bidding opens.
    pub opens_at: Moment,
    /// The least first bid (起始价); where prices fall, the first price; where a quantity is sold,
    /// the least price for one unit.
    pub starting_price: Money,
    /// The least price at which the lot is sold (保留价).
    pub reserve: Reserve,
    /// How many bidders with a valid bid a sale needs: 1 or 2.
    pub bidders_min: u8,
    /// How long the only applicant has to agree to a price without bidding (协议); none where he
    /// bids like any other.
    pub agreement: Option<Span>,
    /// How priority holders exercise their right (优先购买权).
    pub priority: Priority,
    /// Which of two holders of the same rank goes first.
    pub equal_ranks: EqualRanks,
    /// What follows when the winner does not keep his word.
    pub on_default: OnDefault,
    /// How long before it bidding resumes a resumption is announced.
    pub resume_notice: Span,
}

impl SaleTerms {
    /// Looks whether these terms make sense whatever the method.
    pub(crate) fn check(&self, at: At) -> Result<(), Refusal> {
        self.check_from(at, self.starting_price)
    }

    /// The same where the price falls, so that a public reserve may lie below the first one.
    pub(crate) fn check_falling(&self, at: At) -> Result<(), Refusal> {
        self.check_from(at, Money::ZERO)
    }

    /// No public reserve is less than `least`.
    fn check_from(&self, at: At, least: Money) -> Result<(), Refusal> {
        first_invalid(&[
            (self.opens_at >= at.moment(), Term::OpensAt),
            (is_price(self.starting_price), Term::StartingPrice),
            (self.reserve.is_valid(least), Term::Reserve),
            (matches!(self.bidders_min, 1 | 2), Term::BiddersMin),
            // Who may agree alone is not one bidder too few.
            (self.agreement.is_none_or(is_phase), Term::Agreement),
            (self.priority.is_valid(), Term::Priority),
            (self.resume_notice <= SPAN_MAX, Term::ResumeNotice),
        ])
    }

    /// Looks whether rights of priority can be exercised where no leading bid is matched live.
    pub(crate) fn check_rights(&self) -> Result<(), Refusal> {
        let is_after_close = matches!(self.priority, Priority::MatchAfterClose { .. });
        first_invalid(&[
            (self.priority != Priority::MatchLive, Term::Priority),
            (self.equal_ranks == EqualRanks::ByTime || is_after_close, Term::EqualRanks),
        ])
    }

    /// What the course needs of the terms.
    pub(crate) fn frame(&self) -> Frame {
        Frame {
            opens_at: self.opens_at,
            hard_end: None,
            floor: self.starting_price,
            reserve: self.reserve,
            bidders_min: self.bidders_min,
            agreement: self.agreement,
            priority: self.priority,
            equal_ranks: self.equal_ranks,
            on_default: self.on_default,
            draws_lots: self.equal_ranks == EqualRanks::ByLot,
            resume_notice: self.resume_notice,
        }
    }
}

/// What the course needs of a sale's terms.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) opens_at: Moment,
    pub(crate) hard_end: Option<Moment>,
    /// The least that the only applicant agrees to.
    pub(crate) floor: Money,
    pub(crate) reserve: Reserve,
    pub(crate) bidders_min: u8,
    pub(crate) agreement: Option<Span>,
    pub(crate) priority: Priority,
    pub(crate) equal_ranks: EqualRanks,
    pub(crate) on_default: OnDefault,
    /// Whether lots may have to be drawn.
    pub(crate) draws_lots: bool,
    pub(crate) resume_notice: Span,
}

/// Which of two holders of the same rank of priority goes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum EqualRanks {
    /// Who answers or bids first.
    ByTime,
    /// Whose lot is drawn first (摇号); only where they are asked after the close.
    ByLot,
}

/// What follows when the winner does not keep his word (悔拍).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OnDefault {
    /// The lot is unsold and can be listed again without him.
    Relist,
    /// The next candidate gets it at his own price.
    NextCandidate,
}

/// A price that the exchange takes in.
pub(crate) fn is_price(amount: Money) -> bool {
    amount > Money::ZERO && amount <= Money::MAX
}

/// A phase that somebody can use: a second at least.
pub(crate) fn is_phase(length: Span) -> bool {
    length >= Span::SECOND && length <= SPAN_MAX
}

pub(crate) fn first_invalid(checks: &[(bool, Term)]) -> Result<(), Refusal> {
    match checks.iter().find(|(is_valid, _)| !is_valid) {
        Some(&(_, term)) => Err(Refusal::TermInvalid { term }),
        None => Ok(()),
    }
}

/// What an ascending sale is held to.
///
/// The free phase runs first, for [`AscendingTerms::free_bidding`]; with
/// [`AscendingTerms::timed_bidding`] a timed phase follows, otherwise the lot closes at the end of
/// the free phase, extended where [`AscendingTerms::extension`] says so.
///
/// Between the two, where the terms say so: the question who joins, a stop, and a time to prepare.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AscendingTerms {
    /// When bidding opens.
    pub opens_at: Moment,
    /// How long the free phase lasts (自由报价期); nothing where there is none.
    pub free_bidding: Span,
    /// How long bidding stops before the timed phase (停牌).
    pub stop_before_timed: Span,
    /// How long bidders are asked whether they join the timed phase; silence is no.
    pub join_question: Option<Span>,
    /// How long bidders prepare for the timed phase (准备期).
    pub preparation: Span,
    /// Who may bid in the timed phase.
    pub timed_entry: Entry,
    /// The timed phase (限时报价期).
    pub timed_bidding: Option<Countdown>,
    /// The increment of the timed phase where it differs from that of the free phase.
    pub timed_increment: Option<Increment>,
    /// The extension of a sale without timed phase (延时).
    pub extension: Option<Extension>,
    /// The moment past which nothing is extended.
    pub hard_end: Option<Moment>,
    /// The least first bid (起始价).
    pub starting_price: Money,
    /// Whether the first bid may equal the starting price.
    pub first_bid: FirstBid,
    /// By how much a bid must rise (加价幅度).
    pub increment: Increment,
    /// The least price at which the lot is sold (保留价).
    pub reserve: Reserve,
    /// Whether a leading bidder may bid again.
    pub own_overbid: OwnOverbid,
    /// How many bidders with a valid bid a sale needs: 1 or 2.
    pub bidders_min: u8,
    /// Whether a bidder may leave a ceiling (代理出价).
    pub proxy_bidding: ProxyBidding,
    /// From how far above the least bid a bid must be confirmed.
    pub jump_cap: Option<JumpCap>,
    /// How priority holders exercise their right (优先购买权).
    pub priority: Priority,
    /// Which of two holders of the same rank goes first.
    pub equal_ranks: EqualRanks,
    /// How long the only applicant has to agree to a price without bidding (协议); none where he
    /// bids like any other.
    pub agreement: Option<Span>,
    /// What follows when the winner does not keep his word.
    pub on_default: OnDefault,
    /// How long before it bidding resumes a resumption is announced.
    pub resume_notice: Span,
}

/// The timed phase: it ends when nobody bids for a whole cycle (限时报价期).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Countdown {
    /// How long the countdown runs from each valid bid (延时周期).
    pub cycle: Span,
}

/// A bid in the last `window` moves the close to at least `length` after it (延时).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// How long before the close a bid begins to extend; its first moment included.
    ///
    /// 法释〔2016〕18号第二十条: a bid in the five minutes before the end.
    pub window: Span,
    /// How long after the bid the lot closes at the earliest.
    pub length: Span,
    /// How often a lot is extended at most.
    pub count_max: Option<u16>,
}

/// Whether the first bid may equal the starting price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FirstBid {
    /// It may.
    AtStart,
    /// It must be one step higher.
    AboveStart,
}

/// The least price at which a lot is sold (保留价).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reserve {
    /// Every valid bid sells.
    None,
    /// Known to everyone.
    Public(Money),
    /// Secret, entered once by two people, compared with the price at the close. Where none is
    /// entered there is none.
    Secret {
        /// How long before the close it is entered at the earliest; at any time where absent.
        entered_from: Option<Span>,
        /// How long before the close it is entered at the latest.
        entered_until: Span,
    },
}

impl Reserve {
    /// The least price, where there is one: a secret one once it is entered.
    pub(crate) fn price(&self, entered: Option<Secret<Money>>) -> Option<Money> {
        match self {
            Self::None => None,
            Self::Public(reserve) => Some(*reserve),
            Self::Secret { .. } => entered.map(|reserve| *reserve.reveal()),
        }
    }

    pub(crate) fn is_valid(&self, starting_price: Money) -> bool {
        match *self {
            Self::None => true,
            Self::Public(reserve) => is_price(reserve) && reserve >= starting_price,
            Self::Secret { entered_from, entered_until } => {
                entered_until <= SPAN_MAX
                    && entered_from.is_none_or(|from| entered_until <= from && from <= SPAN_MAX)
            }
        }
    }
}

/// Whether a leading bidder may bid again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum OwnOverbid {
    /// He may not.
    Refused,
    /// He may.
    Allowed,
}

/// Whether a bidder may leave a ceiling up to which the exchange bids for him (代理出价).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProxyBidding {
    /// He may not.
    Refused,
    /// He may.
    Allowed,
}

/// Who may bid in the timed phase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Entry {
    /// Everyone admitted.
    All,
    /// Whoever has a valid bid.
    WithValidBid,
    /// Whoever has a valid bid, if so many bid in the last part of the free phase; otherwise the
    /// highest bid wins without timed phase (挂牌转拍卖).
    RecentBidders {
        /// How long that last part is.
        within: Span,
        /// How many must have bid in it.
        bidders_min: u8,
    },
}

/// From how far above the least bid a bid must be confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct JumpCap {
    /// So many steps above the least bid need no confirmation.
    pub steps: u32,
}

/// How priority holders exercise their right (优先购买权).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Priority {
    /// There are none.
    None,
    /// They may match the leading bid while bidding runs.
    MatchLive,
    /// They are asked after the close.
    MatchAfterClose {
        /// How long they have.
        window: Span,
    },
    /// They take part as ordinary bidders.
    Ordinary,
}

impl Priority {
    pub(crate) fn is_valid(self) -> bool {
        match self {
            Self::None | Self::MatchLive | Self::Ordinary => true,
            Self::MatchAfterClose { window } => is_phase(window),
        }
    }
}

macro_rules! boxed {
    ($($name:ident($terms:ty)),+ $(,)?) => {
        $(impl From<$terms> for Terms {
            fn from(terms: $terms) -> Self {
                Self::$name(Box::new(terms))
            }
        })+
    };
}

boxed!(
    Ascending(AscendingTerms),
    Descending(DescendingTerms),
    Hybrid(HybridTerms),
    Staged(StagedTerms),
    Sealed(SealedTerms),
    Weighted(WeightedTerms),
    MultiUnit(MultiUnitTerms),
    CallAuction(CallAuctionTerms),
    Continuous(ContinuousTerms),
    Package(PackageTerms),
);
