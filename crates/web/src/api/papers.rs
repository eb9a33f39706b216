//! The public check of a paper that the exchange has issued: `GET /papers/{code}`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use floor::Standing;
use serde::Serialize;
use store::PaperRow;
use utoipa::ToSchema;

use crate::asked::PathText;
use crate::problem::{Cause, Object, Problem};
use crate::state::WebState;

/// The characters of a code: 24 hexadecimal digits and the letter of its kind.
const CODE_LENGTH: usize = 25;

/// A paper that the exchange has issued; it names nobody.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaperDocument {
    code: String,
    /// What it is: `confirmation-letter` or `certificate`.
    kind: &'static str,
    lot: u64,
    title: String,
    title_en: String,
    /// Under which paddle the buyer bid.
    paddle: Option<u32>,
    price: Option<String>,
    issued_at: String,
    /// The entry by which it was issued.
    sequence: u64,
    /// That entry's hash.
    receipt: String,
}

/// Tells anyone whether the exchange has issued a paper, by the code that stands on it.
#[utoipa::path(
    get,
    path = "/papers/{code}",
    tag = "papers",
    params(("code" = String, Path, description = "The code that stands on the paper.")),
    responses((status = 200, description = "It has.", body = PaperDocument)),
)]
pub(crate) async fn check_paper(
    State(state): State<WebState>,
    PathText(code): PathText,
) -> Result<Response, Problem> {
    let paper = found(&state, &code).await?;
    Ok(Json(document(&state, paper)).into_response())
}

/// The paper of a code as somebody types it.
pub(crate) async fn found(state: &WebState, code: &str) -> Result<PaperRow, Cause> {
    let unknown = || Cause::Unknown(Object::Paper);
    let code = written(code).ok_or_else(unknown)?;
    state.reader.paper(&code).await?.ok_or_else(unknown)
}

/// A code as it is kept: small digits, a capital letter for the kind.
fn written(code: &str) -> Option<String> {
    let code = code.trim();
    let (digits, kind) = code.split_at_checked(code.len().checked_sub(1)?)?;
    let is_code = code.len() == CODE_LENGTH && digits.bytes().all(|it| it.is_ascii_hexdigit());
    let kind = kind.to_ascii_uppercase();
    let is_kind = matches!(kind.as_str(), "L" | "C");
    (is_code && is_kind).then(|| format!("{}{kind}", digits.to_ascii_lowercase()))
}

fn document(state: &WebState, paper: PaperRow) -> PaperDocument {
    let view = state.board.lot(paper.lot);
    let title = view.as_ref().map(|view| view.card.title.clone());
    let sold = view.as_ref().and_then(|view| match view.standing {
        Standing::Awarded { paddle, price, .. } => Some((paddle, price)),
        _ => None,
    });
    PaperDocument {
        code: paper.code,
        kind: paper.kind.slug(),
        lot: paper.lot.0,
        title: title.as_ref().map(|title| title.chinese.clone()).unwrap_or_default(),
        title_en: title.map(|title| title.english).unwrap_or_default(),
        paddle: sold.map(|(paddle, _)| paddle.0),
        price: sold.map(|(_, price)| price.to_string()),
        issued_at: paper.issued_at.to_string(),
        sequence: paper.sequence.0,
        receipt: paper.hash.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_however_it_is_typed() {
        let digits = "0123456789abcdef01234567";
        for text in [format!("{digits}L"), format!(" {}l ", digits.to_uppercase())] {
            assert_eq!(written(&text), Some(format!("{digits}L")), "{text}");
        }
        for text in ["", "L", "é", &format!("{digits}X"), &format!("{digits}LL"), digits] {
            assert_eq!(written(text), None, "{text}");
        }
        assert_eq!(written(&format!("{}gL", &digits[1..])), None);
    }
}
