//! The lots of a demonstration, from a script or from the sample.

use std::path::Path;

use anyhow::Context;
use exchange::{
    AscendingTerms, Countdown, Document, Entry, EqualRanks, Extension, FirstBid, ListedLot, Media,
    OnDefault, OwnOverbid, Priority, ProxyBidding, Reserve, Submission, Terms, Title, Visibility,
};
use lexicon::{Category, Digest, Moment, Money, Region, Span};
use serde::Deserialize;

use crate::exit::Exit;
use crate::sheet::{IncrementRule, Length, Offset, amount};

/// The sample that is shown where no script is given.
const SAMPLE: &str = include_str!("sample.toml");
/// The most lots of a script.
const LOTS_MAX: usize = 10_000;

/// The lots of a demonstration.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DemoScript {
    /// Whether bidders of the program's own bid through the public interface.
    #[serde(default)]
    pub(super) simulated_bidders: bool,
    /// The lots, numbered from 1 in this order.
    #[serde(rename = "lot")]
    pub(super) lots: Vec<ScriptLot>,
}

/// One lot.
#[expect(clippy::struct_excessive_bools, reason = "each is a line of a script")]
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScriptLot {
    title: String,
    #[serde(default)]
    title_en: String,
    category: String,
    /// When bidding opens, from the program's start: `10m`, or `-10m` for a past opening.
    pub(super) opens: Offset,
    #[serde(default)]
    free: Length,
    countdown: Option<Length>,
    extension: Option<ScriptExtension>,
    /// The hard end, from the program's start.
    hard_end: Option<Offset>,
    starting_price: String,
    increment: String,
    #[serde(default)]
    increment_rule: IncrementRule,
    #[serde(default)]
    first_bid: FirstBidRule,
    /// A public reserve.
    reserve: Option<String>,
    #[serde(default)]
    secret_reserve: bool,
    #[serde(default)]
    own_overbid: bool,
    #[serde(default = "one")]
    bidders_min: u8,
    #[serde(default)]
    proxy_bidding: bool,
    #[serde(default = "five_seconds")]
    resume_notice: Length,
    /// Who is admitted; everyone where nobody is named.
    pub(super) admit: Option<Vec<String>>,
    /// What an applicant puts up; a tenth of the starting price where it is not said.
    deposit: Option<String>,
    /// Where the lot lies.
    #[serde(default)]
    place: String,
    /// In which administrative division.
    region: Option<String>,
    /// What the seller writes about it.
    #[serde(default)]
    pub(super) description: String,
    /// Texts that its listing names.
    #[serde(default, rename = "document")]
    pub(super) documents: Vec<ScriptDocument>,
    /// Until when applications are taken, from the program's start.
    #[serde(default = "two_hours")]
    pub(super) applications_until: Offset,
    /// How long its result is published at the least.
    #[serde(default = "five_days")]
    result_notice: Length,
    /// When the exchange was not open in its last window.
    pub(super) interrupted: Option<Offset>,
    /// Whether everything up to the certificate lies in the past, once it is sold.
    #[serde(default)]
    pub(super) certified: bool,
    /// Who has applied and put up the deposit, and waits to be examined.
    #[serde(default)]
    pub(super) waiting: Vec<String>,
    /// Whether its listing still waits to be examined; only behind all lots that do not.
    #[serde(default)]
    pub(super) submitted_only: bool,
    /// Bids of the past.
    #[serde(default, rename = "bid")]
    pub(super) bids: Vec<ScriptBid>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptExtension {
    window: Length,
    length: Length,
}

/// A text that a listing names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScriptDocument {
    pub(super) caption: String,
    pub(super) text: String,
    /// Whether only the centre reads it.
    #[serde(default)]
    staff_only: bool,
}

/// A bid of the past.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScriptBid {
    pub(super) bidder: String,
    /// When, from the program's start: `-90s`.
    pub(super) at: Offset,
    pub(super) amount: String,
}

#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum FirstBidRule {
    #[default]
    AtStart,
    AboveStart,
}

impl DemoScript {
    /// Reads a script, or the sample.
    pub(super) fn load(path: Option<&Path>) -> Result<Self, Exit> {
        let (name, text) = match path {
            None => ("the sample".to_owned(), SAMPLE.to_owned()),
            Some(path) => {
                let name = path.display().to_string();
                let text = std::fs::read_to_string(path);
                (name.clone(), text.with_context(|| format!("read {name}"))?)
            }
        };
        let script: Self =
            toml::from_str(&text).map_err(|error| Exit::Use(format!("{name}: {error}")))?;
        if script.lots.is_empty() || script.lots.len() > LOTS_MAX {
            return Err(Exit::Use(format!("{name}: a script has 1 to {LOTS_MAX} lots")));
        }
        if !script.lots.is_sorted_by_key(|lot| lot.submitted_only) {
            let why = "lots whose listing is only submitted come last";
            return Err(Exit::Use(format!("{name}: {why}")));
        }
        for (number, lot) in (1..).zip(&script.lots) {
            lot.check().map_err(|why| Exit::Use(format!("{name}: lot {number}: {why}")))?;
        }
        Ok(script)
    }
}

