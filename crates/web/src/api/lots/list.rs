//! The lots: `GET /lots?category=&state=&region=&q=&after=&limit=`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use floor::{Board, LotView};
use lexicon::{Category, LotId};
use serde::Serialize;
use store::{LotState, LotsWanted};
use utoipa::ToSchema;

use crate::asked::{Paging, Parameters};
use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::view::{LotDocument, State as SaleState};

/// The most lots of one answer, and how many there are where nobody asks for a number.
pub(crate) const PAGE_LENGTH_MAX: usize = 200;
/// How many lots an answer has where nobody says.
pub(crate) const PAGE_LENGTH: usize = 50;
/// The most lots that are looked at for one answer; a page may be short where few of many fit.
const LOOKED_AT_MAX: u64 = 20_000;
/// The last number that a lot in the rows can have.
const LAST_LOT: LotId = LotId(i64::MAX as u64);
/// The most characters that are searched for.
const WORDS_LENGTH_MAX: usize = 100;

/// A page of lots.
#[derive(Serialize, ToSchema)]
pub(crate) struct LotsPage<'a> {
    lots: Vec<LotDocument<'a>>,
    /// From where to go on (`after=`); none at the end.
    next: Option<u64>,
}

/// Lists lots, in the order of their numbers; a page may be short where few of many fit.
#[utoipa::path(
    get,
    path = "/lots",
    tag = "lots",
    params(
        ("category" = Option<String>, Query, description = "Of this family: `rural-right`."),
        ("state" = Option<String>, Query, description = "In this state: `timed-bidding`."),
        ("region" = Option<String>, Query,
            description = "In a division whose code begins so (`3501`), or at a place so named."),
        ("q" = Option<String>, Query, description = "Words of the title or the place."),
        Paging<u64>,
    ),
    responses((status = 200, description = "Lots.", body = LotsPage<'_>)),
    security((), ("token" = []), ("cookie" = [])),
)]
pub(crate) async fn list_lots(
    State(state): State<WebState>,
    reader: Option<SignedIn>,
    parameters: Parameters,
) -> Result<Response, Problem> {
    let wanted = Wanted::read(&parameters)?;
    let (views, next) = wanted.find(&state).await?;
    let now = state.door.now();
    let party = reader.map(|reader| reader.party());
    let lots = views.iter().map(|view| {
        let paddle = party.and_then(|party| state.board.paddle(view.card.lot, party));
        LotDocument::new(view, now, paddle)
    });
    Ok(Json(LotsPage { lots: lots.collect(), next: next.map(|lot| lot.0) }).into_response())
}

/// Which lots a reader wants to see.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) category: Option<Category>,
    pub(crate) state: Option<SaleState>,
    /// How the code of the division begins.
    pub(crate) region: Option<String>,
    /// Words of the title or the place.
    pub(crate) text: Option<String>,
    pub(crate) after: Option<LotId>,
    pub(crate) limit: Option<usize>,
}

impl Wanted {
    const PARAMETERS: [&str; 6] = ["category", "state", "region", "q", "after", "limit"];

    pub(crate) fn read(parameters: &Parameters) -> Result<Self, Cause> {
        parameters.allow(&Self::PARAMETERS)?;
        let limit = |text: &str| match text.parse() {
            Ok(limit) if (1..=PAGE_LENGTH_MAX).contains(&limit) => Some(limit),
            _ => None,
        };
        let words = |text: &str| {
            let is_short = text.chars().nth(WORDS_LENGTH_MAX).is_none();
            (is_short && !text.contains('\0')).then(|| text.to_owned())
        };
        let text = parameters.read("q", words)?;
        let region = parameters.read("region", words)?;
        // Who writes no code of a division writes the name of a place.
        let (region, place) = match region {
            Some(region) if is_code(&region) => (Some(region), None),
            place => (None, place),
        };
        let text = match (text, place) {
            (Some(text), Some(place)) => Some(format!("{text} {place}")),
            (text, place) => text.or(place),
        };
        Ok(Self {
            category: parameters.read("category", Category::from_slug)?,
            state: parameters.read("state", SaleState::from_slug)?,
            region,
            text,
            after: parameters.read("after", |text| text.parse().ok())?,
            limit: parameters.read("limit", limit)?,
        })
    }

