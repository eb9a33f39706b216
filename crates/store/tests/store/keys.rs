//! A key is made once.

use lexicon::Secret;
use store::Keys;

use crate::house::t;

on_both_engines! {
    async fn a_key_is_made_once_and_kept(house) {
        let keys = Keys::new(house.kept().await);
        let actor = keys.key("actor", t(1)).await.unwrap();
        let other = keys.key("other", t(1)).await.unwrap();
        assert_ne!(actor, other);
        assert_ne!(*actor.reveal(), [0; 32]);
        let behind = Keys::new(house.kept().await);
        assert_eq!(behind.key("actor", t(2)).await.unwrap(), actor);
    }

    async fn all_who_ask_at_once_get_the_same_key(house) {
        let keys = Keys::new(house.kept().await);
        let asked: Vec<_> = (0..10)
            .map(|_| {
                let keys = keys.clone();
                tokio::spawn(async move { keys.key("actor", t(1)).await.unwrap() })
            })
            .collect();
        let expected = keys.key("actor", t(1)).await.unwrap();
        for task in asked {
            assert_eq!(task.await.unwrap(), expected);
        }
    }

    async fn a_key_from_elsewhere_is_kept_unless_there_is_one(house) {
        let keys = Keys::new(house.kept().await);
        let brought = Secret::new([7; 32]);
        assert_eq!(keys.keep("actor", &brought, t(1)).await.unwrap(), brought);
        assert_eq!(keys.keep("actor", &Secret::new([8; 32]), t(1)).await.unwrap(), brought);
        assert_eq!(keys.key("actor", t(1)).await.unwrap(), brought);
    }
}
