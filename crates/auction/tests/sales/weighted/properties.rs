//! The scoring against a naive model of it.
//!
//! The engine reckons with decimals and sorts. The model reckons with whole numbers of the last
//! place, finding each quotient by trying digit after digit, and counts for each bid how many beat
//! it.

use auction::{At, Command, Coverage, Event, Points, PriceFormula, WeightedTerms};
use lexicon::{Money, Paddle, Secret};
use proptest::prelude::*;

use crate::ascending::properties::config;
use crate::sale::Sale;
use crate::terms::{criterion, points, sale_terms, weighted};
use crate::words::parse_moment;

const START: i128 = 10_000;

#[derive(Debug, Clone)]
struct Told {
    formula: PriceFormula,
    places: u8,
    /// Whole points: the rest of the hundred is for the only criterion.
    price_points: u32,
    /// In the sequence of receipt: the price, and in the last place the points of the plan.
    bids: Vec<(i64, Option<u32>)>,
}

fn told() -> impl Strategy<Value = Told> {
    let formula = prop_oneof![
        Just(PriceFormula::ShareOfHighest),
        Just(PriceFormula::ShareAboveStart),
        Just(PriceFormula::NearestToMean)
    ];
    let near = 10_000_i64..10_020;
    let price = prop_oneof![4 => near, 2 => 10_000_i64..90_000, 1 => 10_000..=Money::MAX.fen()];
    let plan = prop::option::weighted(0.8, 0_u32..4);
    let bids = prop::collection::vec((price, plan), 1..8);
    (formula, 0_u8..=6, 1_u32..100, bids).prop_map(|(formula, places, price_points, bids)| Told {
        formula,
        places,
        price_points,
        bids,
    })
}

/// How often the divisor goes into the number: digit after digit, as on paper.
fn goes_into(number: i128, divisor: i128) -> i128 {
    let mut left = 0;
    let mut quotient = 0;
    for digit in number.to_string().bytes() {
        left = left * 10 + i128::from(digit - b'0');
        quotient *= 10;
        while left >= divisor {
            left -= divisor;
            quotient += 1;
        }
    }
    quotient
}

/// One bid as the model sees it, its figures in the last place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Figures {
    paddle: u32,
    price: i128,
    price_points: i128,
    plan: i128,
}

impl Figures {
    fn beats(&self, other: &Self) -> bool {
        let (own, others) = (self.price_points + self.plan, other.price_points + other.plan);
        // Here the paddles rise in the sequence of receipt.
        own > others
            || own == others && self.price > other.price
            || own == others && self.price == other.price && self.paddle < other.paddle
    }
}

fn model(told: &Told) -> Vec<Figures> {
    let prices: Vec<i128> = told.bids.iter().map(|bid| bid.0.into()).collect();
    let highest = *prices.iter().max().unwrap();
    let mean = goes_into(prices.iter().sum(), i128::try_from(prices.len()).unwrap());
    let all = i128::from(told.price_points) * 10_i128.pow(told.places.into());
    let price_points = |price: i128| match told.formula {
        PriceFormula::ShareOfHighest => goes_into(all * price, highest),
        PriceFormula::ShareAboveStart if highest == START => all,
        PriceFormula::ShareAboveStart => goes_into(all * (price - START), highest - START),
        PriceFormula::NearestToMean if price >= 2 * mean => 0,
        PriceFormula::NearestToMean if price > mean => goes_into(all * (2 * mean - price), mean),
        PriceFormula::NearestToMean => goes_into(all * price, mean),
    };
    let figures = (1..).zip(&told.bids).map(|(paddle, &(price, plan))| Figures {
        paddle,
        price: price.into(),
        price_points: price_points(price.into()),
        plan: plan.unwrap_or(0).into(),
    });
    let figures: Vec<Figures> = figures.collect();
    let mut ranked: Vec<Option<Figures>> = vec![None; figures.len()];
    for bid in &figures {
        let place = figures.iter().filter(|other| other.beats(bid)).count();
        ranked[place] = Some(bid.clone());
    }
    ranked.into_iter().flatten().collect()
}

fn at(text: &str) -> At {
    At::moment_only(parse_moment(text))
}

/// So many of the last place.
fn last_places(figure: u32, places: u8) -> Points {
    let one = format!("{}1", "0".repeat(usize::from(places))).chars().rev().collect::<String>();
    let one: rust_decimal::Decimal = one.parse().unwrap();
    Points(rust_decimal::Decimal::from(figure) / one)
}

fn as_last_places(figure: Points, places: u8) -> i128 {
    let scaled = figure.0 * rust_decimal::Decimal::from(10_i64.pow(places.into()));
    assert!(scaled.is_integer(), "a figure is cut");
    scaled.trunc().normalize().mantissa()
}

/// What the engine says, and to whom it sells.
fn run(told: &Told) -> (Vec<Figures>, Event) {
    let rest = 100 - told.price_points;
    let terms = WeightedTerms {
        sale: sale_terms(),
        price_points: points(&told.price_points.to_string()),
        criteria: vec![criterion("plan", &rest.to_string())],
        formula: told.formula,
        places: told.places,
        ..weighted()
    };
    let mut sale = Sale::publish(parse_moment("t-1"), terms);
    let bids = || (1..).map(Paddle).zip(&told.bids);
    for (paddle, (_, plan)) in bids() {
        let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
        sale.submit(at("t-1"), &admit).unwrap();
        if let Some(plan) = plan {
            let points = Secret::new(vec![last_places(*plan, told.places)]);
            sale.submit(at("t-1"), &Command::EnterScores { paddle, points }).unwrap();
        }
    }
    sale.attend(parse_moment("t0"), None);
    for (paddle, (price, _)) in bids() {
        let amount = Secret::new(Money::from_fen(*price));
        let bid = Command::PlaceSealedBid { paddle: Some(paddle), amount };
        sale.submit(at("t1"), &bid).unwrap();
    }
    let close = Command::CloseLot { coverage: Coverage::Covered };
    let events = sale.submit(at("t600"), &close).unwrap();
    let [Event::BidsScored { scores, .. }, result] = &events[..] else {
        panic!("bids are scored: {events:?}");
    };
    let figures = scores.iter().map(|score| {
        let sum: rust_decimal::Decimal = score.points.iter().map(|it| it.0).sum();
        assert_eq!(score.plan_points.0, sum);
        assert_eq!(score.total.0, score.price_points.0 + sum);
        Figures {
            paddle: score.paddle.0,
            price: score.price.fen().into(),
            price_points: as_last_places(score.price_points, told.places),
            plan: as_last_places(score.plan_points, told.places),
        }
    });
    (figures.collect(), result.clone())
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_figure_and_the_ranking_are_as_in_the_model(mut told in told()) {
        let most = (100 - told.price_points) * 10_u32.pow(told.places.into());
        for (_, plan) in &mut told.bids {
            *plan = plan.map(|plan| plan.min(most));
        }
        let (figures, result) = run(&told);
        let model = model(&told);
        prop_assert_eq!(&figures, &model);
        let best = &model[0];
        let price = Money::from_fen(i64::try_from(best.price).unwrap());
        prop_assert_eq!(result, Event::LotAwarded { paddle: Paddle(best.paddle), price });
    }
}
