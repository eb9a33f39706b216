//! The same id gets the same answer, over restarts as well.

use exchange::Command;
use lexicon::LotId;

use crate::house::{House, bidder, id, lines};
use crate::terms::{plain, t, timed};

fn opened() -> House {
    let mut house = House::new(t(0));
    house.publish(plain(10, 600));
    house.at(t(10));
    house
}

#[test]
fn a_repeated_id_has_one_effect_and_belongs_to_its_party_before_and_behind_a_restart() {
    let mut house = opened();
    let first = house.bid_of(1, 1, 100);
    let refused = house.bid_of(1, 1, 1);
    house.push_again(bidder(1), id(1_001), first.clone());
    house.push_again(bidder(1), id(1_002), refused.clone());
    assert_eq!(house.settle().len(), 2);
    for is_restarted in [false, true] {
        let begun = usize::from(is_restarted);
        if is_restarted {
            house = house.restart(t(100));
        }
        let digest = house.world().state_digest();
        for (request_id, command) in [(1_001, first.clone()), (1_002, refused.clone())] {
            house.push_again(bidder(1), id(request_id), command);
            assert_eq!(house.settle().len(), 0, "same id, same body: no entry");
        }
        house.push_again(bidder(1), id(1_001), house.bid_of(1, 1, 101));
        assert_eq!(house.settle().len(), 0, "same id, other body: no entry");
        assert_eq!(house.world().state_digest(), digest);
        let other = 200 + i64::from(is_restarted);
        house.push_again(bidder(2), id(1_001 + u64::from(is_restarted)), house.bid_of(1, 2, other));
        assert_eq!(house.settle().len(), 1, "another's equal id is another id");
        assert_eq!(house.told.last().unwrap().ruling(), "accepted");
        assert_eq!(
            lines(&house.told, |it| matches!(it, Command::BeginEpoch { .. })).len(),
            begun + 1
        );
    }
}

#[test]
fn a_body_repeated_within_one_step_has_one_effect() {
    let mut house = opened();
    let command = house.bid_of(1, 1, 100);
    for _ in 0..5 {
        house.push_again(bidder(1), id(1_001), command.clone());
    }
    assert_eq!(house.step().len(), 1);
    assert!(house.inbox.is_empty());
}

/// Kills the exchange behind each of its entries and starts it again at the same moment: every
/// duty is done once, whatever was durable.
#[test]
fn a_duty_is_done_once_wherever_the_exchange_was_killed() {
    let mut house = House::new(t(0));
    house.publish(timed(10, 200, 30));
    house.publish(plain(10, 600));
    house.run_until(t(20));
    assert_eq!(house.bid(1, 1, 100), "accepted");
    assert_eq!(house.bid(2, 1, 100), "accepted");
    house.run_until(t(700));
    assert_eq!((house.stage(1), house.stage(2)), ("sold at 100".into(), "sold at 100".into()));
    for count in 1..=house.entries.len() {
        let entries = house.entries[..count].to_vec();
        let now = entries.last().unwrap().header.moment;
        let mut again = House::resume(entries, exchange::EpochClock::Wall, now);
        again.run_until(t(700));
        for lot in [1, 2] {
            let done = |is_meant: fn(&Command) -> bool| {
                let done = lines(&again.told, is_meant);
                let own = |told: &&crate::house::Told| told.command().lot() == Some(LotId(lot));
                assert!(done.iter().all(|told| told.ruling() == "accepted"));
                done.iter().filter(own).count()
            };
            if count > 4 {
                assert_eq!(done(|it| matches!(it, Command::OpenLot { .. })), 1);
                let closed = done(|it| matches!(it, Command::CloseLot { .. }));
                let interrupted = done(|it| matches!(it, Command::InterruptLot { .. }));
                assert_eq!(closed + interrupted, 1, "lot {lot}, killed behind {count}");
            }
            assert!(done(|it| matches!(it, Command::BeginPhase { .. })) <= 1);
        }
    }
}
