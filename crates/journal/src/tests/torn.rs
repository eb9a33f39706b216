//! A last batch that was not wholly written is cut exactly, and only that.

use super::*;
use crate::zero::used_size;
use crate::{Faults, TailCut, frame, segment};

/// A journal with durable batches, and the same with one more that is written and not synced.
fn unsynced(size: usize) -> (SimulatedDisk, SimulatedDisk, Sealed) {
    let (disk, entries) = written(&[(1, 30), (2, 90)]);
    let after = copied(&disk);
    let (mut journal, recovered, _) = open(&after, options()).unwrap();
    journal.begin(batch(recovered.last, 1, size, 77));
    (disk, after, entries)
}

fn last_frame(content: &[u8]) -> (usize, usize) {
    let begin = (segment::HEADER_SIZE..content.len())
        .filter(|place| frame::Header::read(&content[*place..], *place, 1).is_some())
        .max()
        .unwrap();
    (begin, frame::Header::read(&content[begin..], begin, 1).unwrap().frame_size())
}

/// Recovers twice: the tail is cut once, its bytes are kept, the rest is as before.
fn assert_cut(torn: &SimulatedDisk, before: &SimulatedDisk, entries: &Sealed, begin: usize) {
    let name = segment::name(1);
    let tail = torn.content(&name).unwrap()[begin..].to_vec();
    let cut = TailCut { segment: 1, offset: begin as u64, size: used_size(&tail) as u64 };
    if cut.size == 0 {
        assert_eq!(open(torn, options()).unwrap().1.tail_cut, None);
        return;
    }
    assert_eq!(damage_of(scanned(torn)), (1, begin as u64, Flaw::Incomplete));
    let (_, recovered, held) = open(torn, options()).unwrap();
    assert_eq!(recovered.tail_cut, Some(cut));
    assert_eq!(&held, entries);
    assert_eq!(torn.content(&name), before.content(&name));
    let kept = torn.content(&segment::torn_name(1, 1)).unwrap();
    assert_eq!(kept, tail[..used_size(&tail)]);

    let disk = torn.crash_forgetful();
    assert_eq!(disk.content(&name), before.content(&name), "the cut was synced");
    assert_eq!(disk.content(&segment::torn_name(1, 1)), Some(kept), "what was cut was synced");
    assert_eq!(scanned(&disk).unwrap().1, *entries);
    let (mut journal, recovered, _) = open(&disk, options()).unwrap();
    assert_eq!(recovered.tail_cut, None);
    keep(&mut journal, batch(recovered.last, 1, 40, 5));
    scanned(&disk).unwrap();
}

#[test]
fn a_write_torn_at_any_byte_is_cut_exactly() {
    for size in [0, 3, 700] {
        let (before, after, entries) = unsynced(size);
        let (begin, frame_size) = last_frame(&after.content(&segment::name(1)).unwrap());
        for torn in 0..frame_size {
            assert_cut(&after.crash_torn(torn), &before, &entries, begin);
        }
        let whole = after.crash_torn(frame_size);
        let (_, recovered, held) = open(&whole, options()).unwrap();
        assert_eq!((recovered.tail_cut, held.len()), (None, entries.len() + 1));
    }
}

#[test]
fn a_write_of_which_any_sectors_are_missing_is_cut_exactly() {
    for size in [1100, 1800] {
        let (before, after, entries) = unsynced(size);
        let name = segment::name(1);
        let content = after.content(&name).unwrap();
        let (begin, frame_size) = last_frame(&content);
        let sectors: Vec<_> = (begin / 512..=(begin + frame_size - 1) / 512).collect();
        for missing in 1..1_u32 << sectors.len() {
            let mut torn = content.clone();
            for (bit, sector) in sectors.iter().enumerate() {
                if missing & (1 << bit) != 0 {
                    torn[begin.max(sector * 512)..(begin + frame_size).min(sector * 512 + 512)]
                        .fill(0);
                }
            }
            let disk = copied(&before);
            disk.place(&name, &torn);
            assert_cut(&disk, &before, &entries, begin);
        }
    }
}

