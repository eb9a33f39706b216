//! Files are kept by their content, read, renewed and swept.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use lexicon::{Digest, HashAlg, Moment, PartyId, Span};
use store::{FILE_SIZE_MAX, FILES_PER_DAY_MAX, File, Files, Media, NewFile, StoreError};

use crate::house::{House, t};

async fn files(house: &House) -> Files {
    Files::open(house.kept().await, &house.directory().join("files")).unwrap()
}

fn pdf(text: &str) -> Bytes {
    Bytes::from(format!("%PDF-1.7\n{text}"))
}

fn new(content: &Bytes, declared: Media, kept_at: Moment) -> NewFile {
    NewFile { content: content.clone(), declared, kept_by: PartyId(7), kept_at }
}

async fn put(files: &Files, text: &str, kept_at: Moment) -> Digest {
    files.put(new(&pdf(text), Media::Pdf, kept_at)).await.unwrap()
}

fn path_of(house: &House, digest: Digest) -> PathBuf {
    let name = digest.to_string();
    house.directory().join("files").join(&name[..2]).join(&name[2..])
}

/// Makes a content as old as the tests' time, which is long ago.
fn age(path: &Path) {
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
    fs::File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
}

on_both_engines! {
    async fn a_file_is_read_as_it_was_kept(house) {
        let files = files(house).await;
        let content = pdf("合同");
        let digest = files.put(new(&content, Media::Pdf, t(1))).await.unwrap();
        assert_eq!(digest, HashAlg::Sha256.digest(&[&content]));
        let file = File {
            digest,
            media: Media::Pdf,
            size: u64::try_from(content.len()).unwrap(),
            kept_at: t(1),
            kept_by: PartyId(7),
        };
        assert_eq!(files.find(digest).await.unwrap(), Some(file));
        assert_eq!(files.read(digest).await.unwrap(), Some((file, content.clone())));
        assert_eq!(fs::read(path_of(house, digest)).unwrap(), content);
        assert_eq!(files.find(Digest::ZERO).await.unwrap(), None);
        assert_eq!(files.read(Digest::ZERO).await.unwrap(), None);
    }

    async fn the_same_content_is_kept_once(house) {
        let files = files(house).await;
        let digest = put(&files, "same", t(1)).await;
        let again = NewFile { kept_by: PartyId(8), ..new(&pdf("same"), Media::Pdf, t(5)) };
        assert_eq!(files.put(again).await.unwrap(), digest);
        put(&files, "same", t(3)).await;
        let file = files.find(digest).await.unwrap().unwrap();
        assert_eq!((file.kept_by, file.kept_at), (PartyId(7), t(5)), "first giver, last time");
        for (party, has_given) in [(7, true), (8, true), (9, false)] {
            let found = files.is_given_by(digest, PartyId(party)).await.unwrap();
            assert_eq!(found, has_given, "{party}");
        }
        assert_eq!(files.sweep(async |_| Ok(false), t(9)).await.unwrap(), 1);
        assert!(!files.is_given_by(digest, PartyId(8)).await.unwrap(), "swept with its file");
    }

    async fn a_file_is_what_its_content_says(house) {
        let files = files(house).await;
        let jpeg = Bytes::from_static(b"\xff\xd8\xff\xe0 a photograph");
        let png = Bytes::from_static(b"\x89PNG\r\n\x1a\n a picture");
        let text = Bytes::from("标的说明");
        for (content, media) in
            [(&jpeg, Media::Jpeg), (&png, Media::Png), (&text, Media::Text)]
        {
            let digest = files.put(new(content, media, t(1))).await.unwrap();
            assert_eq!(files.find(digest).await.unwrap().map(|file| file.media), Some(media));
        }
        match files.put(new(&png, Media::Pdf, t(1))).await {
            Err(StoreError::MediaDiffers { declared: Media::Pdf, found: Media::Png }) => {}
            other => panic!("{other:?}"),
        }
        let page = files.put(new(&Bytes::from("<html>"), Media::Png, t(1))).await;
        assert!(matches!(page, Err(StoreError::MediaDiffers { .. })), "{page:?}");
        for text in ["", "PK\u{3}\u{4}", "a\0"] {
            let refused = files.put(new(&Bytes::from(text), Media::Pdf, t(1))).await;
            assert!(matches!(refused, Err(StoreError::MediaUnknown)), "{refused:?}");
        }
    }

    async fn a_file_has_its_limit(house) {
        let files = files(house).await;
        let mut longest = pdf("").to_vec();
        longest.resize(FILE_SIZE_MAX, b' ');
        let digest = files.put(new(&longest.clone().into(), Media::Pdf, t(1))).await.unwrap();
        assert_eq!(files.read(digest).await.unwrap().unwrap().1.len(), FILE_SIZE_MAX);
        longest.push(b' ');
        let refused = files.put(new(&longest.into(), Media::Pdf, t(1))).await;
        assert!(matches!(refused, Err(StoreError::TooLarge { .. })), "{refused:?}");
    }

    async fn a_party_hands_in_so_many_files_a_day(house) {
        let files = files(house).await;
        for number in 0..FILES_PER_DAY_MAX {
            put(&files, &number.to_string(), t(1)).await;
        }
        let refused = files.put(new(&pdf("more"), Media::Pdf, t(2))).await;
        assert!(matches!(refused, Err(StoreError::TooMany { .. })), "{refused:?}");
        let other = NewFile { kept_by: PartyId(8), ..new(&pdf("more"), Media::Pdf, t(2)) };
        files.put(other).await.unwrap();
        put(&files, "next day", t(1) + Span::DAY).await;
    }

    async fn a_content_that_was_changed_or_lost_is_noticed(house) {
        let files = files(house).await;
        let digest = put(&files, "true", t(1)).await;
        fs::write(path_of(house, digest), pdf("lies")).unwrap();
        let changed = files.read(digest).await;
        assert!(matches!(changed, Err(StoreError::Unreadable { .. })), "{changed:?}");
        fs::remove_file(path_of(house, digest)).unwrap();
        let lost = files.read(digest).await;
        assert!(matches!(lost, Err(StoreError::Unreadable { .. })), "{lost:?}");
    }

    async fn what_no_entry_names_is_swept_after_its_time(house) {
        let files = files(house).await;
        let named = put(&files, "named", t(1)).await;
        let unnamed = put(&files, "unnamed", t(1)).await;
        let young = put(&files, "young", t(10)).await;
        assert_eq!(files.sweep(async |digest| Ok(digest == named), t(1)).await.unwrap(), 0);
        assert_eq!(files.sweep(async |digest| Ok(digest == named), t(10)).await.unwrap(), 1);
        assert!(files.read(named).await.unwrap().is_some());
        assert!(files.read(young).await.unwrap().is_some());
        assert_eq!(files.find(unnamed).await.unwrap(), None);
        assert!(!path_of(house, unnamed).exists());
    }

    async fn a_file_that_is_renewed_or_handed_in_again_is_young_again(house) {
        let files = files(house).await;
        let renewed = put(&files, "renewed", t(1)).await;
        let again = put(&files, "again", t(1)).await;
        assert!(files.renew(renewed, t(20)).await.unwrap());
        assert!(files.renew(renewed, t(2)).await.unwrap(), "it does not grow older by it");
        assert!(!files.renew(Digest::ZERO, t(20)).await.unwrap());
        put(&files, "again", t(20)).await;
        assert_eq!(files.sweep(async |_| Ok(false), t(20)).await.unwrap(), 0);
        assert!(files.read(renewed).await.unwrap().is_some());
        assert!(files.read(again).await.unwrap().is_some());
        assert_eq!(files.sweep(async |_| Ok(false), t(21)).await.unwrap(), 2);
    }

    async fn a_content_whose_writer_died_is_swept(house) {
        let files = files(house).await;
        let rowed = put(&files, "rowed", t(30)).await;
        let young = HashAlg::Sha256.digest(&[b"young"]);
        let old = HashAlg::Sha256.digest(&[b"old"]);
        for digest in [young, old] {
            fs::create_dir_all(path_of(house, digest).parent().unwrap()).unwrap();
            fs::write(path_of(house, digest), b"%PDF-1.7").unwrap();
        }
        let foreign = house.directory().join("files/readme.txt");
        fs::write(&foreign, "not ours").unwrap();
        for path in [path_of(house, rowed), path_of(house, old), foreign.clone()] {
            age(&path);
        }
        assert_eq!(files.sweep(async |_| Ok(false), t(20)).await.unwrap(), 1);
        assert!(!path_of(house, old).exists());
        assert!(path_of(house, young).exists());
        assert!(path_of(house, rowed).exists());
        assert!(foreign.exists());
    }

    async fn a_sweep_takes_nothing_that_comes_at_the_same_time(house) {
        let files = files(house).await;
        for round in 0..20_u64 {
            let now = t(100 * round + 100);
            let digest = put(&files, "contended", now - Span::from_seconds(50)).await;
            let sweeper = files.clone();
            let sweep = tokio::spawn(async move { sweeper.sweep(async |_| Ok(false), now).await });
            put(&files, "contended", now).await;
            sweep.await.unwrap().unwrap();
            assert!(files.read(digest).await.unwrap().is_some(), "round {round}");
        }
    }

    async fn only_the_owner_looks_into_the_files(house) {
        files(house).await;
        let mode = fs::metadata(house.directory().join("files")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        let again = files(house).await;
        put(&again, "opened again", t(1)).await;
    }
}
