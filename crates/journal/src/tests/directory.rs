//! Segments that are missing, exchanged, cut short, or still being made.

use super::*;
use crate::segment;

fn journal() -> (SimulatedDisk, Sealed) {
    // A fourth segment was made ahead before the last batch.
    written(&[(1, 2000), (1, 2000), (1, 2000), (1, 10)])
}

#[test]
fn a_directory_holds_segments_and_cut_tails_only() {
    for name in ["lost+found", "1.seg", "0000000000.seg", "0000000002.SEG", "+000000002.seg"] {
        let (disk, _) = journal();
        disk.place(name, b"");
        for outcome in [scanned(&disk).map(|_| ()), open(&disk, options()).map(|_| ())] {
            assert!(matches!(outcome, Err(JournalError::Foreign { .. })), "{name} {outcome:?}");
        }
    }
    let (disk, entries) = journal();
    disk.place("0000000002.seg.torn", b"any bytes");
    assert_eq!(scanned(&disk).unwrap().1, entries);
}

#[test]
fn an_empty_journal_is_one_without_entries() {
    let disk = SimulatedDisk::new(1);
    let (recovered, entries) = scanned(&disk).unwrap();
    assert_eq!((recovered.last, recovered.head), (Sequence::ZERO, Digest::ZERO));
    assert!(entries.is_empty());
    assert!(contents(&disk).is_empty(), "a scan changes nothing");
    open(&disk, options()).unwrap();
    assert_eq!(scanned(&disk).unwrap().0, recovered);
}

#[test]
fn a_missing_segment_is_named() {
    for missing in [1, 2, 3] {
        let (disk, _) = journal();
        disk.remove(&segment::name(missing));
        assert_eq!(damage_of(scanned(&disk)), (missing, 0, Flaw::SegmentMissing));
        assert_eq!(damage_of(open(&disk, options())), (missing, 0, Flaw::SegmentMissing));
    }
}

#[test]
fn a_segment_in_anothers_place_is_refused() {
    let (disk, _) = journal();
    let second = disk.content(&segment::name(2)).unwrap();
    let third = disk.content(&segment::name(3)).unwrap();
    disk.place(&segment::name(2), &third);
    assert_eq!(damage_of(open(&disk, options())), (2, 0, Flaw::SegmentOrder));
    disk.place(&segment::name(2), &second);
    disk.place(&segment::name(3), &second);
    assert_eq!(damage_of(open(&disk, options())), (3, 0, Flaw::SegmentOrder));

    // A segment of another journal, each sound in itself.
    let (other, _) = written(&[(1, 1999), (1, 2000), (1, 2000)]);
    disk.place(&segment::name(3), &other.content(&segment::name(3)).unwrap());
    assert_eq!(damage_of(scanned(&disk)), (3, 0, Flaw::SegmentOrder));
}

#[test]
fn a_segment_of_another_size_is_refused() {
    let (disk, _) = journal();
    for number in [1, 2, 3] {
        let content = disk.content(&segment::name(number)).unwrap();
        for size in [content.len() - 1, content.len() - 512, content.len() + 512] {
            let mut changed = content.clone();
            changed.resize(size, 0);
            disk.place(&segment::name(number), &changed);
            assert_eq!(damage_of(scanned(&disk)), (number, 0, Flaw::SegmentSize));
            assert_eq!(damage_of(open(&disk, options())), (number, 0, Flaw::SegmentSize));
        }
        disk.place(&segment::name(number), &content);
    }
}

#[test]
fn segments_without_header_stand_only_at_the_end() {
    let (disk, _) = journal();
    let zeros = vec![0; 4096];
    for number in [1, 2, 3] {
        let content = disk.content(&segment::name(number)).unwrap();
        disk.place(&segment::name(number), &zeros);
        assert_eq!(damage_of(open(&disk, options())), (number, 0, Flaw::SegmentHeader));
        disk.place(&segment::name(number), &content);
    }
    disk.place(&segment::name(5), &zeros);
    assert_eq!(damage_of(open(&disk, options())), (4, 0, Flaw::SegmentHeader));
}

#[test]
fn a_segment_that_was_still_being_made_is_made_anew() {
    for size in [None, Some(0), Some(100), Some(4095), Some(4096), Some(8192)] {
        let (disk, entries) = journal();
        disk.remove(&segment::name(4));
        if let Some(size) = size {
            disk.place(&segment::name(4), &vec![0; size]);
        }
        assert_eq!(scanned(&disk).unwrap().1, entries);
        let (mut journal, recovered, held) = open(&disk, options()).unwrap();
        assert_eq!((recovered.tail_cut, held), (None, entries));
        keep(&mut journal, batch(recovered.last, 1, 2500, 1));
        drop(journal);
        assert_eq!(disk.content(&segment::name(4)).unwrap().len(), size.unwrap_or(0).max(4096));
        assert_eq!(scanned(&disk).unwrap().0.entries, 5);
    }
}

#[test]
fn a_header_that_was_only_begun_is_written_anew() {
    for batches in [&[][..], &[(1, 2000), (1, 2000)]] {
        let (disk, entries) = written(batches);
        let number = u32::try_from(batches.len()).unwrap().max(1) + 1;
        let header = {
            let after = copied(&disk);
            let (mut journal, recovered, _) = open(&after, options()).unwrap();
            journal.begin(batch(recovered.last, 1, 2500, 1));
            let name = if batches.is_empty() { segment::name(1) } else { segment::name(number) };
            after.content(&name).unwrap()[..segment::HEADER_SIZE].to_vec()
        };
        let number = if batches.is_empty() { 1 } else { number };
        if batches.is_empty() {
            disk.remove(&segment::name(2));
        }
        for written in 1..segment::HEADER_SIZE {
            let torn = copied(&disk);
            let mut content = vec![0; 4096];
            content[..written].copy_from_slice(&header[..written]);
            if content[..segment::HEADER_SIZE] == header[..] {
                continue;
            }
            torn.place(&segment::name(number), &content);
            assert_eq!(damage_of(scanned(&torn)), (number, 0, Flaw::Incomplete));
            let (mut journal, recovered, held) = open(&torn, options()).unwrap();
            assert_eq!((recovered.tail_cut, &held), (None, &entries));
            keep(&mut journal, batch(recovered.last, 1, 2500, 1));
            scanned(&torn).unwrap();

            // One wrong byte, or one byte too many, and it is no begun header.
            for place in [written - 1, 100, 4095] {
                let mut changed = content.clone();
                changed[place] ^= 0x21;
                torn.place(&segment::name(number), &changed);
                torn.remove(&segment::name(number + 1));
                damage_of(open(&torn, options()));
            }
        }
    }
}
