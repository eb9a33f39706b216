//! The rows are what the journal says: drawn anew they are the same, wherever whoever drew them was
//! killed, and what is kept beside them stays as it is.

use std::path::Path;
use std::time::{Duration, Instant};

use store::{Dump, Place};

use super::installation::{Engine, Installation, assert_same, dump, kept};
use super::started::{Program, Start, Started, binary, verified};

/// Applicants to every lot of the demonstration: their entries take a while to draw.
const LOAD_BIDDERS: usize = 1_000;
/// At which of these shares of all entries, in eighths, whoever draws them is killed: enough is
/// left for each kill to come before the end.
const KILLED_AT: [u64; 3] = [1, 3, 5];
const GLANCE: Duration = Duration::from_millis(5);
const PATIENCE: Duration = Duration::from_mins(1);

/// A demonstration of its own lots, on which its bidders have bid for a moment.
fn demonstrated(folder: &Path, bidders: usize) -> Start {
    let start = Start::of(Program::Demo { script: None, bidders }, folder);
    let demo = start.start();
    let before = bid_count(&demo);
    let until = Instant::now() + PATIENCE;
    while bid_count(&demo) < before + 3 {
        assert!(Instant::now() < until, "nobody bids");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(demo.stop().code, Some(0));
    start
}

fn bid_count(demo: &Started) -> u64 {
    let page = demo.get("/api/v1/lots?limit=200");
    let lots = page["lots"].as_array().unwrap();
    lots.iter().map(|lot| lot["bid_count"].as_u64().unwrap()).sum()
}

fn assert_whole(dump: &Dump) {
    for (table, rows) in dump {
        assert!(!rows.is_empty(), "{table} is empty");
    }
}

fn rebuild(dir: &Path) -> std::process::Output {
    let mut command = std::process::Command::new(binary());
    command.arg("rebuild").arg("--dir").arg(dir).output().unwrap()
}

#[test]
fn a_demonstrations_rows_drawn_anew_are_the_same_and_what_is_kept_is_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let start = demonstrated(folder.path(), 3);
    let place = Place::Directory(start.dir.clone());
    let (rows_before, kept_before) = (dump(&place), kept(&start.dir));
    assert_whole(&rows_before);
    assert!(kept_before.contains("INSERT INTO account "), "nothing is kept");
    let done = rebuild(&start.dir);
    assert!(done.status.success(), "{done:?}");
    assert_same(&dump(&place), &rows_before, "drawn anew");
    assert!(kept(&start.dir) == kept_before, "what is kept has changed");
    // The program goes on with them.
    let demo = start.start();
    let refused = rebuild(&start.dir);
    assert_eq!(refused.status.code(), Some(2), "{refused:?}");
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(told.contains("is in use by another program"), "{told}");
    assert_eq!(demo.stop().code, Some(0));
    let rows_before = dump(&place);
    assert!(rebuild(&start.dir).status.success());
    assert_same(&dump(&place), &rows_before, "drawn anew after another run");
}

fn rows_of_a_journal_are_the_same_wherever_they_are_drawn(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let demo = demonstrated(folder.path(), 3);
    let drawn_by_demo = dump(&Place::Directory(demo.dir.clone()));
    let installation = Installation::of_journal(engine, &demo.dir);
    installation.rebuild();
    assert_same(&installation.rows(), &drawn_by_demo, "drawn from nothing");
    assert_whole(&installation.rows());

    // A party more, and an epoch, of which the rows have not heard.
    installation.create_administrator();
    assert_same(&installation.rows(), &drawn_by_demo, "not drawn yet");
    let gavel = installation.start.start();
    let refused = installation.run(&["rebuild"], "");
    assert_eq!(refused.code, 2, "{refused:?}");
    assert!(refused.said.contains("is in use by another program"), "{refused:?}");
    assert_eq!(gavel.get("/api/v1/lots?limit=200")["lots"].as_array().map(Vec::len), Some(13));
    assert_eq!(gavel.stop().code, Some(0));
    let (rows_before, kept_before) = (installation.rows(), installation.kept());
    assert!(rows_before != drawn_by_demo, "the new entries are drawn");
    assert!(kept_before.contains("admin1"), "nothing is kept");
    let entries = installation.rebuild();
    assert_eq!(verified(&installation.start.dir, &[])["entries"], entries);
    assert_same(&installation.rows(), &rows_before, "drawn anew");
    assert!(installation.kept() == kept_before, "what is kept has changed");
}

#[test]
fn rows_of_a_journal_are_the_same_on_sqlite() {
    rows_of_a_journal_are_the_same_wherever_they_are_drawn(Engine::Sqlite);
}

#[test]
fn rows_of_a_journal_are_the_same_on_postgres() {
    rows_of_a_journal_are_the_same_wherever_they_are_drawn(Engine::Postgres);
}

/// Kills whoever draws the rows of a long journal, again and again, and lets it catch up.
fn kills_while_they_are_drawn_change_no_row(engine: Engine) {
    let folder = tempfile::tempdir().unwrap();
    let demo = demonstrated(folder.path(), LOAD_BIDDERS);
    let installation = Installation::of_journal(engine, &demo.dir);
    installation.create_administrator();
    let entries = verified(&installation.start.dir, &[])["entries"].as_u64().unwrap();
    let mut killed_at = Vec::new();
    for wanted in KILLED_AT.map(|eighths| entries * eighths / 8) {
        let gavel = installation.start.start();
        await_reached(&installation, wanted);
        gavel.kill();
        let reached = installation.reached();
        let is_between = reached >= wanted && reached < entries;
        assert!(is_between, "killed when all was drawn: {reached} of {entries}");
        killed_at.push(reached);
    }
    let gavel = installation.start.start();
    await_reached(&installation, entries);
    assert_eq!(gavel.stop().code, Some(0));
    let drawn = installation.rows();
    assert_whole(&drawn);
    let kept = installation.kept();
    assert!(kept.contains("admin1"), "nothing is kept");
    let drawn_anew = installation.rebuild();
    assert!(drawn_anew > entries, "each run has an epoch");
    assert_eq!(installation.reached(), drawn_anew);
    assert_same(&installation.rows(), &drawn, "drawn anew");
    assert!(installation.kept() == kept, "what is kept has changed");
    eprintln!("{engine:?}: killed when {killed_at:?} of {entries} entries were drawn");
}

fn await_reached(installation: &Installation, wanted: u64) {
    let until = Instant::now() + PATIENCE;
    while installation.reached() < wanted {
        assert!(Instant::now() < until, "the rows do not reach {wanted}");
        std::thread::sleep(GLANCE);
    }
}

#[test]
fn kills_while_rows_are_drawn_change_none_on_sqlite() {
    kills_while_they_are_drawn_change_no_row(Engine::Sqlite);
}

#[test]
fn kills_while_rows_are_drawn_change_none_on_postgres() {
    kills_while_they_are_drawn_change_no_row(Engine::Postgres);
}
