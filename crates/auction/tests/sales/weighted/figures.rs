//! The formulas: every figure, and the ranking that follows.

use auction::{
    At, Command, Coverage, Event, PriceFormula, Pricing, Score, SealedTerms, WeightedTerms,
};
use lexicon::{Paddle, Secret};

use crate::sale::Sale;
use crate::table::check;
use crate::terms::{criterion, points, sealed, weighted};
use crate::words::{parse_amount, parse_moment};

/// The worked example of docs/methods/weighted.md.
#[test]
fn a_lower_price_wins_with_the_better_plan() {
    check(
        weighted(),
        "
        t1    desk  scores B1 22.5 12    B1 scored
        t2    desk  scores B2 18 9.5     B2 scored
        t3    desk  scores B3 20 13.25   B3 scored
        t10   B1    seals 110        B1 sealed
        t20   B2    seals 125        B2 sealed
        t30   B3    seals 118        B3 sealed
        t600  lot  closes  by 125: B3 56.64+33.25=89.89 B2 60+27.5=87.5 B1 52.8+34.5=87.3, \
                            sold to B3 at 118
        ",
    );
}

/// Runs the sale of the worked example and gives what the event says.
fn scored() -> Event {
    let mut sale = Sale::publish(parse_moment("t-1"), weighted());
    let at = |text| At::moment_only(parse_moment(text));
    let told =
        [(1, "110", ["22.5", "12"]), (2, "125", ["18", "9.5"]), (3, "118", ["20.00", "13.25"])];
    for (paddle, _, given) in told {
        let paddle = Paddle(paddle);
        let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
        sale.submit(at("t-1"), &admit).unwrap();
        let points = Secret::new(given.map(points).to_vec());
        sale.submit(at("t-1"), &Command::EnterScores { paddle, points }).unwrap();
    }
    sale.attend(parse_moment("t0"), None);
    for (paddle, amount, _) in told {
        let amount = Secret::new(parse_amount(amount));
        let bid = Command::PlaceSealedBid { paddle: Some(Paddle(paddle)), amount };
        sale.submit(at("t1"), &bid).unwrap();
        assert_eq!(sale.auction().bid_count(), 0, "how many have bid is not told");
        assert!(!format!("{:?}", sale.auction()).contains("118.00"), "nor what");
    }
    let close = Command::CloseLot { coverage: Coverage::Covered };
    let events = sale.submit(at("t600"), &close).unwrap();
    assert_eq!(sale.auction().bid_count(), 3);
    events.first().unwrap().clone()
}

#[test]
fn the_event_tells_every_figure_in_one_way_only() {
    let score = |paddle, price, price_points, given: [&str; 2], plan, total| Score {
        paddle: Paddle(paddle),
        price: parse_amount(price),
        price_points: points(price_points),
        points: given.map(points).to_vec(),
        plan_points: points(plan),
        total: points(total),
    };
    let told = Event::BidsScored {
        reference: parse_amount("125"),
        scores: vec![
            score(3, "118", "56.64", ["20", "13.25"], "33.25", "89.89"),
            score(2, "125", "60", ["18", "9.5"], "27.5", "87.5"),
            score(1, "110", "52.8", ["22.5", "12"], "34.5", "87.3"),
        ],
    };
    assert_eq!(scored(), told);
    // The same to the last byte: no figure has zeros at its end.
    assert_eq!(postcard::to_stdvec(&scored()).unwrap(), postcard::to_stdvec(&told).unwrap());
    let bytes = postcard::to_stdvec(&told).unwrap();
    assert_eq!(postcard::from_bytes::<Event>(&bytes).unwrap(), told);
}

#[test]
fn a_figure_is_cut_and_never_rounded_up() {
    // 60 times 100 by 150 is 40; times 149.99 by 150 is 59.996.
    check(
        weighted(),
        "
        t1    B1    seals 150     B1 sealed
        t2    B2    seals 149.99  B2 sealed
        t3    B3    seals 100     B3 sealed
        t600  lot   closes  by 150: B1 60+0=60 B2 59.99+0=59.99 B3 40+0=40, sold to B1 at 150
        ",
    );
    // 60 times 200 by 300.01 is 39.998666…
    for (places, figure) in [(0, "39"), (1, "39.9"), (2, "39.99"), (3, "39.998"), (6, "39.998666")]
    {
        check(
            WeightedTerms { places, ..weighted() },
            &format!(
                "
                t1    B1    seals 300.01  B1 sealed
                t2    B2    seals 200     B2 sealed
                t600  lot   closes  by 300.01: B1 60+0=60 B2 {figure}+0={figure}, \
                                    sold to B1 at 300.01
                "
            ),
        );
    }
    // The product comes before the quotient: a third of 60 is 20, not 19.999999.
    check(
        WeightedTerms { places: 6, ..weighted() },
        "
        t1    B1    seals 300     B1 sealed
        t2    B2    seals 100     B2 sealed
        t600  lot   closes  by 300: B1 60+0=60 B2 20+0=20, sold to B1 at 300
        ",
    );
}

#[test]
fn the_largest_amounts_are_reckoned_exactly() {
    // 60 times (1 - 1 fen by 10^15 fen) is just below 60.
    check(
        WeightedTerms { places: 6, ..weighted() },
        "
        t1    B1    seals 10000000000000    B1 sealed
        t2    B2    seals 9999999999999.99  B2 sealed
        t600  lot   closes  by 10000000000000: B1 60+0=60 B2 59.999999+0=59.999999, \
                            sold to B1 at 10000000000000
        ",
    );
}

