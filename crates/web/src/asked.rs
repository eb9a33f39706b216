//! Small readings of a request that several handlers need.

use axum::extract::{FromRequestParts, Query};
use axum::http::HeaderMap;
use axum::http::header::COOKIE;
use axum::http::request::Parts;

use crate::language;
use crate::problem::{Cause, Problem};

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
}
