//! Two hundred at once on one lot, of the real thing on either engine.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::acknowledged::{Acknowledged, Bid, check_journal, check_receipts};
use super::chance::Chance;
use super::http::{Connection, Request};
use super::installation::{Engine, Installation, load_names, sign_in_all};
use super::people::{Receipt, key, yuan};
use super::road::{Planned, Wish, admit, disclose};
use super::started::{Started, get};

const CLIENTS: u64 = 200;
const NAMES_EACH: u64 = 2;
const BIDS_EACH: u64 = 110;
const BIDS_MIN: usize = 20_000;
/// How many of a hundred bids are accepted, and between which shares the refused are.
const ACCEPTED_SHARE: u64 = 30;
const THINKING_MS: u64 = 120;
const REFUSED_SHARE_MIN: usize = 65;
const REFUSED_SHARE_MAX: usize = 75;
/// When the lot opens after the beginning of its road; applying for it takes less.
const OPENS: Duration = Duration::from_secs(20);
const LIVE: &str = "/api/v1/lots/1/live";

/// What everybody knows.
struct Market {
    /// The highest amount that anybody means to bid.
    aimed: AtomicU64,
    /// The highest amount that was answered as accepted, and the highest sequence of an answer.
    accepted: AtomicU64,
    answered: AtomicU64,
    /// How many were answered, and how many of them were accepted.
    answered_count: AtomicU64,
    accepted_count: AtomicU64,
    is_over: AtomicBool,
}

impl Market {
    fn new() -> Self {
        Self {
            aimed: AtomicU64::new(1_000),
            accepted: AtomicU64::new(0),
            answered: AtomicU64::new(0),
            answered_count: AtomicU64::new(0),
            accepted_count: AtomicU64::new(0),
            is_over: AtomicBool::new(false),
        }
    }

    /// Aims at the next price while less than their share are accepted, else bids too little.
    /// Whoever aims thinks first, for of two who aim at once the lower may come too late.
    fn amount(&self, chance: &mut Chance) -> u64 {
        let answered = self.answered_count.load(Ordering::SeqCst);
        let accepted = self.accepted_count.load(Ordering::SeqCst);
        if accepted * 100 <= answered * ACCEPTED_SHARE {
            thread::sleep(Duration::from_millis(chance.below(THINKING_MS)));
            self.aimed.fetch_add(1, Ordering::SeqCst)
        } else {
            100 + chance.below(800)
        }
    }

    fn note(&self, known: &Acknowledged) {
        self.answered.fetch_max(known.receipt.sequence, Ordering::SeqCst);
        self.answered_count.fetch_add(1, Ordering::SeqCst);
        if known.is_accepted {
            self.accepted.fetch_max(known.bid.amount, Ordering::SeqCst);
            self.accepted_count.fetch_add(1, Ordering::SeqCst);
        }
    }
}

/// An event of a live stream.
#[derive(Debug)]
struct Event {
    id: u64,
    document: Value,
}

#[test]
fn two_hundred_bid_at_once_and_everybody_sees_one_truth() {
    bid_at_once(Engine::Sqlite);
}

#[test]
fn two_hundred_bid_at_once_with_postgres_behind() {
    bid_at_once(Engine::Postgres);
}

/// Makes the accounts and the lot, lets everybody be admitted, and waits until bidding is open.
fn open_market(installation: &Installation) -> (Started, Vec<String>) {
    let count = CLIENTS * NAMES_EACH;
    installation.register(count);
    let gavel = installation.start.start();
    let tokens = sign_in_all(gavel.address(), &load_names(count));
    disclose(gavel.address(), &[Planned { opens: OPENS, free: 3_600 }]);
    let wishes: Vec<Wish> = (0..tokens.len()).map(|bidder| Wish { bidder, lot: 1 }).collect();
    admit(gavel.address(), &tokens, &wishes);
    gavel.await_state(1, "free-bidding", OPENS);
    (gavel, tokens)
}

