//! What follows from an award: result, contract, price, certificate.

use super::applications::disclosed;
use super::table::{check, go_on};
use crate::hall::Hall;
use crate::terms::{plain, published, t};

/// A lot that the first bidder buys at t800 for 100 yuan, of which his deposit is 20.
fn awarded() -> Hall {
    let mut hall = disclosed();
    go_on(
        &mut hall,
        "
        t10   B1  applies 1                   application 1 for 1
        t20   C1  deposits 1 amount=20 ref=a  1: 20 bank > deposit:1 deposit-received
        t22   C2  admits 1                    admitted 1, paddle for 1
        t200  B1  bids 1 100                  leads at 100
    ",
    );
    hall
}

#[test]
fn nothing_follows_before_the_award() {
    go_on(
        &mut awarded(),
        "
        t799  C1    publishes 1                NotAwarded
        t799  C1    contracts 1                NotAwarded
        t799  C1    pays 1 amount=1 ref=b      NotAwarded
        t799  C1    certifies 1                NotAwarded
        t799  hall  due 1                      0
        t800  C1    publishes 2                UnknownLot { lot: LotId(2) }
        t800  C1    contracts 0                UnknownLot { lot: LotId(0) }
        t800  C1    pays most amount=1 ref=b   UnknownLot { lot: LotId(18446744073709551615) }
        t800  C1    certifies 2                UnknownLot { lot: LotId(2) }
        t800  hall  due 1                      80
    ",
    );
    check(
        "
        t0    S1  submits                            submitted 1
        t0    C1  accepts 1                          accepted 1
        t1    C1  discloses 1 until=t100 opens=t200  approved, disclosed 1 until t100, \
            lot 1 opens t200
        t801  hall  lot 1                            Some(Unsold { reason: NoBid })
        t801  C1  publishes 1                        NotAwarded
    ",
    );
}

/// The deposit of whoever did not keep his word waits for a decision; it is no loser's.
#[test]
fn a_default_takes_the_award_away_until_something_of_the_price_is_booked() {
    go_on(
        &mut awarded(),
        "
        t799  C1    records default 1          NoWinner
        t800  C1    publishes 1                published 1 until t850
        t801  C1    contracts 1                contract of 1
        t802  C1    records default 1          approved, the winner of 1 defaults, \
            1 unsold: WinnerDefaulted
        t803  C1    records default 1          NoWinner
        t804  C1    contracts 1                NotAwarded
        t805  C1    refunds 1                  DepositNeeded
        t806  hall  lot 1                      Some(Unsold { reason: WinnerDefaulted })
    ",
    );
    go_on(
        &mut awarded(),
        "
        t801  C1  contracts 1                  contract of 1
        t802  C1  pays 1 amount=1 ref=b  2: 20 deposit:1 > settlement:1 deposit-applied, \
            3: 1 bank > settlement:1 price-received
        t803  C1  records default 1            PriceRecorded
    ",
    );
}

#[test]
fn each_step_is_taken_once() {
    go_on(
        &mut awarded(),
        "
        t800  C1  publishes 1                published 1 until t850
        t801  C1  publishes 1                ResultPublished
        t802  C1  contracts 1                contract of 1
        t803  C1  contracts 1                ContractRecorded
        t804  C1  pays 1 amount=80 ref=b  2: 20 deposit:1 > settlement:1 deposit-applied, \
            3: 80 bank > settlement:1 price-received, price of 1 paid
        t805  C1  pays 1 amount=80 ref=c     PaymentExceeds { due: 0 }
        t805  C1  pays 1 amount=0 ref=c      AmountOutOfRange
        t850  C1  certifies 1                certificate of 1
        t851  C1  certifies 1                CertificateIssued
    ",
    );
}

#[test]
fn the_price_is_paid_in_parts_up_to_what_is_due_behind_the_contract() {
    go_on(
        &mut awarded(),
        "
        t800  C1    pays 1 amount=80 ref=b                ContractMissing
        t801  C1    contracts 1                           contract of 1
        t802  C1    pays 1 amount=0 ref=b                 AmountOutOfRange
        t802  C1    pays 1 amount=-1 ref=b                AmountOutOfRange
        t802  C1    pays 1 amount=80.01 ref=b             PaymentExceeds { due: 80 }
        t802  C1    pays 1 amount=most ref=b              PaymentExceeds { due: 80 }
        t802  C1    pays 1 amount=80 ref=a                AlreadyBooked { transfer: TransferId(1) }
        t802  C1    pays 1 amount=80 ref=b paid=t802.1    PaidInFuture
        t802  hall  deposit 1                             20 of 20
        t803  C1    pays 1 amount=0.01 ref=b  2: 20 deposit:1 > settlement:1 deposit-applied, \
            3: 0.01 bank > settlement:1 price-received
        t803  hall  due 1                                 79.99
        t804  C1    pays 1 amount=1 ref=b                 AlreadyBooked { transfer: TransferId(2) }
        t804  C1    pays 1 amount=80 ref=c                PaymentExceeds { due: 79.99 }
        t805  C1    pays 1 amount=79.98 ref=c  4: 79.98 bank > settlement:1 price-received
        t806  C1    pays 1 amount=0.01 ref=d  5: 0.01 bank > settlement:1 price-received, \
            price of 1 paid
        t807  hall  due 1                                 0
        t807  hall  paid 1                                100
    ",
    );
}

