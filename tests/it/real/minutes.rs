//! Minutes of bidding on the demonstration's own lots, and the proof of their journal.

use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::chance::Chance;
use super::http::Connection;
use super::people::{Receipt, bid_as, key, token};
use super::started::{Program, Start, get, verified};

/// Bidders beside those of the demonstration itself.
const BIDDERS: usize = 16;
/// How long each of them thinks at the most.
const THINKING_MS: u64 = 100;
/// How many bids a second are accepted at the least.
const ACCEPTED_PER_SECOND_MIN: usize = 5;
/// How many of each bidder's receipts are proved.
const RECEIPTS_EACH: usize = 200;

#[test]
fn the_journal_of_a_minute_of_bidding_is_proved() {
    prove_after(Duration::from_mins(1));
}

/// Lets everybody bid for so long, and proves the journal.
pub(crate) fn prove_after(length: Duration) {
    let folder = tempfile::tempdir().unwrap();
    let start = Start::of(Program::Demo { script: None, bidders: BIDDERS }, folder.path());
    let demo = start.start();
    let (address, until) = (demo.address(), Instant::now() + length);
    let bidding: Vec<_> =
        (1..=BIDDERS).map(|number| thread::spawn(move || bid(address, number, until))).collect();
    let told: Vec<Told> = bidding.into_iter().map(|bidder| bidder.join().unwrap()).collect();
    assert_eq!(demo.stop().code, Some(0));
    let newest = |told: &Told| told.receipts.iter().rev().take(RECEIPTS_EACH).cloned().collect();
    let receipts: Vec<String> = told.iter().flat_map::<Vec<String>, _>(newest).collect();
    let report = verified(&start.dir, &receipts);
    assert_eq!(report["faults"].as_array().map(Vec::len), Some(0), "{report}");
    assert_eq!(report["receipts"], receipts.len(), "{report}");
    let ruled: usize = told.iter().map(|told| told.receipts.len()).sum();
    let accepted: usize = told.iter().map(|told| told.accepted).sum();
    eprintln!("{ruled} bids in {length:?}, {accepted} of them accepted; {}", report["entries"]);
    assert!(report["entries"].as_u64() >= u64::try_from(ruled).ok(), "{report}");
    assert!(accepted < ruled, "nobody is refused");
    let wanted = ACCEPTED_PER_SECOND_MIN * usize::try_from(length.as_secs()).unwrap();
    assert!(accepted >= wanted, "{accepted} accepted bids of {ruled}");
}

/// What was answered to a bidder.
#[derive(Default)]
struct Told {
    receipts: Vec<String>,
    accepted: usize,
}

/// Bids what is asked for, on any lot that is open, and now and then too little.
fn bid(address: SocketAddr, number: usize, until: Instant) -> Told {
    let mut connection = Connection::open(address).unwrap();
    let token = token(&mut connection, &format!("load{number}")).unwrap();
    let mut chance = Chance::new(u64::try_from(number).unwrap());
    let mut told = Told::default();
    let mut count = 0;
    while Instant::now() < until {
        thread::sleep(Duration::from_millis(chance.below(THINKING_MS)));
        let page = get(&mut connection, "/api/v1/lots?limit=200");
        let is_open =
            |lot: &&Value| matches!(lot["state"].as_str(), Some("free-bidding" | "timed-bidding"));
        let open: Vec<&Value> = page["lots"].as_array().unwrap().iter().filter(is_open).collect();
        let place = chance.below(u64::try_from(open.len()).unwrap());
        let lot = open[usize::try_from(place).unwrap()];
        let field = if chance.below(10) == 0 { "increment" } else { "least_bid" };
        let amount = lot[field].as_str().unwrap_or_else(|| panic!("no {field}: {lot}"));
        count += 1;
        let number = lot["lot"].as_u64().unwrap();
        let answer = bid_as(&mut connection, &token, number, amount, &key(count)).unwrap();
        assert!(answer.status < 500, "{answer:?}");
        told.accepted += usize::from(answer.status == 201);
        told.receipts.extend(Receipt::of(&answer).map(|receipt| receipt.argument()));
    }
    told
}
