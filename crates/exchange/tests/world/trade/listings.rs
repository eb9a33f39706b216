//! Listings: submitted, returned, accepted, disclosed.

use exchange::{
    AscendingTerms, DISCLOSURE_MAX, DOCUMENTS_MAX, Document, LISTING_LOTS_MAX, ListedLot, Media,
    RESULT_NOTICE_MAX, Submission, Terms, Title, Visibility,
};
use lexicon::{Category, Digest, Span};

use super::table::{check, go_on};
use super::words::{Set, parse_amount};
use crate::hall::Hall;
use crate::terms::{plain, seconds};

/// A listing as a table asks for it: one plain lot, a deposit of 20 yuan, a hundred seconds of
/// disclosure and fifty of the result's notice.
pub(super) fn submission(set: &mut Set<'_>) -> Submission {
    let starting_price = set.amount("start").unwrap_or(plain().starting_price);
    let bidders_min = set.number("bidders").unwrap_or(1);
    let terms = AscendingTerms { starting_price, bidders_min, ..plain() };
    let lot = ListedLot {
        title: Title {
            chinese: set.take("title").unwrap_or("鱼塘").to_owned(),
            english: String::new(),
        },
        place: set.take("place").unwrap_or("青山村").to_owned(),
        terms: Terms::Ascending(Box::new(terms)),
        deposit: set.amount("deposit").unwrap_or(parse_amount("20")),
    };
    let span = |set: &mut Set<'_>, name, plain: u64, most: Span| match set.take(name) {
        Some("most") => most,
        Some("above") => most + Span::from_us(1),
        Some(text) => seconds(text.parse().unwrap()),
        None => seconds(plain),
    };
    let caption = set.take("caption").unwrap_or("平面图");
    let is_same = set.take("same").is_some();
    let document = |number: u8| Document {
        digest: Digest([if is_same { 1 } else { number }; 32]),
        caption: caption.to_owned(),
        media: Media::Pdf,
        visibility: Visibility::Public,
    };
    Submission {
        category: Category::RuralRight,
        region: None,
        lots: vec![lot; set.number("lots").unwrap_or(1)],
        disclosure: span(set, "disclosure", 100, DISCLOSURE_MAX),
        result_notice: span(set, "notice", 50, RESULT_NOTICE_MAX),
        description: None,
        documents: (0..set.number("documents").unwrap_or(0)).map(document).collect(),
    }
}

#[test]
fn what_a_listing_holds_is_looked_at_from_both_sides_of_each_edge() {
    assert_eq!((LISTING_LOTS_MAX, DOCUMENTS_MAX), (6, 20));
    let (long, longer) = ("标".repeat(80), "标".repeat(81));
    check(&format!(
        "
        t0  S1  submits lots=0          ListedLots {{ most: 6 }}
        t0  S1  submits lots=1          submitted 1
        t0  S1  submits lots=6          submitted 2
        t0  S1  submits lots=7          ListedLots {{ most: 6 }}
        t0  S1  submits title=          TextLength {{ field: TitleChinese, most: 120 }}
        t0  S1  submits title=\u{202e}  TextUnprintable {{ field: TitleChinese }}
        t0  S1  submits place=          submitted 3
        t0  S1  submits place={long}    submitted 4
        t0  S1  submits place={longer}  TextLength {{ field: Place, most: 80 }}
        t0  S1  submits place=\u{7}     TextUnprintable {{ field: Place }}
        t0  S1  submits deposit=-0.01   DepositOutOfRange {{ most: 100 }}
        t0  S1  submits deposit=0       submitted 5
        t0  S1  submits deposit=100     submitted 6
        t0  S1  submits deposit=100.01  DepositOutOfRange {{ most: 100 }}
        t0  S1  submits disclosure=0     submitted 7
        t0  S1  submits disclosure=most  submitted 8
        t0  S1  submits disclosure=above  DisclosureOutOfRange {{ most: 31622400000000us }}
        t0  S1  submits notice=0        submitted 9
        t0  S1  submits notice=most     submitted 10
        t0  S1  submits notice=above    ResultNoticeOutOfRange {{ most: 7776000000000us }}
        t0  S1  submits documents=20    submitted 11
        t0  S1  submits documents=21    TooManyDocuments {{ most: 20 }}
        t0  S1  submits documents=1 same=yes  submitted 12
        t0  S1  submits documents=2 same=yes  DocumentTwice
        t0  S1  submits documents=1 caption=  TextLength {{ field: Caption, most: 80 }}
        t0  S1  submits documents=1 caption={longer}  TextLength {{ field: Caption, most: 80 }}
        t0  S1  submits documents=1 caption={long}    submitted 13
        t0  S1  submits documents=1 caption=\u{feff}a  TextUnprintable {{ field: Caption }}
        t0  S1  submits start=0 deposit=0     TermInvalid {{ term: StartingPrice }}
        t0  S1  submits bidders=3             TermInvalid {{ term: BiddersMin }}
    "
    ));
}

