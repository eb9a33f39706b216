//! Acts of two people (双人控制): proposed by one, approved by another, within a day.

use exchange::{
    Act, Actor, Command, Duty, Event, Events, PROPOSAL_LIFE, PROPOSALS_MAX, Reason, Refusal, Role,
    SaleEvent, SaleRefusal, Stage, World,
};
use lexicon::{LotId, Moment, ProposalId};

use crate::hall::{Hall, other, sale};
use crate::terms::{clerk, reviewer, seconds, t, us};

fn suspension(lot: u64) -> Act {
    Act::SuspendLot { lot: LotId(lot), reason: Reason("线路中断".to_owned()) }
}

fn termination(lot: u64) -> Act {
    Act::TerminateLot { lot: LotId(lot), reason: Reason("撤回".to_owned()) }
}

fn resumption(lot: u64, resumes_at: Moment) -> Act {
    Act::ResumeLot { lot: LotId(lot), resumes_at }
}

fn refused(refusal: SaleRefusal) -> Result<Events, Refusal> {
    Err(Refusal::Sale(refusal))
}

#[test]
fn nothing_happens_before_the_second_person_approves() {
    let mut hall = Hall::with_lot();
    hall.run_to(t(10));
    let made = hall.ask(&clerk(), &Command::Propose { act: suspension(1) }).unwrap();
    let (proposal, expires_at) = (ProposalId(1), t(10) + PROPOSAL_LIFE);
    assert_eq!(made.as_slice(), [Event::ProposalMade { proposal, expires_at }]);
    assert!(matches!(hall.stage(1), Stage::Running { .. }));
    let waiting = hall.world.proposal(proposal).unwrap();
    assert_eq!((&waiting.act, waiting.proposer), (&suspension(1), clerk().party));

    let approved = hall.approve(proposal).unwrap();
    let suspended = sale(1, SaleEvent::LotSuspended);
    assert_eq!(approved.as_slice(), [Event::ProposalApproved { proposal }, suspended]);
    assert!(matches!(hall.stage(1), Stage::Suspended(_)));
    assert_eq!(hall.approve(proposal), Err(Refusal::UnknownProposal), "once");
    assert_eq!(hall.approve(ProposalId(99)), Err(Refusal::UnknownProposal));
    hall.assert_replay();
}

#[test]
fn the_second_person_is_another_and_a_reviewer() {
    for (proposer, approver, ruling) in [
        (clerk(), reviewer(), None),
        (other(2, Role::Reviewer), other(3, Role::Reviewer), None),
        (reviewer(), reviewer(), Some(Refusal::SamePerson)),
        // One person with two roles is one person.
        (other(2, Role::Clerk), other(2, Role::Reviewer), Some(Refusal::SamePerson)),
        (clerk(), other(3, Role::Clerk), Some(Refusal::NotPermitted)),
        (clerk(), other(3, Role::Supervisor), Some(Refusal::NotPermitted)),
        (clerk(), Actor::EXCHANGE, Some(Refusal::NotPermitted)),
    ] {
        let mut hall = Hall::with_lot();
        hall.ask(&proposer, &Command::Propose { act: suspension(1) }).unwrap();
        let found = hall.ask(&approver, &Command::Approve { proposal: ProposalId(1) });
        assert_eq!(found.err(), ruling, "{proposer:?} {approver:?}");
    }
}

#[test]
fn a_proposal_can_be_approved_until_its_last_moment_and_is_then_dropped() {
    let expires_at = t(-1_000) + PROPOSAL_LIFE;
    for (after, can_be_approved) in [(us(0), true), (us(1), false)] {
        let mut hall = Hall::with_lot();
        let proposal = hall.propose(termination(1)).unwrap();
        let due = (expires_at + us(1), Command::ExpireProposal { proposal });
        assert_eq!(hall.world.due(Duty::Proposal(proposal)), Some(due.clone()));
        hall.set(expires_at + after);
        let expiry = hall.ask(&Actor::EXCHANGE, &due.1);
        if can_be_approved {
            assert_eq!(expiry, Err(Refusal::NotDue));
            assert!(hall.approve(proposal).is_ok());
        } else {
            assert_eq!(expiry.unwrap().as_slice(), [Event::ProposalExpired { proposal }]);
            assert_eq!(hall.approve(proposal), Err(Refusal::UnknownProposal));
        }
        assert_eq!(hall.world.due(Duty::Proposal(proposal)), None);
        assert_eq!(hall.ask(&Actor::EXCHANGE, &due.1), Err(Refusal::UnknownProposal));
        hall.assert_replay();
    }
    let mut hall = Hall::with_lot();
    let proposal = hall.propose(termination(1)).unwrap();
    hall.set(expires_at + us(1));
    let late = Err(Refusal::ProposalExpired { expired_at: expires_at });
    assert_eq!(hall.approve(proposal), late, "not yet dropped, and too late all the same");
}