/// Where the deposit alone pays the price, a payment of nothing takes it over.
#[test]
fn a_deposit_that_covers_the_price_is_taken_over_by_a_payment_of_nothing() {
    check(
        "
        t0    S1    submits deposit=100                submitted 1
        t0    C1    accepts 1                          accepted 1
        t1    C1    discloses 1 until=t100 opens=t200  approved, disclosed 1 until t100, \
            lot 1 opens t200
        t10   B1    applies 1                          application 1 for 1
        t20   C1    deposits 1 amount=100 ref=a        1: 100 bank > deposit:1 deposit-received
        t21   C2    admits 1                           admitted 1, paddle for 1
        t200  B1    bids 1 100                         leads at 100
        t800  C1    publishes 1                        published 1 until t850
        t801  C1    contracts 1                        contract of 1
        t801  hall  due 1                              0
        t850  C1    certifies 1                        PriceUnpaid { due: 100 }
        t851  C1    pays 1 amount=0.01 ref=b           PaymentExceeds { due: 0 }
        t852  C1    pays 1 amount=0 ref=b  2: 100 deposit:1 > settlement:1 deposit-applied, \
            price of 1 paid
        t853  C1    pays 1 amount=0 ref=c              AmountOutOfRange
        t854  C1    certifies 1                        certificate of 1
    ",
    );
}

#[test]
fn a_price_without_deposit_is_paid_whole() {
    check(
        "
        t0    S1    submits deposit=0                  submitted 1
        t0    C1    accepts 1                          accepted 1
        t1    C1    discloses 1 until=t100 opens=t200  approved, disclosed 1 until t100, \
            lot 1 opens t200
        t10   B1    applies 1                          application 1 for 1
        t20   C1    deposits 1 amount=0.01 ref=a       DepositExceeded { due: 0 }
        t21   C2    admits 1                           admitted 1, paddle for 1
        t200  B1    bids 1 100                         leads at 100
        t801  C1    contracts 1                        contract of 1
        t802  C1    pays 1 amount=0 ref=b              AmountOutOfRange
        t803  C1    pays 1 amount=100 ref=b  1: 100 bank > settlement:1 price-received, \
            price of 1 paid
    ",
    );
}

/// 《企业国有资产交易监督管理办法》第三十条: once the contract is effective and the price paid as agreed.
#[test]
fn a_certificate_waits_for_the_notice_the_contract_and_the_price() {
    let (publication, contract) =
        ("t800  C1  publishes 1  published 1 until t850", "t802  C1  contracts 1  contract of 1");
    let payment = "t803  C1  pays 1 amount=80 ref=b  \
        2: 20 deposit:1 > settlement:1 deposit-applied, \
        3: 80 bank > settlement:1 price-received, price of 1 paid";
    for (before, line) in [
        (vec![], "t900  C1  certifies 1  ResultNoticeRuns { until: None }"),
        (vec![contract, payment], "t900  C1  certifies 1  ResultNoticeRuns { until: None }"),
        (vec![publication], "t849  C1  certifies 1  ResultNoticeRuns { until: t850 }"),
        (vec![publication], "t850  C1  certifies 1  ContractMissing"),
        (vec![publication, contract], "t850  C1  certifies 1  PriceUnpaid { due: 100 }"),
        (
            vec![publication, contract, payment],
            "t849.999999  C1  certifies 1  ResultNoticeRuns { until: t850 }",
        ),
        (vec![publication, contract, payment], "t850  C1  certifies 1  certificate of 1"),
    ] {
        let mut hall = awarded();
        let table = before.into_iter().chain([line]).collect::<Vec<_>>().join("\n");
        go_on(&mut hall, &table);
    }
}

/// A lot outside any listing is sold as before, and nothing follows from its award here.
#[test]
fn no_letter_is_made_out_for_a_lot_outside_any_listing() {
    let mut hall = Hall::new();
    hall.ask(&exchange::Actor::EXCHANGE, &published(plain())).unwrap();
    let party = crate::terms::bidder(1).party;
    hall.ask(&exchange::Actor::EXCHANGE, &crate::terms::admission(1, party)).unwrap();
    hall.run_to(t(10));
    go_on(
        &mut hall,
        "
        t10   B1    bids 1 100   leads at 100
        t601  hall  lot 1        sold at 100 to None
        t602  C1    publishes 1  NotAwarded
    ",
    );
}
