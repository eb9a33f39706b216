//! Where time comes from, and noticing when it jumps.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use lexicon::{Moment, Span};

use crate::Jump;

/// By how much wall and monotonic clock may differ between two readings; more is a jump.
pub const JUMP_MIN: Span = Span::from_ms(200);

/// How old a reading is compared with at most; small corrections of the wall clock must not add
/// up to a jump.
const REFERENCE_AGE: Span = Span::SECOND;

/// A source of time.
pub trait Clock: Send + Sync {
    /// The wall clock.
    fn now(&self) -> Moment;
    /// A clock that never goes back and is never set, from any beginning.
    fn monotonic(&self) -> Span;
}

/// The machine's clocks.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    start: Instant,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment::from_us(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    }

    fn monotonic(&self) -> Span {
        Span::from_us(u64::try_from(self.start.elapsed().as_micros()).unwrap_or(u64::MAX))
    }
}

/// A clock that a script sets: rehearsals, the past of a demonstration, simulation.
#[derive(Debug)]
pub struct ManualClock {
    now_us: AtomicI64,
    start_us: i64,
}

impl ManualClock {
    /// A clock that stands at this moment.
    pub fn new(now: Moment) -> Self {
        Self { now_us: AtomicI64::new(now.us()), start_us: now.us() }
    }

    /// Sets the clock.
    pub fn set(&self, now: Moment) {
        self.now_us.store(now.us(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Moment {
        Moment::from_us(self.now_us.load(Ordering::SeqCst))
    }

    fn monotonic(&self) -> Span {
        self.now().since(Moment::from_us(self.start_us))
    }
}

/// Notices when the wall clock is set.
#[derive(Debug)]
pub struct ClockWatch {
    wall: Moment,
    monotonic: Span,
    last_wall: Moment,
}

impl ClockWatch {
    /// Begins to watch from this reading.
    pub const fn new(wall: Moment, monotonic: Span) -> Self {
        Self { wall, monotonic, last_wall: wall }
    }

    /// Takes a reading; answers with the jump since the last one, where there was one.
    pub fn look(&mut self, wall: Moment, monotonic: Span) -> Option<Jump> {
        let elapsed = Span::from_us(monotonic.us().saturating_sub(self.monotonic.us()));
        let expected = self.wall + elapsed;
        let off_by = wall.since(expected).max(expected.since(wall));
        let has_jumped = off_by > JUMP_MIN;
        let jump = Jump { from: self.last_wall.min(wall), until: self.last_wall.max(wall) };
        if has_jumped || elapsed >= REFERENCE_AGE {
            (self.wall, self.monotonic) = (wall, monotonic);
        }
        self.last_wall = wall;
        has_jumped.then_some(jump)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_clock_is_noticed_both_ways_and_a_slow_drift_is_not() {
        let at = |ms: u64| Moment::UNIX + Span::from_ms(ms);
        let mut watch = ClockWatch::new(at(0), Span::ZERO);
        assert_eq!(watch.look(at(1_000), Span::from_ms(1_000)), None);
        assert_eq!(watch.look(at(2_200), Span::from_ms(2_000)), None, "200 ms is no jump");
        let forth = Some(Jump { from: at(2_200), until: at(3_401) });
        assert_eq!(watch.look(at(3_401), Span::from_ms(3_000)), forth, "201 ms is one");
        let back = Some(Jump { from: at(1_000), until: at(3_401) });
        assert_eq!(watch.look(at(1_000), Span::from_ms(4_000)), back);
        // A correction of 1 ms a second, an hour long.
        for second in 1..3_600 {
            let reading =
                watch.look(at(1_000 + second * 1_001), Span::from_ms(4_000 + second * 1_000));
            assert_eq!(reading, None);
        }
    }
}
