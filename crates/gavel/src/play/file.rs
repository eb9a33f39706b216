//! The file of a sale on paper.

use std::collections::BTreeSet;
use std::ops::Range;

use exchange::{Method, Order, Part, PriorityAnswer, QuantityBid, Side, Terms};
use lexicon::{Moment, Money, OrderNumber, Quantity, Rank, Unit};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use crate::sheet::{
    Amount, AscendingSheet, CallAuctionSheet, ContinuousSheet, DescendingSheet, HybridSheet,
    MultiUnitSheet, Offset, PackageSheet, PointsText, QuantityText, SealedSheet, StagedSheet,
    UnitWord, WeightedSheet, Written,
};

/// When every sale on paper opens: 2000-01-01T09:00:00+08:00.
pub(super) const OPENS_AT_US: i64 = 946_688_400_000_000;
/// The most commands of a file.
const COMMANDS_MAX: usize = 100_000;
/// The most parties of a file.
const PARTIES_MAX: usize = 10_000;

/// A sale on paper.
#[derive(Debug)]
pub(super) struct Paper {
    pub(super) title: String,
    pub(super) terms: Terms,
    pub(super) parties: Vec<PaperParty>,
    pub(super) commands: Vec<PaperCommand>,
}

/// Who takes part.
#[derive(Debug)]
pub(super) struct PaperParty {
    pub(super) paddle: u32,
    /// When he is admitted; none for one who never is.
    pub(super) admitted_at: Option<Moment>,
    pub(super) until: Option<Moment>,
    pub(super) ceiling: Option<Money>,
    pub(super) rank: Option<Rank>,
}

/// What somebody asks for.
#[derive(Debug)]
pub(super) struct PaperCommand {
    pub(super) line: usize,
    pub(super) at: Moment,
    pub(super) deed: Deed,
}

/// What is asked for.
#[derive(Debug)]
pub(super) enum Deed {
    /// By a bidder.
    Bidder { paddle: u32, wish: Wish },
    /// By the rules: a bidder's right to bid ends.
    Stop { paddle: u32 },
    /// By two people of the centre.
    Scores { paddle: u32, points: Vec<exchange::Points> },
    /// By two people of the centre.
    Reserve(Money),
    /// By two people of the centre.
    Suspend(String),
    /// By two people of the centre.
    Resume(Moment),
    /// By two people of the centre.
    ResumeFromBreak(Moment),
    /// By two people of the centre.
    Terminate(String),
    /// By two people of the centre.
    Default(String),
    /// The exchange was not open in between.
    Outage { from: Moment, until: Moment },
}

/// What a bidder asks for.
#[derive(Debug)]
pub(super) enum Wish {
    Bid { amount: Money, confirmed: bool },
    Ceiling(Money),
    Sealed(Money),
    Join(bool),
    Priority(PriorityAnswer),
    Quantity(QuantityBid),
    Order(Order),
    Cancel(OrderNumber),
    Piece { part: Part, amount: Money },
}

#[derive(Deserialize)]
struct Head {
    terms: HeadTerms,
}

