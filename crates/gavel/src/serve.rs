//! `gavel serve`: the real thing.

use std::sync::Arc;

use floor::{Clock, SystemClock};
use web::{PasswordCost, Scheme};

use crate::exit::Exit;
use crate::installation::Installation;
use crate::print;
use crate::server::{Server, Serving};
use crate::settings::Flags;

/// How to serve.
#[derive(Debug, clap::Args)]
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
        listen: settings.listen,
        scheme: if settings.https { Scheme::Https } else { Scheme::Http },
        drain: settings.drain,
    })?;
    print::line(&format!("Gavel 槌定 is open: http://{}\n", server.address()))?;
    server.run_until_signal()
}
