//! An installation as a centre runs it: `gavel serve` on either engine, its accounts made by
//! `gavel admin`.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use lexicon::Secret;
use serde_json::Value;
use store::{Dump, Place, Rows};
use tempfile::TempDir;

use super::http::Connection;
use super::people::sign_in;
use super::started::{Program, Start, binary};
use crate::http::postgres::PostgresDatabase;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "invented for a test";

/// The staff and the sellers: with the administrator they are twelve.
const HOUSE: [(&str, &str); 11] = [
    ("seller1", "seller"),
    ("seller2", "seller"),
    ("clerk1", "clerk"),
    ("clerk2", "clerk"),
    ("clerk3", "clerk"),
    ("clerk4", "clerk"),
    ("clerk5", "clerk"),
    ("clerk6", "clerk"),
    ("reviewer1", "reviewer"),
    ("reviewer2", "reviewer"),
    ("supervisor1", "supervisor"),
];
/// How many sign in at once.
const SIGNING_IN: usize = 8;

/// What keeps the rows and the accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// Files in the data directory.
    Sqlite,
    /// A database of its own in the server of the tests.
    Postgres,
}

/// An installation in a folder of its own; gone with this value.
pub(crate) struct Installation {
    pub(crate) start: Start,
    database: Option<PostgresDatabase>,
    folder: TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    /// What it printed and what it told.
    pub(crate) said: String,
}

