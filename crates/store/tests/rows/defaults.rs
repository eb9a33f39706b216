//! A winner who does not keep his word, in rows: his settlement goes, and the next one's comes.

use store::Rows;

use crate::drawing::fresh;
use crate::house::House;
use crate::pen::{Pen, yuan};
use crate::road::{self, APPLICATIONS, SOLD};

/// Draws entry by entry, or all at once, which must come to the same.
async fn drawn(house: &House, pen: &Pen, at_a_time: usize) -> Rows {
    let (rows, mut projector) = fresh(house).await;
    for entries in pen.written.chunks(at_a_time) {
        projector.take(entries).await.unwrap();
    }
    rows
}

async fn assert_next_candidate(house: &House, at_a_time: usize) {
    let (pen, _) = road::defaulted(false);
    let rows = drawn(house, &pen, at_a_time).await;
    let row = rows.reader().settlement(SOLD).await.unwrap().unwrap();
    let settlement = pen.world.settlement(SOLD).unwrap();
    assert_eq!((row.application, row.price), (settlement.buyer, settlement.price));
    assert_eq!(row.application, APPLICATIONS[0]);
    assert_eq!((row.paid, row.contract), (yuan(0), None));
}

async fn assert_nobody(house: &House, at_a_time: usize) {
    let (pen, _) = road::defaulted(true);
    let rows = drawn(house, &pen, at_a_time).await;
    assert_eq!(rows.reader().settlement(SOLD).await.unwrap(), None);
    assert!(pen.world.settlement(SOLD).is_none());
}

on_both_engines! {
    async fn a_default_puts_the_next_candidate_in_the_winners_place(house) {
        assert_next_candidate(house, 1).await;
    }

    async fn an_award_and_its_default_are_drawn_in_one_step(house) {
        assert_next_candidate(house, usize::MAX).await;
    }

    async fn a_default_of_the_last_candidate_leaves_no_settlement(house) {
        assert_nobody(house, 1).await;
    }

    async fn two_defaults_drawn_in_one_step_leave_no_settlement(house) {
        assert_nobody(house, usize::MAX).await;
    }
}
