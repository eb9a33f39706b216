//! A file with a bad line is named by the line and journals nothing.

use std::path::Path;

use tempfile::tempdir;

use super::bid_files::HEADING;
use super::{rehearse, small};
use crate::program::{self, Run};

const GOOD: &str = "A,10,0.5,ann,1,10,20,Vase,3 day auction";

/// Rehearses bytes and sees to it that nothing was journaled.
fn refused(bytes: &[u8]) -> Run {
    let dir = tempdir().unwrap();
    let path = dir.path().join("bids.csv");
    std::fs::write(&path, bytes).unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let run = rehearse(&path, "ascending", &["--dir", program::text(&data), "--json"]);
    let kept = std::fs::read_dir(&data).unwrap().count();
    assert_eq!(kept, 0, "nothing is journaled: {run:?}");
    assert_eq!(run.said, "");
    run
}

/// A good line with one field put in place of another.
fn with(column: &str, field: &str) -> String {
    let place = HEADING.split(',').position(|name| name == column).unwrap();
    let mut fields: Vec<&str> = GOOD.split(',').collect();
    fields[place] = field;
    fields.join(",")
}

#[test]
fn a_bad_field_is_named_by_its_line() {
    for (column, fields) in [
        (
            "bid",
            &[
                "",
                "x",
                "-1",
                "+1",
                "1e5",
                "1e30",
                "NaN",
                "inf",
                "1.234",
                "１０",
                "0x10",
                "1 ",
                " 1",
                "\"1,000\"",
                "10000000000000.01",
                "99999999999999999999",
                ".5",
                "5.",
                "01",
            ][..],
        ),
        ("openbid", &["", "-1", "1.234", "NaN"][..]),
        ("price", &["", "x", "1.234"][..]),
        (
            "bidtime",
            &[
                "", "x", "-1", "-0.5", "+1", "1001", "1e9", "NaN", "inf", "１", " 1", "1 ", "1e",
                "1e-", "1.2.3", "e5", "1-1", "1e99999", "0x1",
            ][..],
        ),
        (
            "auction_type",
            &[
                "",
                "3",
                "day auction",
                "0 day auction",
                "91 day auction",
                "-3 day auction",
                "3 days auction",
                "3 day auction ",
                "3.5 day auction",
                "３ day auction",
                "18446744073709551616 day auction",
            ][..],
        ),
        ("auctionid", &[""][..]),
        ("bidder", &[""][..]),
    ] {
        for field in fields {
            let text = format!("{HEADING}\r\n{GOOD}\r\n{}\r\n{GOOD}\r\n", with(column, field));
            let run = refused(text.as_bytes());
            run.assert_refused(2, "bids.csv: line 3: ");
        }
    }
}

#[test]
fn a_line_of_another_form_is_named_by_its_number() {
    let line = |number: u64| format!("line {number}: ");
    let file = |lines: &[&str]| [&[HEADING], lines].concat().join("\n").into_bytes();
    let mut not_utf8 = file(&[GOOD, GOOD]);
    not_utf8.extend(b"\nA,10,0.5,\xff\xfe,1,10,20,Vase,3 day auction\n");
    let quoted_lines = with("item", "\"two\nlines\"");
    let bad = with("bid", "x");
    for (what, bytes, words) in [
        ("a field less", file(&[GOOD, "A,10,0.5", GOOD]), line(3)),
        ("a field more", file(&[GOOD, GOOD, &format!("{GOOD},more")]), line(4)),
        ("no UTF-8", not_utf8, line(4)),
        ("a quote that nobody ends", file(&[GOOD, "\"A,10,0.5", GOOD]), line(3)),
        ("lines that end with CR alone", [HEADING, GOOD, &bad].join("\r").into(), line(3)),
        ("behind empty lines", file(&["", "", GOOD, "", &bad]), line(6)),
        ("behind a field of two lines", file(&[&quoted_lines, &bad]), line(4)),
        ("the first line behind the heading", file(&[&bad]), line(2)),
        ("an empty heading", b"\n\n\n".to_vec(), "the file holds no bid".to_owned()),
        ("nothing", Vec::new(), "the file holds no bid".to_owned()),
        ("only the heading", file(&[]), "the file holds no bid".to_owned()),
    ] {
        let run = refused(&bytes);
        assert_eq!(run.code, Some(2), "{what}");
        run.assert_refused(2, &words);
    }
}

#[test]
fn an_auction_that_cannot_be_a_lot_is_named_by_its_first_line() {
    let long = "A".repeat(121);
    for (auction, opening, words) in [
        ("B", "0", "line 3: auction \"B\" cannot be published: term-invalid"),
        ("B", "0.00", "line 3: auction \"B\" cannot be published: term-invalid"),
        ("   ", "1", "cannot be published: text-length"),
        (&long, "1", "cannot be published: text-length"),
        ("\u{202e}B", "1", "line 3: auction \"\\u{202e}B\" cannot be published: text-unprintable"),
        ("B\u{7}", "1", "line 3: auction \"B\\u{7}\" cannot be published: text-unprintable"),
    ] {
        let line = format!("{auction},10,0.5,ann,1,{opening},20,Vase,3 day auction");
        let run = refused(format!("{HEADING}\n{GOOD}\n{line}\n{line}\n").as_bytes());
        run.assert_refused(2, words);
    }
}

#[test]
fn a_heading_without_a_needed_column_is_refused() {
    for column in ["auctionid", "bid", "bidtime", "bidder", "openbid", "price", "auction_type"] {
        let names = HEADING.split(',').map(|name| if name == column { "other" } else { name });
        let heading: Vec<&str> = names.collect();
        let run = refused(format!("{}\n{GOOD}\n", heading.join(",")).as_bytes());
        run.assert_refused(2, &format!("line 1: the heading lacks the column {column}"));
    }
}

#[test]
fn wrong_use_ends_with_2_and_an_absent_file_with_3() {
    let dir = tempdir().unwrap();
    let path = small(dir.path());
    let file = program::text(&path);
    for arguments in [
        &["rehearse"][..],
        &["rehearse", file],
        &["rehearse", file, "--mapping", "ebay"],
        &["rehearse", file, "--mapping", "other", "--method", "proxy"],
        &["rehearse", file, "--mapping", "ebay", "--method", "sealed"],
        &["rehearse", file, "--mapping", "ebay", "--method", "proxy", "--resume"],
        &["rehearse", file, "--mapping", "ebay", "--method", "proxy", "--unknown"],
        &["unknown"],
        &[],
    ] {
        let run = program::run(arguments);
        assert_eq!((run.code, run.said.as_str()), (Some(2), ""), "{arguments:?}");
    }
    let absent = rehearse(Path::new("/nowhere/bids.csv"), "proxy", &["--json"]);
    absent.assert_refused(3, "failed to read /nowhere/bids.csv");
    let in_a_file = path.join("data");
    let run = rehearse(&path, "proxy", &["--dir", program::text(&in_a_file)]);
    run.assert_refused(3, "failed to use ");
}
