//! What holds for every exchange, whatever is asked of it, by whomever, and in whatever order.
//!
//! `hall` looks after every command; here they are drawn, most of them close to what the rules
//! would accept, the others strange.

use exchange::{
    Act, Actor, AscendingTerms, At, Command, Coverage, EpochClock, Reason, Reserve, Role,
};
use lexicon::{LotId, Moment, Money, Paddle, PartyId, ProposalId, Secret};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use crate::hall::Hall;
use crate::terms::{actor, bid, bidder, plain, published, seconds};

/// The same cases in every run; `PROPTEST_CASES` draws more of them.
fn config() -> Config {
    let cases = Config::default().cases.min(128);
    Config { cases, failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..Config::default() }
}

/// What is asked next.
#[derive(Debug, Clone)]
enum Wish {
    /// Time passes, and what falls due in it is done.
    Pass {
        ms: u64,
    },
    /// Time passes, and nobody does what falls due.
    Idle {
        ms: u64,
    },
    Publish {
        opens_in: u64,
        has_reserve: bool,
    },
    Bid {
        lot: u64,
        bidder: u64,
        above_least: i64,
        is_ceiling: bool,
    },
    /// A command as it comes, from whom it should not.
    Strange {
        command: Command,
        party: u64,
        role: Role,
    },
    Command {
        command: Command,
        role: Role,
    },
    Approve {
        back: u64,
        party: u64,
    },
}

fn lot() -> impl Strategy<Value = u64> {
    prop_oneof![20 => 1..4_u64, 1 => Just(0), 1 => Just(u64::MAX)]
}

fn moment() -> impl Strategy<Value = Moment> {
    (-2_000..4_000_i64).prop_map(crate::terms::t)
}

fn amount() -> impl Strategy<Value = Money> {
    prop_oneof![
        8 => (0..60_000_i64).prop_map(Money::from_fen),
        1 => Just(Money::from_fen(i64::MIN)),
        1 => Just(Money::from_fen(i64::MAX)),
        1 => Just(Money::MAX),
    ]
}

fn act() -> impl Strategy<Value = Act> {
    let text = || prop_oneof![9 => Just("理由"), 1 => Just("")];
    let reason = || text().prop_map(|it| Reason(it.to_owned()));
    prop_oneof![
        4 => (lot(), reason())
            .prop_map(|(lot, reason)| Act::SuspendLot { lot: LotId(lot), reason }),
        4 => (lot(), moment())
            .prop_map(|(lot, resumes_at)| Act::ResumeLot { lot: LotId(lot), resumes_at }),
        4 => (lot(), moment())
            .prop_map(|(lot, resumes_at)| Act::ResumeLotFromBreak { lot: LotId(lot), resumes_at }),
        1 => (lot(), reason())
            .prop_map(|(lot, reason)| Act::TerminateLot { lot: LotId(lot), reason }),
        2 => (lot(), amount()).prop_map(|(lot, amount)| Act::EnterReserve {
            lot: LotId(lot),
            reserve: Secret::new(amount)
        }),
        2 => (reason(), moment()).prop_map(|(reason, until)| Act::PauseExchange { reason, until }),
    ]
}

/// What the exchange does by itself, in season or out of it.
fn done() -> impl Strategy<Value = Command> {
    let gap = || (moment(), moment());
    let coverage = prop_oneof![
        Just(Coverage::Covered),
        gap().prop_map(|(from, until)| Coverage::Uncovered { from, until })
    ];
    let of_lot = (lot(), 0..7_u8, coverage, gap(), 1_000..10_000_u32).prop_map(
        |(lot, which, coverage, (from, until), paddle)| {
            let lot = LotId(lot);
            match which {
                0 => Command::OpenLot { lot },
                1 => Command::BeginPhase { lot },
                2 => Command::ReopenLot { lot },
                3 => Command::CloseLot { lot, coverage },
                4 => Command::InterruptLot { lot, from, until },
                5 => Command::SuspendForPause { lot },
                _ => Command::StopBidder { lot, paddle: Paddle(paddle) },
            }
        },
    );
    let admission = (lot(), 100..106_u64, prop::option::of(moment()), prop::option::of(amount()));
    prop_oneof![
        6 => of_lot,
        6 => admission.prop_map(|(lot, party, until, ceiling)| Command::AdmitBidder {
            lot: LotId(lot),
            party: PartyId(party),
            until,
            ceiling,
            rank: None,
        }),
        1 => lot().prop_map(|lot| Command::ResumeAfterPause { lot: LotId(lot) }),
        1 => Just(Command::EndPause),
        1 => Just(Command::Heartbeat),
        1 => Just(Command::BeginEpoch { clock: EpochClock::Wall }),
        1 => (0..20_u64)
            .prop_map(|proposal| Command::ExpireProposal { proposal: ProposalId(proposal) }),
    ]
}

