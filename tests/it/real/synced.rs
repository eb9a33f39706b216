//! No answer is written before the sync of its batch has returned.

use std::collections::HashMap;
use std::thread;

use super::http::Request;
use super::people::{Person, key, yuan};
use super::script::{Lot, script};
use super::started::{Start, Started};
use super::traced::{Step, steps, under_trace};

const CALLS: &str = "pwrite64,fdatasync,write,writev,sendto,sendmsg";
/// The bytes with which the frame of a batch begins.
const FRAME: &[u8] = b"\xC7\x96gavelF";

/// What a trace shows.
#[derive(Debug, Default)]
struct Seen {
    batches: usize,
    /// Answers and events that named a sequence.
    answers: usize,
    /// The last sequence that was named.
    last: u64,
}

#[test]
fn an_answer_to_one_client_is_written_after_its_batch_is_synced() {
    let seen = watch(1, 200);
    assert!(seen.batches >= 200, "one bid, one batch: {seen:?}");
    assert!(seen.answers >= 200, "{seen:?}");
}

#[test]
fn answers_to_eight_clients_are_written_after_their_batches_are_synced() {
    let seen = watch(8, 60);
    assert!(seen.answers >= 480, "{seen:?}");
}

/// Runs clients that bid under strace, and a watcher of the live stream, and checks the order.
fn watch(clients: u64, bids: u64) -> Seen {
    let folder = tempfile::tempdir().unwrap();
    let lots = script([Lot::opens("-10s").free("1h")]);
    // A party bids at most 40 times at once.
    let names = clients * bids.div_ceil(30);
    let mut start = Start::new(folder.path(), &lots, usize::try_from(names).unwrap());
    let trace = folder.path().join("trace");
    start.under = under_trace(CALLS, &trace);
    let demo = start.start();
    thread::scope(|scope| {
        for client in 0..clients {
            let demo = &demo;
            scope.spawn(move || bid(demo, client, clients, bids));
        }
        let mut watcher = demo.connect();
        let path = "/api/v1/lots/1/live";
        watcher.send(&Request { method: "GET", path, headers: &[], body: b"" }).unwrap();
        assert_eq!(watcher.receive_head().unwrap().0, 200);
        assert!(watcher.chunk().unwrap().is_some());
    });
    let last = demo.lot(1)["sequence"].as_u64().unwrap();
    assert_eq!(demo.stop().code, Some(0));
    let seen = check(&steps(&trace)).unwrap();
    assert!(seen.last >= last, "{seen:?}");
    seen
}

fn bid(demo: &Started, client: u64, clients: u64, bids: u64) {
    let mut person = Person::sign_in(demo.address(), &format!("load{}", client + 1));
    for number in 0..bids {
        if number > 0 && number % 30 == 0 {
            let name = client + 1 + clients * (number / 30);
            person = Person::sign_in(demo.address(), &format!("load{name}"));
        }
        let amount = yuan(100 + number * clients + client);
        let answer = person.bid(1, &amount, &key((client << 32) | number)).unwrap();
        assert!(matches!(answer.status, 201 | 422), "{answer:?}");
    }
}

/// Follows the calls in their order; an error where something is sent too early.
fn check(steps: &[Step]) -> Result<Seen, String> {
    let mut seen = Seen::default();
    let mut durable = 0;
    // The last sequence that each thread has written to a file, and which file it is syncing.
    let mut written: HashMap<(u32, u32), u64> = HashMap::new();
    let mut syncing: HashMap<u32, u32> = HashMap::new();
    for step in steps {
        match step {
            Step::Began { thread, call, fd, bytes } if call == "pwrite64" => {
                let Some(last) = last_of_frame(bytes) else { continue };
                written.insert((*thread, *fd), last);
                seen.batches += 1;
            }
            Step::Began { thread, call, fd, .. } if call == "fdatasync" => {
                syncing.insert(*thread, *fd);
            }
            Step::Began { bytes, .. } => {
                let Some(named) = named_sequence(bytes) else { continue };
                if named > durable {
                    let text = String::from_utf8_lossy(bytes);
                    return Err(format!("{named} is sent, {durable} is synced: {text}"));
                }
                seen.answers += 1;
                seen.last = seen.last.max(named);
            }
            Step::Ended { thread, call, result } if call == "fdatasync" => {
                assert_eq!(*result, 0);
                let fd = syncing.remove(thread).unwrap();
                durable = durable.max(written.get(&(*thread, fd)).copied().unwrap_or(0));
            }
            Step::Ended { .. } => {}
        }
    }
    Ok(seen)
}

#[test]
fn an_answer_before_its_sync_would_be_noticed() {
    let frame = [FRAME, &[0; 4], &1_u32.to_le_bytes(), &7_u64.to_le_bytes()].concat();
    let began = |thread, call: &str, bytes: &[u8]| {
        let (call, bytes) = (call.to_owned(), bytes.to_vec());
        Step::Began { thread, call, fd: 4, bytes }
    };
    let ended = || Step::Ended { thread: 1, call: "fdatasync".to_owned(), result: 0 };
    let written = || began(1, "pwrite64", &frame);
    let syncing = || began(1, "fdatasync", b"");
    let answer = || began(2, "writev", b"HTTP/1.1 201 Created\r\ngavel-sequence: 7\r\n");
    let event = || began(2, "sendto", b"event: lot\nid: 7\ndata: {}");
    let in_order = [written(), syncing(), ended(), answer(), event()];
    assert_eq!(check(&in_order).map(|seen| seen.answers), Ok(2));
    for too_early in [
        [answer(), written(), syncing(), ended()],
        [written(), answer(), syncing(), ended()],
        [written(), syncing(), answer(), ended()],
        [written(), syncing(), event(), ended()],
        // A sync that began before the write says nothing about it.
        [syncing(), ended(), written(), answer()],
    ] {
        assert!(check(&too_early).is_err(), "{too_early:?}");
    }
}

/// The last sequence of the batch whose frame begins so.
fn last_of_frame(bytes: &[u8]) -> Option<u64> {
    let header = bytes.strip_prefix(FRAME)?;
    let count = u32::from_le_bytes(header[4..8].try_into().unwrap());
    let first = u64::from_le_bytes(header[8..16].try_into().unwrap());
    Some(first + u64::from(count) - 1)
}

/// The sequence that an answer or a live event names.
fn named_sequence(bytes: &[u8]) -> Option<u64> {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = ["gavel-sequence: ", "\nid: "].into_iter().filter_map(|mark| {
        let (_, rest) = text.split_once(mark)?;
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        // What the trace has cut off names nothing.
        (digits.len() < rest.len()).then(|| digits.parse().ok())?
    });
    parts.next()
}
