//! The sequencer's thread: answers, the board, and many senders at once.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::thread;

use exchange::{AscendingTerms, Command, Outcome, ProxyBidding, SaleEvent};
use floor::{Answer, BIDS_BURST, BIDS_PER_SECOND, Inbox, Standing, Unanswered};
use journal::{Journal, JournalError, Options, Progress, RealDisk, Segments};
use lexicon::{Digest, LotId, Money, RequestId, Sequence};
use record::Entry;

use crate::house::{Told, bid, bidder, clerk, id, past, read};
use crate::running::{Kept, Running, Starting, is_accepted};
use crate::terms::{ms, plain, publication, seconds, t};

const THREADS: u64 = 32;
/// Each thread bids for so many parties, since the clock stands and a party may send forty.
const PARTIES_A_THREAD: u64 = 17;
const BIDS_A_PARTY: u64 = 37;

/// What a sender got to know.
struct Heard {
    party: u64,
    request_id: RequestId,
    amount: Money,
    answer: Answer,
}

#[test]
fn many_senders_on_one_lot_get_one_answer_each_and_no_stale_board() {
    let dir = tempfile::tempdir().unwrap();
    let starting = Starting::default();
    let bell = Arc::clone(&starting.bell);
    let wake: journal::Wake = Arc::new(move || bell.ring());
    let disk = RealDisk::create(dir.path().join("journal")).unwrap();
    let options = Options::small(1024 * 1024);
    let opened = Segments::open(disk.clone(), options, wake, &mut |_, _| Ok::<_, JournalError>(()));
    let running = starting.start(opened.unwrap().0);
    running.clock.pass(seconds(1));
    let lot = running.publish(plain(2, 3_600), THREADS * PARTIES_A_THREAD);
    running.clock.pass(seconds(10));
    running.settle();
    assert!(matches!(running.view(lot.0).standing, Standing::Running { .. }));

    let heard = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (running, heard) = (&running, &heard);
            scope.spawn(move || {
                let mine = send_many(running, lot, thread);
                heard.lock().unwrap().extend(mine);
            });
        }
    });
    assert_eq!(running.stop(), [0_u64; 0]);

    let mut entries = Vec::new();
    let scanned = journal::scan(&disk, &mut |entry, hash| {
        entries.push((entry, hash));
        Ok::<_, JournalError>(())
    });
    scanned.unwrap();
    let heard = heard.into_inner().unwrap();
    assert!(heard.len() >= 20_000);
    check_heard(heard, &entries);
}

/// Bids for the parties of one thread: about every third time what was the least bid when the
/// thread looked, otherwise too little.
fn send_many(running: &Running, lot: LotId, thread: u64) -> Vec<Heard> {
    let mut heard = Vec::new();
    let board = &running.board;
    for number in 0..PARTIES_A_THREAD * BIDS_A_PARTY {
        let number_of_party = 1 + thread * PARTIES_A_THREAD + number % PARTIES_A_THREAD;
        let actor = bidder(number_of_party);
        let paddle = board.paddle(lot, actor.party);
        let least = board.lot(lot).unwrap().least_bid;
        let is_meant = (number + thread).is_multiple_of(3);
        let amount = if is_meant { least } else { Money::from_fen(least.fen() - 50) };
        let command = Command::PlaceBid { lot, paddle, amount, confirmed: false };
        let request_id = id(thread * 10_000_000 + number);
        let ask = |command: Command| {
            running.door.push(actor, request_id, command).unwrap().blocking_recv().unwrap()
        };
        let answer = ask(command.clone()).unwrap();
        assert!(!answer.is_replayed);
        check_board(running, lot, &answer);
        if number % 97 == 0 {
            let again = ask(command).unwrap();
            assert_eq!(again, Answer { is_replayed: true, ..answer.clone() });
            assert_eq!(ask(bid(lot.0, paddle, 7)), Err(Unanswered::OtherBody));
        }
        heard.push(Heard { party: actor.party.0, request_id, amount, answer });
    }
    heard
}