impl Installation {
    pub(crate) fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = (engine == Engine::Postgres).then(PostgresDatabase::new);
        let url = database.as_ref().map(|database| database.url().to_owned());
        let start = Start::of(Program::Serve { database: url }, folder.path());
        fs::create_dir(&start.dir).unwrap();
        Self { start, database, folder }
    }

    /// One that has a journal made elsewhere, and nothing else.
    pub(crate) fn of_journal(engine: Engine, dir: &Path) -> Self {
        let installation = Self::new(engine);
        let journal = installation.start.dir.join("journal");
        fs::create_dir(&journal).unwrap();
        for found in fs::read_dir(dir.join("journal")).unwrap() {
            let found = found.unwrap();
            fs::copy(found.path(), journal.join(found.file_name())).unwrap();
        }
        installation
    }

    fn place(&self) -> Place {
        match &self.database {
            Some(database) => Place::Postgres(Secret::new(database.url().to_owned())),
            None => Place::Directory(self.start.dir.clone()),
        }
    }

    /// All columns of all tables of the rows.
    pub(crate) fn rows(&self) -> Dump {
        dump(&self.place())
    }

    /// Up to which entry the rows are drawn, asked beside whoever draws them.
    pub(crate) fn reached(&self) -> u64 {
        block_on(async {
            let rows = Rows::open(&self.place()).await.unwrap();
            let reached = rows.reached().sequence.0;
            rows.close().await;
            reached
        })
    }

    /// Everything that is kept, as a script that would make it again.
    pub(crate) fn kept(&self) -> String {
        let Some(database) = &self.database else { return kept(&self.start.dir) };
        let mut command = Command::new(postgres_program("pg_dump"));
        command.args(["--schema=kept", "--dbname", database.url()]);
        // Newer versions fence their output by a word drawn anew each time.
        let is_fence = |line: &&str| line.starts_with("\\restrict ");
        let is_fence_end = |line: &&str| line.starts_with("\\unrestrict ");
        let told = output(&mut command);
        let lines = told.lines().filter(|line| !is_fence(line) && !is_fence_end(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Runs a subcommand on the installation.
    pub(crate) fn run(&self, words: &[&str], input: &str) -> Done {
        let mut command = Command::new(binary());
        command.args(words).arg("--dir").arg(&self.start.dir);
        if let Some(database) = &self.database {
            command.args(["--database", database.url()]);
        }
        run(&mut command, input)
    }

    /// Draws the rows anew; how many entries that were.
    pub(crate) fn rebuild(&self) -> u64 {
        let done = self.run(&["rebuild", "--json"], "");
        assert_eq!(done.code, 0, "{done:?}");
        let told: Value = serde_json::from_str(&done.said).unwrap();
        assert_eq!(told["entries"], told["sequence"], "{told}");
        told["entries"].as_u64().unwrap()
    }

    /// Makes the first administrator.
    pub(crate) fn create_administrator(&self) {
        let done = self.create("admin1", &format!("{PASSWORD}\n"));
        assert_eq!(done.code, 0, "{done:?}");
    }

    /// Makes an administrator of this name; `input` begins with the password.
    pub(crate) fn create(&self, name: &str, input: &str) -> Done {
        let identity = identity(1);
        let words = ["admin", "create", name, "--legal-name", "杜管理", "--identity", &identity];
        self.run(&words, input)
    }

    /// Makes accounts from a file of these lines.
    pub(crate) fn import(&self, lines: &str) -> Done {
        let path = self.file(lines);
        self.run(&["admin", "import-accounts", path.to_str().unwrap(), "--json"], "")
    }

    /// A file of accounts.
    fn file(&self, lines: &str) -> PathBuf {
        let path = self.folder.path().join("accounts.csv");
        fs::write(&path, format!("name,roles,kind,legal_name,identity,password\n{lines}")).unwrap();
        path
    }

    /// Makes the administrator, the house, and the bidders `load1`, `load2`, …
    pub(crate) fn register(&self, bidders: u64) {
        self.create_administrator();
        let mut lines = String::new();
        for (number, (name, role)) in (2..).zip(HOUSE) {
            writeln!(lines, "{}", person(name, role, number)).unwrap();
        }
        for number in 1..=bidders {
            writeln!(lines, "{}", person(&format!("load{number}"), "bidder", 100 + number))
                .unwrap();
        }
        let done = self.import(&lines);
        assert_eq!(done.code, 0, "{done:?}");
        let made: Value = serde_json::from_str(&done.said).unwrap();
        let house = u64::try_from(HOUSE.len()).unwrap();
        assert_eq!(
            (made["made"].as_u64(), made["known"].as_u64()),
            (Some(house + bidders), Some(0))
        );
    }
}

/// A line of a file of accounts.
pub(crate) fn person(name: &str, role: &str, number: u64) -> String {
    format!("{name},{role},person,试用{number}号,{},{PASSWORD}", identity(number))
}

/// The identity number of an invented person, its check character right.
pub(crate) fn identity(number: u64) -> String {
    const WEIGHTS: [u64; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    let digits = format!("350102{}0101{:03}", 1950 + number / 1_000, number % 1_000);
    let digit = |character: u8| u64::from(character - b'0');
    let sum: u64 = WEIGHTS.iter().zip(digits.bytes()).map(|(weight, it)| weight * digit(it)).sum();
    format!("{digits}{}", char::from(CHECKS[usize::try_from(sum % 11).unwrap()]))
}

/// Signs in many and gives their tokens in order: a password of an installation takes its time.
pub(crate) fn sign_in_all(address: SocketAddr, names: &[String]) -> Vec<String> {
    let share = names.len().div_ceil(SIGNING_IN).max(1);
    thread::scope(|scope| {
        let parts = names.chunks(share).map(|some| {
            scope.spawn(move || {
                let mut connection = Connection::open(address).unwrap();
                let tokens = some.iter().map(|name| sign_in(&mut connection, name, PASSWORD));
                tokens.collect::<Result<Vec<_>, _>>().unwrap()
            })
        });
        let parts: Vec<_> = parts.collect();
        parts.into_iter().flat_map(|part| part.join().unwrap()).collect()
    })
}

/// The names `load1`, `load2`, …
pub(crate) fn load_names(count: u64) -> Vec<String> {
    (1..=count).map(|number| format!("load{number}")).collect()
}

/// All columns of all tables of the rows of a place.
pub(crate) fn dump(place: &Place) -> Dump {
    block_on(async {
        let rows = Rows::open(place).await.unwrap();
        let dump = rows.dump().await.unwrap();
        rows.close().await;
        dump
    })
}

/// Says which table differs and where, rather than all that there is.
pub(crate) fn assert_same(found: &Dump, expected: &Dump, when: &str) {
    assert_eq!(found.len(), expected.len(), "{when}: tables");
    for ((table, rows), (_, others)) in found.iter().zip(expected) {
        for (row, other) in rows.iter().zip(others) {
            assert_eq!(row, other, "{when}: {table}");
        }
        assert_eq!(rows.len(), others.len(), "{when}: rows of {table}");
    }
}

/// Everything that is kept in SQLite in a directory.
pub(crate) fn kept(dir: &Path) -> String {
    output(Command::new("sqlite3").arg(dir.join("kept.db")).arg(".dump"))
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(future)
}

/// A program of the newest PostgreSQL that is there.
fn postgres_program(name: &str) -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").unwrap().flatten();
    let programs = versions.map(|version| version.path().join("bin").join(name));
    let found = programs.filter(|program| program.is_file()).max();
    found.unwrap_or_else(|| panic!("no {name}: tests/run installs PostgreSQL"))
}

fn run(command: &mut Command, input: &str) -> Done {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Whoever is refused before it reads has closed its end.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    Done { code: output.status.code().unwrap(), said: said.concat() }
}

fn output(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}
