//! Commands and events of a sale as names and fields, amounts and times as people write them.

use exchange::{
    Act, Command, Coverage, OpenedBid, Order, Part, Phase, PriorityAnswer, SaleEvent, Score, Side,
    UnsoldReason,
};
use lexicon::{Digest, Moment, Money, Paddle};
use serde_json::{Value, json};

use super::{fields, named, told_at};

mod market;

/// A command about the sale; none for what keeps the exchange going.
pub(super) fn command(command: &Command, number: &dyn Fn(Paddle) -> u64) -> Option<Value> {
    let (name, fields) = match command {
        Command::PublishLot { .. } => ("publish-lot", json!({})),
        Command::AdmitBidder { until, ceiling, rank, .. } => (
            "admit-bidder",
            json!({
                "until": until.map(told_at),
                "ceiling": ceiling.map(|it| it.to_string()),
                "rank": rank.map(|it| it.0),
            }),
        ),
        Command::StopBidder { .. } => ("stop-bidder", json!({})),
        Command::PlaceBid { amount, confirmed, .. } => {
            ("place-bid", json!({ "amount": amount.to_string(), "confirmed": confirmed }))
        }
        Command::PlaceProxyBid { ceiling, .. } => {
            ("place-proxy-bid", json!({ "ceiling": ceiling.reveal().to_string() }))
        }
        Command::PlaceSealedBid { amount, .. } => {
            ("place-sealed-bid", json!({ "amount": amount.reveal().to_string() }))
        }
        Command::AnswerJoinQuestion { joins, .. } => {
            ("answer-join-question", json!({ "joins": joins }))
        }
        Command::AnswerPriority { answer, .. } => {
            ("answer-priority", json!({ "answer": answer_word(*answer) }))
        }
        Command::PlaceQuantityBid { bid, .. } => {
            let bid = bid.reveal();
            let (price, quantity) = (bid.price.to_string(), bid.quantity.to_string());
            let unit = bid.unit.slug();
            ("place-quantity-bid", json!({ "price": price, "quantity": quantity, "unit": unit }))
        }
        Command::PlaceOrder { order, .. } => ("place-order", order_fields(order)),
        Command::CancelOrder { order, .. } => ("cancel-order", json!({ "order": order.0 })),
        Command::PlacePieceBid { part, amount, .. } => {
            ("place-piece-bid", json!({ "part": part_word(*part), "amount": amount.to_string() }))
        }
        Command::OpenLot { .. } => ("open-lot", json!({})),
        Command::BeginPhase { .. } => ("begin-phase", json!({})),
        Command::ReopenLot { .. } => ("reopen-lot", json!({})),
        Command::CloseLot { coverage, .. } => ("close-lot", coverage_fields(*coverage)),
        Command::InterruptLot { from, until, .. } => {
            ("interrupt-lot", json!({ "from": told_at(*from), "until": told_at(*until) }))
        }
        Command::Propose { act } => ("propose", act_fields(act, number)),
        Command::Approve { .. } => ("approve", json!({})),
        _ => return None,
    };
    Some(named("command", name, without_nothing(fields)))
}

fn answer_word(answer: PriorityAnswer) -> &'static str {
    match answer {
        PriorityAnswer::Take => "take",
        PriorityAnswer::Waive => "waive",
    }
}

pub(super) fn side_word(side: Side) -> &'static str {
    match side {
        Side::Buy => "buy",
        Side::Sell => "sell",
    }
}

pub(super) fn part_word(part: Part) -> String {
    match part {
        Part::Whole => "whole".to_owned(),
        Part::Piece(number) => number.to_string(),
    }
}

pub(super) fn order_fields(order: &Order) -> Value {
    json!({
        "side": side_word(order.side),
        "price": order.price.to_string(),
        "quantity": order.quantity.to_string(),
        "unit": order.unit.slug(),
    })
}

fn coverage_fields(coverage: Coverage) -> Value {
    match coverage {
        Coverage::Covered => json!({ "covered": true }),
        Coverage::Uncovered { from, until } => {
            json!({ "covered": false, "from": told_at(from), "until": told_at(until) })
        }
    }
}

