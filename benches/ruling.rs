//! What one ruling costs: the bare sale, and the floor around it with idempotency and encoding.
//!
//! Measured: `auction` ruling and applying over 100 to a million lots, accepted and refused bids
//! mixed; one step of the sequencer with a million remembered ids. Not measured: queue, hashing,
//! disk.

use auction::{At, Auction, Command, Coverage, Event, Events};
use benches::{BIDDER, OpenFloor, start, terms};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use exchange::{Role, Terms};
use lexicon::{Money, Paddle};

const PADDLE: Paddle = Paddle(1_234);

fn open_lot() -> Auction {
    let mut lot = Auction::publish(Terms::Ascending(Box::new(terms())));
    let admission = Command::Admit { paddle: PADDLE, until: None, ceiling: None, rank: None };
    for command in [admission, Command::Open { chance: None }] {
        let mut events = Events::new();
        lot.rule(At::moment_only(start()), &command, &mut events).unwrap();
        for event in &events {
            lot.apply(At::moment_only(start()), &command, event);
        }
    }
    lot
}

/// Rules on a bid and applies what follows; three of four bids are refused, as in a last minute.
fn bid(lots: &mut [Auction], turn: u64) -> bool {
    let place = usize::try_from(turn.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16).unwrap();
    let length = lots.len();
    let lot = &mut lots[place % length];
    let least = lot.least_bid();
    let amount = if turn.is_multiple_of(4) { least } else { Money::from_fen(least.fen() - 1) };
    let command = Command::PlaceBid { paddle: Some(PADDLE), amount, confirmed: false };
    let mut events = Events::new();
    let at = At::moment_only(start());
    let is_accepted = lot.rule(at, &command, &mut events).is_ok();
    for event in &events {
        lot.apply(at, &command, event);
    }
    is_accepted
}

fn ruling(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("ruling");
    group.throughput(Throughput::Elements(1));
    for lot_count in [100, 10_000, 1_000_000] {
        let mut lots: Vec<Auction> = vec![open_lot(); lot_count];
        let mut turn = 0;
        group.bench_function(format!("auction, {lot_count} lots"), |bencher| {
            bencher.iter(|| {
                turn += 1;
                bid(&mut lots, turn)
            });
        });
    }
    group.bench_function("close", |bencher| {
        let lot = open_lot();
        let command = Command::CloseLot { coverage: Coverage::Covered };
        let (due_at, _) = lot.due().unwrap();
        bencher.iter(|| {
            let mut events = Events::new();
            lot.rule(At::moment_only(due_at), &command, &mut events).unwrap();
            assert!(matches!(events[0], Event::LotUnsold { .. }));
        });
    });
    group.finish();
}

fn floor(criterion: &mut Criterion) {
    const BIDS: usize = 500;
    let mut group = criterion.benchmark_group("floor");
    group.throughput(Throughput::Elements(500));
    group.sample_size(20);
    let mut floor = OpenFloor::new(100);
    let mut fen = 10_000;
    for _ in 0..2_000 {
        fill(&mut floor, &mut fen, BIDS);
        let batch = floor.sequencer.step(start(), &floor.inbox);
        assert_eq!(batch.entries().len(), BIDS);
    }
    group.bench_function("a step of 500 bids, a million ids remembered", |bencher| {
        bencher.iter_batched(
            || (),
            |()| {
                fill(&mut floor, &mut fen, BIDS);
                floor.sequencer.step(start(), &floor.inbox)
            },
            BatchSize::PerIteration,
        );
    });
    group.finish();
}

fn fill(floor: &mut OpenFloor, fen: &mut i64, bids: usize) {
    for turn in 0..bids {
        if turn % 4 == 0 {
            *fen += 100;
        }
        let lot = 1 + u64::try_from(turn % 100).unwrap();
        let command = floor.bid(lot, *fen);
        floor.push(BIDDER, Role::Bidder, command);
    }
}

criterion_group!(benches, ruling, floor);
criterion_main!(benches);
