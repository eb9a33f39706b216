//! Forms that carry files (`multipart/form-data`), read as strictly as others.
//!
//! The whole is limited in size, number of parts and time: a telephone in a village may take a
//! minute for a photograph, but nobody holds a connection for ever. Who sends it is asked first.

use axum::body::Bytes;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request};
use exchange::{Action, Media, Relation};
use lexicon::{Digest, Span};
use store::{FILE_SIZE_MAX, NewFile, StoreError};

use super::form::Typed;
use crate::api::files::keep as keeping;
use crate::language::Language;
use crate::problem::{Cause, Problem};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::uploads;

/// The most files of one form.
pub(super) const FILES_MAX: usize = 3;
/// The most bytes of all texts of one form.
const TEXTS_SIZE_MAX: usize = 64 * 1024;
/// The most parts of one form.
const PARTS_MAX: usize = 64;
/// How long a form may take.
const TIME_MAX: Span = Span::from_seconds(180);

/// What came in a form that carries files.
pub(crate) struct Upload {
    pub(crate) typed: Typed,
    pub(crate) files: Vec<Uploaded>,
    /// Held as long as the files are in memory.
    _place: uploads::Upload,
}

/// A file that came, under the name of its field.
pub(crate) struct Uploaded {
    pub(crate) field: String,
    /// What it was called where it came from.
    pub(crate) name: String,
    pub(crate) content: Bytes,
}

/// Lets as much through as the largest form that is taken.
pub(super) const fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(FILES_MAX * FILE_SIZE_MAX + 2 * TEXTS_SIZE_MAX)
}

impl FromRequest<WebState> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Problem> {
        const TYPE: &str = "multipart/form-data";
        // Nothing is read of what a stranger sends, or somebody who hands in no files.
        let sender = crate::signed_in::find(request.headers(), request.extensions(), state).await?;
        let sender = sender.ok_or(Cause::NotSignedIn)?;
        sender.allowed(Relation::Own, Action::KeepFile)?;
        let unsupported = |_| Cause::UnsupportedMediaType { wanted: TYPE };
        let parts = Multipart::from_request(request, state).await.map_err(unsupported)?;
        let place = state.uploads.take_place(sender.party()).await?;
        let read = tokio::time::timeout(TIME_MAX.to_std(), Self::read(parts, place)).await;
        read.unwrap_or(Err(Cause::BodyTooSlow)).map_err(Problem::from)
    }
}

impl Upload {
    async fn read(mut parts: Multipart, place: uploads::Upload) -> Result<Self, Cause> {
        let mut upload = Self { typed: Typed::default(), files: Vec::new(), _place: place };
        let mut texts_size: usize = 0;
        for _ in 0..PARTS_MAX {
            let Some(part) = parts.next_field().await.map_err(broken)? else { return Ok(upload) };
            let name = part.name().unwrap_or_default().to_owned();
            if let Some(file_name) = part.file_name().map(str::to_owned) {
                let content = whole(part, FILE_SIZE_MAX).await?;
                // A browser sends an empty file for a field in which none was chosen.
                if content.is_empty() && file_name.is_empty() {
                    continue;
                }
                if upload.files.len() == FILES_MAX {
                    let reason = format!("more than {FILES_MAX} files");
                    return Err(Cause::UnacceptableContent { reason });
                }
                upload.files.push(Uploaded { field: name, name: file_name, content });
                continue;
            }
            let content = whole(part, TEXTS_SIZE_MAX).await?;
            texts_size = texts_size.saturating_add(content.len());
            if texts_size > TEXTS_SIZE_MAX {
                return Err(Cause::BodyTooLarge { most: TEXTS_SIZE_MAX });
            }
            let text = String::from_utf8(content.into()).map_err(|_| Cause::NotUtf8)?;
            upload.typed.add(name, text);
        }
        Err(Cause::UnacceptableContent { reason: format!("more than {PARTS_MAX} parts") })
    }
}

async fn whole(mut part: Field<'_>, size_max: usize) -> Result<Bytes, Cause> {
    let mut content = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(broken)? {
        if content.len().saturating_add(piece.len()) > size_max {
            return Err(Cause::BodyTooLarge { most: size_max });
        }
        content.extend_from_slice(&piece);
    }
    Ok(content.into())
}

#[expect(clippy::needless_pass_by_value, reason = "it is what an error is mapped by")]
fn broken(error: axum::extract::multipart::MultipartError) -> Cause {
    if error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
        return Cause::BodyTooLarge { most: FILES_MAX * FILE_SIZE_MAX };
    }
    Cause::BodyCutOff
}

/// Keeps a file that came in a form, and gives its digest and what it is, as its first bytes say:
/// a telephone's word for what it sends is not asked for.
pub(super) async fn keep(
    state: &WebState,
    who: &SignedIn,
    content: Bytes,
    language: Language,
) -> Result<(Digest, Media), Cause> {
    let (kept_by, kept_at) = (who.party(), state.door.now());
    let file = |declared| NewFile { content: content.clone(), declared, kept_by, kept_at };
    match state.files.put(file(Media::Pdf)).await {
        Ok(digest) => Ok((digest, Media::Pdf)),
        // Texts are kept too, but nobody hands one in as a document by a form.
        Err(StoreError::MediaDiffers { found: found @ (Media::Jpeg | Media::Png), .. }) => {
            let digest = state.files.put(file(found)).await.map_err(keeping::unkept)?;
            Ok((digest, found))
        }
        Err(StoreError::MediaDiffers { .. } | StoreError::MediaUnknown) => {
            Err(Cause::UnacceptableContent { reason: language.say("fault-media") })
        }
        Err(error) => Err(keeping::unkept(error)),
    }
}

/// What a file is called where it is listed: its own name without folders and without what cannot
/// be seen, so many characters at most.
pub(super) fn caption(name: &str, length_max: usize) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String = last.chars().filter(|it| !exchange::is_unprintable(*it)).collect();
    seen.trim().chars().take(length_max).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_files_name_is_only_what_can_be_read() {
        for (name, shown) in [
            ("权属证书.pdf", "权属证书.pdf"),
            ("C:\\Users\\王\\照片.jpg", "照片.jpg"),
            ("../../etc/passwd", "passwd"),
            ("..", ".."),
            ("a\u{202e}fdp.exe", "afdp.exe"),
            ("\r\nSet-Cookie: x", "Set-Cookie: x"),
            ("", ""),
            ("图片图片图片", "图片图片"),
        ] {
            assert_eq!(caption(name, if name.starts_with('图') { 4 } else { 80 }), shown);
        }
    }
}
