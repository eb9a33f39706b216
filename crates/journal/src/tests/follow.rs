//! A follower reads what is durable, in order, from any place on, and notices what is damaged.

mod cost;

use std::sync::mpsc::sync_channel;
use std::thread;

use lexicon::HashAlg;

use super::threads::{open_threaded, settled};
use super::*;
use crate::{Disk, Faults, Follower, RealDisk, frame, segment};

/// Reads up to `through` and gives what was visited.
fn read<D: Disk>(
    follower: &mut Follower<D>,
    through: Sequence,
) -> (Sealed, Result<u64, JournalError>) {
    let mut entries = Vec::new();
    let outcome = follower.read(through, &mut |entry, hash| {
        entries.push((entry, hash));
        Ok::<(), JournalError>(())
    });
    if let Ok(count) = outcome {
        assert_eq!(count, entries.len() as u64);
    }
    (entries, outcome)
}

/// Reads up to `through`, which goes well.
fn told<D: Disk>(follower: &mut Follower<D>, through: Sequence) -> Sealed {
    let (entries, outcome) = read(follower, through);
    outcome.unwrap();
    entries
}

fn is_absent<T>(outcome: &Result<T, JournalError>, sequence: u64) -> bool {
    matches!(outcome, Err(JournalError::Absent { sequence: found }) if found.0 == sequence)
}

/// Batches of all sizes over several segments.
fn journal() -> (SimulatedDisk, Sealed) {
    let batches: Vec<_> = (0..40_usize).map(|it| (1 + it as u64 % 5, it * 37 % 400)).collect();
    let (disk, entries) = written(&batches);
    assert!(disk.content(&segment::name(8)).is_some(), "over many segments");
    (disk, entries)
}

#[test]
fn a_follower_begins_behind_any_entry_and_reads_all_behind_it() {
    let (disk, sealed) = journal();
    let last = Sequence(sealed.len() as u64);
    for after in 0..=sealed.len() {
        let mut follower = Follower::open(disk.clone(), Sequence(after as u64)).unwrap();
        let head = after.checked_sub(1).map_or(Digest::ZERO, |place| sealed[place].1);
        assert_eq!((follower.last().0, follower.head()), (after as u64, head));
        assert_eq!(told(&mut follower, last), sealed[after..]);
        assert_eq!((follower.last(), follower.head()), (last, sealed.last().unwrap().1));
        assert_eq!(told(&mut follower, last), []);
        assert_eq!(told(&mut follower, Sequence::ZERO), [], "it never goes back");
    }
}

#[test]
fn a_follower_stops_behind_any_entry_even_within_a_batch() {
    let (disk, sealed) = journal();
    for step in 1..=7 {
        let mut follower = Follower::open(disk.clone(), Sequence::ZERO).unwrap();
        for (place, expected) in sealed.chunks(step).enumerate() {
            let through = Sequence((place * step + expected.len()) as u64);
            assert_eq!(told(&mut follower, through), expected, "in steps of {step}");
        }
    }
}

