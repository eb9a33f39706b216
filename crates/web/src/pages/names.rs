//! Names of parties, for those who may see them.

use lexicon::PartyId;

use crate::language::Language;
use crate::problem::Problem;
use crate::state::WebState;

/// The name that stands in a contract; a word for it where it was erased or the party is of a
/// demonstration and has none.
pub(super) async fn of(
    state: &WebState,
    party: PartyId,
    language: Language,
) -> Result<String, Problem> {
    let unknown = || language.say_with("name-unknown", &[("party", &party.to_string())]);
    let Some(row) = state.reader.party(party).await? else { return Ok(unknown()) };
    let profile = state.vault.profile(row.profile).await?;
    Ok(profile.map_or_else(unknown, |profile| profile.legal_name.reveal().clone()))
}