/// What is read after an answer is never older than it.
fn check_board(running: &Running, lot: LotId, answer: &Answer) {
    assert!(running.board.sequence() >= answer.sequence);
    let view = running.board.lot(lot).unwrap();
    let Outcome::Accepted(events) = &answer.outcome else { return };
    assert!(view.sequence >= answer.sequence);
    for event in events {
        if let exchange::Event::Sale { event: SaleEvent::BidAccepted { amount, .. }, .. } = event {
            assert!(view.leading_price >= Some(*amount));
            let before = Sequence(answer.sequence.0 - 1);
            let bids = running.board.bids(lot, before, 1).unwrap();
            // The others may have bid so often meanwhile that this bid is not kept any more.
            if bids.is_whole {
                let line = bids.lines[0];
                assert_eq!((line.sequence, line.amount), (answer.sequence, *amount));
            }
        }
    }
}

fn check_heard(heard: Vec<Heard>, entries: &[(Entry, Digest)]) {
    let told: Vec<Told> = entries.iter().map(|(entry, _)| read(entry)).collect();
    let mut answered = BTreeSet::new();
    let mut refused = 0;
    let count = heard.len();
    for Heard { party, request_id, amount, answer } in heard {
        let place = usize::try_from(answer.sequence.0).unwrap() - 1;
        let (decided, (entry, hash)) = (&told[place].decided, &entries[place]);
        assert_eq!((*hash, entry.header.moment), (answer.hash, answer.moment));
        assert_eq!((decided.actor.party.0, decided.request.request_id), (party, request_id));
        let Command::PlaceBid { amount: written, .. } = decided.request.command else {
            panic!("a bid was sent");
        };
        assert_eq!((written, &decided.outcome), (amount, &answer.outcome));
        refused += usize::from(!is_accepted(&answer));
        assert!(answered.insert(answer.sequence), "an entry answers one bid");
    }
    let bids = told.iter().filter(|told| matches!(told.command(), Command::PlaceBid { .. }));
    assert_eq!(bids.count(), count, "and every entry was answered");
    let prices: Vec<_> = told
        .iter()
        .flat_map(Told::sale_events)
        .filter_map(|(_, event)| match event {
            SaleEvent::BidAccepted { amount, .. } => Some(*amount),
            _ => None,
        })
        .collect();
    assert!(prices.is_sorted_by(|one, next| one < next), "prices strictly rise");
    assert_eq!(prices.len() + refused, count);
    assert!(refused * 10 >= count * 6, "most are refused: {refused} of {count}");
    assert!(prices.len() > 500, "and many are not: {}", prices.len());
}

#[test]
fn a_repeated_id_is_answered_from_the_journal_over_a_restart_too() {
    let kept = Kept::new();
    let running = Starting::default().start(kept.clone());
    running.publish(plain(1, 600), 2);
    running.clock.pass(seconds(5));
    let command = running.bid_of(1, 1, 100);
    let ask = |running: &Running, number, command: &Command| {
        let reply = running.door.push(bidder(number), id(1), command.clone());
        reply.unwrap().blocking_recv().unwrap()
    };
    let first = ask(&running, 1, &command).unwrap();
    assert!(is_accepted(&first));
    let refused = ask(&running, 2, &command).unwrap();
    assert!(!is_accepted(&refused), "another's equal id is another id");
    let clock = Arc::clone(&running.clock);
    running.stop();

    let entries: Vec<Entry> = kept.entries().into_iter().map(|(entry, _)| entry).collect();
    let running = Starting { past: past(&entries), clock, ..Starting::default() }.start(kept);
    running.clock.pass(seconds(5));
    for _ in 0..2 {
        let again = Answer { is_replayed: true, ..first.clone() };
        assert_eq!(ask(&running, 1, &command), Ok(again));
        let again = Answer { is_replayed: true, ..refused.clone() };
        assert_eq!(ask(&running, 2, &command), Ok(again));
        let other = running.bid_of(1, 1, 200);
        assert_eq!(ask(&running, 1, &other), Err(Unanswered::OtherBody));
    }
    running.stop();
}

