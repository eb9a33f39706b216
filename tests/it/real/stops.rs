//! How the program ends, and how it refuses to begin.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use super::http::Request;
use super::people::{Person, Receipt, key};
use super::script::{Lot, script};
use super::started::{Ended, Start, binary, verified};

fn hour() -> String {
    script([Lot::opens("-10s").free("1h")])
}

#[test]
fn a_stop_ends_the_streams_and_a_used_directory_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let start = Start::new(folder.path(), &hour(), 2);
    let demo = start.start();
    let mut bidder = Person::sign_in(demo.address(), "load1");
    let first = Receipt::of(&bidder.bid(1, "100.00", &key(1)).unwrap()).unwrap();
    let began = Instant::now();
    let ended = thread::scope(|scope| {
        let mut watcher = demo.connect();
        let path = "/api/v1/live?lots=1";
        watcher.send(&Request { method: "GET", path, headers: &[], body: b"" }).unwrap();
        assert_eq!(watcher.receive_head().unwrap().0, 200);
        let stream = scope.spawn(move || {
            // The end of a stream is said, not cut off.
            while watcher.chunk().expect("the stream ends in order").is_some() {}
        });
        let ended = demo.stop();
        stream.join().unwrap();
        ended
    });
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.told, "", "there is nothing to tell");
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());

    let demo = start.start();
    assert_eq!(demo.lot(1)["leading_price"], "100.00");
    let mut bidder = Person::sign_in(demo.address(), "load2");
    let second = Receipt::of(&bidder.bid(1, "101.00", &key(1)).unwrap()).unwrap();
    assert!(second.sequence > first.sequence);
    assert_eq!(demo.stop().code, Some(0));
    verified(&start.dir, &[first.argument(), second.argument()]);
}

#[test]
fn a_second_program_on_the_same_directory_is_refused_and_the_first_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let start = Start::new(folder.path(), &hour(), 1);
    let demo = start.start();
    let mut bidder = Person::sign_in(demo.address(), "load1");
    let second = folder.path().join("second");
    std::fs::create_dir(&second).unwrap();
    let other = Start { told: second.join("told"), ..start.clone() }.run();
    assert_eq!(other.code, Some(2), "{other:?}");
    assert!(other.told.contains("is in use by another program"), "{other:?}");
    assert_eq!(bidder.bid(1, "100.00", &key(1)).unwrap().status, 201);
    assert_eq!(demo.stop().code, Some(0));
    verified(&start.dir, &[]);
}

#[test]
fn a_port_in_use_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let ended = Start { port, ..Start::new(folder.path(), &hour(), 0) }.run();
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.told.contains(&format!("listen on 127.0.0.1:{port}")), "{ended:?}");
    assert!(ended.told.contains("in use"), "{ended:?}");
}

#[test]
fn a_script_that_cannot_be_used_is_refused_with_the_lot_and_the_reason() {
    let lot = || Lot::opens("-10s").free("1h");
    for (bad, reason) in [
        (lot().with("increment_rule", "\"none\""), "none"),
        (lot().with("unknown", "1"), "unknown"),
        (lot().with("reserve", "\"1e5\""), "lot 2: 1e5"),
        (lot().with("reserve", "\"1.00\"").with("secret_reserve", "true"), "lot 2: two reserves"),
        (lot().with("reserve", "\"0.001\""), "lot 2: 0.001"),
        // The rules refuse these.
        (lot().with("reserve", "\"0.00\""), "lot 2"),
        (lot().with("bidders_min", "9"), "lot 2"),
        (lot().with("admit", "[\"nobody\"]"), "nobody"),
        (lot().with("bid", "[{ bidder = \"bidder1\", at = \"-1s\", amount = \"1.00\" }]"), "lot 2"),
        (
            lot().with("bid", "[{ bidder = \"bidder1\", at = \"1s\", amount = \"100.00\" }]"),
            "lot 2: a bid of the past lies ahead",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let start = Start::new(folder.path(), &script([lot(), bad]), 0);
        let ended: Ended = start.run();
        assert_eq!(ended.code, Some(2), "{reason}: {ended:?}");
        assert!(ended.told.contains(reason), "{reason}: {ended:?}");
        assert!(!start.dir.join("journal").exists(), "{reason}: a refused past is in place");
    }
}

#[test]
fn wrong_words_on_the_command_line_are_a_wrong_use() {
    for words in [&["demo", "--port", "x"][..], &["demo", "--bidders", "10001"], &["sell"], &[]] {
        let output = Command::new(binary()).args(words).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{words:?}: {output:?}");
    }
}

#[test]
fn a_stop_waits_with_the_door_open_for_lots_in_their_last_window() {
    let folder = tempfile::tempdir().unwrap();
    let lots = script([Lot::opens("-1s").free("6s")]);
    let start = Start { drain: "1m".to_owned(), ..Start::new(folder.path(), &lots, 1) };
    let demo = start.start();
    let mut bidder = Person::sign_in(demo.address(), "load1");
    demo.terminate();
    let receipt = Receipt::of(&bidder.bid(1, "100.00", &key(1)).unwrap()).unwrap();
    let ended = demo.wait();
    assert_eq!((ended.code, ended.told.as_str()), (Some(0), ""), "nothing was interrupted");
    let demo = start.start();
    demo.await_state(1, "awarded", Duration::from_secs(5));
    assert_eq!(demo.lot(1)["leading_price"], "100.00");
    demo.kill();
    verified(&start.dir, &[receipt.argument()]);
}

#[test]
fn a_second_signal_skips_the_wait_and_the_lots_it_interrupts_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let lots = script([Lot::opens("-1s").free("50s"), Lot::opens("-1s").free("1h")]);
    let start = Start { drain: "1m".to_owned(), ..Start::new(folder.path(), &lots, 1) };
    let demo = start.start();
    demo.terminate();
    thread::sleep(Duration::from_millis(500));
    assert_eq!(demo.state(1), "free-bidding", "it waits");
    let ended = demo.stop();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.told.contains("lot 1 was in its last window"), "{ended:?}");
    assert!(!ended.told.contains("lot 2"), "{ended:?}");
}

#[test]
fn a_client_that_never_ends_its_request_keeps_no_stop_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Start::new(folder.path(), &hour(), 1).start();
    let mut half = TcpStream::connect(demo.address()).unwrap();
    half.write_all(b"GET / HT").unwrap();
    demo.get("/api/v1/lots");
    let ended = demo.stop();
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.told.contains("did not end by themselves"), "{ended:?}");
}