fn bid_at_once(engine: Engine) {
    let installation = Installation::new(engine);
    let (gavel, tokens) = open_market(&installation);
    let each = usize::try_from(NAMES_EACH).unwrap();
    let market = Market::new();
    let began = Instant::now();
    let (acknowledged, watched) = thread::scope(|scope| {
        let watchers = [(); 2].map(|()| scope.spawn(|| watch(&gavel, &market)));
        let clients: Vec<_> = (0..CLIENTS)
            .zip(tokens.chunks(each))
            .map(|(number, tokens)| {
                scope.spawn({
                    let (gavel, market) = (&gavel, &market);
                    move || bid(gavel, market, (number, tokens))
                })
            })
            .collect();
        let joined = clients.into_iter().map(|client| client.join().unwrap());
        let acknowledged: Vec<Vec<Acknowledged>> = joined.collect();
        market.is_over.store(true, Ordering::SeqCst);
        (acknowledged, watchers.map(|watcher| watcher.join().unwrap()))
    });
    let took = began.elapsed();
    let acknowledged: Vec<&Acknowledged> = acknowledged.iter().flatten().collect();
    let history = history(&gavel);
    check_history(&history, &acknowledged);
    for events in &watched {
        check_events(events, &history);
    }
    assert_eq!(gavel.stop().code, Some(0));
    let dir = &installation.start.dir;
    check_journal(dir, &acknowledged);
    check_receipts(dir, &acknowledged);
    let refused = acknowledged.len() - history.len();
    eprintln!(
        "{engine:?}: {} bids of {CLIENTS} clients in {took:?}, {refused} refused; {:?} events were \
         watched",
        acknowledged.len(),
        watched.map(|events| events.len()),
    );
    assert!(acknowledged.len() >= BIDS_MIN, "{} bids", acknowledged.len());
    let share = refused * 100 / acknowledged.len();
    assert!((REFUSED_SHARE_MIN..=REFUSED_SHARE_MAX).contains(&share), "{share} % are refused");
}

/// Bids, mostly too little, asks some things again, and looks at the price.
fn bid(gavel: &Started, market: &Market, (number, tokens): (u64, &[String])) -> Vec<Acknowledged> {
    let mut connection = gavel.connect();
    let mut reader = gavel.connect();
    let mut chance = Chance::new(number);
    let mut acknowledged = Vec::new();
    for count in 0..BIDS_EACH {
        let place = count % NAMES_EACH;
        let amount = market.amount(&mut chance);
        let key = key((number << 32) | count);
        let bid = Bid { name: number * NAMES_EACH + 1 + place, lot: 1, amount, key };
        let token = &tokens[usize::try_from(place).unwrap()];
        let answer = bid.send(&mut connection, token).unwrap();
        assert!(!answer.is_replayed(), "{bid:?}: {answer:?}");
        if chance.below(20) == 0 {
            let again = bid.send(&mut connection, token).unwrap();
            assert!(again.is_replayed(), "{bid:?}: {again:?}");
            assert_eq!((again.status, again.json()), (answer.status, answer.json()));
        }
        let known = Acknowledged::new(bid, &answer);
        market.note(&known);
        acknowledged.push(known);
        if chance.below(4) == 0 {
            look(&mut reader, market);
        }
    }
    acknowledged
}

/// A price that is read now is no older than any answer that anybody had before.
fn look(reader: &mut Connection, market: &Market) {
    let accepted = market.accepted.load(Ordering::SeqCst);
    let answered = market.answered.load(Ordering::SeqCst);
    let request = Request { method: "GET", path: "/api/v1/lots/1", headers: &[], body: b"" };
    let answer = reader.ask(&request).unwrap();
    let lot = answer.json();
    if accepted > 0 {
        let price = lot["leading_price"].as_str().unwrap();
        assert!(whole_yuan(price) >= accepted, "{price} is older than {accepted}");
    }
    let sequence: u64 = answer.header("gavel-sequence").unwrap().parse().unwrap();
    assert!(sequence >= answered, "{sequence} is older than {answered}");
}

fn whole_yuan(text: &str) -> u64 {
    text.strip_suffix(".00").unwrap().parse().unwrap()
}

