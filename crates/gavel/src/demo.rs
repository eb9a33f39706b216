//! `gavel demo`: an exchange in one process, filled and alive within seconds.

mod bidders;
mod past;
mod script;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use exchange::{EpochClock, Role};
use floor::{Clock, SystemClock};
use journal::Options;
use lexicon::{PartyId, Secret, Span};
use web::{Account, Accounts, DemoHint};

use bidders::SimulatedBidders;
use script::DemoScript;

use crate::directory::Directory;
use crate::exit::Exit;
use crate::print;
use crate::server::{Server, Serving};

/// The one password of a demonstration; it is printed on the log-in page.
const PASSWORD: &str = "demo-only";
/// The most load bidders: each is admitted to every lot.
const LOAD_BIDDERS_MAX: u64 = 10_000;
/// The party number of `load1`.
const FIRST_LOAD_PARTY: u64 = 1_001;

/// The people of a demonstration, by name, party and role.
const PEOPLE: [(&str, u64, Role); 8] = [
    ("bidder1", 101, Role::Bidder),
    ("bidder2", 102, Role::Bidder),
    ("bidder3", 103, Role::Bidder),
    ("bidder4", 104, Role::Bidder),
    ("bidder5", 105, Role::Bidder),
    ("bidder6", 106, Role::Bidder),
    ("clerk1", 1, Role::Clerk),
    ("reviewer1", 2, Role::Reviewer),
];

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

/// Somebody who can sign in.
#[derive(Debug, Clone)]
struct Person {
    name: String,
    party: PartyId,
    role: Role,
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
    let directory = Directory::lock(path)?;
    let people = people(arguments.bidders);
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
    if !directory.has_journal() {
        past::make(&directory, &script, &people, &*clock)?;
    }
    let opened = directory.open(Options::default())?;
    let serving = Serving {
        opened,
        clock,
        epoch_clock: EpochClock::Wall,
        accounts: accounts(&people),
        actor_key: directory.actor_key()?,
        address: SocketAddr::from(([127, 0, 0, 1], arguments.port)),
        // A demonstration keeps nobody waiting unless it is told to.
        drain: Span::from_us(u64::try_from(arguments.drain.as_micros()).unwrap_or(u64::MAX)),
    };
    let server = Server::start(serving)?;
    greet(server.address(), path, temporary.is_some(), arguments.bidders)?;
    let names = people.iter().filter(|person| person.role == Role::Bidder);
    let names: Vec<String> = names.map(|person| person.name.clone()).take(6).collect();
    let simulated =
        script.simulated_bidders.then(|| SimulatedBidders::start(server.address(), &names));
    let stopped = server.run_until_signal();
    drop(simulated);
    stopped
}

fn people(load_bidders: u64) -> Vec<Person> {
    let named = PEOPLE.iter().map(|(name, party, role)| Person {
        name: (*name).to_owned(),
        party: PartyId(*party),
        role: *role,
    });
    let load = (1..=load_bidders).map(|number| Person {
        name: format!("load{number}"),
        party: PartyId(FIRST_LOAD_PARTY + number - 1),
        role: Role::Bidder,
    });
    named.chain(load).collect()
}

fn accounts(people: &[Person]) -> Accounts {
    let accounts = people.iter().map(|person| Account {
        name: person.name.clone(),
        password: Secret::new(PASSWORD.to_owned()),
        party: person.party,
        roles: vec![person.role],
    });
    let names = PEOPLE.iter().map(|(name, _, _)| (*name).to_owned()).collect();
    Accounts::new(accounts.collect(), Some(DemoHint { names, password: PASSWORD.to_owned() }))
}

fn greet(
    address: SocketAddr,
    path: &std::path::Path,
    is_temporary: bool,
    load_bidders: u64,
) -> Result<(), Exit> {
    let names: Vec<&str> = PEOPLE.iter().map(|(name, _, _)| *name).collect();
    let kept = if is_temporary { "until it stops" } else { "for good" };
    let load = match load_bidders {
        0 => String::new(),
        count => format!(", load1..load{count}"),
    };
    print::line(&format!(
        "Gavel 槌定 is open: http://{address}\n\
         log in as {}{load}; the password is {PASSWORD}\n\
         data in {}, kept {kept}; stop with Ctrl-C\n",
        names.join(", "),
        path.display(),
    ))
}
