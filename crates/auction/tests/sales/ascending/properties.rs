//! What holds for every sale, whatever its terms and whatever is asked of it.
//!
//! The properties themselves stand in `sale`, which looks after every command; here commands of
//! every kind are drawn, close to the amounts and moments at which rulings change.

use auction::{
    AscendingTerms, At, Command, Coverage, Duty, Entry, Extension, FirstBid, Increment, JumpCap,
    OnDefault, OwnOverbid, Priority, PriorityAnswer, ProxyBidding, Reserve, Stage, Terms,
};
use lexicon::{Moment, Money, Paddle, Rank, Secret, Span};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed};

use crate::sale::{Sale, done};
use crate::terms::{
    at_least_10, bands, extension, five_minutes, multiple_of_10, plain, seconds, two_phases,
};
use crate::words::{OPENS_AT, duty_of};

const US_PER_SECOND: i64 = 1_000_000;
/// Far behind every close that the drawn sales can come to.
pub(crate) const LONG_AFTER: Span = Span::from_seconds(400 * 86_400);
/// So many commands find the lot closed, then it is enough.
pub(crate) const AFTER_CLOSE: u32 = 5;

/// The same cases in every run; `PROPTEST_CASES` draws more of them.
pub(crate) fn config() -> Config {
    Config { failure_persistence: None, rng_seed: RngSeed::Fixed(2026), ..Config::default() }
}

/// When the next command is ruled on.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Next {
    After {
        us: i64,
    },
    /// So long after, or before, what falls due next.
    AroundDuty {
        us: i64,
    },
}

/// What is asked next; amounts lie so many fen above the least bid.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wish {
    Bid {
        paddle: Option<Paddle>,
        above_least: i64,
    },
    Ceiling {
        paddle: Option<Paddle>,
        above_least: i64,
    },
    /// A bid or ceiling of an amount that no sale looks at.
    Amount {
        paddle: Paddle,
        fen: i64,
        is_ceiling: bool,
    },
    Admit {
        paddle: Paddle,
        for_seconds: Option<u32>,
        above_least: Option<i64>,
        rank: Option<u8>,
    },
    /// A bid at the leading price.
    Match {
        paddle: Paddle,
    },
    Join {
        paddle: Paddle,
        joins: bool,
    },
    AnswerPriority {
        paddle: Paddle,
        answer: PriorityAnswer,
    },
    RecordDefault,
    Stop {
        paddle: Paddle,
    },
    EnterReserve {
        above_least: i64,
    },
    DoDuty {
        covered: bool,
    },
    DoAnyDuty {
        duty: Duty,
    },
    Suspend,
    Interrupt {
        before_close_us: i64,
        length_us: i64,
    },
    /// From a break, where the sale is interrupted.
    Resume {
        us: i64,
    },
    ResumeOtherwise {
        us: i64,
    },
    Terminate,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Step {
    pub(crate) next: Next,
    pub(crate) travel_us: i64,
    pub(crate) wish: Wish,
}

fn next() -> impl Strategy<Value = Next> {
    let after = prop_oneof![
        4 => Just(0),
        4 => Just(1),
        12 => 0..3 * US_PER_SECOND,
        4 => 0..60 * US_PER_SECOND,
        1 => 0..300 * US_PER_SECOND
    ];
    let around = prop_oneof![Just(-1), Just(0), Just(1), -US_PER_SECOND..10 * US_PER_SECOND];
    prop_oneof![
        14 => after.prop_map(|us| Next::After { us }),
        1 => around.prop_map(|us| Next::AroundDuty { us }),
    ]
}

fn paddle() -> impl Strategy<Value = Paddle> {
    (1_u32..=4).prop_map(Paddle)
}

fn above_least() -> impl Strategy<Value = i64> {
    prop_oneof![
        Just(-1),
        Just(0),
        Just(1),
        (-1_i64..8).prop_map(|steps| steps * 1_000),
        -2_000_i64..8_000
    ]
}

fn bid() -> impl Strategy<Value = Wish> {
    let sender = || prop_oneof![12 => paddle().prop_map(Some), 1 => Just(None)];
    let strange = prop_oneof![
        Just(i64::MIN),
        Just(-1),
        Just(0),
        Just(1),
        Just(Money::MAX.fen()),
        Just(Money::MAX.fen() + 1),
        Just(i64::MAX)
    ];
    prop_oneof![
        12 => (sender(), above_least())
            .prop_map(|(paddle, above_least)| Wish::Bid { paddle, above_least }),
        12 => (sender(), above_least())
            .prop_map(|(paddle, above_least)| Wish::Ceiling { paddle, above_least }),
        1 => (paddle(), strange, any::<bool>())
            .prop_map(|(paddle, fen, is_ceiling)| Wish::Amount { paddle, fen, is_ceiling }),
    ]
}

