//! The demonstration as a newcomer meets it.

use std::time::{Duration, Instant};

use super::http::Request;
use super::started::{Program, Start, Started, verified};

/// How soon the hall is there.
const HALL_WITHIN: Duration = Duration::from_secs(10);
/// At least one of each family.
const LOTS_MIN: usize = 6;

fn bid_count(demo: &Started) -> u64 {
    let page = demo.get("/api/v1/lots?limit=200");
    let lots = page["lots"].as_array().unwrap();
    lots.iter().map(|lot| lot["bid_count"].as_u64().unwrap()).sum()
}

#[test]
fn the_hall_is_there_within_ten_seconds_and_alive_and_its_journal_is_proved() {
    let folder = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let start = Start::of(Program::Demo { script: None, bidders: 0 }, folder.path());
    let demo = start.start();
    let request = Request { method: "GET", path: "/", headers: &[], body: b"" };
    let hall = demo.connect().ask(&request).unwrap();
    let took = began.elapsed();
    assert_eq!(hall.status, 200, "{hall:?}");
    let page = String::from_utf8(hall.body).unwrap();
    assert!(took < HALL_WITHIN, "{took:?}");

    let lots = demo.get("/api/v1/lots?limit=200");
    let lots = lots["lots"].as_array().unwrap();
    assert!(lots.len() >= LOTS_MIN, "{} lots", lots.len());
    for lot in lots {
        assert!(page.contains(&format!("/lots/{}", lot["lot"])), "the hall does not show {lot}");
    }
    let distinct = |field: &str| {
        let mut values: Vec<_> = lots.iter().map(|lot| lot[field].as_str().unwrap()).collect();
        values.sort_unstable();
        values.dedup();
        values.len()
    };
    assert_eq!(distinct("category"), 6, "all families");
    assert!(distinct("state") >= 3, "in several states");

    let before = bid_count(&demo);
    let until = Instant::now() + Duration::from_secs(30);
    while bid_count(&demo) < before + 5 {
        assert!(Instant::now() < until, "nobody bids");
        std::thread::sleep(Duration::from_millis(200));
    }
    let after = bid_count(&demo);
    // While the bidders bid, and when they are cut off.
    verified(&start.dir, &[]);
    demo.kill();
    verified(&start.dir, &[]);
    let demo = start.start();
    assert!(bid_count(&demo) >= after, "bids are lost");
    assert_eq!(demo.stop().code, Some(0));
    let report = verified(&start.dir, &[]);
    assert_eq!(report["faults"].as_array().unwrap().len(), 0, "{report}");
    assert_eq!(report["epochs"], 3, "a past and two runs: {report}");
    assert_eq!(report["virtual_epochs"], 1, "the past alone had a time of its own: {report}");
    eprintln!("the hall was there after {took:?}; {} entries in all", report["entries"]);
}
