use exchange::Media;
use lexicon::Digest;

use super::super::super::form::REQUEST_ID;
use super::*;

fn filled() -> Vec<(&'static str, &'static str)> {
    vec![
        (REQUEST_ID, "01890a5d-ac96-774b-bcce-b302099a8057"),
        ("category", "rural-right"),
        ("title", "槐树营村鱼塘"),
        ("title_en", ""),
        ("region", ""),
        ("place", "槐树营村"),
        ("description", "水面12亩。\r\n通电通路。"),
        ("starting_price", "12,000"),
        ("deposit", "1000"),
        ("increment", "100"),
        ("increment_rule", "multiple"),
        ("reserve", "none"),
        ("reserve_price", ""),
        ("method", "free-timed"),
        ("free_count", "2"),
        ("free_unit", "hours"),
        ("countdown_count", "3"),
        ("countdown_unit", "minutes"),
        ("disclosure_count", "14"),
        ("disclosure_unit", "days"),
        ("result_notice_count", "7"),
        ("result_notice_unit", "days"),
    ]
}

fn with(name: &'static str, value: &'static str) -> Typed {
    let mut pairs = filled();
    for pair in &mut pairs {
        if pair.0 == name {
            pair.1 = value;
        }
    }
    Typed::of(&pairs)
}

fn now() -> lexicon::Moment {
    "2026-07-01T09:30:00+08:00".parse().unwrap()
}

#[test]
fn plain_words_become_the_terms_of_a_sale() {
    let wish = wish::read(&Typed::of(&filled())).ok().unwrap();
    let Terms::Ascending(terms) = &wish.lot.terms else { panic!("prices rise") };
    assert_eq!(terms.starting_price.fen(), 1_200_000);
    assert_eq!(terms.free_bidding, Span::from_seconds(7_200));
    assert_eq!(terms.timed_bidding.unwrap().cycle, Span::from_seconds(180));
    assert_eq!(terms.extension, None);
    assert_eq!(wish.disclosure, Span::from_seconds(14 * 86_400));
    assert_eq!(wish.description, "水面12亩。\n通电通路。");
    let at = exchange::At::new(now(), now());
    assert_eq!(exchange::Auction::check(at, &wish.lot.terms.opening_at(now())), Ok(()));
    let wish = wish::read(&with("method", "free-extension")).ok().unwrap();
    let Terms::Ascending(terms) = &wish.lot.terms else { panic!("prices rise") };
    assert_eq!(terms.timed_bidding, None);
    assert_eq!(terms.extension.unwrap().window, Span::from_seconds(180));
    assert_eq!(exchange::Auction::check(at, &wish.lot.terms.opening_at(now())), Ok(()));
}

#[test]
fn whatever_is_wrong_is_said_at_its_field() {
    let long = "长".repeat(121).leak();
    let longer = "长".repeat(10_001).leak();
    for (name, value, field) in [
        ("category", "", "category"),
        ("category", "rural", "category"),
        ("title", "", "title"),
        ("title", "   ", "title"),
        ("title", long, "title"),
        ("title", "a\u{202e}b", "title"),
        ("title", "a\u{7}b", "title"),
        ("title_en", long, "title_en"),
        ("region", "12", "region"),
        ("region", "=35010", "region"),
        ("description", longer, "description"),
        ("description", "a\u{2066}b", "description"),
        ("description", "a\0b", "description"),
        ("starting_price", "", "starting_price"),
        ("starting_price", "一万", "starting_price"),
        ("starting_price", "1.005", "starting_price"),
        ("starting_price", "-5", "starting_price"),
        ("deposit", "", "deposit"),
        ("increment", "x", "increment"),
        ("increment_rule", "none", "increment_rule"),
        ("reserve", "", "reserve"),
        ("reserve", "public", "reserve_price"),
        ("method", "sealed", "method"),
        ("free_count", "0", "free_count"),
        ("free_count", "10001", "free_count"),
        ("free_unit", "years", "free_unit"),
        ("countdown_count", "", "countdown_count"),
        ("disclosure_count", "-1", "disclosure_count"),
        ("result_notice_count", "1e3", "result_notice_count"),
    ] {
        let faults = wish::read(&with(name, value)).err();
        let faults = faults.unwrap_or_else(|| panic!("{name} = {value} is taken"));
        let places: Vec<_> = faults.iter().filter_map(|fault| fault.0).collect();
        assert_eq!(places, [field], "{name} = {value}");
    }
    let faults = wish::read(&Typed::default()).err().unwrap();
    assert!(faults.len() >= 11, "everything is said at once: {}", faults.len());
}

#[test]
fn a_wish_may_hold_markup_and_formulas_as_text() {
    let wish = wish::read(&with("title", "<b>=SUM(A1)</b>")).ok().unwrap();
    assert_eq!(wish.lot.title.chinese, "<b>=SUM(A1)</b>");
    let mut form = new_form(Category::RuralRight, Language::Chinese);
    let typed = with("title", "<b>=SUM(A1)</b>");
    let faults = vec![(None, Cause::Fault.into())];
    form.refuse(&Refused::with(FORM, typed, faults), Language::Chinese);
    assert!(!form.html().contains("<b>"), "{}", form.html());
}

#[test]
fn every_field_of_the_form_is_read_and_every_one_that_is_read_is_on_it() {
    for category in Category::ALL {
        let html = new_form(category, Language::English).html();
        for name in FIELDS {
            assert!(html.contains(&format!("name=\"{name}\"")), "{name}");
        }
        assert!(html.contains(&format!("value=\"{}\" selected", category.slug())));
        assert!(html.contains("multipart/form-data"));
    }
}

#[test]
fn kept_files_are_carried_along_as_text() {
    let document = Document {
        digest: Digest::ZERO,
        caption: "证书\"><script>".to_owned(),
        media: Media::Pdf,
        visibility: Visibility::Applicants,
    };
    let mut typed = Typed::of(&[(KEPT, "[{\"digest\":5}]"), (DROP, "yes")]);
    assert_eq!(kept_of(&typed), []);
    carry(&mut typed, std::slice::from_ref(&document));
    let kept = kept_of(&typed);
    assert_eq!(kept.len(), 1);
    assert_eq!(visibility(&kept[0].visibility), Visibility::Applicants);
    let form = with_kept(new_form(Category::RuralRight, Language::Chinese), &typed);
    assert!(!form.html().contains("<script>"), "{}", form.html());
    assert_eq!(visibility("everyone"), Visibility::Staff, "in doubt fewer see it");
}
