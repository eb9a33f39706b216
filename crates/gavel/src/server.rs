//! A running exchange: the floor, the front door on HTTP, and how both stop.

use std::net::SocketAddr;
use std::process;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use exchange::EpochClock;
use floor::{Clock, Fatal, Floor, Start};
use lexicon::{Secret, Span};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use web::{Accounts, Scheme, Settings, WebState};

use crate::directory::Opened;
use crate::exit::Exit;

/// The code with which the program ends when the outside world failed.
const WORLD_FAILED: i32 = 3;

/// How long open connections may take to end once the exchange has stopped.
const GRACE: Duration = Duration::from_secs(5);

/// What is served.
pub(crate) struct Serving {
    pub(crate) opened: Opened,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) epoch_clock: EpochClock,
    pub(crate) accounts: Accounts,
    pub(crate) actor_key: Secret<[u8; 32]>,
    pub(crate) address: SocketAddr,
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
    drain: Span,
}

impl Server {
    /// Binds the address and starts the floor.
    pub(crate) fn start(serving: Serving) -> Result<Self, Exit> {
        let Serving { opened, clock, epoch_clock, accounts, actor_key, address, drain } = serving;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .context("start the runtime")?;
        let listener = runtime
            .block_on(TcpListener::bind(address))
            .with_context(|| format!("listen on {address}"))?;
        let address = listener.local_addr().context("listen")?;
        let mut entropy = [0; 32];
        getrandom::fill(&mut entropy).map_err(|error| anyhow!("draw entropy: {error}"))?;
        let told = opened.past.sequence();
        let floor = Floor::start(Start {
            past: opened.past,
            journal: Box::new(opened.journal),
            tail_cut: opened.recovered.tail_cut,
            bell: opened.bell,
            clock,
            epoch_clock,
            entropy,
            inbox: Arc::default(),
            on_fatal: Box::new(stop_at_once),
        })
        .context("start the floor")?;
        // Nobody is shown the state before the first batch, which may interrupt lots.
        let mut published = floor.board().watch();
        let begun = runtime.block_on(published.wait_for(|sequence| *sequence > told));
        drop(begun.context("begin the epoch")?);
        let stop = CancellationToken::new();
        let state = WebState::new(Settings {
            door: floor.door(),
            board: floor.board(),
            floor_counts: floor.counts(),
            accounts,
            actor_key,
            scheme: Scheme::Http,
            stop: stop.clone(),
        });
        Ok(Self { floor, runtime, listener, state, stop, address, drain })
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until a signal comes, then stops in order: door, queue, journal, streams.
    pub(crate) fn run_until_signal(self) -> Result<(), Exit> {
        let Self { floor, runtime, listener, state, stop, address: _, drain } = self;
        runtime.block_on(async move {
            let signals = Signals::new().context("await signals")?;
            let hub = state.start_hub();
            let app = web::router(state).into_make_service_with_connect_info::<SocketAddr>();
            let ended = stop.clone();
            let served = tokio::spawn(async move {
                let serving = axum::serve(listener, app);
                serving.with_graceful_shutdown(async move { ended.cancelled().await }).await
            });
            let stopped = stop_floor(floor, signals, drain).await;
            stop.cancel();
            let _ = hub.await;
            // A client that neither asks nor listens must not keep the program from ending.
            match tokio::time::timeout(GRACE, served).await {
                Ok(ended) => ended.context("serve")?.context("serve")?,
                Err(_) => eprintln!("gavel: some connections did not end by themselves"),
            }
            for lot in stopped.context("stop the floor")? {
                eprintln!("gavel: lot {lot} was in its last window and is interrupted");
            }
            Ok(())
        })
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
fn stop_at_once(fatal: &Fatal) {
    let mut why = fatal.to_string();
    let mut source = std::error::Error::source(fatal);
    while let Some(error) = source {
        why = format!("{why}: {error}");
        source = error.source();
    }
    eprintln!("gavel: the exchange stops at once; failed to {why}");
    process::exit(WORLD_FAILED);
}
