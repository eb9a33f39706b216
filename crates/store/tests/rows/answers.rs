//! Every question to the rows, answered as the state of the exchange would.

use std::time::Duration;

use exchange::{AccountId, ApplicationStep, Command, ListingStep, PartyKind, Purpose, Role, World};
use lexicon::{ApplicationId, ListingId, LotId, Moment, PartyId, ProposalId, Sequence};
use store::{
    ApplicationRow, EntriesFrom, EntriesWanted, LotRow, LotState, PaperKind, ProposalState, Reader,
    Rows, TransferState,
};

use crate::drawing::fresh;
use crate::house::House;
use crate::pen::{Pen, decided, digest, request_id, t, yuan};
use crate::road::{self, APPLICATIONS, Cast, SOLD};

/// The whole road, drawn.
pub(crate) async fn drawn_road(house: &House) -> (Pen, Cast, Rows, Reader) {
    let (pen, cast) = road::walked();
    let (rows, mut projector) = fresh(house).await;
    projector.take(&pen.written).await.unwrap();
    let reader = rows.reader();
    (pen, cast, rows, reader)
}

fn assert_lot(row: &LotRow, world: &World) {
    let lot = world.lot(row.lot).unwrap();
    let sale = lot.sale();
    assert_eq!(row.listing, lot.listing());
    assert_eq!(row.bid_count, sale.bid_count());
    assert_eq!(row.leading_price, sale.leading().map(|leading| leading.price));
    assert_eq!(row.leading_paddle, sale.leading().map(|leading| leading.paddle));
    let listing = lot.listing().and_then(|listing| world.listing(listing));
    assert_eq!(row.seller, listing.map(|listing| listing.seller));
    if let Some(listed) = listing.and_then(|listing| listing.listed_lot(row.lot)) {
        assert_eq!((&row.title, &row.place), (&listed.title, &listed.place));
        assert_eq!(row.deposit, listed.deposit);
        assert_eq!(row.terms, listed.terms.opening_at(t(0)));
        assert_eq!(row.category, listing.unwrap().submission.category);
        assert_eq!(row.region, listing.unwrap().submission.region);
        assert_eq!(row.applications_until, listing.unwrap().applications_until());
    }
}

fn assert_application(row: &ApplicationRow, world: &World) {
    let application = world.application(row.application).unwrap();
    assert_eq!((row.lot, row.applicant), (application.lot, application.applicant));
    assert_eq!(row.step, application.step());
    let deposit = world.deposit(row.application);
    assert_eq!((row.required, row.held), (deposit.required, deposit.held));
    let pending = world.ledger().pending_refund(row.application);
    assert_eq!(row.refund_pending, pending.map(|transfer| transfer.amount));
    let paddle = world.lot(row.lot).unwrap().paddle(row.applicant);
    assert_eq!(row.paddle, paddle.filter(|_| row.step == ApplicationStep::Admitted));
    let listing = world.listing(row.listing).unwrap();
    assert_eq!((row.seller, row.clerk), (listing.seller, listing.clerk()));
}

