//! Entries stand in their order, each in its time, under its rules and for its lot.

use exchange::{Command, EpochClock};
use lexicon::{Epoch, HashAlg, LotId, Moment, Sequence, Span};
use record::{Edition, Entry, Subject};
use witness::Mismatch;

use crate::forger::{believed, forged, index, resealed, with_entry};
use crate::pen::{Pen, Sealed, sale, t, terms};

fn entries(sealed: &Sealed) -> Vec<Entry> {
    sealed.iter().map(|(entry, _)| entry.clone()).collect()
}

/// Numbers entries anew and seals them.
fn renumbered(mut entries: Vec<Entry>) -> Sealed {
    for (sequence, entry) in (1..).map(Sequence).zip(&mut entries) {
        entry.header.sequence = sequence;
    }
    resealed(HashAlg::Sha256, entries)
}

#[test]
fn a_dropped_repeated_or_moved_entry_breaks_the_chain() {
    let (pen, at) = sale(HashAlg::Sha256);
    let breaks_at = |sealed: &Sealed, place: Sequence| {
        let found = believed(sealed);
        assert!(
            matches!(found, Err(Mismatch::Chain { sequence, .. }) if sequence == place),
            "{found:?}"
        );
    };
    let bid = index(at.second_bid);
    let mut dropped = pen.written.clone();
    dropped.remove(bid);
    breaks_at(&dropped, at.low_bid);
    let mut repeated = pen.written.clone();
    repeated.insert(bid, pen.written[bid].clone());
    breaks_at(&repeated, at.second_bid);
    let mut moved = pen.written.clone();
    moved.swap(bid, bid + 1);
    breaks_at(&moved, at.low_bid);
    breaks_at(&pen.written[1..].to_vec(), Sequence(2));
}

#[test]
fn a_dropped_repeated_or_moved_entry_numbered_anew_leads_to_another_outcome() {
    let (pen, at) = sale(HashAlg::Sha256);
    let all = entries(&pen.written);
    let (first, second) = (index(at.first_bid), index(at.second_bid));

    let mut dropped = all.clone();
    dropped.remove(second);
    // The low bid behind it, refused for being below 120, would have been good.
    assert_eq!(believed(&renumbered(dropped)), Err(Mismatch::Outcome { sequence: at.second_bid }));

    let mut repeated = all.clone();
    repeated.insert(second, all[second].clone());
    assert_eq!(believed(&renumbered(repeated)), Err(Mismatch::Outcome { sequence: at.low_bid }));

    let mut moved = all.clone();
    moved.swap(first, second);
    let found = believed(&renumbered(moved));
    assert_eq!(found, Err(Mismatch::Outcome { sequence: at.second_bid }), "below the first now");

    // What was refused changes nothing; without it the head is another.
    let mut without_refusal = all;
    without_refusal.remove(index(at.low_bid));
    let verified = believed(&renumbered(without_refusal)).unwrap();
    assert_ne!(verified.head, pen.head());
    assert_eq!(verified.state_digest, pen.state_digest());
}

#[test]
fn the_moment_never_goes_back_and_nothing_arrives_after_it_was_ruled_on() {
    let mut pen = Pen::new();
    pen.own(t(1), Command::Heartbeat);
    pen.own(t(2), Command::Heartbeat);
    let change = |moment: Moment, arrived_at: Moment| {
        let sealed = forged(&pen.written, Sequence(3), |header, _| {
            (header.moment, header.arrived_at) = (moment, arrived_at);
        });
        believed(&sealed).map(|verified| verified.sequence)
    };
    let out_of_order = Err(Mismatch::Order { sequence: Sequence(3) });
    let us = Span::from_us(1);
    assert_eq!(change(t(1), t(1)), Ok(Sequence(3)), "the same moment");
    assert_eq!(change(t(1) - us, t(1) - us), out_of_order);
    assert_eq!(change(t(2), t(2) + us), out_of_order);
    assert_eq!(change(t(2), t(-500)), Ok(Sequence(3)), "it may have waited");
    assert_eq!(change(Moment::MAX, Moment::MIN), Ok(Sequence(3)));
}

#[test]
fn a_header_names_the_lot_that_its_command_is_about() {
    let (pen, at) = sale(HashAlg::Sha256);
    for (place, subject) in [
        (Sequence(1), Subject::Lot(LotId(1))),
        (Sequence(2), Subject::Other),
        (Sequence(2), Subject::Lot(LotId(2))),
        (at.first_bid, Subject::Lot(LotId(2))),
        (at.low_bid, Subject::Other),
    ] {
        let forged = forged(&pen.written, place, |header, _| header.subject = subject);
        assert_eq!(believed(&forged), Err(Mismatch::Subject { sequence: place }));
    }
}

#[test]
fn an_epoch_begins_with_the_entry_that_says_so_and_nowhere_else() {
    let mut pen = Pen::new();
    pen.own(t(1), Command::Heartbeat);
    pen.begin(t(2), EpochClock::Virtual);
    let last = pen.own(t(3), Command::Heartbeat);
    for (place, epoch) in [(1, 0), (1, 2), (2, 0), (2, 2), (3, 1), (3, 3), (4, 1), (4, 3)] {
        let place = Sequence(place);
        let forged = forged(&pen.written, place, |header, _| header.epoch = Epoch(epoch));
        assert_eq!(believed(&forged), Err(Mismatch::Order { sequence: place }), "{place} {epoch}");
    }
    assert_eq!(last, Sequence(4));
    // Without its beginning, neither in the first epoch nor in one before it.
    for epoch in [0, 1] {
        let mut without_beginning = entries(&pen.written)[1..].to_vec();
        for entry in &mut without_beginning {
            entry.header.epoch = Epoch(epoch);
        }
        let found = believed(&renumbered(without_beginning));
        assert_eq!(found, Err(Mismatch::Order { sequence: Sequence(1) }));
    }
}

#[test]
fn entries_under_rules_that_are_not_known_are_refused() {
    let mut pen = Pen::new();
    pen.publish(terms());
    for edition in [0, exchange::EDITION + 1, u32::MAX] {
        let sequence = Sequence(3);
        let forged = with_entry(&pen.written, sequence, |entry| {
            entry.header.edition = Edition(edition);
        });
        assert_eq!(believed(&forged), Err(Mismatch::Edition { sequence, edition }));
    }
}
