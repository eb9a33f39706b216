//! One entry of known bytes and hashes, and properties of all entries.

use lexicon::{Epoch, LotId, Moment, Sequence};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use proptest::{prop_assert, prop_assert_eq, proptest};

use super::*;
use crate::{Chain, Edition, PART_SIZE_MAX, Salt, Subject};

fn open(salt: u8, bytes: &[u8]) -> Part {
    Part::Open { salt: [salt; 16], bytes: bytes.to_vec() }
}

fn example() -> Entry {
    Entry {
        header: Header {
            sequence: Sequence(1),
            epoch: Epoch(2),
            moment: Moment::from_us(3),
            arrived_at: Moment::from_us(-4),
            subject: Subject::Lot(LotId(5)),
            edition: Edition(6),
        },
        actor: open(0xA0, b"actor"),
        command: open(0xA1, b"command"),
        seed: open(0xA2, b""),
        outcome: open(0xA3, b"outcome"),
    }
}

fn parts() -> impl Strategy<Value = Part> {
    prop_oneof![
        (any::<Salt>(), vec(any::<u8>(), 0..80))
            .prop_map(|(salt, bytes)| Part::Open { salt, bytes }),
        any::<[u8; 32]>().prop_map(|digest| Part::Withheld(Digest(digest))),
    ]
}

fn moments() -> impl Strategy<Value = Moment> {
    any::<i64>().prop_map(Moment::from_us)
}

fn subjects() -> impl Strategy<Value = Subject> {
    prop_oneof![Just(Subject::Other), (1..=u64::MAX).prop_map(|lot| Subject::Lot(LotId(lot)))]
}

fn entries() -> impl Strategy<Value = Entry> {
    let header = (any::<u64>(), any::<u32>(), moments(), moments(), subjects(), any::<u32>());
    (header, [parts(), parts(), parts(), parts()]).prop_map(|(header, parts)| {
        let (sequence, epoch, moment, arrived_at, subject, edition) = header;
        let [actor, command, seed, outcome] = parts;
        let header = Header {
            sequence: Sequence(sequence),
            epoch: Epoch(epoch),
            moment,
            arrived_at,
            subject,
            edition: Edition(edition),
        };
        Entry { header, actor, command, seed, outcome }
    })
}

/// An entry's hash as it is defined in words, put together by hand.
fn hash_by_hand(alg: HashAlg, before: Digest, entry: &Entry) -> Digest {
    let mut bytes = vec![0x02];
    bytes.extend(before.0);
    bytes.extend(entry.header.sequence.0.to_le_bytes());
    bytes.extend(entry.header.epoch.0.to_le_bytes());
    bytes.extend(entry.header.moment.us().to_le_bytes());
    bytes.extend(entry.header.arrived_at.us().to_le_bytes());
    bytes.extend(match entry.header.subject {
        Subject::Lot(lot) => lot.0.to_le_bytes(),
        Subject::Other => [0; 8],
    });
    bytes.extend(entry.header.edition.0.to_le_bytes());
    for (number, part) in (0_u8..).zip(entry.parts()) {
        match part {
            Part::Open { salt, bytes: open } => {
                let part = [&[0x03, number], salt.as_slice(), open].concat();
                bytes.extend(alg.digest(&[&part]).0);
            }
            Part::Withheld(digest) => bytes.extend(digest.0),
        }
    }
    alg.digest(&[&bytes])
}

