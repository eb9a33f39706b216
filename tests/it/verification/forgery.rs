//! A forger who computes every checksum and every hash anew.

use exchange::wire::Decided;
use exchange::{Command, Event, Outcome, Refusal, SaleEvent, SaleRefusal};
use lexicon::{Digest, HashAlg, Moment, Money, Paddle, PartyId, Sequence, Span};
use record::{Entry, Header, Part};
use tempfile::{TempDir, tempdir};

use crate::chronicle::{self, Sealed};
use crate::program::{self, Run};
use crate::rehearsal::{rehearse, small};

/// An honest journal of a rehearsal.
fn honest(dir: &TempDir) -> Sealed {
    let data = dir.path().join("honest");
    let run = rehearse(&small(dir.path()), "ascending", &["--dir", program::text(&data)]);
    assert_eq!(run.code, Some(0), "{}", run.complained);
    chronicle::read(&data)
}

/// Writes a forger's journal: every frame, checksum and hash is right.
fn write(dir: &TempDir, entries: &[Entry]) -> String {
    let data = dir.path().join("forged");
    if data.exists() {
        std::fs::remove_dir_all(&data).unwrap();
    }
    chronicle::write(&data, HashAlg::Sha256, entries);
    program::text(&data).to_owned()
}

fn forge(
    dir: &TempDir,
    honest: &Sealed,
    place: Sequence,
    change: impl FnOnce(&mut Entry),
) -> String {
    let mut entries = chronicle::entries(honest);
    change(&mut entries[chronicle::index(place)]);
    write(dir, &entries)
}

fn verify(dir: &str, receipts: &[(Sequence, Digest)]) -> Run {
    let receipts: Vec<String> =
        receipts.iter().map(|(sequence, hash)| format!("--receipt={sequence}:{hash}")).collect();
    let mut arguments = vec!["verify", dir, "--json"];
    arguments.extend(receipts.iter().map(String::as_str));
    program::run(&arguments)
}

/// The first bid that was accepted, and the first that was refused as too low.
fn bids(honest: &Sealed) -> (Sequence, Sequence) {
    let bids = chronicle::bids(honest);
    let is_low = |outcome: &Outcome| {
        matches!(outcome, Outcome::Refused(Refusal::Sale(SaleRefusal::BelowLeastBid { .. })))
    };
    let accepted = bids.iter().find(|(_, outcome)| matches!(outcome, Outcome::Accepted(_)));
    let refused = bids.iter().find(|(_, outcome)| is_low(outcome));
    (accepted.unwrap().0, refused.unwrap().0)
}

/// The entry that opened the lot of a bid.
fn opening_of(honest: &Sealed, bid: Sequence) -> Sequence {
    let command = |entry: &Entry| chronicle::decided(entry).request.command;
    let lot = command(&honest[chronicle::index(bid)].0).lot().unwrap();
    let opening = honest.iter().find(|(entry, _)| command(entry) == Command::OpenLot { lot });
    opening.unwrap().0.header.sequence
}

#[test]
fn the_honest_journal_written_again_is_believed() {
    let dir = tempdir().unwrap();
    let honest = honest(&dir);
    let copy = write(&dir, &chronicle::entries(&honest));
    let receipts: Vec<(Sequence, Digest)> =
        honest.iter().map(|(entry, hash)| (entry.header.sequence, *hash)).collect();
    let verified = verify(&copy, &receipts).object();
    assert_eq!(verified["receipts"], receipts.len());
    let (last, head) = receipts.last().unwrap();
    assert_eq!(verified["head"], format!("{last}:{head}"));
    let beyond = verify(&copy, &[(last.next(), *head)]);
    beyond.assert_refused(1, &format!("receipt at sequence {} lies beyond", last.next()));
    assert_eq!(beyond.any_object()["verified"], false);
}

