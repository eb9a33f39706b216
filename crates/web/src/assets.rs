//! Style, scripts and the mark, held in the program under names that change with their bytes.

use std::sync::LazyLock;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use lexicon::HashAlg;

use crate::asked::PathText;
use crate::problem::{Cause, Problem};
use crate::state::WebState;

struct Asset {
    name: &'static str,
    address: String,
    content_type: &'static str,
    text: String,
}

/// Each asset after those that it names: a script names others by their own names, which are
/// replaced by their addresses.
const FILES: [(&str, &str, &str); 8] = [
    ("mark.svg", "image/svg+xml", include_str!("../assets/mark.svg")),
    ("style.css", "text/css; charset=utf-8", include_str!("../assets/style.css")),
    ("words.js", JAVASCRIPT, include_str!("../assets/words.js")),
    ("session.js", JAVASCRIPT, include_str!("../assets/session.js")),
    ("live.js", JAVASCRIPT, include_str!("../assets/live.js")),
    ("hall.js", JAVASCRIPT, include_str!("../assets/hall.js")),
    ("lot.js", JAVASCRIPT, include_str!("../assets/lot.js")),
    ("wall.js", JAVASCRIPT, include_str!("../assets/wall.js")),
];

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let mut assets: Vec<Asset> = Vec::with_capacity(FILES.len());
    for (name, content_type, text) in FILES {
        let mut text = text.to_owned();
        for known in &assets {
            text =
                text.replace(&format!("\"./{}\"", known.name), &format!("\"{}\"", known.address));
        }
        let digest = HashAlg::Sha256.digest(&[text.as_bytes()]).to_string();
        let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
        let short = digest.get(..16).unwrap_or(&digest);
        let address = format!("/assets/{stem}.{short}.{extension}");
        assets.push(Asset { name, address, content_type, text });
    }
    assets
});

/// The address of an asset.
///
/// # Panics
/// When there is none of this name: pages name those that there are.
pub(crate) fn address(name: &str) -> &'static str {
    let found = ASSETS.iter().find(|asset| asset.name == name);
    match found {
        Some(asset) => &asset.address,
        None => panic!("there is an asset {name}"),
    }
}

pub(crate) fn router() -> Router<WebState> {
    Router::new().route("/assets/{name}", get(asset))
}

async fn asset(PathText(name): PathText) -> Result<Response, Problem> {
    let found = ASSETS.iter().find(|asset| asset.address.strip_prefix("/assets/") == Some(&name));
    let found = found.ok_or(Cause::NotFound)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(found.content_type)),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable")),
    ];
    Ok((headers, found.text.as_str()).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_names_others_by_their_addresses() {
        let scripts: Vec<_> = ASSETS.iter().filter(|a| a.content_type == JAVASCRIPT).collect();
        assert!(!scripts.is_empty());
        for asset in scripts {
            assert!(!asset.text.contains("\"./"), "{} names an unknown file", asset.name);
        }
        assert!(address("style.css").starts_with("/assets/style."));
    }
}
