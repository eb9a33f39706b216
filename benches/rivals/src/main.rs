//! Orders a second: our book beside the order books of the registry.
//!
//! The same drawn orders and cancels go through each book, one behind the other in rounds, so that
//! what disturbs the machine disturbs all alike. Every book must trade the same quantity, or the
//! comparison means nothing. Not measured: journal, rules of a sale, HTTP.

use std::time::Instant;

use auction::{Book, Match, Order, Side};
use lexicon::{Money, OrderNumber, Paddle, Quantity, Unit};

const OPERATIONS: u32 = 1_000_000;
const ROUNDS: usize = 7;
const LOWEST: u64 = 9_000;
const HIGHEST: u64 = 11_000;

#[derive(Clone, Copy)]
enum Operation {
    Place { is_buy: bool, price: u64, quantity: u64 },
    /// Takes back the order that was placed as this one, from 0.
    Cancel { order: u32 },
}

/// `SplitMix64`, the same on every machine.
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) >> 16) % limit
    }
}

/// A market that wanders: three of five are orders around its price, some of which cross; the rest
/// take back one of the last ten thousand.
fn operations() -> Vec<Operation> {
    let mut draw = Draw(2026);
    let (mut middle, mut placed) = (10_000_i64, 0_u32);
    let draw_one = |_| {
        if placed > 0 && draw.below(5) < 2 {
            let back = u32::try_from(draw.below(u64::from(placed.min(10_000)))).unwrap();
            return Operation::Cancel { order: placed - 1 - back };
        }
        placed += 1;
        middle = (middle + i64::try_from(draw.below(3)).unwrap() - 1).clamp(9_200, 10_800);
        let is_buy = draw.below(2) == 0;
        let away = i64::try_from(draw.below(100)).unwrap() - 10;
        let price = if is_buy { middle - away } else { middle + away };
        let price = u64::try_from(price).unwrap().clamp(LOWEST, HIGHEST);
        Operation::Place { is_buy, price, quantity: 1 + draw.below(100) }
    };
    (0..OPERATIONS).map(draw_one).collect()
}

fn ours(operations: &[Operation]) -> u64 {
    let money = |price: u64| Money::from_fen(i64::try_from(price).unwrap());
    let mut book = Book::new(money(LOWEST), money(HIGHEST), money(1));
    let (mut placed, mut traded) = (0, 0);
    let mut matches: Vec<Match> = Vec::with_capacity(1_024);
    for operation in operations {
        match *operation {
            Operation::Place { is_buy, price, quantity } => {
                placed += 1;
                let side = if is_buy { Side::Buy } else { Side::Sell };
                let (price, quantity) = (money(price), Quantity::from_units(quantity));
                let order = Order { side, price, quantity, unit: Unit::Tonne };
                book.place(OrderNumber(placed), Paddle(placed), &order, &mut matches);
                traded += matches.iter().map(|it| it.quantity.units()).sum::<u64>();
                matches.clear();
            }
            Operation::Cancel { order } => {
                book.cancel(OrderNumber(order + 1));
            }
        }
    }
    traded
}

fn lobster(operations: &[Operation]) -> u64 {
    use lobster::{OrderBook, OrderEvent, OrderType, Side};
    let mut book = OrderBook::default();
    let (mut placed, mut traded) = (0, 0);
    for operation in operations {
        match *operation {
            Operation::Place { is_buy, price, quantity } => {
                let side = if is_buy { Side::Bid } else { Side::Ask };
                let order = OrderType::Limit { id: placed, side, qty: quantity, price };
                let event = book.execute(order);
                placed += 1;
                traded += match event {
                    OrderEvent::Filled { filled_qty, .. }
                    | OrderEvent::PartiallyFilled { filled_qty, .. } => filled_qty,
                    _ => 0,
                };
            }
            Operation::Cancel { order } => {
                book.execute(OrderType::Cancel { id: order.into() });
            }
        }
    }
    traded
}

