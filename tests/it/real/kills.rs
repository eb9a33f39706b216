//! Kills at random moments under load: nothing acknowledged is lost, nothing asked again happens
//! twice, no lot is decided in whose last window the exchange was away, nobody has to sign in
//! again, and the rows are those that the journal draws anew.
//!
//! It is the real thing that is killed, on either engine: what a demonstration has of its own lies
//! before its first bid.

use std::collections::HashMap;
use std::fs;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use lexicon::{LotId, Moment};
use serde_json::Value;

use super::acknowledged::{Acknowledged, Bid, check_journal, check_receipts};
use super::chance::Chance;
use super::http::{Answer, Connection, Lost};
use super::installation::{Engine, Installation, assert_same, load_names, sign_in_all};
use super::people::{Receipt, key, now, yuan};
use super::road::{Planned, Wish, admit, disclose};
use super::started::{Behind, Started, get};

/// What a loop of kills reaches at the least.
struct Figures {
    kills: usize,
    /// More kills are made only until the other figures are reached.
    kills_max: usize,
    in_flight: usize,
    in_window: usize,
    accepted: usize,
    /// Lots that open one after the other and close soon: all their time is their last window.
    brief: u64,
}

const ON_SQLITE: Figures = Figures {
    kills: 50,
    kills_max: 100,
    in_flight: 40,
    in_window: 10,
    accepted: 20_000,
    brief: 120,
};
const ON_POSTGRES: Figures =
    Figures { kills: 15, kills_max: 30, in_flight: 12, in_window: 3, accepted: 5_000, brief: 40 };

const CLIENTS: u64 = 32;
const NAMES_EACH: u64 = 4;
/// The epochs of the two commands that make the accounts: the first begins a journal, the second
/// and the first of the server follow upon it, and none of them is a kill.
const EPOCHS_BEFORE: usize = 2;
/// Lots of one client each, which do not close while the test runs.
const STEADY: u64 = CLIENTS;
/// When these open after the beginning of their road, in seconds; its first steps take less.
const STEADY_OPENS: u64 = 20;
/// When the first brief lot opens after that beginning, and how long after it the next, in seconds.
const BRIEF_FIRST: u64 = 25;
const BRIEF_EVERY: u64 = 2;
/// How many clients are admitted to each brief lot, under one name each.
const CLIENTS_OF_BRIEF: u64 = 8;

/// What one client knows, through all kills.
struct Client {
    number: u64,
    /// One for each name; they outlive every kill.
    tokens: Vec<String>,
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
    /// When the road of its lots began.
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
    kill_again_and_again(Engine::Sqlite, &ON_SQLITE);
}

#[test]
fn kills_lose_nothing_with_postgres_behind() {
    kill_again_and_again(Engine::Postgres, &ON_POSTGRES);
}

