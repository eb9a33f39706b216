//! What is done now and then.

use bytes::Bytes;
use lexicon::{Digest, Secret, SessionId, Span};
use store::{
    Desk, Files, Housekeeping, Media, NewFile, NewSession, Note, Round, UNNAMED_FOR_MAX, Vault,
};

use crate::drawing::fresh;
use crate::house::{account, name};
use crate::pen::{digest, t};
use crate::road;

fn file(content: &str) -> NewFile {
    let content = Bytes::from(content.to_owned());
    let kept_by = lexicon::PartyId(1);
    NewFile { content, declared: Media::Text, kept_by, kept_at: t(0) }
}

on_both_engines! {
    async fn what_was_never_named_goes_and_what_is_named_stays(house) {
        let (pen, _) = road::walked();
        let (rows, mut projector) = fresh(house).await;
        projector.take(&pen.written).await.unwrap();
        let kept = house.kept().await;
        let keeping = Housekeeping {
            desk: Desk::new(kept.clone()),
            vault: Vault::new(kept.clone()),
            files: Files::open(kept, &house.directory().join("files")).unwrap(),
            reader: rows.reader(),
        };
        // A listing of the road describes itself by this text.
        let named = keeping.files.put(file("description")).await.unwrap();
        assert_eq!(named, digest("description"));
        let unnamed = keeping.files.put(file("never handed in")).await.unwrap();
        let note = Note { text: Secret::new("never sent".to_owned()) };
        keeping.vault.put_note(t(0), &note).await.unwrap();
        keeping.desk.create_accounts(&[account("bidder1", 1)]).await.unwrap();
        let session = NewSession {
            token: Digest([1; 32]),
            id: SessionId([1; 16]),
            name: name("bidder1"),
            begun_at: t(0),
            expires_at: t(0) + Span::HOUR,
        };
        keeping.desk.begin_session(&session).await.unwrap();

        let early = t(0) + UNNAMED_FOR_MAX;
        let late = early + Span::SECOND;
        let behind = pen.last().next();
        assert_eq!(keeping.round(t(0), pen.last()).await.unwrap(), Round::default());
        let of_sessions = Round { sessions: 1, ..Round::default() };
        assert_eq!(keeping.round(late, behind).await.unwrap(), of_sessions, "rows are behind");
        assert_eq!(keeping.round(early, pen.last()).await.unwrap(), Round::default());
        let swept = Round { files: 1, texts: 1, ..Round::default() };
        assert_eq!(keeping.round(late, pen.last()).await.unwrap(), swept);
        assert!(keeping.files.find(named).await.unwrap().is_some());
        assert!(keeping.files.find(unnamed).await.unwrap().is_none());
        rows.close().await;
    }
}
