//! The book and the market against a model that keeps every order in one list and searches it from
//! end to end for the best one.

use auction::{At, Award, Book, Command, ContinuousTerms, Event, Match, Order, Refusal, Side};
use lexicon::{Money, OrderNumber, Paddle, Quantity, Unit};
use proptest::prelude::*;

use super::day;
use crate::ascending::properties::config;
use crate::sale::Sale;
use crate::words::{OPENS_AT, parse_moment};

const LOWEST: i64 = 900;
const TICK: i64 = 5;

/// What is asked next.
#[derive(Debug, Clone, Copy)]
enum Wish {
    /// A bidder, whether he buys, the level of his limit, and so many lots.
    Order(u32, bool, u32, u64),
    /// The order so far behind the first, and who asks.
    Cancel(u32, u32),
}

fn wishes(level_count: u32) -> impl Strategy<Value = Vec<Wish>> {
    let order = (1_u32..=4, any::<bool>(), 0..level_count, 1_u64..=6)
        .prop_map(|(who, buys, level, lots)| Wish::Order(who, buys, level, lots));
    let cancel = (any::<u32>(), 1_u32..=4).prop_map(|(which, who)| Wish::Cancel(which, who));
    prop::collection::vec(prop_oneof![4 => order, 1 => cancel], 1..160)
}

/// Every order that was ever placed, with what is left of it.
#[derive(Debug, Default)]
struct Naive(Vec<(Paddle, Order)>);

impl Naive {
    fn best(&self, order: &Order) -> Option<usize> {
        let mut best: Option<usize> = None;
        for (place, (_, other)) in self.0.iter().enumerate() {
            let (meets, is_better) = match order.side {
                Side::Buy => (
                    other.side == Side::Sell && other.price <= order.price,
                    best.is_none_or(|best| other.price < self.0[best].1.price),
                ),
                Side::Sell => (
                    other.side == Side::Buy && other.price >= order.price,
                    best.is_none_or(|best| other.price > self.0[best].1.price),
                ),
            };
            if other.quantity > Quantity::ZERO && meets && is_better {
                best = Some(place);
            }
        }
        best
    }

    fn place(&mut self, paddle: Paddle, mut order: Order) -> Vec<Match> {
        let mut matches = Vec::new();
        let own = OrderNumber(u32::try_from(self.0.len()).unwrap() + 1);
        while order.quantity > Quantity::ZERO
            && let Some(place) = self.best(&order)
        {
            let (owner, other) = &mut self.0[place];
            let number = OrderNumber(u32::try_from(place).unwrap() + 1);
            let quantity = order.quantity.min(other.quantity);
            order.quantity = order.quantity.checked_sub(quantity).unwrap();
            other.quantity = other.quantity.checked_sub(quantity).unwrap();
            let price = other.price;
            matches.push(match order.side {
                Side::Buy => {
                    Match { buy: own, buyer: paddle, sell: number, seller: *owner, price, quantity }
                }
                Side::Sell => {
                    Match { buy: number, buyer: *owner, sell: own, seller: paddle, price, quantity }
                }
            });
        }
        self.0.push((paddle, order));
        matches
    }

    fn cancel(&mut self, number: OrderNumber) -> Option<Quantity> {
        let place = usize::try_from(number.0).unwrap().checked_sub(1)?;
        let left = &mut self.0.get_mut(place)?.1.quantity;
        Some(std::mem::take(left)).filter(|left| *left > Quantity::ZERO)
    }

    /// Price and quantity of one side, the best price first.
    fn depth(&self, side: Side) -> Vec<(Money, u64)> {
        let own = self.0.iter().filter(|(_, it)| it.side == side && it.quantity > Quantity::ZERO);
        let mut prices: Vec<Money> = own.clone().map(|(_, it)| it.price).collect();
        prices.sort_unstable();
        prices.dedup();
        if side == Side::Buy {
            prices.reverse();
        }
        let sum = |price| {
            let equals = own.clone().filter(|(_, it)| it.price == price);
            (price, equals.map(|(_, it)| it.quantity.units()).sum())
        };
        prices.into_iter().map(sum).collect()
    }
}

fn order(buys: bool, level: u32, lots: u64) -> Order {
    Order {
        side: if buys { Side::Buy } else { Side::Sell },
        price: Money::from_fen(LOWEST + TICK * i64::from(level)),
        quantity: Quantity::from_units(lots * 10),
        unit: Unit::Tonne,
    }
}

fn compare(book: &Book, naive: &Naive) -> Result<(), TestCaseError> {
    for side in [Side::Buy, Side::Sell] {
        let depth: Vec<(Money, u64)> =
            book.depth(side).map(|it| (it.price, it.quantity.units())).collect();
        let told = naive.depth(side);
        let best = match side {
            Side::Buy => book.best_buy(),
            Side::Sell => book.best_sell(),
        };
        prop_assert_eq!(best, told.first().map(|it| it.0));
        prop_assert_eq!(depth, told);
    }
    for (number, (paddle, order)) in (1..).zip(&naive.0) {
        let standing = book.order(OrderNumber(number)).map(|it| (it.paddle, it.price, it.quantity));
        let told = Some((*paddle, order.price, order.quantity));
        prop_assert_eq!(standing, told.filter(|it| it.2 > Quantity::ZERO));
    }
    let standing = naive.0.iter().filter(|(_, it)| it.quantity > Quantity::ZERO).count();
    prop_assert_eq!(book.orders().count(), standing);
    Ok(())
}

