//! What a lot's listing says of it, and where the reader's own application stands.

use exchange::{Action, ApplicationStep, Relation};
use floor::LotView;
use lexicon::Moment;
use store::{ApplicationRow, ListingRow};

use super::super::form::{PostForm, Style};
use super::super::sections::{Chip, Fact, Link};
use super::super::{Reader, acts, applications, say_time, words};
use super::Panel;
use crate::api::listings::document::Sight;
use crate::problem::Problem;
use crate::state::WebState;

/// What a lot's listing says of it.
#[derive(Default)]
pub(super) struct About {
    pub(super) facts: Vec<Fact>,
    pub(super) description: String,
    pub(super) documents: Vec<Link>,
    /// Pages of what followed from the award, for those who may see them.
    pub(super) papers: Vec<Link>,
}

/// The reader's own way to this lot.
#[derive(Default)]
pub(super) struct Joining {
    /// The form to apply by, while applications are taken.
    pub(super) form: Option<PostForm>,
    /// Where his last application stands.
    pub(super) application: Option<Applied>,
    /// Why there is no form.
    pub(super) lead: String,
}

/// An application as its lot's page shows it.
pub(super) struct Applied {
    pub(super) chip: Chip,
    pub(super) deposit: String,
    pub(super) note: String,
    pub(super) link: Link,
}

/// What the listing of a lot says of it, in so far as the reader may know.
pub(super) async fn about(
    state: &WebState,
    reader: &Reader,
    view: &LotView,
) -> Result<About, Problem> {
    let language = reader.language;
    let mut about = About { papers: papers(state, reader, view).await?, ..About::default() };
    let Some(card) = &view.card.listing else { return Ok(about) };
    let mut fact = |key: &str, text: String| {
        about.facts.push(Fact::new(language.say(&format!("fact-{key}")), text));
    };
    if !card.place.is_empty() {
        fact("place", card.place.clone());
    }
    if let Some(region) = card.region {
        fact("region", region.to_string());
    }
    fact("deposit", words::say_yuan(card.deposit, language));
    fact("applications-until", say_time(card.applications_until));
    if let Some(row) = state.reader.listing(card.listing).await? {
        let sight = Sight::of(state, reader.signed_in.as_ref(), &row).await?;
        about.description = acts::description(state, row.description).await?;
        about.documents = documents(&row, sight);
        if sight == Sight::Whole {
            let text = language.say_with("listing-number", &[("number", &row.listing.to_string())]);
            about.documents.push(Link::new(format!("/listings/{}", row.listing), text));
        }
    }
    Ok(about)
}

fn documents(row: &ListingRow, sight: Sight) -> Vec<Link> {
    let seen = row.documents.iter().filter(|document| sight.shows(document));
    let href = |digest| acts::document_href(row.listing, digest);
    seen.map(|it| Link::new(href(it.digest), it.caption.clone())).collect()
}

async fn papers(state: &WebState, reader: &Reader, view: &LotView) -> Result<Vec<Link>, Problem> {
    let is_awarded = matches!(view.standing, floor::Standing::Awarded { .. });
    if !is_awarded || reader.signed_in.is_none() {
        return Ok(Vec::new());
    }
    let lot = view.card.lot;
    let Some(row) = state.reader.settlement(lot).await? else { return Ok(Vec::new()) };
    let is_own = [row.buyer, row.seller].iter().any(|it| reader.relation(*it) == Relation::Own);
    let relation = if is_own { Relation::Own } else { Relation::Others };
    if !reader.may(Action::ViewSettlement, relation) {
        return Ok(Vec::new());
    }
    let language = reader.language;
    let mut links = vec![
        Link::new(format!("/lots/{lot}/settlement"), language.say("nav-settlement")),
        Link::new(format!("/lots/{lot}/letter"), language.say("letter")),
    ];
    if row.certified_at.is_some() {
        links.push(Link::new(format!("/lots/{lot}/certificate"), language.say("certificate")));
    }
    Ok(links)
}

/// The reader's own way to a lot of a listing: his application, or the form for one.
pub(super) async fn joining(
    state: &WebState,
    reader: &Reader,
    view: &LotView,
    panel: Panel,
) -> Result<Joining, Problem> {
    let language = reader.language;
    let lot = view.card.lot;
    let Some(card) = &view.card.listing else { return Ok(Joining::default()) };
    let Some(who) = &reader.signed_in else { return Ok(Joining::default()) };
    let mut joining = Joining::default();
    if let Some(row) = state.reader.application_of(lot, who.party()).await? {
        joining.application = Some(applied(state, reader, &row).await?);
        // Whoever withdrew or was rejected may apply again.
        if matches!(row.step, ApplicationStep::Received | ApplicationStep::Admitted) {
            return Ok(joining);
        }
    }
    if panel != Panel::NotAdmitted {
        return Ok(joining);
    }
    if !reader.may(Action::Apply, Relation::Own) {
        joining.lead = language.say("bid-not-bidder");
        return Ok(joining);
    }
    let now: Moment = state.door.now();
    if now > card.applications_until {
        let until = say_time(card.applications_until);
        joining.lead = language.say_with("apply-closed", &[("moment", &until)]);
        return Ok(joining);
    }
    let (deposit, until) =
        (words::say_yuan(card.deposit, language), say_time(card.applications_until));
    let lead = language.say_with("form-apply-lead", &[("deposit", &deposit), ("moment", &until)]);
    let form = PostForm::new("apply", format!("/lots/{lot}/applications"), language)
        .lead(lead)
        .bare()
        .style(Style::Primary);
    joining.form = Some(form);
    Ok(joining)
}

async fn applied(
    state: &WebState,
    reader: &Reader,
    row: &ApplicationRow,
) -> Result<Applied, Problem> {
    let language = reader.language;
    Ok(Applied {
        chip: applications::chip(row, language),
        deposit: applications::say_deposit(row, language),
        note: applications::note(state, row, language).await?,
        link: Link::new(
            format!("/applications/{}", row.application),
            language.say("application-see"),
        ),
    })
}
