//! What nobody may know before a lot has closed: whose paddle a paddle is, who applies, and where.

use serde_json::{Value, json};

use super::hall::{Ask, LEGAL_NAME, Reply, request_id};
use super::road::Road;

/// Under which name a page shows a paddle, and an applicant.
const PADDLE: &str = "<dt>竞买号</dt>";
const APPLICANT: &str = "<dt>申请人</dt>";

/// Commands that tell of who applies.
const ABOUT_APPLICANTS: [&str; 3] = ["apply", "record-deposit", "admit-applicant"];

/// A page as somebody sees it, once the rows have reached what was just done.
pub(super) async fn page(road: &Road, name: &str, path: &str) -> String {
    let token = road.hall.sign_in(name).await;
    let sequence = road.hall.board.sequence().to_string();
    let asked = Ask::new("GET", path).cookie(&token).header("gavel-at-least", &sequence);
    let reply = road.hall.ask(asked).await;
    assert_eq!(reply.status, 200, "{name} {path}: {}", reply.body);
    reply.body
}

/// Sends a page's form by somebody.
pub(super) async fn form(road: &mut Road, name: &str, path: &str, fields: &str) -> Reply {
    let token = road.hall.sign_in(name).await;
    let id = request_id(road.next_key());
    let form = format!("request_id={id}&{fields}");
    road.hall.ask(Ask::new("POST", path).cookie(&token).form(&form)).await
}

/// Lets a bid win and the lot close.
async fn close(road: &mut Road, lot: &str) {
    road.wait(121).await;
    road.must("bidder1", &format!("{lot}/bids"), json!({ "amount": "100000.00" })).await;
    road.wait(600 + 121).await;
    let closed = road.hall.get(&format!("/api/v1{lot}")).await.json();
    assert_eq!(closed["phase"], "awarded", "{closed}");
}

/// A deposit as a form sends it.
fn deposit(number: u32) -> String {
    format!("amount=10000.00&paid_at=2026-07-01T09:00:00&reference=D{number}")
}

/// Who somebody sees behind an application, and under which paddle: alone and in the list alike.
async fn seen(road: &Road, name: &str, application: &str) -> (Value, Value) {
    let alone = road.read(name, application).await;
    let list = road.read(name, "/applications").await;
    let mut listed = list["applications"].as_array().unwrap().iter();
    let listed = listed.find(|it| it["application"] == alone["application"]).unwrap();
    assert_eq!(listed["applicant"], alone["applicant"], "{name}");
    assert_eq!(listed["paddle"], alone["paddle"], "{name}");
    (alone["applicant"].clone(), alone["paddle"].clone())
}

