//! Kills at random moments under load: nothing acknowledged is lost, nothing asked again happens
//! twice, and no lot is decided in whose last window the exchange was away.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use lexicon::{LotId, Moment};
use serde_json::Value;

use super::acknowledged::{Acknowledged, Bid, check_journal, check_receipts};
use super::chance::Chance;
use super::demo::{Demo, Start, get};
use super::http::{Answer, Connection, Lost};
use super::people::{Receipt, key, token, yuan};
use super::script::{Lot, script};

const KILLS: usize = 50;
/// More kills than these are made only until the other figures are reached.
const KILLS_MAX: usize = 100;
const KILLS_IN_FLIGHT_MIN: usize = 40;
const KILLS_IN_WINDOW_MIN: usize = 10;
const ACCEPTED_MIN: usize = 20_000;

const CLIENTS: u64 = 32;
const NAMES_EACH: u64 = 4;
/// Lots of one client each, which do not close while the test runs.
const STEADY: u64 = CLIENTS;
/// Lots that open one after the other and close soon: all their time is their last window.
const BRIEF: u64 = 120;
/// When the first of these opens after the start, and how long after it the next, in seconds.
const BRIEF_FIRST: u64 = 5;
const BRIEF_EVERY: u64 = 2;

/// What one client knows, through all kills.
struct Client {
    number: u64,
    chance: Chance,
    bid_count: u64,
    next_price: u64,
    acknowledged: Vec<Acknowledged>,
    /// How many of these have been looked for in the history.
    found_count: usize,
    /// What was sent, when, and not answered.
    unanswered: Vec<(Instant, Bid)>,
}

/// What all clients share.
struct Market {
    began: Instant,
    address: SocketAddr,
    /// Everybody bids as fast as he can.
    is_rush: AtomicBool,
    is_killed: AtomicBool,
    /// The price of each brief lot, as far as anybody has bid.
    prices: Vec<AtomicU64>,
}

/// What a kill hit.
struct Hit {
    lots: Vec<u64>,
    was_in_flight: bool,
}

#[test]
fn fifty_kills_lose_nothing_repeat_nothing_and_award_nothing_they_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let bidders = usize::try_from(CLIENTS * NAMES_EACH).unwrap();
    let start = Start::new(folder.path(), &lots(), bidders);
    let mut chance = Chance::new(20_260_101);
    let mut clients: Vec<Client> = (0..CLIENTS).map(Client::new).collect();
    let mut demo = start.start();
    let mut market = Market::new(demo.address());
    let (mut kills, mut in_flight, mut in_window) = (0, 0, 0);
    let mut hit = Vec::new();
    loop {
        let told = settle(&demo, &mut clients, &market, &hit);
        let is_enough = told >= ACCEPTED_MIN
            && in_flight >= KILLS_IN_FLIGHT_MIN
            && in_window >= KILLS_IN_WINDOW_MIN;
        if kills == KILLS_MAX || (kills >= KILLS && is_enough) {
            break;
        }
        let done = kill_under_load(demo, &mut clients, &market, &mut chance);
        kills += 1;
        in_flight += usize::from(done.was_in_flight);
        in_window += usize::from(!done.lots.is_empty());
        hit.extend(done.lots);
        demo = start.start();
        market.address = demo.address();
    }
    assert_eq!(demo.stop().code, Some(0));
    let acknowledged: Vec<_> = clients.iter().flat_map(|client| &client.acknowledged).collect();
    let restarts = check_journal(&start.dir, &acknowledged);
    assert_eq!(usize::try_from(restarts.count), Ok(kills));
    assert!(hit.iter().all(|lot| restarts.interrupted.contains(&LotId(*lot))), "{hit:?}");
    check_receipts(&start.dir, &acknowledged);
    let accepted = accepted_count(&clients);
    eprintln!(
        "{kills} kills, {in_flight} with a request in flight, {in_window} in a last window; \
         {} bids acknowledged, {accepted} of them accepted; {} lots interrupted, {} closed; \
         {} restarts interrupted none; {:?}",
        acknowledged.len(),
        restarts.interrupted.len(),
        restarts.closed.len(),
        restarts.harmless,
        market.began.elapsed()
    );
    assert!(in_flight >= KILLS_IN_FLIGHT_MIN, "{in_flight} kills with a request in flight");
    assert!(in_window >= KILLS_IN_WINDOW_MIN, "{in_window} kills in a last window");
    assert!(accepted >= ACCEPTED_MIN, "{accepted} accepted bids");
    assert!(restarts.harmless > 0, "each restart interrupted some lot");
}

