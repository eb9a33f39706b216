//! A wall clock that is set back and forth while lots run.
//!
//! The program runs under libfaketime, which reads the time's offset from a file whenever the wall
//! clock is asked, and leaves the monotonic clock alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::journaled::told;
use super::people::{Person, Receipt, key};
use super::script::{Lot, script};
use super::started::{Start, Started, verified};

const LIBRARY: &str = "libfaketimeMT.so.1";

/// A program whose wall clock is set by a file.
struct Clock(PathBuf);

impl Clock {
    fn set(&self, offset: &str) {
        // The file is replaced whole, so that nobody reads half of it.
        let beside = self.0.with_extension("new");
        fs::write(&beside, format!("{offset}\n")).unwrap();
        fs::rename(&beside, &self.0).unwrap();
        // Two beats: the sequencer looks at the clock at least once a second.
        thread::sleep(Duration::from_millis(2_200));
    }
}

/// The library, where Debian puts it.
fn library() -> PathBuf {
    let known = ["x86_64-linux-gnu", "aarch64-linux-gnu"]
        .map(|machine| Path::new("/usr/lib").join(machine).join("faketime").join(LIBRARY));
    let found = known.into_iter().find(|path| path.is_file());
    found.expect("libfaketime is installed; tests/run real installs it")
}

fn start_with_clock(folder: &Path, lots: &str) -> (Start, Clock) {
    let clock = Clock(folder.join("clock"));
    fs::write(&clock.0, "+0\n").unwrap();
    let mut start = Start::new(folder, lots, 2);
    start.variables = vec![
        ("LD_PRELOAD", library().display().to_string()),
        ("FAKETIME_TIMESTAMP_FILE", clock.0.display().to_string()),
        ("FAKETIME_NO_CACHE", "1".to_owned()),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1".to_owned()),
    ];
    (start, clock)
}

fn states<const N: usize>(demo: &Started) -> [String; N] {
    std::array::from_fn(|place| demo.state(u64::try_from(place).unwrap() + 1))
}

#[test]
fn a_clock_set_back_and_forth_closes_extends_and_awards_nothing_wrongly() {
    let folder = tempfile::tempdir().unwrap();
    let extension = "{ window = \"20s\", length = \"20s\" }";
    let lots = [
        // Far from its close, whatever the clock shows.
        Lot::opens("-10s").free("3h").with("extension", extension),
        // In its last window when the clock is set back.
        Lot::opens("-10s").free("40s").with("extension", extension),
        // In its last window when the clock is set forth.
        Lot::opens("-10s").free("180s").with("extension", extension),
        // Its close is jumped over.
        Lot::opens("-10s").free("100s").with("extension", extension),
        // Its cycle is the whole of its sale.
        Lot::opens("-1s").countdown("30s"),
    ];
    let (start, clock) = start_with_clock(folder.path(), &script(lots));
    let demo = start.start();
    let mut bidder = Person::sign_in(demo.address(), "load1");
    for lot in 1..=5 {
        assert_eq!(bidder.bid(lot, "100.00", &key(lot)).unwrap().status, 201);
    }
    let running = "free-bidding";
    let broken = "interrupted";
    assert_eq!(states(&demo), [running, running, running, running, "timed-bidding"]);
    let closes_at = [1, 3, 4].map(|lot| demo.lot(lot)["closes_at"].clone());

    clock.set("-600");
    assert_eq!(states(&demo), [running, broken, running, running, broken]);
    assert_eq!([1, 3, 4].map(|lot| demo.lot(lot)["closes_at"].clone()), closes_at);
    assert_eq!(bidder.bid(1, "101.00", &key(11)).unwrap().status, 201);

    clock.set("+140");
    assert_eq!(states(&demo), [running, broken, broken, broken, broken]);
    assert_eq!(bidder.bid(1, "102.00", &key(12)).unwrap().status, 201);
    let refused = bidder.bid(4, "102.00", &key(13)).unwrap();
    assert_eq!((refused.status, refused.problem().as_str()), (409, "auction-interrupted"));

    clock.set("+0");
    assert_eq!(states(&demo), [running, broken, broken, broken, broken]);
    // The exchange's own time does not go back with the clock.
    let last = bidder.bid(1, "103.00", &key(14)).unwrap();
    assert_eq!(last.status, 201, "{last:?}");
    assert_eq!(demo.lot(1)["closes_at"], closes_at[0]);
    assert_eq!(demo.stop().code, Some(0));

    let told = told(&start.dir);
    assert_eq!(
        told.interrupted.iter().collect::<Vec<_>>(),
        [(&2, &1), (&3, &1), (&4, &1), (&5, &1)]
    );
    assert!(told.ended.is_empty(), "{told:?}");
    assert!(told.extended.keys().all(|lot| *lot == 5), "{told:?}");
    verified(&start.dir, &[Receipt::of(&last).unwrap().argument()]);
}

#[test]
fn a_clock_that_stands_before_the_last_entry_at_the_start_interrupts_what_it_touches() {
    let folder = tempfile::tempdir().unwrap();
    let lots = [Lot::opens("-10s").free("3h"), Lot::opens("-10s").free("90s")];
    let (start, clock) = start_with_clock(folder.path(), &script(lots));
    let demo = start.start();
    let mut bidder = Person::sign_in(demo.address(), "load1");
    assert_eq!(bidder.bid(1, "100.00", &key(1)).unwrap().status, 201);
    demo.kill();
    clock.set("-60");
    let demo = start.start();
    assert_eq!(states(&demo), ["free-bidding", "free-bidding"]);
    let mut bidder = Person::sign_in(demo.address(), "load1");
    let answer = bidder.bid(1, "101.00", &key(2)).unwrap();
    assert_eq!(answer.status, 201, "{answer:?}");
    // Into the last window, and to its middle.
    clock.set("+50");
    demo.await_state(2, "interrupted", Duration::from_secs(5));
    assert_eq!(demo.stop().code, Some(0));
    let told = told(&start.dir);
    assert_eq!(told.interrupted.iter().collect::<Vec<_>>(), [(&2, &1)]);
    assert!(told.ended.is_empty(), "{told:?}");
    verified(&start.dir, &[Receipt::of(&answer).unwrap().argument()]);
}

#[test]
fn a_clock_that_is_not_set_lets_lots_close() {
    let folder = tempfile::tempdir().unwrap();
    let lots = [Lot::opens("-10s").free("18s"), Lot::opens("-1s").countdown("8s")];
    let (start, _clock) = start_with_clock(folder.path(), &script(lots));
    let demo = start.start();
    let mut bidder = Person::sign_in(demo.address(), "load1");
    for lot in 1..=2 {
        assert_eq!(bidder.bid(lot, "100.00", &key(lot)).unwrap().status, 201);
    }
    for lot in 1..=2 {
        demo.await_state(lot, "awarded", Duration::from_secs(20));
    }
    assert_eq!(demo.stop().code, Some(0));
    verified(&start.dir, &[]);
}
