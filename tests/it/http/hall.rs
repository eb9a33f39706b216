//! An exchange with a few lots and people, at a moment that a test sets, behind its router.

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use exchange::{
    Actor, AscendingTerms, Command, Countdown, Entry, EpochClock, EqualRanks, Event, FirstBid,
    Increment, Ladder, OnDefault, Outcome, OwnOverbid, Party, PartyKind, Priority, ProxyBidding,
    Reserve, Role, Terms, Title,
};
use floor::{Bell, Board, Door, Floor, ManualClock, Past, Start};
use futures_util::StreamExt as _;
use journal::{Follower, JournalError, Options, RealDisk, Segments};
use lexicon::{
    Category, Digest, LotId, Moment, Money, PartyId, RequestId, Secret, Sequence, SessionId, Span,
};
use serde_json::Value;
use store::{
    Account, Database, Desk, Files, Identity, Place, Profile, Projector, Reached, Rows, Shelf,
    Vault,
};
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;
use web::{Accounts, DemoHint, DemoName, PasswordCost, Scheme, Settings, WebState, hash_password};

use super::postgres::PostgresDatabase;

/// Small, so that none takes long to be zero-filled.
const SEGMENT_SIZE: u64 = 4 * 1024 * 1024;

/// What everybody's password is.
pub(crate) const PASSWORD: &str = "demo-only";

/// Who can sign in: a name, the party it acts for, and the role.
const ACCOUNTS: [(&str, u64, Role); 10] = [
    ("bidder1", 1, Role::Bidder),
    ("bidder2", 2, Role::Bidder),
    ("bidder3", 3, Role::Bidder),
    ("seller1", 10, Role::Seller),
    ("clerk1", 11, Role::Clerk),
    ("clerk2", 14, Role::Clerk),
    ("reviewer1", 12, Role::Reviewer),
    ("reviewer2", 13, Role::Reviewer),
    ("supervisor1", 15, Role::Supervisor),
    ("admin1", 16, Role::Administrator),
];

/// How everybody is called, before the number of his party.
pub(crate) const LEGAL_NAME: &str = "当事人";

/// How many parties `Hall::register` registers.
pub(crate) const PARTIES: u64 = 16;

/// Makes of each `async fn name(engine) {…}` two tests: `sqlite::name` and `postgres::name`.
macro_rules! on_both_engines {
    ($(async fn $name:ident($engine:ident: Engine) $body:block)+) => {
        $(async fn $name($engine: $crate::http::hall::Engine) $body)+

        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::http::hall::Engine::Sqlite).await;
            })+
        }

        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::http::hall::Engine::Postgres).await;
            })+
        }
    };
}

/// What keeps the rows, and what is kept beside the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    /// Files in the data directory.
    Sqlite,
    /// A database of its own in the server of the tests.
    Postgres,
}

/// The exchange, with lots 1 (running), 2 (not yet open) and 3 (running, with ceilings and a secret
/// reserve); bidders 1 and 2 are admitted to all of them, bidder 3 to none.
pub(crate) struct Hall {
    pub(crate) router: Router,
    pub(crate) door: Door,
    pub(crate) board: Arc<Board>,
    pub(crate) state: WebState,
    pub(crate) stop: CancellationToken,
    kept: Database,
    clock: Arc<ManualClock>,
    floor: Floor,
    drawn: CancellationToken,
    drawing: JoinHandle<()>,
    /// Removed when the hall is closed.
    directory: TempDir,
    // Dropped after the connections of the hall, which it would else wait for.
    _database: Option<PostgresDatabase>,
}

