//! The reader's language, and the phrases in it.

use std::convert::Infallible;
use std::sync::LazyLock;

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use axum::http::request::Parts;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use unic_langid::LanguageIdentifier;

use crate::asked::{cookie, query_value};

/// The cookie that keeps the choice.
pub(crate) const COOKIE: &str = "gavel_language";
/// The parameter of an address that makes it.
pub(crate) const PARAMETER: &str = "lang";

/// A language that every text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Language {
    /// What a reader gets who asks for none.
    #[default]
    Chinese,
    English,
}

impl Language {
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    pub(crate) const fn other(self) -> Self {
        match self {
            Self::Chinese => Self::English,
            Self::English => Self::Chinese,
        }
    }

    /// The language of a tag such as `zh-Hans-CN` or `en-GB`.
    fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// The choice that an address makes.
    pub(crate) fn chosen(query: Option<&str>) -> Option<Self> {
        query_value(query, PARAMETER).and_then(|tag| Self::from_tag(&tag))
    }

    /// By the address, else by the cookie, else by what the browser says.
    pub(crate) fn of(query: Option<&str>, headers: &HeaderMap) -> Self {
        let kept = || cookie(headers, COOKIE).and_then(Self::from_tag);
        Self::chosen(query).or_else(kept).or_else(|| accepted(headers)).unwrap_or_default()
    }

    fn texts(self) -> &'static FluentBundle<FluentResource> {
        match self {
            Self::Chinese => &CHINESE,
            Self::English => &ENGLISH,
        }
    }

    /// A phrase.
    pub(crate) fn say(self, key: &str) -> String {
        self.phrase(key, None, &[])
    }

    /// A phrase with values in it.
    pub(crate) fn say_with(self, key: &str, values: &[(&str, &str)]) -> String {
        self.phrase(key, None, values)
    }

    /// What stands beside a phrase.
    pub(crate) fn beside(self, key: &str, attribute: &str, values: &[(&str, &str)]) -> String {
        self.phrase(key, Some(attribute), values)
    }

    /// A missing phrase shows its key: a reader can still tell us which; tests find them first.
    fn phrase(self, key: &str, attribute: Option<&str>, values: &[(&str, &str)]) -> String {
        let bundle = self.texts();
        let message = bundle.get_message(key);
        let pattern = message.and_then(|message| match attribute {
            None => message.value(),
            Some(name) => message.get_attribute(name).map(|attribute| attribute.value()),
        });
        let Some(pattern) = pattern else { return key.to_owned() };
        let mut arguments = FluentArgs::new();
        for (name, value) in values {
            arguments.set(*name, *value);
        }
        bundle.format_pattern(pattern, Some(&arguments), &mut Vec::new()).into_owned()
    }
}

impl<S: Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts.uri.query(), &parts.headers))
    }
}

/// The first of the browser's languages, by its own weights, that we have.
fn accepted(headers: &HeaderMap) -> Option<Language> {
    let listed = headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
    let weighted = listed.split(',').filter_map(|entry| {
        let mut parts = entry.split(';');
        let language = Language::from_tag(parts.next()?.trim())?;
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=").map(thousandths));
        Some((language, weight.unwrap_or(1_000)))
    });
    // Of equal weights the first counts, but `max_by_key` gives the last.
    let ranked = weighted.filter(|(_, weight)| *weight > 0).enumerate();
    ranked.max_by_key(|(place, (_, weight))| (*weight, usize::MAX - place)).map(|(_, (l, _))| l)
}

/// A weight such as `0.8` in thousandths; what is none weighs nothing.
fn thousandths(text: &str) -> u32 {
    let (whole, places) = text.split_once('.').unwrap_or((text, ""));
    let places: String = places.chars().chain("000".chars()).take(3).collect();
    let read = |digits: &str| digits.parse::<u32>().unwrap_or(0);
    read(whole).min(1).saturating_mul(1_000).saturating_add(read(&places)).min(1_000)
}

static CHINESE: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(Language::Chinese, CHINESE_TEXT));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> =
    LazyLock::new(|| bundle(Language::English, ENGLISH_TEXT));

const CHINESE_TEXT: &str = include_str!("../phrases/zh-CN.ftl");
const ENGLISH_TEXT: &str = include_str!("../phrases/en.ftl");

