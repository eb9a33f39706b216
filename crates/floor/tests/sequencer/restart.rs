//! What a restart, a planned stop and a set clock do to lots in their last window (DESIGN 4.3).
//!
//! Unless a test says otherwise, a lot runs from second 10 to second 610 and its last window is
//! its last minute, from second 550.

use exchange::{Act, COVERAGE_GAP_MAX, Command};
use floor::{ClockWatch, Jump};
use lexicon::{LotId, Moment, Span};

use crate::house::{House, behind, lines};
use crate::terms::{extended, plain, t, t_ms, timed};

const US: Span = Span::from_us(1);

/// A lot with a bid of 100, of which nobody has heard anything since this moment.
fn silent_since(moment: Moment) -> House {
    let mut house = House::new(t(0));
    house.publish(plain(10, 600));
    house.run_until(t(20));
    assert_eq!(house.bid(1, 1, 100), "accepted");
    house.run_until(moment);
    house.write_something();
    house
}

#[test]
fn a_restart_in_the_last_window_interrupts_however_short_and_one_outside_does_not() {
    for (last, begun, stage) in [
        (t(500), t(540), "running"),
        (t(500), t(550) - US, "running"),
        (t(500), t(550), "interrupted"),
        (t(549), t(551), "interrupted"),
        (t(560), t(560), "interrupted"),
        (t(560), behind(t(560)), "interrupted"),
        (t(609), t(609), "interrupted"),
        (t(609), t(611), "interrupted"),
        (t(500), t(700), "interrupted"),
        (t(611), t(611), "sold at 100"),
        (t(611), t(9_000), "sold at 100"),
    ] {
        let mut house = silent_since(last).restart(begun);
        assert_eq!(house.stage(1), stage, "from {last} to {begun}");
        house.run_until(t(10_000));
        let end = if stage == "running" { "sold at 100" } else { stage };
        assert_eq!(house.stage(1), end, "from {last} to {begun}");
    }
}

#[test]
fn a_restart_interrupts_exactly_the_lots_in_their_last_window() {
    let mut house = House::new(t(0));
    for terms in [
        plain(10, 590),
        plain(10, 680),
        timed(10, 500, 90),
        extended(10, 690, 300, 60),
        plain(10, 9_000),
        plain(590, 20),
        plain(596, 20),
    ] {
        house.publish(terms);
    }
    house.run_until(t(594));
    let mut house = house.restart(t(595));
    assert_eq!(house.interrupted(), [1, 3, 4, 6]);
    house.run_until(t(20_000));
    assert_eq!(house.interrupted(), [1, 3, 4, 6]);
    assert_eq!((house.stage(2), house.stage(7)), ("unsold".to_owned(), "unsold".to_owned()));
}

/// The bids that waited when the lot fell due are lost in the crash, although they were on time.
#[test]
fn a_lot_that_was_due_and_not_closed_when_the_exchange_was_killed_is_interrupted() {
    let mut house = silent_since(t_ms(609_500));
    for _ in 0..1_500 {
        house.push_bid(1, 1, 99);
    }
    let lost = house.push_bid(1, 2, 101);
    house.now = t(611);
    let told = house.step();
    assert!(crate::house::ruling_of(&told, lost).is_none());
    assert_eq!(house.stage(1), "running");
    let house = house.restart(t(615));
    assert_eq!(house.stage(1), "interrupted");
}

#[test]
fn a_restart_with_a_clock_behind_the_last_entry_counts_as_a_break_there() {
    for (last, stage) in [(t(540), "running"), (t(560), "interrupted"), (t(611), "sold at 100")] {
        let mut house = silent_since(last).restart(t(100));
        assert_eq!(house.stage(1), stage);
        assert_eq!(house.told.last().unwrap().header.moment, last, "it never goes back");
        house.run_until(t(10_000));
        assert_eq!(house.stage(1), if stage == "running" { "sold at 100" } else { stage });
    }
}