fn kill_again_and_again(engine: Engine, figures: &Figures) {
    let installation = Installation::new(engine);
    installation.register(CLIENTS * NAMES_EACH);
    let start = &installation.start;
    let mut chance = Chance::new(20_260_101);
    let mut gavel = start.start();
    let mut market = Market::new(gavel.address(), figures.brief);
    let mut clients = open_market(&gavel, &mut market);
    let (mut kills, mut in_flight, mut in_window) = (0, 0, 0);
    let (mut hit, mut most_behind) = (Vec::new(), Behind::default());
    loop {
        let behind = settle(&gavel, &mut clients, &market, &hit);
        most_behind.entries = most_behind.entries.max(behind.entries);
        most_behind.took = most_behind.took.max(behind.took);
        let is_enough = accepted_count(&clients) >= figures.accepted
            && in_flight >= figures.in_flight
            && in_window >= figures.in_window;
        if kills == figures.kills_max || (kills >= figures.kills && is_enough) {
            break;
        }
        let done = kill_under_load(gavel, &mut clients, &market, &mut chance);
        // Nothing stood still meanwhile that somebody would have to set going.
        let told = fs::read_to_string(&start.told).unwrap();
        assert!(!told.contains("ERROR"), "{told}");
        kills += 1;
        in_flight += usize::from(done.was_in_flight);
        in_window += usize::from(!done.lots.is_empty());
        hit.extend(done.lots);
        gavel = start.start();
        market.address = gavel.address();
    }
    assert_eq!(gavel.stop().code, Some(0));
    let acknowledged: Vec<_> = clients.iter().flat_map(|client| &client.acknowledged).collect();
    let restarts = check_journal(&start.dir, &acknowledged);
    assert_eq!(usize::try_from(restarts.count), Ok(kills + EPOCHS_BEFORE));
    assert!(hit.iter().all(|lot| restarts.interrupted.contains(&LotId(*lot))), "{hit:?}");
    check_receipts(&start.dir, &acknowledged);
    let drawn = installation.rows();
    let entries = installation.rebuild();
    assert_same(&installation.rows(), &drawn, "drawn anew");
    let accepted = accepted_count(&clients);
    eprintln!(
        "{engine:?}: {kills} kills, {in_flight} with a request in flight, {in_window} in a last \
         window; {} bids acknowledged, {accepted} of them accepted, {entries} entries; {} lots \
         interrupted, {} closed; {} restarts interrupted none; rows at most {} entries behind, up \
         within {:?}; {:?}",
        acknowledged.len(),
        restarts.interrupted.len(),
        restarts.closed.len(),
        restarts.harmless,
        most_behind.entries,
        most_behind.took,
        market.began.elapsed()
    );
    assert!(in_flight >= figures.in_flight, "{in_flight} kills with a request in flight");
    assert!(in_window >= figures.in_window, "{in_window} kills in a last window");
    assert!(accepted >= figures.accepted, "{accepted} accepted bids");
    let harmless = usize::try_from(restarts.harmless).unwrap();
    assert!(harmless > EPOCHS_BEFORE, "each restart interrupted some lot");
}

/// Lists the lots, lets everybody sign in and be admitted, and waits until bidding is open.
fn open_market(gavel: &Started, market: &mut Market) -> Vec<Client> {
    let tokens = sign_in_all(gavel.address(), &load_names(CLIENTS * NAMES_EACH));
    market.began = Instant::now();
    let steady = Planned { opens: Duration::from_secs(STEADY_OPENS), free: 3 * 3_600 };
    let brief = (0..market.brief()).map(|number| Planned {
        opens: Duration::from_secs(BRIEF_FIRST + BRIEF_EVERY * number),
        free: if number % 2 == 0 { 8 } else { 1 },
    });
    let lots: Vec<Planned> = (0..STEADY).map(|_| steady).chain(brief).collect();
    disclose(gavel.address(), &lots);
    let wish = |client: u64, place: u64, lot: u64| Wish {
        bidder: usize::try_from(client * NAMES_EACH + place).unwrap(),
        lot,
    };
    let steady = (0..CLIENTS)
        .flat_map(|client| (0..NAMES_EACH).map(move |place| wish(client, place, client + 1)));
    let brief = (0..market.brief()).flat_map(|brief| {
        let clients = (0..CLIENTS).filter(move |client| is_of_brief(*client, brief));
        clients.map(move |client| wish(client, 0, STEADY + 1 + brief))
    });
    admit(gavel.address(), &tokens, &steady.chain(brief).collect::<Vec<_>>());
    for lot in 1..=STEADY {
        gavel.await_state(lot, "free-bidding", Duration::from_secs(STEADY_OPENS));
    }
    let each = usize::try_from(NAMES_EACH).unwrap();
    (0..CLIENTS).zip(tokens.chunks(each)).map(|(number, some)| Client::new(number, some)).collect()
}

/// Whether a client is admitted to this of the brief lots.
const fn is_of_brief(client: u64, brief: u64) -> bool {
    (client + brief).is_multiple_of(CLIENTS / CLIENTS_OF_BRIEF)
}

impl Market {
    fn new(address: SocketAddr, brief: u64) -> Self {
        let prices = (0..brief).map(|_| AtomicU64::new(100)).collect();
        let (is_rush, is_killed) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { began: Instant::now(), address, is_rush, is_killed, prices }
    }

    /// How many brief lots there are.
    fn brief(&self) -> u64 {
        u64::try_from(self.prices.len()).unwrap()
    }

    /// The newest brief lot that has opened and to which a client is admitted.
    fn brief_lot(&self, client: u64) -> Option<u64> {
        let seconds = self.began.elapsed().as_secs().checked_sub(BRIEF_FIRST)?;
        let newest = (seconds / BRIEF_EVERY).min(self.brief() - 1);
        (0..=newest).rev().find(|brief| is_of_brief(client, *brief))
    }
}