#[test]
fn a_party_that_sends_too_fast_is_told_so_before_the_queue() {
    let kept = Kept::new();
    let running = Starting::default().start(kept.clone());
    let send = |number| running.door.push(bidder(number), running.new_id(), bid(1, None, 1));
    let answers: Vec<_> = (0..BIDS_BURST).map(|_| send(1).unwrap()).collect();
    let refused = send(1).unwrap_err();
    assert_eq!(
        refused,
        Unanswered::TooFast { retry_after: ms(1_000 / u64::from(BIDS_PER_SECOND)) }
    );
    let other = send(2).unwrap();
    running.clock.pass(ms(50));
    let later = send(1).unwrap();
    assert!(send(1).is_err());
    for answer in answers.into_iter().chain([other, later]) {
        assert!(answer.blocking_recv().unwrap().is_ok());
    }
    let counts = running.door.counts();
    let loaded = [&counts.taken, &counts.too_fast, &counts.queue_full];
    let loaded = loaded.map(|count| count.load(std::sync::atomic::Ordering::SeqCst));
    assert_eq!(loaded, [u64::from(BIDS_BURST) + 2, 2, 0]);
    running.stop();
    assert_eq!(kept.entries().len(), 1 + 42, "what was refused at the door is not journaled");
}

/// A journal that keeps the sequencer's thread waiting while its gate is held.
struct Gated {
    kept: Kept,
    gate: Arc<Mutex<()>>,
}

impl Journal for Gated {
    fn begin(&mut self, batch: Vec<Entry>) {
        self.kept.begin(batch);
    }

    fn poll(&mut self) -> Progress {
        drop(self.gate.lock().unwrap());
        self.kept.poll()
    }

    fn read(&mut self, sequence: Sequence) -> Result<(Entry, Digest), JournalError> {
        self.kept.read(sequence)
    }
}

#[test]
fn a_full_queue_is_a_clear_refusal_and_what_was_taken_is_answered() {
    let gate = Arc::new(Mutex::new(()));
    let journal = Gated { kept: Kept::new(), gate: Arc::clone(&gate) };
    let inbox = Inbox::with_lengths(2, 5);
    let running = Starting { inbox, ..Starting::default() }.start(journal);
    running.settle();
    let held = gate.lock().unwrap();
    // The thread may take the queue once more before it waits at the gate.
    let pushed: Vec<_> = (0..20)
        .map(|number| running.door.push(bidder(number), running.new_id(), bid(1, None, 1)))
        .collect();
    drop(held);
    let full = Unanswered::QueueFull { retry_after: floor::FULL_RETRY_AFTER };
    let (taken, refused): (Vec<_>, Vec<_>) = pushed.into_iter().partition(Result::is_ok);
    assert!((5..=16).contains(&taken.len()), "{} taken", taken.len());
    assert!(refused.into_iter().all(|refused| refused.unwrap_err() == full));
    for answer in taken {
        assert!(answer.unwrap().blocking_recv().unwrap().is_ok());
    }
    running.stop();
}

#[test]
fn a_page_of_bids_never_ends_between_a_bid_and_the_answer_to_it() {
    let running = Starting::default().start(Kept::new());
    let terms = AscendingTerms { proxy_bidding: ProxyBidding::Allowed, ..plain(1, 600) };
    running.publish(terms, 2);
    running.clock.pass(seconds(5));
    let paddle = running.board.paddle(LotId(1), bidder(1).party);
    let ceiling = lexicon::Secret::new(crate::house::yuan(150));
    running.ask(bidder(1), Command::PlaceProxyBid { lot: LotId(1), paddle, ceiling });
    for price in [110, 120, 130] {
        let command = running.bid_of(1, 2, price);
        assert!(is_accepted(&running.ask(bidder(2), command)));
    }
    let all = running.board.bids_after(LotId(1), Sequence::ZERO, 1_000).unwrap();
    assert_eq!(all.len(), 7);
    for most in 1..8 {
        let (mut pages, mut after) = (Vec::new(), Sequence::ZERO);
        loop {
            let page = running.board.bids_after(LotId(1), after, most).unwrap();
            let Some(last) = page.last() else { break };
            assert!(page.len() <= most + 1);
            after = last.sequence;
            pages.extend(page);
        }
        assert_eq!(pages, all, "in pages of {most}");
    }
    assert_eq!(running.board.bids_after(LotId(1), Sequence::ZERO, 0), Some(vec![]));
    assert_eq!(running.board.bids_after(LotId(2), Sequence::ZERO, 9), None);
    running.stop();
}