#[test]
fn a_listing_takes_each_step_once_and_in_order() {
    check(
        "
        t0   S1  submits                            submitted 1
        t1   S1  resubmits 1                        ListingAt { step: Submitted }
        t2   C1  discloses 1 until=t50 opens=t300   ListingAt { step: Submitted }
        t3   C1  returns 1                          returned 1
        t4   C1  returns 1                          ListingAt { step: Returned }
        t5   C1  accepts 1                          ListingAt { step: Returned }
        t6   C1  discloses 1 until=t50 opens=t300   ListingAt { step: Returned }
        t7   S2  resubmits 1                        UnknownListing { listing: ListingId(1) }
        t8   S1  resubmits 1 lots=7                 ListedLots { most: 6 }
        t9   S1  resubmits 1 lots=2                 submitted 1
        t10  C1  accepts 1                          accepted 1
        t11  C1  accepts 1                          ListingAt { step: Accepted }
        t12  S1  resubmits 1                        ListingAt { step: Accepted }
        t13  C2  returns 1                          returned 1
        t14  S1  resubmits 1                        submitted 1
        t15  C2  accepts 1                          accepted 1
        t16  C1  discloses 1 until=t50 opens=t300   approved, disclosed 1 until t50, \
            lot 1 opens t300
        t17  C1  discloses 1 until=t50 opens=t300   ListingAt { step: Disclosed }
        t18  C1  accepts 1                          ListingAt { step: Disclosed }
        t19  C1  returns 1                          ListingAt { step: Disclosed }
        t20  S1  resubmits 1                        ListingAt { step: Disclosed }
    ",
    );
}

#[test]
fn a_listing_that_is_not_there_takes_no_step() {
    for listing in ["0", "2", "most"] {
        let number = if listing == "most" { u64::MAX.to_string() } else { listing.to_owned() };
        let unknown = format!("UnknownListing {{ listing: ListingId({number}) }}");
        check(&format!(
            "
            t0  S1  submits                             submitted 1
            t1  S1  resubmits {listing}                 {unknown}
            t2  C1  accepts {listing}                   {unknown}
            t3  C1  returns {listing}                   {unknown}
            t4  C1  proposes disclosure {listing} until=t50 opens=t300  {unknown}
        "
        ));
    }
}

/// Bidding opens no earlier than the disclosure has run, applications end in the future.
#[test]
fn a_disclosure_keeps_its_moments_from_both_sides_of_each_edge() {
    let accepted = "
        t0  S1  submits disclosure=100  submitted 1
        t0  C1  accepts 1               accepted 1
    ";
    for (moments, ruling) in [
        ("until=t10 opens=t110", "ApplicationsEndTooEarly { earliest: t10.000001 }"),
        ("until=t9 opens=t110", "ApplicationsEndTooEarly { earliest: t10.000001 }"),
        ("until=t10.000001 opens=t110", "approved, disclosed 1 until t10.000001, lot 1 opens t110"),
        ("until=t50 opens=t109.999999", "OpensTooEarly { earliest: t110 }"),
        ("until=t50 opens=t110", "approved, disclosed 1 until t50, lot 1 opens t110"),
        // Whoever applies while others bid already may still come in.
        ("until=t200 opens=t110", "approved, disclosed 1 until t200, lot 1 opens t110"),
    ] {
        let mut hall = Hall::new();
        go_on(&mut hall, accepted);
        go_on(&mut hall, &format!("t10  C1  discloses 1 {moments}  {ruling}"));
    }
}

