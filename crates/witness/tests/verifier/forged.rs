//! A forger changes an outcome, or something from which another outcome would follow, and computes
//! every hash anew: the rules, asked again, give him away.

use exchange::wire::Decided;
use exchange::{Command, Event, Outcome, Refusal, Role, SaleEvent, SaleRefusal, UnsoldReason};
use lexicon::{HashAlg, LotId, Moment, Money, Paddle, PartyId, Sequence, Span};
use record::{Header, Part};
use witness::Mismatch;

use crate::forger::{believed, forged, index, with_entry};
use crate::pen::{Pen, Places, bidder, sale, t, terms, yuan};

type Change = fn(&mut Header, &mut Decided);

fn assert_outcome_differs(forgeries: &[(&str, Sequence, Change)], pen: &Pen) {
    for (what, place, change) in forgeries {
        let forged = forged(&pen.written, *place, change);
        let found = believed(&forged).unwrap_err();
        assert_eq!(found, Mismatch::Outcome { sequence: *place }, "{what}");
        assert_eq!(found.to_string(), format!("outcome differs at sequence {place}"));
    }
}

fn amount_of(decided: &mut Decided) -> &mut Money {
    match &mut decided.request.command {
        Command::PlaceBid { amount, .. } => amount,
        other => panic!("a bid: {other:?}"),
    }
}

fn sale_event(decided: &mut Decided, place: usize) -> &mut SaleEvent {
    match &mut decided.outcome {
        Outcome::Accepted(events) => match &mut events[place] {
            Event::Sale { event, .. } => event,
            other => panic!("a sale's event: {other:?}"),
        },
        other @ Outcome::Refused(_) => panic!("accepted: {other:?}"),
    }
}

fn accept(decided: &mut Decided, event: SaleEvent) {
    let event = Event::Sale { lot: LotId(1), event };
    decided.outcome = Outcome::Accepted([event].into_iter().collect());
}

fn refuse(decided: &mut Decided, refusal: SaleRefusal) {
    decided.outcome = Outcome::Refused(Refusal::Sale(refusal));
}

#[test]
fn a_changed_outcome_differs() {
    let (pen, at) = sale(HashAlg::Sha256);
    let forgeries: &[(&str, Sequence, Change)] = &[
        ("a good bid refused", at.first_bid, |_, it| {
            refuse(it, SaleRefusal::BelowLeastBid { least: yuan(101) });
        }),
        ("a low bid accepted", at.low_bid, |_, it| {
            accept(it, SaleEvent::BidAccepted { paddle: Paddle(1_234), amount: yuan(111) });
        }),
        ("refused for another reason", at.low_bid, |_, it| {
            refuse(it, SaleRefusal::BidderStopped);
        }),
        ("another least bid told", at.low_bid, |_, it| {
            refuse(it, SaleRefusal::BelowLeastBid { least: yuan(121) });
        }),
        ("another bidder leads", at.second_bid, |_, it| {
            let SaleEvent::BidAccepted { paddle, .. } = sale_event(it, 0) else { panic!("a bid") };
            paddle.0 ^= 1;
        }),
        ("at another price", at.second_bid, |_, it| {
            let SaleEvent::BidAccepted { amount, .. } = sale_event(it, 0) else { panic!("a bid") };
            *amount = yuan(109);
        }),
        ("on another lot", at.second_bid, |_, it| {
            let Outcome::Accepted(events) = &mut it.outcome else { panic!("accepted") };
            let Event::Sale { lot, .. } = &mut events[0] else { panic!("a sale's event") };
            *lot = LotId(2);
        }),
        ("an extension left out", at.late_extending_bid, |_, it| {
            let Outcome::Accepted(events) = &mut it.outcome else { panic!("accepted") };
            events.pop().unwrap();
        }),
        ("an extension shortened", at.late_extending_bid, |_, it| {
            let SaleEvent::LotExtended { closes_at } = sale_event(it, 1) else { panic!("longer") };
            *closes_at = *closes_at - Span::from_us(1);
        }),
        ("a late bid accepted", at.bid_after_close, |_, it| {
            accept(it, SaleEvent::BidAccepted { paddle: Paddle(1_234), amount: yuan(900) });
        }),
        ("awarded to another", at.close, |_, it| {
            let SaleEvent::LotAwarded { paddle, .. } = sale_event(it, 0) else { panic!("sold") };
            paddle.0 ^= 1;
        }),
        ("awarded for less", at.close, |_, it| {
            let SaleEvent::LotAwarded { price, .. } = sale_event(it, 0) else { panic!("sold") };
            *price = yuan(199);
        }),
        ("not awarded", at.close, |_, it| {
            accept(it, SaleEvent::LotUnsold { reason: UnsoldReason::TooFewBidders });
        }),
        ("nothing happened", at.close, |_, it| {
            it.outcome = Outcome::Accepted(exchange::Events::new());
        }),
        ("another paddle drawn", at.admission, |_, it| {
            let SaleEvent::BidderAdmitted { paddle, .. } = sale_event(it, 0) else {
                panic!("admitted")
            };
            paddle.0 ^= 1;
        }),
    ];
    assert_outcome_differs(forgeries, &pen);
}

