//! Live streams.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::BodyDataStream;
use axum::extract::ConnectInfo;
use axum::http::StatusCode;
use futures_util::StreamExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use super::hall::{Ask, Hall};

/// Long enough for any machine; a stream that says nothing fails the test.
const PATIENCE: Duration = Duration::from_secs(10);

/// A reader of one stream, event by event.
struct Reader {
    pieces: BodyDataStream,
    text: String,
}

#[derive(Debug)]
struct Event {
    kind: String,
    id: u64,
    data: Value,
}

impl Reader {
    async fn open(hall: &Hall, path: &str, last_event: Option<u64>) -> Self {
        let mut asked = Ask::new("GET", path);
        if let Some(id) = last_event {
            asked = asked.header("last-event-id", &id.to_string());
        }
        let answer = hall.router.clone().oneshot(asked.request()).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        assert!(answer.headers().get("content-encoding").is_none());
        Self { pieces: answer.into_body().into_data_stream(), text: String::new() }
    }

    /// The next event; none when the stream has ended.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                if block.starts_with("event:") {
                    return Some(Event::read(&block));
                }
                continue;
            }
            let piece = tokio::time::timeout(PATIENCE, self.pieces.next()).await;
            let piece = piece.expect("the stream says something")?.unwrap();
            self.text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }

    /// Reads until an event of this lot shows this leading price.
    async fn until(&mut self, lot: u64, price: &str) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            let event = self.next().await.expect("the stream goes on");
            let is_there = event.data["lot"] == lot && event.data["leading_price"] == price;
            events.push(event);
            if is_there {
                return events;
            }
        }
    }
}

impl Event {
    fn read(block: &str) -> Self {
        let field = |name: &str| {
            let line = block.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_else(|| panic!("{name} in {block}")).to_owned()
        };
        let data = serde_json::from_str(&field("data: ")).unwrap();
        Self { kind: field("event: "), id: field("id: ").parse().unwrap(), data }
    }
}

