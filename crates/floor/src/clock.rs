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

/// How long reading both clocks may take; a thread that was held up longer reads them again.
const READING_MAX: Span = Span::from_ms(20);
/// How often they are read again at most.
const READINGS_MAX: u32 = 8;

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

    /// Begins to watch a clock.
    pub(crate) fn begin(clock: &dyn Clock) -> Self {
        let (wall, monotonic) = read_both(clock);
        Self::new(wall, monotonic)
    }

    /// Looks at the clock that is watched: its time, and the jump since the last look.
    pub(crate) fn look_at(&mut self, clock: &dyn Clock) -> (Moment, Option<Jump>) {
        let (wall, monotonic) = read_both(clock);
        (wall, self.look(wall, monotonic))
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

/// Reads both clocks at one time: a thread that is held up between the two would else see a jump
/// where there was none, and interrupt every lot in its last window.
fn read_both(clock: &dyn Clock) -> (Moment, Span) {
    let mut before = clock.monotonic();
    for _ in 0..READINGS_MAX {
        let wall = clock.now();
        let after = clock.monotonic();
        if after.us().saturating_sub(before.us()) <= READING_MAX.us() {
            return (wall, after);
        }
        before = after;
    }
    (clock.now(), clock.monotonic())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Time of which half a second passes behind each of the first few readings of the wall clock.
    struct Held {
        now_us: AtomicI64,
        left: AtomicI64,
    }

    impl Clock for Held {
        fn now(&self) -> Moment {
            let now = Moment::from_us(self.now_us.load(Ordering::SeqCst));
            if self.left.fetch_sub(1, Ordering::SeqCst) > 0 {
                self.now_us.fetch_add(500_000, Ordering::SeqCst);
            }
            now
        }

        fn monotonic(&self) -> Span {
            Moment::from_us(self.now_us.load(Ordering::SeqCst)).since(Moment::UNIX)
        }
    }

    #[test]
    fn a_thread_held_up_between_the_clocks_sees_no_jump() {
        let held = Held { now_us: AtomicI64::new(0), left: AtomicI64::new(3) };
        let mut watch = ClockWatch::begin(&held);
        held.left.store(4, Ordering::SeqCst);
        let (now, jump) = watch.look_at(&held);
        assert_eq!((now, jump), (Moment::UNIX + Span::from_ms(3_500), None));
    }

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
