//! What a seller fills in, in plain words, and the terms that follow from it.
//!
//! A sale has many more terms than a seller should have to choose: the form asks for those that
//! differ from sale to sale and starts with those that are usual for the category; the others are
//! the same for every sale listed this way. The centre sees all of them before it accepts.

use exchange::{
    AscendingTerms, Countdown, Entry, EqualRanks, Extension, FirstBid, Increment, Ladder,
    ListedLot, OnDefault, OwnOverbid, Priority, ProxyBidding, Refusal, Reserve, SaleRefusal, Term,
    Terms, TextField, Title, TradingRefusal,
};
use lexicon::{Category, Moment, Region, Span};

use crate::pages::form::{Fault, Typed, at};
use crate::pages::words;
use crate::problem::{Cause, Problem, Wanted};

/// The most characters of a description.
pub(super) const DESCRIPTION_LENGTH_MAX: usize = 10_000;
/// How long before the close a secret reserve is entered at the latest.
const RESERVE_ENTERED_UNTIL: Span = Span::MINUTE;
/// How long before it bidding resumes a resumption is announced.
const RESUME_NOTICE: Span = Span::from_seconds(10 * 60);
/// The largest number of a length of time.
const COUNT_MAX: u64 = 10_000;

/// The fields of the form that are not files.
pub(super) const FIELDS: [&str; 21] = [
    "category",
    "title",
    "title_en",
    "region",
    "place",
    "description",
    "starting_price",
    "deposit",
    "increment",
    "increment_rule",
    "reserve",
    "reserve_price",
    "method",
    "free_count",
    "free_unit",
    "countdown_count",
    "countdown_unit",
    "disclosure_count",
    "disclosure_unit",
    "result_notice_count",
    "result_notice_unit",
];

/// What a form wishes for, read.
pub(super) struct Wish {
    pub(super) category: Category,
    pub(super) region: Option<Region>,
    pub(super) lot: ListedLot,
    pub(super) disclosure: Span,
    pub(super) result_notice: Span,
    pub(super) description: String,
}

/// What is usual for a category: lengths as number and unit.
pub(super) struct Usual {
    pub(super) disclosure: (u64, Unit),
    pub(super) free: (u64, Unit),
    pub(super) countdown: (u64, Unit),
    pub(super) result_notice: (u64, Unit),
}

/// A unit of time that a form offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Seconds,
    Minutes,
    Hours,
    Days,
}

impl Unit {
    const ALL: [Self; 4] = [Self::Seconds, Self::Minutes, Self::Hours, Self::Days];

    pub(super) const fn slug(self) -> &'static str {
        match self {
            Self::Seconds => "seconds",
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }

    const fn seconds(self) -> u64 {
        match self {
            Self::Seconds => 1,
            Self::Minutes => 60,
            Self::Hours => 3_600,
            Self::Days => 86_400,
        }
    }

    fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.slug() == slug)
    }
}

impl Usual {
    /// What the form begins with. Working days are given as the calendar days that hold them.
    pub(super) const fn of(category: Category) -> Self {
        let disclosure = match category {
            Category::RuralRight | Category::EnvironmentalRight => (14, Unit::Days),
            Category::StateAsset => (28, Unit::Days),
            Category::ConfiscatedGoods | Category::ComprehensiveRight => (7, Unit::Days),
            Category::NaturalResource => (20, Unit::Days),
        };
        let countdown = match category {
            Category::StateAsset | Category::NaturalResource => (5, Unit::Minutes),
            Category::RuralRight
            | Category::ConfiscatedGoods
            | Category::ComprehensiveRight
            | Category::EnvironmentalRight => (3, Unit::Minutes),
        };
        Self { disclosure, free: (2, Unit::Hours), countdown, result_notice: (7, Unit::Days) }
    }
}

/// A length of time in the largest unit that says it without a rest.
pub(super) fn in_units(span: Span) -> (u64, Unit) {
    let seconds = span.to_std().as_secs();
    let fits = |unit: &Unit| seconds > 0 && seconds.is_multiple_of(unit.seconds());
    let unit = Unit::ALL.into_iter().rev().find(fits).unwrap_or(Unit::Seconds);
    (seconds.checked_div(unit.seconds()).unwrap_or(0), unit)
}

