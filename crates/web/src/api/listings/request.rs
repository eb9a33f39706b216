//! What a seller lists, as programs write it.

use exchange::{
    AscendingTerms, Countdown, Document, Entry, EqualRanks, Extension, FirstBid, Increment, Ladder,
    ListedLot, Media, OnDefault, OwnOverbid, Priority, ProxyBidding, Reserve, Submission, Terms,
    Title, Visibility,
};
use lexicon::{Category, Digest, Moment, PartyId, Span};
use serde::Deserialize;
use store::NewFile;
use utoipa::ToSchema;

use crate::api::files::keep::unkept;
use crate::body::{amount, is_unprintable_in_lines, seconds};
use crate::problem::{Cause, Wanted};
use crate::state::WebState;

/// The most characters of a description.
const DESCRIPTION_LENGTH_MAX: usize = 10_000;
/// How long before the close a secret reserve is entered at the latest.
const RESERVE_ENTERED_UNTIL: Span = Span::MINUTE;

/// What a seller submits.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListingRequest {
    /// The family of its lots: `rural-right`, `state-asset`, `confiscated-goods`,
    /// `comprehensive-right`, `natural-resource` or `environmental-right`.
    #[schema(example = "rural-right")]
    category: String,
    /// The administrative division they lie in, by its six digits.
    #[schema(example = "350102")]
    region: Option<String>,
    /// How long it is disclosed at the least before bidding opens, in whole seconds.
    disclosure_seconds: u64,
    /// How long a result is published at the least, in whole seconds.
    result_notice_seconds: u64,
    /// What is sold, in the seller's words: at most 10,000 characters.
    description: Option<String>,
    /// Files that were handed in by `POST /files` before.
    #[serde(default)]
    documents: Vec<DocumentRequest>,
    /// The lots, at least one.
    lots: Vec<ListedLotRequest>,
}

/// A file that a listing names.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentRequest {
    /// The digest that `POST /files` has answered.
    digest: String,
    /// What it is called.
    caption: String,
    /// What it is: `application/pdf`, `image/jpeg`, `image/png` or `text/plain`.
    #[schema(example = "application/pdf")]
    media: String,
    /// Who may read it: `public`, `applicants` or `staff`.
    #[schema(example = "public")]
    visibility: String,
}

/// A lot of a listing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListedLotRequest {
    /// What it is called in Chinese.
    title: String,
    /// What it is called in English.
    #[serde(default)]
    title_en: String,
    /// Where it lies.
    #[serde(default)]
    place: String,
    /// What an applicant puts up, in yuan.
    #[schema(example = "10000.00")]
    deposit: String,
    /// What its sale is held to.
    terms: TermsRequest,
}

/// What a sale is held to, by its method.
#[derive(Deserialize, ToSchema)]
#[serde(tag = "method", rename_all = "kebab-case")]
pub(crate) enum TermsRequest {
    /// Prices rise until nobody bids more.
    Ascending(AscendingRequest),
}

/// What an ascending sale is held to; bidding opens when the listing's disclosure says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AscendingRequest {
    /// How long bids are taken at any time, in whole seconds.
    free_bidding_seconds: u64,
    /// How long the countdown of timed bidding runs from each valid bid, in whole seconds; none
    /// where there is no timed bidding.
    countdown_seconds: Option<u64>,
    /// How a late bid extends a sale without timed bidding.
    extension: Option<ExtensionRequest>,
    /// The least first bid, in yuan.
    #[schema(example = "100000.00")]
    starting_price: String,
    /// By how much a bid must rise, in yuan.
    #[schema(example = "1000.00")]
    increment: String,
    /// Whether a bid rises by at least the increment or by a multiple of it.
    #[serde(default)]
    increment_rule: IncrementRule,
    /// Whether the first bid may equal the starting price.
    #[serde(default)]
    first_bid: FirstBidRule,
    /// A public reserve, in yuan.
    reserve: Option<String>,
    /// Whether two people of the centre enter a secret reserve later.
    #[serde(default)]
    secret_reserve: bool,
    /// How many bidders with a valid bid a sale needs: 1 or 2.
    #[serde(default = "one")]
    bidders_min: u8,
    /// Whether a bidder may leave a ceiling.
    #[serde(default)]
    proxy_bidding: bool,
    /// Whether a leading bidder may bid again.
    #[serde(default)]
    own_overbid: bool,
    /// How long before it bidding resumes a resumption is announced, in whole seconds.
    #[serde(default = "ten_minutes")]
    resume_notice_seconds: u64,
}

/// How a late bid extends a sale.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtensionRequest {
    /// How long before the close a bid begins to extend, in whole seconds.
    window_seconds: u64,
    /// How long after the bid the lot closes at the earliest, in whole seconds.
    length_seconds: u64,
}

