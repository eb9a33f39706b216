//! Every changed byte of a journal is refused, named by segment and offset, and nothing is cut.

use std::collections::BTreeMap;
use std::fs;

use journal::{Disk, Flaw, JournalError, SimulatedDisk, scan};
use lexicon::Digest;
use record::Entry;
use tempfile::tempdir;
use witness::{Mismatch, Verifier};

use crate::draw::Draw;
use crate::program;
use crate::rehearsal::{rehearse, small};
use crate::{chronicle, golden};

const SEGMENT_SIZE: u64 = 4_096;
const DRAWN: usize = 1_000;
/// So many entries of the golden journal make the small one.
const ENTRY_COUNT: usize = 30;

/// The files of a journal.
type Files = Vec<(String, Vec<u8>)>;

/// Why a journal is not believed.
#[derive(Debug)]
enum Disbelief {
    Journal(JournalError),
    Mismatch(Mismatch),
}

impl From<JournalError> for Disbelief {
    fn from(error: JournalError) -> Self {
        Self::Journal(error)
    }
}

/// As `gavel verify` does.
fn verify(disk: &SimulatedDisk) -> Result<(), Disbelief> {
    let mut verifier = Verifier::new(BTreeMap::new());
    let mut take =
        |entry: Entry, hash: Digest| verifier.take(&entry, hash).map_err(Disbelief::Mismatch);
    scan(disk, &mut take)?;
    verifier.finish().map(|_| ()).map_err(Disbelief::Mismatch)
}

/// A small journal over several segments.
fn small_journal() -> (SimulatedDisk, Files) {
    let mut entries = chronicle::entries(&golden::journal("sale"));
    entries.truncate(ENTRY_COUNT);
    let disk = chronicle::simulated(&entries, SEGMENT_SIZE);
    assert!(verify(&disk).is_ok());
    let mut names = disk.list().unwrap();
    names.sort_unstable();
    let files = names.into_iter().map(|name| (name.clone(), disk.content(&name).unwrap()));
    let files: Files = files.collect();
    assert!(files.len() >= 3, "several segments, and one made ahead");
    (disk, files)
}

fn used(content: &[u8]) -> usize {
    content.iter().rposition(|byte| *byte != 0).map_or(0, |place| place + 1)
}

fn damage(disk: &SimulatedDisk, what: &str) -> (u32, u64, Flaw) {
    match verify(disk) {
        Err(Disbelief::Journal(JournalError::Damage { segment, offset, what })) => {
            (segment, offset, what)
        }
        Err(Disbelief::Mismatch(mismatch)) => panic!("{what}: no damage, but {mismatch}"),
        other => panic!("{what}: no damage, but {other:?}"),
    }
}

#[test]
fn every_flipped_used_byte_is_refused() {
    let (disk, files) = small_journal();
    for (number, (name, content)) in (1..).zip(&files) {
        for place in 0..used(content) {
            let bits = 1 << (place % 8);
            disk.flip(name, place, bits);
            let (segment, offset, _) = damage(&disk, &format!("{name} {place}"));
            assert_eq!(segment, number, "{name} {place}");
            assert!(offset <= place as u64, "{name} {place}: named behind it, at {offset}");
            disk.flip(name, place, bits);
        }
    }
    for (name, content) in &files {
        assert_eq!(disk.content(name).as_ref(), Some(content), "nothing is cut or mended");
    }
}

#[test]
fn a_thousand_bytes_of_the_unused_rest_are_refused_where_they_stand() {
    let (disk, files) = small_journal();
    let mut draw = Draw(2);
    let mut drawn = 0;
    while drawn < DRAWN {
        let index = usize::try_from(draw.below(files.len() as u64)).unwrap();
        let (name, content) = &files[index];
        let used = used(content);
        if used == content.len() {
            continue;
        }
        drawn += 1;
        let place = used + usize::try_from(draw.below((content.len() - used) as u64)).unwrap();
        let bits = u8::try_from(1 + draw.below(255)).unwrap();
        disk.flip(name, place, bits);
        let (segment, offset, what) = damage(&disk, &format!("{name} {place}"));
        assert_eq!(segment as usize, index + 1, "{name} {place}");
        let is_header = what == Flaw::SegmentHeader;
        assert!(offset == place as u64 || is_header, "{name} {place}: named at {offset}, {what}");
        disk.flip(name, place, bits);
    }
}

/// The same through the program, at a handful of places: the first byte, the middle, the last one
/// of the last frame, and two of the rest.
#[test]
fn the_program_names_segment_and_offset() {
    let dir = tempdir().unwrap();
    let data = dir.path().join("data");
    let text = program::text(&data);
    assert_eq!(rehearse(&small(dir.path()), "ascending", &["--dir", text]).code, Some(0));
    let segment = chronicle::folder(&data).join("0000000001.seg");
    let whole = fs::read(&segment).unwrap();
    let used = used(&whole);
    for (place, words) in [
        (0, "segment 1 at offset 0: the segment header is damaged".to_owned()),
        (used / 2, "read segment 1 at offset ".to_owned()),
        (used - 1, "read segment 1 at offset ".to_owned()),
        (used + 100, format!("segment 1 at offset {}: a byte of the unused rest", used + 100)),
        (whole.len() - 1, format!("segment 1 at offset {}: ", whole.len() - 1)),
    ] {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x10;
        fs::write(&segment, &damaged).unwrap();
        for act in ["verify", "replay"] {
            program::run(&[act, text]).assert_refused(1, &words);
        }
        let object = program::run(&["verify", text, "--json"]).any_object();
        assert_eq!(object["verified"], false);
        assert!(object["mismatch"].as_str().unwrap().contains(&words));
        assert!(fs::read(&segment).unwrap() == damaged, "verify never cuts");
    }
    fs::write(&segment, &whole[..whole.len() - 512]).unwrap();
    program::run(&["verify", text]).assert_refused(1, "the segment has another size");
    fs::write(&segment, &whole).unwrap();
    assert_eq!(program::run(&["verify", text]).code, Some(0));
}