#[test]
fn followers_keep_up_while_batches_are_added() {
    for (seed, hash) in [(1, HashAlg::Sha256), (2, HashAlg::Sm3), (3, HashAlg::Sha256)] {
        let mut draw = Draw(seed);
        let disk = SimulatedDisk::new(seed);
        disk.plan(Faults { short_writes: true, ..Faults::default() });
        let (mut journal, ..) = open(&disk, Options { hash, ..options() }).unwrap();
        let mut sealed: Sealed = Vec::new();
        let mut followers = vec![Follower::open(disk.clone(), Sequence::ZERO).unwrap()];
        for round in 0..200_u8 {
            let durable = Sequence(sealed.len() as u64);
            let size = draw.size(1 + usize::from(round) * 2);
            let batch = batch(durable, 1 + draw.below(4), size, round);
            journal.begin(batch.clone());
            // It is written and not yet durable: nobody may read it.
            let place = draw.size(followers.len());
            let follower = &mut followers[place];
            let seen = usize::try_from(follower.last().0).unwrap();
            assert_eq!(told(follower, durable), sealed[seen..]);

            let Progress::Durable(receipts) = journal.poll() else { panic!("not durable") };
            sealed.extend(batch.into_iter().zip(receipts.hashes));
            if round % 20 == 0 {
                let after = Sequence(draw.below(sealed.len() as u64 + 1));
                followers.push(Follower::open(disk.clone(), after).unwrap());
            }
            let place = draw.size(followers.len());
            let follower = &mut followers[place];
            let seen = usize::try_from(follower.last().0).unwrap();
            let through = seen + draw.size(sealed.len() - seen + 1);
            assert_eq!(told(follower, Sequence(through as u64)), sealed[seen..through]);
        }
        assert!(disk.content(&segment::name(20)).is_some(), "over many segments");
        for mut follower in followers {
            let seen = usize::try_from(follower.last().0).unwrap();
            assert_eq!(told(&mut follower, Sequence(sealed.len() as u64)), sealed[seen..]);
        }
    }
}

#[test]
fn a_follower_runs_beside_the_thread_that_writes_and_goes_on_behind_a_restart() {
    let place = tempfile::tempdir().unwrap();
    let dir = place.path().join("journal");
    let mut sealed: Sealed = Vec::new();
    for round in 0..3_u8 {
        let disk = RealDisk::create(&dir).unwrap();
        let (mut journal, recovered, _, woken) =
            open_threaded(disk.clone(), Options::small(16 * 1024));
        let before = sealed.len();
        let (published, durable) = sync_channel::<Sequence>(100);
        let follow = thread::spawn(move || {
            let mut follower = Follower::open(disk, recovered.last).unwrap();
            durable.iter().flat_map(|through| told(&mut follower, through)).collect::<Sealed>()
        });
        for size in 0..100 {
            let last = Sequence(sealed.len() as u64);
            let batch = batch(last, 1 + size % 7, usize::try_from(size * 9).unwrap(), round);
            journal.begin(batch.clone());
            let Progress::Durable(receipts) = settled(&mut journal, &woken) else {
                panic!("not durable")
            };
            published.send(receipts.last()).unwrap();
            sealed.extend(batch.into_iter().zip(receipts.hashes));
        }
        drop(published);
        assert_eq!(follow.join().unwrap(), sealed[before..]);
    }
}

#[test]
fn a_batch_that_is_not_durable_is_not_read_even_if_it_never_becomes_so() {
    let (disk, sealed) = written(&[(2, 50)]);
    let (mut journal, ..) = open(&disk, options()).unwrap();
    let mut follower = Follower::open(disk.clone(), Sequence::ZERO).unwrap();
    assert_eq!(told(&mut follower, Sequence(1)), sealed[..1]);
    journal.begin(batch(Sequence(2), 3, 80, 1));
    assert_eq!(told(&mut follower, Sequence(2)), sealed[1..]);

    // The power goes, and the next run writes something else to the same place.
    let disk = disk.crash_forgetful();
    let mut follower = Follower::open(disk.clone(), Sequence(2)).unwrap();
    assert_eq!(told(&mut follower, Sequence(2)), []);
    let (mut journal, ..) = open(&disk, options()).unwrap();
    for round in 0..3 {
        let last = follower.last();
        let batch = batch(last, 2, 70, 7 + round);
        journal.begin(batch.clone());
        assert_eq!(told(&mut follower, last), []);
        let Progress::Durable(receipts) = journal.poll() else { panic!("not durable") };
        let expected: Sealed = batch.into_iter().zip(receipts.hashes).collect();
        assert_eq!(told(&mut follower, Sequence(last.0 + 2)), expected);
    }
}

