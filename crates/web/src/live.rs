//! Live streams: what changes on the board, pushed to whoever watches.
//!
//! One task reads the board and writes each change of a watched lot once, as the bytes that every
//! watcher gets, into the lot's ring. A watcher reads the rings at his own pace: who falls behind
//! the ring gets a snapshot, and nobody waits for him.

mod hub;
mod ring;
mod stream;

pub use hub::{Hub, WATCHERS_MAX};
pub(crate) use stream::{LOTS_MAX, open};