fn act_fields(act: &Act, number: &dyn Fn(Paddle) -> u64) -> Value {
    match act {
        Act::SuspendLot { reason, .. } => json!({ "act": "suspend-lot", "reason": reason.0 }),
        Act::ResumeLot { resumes_at, .. } => {
            json!({ "act": "resume-lot", "resumes_at": told_at(*resumes_at) })
        }
        Act::ResumeLotFromBreak { resumes_at, .. } => {
            json!({ "act": "resume-lot-from-break", "resumes_at": told_at(*resumes_at) })
        }
        Act::TerminateLot { reason, .. } => json!({ "act": "terminate-lot", "reason": reason.0 }),
        Act::EnterReserve { reserve, .. } => {
            json!({ "act": "enter-reserve", "reserve": reserve.reveal().to_string() })
        }
        Act::EnterScores { paddle, points, .. } => {
            let points: Vec<String> = points.reveal().iter().map(|it| it.0.to_string()).collect();
            json!({ "act": "enter-scores", "paddle": number(*paddle), "points": points })
        }
        Act::RecordDefault { reason, .. } => {
            json!({ "act": "record-default", "reason": reason.0 })
        }
        Act::PauseExchange { .. } => json!({ "act": "pause-exchange" }),
        Act::DiscloseListing { .. } => json!({ "act": "disclose-listing" }),
    }
}

/// Something that happened in the sale, with the paddles of the file.
pub(super) fn event(event: &SaleEvent, number: &dyn Fn(Paddle) -> u64) -> Value {
    let (name, fields) = match event {
        SaleEvent::LotOpened { phase, phase_ends_at, closes_at } => {
            ("lot-opened", phase_fields(*phase, *phase_ends_at, *closes_at))
        }
        SaleEvent::PhaseBegan { phase, phase_ends_at, closes_at } => {
            ("phase-began", phase_fields(*phase, *phase_ends_at, *closes_at))
        }
        SaleEvent::LotReopened { phase, phase_ends_at, closes_at } => {
            ("lot-reopened", phase_fields(*phase, *phase_ends_at, *closes_at))
        }
        SaleEvent::BidderAdmitted { paddle, .. } => ("bidder-admitted", who(number, *paddle)),
        SaleEvent::BidderStopped { paddle } => ("bidder-stopped", who(number, *paddle)),
        SaleEvent::BidAccepted { paddle, amount } => {
            ("bid-accepted", priced(number, *paddle, "amount", *amount))
        }
        SaleEvent::ProxyAnswered { paddle, amount } => {
            ("proxy-answered", priced(number, *paddle, "amount", *amount))
        }
        SaleEvent::CeilingStands { paddle } => ("ceiling-stands", who(number, *paddle)),
        SaleEvent::LotExtended { closes_at } => {
            ("lot-extended", json!({ "closes_at": told_at(*closes_at) }))
        }
        SaleEvent::ReserveEntered => ("reserve-entered", json!({})),
        SaleEvent::LotSuspended => ("lot-suspended", json!({})),
        SaleEvent::ResumptionAnnounced { resumes_at } => {
            ("resumption-announced", json!({ "resumes_at": told_at(*resumes_at) }))
        }
        SaleEvent::LotInterrupted { from, until } => {
            ("lot-interrupted", json!({ "from": told_at(*from), "until": told_at(*until) }))
        }
        SaleEvent::LotAwarded { paddle, price } => {
            ("lot-awarded", priced(number, *paddle, "price", *price))
        }
        SaleEvent::LotUnsold { reason } => ("lot-unsold", json!({ "reason": unsold(*reason) })),
        SaleEvent::LotTerminated => ("lot-terminated", json!({})),
        SaleEvent::LotDivided => ("lot-divided", json!({})),
        rest => return event_of_method(rest, number),
    };
    named("event", name, fields)
}

pub(super) fn who(number: &dyn Fn(Paddle) -> u64, paddle: Paddle) -> Value {
    json!({ "paddle": number(paddle) })
}

fn priced(number: &dyn Fn(Paddle) -> u64, paddle: Paddle, name: &str, amount: Money) -> Value {
    json!({ "paddle": number(paddle), name: amount.to_string() })
}

