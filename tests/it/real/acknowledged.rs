//! Bids, what was answered to them, and whether the journal agrees.

use std::collections::HashMap;
use std::path::Path;

use exchange::{Command, Outcome};
use lexicon::{PartyId, RequestId};

use super::http::{Answer, Connection, Lost};
use super::journaled::{self, Restarts};
use super::people::{Receipt, bid_as, load_party, yuan};
use super::started::verified;

/// How many receipts one command line holds.
const RECEIPTS_PER_RUN: usize = 8_000;

/// A bid of `load{name}`, as he means it.
#[derive(Debug, Clone)]
pub(crate) struct Bid {
    pub(crate) name: u64,
    pub(crate) lot: u64,
    /// In whole yuan.
    pub(crate) amount: u64,
    pub(crate) key: String,
}

/// A bid and what was answered to it.
#[derive(Debug, Clone)]
pub(crate) struct Acknowledged {
    pub(crate) bid: Bid,
    pub(crate) is_accepted: bool,
    pub(crate) receipt: Receipt,
}

impl Bid {
    pub(crate) fn send(&self, connection: &mut Connection, token: &str) -> Result<Answer, Lost> {
        bid_as(connection, token, self.lot, &yuan(self.amount), &self.key)
    }
}

impl Acknowledged {
    /// Takes an answer, which must be that of an entry.
    pub(crate) fn new(bid: Bid, answer: &Answer) -> Self {
        assert!(matches!(answer.status, 201 | 409 | 422), "{bid:?}: {answer:?}");
        let receipt = Receipt::of(answer).unwrap_or_else(|| panic!("{bid:?}: {answer:?}"));
        let is_accepted = answer.status == 201;
        if is_accepted {
            let document = answer.json();
            assert_eq!(document["lot"], bid.lot);
            assert_eq!(document["amount"], yuan(bid.amount));
        }
        Self { bid, is_accepted, receipt }
    }
}

/// Reads the whole journal: each receipt stands in it as it was answered, each answer is of an
/// entry of its own, no id was ruled on twice, and exactly the lots that restarts found in their
/// last window were interrupted.
pub(crate) fn check_journal(dir: &Path, acknowledged: &[&Acknowledged]) -> Restarts {
    let mut sought: HashMap<u64, &Acknowledged> = HashMap::new();
    for known in acknowledged {
        let other = sought.insert(known.receipt.sequence, known);
        assert!(other.is_none(), "one entry for {other:?} and {known:?}");
    }
    let mut ids: HashMap<(PartyId, RequestId), u64> = HashMap::new();
    let mut restarts = Restarts::default();
    journaled::read(dir, &mut |header, decided, hash| {
        restarts.take(header, decided);
        let id = (decided.actor.party, decided.request.request_id);
        let before = ids.insert(id, header.sequence.0);
        assert!(before.is_none(), "{id:?} is ruled on at {before:?} and {}", header.sequence);
        let Some(known) = sought.remove(&header.sequence.0) else { return };
        assert_eq!(hash.to_string(), known.receipt.hash, "{known:?}");
        assert_eq!(id.0, PartyId(load_party(known.bid.name)), "{known:?}");
        assert_eq!(id.1.to_string(), known.bid.key, "{known:?}");
        let Command::PlaceBid { lot, amount, .. } = decided.request.command else {
            panic!("{known:?} stands in the journal as {decided:?}");
        };
        assert_eq!((lot.0, amount.to_string()), (known.bid.lot, yuan(known.bid.amount)));
        let is_accepted = matches!(decided.outcome, Outcome::Accepted(_));
        assert_eq!(is_accepted, known.is_accepted, "{known:?}");
    });
    restarts.check();
    assert!(sought.is_empty(), "not in the journal: {sought:?}");
    restarts
}

/// Proves the journal with every receipt, as far as a command line is long.
pub(crate) fn check_receipts(dir: &Path, acknowledged: &[&Acknowledged]) {
    let receipts: Vec<String> = acknowledged.iter().map(|it| it.receipt.argument()).collect();
    let mut proved = 0;
    for some in receipts.chunks(RECEIPTS_PER_RUN) {
        let report = verified(dir, some);
        proved += usize::try_from(report["receipts"].as_u64().unwrap()).unwrap();
    }
    assert_eq!(proved, receipts.len());
}
