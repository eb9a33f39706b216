//! Waking the sequencer's thread, at the cost of one atomic swap while it is awake.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, Thread};
use std::time::Duration;

/// Rung by whoever has put something where the sequencer will find it.
#[derive(Debug, Default)]
pub struct Bell {
    is_rung: AtomicBool,
    sleeper: OnceLock<Thread>,
}

impl Bell {
    /// Wakes the sequencer if it sleeps, and keeps it from falling asleep if it does not.
    pub fn ring(&self) {
        if !self.is_rung.swap(true, Ordering::SeqCst)
            && let Some(sleeper) = self.sleeper.get()
        {
            sleeper.unpark();
        }
    }

    /// Names the calling thread as the one that sleeps.
    pub(crate) fn attend(&self) {
        self.sleeper.get_or_init(thread::current);
    }

    /// Sleeps until the bell rings or the time is over; not at all if it has rung since the last
    /// sleep. The caller then looks at everything, so that whatever was put down before the bell
    /// rang is found.
    pub(crate) fn sleep(&self, longest: Duration) {
        if !self.is_rung.swap(false, Ordering::SeqCst) {
            thread::park_timeout(longest);
        }
        // A swap and not a store: it reads what the last ringer wrote, and so sees what he put
        // down.
        self.is_rung.swap(false, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::time::Instant;

    #[test]
    fn a_bell_that_has_rung_lets_nobody_sleep_and_one_that_rings_wakes() {
        let long = Duration::from_mins(1);
        let bell = Arc::new(Bell::default());
        bell.attend();
        let start = Instant::now();
        bell.ring();
        bell.sleep(long);
        let ringer = Arc::clone(&bell);
        let ringing = thread::spawn(move || ringer.ring());
        bell.sleep(long);
        ringing.join().unwrap();
        assert!(start.elapsed() < long);
    }

    /// A lost ring would cost a whole minute of sleep.
    #[test]
    fn nothing_put_down_before_a_ring_is_slept_over() {
        const RINGERS: usize = 4;
        const RINGS: usize = 20_000;
        let long = Duration::from_mins(1);
        let start = Instant::now();
        let bell = Bell::default();
        let queue = crossbeam::queue::ArrayQueue::new(64);
        thread::scope(|scope| {
            bell.attend();
            for _ in 0..RINGERS {
                scope.spawn(|| {
                    for number in 0..RINGS {
                        while queue.push(number).is_err() {
                            thread::yield_now();
                        }
                        bell.ring();
                    }
                });
            }
            let mut taken = 0;
            while taken < RINGERS * RINGS {
                match queue.pop() {
                    Some(_) => taken += 1,
                    None => bell.sleep(long),
                }
            }
        });
        assert!(start.elapsed() < long);
    }
}
