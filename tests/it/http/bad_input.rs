//! What nobody should send, to every call of the road from a listing to its certificate: the
//! answer says what is wrong, and what cannot be read leaves no entry.

mod lines;
mod names;
mod places;

use std::collections::BTreeSet;

use exchange::{Act, Command, Outcome, Reason, Refusal, Role};
use lexicon::LotId;
use serde_json::{Value, json};

use super::hall::{Ask, Engine, Reply, actor};
use super::road::{Road, listing};
use lines::{long, no_account, no_listing, no_other, ruled};
use places::{other_types, places, with, without};

/// Who sends a body to which call, when all goes well. A call is named by its operationId, and
/// where it takes bodies of several shapes, by the shape behind it.
#[derive(Debug, Clone)]
struct Call {
    name: &'static str,
    path: String,
    body: Value,
}

/// Fields that may also be null.
const MAY_BE_NULL: [&str; 6] =
    ["description", "region", "phone", "countdown_seconds", "extension", "reserve"];

/// Fields that may be missing.
const MAY_BE_MISSING: [&str; 11] = [
    "confirmed",
    "description",
    "region",
    "phone",
    "countdown_seconds",
    "documents",
    "title_en",
    "place",
    "bidders_min",
    "proxy_bidding",
    "first_bid",
];

/// Everyone who sends, with the token of his session.
struct Senders {
    road: Road,
    calls: Vec<(&'static str, Call)>,
}

impl Senders {
    /// A disclosed listing with an application for its lot, a submitted one, and a kept file.
    async fn prepare() -> Self {
        let mut road = Road::open(Engine::Sqlite).await;
        let lot = road.disclose().await;
        let application = road.apply("bidder1", &lot).await;
        let submitted = road.must("seller1", "/listings", listing()).await["listing"].clone();
        let document = road.keep("seller1", "application/pdf", b"%PDF-1.7\n%%EOF\n").await;
        let payment = json!({
            "amount": "10000.00",
            "paid_at": road.hall.now().to_string(),
            "reference": "BANK 1",
        });
        let refund = json!({ "paid_at": road.hall.now().to_string(), "reference": "BANK 2" });
        let note = json!({ "note": "材料不全" });
        let call = |name, path: String, body: &Value| Call { name, path, body: body.clone() };
        let mut whole = listing();
        whole["documents"] = json!([{
            "digest": document,
            "caption": "权属材料",
            "media": "application/pdf",
            "visibility": "public",
        }]);
        whole["lots"][0]["terms"]["bidders_min"] = json!(1);
        whole["lots"][0]["terms"]["proxy_bidding"] = json!(false);
        whole["lots"][0]["terms"]["first_bid"] = json!("at-start");
        let again = format!("/listings/{submitted}/submissions");
        let contract = json!({ "document": road.contract().await });
        let bid = json!({ "amount": "100000.00", "confirmed": false });
        let ceiling = json!({ "ceiling": "150000.00" });
        let mut calls = vec![
            ("begin_session", call("", "/session".to_owned(), &session())),
            ("create_account", call("admin1", "/accounts".to_owned(), &account())),
            ("submit_listing", call("seller1", "/listings".to_owned(), &whole)),
            ("resubmit_listing", call("seller1", again, &whole)),
            ("return_listing", call("clerk1", format!("/listings/{submitted}/return"), &note)),
            ("propose", call("clerk1", "/proposals".to_owned(), &proposal(&road, &submitted))),
            ("reject_applicant", call("clerk2", format!("{application}/rejection"), &note)),
            ("record_deposit", call("clerk1", format!("{application}/deposits"), &payment)),
            ("record_refund", call("clerk1", format!("{application}/refund/payment"), &refund)),
            ("record_contract", call("clerk1", format!("{lot}/contract"), &contract)),
            ("record_payment", call("clerk1", format!("{lot}/payments"), &payment)),
            ("place_bid", call("bidder1", "/lots/1/bids".to_owned(), &bid)),
            ("place_proxy_bid", call("bidder1", "/lots/3/proxy-bids".to_owned(), &ceiling)),
        ];
        let acts = other_acts(&road);
        calls.extend(acts.map(|(name, act)| (name, call("clerk1", "/proposals".to_owned(), &act))));
        Self { road, calls }
    }

