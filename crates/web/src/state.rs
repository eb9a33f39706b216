//! What every handler reads.

use std::sync::Arc;
use std::time::Duration;

use exchange::Actor;
use floor::{Board, Door, FloorCounts};
use lexicon::{Digest, HashAlg, Secret};
use store::{Files, Reader, Vault};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::accounts::Accounts;
use crate::figures::Figures;
use crate::live::Hub;
use crate::noted::Noted;
use crate::public_url::PublicUrl;
use crate::uploads::Uploads;

/// How long the rows are waited for; they come behind by far less.
const ROWS_TIME_MAX: Duration = Duration::from_secs(1);

/// How browsers reach this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// In the clear: on one machine, for a demonstration.
    Http,
    /// By TLS: cookies are marked `Secure`.
    Https,
}

/// What the binary wires up.
pub struct Settings {
    /// Where commands go in.
    pub door: Door,
    /// What everyone may see.
    pub board: Arc<Board>,
    /// Figures of the sequencer.
    pub floor_counts: Arc<FloorCounts>,
    /// Who may sign in, and who has.
    pub accounts: Accounts,
    /// The rows that are drawn from the journal.
    pub reader: Reader,
    /// Personal data and what people wrote about people.
    pub vault: Vault,
    /// Files that listings and contracts name.
    pub files: Files,
    /// The key of the digests of devices, addresses and the bank's references, kept outside the
    /// journal.
    pub actor_key: Secret<[u8; 32]>,
    /// How browsers reach this server.
    pub scheme: Scheme,
    /// Where everyone reaches this server, as papers say it; without it they say what their reader
    /// asked for.
    pub public_url: Option<PublicUrl>,
    /// Ends live streams and makes the server unready.
    pub stop: CancellationToken,
}

/// What every handler reads; cheap to clone.
#[derive(Clone)]
pub struct WebState {
    pub(crate) door: Door,
    pub(crate) board: Arc<Board>,
    pub(crate) floor_counts: Arc<FloorCounts>,
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) reader: Reader,
    pub(crate) vault: Vault,
    pub(crate) files: Files,
    pub(crate) noted: Arc<Noted>,
    pub(crate) hub: Arc<Hub>,
    pub(crate) figures: Arc<Figures>,
    pub(crate) scheme: Scheme,
    pub(crate) public_url: Option<Arc<PublicUrl>>,
    pub(crate) uploads: Uploads,
    pub(crate) stop: CancellationToken,
    actor_key: Arc<Secret<[u8; 32]>>,
}

impl WebState {
    /// Takes what the binary wired up.
    pub fn new(settings: Settings) -> Self {
        let Settings { door, board, floor_counts, accounts, reader, .. } = settings;
        let Settings { vault, files, actor_key, scheme, public_url, stop, .. } = settings;
        let hub = Arc::new(Hub::new(Arc::clone(&board), door.clone(), stop.clone()));
        Self {
            door,
            board,
            floor_counts,
            accounts: Arc::new(accounts),
            reader,
            vault,
            files,
            noted: Arc::default(),
            hub,
            figures: Arc::default(),
            scheme,
            public_url: public_url.map(Arc::new),
            uploads: Uploads::default(),
            stop,
            actor_key: Arc::new(actor_key),
        }
    }

    /// Starts the task that feeds the live streams; it ends when [`Settings::stop`] is cancelled,
    /// and whoever starts it joins it.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start_hub(&self) -> JoinHandle<()> {
        tokio::spawn(Arc::clone(&self.hub).run())
    }

    /// Waits a moment until the rows show what everyone may see.
    pub(crate) async fn rows_now(&self) {
        self.reader.wait_for(self.board.sequence(), ROWS_TIME_MAX).await;
    }

    /// A digest that nobody without the key can compare with a list of all addresses.
    ///
    /// The hash runs twice, so that no longer text can be made from a known digest.
    pub(crate) fn keyed_digest(&self, label: &str, text: &str) -> Digest {
        let key = self.actor_key.reveal();
        let inner = HashAlg::Sha256.digest(&[key, label.as_bytes(), b":", text.as_bytes()]);
        HashAlg::Sha256.digest(&[key, &inner.0])
    }
}

/// What an entry says of a request's origin.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    pub(crate) device: Digest,
    pub(crate) address: Digest,
}

impl Origin {
    /// The actor of this origin.
    pub(crate) fn actor(
        self,
        party: lexicon::PartyId,
        role: exchange::Role,
        session: lexicon::SessionId,
    ) -> Actor {
        Actor { party, role, session, device: self.device, address: self.address }
    }
}