/// How a bid must rise.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum IncrementRule {
    /// By the increment or more.
    #[default]
    AtLeast,
    /// By a multiple of the increment.
    Multiple,
}

/// What the first bid may be.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum FirstBidRule {
    /// It may equal the starting price.
    #[default]
    AtStart,
    /// It must be one increment higher.
    AboveStart,
}

const fn one() -> u8 {
    1
}

const fn ten_minutes() -> u64 {
    600
}

impl ListingRequest {
    /// Makes a submission of it: what is written becomes a file, and the files it names are kept
    /// for another week. They are the seller's own, or stood in the listing before.
    pub(crate) async fn prepare(
        self,
        state: &WebState,
        seller: PartyId,
        before: &[Document],
    ) -> Result<Submission, Cause> {
        let region = self.region.filter(|region| !region.is_empty());
        let region = region.map(|text| text.parse()).transpose();
        let lots = self.lots.into_iter().map(ListedLot::try_from).collect::<Result<_, _>>()?;
        let mut submission = Submission {
            category: choice("category", Category::from_slug(&self.category))?,
            region: region.map_err(|_| wrong("region", Wanted::Region))?,
            lots,
            disclosure: seconds("disclosure_seconds", self.disclosure_seconds)?,
            result_notice: seconds("result_notice_seconds", self.result_notice_seconds)?,
            description: None,
            documents: Vec::new(),
        };
        for document in self.documents {
            submission.documents.push(document.find(state, seller, before).await?);
        }
        if let Some(text) = self.description.filter(|text| !text.is_empty()) {
            submission.description = Some(keep_description(state, seller, text).await?);
        }
        Ok(submission)
    }
}

/// Keeps a description as a file, and gives its digest.
pub(crate) async fn keep_description(
    state: &WebState,
    seller: PartyId,
    text: String,
) -> Result<Digest, Cause> {
    let is_long = text.chars().nth(DESCRIPTION_LENGTH_MAX).is_some();
    if is_long || text.trim().is_empty() || text.chars().any(is_unprintable_in_lines) {
        return Err(wrong("description", Wanted::Text));
    }
    let kept_at = state.door.now();
    let file = NewFile { content: text.into(), declared: Media::Text, kept_by: seller, kept_at };
    state.files.put(file).await.map_err(unkept)
}

impl DocumentRequest {
    async fn find(
        self,
        state: &WebState,
        seller: PartyId,
        before: &[Document],
    ) -> Result<Document, Cause> {
        let media = choice("media", Media::from_mime(&self.media))?;
        let visibility = choice("visibility", Visibility::from_slug(&self.visibility))?;
        let digest = kept(state, "digest", &self.digest, (seller, before)).await?;
        let (digest, found) = digest;
        if found != media {
            return Err(wrong("digest", Wanted::File));
        }
        Ok(Document { digest, caption: self.caption, media, visibility })
    }
}

/// The digest of a file that is kept, for another week at least, and what it is. It must be one
/// that this party has handed in, or that stood there before: whoever names a file lets others
/// read it.
pub(crate) async fn kept(
    state: &WebState,
    field: &'static str,
    text: &str,
    (party, before): (PartyId, &[Document]),
) -> Result<(Digest, Media), Cause> {
    let absent = || wrong(field, Wanted::File);
    let digest: Digest = text.parse().map_err(|_| absent())?;
    let file = state.files.find(digest).await?.ok_or_else(absent)?;
    let stood_before = before.iter().any(|document| document.digest == digest);
    if !stood_before && !state.files.is_given_by(digest, party).await? {
        return Err(absent());
    }
    let is_there = state.files.renew(digest, state.door.now()).await?;
    if is_there { Ok((digest, file.media)) } else { Err(absent()) }
}

impl TryFrom<ListedLotRequest> for ListedLot {
    type Error = Cause;

    fn try_from(request: ListedLotRequest) -> Result<Self, Cause> {
        let TermsRequest::Ascending(terms) = request.terms;
        Ok(Self {
            title: Title { chinese: request.title, english: request.title_en },
            place: request.place,
            terms: Terms::Ascending(Box::new(terms.try_into()?)),
            deposit: amount("deposit", &request.deposit)?,
        })
    }
}

impl TryFrom<AscendingRequest> for AscendingTerms {
    type Error = Cause;

