//! The sale, step by step, and beside each step what is out of place then.

use serde_json::{Value, json};

use super::Situation::{self, Absent, Early, Late, Others, Twice};
use super::Steps;
use crate::http::road::{Road, listing};

fn note() -> Value {
    json!({ "note": "材料不全" })
}

fn nothing() -> Value {
    json!({})
}

fn suspend(lot: u64) -> Value {
    json!({ "act": "suspend-lot", "lot": lot, "reason": "权属材料需要补正" })
}

/// A listing of so many lots, with this document.
fn listing_of(lots: usize, document: &str) -> Value {
    let mut listing = listing();
    let mut lot = listing["lots"][0].clone();
    lot["terms"]["proxy_bidding"] = json!(true);
    listing["lots"] = Value::Array(vec![lot; lots]);
    listing["documents"] = json!([{
        "digest": document,
        "caption": "权属材料",
        "media": "text/plain",
        "visibility": "public",
    }]);
    listing
}

fn disclosure(road: &Road, listing: &Value) -> Value {
    json!({
        "act": "disclose-listing",
        "listing": listing,
        "applications_until": road.after(110),
        "opens_at": road.after(120),
    })
}

pub(super) async fn nothing_is_there(steps: &mut Steps) {
    let (lot, listed, applied) = ("unknown-lot", "unknown-listing", "unknown-application");
    let payment = steps.road.payment("1.00", 99);
    let refund = json!({ "paid_at": payment["paid_at"], "reference": "REFUND 99" });
    let contract = json!({ "document": steps.road.contract().await });
    let absent_file = listing_of(1, &"0".repeat(64));
    let lines = [
        ("place_bid", "bidder1", "/lots/99/bids", json!({ "amount": "1.00" }), lot),
        ("place_proxy_bid", "bidder1", "/lots/99/proxy-bids", json!({ "ceiling": "1.00" }), lot),
        ("apply_for_lot", "bidder1", "/lots/99/applications", nothing(), lot),
        ("publish_result", "clerk1", "/lots/99/result", nothing(), lot),
        ("record_contract", "clerk1", "/lots/99/contract", contract, lot),
        ("record_payment", "clerk1", "/lots/99/payments", payment.clone(), lot),
        ("issue_certificate", "clerk1", "/lots/99/certificate", nothing(), lot),
        ("propose", "clerk1", "/proposals", suspend(99), lot),
        ("approve_proposal", "reviewer1", "/proposals/99/approvals", nothing(), "unknown-proposal"),
        ("resubmit_listing", "seller1", "/listings/99/submissions", listing(), listed),
        ("accept_listing", "clerk1", "/listings/99/acceptance", nothing(), listed),
        ("return_listing", "clerk1", "/listings/99/return", note(), listed),
        ("withdraw_application", "bidder1", "/applications/99/withdrawal", nothing(), applied),
        ("admit_applicant", "clerk1", "/applications/99/admission", nothing(), applied),
        ("reject_applicant", "clerk1", "/applications/99/rejection", note(), applied),
        ("record_deposit", "clerk1", "/applications/99/deposits", payment, applied),
        ("instruct_refund", "clerk1", "/applications/99/refund", nothing(), applied),
        ("record_refund", "clerk1", "/applications/99/refund/payment", refund, applied),
        (
            "record_refund_failure",
            "reviewer1",
            "/applications/99/refund/failure",
            nothing(),
            applied,
        ),
    ];
    for (operation, name, path, body, slug) in lines {
        steps.refuses(Absent, operation, (name, path, body), (404, slug)).await;
    }
    let unknown = ("", "/session", json!({ "name": "nobody", "password": "demo-only" }));
    steps.refuses(Absent, "begin_session", unknown, (401, "wrong-password")).await;
    let unacceptable = (422, "unacceptable-field");
    let absent_file = ("seller1", "/listings", absent_file);
    steps.refuses(Absent, "submit_listing", absent_file, unacceptable).await;
}

