//! Rows drawn anew are the same rows, and take the place of the old at once or not at all.

use lexicon::Sequence;
use store::{Database, DrawError, Rebuild, Rows};

use crate::drawing::fresh;
use crate::pen::through;
use crate::road;

on_both_engines! {
    async fn rows_drawn_anew_equal_the_old(house) {
        let (pen, _) = road::walked();
        let (rows, mut projector) = fresh(house).await;
        projector.take(&pen.written).await.unwrap();
        let expected = rows.dump().await.unwrap();
        drop(projector);
        let mut rebuild = Rebuild::begin(&house.place).await.unwrap();
        for some in pen.written.chunks(17) {
            rebuild.take(some).await.unwrap();
        }
        assert_eq!(rebuild.rows().dump().await.unwrap(), expected);
        rows.close().await;
        let reached = rebuild.finish().await.unwrap();
        assert_eq!(reached.sequence, pen.last());
        let rows = Rows::open(&house.place).await.unwrap();
        assert_eq!(rows.reached(), reached);
        assert_eq!(rows.dump().await.unwrap(), expected);
    }

    async fn a_rebuild_mends_rows_and_leaves_what_is_kept(house) {
        let (pen, _) = road::walked();
        let desk = house.desk().await;
        let account = crate::house::account("a", 1);
        desk.create_accounts(std::slice::from_ref(&account)).await.unwrap();
        let (rows, mut projector) = fresh(house).await;
        projector.take(&pen.written).await.unwrap();
        let expected = rows.dump().await.unwrap();
        let tables = crate::tables::Tables::open(&house.place).await;
        tables.run("UPDATE lot SET bid_count = 77").await;
        tables.run("DELETE FROM bid").await;
        tables.close().await;
        assert_ne!(rows.dump().await.unwrap(), expected);
        drop(projector);
        rows.close().await;
        let mut rebuild = Rebuild::begin(&house.place).await.unwrap();
        rebuild.take(&pen.written).await.unwrap();
        rebuild.finish().await.unwrap();
        let rows = Rows::open(&house.place).await.unwrap();
        assert_eq!(rows.dump().await.unwrap(), expected);
        assert_eq!(desk.account(&account.name).await.unwrap(), Some(account));
    }

    async fn what_an_attempt_has_left_is_thrown_away(house) {
        let (pen, _) = road::walked();
        let (rows, mut projector) = fresh(house).await;
        projector.take(through(&pen.written, Sequence(30))).await.unwrap();
        let old = rows.dump().await.unwrap();
        drop(projector);
        let mut rebuild = Rebuild::begin(&house.place).await.unwrap();
        rebuild.take(through(&pen.written, Sequence(20))).await.unwrap();
        rebuild.rows().close().await;
        // Killed here: the rows in use are whole, and the next attempt begins anew.
        drop(rebuild);
        assert_eq!(rows.dump().await.unwrap(), old);
        rows.close().await;
        let rebuild = Rebuild::begin(&house.place).await.unwrap();
        assert_eq!(rebuild.rows().reached().sequence, Sequence::ZERO);
        rebuild.discard().await.unwrap();
        let rows = Rows::open(&house.place).await.unwrap();
        assert_eq!(rows.dump().await.unwrap(), old);
        let none = Database::swap_new_rows(&house.place).await;
        assert!(none.is_err(), "nothing is left to take their place");
    }

    async fn a_rebuild_refuses_what_does_not_follow(house) {
        let (pen, _) = road::walked();
        let mut rebuild = Rebuild::begin(&house.place).await.unwrap();
        let refused = rebuild.take(&pen.written[3..]).await;
        assert!(matches!(refused, Err(DrawError::Order { .. })));
        rebuild.discard().await.unwrap();
    }
}
