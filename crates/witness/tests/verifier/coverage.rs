//! In the machine's time a lot closes only where the journal itself shows that the exchange was
//! open all through the last window.

use exchange::{Command, Coverage, EpochClock, SaleEvent};
use lexicon::{HashAlg, LotId, Moment, Span};
use witness::Mismatch;

use crate::forger::{believed, read};
use crate::pen::{Pen, ms, t, terms};

const SECOND: Span = Span::SECOND;

/// A lot of a minute, all of it its last window, with the entries that `beats` writes.
fn closing(clock: EpochClock, coverage: Coverage, beats: impl FnOnce(&mut Pen)) -> (Pen, LotId) {
    let mut pen = Pen::with(HashAlg::Sha256, clock);
    let lot = pen.publish(terms());
    pen.own(t(0), Command::OpenLot { lot });
    beats(&mut pen);
    pen.own(t(60).max(last_moment(&pen)), Command::CloseLot { lot, coverage });
    (pen, lot)
}

fn last_moment(pen: &Pen) -> Moment {
    pen.written.last().unwrap().0.header.moment
}

fn assert_uncovered((pen, lot): (Pen, LotId)) {
    let sequence = pen.written.last().unwrap().0.header.sequence;
    let found = believed(&pen.written).unwrap_err();
    assert_eq!(found, Mismatch::Uncovered { sequence, lot });
    assert_eq!(found.to_string(), format!("lot {lot} closed uncovered at sequence {sequence}"));
}

#[test]
fn a_window_without_a_gap_longer_than_three_seconds_is_covered() {
    for every in [SECOND, Span::from_seconds(3)] {
        let (pen, _) = closing(EpochClock::Wall, Coverage::Covered, |pen| {
            pen.beat(t(0), t(60), every);
        });
        assert!(believed(&pen.written).is_ok(), "{every:?}");
    }
    // The close counts as an entry that ends the window, not what came after it.
    let (pen, _) = closing(EpochClock::Wall, Coverage::Covered, |pen| {
        pen.beat(t(0), t(57), SECOND);
        pen.own(t(300), Command::Heartbeat);
    });
    assert!(believed(&pen.written).is_ok());
}

#[test]
fn a_lot_that_claims_to_be_covered_in_spite_of_a_gap_is_closed_uncovered() {
    // In the middle, at the beginning, at the end, all of it.
    assert_uncovered(closing(EpochClock::Wall, Coverage::Covered, |pen| {
        pen.beat(t(0), t(20), SECOND);
        pen.beat(ms(23_001), t(60), SECOND);
    }));
    assert_uncovered(closing(EpochClock::Wall, Coverage::Covered, |pen| {
        pen.beat(ms(3_001), t(60), SECOND);
    }));
    assert_uncovered(closing(EpochClock::Wall, Coverage::Covered, |pen| {
        pen.beat(t(0), ms(56_999), SECOND);
        pen.own(ms(56_999), Command::Heartbeat);
    }));
    assert_uncovered(closing(EpochClock::Wall, Coverage::Covered, |_| {}));
}

#[test]
fn a_restart_in_the_window_uncovers_it_however_short() {
    assert_uncovered(closing(EpochClock::Wall, Coverage::Covered, |pen| {
        pen.beat(t(0), t(30), SECOND);
        pen.begin(ms(30_001), EpochClock::Wall);
        pen.beat(t(31), t(60), SECOND);
    }));
}

#[test]
fn a_script_sets_coverage_itself() {
    let (pen, _) = closing(EpochClock::Virtual, Coverage::Covered, |_| {});
    assert!(believed(&pen.written).is_ok());
}

/// The script's past is one epoch, without gaps of its own; the machine's time must take over
/// within three seconds, and be covered from there.
#[test]
fn what_a_script_began_and_the_machine_ends_is_measured_from_where_the_machine_began() {
    let (pen, _) = closing(EpochClock::Virtual, Coverage::Covered, |pen| {
        pen.own(t(27), Command::Heartbeat);
        pen.begin(t(30), EpochClock::Wall);
        pen.beat(t(31), t(60), SECOND);
    });
    assert!(believed(&pen.written).is_ok());
    assert_uncovered(closing(EpochClock::Virtual, Coverage::Covered, |pen| {
        pen.own(t(26), Command::Heartbeat);
        pen.begin(t(30), EpochClock::Wall);
        pen.beat(t(31), t(60), SECOND);
    }));
    assert_uncovered(closing(EpochClock::Virtual, Coverage::Covered, |pen| {
        pen.begin(t(30), EpochClock::Wall);
    }));
}

/// A jump of the clock leaves no trace but what the floor says of it, which is believed.
#[test]
fn a_lot_that_says_it_is_uncovered_is_interrupted_and_believed() {
    let coverage = Coverage::Uncovered { from: t(30), until: t(31) };
    let (pen, lot) = closing(EpochClock::Wall, coverage, |pen| pen.beat(t(0), t(60), SECOND));
    assert!(believed(&pen.written).is_ok());
    let decided = read(&pen.written.last().unwrap().0);
    let event = SaleEvent::LotInterrupted { from: t(30), until: t(31) };
    let interrupted = exchange::Event::Sale { lot, event };
    let events = [interrupted].into_iter().collect();
    assert_eq!(decided.outcome, exchange::Outcome::Accepted(events));
}
