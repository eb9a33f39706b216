//! What making a batch durable costs, by its length, on the disk under the build directory.
//!
//! The bare `fdatasync` of 4 KiB in a zero-filled file stands beside it: report their ratio.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::thread;

use benches::{BIDDER, OpenFloor, start};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use exchange::Role;
use journal::{Journal, JournalError, Options, Progress, RealDisk, Segments};
use record::Entry;

fn entries(count: usize) -> Vec<Entry> {
    let mut floor = OpenFloor::new(1);
    for turn in 0..count {
        let command = floor.bid(1, 10_000 + 100 * i64::try_from(turn).unwrap());
        floor.push(BIDDER, Role::Bidder, command);
    }
    let mut entries = Vec::new();
    while !floor.inbox.is_empty() {
        entries.extend(floor.sequencer.step(start(), &floor.inbox).entries().iter().cloned());
    }
    entries
}

fn group_commit(criterion: &mut Criterion) {
    let dir = tempfile::Builder::new().tempdir_in(env!("CARGO_MANIFEST_DIR")).unwrap();
    let mut group = criterion.benchmark_group("group commit");
    group.sample_size(30);
    group.bench_function("bare fdatasync of 4 KiB", |bencher| {
        let file = File::create(dir.path().join("bare")).unwrap();
        file.write_all_at(&vec![0; 16 << 20], 0).unwrap();
        file.sync_all().unwrap();
        let mut offset = 0;
        bencher.iter(|| {
            file.write_all_at(&[1; 4_096], offset).unwrap();
            file.sync_data().unwrap();
            offset = (offset + 4_096) % (16 << 20);
        });
    });
    for length in [1, 16, 256, 1_024] {
        let path = dir.path().join(length.to_string());
        let disk = RealDisk::create(&path).unwrap();
        let waker = thread::current();
        let wake = Arc::new(move || waker.unpark());
        let (mut journal, recovered) =
            Segments::open::<JournalError>(disk, Options::default(), wake, &mut |_, _| Ok(()))
                .unwrap();
        let template = entries(length);
        let mut last = recovered.last;
        group.throughput(Throughput::Elements(u64::try_from(length).unwrap()));
        group.bench_function(format!("{length} entries"), |bencher| {
            bencher.iter_batched(
                || {
                    let mut batch = template.clone();
                    for entry in &mut batch {
                        last = last.next();
                        entry.header.sequence = last;
                    }
                    batch
                },
                |batch| {
                    journal.begin(batch);
                    loop {
                        match journal.poll() {
                            Progress::Durable(receipts) => break receipts,
                            Progress::Pending => thread::park(),
                            other => panic!("the journal goes on: {other:?}"),
                        }
                    }
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, group_commit);
criterion_main!(benches);