on_both_engines! {
    async fn lots_are_as_the_state_has_them(house) {
        let (pen, _, _, reader) = drawn_road(house).await;
        let mut found = Vec::new();
        for id in pen.world.lot_ids() {
            let row = reader.lot(id).await.unwrap().unwrap();
            assert_lot(&row, &pen.world);
            found.push((row.state, row.opens_at, row.closes_at, row.resumes_at, row.reason));
        }
        let expected = [
            (LotState::Awarded, t(0), Some(t(145)), None, None),
            (LotState::Unsold, t(0), Some(t(60)), None, None),
            (LotState::Suspended, t(0), None, None, Some("停电检修".to_owned())),
            (LotState::Terminated, t(200), Some(t(200)), None, Some("撤回".to_owned())),
        ];
        assert_eq!(found, expected);
        for unknown in [0, 5, u64::from(u32::MAX)] {
            assert_eq!(reader.lot(LotId(unknown)).await.unwrap(), None);
        }
        assert!(reader.lot(LotId(u64::MAX)).await.is_err(), "no column holds it");
    }

    async fn applications_are_as_the_state_has_them(house) {
        let (pen, cast, _, reader) = drawn_road(house).await;
        for number in 1..=pen.world.application_count() {
            let row = reader.application(ApplicationId(number)).await.unwrap().unwrap();
            assert_application(&row, &pen.world);
            let of_party = reader.application_of(row.lot, row.applicant).await.unwrap();
            assert_eq!(of_party, Some(row));
        }
        let rejected = reader.application(road::REJECTED).await.unwrap().unwrap();
        assert_eq!(rejected.note, Some(digest("why not")));
        assert_eq!((rejected.received_at, rejected.step_at), (t(-5_000), t(-5_000)));
        let refunded = reader.application(APPLICATIONS[1]).await.unwrap().unwrap();
        assert_eq!((refunded.held, refunded.refund_pending), (yuan(0), None));
        let pending = reader.application(APPLICATIONS[2]).await.unwrap().unwrap();
        assert_eq!((pending.held, pending.refund_pending), (yuan(0), Some(yuan(20))));
        assert_eq!(reader.application(ApplicationId(99)).await.unwrap(), None);
        let seller = cast.seller.party;
        assert_eq!(reader.application_of(SOLD, seller).await.unwrap(), None);
    }

    async fn listings_are_as_the_state_has_them(house) {
        let (pen, cast, _, reader) = drawn_road(house).await;
        for number in 1..=pen.world.listing_count() {
            let listing = pen.world.listing(ListingId(number)).unwrap();
            let row = reader.listing(ListingId(number)).await.unwrap().unwrap();
            assert_eq!((row.seller, row.step), (listing.seller, listing.step()));
            assert_eq!((row.clerk, row.applications_until),
                (listing.clerk(), listing.applications_until()));
            let submission = &listing.submission;
            assert_eq!((row.category, row.region), (submission.category, submission.region));
            assert_eq!(row.disclosure, submission.disclosure);
            assert_eq!(row.result_notice, submission.result_notice);
            assert_eq!(row.description, submission.description);
            assert_eq!(row.documents, submission.documents);
            let lots: Vec<_> = row.lots.iter().map(|row| row.listed.clone()).collect();
            assert_eq!(lots, submission.lots);
            for row in row.lots {
                assert_eq!(row.lot.map(|lot| listing.listed_lot(lot)),
                    row.lot.map(|_| Some(&row.listed)));
                assert_eq!(row.lot.is_some(), listing.step() == ListingStep::Disclosed);
            }
        }
        let row = reader.listing(road::DISCLOSED).await.unwrap().unwrap();
        assert_eq!(row.lots.iter().map(|row| row.lot).collect::<Vec<_>>(),
            [Some(LotId(1)), Some(LotId(2))]);
        assert_eq!((row.seller, row.submitted_at), (cast.seller.party, t(-9_000)));
        assert_eq!(row.note, None, "what was returned has come in again");
        let row = reader.listing(road::RETURNED).await.unwrap().unwrap();
        assert_eq!((row.step, row.note), (ListingStep::Returned, Some(digest("no good"))));
        assert_eq!(reader.listing(ListingId(99)).await.unwrap(), None);
    }

    async fn a_settlement_is_as_the_state_has_it(house) {
        let (pen, cast, _, reader) = drawn_road(house).await;
        let row = reader.settlement(SOLD).await.unwrap().unwrap();
        let settlement = pen.world.settlement(SOLD).unwrap();
        assert_eq!((row.application, row.price), (settlement.buyer, settlement.price));
        assert_eq!((row.buyer, row.seller), (road::buyer(&cast), cast.seller.party));
        let paddle = pen.world.lot(SOLD).unwrap().paddle(row.buyer);
        assert_eq!(Some(row.paddle), paddle);
        assert_eq!((row.result, row.contract), (settlement.result, settlement.contract));
        assert_eq!(row.awarded_at, t(145));
        assert_eq!((row.paid, row.due), (settlement.price, yuan(0)));
        assert_eq!((row.paid_at, row.certified_at), (Some(t(310)), Some(t(400))));
        assert_eq!(reader.settlement(road::UNSOLD).await.unwrap(), None);
        for (code, kind, at) in [
            (row.letter_code, PaperKind::ConfirmationLetter, t(145)),
            (row.certificate_code.unwrap(), PaperKind::Certificate, t(400)),
        ] {
            let paper = reader.paper(&code).await.unwrap().unwrap();
            assert_eq!((paper.kind, paper.lot, paper.issued_at), (kind, SOLD, at));
            let entry = reader.entry(paper.sequence).await.unwrap().unwrap();
            assert_eq!(entry.hash, paper.hash);
            let letter = if kind == PaperKind::Certificate { 'C' } else { 'L' };
            assert_eq!(code, format!("{}{letter}", &paper.hash.to_string()[..24]));
        }
        for unknown in ["", "L", "x", "'; DROP TABLE paper", "不"] {
            assert_eq!(reader.paper(unknown).await.unwrap(), None);
        }
    }

    async fn the_books_are_as_the_state_has_them(house) {
        let (pen, _, _, reader) = drawn_road(house).await;
        let rows = reader.balances(None, 100).await.unwrap();
        let found: Vec<_> = rows.iter().map(|row| (row.account, row.balance)).collect();
        let expected: Vec<_> =
            pen.world.ledger().balances().map(|(account, balance)| (account, *balance)).collect();
        assert_eq!(found, expected);
        let bank = reader.transfers(AccountId::Bank, None, 100).await.unwrap();
        let states: Vec<_> = bank.iter().map(|row| (row.transfer.purpose, row.state)).collect();
        let refunds = [TransferState::Voided, TransferState::Posted, TransferState::Pending];
        let received = (Purpose::DepositReceived, TransferState::Posted);
        let expected: Vec<_> = std::iter::repeat_n(received, 4)
            .chain(std::iter::repeat_n((Purpose::PriceReceived, TransferState::Posted), 2))
            .chain(refunds.map(|state| (Purpose::DepositRefunded, state)))
            .collect();
        assert_eq!(states, expected);
        let refunded = &bank[7];
        assert_eq!(refunded.reference, Some(digest("refund")));
        assert!(refunded.paid_at.is_some() && refunded.resolved_sequence > Some(refunded.sequence));
        assert_eq!(refunded.resolved_at, refunded.paid_at);
        let deposit = reader.transfers(AccountId::Deposit(APPLICATIONS[0]), None, 100).await;
        let deposit = deposit.unwrap();
        let purposes: Vec<_> = deposit.iter().map(|row| row.transfer.purpose).collect();
        let received = Purpose::DepositReceived;
        assert_eq!(purposes, [received, received, Purpose::DepositApplied]);
        let applied = &deposit[2];
        assert_eq!((applied.reference, applied.paid_at), (None, None));
        assert_eq!(deposit[0].reference, Some(digest("deposit 1.0")));
    }

    async fn parties_are_as_they_were_registered(house) {
        let (_, cast, _, reader) = drawn_road(house).await;
        let row = reader.party(cast.seller.party).await.unwrap().unwrap();
        assert_eq!((row.kind, row.roles), (PartyKind::Person, vec![Role::Seller, Role::Bidder]));
        assert_eq!(row.registered_at, t(-10_000));
        assert!(reader.is_named(row.profile).await.unwrap());
        assert_eq!(reader.party(PartyId(0)).await.unwrap(), None);
    }

    async fn proposals_tell_what_became_of_them(house) {
        let (pen, cast, _, reader) = drawn_road(house).await;
        let row = reader.proposal(ProposalId(1)).await.unwrap().unwrap();
        assert_eq!((row.act.as_str(), row.listing), ("disclose-listing", Some(road::DISCLOSED)));
        assert_eq!((row.moment, row.applications_until), (Some(t(0)), Some(t(-1_000))));
        assert_eq!((row.proposer, row.approver),
            (cast.clerk.party, Some(cast.reviewer.party)));
        assert_eq!((row.state, row.state_at), (ProposalState::Approved, t(-9_000)));
        let reserve = reader.proposal(ProposalId(2)).await.unwrap().unwrap();
        assert_eq!((reserve.act.as_str(), reserve.lot), ("enter-reserve", Some(road::ENDED)));
        let last = reader.proposal(ProposalId(10)).await.unwrap().unwrap();
        assert_eq!((last.state, last.state_at), (ProposalState::Expired, pen.now()));
        assert_eq!((last.reason.as_deref(), last.approver), (Some("never approved"), None));
        assert_eq!(reader.proposal(ProposalId(11)).await.unwrap(), None);
    }

    async fn entries_are_those_of_the_journal(house) {
        let (pen, _, _, reader) = drawn_road(house).await;
        for (entry, hash) in &pen.written {
            let row = reader.entry(entry.header.sequence).await.unwrap().unwrap();
            assert_eq!((row.moment, row.hash), (entry.header.moment, *hash));
            let decided = decided(entry);
            assert_eq!(row.role, decided.actor.role);
            let is_refused = matches!(decided.outcome, exchange::Outcome::Refused(_));
            assert_eq!(row.outcome != "accepted", is_refused);
            let found = reader.request(decided.actor.party, request_id(row.sequence)).await;
            assert_eq!(found.unwrap(), Some(row.sequence));
            let other = PartyId(decided.actor.party.0 + 1);
            let found = reader.request(other, request_id(row.sequence)).await;
            assert_eq!(found.unwrap(), None, "a request id is its party's");
        }
        assert_eq!(reader.entry(pen.last().next()).await.unwrap(), None);
        let wanted = EntriesWanted {
            from: EntriesFrom::Newest,
            lot: None,
            without_applicants: false,
            limit: 400,
        };
        let rows = reader.entries(&wanted).await.unwrap();
        let is_beat = |it: &&(record::Entry, _)| {
            decided(&it.0).request.command == Command::Heartbeat
        };
        let beats = pen.written.iter().filter(is_beat).count();
        assert!(beats > 3);
        assert_eq!(rows.len(), pen.written.len() - beats, "heartbeats are left out");
        assert!(rows.is_sorted_by(|one, other| one.sequence > other.sequence));
    }

    async fn what_an_entry_names_is_named_for_ever(house) {
        let (_, _, _, reader) = drawn_road(house).await;
        let named = ["description", "deed", "survey", "dropped", "what is missing", "no good",
            "why not", "contract", "refund", "deposit 1.0", "price 50"];
        for content in named {
            assert!(reader.is_named(digest(content)).await.unwrap(), "{content}");
        }
        assert!(!reader.is_named(digest("never named")).await.unwrap());
    }

    async fn a_reader_waits_for_what_is_being_drawn(house) {
        let (pen, _) = road::walked();
        let (rows, mut projector) = fresh(house).await;
        let reader = rows.reader();
        assert!(!reader.wait_for(Sequence(1), Duration::ZERO).await);
        let waiting = tokio::spawn({
            let reader = reader.clone();
            async move { reader.wait_for(Sequence(5), Duration::from_mins(1)).await }
        });
        projector.take(&pen.written[..5]).await.unwrap();
        assert!(waiting.await.unwrap());
        assert_eq!(reader.reached().sequence, Sequence(5));
        assert_ne!(reader.reached().moment, Moment::MIN);
        assert!(reader.wait_for(Sequence(3), Duration::ZERO).await);
        assert!(!reader.wait_for(Sequence(6), Duration::from_millis(1)).await);
    }
}