/// From two submissions to two disclosures: lots 4 and 5 of one seller, lot 6 of another.
pub(super) async fn listings(steps: &mut Steps) {
    let wrong_step = (409, "listing-at");
    let document = steps.road.keep("seller1", "text/plain", b"one").await;
    let whole = || listing_of(2, &document);
    let stolen = ("seller2", "/listings", whole());
    steps.refuses(Others, "submit_listing", stolen, (422, "unacceptable-field")).await;
    let submission = ("seller1", "/listings", whole());
    let submitted = steps.takes("submit_listing", submission).await["listing"].clone();
    let path = |step: &str| format!("/listings/{submitted}/{step}");
    let (again, acceptance, back) = (path("submissions"), path("acceptance"), path("return"));
    let resubmission = || ("seller1", &*again, whole());
    steps.refuses(Early, "resubmit_listing", resubmission(), wrong_step).await;
    steps.takes("return_listing", ("clerk1", &back, note())).await;
    steps.refuses(Twice, "return_listing", ("clerk1", &back, note()), wrong_step).await;
    steps.refuses(Early, "accept_listing", ("clerk1", &acceptance, nothing()), wrong_step).await;
    let others = ("seller2", &*again, listing());
    steps.refuses(Others, "resubmit_listing", others, (404, "unknown-listing")).await;
    steps.takes("resubmit_listing", resubmission()).await;
    steps.refuses(Twice, "resubmit_listing", resubmission(), wrong_step).await;
    let disclosure_of = |road: &Road| ("clerk1", "/proposals", disclosure(road, &submitted));
    let early = disclosure_of(&steps.road);
    steps.refuses(Early, "propose", early, wrong_step).await;
    steps.takes("accept_listing", ("clerk1", &acceptance, nothing())).await;
    steps.refuses(Twice, "accept_listing", ("clerk1", &acceptance, nothing()), wrong_step).await;
    let proposal = disclosure_of(&steps.road);
    let proposal = steps.takes("propose", proposal).await["proposal"].clone();
    let approval = format!("/proposals/{proposal}/approvals");
    steps.takes("approve_proposal", ("reviewer1", &approval, nothing())).await;
    let approval = ("reviewer1", &*approval, nothing());
    steps.refuses(Twice, "approve_proposal", approval, (404, "unknown-proposal")).await;
    let twice = disclosure_of(&steps.road);
    steps.refuses(Twice, "propose", twice, wrong_step).await;
    steps.refuses(Late, "resubmit_listing", resubmission(), wrong_step).await;
    steps.refuses(Late, "accept_listing", ("clerk1", &acceptance, nothing()), wrong_step).await;
    steps.refuses(Late, "return_listing", ("clerk1", &back, note()), wrong_step).await;

    let document = steps.road.keep("seller2", "text/plain", b"two").await;
    let own = ("seller2", "/listings", listing_of(1, &document));
    let listing = steps.takes("submit_listing", own).await["listing"].clone();
    let acceptance = format!("/listings/{listing}/acceptance");
    steps.takes("accept_listing", ("clerk1", &acceptance, nothing())).await;
    let disclosure = disclosure(&steps.road, &listing);
    let proposed = steps.takes("propose", ("clerk3", "/proposals", disclosure)).await;
    let approval = format!("/proposals/{}/approvals", proposed["proposal"]);
    let alone = ("reviewer3", &*approval, nothing());
    steps.refuses(Others, "approve_proposal", alone, (403, "same-person")).await;
    steps.takes("approve_proposal", ("reviewer2", &approval, nothing())).await;
}

/// Applications for lot 4: bidder 1 is admitted, bidder 2 rejected, bidder 3 withdraws.
pub(super) async fn applications(steps: &mut Steps) {
    let path = "/lots/4/applications";
    let (examined, at) = ((403, "listings-own-clerk"), (409, "application-at"));
    let own_lot = ("bidder4", "/lots/6/applications", nothing());
    steps.refuses(Others, "apply_for_lot", own_lot, (403, "own-lot")).await;
    let unlisted = ("bidder1", "/lots/1/applications", nothing());
    steps.refuses(Early, "apply_for_lot", unlisted, (409, "no-listing")).await;
    let one = apply(steps, "bidder1", 4).await;
    let (admission, rejection) = (format!("{one}/admission"), format!("{one}/rejection"));
    let (deposits, withdrawal) = (format!("{one}/deposits"), format!("{one}/withdrawal"));
    let twice = ("bidder1", path, nothing());
    steps.refuses(Twice, "apply_for_lot", twice, (409, "already-applied")).await;
    let others = ("bidder2", &*withdrawal, nothing());
    steps.refuses(Others, "withdraw_application", others, (404, "unknown-application")).await;
    steps.refuses(Others, "admit_applicant", ("clerk1", &admission, nothing()), examined).await;
    steps.refuses(Others, "reject_applicant", ("clerk1", &rejection, note()), examined).await;
    let unpaid = ("clerk2", &*admission, nothing());
    steps.refuses(Early, "admit_applicant", unpaid, (422, "deposit-missing")).await;
    let deposit = steps.road.payment("10000.00", 1);
    steps.takes("record_deposit", ("clerk1", &deposits, deposit.clone())).await;
    let booked = ("clerk1", &*deposits, deposit);
    steps.refuses(Twice, "record_deposit", booked, (409, "already-booked")).await;
    steps.takes("admit_applicant", ("clerk2", &admission, nothing())).await;
    steps.refuses(Twice, "admit_applicant", ("clerk2", &admission, nothing()), at).await;
    steps.refuses(Late, "reject_applicant", ("clerk2", &rejection, note()), at).await;
    steps.refuses(Late, "withdraw_application", ("bidder1", &withdrawal, nothing()), at).await;

    let rejection = apply(steps, "bidder2", 4).await + "/rejection";
    steps.takes("reject_applicant", ("clerk2", &rejection, note())).await;
    steps.refuses(Twice, "reject_applicant", ("clerk2", &rejection, note()), at).await;
    let withdrawal = apply(steps, "bidder3", 4).await + "/withdrawal";
    steps.takes("withdraw_application", ("bidder3", &withdrawal, nothing())).await;
    steps.refuses(Twice, "withdraw_application", ("bidder3", &withdrawal, nothing()), at).await;
}

