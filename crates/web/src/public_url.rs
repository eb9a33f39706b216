//! Where everyone reaches this server: what a paper says, which outlives whoever asked for it.

use std::fmt;
use std::str::FromStr;

use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri};

use crate::state::{Scheme, WebState};

/// An address that begins the addresses of all pages: `https://exchange.example`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

/// A text that is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotPublicUrl;

impl fmt::Display for NotPublicUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a public address is http:// or https:// and a host, without a path")
    }
}

impl std::error::Error for NotPublicUrl {}

impl fmt::Display for PublicUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl FromStr for PublicUrl {
    type Err = NotPublicUrl;

    /// Reads an address of a scheme and a host, with or without a port and a last slash.
    fn from_str(text: &str) -> Result<Self, NotPublicUrl> {
        let uri: Uri = text.parse().map_err(|_| NotPublicUrl)?;
        let scheme = uri.scheme_str().filter(|it| ["http", "https"].contains(it));
        let host = uri.authority().map(Authority::as_str);
        let (Some(scheme), Some(host)) = (scheme, host.filter(|host| is_host(host))) else {
            return Err(NotPublicUrl);
        };
        // A fragment is dropped in reading, a path and a query are not: compare with what is left.
        let whole = format!("{scheme}://{host}");
        let given = text.strip_suffix('/').unwrap_or(text);
        if given.eq_ignore_ascii_case(&whole) { Ok(Self(whole)) } else { Err(NotPublicUrl) }
    }
}

/// Whether a text is a host as an address has it, with or without a port.
fn is_host(host: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    !host.is_empty() && host.len() <= 255 && host.bytes().all(is_plain)
}

impl WebState {
    /// What the addresses of all pages begin with: what the installation says; else what the reader
    /// asked for by its name, in so far as that is one.
    pub(crate) fn public_origin(&self, headers: &HeaderMap) -> String {
        let said = self.public_url.as_deref().map(ToString::to_string);
        said.unwrap_or_else(|| asked_origin(headers, self.scheme))
    }
}

fn asked_origin(headers: &HeaderMap, scheme: Scheme) -> String {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = match scheme {
        Scheme::Http => "http",
        Scheme::Https => "https",
    };
    if is_host(host) { format!("{scheme}://{host}") } else { String::new() }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_public_address_is_a_scheme_and_a_host() {
        for (text, read) in [
            ("https://exchange.example", Some("https://exchange.example")),
            ("https://exchange.example/", Some("https://exchange.example")),
            ("http://127.0.0.1:8080", Some("http://127.0.0.1:8080")),
            ("http://[::1]:8080", Some("http://[::1]:8080")),
            ("https://exchange.example/hall", None),
            ("https://exchange.example//", None),
            ("https://exchange.example?a=1", None),
            ("https://exchange.example#a", None),
            ("https://user:word@exchange.example", None),
            ("ftp://exchange.example", None),
            ("exchange.example", None),
            ("//exchange.example", None),
            ("/papers", None),
            ("https://", None),
            (" https://exchange.example", None),
            ("", None),
        ] {
            let found = text.parse::<PublicUrl>().ok().map(|url| url.to_string());
            assert_eq!(found.as_deref(), read, "{text}");
        }
    }

    #[test]
    fn without_one_an_address_begins_with_the_name_that_was_asked_for() {
        for (host, origin) in [
            ("exchange.example", "https://exchange.example"),
            ("127.0.0.1:8080", "https://127.0.0.1:8080"),
            ("[::1]:8080", "https://[::1]:8080"),
            ("evil.example/x?", ""),
            ("a b", ""),
            ("<script>", ""),
            ("", ""),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, HeaderValue::from_str(host).unwrap());
            assert_eq!(asked_origin(&headers, Scheme::Https), origin, "{host}");
        }
        assert_eq!(asked_origin(&HeaderMap::new(), Scheme::Http), "");
    }
}