    fn try_from(request: AscendingRequest) -> Result<Self, Cause> {
        let reserve = request.reserve()?;
        let ladder = Ladder::fixed(amount("increment", &request.increment)?);
        let cycle = request.countdown_seconds.map(|count| seconds("countdown_seconds", count));
        let cycle = cycle.transpose()?;
        Ok(Self {
            // Set when the listing is disclosed. It is no moment of now: the same request sent
            // again must be the same command.
            opens_at: Moment::UNIX,
            free_bidding: seconds("free_bidding_seconds", request.free_bidding_seconds)?,
            stop_before_timed: Span::ZERO,
            join_question: None,
            preparation: Span::ZERO,
            timed_entry: Entry::All,
            timed_bidding: cycle.map(|cycle| Countdown { cycle }),
            timed_increment: None,
            extension: request.extension.map(Extension::try_from).transpose()?,
            hard_end: None,
            starting_price: amount("starting_price", &request.starting_price)?,
            first_bid: match request.first_bid {
                FirstBidRule::AtStart => FirstBid::AtStart,
                FirstBidRule::AboveStart => FirstBid::AboveStart,
            },
            increment: match request.increment_rule {
                IncrementRule::AtLeast => Increment::AtLeast(ladder),
                IncrementRule::Multiple => Increment::Multiple(ladder),
            },
            reserve,
            own_overbid: if request.own_overbid {
                OwnOverbid::Allowed
            } else {
                OwnOverbid::Refused
            },
            bidders_min: request.bidders_min,
            proxy_bidding: if request.proxy_bidding {
                ProxyBidding::Allowed
            } else {
                ProxyBidding::Refused
            },
            jump_cap: None,
            priority: Priority::None,
            equal_ranks: EqualRanks::ByTime,
            agreement: None,
            on_default: OnDefault::Relist,
            resume_notice: seconds("resume_notice_seconds", request.resume_notice_seconds)?,
        })
    }
}

impl AscendingRequest {
    fn reserve(&self) -> Result<Reserve, Cause> {
        match (&self.reserve, self.secret_reserve) {
            (None, false) => Ok(Reserve::None),
            (Some(text), false) => Ok(Reserve::Public(amount("reserve", text)?)),
            (None, true) => {
                let entered_until = RESERVE_ENTERED_UNTIL;
                Ok(Reserve::Secret { entered_from: None, entered_until })
            }
            (Some(_), true) => {
                let reason = "a reserve is public or secret, not both".to_owned();
                Err(Cause::UnacceptableContent { reason })
            }
        }
    }
}

impl TryFrom<ExtensionRequest> for Extension {
    type Error = Cause;

    fn try_from(request: ExtensionRequest) -> Result<Self, Cause> {
        Ok(Self {
            window: seconds("window_seconds", request.window_seconds)?,
            length: seconds("length_seconds", request.length_seconds)?,
            count_max: None,
        })
    }
}

const fn wrong(field: &'static str, wanted: Wanted) -> Cause {
    Cause::UnacceptableField { field, wanted }
}

fn choice<T>(field: &'static str, found: Option<T>) -> Result<T, Cause> {
    found.ok_or_else(|| wrong(field, Wanted::Choice))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(json: &str) -> Result<AscendingTerms, Cause> {
        let TermsRequest::Ascending(request) = serde_json::from_str(json).unwrap();
        request.try_into()
    }

    const PLAIN: &str = r#""method":"ascending","free_bidding_seconds":60,
        "starting_price":"100.00","increment":"1.00""#;

    #[test]
    fn terms_that_nobody_mentions_are_the_usual_ones() {
        let terms = terms(&format!("{{{PLAIN}}}")).unwrap();
        assert_eq!(terms.reserve, Reserve::None);
        assert_eq!(terms.first_bid, FirstBid::AtStart);
        assert_eq!((terms.own_overbid, terms.bidders_min), (OwnOverbid::Refused, 1));
        assert_eq!(terms.proxy_bidding, ProxyBidding::Refused);
        assert_eq!((terms.timed_bidding, terms.extension), (None, None));
    }

    #[test]
    fn the_same_request_read_twice_is_the_same_terms() {
        let json = format!(r#"{{{PLAIN},"countdown_seconds":30,"secret_reserve":true}}"#);
        assert_eq!(terms(&json), terms(&json));
    }

    #[test]
    fn a_field_that_cannot_be_taken_is_named() {
        for (rest, field) in [
            (r#""reserve":"1.001""#, "reserve"),
            (r#""countdown_seconds":18446744073709551615"#, "countdown_seconds"),
            (r#""extension":{"window_seconds":3155760001,"length_seconds":1}"#, "window_seconds"),
        ] {
            let refused = terms(&format!("{{{PLAIN},{rest}}}")).unwrap_err();
            let named =
                matches!(refused, Cause::UnacceptableField { field: it, .. } if it == field);
            assert!(named, "{refused:?}");
        }
        let both = format!(r#"{{{PLAIN},"reserve":"1","secret_reserve":true}}"#);
        assert!(matches!(terms(&both), Err(Cause::UnacceptableContent { .. })));
    }

    #[test]
    fn what_is_not_asked_for_is_refused() {
        for rest in [r#""x":1"#, r#""increment_rule":"any""#, r#""bidders_min":256"#] {
            let json = format!("{{{PLAIN},{rest}}}");
            assert!(serde_json::from_str::<TermsRequest>(&json).is_err(), "{rest}");
        }
    }
}