#[derive(Deserialize)]
struct HeadTerms {
    method: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sheet<T> {
    #[serde(default)]
    title: String,
    terms: Spanned<T>,
    #[serde(default, rename = "party")]
    parties: Vec<Spanned<PartySheet>>,
    #[serde(default, rename = "command")]
    commands: Vec<Spanned<CommandSheet>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartySheet {
    paddle: u32,
    rank: Option<u8>,
    /// When he is admitted; before the opening where it is not said.
    admitted: Option<Offset>,
    /// Whether he never is.
    #[serde(default)]
    never_admitted: bool,
    until: Option<Offset>,
    ceiling: Option<Amount>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum AnswerWord {
    Take,
    Waive,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutageSheet {
    from: Offset,
    until: Offset,
}

/// One command: exactly one of the deeds, and what belongs to it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CommandSheet {
    at: Offset,
    paddle: Option<u32>,
    bid: Option<Amount>,
    confirmed: Option<bool>,
    ceiling: Option<Amount>,
    sealed_bid: Option<Amount>,
    joins: Option<bool>,
    priority: Option<AnswerWord>,
    wants: Option<QuantityText>,
    buys: Option<QuantityText>,
    sells: Option<QuantityText>,
    price: Option<Amount>,
    unit: Option<UnitWord>,
    cancels: Option<u32>,
    part: Option<String>,
    stops: Option<bool>,
    scores: Option<Vec<PointsText>>,
    reserve: Option<Amount>,
    suspend: Option<String>,
    resume_at: Option<Offset>,
    resume_from_break_at: Option<Offset>,
    terminate: Option<String>,
    default: Option<String>,
    outage: Option<OutageSheet>,
}

/// Reads a file; what is wrong in it is named with its line.
pub(super) fn read(text: &str) -> Result<Paper, String> {
    let head: Head = parsed(text)?;
    let method = head.terms.method;
    let known = Method::ALL.into_iter().find(|known| known.slug() == method.get_ref());
    let Some(known) = known else {
        let all = Method::ALL.map(Method::slug).join(", ");
        let why = format!("{}: no method; there are {all}", method.get_ref());
        return Err(at_line(text, &method.span(), &why));
    };
    match known {
        Method::Ascending => paper::<AscendingSheet>(text),
        Method::Descending => paper::<DescendingSheet>(text),
        Method::Hybrid => paper::<HybridSheet>(text),
        Method::Staged => paper::<StagedSheet>(text),
        Method::Sealed => paper::<SealedSheet>(text),
        Method::Weighted => paper::<WeightedSheet>(text),
        Method::MultiUnit => paper::<MultiUnitSheet>(text),
        Method::CallAuction => paper::<CallAuctionSheet>(text),
        Method::Continuous => paper::<ContinuousSheet>(text),
        Method::Package => paper::<PackageSheet>(text),
    }
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| match error.span() {
        Some(span) => at_line(text, &span, error.message()),
        None => error.message().to_owned(),
    })
}

fn at_line(text: &str, span: &Range<usize>, why: &str) -> String {
    format!("line {}: {why}", line_of(text, span))
}

fn line_of(text: &str, span: &Range<usize>) -> usize {
    let before = text.get(..span.start.min(text.len())).unwrap_or_default();
    before.matches('\n').count() + 1
}

fn opens_at() -> Moment {
    Moment::from_us(OPENS_AT_US)
}

fn paper<T: Written + DeserializeOwned>(text: &str) -> Result<Paper, String> {
    let sheet: Sheet<T> = parsed(text)?;
    let said = |span: &Range<usize>, why: String| at_line(text, span, &why);
    let terms = sheet.terms.get_ref().terms(opens_at());
    let terms = terms.map_err(|why| said(&sheet.terms.span(), why))?;
    if sheet.commands.len() > COMMANDS_MAX || sheet.parties.len() > PARTIES_MAX {
        return Err(format!("more than {COMMANDS_MAX} commands or {PARTIES_MAX} parties"));
    }
    let mut known = BTreeSet::new();
    let mut parties = Vec::with_capacity(sheet.parties.len());
    for party in &sheet.parties {
        let read = read_party(party.get_ref()).map_err(|why| said(&party.span(), why))?;
        if !known.insert(read.paddle) {
            return Err(said(&party.span(), format!("paddle {}: introduced twice", read.paddle)));
        }
        parties.push(read);
    }
    let mut commands: Vec<PaperCommand> = Vec::with_capacity(sheet.commands.len());
    for command in &sheet.commands {
        let span = command.span();
        let at = command.get_ref().at.from(opens_at());
        if commands.last().is_some_and(|before| before.at > at) {
            return Err(said(&span, "the time goes back".to_owned()));
        }
        let deed = read_deed(command.get_ref(), &terms).map_err(|why| said(&span, why))?;
        if let Some(paddle) = deed.paddle().filter(|paddle| !known.contains(paddle)) {
            return Err(said(&span, format!("paddle {paddle}: nobody introduced it")));
        }
        commands.push(PaperCommand { line: line_of(text, &span), at, deed });
    }
    let title = if sheet.title.is_empty() { "纸面竞价".to_owned() } else { sheet.title };
    Ok(Paper { title, terms, parties, commands })
}

fn read_party(party: &PartySheet) -> Result<PaperParty, String> {
    if party.paddle == 0 {
        return Err("paddle: a number from 1".to_owned());
    }
    if party.never_admitted && party.admitted.is_some() {
        return Err("admitted and never_admitted: one of the two".to_owned());
    }
    if party.rank == Some(0) {
        return Err("rank: a number from 1".to_owned());
    }
    let from_opening = |offset: Offset| offset.from(opens_at());
    Ok(PaperParty {
        paddle: party.paddle,
        admitted_at: (!party.never_admitted)
            .then(|| party.admitted.map_or(Moment::MIN, from_opening)),
        until: party.until.map(from_opening),
        ceiling: party.ceiling.map(|ceiling| ceiling.0),
        rank: party.rank.map(Rank),
    })
}

impl Deed {
    /// The paddle that the file names.
    pub(super) const fn paddle(&self) -> Option<u32> {
        match self {
            Self::Bidder { paddle, .. } | Self::Stop { paddle } | Self::Scores { paddle, .. } => {
                Some(*paddle)
            }
            Self::Reserve(_)
            | Self::Suspend(_)
            | Self::Resume(_)
            | Self::ResumeFromBreak(_)
            | Self::Terminate(_)
            | Self::Default(_)
            | Self::Outage { .. } => None,
        }
    }
}

/// The unit in which a lot is counted.
fn unit(terms: &Terms) -> Unit {
    match terms {
        Terms::MultiUnit(terms) => terms.unit,
        Terms::CallAuction(terms) => terms.unit,
        Terms::Continuous(terms) => terms.unit,
        Terms::Ascending(_)
        | Terms::Descending(_)
        | Terms::Hybrid(_)
        | Terms::Staged(_)
        | Terms::Sealed(_)
        | Terms::Weighted(_)
        | Terms::Package(_) => Unit::Piece,
    }
}

fn read_deed(sheet: &CommandSheet, terms: &Terms) -> Result<Deed, String> {
    let wishes = read_wishes(sheet, terms)?;
    let from_opening = |offset: Offset| offset.from(opens_at());
    let mut deeds: Vec<Deed> = Vec::new();
    for wish in wishes {
        deeds.push(Deed::Bidder { paddle: named(sheet)?, wish });
    }
    if sheet.stops == Some(true) {
        deeds.push(Deed::Stop { paddle: named(sheet)? });
    }
    if let Some(points) = &sheet.scores {
        let points = points.iter().map(|points| points.0).collect();
        deeds.push(Deed::Scores { paddle: named(sheet)?, points });
    }
    let by_centre = [
        sheet.reserve.map(|it| Deed::Reserve(it.0)),
        sheet.suspend.clone().map(Deed::Suspend),
        sheet.resume_at.map(|it| Deed::Resume(from_opening(it))),
        sheet.resume_from_break_at.map(|it| Deed::ResumeFromBreak(from_opening(it))),
        sheet.terminate.clone().map(Deed::Terminate),
        sheet.default.clone().map(Deed::Default),
        sheet
            .outage
            .as_ref()
            .map(|it| Deed::Outage { from: from_opening(it.from), until: from_opening(it.until) }),
    ];
    let is_of_centre = by_centre.iter().any(Option::is_some);
    deeds.extend(by_centre.into_iter().flatten());
    if is_of_centre && sheet.paddle.is_some() {
        return Err("paddle: the centre does this, no bidder".to_owned());
    }
    match (deeds.pop(), deeds.is_empty()) {
        (Some(deed), true) => Ok(deed),
        (Some(_), false) => Err("two things in one command".to_owned()),
        (None, _) => Err("a command that asks for nothing".to_owned()),
    }
}

fn named(sheet: &CommandSheet) -> Result<u32, String> {
    sheet.paddle.ok_or_else(|| "paddle: missing".to_owned())
}

/// What a bidder asks for by one command; a companion without its deed is refused.
fn read_wishes(sheet: &CommandSheet, terms: &Terms) -> Result<Vec<Wish>, String> {
    let confirmed = sheet.confirmed.unwrap_or(false);
    let bid = match (sheet.bid, &sheet.part) {
        (Some(amount), Some(part)) => {
            Some(Wish::Piece { part: read_part(part)?, amount: amount.0 })
        }
        (Some(amount), None) => Some(Wish::Bid { amount: amount.0, confirmed }),
        (None, Some(_)) => return Err("part: needs a bid".to_owned()),
        (None, None) => None,
    };
    if sheet.confirmed.is_some() && !matches!(bid, Some(Wish::Bid { .. })) {
        return Err("confirmed: needs a bid".to_owned());
    }
    let price = || sheet.price.map(|it| it.0).ok_or_else(|| "price: missing".to_owned());
    let counted = sheet.unit.map_or_else(|| unit(terms), |it| it.0);
    let order = |side, quantity: Quantity| -> Result<Wish, String> {
        Ok(Wish::Order(Order { side, price: price()?, quantity, unit: counted }))
    };
    let wants = sheet.wants.map(|quantity| -> Result<Wish, String> {
        let (price, quantity) = (price()?, quantity.0);
        Ok(Wish::Quantity(QuantityBid { price, quantity, unit: counted }))
    });
    let buys = sheet.buys.map(|quantity| order(Side::Buy, quantity.0));
    let sells = sheet.sells.map(|quantity| order(Side::Sell, quantity.0));
    let is_counted = wants.is_some() || buys.is_some() || sells.is_some();
    if !is_counted && (sheet.price.is_some() || sheet.unit.is_some()) {
        return Err("price and unit: belong to wants, buys or sells".to_owned());
    }
    let plain = [
        bid,
        sheet.ceiling.map(|it| Wish::Ceiling(it.0)),
        sheet.sealed_bid.map(|it| Wish::Sealed(it.0)),
        sheet.joins.map(Wish::Join),
        sheet.priority.map(|it| {
            Wish::Priority(match it {
                AnswerWord::Take => PriorityAnswer::Take,
                AnswerWord::Waive => PriorityAnswer::Waive,
            })
        }),
        sheet.cancels.map(|it| Wish::Cancel(OrderNumber(it))),
    ];
    let counted = [wants, buys, sells].into_iter().flatten().collect::<Result<Vec<_>, _>>()?;
    Ok(plain.into_iter().flatten().chain(counted).collect())
}

fn read_part(text: &str) -> Result<Part, String> {
    match (text, text.parse::<u16>()) {
        ("whole", _) => Ok(Part::Whole),
        (_, Ok(number)) => Ok(Part::Piece(number)),
        (_, Err(_)) => Err(format!("{text}: part is \"whole\" or a piece's number")),
    }
}