fn phase_fields(phase: Phase, phase_ends_at: Moment, closes_at: Moment) -> Value {
    json!({
        "phase": phase.slug(),
        "phase_ends_at": told_at(phase_ends_at),
        "closes_at": told_at(closes_at),
    })
}

/// What happens in some methods only.
fn event_of_method(event: &SaleEvent, number: &dyn Fn(Paddle) -> u64) -> Value {
    let (name, fields) = match event {
        SaleEvent::ChanceCommitted { digest } => {
            ("chance-committed", json!({ "digest": digest.to_string() }))
        }
        SaleEvent::LotteryDrawn { lottery } => {
            let order: Vec<u64> = lottery.order.iter().map(|paddle| number(*paddle)).collect();
            let seed = Digest(lottery.seed).to_string();
            ("lottery-drawn", json!({ "seed": seed, "order": order }))
        }
        SaleEvent::JoinAnswered { paddle, joins } => {
            ("join-answered", json!({ "paddle": number(*paddle), "joins": joins }))
        }
        SaleEvent::Agreed { paddle, price } => ("agreed", priced(number, *paddle, "price", *price)),
        SaleEvent::PriorityAsked { paddle, price } => {
            ("priority-asked", priced(number, *paddle, "price", *price))
        }
        SaleEvent::PriorityAnswered { paddle, answer } => {
            let answer = answer_word(*answer);
            ("priority-answered", json!({ "paddle": number(*paddle), "answer": answer }))
        }
        SaleEvent::WinnerDefaulted { paddle } => ("winner-defaulted", who(number, *paddle)),
        SaleEvent::PriceStepped { price, closes_at } => {
            let price = price.to_string();
            ("price-stepped", json!({ "price": price, "closes_at": told_at(*closes_at) }))
        }
        SaleEvent::SealedBidReceived { paddle } => ("sealed-bid-received", who(number, *paddle)),
        SaleEvent::BidsOpened { bids } => {
            let bid = |bid: &OpenedBid| priced(number, bid.paddle, "amount", bid.amount);
            ("bids-opened", json!({ "bids": bids.iter().map(bid).collect::<Vec<_>>() }))
        }
        SaleEvent::ScoresEntered { paddle } => ("scores-entered", who(number, *paddle)),
        SaleEvent::BidsScored { reference, scores } => {
            let scores: Vec<Value> = scores.iter().map(|it| score_fields(it, number)).collect();
            let reference = reference.to_string();
            ("bids-scored", json!({ "reference": reference, "scores": scores }))
        }
        SaleEvent::PieceBidAccepted { paddle, part, amount } => (
            "piece-bid-accepted",
            json!({
                "paddle": number(*paddle),
                "part": part_word(*part),
                "amount": amount.to_string(),
            }),
        ),
        rest => return market::event(rest, number),
    };
    named("event", name, fields)
}

fn score_fields(score: &Score, number: &dyn Fn(Paddle) -> u64) -> Value {
    let points: Vec<String> = score.points.iter().map(|it| it.0.to_string()).collect();
    json!({
        "paddle": number(score.paddle),
        "price": score.price.to_string(),
        "price_points": score.price_points.0.to_string(),
        "points": points,
        "plan_points": score.plan_points.0.to_string(),
        "total": score.total.0.to_string(),
    })
}

/// The fields that say something.
fn without_nothing(mut value: Value) -> Value {
    if let Value::Object(fields) = &mut value {
        fields.retain(|_, field| !field.is_null());
    }
    value
}

pub(super) fn unsold(reason: UnsoldReason) -> &'static str {
    match reason {
        UnsoldReason::NoBid => "no-bid",
        UnsoldReason::BelowReserve => "below-reserve",
        UnsoldReason::TooFewBidders => "too-few-bidders",
        UnsoldReason::WinnerDefaulted => "winner-defaulted",
    }
}

/// An object for people: its name, then its fields.
pub(super) fn line(value: &Value, key: &str) -> String {
    let name = value[key].as_str().unwrap_or_default().to_owned();
    let told = fields(value).into_iter().filter(|(field, _)| *field != key);
    told.fold(name, |line, (field, value)| format!("{line} {field}={}", plain(value)))
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(", "))
        }
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{name}={}", plain(value)));
            fields.collect::<Vec<_>>().join(" ")
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    }
}
