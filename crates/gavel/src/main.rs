//! The exchange of a city's public-resource trading centre, in one program.

mod directory;
mod exit;
mod print;
mod rehearse;
mod replay;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The exchange of a city's public-resource trading centre (公共资源交易中心).
#[derive(Debug, Parser)]
#[command(name = "gavel", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Run,
}

#[derive(Debug, Subcommand)]
enum Run {
    /// Replays a historical bid file in virtual time through the real queue, sequencer and journal.
    Rehearse(rehearse::Arguments),
    /// Reads a journal and prints the state it leaves.
    Replay(replay::Arguments),
    /// Proves a journal: the chain, and the engine run again over every command.
    Verify(verify::Arguments),
}

fn main() -> ExitCode {
    // clap itself ends a wrong use with 2.
    let Arguments { command } = Arguments::parse();
    let ended = match command {
        Run::Rehearse(arguments) => rehearse::run(&arguments),
        Run::Replay(arguments) => replay::run(&arguments),
        Run::Verify(arguments) => verify::run(&arguments),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(exit) => exit.report(),
    }
}
