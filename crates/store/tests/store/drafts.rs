//! Drafts are kept for their party, within limits.

use lexicon::{Moment, PartyId, Secret};
use store::{DRAFT_SIZE_MAX, DRAFTS_PER_PARTY_MAX, Draft, DraftKey, StoreError};

use crate::house::t;

const ONE: PartyId = PartyId(1);
const OTHER: PartyId = PartyId(2);

fn key(text: &str) -> DraftKey {
    text.parse().unwrap()
}

fn draft(text: &str, body: &str, updated_at: Moment) -> Draft {
    Draft { key: key(text), body: Secret::new(body.to_owned()), updated_at }
}

on_both_engines! {
    async fn a_draft_is_kept_in_place_of_the_one_before(house) {
        let desk = house.desk().await;
        desk.keep_draft(ONE, &draft("listing", r#"{"title":"旧"}"#, t(1))).await.unwrap();
        let newer = draft("listing", r#"{"title":"新 \u0000"}"#, t(2));
        desk.keep_draft(ONE, &newer).await.unwrap();
        assert_eq!(desk.draft(ONE, &key("listing")).await.unwrap(), Some(newer));
        assert_eq!(desk.draft(ONE, &key("listing.2")).await.unwrap(), None);
    }

    async fn nobody_sees_another_ones_draft(house) {
        let desk = house.desk().await;
        desk.keep_draft(ONE, &draft("listing", "1", t(1))).await.unwrap();
        assert_eq!(desk.draft(OTHER, &key("listing")).await.unwrap(), None);
        assert_eq!(desk.drafts(OTHER).await.unwrap(), []);
        assert!(!desk.discard_draft(OTHER, &key("listing")).await.unwrap());
        desk.keep_draft(OTHER, &draft("listing", "2", t(1))).await.unwrap();
        let found = desk.draft(ONE, &key("listing")).await.unwrap().unwrap();
        assert_eq!(found.body.reveal(), "1");
    }

    async fn drafts_are_listed_with_the_newest_first(house) {
        let desk = house.desk().await;
        for (text, at) in [("b", t(1)), ("a-c", t(2)), ("ab", t(2)), ("c", t(3))] {
            desk.keep_draft(ONE, &draft(text, "{}", at)).await.unwrap();
        }
        let listed = desk.drafts(ONE).await.unwrap();
        let keys: Vec<&str> = listed.iter().map(|draft| draft.key.as_str()).collect();
        assert_eq!(keys, ["c", "a-c", "ab", "b"]);
    }

    async fn a_draft_is_thrown_away_once(house) {
        let desk = house.desk().await;
        desk.keep_draft(ONE, &draft("a", "{}", t(1))).await.unwrap();
        assert!(desk.discard_draft(ONE, &key("a")).await.unwrap());
        assert!(!desk.discard_draft(ONE, &key("a")).await.unwrap());
        assert_eq!(desk.draft(ONE, &key("a")).await.unwrap(), None);
    }

    async fn a_party_has_so_many_drafts_of_such_a_size(house) {
        let desk = house.desk().await;
        let longest = "x".repeat(DRAFT_SIZE_MAX);
        desk.keep_draft(ONE, &draft("d0", &longest, t(1))).await.unwrap();
        let refused = desk.keep_draft(ONE, &draft("d0", &format!("{longest}x"), t(1))).await;
        assert!(matches!(refused, Err(StoreError::TooLarge { .. })), "{refused:?}");
        for number in 1..DRAFTS_PER_PARTY_MAX {
            desk.keep_draft(ONE, &draft(&format!("d{number}"), "{}", t(1))).await.unwrap();
        }
        let refused = desk.keep_draft(ONE, &draft("more", "{}", t(1))).await;
        assert!(matches!(refused, Err(StoreError::TooMany { .. })), "{refused:?}");
        desk.keep_draft(ONE, &draft("d1", "{\"again\":1}", t(2))).await.unwrap();
        desk.keep_draft(OTHER, &draft("more", "{}", t(1))).await.unwrap();
        assert_eq!(desk.drafts(ONE).await.unwrap().len(), DRAFTS_PER_PARTY_MAX);
    }

    async fn drafts_that_are_kept_at_once_keep_the_limit(house) {
        let desk = house.desk().await;
        for number in 5..DRAFTS_PER_PARTY_MAX {
            desk.keep_draft(ONE, &draft(&format!("d{number}"), "{}", t(1))).await.unwrap();
        }
        let keep = |number: u64| {
            let desk = desk.clone();
            let draft = draft(&format!("e{number}"), "{}", t(number));
            tokio::spawn(async move { desk.keep_draft(ONE, &draft).await })
        };
        let mut kept = 0;
        for task in (0..20).map(keep).collect::<Vec<_>>() {
            match task.await.unwrap() {
                Ok(()) => kept += 1,
                Err(StoreError::TooMany { .. }) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        assert_eq!(kept, 5);
        assert_eq!(desk.drafts(ONE).await.unwrap().len(), DRAFTS_PER_PARTY_MAX);
    }
}