fn role() -> impl Strategy<Value = Role> {
    prop::sample::select(crate::samples::roles())
}

fn wish() -> impl Strategy<Value = Wish> {
    let bid = (lot(), 0..6_u64, -2_000..5_000_i64, any::<bool>());
    let proposed = || act().prop_map(|act| Command::Propose { act });
    let strange = prop_oneof![proposed(), done()];
    prop_oneof![
        8 => (0..120_000_u64).prop_map(|ms| Wish::Pass { ms }),
        2 => (0..120_000_u64).prop_map(|ms| Wish::Idle { ms }),
        2 => (0..400_u64, any::<bool>())
            .prop_map(|(opens_in, has_reserve)| Wish::Publish { opens_in, has_reserve }),
        16 => bid.prop_map(|(lot, bidder, above_least, is_ceiling)| Wish::Bid {
            lot,
            bidder,
            above_least,
            is_ceiling
        }),
        6 => proposed().prop_map(|command| Wish::Command { command, role: Role::Clerk }),
        8 => done().prop_map(|command| Wish::Command { command, role: Role::Exchange }),
        8 => (0..3_u64, 1..3_u64).prop_map(|(back, party)| Wish::Approve { back, party }),
        1 => (strange, 1..104_u64, role())
            .prop_map(|(command, party, role)| Wish::Strange { command, party, role }),
    ]
}

/// Asks; whether it is accepted or refused, `hall` has looked at it.
fn take(hall: &mut Hall, wish: Wish, travel_us: i64) {
    let at = At::new(hall.now(), Moment::from_us(hall.now().us() - travel_us));
    let ask = |hall: &mut Hall, actor: Actor, command: Command| {
        drop(hall.ask_at(at, &actor, &command));
    };
    match wish {
        Wish::Pass { ms } => hall.run_to(hall.now() + lexicon::Span::from_ms(ms)),
        Wish::Idle { ms } => hall.set(hall.now() + lexicon::Span::from_ms(ms)),
        Wish::Publish { opens_in, has_reserve } => {
            let secret = Reserve::Secret { entered_from: None, entered_until: seconds(60) };
            let reserve = if has_reserve { secret } else { Reserve::None };
            let opens_at = hall.now() + seconds(opens_in);
            let terms = AscendingTerms { opens_at, reserve, ..plain() };
            ask(hall, Actor::EXCHANGE, published(terms));
        }
        Wish::Bid { lot, bidder: number, above_least, is_ceiling } => {
            let sale = hall.world.lot(LotId(lot)).map(exchange::Lot::sale);
            let least = sale.map_or(Money::ZERO, exchange::Auction::least_bid);
            let amount = Money::from_fen(least.fen().saturating_add(above_least));
            let paddle = hall.paddle(lot, bidder(number).party);
            let ceiling = Secret::new(amount);
            let command = if is_ceiling {
                Command::PlaceProxyBid { lot: LotId(lot), paddle, ceiling }
            } else {
                bid(lot, paddle, amount)
            };
            ask(hall, bidder(number), command);
        }
        Wish::Strange { command, party, role } => ask(hall, actor(party, role), command),
        Wish::Command { command, role } => {
            let sender = if role == Role::Exchange { Actor::EXCHANGE } else { actor(1, role) };
            ask(hall, sender, command);
        }
        Wish::Approve { back, party } => {
            let last = hall.world.proposals().last().map_or(0, |(proposal, _)| proposal.0);
            let proposal = ProposalId(last.saturating_sub(back));
            ask(hall, actor(party, Role::Reviewer), Command::Approve { proposal });
        }
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_is_asked_of_an_exchange_what_holds_for_every_exchange_holds(
        steps in prop::collection::vec((wish(), 0..2_000_000_i64), 20..120),
    ) {
        let mut hall = Hall::with_lot();
        hall.run_to(crate::terms::t(0));
        for (wish, travel_us) in steps {
            take(&mut hall, wish, travel_us);
        }
        hall.assert_replay();
    }
}
