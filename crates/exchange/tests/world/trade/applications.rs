//! Applications: received, withdrawn, admitted, rejected.

use super::table::go_on;
use crate::hall::Hall;
use crate::terms::{plain, published};

/// A disclosed lot whose bidding runs from t200 to t800; applications are taken until t100.
const DISCLOSED: &str = "
    t0  S1  submits                            submitted 1
    t0  C1  accepts 1                          accepted 1
    t1  C1  discloses 1 until=t100 opens=t200  approved, disclosed 1 until t100, lot 1 opens t200
";

pub(super) fn disclosed() -> Hall {
    let mut hall = Hall::new();
    go_on(&mut hall, DISCLOSED);
    hall
}

#[test]
fn a_party_applies_once_for_a_lot_that_is_not_its_own() {
    let mut hall = disclosed();
    go_on(
        &mut hall,
        "
        t10  S1/bidder  applies 1       OwnLot
        t11  B1         applies 1       application 1 for 1
        t12  B1         applies 1       AlreadyApplied { application: ApplicationId(1) }
        t13  B2         applies 0       UnknownLot { lot: LotId(0) }
        t14  B2         applies 2       UnknownLot { lot: LotId(2) }
        t15  B2         withdraws 1     UnknownApplication { application: ApplicationId(1) }
        t16  B1         withdraws 2     UnknownApplication { application: ApplicationId(2) }
        t17  B1         withdraws 0     UnknownApplication { application: ApplicationId(0) }
        t18  B1         withdraws 1     withdrawn 1
        t19  B1         withdraws 1     ApplicationAt { step: Withdrawn }
        t20  C1/bidder  applies 1       ListingsOwnClerk
        t21  C2         admits 1        ApplicationAt { step: Withdrawn }
        t22  C2         rejects 1       ApplicationAt { step: Withdrawn }
        t23  C2         deposits 1 amount=20  ApplicationAt { step: Withdrawn }
        t24  B1         applies 1       application 2 for 1
        t25  B1         applies 1       AlreadyApplied { application: ApplicationId(2) }
        t26  C2         rejects 2       rejected 2
        t27  B1         applies 1       application 3 for 1
    ",
    );
}

/// On time is what arrived in time; the queue makes nobody late, and nobody early.
#[test]
fn applications_are_taken_until_their_last_moment() {
    for (line, ruling) in [
        ("t100", "application 1 for 1"),
        ("t100.000001", "ApplicationsClosed { closed_at: t100 }"),
        ("t100.5@100", "application 1 for 1"),
        ("t100.5@100.000001", "ApplicationsClosed { closed_at: t100 }"),
    ] {
        go_on(&mut disclosed(), &format!("{line}  B1  applies 1  {ruling}"));
    }
}

/// Where applications are taken while others bid already, they end with the bidding.
#[test]
fn nobody_applies_once_the_sale_is_over() {
    let mut hall = Hall::new();
    go_on(
        &mut hall,
        "
        t0    S1  submits                             submitted 1
        t0    C1  accepts 1                           accepted 1
        t1    C1  discloses 1 until=t900 opens=t200   approved, disclosed 1 until t900, \
            lot 1 opens t200
        t300  B1  applies 1                           application 1 for 1
        t800@799  B2  applies 1                       ApplicationsClosed { closed_at: t800 }
        t801  C2  deposits 1 amount=20                AuctionClosed { closed_at: t800 }
        t802  C2  admits 1                            DepositMissing { due: 20 }
    ",
    );
    let mut hall = Hall::new();
    go_on(
        &mut hall,
        "
        t0    S1  submits deposit=0                   submitted 1
        t0    C1  accepts 1                           accepted 1
        t1    C1  discloses 1 until=t900 opens=t200   approved, disclosed 1 until t900, \
            lot 1 opens t200
        t300  B1  applies 1                           application 1 for 1
        t301  B2  applies 1                           application 2 for 1
        t799  C2  admits 1                            admitted 1, paddle for 1
        t801  C2  admits 2                            AuctionClosed { closed_at: t800 }
        t802  C2  rejects 2                           rejected 2
    ",
    );
}

#[test]
fn a_lot_outside_any_listing_takes_no_applications() {
    let mut hall = Hall::new();
    hall.ask(&exchange::Actor::EXCHANGE, &published(plain())).unwrap();
    go_on(&mut hall, "t-900  B1  applies 1  NoListing");
}

#[test]
fn whoever_accepted_the_listing_does_not_examine_who_applies_for_it() {
    let mut hall = disclosed();
    go_on(
        &mut hall,
        "
        t10  B1           applies 1             application 1 for 1
        t11  C2           admits 1              DepositMissing { due: 20 }
        t12  C1           deposits 1 amount=20  1: 20 bank > deposit:1 deposit-received
        t13  C1           admits 1              ListingsOwnClerk
        t14  C1/reviewer  admits 1              ListingsOwnClerk
        t15  C1           rejects 1             ListingsOwnClerk
        t16  C1/reviewer  rejects 1             ListingsOwnClerk
        t17  C2           admits 2        UnknownApplication { application: ApplicationId(2) }
        t18  C2           rejects 0       UnknownApplication { application: ApplicationId(0) }
        t19  C2           admits 1              admitted 1, paddle for 1
        t20  R1           admits 1              ApplicationAt { step: Admitted }
        t21  R1           rejects 1             ApplicationAt { step: Admitted }
        t22  B1           withdraws 1           ApplicationAt { step: Admitted }
        t23  B2           applies 1             application 2 for 1
        t24  R1           rejects 2             rejected 2
        t25  R1           rejects 2             ApplicationAt { step: Rejected }
        t26  C2           admits 2              ApplicationAt { step: Rejected }
        t27  B2           withdraws 2           ApplicationAt { step: Rejected }
        t28  B2           applies 1       application 3 for 1
    ",
    );
}

#[test]
fn a_party_applies_for_a_lot_five_times_and_no_more() {
    go_on(
        &mut disclosed(),
        "
        t10  B1   applies 1     application 1 for 1
        t11  B1   withdraws 1   withdrawn 1
        t12  B1   applies 1     application 2 for 1
        t13  C2   rejects 2     rejected 2
        t14  B1   applies 1     application 3 for 1
        t15  B1   withdraws 3   withdrawn 3
        t16  B1   applies 1     application 4 for 1
        t17  B1   withdraws 4   withdrawn 4
        t18  B1   applies 1     application 5 for 1
        t19  B1   withdraws 5   withdrawn 5
        t20  B1   applies 1     TooMany { most: 5 }
        t21  B2   applies 1     application 6 for 1
    ",
    );
}

/// Who came in by no application bids under a paddle, and no letter is made out to him.
#[test]
fn only_who_is_admitted_bids() {
    let mut hall = disclosed();
    go_on(
        &mut hall,
        "
        t10   B1  applies 1             application 1 for 1
        t11   B2  applies 1             application 2 for 1
        t12   C1  deposits 1 amount=20  1: 20 bank > deposit:1 deposit-received
        t13   C2  admits 1              admitted 1, paddle for 1
        t199  B1  bids 1 100            NotYetOpen { opens_at: t200 }
        t200  B2  bids 1 100            NotAdmitted
        t201  B3  bids 1 100            NotAdmitted
        t202  B1  bids 1 100            leads at 100
        t203  C1  deposits 2 amount=20 ref=b  2: 20 bank > deposit:2 deposit-received
        t204  C2  admits 2              admitted 2, paddle for 1
        t205  B2  bids 1 110            leads at 110
    ",
    );
}