fn pause() -> impl Strategy<Value = Wish> {
    let resumption = || {
        prop_oneof![
            2 => 59_999_999..60_000_002_i64,
            1 => 60 * US_PER_SECOND..90 * US_PER_SECOND,
            4 => -1_i64..2
        ]
    };
    let interruption = (-US_PER_SECOND..400 * US_PER_SECOND, 0..100 * US_PER_SECOND);
    prop_oneof![
        1 => Just(Wish::Suspend),
        3 => interruption.prop_map(|(before_close_us, length_us)| Wish::Interrupt {
            before_close_us,
            length_us
        }),
        12 => resumption().prop_map(|us| Wish::Resume { us }),
        1 => resumption().prop_map(|us| Wish::ResumeOtherwise { us }),
    ]
}

fn answer() -> impl Strategy<Value = Wish> {
    let taking = prop_oneof![2 => Just(PriorityAnswer::Take), 1 => Just(PriorityAnswer::Waive)];
    prop_oneof![
        3 => paddle().prop_map(|paddle| Wish::Match { paddle }),
        3 => (paddle(), prop::bool::weighted(0.8))
            .prop_map(|(paddle, joins)| Wish::Join { paddle, joins }),
        2 => (paddle(), taking)
            .prop_map(|(paddle, answer)| Wish::AnswerPriority { paddle, answer }),
        1 => Just(Wish::RecordDefault),
    ]
}

fn wish() -> impl Strategy<Value = Wish> {
    let cover = (prop::option::of(0_u32..400), prop::option::of(above_least()));
    let admit = (paddle(), cover, prop::option::of(1_u8..4));
    let duty = prop_oneof![
        Just(Duty::Open),
        Just(Duty::BeginPhase),
        Just(Duty::Reopen),
        Just(Duty::Close)
    ];
    prop_oneof![
        60 => bid(),
        8 => admit.prop_map(|(paddle, (for_seconds, above_least), rank)| Wish::Admit {
            paddle,
            for_seconds,
            above_least,
            rank
        }),
        20 => answer(),
        1 => paddle().prop_map(|paddle| Wish::Stop { paddle }),
        2 => above_least().prop_map(|above_least| Wish::EnterReserve { above_least }),
        6 => prop::bool::weighted(0.6).prop_map(|covered| Wish::DoDuty { covered }),
        1 => duty.prop_map(|duty| Wish::DoAnyDuty { duty }),
        14 => pause(),
        1 => prop::bool::weighted(0.2)
            .prop_map(|ends| if ends { Wish::Terminate } else { Wish::Suspend }),
    ]
}

pub(crate) fn step() -> impl Strategy<Value = Step> {
    let travel_us = prop_oneof![3 => Just(0), 2 => 0..5 * US_PER_SECOND, 1 => Just(-US_PER_SECOND)];
    (next(), travel_us, wish()).prop_map(|(next, travel_us, wish)| Step { next, travel_us, wish })
}

fn terms() -> impl Strategy<Value = AscendingTerms> {
    let timed_only = AscendingTerms { free_bidding: Span::ZERO, ..two_phases() };
    let short_extension = AscendingTerms { extension: extension(300, 60), ..plain() };
    let phases = prop_oneof![
        Just(plain()),
        Just(five_minutes()),
        Just(short_extension),
        Just(two_phases()),
        Just(timed_only)
    ];
    let increment =
        prop_oneof![Just(at_least_10()), Just(multiple_of_10()), Just(Increment::AtLeast(bands()))];
    let reserve = prop_oneof![
        Just(Reserve::None),
        Just(Reserve::Public(Money::from_fen(15_000))),
        Just(Reserve::Secret { entered_from: None, entered_until: seconds(30) }),
        Just(Reserve::Secret { entered_from: Some(seconds(500)), entered_until: seconds(100) })
    ];
    let first_bid = prop_oneof![Just(FirstBid::AtStart), Just(FirstBid::AboveStart)];
    let own_overbid = prop_oneof![Just(OwnOverbid::Allowed), Just(OwnOverbid::Refused)];
    let hard_end_after = prop::option::of(0..900 * US_PER_SECOND);
    let resume_notice = prop_oneof![1 => Just(seconds(60)), 3 => Just(Span::ZERO)];
    let ends = (hard_end_after, resume_notice, 1_u8..=2);
    (phases, increment, reserve, first_bid, own_overbid, ends).prop_map(
        |(phases, increment, reserve, first_bid, own_overbid, (hard_end_after, notice, least))| {
            let cycle = phases.timed_bidding.map_or(Span::ZERO, |it| it.cycle);
            let first_close = OPENS_AT + phases.free_bidding + cycle;
            AscendingTerms {
                increment,
                reserve,
                first_bid,
                own_overbid,
                hard_end: hard_end_after.map(|us| shifted(first_close, us)),
                resume_notice: notice,
                bidders_min: least,
                proxy_bidding: ProxyBidding::Allowed,
                ..phases
            }
        },
    )
}