async fn apply(steps: &mut Steps, name: &str, lot: u64) -> String {
    let path = format!("/lots/{lot}/applications");
    let receipt = steps.takes("apply_for_lot", (name, &path, nothing())).await;
    format!("/applications/{}", receipt["application"])
}

/// Deposits for lot 5: bidder 2 leaves his there, bidder 3 gets his back, on the second try.
pub(super) async fn refunds(steps: &mut Steps) {
    let none_pending = (409, "no-refund-pending");
    let two = apply(steps, "bidder2", 5).await;
    let deposit = steps.road.payment("10000.00", 2);
    steps.takes("record_deposit", ("clerk1", &format!("{two}/deposits"), deposit)).await;
    let three = apply(steps, "bidder3", 5).await;
    let deposit = steps.road.payment("10000.00", 3);
    steps.takes("record_deposit", ("clerk1", &format!("{three}/deposits"), deposit)).await;
    let (refund, payment) = (format!("{three}/refund"), format!("{three}/refund/payment"));
    let failure = format!("{three}/refund/failure");
    let paid = json!({ "paid_at": steps.road.hall.now().to_string(), "reference": "REFUND 1" });
    let needed = ("clerk1", &*refund, nothing());
    steps.refuses(Early, "instruct_refund", needed, (409, "deposit-needed")).await;
    let withdrawal = format!("{three}/withdrawal");
    steps.takes("withdraw_application", ("bidder3", &withdrawal, nothing())).await;
    let too_early = ("clerk1", &*payment, paid.clone());
    steps.refuses(Early, "record_refund", too_early, none_pending).await;
    let too_early = ("reviewer1", &*failure, nothing());
    steps.refuses(Early, "record_refund_failure", too_early, none_pending).await;
    steps.takes("instruct_refund", ("clerk3", &refund, nothing())).await;
    let again = ("clerk1", &*refund, nothing());
    steps.refuses(Twice, "instruct_refund", again, (409, "refund-pending")).await;
    let alone = ("reviewer3", &*failure, nothing());
    steps.refuses(Others, "record_refund_failure", alone, (403, "same-person")).await;
    steps.takes("record_refund_failure", ("reviewer1", &failure, nothing())).await;
    let again = ("reviewer1", &*failure, nothing());
    steps.refuses(Twice, "record_refund_failure", again, none_pending).await;
    steps.takes("instruct_refund", ("clerk1", &refund, nothing())).await;
    steps.takes("record_refund", ("clerk1", &payment, paid.clone())).await;
    steps.refuses(Twice, "record_refund", ("clerk1", &payment, paid), none_pending).await;

    let bid = ("bidder1", "/lots/4/bids", json!({ "amount": "100000.00" }));
    steps.refuses(Early, "place_bid", bid, (409, "not-yet-open")).await;
    let ceiling = ("bidder1", "/lots/4/proxy-bids", json!({ "ceiling": "150000.00" }));
    steps.refuses(Early, "place_proxy_bid", ceiling, (409, "not-yet-open")).await;
    unawarded(steps, Early, 4).await;
}

/// What follows from an award, of a lot that has none.
async fn unawarded(steps: &mut Steps, situation: Situation, lot: u64) {
    let contract = json!({ "document": steps.road.contract().await });
    let payment = steps.road.payment("1.00", 98);
    for (operation, step, body) in [
        ("publish_result", "result", nothing()),
        ("record_contract", "contract", contract),
        ("record_payment", "payments", payment),
        ("issue_certificate", "certificate", nothing()),
    ] {
        let path = format!("/lots/{lot}/{step}");
        let refused = (409, "not-awarded");
        steps.refuses(situation, operation, ("clerk1", &path, body), refused).await;
    }
}