    fn call(&self, name: &str) -> Call {
        let found = self.calls.iter().find(|(call, _)| *call == name);
        found.unwrap_or_else(|| panic!("no call {name}")).1.clone()
    }

    async fn asked(&mut self, call: &Call) -> Ask {
        let asked = Ask::new("POST", &format!("/api/v1{}", call.path)).key(self.road.next_key());
        if call.name.is_empty() {
            return asked;
        }
        asked.token(&self.road.hall.sign_in(call.name).await)
    }

    /// Sends bytes that are taken for JSON.
    async fn send(&mut self, call: &Call, body: impl Into<Vec<u8>>) -> Reply {
        let asked = self.asked(call).await.json(body);
        self.road.hall.ask(asked).await
    }

    /// Sends what cannot be read, which leaves no entry.
    async fn unread(&mut self, call: &Call, body: impl Into<Vec<u8>>, told: &str) -> Reply {
        let before = self.road.hall.board.sequence();
        let reply = self.send(call, body).await;
        assert!(reply.status.is_client_error(), "{} {told}: {}", call.path, reply.body);
        assert_eq!(self.road.hall.board.sequence(), before, "{} {told} is journaled", call.path);
        assert_eq!(reply.json().get("sequence"), None, "{} {told}", call.path);
        reply
    }
}

fn session() -> Value {
    json!({ "name": "bidder1", "password": "demo-only" })
}

fn account() -> Value {
    json!({
        "name": "newcomer",
        "password": "long enough now",
        "roles": ["seller"],
        "kind": "person",
        "legal_name": "林晓禾",
        "identity": "11010519491231002X",
        "phone": "13800000000",
    })
}

fn proposal(road: &Road, listing: &Value) -> Value {
    json!({
        "act": "disclose-listing",
        "listing": listing,
        "applications_until": road.after(100),
        "opens_at": road.after(120),
    })
}

/// The acts of two people besides a disclosure.
fn other_acts(road: &Road) -> [(&'static str, Value); 6] {
    let reason = "权属材料需要补正";
    let later = road.after(7_200);
    [
        ("propose suspend-lot", json!({ "act": "suspend-lot", "lot": 1, "reason": reason })),
        ("propose resume-lot", json!({ "act": "resume-lot", "lot": 1, "resumes_at": later })),
        (
            "propose resume-lot-from-break",
            json!({ "act": "resume-lot-from-break", "lot": 1, "resumes_at": later }),
        ),
        ("propose terminate-lot", json!({ "act": "terminate-lot", "lot": 1, "reason": reason })),
        ("propose enter-reserve", json!({ "act": "enter-reserve", "lot": 3, "reserve": "1.00" })),
        (
            "propose pause-exchange",
            json!({ "act": "pause-exchange", "reason": reason, "until": later }),
        ),
    ]
}

#[tokio::test]
async fn every_call_that_takes_a_body_is_tried() {
    let senders = Senders::prepare().await;
    let tried: BTreeSet<&str> =
        senders.calls.iter().map(|(name, _)| name.split(' ').next().unwrap()).collect();
    let document = web::openapi();
    let paths = document["paths"].as_object().unwrap();
    let bodies: BTreeSet<&str> = paths
        .values()
        .flat_map(|path| path.as_object().unwrap().values())
        .filter(|it| !it["requestBody"]["content"]["application/json"].is_null())
        .map(|it| it["operationId"].as_str().unwrap())
        .collect();
    assert_eq!(tried, bodies);
    // So is every shape of a body that has several.
    let acts = document.pointer("/components/schemas/ProposalRequest/oneOf").unwrap();
    let is_act = |(name, _): &&(&str, Call)| name.starts_with("propose");
    let tried = senders.calls.iter().filter(is_act).count();
    assert_eq!(tried, acts.as_array().unwrap().len(), "{acts}");
    senders.road.hall.close().await;
}

#[tokio::test]
async fn a_field_of_another_type_missing_or_unknown_is_refused_and_not_journaled() {
    let mut senders = Senders::prepare().await;
    for (name, call) in senders.calls.clone() {
        for place in places(&call.body) {
            let field = place.rsplit('/').next().unwrap().to_owned();
            for content in other_types(call.body.pointer(&place).unwrap()) {
                if content.is_null() && MAY_BE_NULL.contains(&&*field) {
                    continue;
                }
                let told = format!("{name} {place} {content}");
                let body = with(&call.body, &place, content);
                let reply = senders.unread(&call, body.to_string(), &told).await;
                assert_eq!(reply.problem(), (422, "unacceptable-content".to_owned()), "{told}");
            }
            let is_needed = !MAY_BE_MISSING.contains(&&*field);
            if let Some(body) = without(&call.body, &place).filter(|_| is_needed) {
                let told = format!("{name} without {place}");
                let reply = senders.unread(&call, body.to_string(), &told).await;
                assert_eq!(reply.problem(), (422, "unacceptable-content".to_owned()), "{told}");
            }
        }
        let objects = places(&call.body).into_iter().chain([String::new()]);
        for place in objects.filter(|place| call.body.pointer(place).unwrap().is_object()) {
            let told = format!("{name} {place}/unknown");
            let body = with(&call.body, &format!("{place}/unknown"), json!(1));
            let reply = senders.unread(&call, body.to_string(), &told).await;
            assert_eq!(reply.problem(), (422, "unacceptable-content".to_owned()), "{told}");
        }
    }
    senders.road.hall.close().await;
}

#[tokio::test]
async fn a_body_that_is_none_is_refused_and_not_journaled() {
    let mut senders = Senders::prepare().await;
    for (name, call) in senders.calls.clone() {
        let body = call.body.to_string();
        let first = call.body.as_object().unwrap().keys().next().unwrap();
        let twice = body.replacen('{', &format!("{{{first:?}:null,"), 1);
        let gbk = [b"{\"note\":\"".as_slice(), b"\xb1\xea\xb5\xc4", b"\"}"].concat();
        let values = Value::Array(call.body.as_object().unwrap().values().cloned().collect());
        for (told, sent, expected) in [
            ("nothing", Vec::new(), (400, "malformed-json")),
            ("words", b"hello".to_vec(), (400, "malformed-json")),
            ("a half", body.as_bytes()[..body.len() - 1].to_vec(), (400, "malformed-json")),
            ("more", format!("{body} {{}}").into_bytes(), (400, "malformed-json")),
            ("a half surrogate", br#"{"note":"\ud800"}"#.to_vec(), (400, "malformed-json")),
            ("depth", "[".repeat(10_000).into_bytes(), (400, "malformed-json")),
            ("a key twice", twice.into_bytes(), (400, "duplicate-key")),
            ("GBK", gbk, (400, "not-utf-8")),
            ("null", b"null".to_vec(), (422, "unacceptable-content")),
            ("a text", b"\"x\"".to_vec(), (422, "unacceptable-content")),
            ("values alone", values.to_string().into_bytes(), (422, "unacceptable-content")),
            ("too much", vec![b' '; 64 * 1024 + 1], (413, "too-large")),
        ] {
            let reply = senders.unread(&call, sent, &format!("{name}: {told}")).await;
            let (status, slug) = reply.problem();
            assert_eq!((status, slug.as_str()), expected, "{name}: {told}");
        }
        let before = senders.road.hall.board.sequence();
        for media in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"] {
            let asked = senders.asked(&call).await.body(media, body.as_bytes());
            let reply = senders.road.hall.ask(asked).await;
            assert_eq!(reply.problem(), (415, "unsupported-media-type".to_owned()), "{name}");
        }
        assert_eq!(senders.road.hall.board.sequence(), before, "{name} is journaled");
    }
    senders.road.hall.close().await;
}

#[tokio::test]
async fn what_a_field_cannot_hold_is_told_and_not_journaled() {
    let mut senders = Senders::prepare().await;
    for (name, place, content, expected) in [no_account(), no_listing(), no_other()].concat() {
        let call = senders.call(name);
        let told = format!("{name} {place} {content}");
        let body = with(&call.body, place, content);
        let reply = senders.unread(&call, body.to_string(), &told).await;
        let (status, slug) = reply.problem();
        assert_eq!((status, slug.as_str()), expected, "{told}: {}", reply.body);
        if slug != "unacceptable-content" && slug != "wrong-password" {
            let field = place.rsplit('/').next().unwrap();
            let named = reply.json()["field"].as_str().unwrap_or_default().to_owned();
            let is_within = field == "extension" && named == "window_seconds";
            assert!(named == field || is_within, "{told}: {}", reply.body);
        }
    }
    senders.road.hall.close().await;
}

#[tokio::test]
async fn what_the_rules_refuse_is_told_and_journaled_once() {
    let mut senders = Senders::prepare().await;
    let mut lines = ruled();
    let document = senders.call("submit_listing").body["documents"][0].clone();
    let documents = |count| Value::Array(vec![document.clone(); count]);
    lines.push(("submit_listing", "/documents", documents(2), (422, "document-twice")));
    lines.push(("submit_listing", "/documents", documents(21), (422, "too-many-documents")));
    let moments = [("/applications_until", "applications-end-too-early")];
    for (place, slug) in moments.into_iter().chain([("/opens_at", "opens-too-early")]) {
        lines.push(("propose", place, json!("2020-01-01T00:00:00+08:00"), (422, slug)));
    }
    senders.road.must("clerk1", "/listings/2/acceptance", json!({})).await;
    for (name, place, content, expected) in lines {
        let call = senders.call(name);
        let told = format!("{name} {place} {content}");
        let before = senders.road.hall.board.sequence();
        let reply = senders.send(&call, with(&call.body, place, content).to_string()).await;
        let (status, slug) = reply.problem();
        assert_eq!((status, slug.as_str()), expected, "{told}: {}", reply.body);
        let recorded = before.next();
        assert_eq!(senders.road.hall.board.sequence(), recorded, "{told}: one entry");
        assert_eq!(reply.json()["sequence"], recorded.0, "{told}");
        assert_eq!(reply.json()["receipt"].as_str().map(str::len), Some(64), "{told}");
    }
    // The rows have followed through all of it.
    let entries = senders.road.read("supervisor1", "/entries?limit=200").await;
    let newest = senders.road.hall.board.sequence().0;
    assert_eq!(entries["entries"][0]["sequence"], newest, "{entries}");
    senders.road.hall.close().await;
}

#[tokio::test]
async fn the_longest_that_a_field_may_hold_is_taken_as_it_is() {
    let mut senders = Senders::prepare().await;
    let call = senders.call("submit_listing");
    for (place, content) in [
        ("/lots/0/title", long(120)),
        ("/lots/0/title_en", long(120)),
        ("/lots/0/place", long(80)),
        ("/documents/0/caption", long(80)),
        ("/lots/0/title", json!("=HYPERLINK(\"http://evil.example\")")),
        ("/lots/0/title", json!("+86 @SUM(A1) -1")),
        ("/lots/0/title", json!("'; DROP TABLE lot; --")),
        ("/lots/0/title", json!("𠮷野家 e\u{301}")),
    ] {
        let body = with(&call.body, place, content.clone());
        let reply = senders.send(&call, body.to_string()).await;
        assert_eq!(reply.status, 201, "{place} {content}: {}", reply.body);
        let path = format!("/listings/{}", reply.json()["listing"]);
        let shown = senders.road.read("seller1", &path).await;
        assert_eq!(shown.pointer(place), Some(&content), "{place}");
    }
    let text = long(10_000);
    let reply = senders.send(&call, with(&call.body, "/description", text).to_string()).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let call = senders.call("return_listing");
    let reply = senders.send(&call, with(&call.body, "/note", long(2_000)).to_string()).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    senders.road.hall.close().await;
}

const MARKUP: &str = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;";

#[tokio::test]
async fn markup_stays_text_on_every_page_that_shows_it() {
    let mut senders = Senders::prepare().await;
    let call = senders.call("submit_listing");
    let mut body = call.body.clone();
    for place in ["/lots/0/title", "/lots/0/title_en", "/lots/0/place", "/documents/0/caption"] {
        body = with(&body, place, json!(MARKUP));
    }
    body = with(&body, "/description", json!(MARKUP));
    let reply = senders.send(&call, body.to_string()).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    let listing = reply.json()["listing"].as_u64().unwrap();
    let path = format!("/listings/{listing}");
    let shown = senders.road.read("seller1", &path).await;
    assert_eq!(shown["lots"][0]["title"], MARKUP, "kept as it was written");
    let note = json!({ "note": MARKUP });
    senders.road.must("clerk1", &format!("{path}/return"), note).await;
    let pages = [
        ("seller1", "/listings".to_owned()),
        ("seller1", path.clone()),
        ("seller1", format!("{path}/edit")),
        ("clerk1", path.clone()),
        ("clerk1", "/desk".to_owned()),
        ("supervisor1", "/wall".to_owned()),
    ];
    let mut found = 0;
    for (name, page) in pages {
        let token = senders.road.hall.sign_in(name).await;
        let sequence = senders.road.hall.board.sequence().to_string();
        for language in ["zh-CN", "en"] {
            let asked = Ask::new("GET", &page).cookie(&token).header("accept-language", language);
            let reply = senders.road.hall.ask(asked.header("gavel-at-least", &sequence)).await;
            assert_eq!(reply.status, 200, "{page}");
            assert!(!reply.body.contains("<script>alert"), "{page}");
            assert!(!reply.body.contains("<img src=x"), "{page}");
            found += usize::from(reply.body.contains("alert(1)"));
        }
    }
    assert!(found >= 6, "the pages show it: {found}");
    senders.road.hall.close().await;
}

#[tokio::test]
async fn numbers_that_no_row_can_hold_do_not_stop_the_rows() {
    let mut road = Road::open(Engine::Sqlite).await;
    // Past HTTP too: what was journaled once must be drawn for ever.
    let act = Act::SuspendLot { lot: LotId(u64::MAX), reason: Reason("x".to_owned()) };
    let outcome = road.hall.submit(actor(11, Role::Clerk), Command::Propose { act }).await;
    assert!(matches!(outcome, Outcome::Refused(Refusal::UnknownLot { .. })), "{outcome:?}");
    for lot in [u64::MAX, i64::MAX as u64 + 1, i64::MAX as u64, 0] {
        for (act, slug) in [
            (json!({ "act": "suspend-lot", "lot": lot, "reason": "x" }), "unknown-lot"),
            (json!({ "act": "terminate-lot", "lot": lot, "reason": "x" }), "unknown-lot"),
            (json!({ "act": "enter-reserve", "lot": lot, "reserve": "1" }), "unknown-lot"),
            (proposal(&road, &json!(lot)), "unknown-listing"),
        ] {
            let refused = road.refused("clerk1", "/proposals", act).await;
            assert_eq!(refused, (404, slug.to_owned()), "{lot}");
        }
        let path = format!("/proposals/{lot}/approvals");
        let refused = road.refused("reviewer1", &path, json!({})).await;
        assert_eq!(refused, (404, "unknown-proposal".to_owned()), "{lot}");
    }
    let entries = road.read("supervisor1", "/entries?limit=1").await;
    assert_eq!(entries["entries"][0]["sequence"], road.hall.board.sequence().0, "{entries}");
    road.hall.close().await;
}
