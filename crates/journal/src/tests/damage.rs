//! Every changed byte is refused, with the segment and the offset where it stands.

use super::*;
use crate::{frame, segment};

/// What a place of a segment belongs to: the offset that damage there is named by.
pub(super) fn owners(content: &[u8], number: u32) -> Vec<u64> {
    let mut owners: Vec<u64> = (0..content.len() as u64).collect();
    owners[..segment::HEADER_SIZE].fill(0);
    let mut end = segment::HEADER_SIZE;
    loop {
        let begin = frame::place_behind(end);
        let header =
            content.get(begin..).and_then(|bytes| frame::Header::read(bytes, begin, number));
        let Some(header) = header else { return owners };
        end = begin + header.frame_size();
        owners[begin..end].fill(begin as u64);
    }
}

fn small_journal() -> SimulatedDisk {
    written(&[(1, 30), (3, 50), (1, 500), (2, 700), (1, 900), (1, 2), (2, 61)]).0
}

#[test]
fn every_flipped_used_byte_is_refused_and_never_cut() {
    let disk = small_journal();
    let journal = contents(&disk);
    let last = u32::try_from(journal.len()).unwrap() - 1;
    assert!(last >= 2, "over more than one segment, and one made ahead");
    for (number, (name, content)) in (1..=last).zip(&journal) {
        let owners = owners(content, number);
        let used = content.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        for (place, owner) in owners.into_iter().enumerate().take(used) {
            for bits in [1 << (place % 8), 0xFF] {
                disk.flip(name, place, bits);
                let (segment, offset, what) = damage_of(scanned(&disk));
                assert_eq!((segment, offset), (number, owner), "{what} for {place} ^ {bits}");
                assert_eq!(damage_of(open(&disk, options())), (segment, offset, what));
                disk.flip(name, place, bits);
            }
        }
    }
    assert_eq!(contents(&disk), journal, "nothing was cut or repaired");
}

#[test]
fn a_byte_of_the_unused_rest_that_is_not_zero_is_refused() {
    let disk = small_journal();
    let journal = contents(&disk);
    let mut draw = Draw(11);
    for _ in 0..1000 {
        let index = draw.size(journal.len());
        let (name, content) = &journal[index];
        let used = content.iter().rposition(|byte| *byte != 0).map_or(0, |place| place + 1);
        let place = used + draw.size(content.len() - used);
        let bits = u8::try_from(1 + draw.below(255)).unwrap();
        disk.flip(name, place, bits);
        let (segment, offset, what) = damage_of(scanned(&disk));
        let is_header = used == 0 && place < segment::HEADER_SIZE;
        let expected = if is_header { 0 } else { place as u64 };
        assert_eq!((segment as usize, offset), (index + 1, expected), "{what} at {name} {place}");
        damage_of(open(&disk, options()));
        disk.flip(name, place, bits);
    }
    assert_eq!(contents(&disk), journal);
}

#[test]
fn a_byte_between_the_frames_that_is_not_zero_is_refused() {
    let disk = small_journal();
    for (number, (name, content)) in (1..).zip(contents(&disk)) {
        let owners = owners(&content, number);
        let used = content.iter().rposition(|byte| *byte != 0).map_or(0, |place| place + 1);
        for place in segment::HEADER_SIZE..used {
            if owners[place] == place as u64 && content[place] == 0 {
                disk.flip(&name, place, 0x10);
                assert_eq!(damage_of(scanned(&disk)), (number, place as u64, Flaw::Rest));
                assert_eq!(damage_of(open(&disk, options())), (number, place as u64, Flaw::Rest));
                disk.flip(&name, place, 0x10);
            }
        }
    }
}

/// Payload of zeros looks like sectors that were never written, and must not be taken for them.
#[test]
fn damage_to_a_frame_full_of_zeros_is_not_taken_for_a_torn_one() {
    for marked in [None, Some(1000)] {
        let disk = SimulatedDisk::new(3);
        let (mut journal, ..) = open(&disk, options()).unwrap();
        let mut zeros = entry(1, 0, 0);
        let mut bytes = vec![0; 2500];
        if let Some(place) = marked {
            bytes[place] = 1;
        }
        zeros.command = Part::Open { salt: [0; 16], bytes };
        keep(&mut journal, vec![zeros]);
        drop(journal);
        let name = segment::name(1);
        let content = disk.content(&name).unwrap();
        let used = content.iter().rposition(|byte| *byte != 0).unwrap() + 1;
        for place in segment::HEADER_SIZE..used {
            for bits in [1, 0x80] {
                disk.flip(&name, place, bits);
                damage_of(open(&disk, options()));
                disk.flip(&name, place, bits);
            }
        }
    }
}

