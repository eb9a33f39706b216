//! The names under which a refusal is known outside: in problem types, figures and rehearsals.

use std::collections::BTreeMap;

use exchange::Refusal;

use crate::named::Named;
use crate::samples;

fn every_refusal() -> Vec<Refusal> {
    let plain = samples::refusals().into_iter();
    let plain = plain.filter(|it| !matches!(it, Refusal::Sale(_) | Refusal::Trading(_)));
    plain
        .chain(samples::sale_refusals().into_iter().map(Refusal::Sale))
        .chain(samples::trading_refusals().into_iter().map(Refusal::Trading))
        .collect()
}

fn variant(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Sale(sale) => format!("sale/{}", sale.name()),
        Refusal::Trading(trading) => format!("trading/{}", trading.name()),
        other => other.name().to_owned(),
    }
}

#[test]
fn slugs_are_the_variants_names_in_kebab_case() {
    for refusal in every_refusal() {
        let (slug, variant) = (refusal.slug(), variant(&refusal));
        assert_eq!(slug, variant.trim_start_matches("sale/").trim_start_matches("trading/"));
        let is_kebab = slug
            .split('-')
            .all(|word| !word.is_empty() && word.bytes().all(|letter| letter.is_ascii_lowercase()));
        assert!(is_kebab, "{slug}");
    }
}

/// One name is shared: whether a lot's duty or the exchange's own is not due says the same, and
/// only the exchange itself can hear either.
#[test]
fn no_two_refusals_have_the_same_slug() {
    let mut known = BTreeMap::new();
    for refusal in every_refusal() {
        let variant = variant(&refusal);
        let before = known.insert(refusal.slug(), variant.clone());
        let is_shared = ["not-due", "sale/not-due"].contains(&variant.as_str());
        assert!(before.is_none_or(|it| it == variant || is_shared), "{}", refusal.slug());
    }
}
