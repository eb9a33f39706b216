//! Sessions begin, are found, end and expire, and carry a notice.

use exchange::Role;
use lexicon::{Digest, HashAlg, Moment, PartyId, Secret, SessionId, Span};
use store::{
    Desk, NOTICE_SIZE_MAX, NewSession, SESSIONS_PER_ACCOUNT_MAX, SessionLimits, StoreError,
};

use crate::house::{House, account, name, t};

fn token(number: u64) -> Digest {
    HashAlg::Sha256.digest(&[&number.to_le_bytes()])
}

fn new(number: u64, text: &str, begun_at: Moment) -> NewSession {
    NewSession {
        token: token(number),
        id: SessionId([u8::try_from(number % 256).unwrap(); 16]),
        name: name(text),
        begun_at,
        expires_at: begun_at + Span::HOUR,
    }
}

async fn begin(desk: &Desk, number: u64, text: &str, begun_at: Moment) {
    desk.begin_session(&new(number, text, begun_at)).await.unwrap();
}

async fn runs(desk: &Desk, number: u64, now: Moment) -> bool {
    desk.session(now, token(number)).await.unwrap().is_some()
}

/// A desk with accounts `a` of party 1 and `b` of party 2.
async fn desk(house: &House) -> Desk {
    let desk = house.desk().await;
    desk.create_accounts(&[account("a", 1), account("b", 2)]).await.unwrap();
    desk
}

