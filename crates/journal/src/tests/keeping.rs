//! What is kept is read again, in order and singly.

use lexicon::HashAlg;
use record::Chain;

use super::*;
use crate::{Memory, segment};

/// Keeps batches of many sizes in a journal and reads them in every way.
fn keeps(journal: &mut dyn Journal, hash: HashAlg) -> Sealed {
    let mut chain = Chain::new(hash);
    let mut sealed = Vec::new();
    for round in 0..60_usize {
        let size = (round * 37) % 400;
        let batch = batch(chain.last(), 1 + round as u64 % 5, size, 3);
        let first = chain.last().next();
        let hashes: Vec<_> = batch.iter().map(|entry| chain.seal(entry)).collect();
        sealed.extend(batch.iter().cloned().zip(hashes.iter().copied()));
        assert_eq!(keep(journal, batch), Receipts { first, hashes });
        assert!(matches!(journal.poll(), Progress::Idle));
    }
    for (entry, hash) in &sealed {
        let held = journal.read(entry.header.sequence).unwrap();
        assert_eq!(held, (entry.clone(), *hash));
    }
    for sequence in [Sequence::ZERO, chain.last().next(), Sequence(u64::MAX)] {
        let absent = journal.read(sequence);
        assert!(matches!(absent, Err(JournalError::Absent { .. })), "{absent:?}");
    }
    sealed
}

#[test]
fn segments_and_memory_keep_the_same() {
    for hash in [HashAlg::Sha256, HashAlg::Sm3] {
        let disk = SimulatedDisk::new(5);
        disk.plan(crate::Faults { short_writes: true, ..crate::Faults::default() });
        let options = Options { hash, ..options() };
        let (mut journal, recovered, entries) = open(&disk, options).unwrap();
        assert_eq!((recovered.entries, entries.len(), recovered.hash), (0, 0, hash));
        let sealed = keeps(&mut journal, hash);
        drop(journal);
        assert!(disk.content(&segment::name(10)).is_some(), "over many segments");

        let (recovered, entries) = scanned(&disk).unwrap();
        assert_eq!(entries, sealed);
        assert_eq!(recovered.last.0, recovered.entries);
        assert_eq!(recovered.head, sealed.last().unwrap().1);
        assert_eq!((recovered.tail_cut, recovered.hash), (None, hash));

        // The hash of an old journal is its own, whatever the options say.
        let (mut journal, again, entries) = open(&disk, super::options()).unwrap();
        assert_eq!((again, &entries), (recovered, &sealed));
        assert_eq!(journal.read(Sequence(3)).unwrap(), sealed[2]);

        let mut memory = Memory::new(hash);
        assert_eq!(keeps(&mut memory, hash), sealed);
        assert_eq!(memory.entries(), sealed);
    }
}

#[test]
fn a_journal_goes_on_where_it_ended() {
    let disk = SimulatedDisk::new(6);
    let mut chain = Chain::new(HashAlg::Sha256);
    for round in 0..40 {
        let (mut journal, recovered, _) = open(&disk, options()).unwrap();
        assert_eq!((recovered.last, recovered.head), (chain.last(), chain.head()));
        let batch = batch(chain.last(), 2, 100 + round, 9);
        let hashes: Vec<_> = batch.iter().map(|entry| chain.seal(entry)).collect();
        assert_eq!(keep(&mut journal, batch).hashes, hashes);
    }
    assert_eq!(scanned(&disk).unwrap().0.entries, 80);
}

#[test]
fn a_journal_goes_on_in_segments_of_another_size() {
    let (disk, before) = written(&[(1, 900), (1, 900), (1, 900), (1, 900)]);
    for size in [8192, 2048, 16384] {
        let options = Options::small(size);
        let (mut journal, recovered, _) = open(&disk, options).unwrap();
        let mut last = recovered.last;
        for _ in 0..8 {
            last = keep(&mut journal, batch(last, 1, 1000, 4)).last();
        }
    }
    let (_, entries) = scanned(&disk).unwrap();
    assert_eq!(entries.len(), before.len() + 24);
    assert_eq!(entries[..before.len()], before);
}

#[test]
fn the_longest_batch_fits_a_new_segment() {
    let disk = SimulatedDisk::new(7);
    let (mut journal, ..) = open(&disk, options()).unwrap();
    let bare = entry(1, 0, 0).encoded_size();
    for sequence in 1..5 {
        let longest = entry(sequence, options().batch_size_max - bare, 0);
        assert_eq!(longest.encoded_size(), options().batch_size_max);
        keep(&mut journal, vec![longest]);
    }
    assert_eq!(scanned(&disk).unwrap().0.entries, 4);
}

#[test]
fn what_the_visitor_refuses_ends_the_opening() {
    let (disk, _) = written(&[(3, 10)]);
    let refusal = || JournalError::Options("the visitor has seen enough");
    let mut seen = 0;
    let outcome = scan(&disk, &mut |_, _| {
        seen += 1;
        if seen == 2 { Err(refusal()) } else { Ok(()) }
    });
    assert!(matches!(outcome, Err(JournalError::Options(_))));
    assert_eq!(seen, 2);
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let fine = Options::default();
    for wrong in [
        Options { segment_size: fine.batch_size_max as u64, ..fine },
        Options { segment_size: fine.segment_size + 8, ..fine },
        Options { segment_size: 1 << 40, ..fine },
        Options { batch_size_max: 0, ..fine },
        Options { batch_size_max: fine.batch_size_max + 1, ..fine },
        Options::small(0),
    ] {
        let disk = SimulatedDisk::new(8);
        let outcome = open(&disk, wrong).map(|_| ());
        assert!(matches!(outcome, Err(JournalError::Options(_))), "{wrong:?}");
        assert!(contents(&disk).is_empty());
    }
}