#[test]
fn a_set_clock_interrupts_what_it_touches_and_closes_nothing() {
    for (before, behind, stage, later) in [
        // Set forth: up to the window, into it, within it, over its end, over all of it.
        (t(500), t(549), "running", "sold at 100"),
        (t(500), t(550), "interrupted", "interrupted"),
        (t(560), t_ms(560_201), "interrupted", "interrupted"),
        (t(560), t(700), "interrupted", "interrupted"),
        (t(500), t(90_000), "interrupted", "interrupted"),
        // Set back: before the window, out of it, within it.
        (t(540), t(300), "running", "sold at 100"),
        (t(560), t(300), "interrupted", "interrupted"),
        (t(560), t(555), "interrupted", "interrupted"),
        (t(700), t(500), "sold at 100", "sold at 100"),
    ] {
        let mut house = silent_since(before);
        house.inbox.note_jump(Jump { from: before.min(behind), until: before.max(behind) });
        house.at(behind);
        assert_eq!(house.stage(1), stage, "from {before} to {behind}");
        house.run_until(t(100_000));
        assert_eq!(house.stage(1), later, "from {before} to {behind}");
    }
}

#[test]
fn two_jumps_before_the_sequencer_looks_count_as_one_over_both() {
    for (jumps, stage) in [
        ([(t(609), t(611)), (t(611), t(612))], "interrupted"),
        ([(t(611), t(612)), (t(609), t(611))], "interrupted"),
        ([(t(611), t(612)), (t(612), t(613))], "sold at 100"),
    ] {
        let mut house = silent_since(t(609));
        if jumps[0].0.min(jumps[1].0) > t(610) {
            house.at(t(611));
        }
        for (from, until) in jumps {
            house.inbox.note_jump(Jump { from, until });
        }
        // Too short a silence to count by itself.
        house.at(t(612));
        assert_eq!(house.stage(1), stage, "{jumps:?}");
    }
}

/// A clock that is set again and again, watched as the shell does, around the window of a lot.
#[test]
fn a_clock_that_is_watched_never_lets_a_lot_close_over_a_jump() {
    for (jumps_at, by_ms) in (480..640_i64).step_by(3).flat_map(|at| {
        [-90_000, -2_000, -201, -200, 200, 201, 2_000, 90_000].map(move |by| (at, by))
    }) {
        let mut house = silent_since(t(20));
        let mut watch = ClockWatch::new(t(20), Span::ZERO);
        let mut noticed = None;
        // The monotonic clock counts in steps of half a second; the wall clock is off by a jump.
        for half in 0..1_800_i64 {
            let off_ms = if half >= 2 * (jumps_at - 20) { by_ms } else { 0 };
            let wall_ms = u64::try_from(20_000 + half * 500 + off_ms).unwrap();
            let (wall, monotonic) = (t_ms(wall_ms), Span::from_ms(half.unsigned_abs() * 500));
            if let Some(jump) = watch.look(wall, monotonic) {
                assert!(noticed.replace(jump).is_none(), "one jump");
                house.inbox.note_jump(jump);
            }
            house.at(wall);
        }
        assert_eq!(noticed.is_some(), by_ms.abs() > 200, "set by {by_ms} ms");
        let is_touched = noticed.is_some_and(|jump| jump.until >= t(550) && jump.from <= t(610));
        // What closed before the jump stays closed, even if the clock then shows the window.
        let has_closed = jumps_at > 610;
        let stage = if is_touched && !has_closed { "interrupted" } else { "sold at 100" };
        assert_eq!(house.stage(1), stage, "set by {by_ms} ms at {jumps_at}");
    }
}

#[test]
fn a_planned_stop_interrupts_the_lots_in_their_last_window_and_no_other() {
    let mut house = House::new(t(0));
    for terms in [plain(10, 590), plain(10, 680), timed(10, 500, 90), plain(10, 9_000)] {
        house.publish(terms);
    }
    house.run_until(t(594));
    let bid = house.push_bid(1, 1, 100);
    let told = house.close_down();
    assert_eq!(crate::house::ruling_of(&told, bid).unwrap(), "accepted", "what waits is ruled on");
    assert_eq!(house.interrupted(), [1, 3]);
    assert!(house.close_down().is_empty() && !house.sequencer.is_busy());
    let mut house = house.restart(t(595));
    house.run_until(t(20_000));
    assert_eq!(house.interrupted(), [1, 3], "a planned stop touches nothing else");
}

