//! The planned stop of the whole exchange: nothing opens, what runs is suspended, and goes on
//! behind it; what people stopped stays stopped.

use exchange::{
    Act, Actor, AscendingTerms, Command, Conclusion, Duty, Event, Reason, Refusal, SaleEvent,
    SaleRefusal, Stage,
};
use lexicon::{LotId, Moment, Span};

use crate::hall::{Hall, sale};
use crate::terms::{plain, seconds, t, us};

const PAUSE_MAX: Span = Span::from_seconds(30 * 86_400);

fn pause(until: Moment) -> Act {
    Act::PauseExchange { reason: Reason("检修".to_owned()), until }
}

fn suspension(lot: u64) -> Act {
    Act::SuspendLot { lot: LotId(lot), reason: Reason("线路中断".to_owned()) }
}

fn termination(lot: u64) -> Act {
    Act::TerminateLot { lot: LotId(lot), reason: Reason("撤回".to_owned()) }
}

fn resumption(lot: u64, resumes_at: Moment) -> Act {
    Act::ResumeLot { lot: LotId(lot), resumes_at }
}

fn do_own(hall: &mut Hall, command: &Command) -> Result<exchange::Events, Refusal> {
    hall.ask(&Actor::EXCHANGE, command)
}

#[test]
fn a_pause_ends_in_the_future_and_within_thirty_days() {
    let now = t(-1_000);
    let latest = now + PAUSE_MAX;
    let refused = Some(Refusal::PauseOutOfRange { latest });
    for (until, refusal) in [
        (now - us(1), refused),
        (now, refused),
        (now + us(1), None),
        (latest, None),
        (latest + us(1), refused),
        (Moment::MAX, refused),
    ] {
        let mut hall = Hall::new();
        assert_eq!(hall.by_two(pause(until)).err(), refusal, "{until}");
        assert_eq!(hall.world.pause_until(), refusal.is_none().then_some(until));
    }
    // It is looked at again when it is approved.
    let mut hall = Hall::new();
    let proposal = hall.propose(pause(now + seconds(5))).unwrap();
    hall.set(now + seconds(5));
    let latest = latest + seconds(5);
    assert_eq!(hall.approve(proposal), Err(Refusal::PauseOutOfRange { latest }));
}

#[test]
fn there_is_one_pause_at_a_time_and_it_ends_when_it_was_to_end() {
    let mut hall = Hall::new();
    let until = t(100);
    let second = hall.propose(pause(t(200))).unwrap();
    let paused = hall.by_two(pause(until)).unwrap();
    assert_eq!(paused[1], Event::ExchangePaused { until });
    let already = Err(Refusal::AlreadyPaused { until });
    assert_eq!(hall.by_two(pause(t(300))), already);
    assert_eq!(hall.approve(second), already);
    assert_eq!(hall.world.due(Duty::Pause), Some((until, Command::EndPause)));

    hall.set(until - us(1));
    assert_eq!(do_own(&mut hall, &Command::EndPause), Err(Refusal::NotDue));
    hall.set(until);
    let resumed = do_own(&mut hall, &Command::EndPause).unwrap();
    assert_eq!(resumed.as_slice(), [Event::ExchangeResumed]);
    assert_eq!(hall.world.due(Duty::Pause), None);
    assert_eq!(do_own(&mut hall, &Command::EndPause), Err(Refusal::NotDue));
    assert!(hall.approve(second).is_ok(), "the next one may begin");
    hall.assert_replay();
}

#[test]
fn a_running_lot_is_suspended_and_goes_on_behind_the_pause_with_what_was_left() {
    let mut hall = Hall::with_lot();
    let lot = LotId(1);
    hall.run_to(t(100));
    assert_eq!(do_own(&mut hall, &Command::SuspendForPause { lot }), Err(Refusal::NotDue));
    hall.by_two(pause(t(1_000))).unwrap();
    let due = hall.due(1);
    assert_eq!(due, Some((Moment::MIN, Command::SuspendForPause { lot })), "at once");
    hall.run_to(t(100));
    assert!(matches!(hall.stage(1), Stage::Suspended(_)));
    assert_eq!(hall.due(1), None);
    let stopped = SaleRefusal::AuctionSuspended { resumes_at: None };
    assert_eq!(hall.bid(1, 1, 100), Err(Refusal::Sale(stopped)));
    assert_eq!(do_own(&mut hall, &Command::ResumeAfterPause { lot }), Err(Refusal::NotDue));

    hall.run_to(t(1_000));
    let resumes_at = t(1_060);
    assert!(
        matches!(hall.stage(1), Stage::Resuming { resumes_at: at, .. } if *at == resumes_at),
        "announced so long before as the terms say: {:?}",
        hall.stage(1)
    );
    assert_eq!(do_own(&mut hall, &Command::ResumeAfterPause { lot }), Err(Refusal::NotDue), "once");
    hall.run_to(resumes_at);
    let Stage::Running { closes_at, .. } = *hall.stage(1) else { panic!("running") };
    assert_eq!(closes_at, t(1_560), "500 seconds were left");
    assert!(hall.bid(1, 1, 100).is_ok());
    hall.run_to(t(1_560));
    assert!(matches!(hall.stage(1), Stage::Closed { conclusion: Conclusion::Awarded { .. }, .. }));
    hall.assert_replay();
}

