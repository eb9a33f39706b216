//! A file of bids that people placed, read whole before anything is done with it.

use std::collections::BTreeMap;

use lexicon::{Money, MoneyError, Span};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

/// The longest auction, in days.
const DAYS_MAX: u64 = 90;
/// The latest time of a bid, in days from the start.
const TIME_MAX: u32 = 1_000;

/// One auction of the file.
#[derive(Debug)]
pub(crate) struct PastAuction {
    /// What the file calls it.
    pub(crate) name: String,
    /// Its first line.
    pub(crate) line: u64,
    /// The opening bid of its first line.
    pub(crate) opening_bid: Money,
    /// The final price of its first line.
    pub(crate) final_price: Money,
    /// How long it ran.
    pub(crate) lasts: Span,
    /// How many different bidders bid.
    pub(crate) bidder_count: usize,
}

/// One bid of the file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PastBid {
    /// Its line, from 1; the heading is line 1.
    pub(crate) line: u64,
    /// The auction, by its place in the file.
    pub(crate) auction: usize,
    /// The bidder, by his first place in the file.
    pub(crate) bidder: usize,
    /// How much.
    pub(crate) amount: Money,
    /// How long after the start.
    pub(crate) time: Span,
}

/// A file of bids, its bids in the order of their times; equal times keep the order of the file.
#[derive(Debug)]
pub(crate) struct BidFile {
    pub(crate) auctions: Vec<PastAuction>,
    pub(crate) bids: Vec<PastBid>,
    /// Each auction's bidders in the order of their first bids.
    pub(crate) bidders: Vec<Vec<usize>>,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BidFileError {
    #[error("line {line}: {what}")]
    Line { line: u64, what: LineError },
    #[error("the file holds no bid")]
    Empty,
}

/// What is wrong with a line.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LineError {
    #[error("not a line of comma-separated UTF-8 with as many fields as the heading")]
    Form,
    #[error("the heading lacks the column {0}")]
    Column(&'static str),
    #[error("{column} is no amount: {source}")]
    Amount { column: &'static str, source: MoneyError },
    #[error("bidtime is not a number of days from 0 to {TIME_MAX}")]
    Time,
    #[error("auction_type is not 'N day auction' with N from 1 to {DAYS_MAX}")]
    Days,
    #[error("{0} is empty")]
    Blank(&'static str),
}

/// Where the columns stand.
struct Columns {
    auction: usize,
    bid: usize,
    time: usize,
    bidder: usize,
    opening_bid: usize,
    price: usize,
    kind: usize,
}

impl BidFile {
    /// Reads and checks every line.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, BidFileError> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
        let mut file = Self { auctions: Vec::new(), bids: Vec::new(), bidders: Vec::new() };
        let mut known = Known::default();
        let mut columns = None;
        let mut lines = Lines { bytes, counted: 0, line: 1 };
        for read in reader.records() {
            let position = match &read {
                Ok(record) => record.position(),
                Err(error) => error.position(),
            };
            let line = lines.at(position.map_or(0, csv::Position::byte));
            let at = |what| BidFileError::Line { line, what };
            let record = read.map_err(|_| at(LineError::Form))?;
            match &columns {
                None => columns = Some(Columns::find(&record).map_err(at)?),
                Some(columns) => {
                    let bid = known.bid(&mut file, columns, &record, line).map_err(at)?;
                    file.bids.push(bid);
                }
            }
        }
        if file.bids.is_empty() {
            return Err(BidFileError::Empty);
        }
        file.bids.sort_by_key(|bid| bid.time);
        Ok(file)
    }
}

/// Numbers the lines of a file. The reader's own numbers are late where a line ends with CRLF, and
/// take the first of empty lines for the one behind them.
struct Lines<'bytes> {
    bytes: &'bytes [u8],
    /// The ends of lines before this place have been counted.
    counted: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of what the reader found from this place on.
    fn at(&mut self, place: u64) -> u64 {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let is_end = |byte: &&u8| matches!(byte, b'\r' | b'\n');
        let skipped = self.bytes.iter().skip(place).take_while(is_end).count();
        let begin = place.saturating_add(skipped).min(self.bytes.len());
        let passed = self.bytes.get(self.counted..begin).unwrap_or_default();
        // A line ends with LF, CRLF or CR alone; CRLF is counted by its LF.
        let behind = passed.iter().skip(1).chain([&b' ']);
        let ends = passed.iter().zip(behind).filter(|&(byte, next)| match byte {
            b'\n' => true,
            b'\r' => *next != b'\n',
            _ => false,
        });
        self.line += u64::try_from(ends.count()).unwrap_or(u64::MAX);
        self.counted = self.counted.max(begin);
        self.line
    }
}

/// The names met so far.
#[derive(Default)]
struct Known {
    auctions: BTreeMap<String, usize>,
    bidders: BTreeMap<String, usize>,
}

impl Known {
    fn bid(
        &mut self,
        file: &mut BidFile,
        columns: &Columns,
        record: &csv::StringRecord,
        line: u64,
    ) -> Result<PastBid, LineError> {
        let field = |place: usize| record.get(place).unwrap_or_default();
        let amount = |column, place: usize| {
            field(place).parse().map_err(|source| LineError::Amount { column, source })
        };
        let filled = |column, place| match field(place) {
            "" => Err(LineError::Blank(column)),
            text => Ok(text.to_owned()),
        };
        let name = filled("auctionid", columns.auction)?;
        let bidder = filled("bidder", columns.bidder)?;
        // Every line is checked, although the first one of an auction speaks for it.
        let told = PastAuction {
            name: name.clone(),
            line,
            opening_bid: amount("openbid", columns.opening_bid)?,
            final_price: amount("price", columns.price)?,
            lasts: days(field(columns.kind))?,
            bidder_count: 0,
        };
        let amount = amount("bid", columns.bid)?;
        let time = time(field(columns.time))?;
        let next = self.bidders.len();
        let bidder = *self.bidders.entry(bidder).or_insert(next);
        let auction = *self.auctions.entry(name).or_insert_with(|| {
            file.auctions.push(told);
            file.bidders.push(Vec::new());
            file.auctions.len() - 1
        });
        if !file.bidders[auction].contains(&bidder) {
            file.bidders[auction].push(bidder);
            file.auctions[auction].bidder_count += 1;
        }
        Ok(PastBid { line, auction, bidder, amount, time })
    }
}

impl Columns {
    fn find(heading: &csv::StringRecord) -> Result<Self, LineError> {
        let place = |name: &'static str| {
            let found =
                heading.iter().position(|field| field.trim_start_matches('\u{feff}') == name);
            found.ok_or(LineError::Column(name))
        };
        Ok(Self {
            auction: place("auctionid")?,
            bid: place("bid")?,
            time: place("bidtime")?,
            bidder: place("bidder")?,
            opening_bid: place("openbid")?,
            price: place("price")?,
            kind: place("auction_type")?,
        })
    }
}

/// Days from the start, to the microsecond.
fn time(text: &str) -> Result<Span, LineError> {
    let is_plain = text.starts_with(|first: char| first.is_ascii_digit())
        && text
            .bytes()
            .all(|character| matches!(character, b'0'..=b'9' | b'.' | b'e' | b'E' | b'-'));
    let read = || {
        let days: Decimal = text.parse().or_else(|_| Decimal::from_scientific(text)).ok()?;
        if days > Decimal::from(TIME_MAX) {
            return None;
        }
        days.checked_mul(Decimal::from(Span::DAY.us()))?.trunc().to_u64().map(Span::from_us)
    };
    if is_plain { read().ok_or(LineError::Time) } else { Err(LineError::Time) }
}

fn days(text: &str) -> Result<Span, LineError> {
    let days = text.strip_suffix(" day auction").and_then(|days| days.parse::<u64>().ok());
    match days {
        Some(days @ 1..=DAYS_MAX) => Ok(Span::from_us(Span::DAY.us() * days)),
        Some(_) | None => Err(LineError::Days),
    }
}
