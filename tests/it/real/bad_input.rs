//! What nobody should send: refused with a reason, and nothing of it in the journal.

use serde_json::json;

use super::http::{Answer, Request};
use super::people::{Person, Receipt, key};
use super::script::{Lot, script};
use super::started::{Start, Started, verified};

const BIDS: &str = "/api/v1/lots/1/bids";

/// A demonstration of one lot that has ruled on something, so that its beginning is behind it.
fn opened(folder: &tempfile::TempDir, bidders: usize) -> (Start, Started) {
    let lots = script([Lot::opens("-10s").free("1h")]);
    let start = Start::new(folder.path(), &lots, bidders);
    let demo = start.start();
    let answer = Person::sign_in(demo.address(), "bidder1").bid(1, "1.00", &key(0)).unwrap();
    assert_eq!((answer.status, answer.problem().as_str()), (422, "below-least-bid"));
    (start, demo)
}

/// The sequence that the exchange has reached.
fn reached(demo: &Started) -> u64 {
    let request = Request { method: "GET", path: "/api/v1/lots/1", headers: &[], body: b"" };
    let answer = demo.connect().ask(&request).unwrap();
    answer.header("gavel-sequence").unwrap().parse().unwrap()
}

fn post(demo: &Started, person: &mut Person, body: &[u8]) -> Answer {
    let before = reached(demo);
    let answer = person.ask("POST", BIDS, Some(&key(1)), body).unwrap();
    assert!((400..500).contains(&answer.status), "{answer:?}");
    assert_eq!(Receipt::of(&answer), None, "{answer:?}");
    assert_eq!(reached(demo), before, "journaled: {}", String::from_utf8_lossy(body));
    answer
}

#[test]
fn amounts_that_are_none_are_refused_before_the_queue() {
    let folder = tempfile::tempdir().unwrap();
    let (start, demo) = opened(&folder, 1);
    let mut bidder = Person::sign_in(demo.address(), "load1");
    for amount in [
        "-1.00",
        "-0.00",
        "1e30",
        "1e5",
        "1E5",
        "NaN",
        "Infinity",
        "inf",
        "",
        " ",
        "100.001",
        "100.",
        ".5",
        "+100.00",
        "0100.00",
        "1_000.00",
        "1,000.00",
        "１００",
        "100.００",
        "100.00 ",
        "0x64",
        "100.00元",
        "٣",
        "1000000000000000000000000000000",
        "99999999999999999999.99",
    ] {
        let body = json!({ "amount": amount }).to_string();
        let answer = post(&demo, &mut bidder, body.as_bytes());
        assert_eq!(
            (answer.status, answer.problem().as_str()),
            (422, "malformed-amount"),
            "{amount}"
        );
    }
    // Nothing, as a number or as another kind of value.
    for body in [
        "{}",
        "[]",
        "null",
        "1",
        "\"100.00\"",
        r#"{"amount":100}"#,
        r#"{"amount":100.00}"#,
        r#"{"amount":1e30}"#,
        r#"{"amount":null}"#,
        r#"{"amount":["100.00"]}"#,
        r#"{"amount":"100.00","amont":"1"}"#,
        r#"{"amount":"100.00","confirmed":"yes"}"#,
        r#"{"amount":"100.00","paddle":7}"#,
        r#"{"Amount":"100.00"}"#,
    ] {
        let answer = post(&demo, &mut bidder, body.as_bytes());
        let told = (answer.status, answer.problem());
        assert_eq!(told, (422, "unacceptable-content".to_owned()), "{body}");
    }
    assert_eq!(demo.stop().code, Some(0));
    verified(&start.dir, &[]);
}

#[test]
fn a_bid_of_nothing_is_ruled_on_and_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (start, demo) = opened(&folder, 1);
    let mut bidder = Person::sign_in(demo.address(), "load1");
    let before = reached(&demo);
    let answer = bidder.bid(1, "0", &key(1)).unwrap();
    assert_eq!((answer.status, answer.problem().as_str()), (422, "amount-out-of-range"));
    let receipt = Receipt::of(&answer).unwrap();
    assert_eq!((receipt.sequence, reached(&demo)), (before + 1, before + 1));
    assert_eq!(demo.stop().code, Some(0));
    verified(&start.dir, &[receipt.argument()]);
}

