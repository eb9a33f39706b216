//! Restarts inside and outside of last windows, and going on from a break.

use std::time::Duration;

use lexicon::Span;
use serde_json::{Value, json};

use super::journaled::{Restarts, read, told};
use super::people::{Person, Receipt, key, now};
use super::script::{Lot, script};
use super::started::{Start, Started, verified};

fn times(demo: &Started, lot: u64) -> [Value; 4] {
    let lot = demo.lot(lot);
    ["state", "opens_at", "phase_ends_at", "closes_at"].map(|field| lot[field].clone())
}

#[test]
fn a_restart_that_touched_no_last_window_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let lots = [
        Lot::opens("-10s").free("1h"),
        Lot::opens("-10s").free("10m").countdown("5m"),
        Lot::opens("1h").free("1h"),
        // Closed when the program starts, and awarded to whoever bid.
        Lot::opens("-10s")
            .free("9s")
            .with("bid", "[{ bidder = \"bidder1\", at = \"-8s\", amount = \"100.00\" }]"),
        // Opens while the program is away.
        Lot::opens("5s").free("1h"),
    ];
    let start = Start::new(folder.path(), &script(lots), 1);
    let demo = start.start();
    let mut bidder = Person::sign_in(demo.address(), "load1");
    let answer = bidder.bid(1, "100.00", &key(1)).unwrap();
    let receipt = Receipt::of(&answer).unwrap();
    let before: Vec<_> = (1..=4).map(|lot| times(&demo, lot)).collect();
    assert_eq!(demo.state(4), "awarded");
    assert_eq!(demo.state(5), "announced");
    let ended = demo.stop();
    assert_eq!(ended.code, Some(0));
    assert!(!ended.told.contains("interrupted"), "{ended:?}");
    std::thread::sleep(Duration::from_secs(5));
    let demo = start.start();
    assert_eq!((1..=4).map(|lot| times(&demo, lot)).collect::<Vec<_>>(), before);
    demo.await_state(5, "free-bidding", Duration::from_secs(5));
    demo.kill();
    let demo = start.start();
    assert_eq!((1..=4).map(|lot| times(&demo, lot)).collect::<Vec<_>>(), before);
    let mut bidder = Person::sign_in(demo.address(), "load1");
    let again = bidder.bid(1, "100.00", &key(1)).unwrap();
    assert!(again.is_replayed(), "{again:?}");
    assert_eq!(Receipt::of(&again), Some(receipt.clone()));
    assert_eq!(bidder.bid(1, "101.00", &key(2)).unwrap().status, 201);
    assert_eq!(demo.stop().code, Some(0));
    assert!(told(&start.dir).interrupted.is_empty(), "{:?}", told(&start.dir));
    verified(&start.dir, &[receipt.argument()]);
}

#[test]
fn a_restart_interrupts_the_lots_in_their_last_window_and_two_people_let_them_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let lots = [
        Lot::opens("-10s").free("1h"),
        // In its last window from the start, since its cycle is.
        Lot::opens("-1s").countdown("8s"),
        Lot::opens("-10s").free("5m"),
        Lot::opens("-10s").free("60s"),
    ];
    let start = Start::new(folder.path(), &script(lots), 0);
    let demo = start.start();
    let mut bidders = ["bidder1", "bidder2", "bidder3"].map(|name| sign_in(&demo, name));
    assert_eq!(bidders[0].bid(2, "100.00", &key(1)).unwrap().status, 201);
    let leading = bidders[1].bid(2, "101.00", &key(1)).unwrap();
    assert_eq!(leading.status, 201, "{leading:?}");
    demo.kill();

    let demo = start.start();
    for (lot, state) in
        [(2, "interrupted"), (4, "interrupted"), (1, "free-bidding"), (3, "free-bidding")]
    {
        demo.await_state(lot, state, Duration::from_secs(5));
    }
    let lot = demo.lot(2);
    assert_eq!((&lot["leading_price"], &lot["bid_count"]), (&json!("101.00"), &json!(2)));
    let mut bidders = ["bidder1", "bidder2", "bidder3"].map(|name| sign_in(&demo, name));
    let refused = bidders[0].bid(2, "102.00", &key(2)).unwrap();
    assert_eq!((refused.status, refused.problem().as_str()), (409, "auction-interrupted"));
    resume(&demo, 2);
    demo.await_state(2, "timed-bidding", Duration::from_secs(10));

    let refused = bidders[2].bid(2, "102.00", &key(3)).unwrap();
    assert_eq!((refused.status, refused.problem().as_str()), (403, "no-bid-before-break"));
    let last = bidders[0].bid(2, "105.00", &key(3)).unwrap();
    assert_eq!(last.status, 201, "{last:?}");
    demo.await_state(2, "awarded", Duration::from_secs(20));
    let lot = demo.lot(2);
    assert_eq!(lot["leading_price"], "105.00");
    assert_eq!(lot["leading_paddle"], last.json()["paddle"]);
    assert_eq!(demo.state(4), "interrupted", "nobody let it go on");
    let ended = demo.stop();
    assert_eq!(ended.code, Some(0));
    check_told(&start, &[leading, last].map(|answer| Receipt::of(&answer).unwrap().argument()));
}

