//! What a rehearsal counts.

use serde_json::{Value, json};
use tempfile::tempdir;

use super::{invented, rehearse, small};
use crate::{program, real_input};

/// The figures without what follows from every byte of them.
fn sums(object: &Value) -> Value {
    let mut sums = object.clone();
    let fields = sums.as_object_mut().unwrap();
    for field in ["entries", "state_digest", "lots_detail"] {
        assert!(fields.remove(field).is_some(), "there is a {field}");
    }
    sums
}

fn real(name: &str, method: &str) -> Option<Value> {
    let path = real_input::find(name)?;
    Some(rehearse(&path, method, &["--json"]).object())
}

#[test]
fn the_bids_that_people_placed_come_to_their_prices() {
    for (name, method, expected) in [
        (
            "ebay/palm.csv",
            "ascending",
            json!({
                "lots": 343, "bids": 5917, "accepted": 2938, "refused": {"below-least-bid": 2979},
                "sold": 343, "unsold": 0, "total_price": "78342.67",
                "price_matches": 319, "price_compared": 320,
            }),
        ),
        (
            "ebay/xbox.csv",
            "ascending",
            json!({
                "lots": 149, "bids": 2811, "accepted": 1325, "refused": {"below-least-bid": 1486},
                "sold": 149, "unsold": 0, "total_price": "19580.69",
                "price_matches": 148, "price_compared": 148,
            }),
        ),
        (
            "ebay/palm.csv",
            "proxy",
            json!({
                "lots": 343, "bids": 5917, "accepted": 5898,
                "refused": {"below-least-bid": 3, "ceiling-not-raised": 16},
                "sold": 343, "unsold": 0, "total_price": "78073.74",
                "price_matches": 307, "price_compared": 320,
            }),
        ),
        (
            "ebay/xbox.csv",
            "proxy",
            json!({
                "lots": 149, "bids": 2811, "accepted": 2776,
                "refused": {"below-least-bid": 1, "ceiling-not-raised": 34},
                "sold": 149, "unsold": 0, "total_price": "19547.64",
                "price_matches": 144, "price_compared": 148,
            }),
        ),
    ] {
        let Some(found) = real(name, method) else { return };
        assert_eq!(sums(&found), expected, "{name} {method}");
        let again = real(name, method).unwrap();
        assert_eq!(again, found, "{name} {method} a second time");
    }
}

/// The lots' own figures add up to the sums.
fn assert_adds_up(object: &Value) {
    let lots = object["lots_detail"].as_array().unwrap();
    let sum = |field: &str| lots.iter().map(|lot| lot[field].as_u64().unwrap()).sum::<u64>();
    assert_eq!(object["lots"], lots.len());
    assert_eq!(object["bids"], sum("bids"));
    assert_eq!(object["accepted"], sum("accepted"));
    for (reason, count) in object["refused"].as_object().unwrap() {
        let of_lots = lots.iter().filter_map(|lot| lot["refused"][reason].as_u64());
        assert_eq!(*count, of_lots.sum::<u64>(), "{reason}");
    }
    let refused = object["refused"].as_object().unwrap().values().filter_map(Value::as_u64);
    assert_eq!(sum("bids"), sum("accepted") + refused.sum::<u64>(), "each bid is counted once");
    let sold = lots.iter().filter(|lot| !lot["final_price"].is_null()).count();
    assert_eq!(object["sold"], sold);
    assert_eq!(object["unsold"], lots.len() - sold);
}

#[test]
fn every_edge_of_a_bid_file_is_ruled_on_as_a_sale_that_rises() {
    let dir = tempdir().unwrap();
    let found = rehearse(&small(dir.path()), "ascending", &["--json"]).object();
    let expected = json!({
        "lots": 4, "bids": 13, "accepted": 7,
        "refused": {"below-least-bid": 4, "auction-closed": 1, "amount-out-of-range": 1},
        "sold": 3, "unsold": 1, "total_price": "25.51",
        "price_matches": 2, "price_compared": 3,
    });
    assert_eq!(sums(&found), expected);
    assert_adds_up(&found);
    let expected = json!({
        "lot": 1, "auction": "A-1", "bidders": 4, "bids": 8, "accepted": 5,
        "refused": {"below-least-bid": 1, "auction-closed": 1, "amount-out-of-range": 1},
        "starting_price": "10.00", "final_price": "20.00", "recorded_price": "20.00",
    });
    assert_eq!(found["lots_detail"][0], expected);
    let expected = json!({
        "lot": 2, "auction": "B", "bidders": 2, "bids": 2, "accepted": 0,
        "refused": {"below-least-bid": 2},
        "starting_price": "50.00", "final_price": null, "recorded_price": "49.99",
    });
    assert_eq!(found["lots_detail"][1], expected);
    assert_eq!(found["lots_detail"][2]["auction"], "C 3");
}