/// Reads what was typed, and names everything that is wrong with it at once.
pub(super) fn read(typed: &Typed) -> Result<Wish, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut keep = |fault: Fault| faults.push(fault);
    let category = chosen(typed, "category", Category::from_slug).map_err(&mut keep).ok();
    let region = region(typed).map_err(&mut keep).ok();
    let title = title(typed).map_err(&mut keep).ok();
    let deposit = typed.amount("deposit").map_err(&mut keep).ok();
    let disclosure = length(typed, "disclosure").map_err(&mut keep).ok();
    let result_notice = length(typed, "result_notice").map_err(&mut keep).ok();
    let description = description(typed).map_err(&mut keep).ok();
    let terms = match terms(typed) {
        Ok(terms) => Some(terms),
        Err(wrong) => {
            faults.extend(wrong);
            None
        }
    };
    let wish = category.zip(region).zip(title).zip(deposit).zip(disclosure).zip(result_notice);
    let wish = wish.zip(description).zip(terms);
    let Some((
        ((((((category, region), title), deposit), disclosure), notice), description),
        terms,
    )) = wish
    else {
        return Err(faults);
    };
    let place = typed.text("place").to_owned();
    let lot = ListedLot { title, place, terms, deposit };
    Ok(Wish { category, region, lot, disclosure, result_notice: notice, description })
}

fn chosen<T>(
    typed: &Typed,
    name: &'static str,
    from_slug: impl Fn(&str) -> Option<T>,
) -> Result<T, Fault> {
    let unknown = Cause::UnacceptableField { field: name, wanted: Wanted::Choice };
    from_slug(typed.text(name)).ok_or_else(|| at(name)(unknown))
}

fn region(typed: &Typed) -> Result<Option<Region>, Fault> {
    let text = typed.text("region");
    if text.is_empty() {
        return Ok(None);
    }
    let wanted = Cause::UnacceptableField { field: "region", wanted: Wanted::Region };
    text.parse().map(Some).map_err(|_| at("region")(wanted))
}

fn title(typed: &Typed) -> Result<Title, Fault> {
    let (chinese, english) = (typed.text("title").to_owned(), typed.text("title_en").to_owned());
    let title = Title { chinese, english };
    match title.check() {
        Ok(()) => Ok(title),
        Err(refusal) => {
            let cause = Cause::Refused(refusal.into());
            let name = field_of(&cause).unwrap_or("title");
            Err(at(name)(cause))
        }
    }
}

fn description(typed: &Typed) -> Result<String, Fault> {
    let text = typed.text("description").replace("\r\n", "\n");
    let is_long = text.chars().nth(DESCRIPTION_LENGTH_MAX).is_some();
    if is_long || words::is_unprintable(&text) {
        let wanted = Cause::UnacceptableField { field: "description", wanted: Wanted::Text };
        return Err(at("description")(wanted));
    }
    Ok(text)
}

/// A length of time, as number and unit.
fn length(typed: &Typed, name: &'static str) -> Result<Span, Fault> {
    let (count, unit) = match name {
        "free" => ("free_count", "free_unit"),
        "countdown" => ("countdown_count", "countdown_unit"),
        "disclosure" => ("disclosure_count", "disclosure_unit"),
        _ => ("result_notice_count", "result_notice_unit"),
    };
    let unit = chosen(typed, unit, Unit::from_slug)?;
    let count = typed.count(count, COUNT_MAX)?;
    Ok(Span::from_seconds(count.saturating_mul(unit.seconds())))
}

