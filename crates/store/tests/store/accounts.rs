//! Accounts are made, found, changed and listed.

use exchange::Role;
use lexicon::{PartyId, Secret};
use store::{ACCOUNTS_AT_ONCE_MAX, ACCOUNTS_PER_PAGE_MAX, Account, StoreError};

use crate::house::{account, name, t};

fn names(accounts: &[Account]) -> Vec<&str> {
    accounts.iter().map(|account| account.name.as_str()).collect()
}

on_both_engines! {
    async fn an_account_is_found_as_it_was_made(house) {
        let desk = house.desk().await;
        let mut clerk = account("clerk1", 7);
        clerk.roles = vec![Role::Bidder, Role::Clerk, Role::Administrator];
        let mut gone = account("gone", u64::try_from(i64::MAX).unwrap());
        gone.roles = Vec::new();
        gone.disabled_at = Some(t(5));
        desk.create_accounts(&[clerk.clone(), gone.clone()]).await.unwrap();
        assert_eq!(desk.account(&clerk.name).await.unwrap(), Some(clerk));
        assert_eq!(desk.account(&gone.name).await.unwrap(), Some(gone));
        assert_eq!(desk.account(&name("clerk")).await.unwrap(), None);
    }

    async fn accounts_outlive_the_program(house) {
        house.desk().await.create_accounts(&[account("bidder1", 1)]).await.unwrap();
        let found = house.desk().await.account(&name("bidder1")).await.unwrap();
        assert_eq!(found, Some(account("bidder1", 1)));
    }

    async fn accounts_are_made_all_or_none(house) {
        let desk = house.desk().await;
        desk.create_accounts(&[account("a", 1)]).await.unwrap();
        for (batch, taken) in [
            (vec![account("b", 2), account("a", 3)], "a"),
            (vec![account("c", 2), account("b", 3), account("c", 4)], "c"),
        ] {
            match desk.create_accounts(&batch).await {
                Err(StoreError::NameTaken { name }) => assert_eq!(name, taken),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(names(&desk.accounts(None, 10).await.unwrap()), ["a"]);
        let unkeepable = account("b", u64::MAX);
        let refused = desk.create_accounts(&[account("c", 1), unkeepable]).await;
        assert!(matches!(refused, Err(StoreError::IdTooLarge { id: u64::MAX })), "{refused:?}");
        let many = vec![account("b", 2); ACCOUNTS_AT_ONCE_MAX + 1];
        let refused = desk.create_accounts(&many).await;
        assert!(matches!(refused, Err(StoreError::TooMany { .. })), "{refused:?}");
        assert_eq!(names(&desk.accounts(None, 10).await.unwrap()), ["a"]);
    }

    async fn a_role_that_is_given_twice_counts_once(house) {
        let desk = house.desk().await;
        let mut seller = account("seller1", 1);
        seller.roles = vec![Role::Seller, Role::Bidder, Role::Seller];
        desk.create_accounts(&[seller]).await.unwrap();
        let found = desk.account(&name("seller1")).await.unwrap().unwrap();
        assert_eq!(found.roles, [Role::Seller, Role::Bidder]);
    }

    async fn accounts_are_listed_in_the_order_of_their_bytes(house) {
        let desk = house.desk().await;
        // A dictionary would put these otherwise.
        let in_order = ["-z", ".b", "0", "9a", "_c", "a-c", "ab", "b"];
        let mut made: Vec<Account> = in_order.iter().map(|text| account(text, 1)).collect();
        made[2].roles = vec![Role::Clerk, Role::Reviewer];
        made[5].roles = Vec::new();
        let shuffled: Vec<Account> = [3, 7, 0, 5, 2, 6, 1, 4].map(|at| made[at].clone()).into();
        desk.create_accounts(&shuffled).await.unwrap();
        assert_eq!(desk.accounts(None, 100).await.unwrap(), made);
        let mut paged = Vec::new();
        loop {
            let after = paged.last().map(|account: &Account| account.name.clone());
            let page = desk.accounts(after.as_ref(), 3).await.unwrap();
            assert!(page.len() <= 3);
            if page.is_empty() {
                break;
            }
            paged.extend(page);
        }
        assert_eq!(paged, made);
    }

    async fn a_page_has_its_limit(house) {
        let desk = house.desk().await;
        let made: Vec<Account> =
            (0..=ACCOUNTS_PER_PAGE_MAX).map(|number| account(&format!("b{number}"), 1)).collect();
        desk.create_accounts(&made).await.unwrap();
        let page = desk.accounts(None, usize::MAX).await.unwrap();
        assert_eq!(page.len(), ACCOUNTS_PER_PAGE_MAX);
    }

    async fn a_password_and_roles_are_replaced(house) {
        let desk = house.desk().await;
        desk.create_accounts(&[account("a", 1), account("b", 2)]).await.unwrap();
        let hash = Secret::new("$argon2id$other".to_owned());
        desk.set_password(&name("a"), &hash).await.unwrap();
        desk.set_roles(&name("a"), &[Role::Supervisor, Role::Clerk]).await.unwrap();
        let changed = desk.account(&name("a")).await.unwrap().unwrap();
        assert_eq!(changed.password_hash, hash);
        assert_eq!(changed.roles, [Role::Clerk, Role::Supervisor]);
        assert_eq!(changed.party, PartyId(1));
        assert_eq!(desk.account(&name("b")).await.unwrap(), Some(account("b", 2)));
        desk.set_roles(&name("a"), &[]).await.unwrap();
        assert_eq!(desk.account(&name("a")).await.unwrap().unwrap().roles, []);
    }

    async fn an_account_is_disabled_and_enabled(house) {
        let desk = house.desk().await;
        desk.create_accounts(&[account("a", 1)]).await.unwrap();
        desk.disable(&name("a"), t(1)).await.unwrap();
        desk.disable(&name("a"), t(2)).await.unwrap();
        let disabled = desk.account(&name("a")).await.unwrap().unwrap();
        assert_eq!(disabled.disabled_at, Some(t(1)), "since the first time");
        desk.enable(&name("a")).await.unwrap();
        assert_eq!(desk.account(&name("a")).await.unwrap().unwrap().disabled_at, None);
    }

    async fn what_is_not_there_cannot_be_changed(house) {
        let desk = house.desk().await;
        let (nobody, hash) = (name("nobody"), Secret::new(String::new()));
        for refused in [
            desk.set_password(&nobody, &hash).await,
            desk.set_roles(&nobody, &[Role::Clerk]).await,
            desk.disable(&nobody, t(1)).await,
            desk.enable(&nobody).await,
        ] {
            assert!(matches!(refused, Err(StoreError::AccountAbsent)), "{refused:?}");
        }
    }
}

#[test]
fn an_account_in_a_log_shows_no_hash() {
    assert!(!format!("{:?}", account("a", 1)).contains("argon2"));
}
