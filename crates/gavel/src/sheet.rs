//! What people write in files: lengths, times, amounts, and the terms of a sale by any method.

mod terms;

use exchange::{Increment, Ladder};
use lexicon::{Moment, Money, Span};
use serde::Deserialize;

pub(crate) use terms::{
    AscendingSheet, CallAuctionSheet, ContinuousSheet, DescendingSheet, HybridSheet,
    MultiUnitSheet, PackageSheet, PointsText, QuantityText, SealedSheet, StagedSheet, UnitWord,
    WeightedSheet, Written,
};

/// How far a file reaches into the past or the future.
const OFFSET_MAX: Span = Span::from_seconds(366 * 86_400);

/// A length of time: `90s`, `5m`, `17days`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Length(pub(crate) Span);

/// A time from the beginning, before it with a minus sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum Offset {
    Before(Span),
    After(Span),
}

/// An amount of yuan: `105000.00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Amount(pub(crate) Money);

/// By how much a bid must rise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum IncrementRule {
    #[default]
    AtLeast,
    Multiple,
}

impl TryFrom<String> for Length {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let span = humantime::parse_duration(&text).map_err(|error| format!("{text}: {error}"))?;
        let us = u64::try_from(span.as_micros()).unwrap_or(u64::MAX);
        let span = Span::from_us(us);
        if span > OFFSET_MAX { Err(format!("{text}: longer than a year")) } else { Ok(Self(span)) }
    }
}

impl TryFrom<String> for Offset {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.strip_prefix('-') {
            Some(before) => Length::try_from(before.to_owned()).map(|it| Self::Before(it.0)),
            None => Length::try_from(text).map(|it| Self::After(it.0)),
        }
    }
}

impl TryFrom<String> for Amount {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        amount(&text).map(Self)
    }
}

impl Offset {
    pub(crate) fn from(self, start: Moment) -> Moment {
        match self {
            Self::Before(span) => start - span,
            Self::After(span) => start + span,
        }
    }
}

impl IncrementRule {
    pub(crate) fn of(self, step: Money) -> Increment {
        match self {
            Self::AtLeast => Increment::AtLeast(Ladder::fixed(step)),
            Self::Multiple => Increment::Multiple(Ladder::fixed(step)),
        }
    }
}

pub(crate) fn amount(text: &str) -> Result<Money, String> {
    text.parse().map_err(|error| format!("{text}: {error}"))
}
