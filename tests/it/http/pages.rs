//! Pages, as browsers without script use them.

use super::hall::{Ask, Hall, PASSWORD, Reply, request_id};

fn place(token: &str, number: u128, amount: &str, step: &str) -> Ask {
    let id = request_id(number);
    let form = format!("request_id={id}&amount={amount}&step={step}");
    Ask::new("POST", "/lots/1/bids").cookie(token).form(&form)
}

fn is_page(reply: &Reply) -> bool {
    reply.header("content-type") == Some("text/html; charset=utf-8")
}

#[tokio::test]
async fn pages_speak_the_readers_language_and_keep_his_choice() {
    let hall = Hall::open().await;
    let chinese = hall.get("/").await;
    assert!(is_page(&chinese) && chinese.body.contains("<html lang=\"zh-CN\">"));
    assert!(chinese.body.contains("交易大厅") && chinese.body.contains("青山村水田经营权"));
    assert!(chinese.body.contains("Lot &#60;b&#62;one"), "what people wrote is escaped");
    assert_eq!(chinese.header("set-cookie"), None);

    let english = hall.get("/?state=announced&lang=en").await;
    assert!(english.body.contains("<html lang=\"en\">") && english.body.contains("Trading hall"));
    assert!(english.body.contains("/?state=announced&#38;lang=zh-CN"), "{}", english.body);
    let cookie = english.header("set-cookie").unwrap();
    assert!(cookie.starts_with("gavel_language=en; "), "{cookie}");
    let kept = hall.ask(Ask::new("GET", "/lots/1").header("cookie", "gavel_language=en")).await;
    assert!(kept.body.contains("Rules of this sale"));
    hall.close().await;
}

#[tokio::test]
async fn what_is_not_there_is_told_by_a_page() {
    let hall = Hall::open().await;
    for path in ["/nothing", "/lots/9", "/lots/x", "/lots/1/nothing"] {
        let reply = hall.get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(is_page(&reply) && reply.body.contains("返回交易大厅"), "{path}");
    }
    assert_eq!(hall.get("/?state=nonsense").await.status, 400);
    hall.close().await;
}

#[tokio::test]
async fn somebody_signs_in_by_the_form_and_out_again() {
    let hall = Hall::open().await;
    let offered = hall.get("/session?next=/lots/1").await.body;
    assert!(offered.contains("value=\"bidder1\"") && offered.contains(PASSWORD));
    let form = |password: &str, next: &str| {
        let body = format!("name=bidder1&password={password}&next={next}");
        Ask::new("POST", "/session").form(&body)
    };
    let wrong = hall.ask(form("wrong", "")).await;
    assert_eq!(wrong.status, 401);
    assert!(is_page(&wrong) && wrong.body.contains("用户名或密码不正确"));

    let right = hall.ask(form(PASSWORD, "/lots/1")).await;
    assert_eq!((right.status.as_u16(), right.header("location")), (303, Some("/lots/1")));
    let cookie = right.header("set-cookie").unwrap();
    let token = cookie.split(['=', ';']).nth(1).unwrap();
    let lot = hall.ask(Ask::new("GET", "/lots/1").cookie(token)).await.body;
    assert!(lot.contains("bid-form") && lot.contains("您的竞买号"));
    let elsewhere = hall.ask(form(PASSWORD, "//evil.example")).await;
    assert_eq!(elsewhere.header("location"), Some("/"));

    let out = hall.ask(Ask::new("POST", "/session/end").cookie(token).form("")).await;
    assert_eq!(out.status, 303);
    let lot = hall.ask(Ask::new("GET", "/lots/1").cookie(token)).await.body;
    assert!(!lot.contains("bid-form"));
    hall.close().await;
}

#[tokio::test]
async fn a_bid_by_form_is_confirmed_placed_and_told_once() {
    let hall = Hall::open().await;
    let token = hall.sign_in("bidder1").await;
    let review = hall.ask(place(&token, 1, "100%2C000", "review")).await;
    assert_eq!(review.status, 200);
    assert!(review.body.contains("请确认报价") && review.body.contains("100,000.00"));
    assert!(review.body.contains(&request_id(1).to_string()), "the same id goes on");
    assert_eq!(hall.board.lot(lexicon::LotId(1)).unwrap().bid_count, 0);

    let placed = hall.ask(place(&token, 1, "100000.00", "place")).await;
    assert_eq!((placed.status.as_u16(), placed.header("location")), (303, Some("/lots/1")));
    let page = || Ask::new("GET", "/lots/1").cookie(&token);
    assert!(hall.ask(page()).await.body.contains("报价 100,000.00 元已接受"));
    assert!(!hall.ask(page()).await.body.contains("元已接受"), "told once");
    let again = hall.ask(place(&token, 1, "100000.00", "place")).await;
    assert_eq!(again.status, 303, "sent twice, bid once");
    assert_eq!(hall.board.lot(lexicon::LotId(1)).unwrap().bid_count, 1);
    hall.close().await;
}