#[test]
fn every_edge_of_a_bid_file_is_ruled_on_as_a_sale_of_ceilings() {
    let dir = tempdir().unwrap();
    let found = rehearse(&small(dir.path()), "proxy", &["--json"]).object();
    let expected = json!({
        "lots": 4, "bids": 13, "accepted": 8,
        "refused": {"below-least-bid": 3, "auction-closed": 1, "amount-out-of-range": 1},
        "sold": 3, "unsold": 1, "total_price": "18.01",
        "price_matches": 1, "price_compared": 3,
    });
    assert_eq!(sums(&found), expected);
    assert_adds_up(&found);
    let prices: Vec<&Value> =
        found["lots_detail"].as_array().unwrap().iter().map(|lot| &lot["final_price"]).collect();
    assert_eq!(prices, [&json!("12.50"), &json!(null), &json!("0.01"), &json!("5.50")]);
}

#[test]
fn the_form_of_a_file_does_not_matter() {
    let dir = tempdir().unwrap();
    let plain = rehearse(&small(dir.path()), "proxy", &["--json"]).object();
    let text = std::fs::read_to_string(dir.path().join("small.csv")).unwrap();
    let bare = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    for (what, form) in [
        ("without the mark, LF", bare.clone()),
        ("LF at the end", format!("{bare}\n")),
        ("CRLF at the end", format!("{text}\r\n")),
        ("empty lines between", bare.replace('\n', "\n\n")),
    ] {
        let path = dir.path().join("other.csv");
        std::fs::write(&path, form).unwrap();
        let found = rehearse(&path, "proxy", &["--json"]).object();
        // Salts and paddles are drawn from the file's bytes.
        assert_eq!(sums(&found), sums(&plain), "{what}");
        assert_eq!(found["lots_detail"], plain["lots_detail"], "{what}");
    }
}

#[test]
fn columns_are_found_by_their_names() {
    let dir = tempdir().unwrap();
    let plain = rehearse(&small(dir.path()), "ascending", &["--json"]).object();
    let text = std::fs::read_to_string(dir.path().join("small.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut heading = reader.headers().unwrap().clone();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let turned = |record: &csv::StringRecord, first: &str| {
        let fields = std::iter::once(first).chain(record.iter().rev());
        fields.map(str::to_owned).collect::<Vec<_>>()
    };
    writer.write_record(turned(&heading, "remark")).unwrap();
    heading = csv::StringRecord::new();
    while reader.read_record(&mut heading).unwrap() {
        writer.write_record(turned(&heading, "a remark")).unwrap();
    }
    let path = dir.path().join("turned.csv");
    std::fs::write(&path, writer.into_inner().unwrap()).unwrap();
    let found = rehearse(&path, "ascending", &["--json"]).object();
    assert_eq!(found["lots_detail"], plain["lots_detail"]);
}

#[test]
fn people_read_a_table_and_programs_one_object() {
    let dir = tempdir().unwrap();
    let path = small(dir.path());
    let run = rehearse(&path, "ascending", &[]);
    assert_eq!((run.code, run.complained.as_str()), (Some(0), ""));
    for line in [
        "lots 4, bids 13, accepted 7",
        "refused below-least-bid 4",
        "sold 3, unsold 1, total price 25.51",
        "price as recorded in 2 of 3 lots with two or more bidders",
    ] {
        assert!(run.said.lines().any(|found| found == line), "{line} in {}", run.said);
    }
    let json = rehearse(&path, "ascending", &["--json"]);
    assert_eq!(json.said.lines().count(), 1);
    assert!(json.said.ends_with("}\n"));
}

#[test]
fn a_rehearsal_is_believed_and_replayed_to_the_same_state() {
    let dir = tempdir().unwrap();
    for (auctions, method) in [(60, "ascending"), (60, "proxy")] {
        let path = invented(dir.path(), auctions);
        let data = dir.path().join(method);
        let data = program::text(&data);
        let found = rehearse(&path, method, &["--dir", data, "--json"]).object();
        assert_adds_up(&found);
        assert_eq!(found["lots"], auctions);
        let journal = format!("{data}/journal");
        for place in [data, &journal] {
            let verified = program::run(&["verify", place, "--json"]).object();
            let replayed = program::run(&["replay", place, "--json"]).object();
            let head = format!("{}:{}", found["entries"], replayed["head"].as_str().unwrap());
            let expected = json!({
                "verified": true, "entries": found["entries"], "head": head, "epochs": 1,
                "virtual_epochs": 1,
                "receipts": 0, "faults": [], "state_digest": found["state_digest"],
            });
            assert_eq!(verified, expected);
            assert_eq!(replayed["state_digest"], found["state_digest"]);
            assert_eq!(replayed["entries"], found["entries"]);
            assert_eq!(replayed["sequence"], found["entries"]);
            assert_eq!(replayed["lots"], found["lots"]);
        }
    }
}
