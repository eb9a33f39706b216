//! No lot closes while the exchange is not provably open (DESIGN 4.3): silences and heartbeats.
//!
//! Unless a test says otherwise, a lot runs from second 10 to second 610 and its last window is
//! its last minute, from second 550.

use exchange::{AscendingTerms, COVERAGE_GAP_MAX, Command, EpochClock};
use floor::HEARTBEAT_INTERVAL;
use lexicon::{Moment, Span};

use crate::house::{House, behind, bid, bidder, id, lines};
use crate::terms::{extended, ms, plain, seconds, t, t_ms, timed};

/// The moments of all entries from the beginning of a window to its end.
fn entries_between(house: &House, from: Moment, until: Moment) -> Vec<Moment> {
    let moments = house.told.iter().map(|told| told.header.moment);
    moments.filter(|moment| (from..=until).contains(moment)).collect()
}

fn heartbeats(house: &House) -> Vec<Moment> {
    let beats = lines(&house.told, |it| *it == Command::Heartbeat);
    beats.iter().map(|told| told.header.moment).collect()
}

#[test]
fn an_entry_is_written_every_second_while_some_lot_is_in_its_last_window_and_none_otherwise() {
    let mut house = House::new(t(0));
    house.publish(plain(10, 600));
    house.publish(plain(10, 640));
    house.publish(plain(10, 2_000));
    house.run_until(t(3_000));
    for (from, until) in [(550, 650), (1_950, 2_010)] {
        let entries = entries_between(&house, t(from), t(until));
        let gaps = entries.windows(2).map(|pair| pair[1].since(pair[0]));
        assert!(gaps.max().unwrap() <= Span::SECOND, "at least every second");
        assert!(entries[0].since(t(from)) <= Span::SECOND);
        assert!(t(until).since(*entries.last().unwrap()) <= Span::SECOND);
    }
    for beat in heartbeats(&house) {
        let is_meant = [(550, 650), (1_950, 2_010)]
            .iter()
            .any(|(from, until)| (t(*from)..=t(*until)).contains(&beat));
        assert!(is_meant, "no heartbeat at {beat}, when no lot is in its last window");
    }
    assert_eq!(house.interrupted(), [0_u64; 0]);
}

#[test]
fn any_entry_counts_in_place_of_a_heartbeat() {
    let mut house = House::new(t(0));
    house.publish(plain(10, 600));
    house.run_until(t_ms(549_900));
    for entry in 0..121 {
        house.run_until(t_ms(550_000 + entry * 500));
        house.write_something();
    }
    assert_eq!(heartbeats(&house), [t(550)], "the first, since nothing was written before");
    house.run_until(t(611));
    assert_eq!(house.stage(1), "unsold");
}

#[test]
fn a_silence_of_more_than_three_seconds_in_the_window_interrupts() {
    let us = |us| Span::from_us(us);
    for (from, until, stage) in [
        // Whatever lies before the window does not matter.
        (t(500), t(553), "running"),
        (t(500), behind(t(553)), "interrupted"),
        (t(549), t(553), "running"),
        (t(550), t(553), "running"),
        (t(550), behind(t(553)), "interrupted"),
        (t(560), t(563), "running"),
        (t(560), behind(t(563)), "interrupted"),
        (t(560), t(600), "interrupted"),
        // Nor what lies behind the close.
        (t(607), t(610), "unsold"),
        (t(607), t(700), "unsold"),
        (t(607) - us(1), t(610) - us(1), "running"),
        (t(607) - us(1), t(610), "interrupted"),
        (t(607) - us(1), t(700), "interrupted"),
        // And what spans the whole window does.
        (t(500), t(700), "interrupted"),
        (t(11), t(90_000), "interrupted"),
    ] {
        let mut house = House::new(t(0));
        house.publish(plain(10, 600));
        house.run_until(from);
        house.write_something();
        house.at(until);
        assert_eq!(house.stage(1), stage, "silent from {from} to {until}");
        house.run_until(t(100_000));
        let end = if stage == "interrupted" { stage } else { "unsold" };
        assert_eq!(house.stage(1), end, "silent from {from} to {until}");
    }
}

#[test]
fn a_silence_interrupts_exactly_the_lots_that_it_touches() {
    let mut house = House::new(t(0));
    // Windows: 540-600, 550-610, 596-656, 597-657, 540-600 by its cycle, 400-700 by its extension.
    for terms in [
        plain(10, 590),
        plain(10, 600),
        plain(10, 646),
        plain(10, 647),
        timed(10, 500, 90),
        extended(10, 690, 300, 60),
        plain(10, 9_000),
        plain(9_000, 600),
    ] {
        house.publish(terms);
    }
    house.run_until(t(594));
    house.write_something();
    house.at(t(600));
    assert_eq!(house.interrupted(), [1, 2, 3, 5, 6]);
    house.run_until(t(20_000));
    assert_eq!(house.interrupted(), [1, 2, 3, 5, 6], "and no other later");
}

#[test]
fn the_window_begins_no_earlier_than_the_opening() {
    // Half a minute of bidding: all of it is the last window.
    for (silent_until, stage) in [(t(13), "running"), (t_ms(13_001), "interrupted")] {
        let mut house = House::new(t(0));
        house.publish(plain(10, 30));
        house.at(t(10));
        house.at(silent_until);
        assert_eq!(house.stage(1), stage);
    }
    // Opened late by more than three seconds, it runs from then.
    let mut house = House::new(t(0));
    house.publish(plain(10, 30));
    house.at(t(25));
    assert_eq!(house.stage(1), "running");
    house.run_until(t(54));
    assert_eq!(house.stage(1), "running");
    house.run_until(t(55));
    assert_eq!(house.stage(1), "unsold");
}

