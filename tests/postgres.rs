//! An empty PostgreSQL database for a test, in a throw-away server of Debian's binaries.
//!
//! The server is the one that `GAVEL_TEST_POSTGRES` names, which `tests/run` starts once for a
//! whole suite; otherwise this process starts one of its own at first need. It ends with the
//! process however that ends, since it runs as long as its standard input is open.
//!
//! A test crate takes it in by path: `#[path = "../../../postgres.rs"] mod postgres;`.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// A database of its own for one test, removed at the end of it.
pub(crate) struct PostgresDatabase {
    url: String,
}

impl PostgresDatabase {
    /// Makes an empty database.
    pub(crate) fn new() -> Self {
        Self { url: create(server()) }
    }

    /// Where it is: `postgres://gavel@localhost/…`.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for PostgresDatabase {
    fn drop(&mut self) {
        // Without a word when it fails: the test may be failing already, for a better reason.
        let _ = launcher().args(["drop", &self.url]).stderr(Stdio::null()).status();
    }
}

/// The standard input of a process of ours stays open as long as this value lives, which is as
/// long as the test's own process does.
struct Server {
    url: String,
    _process: Option<Child>,
}

fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| match std::env::var("GAVEL_TEST_POSTGRES") {
        Ok(url) => Server { url, _process: None },
        Err(_) => start(),
    })
}

fn start() -> Server {
    let mut process = launcher()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("failed to start tests/postgres: {error}"));
    let mut url = String::new();
    let read = process.stdout.take().map(|output| BufReader::new(output).read_line(&mut url));
    let has_started = matches!(read, Some(Ok(1..)));
    assert!(has_started, "failed to start PostgreSQL: see above, or run ./tests/run");
    Server { url: url.trim_end().to_owned(), _process: Some(process) }
}

fn create(server: &Server) -> String {
    let output = launcher()
        .args(["create", &server.url])
        .stderr(Stdio::inherit())
        .output()
        .unwrap_or_else(|error| panic!("failed to run tests/postgres: {error}"));
    assert!(output.status.success(), "failed to make a database: see above");
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

/// The script lies beside this file; every member of the workspace lies in a folder that leads to
/// it.
fn launcher() -> Command {
    use std::os::unix::process::CommandExt as _;

    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut places = here.ancestors().map(|folder| folder.join("tests/postgres"));
    let script = places.find(|script| script.is_file());
    let mut command =
        Command::new(script.unwrap_or_else(|| panic!("{} is no member", here.display())));
    // In a group of its own, so that a Ctrl-C for the test leaves it alive to clean up.
    command.process_group(0);
    command
}
