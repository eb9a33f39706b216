//! `gavel serve`: the real thing.

use std::sync::Arc;

use floor::{Clock, SystemClock};
use web::{PasswordCost, Scheme};

use crate::exit::Exit;
use crate::installation::Installation;
use crate::print;
use crate::proxies::Proxies;
use crate::server::{Front, Server, Serving};
use crate::settings::Flags;

/// What stands below the help.
const SETTINGS: &str = "\
Settings, in the settings file or as GAVEL_LISTEN, GAVEL_HTTPS … in the environment:
  dir         The data directory [./gavel-data]
  listen      Where it listens [127.0.0.1:8080]
  database    The address of a PostgreSQL database; SQLite in the data directory without it
  https       Whether browsers reach it by TLS, through a proxy before it [false]
  public_url  Where everyone reaches it, as letters and certificates say it
  proxies     Addresses of the proxies before it, whose X-Forwarded-For is believed: [\"10.0.0.1\"]
  drain       How long a stop waits for lots in their last window [10m]";

/// How to serve.
#[derive(Debug, clap::Args)]
#[command(after_help = SETTINGS)]
pub(crate) struct Arguments {
    #[command(flatten)]
    settings: Flags,
}

/// Serves until a signal comes.
pub(crate) fn run(arguments: &Arguments) -> Result<(), Exit> {
    let settings = arguments.settings.settings()?;
    let installation = Installation::open(&settings.dir, settings.database.as_ref())?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
    let server = Server::start(Serving {
        installation,
        clock,
        hint: None,
        cost: PasswordCost::FULL,
        front: Front {
            listen: settings.listen,
            scheme: if settings.https { Scheme::Https } else { Scheme::Http },
            public_url: settings.public_url,
            proxies: Proxies::new(settings.proxies),
            drain: settings.drain,
        },
    })?;
    print::line(&format!("Gavel 槌定 is open: http://{}\n", server.address()))?;
    server.run_until_signal()
}