impl Client {
    fn new(number: u64, tokens: &[String]) -> Self {
        Self {
            number,
            tokens: tokens.to_vec(),
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
        while !market.is_killed.load(Ordering::SeqCst) {
            let pause = Duration::from_millis(self.chance.below(25));
            if !market.is_rush.load(Ordering::SeqCst) {
                thread::sleep(pause);
            }
            let bid = self.next_bid(market);
            match bid.send(&mut connection, self.token(&bid)) {
                Ok(answer) => self.note(bid, &answer),
                Err(Lost::Unanswered(sent_at)) => {
                    self.unanswered.push((sent_at, bid));
                    return;
                }
                Err(Lost::Unsent) => return,
            }
        }
    }

    /// The token of whoever makes a bid.
    fn token(&self, bid: &Bid) -> &str {
        let place = bid.name - 1 - self.number * NAMES_EACH;
        &self.tokens[usize::try_from(place).unwrap()]
    }

    fn next_bid(&mut self, market: &Market) -> Bid {
        self.bid_count += 1;
        let key = key((self.number << 32) | self.bid_count);
        let first = self.number * NAMES_EACH + 1;
        let brief = if self.chance.below(4) == 0 { market.brief_lot(self.number) } else { None };
        if let Some(brief) = brief {
            let price = &market.prices[usize::try_from(brief).unwrap()];
            let amount = price.fetch_add(1, Ordering::SeqCst);
            Bid { name: first, lot: STEADY + 1 + brief, amount, key }
        } else {
            let amount = self.next_price;
            self.next_price += 1;
            let name = first + self.chance.below(NAMES_EACH);
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
            let answer = known.bid.send(&mut connection, self.token(&known.bid)).unwrap();
            assert!(answer.is_replayed(), "{known:?}: {answer:?}");
            assert_eq!(answer.status == 201, known.is_accepted, "{known:?}: {answer:?}");
            assert_eq!(Receipt::of(&answer), Some(known.receipt));
        }
        for (_, bid) in std::mem::take(&mut self.unanswered) {
            let first = bid.send(&mut connection, self.token(&bid)).unwrap();
            let second = bid.send(&mut connection, self.token(&bid)).unwrap();
            assert!(second.is_replayed(), "{bid:?}: {second:?}");
            assert_eq!((first.status, first.json()), (second.status, second.json()));
            self.note(bid, &first);
        }
    }
}

/// Checks what a restart has left, and tells how far it left the rows behind.
fn settle(gavel: &Started, clients: &mut [Client], market: &Market, hit: &[u64]) -> Behind {
    for lot in hit {
        gavel.await_state(*lot, "interrupted", Duration::from_secs(5));
    }
    for lot in 1..=STEADY {
        assert_eq!(gavel.state(lot), "free-bidding", "lot {lot}");
    }
    let behind = thread::scope(|scope| {
        let drawn = scope.spawn(|| gavel.await_rows());
        for client in &mut *clients {
            scope.spawn(|| client.ask_again(market));
        }
        drawn.join().unwrap()
    });
    check_history(gavel, clients);
    behind
}

fn accepted_count(clients: &[Client]) -> usize {
    let accepted = |client: &Client| client.acknowledged.iter().filter(|it| it.is_accepted).count();
    clients.iter().map(accepted).sum()
}

/// Finds what was accepted since the last look in the lots' histories, each bid once.
fn check_history(gavel: &Started, clients: &mut [Client]) {
    let mut sought: HashMap<u64, Vec<Acknowledged>> = HashMap::new();
    for client in clients {
        for known in &client.acknowledged[client.found_count..] {
            if known.is_accepted {
                sought.entry(known.bid.lot).or_default().push(known.clone());
            }
        }
        client.found_count = client.acknowledged.len();
    }
    let mut connection = gavel.connect();
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
    gavel: Started,
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
        let mut connection = gavel.connect();
        thread::sleep(before);
        let page = get(&mut connection, &format!("/api/v1/lots?after={STEADY}&limit=200"));
        market.is_rush.store(true, Ordering::SeqCst);
        thread::sleep(between);
        let killed_at = Instant::now();
        gavel.kill();
        let dead_at = now();
        market.is_killed.store(true, Ordering::SeqCst);
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
