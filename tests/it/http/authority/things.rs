//! What the lines of the table are tried on: made by whoever tries, and by others alike.

use exchange::Role;
use serde_json::{Value, json};

use super::account;
use crate::http::road::{Road, listing};

/// What there is not.
const ABSENT: u64 = 99;

/// What a line is tried on.
#[derive(Debug, Clone)]
pub(super) struct Things {
    /// Submitted by its seller or, where it is the centre's, accepted.
    pub(super) listing: u64,
    /// Received.
    pub(super) application: u64,
    /// Sold.
    pub(super) sold: u64,
    /// Takes bids, and whoever tries is admitted where he can be.
    pub(super) running: u64,
    /// Takes applications.
    pub(super) open: u64,
    /// An application whose deposit is on its way back.
    pub(super) refund: u64,
    /// The same, for whoever says that nothing has moved.
    pub(super) failed_refund: u64,
    /// Waits for a second person.
    pub(super) proposal: u64,
    pub(super) file: String,
    /// The listing that names the file, where one does.
    pub(super) named_by: u64,
    /// On a confirmation letter.
    pub(super) code: String,
}

/// The things of both sides of the table, of others, and those that there are not.
#[derive(Debug)]
pub(super) struct AllThings {
    /// Of the party that sells and bids.
    pub(super) market: Things,
    /// Of the party that works at the centre.
    pub(super) centre: Things,
    pub(super) others: Things,
    pub(super) none: Things,
}

impl AllThings {
    /// Makes them, by people other than those who try wherever it is not their own.
    pub(super) async fn make(road: &mut Road) -> Self {
        let mut all = Self { market: none(), centre: none(), others: none(), none: none() };
        all.list(road).await;
        all.disclose(road).await;
        all.apply(road).await;
        all.refund(road).await;
        all.sell(road).await;
        all
    }

    async fn list(&mut self, road: &mut Road) {
        let (seller, clerk) = (account(Role::Seller), account(Role::Clerk));
        self.market.listing = submit(road, &seller, listing()).await;
        self.others.listing = submit(road, "seller1", listing()).await;
        self.centre.listing = submit(road, "seller1", listing()).await;
        let acceptance = format!("/listings/{}/acceptance", self.centre.listing);
        road.must(&clerk, &acceptance, json!({})).await;
        self.market.file = road.keep(&seller, "text/plain", b"market").await;
        self.others.file = road.keep("seller1", "text/plain", b"others").await;
        self.centre.file = road.keep(&clerk, "text/plain", b"centre").await;
    }

    /// The hall has lots 1 to 3; these are 4 and 5, 6 to 10, and 11 to 15.
    async fn disclose(&mut self, road: &mut Road) {
        // Sold within a minute; the others take bids for an hour.
        let [sold, running] = [lot(60, "0.00"), lot(3_600, "0.00")];
        let two = vec![sold.clone(), running.clone()];
        let more = [running.clone(), running, lot(3_600, "100.00")];
        let five = [two.clone(), more.to_vec()].concat();
        let seller = account(Role::Seller);
        let market = submit(road, &seller, with(two, &self.market.file)).await;
        disclose(road, "clerk1", market).await;
        let others = submit(road, "seller1", with(five.clone(), &self.others.file)).await;
        disclose(road, "clerk1", others).await;
        let centre = submit(road, "seller1", with(five, &self.others.file)).await;
        disclose(road, &account(Role::Clerk), centre).await;
        (self.market.named_by, self.others.named_by, self.centre.named_by) =
            (market, others, centre);
        (self.market.sold, self.market.running, self.market.open) = (4, 5, 5);
        (self.others.sold, self.others.running, self.others.open) = (6, 7, 8);
        (self.centre.sold, self.centre.running, self.centre.open) = (11, 12, 13);
    }

    async fn apply(&mut self, road: &mut Road) {
        let bidder = account(Role::Bidder);
        for things in [&self.market, &self.others, &self.centre] {
            let application = apply(road, "bidder1", things.sold).await;
            admit(road, application).await;
        }
        let [others, centre] = [9, 14];
        self.market.application = apply(road, &bidder, others).await;
        self.others.application = apply(road, "bidder1", others).await;
        self.centre.application = apply(road, "bidder1", centre).await;
        let admitted = apply(road, &bidder, self.others.running).await;
        admit(road, admitted).await;
    }

