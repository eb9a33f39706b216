//! The one price, and who meets whom at it.
//!
//! The property asks the engine and a model that tries every tick of the band and hands out one
//! trading lot after the other.

use auction::{At, CallAuctionTerms, CallResult, Command, Event, Match, Order, Refusal, Side};
use lexicon::{Money, OrderNumber, Paddle, Quantity, Unit};
use proptest::prelude::*;

use super::call;
use crate::ascending::properties::config;
use crate::sale::Sale;
use crate::table::check;
use crate::words::{OPENS_AT, parse_moment};

/// The worked example of docs/methods/call-auction.md.
#[test]
fn the_one_price_trades_most() {
    check(
        call(),
        "
        t1    B1    buys 100 tonne at 10.20   B1 order 1
        t2    B2    buys 200 tonne at 10.10   B2 order 2
        t3    B3    sells 150 tonne at 9.90   B3 order 3
        t4    B4    sells 100 tonne at 10.05  B4 order 4
        t5    B2    buys 50 tonne at 9.95     B2 order 5
        t600  lot   closes                    250 at 10.05 of 300 and 250, B1 from B3 100 at 10.05,
            + B2 from B3 50 at 10.05, B2 from B4 100 at 10.05, divided
        t600  hall  awards                    B1 buys 100 for 1005, B2 buys 150 for 1507.50, B3
            + sells 150 for 1507.50, B4 sells 100 for 1005
        t601  desk  records default           NoWinner
        ",
    );
}

#[test]
fn of_prices_that_trade_as_much_the_one_that_leaves_least_over_is_taken() {
    check(
        call(),
        "
        t1    B1    buys 100 tonne at 10.50   B1 order 1
        t2    B2    sells 100 tonne at 10.20  B2 order 2
        t3    B3    sells 50 tonne at 10.40   B3 order 3
        t4    B4    buys 30 tonne at 10.25    B4 order 4
        t600  lot   closes                    100 at 10.30 of 100 and 100, B1 from B2 100 at 10.30,
            + divided
        ",
    );
}

#[test]
fn of_prices_that_leave_as_much_over_the_nearest_to_the_reference_is_taken() {
    check(
        call(),
        "
        t1    B1    buys 10 tonne at 10.50    B1 order 1
        t2    B2    sells 10 tonne at 9.50    B2 order 2
        t600  lot   closes                    10 at 10 of 10 and 10, B1 from B2 10 at 10, divided
        ",
    );
    check(
        call(),
        "
        t1    B1    buys 10 tonne at 10.50    B1 order 1
        t2    B2    sells 10 tonne at 10.05   B2 order 2
        t600  lot   closes                    10 at 10.05 of 10 and 10, B1 from B2 10 at 10.05,
            + divided
        ",
    );
    check(
        call(),
        "
        t1    B1    buys 10 tonne at 9.80     B1 order 1
        t2    B2    sells 10 tonne at 9.50    B2 order 2
        t600  lot   closes                    10 at 9.80 of 10 and 10, B1 from B2 10 at 9.80,
            + divided
        ",
    );
}

#[test]
fn a_price_that_leaves_less_over_goes_before_the_reference() {
    check(
        call(),
        "
        t1    B1    buys 20 tonne at 10.05    B1 order 1
        t2    B2    buys 10 tonne at 10       B2 order 2
        t3    B3    sells 10 tonne at 9.95    B3 order 3
        t4    B4    sells 10 tonne at 10      B4 order 4
        t600  lot   closes                    20 at 10.05 of 20 and 20, B1 from B3 10 at 10.05, B1
            + from B4 10 at 10.05, divided
        ",
    );
    check(
        call(),
        "
        t1    B1    buys 10 tonne at 10.50    B1 order 1
        t2    B2    buys 10 tonne at 10       B2 order 2
        t3    B3    sells 10 tonne at 9.50    B3 order 3
        t600  lot   closes                    10 at 10.05 of 10 and 10, B1 from B3 10 at 10.05,
            + divided
        ",
    );
}

#[test]
fn of_one_price_the_earlier_order_goes_first() {
    check(
        call(),
        "
        t1    B1    sells 10 tonne at 10      B1 order 1
        t2    B2    sells 10 tonne at 10      B2 order 2
        t3    B3    sells 10 tonne at 9.95    B3 order 3
        t4    B4    buys 20 tonne at 10       B4 order 4
        t600  lot   closes                    20 at 10 of 20 and 30, B4 from B3 10 at 10, B4 from
            + B1 10 at 10, divided
        ",
    );
}

#[test]
fn where_no_buyer_reaches_a_seller_nothing_is_sold() {
    check(
        call(),
        "
        t1    B1    buys 10 tonne at 9.95     B1 order 1
        t2    B2    sells 10 tonne at 10      B2 order 2
        t600  lot   closes                    unsold: NoBid
        t600  hall  awards                    nobody gets anything
        ",
    );
    check(call(), "t600  lot  closes  unsold: NoBid");
    check(
        call(),
        "
        t1    B1    buys 10 tonne at 10       B1 order 1
        t2    B2    sells 10 tonne at 10      B2 order 2
        t3    B2    cancels 2                 order 2 back: 10
        t600  lot   closes                    unsold: NoBid
        ",
    );
}

/// Demand and supply at a price, each order asked.
fn interest(orders: &[(Paddle, Order)], price: Money) -> (u64, u64) {
    let sum = |side| {
        let own = orders.iter().filter(move |(_, it)| match side {
            Side::Buy => it.side == Side::Buy && it.price >= price,
            Side::Sell => it.side == Side::Sell && it.price <= price,
        });
        own.map(|(_, it)| it.quantity.units()).sum::<u64>()
    };
    (sum(Side::Buy), sum(Side::Sell))
}

