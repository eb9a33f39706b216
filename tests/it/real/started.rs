//! The program as a process of its own: a demonstration, or the real thing.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::http::{Connection, Request};

/// How long a program may take to start or to stop, and its rows to follow the journal.
const PATIENCE: Duration = Duration::from_secs(30);
const GLANCE: Duration = Duration::from_millis(2);

/// The program that is tested.
pub(crate) fn binary() -> PathBuf {
    let found = std::env::var_os("GAVEL_BIN").map(PathBuf::from);
    let found = found.expect("GAVEL_BIN names the program; tests/run real sets it");
    assert!(found.is_file(), "{} is no file", found.display());
    found
}

/// What is started.
#[derive(Debug, Clone)]
pub(crate) enum Program {
    /// `gavel demo`, with lots of a script or those of its own, and so many load bidders.
    Demo { script: Option<PathBuf>, bidders: usize },
    /// `gavel serve`, on PostgreSQL where its address is given.
    Serve { database: Option<String> },
}

/// How to start the program.
#[derive(Debug, Clone)]
pub(crate) struct Start {
    pub(crate) binary: PathBuf,
    pub(crate) program: Program,
    pub(crate) dir: PathBuf,
    pub(crate) port: u16,
    /// How long a signal waits for lots in their last window.
    pub(crate) drain: String,
    /// Where what it says on standard error goes.
    pub(crate) told: PathBuf,
    pub(crate) variables: Vec<(&'static str, String)>,
    /// A program and its arguments that runs it.
    pub(crate) under: Vec<String>,
}

/// A running program; ended when dropped.
pub(crate) struct Started {
    child: Child,
    /// The program's own id, also where another program runs it.
    id: u32,
    address: SocketAddr,
    told: PathBuf,
    /// Kept open, so that the rest of the greeting finds a reader.
    _greeting: BufReader<ChildStdout>,
}

/// How a program ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// None when a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) told: String,
}

/// How far the rows were behind the journal.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Behind {
    pub(crate) entries: u64,
    /// How long they took to come up.
    pub(crate) took: Duration,
}

impl Start {
    /// A demonstration in this folder, with lots of a script beside the data.
    pub(crate) fn new(folder: &Path, script: &str, bidders: usize) -> Self {
        let path = folder.join("lots.toml");
        fs::write(&path, script).unwrap();
        Self::of(Program::Demo { script: Some(path), bidders }, folder)
    }

    /// A program in this folder.
    pub(crate) fn of(program: Program, folder: &Path) -> Self {
        Self {
            binary: binary(),
            program,
            dir: folder.join("data"),
            port: 0,
            drain: "0s".to_owned(),
            told: folder.join("told"),
            variables: Vec::new(),
            under: Vec::new(),
        }
    }

    pub(crate) fn command(&self) -> Command {
        let mut words: Vec<String> = self.under.clone();
        words.push(self.binary.display().to_string());
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]);
        match &self.program {
            Program::Demo { script, bidders } => {
                command.args(["demo", "--dir"]).arg(&self.dir);
                command.args(["--port", &self.port.to_string()]);
                command.args(["--bidders", &bidders.to_string(), "--drain", &self.drain]);
                if let Some(script) = script {
                    command.arg("--script").arg(script);
                }
            }
            Program::Serve { database } => {
                command.args(["serve", "--dir"]).arg(&self.dir);
                command.env("GAVEL_LISTEN", format!("127.0.0.1:{}", self.port));
                command.env("GAVEL_DRAIN", &self.drain);
                // An address may hold a password, which does not belong on a command line.
                command.envs(database.iter().map(|url| ("GAVEL_DATABASE", url)));
            }
        }
        command.envs(self.variables.iter().map(|(name, value)| (*name, value)));
        command.stdin(Stdio::null());
        command
    }

    /// Starts it and waits until it says where it is.
    pub(crate) fn start(&self) -> Started {
        self.try_start().unwrap_or_else(|ended| panic!("the program ended: {ended:?}"))
    }

    /// Starts it; where it ends before it says where it is, says how.
    pub(crate) fn try_start(&self) -> Result<Started, Ended> {
        let told = self.told.clone();
        let errors = File::create(&told).unwrap();
        let mut command = self.command();
        let mut child = command.stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
        let mut greeting = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        // Ends with the program at the latest.
        greeting.read_line(&mut line).unwrap();
        let Some((_, address)) = line.trim_end().rsplit_once("http://") else {
            return Err(end(child, &told));
        };
        let address = address.parse().unwrap();
        let id = if self.under.is_empty() { child.id() } else { only_child(child.id()) };
        Ok(Started { child, id, address, told, _greeting: greeting })
    }

    /// Runs it until it ends by itself.
    pub(crate) fn run(&self) -> Ended {
        match self.try_start() {
            Err(ended) => ended,
            Ok(demo) => demo.wait(),
        }
    }
}

impl Started {
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn connect(&self) -> Connection {
        Connection::open(self.address).unwrap()
    }

    /// Reads a document as anybody may.
    pub(crate) fn get(&self, path: &str) -> Value {
        get(&mut self.connect(), path)
    }

    pub(crate) fn lot(&self, lot: u64) -> Value {
        self.get(&format!("/api/v1/lots/{lot}"))
    }

    pub(crate) fn state(&self, lot: u64) -> String {
        self.lot(lot)["state"].as_str().unwrap().to_owned()
    }