/// What leads from the free phase into the timed one.
fn gated() -> impl Strategy<Value = AscendingTerms> {
    let recent = (1_u64..=300, 2_u8..4).prop_map(|(within, bidders_min)| Entry::RecentBidders {
        within: seconds(within),
        bidders_min,
    });
    let entry = prop_oneof![Just(Entry::All), Just(Entry::WithValidBid), recent];
    let question = prop::option::of((1_u64..200).prop_map(seconds));
    let step = prop::option::of(prop_oneof![Just(at_least_10()), Just(multiple_of_10())]);
    let span = || prop_oneof![Just(0_u64), 1_u64..60].prop_map(seconds);
    (terms(), entry, question, (span(), span()), step).prop_map(
        |(terms, timed_entry, join_question, (stop, preparation), timed_increment)| {
            let behind =
                |end: Moment| end + join_question.unwrap_or(Span::ZERO) + stop + preparation;
            let two = two_phases();
            AscendingTerms {
                timed_entry,
                join_question,
                stop_before_timed: stop,
                preparation,
                timed_increment,
                free_bidding: two.free_bidding,
                timed_bidding: two.timed_bidding,
                extension: None,
                hard_end: terms.hard_end.map(|end| {
                    let first_close = OPENS_AT + two.free_bidding + seconds(90);
                    behind(end.max(first_close))
                }),
                ..terms
            }
        },
    )
}

/// Everything that may stand beside bidding.
fn all_terms() -> impl Strategy<Value = AscendingTerms> {
    let priority = prop_oneof![
        2 => Just(Priority::None),
        2 => Just(Priority::MatchLive),
        2 => Just(Priority::MatchAfterClose { window: seconds(60) }),
        1 => Just(Priority::Ordinary)
    ];
    let jump_cap = prop::option::of((1_u32..8).prop_map(|steps| JumpCap { steps }));
    let on_default = prop_oneof![Just(OnDefault::Relist), Just(OnDefault::NextCandidate)];
    let agreement = prop::option::of(Just(seconds(120)));
    let count_max = prop::option::of(0_u16..3);
    (prop_oneof![terms(), gated()], priority, jump_cap, on_default, (agreement, count_max))
        .prop_map(|(terms, priority, jump_cap, on_default, (agreement, count_max))| {
            let proxy_bidding = match priority {
                Priority::MatchLive => ProxyBidding::Refused,
                _ => terms.proxy_bidding,
            };
            AscendingTerms {
                priority,
                proxy_bidding,
                jump_cap,
                on_default,
                agreement,
                extension: terms.extension.map(|it| Extension { count_max, ..it }),
                ..terms
            }
        })
}

pub(crate) fn shifted(moment: Moment, us: i64) -> Moment {
    Moment::from_us(moment.us() + us)
}

pub(crate) fn moment_of(next: Next, sale: &Sale) -> Moment {
    let moment = match (next, sale.auction().due()) {
        (Next::AroundDuty { us }, Some((due_at, _))) => shifted(due_at, us),
        (Next::AroundDuty { us } | Next::After { us }, _) => shifted(sale.moment(), us),
    };
    moment.max(sale.moment())
}