fn bids(events: &[Event]) -> Vec<String> {
    let lines = events.iter().flat_map(|event| event.data["bids"].as_array().unwrap());
    lines.map(|line| line["amount"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_watcher_sees_how_things_stand_and_then_what_changes() {
    let hall = Hall::open().await;
    let hub = hall.state.start_hub();
    hall.bid(1, 1).await;
    let mut reader = Reader::open(&hall, "/api/v1/lots/1/live", None).await;
    let first = reader.next().await.unwrap();
    assert_eq!(
        (first.kind.as_str(), &first.data["leading_price"]),
        ("snapshot", &"100000.00".into())
    );
    assert_eq!(bids(&[first]), ["100000.00"]);

    for party in [2, 1, 2] {
        hall.bid(1, party).await;
    }
    let events = reader.until(1, "103000.00").await;
    assert!(events.iter().all(|event| event.kind == "lot"));
    assert!(events.is_sorted_by_key(|event| event.id));
    let told = bids(&events);
    assert_eq!(told, ["101000.00", "102000.00", "103000.00"], "every bid, once");
    let last = &events.last().unwrap().data;
    assert_eq!(last["server_time"], "2026-07-01T09:00:02.000000+08:00");
    assert!(last.get("your_paddle").is_none());
    assert_eq!(last["more"], false);

    hall.stop.cancel();
    assert!(reader.next().await.is_none(), "the stream ends with the server");
    hub.await.unwrap();
    hall.close().await;
}

#[tokio::test]
async fn whoever_comes_again_is_told_what_he_missed_or_how_things_stand() {
    let hall = Hall::open().await;
    let hub = hall.state.start_hub();
    let path = "/api/v1/live?lots=1,3";
    let mut reader = Reader::open(&hall, path, None).await;
    assert_eq!(reader.next().await.unwrap().kind, "snapshot");
    assert_eq!(reader.next().await.unwrap().kind, "snapshot");
    hall.bid(1, 1).await;
    let seen = reader.until(1, "100000.00").await.last().unwrap().id;
    hall.bid(3, 1).await;
    hall.bid(1, 2).await;
    reader.until(1, "101000.00").await;
    drop(reader);

    let mut again = Reader::open(&hall, path, Some(seen)).await;
    let events = again.until(1, "101000.00").await;
    assert!(events.iter().all(|event| event.kind == "lot"), "{events:?}");
    assert!(events.iter().any(|event| event.data["lot"] == 3), "of all lots");
    drop(again);

    for (last_event, why) in [(1, "older than the ring"), (1_000_000, "of another exchange")] {
        let mut lost = Reader::open(&hall, path, Some(last_event)).await;
        assert_eq!(lost.next().await.unwrap().kind, "snapshot", "{why}");
        assert_eq!(lost.next().await.unwrap().kind, "snapshot", "{why}");
    }
    hall.stop.cancel();
    hub.await.unwrap();
    hall.close().await;
}

#[tokio::test]
async fn of_many_new_bids_the_newest_are_told_and_that_there_are_more() {
    let hall = Hall::open().await;
    hall.bid(1, 1).await;
    let mut reader = Reader::open(&hall, "/api/v1/lots/1/live", None).await;
    assert_eq!(reader.next().await.unwrap().data["more"], false);
    let mut newest = Vec::new();
    for number in 0..60 {
        newest.push(hall.bid(1, 2 - number % 2).await.to_string());
        hall.set(hall.now() + lexicon::Span::SECOND).await;
    }
    // Nothing has gone out yet, so that one event has to tell of all of them.
    let hub = hall.state.start_hub();
    let event = reader.next().await.unwrap();
    assert_eq!((event.kind.as_str(), &event.data["more"]), ("lot", &true.into()));
    assert_eq!(bids(&[event]), newest[10..]);
    hall.stop.cancel();
    hub.await.unwrap();
    hall.close().await;
}

#[tokio::test]
async fn one_address_does_not_take_all_places() {
    let hall = Hall::open().await;
    let open = async |address: [u8; 4]| {
        let mut request = Ask::new("GET", "/api/v1/lots/1/live").request();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((address, 1))));
        hall.router.clone().oneshot(request).await.unwrap()
    };
    let mut streams = Vec::new();
    for _ in 0..1_000 {
        streams.push(open([192, 0, 2, 1]).await);
    }
    assert!(streams.iter().all(|stream| stream.status() == StatusCode::OK));
    assert_eq!(open([192, 0, 2, 1]).await.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(open([192, 0, 2, 2]).await.status(), StatusCode::OK);
    streams.pop();
    assert_eq!(open([192, 0, 2, 1]).await.status(), StatusCode::OK, "given back");
    for _ in 0..1_001 {
        streams.push(open([127, 0, 0, 1]).await);
    }
    assert!(streams.iter().all(|stream| stream.status() == StatusCode::OK), "this machine");
    drop(streams);
    hall.close().await;
}

#[tokio::test]
async fn a_change_of_the_standing_is_told() {
    let hall = Hall::open().await;
    let hub = hall.state.start_hub();
    let mut reader = Reader::open(&hall, "/api/v1/lots/2/live", None).await;
    assert_eq!(reader.next().await.unwrap().data["state"], "announced");
    hall.set("2026-07-01T11:00:00+08:00".parse().unwrap()).await;
    loop {
        let event = reader.next().await.unwrap();
        if event.data["state"] == "free-bidding" {
            break;
        }
    }
    hall.stop.cancel();
    hub.await.unwrap();
    hall.close().await;
}

#[tokio::test]
async fn streams_that_cannot_be_opened_say_why() {
    let hall = Hall::open().await;
    let many: Vec<String> = (1..=51).map(|lot| lot.to_string()).collect();
    let many = format!("/api/v1/live?lots={}", many.join(","));
    for (path, expected) in [
        ("/api/v1/live", (400, "unacceptable-parameter")),
        ("/api/v1/live?lots=", (400, "unacceptable-parameter")),
        ("/api/v1/live?lots=1,x", (400, "unacceptable-parameter")),
        ("/api/v1/live?lots=1&x=1", (400, "unacceptable-parameter")),
        (&many, (400, "unacceptable-parameter")),
        ("/api/v1/live?lots=1,9", (404, "unknown-lot")),
        ("/api/v1/lots/9/live", (404, "unknown-lot")),
    ] {
        let (status, slug) = hall.get(path).await.problem();
        assert_eq!((status, slug.as_str()), expected, "{path}");
    }
    hall.stop.cancel();
    let stopping = hall.get("/api/v1/lots/1/live").await;
    assert_eq!(stopping.problem(), (503, "stopping".to_owned()));
    hall.close().await;
}
