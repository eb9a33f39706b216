//! In which order a step decides, and how much of it.

use exchange::{Act, Command, EpochClock, Event, Title, wire};
use floor::{BATCH_COMMANDS_MAX, Inbox, Submission, Unanswered};
use lexicon::LotId;

use crate::house::{
    House, admission, before, behind, bid, bidder, clerk, id, lines, machine, reviewer, ruling_of,
    suspension, yuan,
};
use crate::terms::{plain, publication, t, timed};

/// A lot that runs from second 10 to second 610, with bidders 1 and 2.
fn opened() -> House {
    let mut house = House::new(t(0));
    house.publish(plain(10, 600));
    house.at(t(10));
    house
}

#[test]
fn the_first_entry_of_every_run_says_whose_time_it_is() {
    for clock in [EpochClock::Wall, EpochClock::Virtual] {
        let house = House::resume(Vec::new(), clock, t(0));
        assert_eq!(house.told[0].events(), [Event::EpochBegan { clock }]);
        assert_eq!((house.told.len(), house.told[0].header.epoch.0), (1, 1));
    }
    let house = House::new(t(0)).restart(t(5)).restart(t(9));
    let begun: Vec<_> = house.told.iter().map(|told| told.header.epoch.0).collect();
    assert_eq!(begun, [1, 2, 3]);
}

#[test]
fn what_recovery_cut_is_recorded_behind_the_beginning() {
    let cut = journal::TailCut { segment: 3, offset: 4_096, size: 700 };
    let past = floor::Past::default();
    let mut sequencer =
        floor::Sequencer::new(past, EpochClock::Wall, crate::house::ENTROPY, Some(cut));
    let batch = sequencer.step(t(0), &Inbox::default());
    let told: Vec<_> = batch.entries().iter().map(crate::house::read).collect();
    assert_eq!(told[1].events(), [Event::TailCut { segment: 3, offset: 4_096, size: 700 }]);
    assert!(sequencer.step(t(1), &Inbox::default()).is_empty(), "once");
}

#[test]
fn a_refusal_is_recorded_and_changes_nothing() {
    let mut house = opened();
    let digest = house.world().state_digest();
    for (ruling, actor, command) in [
        ("unknown-lot", bidder(1), bid(7, None, 100)),
        ("unknown-lot", bidder(1), bid(0, None, 100)),
        ("not-permitted", clerk(1), bid(1, None, 100)),
        ("not-permitted", bidder(1), Command::OpenLot { lot: LotId(1) }),
        ("not-permitted", bidder(1), Command::Heartbeat),
        ("not-permitted", bidder(1), admission(1, 1)),
        ("not-permitted", clerk(1), Command::Approve { proposal: lexicon::ProposalId(1) }),
        ("unknown-proposal", reviewer(1), Command::Approve { proposal: lexicon::ProposalId(1) }),
        ("below-least-bid", bidder(1), house.bid_of(1, 1, 99)),
        ("amount-out-of-range", bidder(1), house.bid_of(1, 1, 0)),
        ("amount-out-of-range", bidder(1), house.bid_of(1, 1, -1)),
        ("not-admitted", bidder(3), house.bid_of(1, 3, 100)),
        ("not-your-paddle", bidder(2), house.bid_of(1, 1, 100)),
        ("not-your-paddle", bidder(3), house.bid_of(1, 1, 100)),
        ("not-yet-published", machine(1), publication(plain(9, 1))),
    ] {
        let count = house.told.len();
        let ruling = ruling.replace("not-yet-published", "term-invalid");
        assert_eq!(house.ask(actor, command.clone()), ruling, "{command:?}");
        assert_eq!(house.told.len(), count + 1, "{command:?} is recorded once");
        assert_eq!(house.world().state_digest(), digest, "{command:?} changes nothing");
    }
}

#[test]
fn a_bidder_may_bid_without_naming_his_paddle_only_as_one_who_has_none() {
    let mut house = opened();
    assert_eq!(house.ask(bidder(1), bid(1, None, 100)), "not-admitted");
    assert_eq!(house.bid(1, 1, 100), "accepted");
}

#[test]
fn the_moment_never_goes_back() {
    let mut house = opened();
    house.now = t(5);
    assert_eq!(house.bid(1, 1, 100), "not-yet-open", "it arrived before the opening");
    let last = house.told.last().unwrap().header;
    assert_eq!((last.moment, last.arrived_at), (t(10), t(5)));
    house.now = t(11);
    assert_eq!(house.bid(1, 1, 100), "accepted");
    assert_eq!(house.told.last().unwrap().header.moment, t(11));
}

#[test]
fn an_arrival_ahead_of_the_moment_is_cut_to_it() {
    let mut house = opened();
    house.now = t(700);
    let request_id = house.push_bid(1, 1, 100);
    house.now = t(20);
    let told = house.settle();
    assert_eq!(ruling_of(&told, request_id).unwrap(), "accepted", "and is not behind the close");
    assert_eq!((told[0].header.moment, told[0].header.arrived_at), (t(20), t(20)));
}