#[test]
fn a_torn_frame_before_a_whole_one_halts() {
    let (disk, _) = written(&[(1, 30), (1, 1200), (1, 40)]);
    let name = segment::name(1);
    let content = disk.content(&name).unwrap();
    let begins: Vec<_> = (segment::HEADER_SIZE..content.len())
        .filter(|place| frame::Header::read(&content[*place..], *place, 1).is_some())
        .collect();
    let (begin, end) = (begins[1], begins[2]);
    for (from, to) in [(end - 8, end), (begin, begin + 512), (1024, 1536), (begin, end)] {
        let mut torn = content.clone();
        torn[from..to].fill(0);
        disk.place(&name, &torn);
        for outcome in [scanned(&disk).map(|_| ()), open(&disk, options()).map(|_| ())] {
            let (segment, offset, _) = damage_of(outcome);
            assert_eq!(segment, 1);
            assert!((begin as u64..=end as u64).contains(&offset), "{offset}");
        }
        assert_eq!(disk.content(&name), Some(torn));
    }
}

#[test]
fn two_torn_frames_halt() {
    let (disk, _) = written(&[(1, 30), (1, 1200), (1, 40)]);
    let name = segment::name(1);
    let content = disk.content(&name).unwrap();
    let (last, size) = last_frame(&content);
    let mut torn = content.clone();
    torn[last - 8..last].fill(0);
    for torn_size in 1..size {
        let mut torn = torn.clone();
        torn[last + torn_size..].fill(0);
        disk.place(&name, &torn);
        damage_of(open(&disk, options()));
    }
}

#[test]
fn a_torn_frame_before_a_segment_in_use_halts() {
    let (disk, _) = written(&[(1, 1000), (1, 1000), (1, 1000), (1, 1000)]);
    let name = segment::name(1);
    let content = disk.content(&name).unwrap();
    let (begin, size) = last_frame(&content);
    let mut torn = content.clone();
    torn[begin + size - 512..].fill(0);
    disk.place(&name, &torn);
    let halted = (1, begin as u64, Flaw::Incomplete);
    assert_eq!(damage_of(open(&disk, options())), halted);

    // Not even a header that was only begun may stand behind a torn frame.
    let behind = disk.content(&segment::name(2)).unwrap();
    disk.remove(&segment::name(3));
    for written in 1..segment::HEADER_SIZE {
        let mut unfinished = vec![0; behind.len()];
        unfinished[..written].copy_from_slice(&behind[..written]);
        disk.place(&segment::name(2), &unfinished);
        assert_eq!(damage_of(open(&disk, options())), halted);
    }
    disk.place(&segment::name(2), &vec![0; behind.len()]);
    assert_eq!(open(&disk, options()).unwrap().1.tail_cut.unwrap().offset, begin as u64);
}

/// Loses the power at every call of a recovery that cuts, and again in the next two recoveries.
///
/// A write that was torn a few bytes behind the beginning of a sector is the hardest: without
/// the sectors before it, these bytes could as well be damage.
#[test]
fn a_recovery_can_be_cut_short_anywhere() {
    let (before, after, entries) = unsynced(1800);
    let name = segment::name(1);
    let begin = last_frame(&after.content(&name).unwrap()).0;
    let few_behind = begin.next_multiple_of(512) + 512 - begin + 3;
    for torn in [20, 60, few_behind, 1700] {
        for call in 1.. {
            let recoveries = (0..10).map(|_| {
                let (disk, crash_count) = recovered_under_crashes(after.crash_torn(torn), call);
                let (_, _, held) = open(&disk, options()).unwrap();
                assert_eq!(held, entries, "torn at {torn}, power off at call {call}");
                assert_eq!(disk.content(&name), before.content(&name));
                crash_count
            });
            if recoveries.sum::<u32>() == 0 {
                assert!(call > 8, "a recovery that cuts has many calls");
                break;
            }
        }
    }
}

/// Recovers up to three times, each time losing the power at that call if there are so many.
fn recovered_under_crashes(mut disk: SimulatedDisk, call: u64) -> (SimulatedDisk, u32) {
    for crash_count in 0..3 {
        disk.plan(Faults { power_off_at_call: Some(call), ..Faults::default() });
        if open(&disk, options()).is_ok() {
            disk.plan(Faults::default());
            return (disk, crash_count);
        }
        disk = disk.crash();
    }
    (disk, 3)
}
