//! The lots: `GET /lots?category=&state=&region=&q=&after=&limit=`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use floor::{Board, LotView};
use lexicon::{Category, LotId};
use serde::Serialize;

use crate::asked::Parameters;
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

#[derive(Serialize)]
struct Page<'a> {
    lots: Vec<LotDocument<'a>>,
    /// From where to go on (`after=`); none at the end.
    next: Option<u64>,
}

pub(crate) async fn list(
    State(state): State<WebState>,
    reader: Option<SignedIn>,
    parameters: Parameters,
) -> Result<Response, Problem> {
    let wanted = Wanted::read(&parameters)?;
    let (views, next) = wanted.find(&state.board);
    let now = state.door.now();
    let party = reader.map(|reader| reader.party());
    let lots = views.iter().map(|view| {
        let paddle = party.and_then(|party| state.board.paddle(view.card.lot, party));
        LotDocument::new(view, now, paddle)
    });
    Ok(Json(Page { lots: lots.collect(), next: next.map(|lot| lot.0) }).into_response())
}

/// Which lots a reader wants to see.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) category: Option<Category>,
    pub(crate) state: Option<SaleState>,
    pub(crate) words: Vec<String>,
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
        let words = ["region", "q"].into_iter().filter_map(|name| parameters.given(name));
        Ok(Self {
            category: parameters.read("category", Category::from_slug)?,
            state: parameters.read("state", SaleState::from_slug)?,
            words: words.map(str::to_lowercase).collect(),
            after: parameters.read("after", |text| text.parse().ok())?,
            limit: parameters.read("limit", limit)?,
        })
    }

    /// The lots, in the order of their numbers, and behind which to go on.
    pub(crate) fn find(&self, board: &Board) -> (Vec<Arc<LotView>>, Option<LotId>) {
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
        let title = &view.card.title;
        self.category.is_none_or(|category| category == view.card.category)
            && self.state.is_none_or(|state| state == SaleState::of(&view.standing))
            && self.words.iter().all(|word| {
                title.chinese.to_lowercase().contains(word)
                    || title.english.to_lowercase().contains(word)
            })
    }
}
