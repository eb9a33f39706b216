//! What people are offered and what they hand in: only what they may, only of their own, and no
//! more than fits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::body::{Body, Bytes};
use exchange::Role;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::hall::{Ask, Engine, PARTIES};
use super::road::{Road, listing};
use super::secrets::{form, page};

const FILE: &[u8] = b"%PDF-1.4\n%%EOF\n";

/// Sends a body to a path, by somebody or a stranger; gives the status and whether any of the body
/// was read.
async fn send_watched(road: &Road, path: &str, media: &str, name: Option<&str>) -> (u16, bool) {
    let is_read = Arc::new(AtomicBool::new(false));
    let watched = Arc::clone(&is_read);
    let body = futures_util::stream::poll_fn(move |_| {
        let is_first = !watched.swap(true, Ordering::Relaxed);
        std::task::Poll::Ready(is_first.then(|| Ok::<_, std::io::Error>(Bytes::from(FILE))))
    });
    let mut asked = Ask::new("POST", path).header("content-type", media);
    if let Some(name) = name {
        asked = asked.cookie(&road.hall.sign_in(name).await);
    }
    let request = asked.request().map(|_| Body::from_stream(body));
    let reply = road.hall.router.clone().oneshot(request).await.unwrap();
    (reply.status().as_u16(), is_read.load(Ordering::Relaxed))
}

#[tokio::test]
async fn a_file_is_not_read_before_it_is_known_who_sends_it() {
    const FORM: &str = "multipart/form-data; boundary=x";
    let road = Road::open(Engine::Sqlite).await;
    for (path, media, name, expected) in [
        ("/listings", FORM, None, (401, false)),
        ("/listings", FORM, Some("bidder1"), (403, false)),
        ("/listings", FORM, Some("reviewer1"), (403, false)),
        ("/lots/1/contract", FORM, None, (401, false)),
        ("/lots/1/contract", FORM, Some("bidder1"), (403, false)),
        ("/api/v1/files", "application/pdf", None, (401, false)),
        ("/api/v1/files", "application/pdf", Some("bidder1"), (403, false)),
        ("/api/v1/files", "application/pdf", Some("seller1"), (201, true)),
    ] {
        let found = send_watched(&road, path, media, name).await;
        assert_eq!(found, expected, "{path} by {name:?}");
    }
    road.hall.close().await;
}

/// Hands a file in, and gives its digest.
async fn hand_in(road: &Road, name: &str) -> Value {
    let token = road.hall.sign_in(name).await;
    let asked = Ask::new("POST", "/api/v1/files").token(&token);
    let reply = road.hall.ask(asked.body("application/pdf", FILE)).await;
    assert_eq!(reply.status, 201, "{}", reply.body);
    reply.json()["digest"].clone()
}

fn listing_with(digest: &Value) -> Value {
    let mut listing = listing();
    listing["documents"] = json!([{
        "digest": digest,
        "caption": "权属材料",
        "media": "application/pdf",
        "visibility": "public",
    }]);
    listing
}

