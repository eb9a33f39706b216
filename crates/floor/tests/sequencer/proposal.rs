//! Acts of two people on their way through the sequencer.

use exchange::{Act, AscendingTerms, Command, PROPOSAL_LIFE, Reserve};
use lexicon::{LotId, ProposalId, Secret, Span};

use crate::house::{House, behind, clerk, lines, reason, reviewer, suspension, yuan};
use crate::terms::{plain, t};

fn approve(proposal: u64) -> Command {
    Command::Approve { proposal: ProposalId(proposal) }
}

#[test]
fn it_takes_two_people_and_the_second_must_be_another() {
    let mut house = House::new(t(0));
    house.publish(plain(10, 600));
    let proposal = house.push(reviewer(1), Command::Propose { act: suspension(1) });
    let told = house.settle();
    assert_eq!(crate::house::ruling_of(&told, proposal).unwrap(), "accepted");
    for (ruling, actor, number) in [
        ("same-person", reviewer(1), 1),
        ("not-permitted", clerk(1), 1),
        ("unknown-proposal", reviewer(2), 0),
        ("unknown-proposal", reviewer(2), 2),
        ("accepted", reviewer(2), 1),
        ("unknown-proposal", reviewer(2), 1),
    ] {
        assert_eq!(house.ask(actor, approve(number)), ruling, "{number} by {actor:?}");
    }
    assert_eq!(house.stage(1), "suspended");
}

#[test]
fn a_proposal_waits_a_day_and_not_a_microsecond_longer() {
    let last = t(100) + PROPOSAL_LIFE;
    for (late, first, second, stage) in [
        (Span::ZERO, "accepted", "unknown-proposal", "suspended"),
        (Span::from_us(1), "proposal-expired", "unknown-proposal", "announced"),
        (Span::HOUR, "proposal-expired", "unknown-proposal", "announced"),
    ] {
        let mut house = House::new(t(0));
        house.publish(plain(1_000_000, 600));
        house.at(t(100));
        house.propose(suspension(1));
        house.now = last + late;
        assert_eq!(house.ask(reviewer(1), approve(1)), first, "{late:?} late");
        assert_eq!(house.ask(reviewer(1), approve(1)), second, "{late:?} late");
        assert_eq!(house.stage(1), stage, "{late:?} late");
        assert_eq!(house.world().proposals().count(), 0);
    }
}

#[test]
fn a_proposal_expires_by_itself_and_once() {
    let mut house = House::new(t(0));
    house.publish(plain(1_000_000, 600));
    house.propose(suspension(1));
    let last = t(0) + PROPOSAL_LIFE;
    house.run_until(last);
    assert_eq!(house.world().proposals().count(), 1);
    house.run_until(behind(last));
    assert_eq!(house.world().proposals().count(), 0);
    let mut house = house.restart(last + Span::HOUR);
    house.run_until(last + Span::DAY);
    let expired = lines(&house.told, |it| matches!(it, Command::ExpireProposal { .. }));
    assert_eq!(expired.len(), 1);
    assert_eq!(expired[0].header.moment, behind(last));
}

#[test]
fn what_must_fail_is_refused_to_its_maker_and_again_to_the_second_person() {
    let mut house = House::new(t(0));
    house.publish(plain(10, 600));
    house.at(t(10));
    let early = Act::ResumeLotFromBreak { lot: LotId(1), resumes_at: t(900) };
    let unknown = Act::TerminateLot { lot: LotId(2), reason: reason() };
    for (ruling, act) in [("not-interrupted", early), ("unknown-lot", unknown)] {
        assert_eq!(house.ask(clerk(1), Command::Propose { act }), ruling);
    }
    let (first, second) = (house.propose(suspension(1)), house.propose(suspension(1)));
    assert_eq!(house.ask(reviewer(1), Command::Approve { proposal: first }), "accepted");
    assert_eq!(house.ask(reviewer(1), Command::Approve { proposal: second }), "not-running");
    assert_eq!(house.world().proposals().count(), 1, "a refused approval changes nothing");
}

#[test]
fn a_secret_reserve_decides_and_is_never_told() {
    let secret = "7654321";
    for (price, stage) in [(76_543, "unsold"), (76_544, "sold at 76544")] {
        let mut house = House::new(t(0));
        let reserve = Reserve::Secret { entered_from: None, entered_until: Span::MINUTE };
        house.publish(AscendingTerms { reserve, ..plain(10, 600) });
        let reserve = Secret::new(lexicon::Money::from_fen(7_654_321));
        house.decide_by_two(Act::EnterReserve { lot: LotId(1), reserve });
        house.run_until(t(20));
        house.bid(1, 1, price);
        house.run_until(t(611));
        assert_eq!(house.stage(1), stage);

        // Not in the clear, and not as the numbers' bytes in what everyone may read.
        let fen = exchange::wire::encode(&yuan(0).checked_add(*reserve.reveal()).unwrap());
        for told in &house.told {
            let outcome = exchange::wire::encode(&told.decided.outcome);
            assert!(!outcome.windows(fen.len()).any(|bytes| bytes == fen), "{told:?}");
        }
        let shown = format!("{:?} {:?} {:?}", house.told, house.sequencer, house.entries);
        assert!(!shown.contains(secret), "no Debug output shows the reserve");
    }
}
