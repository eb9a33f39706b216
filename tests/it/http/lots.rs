//! Lots and histories, as everyone may read them.

use super::hall::{Ask, Hall};

#[tokio::test]
async fn a_lot_shows_what_everyone_may_see() {
    let hall = Hall::open().await;
    let lot = hall.get("/api/v1/lots/1").await.json();
    let expected = serde_json::json!({
        "lot": 1,
        "title": "青山村水田经营权",
        "title_en": "Lot <b>one</b>",
        "category": "rural-right",
        "method": "ascending",
        "state": "free-bidding",
        "phase": "free-bidding",
        "opens_at": "2026-07-01T09:00:01.000000+08:00",
        "phase_ends_at": "2026-07-01T10:00:01.000000+08:00",
        "closes_at": "2026-07-01T10:02:01.000000+08:00",
        "resumes_at": null,
        "reason": null,
        "starting_price": "100000.00",
        "increment": "1000.00",
        "increment_rule": "at-least",
        "reserve": "none",
        "reserve_price": null,
        "bidders_min": 1,
        "proxy_bidding": false,
        "leading_price": null,
        "leading_paddle": null,
        "bid_count": 0,
        "least_bid": "100000.00",
        "server_time": "2026-07-01T09:00:02.000000+08:00",
        "sequence": lot["sequence"],
    });
    assert_eq!(lot, expected);
    assert!(lot["sequence"].is_u64());

    let announced = hall.get("/api/v1/lots/2").await.json();
    assert_eq!(announced["state"], "announced");
    assert_eq!(announced["phase"], "announced");
    assert_eq!(announced["opens_at"], "2026-07-01T11:00:00.000000+08:00");
    for lot in ["4", "0", "-1", "abc", "１"] {
        let path = format!("/api/v1/lots/{}", lot.replace('１', "%EF%BC%91"));
        assert_eq!(hall.get(&path).await.problem(), (404, "unknown-lot".to_owned()), "{lot}");
    }
    hall.close().await;
}

#[tokio::test]
async fn lots_are_filtered_and_paged_by_their_numbers() {
    let hall = Hall::open().await;
    for (query, lots, next) in [
        ("", vec![1, 2, 3], None),
        ("?limit=2", vec![1, 2], Some(2)),
        ("?limit=2&after=2", vec![3], None),
        ("?limit=3", vec![1, 2, 3], None),
        ("?after=3", vec![], None),
        ("?after=18446744073709551615", vec![], None),
        ("?state=announced", vec![2], None),
        ("?state=free-bidding&limit=1", vec![1], Some(2)),
        ("?category=rural-right&state=", vec![1, 2, 3], None),
        ("?category=state-asset", vec![], None),
        ("?q=%E6%B0%B4%E7%94%B0", vec![1], None),
        ("?region=%E4%B8%9C%E6%B9%96", vec![2], None),
    ] {
        // Words are looked up in the rows, which may be a moment behind.
        let asked = Ask::new("GET", &format!("/api/v1/lots{query}"));
        let at_least = hall.board.sequence().to_string();
        let page = hall.ask(asked.header("gavel-at-least", &at_least)).await.json();
        let found: Vec<u64> = page["lots"]
            .as_array()
            .unwrap()
            .iter()
            .map(|lot| lot["lot"].as_u64().unwrap())
            .collect();
        assert_eq!((found, page["next"].as_u64()), (lots, next), "{query}");
    }
    for query in [
        "?category=Rural",
        "?state=open",
        "?limit=0",
        "?limit=201",
        "?limit=x",
        "?after=-1",
        "?nonsense=1",
        "?limit=1&limit=2",
    ] {
        let reply = hall.get(&format!("/api/v1/lots{query}")).await;
        assert_eq!(reply.problem(), (400, "unacceptable-parameter".to_owned()), "{query}");
    }
    hall.close().await;
}

#[tokio::test]
async fn a_history_is_paged_by_sequence() {
    let hall = Hall::open().await;
    for party in [1, 2, 1] {
        hall.bid(1, party).await;
    }
    let first = hall.get("/api/v1/lots/1/bids?limit=2").await.json();
    assert_eq!(first["bids"].as_array().unwrap().len(), 2);
    let next = first["next"].as_u64().unwrap();
    assert_eq!(first["bids"][1]["sequence"], next);
    let rest = hall.get(&format!("/api/v1/lots/1/bids?after={next}")).await.json();
    assert_eq!(rest["bids"].as_array().unwrap().len(), 1);
    assert_eq!(rest["bids"][0]["amount"], "102000.00");
    assert_eq!(rest["next"], serde_json::Value::Null);
    let whole = hall.get("/api/v1/lots/1/bids?after=0").await.json();
    assert_eq!(whole["bids"].as_array().unwrap().len(), 3);
    assert_eq!(hall.get("/api/v1/lots/9/bids").await.problem().0, 404);
    for query in ["after=x", "limit=0", "limit=1001", "before=1"] {
        let reply = hall.get(&format!("/api/v1/lots/1/bids?{query}")).await;
        assert_eq!(reply.problem(), (400, "unacceptable-parameter".to_owned()), "{query}");
    }
    hall.close().await;
}