#[test]
fn a_changed_amount_party_or_moment_from_which_another_outcome_follows_differs() {
    let (pen, at) = sale(HashAlg::Sha256);
    let forgeries: &[(&str, Sequence, Change)] = &[
        ("an accepted bid made too low", at.second_bid, |_, it| *amount_of(it) = yuan(109)),
        ("an accepted bid made higher", at.second_bid, |_, it| *amount_of(it) = yuan(150)),
        ("a refused bid made good", at.low_bid, |_, it| *amount_of(it) = yuan(120)),
        ("an amount out of range", at.low_bid, |_, it| *amount_of(it) = Money::ZERO),
        ("sent by another", at.second_bid, |_, it| it.actor.party = bidder(1).party),
        ("sent by a stranger", at.second_bid, |_, it| it.actor.party = PartyId(999)),
        ("sent by a clerk", at.second_bid, |_, it| it.actor.role = Role::Clerk),
        ("under another's paddle", at.second_bid, |_, it| {
            let Command::PlaceBid { paddle, .. } = &mut it.request.command else { panic!("a bid") };
            *paddle = None;
        }),
        ("a late bid made to arrive in time", at.bid_after_close, |header, _| {
            header.arrived_at = t(75);
        }),
        ("an early bid made to arrive late", at.late_extending_bid, |header, _| {
            (header.arrived_at, header.moment) = (t(61), t(61));
        }),
        ("another extension by another arrival", at.late_extending_bid, |header, _| {
            header.arrived_at = header.arrived_at - Span::from_us(1);
        }),
        ("an arrival before the extension window", at.late_extending_bid, |header, _| {
            header.arrived_at = t(39);
        }),
        ("an arrival before the opening", at.first_bid, |header, _| header.arrived_at = t(-1)),
        ("closed before it was due", at.close, |header, _| {
            (header.moment, header.arrived_at) = (Moment::from_us(t(75).us() - 1), t(70));
        }),
        ("another command", at.low_bid, |_, it| {
            it.request.command = Command::StopBidder { lot: LotId(1), paddle: Paddle(1) };
        }),
        ("another seed", at.admission, |_, it| it.seed = Some([1; 32])),
        ("another lot", at.second_bid, |_, it| {
            let Command::PlaceBid { lot, .. } = &mut it.request.command else { panic!("a bid") };
            *lot = LotId(2);
        }),
        ("uncovered, though awarded", at.close, |_, it| {
            let coverage = exchange::Coverage::Uncovered { from: t(70), until: t(74) };
            it.request.command = Command::CloseLot { lot: LotId(1), coverage };
        }),
    ];
    assert_outcome_differs(forgeries, &pen);
}

#[test]
fn a_ceiling_changed_where_it_answers_differs_where_it_answers() {
    let mut pen = Pen::new();
    let lot = pen.publish(terms());
    pen.own(t(0), Command::OpenLot { lot });
    let paddle = pen.paddle(lot, 1);
    let ceiling = |amount| lexicon::Secret::new(yuan(amount));
    let left = Command::PlaceProxyBid { lot, paddle, ceiling: ceiling(500) };
    let left = pen.ask(t(5), t(5), bidder(1), left);
    let challenge = pen.bid(t(6), lot, 2, 400);
    assert!(believed(&pen.written).is_ok());
    let forged = forged(&pen.written, left, |_, decided| {
        decided.request.command = Command::PlaceProxyBid { lot, paddle, ceiling: ceiling(300) };
    });
    assert_eq!(believed(&forged), Err(Mismatch::Outcome { sequence: challenge }));
}

