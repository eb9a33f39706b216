//! `gavel openapi`: the description of the HTTP interface.

use crate::exit::Exit;
use crate::print;

/// Prints the same document that a server has at `/openapi.json`.
pub(crate) fn run() -> Result<(), Exit> {
    print::line(&format!("{}\n", web::openapi()))
}
