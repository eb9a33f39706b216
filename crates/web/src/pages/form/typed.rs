//! What came back of a form.

use std::collections::BTreeSet;

use lexicon::{Moment, Money, RequestId};
use serde::Deserialize;

use super::{Fault, REQUEST_ID, at};
use crate::body;
use crate::problem::{Cause, Wanted};

/// What came back of a form, by the names of its fields, as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(crate) struct Typed(Vec<(String, String)>);

impl Typed {
    #[cfg(test)]
    pub(in crate::pages) fn of(pairs: &[(&str, &str)]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect())
    }

    pub(in crate::pages) fn add(&mut self, name: String, value: String) {
        self.0.push((name, value));
    }

    /// Puts a field's value in place of what was typed.
    pub(in crate::pages) fn set(&mut self, name: &str, value: String) {
        self.remove(name);
        self.add(name.to_owned(), value);
    }

    pub(in crate::pages) fn remove(&mut self, name: &str) {
        self.0.retain(|(key, _)| key != name);
    }

    /// Refuses names that the form does not have, or that come twice.
    pub(crate) fn allow(&self, known: &[&str]) -> Result<(), Cause> {
        let mut seen = BTreeSet::new();
        for (name, _) in &self.0 {
            let is_known = name == REQUEST_ID || known.contains(&name.as_str());
            if !is_known || !seen.insert(name) {
                let shown: String = name.chars().filter(|it| !it.is_control()).take(40).collect();
                let reason = format!("unexpected field `{shown}`");
                return Err(Cause::UnacceptableContent { reason });
            }
        }
        Ok(())
    }

    /// What a field holds as it was typed; none where it did not come.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What a field holds, without the space around it; nothing where it did not come.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.given(name).unwrap_or_default().trim()
    }

    pub(crate) fn request_id(&self) -> Result<RequestId, Cause> {
        self.text(REQUEST_ID).parse().map_err(|_| Cause::RequestIdMalformed)
    }

    /// An amount; readers copy amounts with the groups that pages print.
    pub(crate) fn amount(&self, name: &'static str) -> Result<Money, Fault> {
        body::amount(name, &self.text(name).replace([',', '，'], "")).map_err(at(name))
    }

    /// A moment of China's time, as a field sends it: with or without seconds, without offset.
    pub(crate) fn moment(&self, name: &'static str) -> Result<Moment, Fault> {
        let text = self.text(name);
        let seconds = if text.len() == "2026-07-01T09:30".len() { ":00" } else { "" };
        body::moment(name, &format!("{text}{seconds}+08:00")).map_err(at(name))
    }

    /// A whole number from 1 to this.
    pub(crate) fn count(&self, name: &'static str, most: u64) -> Result<u64, Fault> {
        let text = self.text(name);
        let is_plain = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
        let count = text.parse().ok().filter(|count| is_plain && (1..=most).contains(count));
        let wanted = Cause::UnacceptableField { field: name, wanted: Wanted::Number };
        count.ok_or_else(|| at(name)(wanted))
    }
}
