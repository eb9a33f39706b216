//! Who may do what: every line of `tests/authority.tsv` tried over HTTP.
//!
//! Two parties try, one of the market and one of the centre, in one role at a time. Each has a
//! listing, an application, a sold lot, a refund, a proposal and a file that are its own or in its
//! hand, and others have the same: so each line is tried on things that there are. What is whose,
//! and how an answer is judged, stands at the top of the table.

mod things;

use std::collections::{BTreeMap, BTreeSet};

use exchange::Role;
use serde_json::{Value, json};

use super::hall::{Ask, Engine, PARTIES, PASSWORD};
use super::road::{Road, listing};
use things::{AllThings, Things};

const TABLE: &str = include_str!("../../authority.tsv");
const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/// In the order of the table's columns; nobody signed in comes first.
const ROLES: [Option<Role>; 7] = [
    None,
    Some(Role::Seller),
    Some(Role::Bidder),
    Some(Role::Clerk),
    Some(Role::Reviewer),
    Some(Role::Supervisor),
    Some(Role::Administrator),
];
/// The roles of the party that sells and bids.
const MARKET: [Role; 2] = [Role::Seller, Role::Bidder];
/// The roles of the party that works at the centre.
const CENTRE: [Role; 4] = [Role::Clerk, Role::Reviewer, Role::Supervisor, Role::Administrator];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Relation {
    Own,
    Others,
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Allow,
    Deny,
}

/// An operation of the description.
#[derive(Debug, Clone)]
struct Operation {
    id: String,
    method: &'static str,
    path: String,
    has_body: bool,
}

