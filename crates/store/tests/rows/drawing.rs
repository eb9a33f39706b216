//! The same journal gives the same rows, however it is drawn.

use std::future::Future;
use std::pin::pin;
use std::task::Poll;

use exchange::World;
use lexicon::{Digest, Sequence};
use record::Part;
use store::{DrawError, Dump, Projector, Reached, Rows};

use crate::house::House;
use crate::pen::{Sealed, replayed, through};
use crate::road;

pub(crate) async fn fresh(house: &House) -> (Rows, Projector) {
    let rows = Rows::open(&house.place).await.unwrap();
    let projector = Projector::open(rows.clone(), Reached::NOTHING, World::default()).await;
    (rows, projector.unwrap())
}

/// Rows drawn up to an entry already, and who goes on drawing them.
async fn again(house: &House, entries: &Sealed) -> (Rows, Projector) {
    let rows = Rows::open(&house.place).await.unwrap();
    let (journal, world) = replayed(entries, rows.reached().sequence);
    assert_eq!(rows.reached(), journal);
    let projector = Projector::open(rows.clone(), journal, world).await.unwrap();
    (rows, projector)
}

/// The rows of these entries, drawn a certain number at a time.
pub(crate) async fn drawn(house: &House, entries: &Sealed, at_once: usize) -> Dump {
    let (rows, mut projector) = fresh(house).await;
    for some in entries.chunks(at_once) {
        projector.take(some).await.unwrap();
    }
    assert_eq!(rows.reached().sequence.0, entries.len() as u64);
    let dump = rows.dump().await.unwrap();
    rows.close().await;
    dump
}

/// Lets somebody work for so many turns, and kills him in the middle of what he does. Says whether
/// he was killed before he was done.
async fn killed_after<T>(turns: usize, work: impl Future<Output = T>) -> bool {
    let mut work = pin!(work);
    let mut left = turns;
    std::future::poll_fn(|context| match left.checked_sub(1) {
        None => Poll::Ready(true),
        Some(rest) => {
            left = rest;
            work.as_mut().poll(context).map(|_| false)
        }
    })
    .await
}

fn same_engine(house: &House) -> House {
    match &house.place {
        store::Place::Directory(_) => House::on_sqlite(),
        store::Place::Postgres(_) => House::on_postgres(),
    }
}

