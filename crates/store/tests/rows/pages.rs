//! Lists are read page by page, each by what it is asked for.

use exchange::{AccountId, ApplicationStep, Event, ListingStep, Outcome, SaleEvent};
use lexicon::{ApplicationId, Category, ListingId, LotId, ProposalId, Sequence};
use store::{
    ApplicationsWanted, BidRow, EntriesFrom, EntriesWanted, ListingsWanted, LotState, LotsWanted,
    ProposalState, ProposalsWanted, Reader, SettlementsWanted,
};

use crate::answers::drawn_road;
use crate::pen::{Pen, decided};
use crate::road::{self, BROKEN, SOLD, UNSOLD};

const ALL: LotsWanted<'static> =
    LotsWanted { category: None, state: None, region: None, text: None, after: None, limit: 100 };

async fn lots(reader: &Reader, wanted: LotsWanted<'_>) -> Vec<u64> {
    reader.lots(&wanted).await.unwrap().iter().map(|row| row.lot.0).collect()
}

/// The bids of a lot as the journal tells them.
fn told(pen: &Pen, id: LotId) -> Vec<BidRow> {
    let mut bids = Vec::new();
    for (entry, _) in &pen.written {
        let Outcome::Accepted(events) = decided(entry).outcome else { continue };
        for event in events {
            let Event::Sale { lot, event } = event else { continue };
            let (SaleEvent::BidAccepted { paddle, amount }
            | SaleEvent::ProxyAnswered { paddle, amount }) = event
            else {
                continue;
            };
            if lot == id {
                let (sequence, moment) = (entry.header.sequence, entry.header.moment);
                bids.push(BidRow { sequence, moment, paddle, amount });
            }
        }
    }
    bids
}