    /// The lots, in the order of their numbers, and behind which to go on. Words and places are
    /// looked up in the rows; what changes by the second is always the board's.
    pub(crate) async fn find(
        &self,
        state: &WebState,
    ) -> Result<(Vec<Arc<LotView>>, Option<LotId>), Cause> {
        if self.region.is_none() && self.text.is_none() {
            return Ok(self.find_on(&state.board));
        }
        let most = self.limit.unwrap_or(PAGE_LENGTH);
        let wanted = LotsWanted {
            category: self.category,
            state: self.state.and_then(|state| LotState::from_slug(state.slug())),
            region: self.region.as_deref(),
            text: self.text.as_deref(),
            after: self.after.map(|lot| lot.min(LAST_LOT)),
            limit: most.saturating_add(1),
        };
        let mut rows = state.reader.lots(&wanted).await?;
        let has_more = rows.len() > most;
        rows.truncate(most);
        let next = if has_more { rows.last().map(|row| row.lot) } else { None };
        Ok((rows.iter().filter_map(|row| state.board.lot(row.lot)).collect(), next))
    }

    fn find_on(&self, board: &Board) -> (Vec<Arc<LotView>>, Option<LotId>) {
        let most = self.limit.unwrap_or(PAGE_LENGTH);
        let mut found = Vec::new();
        let first = self.after.map_or(0, |lot| lot.0).saturating_add(1);
        let last = board.lot_count().min(first.saturating_add(LOOKED_AT_MAX - 1));
        for lot in (first..=last).map(LotId) {
            let Some(view) = board.lot(lot) else { break };
            if self.fits(&view) {
                if found.len() == most {
                    return (found, Some(LotId(lot.0 - 1)));
                }
                found.push(view);
            }
        }
        let next = (last < board.lot_count()).then_some(LotId(last));
        (found, next)
    }

    fn fits(&self, view: &LotView) -> bool {
        self.category.is_none_or(|category| category == view.card.category)
            && self.state.is_none_or(|state| state == SaleState::of(&view.standing))
    }
}

/// Whether a text is the code of a division, or how one begins.
fn is_code(text: &str) -> bool {
    text.len() <= 6 && text.bytes().all(|digit| digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use axum::extract::FromRequestParts as _;

    use super::*;

    async fn read(query: &str) -> Result<Wanted, Cause> {
        let request = axum::http::Request::get(format!("/lots?{query}")).body(()).unwrap();
        let (mut parts, ()) = request.into_parts();
        let parameters = Parameters::from_request_parts(&mut parts, &()).await;
        Wanted::read(&parameters.unwrap_or_else(|problem| panic!("{problem:?}")))
    }

    #[tokio::test]
    async fn a_region_is_a_code_or_the_name_of_a_place() {
        for (query, region, text) in [
            ("", None, None),
            ("region=3501", Some("3501"), None),
            ("region=350102&q=pond", Some("350102"), Some("pond")),
            ("region=Dongshan", None, Some("Dongshan")),
            ("region=Dongshan&q=pond", None, Some("pond Dongshan")),
            ("region=3501021", None, Some("3501021")),
        ] {
            let wanted = read(query).await.unwrap();
            let found = (wanted.region.as_deref(), wanted.text.as_deref());
            assert_eq!(found, (region, text), "{query}");
        }
    }

    #[tokio::test]
    async fn what_cannot_be_searched_for_is_refused() {
        let long = format!("q={}", "x".repeat(WORDS_LENGTH_MAX + 1));
        for query in ["q=%00", &long, "limit=0", "limit=201", "state=open", "after=x", "x=1"] {
            let refused = read(query).await.unwrap_err();
            assert!(matches!(refused, Cause::UnacceptableParameter { .. }), "{query}");
        }
    }
}
