//! A file's content: `GET /files/{digest}?listing=&lot=`.

use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::Response;
use exchange::{Action, Media, Relation};
use lexicon::{Digest, ListingId, LotId};
use store::File;

use crate::api::listings::show::seen;
use crate::api::lots::settlement::show::visible;
use crate::asked::{Parameters, id};
use crate::problem::{Cause, Object, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::submit::DigestPath;

/// Shows a file to whoever may read it where it is named: on a listing, or as the contract of a
/// lot. Whoever handed it in, and the centre, need not say where.
#[utoipa::path(
    get,
    path = "/files/{digest}",
    tag = "files",
    params(
        DigestPath,
        ("listing" = Option<u64>, Query, description = "The listing that names it."),
        ("lot" = Option<u64>, Query, description = "The lot whose contract it is."),
    ),
    responses((status = 200, description = "The content.", content(
        (Vec<u8> = "application/pdf"),
        (Vec<u8> = "image/jpeg"),
        (Vec<u8> = "image/png"),
        (String = "text/plain"),
    ))),
    security((), ("token" = []), ("cookie" = [])),
)]
pub(crate) async fn show_file(
    State(state): State<WebState>,
    reader: Option<SignedIn>,
    DigestPath(digest): DigestPath,
    parameters: Parameters,
) -> Result<Response, Problem> {
    parameters.allow(&["listing", "lot"])?;
    let listing = parameters.read("listing", id)?;
    let lot = parameters.read("lot", id)?;
    let absent = || Cause::Unknown(Object::File);
    let file = state.files.find(digest).await?.ok_or_else(absent)?;
    let place = Place { listing, lot };
    if !place.shows(&state, reader.as_ref(), &file).await? {
        return Err(absent().into());
    }
    let (file, content) = state.files.read(digest).await?.ok_or_else(absent)?;
    Ok(respond(&file, content.into()))
}

/// Where a file is named.
struct Place {
    listing: Option<ListingId>,
    lot: Option<LotId>,
}

impl Place {
    async fn shows(
        &self,
        state: &WebState,
        reader: Option<&SignedIn>,
        file: &File,
    ) -> Result<bool, Cause> {
        if let Some(reader) = reader
            && sees_everywhere(state, reader, file.digest).await?
        {
            return Ok(true);
        }
        if let Some(listing) = self.listing {
            match seen(state, reader, listing).await {
                Ok((row, sight)) => {
                    let mut shown = row.documents.iter().filter(|it| sight.shows(it));
                    if row.description == Some(file.digest)
                        || shown.any(|document| document.digest == file.digest)
                    {
                        return Ok(true);
                    }
                }
                Err(Cause::Unknown(_)) => {}
                Err(cause) => return Err(cause),
            }
        }
        let (Some(lot), Some(reader)) = (self.lot, reader) else { return Ok(false) };
        match visible(state, reader, lot).await {
            Ok(row) => Ok(row.contract.is_some_and(|contract| contract.document == file.digest)),
            Err(Cause::Unknown(_)) => Ok(false),
            Err(cause) => Err(cause),
        }
    }
}

/// Whether somebody may read a file wherever it is named: he handed it in, or works at the centre.
async fn sees_everywhere(
    state: &WebState,
    reader: &SignedIn,
    digest: Digest,
) -> Result<bool, Cause> {
    let is_staff = reader.may(Relation::Others, Action::ExamineListing);
    Ok(is_staff || state.files.is_given_by(digest, reader.party()).await?)
}

fn respond(file: &File, content: Body) -> Response {
    let (kind, ending) = match file.media {
        Media::Pdf => ("application/pdf", "pdf"),
        Media::Jpeg => ("image/jpeg", "jpg"),
        Media::Png => ("image/png", "png"),
        Media::Text => ("text/plain; charset=utf-8", "txt"),
    };
    let mut name = file.digest.to_string();
    name.truncate(16);
    let disposition = format!("inline; filename=\"{name}.{ending}\"");
    let disposition = HeaderValue::from_str(&disposition);
    let mut response = Response::new(content);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    headers
        .insert(CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment")));
    response
}