fn matchcore(operations: &[Operation]) -> u64 {
    use matchcore::{
        CancelCmd, Command, CommandKind, CommandMeta, CommandOutcome, CommandReport, LimitOrder,
        NewOrder, OrderBook, OrderFlags, OrderId, OrderKind, Price, Quantity, QuantityPolicy,
        SequenceNumber, Side, SubmitCmd, TimeInForce, Timestamp,
    };
    let mut book = OrderBook::new("X");
    let (mut ids, mut traded) = (Vec::with_capacity(operations.len()), 0);
    for (number, operation) in (0_u64..).zip(operations) {
        let kind = match *operation {
            Operation::Place { is_buy, price, quantity } => {
                ids.push(number);
                let side = if is_buy { Side::Buy } else { Side::Sell };
                CommandKind::Submit(SubmitCmd {
                    order: NewOrder::Limit(LimitOrder::new(
                        Price(price),
                        QuantityPolicy::Standard { quantity: Quantity(quantity) },
                        OrderFlags::new(side, false, TimeInForce::Gtc),
                    )),
                })
            }
            Operation::Cancel { order } => CommandKind::Cancel(CancelCmd {
                order_id: OrderId(ids[usize::try_from(order).unwrap()]),
                order_kind: OrderKind::Limit,
            }),
        };
        let meta = CommandMeta {
            sequence_number: SequenceNumber(number),
            timestamp: Timestamp(number),
        };
        if let CommandOutcome::Applied(CommandReport::Submit(report)) =
            book.execute(&Command { meta, kind })
        {
            traded += executed(&report);
        }
    }
    traded
}

fn executed(report: &matchcore::CommandEffects) -> u64 {
    let met = report.target_order().match_result();
    met.map_or(0, |met| met.executed_quantity().0)
}

fn orderbook_rs(operations: &[Operation]) -> u64 {
    use orderbook_rs::{Id, OrderBook, Side, TimeInForce};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};
    let traded = Arc::new(AtomicU64::new(0));
    let told = Arc::clone(&traded);
    let listener = Arc::new(move |result: &orderbook_rs::prelude::TradeResult| {
        let quantity = result.match_result.executed_quantity().map_or(0, |it| it.as_u64());
        told.fetch_add(quantity, Ordering::Relaxed);
    });
    let book: OrderBook<()> = OrderBook::with_trade_listener("X", listener);
    let mut placed = 0;
    for operation in operations {
        match *operation {
            Operation::Place { is_buy, price, quantity } => {
                let side = if is_buy { Side::Buy } else { Side::Sell };
                let id = Id::from_u64(placed);
                placed += 1;
                book.add_limit_order(id, price.into(), quantity, side, TimeInForce::Gtc, None)
                    .unwrap();
            }
            Operation::Cancel { order } => {
                let _ = book.cancel_order(Id::from_u64(order.into()));
            }
        }
    }
    traded.load(Ordering::Relaxed)
}

fn main() {
    let operations = operations();
    let books: [(&str, fn(&[Operation]) -> u64); 4] = [
        ("auction::Book", ours),
        ("lobster", lobster),
        ("matchcore", matchcore),
        ("orderbook-rs", orderbook_rs),
    ];
    let mut times = vec![Vec::new(); books.len()];
    let mut traded = vec![0; books.len()];
    for _ in 0..ROUNDS {
        for (place, (_, run)) in books.iter().enumerate() {
            let begun = Instant::now();
            traded[place] = run(&operations);
            times[place].push(begun.elapsed());
        }
    }
    println!("{OPERATIONS} operations, {ROUNDS} rounds; median and spread of orders a second");
    let median = |times: &mut Vec<std::time::Duration>| {
        times.sort_unstable();
        times[times.len() / 2].as_secs_f64()
    };
    let own = median(&mut times[0]);
    for (place, (name, _)) in books.iter().enumerate() {
        let middle = median(&mut times[place]);
        let (fastest, slowest) = (times[place][0], times[place][ROUNDS - 1]);
        let rate = |seconds: f64| f64::from(OPERATIONS) / seconds / 1e6;
        println!(
            "{name:14} {:7.2} M/s ({:.2} to {:.2}), ours is {:5.2} x, traded {}",
            rate(middle),
            rate(slowest.as_secs_f64()),
            rate(fastest.as_secs_f64()),
            middle / own,
            traded[place],
        );
    }
}
