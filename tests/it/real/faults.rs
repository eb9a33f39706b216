//! A disk that fails: the exchange stops, and has told nobody what the disk does not hold.

use std::thread;

use super::acknowledged::{Acknowledged, Bid, check_journal, check_receipts};
use super::http::{Connection, Lost};
use super::people::{key, token};
use super::script::{Lot, script};
use super::started::{Start, Started, verified};
use super::traced::{Attached, under_failing};

/// The failing call is each of the first so many.
const CALLS: u32 = 50;
/// Each bids on a lot of his own.
const CLIENTS: u64 = 8;
/// Each client signs in under so many names, since a party may only bid so fast.
const NAMES_EACH: u64 = 2;
/// The code with which the program ends when the outside world failed.
const WORLD_FAILED: Option<i32> = Some(3);

fn start_in(folder: &tempfile::TempDir) -> Start {
    let lots = (0..CLIENTS).map(|_| Lot::opens("-10s").free("3h"));
    let bidders = usize::try_from(CLIENTS * NAMES_EACH).unwrap();
    Start::new(folder.path(), &script(lots), bidders)
}

/// A client and all he knows, through all restarts.
struct Client {
    number: u64,
    bid_count: u64,
    acknowledged: Vec<Acknowledged>,
    unanswered: Option<Bid>,
}

impl Client {
    fn new(number: u64) -> Self {
        Self { number, bid_count: 0, acknowledged: Vec::new(), unanswered: None }
    }

    /// Sends again what was not answered, and otherwise bids once.
    fn bid(&mut self, connection: &mut Connection, tokens: &[String]) -> Result<(), ()> {
        let bid = self.unanswered.take().unwrap_or_else(|| {
            self.bid_count += 1;
            let number = self.bid_count;
            let name = self.number * NAMES_EACH + 1 + number % NAMES_EACH;
            let key = key((self.number << 32) | number);
            Bid { name, lot: self.number + 1, amount: 99 + number, key }
        });
        let place = usize::try_from((bid.name - 1) % NAMES_EACH).unwrap();
        match bid.send(connection, &tokens[place]) {
            Ok(answer) if answer.status == 503 => {
                assert!(matches!(answer.problem().as_str(), "unknown" | "stopping"));
                self.unanswered = Some(bid);
                Err(())
            }
            Ok(answer) => {
                let known = Acknowledged::new(bid, &answer);
                assert!(known.is_accepted, "{known:?}");
                self.acknowledged.push(known);
                Ok(())
            }
            Err(Lost::Unanswered(_) | Lost::Unsent) => {
                self.unanswered = Some(bid);
                Err(())
            }
        }
    }

    fn sign_in(&self, demo: &Started) -> (Connection, Vec<String>) {
        let mut connection = demo.connect();
        let names = (1..=NAMES_EACH).map(|place| self.number * NAMES_EACH + place);
        let tokens = names.map(|name| token(&mut connection, &format!("load{name}")).unwrap());
        let tokens = tokens.collect();
        (connection, tokens)
    }
}

/// Attaches to the journal's thread once it has answered, and bids until it fails.
fn fail_at(start: &Start, clients: &mut [Client], call: &str, error: &str, nth: u32) {
    let demo = start.start();
    let mut signed_in: Vec<_> = clients.iter().map(|client| client.sign_in(&demo)).collect();
    for (client, (connection, tokens)) in clients.iter_mut().zip(&mut signed_in) {
        client.bid(connection, tokens).expect("the first bid is answered");
    }
    let known: usize = clients.iter().map(|client| client.acknowledged.len()).sum();
    let attached = Attached::fail(demo.thread("journal"), call, error, nth);
    thread::scope(|scope| {
        for (client, (connection, tokens)) in clients.iter_mut().zip(&mut signed_in) {
            scope.spawn(move || while client.bid(connection, tokens).is_ok() {});
        }
    });
    let ended = demo.wait();
    attached.wait();
    assert_eq!(ended.code, WORLD_FAILED, "{call} {nth}: {ended:?}");
    assert!(ended.told.contains("stops at once"), "{call} {nth}: {ended:?}");
    if clients.len() == 1 {
        let answered = clients[0].acknowledged.len() - known;
        // One bid, one write, one sync: what failed was not answered, all before it was.
        assert_eq!(u32::try_from(answered), Ok(nth - 1), "{call} {nth}");
    }
}