/// Terms stand in the command, whose outcome tells nothing of them: they are found out where they
/// would have ruled otherwise.
#[test]
fn changed_terms_differ_at_the_first_ruling_that_they_change() {
    let (pen, at) = sale(HashAlg::Sha256);
    let Places { first_bid, close, .. } = at;
    let publication = Sequence(2);
    let change = |change: fn(&mut exchange::AscendingTerms)| {
        let forged = forged(&pen.written, publication, |_, decided| {
            let Command::PublishLot { terms, .. } = &mut decided.request.command else {
                panic!("a publication")
            };
            let exchange::Terms::Ascending(terms) = terms else { panic!("prices rise") };
            change(terms);
        });
        believed(&forged).unwrap_err()
    };
    let differs = |sequence| Mismatch::Outcome { sequence };
    assert_eq!(change(|terms| terms.starting_price = yuan(101)), differs(first_bid));
    let reserve = change(|terms| terms.reserve = exchange::Reserve::Public(yuan(201)));
    assert_eq!(reserve, differs(close));
}

#[test]
fn a_part_that_is_not_the_one_encoding_of_its_value_is_refused() {
    let (pen, at) = sale(HashAlg::Sha256);
    for part in [0, 1, 3] {
        for change in [
            |bytes: &mut Vec<u8>| bytes.push(0),
            |bytes: &mut Vec<u8>| bytes.truncate(bytes.len() - 1),
            |bytes: &mut Vec<u8>| bytes.clear(),
            |bytes: &mut Vec<u8>| bytes.fill(0xff),
        ] {
            let forged = with_entry(&pen.written, at.first_bid, |entry| {
                let parts =
                    [&mut entry.actor, &mut entry.command, &mut entry.seed, &mut entry.outcome];
                let part = parts.into_iter().nth(part).unwrap();
                let Part::Open { bytes, .. } = part else { panic!("an open part") };
                change(bytes);
            });
            let found = believed(&forged);
            assert!(
                matches!(found, Err(Mismatch::Part { sequence, .. }) if sequence == at.first_bid)
            );
        }
    }
}

#[test]
fn chance_stands_where_the_command_asks_for_it_and_nowhere_else() {
    let (pen, at) = sale(HashAlg::Sha256);
    let without = forged(&pen.written, at.admission, |_, decided| decided.seed = None);
    assert_eq!(believed(&without), Err(Mismatch::Seed { sequence: at.admission }));
    let with = forged(&pen.written, at.first_bid, |_, decided| decided.seed = Some([1; 32]));
    assert_eq!(believed(&with), Err(Mismatch::Seed { sequence: at.first_bid }));
    let short = with_entry(&pen.written, at.admission, |entry| {
        entry.seed = Part::Open { salt: [0; 16], bytes: vec![1; 31] };
    });
    assert!(matches!(believed(&short), Err(Mismatch::Part { .. })));
}

/// Every single bit of every part and of every header, without a hash computed anew.
#[test]
fn whatever_is_changed_without_new_hashes_breaks_the_chain() {
    let (pen, _) = sale(HashAlg::Sha256);
    for (place, (entry, hash)) in pen.written.iter().enumerate() {
        let mut bytes = Vec::new();
        entry.encode(*hash, &mut bytes);
        for at in 0..bytes.len() {
            bytes[at] ^= 1 << (at % 8);
            // What cannot be decoded at all never comes to the verifier.
            if let Ok((changed, stored)) = record::Entry::decode_whole(&bytes) {
                let mut journal = pen.written.clone();
                journal[place] = (changed, stored);
                let found = believed(&journal);
                assert!(matches!(found, Err(Mismatch::Chain { .. })), "{place} {at}: {found:?}");
            }
            bytes[at] ^= 1 << (at % 8);
        }
    }
}

/// Every bit of every part in its turn, everything behind it sealed anew: what is not refused has
/// changed the head, and an outcome is never another but for a fault, which is listed.
#[test]
fn whatever_a_forger_changes_is_refused_or_changes_the_head() {
    let (pen, at) = sale(HashAlg::Sha256);
    let head = pen.head();
    for place in (1..=at.last.0).map(Sequence) {
        for part in 0..4 {
            let length = match pen.written[index(place)].0.parts()[part] {
                Part::Open { bytes, .. } => bytes.len(),
                Part::Withheld(_) => panic!("an open part"),
            };
            for byte in 0..length {
                let bit = 1 << ((byte + index(place)) % 8);
                let forged = with_entry(&pen.written, place, |entry| {
                    let parts =
                        [&mut entry.actor, &mut entry.command, &mut entry.seed, &mut entry.outcome];
                    let Some(Part::Open { bytes, .. }) = parts.into_iter().nth(part) else {
                        panic!("an open part")
                    };
                    bytes[byte] ^= bit;
                });
                if let Ok(verified) = believed(&forged) {
                    assert_ne!(verified.head, head, "{place} part {part} byte {byte}");
                    let is_outcome = part == 3;
                    assert!(!is_outcome || verified.faults == [place], "{place} byte {byte}");
                }
            }
        }
    }
}
