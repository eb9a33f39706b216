//! A file that is handed in: `POST /files`.

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use exchange::{Action, Media, Relation};
use serde::Serialize;
use store::{NewFile, StoreError};
use utoipa::ToSchema;

use crate::body::read_file;
use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;

/// What is taken, for the answer to whatever is not.
const TAKEN: &str = "application/pdf, image/jpeg, image/png, text/plain";

/// A file that is kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct FileDocument {
    /// The digest of its content, by which it is named.
    digest: String,
    /// What it is.
    media: &'static str,
    /// How many bytes it has.
    size: u64,
}

/// Hands in a file, which a listing or a contract of the same person then names.
///
/// The same content has the same digest, so that it may be sent again.
#[utoipa::path(
    post,
    path = "/files",
    tag = "files",
    request_body(
        description = "At most 10 MiB, of the type that the header says.",
        content(
            (Vec<u8> = "application/pdf"),
            (Vec<u8> = "image/jpeg"),
            (Vec<u8> = "image/png"),
            (String = "text/plain"),
        ),
    ),
    responses((status = 201, description = "The file is kept.", body = FileDocument)),
    security(("token" = []), ("cookie" = [])),
)]
pub(crate) async fn keep_file(
    State(state): State<WebState>,
    sender: SignedIn,
    request: Request,
) -> Result<Response, Problem> {
    sender.allowed(Relation::Own, Action::KeepFile)?;
    let declared = declared(&request);
    let _place = state.uploads.take_place(sender.party()).await?;
    let content = read_file(request.into_body()).await?;
    let declared = declared.ok_or(Cause::UnsupportedMediaType { wanted: TAKEN })?;
    let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
    let file = NewFile { content, declared, kept_by: sender.party(), kept_at: state.door.now() };
    let digest = state.files.put(file).await.map_err(unkept)?;
    let document = FileDocument { digest: digest.to_string(), media: declared.mime(), size };
    Ok((StatusCode::CREATED, axum::Json(document)).into_response())
}

/// What a request says that it sends.
fn declared(request: &Request) -> Option<Media> {
    let given = request.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    let (essence, parameters) = given.split_once(';').unwrap_or((given, ""));
    let charset = parameters.trim().to_ascii_lowercase();
    let is_utf_8 = charset.is_empty() || charset == "charset=utf-8";
    Media::from_mime(&essence.trim().to_ascii_lowercase()).filter(|_| is_utf_8)
}

/// Why a file is not kept.
pub(crate) fn unkept(error: StoreError) -> Cause {
    match error {
        StoreError::TooLarge { size_max, .. } => Cause::BodyTooLarge { most: size_max },
        StoreError::MediaUnknown | StoreError::MediaDiffers { .. } => {
            let reason = "the content is not what its type says".to_owned();
            Cause::UnacceptableContent { reason }
        }
        StoreError::TooMany { count_max, .. } => Cause::TooManyFiles { most: count_max },
        error => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[test]
    fn a_type_is_read_without_its_parameters_and_only_in_utf_8() {
        for (given, expected) in [
            ("application/pdf", Some(Media::Pdf)),
            ("Image/PNG", Some(Media::Png)),
            ("text/plain; charset=utf-8", Some(Media::Text)),
            ("text/plain;charset=UTF-8", Some(Media::Text)),
            ("text/plain; charset=gbk", None),
            ("text/html", None),
            ("image/svg+xml", None),
            ("", None),
        ] {
            let request = Request::builder().header(CONTENT_TYPE, given).body(Body::empty());
            assert_eq!(declared(&request.unwrap()), expected, "{given}");
        }
        assert_eq!(declared(&Request::new(Body::empty())), None);
    }
}
