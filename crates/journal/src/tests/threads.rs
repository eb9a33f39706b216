//! Segments with their threads, on a real directory and on disks that fail.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use super::*;
use crate::{Disk, Faults, RealDisk, Segments, Wake};

fn woken() -> (Wake, Receiver<()>) {
    let (wakes, woken) = channel();
    let wake = move || {
        // Nobody listens any more when the journal is dropped.
        let _ = wakes.send(());
    };
    (Arc::new(wake), woken)
}

/// Waits, without sleeping, until the batch is durable or the journal has failed.
pub(super) fn settled<D: Disk>(journal: &mut Segments<D>, woken: &Receiver<()>) -> Progress {
    loop {
        match journal.poll() {
            Progress::Pending => woken.recv().unwrap(),
            other => return other,
        }
    }
}

pub(super) fn open_threaded<D: Disk>(
    disk: D,
    options: Options,
) -> (Segments<D>, Recovered, Sealed, Receiver<()>) {
    let (wake, woken) = woken();
    let mut entries = Vec::new();
    let (journal, recovered) = Segments::open(disk, options, wake, &mut |entry, hash| {
        entries.push((entry, hash));
        Ok::<(), JournalError>(())
    })
    .unwrap();
    (journal, recovered, entries, woken)
}

#[test]
fn a_real_directory_keeps_what_was_called_durable() {
    let place = tempfile::tempdir().unwrap();
    let dir = place.path().join("journal");
    let mut sealed = Vec::new();
    for round in 0..4_u8 {
        let disk = RealDisk::create(&dir).unwrap();
        let (mut journal, recovered, entries, woken) =
            open_threaded(disk, Options::small(16 * 1024));
        assert_eq!(entries, sealed);
        assert_eq!(recovered.last.0, sealed.len() as u64);
        assert!(matches!(journal.poll(), Progress::Idle));
        for size in 0..50 {
            let last = Sequence(sealed.len() as u64);
            let batch = batch(last, 1 + size % 7, usize::try_from(size * 9).unwrap(), round);
            journal.begin(batch.clone());
            let Progress::Durable(receipts) = settled(&mut journal, &woken) else {
                panic!("not durable")
            };
            assert_eq!(receipts.first, last.next());
            sealed.extend(batch.into_iter().zip(receipts.hashes));
            assert!(matches!(journal.poll(), Progress::Idle));
        }
        for (entry, hash) in &sealed {
            assert_eq!(journal.read(entry.header.sequence).unwrap(), (entry.clone(), *hash));
        }
    }
    let disk = RealDisk::new(&dir);
    let mut entries = Vec::new();
    scan(&disk, &mut |entry, hash| {
        entries.push((entry, hash));
        Ok::<(), JournalError>(())
    })
    .unwrap();
    assert_eq!(entries, sealed);
}

#[test]
fn a_directory_that_does_not_exist_is_told() {
    let place = tempfile::tempdir().unwrap();
    let disk = RealDisk::new(place.path().join("none"));
    let outcome = scan(&disk, &mut |_, _| Ok::<(), JournalError>(()));
    assert!(matches!(outcome, Err(JournalError::Disk { act: "list", .. })));
    assert!(!place.path().join("none").exists());
}

#[test]
fn what_is_in_flight_when_the_journal_is_dropped_is_written() {
    let disk = SimulatedDisk::new(1);
    let (mut journal, ..) = open_threaded(disk.clone(), options());
    journal.begin(batch(Sequence::ZERO, 3, 10, 1));
    drop(journal);
    assert_eq!(scanned(&disk.crash_forgetful()).unwrap().0.entries, 3);
}

#[test]
fn a_failing_disk_wakes_the_caller_and_stops_the_journal() {
    for at in 1..40 {
        for faults in [
            Faults { full_at_write: Some(at), ..Faults::default() },
            Faults { fail_at_sync: Some(at), ..Faults::default() },
        ] {
            let disk = SimulatedDisk::new(at);
            let (mut journal, _, _, woken) = open_threaded(disk.clone(), options());
            disk.plan(faults);
            let mut durable = 0;
            for round in 0..60 {
                journal.begin(batch(Sequence(durable), 1, 700, round));
                match settled(&mut journal, &woken) {
                    Progress::Durable(_) => durable += 1,
                    Progress::Failed(_) => break,
                    other => panic!("{other:?}"),
                }
            }
            assert!(matches!(journal.poll(), Progress::Failed(_)));
            journal.begin(batch(Sequence(durable), 1, 1, 1));
            assert!(matches!(journal.poll(), Progress::Failed(_)));
            drop(journal);
            let disk = disk.crash_forgetful();
            let (_, recovered, _) = open(&disk, options()).unwrap();
            assert!(recovered.last.0 >= durable);
        }
    }
}