impl ScriptDocument {
    /// The document, once its text is kept.
    pub(super) fn kept(&self, digest: Digest) -> Document {
        let visibility = if self.staff_only { Visibility::Staff } else { Visibility::Public };
        Document { digest, caption: self.caption.clone(), media: Media::Text, visibility }
    }
}

impl ScriptLot {
    pub(super) fn title(&self) -> Title {
        Title { chinese: self.title.clone(), english: self.title_en.clone() }
    }

    pub(super) fn category(&self) -> Result<Category, String> {
        let category = Category::from_slug(&self.category);
        category.ok_or_else(|| format!("{} is no category", self.category))
    }

    /// The terms, from the program's start.
    pub(super) fn terms(&self, start: Moment) -> Result<Terms, String> {
        let increment = self.increment_rule.of(amount(&self.increment)?);
        let reserve = match &self.reserve {
            Some(_) if self.secret_reserve => return Err("two reserves".to_owned()),
            Some(reserve) => Reserve::Public(amount(reserve)?),
            None if self.secret_reserve => {
                Reserve::Secret { entered_from: None, entered_until: Span::MINUTE }
            }
            None => Reserve::None,
        };
        Ok(Terms::Ascending(Box::new(AscendingTerms {
            opens_at: self.opens.from(start),
            free_bidding: self.free.0,
            stop_before_timed: Span::ZERO,
            join_question: None,
            preparation: Span::ZERO,
            timed_entry: Entry::All,
            timed_bidding: self.countdown.map(|cycle| Countdown { cycle: cycle.0 }),
            timed_increment: None,
            extension: self.extension.as_ref().map(|extension| Extension {
                window: extension.window.0,
                length: extension.length.0,
                count_max: None,
            }),
            hard_end: self.hard_end.map(|end| end.from(start)),
            starting_price: amount(&self.starting_price)?,
            first_bid: match self.first_bid {
                FirstBidRule::AtStart => FirstBid::AtStart,
                FirstBidRule::AboveStart => FirstBid::AboveStart,
            },
            increment,
            reserve,
            own_overbid: if self.own_overbid { OwnOverbid::Allowed } else { OwnOverbid::Refused },
            bidders_min: self.bidders_min,
            proxy_bidding: if self.proxy_bidding {
                ProxyBidding::Allowed
            } else {
                ProxyBidding::Refused
            },
            jump_cap: None,
            priority: Priority::None,
            equal_ranks: EqualRanks::ByTime,
            agreement: None,
            on_default: OnDefault::Relist,
            resume_notice: self.resume_notice.0,
        })))
    }

    /// What its seller submits, but for the files.
    pub(super) fn submission(&self, start: Moment) -> Result<Submission, String> {
        let terms = self.terms(start)?;
        let deposit = match &self.deposit {
            Some(deposit) => amount(deposit)?,
            None => tenth(terms.starting_price()),
        };
        let region = self.region.as_ref().map(|text| text.parse::<Region>());
        let region = region.transpose().map_err(|error| error.to_string())?;
        let (title, place) = (self.title(), self.place.clone());
        Ok(Submission {
            category: self.category()?,
            region,
            lots: vec![ListedLot { title, place, terms, deposit }],
            disclosure: Span::DAY,
            result_notice: self.result_notice.0,
            description: None,
            documents: Vec::new(),
        })
    }

    fn check(&self) -> Result<(), String> {
        self.submission(Moment::UNIX)?;
        self.category()?;
        self.terms(Moment::UNIX)?;
        self.bids.iter().try_for_each(|bid| amount(&bid.amount).map(|_| ()))
    }
}

/// A tenth, down to the yuan.
fn tenth(price: Money) -> Money {
    Money::from_fen(price.fen() / 1_000 * 100)
}

fn two_hours() -> Offset {
    Offset::After(Span::from_seconds(2 * 3_600))
}

fn five_days() -> Length {
    Length(Span::from_seconds(5 * 86_400))
}

fn one() -> u8 {
    1
}

fn five_seconds() -> Length {
    Length(Span::from_seconds(5))
}
