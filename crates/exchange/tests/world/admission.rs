//! Publishing a lot, and admitting to it under a paddle that tells nothing of its holder.

use std::collections::BTreeSet;

use exchange::{
    Actor, AscendingTerms, At, Command, Event, Events, JumpCap, Outcome, Refusal, SaleEvent,
    SaleRefusal, Term, World,
};
use lexicon::{LotId, Money, Paddle, PartyId, Secret};

use crate::hall::{Hall, sale, seed};
use crate::terms::{admission, bid, bidder, plain, published, t, us, yuan};

#[test]
fn lots_are_numbered_from_one_in_the_order_of_their_publication() {
    let mut hall = Hall::new();
    for lot in 1..=3 {
        let command = published(plain());
        let events = hall.ask(&Actor::EXCHANGE, &command).unwrap();
        assert_eq!(events.as_slice(), [Event::LotPublished { lot: LotId(lot) }]);
        let before = World::default();
        let outcome = Outcome::Accepted(events);
        assert_eq!(before.subject(&command, &outcome), Some(LotId(lot)), "it is about its lot");
        assert_eq!(hall.world.lot(LotId(lot)).unwrap().edition(), exchange::EDITION);
    }
    assert_eq!(hall.world.lot_ids().collect::<Vec<_>>(), [1, 2, 3].map(LotId));
    assert!(hall.world.lot(LotId(0)).is_none() && hall.world.lot(LotId(4)).is_none());
    hall.assert_replay();
}

#[test]
fn terms_that_cannot_be_sold_by_are_refused_and_take_no_number() {
    let mut hall = Hall::new();
    let no_steps = AscendingTerms { jump_cap: Some(JumpCap { steps: 0 }), ..plain() };
    let refusal = SaleRefusal::TermInvalid { term: Term::JumpCap };
    assert_eq!(hall.ask(&Actor::EXCHANGE, &published(no_steps)), Err(Refusal::Sale(refusal)));
    let late = AscendingTerms { opens_at: hall.now() - us(1), ..plain() };
    let refusal = SaleRefusal::TermInvalid { term: Term::OpensAt };
    assert_eq!(hall.ask(&Actor::EXCHANGE, &published(late)), Err(Refusal::Sale(refusal)));
    let at_once = AscendingTerms { opens_at: hall.now(), ..plain() };
    assert!(hall.ask(&Actor::EXCHANGE, &published(at_once)).is_ok());
    assert_eq!(hall.world.lot_count(), 1);
}

#[test]
fn a_command_about_a_lot_that_is_not_there_is_refused_before_anything_else() {
    let mut hall = Hall::with_lot();
    let taken = hall.paddle(1, bidder(1).party);
    for number in [0, 2, u64::MAX] {
        let unknown = Err(Refusal::UnknownLot { lot: LotId(number) });
        assert_eq!(hall.ask(&Actor::EXCHANGE, &admission(number, PartyId(9))), unknown);
        assert_eq!(hall.ask(&bidder(1), &bid(number, taken, yuan(100))), unknown);
        let lot = LotId(number);
        let stop = Command::StopBidder { lot, paddle: taken.unwrap() };
        assert_eq!(hall.ask(&Actor::EXCHANGE, &stop), unknown);
        let open = Command::OpenLot { lot };
        assert_eq!(hall.ask(&Actor::EXCHANGE, &open), unknown);
        let resumption = exchange::Act::ResumeLot { lot, resumes_at: t(500) };
        assert_eq!(hall.propose(resumption).map(|_| Events::new()), unknown);
    }
}

#[test]
fn a_refused_command_about_lot_0_is_about_no_lot() {
    let world = World::default();
    let refused = Outcome::Refused(Refusal::UnknownLot { lot: LotId(0) });
    assert_eq!(world.subject(&admission(0, PartyId(9)), &refused), None);
    assert_eq!(world.subject(&admission(7, PartyId(9)), &refused), Some(LotId(7)));
}

#[test]
fn paddles_differ_within_a_lot_and_follow_from_the_seed_alone() {
    let mut hall = Hall::new();
    hall.ask(&Actor::EXCHANGE, &published(plain())).unwrap();
    let mut drawn = BTreeSet::new();
    for party in 0..500 {
        let party = PartyId(1_000 + party);
        let events = hall.ask(&Actor::EXCHANGE, &admission(1, party)).unwrap();
        let [Event::Sale { event: SaleEvent::BidderAdmitted { paddle, .. }, .. }] =
            events.as_slice()
        else {
            panic!("a bidder is admitted: {events:?}")
        };
        assert_eq!(hall.paddle(1, party), Some(*paddle));
        assert!(hall.world.is_admitted(LotId(1), *paddle));
        assert!(drawn.insert(*paddle), "{paddle:?} was given out twice");
        assert!((1_000..10_000).contains(&paddle.0));
    }
    let draw = |party, number| {
        let (at, mut events) = (At::moment_only(hall.now()), Events::new());
        let command = admission(1, PartyId(party));
        hall.world.rule(at, &Actor::EXCHANGE, Some(&seed(number)), &command, &mut events).unwrap();
        events
    };
    assert_eq!(draw(1, 9_001), draw(2, 9_001), "it says nothing of the party");
    assert_ne!(draw(1, 9_001), draw(1, 9_002));
    hall.assert_replay();
}

