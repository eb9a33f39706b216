//! The fields of the form, in the order in which a seller thinks of them.

use lexicon::Category;

use super::super::wish::DESCRIPTION_LENGTH_MAX;
use super::{DROP, FILE_FIELDS, KEPT};
use crate::language::Language;
use crate::pages::form::{Field, Kind, PostForm};
use crate::pages::{Choice, words};

pub(super) fn about_fields(form: PostForm, category: Category, language: Language) -> PostForm {
    let hint = |key: &str| language.say(&format!("field-{key}-hint"));
    let categories = Category::ALL.into_iter().map(|it| Choice {
        value: it.slug().to_owned(),
        text: words::say_category(it, language),
        is_chosen: it == category,
    });
    let categories = Kind::Choice(categories.collect());
    let description = Kind::Lines(DESCRIPTION_LENGTH_MAX);
    form.group(language.say("group-about"))
        .with(Field::new("category", "category", categories, language))
        .with(Field::new("title", "title", Kind::Line(120), language).hint(hint("title")))
        .with(
            Field::new("title_en", "title-en", Kind::Line(120), language)
                .hint(hint("title-en"))
                .optional(),
        )
        .with(Field::new("place", "place", Kind::Line(80), language).hint(hint("place")).optional())
        .with(
            Field::new("region", "region", Kind::Digits, language).hint(hint("region")).optional(),
        )
        .with(
            Field::new("description", "description", description, language)
                .hint(hint("description"))
                .optional(),
        )
}

pub(super) fn price_fields(form: PostForm, language: Language) -> PostForm {
    let hint = |key: &str| language.say(&format!("field-{key}-hint"));
    let rules = choices("increment-rule", &["multiple", "at-least"], language);
    let reserves = choices("reserve", &["none", "public", "secret"], language);
    form.group(language.say("group-price"))
        .with(
            Field::amount("starting_price", "starting-price", language)
                .hint(hint("starting-price")),
        )
        .with(Field::amount("increment", "increment", language).hint(hint("increment")))
        .with(Field::new("increment_rule", "increment-rule", rules, language))
        .with(Field::amount("deposit", "deposit", language).hint(hint("deposit")))
        .with(Field::new("reserve", "reserve", reserves, language).hint(hint("reserve")))
        .with(
            Field::amount("reserve_price", "reserve-price", language)
                .hint(hint("reserve-price"))
                .optional(),
        )
}

pub(super) fn time_fields(form: PostForm, language: Language) -> PostForm {
    let hint = |key: &str| language.say(&format!("field-{key}-hint"));
    let methods = choices("method", &["free-timed", "free-extension"], language);
    let units = || choices("unit", &["minutes", "hours", "days", "seconds"], language);
    let form = form
        .group(language.say("group-time"))
        .with(Field::new("method", "method", methods, language).hint(hint("method")));
    [
        ("free_count", "free_unit", "free"),
        ("countdown_count", "countdown_unit", "countdown"),
        ("disclosure_count", "disclosure_unit", "disclosure"),
        ("result_notice_count", "result_notice_unit", "result-notice"),
    ]
    .into_iter()
    .fold(form, |form, (count, unit, key)| {
        form.with(Field::new(count, key, Kind::Count, language).hint(hint(key)).half())
            .with(Field::new(unit, "unit", units(), language).half())
    })
}

pub(super) fn file_fields(form: PostForm, language: Language) -> PostForm {
    let hint = |key: &str| language.say(&format!("field-{key}-hint"));
    let seen = || choices("visibility", &["public", "applicants", "staff"], language);
    let form = form
        .group(language.say("group-files"))
        .with(Field::hidden(KEPT, String::new()))
        .with(Field::new(DROP, "drop-kept", Kind::Mark, language).optional().hidden_until_set());
    FILE_FIELDS.into_iter().fold(form, |form, (file, caption, visibility)| {
        form.with(Field::new(file, "file", Kind::File, language).hint(hint("file")).optional())
            .with(Field::new(caption, "caption", Kind::Line(80), language).optional().half())
            .with(Field::new(visibility, "visibility", seen(), language).optional().half())
    })
}

fn choices(key: &str, slugs: &[&str], language: Language) -> Kind {
    let choice = |slug: &&str| Choice {
        value: (*slug).to_owned(),
        text: language.say(&format!("{key}-{slug}")),
        is_chosen: false,
    };
    Kind::Choice(slugs.iter().map(choice).collect())
}