on_both_engines! {
    async fn lots_are_found_by_what_they_are(house) {
        let (_, _, _, reader) = drawn_road(house).await;
        assert_eq!(lots(&reader, ALL).await, [1, 2, 3, 4]);
        let category = Some(Category::NaturalResource);
        assert_eq!(lots(&reader, LotsWanted { category, ..ALL }).await, [3, 4]);
        let state = Some(LotState::Unsold);
        assert_eq!(lots(&reader, LotsWanted { state, ..ALL }).await, [2]);
        assert_eq!(lots(&reader, LotsWanted { state, category, ..ALL }).await, [0_u64; 0]);
        for (region, expected) in [
            ("350102", vec![1, 2]), ("3501", vec![1, 2]), ("3", vec![1, 2]), ("", vec![1, 2, 3, 4]),
            ("350103", vec![]), ("36", vec![]), ("3501021", vec![]), ("福州", vec![]), ("%", vec![]),
        ] {
            let wanted = LotsWanted { region: Some(region), ..ALL };
            assert_eq!(lots(&reader, wanted).await, expected, "in {region}");
        }
    }

    async fn lots_are_found_by_words(house) {
        let (_, _, _, reader) = drawn_road(house).await;
        for (text, expected) in [
            ("鱼塘", vec![1, 4]), ("塘", vec![1, 4]), ("田", vec![2]), ("鱼塘承包", vec![1]),
            ("塘鱼", vec![]), ("FISH pond", vec![1]), ("fish lathe", vec![]), ("鼓楼区", vec![1]),
            ("  ", vec![1, 2, 3, 4]), ("100%_!", vec![1]), ("%", vec![1, 3, 4]),
            ("_", vec![1, 3, 4]),
            ("50%_!", vec![3, 4]), ("%%", vec![]), ("'", vec![]), ("s", vec![1, 3, 4]),
            ("鱼塘 二 号 outside", vec![4]),
        ] {
            let wanted = LotsWanted { text: Some(text), ..ALL };
            assert_eq!(lots(&reader, wanted).await, expected, "with {text}");
        }
        let wanted = LotsWanted { text: Some("塘"), state: Some(LotState::Awarded), ..ALL };
        assert_eq!(lots(&reader, wanted).await, [1]);
        let (text, region, after) = (Some("塘"), Some("35"), Some(LotId(1)));
        let wanted = LotsWanted { text, region, after, ..ALL };
        assert_eq!(lots(&reader, wanted).await, [0_u64; 0]);
    }

    async fn pages_join_without_gap_or_overlap(house) {
        let (_, _, _, reader) = drawn_road(house).await;
        let (category, text) = (Some(Category::NaturalResource), Some("outside"));
        for wanted in [ALL, LotsWanted { category, ..ALL }, LotsWanted { text, ..ALL }] {
            let whole = lots(&reader, wanted.clone()).await;
            let mut joined = Vec::new();
            loop {
                let after = joined.last().copied().map(LotId);
                let page = lots(&reader, LotsWanted { after, limit: 1, ..wanted.clone() }).await;
                assert!(page.len() <= 1);
                if page.is_empty() {
                    break;
                }
                joined.extend(page);
            }
            assert_eq!(joined, whole);
        }
        assert_eq!(lots(&reader, LotsWanted { limit: 0, ..ALL }).await, [0_u64; 0]);
    }

    async fn bids_are_those_of_the_journal_and_no_page_parts_an_entry(house) {
        let (pen, _, _, reader) = drawn_road(house).await;
        let all = told(&pen, SOLD);
        let answered = all.windows(2).any(|pair| pair[0].sequence == pair[1].sequence);
        assert!(answered, "a ceiling answers");
        assert_eq!(reader.bids(SOLD, None, 100).await.unwrap(), all);
        for limit in 0..=all.len() + 1 {
            let page = reader.bids(SOLD, None, limit).await.unwrap();
            assert!(page.len() >= limit.min(all.len()));
            assert_eq!(page, all[..page.len()]);
            let next = all.get(page.len()).map(|bid| bid.sequence);
            assert!(page.is_empty() || page.last().map(|bid| bid.sequence) != next);
            let newest = reader.bids_newest(SOLD, limit).await.unwrap();
            assert_eq!(newest, all[all.len().saturating_sub(limit)..]);
        }
        let after = all[2].sequence;
        let behind: Vec<_> = all.iter().filter(|bid| bid.sequence > after).copied().collect();
        assert_eq!(reader.bids(SOLD, Some(after), 100).await.unwrap(), behind);
        assert_eq!(reader.bids(UNSOLD, None, 100).await.unwrap(), []);
        assert_eq!(reader.bids(BROKEN, None, 100).await.unwrap(), told(&pen, BROKEN));
    }

    async fn listings_are_found_by_seller_and_step(house) {
        let (_, cast, _, reader) = drawn_road(house).await;
        let found = async |seller, step, after, limit| -> Vec<u64> {
            let wanted = ListingsWanted { seller, step, after, limit };
            reader.listings(&wanted).await.unwrap().iter().map(|row| row.listing.0).collect()
        };
        let (seller, nobody) = (Some(cast.seller.party), Some(cast.clerk.party));
        let submitted = Some(ListingStep::Submitted);
        assert_eq!(found(None, None, None, 9).await, [1, 2, 3]);
        assert_eq!(found(None, submitted, None, 9).await, [2]);
        assert_eq!(found(seller, None, Some(ListingId(1)), 9).await, [2, 3]);
        assert_eq!(found(seller, submitted, None, 9).await, [2]);
        assert_eq!(found(nobody, None, None, 9).await, [0_u64; 0]);
        assert_eq!(found(None, None, None, 2).await, [1, 2]);
        assert_eq!(found(None, submitted, Some(ListingId(2)), 2).await, [0_u64; 0]);
        let wanted = ListingsWanted { seller, step: None, after: None, limit: 1 };
        let rows = reader.listings(&wanted).await.unwrap();
        assert_eq!(rows[0], reader.listing(road::DISCLOSED).await.unwrap().unwrap());
    }

    async fn applications_are_found_by_lot_applicant_and_step(house) {
        let (_, cast, _, reader) = drawn_road(house).await;
        let found = async |lot, applicant, step, after| -> Vec<u64> {
            let wanted = ApplicationsWanted { lot, applicant, step, after, limit: 9 };
            let rows = reader.applications(&wanted).await.unwrap();
            rows.iter().map(|row| row.application.0).collect()
        };
        let (two, admitted) = (Some(cast.bidders[1].party), Some(ApplicationStep::Admitted));
        assert_eq!(found(None, None, None, None).await, [1, 2, 3, 4, 5]);
        assert_eq!(found(Some(SOLD), None, None, Some(ApplicationId(1))).await, [2, 3, 4]);
        assert_eq!(found(None, two, None, None).await, [2, 5]);
        assert_eq!(found(Some(UNSOLD), two, None, None).await, [5]);
        assert_eq!(found(None, None, admitted, None).await, [1, 2, 3]);
        assert_eq!(found(None, two, admitted, None).await, [2]);
        assert_eq!(found(Some(UNSOLD), None, admitted, None).await, [0_u64; 0]);
    }

    async fn settlements_are_found_by_seller_and_buyer(house) {
        let (_, cast, _, reader) = drawn_road(house).await;
        let found = async |seller, buyer, after| -> usize {
            let wanted = SettlementsWanted { seller, buyer, is_open: false, after, limit: 9 };
            reader.settlements(&wanted).await.unwrap().len()
        };
        let (seller, buyer) = (Some(cast.seller.party), Some(road::buyer(&cast)));
        assert_eq!(found(None, None, None).await, 1);
        assert_eq!(found(seller, None, None).await, 1);
        assert_eq!(found(None, buyer, None).await, 1);
        assert_eq!(found(seller, buyer, None).await, 1);
        assert_eq!(found(buyer, None, None).await, 0);
        assert_eq!(found(None, seller, None).await, 0);
        assert_eq!(found(None, None, Some(SOLD)).await, 0);
        for (seller, buyer) in [(None, None), (seller, None), (None, buyer)] {
            let (after, limit) = (None, 9);
            let open = SettlementsWanted { seller, buyer, is_open: true, after, limit };
            assert_eq!(reader.settlements(&open).await.unwrap(), [], "it is certified");
        }
    }

    async fn proposals_are_found_by_what_became_of_them(house) {
        let (_, _, _, reader) = drawn_road(house).await;
        let found = async |state, after| -> Vec<u64> {
            let wanted = ProposalsWanted { state, after, limit: 100 };
            let rows = reader.proposals(&wanted).await.unwrap();
            rows.iter().map(|row| row.proposal.0).collect()
        };
        assert_eq!(found(None, Some(ProposalId(8))).await, [9, 10]);
        assert_eq!(found(Some(ProposalState::Waiting), None).await, [0_u64; 0]);
        assert_eq!(found(Some(ProposalState::Expired), None).await, [10]);
        assert_eq!(found(Some(ProposalState::Approved), None).await.len(), 9);
    }

    async fn entries_are_read_in_both_directions(house) {
        let (pen, _, _, reader) = drawn_road(house).await;
        let found = async |from, lot, limit| -> Vec<u64> {
            let wanted = EntriesWanted { from, lot, without_applicants: false, limit };
            reader.entries(&wanted).await.unwrap().iter().map(|row| row.sequence.0).collect()
        };
        let (after, before) = (EntriesFrom::After(Sequence(2)), EntriesFrom::Before(Sequence(5)));
        assert_eq!(found(after, None, 3).await, [3, 4, 5]);
        assert_eq!(found(before, None, 3).await, [4, 3, 2]);
        let newest = found(EntriesFrom::Newest, Some(SOLD), 400).await;
        let mut rising = found(EntriesFrom::After(Sequence::ZERO), Some(SOLD), 400).await;
        rising.reverse();
        assert_eq!(newest, rising);
        let of_lot = pen.written.iter().filter(|(entry, _)| {
            entry.header.subject == record::Subject::Lot(SOLD)
        });
        assert_eq!(newest.len(), of_lot.count());
        let (from, lot) = (EntriesFrom::Newest, Some(SOLD));
        let all = EntriesWanted { from, lot, without_applicants: false, limit: 400 };
        let mut others = reader.entries(&all).await.unwrap();
        let total = others.len();
        others.retain(|row| !row.is_about_applicant());
        assert!(total - others.len() >= 8, "who applies, pays up and is admitted: {others:?}");
        let without = EntriesWanted { without_applicants: true, ..all };
        assert_eq!(reader.entries(&without).await.unwrap(), others);
        let from = EntriesFrom::After(Sequence::ZERO);
        others.reverse();
        let rising = EntriesWanted { from, ..without };
        assert_eq!(reader.entries(&rising).await.unwrap(), others);
        let before = EntriesFrom::Before(Sequence(newest[1]));
        assert_eq!(found(before, Some(SOLD), 2).await, newest[2..4]);
        let after = EntriesFrom::After(Sequence(newest[3]));
        assert_eq!(found(after, Some(SOLD), 2).await, [newest[2], newest[1]]);
    }

    async fn balances_join_without_gap_or_overlap(house) {
        let (_, _, _, reader) = drawn_road(house).await;
        let whole = reader.balances(None, 100).await.unwrap();
        let mut joined: Vec<store::BalanceRow> = Vec::new();
        loop {
            let after = joined.last().map(|row| row.account);
            let page = reader.balances(after, 1).await.unwrap();
            if page.is_empty() {
                break;
            }
            joined.extend(page);
        }
        assert_eq!(joined, whole);
        assert!(whole.len() > 4 && whole[0].account == AccountId::Bank);
        let transfers = reader.transfers(AccountId::Bank, None, 3).await.unwrap();
        let last = transfers.last().map(|row| row.transfer.id);
        let behind = reader.transfers(AccountId::Bank, last, 1).await.unwrap();
        assert!(behind[0].transfer.id > last.unwrap());
    }
}