#[test]
fn a_planned_stop_names_the_lots_it_interrupts_even_if_their_window_has_just_begun() {
    let mut house = House::new(t(0));
    for terms in [plain(10, 590), plain(10, 600), plain(10, 9_000)] {
        house.publish(terms);
    }
    house.run_until(t(549));
    house.now = t_ms(550_001);
    house.close_down();
    assert_eq!(house.sequencer.stopped(), [LotId(1), LotId(2)]);
    assert_eq!(house.interrupted(), [1, 2]);
}

#[test]
fn a_planned_stop_of_many_lots_takes_several_steps() {
    let mut house = House::new(t(0));
    for _ in 0..2_500 {
        house.push(crate::house::machine(1), crate::terms::publication(plain(10, 30)));
    }
    house.settle();
    house.run_until(t(20));
    let mut steps = 0;
    while steps == 0 || house.sequencer.is_busy() {
        house.close_down();
        steps += 1;
    }
    assert!((3..10).contains(&steps), "{steps} steps");
    assert_eq!(house.interrupted().len(), 2_500);
}

#[test]
fn an_exchange_about_to_stop_opens_nothing_and_goes_on_with_what_runs() {
    let mut house = House::new(t(0));
    house.publish(timed(10, 100, 90));
    house.publish(plain(150, 600));
    house.publish(plain(10, 600));
    house.run_until(t(20));
    house.decide_by_two(crate::house::suspension(3));
    house.decide_by_two(Act::ResumeLot { lot: LotId(3), resumes_at: t(150) });
    house.sequencer.stop_opening();
    house.run_until(t(190));
    assert_eq!(house.bid(1, 1, 100), "accepted");
    house.run_until(t(281));
    assert_eq!(house.stage(1), "sold at 100", "the timed phase began and ended");
    assert_eq!((house.stage(2), house.stage(3)), ("announced".into(), "resuming".into()));
    let mut house = house.restart(t(300));
    house.run_until(t(301));
    assert_eq!((house.stage(2), house.stage(3)), ("running".into(), "running".into()));
}

#[test]
fn a_lot_resumed_from_the_break_by_two_people_ends_in_the_right_award() {
    let mut house = silent_since(t(560)).restart(t(570));
    assert_eq!(house.stage(1), "interrupted");
    let lot = LotId(1);
    let propose =
        |resumes_at| Command::Propose { act: Act::ResumeLotFromBreak { lot, resumes_at } };
    let clerk = crate::house::clerk(1);
    let too_early = t(570) + Span::MINUTE - US;
    assert_eq!(house.ask(clerk, propose(too_early)), "notice-too-short");
    assert_eq!(house.bid(1, 1, 200), "auction-interrupted");
    house.decide_by_two(Act::ResumeLotFromBreak { lot, resumes_at: t(700) });
    house.run_until(t(699));
    assert_eq!(house.bid(1, 1, 200), "auction-interrupted", "it goes on when announced");
    house.run_until(t(701));
    assert_eq!(house.bid(1, 2, 300), "no-bid-before-break");
    assert_eq!(house.bid(1, 1, 200), "accepted");
    house.run_until(t(759));
    assert_eq!(house.stage(1), "running", "a full fresh cycle");
    house.run_until(t(760));
    assert_eq!(house.stage(1), "sold at 200");
}

#[test]
fn a_lot_resumed_from_the_break_is_interrupted_again_by_another() {
    let mut house = silent_since(t(560)).restart(t(570));
    for round in 1..5 {
        let resumes_at = t(570 + round * 200);
        house.decide_by_two(Act::ResumeLotFromBreak { lot: LotId(1), resumes_at });
        house.run_until(resumes_at + Span::from_seconds(5));
        assert_eq!(house.stage(1), "running");
        let now = house.now;
        house = house.restart(now + COVERAGE_GAP_MAX);
        assert_eq!(house.stage(1), "interrupted");
    }
    let interruptions = lines(&house.told, |it| matches!(it, Command::InterruptLot { .. }));
    assert_eq!(interruptions.len(), 5);
}
