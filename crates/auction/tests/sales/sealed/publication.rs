//! Which terms a sealed lot may be published under.

use auction::{
    At, Auction, EqualRanks, Priority, Refusal, Reserve, SaleTerms, SealedTerms, Term, Terms, Tie,
};
use lexicon::{Money, Span};

use crate::terms::{sale_terms, sealed, seconds};
use crate::words::{OPENS_AT, parse_amount};

/// The longest span that terms may name: two years of 366 days.
const LONGEST: Span = Span::from_seconds(2 * 366 * 86_400);

fn published(terms: SealedTerms) -> Result<(), Refusal> {
    Auction::check(At::moment_only(OPENS_AT), &Terms::from(terms))
}

fn too_long() -> Span {
    LONGEST + Span::from_us(1)
}

fn too_short() -> Span {
    Span::from_us(999_999)
}

fn under(sale: SaleTerms) -> SealedTerms {
    SealedTerms { sale, ..sealed() }
}

#[test]
fn terms_that_make_sense_are_published() {
    let after_close = Priority::MatchAfterClose { window: seconds(1) };
    let second_round = |length| SealedTerms { tie: Tie::SecondRound { length }, ..sealed() };
    for terms in [
        sealed(),
        SealedTerms { bidding: seconds(1), ..sealed() },
        SealedTerms { bidding: LONGEST, ..sealed() },
        SealedTerms { tie: Tie::ByLot, ..sealed() },
        second_round(seconds(1)),
        second_round(LONGEST),
        under(SaleTerms { priority: Priority::Ordinary, ..sale_terms() }),
        under(SaleTerms { priority: after_close, ..sale_terms() }),
        under(SaleTerms { priority: after_close, equal_ranks: EqualRanks::ByLot, ..sale_terms() }),
        under(SaleTerms { reserve: Reserve::Public(parse_amount("100")), ..sale_terms() }),
        under(SaleTerms { bidders_min: 2, ..sale_terms() }),
    ] {
        assert_eq!(published(terms.clone()), Ok(()), "{terms:#?}");
    }
}

#[test]
fn terms_that_make_none_are_refused() {
    let second_round = |length| SealedTerms { tie: Tie::SecondRound { length }, ..sealed() };
    let too_little = Priority::MatchAfterClose { window: too_short() };
    let earlier = OPENS_AT - Span::from_us(1);
    for (term, terms) in [
        (Term::SealedBidding, SealedTerms { bidding: Span::ZERO, ..sealed() }),
        (Term::SealedBidding, SealedTerms { bidding: too_short(), ..sealed() }),
        (Term::SealedBidding, SealedTerms { bidding: too_long(), ..sealed() }),
        (Term::Tie, second_round(Span::ZERO)),
        (Term::Tie, second_round(too_short())),
        (Term::Tie, second_round(too_long())),
        (Term::Priority, under(SaleTerms { priority: Priority::MatchLive, ..sale_terms() })),
        (Term::Priority, under(SaleTerms { priority: too_little, ..sale_terms() })),
        (Term::EqualRanks, under(SaleTerms { equal_ranks: EqualRanks::ByLot, ..sale_terms() })),
        (Term::OpensAt, under(SaleTerms { opens_at: earlier, ..sale_terms() })),
        (Term::StartingPrice, under(SaleTerms { starting_price: Money::ZERO, ..sale_terms() })),
        (
            Term::Reserve,
            under(SaleTerms { reserve: Reserve::Public(parse_amount("99.99")), ..sale_terms() }),
        ),
        (Term::BiddersMin, under(SaleTerms { bidders_min: 0, ..sale_terms() })),
        (Term::BiddersMin, under(SaleTerms { bidders_min: 3, ..sale_terms() })),
        (Term::Agreement, under(SaleTerms { agreement: Some(too_short()), ..sale_terms() })),
        (Term::ResumeNotice, under(SaleTerms { resume_notice: too_long(), ..sale_terms() })),
    ] {
        assert_eq!(published(terms.clone()), Err(Refusal::TermInvalid { term }), "{terms:#?}");
    }
}
