//! Which terms a weighted lot may be published under.

use auction::{
    At, Auction, CRITERIA_MAX, Criterion, EqualRanks, PLACES_MAX, Priority, Refusal, Reserve,
    SaleTerms, Term, Terms, WeightedTerms,
};
use lexicon::{Money, Span};

use crate::terms::{criterion, points, sale_terms, seconds, weighted};
use crate::words::{OPENS_AT, parse_amount};

/// The longest span that terms may name: two years of 366 days.
const LONGEST: Span = Span::from_seconds(2 * 366 * 86_400);

fn published(terms: WeightedTerms) -> Result<(), Refusal> {
    Auction::check(At::moment_only(OPENS_AT), &Terms::from(terms))
}

fn under(sale: SaleTerms) -> WeightedTerms {
    WeightedTerms { sale, ..weighted() }
}

fn weighed(price_points: &str, criteria: Vec<Criterion>) -> WeightedTerms {
    WeightedTerms { price_points: points(price_points), criteria, ..weighted() }
}

/// Forty points for plans, under one name or two.
fn named(names: &[&str]) -> WeightedTerms {
    let each = if names.len() == 1 { "40" } else { "20" };
    weighed("60", names.iter().map(|name| criterion(name, each)).collect())
}

fn alike(count: usize, price_points: &str, each: &str) -> WeightedTerms {
    let each = |number| criterion(&format!("criterion {number}"), each);
    weighed(price_points, (0..count).map(each).collect())
}

#[test]
fn terms_that_make_sense_are_published() {
    let long_name = "评".repeat(60);
    for terms in [
        weighted(),
        named(&["a"]),
        named(&[&long_name]),
        named(&["经营 方案", "业绩"]),
        alike(CRITERIA_MAX, "94", "0.5"),
        alike(1, "0.01", "99.99"),
        alike(3, "99.97", "0.01"),
        WeightedTerms { places: 6, ..alike(1, "99.999999", "0.000001") },
        WeightedTerms { places: 0, ..alike(2, "60.00", "20.0") },
        WeightedTerms { places: PLACES_MAX, ..weighted() },
        WeightedTerms { bidding: seconds(1), ..weighted() },
        WeightedTerms { bidding: LONGEST, ..weighted() },
        under(SaleTerms {
            priority: Priority::MatchAfterClose { window: seconds(1) },
            equal_ranks: EqualRanks::ByLot,
            ..sale_terms()
        }),
    ] {
        assert_eq!(published(terms.clone()), Ok(()), "{terms:#?}");
    }
}

#[test]
fn criteria_that_do_not_fit_are_refused() {
    let too_long_name = "评".repeat(61);
    for terms in [
        // Not a hundred points.
        alike(1, "60", "39.99"),
        alike(1, "60", "40.01"),
        alike(2, "60", "40"),
        weighed("100", Vec::new()),
        // One counts for nothing, or for less.
        alike(1, "0", "100"),
        alike(1, "100", "0"),
        alike(1, "100.01", "-0.01"),
        alike(1, "-1", "101"),
        // More places than a figure has.
        alike(1, "60.001", "39.999"),
        WeightedTerms { places: 0, ..alike(1, "60.5", "39.5") },
        WeightedTerms { places: 6, ..alike(1, "99.9999999", "0.0000001") },
        // Too many.
        alike(CRITERIA_MAX + 1, "93.5", "0.5"),
        // No name, or one that nobody reads.
        named(&[""]),
        named(&[" "]),
        named(&[&too_long_name]),
        named(&["a\tb"]),
        named(&["a\u{7f}"]),
        named(&["a", "a"]),
    ] {
        let refusal = Refusal::TermInvalid { term: Term::Criteria };
        assert_eq!(published(terms.clone()), Err(refusal), "{terms:#?}");
    }
}

#[test]
fn terms_that_make_no_sense_are_refused() {
    let too_long = LONGEST + Span::from_us(1);
    let too_short = Span::from_us(999_999);
    let after_close = Priority::MatchAfterClose { window: too_short };
    for (term, terms) in [
        (Term::SealedBidding, WeightedTerms { bidding: Span::ZERO, ..weighted() }),
        (Term::SealedBidding, WeightedTerms { bidding: too_short, ..weighted() }),
        (Term::SealedBidding, WeightedTerms { bidding: too_long, ..weighted() }),
        (Term::Formula, WeightedTerms { places: PLACES_MAX + 1, ..weighted() }),
        (Term::Formula, WeightedTerms { places: u8::MAX, ..weighted() }),
        (Term::Priority, under(SaleTerms { priority: Priority::MatchLive, ..sale_terms() })),
        (Term::Priority, under(SaleTerms { priority: after_close, ..sale_terms() })),
        (Term::EqualRanks, under(SaleTerms { equal_ranks: EqualRanks::ByLot, ..sale_terms() })),
        (Term::StartingPrice, under(SaleTerms { starting_price: Money::ZERO, ..sale_terms() })),
        (
            Term::Reserve,
            under(SaleTerms { reserve: Reserve::Public(parse_amount("99.99")), ..sale_terms() }),
        ),
        (Term::BiddersMin, under(SaleTerms { bidders_min: 3, ..sale_terms() })),
    ] {
        assert_eq!(published(terms.clone()), Err(Refusal::TermInvalid { term }), "{terms:#?}");
    }
}