/// A journal of one batch whose bytes a forger chose, every checksum being right.
pub(super) fn forged(payload: &[u8], count: usize) -> SimulatedDisk {
    let (disk, _) = written(&[(1, 3000)]);
    let mut content = disk.content(&segment::name(1)).unwrap();
    let offset = frame::place_behind(segment::HEADER_SIZE);
    content[offset..].fill(0);
    let mut draft = frame::Draft::default();
    draft.begin().extend_from_slice(payload);
    let frame = draft.finish(frame::Place { segment: 1, offset }, count, Sequence::ZERO);
    content[offset..offset + frame.len()].copy_from_slice(frame);
    disk.place(&segment::name(1), &content);
    disk
}

#[test]
fn entries_that_do_not_follow_are_refused_although_every_checksum_is_right() {
    let (_, sealed) = written(&[(3, 40)]);
    let encoded = |entries: &[(Entry, Digest)]| {
        let mut payload = Vec::new();
        for (entry, hash) in entries {
            entry.encode(*hash, &mut payload);
        }
        payload
    };
    let whole = encoded(&sealed);
    assert_eq!(scanned(&forged(&whole, 3)).unwrap().1, sealed);

    let mut changed = sealed.clone();
    changed[1].0.outcome = Part::Open { salt: [1; 16], bytes: b"another".to_vec() };
    let mut repeated = sealed.clone();
    repeated[2] = repeated[1].clone();
    let hash = |sequence| {
        let sequence = Sequence(sequence);
        Flaw::Chain(record::ChainError::Hash { sequence })
    };
    let order = |expected, found| {
        let (expected, found) = (Sequence(expected), Sequence(found));
        Flaw::Chain(record::ChainError::Sequence { expected, found })
    };
    for (payload, count, what) in [
        (encoded(&changed), 3, hash(2)),
        (encoded(&repeated), 3, order(3, 2)),
        (encoded(&sealed[1..]), 2, order(1, 2)),
        (encoded(&[sealed[0].clone(), sealed[2].clone()]), 2, order(2, 3)),
        (whole.clone(), 2, Flaw::Entry(record::DecodeError::LeftOver)),
        (whole.clone(), 4, Flaw::Entry(record::DecodeError::Short)),
        (whole[..whole.len() - 1].to_vec(), 3, Flaw::Entry(record::DecodeError::Short)),
        (whole.clone(), 0, Flaw::FrameOrder),
        (whole.clone(), crate::BATCH_LENGTH_MAX + 1, Flaw::FrameOrder),
    ] {
        let disk = forged(&payload, count);
        let damage = (1, segment::HEADER_SIZE as u64, what);
        assert_eq!(damage_of(scanned(&disk)), damage);
        assert_eq!(damage_of(open(&disk, options())), damage);
    }
}

/// A command may hold what a bidder sent, even the bytes of a frame: they are none where they
/// stand, so they cannot keep a torn batch from being cut.
#[test]
fn the_bytes_of_a_frame_within_a_payload_are_no_frame() {
    let (disk, sealed) = written(&[(1, 30)]);
    let name = segment::name(1);
    let begin = frame::place_behind(segment::HEADER_SIZE);
    let content = disk.content(&name).unwrap();
    let header = frame::Header::read(&content[begin..], begin, 1).unwrap();
    let sent = content[begin..begin + header.frame_size()].to_vec();

    let (mut journal, ..) = open(&disk, options()).unwrap();
    let command = Part::Open { salt: [9; 16], bytes: [sent, vec![7; 900]].concat() };
    journal.begin(vec![Entry { command, ..entry(2, 0, 0) }]);
    let torn = disk.crash_torn(900);
    let (_, recovered, entries) = open(&torn, options()).unwrap();
    assert!(recovered.tail_cut.is_some());
    assert_eq!(entries, sealed);
}
