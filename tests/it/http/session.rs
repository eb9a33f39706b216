//! Signing in and out.

use super::hall::{Ask, Hall};

fn log_in(body: &str) -> Ask {
    Ask::new("POST", "/api/v1/session").json(body)
}

#[tokio::test]
async fn whoever_knows_the_password_gets_a_token_and_a_cookie() {
    let hall = Hall::open().await;
    let reply = hall.ask(log_in(r#"{"name":"bidder1","password":"demo-only"}"#)).await;
    assert_eq!(reply.status, 201);
    let session = reply.json();
    let token = session["token"].as_str().unwrap();
    assert_eq!(token.len(), 64);
    assert_eq!(session["roles"], serde_json::json!(["bidder"]));
    assert_eq!(session["expires_at"], "2026-07-01T21:00:02.000000+08:00");
    let cookie = reply.header("set-cookie").unwrap();
    assert!(cookie.starts_with(&format!("gavel_session={token}; ")), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }

    let asked = || Ask::new("GET", "/api/v1/lots/1");
    assert!(hall.ask(asked().token(token)).await.json()["your_paddle"].is_number());
    assert!(hall.ask(asked().cookie(token)).await.json()["your_paddle"].is_number());
    assert!(hall.ask(asked()).await.json().get("your_paddle").is_none());

    let ended = hall.ask(Ask::new("DELETE", "/api/v1/session").token(token)).await;
    assert_eq!(ended.status, 204);
    assert!(ended.header("set-cookie").unwrap().contains("Max-Age=0"));
    assert!(hall.ask(asked().token(token)).await.json().get("your_paddle").is_none());
    hall.close().await;
}

#[tokio::test]
async fn nobody_else_gets_in() {
    let hall = Hall::open().await;
    for (body, problem) in [
        (r#"{"name":"bidder1","password":"wrong"}"#, (401, "wrong-password")),
        (r#"{"name":"nobody","password":"demo-only"}"#, (401, "wrong-password")),
        (r#"{"name":"nobody","password":""}"#, (401, "wrong-password")),
        (r#"{"name":"bidder1"}"#, (422, "unacceptable-content")),
        (r#"{"name":"bidder1","password":1}"#, (422, "unacceptable-content")),
        (
            r#"{"name":"bidder1","password":"demo-only","role":"clerk"}"#,
            (422, "unacceptable-content"),
        ),
        (r#"{"name":"a","name":"b","password":"demo-only"}"#, (400, "duplicate-key")),
        ("", (400, "malformed-json")),
    ] {
        let reply = hall.ask(log_in(body)).await;
        let (status, slug) = reply.problem();
        assert_eq!((status, slug.as_str()), problem, "{body}");
        assert!(reply.header("set-cookie").is_none());
    }
    for token in ["", "0", &"0".repeat(64), "é"] {
        let asked = Ask::new("POST", "/api/v1/lots/1/bids").key(1).json(r#"{"amount":"1"}"#);
        let asked = if token == "é" { asked } else { asked.token(token) };
        let reply = hall.ask(asked).await;
        assert_eq!(reply.problem(), (401, "not-signed-in".to_owned()), "{token}");
        assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
    }
    hall.close().await;
}

#[tokio::test]
async fn guessing_is_held_up_even_for_the_right_password() {
    let hall = Hall::open().await;
    for _ in 0..10 {
        let reply = hall.ask(log_in(r#"{"name":"bidder1","password":"guess"}"#)).await;
        assert_eq!(reply.status, 401);
    }
    let reply = hall.ask(log_in(r#"{"name":"bidder1","password":"demo-only"}"#)).await;
    assert_eq!(reply.problem(), (429, "too-many-attempts".to_owned()));
    assert_eq!(reply.header("retry-after"), Some("60"));
    hall.sign_in("bidder2").await;
    hall.set(hall.now() + lexicon::Span::MINUTE).await;
    hall.sign_in("bidder1").await;
    hall.close().await;
}

#[tokio::test]
async fn a_session_expires() {
    let hall = Hall::open().await;
    let token = hall.sign_in("bidder1").await;
    let asked = || Ask::new("GET", "/api/v1/lots/1").token(&token);
    hall.set(hall.now() + web::SESSION_LIFE).await;
    assert!(hall.ask(asked()).await.json().get("your_paddle").is_none());
    hall.close().await;
}