on_both_engines! {
    async fn a_session_is_found_by_its_token_until_it_expires(house) {
        let desk = desk(house).await;
        desk.set_roles(&name("a"), &[Role::Administrator, Role::Seller]).await.unwrap();
        begin(&desk, 7, "a", t(1)).await;
        let session = desk.session(t(1), token(7)).await.unwrap().unwrap();
        assert_eq!(session.id, SessionId([7; 16]));
        assert_eq!((session.name.as_str(), session.party), ("a", PartyId(1)));
        assert_eq!(session.roles, [Role::Seller, Role::Administrator]);
        assert_eq!((session.begun_at, session.expires_at), (t(1), t(1) + Span::HOUR));
        assert!(!runs(&desk, 8, t(1)).await);
        let end = t(1) + Span::HOUR;
        // A second desk has not seen it a moment ago.
        for desk in [&desk, &house.desk().await] {
            assert!(runs(desk, 7, end - Span::from_us(1)).await);
            assert!(!runs(desk, 7, end).await);
        }
    }

    async fn a_session_without_roles_is_found(house) {
        let desk = desk(house).await;
        desk.set_roles(&name("a"), &[]).await.unwrap();
        begin(&desk, 1, "a", t(1)).await;
        assert_eq!(desk.session(t(1), token(1)).await.unwrap().unwrap().roles, []);
    }

    async fn sessions_survive_a_restart(house) {
        let before = desk(house).await;
        begin(&before, 1, "a", t(1)).await;
        let behind = house.desk().await;
        assert_eq!(
            behind.session(t(2), token(1)).await.unwrap(),
            before.session(t(2), token(1)).await.unwrap(),
        );
        assert!(runs(&behind, 1, t(2)).await);
    }

    async fn whoever_signs_out_is_out_at_once(house) {
        let desk = desk(house).await;
        begin(&desk, 1, "a", t(1)).await;
        begin(&desk, 2, "a", t(1)).await;
        assert!(runs(&desk, 1, t(1)).await);
        desk.end_session(token(1)).await.unwrap();
        desk.end_session(token(1)).await.unwrap();
        assert!(!runs(&desk, 1, t(1)).await);
        assert!(runs(&desk, 2, t(1)).await);
    }

    async fn a_session_that_another_node_ended_is_believed_for_a_second(house) {
        let (desk, other) = (desk(house).await, house.desk().await);
        begin(&desk, 1, "a", t(1)).await;
        assert!(runs(&desk, 1, t(1)).await);
        other.end_session(token(1)).await.unwrap();
        assert!(runs(&desk, 1, t(2) - Span::from_us(1)).await);
        assert!(!runs(&desk, 1, t(2)).await);
    }

    async fn nobody_begins_a_session_of_an_absent_or_disabled_account(house) {
        let desk = desk(house).await;
        desk.disable(&name("a"), t(1)).await.unwrap();
        for text in ["a", "nobody"] {
            let refused = desk.begin_session(&new(1, text, t(1))).await;
            assert!(matches!(refused, Err(StoreError::AccountAbsent)), "{refused:?}");
        }
        assert_eq!(desk.session_count().await.unwrap(), 0);
        desk.enable(&name("a")).await.unwrap();
        begin(&desk, 1, "a", t(1)).await;
    }

    async fn a_changed_account_changes_its_sessions_at_once(house) {
        let desk = desk(house).await;
        for number in 1..=3 {
            begin(&desk, number, "a", t(1)).await;
            assert!(runs(&desk, number, t(1)).await);
        }
        begin(&desk, 9, "b", t(1)).await;
        desk.set_roles(&name("a"), &[Role::Clerk]).await.unwrap();
        assert_eq!(desk.session(t(1), token(1)).await.unwrap().unwrap().roles, [Role::Clerk]);
        desk.set_password(&name("a"), &Secret::new("$other".to_owned())).await.unwrap();
        assert!(!runs(&desk, 1, t(1)).await, "a new password ends sessions");
        begin(&desk, 4, "a", t(1)).await;
        assert!(runs(&desk, 4, t(1)).await);
        desk.disable(&name("a"), t(1)).await.unwrap();
        assert!(!runs(&desk, 4, t(1)).await, "disabling ends sessions");
        assert!(runs(&desk, 9, t(1)).await, "others' sessions go on");
        assert_eq!(desk.session_count().await.unwrap(), 1);
    }

    async fn what_has_expired_leaves(house) {
        let desk = desk(house).await;
        begin(&desk, 1, "a", t(1)).await;
        begin(&desk, 2, "b", t(2)).await;
        assert_eq!(desk.end_expired_sessions(t(1)).await.unwrap(), 0);
        assert_eq!(desk.end_expired_sessions(t(1) + Span::HOUR).await.unwrap(), 1);
        assert_eq!(desk.session_count().await.unwrap(), 1);
        begin(&desk, 3, "a", t(2) + Span::HOUR).await;
        assert_eq!(desk.session_count().await.unwrap(), 1, "also when another one begins");
    }

    async fn an_account_drives_out_its_own_oldest_sessions_only(house) {
        let desk = desk(house).await;
        begin(&desk, 1_000, "b", t(0)).await;
        let most = u64::try_from(SESSIONS_PER_ACCOUNT_MAX).unwrap();
        for number in 1..=most {
            begin(&desk, number, "a", t(number)).await;
        }
        let now = t(most);
        assert!(runs(&desk, 1, now).await, "as many as there may be");
        // The clock of this one went back: the session that begins is never the one that goes.
        begin(&desk, most + 1, "a", t(0)).await;
        assert!(!runs(&desk, 1, now).await, "the oldest has gone");
        assert!(runs(&desk, 2, now).await);
        assert!(runs(&desk, most + 1, now).await);
        assert!(runs(&desk, 1_000, now).await);
        assert_eq!(desk.session_count().await.unwrap(), most + 1);
    }

    async fn the_oldest_sessions_go_where_there_would_be_too_many(house) {
        desk(house).await;
        let limits = SessionLimits { per_account: 3, in_total: 4 };
        let desk = Desk::with_limits(house.kept().await, limits);
        for (number, text) in [(1, "b"), (2, "a"), (3, "a"), (4, "a")] {
            begin(&desk, number, text, t(number)).await;
        }
        assert_eq!(desk.session_count().await.unwrap(), 4);
        assert!(runs(&desk, 1, t(5)).await);
        begin(&desk, 5, "b", t(0)).await;
        assert!(!runs(&desk, 1, t(5)).await);
        for number in 2..=5 {
            assert!(runs(&desk, number, t(5)).await, "{number}");
        }
    }

    async fn many_log_ins_at_once_keep_the_limit(house) {
        desk(house).await;
        let limits = SessionLimits { per_account: 3, in_total: 100 };
        let desk = Desk::with_limits(house.kept().await, limits);
        let begun = (0..20_u64).map(|number| {
            let desk = desk.clone();
            tokio::spawn(async move { begin(&desk, number, "a", t(number)).await })
        });
        for task in begun.collect::<Vec<_>>() {
            task.await.unwrap();
        }
        assert_eq!(desk.session_count().await.unwrap(), 3);
    }

    async fn a_notice_is_told_once(house) {
        let desk = desk(house).await;
        begin(&desk, 1, "a", t(1)).await;
        assert_eq!(desk.take_notice(token(1)).await.unwrap(), None);
        desk.leave_notice(token(1), r#"{"bid":"1"}"#).await.unwrap();
        desk.leave_notice(token(1), r#"{"bid":"张 2"}"#).await.unwrap();
        let (one, other) = tokio::join!(desk.take_notice(token(1)), desk.take_notice(token(1)));
        let mut taken: Vec<String> = [one.unwrap(), other.unwrap()].into_iter().flatten().collect();
        assert_eq!(taken.pop().as_deref(), Some(r#"{"bid":"张 2"}"#));
        assert_eq!(taken.pop(), None);
        assert_eq!(desk.take_notice(token(1)).await.unwrap(), None);
    }

    async fn a_notice_ends_with_its_session(house) {
        let desk = desk(house).await;
        begin(&desk, 1, "a", t(1)).await;
        desk.leave_notice(token(1), "{}").await.unwrap();
        desk.end_session(token(1)).await.unwrap();
        assert_eq!(desk.take_notice(token(1)).await.unwrap(), None);
        desk.leave_notice(token(1), "{}").await.unwrap();
        begin(&desk, 1, "a", t(2)).await;
        assert_eq!(desk.take_notice(token(1)).await.unwrap(), None, "none was left for nobody");
    }

    async fn a_notice_has_its_limit(house) {
        let desk = desk(house).await;
        begin(&desk, 1, "a", t(1)).await;
        let longest = "x".repeat(NOTICE_SIZE_MAX);
        desk.leave_notice(token(1), &longest).await.unwrap();
        let refused = desk.leave_notice(token(1), &format!("{longest}x")).await;
        assert!(matches!(refused, Err(StoreError::TooLarge { .. })), "{refused:?}");
        assert_eq!(desk.take_notice(token(1)).await.unwrap(), Some(longest));
    }
}
