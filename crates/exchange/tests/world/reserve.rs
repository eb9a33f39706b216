//! The secret reserve: entered by two people, seen by nobody, compared at the close.

use exchange::{
    Act, AscendingTerms, Command, Conclusion, Event, Reserve, SaleEvent, Stage, UnsoldReason, wire,
};
use lexicon::{LotId, Secret};

use crate::hall::{Hall, sale};
use crate::terms::{clerk, plain, seconds, t, yuan};

/// A number that stands nowhere else.
const RESERVE_YUAN: i64 = 7_654_321;

fn reserve() -> Act {
    Act::EnterReserve { lot: LotId(1), reserve: Secret::new(yuan(RESERVE_YUAN)) }
}

fn with_secret_reserve() -> Hall {
    let mut hall = Hall::new();
    let reserve = Reserve::Secret { entered_from: None, entered_until: seconds(60) };
    hall.publish(AscendingTerms { reserve, ..plain() });
    hall
}

#[test]
fn neither_an_event_nor_any_debug_text_shows_the_reserve() {
    let mut hall = with_secret_reserve();
    let proposal = Command::Propose { act: reserve() };
    let made = hall.ask(&clerk(), &proposal).unwrap();
    let waiting = format!("{:?}", hall.world);
    let [Event::ProposalMade { proposal: number, .. }] = *made.as_slice() else {
        panic!("a proposal is made: {made:?}")
    };
    let approved = hall.approve(number).unwrap();
    assert_eq!(approved[1], sale(1, SaleEvent::ReserveEntered));
    let entered = format!("{:?}", hall.world);
    let told = format!("{made:?} {approved:?} {proposal:?}");
    for text in [waiting, entered, told] {
        for form in ["7654321", "7_654_321", "765432100", "7,654,321"] {
            assert!(!text.contains(form), "{text}");
        }
    }
    let secret = wire::encode(&yuan(RESERVE_YUAN));
    for events in [made, approved] {
        let bytes = wire::encode(&events);
        assert!(!bytes.windows(secret.len()).any(|piece| piece == secret));
    }
    let command = wire::encode(&proposal);
    assert!(command.windows(secret.len()).any(|piece| piece == secret), "the command holds it");
    hall.assert_replay();
}

#[test]
fn the_reserve_decides_at_the_close() {
    for (price, is_sold) in [(RESERVE_YUAN - 1, false), (RESERVE_YUAN, true)] {
        let mut hall = with_secret_reserve();
        hall.by_two(reserve()).unwrap();
        hall.run_to(t(10));
        hall.bid(1, 1, price).unwrap();
        hall.run_to(t(600));
        let Stage::Closed { conclusion, .. } = hall.stage(1) else { panic!("closed") };
        let below = Conclusion::Unsold { reason: UnsoldReason::BelowReserve };
        assert_eq!(*conclusion != below, is_sold, "{conclusion:?}");
        hall.assert_replay();
    }
}

#[test]
fn a_reserve_is_entered_once() {
    use exchange::{Refusal, SaleRefusal};
    let mut hall = with_secret_reserve();
    let (first, second) = (hall.propose(reserve()).unwrap(), hall.propose(reserve()).unwrap());
    hall.approve(first).unwrap();
    let again = Err(Refusal::Sale(SaleRefusal::ReserveAlreadyEntered));
    assert_eq!(hall.approve(second), again);
    let mut hall = Hall::with_lot();
    assert_eq!(hall.by_two(reserve()), Err(Refusal::Sale(SaleRefusal::NoSecretReserve)));
}