on_both_engines! {
    async fn batches_of_any_size_give_the_same_rows(house) {
        let (pen, _) = road::walked();
        let expected = drawn(house, &pen.written, 1).await;
        for (table, rows) in &expected {
            assert!(!rows.is_empty(), "the road leaves a row in {table}");
        }
        for at_once in [7, 50, 100_000] {
            let found = drawn(&same_engine(house), &pen.written, at_once).await;
            assert_eq!(found, expected, "{at_once} at once");
        }
    }

    async fn rows_drawn_after_a_kill_are_the_same(house) {
        let (pen, _) = road::walked();
        let expected = drawn(&same_engine(house), &pen.written, 100_000).await;
        let mut kills = 0;
        for turns in [1, 4, 7] {
            let (rows, mut projector) = again(house, &pen.written).await;
            let before = rows.reached();
            let some = through(&pen.written, Sequence(before.sequence.0 + 30));
            let was_killed = killed_after(turns, projector.take(some)).await;
            kills += usize::from(was_killed);
            drop(projector);
            let behind = Rows::open(&house.place).await.unwrap();
            let expected = if was_killed { before } else { replayed(&pen.written, Sequence(
                before.sequence.0 + 30)).0 };
            assert_eq!(behind.reached(), expected, "after {turns} turns");
            behind.close().await;
            // Killed or not, a part of the journal is drawn before the next kill.
            let (rows, mut projector) = again(house, &pen.written).await;
            projector.take(some).await.unwrap();
            rows.close().await;
        }
        assert_eq!(kills, 3, "each was killed in the middle of a transaction");
        let (rows, mut projector) = again(house, &pen.written).await;
        projector.take(&pen.written).await.unwrap();
        assert_eq!(rows.dump().await.unwrap(), expected);
    }

    async fn a_kill_at_any_turn_leaves_all_or_nothing(house) {
        let (pen, _) = road::walked();
        let before = Sequence(pen.last().0 - 12);
        let (_, mut projector) = fresh(house).await;
        projector.take(through(&pen.written, before)).await.unwrap();
        drop(projector);
        for turns in 0.. {
            let (rows, mut projector) = again(house, &pen.written).await;
            let was_killed = killed_after(turns, projector.take(&pen.written)).await;
            drop(projector);
            rows.close().await;
            let behind = Rows::open(&house.place).await.unwrap();
            let reached = behind.reached().sequence;
            assert!(reached == before || reached == pen.last(), "{reached} after {turns} turns");
            if reached == pen.last() {
                assert!(turns > 7, "a transaction has several turns, killed or not: {was_killed}");
                let expected = drawn(&same_engine(house), &pen.written, 100_000).await;
                assert_eq!(behind.dump().await.unwrap(), expected);
                return;
            }
            behind.close().await;
        }
    }

    async fn every_restart_goes_on_where_the_rows_end(house) {
        let (pen, _) = road::walked();
        let expected = drawn(&same_engine(house), &pen.written, 100_000).await;
        for sequence in (10..=pen.last().0).step_by(10).chain([pen.last().0]) {
            let (rows, mut projector) = again(house, &pen.written).await;
            // All from the beginning: what is drawn already is passed over.
            projector.take(through(&pen.written, Sequence(sequence))).await.unwrap();
            assert_eq!(projector.reached().sequence, Sequence(sequence));
            rows.close().await;
        }
        let rows = Rows::open(&house.place).await.unwrap();
        assert_eq!(rows.dump().await.unwrap(), expected);
    }

    async fn rows_of_another_journal_are_refused(house) {
        let (pen, _) = road::walked();
        let entries = &pen.written;
        let (rows, mut projector) = fresh(house).await;
        projector.take(through(entries, Sequence(20))).await.unwrap();
        drop(projector);
        let (journal, world) = replayed(entries, Sequence(20));
        let forged = Reached { head: Digest([1; 32]), ..journal };
        let (shorter, _) = replayed(entries, Sequence(19));
        for other in [forged, shorter, Reached::NOTHING] {
            let refused = Projector::open(rows.clone(), other, world.clone()).await;
            let Err(DrawError::OtherJournal { sequence, .. }) = &refused else {
                panic!("to be refused: {refused:?}")
            };
            assert_eq!(*sequence, Sequence(20));
            assert!(refused.unwrap_err().to_string().ends_with("run gavel rebuild"));
        }
        let mut projector = Projector::open(rows.clone(), journal, world).await.unwrap();
        let mut forged = through(entries, Sequence(20)).to_vec();
        forged.last_mut().unwrap().1 = Digest([1; 32]);
        let refused = projector.take(&forged).await;
        assert!(matches!(refused, Err(DrawError::OtherJournal { .. })), "{refused:?}");
        projector.take(entries).await.unwrap();
    }

    async fn what_cannot_be_drawn_leaves_what_was_drawn_before(house) {
        let (pen, _) = road::walked();
        let (rows, mut projector) = fresh(house).await;
        let mut entries = pen.written.clone();
        let refused = projector.take(&entries[1..]).await;
        assert!(matches!(refused, Err(DrawError::Order { found: Sequence(2), .. })));
        entries[10].0.header.edition.0 = 2;
        let refused = projector.take(&entries).await;
        assert!(matches!(refused, Err(DrawError::Edition { sequence: Sequence(11), .. })));
        assert_eq!(rows.reached().sequence, Sequence(10));
        entries[10] = pen.written[10].clone();
        entries[15].0.outcome = Part::Withheld(Digest::ZERO);
        let refused = projector.take(&entries).await;
        assert!(matches!(refused, Err(DrawError::Part { sequence: Sequence(16), .. })));
        assert_eq!(rows.reached().sequence, Sequence(15));
        projector.take(&pen.written).await.unwrap();
        let expected = drawn(&same_engine(house), &pen.written, 100_000).await;
        assert_eq!(rows.dump().await.unwrap(), expected);
    }

    async fn two_who_draw_the_same_rows_do_not_mix_them(house) {
        let (pen, _) = road::walked();
        let (_, mut one) = fresh(house).await;
        let (_, mut other) = fresh(house).await;
        one.take(through(&pen.written, Sequence(30))).await.unwrap();
        let refused = other.take(through(&pen.written, Sequence(20))).await;
        assert!(matches!(refused, Err(DrawError::OtherJournal { .. })), "{refused:?}");
        // Who has drawn exactly the same is believed: his own commit may have gone unanswered.
        let (_, mut third) = again(house, &pen.written).await;
        one.take(&pen.written).await.unwrap();
        third.take(&pen.written).await.unwrap();
        assert_eq!(third.reached().sequence, pen.last());
    }

    async fn no_row_tells_a_secret(house) {
        let (pen, _) = road::walked();
        let dump = drawn(house, &pen.written, 1_000).await;
        for secret in [road::SECRET_RESERVE, road::SECRET_CEILING] {
            for (table, rows) in &dump {
                let texts = rows.iter().flatten().flatten();
                let told = texts.filter(|text| text.contains(&secret.to_string())).count();
                assert_eq!(told, 0, "{table} tells {secret}");
            }
        }
    }
}
