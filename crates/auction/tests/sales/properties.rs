//! What holds for every sale whose price falls or goes on in stages, whatever is asked of it.
//!
//! The properties themselves stand in `sale`, which looks after every command; the commands are
//! drawn as for the ascending sale, with a sealed bid in place of each ceiling.

use auction::{
    At, Command, DescendingTerms, HybridTerms, Priority, Reserve, SaleTerms, Stage, StagedTerms,
    Terms,
};
use lexicon::{Money, Secret, Span};
use proptest::prelude::*;

use crate::ascending::properties::{
    AFTER_CLOSE, LONG_AFTER, Step, command_of, config, moment_of, opened, shifted, step,
};
use crate::sale::Sale;
use crate::terms::{sale_terms, seconds};
use crate::words::{OPENS_AT, duty_of};

fn sale_of_any_kind() -> impl Strategy<Value = SaleTerms> {
    let reserve = prop_oneof![
        Just(Reserve::None),
        Just(Reserve::Secret { entered_from: None, entered_until: seconds(3) })
    ];
    let priority =
        prop_oneof![Just(Priority::None), Just(Priority::MatchAfterClose { window: seconds(30) })];
    let agreement = prop_oneof![4 => Just(None), 1 => Just(Some(seconds(30)))];
    let resume_notice = prop_oneof![1 => Just(seconds(60)), 3 => Just(Span::ZERO)];
    (reserve, priority, agreement, resume_notice).prop_map(
        |(reserve, priority, agreement, resume_notice)| SaleTerms {
            reserve,
            priority,
            agreement,
            resume_notice,
            ..sale_terms()
        },
    )
}

fn terms() -> impl Strategy<Value = Terms> {
    let falling = |sale: SaleTerms, interval: u64| DescendingTerms {
        sale,
        step: Money::from_fen(700),
        interval: seconds(interval),
        floor: Money::from_fen(5_000),
    };
    let hybrid = |sale: SaleTerms, interval: u64, bidders_min: u8| HybridTerms {
        sale: SaleTerms { bidders_min, ..sale },
        step: Money::from_fen(700),
        interval: seconds(interval),
        floor: Money::from_fen(5_000),
        increment: Money::from_fen(1_000),
        sealed_bidding: seconds(40),
        holders_bid: seconds(20),
    };
    let staged = |sale: SaleTerms, day: u64, bidders_min: u8| StagedTerms {
        sale: SaleTerms { bidders_min, ..sale },
        increment: Money::from_fen(1_000),
        stage: seconds(60),
        pause: seconds(5),
        hard_end: OPENS_AT + seconds(day),
    };
    let sale = sale_of_any_kind;
    prop_oneof![
        (sale(), 1_u64..40).prop_map(move |(it, interval)| falling(it, interval).into()),
        (sale(), 1_u64..40, 1_u8..=2)
            .prop_map(move |(it, interval, least)| hybrid(it, interval, least).into()),
        (sale(), 60_u64..400, 1_u8..=2)
            .prop_map(move |(it, day, least)| staged(it, day, least).into()),
    ]
}

/// A ceiling is nothing to these methods; a sealed bid is something to one of them.
fn sealed_instead(command: Command) -> Command {
    match command {
        Command::PlaceProxyBid { paddle, ceiling } => {
            Command::PlaceSealedBid { paddle, amount: Secret::new(*ceiling.reveal()) }
        }
        other => other,
    }
}

fn take(sale: &mut Sale, step: Step) {
    let moment = moment_of(step.next, sale);
    let at = At::new(moment, shifted(moment, -step.travel_us));
    let own_duty = duty_of(&command_of(step.wish, sale, moment));
    sale.attend(at.arrived_at(), own_duty);
    let command = sealed_instead(command_of(step.wish, sale, moment));
    // Whether it is accepted or refused, the sale has been looked at.
    let _ = sale.submit(at, &command);
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_is_asked_of_such_a_sale_what_holds_for_every_sale_holds(
        terms in terms(),
        steps in prop::collection::vec(step(), 20..80),
    ) {
        let (mut sale, mut since_close) = (opened(terms, &[(1, None), (2, None), (3, None)]), 0);
        for step in steps {
            take(&mut sale, step);
            since_close += u32::from(matches!(sale.auction().stage(), Stage::Closed { .. }));
            if since_close > AFTER_CLOSE {
                break;
            }
        }
        sale.attend(sale.moment() + LONG_AFTER, None);
        let is_at_rest = match sale.auction().stage() {
            Stage::Closed { .. } | Stage::Suspended(_) | Stage::Interrupted(_) => true,
            Stage::Announced { .. } | Stage::Running { .. } | Stage::Resuming { .. } => false,
        };
        prop_assert!(is_at_rest, "a sale that nobody stops closes");
    }
}