#[test]
fn what_is_not_there_is_absent_and_is_read_once_it_is() {
    let (disk, sealed) = journal();
    let last = sealed.len() as u64;
    for after in [last + 1, last + 1_000, u64::MAX] {
        assert!(is_absent(&Follower::open(disk.clone(), Sequence(after)), after));
    }
    let mut follower = Follower::open(disk.clone(), Sequence(last - 1)).unwrap();
    let (entries, outcome) = read(&mut follower, Sequence(last + 3));
    assert_eq!(entries, sealed[sealed.len() - 1..]);
    assert!(is_absent(&outcome, last + 1));
    let (mut journal, ..) = open(&disk, options()).unwrap();
    let first = keep(&mut journal, batch(Sequence(last), 1, 2_500, 1));
    let second = keep(&mut journal, batch(Sequence(last + 1), 2, 700, 1));
    let entries = told(&mut follower, Sequence(last + 3));
    let hashes: Vec<_> = entries.into_iter().map(|(_, hash)| hash).collect();
    assert_eq!(hashes, [first.hashes, second.hashes].concat());

    let empty = SimulatedDisk::new(1);
    assert!(is_absent(&Follower::open(empty.clone(), Sequence::ZERO), 1));
    drop(open(&empty, options()).unwrap());
    let mut follower = Follower::open(empty, Sequence::ZERO).unwrap();
    assert_eq!(told(&mut follower, Sequence::ZERO), []);
    assert!(is_absent(&read(&mut follower, Sequence(1)).1, 1));
}

#[test]
fn an_entry_that_its_visitor_refuses_is_visited_again() {
    let (disk, sealed) = journal();
    let mut follower = Follower::open(disk, Sequence::ZERO).unwrap();
    let through = Sequence(sealed.len() as u64);
    let mut seen = Vec::new();
    let mut is_refused = false;
    while follower.last() < through {
        let outcome = follower.read(through, &mut |entry, hash| {
            is_refused = !is_refused;
            if is_refused {
                return Err(JournalError::Options("the visitor is not ready"));
            }
            seen.push((entry, hash));
            Ok(())
        });
        assert!(outcome.is_ok() || is_refused);
    }
    assert_eq!(seen, sealed);
}

#[test]
fn every_flipped_byte_of_what_is_read_is_noticed_where_a_scan_notices_it() {
    let (disk, sealed) =
        written(&[(1, 30), (3, 50), (1, 500), (2, 700), (1, 900), (1, 2), (2, 61)]);
    let through = Sequence(sealed.len() as u64);
    let journal = contents(&disk);
    let last = journal.len() - 1;
    assert!(last >= 2, "over more than one segment, and one made ahead");
    for (name, content) in journal.iter().take(last) {
        let used = content.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        for (place, bits) in (0..used).flat_map(|place| [(place, 1 << (place % 8)), (place, 0xFF)])
        {
            disk.flip(name, place, bits);
            let (segment, offset, what) = damage_of(scanned(&disk));
            // Where the chain begins is looked at when the follower opens.
            match Follower::open(disk.clone(), Sequence::ZERO) {
                Ok(mut follower) => {
                    let (entries, outcome) = read(&mut follower, through);
                    let found = damage_of(outcome);
                    assert_eq!((found.0, found.1), (segment, offset), "{what} at {place} ^ {bits}");
                    assert!(entries.len() < sealed.len(), "nothing behind it is visited");
                    assert_eq!(entries, sealed[..entries.len()]);
                    let (again, outcome) = read(&mut follower, through);
                    assert_eq!((again.len(), damage_of(outcome)), (0, found), "it stays there");
                }
                Err(error) => {
                    let found = damage_of::<()>(Err(error));
                    assert_eq!((found.0, found.1), (segment, offset), "{what} at {place} ^ {bits}");
                }
            }
            disk.flip(name, place, bits);
        }
    }
}