pub(crate) fn command_of(wish: Wish, sale: &Sale, moment: Moment) -> Command {
    let amount = |above: i64| {
        sale.auction().least_bid().checked_add(Money::from_fen(above)).unwrap_or(Money::MAX)
    };
    let bid = |paddle, amount| Command::PlaceBid { paddle, amount, confirmed: false };
    let ceiling = |paddle, amount| Command::PlaceProxyBid { paddle, ceiling: Secret::new(amount) };
    let gap = |before_close_us: i64, length_us: i64| {
        let close = sale.auction().last_window().map_or(moment, |window| window.closes_at);
        let from = shifted(close, -before_close_us);
        (from, shifted(from, length_us))
    };
    let is_broken = matches!(sale.auction().stage(), Stage::Interrupted(_));
    match wish {
        Wish::Bid { paddle, above_least } => bid(paddle, amount(above_least)),
        Wish::Ceiling { paddle, above_least } => ceiling(paddle, amount(above_least)),
        Wish::Amount { paddle, fen, is_ceiling: false } => bid(Some(paddle), Money::from_fen(fen)),
        Wish::Amount { paddle, fen, is_ceiling: true } => {
            ceiling(Some(paddle), Money::from_fen(fen))
        }
        Wish::Match { paddle } => {
            bid(Some(paddle), sale.auction().leading().map_or(amount(0), |leading| leading.price))
        }
        Wish::Join { paddle, joins } => Command::AnswerJoinQuestion { paddle: Some(paddle), joins },
        Wish::AnswerPriority { paddle, answer } => {
            Command::AnswerPriority { paddle: Some(paddle), answer }
        }
        Wish::RecordDefault => Command::RecordDefault,
        Wish::Admit { paddle, for_seconds, above_least, rank } => Command::Admit {
            rank: rank.map(Rank),
            paddle,
            until: for_seconds.map(|it| moment + Span::from_seconds(it.into())),
            ceiling: above_least.map(amount),
        },
        Wish::Stop { paddle } => Command::StopBidder { paddle },
        Wish::EnterReserve { above_least } => {
            Command::EnterReserve { reserve: Secret::new(amount(above_least)) }
        }
        Wish::DoDuty { covered } => {
            let coverage = if covered {
                Coverage::Covered
            } else {
                let (from, until) = gap(0, US_PER_SECOND);
                Coverage::Uncovered { from, until }
            };
            done(sale.auction().due().map_or(Duty::Close, |(_, duty)| duty), coverage)
        }
        Wish::DoAnyDuty { duty } => done(duty, Coverage::Covered),
        Wish::Suspend => Command::Suspend,
        Wish::Interrupt { before_close_us, length_us } => {
            let (from, until) = gap(before_close_us, length_us);
            Command::Interrupt { from, until }
        }
        Wish::Resume { us } if is_broken => {
            Command::ResumeFromBreak { resumes_at: shifted(moment, us) }
        }
        Wish::ResumeOtherwise { us } if !is_broken => {
            Command::ResumeFromBreak { resumes_at: shifted(moment, us) }
        }
        Wish::Resume { us } | Wish::ResumeOtherwise { us } => {
            Command::Resume { resumes_at: shifted(moment, us) }
        }
        Wish::Terminate => Command::Terminate,
    }
}

pub(crate) fn opened(terms: impl Into<Terms>, admitted: &[(u32, Option<u8>)]) -> Sale {
    let published_at = shifted(OPENS_AT, -100 * US_PER_SECOND);
    let mut sale = Sale::publish(published_at, terms);
    for &(paddle, rank) in admitted {
        let (paddle, rank) = (Paddle(paddle), rank.map(Rank));
        let admit = Command::Admit { paddle, until: None, ceiling: None, rank };
        sale.submit(At::moment_only(published_at), &admit).unwrap();
    }
    sale.attend(OPENS_AT, None);
    sale
}

fn take(sale: &mut Sale, step: Step) {
    let moment = moment_of(step.next, sale);
    let at = At::new(moment, shifted(moment, -step.travel_us));
    let own_duty = duty_of(&command_of(step.wish, sale, moment));
    sale.attend(at.arrived_at(), own_duty);
    let command = command_of(step.wish, sale, moment);
    // Whether it is accepted or refused, the sale has been looked at.
    let _ = sale.submit(at, &command);
}

fn run(mut sale: Sale, steps: Vec<Step>) -> Sale {
    let mut since_close = 0;
    for step in steps {
        take(&mut sale, step);
        since_close += u32::from(matches!(sale.auction().stage(), Stage::Closed { .. }));
        if since_close > AFTER_CLOSE {
            break;
        }
    }
    sale.attend(sale.moment() + LONG_AFTER, None);
    sale
}

fn is_at_rest(sale: &Sale) -> bool {
    match sale.auction().stage() {
        Stage::Closed { .. } | Stage::Suspended(_) | Stage::Interrupted(_) => true,
        Stage::Announced { .. } | Stage::Running { .. } | Stage::Resuming { .. } => false,
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn whatever_is_asked_of_a_sale_what_holds_for_every_sale_holds(
        terms in terms(),
        steps in prop::collection::vec(step(), 20..100),
    ) {
        let sale = run(opened(terms, &[(1, None), (2, None), (3, None)]), steps);
        prop_assert!(is_at_rest(&sale), "a sale that nobody stops closes");
    }

    #[test]
    fn whatever_stands_beside_bidding_what_holds_for_every_sale_holds(
        terms in all_terms(),
        ranks in prop::collection::vec(prop::option::of(1_u8..4), 1..5),
        steps in prop::collection::vec(step(), 20..100),
    ) {
        let admitted: Vec<(u32, Option<u8>)> = (1..).zip(ranks).collect();
        let sale = run(opened(terms, &admitted), steps);
        prop_assert!(is_at_rest(&sale), "a sale that nobody stops closes");
    }
}