/// Runs a book of so many levels and the model side by side.
fn run(level_count: u32, wishes: Vec<Wish>) -> Result<(), TestCaseError> {
    let highest = Money::from_fen(LOWEST + TICK * i64::from(level_count - 1));
    let mut book = Book::new(Money::from_fen(LOWEST), highest, Money::from_fen(TICK));
    let (mut naive, mut matches) = (Naive::default(), Vec::new());
    for wish in wishes {
        match wish {
            Wish::Order(who, buys, level, lots) => {
                let order = order(buys, level, lots);
                matches.clear();
                let number = book.next_number();
                let left = book.place(number, Paddle(who), &order, &mut matches);
                prop_assert_eq!(&matches, &naive.place(Paddle(who), order));
                prop_assert_eq!(left, naive.0.last().unwrap().1.quantity);
            }
            Wish::Cancel(which, _) => {
                let count = book.order_count();
                let number = OrderNumber(if count == 0 { which } else { which % (count + 2) });
                prop_assert_eq!(book.cancel(number), naive.cancel(number));
            }
        }
        compare(&book, &naive)?;
    }
    Ok(())
}

/// What everyone has bought and sold, summed from the matches.
fn summed(matches: &[Match]) -> Vec<Award> {
    let mut awards = Vec::new();
    for paddle in (1..=4).map(Paddle) {
        for side in [Side::Buy, Side::Sell] {
            let own = matches.iter().filter(|it| match side {
                Side::Buy => it.buyer == paddle,
                Side::Sell => it.seller == paddle,
            });
            let quantity: u64 = own.clone().map(|it| it.quantity.units()).sum();
            let value = own.map(|it| it.quantity.at(it.price).unwrap().fen()).sum();
            if quantity > 0 {
                awards.push(Award {
                    paddle,
                    side,
                    part: auction::Part::Whole,
                    quantity: Some(Quantity::from_units(quantity)),
                    value: Money::from_fen(value),
                });
            }
        }
    }
    awards
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_book_of_few_prices_matches_as_the_model_does(wishes in wishes(9)) {
        run(9, wishes)?;
    }

    #[test]
    fn a_book_of_many_prices_matches_as_the_model_does(wishes in wishes(9_000)) {
        run(9_000, wishes)?;
    }

    #[test]
    fn a_market_matches_as_the_model_does_but_nobody_with_himself(wishes in wishes(9)) {
        let mut sale = Sale::publish(parse_moment("t-10"), ContinuousTerms {
            orders_each_max: 100,
            ..day()
        });
        for paddle in (1..=4).map(Paddle) {
            let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
            sale.submit(At::moment_only(parse_moment("t-10")), &admit).unwrap();
        }
        sale.attend(OPENS_AT, None);
        let at = At::moment_only(OPENS_AT);
        let (mut naive, mut all) = (Naive::default(), Vec::new());
        for wish in wishes {
            match wish {
                Wish::Order(who, buys, level, lots) => {
                    let (paddle, order) = (Paddle(who), order(buys, level, lots));
                    let command = Command::PlaceOrder { paddle: Some(paddle), order };
                    let mut tried = Naive(naive.0.clone());
                    let told = tried.place(paddle, order);
                    let ruling = sale.submit(at, &command);
                    if told.iter().any(|it| it.buyer == it.seller) {
                        prop_assert_eq!(ruling.unwrap_err(), Refusal::OwnOrder);
                        continue;
                    }
                    let matched = ruling.unwrap().into_iter().find_map(|event| match event {
                        Event::OrdersMatched { matches } => Some(matches),
                        _ => None,
                    });
                    all.extend(told.iter().copied());
                    prop_assert_eq!(matched.unwrap_or_default(), told);
                    naive = tried;
                }
                Wish::Cancel(which, who) => {
                    let count = u32::try_from(naive.0.len()).unwrap();
                    let number = OrderNumber(which % (count + 2));
                    let place = usize::try_from(number.0).unwrap().checked_sub(1);
                    let owner = place.and_then(|place| naive.0.get(place)).map(|it| it.0);
                    let command =
                        Command::CancelOrder { paddle: Some(Paddle(who)), order: number };
                    let told =
                        if owner == Some(Paddle(who)) { naive.cancel(number) } else { None };
                    let ruling = sale.submit(at, &command).map(|events| events[0].clone());
                    let told = told.map(|quantity| Event::OrderCancelled { number, quantity });
                    prop_assert_eq!(ruling, told.ok_or(Refusal::UnknownOrder));
                }
            }
        }
        let least = naive.depth(Side::Sell).first().map_or(Money::from_fen(1_000), |it| it.0);
        prop_assert_eq!(sale.auction().least_bid(), least);
        prop_assert_eq!(sale.auction().bid_count(), u32::try_from(naive.0.len()).unwrap());
        let closing = Command::CloseLot { coverage: auction::Coverage::Covered };
        let events = sale.submit(At::moment_only(parse_moment("t600")), &closing).unwrap();
        prop_assert_eq!(events[0] == Event::LotDivided, !all.is_empty());
        prop_assert_eq!(sale.auction().awards(), summed(&all));
    }
}