#[test]
fn another_outcome_or_what_would_lead_to_one_is_refused_with_its_sequence() {
    type Change = fn(&mut Header, &mut Decided);
    let dir = tempdir().unwrap();
    let honest = honest(&dir);
    let (accepted, refused) = bids(&honest);
    let changes: &[(&str, Sequence, Change)] = &[
        ("a refusal in place of an acceptance", accepted, |_, it| {
            it.outcome = Outcome::Refused(Refusal::Sale(SaleRefusal::NotAdmitted));
        }),
        ("an acceptance in place of a refusal", refused, |_, it| {
            let Command::PlaceBid { lot, paddle: Some(paddle), amount, .. } = it.request.command
            else {
                panic!("a bid")
            };
            let event = SaleEvent::BidAccepted { paddle, amount };
            it.outcome = Outcome::Accepted([Event::Sale { lot, event }].into_iter().collect());
        }),
        ("a lower amount", accepted, |_, it| {
            let Command::PlaceBid { amount, .. } = &mut it.request.command else { panic!("a bid") };
            *amount = Money::from_fen(1);
        }),
        ("a higher amount", refused, |_, it| {
            let Command::PlaceBid { amount, .. } = &mut it.request.command else { panic!("a bid") };
            *amount = Money::MAX;
        }),
        ("another party", accepted, |_, it| it.actor.party = PartyId(999)),
        ("a later moment", accepted, |header, _| {
            (header.moment, header.arrived_at) = (Moment::MAX, Moment::MAX);
        }),
        ("an earlier arrival", accepted, |header, _| {
            header.arrived_at = header.arrived_at - Span::DAY;
        }),
    ];
    for (what, place, change) in changes {
        let forged = forge(&dir, &honest, *place, |entry| chronicle::change(entry, change));
        let run = verify(&forged, &[]);
        run.assert_refused(1, &format!("outcome differs at sequence {place}"));
        let object = run.any_object();
        assert_eq!(object["verified"], false, "{what}");
        assert_eq!(object["mismatch"], format!("outcome differs at sequence {place}"), "{what}");
    }
}

/// The chain says what the rules cannot: whoever kept the receipt of a later bid finds it changed.
#[test]
fn any_other_forgery_changes_the_head_and_fails_every_later_receipt() {
    let dir = tempdir().unwrap();
    let honest = honest(&dir);
    let (place, _) = bids(&honest);
    let head = verify(program::text(&dir.path().join("honest")), &[]).object()["head"].clone();
    let salted = |entry: &mut Entry| {
        let Part::Open { salt, .. } = &mut entry.outcome else { panic!("an open part") };
        salt[0] ^= 1;
    };
    let elsewhere = |entry: &mut Entry| {
        chronicle::change(entry, |_, decided| decided.actor.device = Digest([1; 32]));
    };
    for change in [salted as fn(&mut Entry), elsewhere] {
        let forged = forge(&dir, &honest, place, change);
        let believed = verify(&forged, &[]).object();
        assert_ne!(believed["head"], head);
        for (bid, _) in chronicle::bids(&honest) {
            let hash = honest[chronicle::index(bid)].1;
            let run = verify(&forged, &[(bid, hash)]);
            if bid < place {
                assert_eq!(run.code, Some(0));
            } else {
                run.assert_refused(1, &format!("receipt differs at sequence {bid}"));
            }
        }
    }
}

#[test]
fn entries_cannot_be_left_out_repeated_or_exchanged() {
    let dir = tempdir().unwrap();
    let honest = honest(&dir);
    let (accepted, refused) = bids(&honest);
    let at = chronicle::index(accepted);
    let verify_numbered_anew = |mut entries: Vec<Entry>| {
        for (sequence, entry) in (1..).map(Sequence).zip(&mut entries) {
            entry.header.sequence = sequence;
        }
        verify(&write(&dir, &entries), &[])
    };
    let all = chronicle::entries(&honest);
    assert_eq!(verify_numbered_anew(all.clone()).code, Some(0));
    let (mut without, mut twice, mut exchanged) = (all.clone(), all.clone(), all);
    // Without the bid in front of it, the one that was too low would have been good.
    let before = Sequence(refused.0 - 1);
    without.remove(chronicle::index(before));
    let words = format!("outcome differs at sequence {before}");
    verify_numbered_anew(without).assert_refused(1, &words);
    twice.insert(at, twice[at].clone());
    let words = format!("outcome differs at sequence {}", accepted.next());
    verify_numbered_anew(twice).assert_refused(1, &words);
    // In front of the opening of its lot.
    let opening = opening_of(&honest, accepted);
    exchanged.swap(chronicle::index(opening), at);
    let words = format!("outcome differs at sequence {opening}");
    verify_numbered_anew(exchanged).assert_refused(1, &words);
}

/// Replaying rules on nothing, so that it believes a forger, but not what no rules could have
/// said.
#[test]
fn a_replay_of_what_cannot_have_happened_ends_with_1() {
    let dir = tempdir().unwrap();
    let honest = honest(&dir);
    let (_, refused) = bids(&honest);
    let forged = forge(&dir, &honest, refused, |entry| {
        chronicle::change(entry, |_, decided| {
            let Command::PlaceBid { lot, amount, .. } = decided.request.command else {
                panic!("a bid")
            };
            // No bidder has this paddle.
            let event = SaleEvent::BidAccepted { paddle: Paddle(7), amount };
            decided.outcome = Outcome::Accepted([Event::Sale { lot, event }].into_iter().collect());
        });
    });
    let words = format!("failed to take up entry {refused}: it tells what cannot have happened");
    program::run(&["replay", &forged, "--json"]).assert_refused(1, &words);
    let words = format!("outcome differs at sequence {refused}");
    verify(&forged, &[]).assert_refused(1, &words);
}