fn terms(typed: &Typed) -> Result<Terms, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut keep = |fault: Fault| faults.push(fault);
    let starting_price = typed.amount("starting_price").map_err(&mut keep).ok();
    let increment = increment(typed).map_err(&mut keep).ok();
    let reserve = reserve(typed).map_err(&mut keep).ok();
    let free_bidding = length(typed, "free").map_err(&mut keep).ok();
    let cycle = length(typed, "countdown").map_err(&mut keep).ok();
    let has_countdown = chosen(typed, "method", |slug| match slug {
        "free-timed" => Some(true),
        "free-extension" => Some(false),
        _ => None,
    });
    let has_countdown = has_countdown.map_err(&mut keep).ok();
    let read = starting_price.zip(increment).zip(reserve).zip(free_bidding).zip(cycle);
    let Some((((((starting_price, increment), reserve), free_bidding), cycle), has_countdown)) =
        read.zip(has_countdown)
    else {
        return Err(faults);
    };
    let extension = Extension { window: cycle, length: cycle, count_max: None };
    Ok(Terms::Ascending(Box::new(AscendingTerms {
        // Set when the listing is disclosed; a fixed one, so that a form sent again is the same.
        opens_at: Moment::UNIX,
        free_bidding,
        stop_before_timed: Span::ZERO,
        join_question: None,
        preparation: Span::ZERO,
        timed_entry: Entry::All,
        timed_bidding: has_countdown.then_some(Countdown { cycle }),
        timed_increment: None,
        extension: (!has_countdown).then_some(extension),
        hard_end: None,
        starting_price,
        first_bid: FirstBid::AtStart,
        increment,
        reserve,
        own_overbid: OwnOverbid::Refused,
        bidders_min: 1,
        proxy_bidding: ProxyBidding::Allowed,
        jump_cap: None,
        priority: Priority::None,
        equal_ranks: EqualRanks::ByTime,
        agreement: None,
        on_default: OnDefault::Relist,
        resume_notice: RESUME_NOTICE,
    })))
}

fn increment(typed: &Typed) -> Result<Increment, Fault> {
    let ladder = Ladder::fixed(typed.amount("increment")?);
    chosen(typed, "increment_rule", |slug| match slug {
        "multiple" => Some(Increment::Multiple(ladder.clone())),
        "at-least" => Some(Increment::AtLeast(ladder.clone())),
        _ => None,
    })
}

fn reserve(typed: &Typed) -> Result<Reserve, Fault> {
    let until = RESERVE_ENTERED_UNTIL;
    match typed.text("reserve") {
        "public" => typed.amount("reserve_price").map(Reserve::Public),
        kind => chosen(typed, "reserve", |_| match kind {
            "none" => Some(Reserve::None),
            "secret" => Some(Reserve::Secret { entered_from: None, entered_until: until }),
            _ => None,
        }),
    }
}

/// The field that a refusal of the exchange is about.
pub(super) fn field_of(cause: &Cause) -> Option<&'static str> {
    match cause {
        Cause::Refused(Refusal::Trading(refusal)) => trading_field(refusal),
        Cause::Refused(Refusal::Sale(SaleRefusal::TermInvalid { term })) => term_field(*term),
        _ => None,
    }
}

fn trading_field(refusal: &TradingRefusal) -> Option<&'static str> {
    Some(match refusal {
        TradingRefusal::TextLength { field, .. } | TradingRefusal::TextUnprintable { field } => {
            match field {
                TextField::TitleChinese => "title",
                TextField::TitleEnglish => "title_en",
                TextField::Place => "place",
                TextField::Caption => "file_1",
                TextField::Reason => return None,
            }
        }
        TradingRefusal::DepositOutOfRange { .. } => "deposit",
        TradingRefusal::DisclosureOutOfRange { .. } => "disclosure_count",
        TradingRefusal::ResultNoticeOutOfRange { .. } => "result_notice_count",
        TradingRefusal::TooManyDocuments { .. } | TradingRefusal::DocumentTwice => "file_1",
        _ => return None,
    })
}

const fn term_field(term: Term) -> Option<&'static str> {
    Some(match term {
        Term::StartingPrice => "starting_price",
        Term::Increment => "increment",
        Term::Reserve => "reserve_price",
        Term::FreeBidding => "free_count",
        Term::TimedBidding | Term::Extension => "countdown_count",
        Term::OpensAt => "disclosure_count",
        _ => return None,
    })
}

/// Puts the faults of an answer beside their fields.
pub(super) fn placed(problem: Problem) -> Vec<Fault> {
    vec![(field_of(&problem.cause), problem)]
}
