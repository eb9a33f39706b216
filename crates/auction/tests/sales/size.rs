//! How much memory a sale takes: the exchange keeps hundreds of thousands of lots open at once.

use auction::{Auction, Command, EVENTS_MAX, Event, Events, Refusal};

/// Without its terms, which lie in an allocation of their own, and its bidders.
const SALE_SIZE_MAX: usize = 256;
const COMMAND_SIZE_MAX: usize = 40;
const EVENT_SIZE_MAX: usize = 40;
const REFUSAL_SIZE_MAX: usize = 24;

const _: () = assert!(size_of::<Auction>() <= SALE_SIZE_MAX);
const _: () = assert!(size_of::<Command>() <= COMMAND_SIZE_MAX);
const _: () = assert!(size_of::<Event>() <= EVENT_SIZE_MAX);
const _: () = assert!(size_of::<Refusal>() <= REFUSAL_SIZE_MAX);

#[test]
fn the_events_of_a_command_are_kept_without_allocation() {
    let beside_the_events = size_of::<Events>() - EVENTS_MAX * size_of::<Event>();
    assert!(beside_the_events <= size_of::<usize>());
}
