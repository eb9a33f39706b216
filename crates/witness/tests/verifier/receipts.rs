//! What changes no outcome changes the head, and the receipt of every bid behind it fails.

use std::collections::BTreeMap;

use exchange::wire::Decided;
use exchange::{Command, Title};
use lexicon::{Digest, HashAlg, RequestId, Sequence, SessionId};
use record::{Header, Part};
use witness::Mismatch;

use crate::forger::{believed, forged, index, verify, with_entry};
use crate::pen::{Places, Sealed, sale, t};

fn receipt(sealed: &Sealed, place: Sequence) -> BTreeMap<Sequence, Digest> {
    [(place, sealed[index(place)].1)].into()
}

fn bids(at: Places) -> [Sequence; 6] {
    [at.first_bid, at.second_bid, at.low_bid, at.late_extending_bid, at.bid_after_close, at.last]
}

/// Believed, yet with another head: each bid's receipt from `place` on is refused, none before.
fn assert_found_by_receipts(honest: &Sealed, forged: &Sealed, at: Places, place: Sequence) {
    let (before, after) = (believed(honest).unwrap(), believed(forged).unwrap());
    assert_ne!(before.head, after.head);
    assert_eq!(before.state_digest, after.state_digest);
    for bid in bids(at) {
        let found = verify(forged, receipt(honest, bid));
        if bid < place {
            assert!(found.is_ok(), "{bid} stands before {place}");
        } else {
            assert_eq!(found, Err(Mismatch::Receipt { sequence: bid }), "{bid} {place}");
        }
    }
}

#[test]
fn honest_receipts_stand_one_by_one_and_together() {
    for alg in [HashAlg::Sha256, HashAlg::Sm3] {
        let (pen, at) = sale(alg);
        for bid in bids(at) {
            assert!(verify(&pen.written, receipt(&pen.written, bid)).is_ok());
        }
        let all = pen.written.iter().map(|(entry, hash)| (entry.header.sequence, *hash));
        assert!(verify(&pen.written, all.collect()).is_ok());
    }
}

#[test]
fn what_changes_no_outcome_is_found_by_every_receipt_behind_it() {
    type Change = fn(&mut Header, &mut Decided);
    let (pen, at) = sale(HashAlg::Sha256);
    let changes: &[(Sequence, Change)] = &[
        (at.second_bid, |_, it| it.actor.device = Digest([1; 32])),
        (at.second_bid, |_, it| it.actor.address = Digest([1; 32])),
        (at.second_bid, |_, it| it.actor.session = SessionId([1; 16])),
        (at.second_bid, |_, it| it.request.request_id = RequestId([1; 16])),
        (at.second_bid, |header, _| header.arrived_at = t(11)),
        (at.second_bid, |header, _| (header.moment, header.arrived_at) = (t(21), t(21))),
        // Too low is too low.
        (at.low_bid, |_, it| {
            let Command::PlaceBid { amount, .. } = &mut it.request.command else { panic!("a bid") };
            *amount = lexicon::Money::from_fen(1);
        }),
        (Sequence(2), |_, it| {
            let Command::PublishLot { title, .. } = &mut it.request.command else {
                panic!("a publication")
            };
            *title = Title { chinese: "果园".to_owned(), english: String::new() };
        }),
        (at.close, |header, _| header.arrived_at = t(1)),
    ];
    for (place, change) in changes {
        let forged = forged(&pen.written, *place, change);
        assert_found_by_receipts(&pen.written, &forged, at, *place);
    }
    for part in 0..4 {
        let place = at.late_extending_bid;
        let salted = with_entry(&pen.written, place, |entry| {
            let parts = [&mut entry.actor, &mut entry.command, &mut entry.seed, &mut entry.outcome];
            let Part::Open { salt, .. } = parts.into_iter().nth(part).unwrap() else {
                panic!("an open part")
            };
            salt[15] ^= 1;
        });
        assert_found_by_receipts(&pen.written, &salted, at, place);
    }
}

#[test]
fn a_receipt_of_an_entry_that_is_not_there_is_refused() {
    let (pen, at) = sale(HashAlg::Sha256);
    let beyond = at.last.next();
    let found = verify(&pen.written, [(beyond, Digest([1; 32]))].into());
    assert_eq!(found, Err(Mismatch::ReceiptBeyond { sequence: beyond }));
    let text = format!("receipt at sequence {beyond} lies beyond the last entry");
    assert_eq!(found.unwrap_err().to_string(), text);

    // A journal cut behind a whole entry is a whole journal; only a receipt tells.
    let mut cut = pen.written.clone();
    cut.truncate(index(at.close));
    assert!(believed(&cut).is_ok());
    let last = receipt(&pen.written, at.last);
    assert_eq!(verify(&cut, last), Err(Mismatch::ReceiptBeyond { sequence: at.last }));
    let none = verify(&Vec::new(), receipt(&pen.written, at.first_bid));
    assert_eq!(none, Err(Mismatch::ReceiptBeyond { sequence: at.first_bid }));
}

#[test]
fn anothers_hash_is_no_receipt() {
    let (pen, at) = sale(HashAlg::Sha256);
    let hash = pen.written[index(at.first_bid)].1;
    let found = verify(&pen.written, [(at.second_bid, hash)].into());
    assert_eq!(found, Err(Mismatch::Receipt { sequence: at.second_bid }));
}
