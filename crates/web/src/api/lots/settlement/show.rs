//! What has followed from a lot's award so far: `GET /lots/{lot}/settlement`.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use exchange::Action;
use lexicon::{LotId, PartyId};
use serde::Serialize;
use store::SettlementRow;
use utoipa::ToSchema;

use crate::problem::{Cause, Object, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::LotPath;

/// What has followed from a lot's award so far.
#[derive(Serialize, ToSchema)]
pub(crate) struct SettlementDocument {
    lot: u64,
    listing: u64,
    /// The buyer's application.
    application: u64,
    /// The seller's name; none where it was erased.
    seller: Option<String>,
    /// The buyer's name; none where it was erased.
    buyer: Option<String>,
    /// Under which paddle the buyer bid.
    paddle: u32,
    price: String,
    /// When the lot was awarded and the confirmation letter issued.
    awarded_at: String,
    result: Option<ResultDocument>,
    contract: Option<ContractDocument>,
    /// What has been paid of the price.
    paid: String,
    /// What is still to be paid, the deposit taken off.
    due: String,
    /// When the price was paid in full.
    paid_at: Option<String>,
    /// When the certificate was issued.
    certified_at: Option<String>,
    /// The code by which anyone checks the confirmation letter: `GET /papers/{code}`.
    letter_code: String,
    /// The code by which anyone checks the certificate.
    certificate_code: Option<String>,
}

/// The published result.
#[derive(Serialize, ToSchema)]
pub(crate) struct ResultDocument {
    published_at: String,
    /// Until when its notice runs.
    until: String,
}

/// The recorded contract.
#[derive(Serialize, ToSchema)]
pub(crate) struct ContractDocument {
    /// The digest of the signed file: `GET /files/{digest}?lot=`.
    document: String,
    recorded_at: String,
}

/// Shows what has followed from a lot's award, to its seller, its buyer and the centre.
#[utoipa::path(
    get,
    path = "/lots/{lot}/settlement",
    tag = "settlement",
    params(LotPath),
    responses((status = 200, description = "The settlement.", body = SettlementDocument)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn show_settlement(
    State(state): State<WebState>,
    reader: SignedIn,
    LotPath(lot): LotPath,
) -> Result<Response, Problem> {
    let row = visible(&state, &reader, lot).await?;
    let (seller, buyer) = (name(&state, row.seller).await?, name(&state, row.buyer).await?);
    Ok(Json(document(&row, seller, buyer)).into_response())
}

/// The settlement of a lot, for somebody who may see it.
pub(crate) async fn visible(
    state: &WebState,
    reader: &SignedIn,
    lot: LotId,
) -> Result<SettlementRow, Cause> {
    let row = state.reader.settlement(lot).await?;
    let is_visible = |row: &SettlementRow| {
        [row.seller, row.buyer]
            .into_iter()
            .any(|owner| reader.may(reader.relation_to(owner), Action::ViewSettlement))
    };
    row.filter(is_visible).ok_or(Cause::Unknown(Object::Settlement))
}

async fn name(state: &WebState, party: PartyId) -> Result<Option<String>, Cause> {
    let Some(row) = state.reader.party(party).await? else { return Ok(None) };
    let profile = state.vault.profile(row.profile).await?;
    Ok(profile.map(|profile| profile.legal_name.reveal().clone()))
}

fn document(
    row: &SettlementRow,
    seller: Option<String>,
    buyer: Option<String>,
) -> SettlementDocument {
    SettlementDocument {
        lot: row.lot.0,
        listing: row.listing.0,
        application: row.application.0,
        seller,
        buyer,
        paddle: row.paddle.0,
        price: row.price.to_string(),
        awarded_at: row.awarded_at.to_string(),
        result: row.result.map(|result| ResultDocument {
            published_at: result.published_at.to_string(),
            until: result.until.to_string(),
        }),
        contract: row.contract.map(|contract| ContractDocument {
            document: contract.document.to_string(),
            recorded_at: contract.recorded_at.to_string(),
        }),
        paid: row.paid.to_string(),
        due: row.due.to_string(),
        paid_at: row.paid_at.map(|at| at.to_string()),
        certified_at: row.certified_at.map(|at| at.to_string()),
        letter_code: row.letter_code.clone(),
        certificate_code: row.certificate_code.clone(),
    }
}