#[test]
fn what_stops_a_lot_overtakes_the_bids_that_wait() {
    let mut house = opened();
    let proposal = house.propose(suspension(1));
    let bids = [house.push_bid(1, 1, 100), house.push_bid(1, 2, 101)];
    let stop = house.push(reviewer(1), Command::Approve { proposal });
    let told = house.step();
    assert_eq!(told[0].decided.request.request_id, stop, "ruled on first");
    for request_id in bids {
        assert_eq!(ruling_of(&told, request_id).unwrap(), "auction-suspended");
    }
}

#[test]
fn what_overtakes_is_what_stops_and_every_approval() {
    let lot = LotId(1);
    let reserve = lexicon::Secret::new(yuan(100));
    let propose = |act| Command::Propose { act };
    for (is_urgent, command) in [
        (true, propose(suspension(1))),
        (true, propose(Act::TerminateLot { lot, reason: crate::house::reason() })),
        (true, propose(crate::house::pause(t(9)))),
        (true, Command::Approve { proposal: lexicon::ProposalId(1) }),
        (false, propose(Act::ResumeLot { lot, resumes_at: t(9) })),
        (false, propose(Act::ResumeLotFromBreak { lot, resumes_at: t(9) })),
        (false, propose(Act::EnterReserve { lot, reserve })),
        (false, bid(1, None, 100)),
        (false, admission(1, 1)),
    ] {
        assert_eq!(command.is_urgent(), is_urgent, "{command:?}");
    }
}

#[test]
fn a_lot_opens_before_the_bids_that_came_at_its_opening() {
    let mut house = House::new(t(0));
    house.publish(plain(10, 600));
    house.now = before(t(10));
    let early = house.push_bid(1, 1, 100);
    house.now = t(10);
    let on_time = house.push_bid(1, 1, 100);
    let told = house.settle();
    assert!(matches!(told[0].command(), Command::OpenLot { .. }));
    assert_eq!(ruling_of(&told, early).unwrap(), "not-yet-open");
    assert_eq!(ruling_of(&told, on_time).unwrap(), "accepted");
}

#[test]
fn a_due_lot_closes_once_everything_that_waited_is_ruled_on_in_however_many_steps() {
    for count in [0, 1, BATCH_COMMANDS_MAX - 1, BATCH_COMMANDS_MAX, 3_000] {
        let mut house = opened();
        house.run_until(t(609));
        house.at(t(610) - lexicon::Span::from_us(1));
        house.now = t(610);
        let prices: Vec<i64> = (100..).take(count).collect();
        let on_time: Vec<_> = prices
            .iter()
            .map(|price| house.push_bid(1, 1 + u64::from(price % 2 == 0), *price))
            .collect();
        house.now = behind(t(610));
        let late = house.push_bid(1, 1, 9_999);
        let mut told = house.step();
        house.now = t(611);
        let behind_the_close = house.push_bid(1, 2, 9_999);
        told.extend(house.settle());
        for request_id in on_time {
            assert_eq!(ruling_of(&told, request_id).unwrap(), "accepted");
        }
        // The arrival decides, although both were ruled on before the close where many waited.
        assert_eq!(ruling_of(&told, late).unwrap(), "auction-closed");
        assert_eq!(ruling_of(&told, behind_the_close).unwrap(), "auction-closed");
        let last = prices.last().map_or("unsold".to_owned(), |price| format!("sold at {price}"));
        assert_eq!(house.stage(1), last, "with {count} bids waiting");
    }
}

#[test]
fn bids_that_keep_coming_do_not_put_off_a_close() {
    let mut house = opened();
    house.run_until(t(609));
    house.now = t(610);
    let on_time: Vec<_> = (100..1_600).map(|price| house.push_bid(1, 1, price)).collect();
    let mut told = Vec::new();
    for _ in 0..3 {
        told.extend(house.step());
        house.now = behind(house.now);
        for _ in 0..2 * BATCH_COMMANDS_MAX {
            house.push_bid(1, 2, 9_999);
        }
    }
    assert_eq!(house.stage(1), "sold at 1599", "with every step full");
    for request_id in on_time {
        assert_eq!(ruling_of(&told, request_id).unwrap(), "accepted");
    }
}

#[test]
fn a_bid_that_waited_when_its_lot_fell_due_extends_it() {
    let mut house = House::new(t(0));
    house.publish(crate::terms::extended(10, 600, 300, 120));
    house.run_until(t(609));
    house.now = t(610);
    for _ in 0..2_000 {
        house.push(bidder(3), bid(1, None, 100));
    }
    let request_id = house.push_bid(1, 1, 100);
    house.now = t(611);
    let told = house.settle();
    assert_eq!(ruling_of(&told, request_id).unwrap(), "accepted");
    assert_eq!(house.stage(1), "running");
    house.run_until(t(729));
    assert_eq!(house.stage(1), "running", "from its arrival, not from its ruling");
    house.run_until(t(730));
    assert_eq!(house.stage(1), "sold at 100");
}

