//! What happens where quantities, orders and pieces are sold.

use exchange::{Allotment, Match, PartStanding, SaleEvent, WinningSide};
use lexicon::Paddle;
use serde_json::{Value, json};

use super::super::named;
use super::{order_fields, part_word};

pub(super) fn event(event: &SaleEvent, number: &dyn Fn(Paddle) -> u64) -> Value {
    let (name, fields) = match event {
        SaleEvent::QuantityBidReceived { paddle, number: bid } => {
            ("quantity-bid-received", json!({ "paddle": number(*paddle), "number": bid.0 }))
        }
        SaleEvent::OrderAccepted { number: order_number, paddle, order } => {
            let mut fields = order_fields(order);
            fields["paddle"] = number(*paddle).into();
            fields["order"] = order_number.0.into();
            ("order-accepted", fields)
        }
        SaleEvent::OrdersMatched { matches } => {
            let matches: Vec<Value> = matches.iter().map(|it| match_fields(it, number)).collect();
            ("orders-matched", json!({ "matches": matches }))
        }
        SaleEvent::OrderCancelled { number: order, quantity } => {
            ("order-cancelled", json!({ "order": order.0, "quantity": quantity.to_string() }))
        }
        SaleEvent::QuantityAllocated { allocation } => {
            let allotment = |it: &Allotment| {
                json!({
                    "bid": it.number.0,
                    "paddle": number(it.paddle),
                    "price": it.price.to_string(),
                    "quantity": it.quantity.to_string(),
                    "value": it.value.to_string(),
                })
            };
            let allotments: Vec<Value> = allocation.allotments.iter().map(allotment).collect();
            (
                "quantity-allocated",
                json!({
                    "price": allocation.price.map(|price| price.to_string()),
                    "quantity": allocation.quantity.to_string(),
                    "unsold": allocation.unsold.to_string(),
                    "allotments": allotments,
                }),
            )
        }
        SaleEvent::CallPriced { result } => (
            "call-priced",
            json!({
                "price": result.price.to_string(),
                "volume": result.volume.to_string(),
                "demand": result.demand.to_string(),
                "supply": result.supply.to_string(),
            }),
        ),
        SaleEvent::PartsCompared { comparison } => {
            let standing = |it: &PartStanding| part_fields(it, number);
            let pieces: Vec<Value> = comparison.pieces.iter().map(standing).collect();
            let winner = comparison.winner.map(|side| match side {
                WinningSide::Whole => "whole",
                WinningSide::Pieces => "pieces",
            });
            (
                "parts-compared",
                json!({
                    "whole": part_fields(&comparison.whole, number),
                    "pieces": pieces,
                    "pieces_sum": comparison.pieces_sum.to_string(),
                    "winner": winner,
                }),
            )
        }
        rest => panic!("{rest:?} is told elsewhere"),
    };
    named("event", name, fields)
}

fn part_fields(part: &PartStanding, number: &dyn Fn(Paddle) -> u64) -> Value {
    json!({
        "part": part_word(part.part),
        "paddle": part.leading.map(|leading| number(leading.paddle)),
        "amount": part.leading.map(|leading| leading.price.to_string()),
    })
}

fn match_fields(met: &Match, number: &dyn Fn(Paddle) -> u64) -> Value {
    json!({
        "buyer": number(met.buyer),
        "seller": number(met.seller),
        "buy": met.buy.0,
        "sell": met.sell.0,
        "price": met.price.to_string(),
        "quantity": met.quantity.to_string(),
    })
}