/// What was in time when it was proposed may come too late when it is approved.
#[test]
fn a_disclosure_is_ruled_on_again_when_it_is_approved() {
    check(
        "
        t0   S1  submits disclosure=100                         submitted 1
        t0   C1  accepts 1                                      accepted 1
        t10  C1  proposes disclosure 1 until=t50 opens=t110     proposal 1
        t10  C1  proposes disclosure 1 until=t50 opens=t200     proposal 2
        t11  R1  approves 1                                     OpensTooEarly { earliest: t111 }
        t12  C1/reviewer  approves 2                            SamePerson
        t12  C2  approves 2                                     NotPermitted
        t60  R1  approves 2                    ApplicationsEndTooEarly { earliest: t60.000001 }
        t60  C1  proposes disclosure 1 until=t90 opens=t200     proposal 3
        t61  C1  returns 1                                      returned 1
        t62  R1  approves 3                                     ListingAt { step: Returned }
        t63  S1  resubmits 1 lots=2                             submitted 1
        t64  C2  accepts 1                                      accepted 1
        t65  R1  approves 3                                     SubmissionChanged
        t66  C1  proposes disclosure 1 until=t90 opens=t400     proposal 4
        t67  R1  approves 4                    approved, disclosed 1 until t90, \
            lot 1 opens t400, lot 2 opens t400
    ",
    );
}

/// Six lots are as many events as one command has room for.
#[test]
fn the_most_lots_of_a_listing_are_disclosed_at_once_and_numbered_behind_the_others() {
    check(
        "
        t0   S1    submits            submitted 1
        t0   S2    submits lots=6     submitted 2
        t0   C1    accepts 1          accepted 1
        t0   C1    accepts 2          accepted 2
        t1   C1    discloses 2 until=t50 opens=t200  approved, disclosed 2 until t50, \
            lot 1 opens t200, lot 2 opens t200, lot 3 opens t200, lot 4 opens t200, \
            lot 5 opens t200, lot 6 opens t200
        t2   C1    discloses 1 until=t60 opens=t300  approved, disclosed 1 until t60, \
            lot 7 opens t300
        t3   B1    applies 6          application 1 for 6
        t4   S2/bidder  applies 6     OwnLot
        t5   S2/bidder  applies 7     application 2 for 7
        t6   B1    applies 8          UnknownLot { lot: LotId(8) }
    ",
    );
}

#[test]
fn parties_have_one_role_at_least_and_each_once_and_stand_on_one_side() {
    check(
        "
        t0  X     registers person administrator            party 1
        t0  P1/administrator  registers organisation seller,bidder   party 2
        t0  P1/administrator  registers person clerk,reviewer        party 3
        t0  P3/clerk          registers person clerk                 NotPermitted
        t0  A1                registers person clerk                 NotPermitted
        t0  P1/administrator  registers person                       RolesInvalid
        t0  P1/administrator  registers person bidder,bidder         RolesInvalid
        t0  P1/administrator  registers person bidder,seller,bidder  RolesInvalid
        t0  P1/administrator  registers person exchange              RolesInvalid
        t0  P1/administrator  registers person seller,exchange       RolesInvalid
        t0  P1/administrator  registers person seller,clerk          RolesInvalid
        t0  P1/administrator  registers person supervisor,bidder     RolesInvalid
        t0  hall  party 2                                   Some([Seller, Bidder])
        t0  hall  party 4                                   None
    ",
    );
}

/// Before anybody is registered the role alone counts; then nobody acts who is not.
#[test]
fn a_party_acts_only_in_the_roles_it_is_registered_with() {
    check(
        "
        t0  C2            accepts 1    UnknownListing { listing: ListingId(1) }
        t0  A1            registers person seller,bidder    party 1
        t1  P1/seller     submits                           submitted 1
        t2  P1/clerk      accepts 1                         NotPermitted
        t3  C2            accepts 1                         NotPermitted
        t4  X             registers person clerk            party 2
        t5  P2/reviewer   returns 1                         NotPermitted
        t6  P2/seller     submits                           NotPermitted
        t7  P2/clerk      accepts 1                         accepted 1
    ",
    );
}
