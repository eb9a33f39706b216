//! The exchange of a city's public-resource trading centre, in one program.

mod demo;
mod directory;
mod exit;
mod print;
mod rehearse;
mod replay;
mod server;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

/// Which logs are written to standard error; warnings and errors unless it is set.
const LOG_VARIABLE: &str = "GAVEL_LOG";

/// The exchange of a city's public-resource trading centre (公共资源交易中心).
#[derive(Debug, Parser)]
#[command(name = "gavel", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Run,
}

#[derive(Debug, Subcommand)]
enum Run {
    /// Runs an exchange in one process, filled with sample lots and simulated bidders.
    Demo(demo::Arguments),
    /// Replays a historical bid file in virtual time through the real queue, sequencer and journal.
    Rehearse(rehearse::Arguments),
    /// Reads a journal and prints the state it leaves.
    Replay(replay::Arguments),
    /// Proves a journal: the chain, and the engine run again over every command.
    Verify(verify::Arguments),
}

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env(LOG_VARIABLE).unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    // clap itself ends a wrong use with 2.
    let Arguments { command } = Arguments::parse();
    let ended = match command {
        Run::Demo(arguments) => demo::run(&arguments),
        Run::Rehearse(arguments) => rehearse::run(&arguments),
        Run::Replay(arguments) => replay::run(&arguments),
        Run::Verify(arguments) => verify::run(&arguments),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(exit) => exit.report(),
    }
}
