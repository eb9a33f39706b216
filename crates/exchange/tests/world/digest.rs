//! The state's digest: it tells of everything that the rules read, and of nothing else.

use exchange::{Act, Actor, At, Command, EpochClock, Reason, Role, World};
use lexicon::{Digest, LotId, PartyId, SessionId};

use crate::hall::Hall;
use crate::terms::{actor, admission, bidder, clerk, plain, published, t, yuan};

#[test]
fn what_the_rules_do_not_read_leaves_the_digest_as_it_was() {
    let mut hall = Hall::with_lot();
    hall.run_to(t(10));
    let before = hall.world.state_digest();
    for command in [
        Command::BeginEpoch { clock: EpochClock::Wall },
        Command::BeginEpoch { clock: EpochClock::Virtual },
        Command::Heartbeat,
        Command::RecordTailCut { segment: 1, offset: 2, size: 3 },
    ] {
        hall.set(hall.now() + lexicon::Span::SECOND);
        hall.ask(&Actor::EXCHANGE, &command).unwrap();
        assert_eq!(hall.world.state_digest(), before, "{command:?}");
    }
    hall.bid(1, 1, 99).unwrap_err();
    hall.bid(1, 3, 100).unwrap_err();
    assert_eq!(hall.world.state_digest(), before, "a refusal changes nothing");
    let party = bidder(1).party;
    hall.ask(&Actor::EXCHANGE, &admission(1, party)).unwrap();
    assert_eq!(hall.world.state_digest(), before, "admitted as before");
}

#[test]
fn every_change_that_the_rules_read_changes_the_digest() {
    let mut hall = Hall::new();
    let mut known = vec![hall.world.state_digest()];
    let mut note = |hall: &Hall, what: &str| {
        let digest = hall.world.state_digest();
        assert!(!known.contains(&digest), "{what}");
        known.push(digest);
    };
    hall.ask(&Actor::EXCHANGE, &published(plain())).unwrap();
    note(&hall, "a lot");
    hall.ask(&Actor::EXCHANGE, &admission(1, bidder(1).party)).unwrap();
    note(&hall, "a bidder");
    let (until, ceiling) = (Some(t(500)), Some(yuan(500)));
    let party = bidder(1).party;
    let limited = Command::AdmitBidder { lot: LotId(1), party, until, ceiling: None, rank: None };
    hall.ask(&Actor::EXCHANGE, &limited).unwrap();
    note(&hall, "until when");
    let limited = Command::AdmitBidder { lot: LotId(1), party, until, ceiling, rank: None };
    hall.ask(&Actor::EXCHANGE, &limited).unwrap();
    note(&hall, "up to which amount");
    hall.run_to(t(0));
    note(&hall, "open");
    hall.bid(1, 1, 100).unwrap();
    note(&hall, "a bid");
    hall.bid(1, 1, 110).unwrap();
    note(&hall, "a higher bid");
    let paddle = hall.paddle(1, party);
    let ceiling = lexicon::Secret::new(yuan(400));
    hall.ask(&bidder(1), &Command::PlaceProxyBid { lot: LotId(1), paddle, ceiling }).unwrap();
    note(&hall, "a ceiling, which nobody sees");
    let suspension = Act::SuspendLot { lot: LotId(1), reason: Reason("中止".to_owned()) };
    let proposal = hall.propose(suspension).unwrap();
    note(&hall, "a proposal");
    hall.approve(proposal).unwrap();
    note(&hall, "its approval");
    let until = t(1_000);
    hall.by_two(Act::PauseExchange { reason: Reason("检修".to_owned()), until }).unwrap();
    note(&hall, "a pause");
    hall.run_to(until);
    note(&hall, "its end");
}

#[test]
fn from_where_somebody_acts_is_not_part_of_the_state() {
    let digest = |proposer: Actor| {
        let mut world = World::default();
        let at = At::moment_only(t(0));
        let act = Act::PauseExchange { reason: Reason("检修".to_owned()), until: t(60) };
        let command = Command::Propose { act };
        let mut events = exchange::Events::new();
        world.rule(at, &proposer, None, &command, &mut events).unwrap();
        world.apply_all(at, &proposer, None, &command, &events);
        world.state_digest()
    };
    let known = digest(clerk());
    let elsewhere = Actor {
        session: SessionId([1; 16]),
        device: Digest::ZERO,
        address: Digest::ZERO,
        ..clerk()
    };
    assert_eq!(digest(elsewhere), known);
    assert_eq!(digest(actor(1, Role::Reviewer)), known, "the person counts, not the role");
    assert_ne!(digest(Actor { party: PartyId(9), ..clerk() }), known);
}

#[test]
fn the_title_is_not_part_of_the_state() {
    let digest = |chinese: &str| {
        let mut hall = Hall::new();
        let Command::PublishLot { mut title, category, terms } = published(plain()) else {
            panic!("a publication")
        };
        chinese.clone_into(&mut title.chinese);
        hall.ask(&Actor::EXCHANGE, &Command::PublishLot { title, category, terms }).unwrap();
        hall.world.state_digest()
    };
    assert_eq!(digest("鱼塘"), digest("果园"), "no rule reads it");
}