#[test]
fn the_window_is_the_longest_of_cycle_extension_and_a_minute() {
    let table: [(AscendingTerms, u64, u64); 5] = [
        (timed(10, 500, 30), 480, 540),
        (timed(10, 500, 90), 510, 600),
        (extended(10, 600, 10, 10), 550, 610),
        (extended(10, 600, 300, 60), 310, 610),
        (timed(10, 20, 90), 30, 120),
    ];
    for (terms, begins_at, closes_at) in table {
        let mut house = House::new(t(0));
        house.publish(terms.clone());
        house.run_until(t(closes_at + 1));
        let beats = heartbeats(&house);
        assert!(beats[0].since(t(begins_at)) <= HEARTBEAT_INTERVAL, "{terms:?}");
        assert!(beats[0] >= t(begins_at), "{terms:?}");
        assert!(t(closes_at).since(*beats.last().unwrap()) <= Span::SECOND, "{terms:?}");
        assert_eq!(house.stage(1), "unsold");
    }
}

#[test]
fn a_lot_that_is_extended_stays_in_its_window() {
    let mut house = House::new(t(0));
    house.publish(timed(10, 0, 90));
    let mut price = 100;
    for second in (20..400).step_by(60) {
        house.run_until(t(second));
        assert_eq!(house.bid(1, 1 + u64::from(second % 40 == 0), price), "accepted");
        price += 1;
    }
    assert_eq!(house.sequencer.last_windows().len(), 1);
    let mut silent = House::resume(house.entries.clone(), EpochClock::Wall, t(381));
    silent.run_until(t(900));
    assert_eq!(silent.stage(1), "interrupted", "the restart fell into its window");
    house.run_until(t(900));
    assert_eq!(house.stage(1), format!("sold at {}", price - 1));
}

#[test]
fn a_lot_whose_extension_is_longer_than_its_window_leaves_it_until_later() {
    let mut house = House::new(t(0));
    house.publish(extended(10, 600, 10, 600));
    house.run_until(t(605));
    assert_eq!(house.sequencer.last_windows().len(), 1);
    assert_eq!(house.bid(1, 1, 100), "accepted");
    assert_eq!(house.sequencer.last_windows().len(), 0);
    // A silence that ends within three seconds of the new window.
    house.at(t(605 + 600 - 60 + 3));
    house.run_until(t(605 + 600));
    assert_eq!(house.stage(1), "sold at 100");
}

#[test]
fn a_short_cycle_is_extended_second_by_second() {
    let mut house = House::new(t(0));
    house.publish(timed(10, 0, 1));
    house.at(t(10));
    for price in 100..130 {
        let now = house.now + ms(900);
        house.run_until(now);
        assert_eq!(house.bid(1, 1, price), "accepted");
    }
    house.run_until(t(60));
    assert_eq!((house.stage(1), house.interrupted()), ("sold at 129".to_owned(), vec![]));
}

#[test]
fn a_thread_that_comes_late_by_up_to_three_seconds_interrupts_nothing() {
    for (late_ms, stage) in [(2_000, "sold at 100"), (2_100, "sold at 100"), (2_101, "interrupted")]
    {
        let mut house = House::new(t(0));
        house.publish(plain(10, 600));
        house.run_until(t(100));
        assert_eq!(house.bid(1, 1, 100), "accepted");
        // Every wake-up comes late by as much, and heartbeats are 0.9 seconds apart.
        while house.stage(1) == "running" {
            let due_at = house.sequencer.wakes_at().unwrap();
            house.at(due_at + ms(late_ms));
        }
        assert_eq!(house.stage(1), stage, "late by {late_ms} ms");
        assert!(HEARTBEAT_INTERVAL + ms(2_100) == COVERAGE_GAP_MAX);
    }
}

#[test]
fn in_a_scripts_time_nothing_beats_and_nothing_is_interrupted() {
    let mut house = House::resume(Vec::new(), EpochClock::Virtual, t(0));
    house.publish(plain(10, 600));
    house.at(t(20));
    assert_eq!(house.bid(1, 1, 100), "accepted");
    house.at(t(580));
    let mut house = House::resume(house.entries, EpochClock::Virtual, t(590));
    house.push_again(bidder(1), id(5_000), bid(1, None, 200));
    house.at(t(609));
    assert_eq!(house.stage(1), "running");
    house.run_until(t(700));
    assert_eq!(house.stage(1), "sold at 100");
    assert_eq!((heartbeats(&house), house.interrupted()), (vec![], vec![]));
}

#[test]
fn wall_time_that_takes_over_from_a_script_too_late_interrupts() {
    let mut house = House::resume(Vec::new(), EpochClock::Virtual, t(0));
    house.publish(plain(10, 600));
    house.run_until(t(586));
    house.write_something();
    let house = House::resume(house.entries, EpochClock::Wall, t(590));
    assert_eq!(house.stage(1), "interrupted");
}

#[test]
fn wall_time_that_takes_over_from_a_script_is_measured_from_then_on() {
    for (silent_for, stage) in [(seconds(3), "sold at 100"), (seconds(4), "interrupted")] {
        let mut house = House::resume(Vec::new(), EpochClock::Virtual, t(0));
        house.publish(plain(10, 600));
        house.at(t(20));
        assert_eq!(house.bid(1, 1, 100), "accepted");
        house.at(t(587));
        house.write_something();
        let mut house = House::resume(house.entries, EpochClock::Wall, t(590));
        assert_eq!(house.stage(1), "running");
        house.run_until(t(600));
        house.write_something();
        house.at(t(600) + silent_for);
        house.run_until(t(700));
        assert_eq!(house.stage(1), stage);
    }
}
