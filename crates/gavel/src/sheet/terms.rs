//! The terms of a sale as a file writes them.

use exchange::{
    AscendingTerms, CallAuctionTerms, ContinuousTerms, Countdown, Criterion, DescendingTerms,
    Entry, EqualRanks, Extension, FirstBid, HybridTerms, JumpCap, MultiUnitTerms, OnDefault,
    OwnOverbid, PackageTerms, Points, Preset, PriceFormula, Pricing, Priority, ProxyBidding,
    Reserve, SaleTerms, SealedTerms, StagedTerms, Terms, Tie, UnitPricing, WeightedTerms,
};
use lexicon::{Moment, Money, Quantity, Span, Unit};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Amount, IncrementRule, Length};

/// How long before it a resumption is announced, where the file does not say.
const RESUME_NOTICE: Span = Span::from_seconds(60);

/// Terms that a file writes.
pub(crate) trait Written {
    /// The terms of a sale that opens at this moment.
    fn terms(&self, opens_at: Moment) -> Result<Terms, String>;
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub(crate) enum $name { $($variant),+ }
    };
}

words! {
    /// How holders of a right of priority exercise it.
    PriorityWord { None, MatchLive, MatchAfterClose, Ordinary }
}
words! {
    /// Which of two equal ranks goes first.
    RankWord { ByTime, ByLot }
}
words! {
    /// What follows when the winner does not keep his word.
    DefaultWord { Relist, NextCandidate }
}
words! {
    /// Whether the first bid may equal the starting price.
    FirstBidWord { AtStart, AboveStart }
}
words! {
    /// Who bids in the timed phase.
    EntryWord { All, WithValidBid, RecentBidders }
}
words! {
    /// The terms that are used most.
    PresetWord { FreeAndTimed, CentralisedSession, Judicial, ListingThenAuction }
}
words! {
    /// What the winner of a sealed sale pays.
    PricingWord { First, Second }
}
words! {
    /// Who wins of those who bid the same.
    TieWord { ByTime, SecondRound, ByLot }
}
words! {
    /// How points follow from a price.
    FormulaWord { ShareOfHighest, ShareAboveStart, NearestToMean }
}
words! {
    /// What the winners of a quantity pay.
    UnitPricingWord { Uniform, PayAsBid }
}

/// A unit by its name.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct UnitWord(pub(crate) Unit);

impl TryFrom<String> for UnitWord {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let unit = Unit::ALL.into_iter().find(|unit| unit.slug() == text);
        unit.map(Self).ok_or_else(|| {
            let known = Unit::ALL.map(Unit::slug).join(", ");
            format!("{text}: no unit; there are {known}")
        })
    }
}

/// A whole number of units.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct QuantityText(pub(crate) Quantity);

impl TryFrom<String> for QuantityText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse().map(Self).map_err(|error| format!("{text}: {error}"))
    }
}

/// Points as a decimal number.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct PointsText(pub(crate) Points);

impl TryFrom<String> for PointsText {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let is_plain = text.bytes().all(|it| it.is_ascii_digit() || it == b'.')
            && text.starts_with(|it: char| it.is_ascii_digit())
            && text.ends_with(|it: char| it.is_ascii_digit());
        let points = if is_plain { text.parse().ok() } else { None };
        points.map(|points| Self(Points(points))).ok_or_else(|| format!("{text}: no points"))
    }
}

/// How a late bid extends a sale.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtensionSheet {
    window: Length,
    length: Length,
    count_max: Option<u16>,
}

impl ExtensionSheet {
    const fn of(self) -> Extension {
        Extension { window: self.window.0, length: self.length.0, count_max: self.count_max }
    }
}

/// A secret reserve.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SecretReserveSheet {
    /// How long before the close it is entered at the earliest.
    from: Option<Length>,
    /// How long before the close it is entered at the latest.
    until: Length,
}