fn lots() -> String {
    let steady = (0..STEADY).map(|_| Lot::opens("-10s").free("3h"));
    let brief = (0..BRIEF).map(|number| {
        let opens = BRIEF_FIRST + BRIEF_EVERY * number;
        Lot::opens(&format!("{opens}s")).free(if number % 2 == 0 { "8s" } else { "400ms" })
    });
    script(steady.chain(brief))
}

impl Market {
    fn new(address: SocketAddr) -> Self {
        let prices = (0..BRIEF).map(|_| AtomicU64::new(100)).collect();
        let (is_rush, is_killed) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { began: Instant::now(), address, is_rush, is_killed, prices }
    }

    /// A brief lot that opened not long ago.
    fn brief_lot(&self, chance: &mut Chance) -> u64 {
        let seconds = self.began.elapsed().as_secs().saturating_sub(BRIEF_FIRST);
        let newest = (seconds / BRIEF_EVERY).min(BRIEF - 1);
        newest.saturating_sub(chance.below(3))
    }
}

impl Client {
    fn new(number: u64) -> Self {
        Self {
            number,
            chance: Chance::new(number),
            bid_count: 0,
            next_price: 100,
            acknowledged: Vec::new(),
            found_count: 0,
            unanswered: Vec::new(),
        }
    }

    fn bid_until_killed(&mut self, market: &Market) {
        let Ok(mut connection) = Connection::open(market.address) else { return };
        let tokens: Result<Vec<String>, _> =
            self.names().map(|name| token(&mut connection, &format!("load{name}"))).collect();
        let Ok(tokens) = tokens else { return };
        while !market.is_killed.load(Ordering::SeqCst) {
            let pause = Duration::from_millis(self.chance.below(25));
            if !market.is_rush.load(Ordering::SeqCst) {
                thread::sleep(pause);
            }
            let place = self.chance.below(NAMES_EACH);
            let bid = self.next_bid(place, market);
            let token = &tokens[usize::try_from(place).unwrap()];
            match bid.send(&mut connection, token) {
                Ok(answer) => self.note(bid, &answer),
                Err(Lost::Unanswered(sent_at)) => {
                    self.unanswered.push((sent_at, bid));
                    return;
                }
                Err(Lost::Unsent) => return,
            }
        }
    }

    fn names(&self) -> impl Iterator<Item = u64> + use<> {
        let first = self.number * NAMES_EACH + 1;
        first..first + NAMES_EACH
    }

    fn next_bid(&mut self, place: u64, market: &Market) -> Bid {
        self.bid_count += 1;
        let key = key((self.number << 32) | self.bid_count);
        let name = self.number * NAMES_EACH + 1 + place;
        if self.chance.below(4) == 0 {
            let brief = market.brief_lot(&mut self.chance);
            let price = &market.prices[usize::try_from(brief).unwrap()];
            let amount = price.fetch_add(1, Ordering::SeqCst);
            Bid { name, lot: STEADY + 1 + brief, amount, key }
        } else {
            let amount = self.next_price;
            self.next_price += 1;
            Bid { name, lot: self.number + 1, amount, key }
        }
    }

    fn note(&mut self, bid: Bid, answer: &Answer) {
        self.acknowledged.push(Acknowledged::new(bid, answer));
    }

    /// Sends again what was not answered, twice, and some of what was.
    fn ask_again(&mut self, market: &Market) {
        let mut connection = Connection::open(market.address).unwrap();
        let acknowledged = self.acknowledged.iter().rev().take(2).cloned().collect::<Vec<_>>();
        for known in acknowledged {
            let token = token(&mut connection, &format!("load{}", known.bid.name)).unwrap();
            let answer = known.bid.send(&mut connection, &token).unwrap();
            assert!(answer.is_replayed(), "{known:?}: {answer:?}");
            assert_eq!(answer.status == 201, known.is_accepted, "{known:?}: {answer:?}");
            assert_eq!(Receipt::of(&answer), Some(known.receipt));
        }
        for (_, bid) in std::mem::take(&mut self.unanswered) {
            let token = token(&mut connection, &format!("load{}", bid.name)).unwrap();
            let first = bid.send(&mut connection, &token).unwrap();
            let second = bid.send(&mut connection, &token).unwrap();
            assert!(second.is_replayed(), "{bid:?}: {second:?}");
            assert_eq!((first.status, first.json()), (second.status, second.json()));
            self.note(bid, &first);
        }
    }
}

