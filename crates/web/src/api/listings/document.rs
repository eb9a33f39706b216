//! A listing as programs see it, by how far they see.

use exchange::{Action, Document, Relation, Terms, Visibility};
use serde::Serialize;
use store::{ListingLotRow, ListingRow};
use utoipa::ToSchema;

use crate::problem::{Cause, Object};
use crate::signed_in::SignedIn;
use crate::state::WebState;
use crate::view::{
    ascending, first_bid_slug, increment_rule, public_reserve, reserve_slug, whole_seconds,
};

/// How far somebody sees into a listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sight {
    /// As everyone, once it is disclosed.
    Public,
    /// As whoever has applied for one of its lots.
    Applicant,
    /// As its seller and the centre.
    Whole,
}

impl Sight {
    /// How far somebody sees into this listing; who sees nothing learns not even that there is one.
    pub(crate) async fn of(
        state: &WebState,
        reader: Option<&SignedIn>,
        row: &ListingRow,
    ) -> Result<Self, Cause> {
        let relation = reader.map_or(Relation::None, |reader| reader.relation_to(row.seller));
        if reader.is_some_and(|reader| reader.may(relation, Action::ViewListing)) {
            return Ok(Self::Whole);
        }
        if row.applications_until.is_none() {
            return Err(Cause::Unknown(Object::Listing));
        }
        let Some(party) = reader.map(SignedIn::party) else { return Ok(Self::Public) };
        for lot in row.lots.iter().filter_map(|lot| lot.lot) {
            if state.reader.application_of(lot, party).await?.is_some() {
                return Ok(Self::Applicant);
            }
        }
        Ok(Self::Public)
    }

    /// Whether a document is seen so far.
    pub(crate) fn shows(self, document: &Document) -> bool {
        self >= match document.visibility {
            Visibility::Public => Self::Public,
            Visibility::Applicants => Self::Applicant,
            Visibility::Staff => Self::Whole,
        }
    }
}

/// A listing.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListingDocument {
    /// Its number.
    listing: u64,
    /// Where it stands: `submitted`, `returned`, `accepted` or `disclosed`.
    step: &'static str,
    /// Since when.
    step_at: String,
    /// When it was submitted last.
    submitted_at: String,
    /// Whether the reader sells it.
    yours: bool,
    /// The seller's number, for the seller and the centre.
    seller: Option<u64>,
    /// The number of whoever accepted it, for the centre and the seller.
    clerk: Option<u64>,
    /// The family of its lots.
    category: &'static str,
    /// The administrative division they lie in.
    region: Option<String>,
    /// How long it is disclosed at the least.
    disclosure_seconds: u64,
    /// How long a result is published at the least.
    result_notice_seconds: u64,
    /// Until when applications are taken, once it is disclosed.
    applications_until: Option<String>,
    /// The digest of the description, a text: `GET /files/{digest}?listing=`.
    description: Option<String>,
    /// What is missing, where it went back; for the seller and the centre.
    note: Option<String>,
    /// The files that the reader may read: `GET /files/{digest}?listing=`.
    documents: Vec<DocumentDocument>,
    /// The lots.
    lots: Vec<ListedLotDocument>,
}

/// A file that a listing names.
#[derive(Serialize, ToSchema)]
pub(crate) struct DocumentDocument {
    digest: String,
    caption: String,
    media: &'static str,
    visibility: &'static str,
}

/// A lot of a listing.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedLotDocument {
    /// Its number, once the listing is disclosed.
    lot: Option<u64>,
    title: String,
    title_en: String,
    place: String,
    deposit: String,
    terms: TermsDocument,
}

/// What a sale is held to.
#[derive(Serialize, ToSchema)]
pub(crate) struct TermsDocument {
    method: &'static str,
    /// The following seven where prices rise by bids of an open sale.
    free_bidding_seconds: Option<u64>,
    countdown_seconds: Option<u64>,
    extension: Option<ExtensionDocument>,
    increment: Option<String>,
    increment_rule: Option<&'static str>,
    first_bid: Option<&'static str>,
    own_overbid: Option<bool>,
    starting_price: String,
    /// A public reserve.
    reserve: Option<String>,
    secret_reserve: bool,
    bidders_min: u8,
    proxy_bidding: bool,
    resume_notice_seconds: u64,
}

/// How a late bid extends a sale.
#[derive(Serialize, ToSchema)]
pub(crate) struct ExtensionDocument {
    window_seconds: u64,
    length_seconds: u64,
}

