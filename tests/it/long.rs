//! What is too long for every run.

use std::time::Duration;

use crate::real::minutes::prove_after;

#[test]
fn the_journal_of_ten_minutes_of_bidding_is_proved() {
    prove_after(Duration::from_mins(10));
}