#[test]
fn nothing_opens_in_a_pause_and_opens_when_it_has_ended() {
    let mut hall = Hall::with_lot();
    let lot = LotId(1);
    let until = t(50);
    hall.by_two(pause(until)).unwrap();
    assert_eq!(hall.due(1), None);
    hall.set(t(10));
    let closed = Err(Refusal::ExchangePaused { until });
    assert_eq!(do_own(&mut hall, &Command::OpenLot { lot }), closed);
    hall.run_to(t(49));
    assert!(matches!(hall.stage(1), Stage::Announced { .. }));
    hall.run_to(until);
    let Stage::Running { closes_at, .. } = *hall.stage(1) else { panic!("running") };
    assert_eq!(closes_at, t(650), "the whole phase, from its real beginning");
    hall.assert_replay();
}

#[test]
fn what_people_stopped_before_or_in_the_pause_stays_stopped_behind_it() {
    let mut hall = Hall::with_lot();
    hall.publish(AscendingTerms { opens_at: t(500), ..plain() });
    hall.publish(plain());
    hall.run_to(t(100));
    hall.by_two(suspension(1)).unwrap();
    hall.by_two(pause(t(200))).unwrap();
    hall.run_to(t(150));
    hall.by_two(suspension(2)).unwrap();
    hall.run_to(t(400));
    assert!(matches!(hall.stage(1), Stage::Suspended(_)), "stopped before");
    assert!(matches!(hall.stage(2), Stage::Suspended(_)), "stopped in it, before it opened");
    assert!(matches!(hall.stage(3), Stage::Running { .. }), "the pause stopped it");
    assert_eq!((hall.due(1), hall.due(2)), (None, None));
    let after = Command::ResumeAfterPause { lot: LotId(1) };
    assert_eq!(do_own(&mut hall, &after), Err(Refusal::NotDue));
    hall.assert_replay();
}

#[test]
fn what_people_let_go_on_in_the_pause_opens_behind_it() {
    let mut hall = Hall::with_lot();
    let lot = LotId(1);
    hall.run_to(t(100));
    hall.by_two(pause(t(1_000))).unwrap();
    hall.run_to(t(100));
    let announced = hall.by_two(resumption(1, t(500))).unwrap();
    assert_eq!(announced[1], sale(1, SaleEvent::ResumptionAnnounced { resumes_at: t(500) }));
    assert_eq!(hall.due(1), None);
    hall.run_to(t(600));
    let closed = Err(Refusal::ExchangePaused { until: t(1_000) });
    assert_eq!(do_own(&mut hall, &Command::ReopenLot { lot }), closed);
    hall.run_to(t(1_000));
    let Stage::Running { closes_at, .. } = *hall.stage(1) else { panic!("running") };
    assert_eq!(closes_at, t(1_500), "what was left, from its real beginning");

    // Let go on, and stopped again by people: now it is theirs.
    hall.by_two(pause(t(2_000))).unwrap();
    hall.run_to(t(1_000));
    hall.by_two(resumption(1, t(2_500))).unwrap();
    hall.by_two(suspension(1)).unwrap();
    hall.run_to(t(9_000));
    assert!(matches!(hall.stage(1), Stage::Suspended(_)));
    hall.assert_replay();
}

#[test]
fn what_is_ended_in_the_pause_stays_ended() {
    let mut hall = Hall::with_lot();
    hall.run_to(t(100));
    hall.by_two(pause(t(1_000))).unwrap();
    hall.run_to(t(100));
    hall.by_two(termination(1)).unwrap();
    hall.run_to(t(5_000));
    let Stage::Closed { conclusion, .. } = hall.stage(1) else { panic!("closed") };
    assert_eq!(*conclusion, Conclusion::Terminated);
    assert_eq!(hall.due(1), None);
    hall.assert_replay();
}
