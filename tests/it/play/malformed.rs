//! Files that are wrong are refused with their line, and nothing is played.

use tempfile::tempdir;

use crate::program::run;

const GOOD: &str = r#"[terms]
method = "ascending"
free = "5m"
starting_price = "100.00"
increment = "10.00"

[[party]]
paddle = 1

[[command]]
at = "10s"
paddle = 1
bid = "100.00"
"#;

fn refused(text: &str, words: &str) {
    let dir = tempdir().unwrap();
    let file = dir.path().join("sale.toml");
    std::fs::write(&file, text).unwrap();
    let played = run(&["play", &file.display().to_string(), "--json"]);
    played.assert_refused(2, words);
    assert_eq!(played.said, "", "nothing is printed of a file that is wrong");
}

fn changed(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    GOOD.replacen(from, to, 1)
}

#[test]
fn an_unknown_key_is_refused_with_its_line() {
    refused(&changed("free =", "fre ="), "line 3: unknown field `fre`");
    refused(&changed("paddle = 1\n\n", "paddle = 1\nname = \"x\"\n\n"), "line 9: unknown field");
    refused(&changed("bid = \"100.00\"", "offer = \"100.00\""), "line 13: unknown field `offer`");
    refused(&format!("colour = 1\n{GOOD}"), "line 1: unknown field `colour`");
}

#[test]
fn a_method_that_there_is_not_is_refused_with_those_there_are() {
    refused(&changed("\"ascending\"", "\"raffle\""), "line 2: raffle: no method");
    refused(&changed("\"ascending\"", "7"), "line 2: invalid type");
    refused(&changed("method = \"ascending\"\n", ""), "line 1: missing field `method`");
}

#[test]
fn a_time_that_goes_back_is_refused_with_its_line() {
    let earlier = "[[command]]\nat = \"9s\"\npaddle = 1\nbid = \"110.00\"\n";
    refused(&format!("{GOOD}{earlier}"), "line 14: the time goes back");
    refused(&changed("\"10s\"", "\"soon\""), "line 11: soon");
}

#[test]
fn a_paddle_that_nobody_introduced_is_refused_with_its_line() {
    refused(&changed("paddle = 1\nbid", "paddle = 2\nbid"), "line 10: paddle 2: nobody");
    let twice = "[[party]]\npaddle = 1\n";
    refused(&changed("[[command]]", &format!("{twice}\n[[command]]")), "line 10: paddle 1: intro");
}

#[test]
fn a_command_asks_for_one_thing() {
    refused(&changed("bid = \"100.00\"\n", ""), "line 10: a command that asks for nothing");
    let two = "bid = \"100.00\"\nceiling = \"100.00\"\n";
    refused(&changed("bid = \"100.00\"\n", two), "line 10: two things");
    refused(&changed("bid = \"100.00\"", "price = \"100.00\""), "line 10: price and unit");
    refused(&changed("bid = \"100.00\"", "wants = \"5\""), "line 10: price: missing");
    refused(&changed("bid = \"100.00\"", "suspend = \"x\""), "line 10: paddle: the centre");
    refused(&changed("paddle = 1\nbid", "bid"), "line 10: paddle: missing");
}

#[test]
fn an_amount_is_yuan_with_two_places_at_most() {
    for text in ["100.001", "1e2", "-1", "+1", "１００", "1_0", ""] {
        let line = format!("bid = \"{text}\"");
        refused(&changed("bid = \"100.00\"", &line), "line 13: ");
    }
    refused(&changed("bid = \"100.00\"", "bid = 100.00"), "line 13: invalid type");
}

#[test]
fn terms_that_no_lot_can_be_published_under_are_refused_by_name() {
    refused(&changed("\"5m\"", "\"0s\""), "the terms are refused: term-invalid");
    refused(&changed("\"100.00\"\ninc", "\"0.00\"\ninc"), "starting-price");
}

#[test]
fn what_is_no_file_or_no_text_is_told() {
    let missing = run(&["play", "there/is/none.toml"]);
    missing.assert_refused(3, "read there/is/none.toml");
    let dir = tempdir().unwrap();
    let file = dir.path().join("sale.toml");
    std::fs::write(&file, [0xff, 0xfe]).unwrap();
    run(&["play", &file.display().to_string()]).assert_refused(2, "no UTF-8");
}