fn check(start: &Start, clients: &[Client]) {
    let acknowledged: Vec<_> = clients.iter().flat_map(|client| &client.acknowledged).collect();
    check_journal(&start.dir, &acknowledged);
    check_receipts(&start.dir, &acknowledged);
}

#[test]
fn a_sync_that_fails_stops_the_exchange_before_a_false_answer() {
    let folder = tempfile::tempdir().unwrap();
    let start = start_in(&folder);
    let mut clients = [Client::new(0)];
    for nth in 1..=CALLS {
        fail_at(&start, &mut clients, "fdatasync", "EIO", nth);
        check(&start, &clients);
    }
}

#[test]
fn a_write_that_fails_stops_the_exchange_before_a_false_answer() {
    let folder = tempfile::tempdir().unwrap();
    let start = start_in(&folder);
    let mut clients = [Client::new(0)];
    for nth in 1..=CALLS {
        let error = if nth % 2 == 0 { "ENOSPC" } else { "EIO" };
        fail_at(&start, &mut clients, "pwrite64", error, nth);
        check(&start, &clients);
    }
}

#[test]
fn a_failing_disk_stops_the_exchange_among_many_who_wait() {
    let folder = tempfile::tempdir().unwrap();
    let start = start_in(&folder);
    let mut clients: Vec<Client> = (0..CLIENTS).map(Client::new).collect();
    for (call, error, nth) in [
        ("fdatasync", "EIO", 1),
        ("pwrite64", "ENOSPC", 1),
        ("fdatasync", "EIO", 5),
        ("pwrite64", "EIO", 17),
        ("fdatasync", "ENOSPC", 31),
    ] {
        fail_at(&start, &mut clients, call, error, nth);
        check(&start, &clients);
    }
}

#[test]
fn a_disk_that_fails_while_the_exchange_starts_stops_it_and_spoils_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let start = start_in(&folder);
    let fails = |call, error, nth| {
        let under = under_failing(call, error, nth);
        let ended = Start { under, ..start.clone() }.run();
        assert_eq!(ended.code, WORLD_FAILED, "{call} {nth}: {ended:?}");
        assert!(ended.told.contains("gavel: "), "{call} {nth}: {ended:?}");
    };
    // While the past is made: the first segment, its header, its place.
    fails("pwrite64", "ENOSPC", 1);
    fails("fdatasync", "EIO", 1);
    fails("fsync", "EIO", 2);
    fails("pwrite64", "ENOSPC", 17);
    fails("fdatasync", "EIO", 2);
    fails("rename", "EIO", 1);
    assert!(!start.dir.join("journal").exists(), "no half of a past is in place");
    let mut client = Client::new(0);
    let demo = start.start();
    let (mut connection, tokens) = client.sign_in(&demo);
    client.bid(&mut connection, &tokens).unwrap();
    demo.kill();
    // While the journal is opened again: the header, the tail, their sync, that of the folder.
    fails("pwrite64", "EIO", 1);
    fails("pwrite64", "ENOSPC", 2);
    fails("fdatasync", "EIO", 1);
    fails("fsync", "EIO", 2);
    let demo = start.start();
    let (mut connection, tokens) = client.sign_in(&demo);
    client.bid(&mut connection, &tokens).unwrap();
    assert_eq!(demo.stop().code, Some(0));
    check(&start, &[client]);
    verified(&start.dir, &[]);
}
