//! What a sale on paper tells: every ruling and the result, in the file's own paddles.

mod words;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use exchange::wire::Decided;
use exchange::{
    Award, Command, Conclusion, Event, Outcome, Part, Role, SaleEvent, Side, Stage, World,
};
use lexicon::{LotId, Moment, Paddle};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::file::{OPENS_AT_US, Paper};

/// The paddles that were drawn, by the numbers of the file.
pub(super) struct Names {
    numbers: BTreeMap<Paddle, u64>,
}

/// One ruling.
#[derive(Debug, Serialize)]
pub(super) struct Ruling {
    /// From the opening: `90s`, before it with a minus sign.
    at: String,
    /// Who asked: `exchange`, `centre`, `bidder`.
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    paddle: Option<u64>,
    command: Value,
    accepted: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    events: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refusal: Option<Value>,
}

/// Who gets what.
#[derive(Debug, Serialize)]
struct Winner {
    paddle: u64,
    side: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    quantity: Option<String>,
    price: String,
}

/// Who comes next where the winner does not keep his word.
#[derive(Debug, Serialize)]
struct Candidate {
    paddle: u64,
    price: String,
}

/// How it ended.
#[derive(Debug, Serialize)]
struct Result {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    closed_at: Option<String>,
    winners: Vec<Winner>,
    candidates: Vec<Candidate>,
    extensions: usize,
    bids: u32,
}

/// A sale that was played.
#[derive(Debug, Serialize)]
pub(super) struct Played {
    title: String,
    method: &'static str,
    rulings: Vec<Ruling>,
    result: Result,
}

impl Names {
    pub(super) fn of(world: &World, lot: LotId) -> Self {
        let paddles = world.lot(lot).into_iter().flat_map(exchange::Lot::paddles);
        Self { numbers: paddles.map(|(party, paddle)| (paddle, party.0)).collect() }
    }

    fn number(&self, paddle: Paddle) -> u64 {
        self.numbers.get(&paddle).copied().unwrap_or(paddle.0.into())
    }

    /// What the journal says of a command about the sale; none for what keeps the exchange going.
    pub(super) fn ruling(&self, moment: Moment, decided: &Decided) -> Option<Ruling> {
        let command = words::command(&decided.request.command, &|paddle| self.number(paddle))?;
        let role = decided.actor.role;
        let (by, paddle) = match role {
            Role::Exchange => ("exchange", admitted(&decided.request.command)),
            Role::Bidder => ("bidder", Some(decided.actor.party.0)),
            _ => ("centre", None),
        };
        let (accepted, events, refusal) = match &decided.outcome {
            Outcome::Accepted(events) => {
                let events = events.iter().filter_map(|event| match event {
                    Event::Sale { event, .. } => Some(self.event(event)),
                    _ => None,
                });
                (true, events.collect(), None)
            }
            Outcome::Refused(refusal) => {
                let mut told = Map::new();
                told.insert("type".to_owned(), refusal.slug().into());
                if let Value::Object(fields) = web::refusal_fields(refusal) {
                    told.extend(
                        fields.into_iter().map(|(name, field)| (name, from_opening(field))),
                    );
                }
                (false, Vec::new(), Some(Value::Object(told)))
            }
        };
        let at = told_at(moment);
        Some(Ruling { at, by, paddle, command, accepted, events, refusal })
    }

    fn event(&self, event: &SaleEvent) -> Value {
        words::event(event, &|paddle| self.number(paddle))
    }
}

fn admitted(command: &Command) -> Option<u64> {
    match command {
        Command::AdmitBidder { party, .. } => Some(party.0),
        _ => None,
    }
}

/// A moment from the opening: `1h 30s`.
fn told_at(moment: Moment) -> String {
    let opens_at = Moment::from_us(OPENS_AT_US);
    let (sign, span) = if moment < opens_at {
        ("-", opens_at.since(moment))
    } else {
        ("", moment.since(opens_at))
    };
    format!("{sign}{}", humantime::format_duration(span.to_std()))
}

/// A field of a refusal, its moments told from the opening too.
fn from_opening(field: Value) -> Value {
    let moment = field.as_str().and_then(|text| text.parse::<Moment>().ok());
    moment.map_or(field, |moment| told_at(moment).into())
}

