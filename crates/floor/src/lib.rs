//! The floor: queues, the sequencer as a step function, timers, the board.
//!
//! Commands come in by the [`Door`], wait in two bounded lock-free queues, and are ruled on and
//! numbered by one [`Sequencer`]. What it decided becomes durable in the journal, then visible on
//! the [`Board`], then known to whoever asked.
//!
//! Invariant: only the floor writes the journal.
//!
//! Invariant: nobody hears of an event before it is durable; if the journal fails, the process
//! stops.
//!
//! Invariant: the sequencer has no thread, clock, channel or disk of its own; the shell lends them.

mod again;
mod agenda;
mod answered;
mod batch;
mod bell;
mod board;
mod bucket;
mod chance;
mod clock;
mod door;
mod entry;
mod history;
mod inbox;
mod past;
mod running;
mod script;
mod sequencer;
mod shell;
#[cfg(test)]
mod tests;
mod view;
mod windows;

pub use batch::Batch;
pub use bell::Bell;
pub use board::{Board, ListingCard, LotCard, LotView, ProposalView, Standing};
pub use bucket::{BIDS_BURST, BIDS_PER_SECOND};
pub use clock::{Clock, ClockWatch, JUMP_MIN, ManualClock, SystemClock};
pub use door::{Answer, Door, DoorCounts, FULL_RETRY_AFTER, Unanswered};
pub use history::{BID_HISTORY_KEPT, BidLine, Bids};
pub use inbox::{
    Inbox, Jump, ORDINARY_LENGTH_MAX, RECALLS_LENGTH_MAX, Submission, URGENT_LENGTH_MAX,
};
pub use past::{Past, PastError};
pub use running::{Floor, FloorCounts, Start, Stopped, Stopper};
pub use script::Script;
pub use sequencer::{BATCH_COMMANDS_MAX, HEARTBEAT_INTERVAL, Sequencer};
pub use shell::Fatal;
