//! Bids and ceilings by programs.

use super::hall::{Ask, Hall};

fn bid(token: &str, number: u128, body: &str) -> Ask {
    Ask::new("POST", "/api/v1/lots/1/bids").token(token).key(number).json(body)
}

#[tokio::test]
async fn a_bid_is_answered_with_a_receipt_and_stands_on_the_board() {
    let hall = Hall::open().await;
    let token = hall.sign_in("bidder1").await;
    let reply = hall.ask(bid(&token, 1, r#"{"amount":"100000.00"}"#)).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let receipt = reply.json();
    let names: Vec<&str> = receipt.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(names, ["amount", "at", "leads", "lot", "paddle", "receipt", "sequence"]);
    assert_eq!(receipt["lot"], 1);
    assert_eq!(receipt["amount"], "100000.00");
    assert_eq!(receipt["at"], "2026-07-01T09:00:02.000000+08:00");
    assert_eq!(receipt["receipt"].as_str().unwrap().len(), 64);
    assert_eq!(reply.header("gavel-sequence"), Some(&*receipt["sequence"].to_string()));

    let lot = hall.get("/api/v1/lots/1").await.json();
    assert_eq!(lot["leading_price"], "100000.00");
    assert_eq!(lot["leading_paddle"], receipt["paddle"]);
    assert_eq!(lot["least_bid"], "101000.00");
    assert_eq!(lot["bid_count"], 1);
    let history = hall.get("/api/v1/lots/1/bids").await.json();
    assert_eq!(history["bids"][0]["sequence"], receipt["sequence"]);
    assert_eq!(history["bids"][0]["paddle"], receipt["paddle"]);
    assert_eq!(history["next"], serde_json::Value::Null);
    hall.close().await;
}

#[tokio::test]
async fn the_same_id_gets_the_same_answer_and_another_body_is_refused() {
    let hall = Hall::open().await;
    let (one, two) = (hall.sign_in("bidder1").await, hall.sign_in("bidder2").await);
    let first = hall.ask(bid(&one, 1, r#"{"amount":"100000"}"#)).await;
    assert_eq!(first.header("idempotent-replayed"), None);
    let again = hall.ask(bid(&one, 1, r#"{ "amount": "100000.00", "confirmed": false }"#)).await;
    assert_eq!((again.status, &again.body), (first.status, &first.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));

    let sequence = hall.board.sequence();
    let other = hall.ask(bid(&one, 1, r#"{"amount":"101000"}"#)).await;
    assert_eq!(other.problem(), (422, "other-body".to_owned()));
    assert_eq!(hall.board.sequence(), sequence, "not journaled");

    let of_another = hall.ask(bid(&two, 1, r#"{"amount":"101000"}"#)).await;
    assert_eq!(of_another.status, 201, "an id belongs to the party that sent it");

    let refused = hall.ask(bid(&one, 2, r#"{"amount":"101999.99"}"#)).await;
    assert_eq!(refused.problem(), (422, "below-least-bid".to_owned()));
    let again = hall.ask(bid(&one, 2, r#"{"amount":"101999.99"}"#)).await;
    assert_eq!((again.status, &again.body), (refused.status, &refused.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    hall.close().await;
}

#[tokio::test]
async fn a_refusal_says_what_to_do_and_where_it_is_recorded() {
    let hall = Hall::open().await;
    let token = hall.sign_in("bidder1").await;
    let reply = hall.ask(bid(&token, 1, r#"{"amount":"99999.99"}"#)).await;
    assert_eq!(reply.problem(), (422, "below-least-bid".to_owned()));
    let document = reply.json();
    assert_eq!(document["least_bid"], "100000.00");
    assert_eq!(document["title"], "报价过低");
    assert_eq!(reply.header("gavel-sequence"), Some(&*document["sequence"].to_string()));
    assert_eq!(document["receipt"].as_str().unwrap().len(), 64);

    let english = bid(&token, 1, r#"{"amount":"99999.99"}"#).header("accept-language", "en");
    assert_eq!(hall.ask(english).await.json()["title"], "The bid is too low");

    hall.ask(bid(&token, 2, r#"{"amount":"100000"}"#)).await;
    let leading = hall.ask(bid(&token, 3, r#"{"amount":"200000"}"#)).await;
    assert_eq!(leading.problem(), (422, "already-leading".to_owned()));
    hall.close().await;
}

#[tokio::test]
async fn who_may_not_bid_and_what_takes_no_bids_say_so() {
    let hall = Hall::open().await;
    let (one, three) = (hall.sign_in("bidder1").await, hall.sign_in("bidder3").await);
    let clerk = hall.sign_in("clerk1").await;
    for (number, (token, lot, expected)) in [
        (&three, "1", (403, "not-admitted")),
        (&clerk, "1", (403, "not-permitted")),
        (&one, "2", (409, "not-yet-open")),
        (&one, "99", (404, "unknown-lot")),
        (&one, "0", (404, "unknown-lot")),
        (&one, "x", (404, "unknown-lot")),
        (&one, "1.0", (404, "unknown-lot")),
        (&one, "18446744073709551616", (404, "unknown-lot")),
    ]
    .into_iter()
    .enumerate()
    {
        let path = format!("/api/v1/lots/{lot}/bids");
        let asked =
            Ask::new("POST", &path).token(token).key(number as u128).json(r#"{"amount":"100000"}"#);
        let (status, slug) = hall.ask(asked).await.problem();
        assert_eq!((status, slug.as_str()), expected, "lot {lot}");
    }
    hall.set(hall.now() + lexicon::Span::from_seconds(3 * 3_600)).await;
    let late = hall.ask(bid(&one, 80, r#"{"amount":"100000"}"#)).await;
    assert_eq!(late.status, 409, "{}", late.body);
    hall.close().await;
}

#[tokio::test]
async fn bad_content_is_refused_by_name_and_changes_nothing() {
    let hall = Hall::open().await;
    let token = hall.sign_in("bidder1").await;
    for (amount, expected) in [
        ("0", (422, "amount-out-of-range")),
        ("0.00", (422, "amount-out-of-range")),
        ("-1", (422, "malformed-amount")),
        ("1e30", (422, "malformed-amount")),
        ("1e5", (422, "malformed-amount")),
        ("NaN", (422, "malformed-amount")),
        ("Infinity", (422, "malformed-amount")),
        ("１００００００", (422, "malformed-amount")),
        ("100000.001", (422, "malformed-amount")),
        ("100,000", (422, "malformed-amount")),
        (" 100000", (422, "malformed-amount")),
        ("0100000", (422, "malformed-amount")),
        ("99999999999999999999", (422, "malformed-amount")),
        ("", (422, "malformed-amount")),
    ] {
        let number = u128::from(hall.board.sequence().0) + 1_000;
        let reply = hall.ask(bid(&token, number, &format!(r#"{{"amount":"{amount}"}}"#))).await;
        let (status, slug) = reply.problem();
        assert_eq!((status, slug.as_str()), expected, "{amount}");
    }
    for (body, expected) in [
        (r#"{"amount":100000}"#, (422, "unacceptable-content")),
        (r#"{"amount":1e30}"#, (422, "unacceptable-content")),
        (r#"{"amount":NaN}"#, (400, "malformed-json")),
        (r#"{"amount":null}"#, (422, "unacceptable-content")),
        (r#"{"amount":"100000","confirmed":"yes"}"#, (422, "unacceptable-content")),
        (r#"{"amount":"100000","paddle":1}"#, (422, "unacceptable-content")),
        (r#"{"amount":"100000","amount":"200000"}"#, (400, "duplicate-key")),
        (r#"{"amount":"100000""#, (400, "malformed-json")),
        ("[]", (422, "unacceptable-content")),
        ("", (400, "malformed-json")),
    ] {
        let (status, slug) = hall.ask(bid(&token, 5_000, body)).await.problem();
        assert_eq!((status, slug.as_str()), expected, "{body}");
    }
    let bytes = b"{\"amount\":\"100000\xff\"}".to_vec();
    let asked = Ask::new("POST", "/api/v1/lots/1/bids").token(&token).key(5_000).json(bytes);
    assert_eq!(hall.ask(asked).await.problem(), (400, "not-utf-8".to_owned()));
    assert_eq!(hall.board.lot(lexicon::LotId(1)).unwrap().bid_count, 0);
    hall.close().await;
}

#[tokio::test]
async fn bad_requests_are_refused_by_name() {
    let hall = Hall::open().await;
    let token = hall.sign_in("bidder1").await;
    let path = "/api/v1/lots/1/bids";
    let body = r#"{"amount":"100000"}"#;
    let post = || Ask::new("POST", path).token(&token);
    let large = vec![b' '; 10 * 1024 * 1024];
    let ulid = "81ARZ3NDEKTSV4RRFFQ69G5FAV";
    for (asked, expected) in [
        (post().json(body), (400, "request-id-missing")),
        (post().header("idempotency-key", "").json(body), (400, "request-id-malformed")),
        (post().header("idempotency-key", "1").json(body), (400, "request-id-malformed")),
        (post().header("idempotency-key", ulid).json(body), (400, "request-id-malformed")),
        (post().key(1).key(2).json(body), (400, "request-id-malformed")),
        (post().key(1).json(large), (413, "too-large")),
        (post().key(1), (415, "unsupported-media-type")),
        (post().key(1).form("amount=100000"), (415, "unsupported-media-type")),
        (Ask::new("PUT", path).token(&token).key(1).json(body), (405, "method-not-allowed")),
        (Ask::new("GET", "/api/v1/bids"), (404, "not-found")),
    ] {
        let (status, slug) = hall.ask(asked).await.problem();
        assert_eq!((status, slug.as_str()), expected);
    }
    assert_eq!(hall.board.lot(lexicon::LotId(1)).unwrap().bid_count, 0);
    hall.close().await;
}

#[tokio::test]
async fn whoever_sends_too_fast_is_told_when_to_come_again() {
    let hall = Hall::open().await;
    let token = hall.sign_in("bidder1").await;
    for number in 0..u128::from(floor::BIDS_BURST) {
        let reply = hall.ask(bid(&token, number, r#"{"amount":"1"}"#)).await;
        assert_eq!(reply.status, 422);
    }
    let reply = hall.ask(bid(&token, 1_000, r#"{"amount":"1"}"#)).await;
    assert_eq!(reply.problem(), (429, "too-fast".to_owned()));
    assert_eq!(reply.header("retry-after"), Some("1"));
    hall.close().await;
}

#[tokio::test]
async fn a_ceiling_answers_for_its_holder_and_is_never_shown() {
    let hall = Hall::open().await;
    let (one, two) = (hall.sign_in("bidder1").await, hall.sign_in("bidder2").await);
    let path = "/api/v1/lots/3/proxy-bids";
    let asked = Ask::new("POST", path).token(&one).key(1).json(r#"{"ceiling":"123456.78"}"#);
    let reply = hall.ask(asked).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    assert!(!reply.body.contains("123456"), "{}", reply.body);

    let path = "/api/v1/lots/3/bids";
    let asked = Ask::new("POST", path).token(&two).key(1).json(r#"{"amount":"110000"}"#);
    let reply = hall.ask(asked).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    assert_eq!(reply.json()["leads"], false, "the standing ceiling answered at once");
    for path in ["/api/v1/lots/3", "/api/v1/lots/3/bids", "/lots/3"] {
        let shown = hall.get(path).await.body;
        assert!(!shown.contains("123456.78") && !shown.contains("123,456"), "{path}");
    }

    let path = "/api/v1/lots/1/proxy-bids";
    let asked = Ask::new("POST", path).token(&one).key(9).json(r#"{"ceiling":"200000"}"#);
    assert_eq!(hall.ask(asked).await.problem(), (422, "proxy-not-allowed".to_owned()));
    hall.close().await;
}
