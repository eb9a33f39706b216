//! Files that are none of those that are taken, and addresses that name nothing.

use super::Senders;
use crate::http::hall::Ask;

#[tokio::test]
async fn a_file_of_a_wrong_type_or_size_is_refused_and_not_journaled() {
    let senders = Senders::prepare().await;
    let hall = &senders.road.hall;
    let token = hall.sign_in("seller1").await;
    let before = hall.board.sequence();
    let mut large = b"%PDF-1.7\n".to_vec();
    large.resize(10 * 1024 * 1024 + 1, b' ');
    for (media, content, expected) in [
        ("text/html", b"<p>x</p>".as_slice(), (415, "unsupported-media-type")),
        ("image/svg+xml", b"<svg/>", (415, "unsupported-media-type")),
        ("application/octet-stream", b"x", (415, "unsupported-media-type")),
        ("text/plain; charset=gbk", b"x", (415, "unsupported-media-type")),
        ("../etc/passwd", b"x", (415, "unsupported-media-type")),
        ("application/pdf", b"", (422, "unacceptable-content")),
        ("application/pdf", b"\x89PNG\r\n\x1a\n", (422, "unacceptable-content")),
        ("image/png", b"%PDF-1.7", (422, "unacceptable-content")),
        ("image/jpeg", b"GIF89a\x01\0", (422, "unacceptable-content")),
        ("text/plain", b"\xb1\xea\xb5\xc4", (422, "unacceptable-content")),
        ("text/plain", b"one\0two", (422, "unacceptable-content")),
        ("application/pdf", &large, (413, "too-large")),
    ] {
        let asked = Ask::new("POST", "/api/v1/files").token(&token).body(media, content);
        let (status, slug) = hall.ask(asked).await.problem();
        assert_eq!((status, slug.as_str()), expected, "{media} {} bytes", content.len());
    }
    let none = Ask::new("POST", "/api/v1/files").token(&token);
    assert_eq!(hall.ask(none).await.problem(), (415, "unsupported-media-type".to_owned()));
    assert_eq!(hall.board.sequence(), before, "a file is no entry");
    senders.road.hall.close().await;
}

#[tokio::test]
async fn an_address_that_leads_elsewhere_names_nothing() {
    let senders = Senders::prepare().await;
    let hall = &senders.road.hall;
    let token = hall.sign_in("clerk1").await;
    for (path, slug) in [
        ("/api/v1/files/..", "unknown-file"),
        ("/api/v1/files/..%2f..%2fkept.db", "unknown-file"),
        ("/api/v1/files/%2e%2e%2fkept.db", "unknown-file"),
        ("/api/v1/files/../kept.db", "not-found"),
        ("/api/v1/files/%00", "unknown-file"),
        ("/api/v1/files/%ff", "unknown-file"),
        ("/api/v1/papers/..%2f..%2fx", "unknown-paper"),
        ("/api/v1/papers/%ff", "unknown-paper"),
        ("/api/v1/listings/..%2f1", "unknown-listing"),
        ("/api/v1/listings/0", "unknown-listing"),
        ("/api/v1/listings/-1", "unknown-listing"),
        ("/api/v1/listings/9223372036854775807", "unknown-listing"),
        ("/api/v1/listings/9223372036854775808", "unknown-listing"),
        ("/api/v1/listings/1%20", "unknown-listing"),
        ("/api/v1/listings/１", "unknown-listing"),
        ("/api/v1/applications/1'--", "unknown-application"),
        ("/api/v1/applications/18446744073709551616", "unknown-application"),
        ("/api/v1/lots/1.0/settlement", "unknown-lot"),
        ("/api/v1/lots/99/settlement", "unknown-settlement"),
    ] {
        let path = path.replace('１', "%EF%BC%91");
        let reply = hall.ask(Ask::new("GET", &path).token(&token)).await;
        assert_eq!(reply.problem(), (404, slug.to_owned()), "{path}");
    }
    for path in [
        "/papers/%ff",
        "/papers/..%2fx",
        "/assets/%ff",
        "/assets/..%2fstyle.css",
        "/listings/..%2f1",
        "/applications/%ff",
        "/lots/x/settlement",
        "/lots/%2e%2e/hall",
    ] {
        let reply = hall.ask(Ask::new("GET", path).cookie(&token)).await;
        assert_eq!(reply.status, 404, "{path}: {}", reply.body);
        assert!(reply.header("gavel-sequence").is_some(), "{path}");
    }
    let before = hall.board.sequence();
    for (path, slug) in [
        ("/api/v1/proposals/%ff/approvals", "unknown-proposal"),
        ("/api/v1/listings/x/acceptance", "unknown-listing"),
        ("/api/v1/applications/..%2f1/refund", "unknown-application"),
        ("/api/v1/lots/18446744073709551615/result", "unknown-lot"),
    ] {
        let reply = hall.ask(Ask::new("POST", path).token(&token).key(1)).await;
        assert_eq!(reply.problem(), (404, slug.to_owned()), "{path}");
    }
    assert_eq!(hall.board.sequence(), before, "what names nothing is not journaled");
    for query in ["limit=0", "limit=201", "limit=x", "after=-1", "step=x", "step=", "x=1"] {
        let path = format!("/api/v1/listings?{query}");
        let status = hall.ask(Ask::new("GET", &path).token(&token)).await.status;
        assert_eq!(status.as_u16(), if query == "step=" { 200 } else { 400 }, "{query}");
    }
    senders.road.hall.close().await;
}