#[test]
fn a_step_decides_so_many_commands_and_no_more() {
    let mut house = opened();
    for _ in 0..BATCH_COMMANDS_MAX * 2 + 5 {
        house.push(bidder(3), bid(7, None, 100));
    }
    let counts: Vec<_> = (0..4).map(|_| house.step().len()).collect();
    assert!(counts.iter().all(|count| *count <= BATCH_COMMANDS_MAX));
    assert!(counts[0] > BATCH_COMMANDS_MAX * 9 / 10, "small ones fill it: {counts:?}");
    assert_eq!((counts.iter().sum(), counts[3]), (BATCH_COMMANDS_MAX * 2 + 5, 0));
}

#[test]
fn a_step_takes_no_more_large_commands_than_a_batch_holds() {
    let mut house = opened();
    for _ in 0..12 {
        house.push(machine(1), titled(60_000));
    }
    let told = house.step();
    assert_eq!(told.len(), 5, "of 60 kB each");
    assert!(told.iter().all(|told| told.ruling() == "text-length"));
    assert_eq!(house.settle().len(), 7);
}

fn titled(length: usize) -> Command {
    let Command::PublishLot { category, terms, .. } = publication(plain(10, 600)) else {
        panic!("a publication publishes");
    };
    let title = Title { chinese: "a".repeat(length), english: String::new() };
    Command::PublishLot { title, category, terms }
}

#[test]
fn a_command_over_64_kib_does_not_reach_the_queue() {
    let inbox = Inbox::default();
    let submission = |command| Submission {
        actor: clerk(1),
        request_id: id(1),
        command,
        arrived_at: t(0),
        reply: None,
    };
    let overhead = wire::encode(&titled(60_000)).len() - 60_000;
    let most = wire::COMMAND_SIZE_MAX;
    assert_eq!(inbox.push(submission(titled(most - overhead))), Ok(()));
    let refused = inbox.push(submission(titled(most - overhead + 1)));
    assert_eq!(refused, Err(Unanswered::TooLarge { size: most + 1, most }));
    let reason = exchange::Reason("a".repeat(most));
    let act = Act::SuspendLot { lot: LotId(1), reason };
    let refused = inbox.push(submission(Command::Propose { act }));
    assert!(matches!(refused, Err(Unanswered::TooLarge { .. })));
}

#[test]
fn each_queue_refuses_when_it_is_full_and_the_other_goes_on() {
    let inbox = Inbox::with_lengths(2, 3);
    let push = |command: Command| {
        let (actor, arrived_at) = (clerk(1), t(0));
        inbox.push(Submission { actor, request_id: id(1), command, arrived_at, reply: None })
    };
    let full = Err(Unanswered::QueueFull { retry_after: floor::FULL_RETRY_AFTER });
    for _ in 0..3 {
        assert_eq!(push(bid(1, None, 100)), Ok(()));
    }
    assert_eq!(push(bid(1, None, 100)), full);
    for _ in 0..2 {
        assert_eq!(push(Command::Propose { act: suspension(1) }), Ok(()));
    }
    assert_eq!(push(Command::Propose { act: suspension(1) }), full);
}

#[test]
fn five_thousand_lots_are_interrupted_before_any_bid_for_them_is_ruled_on() {
    let mut house = House::new(t(0));
    for _ in 0..5_000 {
        house.push(machine(1), publication(timed(10, 0, 90)));
    }
    house.settle();
    house.run_until(t(20));
    assert_eq!(house.sequencer.last_windows().len(), 5_000);
    for lot in (1..=5_000).step_by(7) {
        house.push(bidder(3), bid(lot, None, 100));
    }
    let mut steps = 0;
    house.now = t(24);
    while house.interrupted().len() < 5_000 {
        let told = house.step();
        let interruptions = lines(&told, |it| matches!(it, Command::InterruptLot { .. })).len();
        let bids = lines(&told, |it| matches!(it, Command::PlaceBid { .. })).len();
        assert!(told.len() <= BATCH_COMMANDS_MAX, "a step keeps its limit");
        assert!(bids == 0 || interruptions + bids == told.len());
        steps += 1;
        let is_overtaken = house.interrupted().len() < 5_000 && bids > 0;
        assert!(!is_overtaken, "no bid is ruled on before the last is interrupted");
    }
    assert!(steps >= 5, "over {steps} steps");
    let told = house.settle();
    let bids = lines(&house.told, |it| matches!(it, Command::PlaceBid { .. }));
    assert_eq!(bids.len(), 715);
    assert!(bids.iter().all(|told| told.ruling() == "auction-interrupted"));
    assert!(told.iter().all(|told| told.ruling() == "auction-interrupted"));
}