#[test]
fn a_byte_between_the_frames_that_is_not_zero_is_noticed() {
    let (disk, sealed) = journal();
    let through = Sequence(sealed.len() as u64);
    let mut count = 0;
    for (number, (name, content)) in (1..).zip(contents(&disk)) {
        let owners = damage::owners(&content, number);
        let used = content.iter().rposition(|byte| *byte != 0).map_or(0, |place| place + 1);
        for place in segment::HEADER_SIZE..used {
            if owners[place] == place as u64 && content[place] == 0 {
                count += 1;
                disk.flip(&name, place, 0x10);
                let mut follower = Follower::open(disk.clone(), Sequence::ZERO).unwrap();
                let damage = damage_of(read(&mut follower, through).1);
                assert_eq!(damage, (number, place as u64, Flaw::Rest));
                disk.flip(&name, place, 0x10);
            }
        }
    }
    assert!(count > 10, "{count} bytes between the frames");
}

#[test]
fn a_segment_of_another_size_is_noticed() {
    let (disk, _) = written(&[(1, 2000), (1, 2000), (1, 2000), (1, 10)]);
    for number in [1, 2, 3] {
        let content = disk.content(&segment::name(number)).unwrap();
        for size in [content.len() - 512, content.len() + 512] {
            let mut changed = content.clone();
            changed.resize(size, 0);
            disk.place(&segment::name(number), &changed);
            let follower = Follower::open(disk.clone(), Sequence::ZERO);
            let outcome = follower.and_then(|mut follower| read(&mut follower, Sequence(4)).1);
            assert_eq!(damage_of(outcome), (number, 0, Flaw::SegmentSize));
        }
        disk.place(&segment::name(number), &content);
    }
}

#[test]
fn a_missing_segment_is_named_when_a_follower_opens() {
    // A fourth segment was made ahead before the last batch.
    let (disk, _) = written(&[(1, 2000), (1, 2000), (1, 2000), (1, 10)]);
    for missing in 1..=3 {
        let name = segment::name(missing);
        let content = disk.content(&name).unwrap();
        disk.remove(&name);
        let outcome = Follower::open(disk.clone(), Sequence::ZERO);
        assert_eq!(damage_of(outcome), (missing, 0, Flaw::SegmentMissing));
        disk.place(&name, &content);
    }
}

#[test]
fn a_segment_that_does_not_continue_the_chain_is_noticed() {
    let (disk, sealed) = written(&[(1, 2000), (1, 2000), (1, 2000)]);
    let (other, _) = written(&[(1, 1999), (1, 2000), (1, 2000)]);
    let mut follower = Follower::open(disk.clone(), Sequence(1)).unwrap();
    disk.place(&segment::name(3), &other.content(&segment::name(3)).unwrap());
    let (entries, outcome) = read(&mut follower, Sequence(3));
    assert_eq!(entries, sealed[1..2]);
    assert_eq!(damage_of(outcome), (3, 0, Flaw::SegmentOrder));

    let zeroed = |content: &[u8], from: usize| {
        let mut content = content.to_vec();
        content[from..].fill(0);
        content
    };
    // The entries of a segment are gone, and a later one is there.
    let content = disk.content(&segment::name(2)).unwrap();
    disk.place(&segment::name(2), &zeroed(&content, segment::HEADER_SIZE));
    let mut follower = Follower::open(disk.clone(), Sequence::ZERO).unwrap();
    let (entries, outcome) = read(&mut follower, Sequence(3));
    assert_eq!(entries, sealed[..1]);
    assert_eq!(damage_of(outcome), (3, 0, Flaw::SegmentOrder));
    // A whole segment is, between two that are there.
    disk.place(&segment::name(2), &zeroed(&content, 0));
    assert_eq!(damage_of(Follower::open(disk, Sequence::ZERO)), (2, 0, Flaw::SegmentHeader));
}