on_both_engines! {
    async fn a_listing_names_no_file_that_somebody_else_handed_in(engine: Engine) {
        let mut road = Road::open(engine).await;
        let number = PARTIES + 1;
        road.hall.register_party(number, &[Role::Seller]).await;
        road.hall.add_accounts(&[("seller9", number, Role::Seller)]).await;
        let digest = hand_in(&road, "seller1").await;
        let named = listing_with(&digest);
        let refused = road.refused("seller9", "/listings", named.clone()).await;
        assert_eq!(refused, (422, "unacceptable-field".to_owned()));
        let listed = road.must("seller1", "/listings", named.clone()).await["listing"].clone();
        let path = format!("/listings/{listed}");
        road.must("clerk1", &format!("{path}/return"), json!({ "note": "缺少记录" })).await;
        let resubmission = format!("{path}/submissions");
        let refused = road.refused("seller9", &resubmission, named.clone()).await;
        assert_eq!(refused.0, 422, "what stands in another's listing: {refused:?}");
        road.must("seller1", &resubmission, named.clone()).await;

        assert_eq!(hand_in(&road, "seller9").await, digest, "whoever has it names it too");
        road.must("seller9", "/listings", named).await;
        road.hall.close().await;
    }

    async fn whoever_withdrew_or_was_rejected_is_offered_to_apply_again(engine: Engine) {
        const FORM: &str = "action=\"/lots/4/applications\"";
        let mut road = Road::open(engine).await;
        let lot = road.disclose().await;
        let shown = page(&road, "bidder1", &lot).await;
        assert!(shown.contains(FORM), "{shown}");
        let application = road.apply("bidder1", &lot).await;
        assert!(!page(&road, "bidder1", &lot).await.contains(FORM), "applies once at a time");
        road.must("bidder1", &format!("{application}/withdrawal"), json!({})).await;
        let shown = page(&road, "bidder1", &lot).await;
        assert!(shown.contains(FORM) && shown.contains(&application), "{shown}");

        let reply = form(&mut road, "bidder1", &format!("{lot}/applications"), "").await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        assert!(!page(&road, "bidder1", &lot).await.contains(FORM));
        let path = "/applications/2/rejection";
        road.must("clerk2", path, json!({ "note": "执照已经过期" })).await;
        let shown = page(&road, "bidder1", &lot).await;
        assert!(shown.contains(FORM) && shown.contains("执照已经过期"), "{shown}");
        road.wait(101).await;
        let shown = page(&road, "bidder1", &lot).await;
        assert!(!shown.contains(FORM), "applications are over");
        assert!(shown.contains("/applications/2\""), "{shown}");
        road.hall.close().await;
    }

    async fn the_desk_leads_to_all_that_waits(engine: Engine) {
        let mut road = Road::open(engine).await;
        let token = road.hall.sign_in("seller1").await;
        for number in 0..52 {
            // Nobody may be faster for long.
            if number % 4 == 0 {
                road.wait(2).await;
            }
            let asked = Ask::new("POST", "/api/v1/listings").token(&token);
            let asked = asked.key(road.next_key()).json(listing().to_string());
            assert_eq!(road.hall.ask(asked).await.status, 201);
        }
        let link = |listing: u64| format!("<a href=\"/listings/{listing}\">");
        let first = page(&road, "clerk1", "/desk").await;
        assert!(first.contains(&link(1)) && first.contains(&link(50)), "{first}");
        assert!(!first.contains(&link(51)), "a page has its length");
        let next = "/desk?list=desk-submitted&#38;after=50#desk-submitted";
        assert!(first.contains(next), "{first}");
        let second = page(&road, "clerk1", "/desk?list=desk-submitted&after=50").await;
        assert!(second.contains(&link(51)) && second.contains(&link(52)), "{second}");
        assert!(!second.contains(&link(50)) && !second.contains("after=52"), "{second}");
        road.hall.close().await;
    }

    async fn the_desk_shows_what_is_to_be_settled_and_given_back_until_it_is_done(engine: Engine) {
        let mut road = Road::open(engine).await;
        let lot = road.disclose().await;
        let buyer = road.apply("bidder1", &lot).await;
        let loser = road.apply("bidder2", &lot).await;
        // He paid but was never examined: his deposit must go back all the same.
        let waiting = road.apply("bidder3", &lot).await;
        road.admit(&buyer, 1).await;
        road.admit(&loser, 2).await;
        let paid = road.payment("10000.00", 3);
        road.must("clerk1", &format!("{waiting}/deposits"), paid).await;
        let refunds = async |road: &Road| -> Vec<bool> {
            let desk = page(road, "clerk2", "/desk").await;
            let section = desk.split("id=\"desk-refunds\"").nth(1).unwrap();
            let section = section.split("</section>").next().unwrap();
            let all = [&buyer, &loser, &waiting];
            all.map(|it| section.contains(&format!("<a href=\"{it}\">"))).to_vec()
        };
        assert_eq!(refunds(&road).await, [false; 3], "the sale is to come");
        road.wait(121).await;
        road.must("bidder1", &format!("{lot}/bids"), json!({ "amount": "100000.00" })).await;
        road.wait(600 + 121).await;
        assert_eq!(refunds(&road).await, [false, true, true]);
        let settlement = format!("<a href=\"{lot}/settlement\">");
        assert!(page(&road, "clerk2", "/desk").await.contains(&settlement));
        road.must("clerk1", &format!("{loser}/refund"), json!({})).await;
        assert_eq!(refunds(&road).await, [false, true, true], "on its way it is still to be told");
        road.hall.close().await;
    }
}

#[tokio::test]
async fn no_link_of_a_page_leads_to_another_site() {
    let road = Road::open(Engine::Sqlite).await;
    for path in ["//evil.example", "//evil.example/x", "/\\evil.example", "//evil.example/bids"] {
        let reply = road.hall.get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert!(!reply.body.contains("evil.example"), "{path}: {}", reply.body);
        assert!(reply.body.contains("href=\"/?lang=en\""), "{path}: {}", reply.body);
    }
    road.hall.close().await;
}