#[tokio::test]
async fn a_refused_bid_says_beside_the_field_what_is_wrong() {
    let hall = Hall::open().await;
    let token = hall.sign_in("bidder1").await;
    let refused = hall.ask(place(&token, 1, "5", "place")).await;
    assert_eq!(refused.status, 422);
    assert!(is_page(&refused) && refused.body.contains("aria-invalid=\"true\""));
    assert!(refused.body.contains("当前最低有效报价为 100,000.00 元"));
    assert!(refused.body.contains("name=\"amount\"") && refused.body.contains("value=\"5\""));
    assert!(!refused.body.contains(&request_id(1).to_string()), "a new id for the next bid");

    let malformed = hall.ask(place(&token, 2, "1e5", "place")).await;
    assert_eq!(malformed.status, 422);
    assert!(malformed.body.contains("金额格式不正确"));
    let id = Ask::new("POST", "/lots/1/bids").cookie(&token).form("request_id=1&amount=5");
    assert_eq!(hall.ask(id).await.status, 400);
    let stranger = Ask::new("POST", "/lots/1/bids").form("request_id=1&amount=5");
    assert_eq!(hall.ask(stranger).await.status, 401);
    let back = hall.get("/lots/1/bids").await;
    assert_eq!(back.header("location"), Some("/lots/1"));
    hall.close().await;
}

#[tokio::test]
async fn the_public_sees_paddles_and_never_names() {
    let hall = Hall::open().await;
    hall.bid(1, 1).await;
    let paddle = hall.board.paddle(lexicon::LotId(1), lexicon::PartyId(1)).unwrap().to_string();
    for path in ["/", "/lots/1", "/api/v1/lots", "/api/v1/lots/1", "/api/v1/lots/1/bids"] {
        let shown = hall.get(path).await.body;
        assert!(shown.contains(&paddle), "{path}");
        assert!(!shown.contains("bidder1") && !shown.contains("party"), "{path}");
    }
    hall.close().await;
}

#[tokio::test]
async fn a_bid_that_has_no_answer_yet_keeps_its_id() {
    let hall = Hall::open().await;
    let token = hall.sign_in("bidder1").await;
    for number in 0..u128::from(floor::BIDS_BURST) {
        assert_eq!(hall.ask(place(&token, number, "5", "place")).await.status, 422);
    }
    let refused = hall.ask(place(&token, 1_000, "100000", "place")).await;
    assert_eq!(refused.status, 429);
    let id = request_id(1_000).to_string();
    assert!(is_page(&refused) && refused.body.contains(&id) && refused.body.contains("100000"));
    hall.set(hall.now() + lexicon::Span::MINUTE).await;
    assert_eq!(hall.ask(place(&token, 1_000, "100000", "place")).await.status, 303);
    let other = hall.ask(place(&token, 1_000, "200000", "place")).await;
    assert_eq!(other.status, 422);
    assert!(!other.body.contains(&id), "the id is another bid's");
    hall.close().await;
}

#[tokio::test]
async fn two_people_act_at_the_desk() {
    let hall = Hall::open().await;
    let (clerk, reviewer) = (hall.sign_in("clerk1").await, hall.sign_in("reviewer1").await);
    let bidder = hall.sign_in("bidder1").await;
    let desk = |token: &str| Ask::new("GET", "/desk").cookie(token);
    assert_eq!(hall.get("/desk").await.header("location"), Some("/session?next=/desk"));
    assert_eq!(hall.ask(desk(&bidder)).await.status, 403);
    assert!(hall.ask(desk(&clerk)).await.body.contains("中止标的"));

    let propose = |number: u128, fields: &str| {
        let form = format!("request_id={}&{fields}", request_id(number));
        Ask::new("POST", "/desk/proposals").cookie(&clerk).form(&form)
    };
    let bad = hall.ask(propose(1, "act=resume-lot&lot=1&moment=tomorrow")).await;
    assert!(bad.status == 422 && bad.body.contains("时间格式不正确"), "{}", bad.body);
    let refused = hall.ask(propose(2, "act=resume-lot&lot=1&moment=2026-07-01T10%3A00")).await;
    assert!(refused.status == 409 && refused.body.contains("标的没有中止"));
    assert!(!refused.body.contains(&request_id(2).to_string()), "a new id for the next act");
    assert!(refused.body.contains("2026-07-01T10:00"), "what was entered stays");
    let long = format!("act=pause-exchange&moment=2026-07-01T10%3A00&reason={}", "a".repeat(301));
    let sequence = hall.board.sequence();
    let long = hall.ask(propose(5, &long)).await;
    assert_eq!((long.status.as_u16(), hall.board.sequence()), (422, sequence));
    let made = hall.ask(propose(3, "act=suspend-lot&lot=1&reason=test")).await;
    assert_eq!(made.status, 303, "{}", made.body);

    let waiting = hall.ask(desk(&clerk)).await.body;
    assert!(waiting.contains("等待另一人复核") && !waiting.contains("/desk/proposals/1/approvals"));
    assert!(hall.ask(desk(&reviewer)).await.body.contains("/desk/proposals/1/approvals"));
    let form = format!("request_id={}", request_id(4));
    let approval = Ask::new("POST", "/desk/proposals/1/approvals").cookie(&reviewer).form(&form);
    assert_eq!(hall.ask(approval).await.status, 303);
    let lot = hall.get("/lots/1").await.body;
    assert!(lot.contains("交易已中止") && lot.contains("test"));
    hall.close().await;
}
