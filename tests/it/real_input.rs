//! Files that people made, which lie beside the checkout and are no part of it.

use std::path::PathBuf;

use crate::workspace;

/// Where the files lie, seen from the root of the workspace. No other place names this.
pub(crate) const DATA: &str = "../shared/data";

/// Finds a file by its path under `DATA`. Where the whole folder is absent, the caller's test has
/// nothing to say and ends; where only the file is absent, that is a failure.
pub(crate) fn find(path: &str) -> Option<PathBuf> {
    let folder = workspace::root().join(DATA);
    if !folder.is_dir() {
        eprintln!("skipped: {DATA} is absent");
        return None;
    }
    let found = folder.join(path);
    assert!(found.is_file(), "{DATA} is there, but {path} is not in it");
    Some(found)
}

#[test]
fn the_real_bids_have_the_columns_that_a_rehearsal_reads() {
    for name in ["ebay/palm.csv", "ebay/xbox.csv"] {
        let Some(path) = find(name) else { return };
        let text = std::fs::read_to_string(path).unwrap();
        let header = text.lines().next().unwrap();
        assert!(header.starts_with("auctionid,bid,bidtime,bidder,bidderrate,openbid,price"));
        assert!(text.contains("\r\n"), "{name} ends its lines with CRLF");
    }
}