pub(super) async fn bids(steps: &mut Steps) {
    let bid = |name, lot: &'static str| (name, lot, json!({ "amount": "100000.00" }));
    let ceiling = |name, lot: &'static str| (name, lot, json!({ "ceiling": "150000.00" }));
    let (bids, ceilings) = ("/lots/4/bids", "/lots/4/proxy-bids");
    let refused = (403, "not-admitted");
    steps.refuses(Others, "place_bid", bid("bidder3", bids), refused).await;
    steps.refuses(Others, "place_proxy_bid", ceiling("bidder3", ceilings), refused).await;
    steps.takes("place_bid", bid("bidder1", bids)).await;
    steps.refuses(Twice, "place_bid", bid("bidder1", bids), (422, "already-leading")).await;
    steps.takes("place_proxy_bid", ceiling("bidder1", ceilings)).await;
    let again = ceiling("bidder1", ceilings);
    steps.refuses(Twice, "place_proxy_bid", again, (422, "ceiling-not-raised")).await;
    // It waits for its second person until the lot has closed.
    steps.takes("propose", ("clerk1", "/proposals", suspend(5))).await;
}

/// Lot 4 is awarded, lot 5 unsold.
pub(super) async fn after_the_close(steps: &mut Steps) {
    let closed = (409, "auction-closed");
    let bid = ("bidder1", "/lots/4/bids", json!({ "amount": "200000.00" }));
    steps.refuses(Late, "place_bid", bid, closed).await;
    let ceiling = ("bidder1", "/lots/4/proxy-bids", json!({ "ceiling": "250000.00" }));
    steps.refuses(Late, "place_proxy_bid", ceiling, closed).await;
    let apply = ("bidder3", "/lots/5/applications", nothing());
    steps.refuses(Late, "apply_for_lot", apply, (409, "applications-closed")).await;
    steps.refuses(Late, "propose", ("clerk1", "/proposals", suspend(5)), closed).await;
    let proposals = steps.road.read("reviewer1", "/proposals").await;
    let approval = format!("/proposals/{}/approvals", proposals["proposals"][0]["proposal"]);
    steps.refuses(Late, "approve_proposal", ("reviewer1", &approval, nothing()), closed).await;
    let page = steps.road.read("clerk1", "/applications?lot=5&step=received").await;
    let waiting = format!("/applications/{}", page["applications"][0]["application"]);
    let admission = format!("{waiting}/admission");
    steps.refuses(Late, "admit_applicant", ("clerk2", &admission, nothing()), closed).await;
    let deposit = steps.road.payment("1.00", 97);
    let deposits = format!("{waiting}/deposits");
    steps.refuses(Late, "record_deposit", ("clerk1", &deposits, deposit), closed).await;
    let page = steps.road.read("clerk1", "/applications?lot=4&step=rejected").await;
    let refund = format!("/applications/{}/refund", page["applications"][0]["application"]);
    let refund = ("clerk1", &*refund, nothing());
    steps.refuses(Late, "instruct_refund", refund, (409, "nothing-to-refund")).await;
    unawarded(steps, Late, 5).await;
}

/// From the award of lot 4 to its certificate.
pub(super) async fn settlement(steps: &mut Steps) {
    let result = || ("clerk1", "/lots/4/result", nothing());
    steps.takes("publish_result", result()).await;
    steps.refuses(Twice, "publish_result", result(), (409, "result-published")).await;
    let document = steps.road.contract().await;
    let contract = |name| (name, "/lots/4/contract", json!({ "document": document }));
    let refused = (422, "unacceptable-field");
    steps.refuses(Others, "record_contract", contract("clerk2"), refused).await;
    steps.takes("record_contract", contract("clerk1")).await;
    steps.refuses(Twice, "record_contract", contract("clerk1"), (409, "contract-recorded")).await;
    let price = steps.road.payment("40000.00", 4);
    let payment = || ("clerk1", "/lots/4/payments", price.clone());
    steps.takes("record_payment", payment()).await;
    steps.refuses(Twice, "record_payment", payment(), (409, "already-booked")).await;
    let rest = steps.road.payment("50000.00", 5);
    steps.takes("record_payment", ("clerk1", "/lots/4/payments", rest)).await;
    steps.road.wait(301).await;
    let certificate = || ("clerk1", "/lots/4/certificate", nothing());
    steps.takes("issue_certificate", certificate()).await;
    steps.refuses(Twice, "issue_certificate", certificate(), (409, "certificate-issued")).await;

    let account = json!({
        "name": "newcomer",
        "password": "long enough now",
        "roles": ["bidder"],
        "kind": "person",
        "legal_name": "林晓禾",
        "identity": "11010519491231002X",
    });
    let account = || ("admin1", "/accounts", account.clone());
    steps.takes("create_account", account()).await;
    steps.refuses(Twice, "create_account", account(), refused).await;
}