#[test]
fn who_is_admitted_again_keeps_the_paddle_under_new_limits() {
    let mut hall = Hall::with_lot();
    let party = bidder(1).party;
    let paddle = hall.paddle(1, party).unwrap();
    let (until, ceiling) = (Some(t(50)), Some(yuan(120)));
    let again = Command::AdmitBidder { lot: LotId(1), party, until, ceiling, rank: None };
    let admitted = sale(1, SaleEvent::BidderAdmitted { paddle, until, ceiling, rank: None });
    assert_eq!(hall.ask(&Actor::EXCHANGE, &again).unwrap().as_slice(), [admitted]);
    assert_eq!(hall.world.lot(LotId(1)).unwrap().paddles().count(), 2);

    hall.run_to(t(10));
    let above = SaleRefusal::AboveAdmittedAmount { ceiling: yuan(120) };
    assert_eq!(hall.bid(1, 1, 130), Err(Refusal::Sale(above)));
    assert!(hall.bid(1, 1, 120).is_ok());
    hall.run_to(t(51));
    let ended = SaleRefusal::AdmissionEnded { ended_at: t(50) };
    assert_eq!(hall.bid(1, 1, 130), Err(Refusal::Sale(ended)));

    let stop = Command::StopBidder { lot: LotId(1), paddle };
    hall.ask(&Actor::EXCHANGE, &stop).unwrap();
    assert_eq!(hall.bid(1, 1, 130), Err(Refusal::Sale(SaleRefusal::BidderStopped)));
    hall.ask(&Actor::EXCHANGE, &admission(1, party)).unwrap();
    assert_eq!(hall.paddle(1, party), Some(paddle));
    assert!(hall.bid(1, 1, 130).is_ok());
    hall.assert_replay();
}

#[test]
fn one_party_has_a_paddle_of_its_own_on_each_lot() {
    let mut hall = Hall::with_lot();
    hall.publish(plain());
    let party = bidder(1).party;
    let (first, second) = (hall.paddle(1, party), hall.paddle(2, party));
    assert_ne!(first, second, "drawn by another seed");
    hall.run_to(t(10));
    let strange = hall.ask(&bidder(1), &bid(2, first, yuan(100)));
    assert_eq!(strange, Err(Refusal::NotYourPaddle));
}

#[test]
fn no_event_names_the_party() {
    let mut hall = Hall::new();
    hall.ask(&Actor::EXCHANGE, &published(plain())).unwrap();
    let party = PartyId(0x7777_7777_7777);
    let events = hall.ask(&Actor::EXCHANGE, &admission(1, party)).unwrap();
    let bytes = exchange::wire::encode(&events);
    let name = exchange::wire::encode(&party);
    assert!(!bytes.windows(name.len()).any(|piece| piece == name));
    assert!(!format!("{events:?}").contains("PartyId"));
}

#[test]
fn a_bid_under_anothers_paddle_is_refused() {
    let mut hall = Hall::with_lot();
    hall.run_to(t(10));
    let own = hall.paddle(1, bidder(1).party);
    let others = hall.paddle(1, bidder(2).party);
    let stranger = bidder(3);
    let nobodys = Some(Paddle(own.unwrap().0 ^ others.unwrap().0 ^ 1));
    let ceiling =
        |paddle| Command::PlaceProxyBid { lot: LotId(1), paddle, ceiling: Secret::new(yuan(500)) };
    let not_admitted = Err(Refusal::Sale(SaleRefusal::NotAdmitted));
    for (actor, paddle, ruling) in [
        (bidder(1), others, Err(Refusal::NotYourPaddle)),
        (bidder(1), nobodys, Err(Refusal::NotYourPaddle)),
        (stranger, own, Err(Refusal::NotYourPaddle)),
        (stranger, nobodys, Err(Refusal::NotYourPaddle)),
        // The door fills in the paddle; where it has none to fill in, nobody was admitted.
        (stranger, None, not_admitted.clone()),
        (bidder(1), None, not_admitted),
    ] {
        assert_eq!(hall.ask(&actor, &bid(1, paddle, yuan(100))), ruling, "{actor:?} {paddle:?}");
        assert_eq!(hall.ask(&actor, &ceiling(paddle)), ruling, "{actor:?} {paddle:?}");
    }
    assert!(hall.ask(&bidder(1), &bid(1, own, yuan(100))).is_ok());
    assert!(hall.ask(&bidder(2), &ceiling(others)).is_ok());
}

#[test]
fn amounts_that_no_sale_takes_are_refused() {
    let mut hall = Hall::with_lot();
    hall.run_to(t(10));
    let paddle = hall.paddle(1, bidder(1).party);
    for fen in [i64::MIN, -1, 0, Money::MAX.fen() + 1, i64::MAX] {
        let amount = Money::from_fen(fen);
        let out_of_range = SaleRefusal::AmountOutOfRange { most: Money::MAX };
        let ruling = hall.ask(&bidder(1), &bid(1, paddle, amount));
        assert_eq!(ruling, Err(Refusal::Sale(out_of_range)), "{fen}");
    }
    assert!(hall.ask(&bidder(1), &bid(1, paddle, Money::MAX)).is_ok());
}

#[test]
fn a_cover_that_is_no_amount_is_refused() {
    let mut hall = Hall::with_lot();
    let admission = |fen| Command::AdmitBidder {
        lot: LotId(1),
        party: PartyId(77),
        until: None,
        ceiling: Some(Money::from_fen(fen)),
        rank: None,
    };
    for fen in [i64::MIN, -1, 0, Money::MAX.fen() + 1, i64::MAX] {
        let out_of_range = SaleRefusal::AmountOutOfRange { most: Money::MAX };
        assert_eq!(
            hall.ask(&Actor::EXCHANGE, &admission(fen)),
            Err(Refusal::Sale(out_of_range)),
            "{fen}"
        );
    }
    for fen in [1, Money::MAX.fen()] {
        assert!(hall.ask(&Actor::EXCHANGE, &admission(fen)).is_ok(), "{fen}");
    }
}