#[test]
fn a_wall_clock_that_is_set_interrupts_the_lots_it_touches() {
    let running = Starting::default().start(Kept::new());
    running.publish(plain(1, 60), 1);
    running.publish(plain(1, 600), 1);
    running.pass(5);
    assert!(matches!(running.view(1).standing, Standing::Running { .. }));
    running.clock.jump(ms(201));
    running.settle();
    assert!(matches!(running.view(1).standing, Standing::Interrupted { .. }));
    assert!(matches!(running.view(2).standing, Standing::Running { .. }));
    running.stop();
}

#[test]
fn a_wall_clock_that_is_set_back_before_a_lot_opened_refuses_no_bid_as_too_early() {
    let running = Starting::default().start(Kept::new());
    running.clock.jump(seconds(300));
    running.publish(plain(301, 6_000), 1);
    running.pass(5);
    running.clock.jump_back(seconds(300));
    let command = running.bid_of(1, 1, 120);
    assert!(is_accepted(&running.ask(bidder(1), command)));
    running.stop();
}

#[test]
fn a_lot_opens_runs_and_closes_on_the_board() {
    let running = Starting::default().start(Kept::new());
    let watch = running.board.watch();
    running.publish(plain(1, 10), 2);
    let view = running.view(1);
    assert_eq!(view.standing, Standing::Announced { opens_at: t(1) });
    assert_eq!(view.card.title.english, "Lot one");
    running.pass(5);
    let command = running.bid_of(1, 2, 120);
    assert!(is_accepted(&running.ask(bidder(2), command)));
    running.pass(7);
    let view = running.view(1);
    let paddle = running.board.paddle(LotId(1), bidder(2).party).unwrap();
    let price = crate::house::yuan(120);
    assert_eq!(view.standing, Standing::Awarded { closed_at: t(11), paddle, price });
    assert_eq!(*watch.borrow(), running.board.sequence());
    assert!(running.board.lot(LotId(2)).is_none() && running.board.lot(LotId(0)).is_none());
    running.stop();
}

#[test]
fn a_command_too_large_is_refused_at_the_door() {
    let running = Starting::default().start(Kept::new());
    let Command::PublishLot { category, terms, .. } = publication(plain(1, 60)) else {
        panic!("a publication publishes");
    };
    let title = exchange::Title { chinese: "标".repeat(30_000), english: String::new() };
    let command = Command::PublishLot { title, category, terms };
    let refused = running.door.push(clerk(1), id(1), command).unwrap_err();
    assert!(matches!(refused, Unanswered::TooLarge { .. }));
    assert!(running.inbox.is_empty());
    running.stop();
}

#[test]
fn many_who_ask_again_at_once_are_all_answered_the_same() {
    let running = Starting::default().start(Kept::new());
    running.publish(plain(2, 600), 20);
    running.clock.pass(seconds(5));
    let asked: Vec<_> = (1..=20)
        .flat_map(|party| (0..15).map(move |_| party))
        .map(|party| (party, running.new_id(), running.bid_of(1, party, 1)))
        .collect();
    let ask = || -> Vec<_> {
        let pushed: Vec<_> = asked
            .iter()
            .map(|(party, id, command)| running.door.push(bidder(*party), *id, command.clone()))
            .collect();
        pushed.into_iter().map(|reply| reply.unwrap().blocking_recv().unwrap().unwrap()).collect()
    };
    let (first, again) = (ask(), ask());
    for (first, again) in first.into_iter().zip(again) {
        assert!(!first.is_replayed && again.is_replayed);
        assert_eq!(Answer { is_replayed: true, ..first }, again);
    }
    running.stop();
}