fn sign_in(demo: &Started, name: &str) -> Person {
    Person::sign_in(demo.address(), name)
}

/// One person proposes that a lot goes on, and only another can approve.
fn resume(demo: &Started, lot: u64) {
    let (mut clerk, mut reviewer) = (sign_in(demo, "clerk1"), sign_in(demo, "reviewer1"));
    let resumes_at = (now() + Span::from_ms(2_500)).to_string();
    let act = json!({ "act": "resume-lot-from-break", "lot": lot, "resumes_at": resumes_at });
    let answer = clerk.post("/api/v1/proposals", &key(1), &act);
    assert_eq!(answer.status, 201, "{answer:?}");
    let proposal = answer.json()["proposal"].as_u64().unwrap();
    let path = format!("/api/v1/proposals/{proposal}/approvals");
    let refused = clerk.ask("POST", &path, Some(&key(2)), b"").unwrap();
    assert_eq!(refused.status, 403, "{refused:?}");
    assert_eq!(demo.state(lot), "interrupted");
    let approved = reviewer.ask("POST", &path, Some(&key(1)), b"").unwrap();
    assert_eq!(approved.status, 201, "{approved:?}");
    assert_eq!(demo.lot(lot)["resumes_at"], resumes_at);
}

fn check_told(start: &Start, receipts: &[String]) {
    let told = told(&start.dir);
    assert_eq!(told.interrupted.keys().copied().collect::<Vec<_>>(), [2, 4]);
    assert_eq!(told.awarded.iter().collect::<Vec<_>>(), [(&2, &1)]);
    let mut restarts = Restarts::default();
    read(&start.dir, &mut |header, decided, _| restarts.take(header, decided));
    restarts.check();
    verified(&start.dir, receipts);
}

#[test]
fn a_stop_that_nobody_waits_for_interrupts_the_lots_in_their_last_window_and_names_them() {
    let folder = tempfile::tempdir().unwrap();
    let lots = [
        Lot::opens("-10s").free("1h"),
        Lot::opens("-10s").free("50s"),
        Lot::opens("-2s").countdown("30s"),
    ];
    let start = Start::new(folder.path(), &script(lots), 0);
    let ended = start.start().stop();
    assert_eq!(ended.code, Some(0));
    let named = [1, 2, 3].map(|lot| {
        let line = format!("lot {lot} was in its last window and is interrupted");
        ended.told.contains(&line)
    });
    assert_eq!(named, [false, true, true], "{ended:?}");
    let demo = start.start();
    for (lot, state) in [(1, "free-bidding"), (2, "interrupted"), (3, "interrupted")] {
        assert_eq!(demo.state(lot), state, "lot {lot}");
    }
    demo.kill();
    let told = told(&start.dir);
    assert_eq!(told.interrupted.iter().collect::<Vec<_>>(), [(&2, &1), (&3, &1)]);
    verified(&start.dir, &[]);
}