impl ListingDocument {
    /// A listing as far as somebody sees into it, without the note.
    pub(crate) fn new(row: &ListingRow, sight: Sight, reader: Option<&SignedIn>) -> Self {
        let inside = |party: u64| (sight == Sight::Whole).then_some(party);
        let documents = row.documents.iter().filter(|document| sight.shows(document));
        Self {
            listing: row.listing.0,
            step: row.step.slug(),
            step_at: row.step_at.to_string(),
            submitted_at: row.submitted_at.to_string(),
            yours: reader.is_some_and(|reader| reader.party() == row.seller),
            seller: inside(row.seller.0),
            clerk: row.clerk.and_then(|clerk| inside(clerk.0)),
            category: row.category.slug(),
            region: row.region.map(|region| region.to_string()),
            disclosure_seconds: whole_seconds(row.disclosure),
            result_notice_seconds: whole_seconds(row.result_notice),
            applications_until: row.applications_until.map(|until| until.to_string()),
            description: row.description.map(|digest| digest.to_string()),
            note: None,
            documents: documents.map(DocumentDocument::from).collect(),
            lots: row.lots.iter().map(ListedLotDocument::from).collect(),
        }
    }

    /// The same with the note that says what is missing.
    pub(crate) fn with_note(mut self, note: Option<String>) -> Self {
        self.note = note;
        self
    }
}

impl From<&Document> for DocumentDocument {
    fn from(document: &Document) -> Self {
        Self {
            digest: document.digest.to_string(),
            caption: document.caption.clone(),
            media: document.media.mime(),
            visibility: document.visibility.slug(),
        }
    }
}

impl From<&ListingLotRow> for ListedLotDocument {
    fn from(row: &ListingLotRow) -> Self {
        Self {
            lot: row.lot.map(|lot| lot.0),
            title: row.listed.title.chinese.clone(),
            title_en: row.listed.title.english.clone(),
            place: row.listed.place.clone(),
            deposit: row.listed.deposit.to_string(),
            terms: TermsDocument::from(&row.listed.terms),
        }
    }
}

impl From<&Terms> for TermsDocument {
    fn from(terms: &Terms) -> Self {
        let rising = ascending(terms);
        let extension = rising.and_then(|terms| terms.extension);
        let extension = extension.map(|extension| ExtensionDocument {
            window_seconds: whole_seconds(extension.window),
            length_seconds: whole_seconds(extension.length),
        });
        let timed = rising.and_then(|terms| terms.timed_bidding);
        let own_overbid = rising.map(|terms| terms.own_overbid);
        Self {
            method: terms.method().slug(),
            free_bidding_seconds: rising.map(|terms| whole_seconds(terms.free_bidding)),
            countdown_seconds: timed.map(|timed| whole_seconds(timed.cycle)),
            extension,
            increment: rising.map(|terms| terms.increment.step(terms.starting_price).to_string()),
            increment_rule: rising.map(|terms| increment_rule(&terms.increment)),
            first_bid: rising.map(|terms| first_bid_slug(terms.first_bid)),
            own_overbid: own_overbid.map(|it| it == exchange::OwnOverbid::Allowed),
            starting_price: terms.starting_price().to_string(),
            reserve: public_reserve(terms.reserve()).map(|price| price.to_string()),
            secret_reserve: reserve_slug(terms.reserve()) == "secret",
            bidders_min: terms.bidders_min(),
            proxy_bidding: rising
                .is_some_and(|terms| terms.proxy_bidding == exchange::ProxyBidding::Allowed),
            resume_notice_seconds: whole_seconds(terms.resume_notice()),
        }
    }
}

#[cfg(test)]
mod tests {
    use exchange::Media;
    use lexicon::Digest;

    use super::*;

    #[test]
    fn a_document_is_shown_to_those_it_is_meant_for_and_to_nobody_before_them() {
        let document = |visibility| Document {
            digest: Digest::ZERO,
            caption: "x".to_owned(),
            media: Media::Pdf,
            visibility,
        };
        for (visibility, seen) in [
            (Visibility::Public, [true, true, true]),
            (Visibility::Applicants, [false, true, true]),
            (Visibility::Staff, [false, false, true]),
        ] {
            let sights = [Sight::Public, Sight::Applicant, Sight::Whole];
            assert_eq!(sights.map(|sight| sight.shows(&document(visibility))), seen);
        }
    }
}