#[test]
fn bodies_that_cannot_be_read_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (start, demo) = opened(&folder, 1);
    let mut bidder = Person::sign_in(demo.address(), "load1");
    let deep = [b"[".repeat(60_000)].concat();
    for (body, status, slug) in [
        (&b"{\"amount\":NaN}"[..], 400, "malformed-json"),
        (b"{\"amount\":\"100.00\"", 400, "malformed-json"),
        (b"{\"amount\":\"100.00\"}}", 400, "malformed-json"),
        (b"{\"amount\":-}", 400, "malformed-json"),
        (b"{\"amount\":\"100.00\",}", 400, "malformed-json"),
        (b"\x00", 400, "malformed-json"),
        (&deep, 400, "malformed-json"),
        (b"{\"amount\":\"100.00\",\"amount\":\"100.00\"}", 400, "duplicate-key"),
        (b"{\"amount\":\"100.00\",\"\\u0061mount\":\"1.00\"}", 400, "duplicate-key"),
        (b"{\"amount\":\"100.00\xff\"}", 400, "not-utf-8"),
        (b"\xef\xbb\xbf{\"amount\":\"100.00\"}", 400, "malformed-json"),
        (b"\xc0\x80", 400, "not-utf-8"),
        (&b" ".repeat(64 * 1024 + 1), 413, "too-large"),
        (&b" ".repeat(10 * 1024 * 1024), 413, "too-large"),
    ] {
        let answer = post(&demo, &mut bidder, body);
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]);
        assert_eq!((answer.status, answer.problem().as_str()), (status, slug), "{shown}");
    }
    assert_eq!(demo.stop().code, Some(0));
    verified(&start.dir, &[]);
}

#[test]
fn requests_without_what_they_need_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (_start, demo) = opened(&folder, 1);
    let mut bidder = Person::sign_in(demo.address(), "load1");
    let before = reached(&demo);
    let body = br#"{"amount":"100.00"}"#;
    for (path, id, status, slug) in [
        (BIDS, None, 400, "request-id-missing"),
        (BIDS, Some(""), 400, "request-id-malformed"),
        (BIDS, Some("1"), 400, "request-id-malformed"),
        (BIDS, Some("5a5a5a5a-0000-4000-8000-00000000000g"), 400, "request-id-malformed"),
        ("/api/v1/lots/0/bids", Some(key(1).as_str()), 404, "unknown-lot"),
        ("/api/v1/lots/x/bids", Some(&key(1)), 404, "unknown-lot"),
        ("/api/v1/lots/99999999999999999999/bids", Some(&key(1)), 404, "unknown-lot"),
        ("/api/v1/nothing", Some(&key(1)), 404, "not-found"),
        ("/api/v1/lots", Some(&key(1)), 405, "method-not-allowed"),
    ] {
        let answer = bidder.ask("POST", path, id, body).unwrap();
        assert_eq!((answer.status, answer.problem().as_str()), (status, slug), "{path} {id:?}");
    }
    let id = key(1);
    for (headers, status, slug) in [
        (vec![("idempotency-key", id.as_str())], 401, "not-signed-in"),
        (vec![("idempotency-key", &id), ("authorization", "Bearer 00")], 401, "not-signed-in"),
        (vec![("idempotency-key", &id), ("authorization", "Basic eDp4")], 401, "not-signed-in"),
    ] {
        let request = Request { method: "POST", path: BIDS, headers: &headers, body };
        let answer = demo.connect().ask(&request).unwrap();
        assert_eq!((answer.status, answer.problem().as_str()), (status, slug), "{headers:?}");
    }
    assert_eq!(reached(&demo), before);
    assert_eq!(demo.lot(1)["bid_count"], 0);
    assert_eq!(demo.stop().code, Some(0));
}

#[test]
fn an_id_used_for_another_bid_is_refused_and_not_journaled() {
    let folder = tempfile::tempdir().unwrap();
    let (start, demo) = opened(&folder, 2);
    let mut bidder = Person::sign_in(demo.address(), "load1");
    let mut other = Person::sign_in(demo.address(), "load2");
    let first = bidder.bid(1, "100.00", &key(1)).unwrap();
    assert_eq!(first.status, 201, "{first:?}");
    let answer = post(&demo, &mut bidder, br#"{"amount":"101.00"}"#);
    assert_eq!((answer.status, answer.problem().as_str()), (422, "other-body"));
    // Spaces and the order of keys make no other bid.
    let again = b"{ \"confirmed\": false,\n \"amount\": \"100\" }";
    let again = bidder.ask("POST", BIDS, Some(&key(1)), again).unwrap();
    assert!(again.is_replayed(), "{again:?}");
    assert_eq!((again.status, again.json()), (first.status, first.json()));
    let answer = other.bid(1, "101.00", &key(1)).unwrap();
    assert_eq!(answer.status, 201, "another's equal id is another id: {answer:?}");
    assert!(!answer.is_replayed());
    assert_eq!(demo.lot(1)["bid_count"], 2);
    assert_eq!(demo.stop().code, Some(0));
    let receipts = [first, answer].map(|answer| Receipt::of(&answer).unwrap().argument());
    verified(&start.dir, &receipts);
}
