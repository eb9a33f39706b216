//! What an act led to, told once on the page that comes next.

use lexicon::Sequence;
use serde::{Deserialize, Serialize};

use super::{Reader, say_money};
use crate::language::Language;
use crate::sessions::{Notice, token_digest};
use crate::signed_in::SignedIn;
use crate::state::WebState;

/// What is left for the next page: a phrase behind `told-`, what it is about, and the receipt.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Left {
    key: String,
    number: u64,
    sequence: u64,
}

/// Leaves word of an act; what was done stands even where no word can be left.
pub(super) async fn leave(
    state: &WebState,
    who: &SignedIn,
    key: &'static str,
    number: u64,
    sequence: Sequence,
) {
    let left = Left { key: key.to_owned(), number, sequence: sequence.0 };
    let Ok(body) = serde_json::to_string(&left) else { return };
    let desk = state.accounts.desk();
    if let Err(error) = desk.leave_notice(token_digest(&who.token), &body).await {
        tracing::warn!(%error, "left no notice");
    }
}

/// Takes the word that was left for this session.
pub(super) async fn take(state: &WebState, reader: &Reader) -> Option<String> {
    let who = reader.signed_in.as_ref()?;
    let language = reader.language;
    if let Some(notice) = state.accounts.take_notice(&who.token) {
        return Some(say_notice(notice, language));
    }
    let taken = state.accounts.desk().take_notice(token_digest(&who.token)).await;
    let taken = taken.inspect_err(|error| tracing::warn!(%error, "took no notice"));
    say(&taken.ok()??, language)
}

fn say(body: &str, language: Language) -> Option<String> {
    let left: Left = serde_json::from_str(body).ok()?;
    let (number, sequence) = (left.number.to_string(), left.sequence.to_string());
    let values = [("number", number.as_str()), ("sequence", sequence.as_str())];
    Some(language.say_with(&format!("told-{}", left.key), &values))
}

pub(super) fn say_notice(notice: Notice, language: Language) -> String {
    let proposed = |key, number: String, sequence: Sequence| {
        let sequence = sequence.to_string();
        language.say_with(key, &[("number", &number), ("sequence", &sequence)])
    };
    match notice {
        Notice::BidStands { sequence, amount, .. } => {
            let (amount, sequence) = (say_money(amount), sequence.to_string());
            language.say_with("notice-bid", &[("amount", &amount), ("sequence", &sequence)])
        }
        Notice::CeilingStands { sequence, .. } => {
            language.say_with("notice-ceiling", &[("sequence", &sequence.to_string())])
        }
        Notice::Proposed { proposal, sequence } => {
            proposed("notice-proposed", proposal.to_string(), sequence)
        }
        Notice::Approved { proposal, sequence } => {
            proposed("notice-approved", proposal.to_string(), sequence)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_names_its_receipt_in_both_languages() {
        let left = Left { key: "listing-submitted".to_owned(), number: 4, sequence: 1_234 };
        let body = serde_json::to_string(&left).unwrap();
        for language in [Language::Chinese, Language::English] {
            let said = say(&body, language).unwrap();
            assert!(said.contains('4') && said.contains("1234"), "{said}");
        }
        assert_eq!(say("{}", Language::Chinese), None);
    }
}
