//! `gavel rehearse`: bids that people placed, sent through the real exchange in virtual time.

mod bid_file;
mod figures;
mod sale;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;
use journal::Options;
use lexicon::{HashAlg, Sequence};

use bid_file::BidFile;
use figures::Figures;
use sale::Rehearsal;

use crate::directory::Directory;
use crate::exit::Exit;
use crate::print;

/// How the columns of a bid file are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Mapping {
    /// auctionid, bid, bidtime (days from the start), bidder, openbid, price, `auction_type`.
    Ebay,
}

/// What each line of the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    /// A bid.
    Ascending,
    /// A ceiling up to which the exchange bids.
    Proxy,
}

/// What to rehearse.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The bid file.
    file: PathBuf,
    /// How its columns are read.
    #[arg(long)]
    mapping: Mapping,
    /// What each of its lines is.
    #[arg(long)]
    method: Method,
    /// Keep the journal in this data directory.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Go on with the same file where an earlier rehearsal stopped.
    #[arg(long, requires = "dir")]
    resume: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Reads the whole file, then sends it through the exchange.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let Mapping::Ebay = arguments.mapping;
    let failed = || format!("read {}", arguments.file.display());
    let bytes = std::fs::read(&arguments.file).with_context(failed)?;
    let file = BidFile::read(&bytes)
        .map_err(|error| Exit::Use(format!("{}: {error}", arguments.file.display())))?;
    sale::check(&file, arguments.method)
        .map_err(|error| Exit::Use(format!("{}: {error}", arguments.file.display())))?;
    let entropy = HashAlg::Sha256.digest(&[b"rehearsal", method_name(arguments.method), &bytes]).0;
    let figures = if let Some(dir) = &arguments.dir {
        rehearse(arguments, &file, entropy, dir)?
    } else {
        let dir = tempfile::tempdir().context("make a temporary directory")?;
        rehearse(arguments, &file, entropy, dir.path())?
    };
    if arguments.json { print::object(true, &figures) } else { print::line(&figures.table()) }
}

fn rehearse(
    arguments: &Arguments,
    file: &BidFile,
    entropy: [u8; 32],
    dir: &Path,
) -> Result<Figures, Exit> {
    let directory = Directory::lock(dir)?;
    if directory.is_used()? && !arguments.resume {
        let dir = dir.display();
        return Err(Exit::Use(format!("{dir} is not empty; --resume goes on with the same file")));
    }
    let opened = directory.open(Options::default(), Sequence::ZERO)?;
    Rehearsal::new(file, arguments.method, entropy).run(opened)
}

const fn method_name(method: Method) -> &'static [u8] {
    match method {
        Method::Ascending => b"ascending",
        Method::Proxy => b"proxy",
    }
}
