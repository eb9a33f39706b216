//! A running exchange: the floor, the rows behind it, the front door on HTTP, and how they stop.

use std::net::SocketAddr;
use std::process;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use exchange::EpochClock;
use floor::{Clock, Door, Fatal, Floor, Start};
use journal::{Follower, Options, RealDisk};
use lexicon::{Sequence, Span};
use store::{Housekeeping, Projector, Reached, Round, Rows};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior};
use tokio_util::sync::CancellationToken;
use web::{Accounts, DemoHint, PasswordCost, PublicUrl, Scheme, Settings, WebState};

use crate::connections;
use crate::directory::{Directory, Opened};
use crate::exit::Exit;
use crate::installation::Installation;
use crate::proxies::Proxies;

/// The code with which the program ends when the outside world failed.
const WORLD_FAILED: i32 = 3;
/// How often expired sessions and what was never named are looked for, and when first: a start has
/// better things to do.
const HOUSEKEEPING_EVERY: Duration = Duration::from_hours(24);
const HOUSEKEEPING_AFTER: Duration = Duration::from_hours(1);

/// What is served.
pub(crate) struct Serving {
    pub(crate) installation: Installation,
    pub(crate) clock: Arc<dyn Clock>,
    /// What the log-in page of a demonstration offers.
    pub(crate) hint: Option<DemoHint>,
    /// What it costs to try a password.
    pub(crate) cost: PasswordCost,
    pub(crate) front: Front,
}

/// Where it is served, and how it ends.
pub(crate) struct Front {
    pub(crate) listen: SocketAddr,
    pub(crate) scheme: Scheme,
    /// Where everyone reaches it, as papers say it.
    pub(crate) public_url: Option<PublicUrl>,
    /// Proxies before it, whose word on where a request comes from is taken.
    pub(crate) proxies: Proxies,
    /// How long a signal waits for running last windows.
    pub(crate) drain: Span,
}

/// A running exchange.
pub(crate) struct Server {
    floor: Floor,
    runtime: Runtime,
    listener: TcpListener,
    state: WebState,
    stop: CancellationToken,
    address: SocketAddr,
    proxies: Proxies,
    drain: Span,
    drawing: JoinHandle<()>,
    drawn: CancellationToken,
    /// Its lock is held as long as the server runs.
    directory: Directory,
}