/// Watches the live stream until it tells of the last bid.
fn watch(gavel: &Started, market: &Market) -> Vec<Event> {
    let mut connection = gavel.connect();
    connection.send(&Request { method: "GET", path: LIVE, headers: &[], body: b"" }).unwrap();
    assert_eq!(connection.receive_head().unwrap().0, 200);
    let mut events = Vec::new();
    let mut text = String::new();
    let until = Instant::now() + Duration::from_mins(5);
    loop {
        assert!(Instant::now() < until, "the stream does not come to the last bid");
        text.push_str(std::str::from_utf8(&connection.chunk().unwrap().unwrap()).unwrap());
        while let Some((event, rest)) = text.split_once("\n\n") {
            events.extend(read_event(event));
            text = rest.to_owned();
        }
        let Some(last) = events.last() else { continue };
        if market.is_over.load(Ordering::SeqCst) {
            let lot = gavel.lot(1);
            if last.document["bid_count"] == lot["bid_count"] {
                return events;
            }
        }
    }
}

/// An event; none where there is only a remark.
fn read_event(text: &str) -> Option<Event> {
    let fields: BTreeMap<&str, &str> =
        text.lines().filter_map(|line| line.split_once(": ")).collect();
    let document = serde_json::from_str(fields.get("data")?).unwrap();
    Some(Event { id: fields["id"].parse().unwrap(), document })
}

fn history(gavel: &Started) -> Vec<Value> {
    let mut connection = gavel.connect();
    let mut lines = Vec::new();
    let mut after = Some(0);
    while let Some(place) = after {
        let page = get(&mut connection, &format!("/api/v1/lots/1/bids?after={place}&limit=1000"));
        lines.extend(page["bids"].as_array().unwrap().iter().cloned());
        after = page["next"].as_u64();
    }
    lines
}

/// Prices strictly rise with the sequence, and each accepted bid is one line.
fn check_history(history: &[Value], acknowledged: &[&Acknowledged]) {
    let price = |line: &Value| whole_yuan(line["amount"].as_str().unwrap());
    for (one, next) in history.iter().zip(&history[1..]) {
        assert!(one["sequence"].as_u64() < next["sequence"].as_u64(), "{one} {next}");
        assert!(price(one) < price(next), "{one} {next}");
    }
    let lines: HashMap<u64, &Value> =
        history.iter().map(|line| (line["sequence"].as_u64().unwrap(), line)).collect();
    let accepted = acknowledged.iter().filter(|it| it.is_accepted);
    let mut count = 0;
    for known in accepted {
        let Receipt { sequence, .. } = known.receipt;
        assert_eq!(lines[&sequence]["amount"], yuan(known.bid.amount), "{known:?}");
        count += 1;
    }
    assert_eq!(count, history.len(), "each accepted bid has one line and no other has one");
}

/// Each event tells of every bid since the one before, or of the newest of them and says that there
/// are more; what it shows is a price that the lot had, and the last is the final one.
fn check_events(events: &[Event], history: &[Value]) {
    let places: HashMap<u64, usize> = (0..)
        .zip(history)
        .map(|(place, line)| (line["sequence"].as_u64().unwrap(), place))
        .collect();
    let (mut told, mut may_skip, mut last_id, mut last_count) = (0, true, 0, 0);
    for Event { id, document } in events {
        assert!(*id >= last_id, "ids go back: {document}");
        last_id = *id;
        let count = document["bid_count"].as_u64().unwrap();
        assert!(count >= last_count, "the count goes back: {document}");
        last_count = count;
        if let Some(line) = usize::try_from(count).unwrap().checked_sub(1) {
            assert_eq!(document["leading_price"], history[line]["amount"], "{document}");
        }
        // It tells the newest, and says where there are more in front of them.
        may_skip |= document["more"] == true;
        for line in document["bids"].as_array().unwrap() {
            let place = places[&line["sequence"].as_u64().unwrap()];
            assert_eq!(*line, history[place]);
            // What a snapshot has told may be told again, and changes nothing.
            if place >= told {
                assert!(may_skip || place == told, "bids before {line} are not told: {document}");
                (told, may_skip) = (place + 1, false);
            }
        }
        assert!(u64::try_from(told).unwrap() >= count, "what it counts it has told: {document}");
        may_skip = false;
    }
    assert_eq!(usize::try_from(last_count), Ok(history.len()));
}
