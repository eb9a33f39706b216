//! Points and lengths of time, counted in microseconds.

use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset, macros::offset};

/// China has one zone and no summer time.
const CHINA: UtcOffset = offset!(+8);

/// A point of time in microseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment(i64);

/// A length of time in microseconds, never negative.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span(u64);

/// Why a text is no moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("read moment: not an RFC 3339 time of the years 1900 to 9999")]
pub struct MomentError;

impl Moment {
    /// 1970-01-01T00:00:00Z.
    pub const UNIX: Self = Self(0);
    /// The earliest moment there is: 1900-01-01T00:00:00Z.
    pub const MIN: Self = Self(-2_208_988_800_000_000);
    /// The latest moment there is: 9999-12-31T15:59:59.999999Z, the last of that year in China.
    pub const MAX: Self = Self(253_402_271_999_999_999);

    /// Takes microseconds since 1970, cut to [`Moment::MIN`]..=[`Moment::MAX`].
    pub fn from_us(us: i64) -> Self {
        Self(us.clamp(Self::MIN.0, Self::MAX.0))
    }

    /// Microseconds since 1970.
    pub const fn us(self) -> i64 {
        self.0
    }

    /// How long after `earlier` this is; nothing when it is not after.
    #[must_use]
    pub fn since(self, earlier: Self) -> Span {
        Span(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }
}

impl Add<Span> for Moment {
    type Output = Self;

    /// Later by the span, at most [`Moment::MAX`].
    fn add(self, span: Span) -> Self {
        let us = i64::try_from(span.0).unwrap_or(i64::MAX);
        Self::from_us(self.0.saturating_add(us))
    }
}

impl Sub<Span> for Moment {
    type Output = Self;

    /// Earlier by the span, at least [`Moment::MIN`].
    fn sub(self, span: Span) -> Self {
        let us = i64::try_from(span.0).unwrap_or(i64::MAX);
        Self::from_us(self.0.saturating_sub(us))
    }
}

impl fmt::Display for Moment {
    /// Prints RFC 3339 with the offset of China, to the microsecond:
    /// `2026-07-01T09:30:00.000000+08:00`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanoseconds = i128::from(self.0) * 1_000;
        let Ok(at) = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds) else {
            return Err(fmt::Error);
        };
        let at = at.to_offset(CHINA);
        write!(
            formatter,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}+08:00",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
            at.microsecond(),
        )
    }
}

impl fmt::Debug for Moment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Moment {
    type Err = MomentError;

    /// Reads RFC 3339 with any offset; what is finer than a microsecond is cut off.
    fn from_str(text: &str) -> Result<Self, MomentError> {
        let at = OffsetDateTime::parse(text, &Rfc3339).map_err(|_| MomentError)?;
        let us = at.unix_timestamp_nanos().div_euclid(1_000);
        let us = i64::try_from(us).map_err(|_| MomentError)?;
        if (Self::MIN.0..=Self::MAX.0).contains(&us) { Ok(Self(us)) } else { Err(MomentError) }
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// One millisecond.
    pub const MILLISECOND: Self = Self(1_000);
    /// One second.
    pub const SECOND: Self = Self(1_000_000);
    /// One minute.
    pub const MINUTE: Self = Self(60_000_000);
    /// One hour.
    pub const HOUR: Self = Self(3_600_000_000);
    /// One day of 24 hours.
    pub const DAY: Self = Self(86_400_000_000);

    /// Takes microseconds.
    pub const fn from_us(us: u64) -> Self {
        Self(us)
    }

    /// Takes milliseconds, at most what a span holds.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms.saturating_mul(1_000))
    }

    /// Takes seconds, at most what a span holds.
    pub const fn from_seconds(seconds: u64) -> Self {
        Self(seconds.saturating_mul(1_000_000))
    }

    /// Microseconds.
    pub const fn us(self) -> u64 {
        self.0
    }

    /// Whether this is no time at all.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add for Span {
    type Output = Self;

    /// Both one behind the other, at most what a span holds.
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}us", self.0)
    }
}

impl Span {
    /// The standard library's form, for those who wait in real time.
    pub const fn to_std(self) -> std::time::Duration {
        std::time::Duration::from_micros(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_prints_china_time_and_reads_any_offset() {
        let at: Moment = "2026-07-01T01:30:00.000001Z".parse().unwrap();
        assert_eq!(at.to_string(), "2026-07-01T09:30:00.000001+08:00");
        assert_eq!(at.to_string().parse(), Ok(at));
        assert_eq!("2026-07-01T09:30:00.0000019+08:00".parse(), Ok(at));
        for text in [
            "",
            "2026-07-01",
            "2026-07-01T09:30:00",
            "2026-13-01T00:00:00Z",
            "0001-01-01T00:00:00Z",
        ] {
            assert!(text.parse::<Moment>().is_err(), "{text}");
        }
    }

    #[test]
    fn the_ends_of_time_hold() {
        assert_eq!(Moment::MAX + Span::DAY, Moment::MAX);
        assert_eq!(Moment::MIN - Span::from_us(u64::MAX), Moment::MIN);
        assert_eq!(Moment::from_us(i64::MAX), Moment::MAX);
        assert_eq!(Moment::MAX.to_string(), "9999-12-31T23:59:59.999999+08:00");
        assert_eq!(Moment::MIN.to_string().parse(), Ok(Moment::MIN));
        assert_eq!(Moment::UNIX.since(Moment::MAX), Span::ZERO);
        assert_eq!((Moment::UNIX + Span::HOUR).since(Moment::UNIX), Span::HOUR);
    }
}
