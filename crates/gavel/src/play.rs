//! `gavel play`: one sale on paper, run through the real floor in virtual time.

mod file;
mod hall;
mod tell;

use std::path::PathBuf;

use anyhow::Context;

use crate::exit::Exit;
use crate::print;

/// What to play.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The file: terms, parties and timed commands.
    file: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Reads the file, plays it, and tells every ruling and the result.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let name = arguments.file.display().to_string();
    let text = std::fs::read(&arguments.file).with_context(|| format!("read {name}"))?;
    let text = String::from_utf8(text).map_err(|_| Exit::Use(format!("{name}: no UTF-8")))?;
    let paper = file::read(&text).map_err(|why| Exit::Use(format!("{name}: {why}")))?;
    let played = hall::play(&paper, text.as_bytes()).map_err(|error| match error {
        Exit::Use(why) => Exit::Use(format!("{name}: {why}")),
        other @ (Exit::No(_) | Exit::World(_)) => other,
    })?;
    if arguments.json { print::object(true, &played) } else { print::line(&played.text()) }
}
