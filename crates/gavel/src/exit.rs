//! How the program ends: 0 done, 1 the answer is no, 2 wrong use, 3 the outside world failed.

use std::process::ExitCode;

/// Why the program does not end with 0.
#[derive(Debug)]
pub(crate) enum Exit {
    /// The answer is no, and has been given.
    No(String),
    /// It was used wrongly.
    Use(String),
    /// The outside world failed.
    World(anyhow::Error),
}

impl Exit {
    /// Says why, and gives the code.
    pub(crate) fn report(&self) -> ExitCode {
        match self {
            Self::No(why) => {
                eprintln!("gavel: {why}");
                ExitCode::from(1)
            }
            Self::Use(why) => {
                eprintln!("gavel: {why}");
                ExitCode::from(2)
            }
            Self::World(error) => {
                eprintln!("gavel: failed to {error:#}");
                ExitCode::from(3)
            }
        }
    }
}

impl From<anyhow::Error> for Exit {
    fn from(error: anyhow::Error) -> Self {
        Self::World(error)
    }
}
