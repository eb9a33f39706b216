//! The tables: what is sent in place of what a field should hold, and what is answered.

use serde_json::{Value, json};

use crate::http::road::listing;

/// What is sent instead: the call, the field, its content, and the answer.
pub(super) type Line = (&'static str, &'static str, Value, (u16, &'static str));

/// A text of so many characters.
pub(super) fn long(length: usize) -> Value {
    json!("标".repeat(length))
}

/// A line for each content of a field.
fn lines<const N: usize>(
    call: &'static str,
    place: &'static str,
    contents: [Value; N],
    answer: (u16, &'static str),
) -> Vec<Line> {
    contents.into_iter().map(|content| (call, place, content, answer)).collect()
}

const FIELD: (u16, &str) = (422, "unacceptable-field");
const CONTENT: (u16, &str) = (422, "unacceptable-content");

/// Texts that cannot be shown, or that read otherwise than they are written.
fn hidden() -> [Value; 2] {
    [json!("铃\u{7}"), json!("a\u{202e}b")]
}

/// What is no line of text of so many characters at most.
fn no_text(most: usize) -> [Value; 5] {
    let [bell, turned] = hidden();
    [json!(""), json!(" "), long(most + 1), bell, turned]
}

fn no_amount() -> [Value; 16] {
    let long = "9".repeat(30);
    [
        "",
        " ",
        "-1",
        "+1",
        "1e5",
        "1,000",
        "１００",
        " 1",
        "1.",
        ".5",
        "1.234",
        "01",
        "NaN",
        "=1+1",
        "1\u{202e}",
        &long,
    ]
    .map(|text| json!(text))
}

fn no_time() -> [Value; 8] {
    [
        json!(""),
        json!("now"),
        json!("1"),
        json!("2026-07-01"),
        json!("2026-07-01T09:00:00"),
        json!("2026-02-30T09:00:00+08:00"),
        json!("2026-07-01T25:00:00+08:00"),
        json!("9".repeat(400)),
    ]
}

fn no_digest() -> [Value; 4] {
    [json!(""), json!("../../etc/passwd"), json!("0".repeat(64)), json!("x".repeat(64))]
}

fn no_reference() -> [Value; 7] {
    let long = "x".repeat(65);
    ["", " ", &*long, "流水", "a\u{7}b", "a\u{202e}b", "a\nb"].map(|text| json!(text))
}

/// Longer than a century, in seconds.
fn no_span() -> [Value; 2] {
    [json!(36_525_u64 * 86_400 + 1), json!(u64::MAX)]
}

/// What a field of an account cannot hold, whatever the rules say of it.
pub(super) fn no_account() -> Vec<Line> {
    let name = "x".repeat(65);
    let names = ["", "A", "a b", "../x", &*name, "bidder1", "名", "=1+1"];
    let passwords = [json!(""), json!("only eleven"), json!("x".repeat(257))];
    let identities = ["", "110105194912310021", "11010519491331002X", "１１０１０５", "x"];
    let wrong = (401, "wrong-password");
    [
        lines("create_account", "/name", names.map(|name| json!(name)), FIELD),
        lines("create_account", "/password", passwords, FIELD),
        lines(
            "create_account",
            "/roles",
            [json!(["exchange"]), json!(["Clerk"]), json!([""])],
            FIELD,
        ),
        lines("create_account", "/kind", [json!(""), json!("robot"), json!("Person")], FIELD),
        lines("create_account", "/legal_name", no_text(120), FIELD),
        lines("create_account", "/phone", no_text(120), FIELD),
        lines("create_account", "/identity", identities.map(|text| json!(text)), FIELD),
        lines(
            "begin_session",
            "/name",
            [json!(""), json!("nobody"), json!("x".repeat(10_000))],
            wrong,
        ),
        lines("begin_session", "/password", [json!(""), json!("demo-only "), long(10_000)], wrong),
    ]
    .concat()
}

/// What a field of a listing cannot hold, whatever the rules say of it.
pub(super) fn no_listing() -> Vec<Line> {
    let [bell, turned] = hidden();
    let categories = [json!(""), json!("house"), json!("Rural-Right")];
    let regions = [json!("3501"), json!("35010２"), json!("abcdef")];
    let media = [json!(""), json!("text/html"), json!("APPLICATION/PDF")];
    let extension = [json!({ "window_seconds": u64::MAX, "length_seconds": 60 })];
    let methods = [json!(""), json!("descending"), json!("Ascending")];
    let amount = (422, "malformed-amount");
    [
        lines("submit_listing", "/category", categories, FIELD),
        lines("submit_listing", "/region", regions, FIELD),
        lines("submit_listing", "/disclosure_seconds", no_span(), FIELD),
        lines("submit_listing", "/result_notice_seconds", no_span(), FIELD),
        lines("submit_listing", "/description", [json!(" "), long(10_001), bell, turned], FIELD),
        lines("submit_listing", "/documents/0/digest", no_digest(), FIELD),
        lines("submit_listing", "/documents/0/media", media, FIELD),
        lines("submit_listing", "/documents/0/visibility", [json!(""), json!("all")], FIELD),
        lines("submit_listing", "/lots/0/deposit", no_amount(), amount),
        lines("submit_listing", "/lots/0/terms/starting_price", no_amount(), amount),
        lines("submit_listing", "/lots/0/terms/increment", no_amount(), amount),
        lines("submit_listing", "/lots/0/terms/reserve", no_amount(), amount),
        lines("submit_listing", "/lots/0/terms/free_bidding_seconds", no_span(), FIELD),
        lines("submit_listing", "/lots/0/terms/countdown_seconds", no_span(), FIELD),
        lines("submit_listing", "/lots/0/terms/resume_notice_seconds", no_span(), FIELD),
        lines("submit_listing", "/lots/0/terms/extension", extension, FIELD),
        lines("submit_listing", "/lots/0/terms/method", methods, CONTENT),
        lines("submit_listing", "/lots/0/terms/first_bid", [json!(""), json!("free")], CONTENT),
        lines("submit_listing", "/lots/0/terms/increment_rule", [json!(""), json!("any")], CONTENT),
        lines(
            "submit_listing",
            "/lots/0/terms/bidders_min",
            [json!(256), json!(u64::MAX)],
            CONTENT,
        ),
    ]
    .concat()
}

/// What a field of any other call cannot hold, whatever the rules say of it.
pub(super) fn no_other() -> Vec<Line> {
    let (amount, time) = ((422, "malformed-amount"), (422, "malformed-time"));
    [
        lines("return_listing", "/note", no_text(2_000), FIELD),
        lines("reject_applicant", "/note", no_text(2_000), FIELD),
        lines("propose", "/act", [json!(""), json!("sell-lot")], CONTENT),
        lines("propose", "/applications_until", no_time(), time),
        lines("propose", "/opens_at", no_time(), time),
        lines("record_deposit", "/amount", no_amount(), amount),
        lines("record_deposit", "/paid_at", no_time(), time),
        lines("record_deposit", "/reference", no_reference(), FIELD),
        lines("record_payment", "/amount", no_amount(), amount),
        lines("record_payment", "/paid_at", no_time(), time),
        lines("record_payment", "/reference", no_reference(), FIELD),
        lines("record_refund", "/paid_at", no_time(), time),
        lines("record_refund", "/reference", no_reference(), FIELD),
        lines("record_contract", "/document", no_digest(), FIELD),
        lines("place_bid", "/amount", no_amount(), amount),
        lines("place_proxy_bid", "/ceiling", no_amount(), amount),
        lines("propose enter-reserve", "/reserve", no_amount(), amount),
        lines("propose resume-lot", "/resumes_at", no_time(), time),
        lines("propose resume-lot-from-break", "/resumes_at", no_time(), time),
        lines("propose pause-exchange", "/until", no_time(), time),
    ]
    .concat()
}

/// What can be read, and what the rules say of it.
pub(super) fn ruled() -> Vec<Line> {
    let [bell, turned] = hidden();
    let (length, print) = ((422, "text-length"), (422, "text-unprintable"));
    let term = (422, "term-invalid");
    let lot = listing()["lots"][0].clone();
    let mut lines: Vec<Line> = vec![
        ("create_account", "/roles", json!([]), (422, "roles-invalid")),
        ("create_account", "/roles", json!(["seller", "seller"]), (422, "roles-invalid")),
        ("submit_listing", "/lots", json!([]), (422, "listed-lots")),
        ("submit_listing", "/lots", Value::Array(vec![lot; 7]), (422, "listed-lots")),
        (
            "submit_listing",
            "/disclosure_seconds",
            json!(31_622_401),
            (422, "disclosure-out-of-range"),
        ),
        (
            "submit_listing",
            "/result_notice_seconds",
            json!(7_776_001),
            (422, "result-notice-out-of-range"),
        ),
        ("submit_listing", "/lots/0/deposit", json!("100000.01"), (422, "deposit-out-of-range")),
        (
            "submit_listing",
            "/lots/0/terms/starting_price",
            json!("0.00"),
            (422, "deposit-out-of-range"),
        ),
        ("submit_listing", "/lots/0/terms/increment", json!("0.00"), term),
        ("submit_listing", "/lots/0/terms/countdown_seconds", json!(0), term),
        ("submit_listing", "/lots/0/terms/bidders_min", json!(0), term),
        ("submit_listing", "/lots/0/terms/bidders_min", json!(255), term),
        ("propose", "/listing", json!(99), (404, "unknown-listing")),
        ("record_deposit", "/amount", json!("0.00"), (422, "amount-not-bookable")),
        ("record_deposit", "/amount", json!("10000.01"), (422, "deposit-exceeded")),
        ("record_deposit", "/paid_at", json!("2030-01-01T00:00:00+08:00"), (422, "paid-in-future")),
        ("record_deposit", "/paid_at", json!("9999-12-31T23:59:59+08:00"), (422, "paid-in-future")),
        ("record_refund", "/reference", json!("BANK 9"), (409, "no-refund-pending")),
        ("record_payment", "/reference", json!("BANK 9"), (409, "not-awarded")),
        ("resubmit_listing", "/region", json!("350102"), (409, "listing-at")),
    ];
    for call in ["propose suspend-lot", "propose terminate-lot", "propose pause-exchange"] {
        for text in ["", " \u{3000}"] {
            lines.push((call, "/reason", json!(text), length));
        }
        for text in [bell.clone(), turned.clone(), json!("a\u{0}b")] {
            lines.push((call, "/reason", text, print));
        }
    }
    for (place, most, may_be_empty) in [
        ("/lots/0/title", 120, false),
        ("/lots/0/title_en", 120, true),
        ("/lots/0/place", 80, true),
        ("/documents/0/caption", 80, false),
    ] {
        lines.push(("submit_listing", place, long(most + 1), length));
        lines.push(("submit_listing", place, bell.clone(), print));
        lines.push(("submit_listing", place, turned.clone(), print));
        lines.push(("submit_listing", place, json!("a\u{0}b"), print));
        if !may_be_empty {
            lines.push(("submit_listing", place, json!(""), length));
            lines.push(("submit_listing", place, json!(" \u{3000}"), length));
        }
    }
    lines
}
