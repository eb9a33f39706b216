//! Whoever is signed in and asks for something.

use std::io;
use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lexicon::Moment;
use serde_json::{Value, json};

use super::http::{Answer, Connection, Lost, Request};

/// The one password of a demonstration.
const PASSWORD: &str = "demo-only";

/// Somebody who is signed in, on a connection of his own.
pub(crate) struct Person {
    connection: Connection,
    token: String,
}

/// What a bid's answer of 201 or a recorded refusal says of its entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub(crate) sequence: u64,
    pub(crate) hash: String,
}

/// A request id made of a number.
pub(crate) fn key(number: u64) -> String {
    format!("5a5a5a5a-0000-4000-8000-{number:012x}")
}

/// Yuan from whole yuan.
pub(crate) fn yuan(yuan: u64) -> String {
    format!("{yuan}.00")
}

/// The present moment.
pub(crate) fn now() -> Moment {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Moment::from_us(i64::try_from(since.as_micros()).unwrap())
}

/// The party of `load{number}`, as the journal names it: twelve people are registered before, in a
/// demonstration and in an installation of these tests.
pub(crate) fn load_party(number: u64) -> u64 {
    12 + number
}

impl Person {
    pub(crate) fn sign_in(address: SocketAddr, name: &str) -> Self {
        let mut connection = Connection::open(address).unwrap();
        let token = token(&mut connection, name).unwrap();
        Self { connection, token }
    }

    pub(crate) fn ask(
        &mut self,
        method: &str,
        path: &str,
        key: Option<&str>,
        body: &[u8],
    ) -> Result<Answer, Lost> {
        ask_as(&mut self.connection, &self.token, (method, path), key, body)
    }

    /// Sends a document and waits for the answer.
    pub(crate) fn post(&mut self, path: &str, key: &str, document: &Value) -> Answer {
        self.ask("POST", path, Some(key), document.to_string().as_bytes()).unwrap()
    }

    pub(crate) fn bid(&mut self, lot: u64, amount: &str, key: &str) -> Result<Answer, Lost> {
        bid_as(&mut self.connection, &self.token, lot, amount, key)
    }
}

/// Signs in to a demonstration and gives the token; an error where the exchange is gone.
pub(crate) fn token(connection: &mut Connection, name: &str) -> io::Result<String> {
    sign_in(connection, name, PASSWORD)
}

/// Signs in by this password and gives the token; an error where the exchange is gone.
pub(crate) fn sign_in(
    connection: &mut Connection,
    name: &str,
    password: &str,
) -> io::Result<String> {
    let body = json!({ "name": name, "password": password }).to_string();
    let headers = [("content-type", "application/json")];
    connection.send(&Request {
        method: "POST",
        path: "/api/v1/session",
        headers: &headers,
        body: body.as_bytes(),
    })?;
    let answer = connection.receive()?;
    assert_eq!(answer.status, 201, "{name}: {answer:?}");
    Ok(answer.json()["token"].as_str().unwrap().to_owned())
}

/// Asks as whoever has this token.
pub(crate) fn ask_as(
    connection: &mut Connection,
    token: &str,
    (method, path): (&str, &str),
    key: Option<&str>,
    body: &[u8],
) -> Result<Answer, Lost> {
    let bearer = format!("Bearer {token}");
    let mut headers = vec![("authorization", bearer.as_str())];
    headers.extend(key.map(|key| ("idempotency-key", key)));
    if !body.is_empty() {
        headers.push(("content-type", "application/json"));
    }
    connection.ask(&Request { method, path, headers: &headers, body })
}

/// Bids as whoever has this token.
pub(crate) fn bid_as(
    connection: &mut Connection,
    token: &str,
    lot: u64,
    amount: &str,
    key: &str,
) -> Result<Answer, Lost> {
    let path = format!("/api/v1/lots/{lot}/bids");
    let body = json!({ "amount": amount }).to_string();
    loop {
        let answer = ask_as(connection, token, ("POST", &path), Some(key), body.as_bytes())?;
        if answer.status != 429 {
            return Ok(answer);
        }
        // The bucket of a party gives one bid in 50 ms.
        std::thread::sleep(Duration::from_millis(50));
    }
}

impl Receipt {
    /// Of an answer that is recorded in an entry; none of one that is not.
    pub(crate) fn of(answer: &Answer) -> Option<Self> {
        let document = answer.json();
        let (sequence, hash) = (document["sequence"].as_u64()?, document["receipt"].as_str()?);
        Some(Self { sequence, hash: hash.to_owned() })
    }

    /// As `gavel verify --receipt` reads it.
    pub(crate) fn argument(&self) -> String {
        format!("{}:{}", self.sequence, self.hash)
    }
}