on_both_engines! {
    async fn nobody_links_a_paddle_to_a_person_before_the_close(engine: Engine) {
        let mut road = Road::open(engine).await;
        let lot = road.disclose().await;
        let application = road.apply("bidder1", &lot).await;
        road.admit(&application, 1).await;
        let own = road.read("bidder1", &lot).await["your_paddle"].clone();
        assert!(own.is_u64(), "{own}");
        let nobody = Value::Null;
        for (name, applicant, paddle) in [
            ("bidder1", json!(1), own.clone()),
            // He accepted the listing; the others examine who applies.
            ("clerk1", nobody.clone(), nobody.clone()),
            ("clerk2", json!(1), nobody.clone()),
            ("reviewer1", json!(1), nobody.clone()),
        ] {
            let expected = (applicant, paddle);
            assert_eq!(seen(&road, name, &application).await, expected, "{name}");
            let page = page(&road, name, &application).await;
            let shown = (page.contains(APPLICANT), page.contains(PADDLE));
            assert_eq!(shown, (expected.0.is_u64(), expected.1.is_u64()), "{name}");
            let named = page.contains(&format!("{LEGAL_NAME}1"));
            assert_eq!(named, expected.0.is_u64(), "{name}");
        }

        close(&mut road, &lot).await;
        for name in ["bidder1", "clerk1", "clerk2", "reviewer1"] {
            let expected = (json!(1), own.clone());
            assert_eq!(seen(&road, name, &application).await, expected, "{name} after the close");
            let page = page(&road, name, &application).await;
            assert!(page.contains(APPLICANT) && page.contains(PADDLE), "{name}: {page}");
        }
        road.hall.close().await;
    }

    async fn why_somebody_was_rejected_is_hidden_from_whoever_accepted_the_listing(engine: Engine) {
        const NOTE: &str = "当事人一的执照已经过期";
        let mut road = Road::open(engine).await;
        let lot = road.disclose().await;
        let application = road.apply("bidder1", &lot).await;
        let path = format!("{application}/rejection");
        road.must("clerk2", &path, json!({ "note": NOTE })).await;
        for (name, is_shown) in [("bidder1", true), ("clerk1", false), ("clerk2", true)] {
            let note = road.read(name, &application).await["note"].clone();
            assert_eq!(note.is_string(), is_shown, "{name}: {note}");
            let page = page(&road, name, &application).await;
            assert_eq!(page.contains(NOTE), is_shown, "{name}");
        }
        road.hall.close().await;
    }

    async fn whoever_accepted_the_listing_finds_no_name_by_guessing_payers(engine: Engine) {
        let mut road = Road::open(engine).await;
        let lot = road.disclose().await;
        let one = road.apply("bidder1", &lot).await;
        let two = road.apply("bidder2", &lot).await;
        let path = format!("{one}/deposits");
        assert!(!page(&road, "clerk1", &one).await.contains("name=\"payer\""));
        let before = road.hall.board.sequence();
        let mut answers = Vec::new();
        for payer in [format!("{LEGAL_NAME}1"), "别人".to_owned(), String::new()] {
            let fields = format!("{}&payer={payer}", deposit(1));
            let reply = form(&mut road, "clerk1", &path, &fields).await;
            answers.push((reply.status.as_u16(), reply.body.contains("付款人与应付款人不一致")));
        }
        assert_eq!(answers, [(422, false); 3], "right, wrong and none are answered alike");
        assert_eq!(road.hall.board.sequence(), before, "nothing was recorded");
        let reply = form(&mut road, "clerk1", &path, &deposit(1)).await;
        assert_eq!(reply.status, 303, "without a payer: {}", reply.body);

        assert!(page(&road, "clerk2", &two).await.contains("name=\"payer\""));
        let path = format!("{two}/deposits");
        let wrong = format!("{}&payer={LEGAL_NAME}1", deposit(2));
        let reply = form(&mut road, "clerk2", &path, &wrong).await;
        assert_eq!(reply.status, 422, "{}", reply.body);
        assert!(reply.body.contains("付款人与应付款人不一致"), "{}", reply.body);
        let right = format!("{}&payer={LEGAL_NAME}2", deposit(2));
        let reply = form(&mut road, "clerk2", &path, &right).await;
        assert_eq!(reply.status, 303, "{}", reply.body);
        road.hall.close().await;
    }

    async fn the_wall_does_not_tell_where_somebody_applies_before_the_close(engine: Engine) {
        let mut road = Road::open(engine).await;
        let lot = road.disclose().await;
        let links = |page: &str| page.matches("<td><a href=\"/lots/4\">").count();
        let before = links(&page(&road, "supervisor1", "/wall").await);
        let application = road.apply("bidder1", &lot).await;
        let twice = road.refused("bidder1", &format!("{lot}/applications"), json!({})).await;
        assert_eq!(twice.1, "already-applied");
        road.admit(&application, 1).await;

        let told = |list: &Value| -> Vec<(String, Value)> {
            let entries = list["entries"].as_array().unwrap().iter();
            let entries = entries.map(|it| (it["command"].as_str().unwrap(), &it["lot"]));
            let told = entries.filter(|(command, _)| ABOUT_APPLICANTS.contains(command));
            told.map(|(command, lot)| (command.to_owned(), lot.clone())).collect()
        };
        let all = told(&road.read("supervisor1", "/entries?limit=200").await);
        assert_eq!(all.len(), 4, "{all:?}");
        assert!(all.iter().all(|(_, lot)| lot.is_null()), "{all:?}");
        let wall = format!("/wall?before={}", road.hall.board.sequence().next());
        assert_eq!(links(&page(&road, "supervisor1", &wall).await), before);
        for list in ["/entries?lot=4", "/entries?lot=4&after=1", "/entries?lot=4&limit=1"] {
            let of_lot = road.read("supervisor1", list).await;
            assert_eq!(told(&of_lot), [], "{list}");
            assert_eq!(of_lot["next"], Value::Null, "nothing left out shows by a next page");
        }

        close(&mut road, &lot).await;
        let of_lot = told(&road.read("supervisor1", "/entries?lot=4&limit=200").await);
        assert_eq!(of_lot.len(), 4, "{of_lot:?}");
        assert!(of_lot.iter().all(|(_, lot)| *lot == json!(4)), "{of_lot:?}");
        assert_eq!(links(&page(&road, "supervisor1", &wall).await), before + 4);
        road.hall.close().await;
    }
}
