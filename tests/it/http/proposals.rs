//! Acts of two people.

use super::hall::{Ask, Hall};

fn propose(token: &str, number: u128, body: &str) -> Ask {
    Ask::new("POST", "/api/v1/proposals").token(token).key(number).json(body)
}

fn approve(token: &str, number: u128, proposal: &str) -> Ask {
    let path = format!("/api/v1/proposals/{proposal}/approvals");
    Ask::new("POST", &path).token(token).key(number)
}

const SUSPEND: &str = r#"{"act":"suspend-lot","lot":1,"reason":"权属材料需要补正"}"#;

#[tokio::test]
async fn two_people_suspend_a_lot_and_let_it_go_on() {
    let hall = Hall::open().await;
    let (clerk, reviewer) = (hall.sign_in("clerk1").await, hall.sign_in("reviewer1").await);
    let bidder = hall.sign_in("bidder1").await;
    let reply = hall.ask(propose(&clerk, 1, SUSPEND)).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let proposed = reply.json();
    assert_eq!(proposed["proposal"], 1);
    assert_eq!(proposed["expires_at"], "2026-07-02T09:00:02.000000+08:00");
    assert_eq!(proposed["receipt"].as_str().unwrap().len(), 64);

    let waiting = hall.ask(Ask::new("GET", "/api/v1/proposals").token(&reviewer)).await.json();
    assert_eq!(waiting["proposals"][0]["act"], "suspend-lot");
    assert_eq!(waiting["proposals"][0]["yours"], false);
    assert_eq!(hall.get("/api/v1/lots/1").await.json()["state"], "free-bidding");

    let reply = hall.ask(approve(&reviewer, 1, "1")).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let lot = hall.get("/api/v1/lots/1").await.json();
    assert_eq!(lot["state"], "suspended");
    assert_eq!(lot["reason"], "权属材料需要补正");
    let asked = Ask::new("POST", "/api/v1/lots/1/bids").token(&bidder).key(1);
    let refused = hall.ask(asked.json(r#"{"amount":"100000"}"#)).await;
    assert_eq!(refused.problem(), (409, "auction-suspended".to_owned()));

    let early = r#"{"act":"resume-lot","lot":1,"resumes_at":"2026-07-01T09:00:03+08:00"}"#;
    let reply = hall.ask(propose(&clerk, 2, early)).await;
    assert_eq!(reply.problem(), (422, "notice-too-short".to_owned()));
    let resume = r#"{"act":"resume-lot","lot":1,"resumes_at":"2026-07-01T09:30:00+08:00"}"#;
    let proposed = hall.ask(propose(&clerk, 3, resume)).await.json();
    let proposal = proposed["proposal"].to_string();
    assert_eq!(hall.ask(approve(&reviewer, 2, &proposal)).await.status, 201);
    let lot = hall.get("/api/v1/lots/1").await.json();
    assert_eq!(lot["resumes_at"], "2026-07-01T09:30:00.000000+08:00");
    hall.close().await;
}

#[tokio::test]
async fn one_person_alone_does_nothing() {
    let hall = Hall::open().await;
    let (clerk, reviewer) = (hall.sign_in("clerk1").await, hall.sign_in("reviewer1").await);
    let (other, bidder) = (hall.sign_in("reviewer2").await, hall.sign_in("bidder1").await);
    let sequence = hall.board.sequence();
    let refused = hall.ask(propose(&bidder, 1, SUSPEND)).await;
    assert_eq!(refused.problem(), (403, "not-permitted".to_owned()));
    assert_eq!(refused.json().get("sequence"), None);
    assert_eq!(hall.board.sequence(), sequence, "not journaled");
    let asked = Ask::new("GET", "/api/v1/proposals");
    assert_eq!(hall.ask(asked.token(&bidder)).await.problem(), (403, "not-permitted".to_owned()));
    let nobody = hall.get("/api/v1/proposals").await.problem();
    assert_eq!(nobody, (401, "not-signed-in".to_owned()));

    assert_eq!(hall.ask(propose(&reviewer, 1, SUSPEND)).await.status, 201);
    for (token, number, proposal, expected) in [
        (&clerk, 1, "1", (403, "not-permitted")),
        (&bidder, 2, "1", (403, "not-permitted")),
        (&reviewer, 2, "1", (403, "same-person")),
        (&other, 1, "9", (404, "unknown-proposal")),
        (&other, 2, "x", (404, "unknown-proposal")),
    ] {
        let (status, slug) = hall.ask(approve(token, number, proposal)).await.problem();
        assert_eq!((status, slug.as_str()), expected);
    }
    assert_eq!(hall.get("/api/v1/lots/1").await.json()["state"], "free-bidding");
    hall.close().await;
}

#[tokio::test]
async fn an_act_that_cannot_be_read_or_done_is_refused_to_its_maker() {
    let hall = Hall::open().await;
    let clerk = hall.sign_in("clerk1").await;
    for (number, (body, expected)) in [
        (r#"{"act":"sell-lot","lot":1}"#, (422, "unacceptable-content")),
        (r#"{"lot":1,"reason":"x"}"#, (422, "unacceptable-content")),
        (r#"{"act":"suspend-lot","lot":"1","reason":"x"}"#, (422, "unacceptable-content")),
        (r#"{"act":"suspend-lot","lot":-1,"reason":"x"}"#, (422, "unacceptable-content")),
        (r#"{"act":"suspend-lot","lot":1,"reason":"x","by":1}"#, (422, "unacceptable-content")),
        (r#"{"act":"suspend-lot","lot":9,"reason":"x"}"#, (404, "unknown-lot")),
        (r#"{"act":"suspend-lot","lot":1,"reason":" "}"#, (422, "text-length")),
        (r#"{"act":"suspend-lot","lot":1,"reason":"a\u202eb"}"#, (422, "text-unprintable")),
        (r#"{"act":"resume-lot","lot":1,"resumes_at":"soon"}"#, (422, "malformed-time")),
        (r#"{"act":"enter-reserve","lot":1,"reserve":"1"}"#, (422, "no-secret-reserve")),
        (r#"{"act":"enter-reserve","lot":3,"reserve":"1e5"}"#, (422, "malformed-amount")),
        (
            r#"{"act":"resume-lot","lot":1,"resumes_at":"2026-07-01T10:00:00+08:00"}"#,
            (409, "not-suspended"),
        ),
        (
            r#"{"act":"resume-lot-from-break","lot":1,"resumes_at":"2026-07-01T10:00:00+08:00"}"#,
            (409, "not-interrupted"),
        ),
        (
            r#"{"act":"pause-exchange","reason":"x","until":"2020-01-01T00:00:00+08:00"}"#,
            (422, "pause-out-of-range"),
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let reply = hall.ask(propose(&clerk, number as u128, body)).await;
        let (status, slug) = reply.problem();
        assert_eq!((status, slug.as_str()), expected, "{body}");
    }
    let sequence = hall.board.sequence();
    let long = |length| {
        let reason = "因".repeat(length);
        format!(r#"{{"act":"suspend-lot","lot":1,"reason":"{reason}"}}"#)
    };
    let refused = hall.ask(propose(&clerk, 100, &long(301))).await;
    assert_eq!(refused.problem(), (422, "text-length".to_owned()));
    assert_eq!(
        (&refused.json()["most"], &refused.json()["field"]),
        (&300.into(), &"reason".into())
    );
    assert_eq!(hall.board.sequence(), sequence, "not journaled");
    assert_eq!(hall.ask(propose(&clerk, 100, &long(300))).await.status, 201);
    hall.close().await;
}

#[tokio::test]
async fn a_secret_reserve_is_shown_to_nobody() {
    let hall = Hall::open().await;
    let (clerk, reviewer) = (hall.sign_in("clerk1").await, hall.sign_in("reviewer1").await);
    let body = r#"{"act":"enter-reserve","lot":3,"reserve":"234567.89"}"#;
    let reply = hall.ask(propose(&clerk, 1, body)).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let listed = hall.ask(Ask::new("GET", "/api/v1/proposals").token(&reviewer)).await.body;
    let desk = hall.ask(Ask::new("GET", "/desk").cookie(&reviewer)).await.body;
    assert_eq!(hall.ask(approve(&reviewer, 1, "1")).await.status, 201);
    let lot = hall.get("/api/v1/lots/3").await.body;
    for text in [reply.body, listed, desk, lot] {
        assert!(!text.contains("234567") && !text.contains("234,567"), "{text}");
    }
    hall.close().await;
}
