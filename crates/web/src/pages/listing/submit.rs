//! The form by which a seller lists, and lists again what came back.

mod fields;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use exchange::{
    Action, CAPTION_LENGTH_MAX, Document, Increment, Relation, Reserve, Submission, Terms,
    Visibility,
};
use lexicon::{Category, ListingId, Span};
use serde::{Deserialize, Serialize};
use store::ListingRow;

use super::super::acts::{self, Done, conclude, unplaced};
use super::super::form::{Fault, PostForm, Refused, Style, Typed, at};
use super::super::sections::{Link, Row, Section, SectionsPage};
use super::super::upload::{self, FILES_MAX, Upload, Uploaded, caption};
use super::super::{Frame, Reader, page, words};
use super::found;
use super::wish::{self, FIELDS, Usual, in_units};
use crate::api::listings::request::{keep_description, kept as kept_document};
use crate::api::listings::{resubmit as resubmitting, submit as submitting, submitted};
use crate::asked::Parameters;
use crate::language::Language;
use crate::problem::{Cause, Object, Problem};
use crate::state::WebState;
use crate::submit::{Accepted, ListingPath};

const FORM: &str = "list";
/// The field that carries the files that are kept already.
const KEPT: &str = "kept";
/// The field that drops them.
const DROP: &str = "drop_kept";
const FILE_FIELDS: [(&str, &str, &str); FILES_MAX] = [
    ("file_1", "caption_1", "visibility_1"),
    ("file_2", "caption_2", "visibility_2"),
    ("file_3", "caption_3", "visibility_3"),
];

/// A file that is kept already, as a form carries it along.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    digest: String,
    caption: String,
    visibility: String,
}

/// The form without a category lets its reader choose one; each begins with what is usual for it.
pub(crate) async fn choose(
    State(state): State<WebState>,
    reader: Reader,
    parameters: Parameters,
) -> Result<Response, Problem> {
    if reader.signed_in.is_none() {
        return Ok(reader.to_sign_in());
    }
    check_seller(&reader)?;
    parameters.allow(&["category"])?;
    let Some(category) = parameters.read("category", Category::from_slug)? else {
        return Ok(page(StatusCode::OK, &choice_of_category(&state, &reader)));
    };
    let form = new_form(category, reader.language);
    Ok(show_form(&state, &reader, None, form, None))
}

fn check_seller(reader: &Reader) -> Result<(), Problem> {
    reader.known()?;
    let may = reader.may(Action::SubmitListing, Relation::Own);
    if may { Ok(()) } else { Err(Cause::NotPermitted.into()) }
}

fn choice_of_category(state: &WebState, reader: &Reader) -> SectionsPage {
    let language = reader.language;
    let f = Frame::at(state, reader, "listings", "/listings/new");
    let mut drawn = SectionsPage::new(f, language.say("listings-new"));
    drawn.lead = language.say("listing-choose-lead");
    drawn.crumbs = vec![Link::new("/listings", language.say("nav-listings"))];
    let mut section = Section::new("listing-choose", language);
    for category in Category::ALL {
        section.rows.push(Row {
            href: format!("/listings/new?category={}", category.slug()),
            title: words::say_category(category, language),
            lines: vec![language.say(&format!("category-hint-{}", category.slug()))],
            ..Row::default()
        });
    }
    drawn.sections.push(section);
    drawn
}

/// A returned listing, as it was submitted.
pub(crate) async fn edit(
    State(state): State<WebState>,
    reader: Reader,
    ListingPath(listing): ListingPath,
) -> Result<Response, Problem> {
    if reader.signed_in.is_none() {
        return Ok(reader.to_sign_in());
    }
    let row = own(&state, &reader, listing).await?;
    let form = form_of(&state, &row, reader.language).await?;
    Ok(show_form(&state, &reader, Some(listing), form, None))
}

