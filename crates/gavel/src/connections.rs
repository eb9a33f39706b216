//! Connections of the front door: so many at a time, and none that keeps silent.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt as _;

use crate::proxies::Proxies;

/// The most connections at a time; whoever comes then waits to be accepted.
const CONNECTIONS_MAX: usize = 20_000;
/// How long a client may take for the head of a request, the wait for a next one included.
const HEAD_TIME_MAX: Duration = Duration::from_secs(75);
/// How long open connections may take to end once the exchange has stopped.
const GRACE: Duration = Duration::from_secs(5);
/// How long to wait when the system has no more files to open.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Waits for a place, then for a connection that takes it.
async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (Option<OwnedSemaphorePermit>, io::Result<(TcpStream, SocketAddr)>) {
    // The places are never closed, so that one is always had in the end.
    let place = Arc::clone(places).acquire_owned().await.ok();
    (place, listener.accept().await)
}

/// Serves until it is told to stop, then lets every request that runs come to its end.
pub(crate) async fn serve(
    listener: TcpListener,
    app: Router,
    proxies: Proxies,
    stop: CancellationToken,
) {
    let proxies = Arc::new(proxies);
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            () = stop.cancelled() => break,
        };
        let (place, accepted) = accepted;
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!("failed to accept a connection: {error}");
                tokio::time::sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        // Answers are short and awaited: none is held back to fill a packet.
        let _ = stream.set_nodelay(true);
        let (app, proxies) = (app.clone(), Arc::clone(&proxies));
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let mut request: Request = request.map(axum::body::Body::new);
            let client = proxies.client(address, request.headers());
            request.extensions_mut().insert(ConnectInfo::<SocketAddr>(client));
            app.clone().oneshot(request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME_MAX)
            .serve_connection(TokioIo::new(stream), service);
        let connection = graceful.watch(connection);
        tokio::spawn(async move {
            // A client that breaks off is none of our business.
            let _ = connection.await;
            drop(place);
        });
    }
    // A client that neither asks nor listens must not keep the program from ending.
    if tokio::time::timeout(GRACE, graceful.shutdown()).await.is_err() {
        eprintln!("gavel: some connections did not end by themselves");
    }
}