    async fn refund(&mut self, road: &mut Road) {
        let (bidder, clerk) = (account(Role::Bidder), account(Role::Clerk));
        let [others, centre] = [10, 15];
        for (things, bidder, lot, clerk) in [
            (&mut self.market, &*bidder, others, "clerk1"),
            (&mut self.others, "bidder1", others, "clerk1"),
            (&mut self.centre, "bidder1", centre, &*clerk),
        ] {
            things.refund = refund(road, bidder, lot, clerk).await;
            things.failed_refund = refund(road, bidder, lot, clerk).await;
        }
    }

    async fn sell(&mut self, road: &mut Road) {
        road.wait(121).await;
        for lot in [self.market.sold, self.others.sold, self.centre.sold] {
            let bid = json!({ "amount": "100000.00" });
            road.must("bidder1", &format!("/lots/{lot}/bids"), bid).await;
        }
        road.wait(61).await;
        for things in [&mut self.market, &mut self.others, &mut self.centre] {
            let path = format!("/lots/{}/settlement", things.sold);
            let settlement = road.read("clerk1", &path).await;
            settlement["letter_code"].as_str().unwrap().clone_into(&mut things.code);
        }
        self.others.proposal = suspend(road, "clerk1", 1).await;
        self.centre.proposal = suspend(road, &account(Role::Clerk), 3).await;
        // Nobody of the market proposes.
        self.market.proposal = self.others.proposal;
    }
}

fn none() -> Things {
    Things {
        listing: ABSENT,
        application: ABSENT,
        sold: ABSENT,
        running: ABSENT,
        open: ABSENT,
        refund: ABSENT,
        failed_refund: ABSENT,
        proposal: ABSENT,
        file: "0".repeat(64),
        named_by: ABSENT,
        code: "0".repeat(24) + "L",
    }
}

/// A lot with this deposit that takes bids so long.
fn lot(free_bidding_seconds: u64, deposit: &str) -> Value {
    let mut lot = listing()["lots"][0].clone();
    lot["deposit"] = json!(deposit);
    let terms = lot["terms"].as_object_mut().unwrap();
    terms.insert("free_bidding_seconds".to_owned(), json!(free_bidding_seconds));
    terms.insert("proxy_bidding".to_owned(), json!(true));
    terms.remove("countdown_seconds");
    lot
}

fn with(lots: Vec<Value>, file: &str) -> Value {
    let mut listing = listing();
    listing["lots"] = Value::Array(lots);
    listing["documents"] = json!([{
        "digest": file,
        "caption": "权属材料",
        "media": "text/plain",
        "visibility": "staff",
    }]);
    listing
}

async fn submit(road: &mut Road, name: &str, listing: Value) -> u64 {
    road.must(name, "/listings", listing).await["listing"].as_u64().unwrap()
}

/// Accepts and discloses a listing whose lots open in two minutes and take applications longer.
async fn disclose(road: &mut Road, clerk: &str, listing: u64) {
    road.must(clerk, &format!("/listings/{listing}/acceptance"), json!({})).await;
    let act = json!({
        "act": "disclose-listing",
        "listing": listing,
        "applications_until": road.after(3_000),
        "opens_at": road.after(120),
    });
    let proposal = road.must(clerk, "/proposals", act).await["proposal"].clone();
    let path = format!("/proposals/{proposal}/approvals");
    road.must("reviewer1", &path, json!({})).await;
}

async fn apply(road: &mut Road, name: &str, lot: u64) -> u64 {
    let receipt = road.must(name, &format!("/lots/{lot}/applications"), json!({})).await;
    receipt["application"].as_u64().unwrap()
}

async fn admit(road: &mut Road, application: u64) {
    let path = format!("/applications/{application}/admission");
    road.must("clerk2", &path, json!({})).await;
}

/// A deposit that is put up, given up, and instructed to go back by this clerk.
async fn refund(road: &mut Road, bidder: &str, lot: u64, clerk: &str) -> u64 {
    let application = apply(road, bidder, lot).await;
    let path = format!("/applications/{application}");
    let deposit = road.payment("100.00", u32::try_from(application).unwrap());
    road.must("clerk2", &format!("{path}/deposits"), deposit).await;
    road.must(bidder, &format!("{path}/withdrawal"), json!({})).await;
    road.must(clerk, &format!("{path}/refund"), json!({})).await;
    application
}

async fn suspend(road: &mut Road, name: &str, lot: u64) -> u64 {
    let act = json!({ "act": "suspend-lot", "lot": lot, "reason": "权属材料需要补正" });
    road.must(name, "/proposals", act).await["proposal"].as_u64().unwrap()
}