/// An answer, read as a whole.
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.body))
    }

    /// Status and slug of a problem.
    pub(crate) fn problem(&self) -> (u16, String) {
        let kind = self.header("content-type").unwrap_or_default();
        assert_eq!(kind, "application/problem+json", "{}", self.body);
        let document = self.json();
        assert_eq!(document["status"], self.status.as_u16());
        assert!(document["title"].is_string() && document["detail"].is_string());
        let slug = document["type"].as_str().unwrap().strip_prefix("/problems/").unwrap();
        (self.status.as_u16(), slug.to_owned())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

/// A request that is being written.
pub(crate) struct Ask {
    method: &'static str,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Ask {
    pub(crate) fn new(method: &'static str, path: &str) -> Self {
        Self { method, path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn token(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn cookie(self, token: &str) -> Self {
        self.header("cookie", &format!("gavel_session={token}"))
    }

    pub(crate) fn key(self, number: u128) -> Self {
        let key = request_id(number).to_string();
        self.header("idempotency-key", &key)
    }

    pub(crate) fn json(self, body: impl Into<Vec<u8>>) -> Self {
        let mut asked = self.header("content-type", "application/json");
        asked.body = body.into();
        asked
    }

    pub(crate) fn body(self, media: &str, body: &[u8]) -> Self {
        let mut asked = self.header("content-type", media);
        body.clone_into(&mut asked.body);
        asked
    }

    pub(crate) fn form(self, body: &str) -> Self {
        let mut asked = self.header("content-type", "application/x-www-form-urlencoded");
        body.as_bytes().clone_into(&mut asked.body);
        asked
    }

    pub(crate) fn request(self) -> Request<Body> {
        let mut request = Request::builder().method(self.method).uri(self.path);
        for (name, value) in self.headers {
            request = request.header(name, value);
        }
        request.body(Body::from(self.body)).unwrap()
    }
}

impl Hall {
    pub(crate) async fn open() -> Self {
        Self::open_on(Engine::Sqlite).await
    }

    pub(crate) async fn open_on(engine: Engine) -> Self {
        let start: Moment = "2026-07-01T09:00:00+08:00".parse().unwrap();
        let clock = Arc::new(ManualClock::new(start));
        let directory = tempfile::tempdir().unwrap();
        let bell = Arc::new(Bell::default());
        let ringer = Arc::clone(&bell);
        let disk = RealDisk::create(directory.path().join("journal")).unwrap();
        let wake = Arc::new(move || ringer.ring());
        let mut visit = |_, _| Ok::<_, JournalError>(());
        let options = Options { segment_size: SEGMENT_SIZE, ..Options::default() };
        let (journal, _) = Segments::open(disk.clone(), options, wake, &mut visit).unwrap();
        let floor = Floor::start(Start {
            past: Past::default(),
            journal: Box::new(journal),
            tail_cut: None,
            bell,
            clock: Arc::clone(&clock) as Arc<dyn floor::Clock>,
            epoch_clock: EpochClock::Wall,
            entropy: [7; 32],
            inbox: Arc::default(),
            on_fatal: Box::new(|fatal| panic!("{fatal:?}")),
        })
        .unwrap();
        let (place, database) = place(engine, directory.path());
        let rows = Rows::open(&place).await.unwrap();
        let world = exchange::World::default();
        let projector = Projector::open(rows.clone(), Reached::NOTHING, world).await.unwrap();
        let follower = Follower::open(disk, Sequence::ZERO).unwrap();
        let (drawn, published) = (CancellationToken::new(), floor.board().watch());
        let until = drawn.clone();
        let drawing = tokio::spawn(async move {
            projector
                .run(follower, published, async move { until.cancelled().await })
                .await
                .unwrap();
        });
        let kept = Database::open(&place, Shelf::Kept).await.unwrap();
        let (door, board) = (floor.door(), floor.board());
        let stop = CancellationToken::new();
        let state = WebState::new(Settings {
            door: door.clone(),
            board: Arc::clone(&board),
            floor_counts: floor.counts(),
            accounts: accounts(Desk::new(kept.clone())).await,
            reader: rows.reader(),
            vault: Vault::new(kept.clone()),
            files: Files::open(kept.clone(), &directory.path().join("files")).unwrap(),
            actor_key: Secret::new([9; 32]),
            scheme: Scheme::Http,
            public_url: None,
            stop: stop.clone(),
        });
        let router = web::router(state.clone());
        let hall = Self {
            router,
            door,
            board,
            state,
            stop,
            kept,
            clock,
            floor,
            drawn,
            drawing,
            directory,
            _database: database,
        };
        hall.fill(start).await;
        hall
    }

    async fn fill(&self, start: Moment) {
        let second = start + Span::SECOND;
        let later = start + Span::from_seconds(7_200);
        let with_ceilings = AscendingTerms {
            proxy_bidding: ProxyBidding::Allowed,
            reserve: Reserve::Secret { entered_from: None, entered_until: Span::MINUTE },
            ..terms(second)
        };
        for (title, terms) in [
            ("青山村水田经营权", terms(second)),
            ("东湖新区宗地使用权", terms(later)),
            ("碳排放配额", with_ceilings),
        ] {
            let title = Title { chinese: title.to_owned(), english: "Lot <b>one</b>".to_owned() };
            let category = Category::RuralRight;
            let terms = Terms::Ascending(Box::new(terms));
            self.must(actor(90, Role::Exchange), Command::PublishLot { title, category, terms })
                .await;
        }
        for (lot, party) in [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)] {
            let (lot, party) = (LotId(lot), PartyId(party));
            let admission =
                Command::AdmitBidder { lot, party, until: None, ceiling: None, rank: None };
            self.must(actor(90, Role::Exchange), admission).await;
        }
        self.set(start + Span::from_seconds(2)).await;
    }

    /// Moves the clock on, and waits until the exchange has seen it.
    pub(crate) async fn set(&self, now: Moment) {
        self.clock.set(now);
        let (lot, party) = (LotId(1), PartyId(99));
        let admission = Command::AdmitBidder { lot, party, until: None, ceiling: None, rank: None };
        // What is due by now is done before what arrives now.
        self.submit(actor(91, Role::Exchange), admission).await;
    }

    pub(crate) fn now(&self) -> Moment {
        self.door.now()
    }

    /// Submits past HTTP what a test only needs to have happened.
    pub(crate) async fn must(&self, actor: Actor, command: Command) {
        let outcome = self.submit(actor, command).await;
        assert!(matches!(outcome, Outcome::Accepted(_)), "{outcome:?}");
    }

    pub(crate) async fn submit(&self, actor: Actor, command: Command) -> Outcome {
        let number = u128::from(self.board.sequence().0) | (1 << 100);
        self.door.submit(actor, request_id(number), command).await.unwrap().outcome
    }

    /// Registers the parties of the accounts, each with the role of its account; without it nobody
    /// is registered, and a party is judged by its session's role alone.
    pub(crate) async fn register(&self) {
        for number in 1..=PARTIES {
            let found = ACCOUNTS.iter().find(|(_, party, _)| *party == number);
            // Nobody signs in for the parties between.
            let role = found.map_or(Role::Bidder, |(_, _, role)| *role);
            self.register_party(number, &[role]).await;
        }
    }

    /// Registers the party of the next number, which holds these roles.
    pub(crate) async fn register_party(&self, number: u64, roles: &[Role]) {
        let profile = Profile {
            legal_name: Secret::new(format!("{LEGAL_NAME}{number}")),
            identity: Identity::Person("11010519491231002X".parse().unwrap()),
            phone: None,
        };
        let vault = Vault::new(self.kept.clone());
        let profile = vault.put_profile(self.now(), &profile).await.unwrap();
        let roles = roles.to_vec();
        let party = Party { kind: PartyKind::Person, roles, profile };
        let command = Command::RegisterParty { party };
        let outcome = self.submit(actor(90, Role::Exchange), command).await;
        let Outcome::Accepted(events) = outcome else { panic!("{number}: {outcome:?}") };
        let registered = Event::PartyRegistered { party: PartyId(number) };
        assert_eq!(&*events, [registered]);
    }

    /// Makes accounts past HTTP: a name, the party it acts for, and one role.
    pub(crate) async fn add_accounts(&self, accounts: &[(&str, u64, Role)]) {
        let hash = low_cost_hash();
        let accounts: Vec<Account> = accounts
            .iter()
            .map(|(name, party, role)| account(name, *party, *role, &hash))
            .collect();
        Desk::new(self.kept.clone()).create_accounts(&accounts).await.unwrap();
    }

    /// A bid past HTTP, at the least amount.
    pub(crate) async fn bid(&self, lot: u64, party: u64) -> Money {
        let lot = LotId(lot);
        let amount = self.board.lot(lot).unwrap().least_bid;
        let paddle = self.board.paddle(lot, PartyId(party));
        let command = Command::PlaceBid { lot, paddle, amount, confirmed: false };
        self.must(actor(party, Role::Bidder), command).await;
        amount
    }

    pub(crate) async fn ask(&self, asked: Ask) -> Reply {
        let answer = self.router.clone().oneshot(asked.request()).await.unwrap();
        let (parts, body) = answer.into_parts();
        let mut pieces = body.into_data_stream();
        let mut bytes = Vec::new();
        while let Some(piece) = pieces.next().await {
            bytes.extend_from_slice(&piece.unwrap());
        }
        let body = String::from_utf8(bytes).unwrap();
        Reply { status: parts.status, headers: parts.headers, body }
    }

    /// The headers of an answer whose body is no text.
    pub(crate) async fn head(&self, asked: Ask) -> HeaderMap {
        self.router.clone().oneshot(asked.request()).await.unwrap().headers().clone()
    }

    /// The status of an answer whose body does not end.
    pub(crate) async fn status(&self, asked: Ask) -> StatusCode {
        self.router.clone().oneshot(asked.request()).await.unwrap().status()
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.ask(Ask::new("GET", path)).await
    }

    /// Signs in and gives the token.
    pub(crate) async fn sign_in(&self, name: &str) -> String {
        let body = format!(r#"{{"name":"{name}","password":"{PASSWORD}"}}"#);
        let reply = self.ask(Ask::new("POST", "/api/v1/session").json(body)).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply.json()["token"].as_str().unwrap().to_owned()
    }

    /// Stops everything; a test that ends without it leaves a sleeping thread to the process.
    pub(crate) async fn close(self) {
        self.stop.cancel();
        self.floor.stop(Span::ZERO);
        assert!(self.floor.join().is_some(), "the floor stops in order");
        self.drawn.cancel();
        self.drawing.await.unwrap();
        self.directory.close().unwrap();
    }
}

pub(crate) fn actor(party: u64, role: Role) -> Actor {
    let (device, address) = (Digest::ZERO, Digest::ZERO);
    Actor { party: PartyId(party), role, session: SessionId::NONE, device, address }
}

pub(crate) fn request_id(number: u128) -> RequestId {
    RequestId(number.to_be_bytes())
}

fn terms(opens_at: Moment) -> AscendingTerms {
    let yuan = |yuan: i64| Money::from_fen(yuan * 100);
    AscendingTerms {
        opens_at,
        free_bidding: Span::HOUR,
        stop_before_timed: Span::ZERO,
        join_question: None,
        preparation: Span::ZERO,
        timed_entry: Entry::All,
        timed_bidding: Some(Countdown { cycle: Span::from_seconds(120) }),
        timed_increment: None,
        extension: None,
        hard_end: None,
        starting_price: yuan(100_000),
        first_bid: FirstBid::AtStart,
        increment: Increment::AtLeast(Ladder::fixed(yuan(1_000))),
        reserve: Reserve::None,
        own_overbid: OwnOverbid::Refused,
        bidders_min: 1,
        proxy_bidding: ProxyBidding::Refused,
        jump_cap: None,
        priority: Priority::None,
        equal_ranks: EqualRanks::ByTime,
        agreement: None,
        on_default: OnDefault::Relist,
        resume_notice: Span::MINUTE,
    }
}

fn place(engine: Engine, directory: &Path) -> (Place, Option<PostgresDatabase>) {
    match engine {
        Engine::Sqlite => (Place::Directory(directory.to_owned()), None),
        Engine::Postgres => {
            let database = PostgresDatabase::new();
            (Place::Postgres(Secret::new(database.url().to_owned())), Some(database))
        }
    }
}

fn low_cost_hash() -> Secret<String> {
    hash_password(PasswordCost::LOW, &Secret::new(PASSWORD.to_owned())).unwrap()
}

fn account(name: &str, party: u64, role: Role, hash: &Secret<String>) -> Account {
    Account {
        name: name.parse().unwrap(),
        party: PartyId(party),
        password_hash: hash.clone(),
        roles: vec![role],
        created_at: Moment::UNIX,
        disabled_at: None,
    }
}

async fn accounts(desk: Desk) -> Accounts {
    let hash = low_cost_hash();
    let accounts = ACCOUNTS.map(|(name, party, role)| account(name, party, role, &hash));
    desk.create_accounts(&accounts).await.unwrap();
    let named = |it: &Account| DemoName { name: it.name.to_string(), roles: it.roles.clone() };
    let hinted = accounts.iter().map(named).collect();
    let hint = Some(DemoHint { names: hinted, password: PASSWORD.to_owned() });
    Accounts::new(desk, PasswordCost::LOW, hint)
}
