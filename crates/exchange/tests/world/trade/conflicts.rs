//! Nobody acts for the centre on what is his own: whoever sells or has applied does not examine,
//! book, settle, propose or approve there.

use super::applications::disclosed;
use super::table::{check, go_on};

#[test]
fn a_seller_does_not_examine_or_disclose_his_own_listing() {
    check(
        "
        t0  S1           submits                                  submitted 1
        t1  S1/clerk     accepts 1                                NotPermitted
        t2  S1/clerk     returns 1                                NotPermitted
        t3  S2/clerk     accepts 1                                accepted 1
        t4  S1/clerk     returns 1                                NotPermitted
        t5  S1/clerk     proposes disclosure 1 until=t50 opens=t200  NotPermitted
        t6  S1/reviewer  proposes disclosure 1 until=t50 opens=t200  NotPermitted
        t7  C1           proposes disclosure 1 until=t50 opens=t200  proposal 1
        t8  S1/reviewer  approves 1                               NotPermitted
        t9  R1           approves 1    approved, disclosed 1 until t50, lot 1 opens t200
    ",
    );
}

#[test]
fn a_seller_does_not_examine_who_applies_for_his_lot_or_book_and_settle_there() {
    go_on(
        &mut disclosed(),
        "
        t10   B1           applies 1                    application 1 for 1
        t11   S1/clerk     deposits 1 amount=20 ref=a   NotPermitted
        t12   C1           deposits 1 amount=20 ref=a   1: 20 bank > deposit:1 deposit-received
        t13   S1/clerk     admits 1                     NotPermitted
        t14   S1/reviewer  rejects 1                    NotPermitted
        t15   C2           admits 1                     admitted 1, paddle for 1
        t16   S1/clerk     proposes suspension 1        NotPermitted
        t200  B1           bids 1 100                   leads at 100
        t201  C1           proposes suspension 1        proposal 2
        t202  S1/reviewer  approves 2                   NotPermitted
        t800  S1/clerk     publishes 1                  NotPermitted
        t801  S1/clerk     contracts 1                  NotPermitted
        t802  S1/clerk     pays 1 amount=80 ref=b       NotPermitted
        t803  S1/clerk     certifies 1                  NotPermitted
        t804  S1/clerk     refunds 1                    NotPermitted
        t805  S1/reviewer  not-refunded 1               NotPermitted
    ",
    );
}

#[test]
fn an_applicant_does_not_examine_himself_or_whom_he_bids_against() {
    go_on(
        &mut disclosed(),
        "
        t10  B1           applies 1                    application 1 for 1
        t11  B2           applies 1                    application 2 for 1
        t12  B1/clerk     deposits 1 amount=20 ref=a   NotPermitted
        t13  B1/clerk     deposits 2 amount=20 ref=a   NotPermitted
        t14  C1           deposits 1 amount=20 ref=a   1: 20 bank > deposit:1 deposit-received
        t15  C1           deposits 2 amount=20 ref=b   2: 20 bank > deposit:2 deposit-received
        t16  B1/clerk     admits 1                     NotPermitted
        t17  B1/reviewer  rejects 2                    NotPermitted
        t18  B3/clerk     admits 1                     admitted 1, paddle for 1
        t19  B3/reviewer  admits 2                     admitted 2, paddle for 1
    ",
    );
}

#[test]
fn a_bidder_does_not_stop_the_sale_or_settle_it() {
    go_on(
        &mut disclosed(),
        "
        t10   B1           applies 1                    application 1 for 1
        t11   C1           deposits 1 amount=20 ref=a   1: 20 bank > deposit:1 deposit-received
        t12   C2           admits 1                     admitted 1, paddle for 1
        t200  B1           bids 1 100                   leads at 100
        t201  B1/clerk     proposes suspension 1        NotPermitted
        t202  C1           proposes suspension 1        proposal 2
        t203  B1/reviewer  approves 2                   NotPermitted
        t800  B1/clerk     publishes 1                  NotPermitted
        t801  B1/clerk     contracts 1                  NotPermitted
        t802  C1           contracts 1                  contract of 1
        t803  B1/clerk     pays 1 amount=80 ref=b       NotPermitted
        t804  B1/clerk     certifies 1                  NotPermitted
        t805  B1/clerk     refunds 1                    NotPermitted
        t806  B1/reviewer  not-refunded 1               NotPermitted
    ",
    );
}
