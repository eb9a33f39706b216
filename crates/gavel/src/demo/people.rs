//! The people of a demonstration: invented, each with a valid number.

use exchange::{PartyKind, Role};
use lexicon::PartyId;
use web::DemoName;

use super::PASSWORD;

/// Somebody who can sign in.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) name: String,
    /// Registered in the order of the list, so that the number is known beforehand.
    pub(super) party: PartyId,
    pub(super) role: Role,
    pub(super) kind: PartyKind,
    pub(super) legal_name: String,
    pub(super) identity: String,
}

/// Name, role, kind, legal name, number.
type Row = (&'static str, Role, PartyKind, &'static str, &'static str);

const PERSON: PartyKind = PartyKind::Person;
const FIRM: PartyKind = PartyKind::Organisation;

const PEOPLE: [Row; 12] = [
    ("seller1", Role::Seller, FIRM, "槐树营村股份经济合作社", "N2350100MA0000015L"),
    ("bidder1", Role::Bidder, PERSON, "林晓禾", "350102199003070020"),
    ("bidder2", Role::Bidder, FIRM, "云溪水产养殖有限公司", "91350100MA00000230"),
    ("bidder3", Role::Bidder, PERSON, "陈渡舟", "350102198511230014"),
    ("bidder4", Role::Bidder, FIRM, "望江资产运营有限公司", "91350100MA0000031T"),
    ("bidder5", Role::Bidder, PERSON, "周雁南", "350102197806150041"),
    ("bidder6", Role::Bidder, FIRM, "松石矿业有限公司", "91350100MA000004XJ"),
    ("clerk1", Role::Clerk, PERSON, "沈经办", "35010219880101001X"),
    ("clerk2", Role::Clerk, PERSON, "何经办", "350102199205050028"),
    ("reviewer1", Role::Reviewer, PERSON, "顾复核", "350102197509090038"),
    ("supervisor1", Role::Supervisor, PERSON, "秦监管", "350102197001010041"),
    ("admin1", Role::Administrator, PERSON, "杜管理", "350102198212120050"),
];

/// What the log-in page offers.
pub(super) fn hinted() -> Vec<DemoName> {
    let named = |(name, role, ..): &Row| DemoName { name: (*name).to_owned(), roles: vec![*role] };
    PEOPLE.iter().map(named).collect()
}

/// What the console says of the log-ins.
pub(super) fn log_ins(load_bidders: u64) -> String {
    let load = match load_bidders {
        0 => String::new(),
        count => format!(", load1..load{count}"),
    };
    let names: Vec<&str> = PEOPLE.iter().map(|(name, ..)| *name).collect();
    format!("log in as {}{load}; the password is {PASSWORD}", names.join(", "))
}

/// Everyone, in the order of their party numbers.
pub(super) fn people(load_bidders: u64) -> Vec<Person> {
    let named = PEOPLE.iter().map(|(name, role, kind, legal_name, identity)| {
        ((*name).to_owned(), *role, *kind, (*legal_name).to_owned(), (*identity).to_owned())
    });
    let load = (1..=load_bidders).map(|number| {
        let (_, role, kind, _, identity) = PEOPLE[1];
        (format!("load{number}"), role, kind, format!("试压{number}号"), identity.to_owned())
    });
    (1..)
        .zip(named.chain(load))
        .map(|(number, (name, role, kind, legal_name, identity))| {
            let party = PartyId(number);
            Person { name, party, role, kind, legal_name, identity }
        })
        .collect()
}