/// Every tick of the band, one after the other, from the lowest.
fn modelled(terms: &CallAuctionTerms, orders: &[(Paddle, Order)]) -> Option<CallResult> {
    let mut best: Option<CallResult> = None;
    let mut price = terms.lowest;
    while price <= terms.highest {
        let (demand, supply) = interest(orders, price);
        let volume = demand.min(supply);
        let [volume, demand, supply] = [volume, demand, supply].map(Quantity::from_units);
        let tried = CallResult { price, volume, demand, supply };
        let over = |it: &CallResult| it.demand.units().abs_diff(it.supply.units());
        let away = |it: &CallResult| it.price.fen().abs_diff(terms.reference.fen());
        let is_better = best.is_none_or(|best| {
            tried.volume > best.volume
                || tried.volume == best.volume
                    && (over(&tried) < over(&best)
                        || over(&tried) == over(&best) && away(&tried) < away(&best))
        });
        if volume > Quantity::ZERO && is_better {
            best = Some(tried);
        }
        price = price.checked_add(terms.tick).unwrap();
    }
    best
}

/// The next of one side: the best limit, of one limit the earliest.
fn next(orders: &[(Paddle, Order)], left: &[u64], side: Side) -> usize {
    let open = (0..orders.len()).filter(|it| orders[*it].1.side == side && left[*it] > 0);
    open.min_by_key(|it| {
        let price = orders[*it].1.price.fen();
        (if side == Side::Buy { -price } else { price }, *it)
    })
    .unwrap()
}

/// One unit of a lot after the other, put together where the same two meet.
fn met(orders: &[(Paddle, Order)], result: &CallResult) -> Vec<Match> {
    let mut left: Vec<u64> = orders.iter().map(|(_, it)| it.quantity.units()).collect();
    let mut matches: Vec<Match> = Vec::new();
    for _ in 0..result.volume.units() / 10 {
        let (buy, sell) = (next(orders, &left, Side::Buy), next(orders, &left, Side::Sell));
        left[buy] -= 10;
        left[sell] -= 10;
        let number = |place: usize| OrderNumber(u32::try_from(place).unwrap() + 1);
        let made = Match {
            buy: number(buy),
            buyer: orders[buy].0,
            sell: number(sell),
            seller: orders[sell].0,
            price: result.price,
            quantity: Quantity::from_units(10),
        };
        match matches.last_mut() {
            Some(last) if (last.buy, last.sell) == (made.buy, made.sell) => {
                last.quantity = last.quantity.checked_add(made.quantity).unwrap();
            }
            _ => matches.push(made),
        }
    }
    matches
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_price_is_the_one_that_a_search_of_every_tick_finds(
        wishes in prop::collection::vec((1_u32..=4, any::<bool>(), 0_i64..=40, 1_u64..=6), 0..40),
        (narrow, reference) in (any::<bool>(), 0_i64..=40),
    ) {
        let terms = CallAuctionTerms {
            reference: Money::from_fen(900 + 5 * reference),
            orders_each_max: 100,
            ..call()
        };
        let mut sale = Sale::publish(parse_moment("t-10"), terms.clone());
        for paddle in (1..=4).map(Paddle) {
            let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
            sale.submit(At::moment_only(parse_moment("t-10")), &admit).unwrap();
        }
        sale.attend(OPENS_AT, None);
        let mut orders: Vec<(Paddle, Order)> = Vec::new();
        for (who, buys, level, lots) in wishes {
            // Few limits, so that many are equal, or many, so that the stretches are long.
            let level = if narrow { 15 + level.rem_euclid(8) } else { level };
            let order = Order {
                side: if buys { Side::Buy } else { Side::Sell },
                price: Money::from_fen(900 + 5 * level),
                quantity: Quantity::from_units(10 * lots),
                unit: Unit::Tonne,
            };
            let is_own = orders.iter().any(|(paddle, it)| {
                let (low, high) = if buys { (it, &order) } else { (&order, it) };
                paddle.0 == who && it.side != order.side && low.price <= high.price
            });
            let command = Command::PlaceOrder { paddle: Some(Paddle(who)), order };
            let ruling = sale.submit(At::moment_only(OPENS_AT), &command);
            if is_own {
                prop_assert_eq!(ruling, Err(Refusal::OwnOrder));
            } else {
                prop_assert!(ruling.is_ok());
                orders.push((Paddle(who), order));
            }
        }
        let closing = Command::CloseLot { coverage: auction::Coverage::Covered };
        let events = sale.submit(At::moment_only(parse_moment("t600")), &closing).unwrap();
        let told = modelled(&terms, &orders);
        let ruled = events.iter().find_map(|event| match event {
            Event::CallPriced { result } => Some(**result),
            _ => None,
        });
        prop_assert_eq!(ruled, told);
        let Some(result) = told else {
            let reason = auction::UnsoldReason::NoBid;
            prop_assert_eq!(&events[0], &Event::LotUnsold { reason });
            return Ok(());
        };
        prop_assert_eq!(&events[1], &Event::OrdersMatched { matches: met(&orders, &result) });
        prop_assert_eq!(&events[2], &Event::LotDivided);
        for side in [Side::Buy, Side::Sell] {
            let own = sale.auction().awards().into_iter().filter(|it| it.side == side);
            let sums: (u64, i64) = own.fold((0, 0), |sums, it| {
                (sums.0 + it.quantity.unwrap().units(), sums.1 + it.value.fen())
            });
            let value = result.volume.at(result.price).unwrap().fen();
            prop_assert_eq!(sums, (result.volume.units(), value));
        }
    }
}