#[test]
fn an_act_that_must_fail_is_refused_to_its_proposer() {
    let mut hall = Hall::with_lot();
    hall.run_to(t(10));
    let notice = seconds(60);
    let at_once = resumption(1, t(10));
    let from_break = Act::ResumeLotFromBreak { lot: LotId(1), resumes_at: t(70) };
    assert_eq!(hall.by_two(resumption(1, t(70))), refused(SaleRefusal::NotSuspended));
    assert_eq!(hall.by_two(from_break), refused(SaleRefusal::NotInterrupted));
    hall.by_two(suspension(1)).unwrap();
    assert_eq!(hall.by_two(suspension(1)), refused(SaleRefusal::NotRunning));
    let early = SaleRefusal::NoticeTooShort { earliest: t(10) + notice };
    assert_eq!(hall.by_two(at_once), refused(early));
    hall.by_two(termination(1)).unwrap();
    assert_eq!(hall.by_two(termination(1)), refused(SaleRefusal::AuctionTerminated));
    assert_eq!(hall.world.proposals().count(), 0);
}

#[test]
fn an_act_is_ruled_on_again_when_it_is_approved_and_waits_on_when_it_fails() {
    let mut hall = Hall::with_lot();
    hall.run_to(t(10));
    let first = hall.propose(suspension(1)).unwrap();
    let second = hall.propose(suspension(1)).unwrap();
    hall.approve(first).unwrap();
    assert_eq!(hall.approve(second), refused(SaleRefusal::NotRunning), "somebody was quicker");
    assert!(hall.world.proposal(second).is_some());

    // What was announced in time when it was proposed comes too late a microsecond after.
    let tight = hall.propose(resumption(1, t(70))).unwrap();
    let roomy = hall.propose(resumption(1, t(80))).unwrap();
    hall.set(t(10) + us(1));
    let early = SaleRefusal::NoticeTooShort { earliest: t(70) + us(1) };
    assert_eq!(hall.approve(tight), refused(early));
    let announced = hall.approve(roomy).unwrap();
    assert_eq!(announced[1], sale(1, SaleEvent::ResumptionAnnounced { resumes_at: t(80) }));

    // What failed may be approved once it no longer does.
    let events = hall.approve(second).unwrap();
    assert_eq!(events[1], sale(1, SaleEvent::LotSuspended));
    hall.assert_replay();
}

#[test]
fn so_many_proposals_wait_and_no_more() {
    let mut world = World::default();
    let mut now = t(0);
    let propose = |world: &mut World, now: Moment| {
        let act = Act::PauseExchange { reason: Reason("检修".to_owned()), until: t(7_200) };
        ask(world, now, &clerk(), &Command::Propose { act })
    };
    for _ in 0..PROPOSALS_MAX {
        now = now + us(1);
        propose(&mut world, now).unwrap();
    }
    let full = Err(Refusal::TooManyProposals { most: PROPOSALS_MAX });
    assert_eq!(propose(&mut world, now), full);
    let first = Command::ExpireProposal { proposal: ProposalId(1) };
    ask(&mut world, t(0) + us(2) + PROPOSAL_LIFE, &Actor::EXCHANGE, &first).unwrap();
    let made = propose(&mut world, t(0) + seconds(7_000)).unwrap();
    let number = ProposalId(u64::from(PROPOSALS_MAX) + 1);
    assert!(
        matches!(made[0], Event::ProposalMade { proposal, .. } if proposal == number),
        "a number is never given twice"
    );
}

/// Rules and applies without looking at everything each time.
fn ask(
    world: &mut World,
    now: Moment,
    actor: &Actor,
    command: &Command,
) -> Result<Events, Refusal> {
    let (at, mut events) = (exchange::At::moment_only(now), Events::new());
    world.rule(at, actor, None, command, &mut events)?;
    world.apply_all(at, actor, None, command, &events);
    Ok(events)
}