/// The reader's own listing, in so far as a form of one lot can hold it.
async fn own(state: &WebState, reader: &Reader, listing: ListingId) -> Result<ListingRow, Problem> {
    let row = found(state, reader, listing).await?;
    if !reader.may(Action::ResubmitListing, reader.relation(row.seller)) {
        return Err(Cause::Unknown(Object::Listing).into());
    }
    if row.lots.len() != 1 {
        let reason = "a listing of several lots is changed by program".to_owned();
        return Err(Cause::UnacceptableContent { reason }.into());
    }
    Ok(row)
}

fn show_form(
    state: &WebState,
    reader: &Reader,
    listing: Option<ListingId>,
    form: PostForm,
    refused: Option<Refused>,
) -> Response {
    let language = reader.language;
    let (path, title) = match listing {
        None => ("/listings/new".to_owned(), language.say("listings-new")),
        Some(listing) => (format!("/listings/{listing}/edit"), language.say("listing-edit")),
    };
    let f = Frame::at(state, reader, "listings", &path);
    let mut drawn = SectionsPage::new(f, title);
    drawn.lead = language.say("listing-form-lead");
    drawn.crumbs = vec![Link::new("/listings", language.say("nav-listings"))];
    let mut section = Section::new("listing-form", language);
    section.forms.push(form);
    drawn.sections.push(section);
    let status = refused.as_ref().map_or(StatusCode::OK, Refused::status);
    drawn.refuse(refused);
    page(status, &drawn)
}

pub(crate) async fn submit(
    State(state): State<WebState>,
    reader: Reader,
    upload: Upload,
) -> Result<Response, Problem> {
    check_seller(&reader)?;
    let Upload { mut typed, files, .. } = upload;
    let done = match submission(&state, &reader, &mut typed, files, &[]).await {
        Ok(submission) => send(&state, &reader, &typed, submission).await.map_err(wish::placed),
        Err(faults) => Err(faults),
    };
    match conclude(&state, &reader, (FORM, typed), done, "/listings").await? {
        Ok(response) => Ok(response),
        Err(refused) => {
            let category = Category::from_slug(refused.typed.text("category"));
            let category = category.unwrap_or(Category::RuralRight);
            let form = with_kept(new_form(category, reader.language), &refused.typed);
            Ok(show_form(&state, &reader, None, form, Some(refused)))
        }
    }
}

async fn send(
    state: &WebState,
    reader: &Reader,
    typed: &Typed,
    submission: Submission,
) -> Result<Done, Problem> {
    let accepted =
        submitting::send(state, reader.known()?, typed.request_id()?, submission).await?;
    let listing = submitted(&accepted).ok_or(Cause::Fault)?;
    let (number, sequence) = (listing.0, accepted.sequence);
    Ok(Done { told: "listing-submitted", number, sequence })
}

pub(crate) async fn resubmit(
    State(state): State<WebState>,
    reader: Reader,
    ListingPath(listing): ListingPath,
    upload: Upload,
) -> Result<Response, Problem> {
    let row = own(&state, &reader, listing).await?;
    let Upload { mut typed, files, .. } = upload;
    let done = match submission(&state, &reader, &mut typed, files, &row.documents).await {
        Ok(submission) => {
            let who = reader.known()?;
            let sent = resubmitting::send(&state, who, typed.request_id()?, listing, submission);
            let told = "listing-resubmitted";
            let done = |it: Accepted| Done { told, number: listing.0, sequence: it.sequence };
            sent.await.map(done).map_err(wish::placed)
        }
        Err(faults) => Err(faults),
    };
    match conclude(&state, &reader, (FORM, typed), done, "/listings").await? {
        Ok(response) => Ok(response),
        Err(refused) => {
            let form = form_of(&state, &row, reader.language).await?;
            let form = with_kept(form, &refused.typed);
            Ok(show_form(&state, &reader, Some(listing), form, Some(refused)))
        }
    }
}

