//! What one entry costs on its way to the disk: encoding, SHA-256 and SM3, and decoding.

use benches::{BIDDER, OpenFloor, start};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use exchange::Role;
use lexicon::HashAlg;
use record::{Chain, Entry};

fn entry() -> Entry {
    let mut floor = OpenFloor::new(1);
    let command = floor.bid(1, 10_000);
    floor.push(BIDDER, Role::Bidder, command);
    floor.sequencer.step(start(), &floor.inbox).entries()[0].clone()
}

fn encoding(criterion: &mut Criterion) {
    let entry = entry();
    let before = HashAlg::Sha256.digest(&[b"before"]);
    let mut bytes = Vec::new();
    entry.encode(before, &mut bytes);
    let mut group = criterion.benchmark_group("encoding");
    group.throughput(Throughput::Bytes(u64::try_from(bytes.len()).unwrap()));
    group.bench_function("encode", |bencher| {
        let mut into = Vec::with_capacity(1_024);
        bencher.iter(|| {
            into.clear();
            entry.encode(before, &mut into);
        });
    });
    group.bench_function("decode", |bencher| bencher.iter(|| Entry::decode(&bytes).unwrap()));
    for alg in [HashAlg::Sha256, HashAlg::Sm3] {
        group.bench_function(format!("hash by {alg:?}"), |bencher| {
            let chain = Chain::resume(alg, lexicon::Sequence(entry.header.sequence.0 - 1), before);
            bencher.iter(|| chain.clone().seal(&entry));
        });
    }
    group.finish();
}

criterion_group!(benches, encoding);
criterion_main!(benches);
