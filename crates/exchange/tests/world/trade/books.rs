//! Deposits and their refunds.

use super::applications::disclosed;
use super::table::go_on;
use crate::hall::Hall;

/// Two applications, both waiting.
fn applied() -> Hall {
    let mut hall = disclosed();
    go_on(
        &mut hall,
        "
        t10  B1  applies 1  application 1 for 1
        t11  B2  applies 1  application 2 for 1
    ",
    );
    hall
}

#[test]
fn a_deposit_comes_in_parts_up_to_what_is_due() {
    go_on(
        &mut applied(),
        "
        t20  hall  deposit 1                        0 of 20
        t20  C1    deposits 1 amount=0              AmountOutOfRange
        t20  C1    deposits 1 amount=-1             AmountOutOfRange
        t20  C1    deposits 1 amount=20.01          DepositExceeded { due: 20 }
        t20  C1    deposits 1 amount=most           DepositExceeded { due: 20 }
        t20  C1    deposits 1 amount=19.99 ref=a    1: 19.99 bank > deposit:1 deposit-received
        t20  C2    admits 1                         DepositMissing { due: 0.01 }
        t20  hall  deposit 1                        19.99 of 20
        t21  C1    deposits 1 amount=0.02 ref=b     DepositExceeded { due: 0.01 }
        t22  C1    deposits 1 amount=0.01 ref=b     2: 0.01 bank > deposit:1 deposit-received
        t23  C1    deposits 1 amount=0.01 ref=c     DepositExceeded { due: 0 }
        t24  C2    admits 1                         admitted 1, paddle for 1
        t25  C1    deposits 1 amount=0.01 ref=c     DepositExceeded { due: 0 }
        t26  C1    deposits 3 amount=1    UnknownApplication { application: ApplicationId(3) }
        t27  hall  deposit 2                        0 of 20
    ",
    );
}

#[test]
fn what_the_bank_tells_is_booked_once_and_never_ahead_of_time() {
    go_on(
        &mut applied(),
        "
        t20  C1  deposits 1 amount=20 ref=a paid=t20.000001  PaidInFuture
        t20  C1  deposits 1 amount=20 ref=a paid=t20         1: 20 bank > deposit:1 deposit-received
        t21  C1  deposits 2 amount=20 ref=a  AlreadyBooked { transfer: TransferId(1) }
        t22  C1  deposits 1 amount=20 ref=a  AlreadyBooked { transfer: TransferId(1) }
        t23  C1  deposits 2 amount=20 ref=b  2: 20 bank > deposit:2 deposit-received
    ",
    );
}

/// Money stays as long as its holder can still become the buyer, and goes back in one piece.
#[test]
fn a_deposit_goes_back_once_nobody_needs_it() {
    go_on(
        &mut applied(),
        "
        t20  C1  refunds 1                     NothingToRefund
        t21  C1  refunded 1 ref=z              NoRefundPending
        t22  R1  not-refunded 1                NoRefundPending
        t23  C1  deposits 1 amount=5 ref=a     1: 5 bank > deposit:1 deposit-received
        t24  C1  deposits 2 amount=20 ref=b    2: 20 bank > deposit:2 deposit-received
        t25  C1  refunds 1                     DepositNeeded
        t26  C2  admits 2                      admitted 2, paddle for 1
        t27  C1  refunds 2                     DepositNeeded
        t28  B1  withdraws 1                   withdrawn 1
        t29  C1  refunds 1                     pending 3: 5 deposit:1 > bank deposit-refunded
        t30  C1  refunds 1                     RefundPending { transfer: TransferId(3) }
        t30  hall  deposit 1                   0 of 20
        t31  C1  refunded 1 ref=a              AlreadyBooked { transfer: TransferId(1) }
        t31  C1  refunded 1 ref=c paid=t31.1   PaidInFuture
        t31  C1  not-refunded 1                NotPermitted
        t31  C2  not-refunded 1                NotPermitted
        t31  C1/reviewer  not-refunded 1       SamePerson
        t32  C2/reviewer  not-refunded 1       voided 3
        t32  C2  refunds 1                     SamePerson
        t32  hall  deposit 1                   5 of 20
        t33  R1  not-refunded 1                NoRefundPending
        t34  C1  refunded 1 ref=c              NoRefundPending
        t35  C1  refunds 1                     pending 4: 5 deposit:1 > bank deposit-refunded
        t36  C1  refunded 1 ref=c              posted 4
        t37  C1  refunded 1 ref=d              NoRefundPending
        t38  C1  refunds 1                     NothingToRefund
        t39  C1  deposits 2 amount=1 ref=c     AlreadyBooked { transfer: TransferId(4) }
        t40  C1  refunds 3        UnknownApplication { application: ApplicationId(3) }
        t41  C1  refunded 0       UnknownApplication { application: ApplicationId(0) }
        t42  R1  not-refunded 3   UnknownApplication { application: ApplicationId(3) }
    ",
    );
}

/// Two held what was due until the close; only who lost gets it back, and none comes in any more.
#[test]
fn the_buyers_deposit_stays_and_the_others_go_back_behind_the_close() {
    go_on(
        &mut applied(),
        "
        t20   C1    deposits 1 amount=20 ref=a   1: 20 bank > deposit:1 deposit-received
        t21   C1    deposits 2 amount=20 ref=b   2: 20 bank > deposit:2 deposit-received
        t22   C2    admits 1                     admitted 1, paddle for 1
        t23   C2    admits 2                     admitted 2, paddle for 1
        t200  B1    bids 1 100                   leads at 100
        t300  B2    bids 1 110                   leads at 110
        t799  C1    refunds 1                    DepositNeeded
        t800  hall  lot 1                        sold at 110 to Some(2)
        t800  C1    refunds 2                    DepositNeeded
        t800  C1    refunds 1                    pending 3: 20 deposit:1 > bank deposit-refunded
        t801  C1    deposits 1 amount=20 ref=c   AuctionClosed { closed_at: t800 }
        t802  C1    refunded 1 ref=d             posted 3
        t803  C1    deposits 1 amount=20 ref=e   AuctionClosed { closed_at: t800 }
        t804  C1    contracts 1                  contract of 1
        t805  C1    pays 1 amount=90 ref=f       4: 20 deposit:2 > settlement:1 deposit-applied, \
            5: 90 bank > settlement:1 price-received, price of 1 paid
        t806  C1    refunds 2                    NothingToRefund
        t807  C1    deposits 2 amount=20 ref=g   AuctionClosed { closed_at: t800 }
        t808  hall  paid 1                       110
    ",
    );
}

#[test]
fn every_deposit_goes_back_when_a_sale_ends_without_result() {
    go_on(
        &mut applied(),
        "
        t20   C1    deposits 1 amount=20 ref=a   1: 20 bank > deposit:1 deposit-received
        t21   C1    deposits 2 amount=7 ref=b    2: 7 bank > deposit:2 deposit-received
        t22   C2    admits 1                     admitted 1, paddle for 1
        t200  B1    bids 1 100                   leads at 100
        t300  C1    terminates 1                 approved, terminated 1
        t301  C1    deposits 2 amount=1 ref=c    AuctionTerminated
        t302  C1    refunds 1                    pending 3: 20 deposit:1 > bank deposit-refunded
        t303  C1    refunds 2                    pending 4: 7 deposit:2 > bank deposit-refunded
        t304  C1    refunded 2 ref=d             posted 4
        t305  C1    refunded 1 ref=e             posted 3
        t306  C1    publishes 1                  NotAwarded
    ",
    );
}
