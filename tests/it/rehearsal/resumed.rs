//! A rehearsal that was killed goes on with the same file, and comes to the same state.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::{Child, Stdio};

use serde_json::Value;
use tempfile::tempdir;

use super::{invented, rehearse, small};
use crate::draw::Draw;
use crate::{chronicle, program, real_input};

const PIECE: usize = 4_096;

/// How many bytes of the first segment are used.
fn used(dir: &Path) -> u64 {
    let bytes = std::fs::read(segment(dir)).unwrap();
    let used = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |place| place + 1);
    used as u64
}

fn segment(dir: &Path) -> std::path::PathBuf {
    chronicle::folder(dir).join("0000000001.seg")
}

/// Waits until the journal reaches a place, or the program has ended.
///
/// Progress is seen in the file alone, so that no clock is needed: the same place is reached on a
/// slow machine, only later.
fn reached(child: &mut Child, dir: &Path, place: u64) -> bool {
    let mut piece = [0; PIECE];
    loop {
        let found = File::open(segment(dir)).and_then(|file| file.read_at(&mut piece, place));
        if found.is_ok_and(|length| piece[..length].iter().any(|byte| *byte != 0)) {
            return true;
        }
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::yield_now();
    }
}

/// Kills a rehearsal at drawn places of its journal and lets it go on each time.
fn assert_survives_kills(file: &Path, method: &str, kills: usize) {
    let dir = tempdir().unwrap();
    let (whole, killed) = (dir.path().join("whole"), dir.path().join("killed"));
    let whole_text = program::text(&whole);
    let undisturbed = rehearse(file, method, &["--dir", whole_text, "--json"]).object();
    let length = used(&whole);

    let mut draw = Draw(kills as u64);
    let mut places: Vec<u64> = (0..kills).map(|_| draw.below(length)).collect();
    places.sort_unstable();
    let mut kill_count = 0;
    for place in &places {
        let arguments = ["rehearse", program::text(file), "--mapping", "ebay", "--method", method];
        let killed = program::text(&killed);
        let more = ["--dir", killed, "--resume", "--json"];
        let mut command = program::command(&[&arguments[..], &more].concat());
        let mut child = command.stdout(Stdio::null()).spawn().unwrap();
        if reached(&mut child, Path::new(killed), *place) {
            child.kill().unwrap();
        }
        let status = child.wait().unwrap();
        kill_count += usize::from(status.code().is_none());
    }
    assert!(
        kill_count > kills / 2,
        "of {kills} kills at {places:?} only {kill_count} came in time"
    );

    let killed = program::text(&killed);
    let resumed = rehearse(file, method, &["--dir", killed, "--resume", "--json"]).object();
    assert_eq!(without_entries(&resumed), without_entries(&undisturbed), "{places:?}");
    let verified = program::run(&["verify", killed, "--json"]).object();
    assert_eq!(verified["state_digest"], undisturbed["state_digest"]);
    assert_eq!(verified["entries"], resumed["entries"]);
    assert!(verified["epochs"].as_u64().unwrap() > 1, "it was killed within");
}

/// Each run has an entry of its own.
fn without_entries(object: &Value) -> Value {
    let mut object = object.clone();
    object.as_object_mut().unwrap().remove("entries");
    object
}

#[test]
fn invented_bids_survive_ten_kills() {
    let dir = tempdir().unwrap();
    assert_survives_kills(&invented(dir.path(), 80), "proxy", 10);
}

#[test]
fn the_bids_that_people_placed_survive_ten_kills() {
    for (name, method, kills) in [("ebay/palm.csv", "ascending", 3), ("ebay/xbox.csv", "proxy", 7)]
    {
        let Some(path) = real_input::find(name) else { return };
        assert_survives_kills(&path, method, kills);
    }
}

#[test]
fn a_used_directory_is_refused_unless_it_is_gone_on_with() {
    let dir = tempdir().unwrap();
    let (file, other) = (small(dir.path()), invented(dir.path(), 3));
    let data = dir.path().join("data");
    let data = program::text(&data);
    let first = rehearse(&file, "ascending", &["--dir", data, "--json"]).object();
    let before = chronicle::read(Path::new(data));

    for (file, method, more, words) in [
        (&file, "ascending", &["--dir", data][..], "is not empty"),
        (&file, "proxy", &["--dir", data, "--resume"][..], "another rehearsal"),
        (&other, "ascending", &["--dir", data, "--resume"][..], "another rehearsal"),
    ] {
        rehearse(file, method, more).assert_refused(2, words);
    }
    assert_eq!(chronicle::read(Path::new(data)), before, "a refused rehearsal writes nothing");
    let again = rehearse(&file, "ascending", &["--dir", data, "--resume", "--json"]).object();
    // Going on with what is finished adds the beginning of an epoch, and nothing else.
    let added = again["entries"].as_u64().unwrap() - first["entries"].as_u64().unwrap();
    assert_eq!((added, without_entries(&again)), (1, without_entries(&first)));

    // Not one of ours: nothing is touched.
    let foreign = dir.path().join("foreign");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::write(foreign.join("letter.txt"), "dear").unwrap();
    rehearse(&file, "proxy", &["--dir", program::text(&foreign)]).assert_refused(2, "not empty");
    assert!(!chronicle::folder(&foreign).exists());
    // Nothing to go on with is a beginning.
    let fresh = dir.path().join("fresh");
    let fresh = ["--dir", program::text(&fresh), "--resume", "--json"];
    assert_eq!(rehearse(&file, "ascending", &fresh).object(), first);
}
