//! The exchange of a city's public-resource trading centre, in one program.

mod admin;
mod connections;
mod demo;
mod directory;
mod exit;
mod installation;
mod openapi;
mod play;
mod print;
mod proxies;
mod rebuild;
mod registration;
mod rehearse;
mod replay;
mod serve;
mod server;
mod settings;
mod sheet;
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
    /// Makes accounts while no server uses the installation.
    Admin(admin::Arguments),
    /// Runs an exchange in one process, filled with sample lots and simulated bidders.
    Demo(demo::Arguments),
    /// Prints the description of the HTTP interface (`OpenAPI`).
    Openapi,
    /// Plays one sale on paper: terms, parties and timed commands from a file, in virtual time.
    Play(play::Arguments),
    /// Draws the rows anew from the journal, beside the old, and puts them in their place.
    Rebuild(rebuild::Arguments),
    /// Replays a historical bid file in virtual time through the real queue, sequencer and journal.
    Rehearse(rehearse::Arguments),
    /// Reads a journal and prints the state it leaves.
    Replay(replay::Arguments),
    /// Runs an exchange.
    Serve(serve::Arguments),
    /// Proves a journal: the chain, and the engine run again over every command.
    Verify(verify::Arguments),
}

fn main() -> ExitCode {
    let filter = EnvFilter::try_from_env(LOG_VARIABLE).unwrap_or_else(|_| EnvFilter::new("warn"));
    // clap itself ends a wrong use with 2.
    let Arguments { command } = Arguments::parse();
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Machines read what a server logs, people what the other subcommands do.
    if matches!(command, Run::Serve(_)) {
        logs.json().init();
    } else {
        logs.init();
    }
    let ended = match command {
        Run::Admin(arguments) => admin::run(&arguments),
        Run::Demo(arguments) => demo::run(&arguments),
        Run::Openapi => openapi::run(),
        Run::Play(arguments) => play::run(&arguments),
        Run::Rebuild(arguments) => rebuild::run(&arguments),
        Run::Rehearse(arguments) => rehearse::run(&arguments),
        Run::Replay(arguments) => replay::run(&arguments),
        Run::Serve(arguments) => serve::run(&arguments),
        Run::Verify(arguments) => verify::run(&arguments),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(exit) => exit.report(),
    }
}
