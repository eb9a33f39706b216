//! The road of lots up to their opening, as people go it: listed, accepted, disclosed, applied for,
//! deposits recorded, applicants admitted.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use lexicon::{Moment, Span};
use serde_json::{Value, json};

use super::http::{Answer, Connection};
use super::installation::sign_in_all;
use super::people::{ask_as, key, now};

/// Sellers, and clerks who accept: they examine nobody.
const SELLERS: [&str; 2] = ["seller1", "seller2"];
const ACCEPTING: [&str; 2] = ["clerk1", "clerk2"];
/// Who proposes and who approves.
const PROPOSING: [&str; 4] = ["clerk3", "clerk4", "clerk5", "clerk6"];
const APPROVING: [&str; 2] = ["reviewer1", "reviewer2"];
/// Who records deposits and who admits: each may do twenty things a second.
const RECORDING: [&str; 6] = ["clerk1", "clerk2", "clerk3", "clerk4", "clerk5", "clerk6"];
const ADMITTING: [&str; 6] = ["clerk3", "clerk4", "clerk5", "clerk6", "reviewer1", "reviewer2"];
/// How many apply at once.
const APPLYING: usize = 16;

const DEPOSIT: &str = "10.00";

/// A lot that is to be sold: free bidding from 100.00 in steps of 1.00, own overbids taken.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Planned {
    /// How long after the beginning of the road it opens.
    pub(crate) opens: Duration,
    /// How long it is open, in seconds.
    pub(crate) free: u64,
}

/// A bidder's wish to be admitted to a lot: the place of the bidder's token, and the lot.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wish {
    pub(crate) bidder: usize,
    pub(crate) lot: u64,
}

/// Somebody who is signed in.
struct Hand {
    connection: Connection,
    token: String,
}

/// Takes lots, which get the numbers from 1 on, from their listing to their disclosure.
pub(crate) fn disclose(address: SocketAddr, lots: &[Planned]) {
    let begun = now();
    let (mut sellers, mut accepting) = (hands(address, &SELLERS), hands(address, &ACCEPTING));
    let (mut proposing, mut approving) = (hands(address, &PROPOSING), hands(address, &APPROVING));
    for (place, lot) in lots.iter().enumerate() {
        let seller = turn(&mut sellers, place);
        let listing = seller.must("/listings", &listing(lot))["listing"].clone();
        turn(&mut accepting, place).must(&format!("/listings/{listing}/acceptance"), &json!({}));
        let opens_at = begun + Span::from_us(u64::try_from(lot.opens.as_micros()).unwrap());
        let act = json!({
            "act": "disclose-listing",
            "listing": listing,
            "applications_until": opens_at.to_string(),
            "opens_at": opens_at.to_string(),
        });
        let proposed = turn(&mut proposing, place).must("/proposals", &act);
        let path = format!("/proposals/{}/approvals", proposed["proposal"]);
        turn(&mut approving, place).must(&path, &json!({}));
    }
}

/// Lets bidders apply, records their deposits and admits them.
pub(crate) fn admit(address: SocketAddr, tokens: &[String], wishes: &[Wish]) {
    let applied = in_parts(wishes, APPLYING, |_, some| {
        let mut connection = Connection::open(address).unwrap();
        let apply = |wish: &Wish| {
            let path = format!("/lots/{}/applications", wish.lot);
            let answer = must(&mut connection, &tokens[wish.bidder], &path, &json!({}));
            answer["application"].as_u64().unwrap()
        };
        some.iter().map(apply).collect()
    });
    in_parts(&applied, RECORDING.len(), |part, some| {
        let mut clerk = hands(address, &RECORDING[part..=part]).remove(0);
        for application in some {
            let paid_at: Moment = now() - Span::MINUTE;
            let deposit = json!({
                "amount": DEPOSIT,
                "paid_at": paid_at.to_string(),
                "reference": format!("BANK {application}"),
            });
            clerk.must(&format!("/applications/{application}/deposits"), &deposit);
        }
        Vec::<()>::new()
    });
    in_parts(&applied, ADMITTING.len(), |part, some| {
        let mut clerk = hands(address, &ADMITTING[part..=part]).remove(0);
        for application in some {
            clerk.must(&format!("/applications/{application}/admission"), &json!({}));
        }
        Vec::<()>::new()
    });
}

/// Gives each of so many at the most an equal part, all at once, and what they answer in order.
fn in_parts<T: Sync, A: Send>(
    all: &[T],
    parts: usize,
    act: impl Fn(usize, &[T]) -> Vec<A> + Sync,
) -> Vec<A> {
    let share = all.len().div_ceil(parts).max(1);
    thread::scope(|scope| {
        let act = &act;
        let parts = all.chunks(share).enumerate();
        let parts: Vec<_> =
            parts.map(|(part, some)| scope.spawn(move || act(part, some))).collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

fn hands(address: SocketAddr, names: &[&str]) -> Vec<Hand> {
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let tokens = sign_in_all(address, &names).into_iter();
    tokens.map(|token| Hand { connection: Connection::open(address).unwrap(), token }).collect()
}

fn turn(hands: &mut [Hand], place: usize) -> &mut Hand {
    let count = hands.len();
    &mut hands[place % count]
}

impl Hand {
    fn must(&mut self, path: &str, body: &Value) -> Value {
        must(&mut self.connection, &self.token, path, body)
    }
}

/// Sends something that is taken, as often as it comes too fast.
fn must(connection: &mut Connection, token: &str, path: &str, body: &Value) -> Value {
    static ASKED: AtomicU64 = AtomicU64::new(0);
    // Apart from the numbers under which the clients of the tests bid.
    let key = key((1 << 44) | ASKED.fetch_add(1, Ordering::SeqCst));
    let url = format!("/api/v1{path}");
    let body = body.to_string();
    loop {
        let asked = ask_as(connection, token, ("POST", &url), Some(&key), body.as_bytes());
        let answer: Answer = asked.unwrap();
        match answer.status {
            201 => return answer.json(),
            429 => thread::sleep(Duration::from_millis(50)),
            _ => panic!("{path}: {answer:?}"),
        }
    }
}

/// What a seller submits.
fn listing(lot: &Planned) -> Value {
    json!({
        "category": "rural-right",
        "region": "350102",
        "disclosure_seconds": 1,
        "result_notice_seconds": 300,
        "description": "试验标的，按现状出售。",
        "documents": [],
        "lots": [{
            "title": "试验标的",
            "title_en": "A lot",
            "place": "槐树营村",
            "deposit": DEPOSIT,
            "terms": {
                "method": "ascending",
                "free_bidding_seconds": lot.free,
                "starting_price": "100.00",
                "increment": "1.00",
                "own_overbid": true,
                "resume_notice_seconds": 1,
            },
        }],
    })
}