#[tokio::test]
async fn everyone_may_do_what_the_table_says_and_nothing_else() {
    let (table, operations) = (table(), operations());
    let mut trial = Trial::prepare().await;
    let mut wrong = Vec::new();
    for operation in &operations {
        for relation in [Relation::Own, Relation::Others, Relation::None] {
            let Some(line) = table.get(&(operation.id.clone(), relation)) else {
                wrong.push(format!("{} {relation:?}: no line", operation.id));
                continue;
            };
            // A party sends so many commands in a second and no more.
            trial.road.wait(1).await;
            for (role, expected) in ROLES.into_iter().zip(line) {
                let (found, answer) = trial.judge(operation, relation, role).await;
                if found != *expected {
                    let role = role.map_or("none", Role::slug);
                    wrong.push(format!(
                        "{} {relation:?} {role}: {found:?}, not {expected:?}: {answer}",
                        operation.id
                    ));
                }
            }
        }
    }
    let known: BTreeSet<&String> = operations.iter().map(|operation| &operation.id).collect();
    let unknown = table.keys().filter(|(id, _)| !known.contains(id));
    wrong.extend(unknown.map(|(id, relation)| format!("{id} {relation:?}: no such operation")));
    trial.road.hall.close().await;
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// The table, by operation and relation: a verdict for each role.
fn table() -> BTreeMap<(String, Relation), Vec<Verdict>> {
    let mut lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    let names = ROLES.map(|role| role.map_or("none", Role::slug)).join("\t");
    assert_eq!(lines.next().unwrap(), format!("operation\trelation\t{names}"));
    let mut table = BTreeMap::new();
    for line in lines {
        let mut cells = line.split('\t');
        let operation = cells.next().unwrap().to_owned();
        let relation = match cells.next().unwrap() {
            "own" => Relation::Own,
            "other's" => Relation::Others,
            "none" => Relation::None,
            other => panic!("no relation {other}: {line}"),
        };
        let verdicts = cells.map(|cell| match cell {
            "allow" => Verdict::Allow,
            "deny" => Verdict::Deny,
            other => panic!("no verdict {other}: {line}"),
        });
        let verdicts: Vec<Verdict> = verdicts.collect();
        assert_eq!(verdicts.len(), ROLES.len(), "a verdict for each role: {line}");
        let before = table.insert((operation, relation), verdicts);
        assert_eq!(before, None, "a line stands twice: {line}");
    }
    table
}

/// Every operation of the description.
fn operations() -> Vec<Operation> {
    let document = web::openapi();
    let mut found = Vec::new();
    for (path, entry) in document["paths"].as_object().unwrap() {
        for method in METHODS {
            let described = &entry[method.to_ascii_lowercase()];
            if let Some(id) = described["operationId"].as_str() {
                let (id, path) = (id.to_owned(), path.clone());
                let has_body = described.get("requestBody").is_some();
                found.push(Operation { id, method, path, has_body });
            }
        }
    }
    // Whatever takes from those who come later what they are tried on comes last.
    found.sort_by_key(|operation| matches!(&*operation.id, "return_listing" | "end_session"));
    found
}

/// The name of the account by which its party acts in a role.
fn account(role: Role) -> String {
    format!("try-{}", role.slug())
}

/// An exchange with everything that the table asks about, and whoever tries.
struct Trial {
    road: Road,
    things: AllThings,
    tokens: BTreeMap<Role, String>,
    /// A file that a contract may be.
    contract: String,
}

impl Trial {
    async fn prepare() -> Self {
        let mut road = Road::open(Engine::Sqlite).await;
        let mut made = Vec::new();
        for (party, roles) in (PARTIES + 1..).zip([&MARKET[..], &CENTRE]) {
            road.hall.register_party(party, roles).await;
            made.extend(roles.iter().map(|role| (account(*role), party, *role)));
        }
        let accounts: Vec<(&str, u64, Role)> =
            made.iter().map(|(name, party, role)| (&**name, *party, *role)).collect();
        road.hall.add_accounts(&accounts).await;
        let things = AllThings::make(&mut road).await;
        let contract = b"%PDF-1.4\n%%EOF\n";
        let contract = road.keep(&account(Role::Clerk), "application/pdf", contract).await;
        let mut tokens = BTreeMap::new();
        for role in Role::HELD {
            tokens.insert(role, road.hall.sign_in(&account(role)).await);
        }
        Self { road, things, tokens, contract }
    }

    /// What a line is tried on in one role.
    fn things(&self, relation: Relation, role: Option<Role>) -> &Things {
        match relation {
            Relation::Own if role.is_some_and(|role| CENTRE.contains(&role)) => &self.things.centre,
            Relation::Own => &self.things.market,
            Relation::Others => &self.things.others,
            Relation::None => &self.things.none,
        }
    }

    /// Tries a line in one role, and judges the answer.
    async fn judge(
        &mut self,
        operation: &Operation,
        relation: Relation,
        role: Option<Role>,
    ) -> (Verdict, String) {
        let things = self.things(relation, role).clone();
        let asked = self.ask(operation, &things, role).await;
        // Streams do not end.
        if operation.id.starts_with("watch_") {
            let status = self.road.hall.status(asked).await.as_u16();
            return (verdict(status, relation), status.to_string());
        }
        let sequence = self.road.hall.board.sequence().to_string();
        let reply = self.road.hall.ask(asked.header("gavel-at-least", &sequence)).await;
        let status = reply.status.as_u16();
        assert!(status < 500 && status != 400 && status != 429, "{operation:?}: {}", reply.body);
        let found = verdict(status, relation);
        if found == Verdict::Allow && relation != Relation::None {
            let shown = |list: &str, number: &str, wanted: u64| {
                let document = reply.json();
                document[list].as_array().unwrap().iter().any(|it| it[number] == wanted)
            };
            let is_shown = match &*operation.id {
                "list_listings" => shown("listings", "listing", things.listing),
                "list_applications" => shown("applications", "application", things.application),
                "list_proposals" => shown("proposals", "proposal", things.proposal),
                _ => true,
            };
            if !is_shown {
                return (Verdict::Deny, "it is not in the list".to_owned());
            }
        }
        (found, format!("{status} {}", reply.body))
    }

    async fn ask(&mut self, operation: &Operation, things: &Things, role: Option<Role>) -> Ask {
        let key = self.road.next_key();
        let path = operation.path.replace("{listing}", &things.listing.to_string());
        let application = match &*operation.id {
            "record_refund" => things.refund,
            "record_refund_failure" => things.failed_refund,
            _ => things.application,
        };
        let path = path.replace("{application}", &application.to_string());
        let path = path.replace("{proposal}", &things.proposal.to_string());
        let path = path.replace("{digest}", &things.file).replace("{code}", &things.code);
        let lot = match &*operation.id {
            "place_bid" | "place_proxy_bid" => things.running,
            "apply_for_lot" => things.open,
            _ => things.sold,
        };
        let path = path.replace("{lot}", &lot.to_string());
        assert!(!path.contains('{'), "{path}: say what it is tried on");
        let query = match &*operation.id {
            "show_file" => format!("?listing={}", things.named_by),
            "watch_lots" => format!("?lots={lot}"),
            "list_entries" => format!("?lot={lot}"),
            _ => String::new(),
        };
        let mut asked = Ask::new(operation.method, &format!("{path}{query}"));
        if let Some(role) = role {
            let token = match &*operation.id {
                "end_session" => self.road.hall.sign_in(&account(role)).await,
                _ => self.tokens[&role].clone(),
            };
            asked = asked.token(&token);
        }
        if operation.method == "POST" {
            asked = asked.key(key);
        }
        if operation.id == "keep_file" {
            return asked.body("application/pdf", b"%PDF-1.7\n%%EOF\n");
        }
        if operation.has_body {
            asked = asked.json(self.body(operation, things, key).to_string());
        }
        asked
    }

    /// A body that can be read, so that nothing but the authority and the rules can refuse it.
    fn body(&self, operation: &Operation, things: &Things, key: u128) -> Value {
        let now = self.road.hall.now().to_string();
        match &*operation.id {
            "begin_session" => json!({ "name": "bidder2", "password": PASSWORD }),
            "create_account" => json!({
                "name": format!("new{key}"),
                "password": "long enough now",
                "roles": ["bidder"],
                "kind": "person",
                "legal_name": "林晓禾",
                "identity": "11010519491231002X",
            }),
            "place_bid" => json!({ "amount": "100000.00" }),
            "place_proxy_bid" => json!({ "ceiling": "150000.00" }),
            "record_contract" => json!({ "document": self.contract }),
            "record_payment" | "record_deposit" => {
                json!({ "amount": "10.00", "paid_at": now, "reference": format!("BANK {key}") })
            }
            "record_refund" => json!({ "paid_at": now, "reference": format!("BANK {key}") }),
            "return_listing" | "reject_applicant" => json!({ "note": "材料不全" }),
            "submit_listing" | "resubmit_listing" => listing(),
            "propose" => json!({
                "act": "disclose-listing",
                "listing": things.listing,
                "applications_until": self.road.after(100),
                "opens_at": self.road.after(200),
            }),
            other => panic!("{other} takes a body: say which one it is tried with"),
        }
    }
}

const fn verdict(status: u16, relation: Relation) -> Verdict {
    match (status, relation) {
        (401 | 403, _) | (404, Relation::Own | Relation::Others) => Verdict::Deny,
        _ => Verdict::Allow,
    }
}
