//! `gavel admin`: the first administrator of an installation, and many accounts at once.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufRead, BufReader, IsTerminal};
use std::num::NonZero;
use std::panic;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::Context;
use exchange::{Role, check_roles, is_unprintable};
use lexicon::Secret;
use serde::Deserialize;
use serde_json::json;
use store::{AccountName, Identity};
use web::{PASSWORD_LENGTH_MIN, PASSWORD_SIZE_MAX, PasswordCost, hash_password};

use crate::exit::Exit;
use crate::installation::Installation;
use crate::print;
use crate::registration::{Newcomer, register};
use crate::settings::Flags;

/// The most characters of a person's or an organisation's name.
const LEGAL_NAME_LENGTH_MAX: usize = 120;
/// The most accounts of one file.
const ACCOUNTS_MAX: usize = 100_000;

/// What an administrator does on the installation itself, while no server uses it.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, clap::Subcommand)]
enum Act {
    /// Makes an administrator; the password is the first line of standard input.
    Create(Create),
    /// Makes accounts from a file (CSV: `name,roles,kind,legal_name,identity,password`).
    ImportAccounts(ImportAccounts),
}

#[derive(Debug, clap::Args)]
struct Create {
    /// The name to sign in by: small letters, digits, `._-`.
    name: String,
    /// The person's name.
    #[arg(long)]
    legal_name: String,
    /// The person's identity number.
    #[arg(long)]
    identity: String,
    #[command(flatten)]
    settings: Flags,
}

#[derive(Debug, clap::Args)]
struct ImportAccounts {
    /// The file.
    file: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    settings: Flags,
}

/// One line of a file of accounts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    name: String,
    /// Joined by spaces.
    roles: String,
    kind: String,
    legal_name: String,
    identity: String,
    password: String,
}

/// A line that can be an account, its password not hashed yet.
struct Wanted {
    name: AccountName,
    roles: Vec<Role>,
    legal_name: Secret<String>,
    identity: Identity,
    password: Secret<String>,
}

/// Does what was asked.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    match &arguments.act {
        Act::Create(create) => create.run(),
        Act::ImportAccounts(import) => import.run(),
    }
}

impl Create {
    fn run(&self) -> Result<(), Exit> {
        let settings = self.settings.settings()?;
        let line = Line {
            name: self.name.clone(),
            roles: Role::Administrator.slug().to_owned(),
            kind: "person".to_owned(),
            legal_name: self.legal_name.clone(),
            identity: self.identity.clone(),
            password: password()?,
        };
        let wanted = line.check().map_err(Exit::Use)?;
        let installation = Installation::open(&settings.dir, settings.database.as_ref())?;
        let registered = register(&installation, vec![wanted.hash()?])?;
        if registered.made == 0 {
            return Err(Exit::No(format!("there is an account {} already", self.name)));
        }
        print::line(&format!("{} may sign in as administrator\n", self.name))
    }
}

impl ImportAccounts {
    fn run(&self) -> Result<(), Exit> {
        let settings = self.settings.settings()?;
        // All of the file is read before anything is made.
        let wanted = read(&self.file)?;
        let installation = Installation::open(&settings.dir, settings.database.as_ref())?;
        let registered = register(&installation, hash_all(wanted)?)?;
        print::object(self.json, &json!({ "made": registered.made, "known": registered.known }))
    }
}

/// The first line of standard input, so that no password stands in a list of processes.
fn password() -> Result<String, Exit> {
    let input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("password, at least {PASSWORD_LENGTH_MIN} characters (it is shown):");
    }
    let mut line = String::new();
    input.lock().read_line(&mut line).context("read the password")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn read(path: &Path) -> Result<Vec<Wanted>, Exit> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("read {name}"))?;
    let mut reader = csv::Reader::from_reader(BufReader::new(file));
    let mut all: Vec<Wanted> = Vec::new();
    let mut names = BTreeSet::new();
    for (number, line) in (2..).zip(reader.deserialize::<Line>()) {
        let told = |why: String| Exit::Use(format!("{name}: line {number}: {why}"));
        let line = line.map_err(|error| told(error.to_string()))?;
        if all.len() >= ACCOUNTS_MAX {
            return Err(told(format!("more than {ACCOUNTS_MAX} accounts")));
        }
        let wanted = line.check().map_err(told)?;
        if !names.insert(wanted.name.clone()) {
            return Err(told(format!("{} stands there twice", wanted.name)));
        }
        all.push(wanted);
    }
    Ok(all)
}

/// Hashes the passwords on every core: by design each takes its time.
fn hash_all(all: Vec<Wanted>) -> Result<Vec<Newcomer>, Exit> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let share = all.len().div_ceil(cores).max(1);
    let mut all = all.into_iter();
    let shares = (0..cores).map(|_| all.by_ref().take(share).collect::<Vec<_>>());
    let shares: Vec<_> = shares.collect();
    thread::scope(|scope| {
        let hashing = shares.into_iter().map(|some| {
            scope.spawn(|| some.into_iter().map(Wanted::hash).collect::<Result<Vec<_>, _>>())
        });
        let hashing: Vec<_> = hashing.collect();
        let mut newcomers = Vec::new();
        for hashed in hashing {
            newcomers.extend(hashed.join().unwrap_or_else(|fault| panic::resume_unwind(fault))?);
        }
        Ok(newcomers)
    })
}

impl Line {
    fn check(self) -> Result<Wanted, String> {
        let length = self.password.chars().count();
        if length < PASSWORD_LENGTH_MIN || self.password.len() > PASSWORD_SIZE_MAX {
            return Err(format!(
                "a password has {PASSWORD_LENGTH_MIN} characters at least and {PASSWORD_SIZE_MAX} \
                 bytes at most"
            ));
        }
        let name = self.name.parse().map_err(|_| {
            "a name has 1 to 64 characters of a-z, 0-9, '.', '_' and '-'".to_owned()
        })?;
        let roles = roles(&self.roles)?;
        let identity = match self.kind.as_str() {
            "person" => self.identity.parse().map(Identity::Person).map_err(|it| it.to_string()),
            "organisation" => {
                self.identity.parse().map(Identity::Organisation).map_err(|it| it.to_string())
            }
            other => Err(format!("{other} is neither person nor organisation")),
        }?;
        let is_long = self.legal_name.chars().nth(LEGAL_NAME_LENGTH_MAX).is_some();
        if self.legal_name.trim().is_empty()
            || is_long
            || self.legal_name.chars().any(is_unprintable)
        {
            return Err(format!(
                "a legal name has 1 to {LEGAL_NAME_LENGTH_MAX} visible characters"
            ));
        }
        let (legal_name, password) = (Secret::new(self.legal_name), Secret::new(self.password));
        Ok(Wanted { name, roles, legal_name, identity, password })
    }
}

impl Wanted {
    fn hash(self) -> Result<Newcomer, Exit> {
        let Self { name, roles, legal_name, identity, password } = self;
        let password_hash = hash_password(PasswordCost::FULL, &password).ok();
        let password_hash = password_hash.context("a password cannot be hashed")?;
        Ok(Newcomer { name, roles, legal_name, identity, password_hash })
    }
}

/// The roles of a line. The rules refuse what a party cannot hold, but not before something was
/// made.
fn roles(text: &str) -> Result<Vec<Role>, String> {
    let read = text
        .split_whitespace()
        .map(|slug| Role::from_slug(slug).ok_or_else(|| format!("{slug} is no role")));
    let roles: Vec<Role> = read.collect::<Result<_, _>>()?;
    check_roles(&roles).map_err(|error| error.to_string())?;
    Ok(roles)
}
