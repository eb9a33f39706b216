//! What taking up an old journal costs: CRC, chain, decoding and applying, entry by entry.

use benches::{BIDDER, OpenFloor, start};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use exchange::Role;
use floor::Past;
use journal::{InlineSegments, Journal, JournalError, Options, Progress, SimulatedDisk};
use record::Entry;

const ENTRIES: usize = 20_000;

fn entries() -> Vec<Entry> {
    let mut floor = OpenFloor::new(10);
    let mut entries: Vec<Entry> = Vec::new();
    for batch in &floor.batches {
        entries.extend(batch.entries().iter().cloned());
    }
    let mut fen = 10_000;
    while entries.len() < ENTRIES {
        for lot in 1..=10 {
            let command = floor.bid(lot, fen);
            floor.push(BIDDER, Role::Bidder, command);
        }
        fen += 50;
        entries.extend(floor.sequencer.step(start(), &floor.inbox).entries().iter().cloned());
    }
    entries
}

fn replay(criterion: &mut Criterion) {
    let entries = entries();
    let disk = SimulatedDisk::new(1);
    let options = Options::default();
    let (mut journal, _) =
        InlineSegments::open::<JournalError>(disk.clone(), options, &mut |_, _| Ok(())).unwrap();
    for batch in entries.chunks(500) {
        journal.begin(batch.to_vec());
        assert!(matches!(journal.poll(), Progress::Durable(_)));
    }
    let mut group = criterion.benchmark_group("replay");
    group.sample_size(20);
    group.throughput(Throughput::Elements(u64::try_from(entries.len()).unwrap()));
    group.bench_function("bytes and chain only", |bencher| {
        bencher.iter(|| journal::scan::<_, JournalError>(&disk, &mut |_, _| Ok(())).unwrap());
    });
    group.bench_function("to the state", |bencher| {
        bencher.iter(|| {
            let mut past = Past::default();
            let take = &mut |entry: Entry, _| {
                past.take(&entry).unwrap();
                Ok(())
            };
            journal::scan::<_, JournalError>(&disk, take).unwrap();
            past.sequence()
        });
    });
    group.finish();
}

criterion_group!(benches, replay);
criterion_main!(benches);