#[test]
fn the_example_has_its_bytes_and_hashes_for_ever() {
    let entry = example();
    let sha256 = entry.hash(HashAlg::Sha256, Digest::ZERO);
    let sm3 = entry.hash(HashAlg::Sm3, Digest::ZERO);
    // Both were computed by another program from the definition alone.
    assert_eq!(
        sha256.to_string(),
        "49bb1e201f35665630e056ed728256deabd29a1abbefd18e8dee667744e36ecd"
    );
    assert_eq!(sm3.to_string(), "b7fcd80e1cfa4c4638d84059b1ccaeca45de98778811ef127ded4182e72be046");

    let mut bytes = Vec::new();
    entry.encode(sha256, &mut bytes);
    let parts = [(0xA0, "actor"), (0xA1, "command"), (0xA2, ""), (0xA3, "outcome")];
    let golden = [
        sha256.0.as_slice(),
        &[1, 0, 0, 0, 0, 0, 0, 0],
        &[2, 0, 0, 0],
        &[3, 0, 0, 0, 0, 0, 0, 0],
        &[0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        &[5, 0, 0, 0, 0, 0, 0, 0],
        &[6, 0, 0, 0],
    ]
    .concat();
    let golden = parts.iter().fold(golden, |golden, (salt, text)| {
        let length = u8::try_from(text.len()).unwrap();
        [&golden, [0, length, 0, 0, 0].as_slice(), &[*salt; 16], text.as_bytes()].concat()
    });
    assert_eq!(bytes, golden);
    assert_eq!(bytes.len(), entry.encoded_size());
    assert_eq!(Entry::decode_whole(&golden), Ok((entry, sha256)));
}

#[test]
fn a_withheld_part_keeps_the_hash() {
    for alg in [HashAlg::Sha256, HashAlg::Sm3] {
        let whole = example();
        let [actor, command, seed, outcome] = whole.part_digests(alg).map(Part::Withheld);
        for withheld in [
            Entry { actor: actor.clone(), ..whole.clone() },
            Entry { command: command.clone(), ..whole.clone() },
            Entry { seed: seed.clone(), ..whole.clone() },
            Entry { outcome: outcome.clone(), ..whole.clone() },
            Entry { actor, command, seed, outcome, ..whole.clone() },
        ] {
            let hash = withheld.hash(alg, Digest::ZERO);
            assert_eq!(hash, whole.hash(alg, Digest::ZERO));
            let mut bytes = Vec::new();
            withheld.encode(hash, &mut bytes);
            assert_eq!(bytes.len(), withheld.encoded_size());
            let (read, stored) = Entry::decode_whole(&bytes).unwrap();
            assert_eq!(read, withheld);
            assert_eq!(Chain::new(alg).check(&read, stored), Ok(()));
        }
    }
}

#[test]
fn no_part_can_stand_in_another_ones_place() {
    let entry = example();
    let hash = entry.hash(HashAlg::Sha256, Digest::ZERO);
    let swapped =
        Entry { actor: entry.command.clone(), command: entry.actor.clone(), ..entry.clone() };
    assert_ne!(swapped.hash(HashAlg::Sha256, Digest::ZERO), hash);
}

#[test]
fn every_changed_byte_and_every_cut_is_seen() {
    let entry = example();
    let hash = entry.hash(HashAlg::Sha256, Digest::ZERO);
    let mut whole = Vec::new();
    entry.encode(hash, &mut whole);
    for place in 0..whole.len() {
        for bits in 1..=u8::MAX {
            let mut bytes = whole.clone();
            bytes[place] ^= bits;
            let is_seen = match Entry::decode_whole(&bytes) {
                Err(_) => true,
                Ok((entry, hash)) => Chain::new(HashAlg::Sha256).check(&entry, hash).is_err(),
            };
            assert!(is_seen, "byte {place} changed by {bits}");
        }
        assert_eq!(Entry::decode_whole(&whole[..place]), Err(DecodeError::Short));
    }
    whole.push(0);
    assert_eq!(Entry::decode_whole(&whole), Err(DecodeError::LeftOver));
    assert_eq!(Entry::decode(&whole).unwrap().2, whole.len() - 1);
}

#[test]
fn what_no_entry_can_be_is_refused_for_its_reason() {
    let mut whole = Vec::new();
    example().encode(Digest::ZERO, &mut whole);
    let moment_place = HASH_SIZE + 8 + 4;
    let tag_place = HASH_SIZE + HEADER_SIZE;
    let too_long = u32::try_from(PART_SIZE_MAX + 1).unwrap().to_le_bytes();
    let longest = u32::try_from(PART_SIZE_MAX).unwrap().to_le_bytes();
    for (place, written, why) in [
        (moment_place, i64::MAX.to_le_bytes().as_slice(), DecodeError::Moment),
        (moment_place + 8, i64::MIN.to_le_bytes().as_slice(), DecodeError::Moment),
        (tag_place, [2].as_slice(), DecodeError::Tag),
        (tag_place + 1, too_long.as_slice(), DecodeError::PartSize),
        (tag_place + 1, [0xFF; 4].as_slice(), DecodeError::PartSize),
        (tag_place + 1, longest.as_slice(), DecodeError::Short),
    ] {
        let mut bytes = whole.clone();
        bytes[place..place + written.len()].copy_from_slice(written);
        assert_eq!(Entry::decode(&bytes), Err(why), "place {place}");
    }
}

#[test]
fn the_longest_entry_is_as_long_as_its_limit() {
    let longest = open(0, &vec![7; PART_SIZE_MAX]);
    let entry = Entry {
        actor: longest.clone(),
        command: longest.clone(),
        seed: longest.clone(),
        outcome: longest,
        ..example()
    };
    let mut bytes = Vec::new();
    entry.encode(Digest::ZERO, &mut bytes);
    assert_eq!(bytes.len(), ENTRY_SIZE_MAX);
    assert_eq!(Entry::decode_whole(&bytes), Ok((entry, Digest::ZERO)));
}

#[test]
fn nothing_of_a_part_is_printed() {
    let text = format!("{:?}", example());
    assert!(text.contains("Open(7 bytes)"), "{text}");
    assert!(!text.contains("99, 111"), "{text}");
}

proptest! {
    #[test]
    fn entries_are_read_as_they_were_written(entry in entries(), hash in any::<[u8; 32]>()) {
        let mut bytes = b"before".to_vec();
        entry.encode(Digest(hash), &mut bytes);
        let bytes = &bytes[6..];
        prop_assert_eq!(bytes.len(), entry.encoded_size());
        prop_assert_eq!(Entry::decode_whole(bytes), Ok((entry, Digest(hash))));
    }

    #[test]
    fn whatever_is_read_is_written_as_the_same_bytes(
        entry in entries(), place in any::<proptest::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut bytes = Vec::new();
        entry.encode(Digest::ZERO, &mut bytes);
        let place = place.index(bytes.len());
        bytes[place] = byte;
        if let Ok((entry, hash, size)) = Entry::decode(&bytes) {
            let mut again = Vec::new();
            entry.encode(hash, &mut again);
            prop_assert_eq!(again.as_slice(), &bytes[..size]);
        }
    }

    #[test]
    fn hashes_are_as_they_are_defined(entry in entries(), before in any::<[u8; 32]>()) {
        for alg in [HashAlg::Sha256, HashAlg::Sm3] {
            let hash = entry.hash(alg, Digest(before));
            prop_assert_eq!(hash, hash_by_hand(alg, Digest(before), &entry));
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in vec(any::<u8>(), 0..300)) {
        prop_assert!(Entry::decode(&bytes).map_or(true, |(_, _, size)| size <= bytes.len()));
    }
}
