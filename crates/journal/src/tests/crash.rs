//! Random batches and crashes at random calls, over and over: what was called durable stays.

use super::*;
use crate::{Faults, TailCut};

/// What is known of a journal over all its crashes.
#[derive(Default)]
struct Known {
    /// What was called durable, or was read by an opening.
    durable: Sealed,
    /// The batch that was begun when the power went.
    in_flight: Vec<Entry>,
    cut_count: u32,
}

impl Known {
    /// Checks what an opening found, and believes it from now on.
    fn check(&mut self, recovered: &Recovered, entries: Sealed, seed: u64) {
        assert!(entries.starts_with(&self.durable), "seed {seed}: all that was durable is there");
        let more: Vec<_> =
            entries.iter().skip(self.durable.len()).map(|(entry, _)| entry).collect();
        if !more.is_empty() {
            let begun: Vec<_> = self.in_flight.iter().collect();
            assert_eq!(more, begun, "seed {seed}: only the whole batch in flight may be there too");
        }
        if let Some(TailCut { size, .. }) = recovered.tail_cut {
            assert!(size > 0 && !self.in_flight.is_empty(), "seed {seed}: only what was in flight");
            assert!(more.is_empty(), "seed {seed}: either cut or kept");
            self.cut_count += 1;
        }
        self.durable = entries;
    }
}

/// Runs one journal until the power goes at a drawn call.
fn run_until_crash(
    disk: &SimulatedDisk,
    options: Options,
    draw: &mut Draw,
    known: &mut Known,
    seed: u64,
) {
    let call = 1 + draw.below(90);
    let short_writes = draw.below(3) == 0;
    disk.plan(Faults { power_off_at_call: Some(call), short_writes, ..Faults::default() });
    let Ok((mut journal, recovered, entries)) = open(disk, options) else { return };
    known.check(&recovered, entries, seed);
    loop {
        known.in_flight.clear();
        let last = Sequence(known.durable.len() as u64);
        let count = 1 + draw.below(4);
        let room = options.batch_size_max / usize::try_from(count).unwrap() - 300;
        let size = draw.size(room);
        let salt = u8::try_from(draw.below(256)).unwrap();
        let entries = batch(last, count, size, salt);
        known.in_flight.clone_from(&entries);
        journal.begin(entries.clone());
        if draw.below(20) == 0 {
            return;
        }
        match journal.poll() {
            Progress::Durable(receipts) => {
                known.durable.extend(entries.into_iter().zip(receipts.hashes));
            }
            Progress::Failed(_) => return,
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn what_was_called_durable_survives_every_crash() {
    let mut cut_count = 0;
    let mut entry_count = 0;
    for seed in 0..250 {
        let mut draw = Draw(seed);
        let options = Options::small([2048, 4096, 8192][draw.size(3)]);
        let mut disk = SimulatedDisk::new(seed);
        let mut known = Known::default();
        for _ in 0..10 {
            run_until_crash(&disk, options, &mut draw, &mut known, seed);
            disk = disk.crash();
        }
        let (journal, recovered, entries) = open(&disk, options).unwrap();
        known.check(&recovered, entries, seed);
        drop(journal);

        let (_, recovered, again) = open(&disk.crash_forgetful(), options).unwrap();
        assert_eq!((recovered.tail_cut, &again), (None, &known.durable), "seed {seed}: stable");
        cut_count += known.cut_count;
        entry_count += known.durable.len();
    }
    assert!(cut_count > 50, "the test tears: {cut_count} cuts");
    assert!(entry_count > 5_000, "the test writes: {entry_count} entries");
}