/// What the form submits. Files are kept before anything is said to be wrong, so that a form that
/// is shown again need not ask for them again.
async fn submission(
    state: &WebState,
    reader: &Reader,
    typed: &mut Typed,
    files: Vec<Uploaded>,
    before: &[Document],
) -> Result<Submission, Vec<Fault>> {
    let known = FIELDS.into_iter().chain([KEPT, DROP]);
    let known = known.chain(FILE_FIELDS.into_iter().flat_map(|(_, caption, seen)| [caption, seen]));
    typed.allow(&known.collect::<Vec<_>>()).map_err(|cause| unplaced(cause.into()))?;
    let (documents, mut faults) = documents(state, reader, typed, files, before).await?;
    let wish = match wish::read(typed) {
        Ok(wish) if faults.is_empty() => wish,
        Ok(_) => return Err(faults),
        Err(wrong) => {
            faults.extend(wrong);
            return Err(faults);
        }
    };
    let who = reader.known().map_err(unplaced)?;
    let description = match wish.description.as_str() {
        "" => None,
        text => {
            let kept = keep_description(state, who.party(), text.to_owned()).await;
            Some(kept.map_err(|cause| vec![at("description")(cause)])?)
        }
    };
    Ok(Submission {
        category: wish.category,
        region: wish.region,
        lots: vec![wish.lot],
        disclosure: wish.disclosure,
        result_notice: wish.result_notice,
        description,
        documents,
    })
}

/// The documents of a form: those kept before, and those that came with it.
async fn documents(
    state: &WebState,
    reader: &Reader,
    typed: &mut Typed,
    files: Vec<Uploaded>,
    before: &[Document],
) -> Result<(Vec<Document>, Vec<Fault>), Vec<Fault>> {
    let who = reader.known().map_err(unplaced)?;
    let (mut documents, mut faults) = (Vec::new(), Vec::new());
    if typed.given(DROP).is_none() {
        for kept in kept_of(typed) {
            match kept_document(state, KEPT, &kept.digest, (who.party(), before)).await {
                Ok((digest, media)) => documents.push(Document {
                    digest,
                    caption: caption(&kept.caption, CAPTION_LENGTH_MAX),
                    media,
                    visibility: visibility(&kept.visibility),
                }),
                Err(cause) => faults.push(at(FILE_FIELDS[0].0)(cause)),
            }
        }
    }
    for file in files {
        let names = FILE_FIELDS.into_iter().find(|(field, ..)| *field == file.field);
        let Some((field, caption_field, visibility_field)) = names else {
            let reason = "unexpected file".to_owned();
            return Err(unplaced(Cause::UnacceptableContent { reason }.into()));
        };
        let typed_caption = caption(typed.text(caption_field), CAPTION_LENGTH_MAX);
        let own_name = caption(&file.name, CAPTION_LENGTH_MAX);
        let called = if typed_caption.is_empty() { own_name } else { typed_caption };
        let visibility = visibility(typed.text(visibility_field));
        match upload::keep(state, who, file.content, reader.language).await {
            Ok((digest, media)) => {
                let is_there = documents.iter().any(|it: &Document| it.digest == digest);
                if !is_there {
                    documents.push(Document { digest, caption: called, media, visibility });
                }
            }
            Err(cause) => faults.push(at(field)(cause)),
        }
    }
    carry(typed, &documents);
    Ok((documents, faults))
}

fn visibility(slug: &str) -> Visibility {
    Visibility::from_slug(slug).unwrap_or(Visibility::Staff)
}

fn kept_of(typed: &Typed) -> Vec<Kept> {
    let kept = typed.given(KEPT).unwrap_or_default();
    serde_json::from_str(kept).unwrap_or_default()
}

/// Lets the form carry along what is kept by now.
fn carry(typed: &mut Typed, documents: &[Document]) {
    typed.set(KEPT, kept_text(documents));
    typed.remove(DROP);
}

fn kept_text(documents: &[Document]) -> String {
    let kept = documents.iter().map(|document| Kept {
        digest: document.digest.to_string(),
        caption: document.caption.clone(),
        visibility: document.visibility.slug().to_owned(),
    });
    serde_json::to_string(&kept.collect::<Vec<_>>()).unwrap_or_default()
}