fn reserve(public: Option<Amount>, secret: Option<SecretReserveSheet>) -> Result<Reserve, String> {
    match (public, secret) {
        (Some(_), Some(_)) => Err("reserve and secret_reserve: one of the two".to_owned()),
        (Some(price), None) => Ok(Reserve::Public(price.0)),
        (None, Some(secret)) => Ok(Reserve::Secret {
            entered_from: secret.from.map(|it| it.0),
            entered_until: secret.until.0,
        }),
        (None, None) => Ok(Reserve::None),
    }
}

fn priority(word: Option<PriorityWord>, window: Option<Length>) -> Result<Priority, String> {
    match (word.unwrap_or(PriorityWord::None), window) {
        (PriorityWord::MatchAfterClose, Some(window)) => {
            Ok(Priority::MatchAfterClose { window: window.0 })
        }
        (PriorityWord::MatchAfterClose, None) => {
            Err("priority_window: match-after-close needs one".to_owned())
        }
        (_, Some(_)) => Err("priority_window: only match-after-close has one".to_owned()),
        (PriorityWord::None, None) => Ok(Priority::None),
        (PriorityWord::MatchLive, None) => Ok(Priority::MatchLive),
        (PriorityWord::Ordinary, None) => Ok(Priority::Ordinary),
    }
}

const fn equal_ranks(word: Option<RankWord>) -> EqualRanks {
    match word {
        Some(RankWord::ByLot) => EqualRanks::ByLot,
        Some(RankWord::ByTime) | None => EqualRanks::ByTime,
    }
}

const fn on_default(word: Option<DefaultWord>) -> OnDefault {
    match word {
        Some(DefaultWord::NextCandidate) => OnDefault::NextCandidate,
        Some(DefaultWord::Relist) | None => OnDefault::Relist,
    }
}

