//! Small readings of a request that several handlers need.

use std::convert::Infallible;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::http::request::Parts;
use utoipa::IntoParams;
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::Type;

use crate::language;
use crate::problem::{Cause, Problem};

/// The one part of an address that a route leaves open; nothing where it is no UTF-8, as there is
/// nothing by such a name.
pub(crate) struct PathText(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for PathText {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let read = Path::<String>::from_request_parts(parts, state).await;
        Ok(Self(read.map(|Path(text)| text).unwrap_or_default()))
    }
}

/// The parameters of an address; an empty one counts as not given, since a form sends all it has.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let read = Query::try_from_uri(&parts.uri);
        let malformed = |_| Cause::UnacceptableParameter { parameter: String::new() };
        read.map(|Query(pairs)| Self(pairs)).map_err(|error| malformed(error).into())
    }
}

impl Parameters {
    /// Refuses parameters that are not known here, or that stand twice.
    pub(crate) fn allow(&self, known: &[&str]) -> Result<(), Cause> {
        for (place, (name, _)) in self.0.iter().enumerate() {
            let is_known = known.contains(&name.as_str()) || name == language::PARAMETER;
            let stands_before = self.0.iter().take(place).any(|(before, _)| before == name);
            if !is_known || stands_before {
                return Err(Cause::UnacceptableParameter { parameter: name.clone() });
            }
        }
        Ok(())
    }

    /// The text of a parameter that is not empty.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(key, value)| key == name && !value.is_empty());
        found.map(|(_, value)| value.as_str())
    }

    /// What a parameter says; none where it is not given.
    pub(crate) fn read<T>(
        &self,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Cause> {
        let refused = || Cause::UnacceptableParameter { parameter: name.to_owned() };
        self.given(name).map(|text| parse(text).ok_or_else(refused)).transpose()
    }
}

/// The part of a list that is asked for: behind a number, so many at most.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paging<T> {
    pub(crate) after: Option<T>,
    pub(crate) limit: usize,
}

/// The most rows of one page, and how many there are where nobody says.
const PAGE_LENGTH_MAX: usize = 200;
const PAGE_LENGTH: usize = 50;

impl<T> Paging<T> {
    /// Reads `after` and `limit`.
    pub(crate) fn read(
        parameters: &Parameters,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Self, Cause> {
        let after = parameters.read("after", parse)?;
        let limit = parameters.read("limit", |text| {
            text.parse().ok().filter(|limit| (1..=PAGE_LENGTH_MAX).contains(limit))
        })?;
        Ok(Self { after, limit: limit.unwrap_or(PAGE_LENGTH) })
    }

    /// One more than what is shown: whether there is one tells whether the list goes on.
    pub(crate) const fn limit_and_one(&self) -> usize {
        self.limit.saturating_add(1)
    }

    /// Cuts what was read to what is shown, and tells behind which number to go on.
    pub(crate) fn cut<R, K>(&self, rows: &mut Vec<R>, key: impl Fn(&R) -> K) -> Option<K> {
        let has_more = rows.len() > self.limit;
        rows.truncate(self.limit);
        if has_more { rows.last().map(key) } else { None }
    }
}

impl IntoParams for Paging<u64> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let number = |name: &str, what: &str, most: Option<usize>| {
            let schema = ObjectBuilder::new()
                .schema_type(Type::Integer)
                .minimum(Some(1_u64))
                .maximum(most.map(|most| u64::try_from(most).unwrap_or(u64::MAX)));
            ParameterBuilder::new()
                .name(name)
                .parameter_in(ParameterIn::Query)
                .description(Some(what))
                .schema(Some(schema))
                .build()
        };
        vec![
            number("after", "Behind this number.", None),
            number("limit", "So many at most; 50 where nobody says.", Some(PAGE_LENGTH_MAX)),
        ]
    }
}

/// A number from 1 that something can have.
pub(crate) fn id<T: FromStr>(text: &str) -> Option<T> {
    let number: u64 = text.parse().ok()?;
    if is_id(number) { text.parse().ok() } else { None }
}

/// Whether something can have this number: no database holds a larger one.
pub(crate) const fn is_id(number: u64) -> bool {
    const ID_MAX: u64 = i64::MAX as u64;
    1 <= number && number <= ID_MAX
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok()).find_map(|line| {
        line.split(';').find_map(|pair| {
            let (key, value) = pair.trim().split_once('=')?;
            (key == name).then_some(value)
        })
    })
}

/// The first value of a parameter that is plain text, as all of ours are that are read this way.
pub(crate) fn query_value(query: Option<&str>, name: &str) -> Option<String> {
    query?.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name).then(|| value.to_owned())
    })
}

/// A page of ours to go on to: never another site, whatever the address says. A path of two slashes
/// would be the name of a host in a link.
pub(crate) fn own_path(path: &str) -> &str {
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if path.starts_with('/') && !path.starts_with("//") && is_plain { path } else { "/" }
}

/// The parameters of an address without one of them.
pub(crate) fn query_without(query: Option<&str>, name: &str) -> String {
    let others = query
        .unwrap_or_default()
        .split('&')
        .filter(|pair| !pair.is_empty() && pair.split('=').next().is_some_and(|key| key != name));
    others.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn cookies_and_parameters_are_found_by_their_whole_name() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; gavel_session=x=y"));
        headers.append(COOKIE, HeaderValue::from_static("session=z"));
        assert_eq!(cookie(&headers, "gavel_session"), Some("x=y"));
        assert_eq!(cookie(&headers, "session"), Some("z"));
        assert_eq!(cookie(&headers, "gavel"), None);
        assert_eq!(query_value(Some("slang=x&lang=en"), "lang").as_deref(), Some("en"));
        assert_eq!(query_without(Some("a=1&lang=en&b="), "lang"), "a=1&b=");
        assert_eq!(query_without(None, "lang"), "");
    }

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(own_path("/lots/1"), "/lots/1");
        assert_eq!(own_path("/lots/1//2"), "/lots/1//2");
        for path in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb: c"]
        {
            assert_eq!(own_path(path), "/", "{path}");
        }
    }

    #[test]
    fn a_number_is_one_that_something_can_have() {
        assert_eq!(id("1"), Some(lexicon::LotId(1)));
        let most = i64::MAX.to_string();
        assert!(id::<lexicon::LotId>(&most).is_some());
        for text in ["0", "-1", "x", "", "9223372036854775808", "18446744073709551616"] {
            assert_eq!(id::<lexicon::LotId>(text), None, "{text}");
        }
    }
}