#[test]
fn entries_that_do_not_follow_are_noticed_although_every_checksum_is_right() {
    let (_, sealed) = written(&[(3, 40)]);
    let forged = |entries: &[(Entry, Digest)], count| {
        let mut payload = Vec::new();
        for (entry, hash) in entries {
            entry.encode(*hash, &mut payload);
        }
        damage::forged(&payload, count)
    };
    let mut changed = sealed.clone();
    changed[1].0.outcome = Part::Open { salt: [1; 16], bytes: b"another".to_vec() };
    let hash = Flaw::Chain(record::ChainError::Hash { sequence: Sequence(2) });
    let (expected, found) = (Sequence(2), Sequence(3));
    let order = Flaw::Chain(record::ChainError::Sequence { expected, found });
    let skipped = [sealed[0].clone(), sealed[2].clone()];
    for (disk, after, what) in [
        (forged(&changed, 3), 0, hash),
        (forged(&changed, 3), 1, hash),
        (forged(&skipped, 2), 0, order),
        (forged(&skipped, 2), 1, order),
        (forged(&sealed, 4), 0, Flaw::Entry(record::DecodeError::Short)),
        (forged(&sealed, 2), 0, Flaw::Entry(record::DecodeError::LeftOver)),
        (forged(&sealed, crate::BATCH_LENGTH_MAX + 1), 0, Flaw::FrameOrder),
    ] {
        let mut follower = Follower::open(disk, Sequence(after)).unwrap();
        let outcome = read(&mut follower, Sequence(4)).1;
        assert_eq!(damage_of(outcome), (1, segment::HEADER_SIZE as u64, what));
    }
    // What is passed over within a frame is looked at as well.
    let outcome = Follower::open(forged(&changed, 3), Sequence(2));
    assert_eq!(damage_of(outcome).2, hash);
    let outcome = Follower::open(forged(&sealed[1..], 2), Sequence(2));
    assert_eq!(damage_of(outcome).2, Flaw::FrameOrder);
}

#[test]
fn a_disk_that_fails_is_told_and_what_it_holds_is_read_once_it_works_again() {
    let (disk, sealed) = journal();
    let off = Faults { power_off_at_call: Some(0), ..Faults::default() };
    let mut follower = Follower::open(disk.clone(), Sequence(3)).unwrap();
    disk.plan(off);
    let outcome = Follower::open(disk.clone(), Sequence(3));
    assert!(matches!(outcome, Err(JournalError::Disk { act: "list", .. })));
    let (entries, outcome) = read(&mut follower, Sequence(sealed.len() as u64));
    assert!(matches!(outcome, Err(JournalError::Disk { .. })));
    disk.plan(Faults::default());
    let seen = 3 + entries.len();
    assert_eq!(told(&mut follower, Sequence(sealed.len() as u64)), sealed[seen..]);

    let place = tempfile::tempdir().unwrap();
    let none = RealDisk::new(place.path().join("none"));
    let outcome = Follower::open(none, Sequence::ZERO);
    assert!(matches!(outcome, Err(JournalError::Disk { act: "list", .. })));
}

#[test]
fn a_frame_that_ends_with_its_segment_is_followed_by_the_next() {
    let (before, _) = written(&[(1, 2000)]);
    let content = before.content(&segment::name(1)).unwrap();
    let used = content.iter().rposition(|byte| *byte != 0).unwrap() + 1;
    let begin = frame::place_behind(used);
    let around = frame::HEADER_SIZE + frame::TRAILER_SIZE + entry(2, 0, 0).encoded_size();
    // From a frame that fills its segment to the last byte to one that leaves room for headers.
    for left in (0..=2 * frame::HEADER_SIZE).step_by(8) {
        let disk = copied(&before);
        let (mut journal, ..) = open(&disk, options()).unwrap();
        keep(&mut journal, vec![entry(2, content.len() - begin - around - left, 1)]);
        let filled = disk.content(&segment::name(1)).unwrap();
        let end = filled.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        assert_eq!(filled.len() - end, left, "the trailer ends with no zero");
        keep(&mut journal, batch(Sequence(2), 1, 900, 1));
        let sealed = scanned(&disk).unwrap().1;
        for after in 0..=3 {
            let mut follower = Follower::open(disk.clone(), Sequence(after)).unwrap();
            let seen = usize::try_from(after).unwrap();
            assert_eq!(told(&mut follower, Sequence(3)), sealed[seen..], "{left} left");
        }
    }
}
