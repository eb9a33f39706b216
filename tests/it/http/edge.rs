//! What is done to every request and every answer.

use super::hall::{Ask, Hall};

#[tokio::test]
async fn every_answer_carries_its_place_and_its_protection() {
    let hall = Hall::open().await;
    for path in ["/", "/lots/1", "/api/v1/lots", "/nothing", "/api/v1/nothing", "/livez"] {
        let reply = hall.get(path).await;
        let sequence = hall.board.sequence().to_string();
        assert_eq!(reply.header("gavel-sequence"), Some(&*sequence), "{path}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"));
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"), "{policy}");
    }
    hall.close().await;
}

#[tokio::test]
async fn other_sites_cannot_act_for_whoever_is_signed_in() {
    let hall = Hall::open().await;
    let token = hall.sign_in("bidder1").await;
    let id = super::hall::request_id(77).to_string();
    let form = format!("request_id={id}&amount=100000&step=place");
    let by_form = || Ask::new("POST", "/lots/1/bids").cookie(&token).form(&form);
    let by_script = || {
        let asked = Ask::new("POST", "/api/v1/lots/1/bids").cookie(&token).key(78);
        asked.json(r#"{"amount":"100000"}"#).header("host", "exchange.example")
    };
    for site in ["cross-site", "same-site"] {
        assert_eq!(hall.ask(by_form().header("sec-fetch-site", site)).await.status, 403);
        let reply = hall.ask(by_script().header("sec-fetch-site", site)).await;
        assert_eq!(reply.problem(), (403, "cross-site".to_owned()));
    }
    let reply = hall.ask(by_script().header("origin", "https://evil.example")).await;
    assert_eq!(reply.problem(), (403, "cross-site".to_owned()));
    let reply = hall.ask(by_script().header("origin", "null")).await;
    assert_eq!(reply.problem(), (403, "cross-site".to_owned()));
    assert_eq!(hall.board.lot(lexicon::LotId(1)).unwrap().bid_count, 0);

    let reply = hall.ask(by_script().header("origin", "https://exchange.example")).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let reply = hall.ask(by_form().header("sec-fetch-site", "same-origin")).await;
    assert_eq!(reply.status, 422, "already leading, but let in");
    hall.close().await;
}

#[tokio::test]
async fn a_reader_who_has_seen_more_waits_or_is_told() {
    let hall = Hall::open().await;
    let sequence = hall.board.sequence();
    let asked = |least: &str| Ask::new("GET", "/api/v1/lots/1").header("gavel-at-least", least);
    let reply = hall.ask(asked(&sequence.to_string())).await;
    assert_eq!((reply.status.as_u16(), reply.header("gavel-age")), (200, None));
    let ahead = sequence.next().to_string();
    let (reply, ()) = tokio::join!(hall.ask(asked(&ahead)), async {
        hall.bid(1, 1).await;
    });
    assert_eq!(reply.header("gavel-age"), None);
    assert_eq!(reply.json()["bid_count"], 1);
    let reply = hall.ask(asked("1000000")).await;
    assert!(reply.header("gavel-age").is_some());
    assert_eq!(hall.ask(asked("soon")).await.problem().0, 400);
    hall.close().await;
}

#[tokio::test]
async fn operation_sees_whether_the_server_lives_and_is_ready() {
    let hall = Hall::open().await;
    assert_eq!(hall.get("/livez").await.status, 200);
    assert_eq!(hall.get("/readyz").await.status, 200);
    hall.bid(1, 1).await;
    hall.get("/api/v1/nothing").await;
    let figures = hall.get("/metrics").await;
    assert!(figures.header("content-type").unwrap().starts_with("text/plain; version=0.0.4"));
    for line in ["gavel_lots 3", "gavel_http_answers_total{status=\"404\"} 1", "gavel_watchers 0"] {
        assert!(figures.body.lines().any(|found| found == line), "{line} in {}", figures.body);
    }
    let sequence = format!("gavel_sequence {}", hall.board.sequence());
    assert!(figures.body.contains(&sequence));
    hall.stop.cancel();
    assert_eq!(hall.get("/readyz").await.status, 503);
    assert_eq!(hall.get("/livez").await.status, 200);
    hall.close().await;
}

#[tokio::test]
async fn pages_are_compressed_and_receipts_and_problems_are_not() {
    let hall = Hall::open().await;
    for (path, is_compressed) in [
        ("/", true),
        ("/nothing", true),
        ("/api/v1/lots", false),
        ("/api/v1/nothing", false),
        ("/metrics", false),
    ] {
        let asked = Ask::new("GET", path).header("accept-encoding", "gzip, br");
        let headers = hall.head(asked).await;
        assert_eq!(headers.contains_key("content-encoding"), is_compressed, "{path}");
    }
    hall.close().await;
}

#[tokio::test]
async fn assets_last_for_ever_under_the_name_of_their_bytes() {
    let hall = Hall::open().await;
    let page = hall.get("/lots/1").await.body;
    let mut found = 0;
    for address in page.split('"').filter(|text| text.starts_with("/assets/")) {
        let reply = hall.get(address).await;
        assert_eq!(reply.status, 200, "{address}");
        assert_eq!(reply.header("cache-control"), Some("public, max-age=31536000, immutable"));
        found += 1;
    }
    assert!(found >= 3);
    assert_eq!(hall.get("/assets/style.css").await.status, 404);
    hall.close().await;
}