/// Checks what a restart has left, and counts the accepted bids.
fn settle(demo: &Demo, clients: &mut [Client], market: &Market, hit: &[u64]) -> usize {
    for lot in hit {
        demo.await_state(*lot, "interrupted", Duration::from_secs(5));
    }
    for lot in 1..=STEADY {
        assert_eq!(demo.state(lot), "free-bidding", "lot {lot}");
    }
    thread::scope(|scope| {
        for client in &mut *clients {
            scope.spawn(|| client.ask_again(market));
        }
    });
    check_history(demo, clients);
    accepted_count(clients)
}

fn accepted_count(clients: &[Client]) -> usize {
    let accepted = |client: &Client| client.acknowledged.iter().filter(|it| it.is_accepted).count();
    clients.iter().map(accepted).sum()
}

/// Finds what was accepted since the last look in the lots' histories, each bid once.
fn check_history(demo: &Demo, clients: &mut [Client]) {
    let mut sought: HashMap<u64, Vec<Acknowledged>> = HashMap::new();
    for client in clients {
        for known in &client.acknowledged[client.found_count..] {
            if known.is_accepted {
                sought.entry(known.bid.lot).or_default().push(known.clone());
            }
        }
        client.found_count = client.acknowledged.len();
    }
    let mut connection = demo.connect();
    for (lot, known) in sought {
        let first = known.iter().map(|it| it.receipt.sequence).min().unwrap();
        let mut told: HashMap<u64, Vec<Value>> = HashMap::new();
        let mut after = Some(first - 1);
        while let Some(place) = after {
            let path = format!("/api/v1/lots/{lot}/bids?after={place}&limit=1000");
            let page = get(&mut connection, &path);
            for line in page["bids"].as_array().unwrap() {
                told.entry(line["sequence"].as_u64().unwrap()).or_default().push(line.clone());
            }
            after = page["next"].as_u64();
        }
        for it in known {
            let lines = told.get(&it.receipt.sequence).map(Vec::as_slice);
            let Some([line]) = lines else { panic!("{it:?} is told as {lines:?}") };
            assert_eq!(line["amount"], yuan(it.bid.amount), "{it:?}");
        }
    }
}

/// Lets the clients bid, and kills the program at some moment.
fn kill_under_load(
    demo: Demo,
    clients: &mut [Client],
    market: &Market,
    chance: &mut Chance,
) -> Hit {
    market.is_rush.store(false, Ordering::SeqCst);
    market.is_killed.store(false, Ordering::SeqCst);
    let before = Duration::from_millis(300 + chance.below(1_400));
    let between = Duration::from_millis(20 + chance.below(40));
    let (killed_at, lots) = thread::scope(|scope| {
        for client in &mut *clients {
            scope.spawn(|| client.bid_until_killed(market));
        }
        let mut connection = demo.connect();
        thread::sleep(before);
        let page = get(&mut connection, &format!("/api/v1/lots?after={STEADY}&limit=200"));
        market.is_rush.store(true, Ordering::SeqCst);
        thread::sleep(between);
        let killed_at = Instant::now();
        demo.kill();
        let dead_at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        market.is_killed.store(true, Ordering::SeqCst);
        let dead_at = Moment::from_us(i64::try_from(dead_at.as_micros()).unwrap());
        // A lot that was open before and closes behind was in its last window.
        let is_hit = |lot: &&Value| {
            let closes_at = lot["closes_at"].as_str().map(|text| text.parse::<Moment>().unwrap());
            lot["state"] == "free-bidding" && closes_at.unwrap() > dead_at
        };
        let hit = page["lots"].as_array().unwrap().iter().filter(is_hit);
        (killed_at, hit.map(|lot| lot["lot"].as_u64().unwrap()).collect())
    });
    let mut sent = clients.iter().flat_map(|client| &client.unanswered);
    Hit { lots, was_in_flight: sent.any(|(sent_at, _)| *sent_at < killed_at) }
}