#[test]
fn of_equal_totals_the_higher_price_wins_then_the_earlier_bid() {
    // 60 times 190 by 200 is 57: three points less for the price, three more for the plan.
    check(
        weighted(),
        "
        t1    desk  scores B1 13 0  B1 scored
        t1    desk  scores B2 10 0  B2 scored
        t2    B1    seals 190       B1 sealed
        t3    B2    seals 200       B2 sealed
        t600  lot   closes  by 200: B2 60+10=70 B1 57+13=70, sold to B2 at 200
        ",
    );
    check(
        weighted(),
        "
        t1    desk  scores B1 10 0     B1 scored
        t1    desk  scores B2 5 5      B2 scored
        t1    desk  scores B3 9.99 0   B3 scored
        t2    B3    seals 200          B3 sealed
        t3    B2    seals 200          B2 sealed
        t4    B1    seals 200          B1 sealed
        t600  lot   closes  by 200: B2 60+10=70 B1 60+10=70 B3 60+9.99=69.99, sold to B2 at 200
        ",
    );
}

#[test]
fn a_plan_without_points_gets_none_and_points_without_bid_count_for_nothing() {
    check(
        weighted(),
        "
        t1    desk  scores B1 0.01 0   B1 scored
        t1    desk  scores B4 25 15    B4 scored
        t2    B2    seals 200          B2 sealed
        t3    B1    seals 200          B1 sealed
        t600  lot   closes  by 200: B1 60+0.01=60.01 B2 60+0=60, sold to B1 at 200
        ",
    );
    check(weighted(), "t600  lot  closes  unsold: NoBid");
}

#[test]
fn what_lies_above_the_starting_price_can_be_what_counts() {
    let terms = || WeightedTerms { formula: PriceFormula::ShareAboveStart, ..weighted() };
    check(
        terms(),
        "
        t1    B1    seals 250     B1 sealed
        t2    B2    seals 150     B2 sealed
        t3    B3    seals 100     B3 sealed
        t4    B4    seals 110.01  B4 sealed
        t600  lot   closes  by 250: B1 60+0=60 B2 20+0=20 B4 4+0=4 B3 0+0=0, sold to B1 at 250
        ",
    );
    // Where nobody is above the starting price, nobody divides by nothing.
    check(
        terms(),
        "
        t1    B1    seals 100  B1 sealed
        t2    B2    seals 100  B2 sealed
        t600  lot   closes  by 100: B1 60+0=60 B2 60+0=60, sold to B1 at 100
        ",
    );
    check(
        terms(),
        "
        t1    B1    seals 100     B1 sealed
        t2    B2    seals 100.01  B2 sealed
        t600  lot   closes  by 100.01: B2 60+0=60 B1 0+0=0, sold to B2 at 100.01
        ",
    );
}

#[test]
fn the_mean_of_all_prices_can_be_what_counts() {
    let terms = || WeightedTerms { formula: PriceFormula::NearestToMean, ..weighted() };
    // The mean of 100, 110 and 150 is 120: 60 times 110 by 120 is 55, 100 by 120 is 50, and 150 is
    // as far away as 90.
    check(
        terms(),
        "
        t1    B1    seals 100     B1 sealed
        t2    B2    seals 110     B2 sealed
        t3    B3    seals 150     B3 sealed
        t600  lot   closes  by 120: B2 55+0=55 B1 50+0=50 B3 45+0=45, sold to B2 at 110
        ",
    );
    // The mean of 100 and 100.01 is cut to 100; of equals the higher price wins.
    check(
        terms(),
        "
        t1    B1    seals 100     B1 sealed
        t2    B2    seals 100.01  B2 sealed
        t600  lot   closes  by 100: B1 60+0=60 B2 59.99+0=59.99, sold to B1 at 100
        ",
    );
    // From twice the mean on there are none: 100, 100, 100 and 1000 have the mean 325.
    check(
        terms(),
        "
        t1    B1    seals 100     B1 sealed
        t2    B2    seals 100     B2 sealed
        t3    B3    seals 100     B3 sealed
        t4    B4    seals 1000    B4 sealed
        t600  lot   closes  by 325: B1 18.46+0=18.46 B2 18.46+0=18.46 B3 18.46+0=18.46 B4 0+0=0, \
                            sold to B1 at 100
        ",
    );
}

/// A weighted sale in which the plans do not differ ends like a sealed one.
#[test]
fn where_the_plans_do_not_differ_the_highest_price_wins() {
    let bids = "
        t1    B1    seals 130     B1 sealed
        t2    B2    seals 150     B2 sealed
        t3    B3    seals 150     B3 sealed
        ";
    let plain = SealedTerms { pricing: Pricing::First, ..sealed() };
    let opened = "t600  lot  closes  opened: B2 150 B3 150 B1 130, sold to B2 at 150";
    check(plain, &format!("{bids}{opened}"));
    let scored = "t600  lot  closes  by 150: B2 60+0=60 B3 60+0=60 B1 52+0=52, sold to B2 at 150";
    check(weighted(), &format!("{bids}{scored}"));
}

#[test]
fn as_many_criteria_as_there_may_be_give_a_hundred_points() {
    let twelve = (1..=12).map(|number| criterion(&format!("第{number}项"), "0.5")).collect();
    let terms = WeightedTerms { price_points: points("94"), criteria: twelve, ..weighted() };
    let each = "0.5 ".repeat(12);
    check(
        terms,
        &format!(
            "
            t1    desk  scores B1 {}  B1 scored
            t2    B1    seals 100  B1 sealed
            t600  lot   closes     by 100: B1 94+6=100, sold to B1 at 100
            ",
            each.trim_end()
        ),
    );
}
