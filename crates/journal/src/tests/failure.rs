//! A disk that fails stops the journal: nothing is called durable that is not.

use super::*;
use crate::Faults;

/// Writes batches until the journal fails or the batches end; gives what was called durable.
fn write_on(journal: &mut InlineSegments<SimulatedDisk>, last: Sequence) -> (Sealed, bool) {
    let mut durable = Vec::new();
    let mut last = last;
    for round in 0..30_u8 {
        let entries = batch(last, 1 + u64::from(round) % 3, 10 + usize::from(round) * 35, round);
        journal.begin(entries.clone());
        match journal.poll() {
            Progress::Durable(receipts) => {
                last = receipts.last();
                durable.extend(entries.into_iter().zip(receipts.hashes));
            }
            Progress::Failed(_) => {
                for _ in 0..3 {
                    journal.begin(batch(last, 1, 1, 1));
                    assert!(matches!(journal.poll(), Progress::Failed(_)), "dead for ever");
                }
                return (durable, true);
            }
            other => panic!("{other:?}"),
        }
    }
    (durable, false)
}

/// After every failure, the process starts again on the running machine, then the power goes.
fn survives(disk: &SimulatedDisk, durable: &Sealed, seed_of_power_loss: bool) {
    disk.plan(Faults::default());
    let disk = if seed_of_power_loss { disk.crash() } else { disk.clone() };
    let (journal, recovered, entries) = open(&disk, options()).unwrap();
    drop(journal);
    assert!(entries.starts_with(durable), "all that was called durable is there");
    assert!(recovered.last.0 <= durable.len() as u64 + 3, "at most one batch more");
    // What was read once is now safe: nobody may hear of an entry that a crash then takes away.
    let (_, recovered, again) = open(&disk.crash_forgetful(), options()).unwrap();
    assert_eq!((recovered.tail_cut, again), (None, entries));
}

#[test]
fn a_full_disk_stops_the_journal_at_any_write() {
    for power_loss in [false, true] {
        for at in 1..=60 {
            let disk = SimulatedDisk::new(at);
            let (mut journal, recovered, _) = open(&disk, options()).unwrap();
            disk.plan(Faults { full_at_write: Some(at), ..Faults::default() });
            let (durable, failed) = write_on(&mut journal, recovered.last);
            assert!(failed || at > 40, "write {at}");
            drop(journal);
            survives(&disk, &durable, power_loss);
        }
    }
}

#[test]
fn a_failed_sync_stops_the_journal_at_any_sync() {
    for power_loss in [false, true] {
        for at in 1..=60 {
            let disk = SimulatedDisk::new(at);
            let (mut journal, recovered, _) = open(&disk, options()).unwrap();
            disk.plan(Faults { fail_at_sync: Some(at), ..Faults::default() });
            let (durable, failed) = write_on(&mut journal, recovered.last);
            assert!(failed || at > 40, "sync {at}");
            drop(journal);
            survives(&disk, &durable, power_loss);
        }
    }
}

#[test]
fn a_failure_while_opening_is_told_and_leaves_a_journal() {
    let (whole, entries) = written(&[(1, 2000), (2, 800), (1, 900)]);
    for at in 1..=20 {
        for faults in [
            Faults { full_at_write: Some(at), ..Faults::default() },
            Faults { fail_at_sync: Some(at), ..Faults::default() },
        ] {
            for (disk, entries) in [(copied(&whole), &entries), (SimulatedDisk::new(1), &vec![])] {
                disk.plan(faults);
                let opened = open(&disk, options());
                if let Err(error) = &opened {
                    assert!(matches!(error, JournalError::Disk { .. }), "{error:?}");
                }
                drop(opened);
                survives(&disk, entries, at % 2 == 0);
            }
        }
    }
}

#[test]
fn a_short_write_goes_on_where_it_ended() {
    for seed in 0..20 {
        let disk = SimulatedDisk::new(seed);
        disk.plan(Faults { short_writes: true, ..Faults::default() });
        let (mut journal, recovered, _) = open(&disk, options()).unwrap();
        let (durable, failed) = write_on(&mut journal, recovered.last);
        assert!(!failed);
        assert_eq!(scanned(&disk.crash_forgetful()).unwrap().1, durable);
    }
}
