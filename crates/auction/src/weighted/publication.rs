//! Which terms a weighted lot may be published under.

use rust_decimal::Decimal;

use super::{Criterion, Points, Weighted, WeightedTerms};
use crate::course::Ruling;
use crate::sealed::check_rights;
use crate::terms::{first_invalid, is_phase};
use crate::{At, Term};

/// A plan is judged by so many criteria at most.
pub const CRITERIA_MAX: usize = 12;
/// No figure has more decimal places.
pub const PLACES_MAX: u8 = 6;
const NAME_LENGTH_MAX: usize = 60;

impl Weighted {
    pub(crate) fn check(at: At, terms: &WeightedTerms) -> Ruling {
        terms.sale.check(at)?;
        first_invalid(&[
            (is_phase(terms.bidding), Term::SealedBidding),
            (terms.places <= PLACES_MAX, Term::Formula),
            (are_criteria(terms), Term::Criteria),
        ])?;
        check_rights(&terms.sale)
    }
}

/// Price and plan both count, and all together give a hundred points.
fn are_criteria(terms: &WeightedTerms) -> bool {
    let criteria = &terms.criteria;
    let is_most =
        |most: Points| most > Points::ZERO && most <= Points::HUNDRED && most.is_cut(terms.places);
    let are_most = is_most(terms.price_points) && criteria.iter().all(|it| is_most(it.most));
    let are_names = criteria.iter().enumerate().all(|(index, criterion)| {
        is_name(criterion) && criteria.iter().take(index).all(|it| it.name != criterion.name)
    });
    let is_count = (1..=CRITERIA_MAX).contains(&criteria.len());
    is_count && are_names && are_most && {
        let plan: Decimal = criteria.iter().map(|it| it.most.0).sum();
        Points(plan + terms.price_points.0) == Points::HUNDRED
    }
}

fn is_name(criterion: &Criterion) -> bool {
    let name = &criterion.name;
    let is_long_enough = (1..=NAME_LENGTH_MAX).contains(&name.chars().count());
    is_long_enough && !name.trim().is_empty() && !name.contains(char::is_control)
}
