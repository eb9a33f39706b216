//! Honest journals are believed, whatever hash made them.

use exchange::{Command, EpochClock, Refusal};
use lexicon::{HashAlg, LotId, Sequence};
use witness::Mismatch;

use crate::forger::{believed, resealed, with_entry};
use crate::pen::{Pen, bidder, sale, t, terms};

#[test]
fn an_honest_journal_is_believed_and_its_head_and_state_are_told() {
    for alg in [HashAlg::Sha256, HashAlg::Sm3] {
        let (pen, places) = sale(alg);
        let verified = believed(&pen.written).unwrap();
        assert_eq!(verified.sequence, places.last);
        assert_eq!(verified.head, pen.head());
        assert_eq!(verified.state_digest, pen.state_digest());
        assert_eq!(verified.epochs, 1);
        assert_eq!(verified.faults, []);
    }
}

#[test]
fn the_hash_changes_the_head_and_not_the_state() {
    let (one, other) = (sale(HashAlg::Sha256).0, sale(HashAlg::Sm3).0);
    let (one, other) = (believed(&one.written).unwrap(), believed(&other.written).unwrap());
    assert_eq!(one.state_digest, other.state_digest);
    assert_ne!(one.head, other.head);
}

#[test]
fn a_chain_of_one_hash_does_not_go_on_in_another() {
    let (sha, sm3) = (sale(HashAlg::Sha256).0.written, sale(HashAlg::Sm3).0.written);
    let mixed = [sha[..4].to_vec(), sm3[4..].to_vec()].concat();
    let break_at = Sequence(5);
    assert!(
        matches!(believed(&mixed), Err(Mismatch::Chain { sequence, .. }) if sequence == break_at)
    );
    let entries = sha.iter().map(|(entry, _)| entry.clone());
    assert!(believed(&resealed(HashAlg::Sm3, entries)).is_ok(), "another head, and whole");
}

#[test]
fn a_journal_without_entries_is_believed_and_proves_nothing() {
    let verified = believed(&Vec::new()).unwrap();
    assert_eq!((verified.sequence, verified.epochs), (Sequence::ZERO, 0));
}

#[test]
fn faults_are_listed_and_change_nothing() {
    let mut pen = Pen::new();
    let lot = pen.publish(terms());
    pen.own(t(0), Command::OpenLot { lot });
    let before = pen.state_digest();
    let bid = |amount| Command::PlaceBid {
        lot,
        paddle: None,
        amount: lexicon::Money::from_fen(amount),
        confirmed: false,
    };
    let first = pen.fault(t(5), bidder(1), bid(6_666_666));
    let second = pen.fault(t(6), bidder(2), bid(1));
    assert_eq!(pen.state_digest(), before);
    pen.bid(t(7), lot, 1, 100);
    let verified = believed(&pen.written).unwrap();
    assert_eq!(verified.faults, [first, second]);
    assert_eq!(verified.state_digest, pen.state_digest());
}

#[test]
fn several_epochs_are_counted() {
    let mut pen = Pen::new();
    pen.begin(t(-9), EpochClock::Virtual);
    pen.begin(t(-9), EpochClock::Wall);
    pen.own(t(-8), Command::RecordTailCut { segment: 1, offset: 512, size: 100 });
    assert_eq!(believed(&pen.written).unwrap().epochs, 3);
}

#[test]
fn what_was_refused_is_believed_too() {
    let mut pen = Pen::new();
    let mallory = bidder(9);
    for command in [
        Command::BeginEpoch { clock: EpochClock::Wall },
        Command::Heartbeat,
        Command::OpenLot { lot: LotId(0) },
        Command::CloseLot { lot: LotId(9), coverage: exchange::Coverage::Covered },
    ] {
        pen.ask(t(-5), t(-5), mallory, command);
    }
    let verified = believed(&pen.written).unwrap();
    assert_eq!((verified.epochs, verified.sequence), (1, Sequence(5)));
    let last = crate::forger::read(&pen.written[4].0);
    assert_eq!(last.outcome, exchange::Outcome::Refused(Refusal::NotPermitted));
}

#[test]
fn what_is_withheld_cannot_be_ruled_on() {
    let (pen, places) = sale(HashAlg::Sha256);
    for part in 0..4 {
        let withheld = with_entry(&pen.written, places.first_bid, |entry| {
            let digests = entry.part_digests(HashAlg::Sha256);
            let parts = [&mut entry.actor, &mut entry.command, &mut entry.seed, &mut entry.outcome];
            *parts.into_iter().nth(part).unwrap() = record::Part::Withheld(digests[part]);
        });
        assert_eq!(
            withheld.last().unwrap().1,
            pen.written.last().unwrap().1,
            "the chain stays provable"
        );
        let found = believed(&withheld);
        let sequence = places.first_bid;
        assert!(matches!(found, Err(Mismatch::Part { sequence: at, .. }) if at == sequence));
    }
}