/// A sheet of a method's own lines beside those that every method has.
macro_rules! sheet {
    (
        $(#[$doc:meta])* $name:ident { $($(#[$line:meta])* $field:ident: $kind:ty),* $(,)? }
        $(starts at $usual:ident)?
    ) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(crate) struct $name {
            $($(#[$line])* $field: $kind,)*
            /// Read before the rest.
            #[serde(rename = "method")]
            _method: Option<IgnoredAny>,
            starting_price: Option<Amount>,
            reserve: Option<Amount>,
            secret_reserve: Option<SecretReserveSheet>,
            bidders_min: Option<u8>,
            agreement: Option<Length>,
            priority: Option<PriorityWord>,
            priority_window: Option<Length>,
            equal_ranks: Option<RankWord>,
            on_default: Option<DefaultWord>,
            resume_notice: Option<Length>,
        }

        impl $name {
            /// The starting price where the file may leave it out.
            const fn usual_starting_price(&self) -> Option<Amount> {
                $(if true { return Some(self.$usual); })?
                None
            }

            fn sale(&self, opens_at: Moment) -> Result<SaleTerms, String> {
                let starting_price = self.starting_price.or(self.usual_starting_price());
                Ok(SaleTerms {
                    opens_at,
                    starting_price: starting_price.ok_or("starting_price: missing")?.0,
                    reserve: reserve(self.reserve, self.secret_reserve)?,
                    bidders_min: self.bidders_min.unwrap_or(1),
                    agreement: self.agreement.map(|it| it.0),
                    priority: priority(self.priority, self.priority_window)?,
                    equal_ranks: equal_ranks(self.equal_ranks),
                    on_default: on_default(self.on_default),
                    resume_notice: self.resume_notice.map_or(RESUME_NOTICE, |it| it.0),
                })
            }
        }
    };
}

sheet! {
    /// An ascending sale.
    AscendingSheet {
        preset: Option<PresetWord>,
        free: Option<Length>,
        stop_before_timed: Option<Length>,
        join_question: Option<Length>,
        preparation: Option<Length>,
        timed_entry: Option<EntryWord>,
        /// For `recent-bidders`: how long the last part of the free phase is.
        recent: Option<Length>,
        /// For `recent-bidders`: how many must have bid in it.
        recent_bidders_min: Option<u8>,
        countdown: Option<Length>,
        timed_increment: Option<Amount>,
        extension: Option<ExtensionSheet>,
        hard_end: Option<Length>,
        first_bid: Option<FirstBidWord>,
        increment: Amount,
        increment_rule: Option<IncrementRule>,
        own_overbid: Option<bool>,
        proxy_bidding: Option<bool>,
        jump_cap_steps: Option<u32>,
    }
}

impl AscendingSheet {
    /// What the file says nothing of: the preset's, or nothing.
    fn usual(&self, opens_at: Moment, starting_price: Money) -> AscendingTerms {
        let preset = match self.preset {
            Some(PresetWord::FreeAndTimed) => Preset::FreeAndTimed,
            Some(PresetWord::CentralisedSession) => Preset::CentralisedSession,
            Some(PresetWord::ListingThenAuction) => Preset::ListingThenAuction,
            Some(PresetWord::Judicial) | None => Preset::Judicial,
        };
        let increment = self.increment_rule.unwrap_or_default().of(self.increment.0);
        let terms = preset.terms(opens_at, starting_price, increment);
        if self.preset.is_some() {
            return terms;
        }
        let (extension, priority) = (None, Priority::None);
        AscendingTerms { free_bidding: Span::ZERO, extension, priority, ..terms }
    }

    fn entry(&self, usual: Entry) -> Result<Entry, String> {
        match (self.timed_entry, self.recent) {
            (Some(EntryWord::RecentBidders), Some(within)) => Ok(Entry::RecentBidders {
                within: within.0,
                bidders_min: self.recent_bidders_min.unwrap_or(2),
            }),
            (Some(EntryWord::RecentBidders), None) => {
                Err("recent: recent-bidders needs it".to_owned())
            }
            (_, Some(_)) => Err("recent: only recent-bidders has it".to_owned()),
            (Some(EntryWord::All), None) => Ok(Entry::All),
            (Some(EntryWord::WithValidBid), None) => Ok(Entry::WithValidBid),
            (None, None) => Ok(usual),
        }
    }
}

impl Written for AscendingSheet {
    fn terms(&self, opens_at: Moment) -> Result<Terms, String> {
        let sale = self.sale(opens_at)?;
        let usual = self.usual(opens_at, sale.starting_price);
        let timed_step = self.timed_increment.map(|step| step.0);
        let rule = self.increment_rule.unwrap_or_default();
        Ok(Terms::from(AscendingTerms {
            free_bidding: self.free.map_or(usual.free_bidding, |it| it.0),
            stop_before_timed: self.stop_before_timed.map_or(Span::ZERO, |it| it.0),
            join_question: self.join_question.map(|it| it.0),
            preparation: self.preparation.map_or(usual.preparation, |it| it.0),
            timed_entry: self.entry(usual.timed_entry)?,
            timed_bidding: self
                .countdown
                .map(|cycle| Countdown { cycle: cycle.0 })
                .or(usual.timed_bidding),
            timed_increment: timed_step.map(|step| rule.of(step)),
            extension: self.extension.map(ExtensionSheet::of).or(usual.extension),
            hard_end: self.hard_end.map(|end| opens_at + end.0),
            first_bid: match self.first_bid {
                Some(FirstBidWord::AboveStart) => FirstBid::AboveStart,
                Some(FirstBidWord::AtStart) | None => FirstBid::AtStart,
            },
            own_overbid: match self.own_overbid {
                Some(true) => OwnOverbid::Allowed,
                Some(false) | None => OwnOverbid::Refused,
            },
            proxy_bidding: match self.proxy_bidding {
                Some(true) => ProxyBidding::Allowed,
                Some(false) | None => ProxyBidding::Refused,
            },
            jump_cap: self.jump_cap_steps.map(|steps| JumpCap { steps }),
            reserve: sale.reserve,
            bidders_min: sale.bidders_min,
            priority: if self.priority.is_some() { sale.priority } else { usual.priority },
            equal_ranks: sale.equal_ranks,
            agreement: sale.agreement,
            on_default: sale.on_default,
            resume_notice: sale.resume_notice,
            ..usual
        }))
    }
}

sheet! {
    /// A descending sale.
    DescendingSheet { step: Amount, interval: Length, floor: Amount }
}

impl Written for DescendingSheet {
    fn terms(&self, opens_at: Moment) -> Result<Terms, String> {
        let (sale, step, interval) = (self.sale(opens_at)?, self.step.0, self.interval.0);
        Ok(Terms::from(DescendingTerms { sale, step, interval, floor: self.floor.0 }))
    }
}

sheet! {
    /// A hybrid sale.
    HybridSheet {
        step: Amount,
        interval: Length,
        floor: Amount,
        increment: Amount,
        sealed_bidding: Length,
        holders_bid: Length,
    }
}

impl Written for HybridSheet {
    fn terms(&self, opens_at: Moment) -> Result<Terms, String> {
        Ok(Terms::from(HybridTerms {
            sale: self.sale(opens_at)?,
            step: self.step.0,
            interval: self.interval.0,
            floor: self.floor.0,
            increment: self.increment.0,
            sealed_bidding: self.sealed_bidding.0,
            holders_bid: self.holders_bid.0,
        }))
    }
}

sheet! {
    /// A staged sale.
    StagedSheet { increment: Amount, stage: Length, pause: Length, hard_end: Length }
}

impl Written for StagedSheet {
    fn terms(&self, opens_at: Moment) -> Result<Terms, String> {
        Ok(Terms::from(StagedTerms {
            sale: self.sale(opens_at)?,
            increment: self.increment.0,
            stage: self.stage.0,
            pause: self.pause.0,
            hard_end: opens_at + self.hard_end.0,
        }))
    }
}

sheet! {
    /// A sealed sale.
    SealedSheet {
        bidding: Length,
        pricing: Option<PricingWord>,
        tie: Option<TieWord>,
        second_round: Option<Length>,
    }
}

impl Written for SealedSheet {
    fn terms(&self, opens_at: Moment) -> Result<Terms, String> {
        let tie = match (self.tie.unwrap_or(TieWord::ByTime), self.second_round) {
            (TieWord::SecondRound, Some(length)) => Tie::SecondRound { length: length.0 },
            (TieWord::SecondRound, None) => {
                return Err("second_round: the tie rule needs its length".to_owned());
            }
            (_, Some(_)) => return Err("second_round: only with tie = second-round".to_owned()),
            (TieWord::ByTime, None) => Tie::ByTime,
            (TieWord::ByLot, None) => Tie::ByLot,
        };
        let pricing = match self.pricing {
            Some(PricingWord::Second) => Pricing::Second,
            Some(PricingWord::First) | None => Pricing::First,
        };
        let (sale, bidding) = (self.sale(opens_at)?, self.bidding.0);
        Ok(Terms::from(SealedTerms { sale, bidding, pricing, tie }))
    }
}

/// One criterion of a plan.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CriterionSheet {
    name: String,
    most: PointsText,
}

sheet! {
    /// A weighted sale.
    WeightedSheet {
        bidding: Length,
        price_points: PointsText,
        criteria: Vec<CriterionSheet>,
        formula: Option<FormulaWord>,
        places: Option<u8>,
    }
}

impl Written for WeightedSheet {
    fn terms(&self, opens_at: Moment) -> Result<Terms, String> {
        let criterion = |it: &CriterionSheet| Criterion { name: it.name.clone(), most: it.most.0 };
        Ok(Terms::from(WeightedTerms {
            sale: self.sale(opens_at)?,
            bidding: self.bidding.0,
            price_points: self.price_points.0,
            criteria: self.criteria.iter().map(criterion).collect(),
            formula: match self.formula {
                Some(FormulaWord::ShareOfHighest) | None => PriceFormula::ShareOfHighest,
                Some(FormulaWord::ShareAboveStart) => PriceFormula::ShareAboveStart,
                Some(FormulaWord::NearestToMean) => PriceFormula::NearestToMean,
            },
            places: self.places.unwrap_or(2),
        }))
    }
}

sheet! {
    /// A sale of a quantity.
    MultiUnitSheet {
        unit: UnitWord,
        quantity: QuantityText,
        lot: QuantityText,
        bidder_cap: Option<QuantityText>,
        bids_each_max: Option<u32>,
        bidding: Length,
        pricing: Option<UnitPricingWord>,
    }
}

impl Written for MultiUnitSheet {
    fn terms(&self, opens_at: Moment) -> Result<Terms, String> {
        Ok(Terms::from(MultiUnitTerms {
            sale: self.sale(opens_at)?,
            unit: self.unit.0,
            quantity: self.quantity.0,
            lot: self.lot.0,
            bidder_cap: self.bidder_cap.map_or(self.quantity.0, |it| it.0),
            bids_each_max: self.bids_each_max.unwrap_or(10),
            bidding: self.bidding.0,
            pricing: match self.pricing {
                Some(UnitPricingWord::PayAsBid) => UnitPricing::PayAsBid,
                Some(UnitPricingWord::Uniform) | None => UnitPricing::Uniform,
            },
        }))
    }
}

sheet! {
    /// A call auction.
    CallAuctionSheet {
        unit: UnitWord,
        lot: QuantityText,
        tick: Amount,
        reference: Amount,
        lowest: Amount,
        highest: Amount,
        orders_each_max: Option<u32>,
        order_entry: Length,
    }
    starts at lowest
}

impl Written for CallAuctionSheet {
    fn terms(&self, opens_at: Moment) -> Result<Terms, String> {
        Ok(Terms::from(CallAuctionTerms {
            sale: self.sale(opens_at)?,
            unit: self.unit.0,
            lot: self.lot.0,
            tick: self.tick.0,
            reference: self.reference.0,
            lowest: self.lowest.0,
            highest: self.highest.0,
            orders_each_max: self.orders_each_max.unwrap_or(10),
            order_entry: self.order_entry.0,
        }))
    }
}

sheet! {
    /// Continuous matching.
    ContinuousSheet {
        unit: UnitWord,
        lot: QuantityText,
        tick: Amount,
        lowest: Amount,
        highest: Amount,
        orders_each_max: Option<u32>,
        day: Length,
    }
    starts at lowest
}

impl Written for ContinuousSheet {
    fn terms(&self, opens_at: Moment) -> Result<Terms, String> {
        Ok(Terms::from(ContinuousTerms {
            sale: self.sale(opens_at)?,
            unit: self.unit.0,
            lot: self.lot.0,
            tick: self.tick.0,
            lowest: self.lowest.0,
            highest: self.highest.0,
            orders_each_max: self.orders_each_max.unwrap_or(10),
            day: self.day.0,
        }))
    }
}

sheet! {
    /// A whole and its pieces.
    PackageSheet {
        pieces: Vec<Amount>,
        increment: Amount,
        bidding: Length,
        extension: Option<ExtensionSheet>,
    }
}

impl Written for PackageSheet {
    fn terms(&self, opens_at: Moment) -> Result<Terms, String> {
        Ok(Terms::from(PackageTerms {
            sale: self.sale(opens_at)?,
            pieces: self.pieces.iter().map(|price| price.0).collect(),
            increment: self.increment.0,
            bidding: self.bidding.0,
            extension: self.extension.map(ExtensionSheet::of),
        }))
    }
}