    /// Waits until a lot is in a state.
    pub(crate) fn await_state(&self, lot: u64, state: &str, patience: Duration) {
        let until = Instant::now() + patience;
        loop {
            let found = self.lot(lot);
            if found["state"] == state {
                return;
            }
            assert!(Instant::now() < until, "lot {lot} is not {state}: {found}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// Waits until the rows show what is published now, and tells how far they were behind.
    pub(crate) fn await_rows(&self) -> Behind {
        let began = Instant::now();
        let mut connection = self.connect();
        let [published, drawn] = sequences(&mut connection);
        let mut reached = drawn;
        while reached < published {
            let took = began.elapsed();
            assert!(took < PATIENCE, "the rows stay at {reached} of {published} entries");
            std::thread::sleep(GLANCE);
            [_, reached] = sequences(&mut connection);
        }
        Behind { entries: published.saturating_sub(drawn), took: began.elapsed() }
    }

    pub(crate) fn id(&self) -> u32 {
        self.id
    }

    /// The id of its thread of this name.
    pub(crate) fn thread(&self, name: &str) -> u32 {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.id())).unwrap();
        let found = tasks.flatten().find(|task| {
            fs::read_to_string(task.path().join("comm")).is_ok_and(|comm| comm.trim_end() == name)
        });
        let found = found.unwrap_or_else(|| panic!("no thread {name}"));
        found.file_name().to_str().unwrap().parse().unwrap()
    }

    /// Kills it as a power cut would.
    pub(crate) fn kill(mut self) {
        assert_eq!(self.id, self.child.id(), "what runs it would be killed in its place");
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop.
    pub(crate) fn terminate(&self) {
        signal("TERM", self.id());
    }

    /// Asks it to stop and waits until it has.
    pub(crate) fn stop(self) -> Ended {
        self.terminate();
        self.wait()
    }

    /// Waits until it ends by itself.
    pub(crate) fn wait(mut self) -> Ended {
        let child = std::mem::replace(&mut self.child, nobody());
        end(child, &self.told)
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if self.child.try_wait().unwrap().is_none() {
            if self.id != self.child.id() {
                signal("KILL", self.id);
            }
            self.child.kill().unwrap();
            self.child.wait().unwrap();
        }
    }
}

/// The id of the one program that another runs.
fn only_child(parent: u32) -> u32 {
    let path = format!("/proc/{parent}/task/{parent}/children");
    let children = fs::read_to_string(path).unwrap();
    children.trim().parse().unwrap_or_else(|error| panic!("{error}: children {children}"))
}

/// A child that has ended, in place of one that was handed on.
fn nobody() -> Child {
    let mut child = Command::new("true").spawn().unwrap();
    child.wait().unwrap();
    child
}

fn end(mut child: Child, told: &Path) -> Ended {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return Ended { code: status.code(), told: fs::read_to_string(told).unwrap() };
        }
        if Instant::now() >= until {
            child.kill().unwrap();
            child.wait().unwrap();
            panic!("did not end: {}", fs::read_to_string(told).unwrap());
        }
        std::thread::sleep(GLANCE);
    }
}

/// Sends a signal to a process by its id.
pub(crate) fn signal(name: &str, id: u32) {
    let status = Command::new("kill").args(["-s", name, &id.to_string()]).status().unwrap();
    assert!(status.success(), "no process {id}");
}

/// Reads a document; one that needs rows which are not drawn yet, when they are.
pub(crate) fn get(connection: &mut Connection, path: &str) -> Value {
    let request = Request { method: "GET", path, headers: &[], body: b"" };
    let until = Instant::now() + PATIENCE;
    loop {
        let answer = connection.ask(&request).unwrap();
        if answer.status == 200 {
            return answer.json();
        }
        let is_late = answer.status == 503 && answer.problem() == "unavailable";
        assert!(is_late && Instant::now() < until, "{path}: {answer:?}");
        let wait = answer.header("retry-after").and_then(|text| text.parse().ok());
        std::thread::sleep(Duration::from_secs(wait.unwrap_or_else(|| panic!("{answer:?}"))));
    }
}

/// The newest entry that is published, and the newest that the rows show.
fn sequences(connection: &mut Connection) -> [u64; 2] {
    let request = Request { method: "GET", path: "/metrics", headers: &[], body: b"" };
    let answer = connection.ask(&request).unwrap();
    assert_eq!(answer.status, 200, "{answer:?}");
    let text = String::from_utf8(answer.body).unwrap();
    ["gavel_sequence ", "gavel_rows_sequence "].map(|name| {
        let value = text.lines().find_map(|line| line.strip_prefix(name));
        value.unwrap_or_else(|| panic!("no {name}in {text}")).parse().unwrap()
    })
}

/// Runs `gavel verify` with these receipts and gives its exit code and what it printed and told.
pub(crate) fn verify(binary: &Path, dir: &Path, receipts: &[String]) -> (i32, String) {
    let mut command = Command::new(binary);
    command.arg("verify").arg(dir).arg("--json");
    for receipt in receipts {
        command.args(["--receipt", receipt]);
    }
    let output = command.output().unwrap();
    let told = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (output.status.code().unwrap(), told.concat())
}

/// Proves a journal and gives the report.
pub(crate) fn verified(dir: &Path, receipts: &[String]) -> Value {
    let (code, told) = verify(&binary(), dir, receipts);
    assert_eq!(code, 0, "{told}");
    let report: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(report["verified"], true, "{report}");
    report
}