impl Played {
    pub(super) fn new(paper: &Paper, world: &World, lot: LotId, rulings: Vec<Ruling>) -> Self {
        let names = Names::of(world, lot);
        let sale = world.lot(lot).map(exchange::Lot::sale);
        let sale = sale.unwrap_or_else(|| panic!("the lot was published"));
        let (state, reason, closed_at) = match sale.stage() {
            Stage::Closed { closed_at, conclusion } => {
                let (state, reason) = match conclusion {
                    Conclusion::Awarded { .. } => ("awarded", None),
                    Conclusion::Divided => ("divided", None),
                    Conclusion::Unsold { reason } => ("unsold", Some(words::unsold(*reason))),
                    Conclusion::Terminated => ("terminated", None),
                };
                (state, reason, Some(told_at(*closed_at)))
            }
            Stage::Suspended(_) => ("suspended", None, None),
            Stage::Interrupted(_) => ("interrupted", None, None),
            Stage::Announced { .. } => ("announced", None, None),
            Stage::Running { .. } => ("running", None, None),
            Stage::Resuming { .. } => ("resuming", None, None),
        };
        let is_extension = |event: &&Value| event["event"] == "lot-extended";
        let events = rulings.iter().flat_map(|ruling| &ruling.events);
        let candidates = sale
            .candidates()
            .into_iter()
            .map(|it| Candidate { paddle: names.number(it.paddle), price: it.price.to_string() });
        let result = Result {
            state,
            reason,
            closed_at,
            winners: names.winners(&sale.awards()),
            candidates: candidates.collect(),
            extensions: events.filter(is_extension).count(),
            bids: sale.bid_count(),
        };
        let method = paper.terms.method().slug();
        Self { title: paper.title.clone(), method, rulings, result }
    }

    /// For people, a line for every ruling.
    pub(super) fn text(&self) -> String {
        let mut text = format!("{} ({})\n\n", self.title, self.method);
        let width = self.rulings.iter().map(|ruling| ruling.at.len()).max().unwrap_or_default();
        for ruling in &self.rulings {
            let who =
                ruling.paddle.map_or(ruling.by.to_owned(), |paddle| format!("paddle {paddle}"));
            let command = words::line(&ruling.command, "command");
            let ruled = match &ruling.refusal {
                Some(refusal) => format!("REFUSED {}", words::line(refusal, "type")),
                None if ruling.events.is_empty() => "accepted".to_owned(),
                None => {
                    let events = ruling.events.iter().map(|event| words::line(event, "event"));
                    events.collect::<Vec<_>>().join("; ")
                }
            };
            let at = &ruling.at;
            let _ = writeln!(text, "{at:>width$}  {who:<12} {command}\n{:>width$}    {ruled}", "");
        }
        let result = &self.result;
        let _ = write!(text, "\n{}", result.state);
        if let Some(reason) = result.reason {
            let _ = write!(text, ": {reason}");
        }
        if let Some(closed_at) = &result.closed_at {
            let _ = write!(text, ", closed at {closed_at}");
        }
        let _ = writeln!(text, ", {} bids, {} extensions", result.bids, result.extensions);
        for winner in &result.winners {
            let part = winner.part.as_ref().map_or(String::new(), |part| format!(" {part}"));
            let quantity = winner.quantity.as_ref().map_or(String::new(), |it| format!(" {it}"));
            let Winner { paddle, side, price, .. } = winner;
            let _ = writeln!(text, "  paddle {paddle} {side}{part}{quantity} for {price}");
        }
        for Candidate { paddle, price } in &result.candidates {
            let _ = writeln!(text, "  next: paddle {paddle} at {price}");
        }
        text
    }
}

impl Names {
    /// In the order of the file's paddles.
    fn winners(&self, awards: &[Award]) -> Vec<Winner> {
        let mut awards = awards.to_vec();
        awards.sort_by_key(|award| (award.part, self.number(award.paddle), award.side));
        awards.iter().map(|award| self.winner(award)).collect()
    }

    fn winner(&self, award: &Award) -> Winner {
        Winner {
            paddle: self.number(award.paddle),
            side: match award.side {
                Side::Buy => "buys",
                Side::Sell => "sells",
            },
            part: match award.part {
                Part::Whole => None,
                Part::Piece(number) => Some(format!("piece {number}")),
            },
            quantity: award.quantity.map(|quantity| quantity.to_string()),
            price: award.value.to_string(),
        }
    }
}

/// What a value says that has several fields, for people.
fn fields(value: &Value) -> Vec<(&String, &Value)> {
    value.as_object().map_or_else(Vec::new, |object| object.iter().collect())
}

/// An object with its name under a key, and its fields.
fn named(key: &str, name: &str, fields: Value) -> Value {
    let mut told = json!({ key: name });
    if let (Value::Object(told), Value::Object(fields)) = (&mut told, fields) {
        told.extend(fields);
    }
    told
}
