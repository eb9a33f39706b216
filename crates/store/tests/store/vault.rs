//! Personal data is kept, read, erased, and swept.

use std::fs;
use std::path::PathBuf;

use lexicon::{Digest, HashAlg, Secret};
use store::{BODY_SIZE_MAX, Identity, Note, Profile, StoreError, Vault, VaultKind, Vaulted};

use crate::house::{House, t};

fn profile() -> Profile {
    Profile {
        legal_name: Secret::new("张三".to_owned()),
        identity: Identity::Person("11010519491231002X".parse().unwrap()),
        phone: Some(Secret::new("13800000000".to_owned())),
    }
}

fn note(text: &str) -> Note {
    Note { text: Secret::new(text.to_owned()) }
}

async fn vault(house: &House) -> Vault {
    Vault::new(house.kept().await)
}

/// How many files of the data directory hold these bytes.
fn files_with(house: &House, wanted: &[u8]) -> usize {
    let held =
        |path: &PathBuf| fs::read(path).unwrap().windows(wanted.len()).any(|bytes| bytes == wanted);
    let files = fs::read_dir(house.directory()).unwrap().map(|entry| entry.unwrap().path());
    files.filter(|path| path.is_file()).filter(held).count()
}

on_both_engines! {
    async fn a_profile_and_a_note_are_read_as_they_were_kept(house) {
        let vault = vault(house).await;
        let who = vault.put_profile(t(1), &profile()).await.unwrap();
        let why = vault.put_note(t(1), &note("材料不全")).await.unwrap();
        assert_eq!(vault.profile(who).await.unwrap(), Some(profile()));
        assert_eq!(vault.note(why).await.unwrap(), Some(note("材料不全")));
        assert_eq!(vault.note(Digest::ZERO).await.unwrap(), None);
        assert_eq!(vault.read(Digest::ZERO).await.unwrap(), None);
        for crossed in [vault.profile(why).await.map(drop), vault.note(who).await.map(drop)] {
            assert!(matches!(crossed, Err(StoreError::Unreadable { .. })), "{crossed:?}");
        }
    }

    async fn equal_texts_have_unequal_digests_that_nobody_can_guess(house) {
        let vault = vault(house).await;
        let body = Secret::new(br#"{"text":"same"}"#.to_vec());
        let one = vault.put(t(1), VaultKind::Note, &body).await.unwrap();
        let other = vault.put(t(1), VaultKind::Note, &body).await.unwrap();
        assert_ne!(one, other);
        assert_ne!(one, HashAlg::Sha256.digest(&[body.reveal()]));
        for digest in [one, other] {
            let expected = Vaulted::Kept { kind: VaultKind::Note, body: body.clone() };
            assert_eq!(vault.read(digest).await.unwrap(), Some(expected));
        }
    }

    async fn an_erased_text_is_known_as_erased(house) {
        let vault = vault(house).await;
        let gone = vault.put_note(t(1), &note("gone")).await.unwrap();
        let stays = vault.put_note(t(1), &note("stays")).await.unwrap();
        assert!(vault.erase(t(2), gone).await.unwrap());
        assert!(!vault.erase(t(3), gone).await.unwrap());
        assert!(!vault.erase(t(3), Digest::ZERO).await.unwrap());
        let erased = Vaulted::Erased { kind: VaultKind::Note, at: t(2) };
        assert_eq!(vault.read(gone).await.unwrap(), Some(erased));
        assert_eq!(vault.note(gone).await.unwrap(), None);
        assert_eq!(vault.note(stays).await.unwrap(), Some(note("stays")));
    }

    async fn a_text_has_its_limit(house) {
        let vault = vault(house).await;
        let longest = Secret::new(vec![b'1'; BODY_SIZE_MAX]);
        let digest = vault.put(t(1), VaultKind::Profile, &longest).await.unwrap();
        let expected = Vaulted::Kept { kind: VaultKind::Profile, body: longest };
        assert_eq!(vault.read(digest).await.unwrap(), Some(expected));
        let longer = Secret::new(vec![b'1'; BODY_SIZE_MAX + 1]);
        let refused = vault.put(t(1), VaultKind::Profile, &longer).await;
        assert!(matches!(refused, Err(StoreError::TooLarge { .. })), "{refused:?}");
    }

    async fn what_no_entry_names_is_swept_after_its_time(house) {
        let vault = vault(house).await;
        let mut kept = Vec::new();
        for (text, at) in [("named", 1), ("unnamed", 1), ("young", 10), ("erased", 1)] {
            kept.push(vault.put_note(t(at), &note(text)).await.unwrap());
        }
        vault.erase(t(2), kept[3]).await.unwrap();
        let named = kept[0];
        assert_eq!(vault.sweep(async |digest| Ok(digest == named), t(1)).await.unwrap(), 0);
        assert_eq!(vault.sweep(async |digest| Ok(digest == named), t(10)).await.unwrap(), 1);
        assert_eq!(vault.note(kept[0]).await.unwrap(), Some(note("named")));
        assert_eq!(vault.read(kept[1]).await.unwrap(), None);
        assert_eq!(vault.note(kept[2]).await.unwrap(), Some(note("young")));
        assert!(vault.read(kept[3]).await.unwrap().is_some(), "the mark of what was erased stays");
    }

    async fn a_sweep_goes_through_everything_page_by_page(house) {
        let vault = vault(house).await;
        for number in 0..1_001_u64 {
            // Many share a moment, across the edges of pages.
            vault.put_note(t(number / 400), &note("unnamed")).await.unwrap();
        }
        assert_eq!(vault.sweep(async |_| Ok(true), t(10)).await.unwrap(), 0);
        assert_eq!(vault.sweep(async |_| Ok(false), t(10)).await.unwrap(), 1_001);
        assert_eq!(vault.sweep(async |_| Ok(false), t(10)).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn nothing_of_an_erased_text_is_left_in_sqlite_s_files() {
    let house = House::on_sqlite();
    let vault = vault(&house).await;
    let (short, long) = ("SHORT-SECRET", "LONG-SECRET ".repeat(2_000));
    let mut kept = Vec::new();
    for text in [short, &long, "UNNAMED-SECRET"] {
        kept.push(vault.put_note(t(1), &note(text)).await.unwrap());
    }
    for number in 0..50 {
        vault.put_note(t(20), &note(&format!("neighbour {number}"))).await.unwrap();
    }
    assert!(files_with(&house, b"SHORT-SECRET") > 0, "the search finds what is there");
    vault.erase(t(2), kept[0]).await.unwrap();
    vault.erase(t(2), kept[1]).await.unwrap();
    for gone in [b"SHORT-SECRET".as_slice(), b"LONG-SECRET"] {
        assert_eq!(files_with(&house, gone), 0);
    }
    assert_eq!(vault.sweep(async |_| Ok(false), t(10)).await.unwrap(), 1);
    assert_eq!(files_with(&house, b"UNNAMED-SECRET"), 0);
    assert!(files_with(&house, b"neighbour 49") > 0);
}