fn bundle(language: Language, text: &str) -> FluentBundle<FluentResource> {
    let identifier: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
    // Marks around values would turn up in what people copy.
    bundle.set_use_isolating(false);
    // What cannot be read is left out, and a test holds the files free of it.
    let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(read, _)| read);
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use axum::http::HeaderValue;

    use super::*;

    /// Each key with its attributes and the values it uses, read by lines: a key begins a line, an
    /// attribute is indented behind a full stop, a value stands as `{ $name }`.
    fn keys(text: &str) -> BTreeMap<String, BTreeSet<String>> {
        let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let (mut message, mut key) = (String::new(), String::new());
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some((name, _)) = line.split_once(" =") {
                if let Some(attribute) = name.trim_start().strip_prefix('.') {
                    key = format!("{message}.{attribute}");
                } else if !name.starts_with(' ') {
                    name.clone_into(&mut message);
                    name.clone_into(&mut key);
                }
                let known = keys.entry(key.clone()).or_default();
                assert!(line.contains('$') || known.is_empty(), "{key} stands twice");
            }
            let values = keys.entry(key.clone()).or_default();
            values.extend(
                line.split("{ $")
                    .skip(1)
                    .filter_map(|rest| rest.split([' ', '-', '}']).next().map(str::to_owned)),
            );
        }
        keys.remove("");
        keys
    }

    #[test]
    fn both_languages_say_everything_with_the_same_values() {
        for text in [CHINESE_TEXT, ENGLISH_TEXT] {
            let read = FluentResource::try_new(text.to_owned());
            assert!(read.is_ok(), "a phrase file cannot be read");
        }
        let (chinese, english) = (keys(CHINESE_TEXT), keys(ENGLISH_TEXT));
        let missing = |one: &BTreeMap<String, _>, other: &BTreeMap<String, _>| {
            one.keys().filter(|key| !other.contains_key(*key)).cloned().collect::<Vec<_>>()
        };
        assert_eq!(missing(&chinese, &english), Vec::<String>::new(), "only Chinese");
        assert_eq!(missing(&english, &chinese), Vec::<String>::new(), "only English");
        for (key, values) in &chinese {
            assert_eq!(Some(values), english.get(key), "values of {key}");
        }
    }

    /// Phrases are asked for by keys written out in the sources and templates.
    #[test]
    fn every_phrase_that_a_page_asks_for_is_there() {
        let known = keys(CHINESE_TEXT);
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut asked = 0;
        for folder in ["src", "src/pages", "src/api", "src/api/lots", "templates"] {
            for entry in std::fs::read_dir(root.join(folder)).unwrap() {
                let path = entry.unwrap().path();
                let Ok(text) = std::fs::read_to_string(&path) else { continue };
                for piece in text.split("say(\"").chain(text.split("say_with(\"")).skip(1) {
                    let key = piece.split('"').next().unwrap();
                    let is_key = key.chars().all(|c| c.is_ascii_lowercase() || c == '-');
                    if is_key && !key.is_empty() {
                        asked += 1;
                        assert!(known.contains_key(key), "{} asks for {key}", path.display());
                    }
                }
            }
        }
        assert!(asked > 50, "the pages ask for phrases");
    }

    #[test]
    fn the_reader_gets_the_language_he_asks_for() {
        let of = |query: Option<&str>, accept: &str, cookie: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_str(accept).unwrap());
            headers.insert("cookie", HeaderValue::from_str(cookie).unwrap());
            Language::of(query, &headers)
        };
        for (query, accept, cookie, language) in [
            (None, "", "", Language::Chinese),
            (None, "de, fr;q=0.9", "", Language::Chinese),
            (None, "en-GB,en;q=0.9", "", Language::English),
            (None, "en;q=0.8, zh-TW;q=0.9", "", Language::Chinese),
            (None, "en, zh", "", Language::English),
            (None, "en;q=0, zh;q=0.1", "", Language::Chinese),
            (None, "en;q=x;;,,", "", Language::Chinese),
            (None, "zh", "gavel_language=en", Language::English),
            (Some("lang=zh"), "en", "gavel_language=en", Language::Chinese),
            (Some("lang=de"), "zh", "gavel_language=en", Language::English),
            (Some("a=1&lang=en"), "zh", "", Language::English),
        ] {
            assert_eq!(of(query, accept, cookie), language, "{query:?} {accept} {cookie}");
        }
    }

    #[test]
    fn a_phrase_holds_its_values_and_a_missing_one_shows_its_key() {
        let said = Language::English.say_with("page-proposal", &[("number", "7")]);
        assert!(said.contains('7') && !said.contains('\u{2068}'), "{said}");
        let absent = "absent";
        assert_eq!(Language::English.say(absent), absent);
    }
}
