//! What a rehearsal shows.

use std::collections::BTreeMap;

use serde::Serialize;

/// What a rehearsal shows, in sum and for each lot.
#[derive(Debug, Serialize)]
pub(crate) struct Figures {
    pub(crate) lots: usize,
    pub(crate) bids: usize,
    pub(crate) accepted: usize,
    pub(crate) refused: BTreeMap<&'static str, usize>,
    pub(crate) sold: usize,
    pub(crate) unsold: usize,
    pub(crate) total_price: String,
    /// Among the lots with two or more bidders in the file: how many came to the recorded price.
    pub(crate) price_matches: usize,
    pub(crate) price_compared: usize,
    pub(crate) entries: u64,
    pub(crate) state_digest: String,
    pub(crate) lots_detail: Vec<LotFigures>,
}

/// What a rehearsal shows for one lot.
#[derive(Debug, Serialize)]
pub(crate) struct LotFigures {
    pub(crate) lot: u64,
    pub(crate) auction: String,
    pub(crate) bidders: usize,
    pub(crate) bids: usize,
    pub(crate) accepted: usize,
    pub(crate) refused: BTreeMap<&'static str, usize>,
    pub(crate) starting_price: String,
    /// None where the lot was not sold.
    pub(crate) final_price: Option<String>,
    pub(crate) recorded_price: String,
}

impl Figures {
    /// A table for people: a line for each lot, then the sums.
    pub(crate) fn table(&self) -> String {
        let mut lines = vec![format!(
            "{:>6}  {:<12}  {:>7}  {:>5}  {:>8}  {:>7}  {:>12}  {:>12}",
            "lot", "auction", "bidders", "bids", "accepted", "refused", "final price", "recorded"
        )];
        for lot in &self.lots_detail {
            let price = lot.final_price.as_deref().unwrap_or("unsold");
            let refused: usize = lot.refused.values().sum();
            lines.push(format!(
                "{:>6}  {:<12}  {:>7}  {:>5}  {:>8}  {refused:>7}  {price:>12}  {:>12}",
                lot.lot, lot.auction, lot.bidders, lot.bids, lot.accepted, lot.recorded_price
            ));
        }
        lines.push(String::new());
        lines.push(format!("lots {}, bids {}, accepted {}", self.lots, self.bids, self.accepted));
        for (reason, count) in &self.refused {
            lines.push(format!("refused {reason} {count}"));
        }
        lines.push(format!(
            "sold {}, unsold {}, total price {}",
            self.sold, self.unsold, self.total_price
        ));
        lines.push(format!(
            "price as recorded in {} of {} lots with two or more bidders",
            self.price_matches, self.price_compared
        ));
        lines.push(format!("entries {}, state digest {}", self.entries, self.state_digest));
        lines.push(String::new());
        lines.join("\n")
    }
}
