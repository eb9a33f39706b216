//! The whole road of one sale, from its listing to its certificate.

use super::table::check;

/// A listing of two lots; on the first, two bid, one is turned away and one withdraws; the second
/// finds nobody.
#[test]
fn a_sale_goes_from_its_listing_to_its_certificate() {
    check(
        "
        t-900  S1    submits lots=2 deposit=20     submitted 1
        t-890  C1    returns 1                     returned 1
        t-880  S1    resubmits 1 lots=2 deposit=20  submitted 1
        t-870  C1    accepts 1                     accepted 1
        t-800  C1    proposes disclosure 1 until=t-50 opens=t0  proposal 1
        t-700  R1    approves 1  approved, disclosed 1 until t-50, lot 1 opens t0, lot 2 opens t0
        t-600  B1    applies 1                     application 1 for 1
        t-590  B2    applies 1                     application 2 for 1
        t-580  B3    applies 1                     application 3 for 1
        t-570  B4    applies 1                     application 4 for 1
        t-500  C1    deposits 1 amount=20 ref=a    1: 20 bank > deposit:1 deposit-received
        t-490  C1    deposits 2 amount=5 ref=b     2: 5 bank > deposit:2 deposit-received
        t-480  C1    deposits 2 amount=15 ref=c    3: 15 bank > deposit:2 deposit-received
        t-470  C1    deposits 3 amount=20 ref=d    4: 20 bank > deposit:3 deposit-received
        t-460  C2    admits 1                      admitted 1, paddle for 1
        t-450  R1    admits 2                      admitted 2, paddle for 1
        t-440  C2    rejects 3                     rejected 3
        t-430  B4    withdraws 4                   withdrawn 4
        t-420  C1    refunds 3       pending 5: 20 deposit:3 > bank deposit-refunded
        t-410  C1    refunded 3 ref=e              posted 5
        t10    B1    bids 1 100                    leads at 100
        t20    B2    bids 1 150                    leads at 150
        t700   hall  lot 1                         sold at 150 to Some(2)
        t700   hall  lot 2                         Some(Unsold { reason: NoBid })
        t700   hall  deposit 2                     20 of 20
        t700   hall  due 1                         130
        t710   C1    publishes 1                   published 1 until t760
        t720   C1    refunds 1       pending 6: 20 deposit:1 > bank deposit-refunded
        t730   R1    not-refunded 1                voided 6
        t740   C1    refunds 1       pending 7: 20 deposit:1 > bank deposit-refunded
        t750   C1    refunded 1 ref=f              posted 7
        t755   C1    contracts 1                   contract of 1
        t758   C1    pays 1 amount=30 ref=g  8: 20 deposit:2 > settlement:1 deposit-applied, \
            9: 30 bank > settlement:1 price-received
        t758   hall  due 1                         100
        t759   C1    pays 1 amount=100 ref=h  10: 100 bank > settlement:1 price-received, \
            price of 1 paid
        t760   C1    certifies 1                   certificate of 1
        t761   hall  paid 1                        150
        t761   hall  due 1                         0
        t761   hall  deposit 1                     0 of 20
    ",
    );
}
