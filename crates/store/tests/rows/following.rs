//! A projector behind a journal that grows.

use std::time::Duration;

use exchange::World;
use journal::{Follower, InlineSegments, Journal, JournalError, Options, Progress, SimulatedDisk};
use lexicon::Sequence;
use store::{DrawError, Place, Projector, Reached, StoreError};
use tokio::sync::{oneshot, watch};

use crate::drawing::{drawn, fresh};
use crate::house::House;
use crate::pen::{Pen, Sealed, replayed};
use crate::road;

/// A journal with small segments, so that the road needs several.
fn opened(disk: SimulatedDisk) -> InlineSegments<SimulatedDisk> {
    let options = Options::small(32 * 1024);
    InlineSegments::open(disk, options, &mut |_, _| Ok::<(), JournalError>(())).unwrap().0
}

fn append(journal: &mut InlineSegments<SimulatedDisk>, entries: &Sealed) {
    for (entry, hash) in entries {
        journal.begin(vec![entry.clone()]);
        let Progress::Durable(receipts) = journal.poll() else { panic!("the disk keeps it") };
        assert_eq!(receipts.hashes, [*hash]);
    }
}

fn parted(pen: &Pen) -> (Sealed, Sealed, Sealed) {
    let (first, rest) = pen.written.split_at(40);
    let (second, third) = rest.split_at(30);
    (first.to_vec(), second.to_vec(), third.to_vec())
}

async fn after_a_stop(stop: oneshot::Receiver<()>) {
    let _ = stop.await;
}

on_both_engines! {
    async fn what_is_published_is_drawn_until_the_end(house) {
        let (pen, _) = road::walked();
        let (first, second, third) = parted(&pen);
        let disk = SimulatedDisk::new(1);
        let mut journal = opened(disk.clone());
        append(&mut journal, &first);
        let (rows, projector) = fresh(house).await;
        let reader = rows.reader();
        let follower = Follower::open(disk, Sequence::ZERO).unwrap();
        let (publish, published) = watch::channel(Sequence(first.len() as u64));
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(projector.run(follower, published, after_a_stop(stopped)));
        assert!(reader.wait_for(Sequence(40), Duration::from_mins(1)).await);
        append(&mut journal, &second);
        publish.send_replace(Sequence(70));
        assert!(reader.wait_for(Sequence(70), Duration::from_mins(1)).await);
        append(&mut journal, &third);
        // Published just before the stop: it is drawn all the same.
        publish.send_replace(pen.last());
        stop.send(()).unwrap();
        running.await.unwrap().unwrap();
        assert_eq!(rows.reached().sequence, pen.last());
        let same = match &house.place {
            Place::Directory(_) => House::on_sqlite(),
            Place::Postgres(_) => House::on_postgres(),
        };
        assert_eq!(rows.dump().await.unwrap(), drawn(&same, &pen.written, 1_000).await);
    }

    async fn it_ends_when_nobody_publishes_any_more(house) {
        let (pen, _) = road::walked();
        let disk = SimulatedDisk::new(1);
        append(&mut opened(disk.clone()), &pen.written);
        let (rows, projector) = fresh(house).await;
        let follower = Follower::open(disk, Sequence::ZERO).unwrap();
        let (publish, published) = watch::channel(pen.last());
        drop(publish);
        projector.run(follower, published, std::future::pending()).await.unwrap();
        assert_eq!(rows.reached().sequence, pen.last());
    }

    async fn what_is_published_up_to_the_stop_is_drawn(house) {
        let (pen, _) = road::walked();
        let disk = SimulatedDisk::new(1);
        append(&mut opened(disk.clone()), &pen.written);
        let (rows, projector) = fresh(house).await;
        let follower = Follower::open(disk, Sequence::ZERO).unwrap();
        let (publish, published) = watch::channel(Sequence(5));
        // Whoever stops publishes his last just before.
        let stop = std::future::poll_fn(|_| {
            publish.send_replace(pen.last());
            std::task::Poll::Ready(())
        });
        projector.run(follower, published, stop).await.unwrap();
        assert_eq!(rows.reached().sequence, pen.last());
    }

    async fn a_follower_of_another_journal_is_refused(house) {
        let (pen, _) = road::walked();
        let disk = SimulatedDisk::new(1);
        append(&mut opened(disk.clone()), &pen.written);
        let (_, projector) = fresh(house).await;
        let follower = Follower::open(disk, Sequence(9)).unwrap();
        let (_publish, published) = watch::channel(pen.last());
        let refused = projector.run(follower, published, std::future::pending()).await;
        assert!(matches!(refused, Err(DrawError::OtherJournal { .. })), "{refused:?}");
    }

    async fn a_database_that_does_not_recover_is_asked_until_told_to_stop(house) {
        let (pen, _) = road::walked();
        let disk = SimulatedDisk::new(1);
        append(&mut opened(disk.clone()), &pen.written);
        let (rows, projector) = fresh(house).await;
        rows.close().await;
        let follower = Follower::open(disk, Sequence::ZERO).unwrap();
        let (_publish, published) = watch::channel(pen.last());
        // The waits between the attempts cost no time.
        tokio::time::pause();
        let told = tokio::time::sleep(Duration::from_hours(1));
        let began = tokio::time::Instant::now();
        let refused = projector.run(follower, published, told).await;
        assert!(matches!(refused, Err(DrawError::Store(StoreError::Database { .. }))));
        assert!(began.elapsed() >= Duration::from_hours(1), "it was asked again and again");
        assert_eq!(rows.reached(), Reached::NOTHING);
    }

    async fn a_database_that_recovers_is_gone_on_with(house) {
        let (pen, _) = road::walked();
        let (rows, mut projector) = fresh(house).await;
        let table = crate::tables::Tables::open(&house.place).await;
        table.run("ALTER TABLE transfer RENAME TO away").await;
        let refused = projector.take(&pen.written).await;
        assert!(matches!(refused, Err(DrawError::Store(_))), "{refused:?}");
        assert_eq!(rows.reached(), Reached::NOTHING);
        assert_eq!(rows.reader().lot(lexicon::LotId(1)).await.unwrap(), None, "nothing half done");
        table.run("ALTER TABLE away RENAME TO transfer").await;
        projector.take(&pen.written).await.unwrap();
        let dump = rows.dump().await.unwrap();
        drop(projector);
        let (journal, world) = replayed(&pen.written, pen.last());
        assert_eq!(rows.reached(), journal);
        assert_ne!(world, World::default());
        Projector::open(rows.clone(), journal, world).await.unwrap();
        assert_eq!(rows.dump().await.unwrap(), dump);
    }
}