/// The form with what it carries along.
fn with_kept(form: PostForm, typed: &Typed) -> PostForm {
    let names: Vec<String> = kept_of(typed).into_iter().map(|kept| kept.caption).collect();
    say_kept(form, &names)
}

/// Says which files are kept already, and offers to drop them.
fn say_kept(mut form: PostForm, names: &[String]) -> PostForm {
    if !names.is_empty() {
        form.reveal(DROP, &names.join("、"));
    }
    form
}

/// The empty form, with what is usual for the category.
fn new_form(category: Category, language: Language) -> PostForm {
    let usual = Usual::of(category);
    let form = bare_form("/listings".to_owned(), category, language);
    form.set("free_count", &usual.free.0.to_string())
        .set("free_unit", usual.free.1.slug())
        .set("countdown_count", &usual.countdown.0.to_string())
        .set("countdown_unit", usual.countdown.1.slug())
        .set("disclosure_count", &usual.disclosure.0.to_string())
        .set("disclosure_unit", usual.disclosure.1.slug())
        .set("result_notice_count", &usual.result_notice.0.to_string())
        .set("result_notice_unit", usual.result_notice.1.slug())
}

/// The form with what was submitted last.
async fn form_of(
    state: &WebState,
    row: &ListingRow,
    language: Language,
) -> Result<PostForm, Problem> {
    let form = bare_form(format!("/listings/{}", row.listing), row.category, language);
    let Some(lot) = row.lots.first().map(|lot| &lot.listed) else { return Ok(form) };
    // What this form cannot say comes back empty.
    let Terms::Ascending(terms) = &lot.terms else { return Ok(form) };
    let cycle = terms.timed_bidding.map(|timed| timed.cycle);
    let cycle = cycle.or(terms.extension.as_ref().map(|it| it.length)).unwrap_or(Span::MINUTE);
    let rule = match terms.increment {
        Increment::Multiple(_) => "multiple",
        Increment::AtLeast(_) => "at-least",
    };
    let method = if terms.timed_bidding.is_some() { "free-timed" } else { "free-extension" };
    let (reserve, reserve_price) = match terms.reserve {
        Reserve::None => ("none", String::new()),
        Reserve::Public(price) => ("public", price.to_string()),
        Reserve::Secret { .. } => ("secret", String::new()),
    };
    let step = terms.increment.step(terms.starting_price).to_string();
    let names: Vec<String> = row.documents.iter().map(|it| it.caption.clone()).collect();
    let form = form
        .set("title", &lot.title.chinese)
        .set("title_en", &lot.title.english)
        .set("region", &row.region.map(|region| region.to_string()).unwrap_or_default())
        .set("place", &lot.place)
        .set("description", &acts::description(state, row.description).await?)
        .set("starting_price", &terms.starting_price.to_string())
        .set("deposit", &lot.deposit.to_string())
        .set("increment", &step)
        .set("increment_rule", rule)
        .set("reserve", reserve)
        .set("reserve_price", &reserve_price)
        .set("method", method)
        .set(KEPT, &kept_text(&row.documents));
    let form = say_kept(form, &names);
    Ok([
        ("free_count", "free_unit", terms.free_bidding),
        ("countdown_count", "countdown_unit", cycle),
        ("disclosure_count", "disclosure_unit", row.disclosure),
        ("result_notice_count", "result_notice_unit", row.result_notice),
    ]
    .into_iter()
    .fold(form, |form, (count, unit, span)| {
        let (number, in_unit) = in_units(span);
        form.set(count, &number.to_string()).set(unit, in_unit.slug())
    }))
}

fn bare_form(action: String, category: Category, language: Language) -> PostForm {
    let form = PostForm::new(FORM, action, language).style(Style::Primary).bare();
    let form = fields::about_fields(form, category, language);
    let form = fields::price_fields(form, language);
    fields::file_fields(fields::time_fields(form, language), language)
}

#[cfg(test)]
mod tests;
