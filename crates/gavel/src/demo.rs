//! `gavel demo`: an exchange in one process, filled and alive within seconds.

mod bidders;
mod filling;
mod past;
mod people;
mod script;
mod steps;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use exchange::Role;
use floor::{Clock, SystemClock};
use lexicon::Span;
use web::{DemoHint, PasswordCost, Scheme};

use bidders::SimulatedBidders;
use script::DemoScript;

use crate::exit::Exit;
use crate::installation::Installation;
use crate::print;
use crate::proxies::Proxies;
use crate::server::{Front, Server, Serving};

/// The one password of a demonstration; it is printed on the log-in page.
const PASSWORD: &str = "demo-only";
/// The most load bidders: each is admitted to every lot.
const LOAD_BIDDERS_MAX: u64 = 10_000;
/// How to demonstrate.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The port on 127.0.0.1; 0 takes any that is free.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Keep everything in this data directory, and go on with it if it was used before.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Add so many bidders load1, load2, … who are admitted to every lot.
    #[arg(long, default_value_t = 0)]
    #[arg(value_parser = clap::value_parser!(u64).range(..=LOAD_BIDDERS_MAX))]
    bidders: u64,
    /// How long a signal waits, with the door open, for lots in their last window.
    #[arg(long, default_value = "0s", value_parser = humantime::parse_duration)]
    drain: Duration,
    /// Replace the sample lots by those of a script (TOML, see docs/DEMO.md).
    #[arg(long)]
    script: Option<PathBuf>,
}

/// Fills the exchange if it is new, then serves it until a signal comes.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let script = DemoScript::load(arguments.script.as_deref())?;
    let temporary = match arguments.dir {
        None => Some(tempfile::tempdir().context("make a temporary directory")?),
        Some(_) => None,
    };
    let kept = arguments.dir.as_deref();
    let path = kept
        .or(temporary.as_ref().map(tempfile::TempDir::path))
        .unwrap_or_else(|| panic!("a demonstration has a directory of its own or a temporary one"));
    let installation = Installation::open(path, None)?;
    let people = people::people(arguments.bidders);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
    if !installation.directory.has_journal() {
        let kept = installation.runtime.block_on(filling::keep(
            &installation,
            &script,
            &people,
            clock.now(),
        ))?;
        past::make(&installation.directory, &script, &people, &kept, &*clock)?;
    }
    let server = Server::start(Serving {
        installation,
        clock,
        hint: Some(DemoHint { names: people::hinted(), password: PASSWORD.to_owned() }),
        cost: PasswordCost::LOW,
        front: Front {
            listen: SocketAddr::from(([127, 0, 0, 1], arguments.port)),
            scheme: Scheme::Http,
            public_url: None,
            proxies: Proxies::default(),
            // A demonstration keeps nobody waiting unless it is told to.
            drain: Span::from_us(u64::try_from(arguments.drain.as_micros()).unwrap_or(u64::MAX)),
        },
    })?;
    greet(server.address(), path, temporary.is_some(), arguments.bidders)?;
    let names = people.iter().filter(|person| person.role == Role::Bidder);
    let names: Vec<String> = names.map(|person| person.name.clone()).take(6).collect();
    let simulated =
        script.simulated_bidders.then(|| SimulatedBidders::start(server.address(), &names));
    let stopped = server.run_until_signal();
    drop(simulated);
    stopped
}

fn greet(
    address: SocketAddr,
    path: &std::path::Path,
    is_temporary: bool,
    load_bidders: u64,
) -> Result<(), Exit> {
    let kept = if is_temporary { "until it stops" } else { "for good" };
    print::line(&format!(
        "Gavel 槌定 is open: http://{address}\n\
         {}\n\
         data in {}, kept {kept}; stop with Ctrl-C\n",
        people::log_ins(load_bidders),
        path.display(),
    ))
}
