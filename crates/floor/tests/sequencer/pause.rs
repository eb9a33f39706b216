//! A planned pause of the whole exchange.

use exchange::{Act, Command};
use lexicon::{LotId, Span};

use crate::house::{House, behind, clerk, lines, machine, pause, reason, reviewer, suspension};
use crate::terms::{plain, publication, seconds, t, timed};

#[test]
fn a_pause_stops_all_running_lots_and_they_go_on_after_it() {
    let mut house = House::new(t(0));
    house.publish(plain(10, 600));
    house.publish(timed(10, 0, 90));
    house.publish(plain(200, 600));
    house.publish(plain(10, 600));
    house.run_until(t(20));
    house.decide_by_two(suspension(4));
    assert_eq!(house.bid(2, 1, 100), "accepted");
    let bid = house.push_bid(2, 2, 101);
    house.decide_by_two(pause(t(1_000)));
    let ruling = crate::house::ruling_of(&house.told, bid).unwrap();
    assert_eq!(ruling, "accepted", "it was ruled on before the second person approved");

    let stages = |house: &House| [1, 2, 3, 4].map(|lot| house.stage(lot)).join(" ");
    assert_eq!(stages(&house), "suspended suspended announced suspended");
    assert_eq!(house.bid(1, 1, 100), "auction-suspended");
    let again = Command::Propose { act: pause(t(2_000)) };
    assert_eq!(house.ask(clerk(1), again), "already-paused");

    house.run_until(t(999));
    assert_eq!(stages(&house), "suspended suspended announced suspended");
    house.run_until(t(1_000));
    assert_eq!(stages(&house), "resuming resuming running suspended");
    house.run_until(t(1_060));
    assert_eq!(stages(&house), "running running running suspended", "after their notice");
    house.run_until(t(3_000));
    assert_eq!(stages(&house), "unsold sold at 101 unsold suspended");
    assert_eq!(house.interrupted(), [0_u64; 0], "a planned pause interrupts nothing");
    assert_duties_were_accepted(&house);
}

#[test]
fn the_bids_that_wait_when_a_pause_is_approved_are_refused() {
    let mut house = House::new(t(0));
    for _ in 0..1_500 {
        house.push(machine(1), publication(plain(10, 600)));
    }
    house.settle();
    house.run_until(t(20));
    let proposal = house.propose(pause(t(1_000)));
    let bids: Vec<_> = (1..=1_500)
        .map(|lot| house.push(crate::house::bidder(1), house.bid_of(lot, 1, 100)))
        .collect();
    house.push(reviewer(1), Command::Approve { proposal });
    let told = house.settle();
    for request_id in bids {
        let ruling = crate::house::ruling_of(&told, request_id).unwrap();
        assert_eq!(ruling, "auction-suspended");
    }
}

/// Whatever the pause's end coincides with, what waits for it happens once and is not lost.
#[test]
fn what_would_open_in_a_pause_opens_behind_it_wherever_its_end_lies() {
    for opens_at in [100, 499, 500, 501] {
        for is_late in [false, true] {
            let mut house = House::new(t(0));
            house.publish(plain(opens_at, 600));
            house.run_until(t(20));
            house.decide_by_two(pause(t(500)));
            if is_late {
                house.at(t(502));
            } else {
                house.run_until(t(502));
            }
            assert_eq!(house.stage(1), "running", "opens at {opens_at}, is late: {is_late}");
            let opened = lines(&house.told, |it| matches!(it, Command::OpenLot { .. }));
            assert_eq!(opened.len(), 1, "opens at {opens_at}, is late: {is_late}");
            assert_duties_were_accepted(&house);
        }
    }
}

#[test]
fn what_would_go_on_in_a_pause_goes_on_behind_it_wherever_its_end_lies() {
    for resumes_at in [100, 499, 500, 501] {
        let mut house = House::new(t(0));
        house.publish(plain(10, 600));
        house.run_until(t(20));
        house.decide_by_two(suspension(1));
        house.decide_by_two(Act::ResumeLot { lot: LotId(1), resumes_at: t(resumes_at) });
        house.decide_by_two(pause(t(500)));
        house.run_until(t(499));
        assert_eq!(house.stage(1), "resuming");
        house.run_until(t(502));
        assert_eq!(house.stage(1), "running", "goes on at {resumes_at}");
        assert_duties_were_accepted(&house);
    }
}

#[test]
fn a_pause_lasts_over_a_restart() {
    let mut house = House::new(t(0));
    house.publish(plain(10, 600));
    house.run_until(t(20));
    house.decide_by_two(pause(t(500)));
    let mut house = house.restart(t(300));
    assert_eq!(house.stage(1), "suspended");
    house.run_until(t(400));
    assert_eq!(house.stage(1), "suspended");
    let mut house = house.restart(t(800));
    assert_eq!(house.stage(1), "resuming");
    house.run_until(t(860));
    assert_eq!(house.stage(1), "running");
    assert_eq!(house.interrupted(), [0_u64; 0]);
    assert_duties_were_accepted(&house);
}

#[test]
fn a_pause_ends_in_the_future_and_within_thirty_days() {
    let mut house = House::new(t(0));
    let month = seconds(30 * 86_400);
    for (ruling, until) in [
        ("pause-out-of-range", t(0)),
        ("accepted", behind(t(0))),
        ("accepted", t(0) + month),
        ("pause-out-of-range", behind(t(0) + month)),
    ] {
        assert_eq!(house.ask(clerk(1), Command::Propose { act: pause(until) }), ruling);
    }
    let act = Act::PauseExchange { reason: exchange::Reason("  ".to_owned()), until: t(9) };
    assert_eq!(house.ask(clerk(1), Command::Propose { act }), "text-length");
}

#[test]
fn a_lot_ended_in_a_pause_stays_ended() {
    let mut house = House::new(t(0));
    house.publish(plain(10, 600));
    house.run_until(t(20));
    house.decide_by_two(pause(t(500)));
    house.decide_by_two(Act::TerminateLot { lot: LotId(1), reason: reason() });
    house.run_until(t(500) + Span::HOUR);
    assert_eq!(house.stage(1), "terminated");
    assert_duties_were_accepted(&house);
}

/// The exchange never asks itself for what it must refuse.
fn assert_duties_were_accepted(house: &House) {
    for told in &house.told {
        if told.decided.actor == exchange::Actor::EXCHANGE {
            assert_eq!(told.ruling(), "accepted", "{:?}", told.command());
        }
    }
}