impl Server {
    /// Opens rows and journal, binds the address, and starts the floor.
    pub(crate) fn start(serving: Serving) -> Result<Self, Exit> {
        let Serving { installation, clock, hint, cost, front } = serving;
        let Front { listen, scheme, public_url, proxies, drain } = front;
        let actor_key = installation.actor_key(clock.now())?;
        let Installation { directory, place, runtime, desk, vault, files, .. } = installation;
        let rows = runtime.block_on(Rows::open(&place)).context("open the rows")?;
        let mut opened = directory.open(Options::default(), rows.reached().sequence)?;
        let projector = runtime.block_on(projector(&rows, &mut opened))?;
        let listener = runtime
            .block_on(TcpListener::bind(listen))
            .with_context(|| format!("listen on {listen}"))?;
        let address = listener.local_addr().context("listen")?;
        let told = opened.past.sequence();
        let floor = start_floor(opened, clock)?;
        // Nobody is shown the state before the first batch, which may interrupt lots.
        let mut published = floor.board().watch();
        let begun = runtime.block_on(published.wait_for(|sequence| *sequence > told));
        drop(begun.context("begin the epoch")?);
        let drawn = CancellationToken::new();
        let drawing = draw(&runtime, &directory, projector, &floor, drawn.clone())?;
        let stop = CancellationToken::new();
        let keeping = Housekeeping {
            desk: desk.clone(),
            vault: vault.clone(),
            files: files.clone(),
            reader: rows.reader(),
        };
        runtime.spawn(keep_house(keeping, floor.door(), floor.board().watch()));
        let state = WebState::new(Settings {
            door: floor.door(),
            board: floor.board(),
            floor_counts: floor.counts(),
            accounts: Accounts::new(desk, cost, hint),
            actor_key,
            reader: rows.reader(),
            vault,
            files,
            scheme,
            public_url,
            stop: stop.clone(),
        });
        Ok(Self {
            floor,
            runtime,
            listener,
            state,
            stop,
            address,
            proxies,
            drain,
            drawing,
            drawn,
            directory,
        })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until a signal comes, then stops in order: door, queue, journal, rows, streams.
    pub(crate) fn run_until_signal(self) -> Result<(), Exit> {
        let Self { floor, runtime, listener, state, stop, drain, .. } = self;
        let Self { proxies, drawing, drawn, directory, .. } = self;
        runtime.block_on(async move {
            let signals = Signals::new().context("await signals")?;
            let hub = state.start_hub();
            let app = web::router(state);
            let served = tokio::spawn(connections::serve(listener, app, proxies, stop.clone()));
            let stopped = stop_floor(floor, signals, drain).await;
            // What was published by now is drawn before the last answers are given.
            drawn.cancel();
            let _ = drawing.await;
            stop.cancel();
            let _ = hub.await;
            served.await.context("serve")?;
            for lot in stopped.context("stop the floor")? {
                eprintln!("gavel: lot {lot} was in its last window and is interrupted");
            }
            drop(directory);
            Ok(())
        })
    }
}

/// Who draws the rows, beginning at what they have reached.
async fn projector(rows: &Rows, opened: &mut Opened) -> Result<Projector, Exit> {
    let reached = rows.reached();
    let Some(marked) = opened.marked.take() else {
        let what = "the rows are ahead of the journal: draw them anew by `gavel rebuild`";
        return Err(Exit::World(anyhow!(what)));
    };
    let journal = Reached { sequence: reached.sequence, moment: marked.moment, head: marked.hash };
    let projector = Projector::open(rows.clone(), journal, marked.world).await;
    projector.context("go on drawing the rows").map_err(Exit::World)
}

fn start_floor(opened: Opened, clock: Arc<dyn Clock>) -> Result<Floor, Exit> {
    let mut entropy = [0; 32];
    getrandom::fill(&mut entropy).map_err(|error| anyhow!("draw entropy: {error}"))?;
    let floor = Floor::start(Start {
        past: opened.past,
        journal: Box::new(opened.journal),
        tail_cut: opened.recovered.tail_cut,
        bell: opened.bell,
        clock,
        epoch_clock: EpochClock::Wall,
        entropy,
        inbox: Arc::default(),
        on_fatal: Box::new(stop_at_once),
    });
    floor.context("start the floor").map_err(Exit::World)
}

/// Draws the rows behind the floor. Where that fails for good the exchange goes on: bids need no
/// rows, and readers are told how old theirs are.
fn draw(
    runtime: &Runtime,
    directory: &Directory,
    projector: Projector,
    floor: &Floor,
    drawn: CancellationToken,
) -> Result<JoinHandle<()>, Exit> {
    let disk = RealDisk::new(directory.journal());
    let follower = Follower::open(disk, projector.reached().sequence);
    let follower = follower.context("read the journal behind the floor")?;
    let published = floor.board().watch();
    let until = async move { drawn.cancelled().await };
    let drawing = runtime.spawn(projector.run(follower, published, until));
    Ok(runtime.spawn(async move {
        let ended = drawing.await.map_err(anyhow::Error::new);
        if let Err(error) = ended.and_then(|ended| ended.map_err(anyhow::Error::new)) {
            tracing::error!("failed to draw the rows, which stand still now: {error:#}");
        }
    }))
}

/// Goes round now and then, for as long as the runtime lives.
async fn keep_house(keeping: Housekeeping, door: Door, published: watch::Receiver<Sequence>) {
    let first = Instant::now() + HOUSEKEEPING_AFTER;
    let mut rounds = tokio::time::interval_at(first, HOUSEKEEPING_EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        rounds.tick().await;
        let newest = *published.borrow();
        match keeping.round(door.now(), newest).await {
            Ok(round) if round == Round::default() => {}
            Ok(Round { sessions, files, texts }) => {
                tracing::info!(sessions, files, texts, "what had expired or was never named went");
            }
            Err(error) => tracing::warn!("failed to keep house: {error}"),
        }
    }
}

/// Waits for a signal and stops the floor; a second signal skips the wait.
async fn stop_floor(
    floor: Floor,
    mut signals: Signals,
    drain: Span,
) -> anyhow::Result<Vec<lexicon::LotId>> {
    signals.next().await;
    floor.stop(drain);
    let hurry = floor.stopper();
    let hurried = tokio::spawn(async move {
        signals.next().await;
        hurry.stop(Span::ZERO);
    });
    let stopped = tokio::task::spawn_blocking(move || floor.join()).await?;
    hurried.abort();
    let stopped = stopped.ok_or_else(|| anyhow!("the floor had stopped before"))?;
    Ok(stopped.interrupted)
}

/// Interrupt and terminate.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn new() -> std::io::Result<Self> {
        let interrupt = signal(SignalKind::interrupt())?;
        let terminate = signal(SignalKind::terminate())?;
        Ok(Self { interrupt, terminate })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Ends the process before anybody can be told what the disk does not hold.
pub(crate) fn stop_at_once(fatal: &Fatal) {
    let mut why = fatal.to_string();
    let mut source = std::error::Error::source(fatal);
    while let Some(error) = source {
        why = format!("{why}: {error}");
        source = error.source();
    }
    eprintln!("gavel: the exchange stops at once; failed to {why}");
    process::exit(WORLD_FAILED);
}
