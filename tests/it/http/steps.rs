//! Steps that nobody should take: on what there is not, on somebody else's, too early, twice, after
//! the close. Each is refused by name, in one entry or none, and the sale goes on beside it.
//!
//! One sale runs from its listing to its certificate. Beside each step of it every other call is
//! tried out of place; at the end a call of the description that was not tried in one of the
//! situations, and is not known to have none, fails the test.

mod sale;

use std::collections::{BTreeMap, BTreeSet};

use exchange::Role;
use serde_json::Value;

use super::hall::{Ask, Engine, Hall, PARTIES, Reply};
use super::road::Road;
use Situation::{Absent, Early, Late, Others, Twice};

/// How a step is out of place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Situation {
    /// There is no such thing.
    Absent,
    /// It is somebody else's, or he has had a hand in it.
    Others,
    /// Something else has to happen first.
    Early,
    /// It has been done.
    Twice,
    /// What it is about has gone on or closed.
    Late,
}

/// What has no such situation, and why.
const NONE: [(&str, &[Situation], &str); 23] = [
    ("begin_session", &[Others, Early, Twice, Late], "whoever knows the password, at any time"),
    ("create_account", &[Absent, Others, Early, Late], "it names nothing that there is"),
    ("keep_file", &[Absent, Others, Early, Twice, Late], "a file is no step, and may come again"),
    ("place_bid", &[], ""),
    ("place_proxy_bid", &[], ""),
    ("apply_for_lot", &[], ""),
    ("publish_result", &[Others], "it is the centre's, whoever it is"),
    ("record_contract", &[], ""),
    ("record_payment", &[Others], "it is the centre's, whoever it is"),
    ("issue_certificate", &[Others], "it is the centre's, whoever it is"),
    ("propose", &[Others], "it is the centre's, whoever it is"),
    ("approve_proposal", &[Early], "a proposal can be approved from when it is made"),
    ("submit_listing", &[Early, Twice, Late], "as many as a seller has, at any time"),
    ("resubmit_listing", &[], ""),
    ("accept_listing", &[Others], "it is the centre's, whoever it is"),
    ("return_listing", &[Others, Early], "it is the centre's; nothing goes before it"),
    ("withdraw_application", &[Early], "nothing goes before it"),
    ("admit_applicant", &[], ""),
    ("reject_applicant", &[Early], "nothing goes before it"),
    ("record_deposit", &[Others, Early], "it is the centre's; nothing goes before it"),
    ("instruct_refund", &[Others], "it is the centre's, whoever it is"),
    ("record_refund", &[Others, Late], "it is the centre's; money goes back after the close"),
    ("record_refund_failure", &[Late], "money goes back after the close"),
];

/// Who does what: a name, a path and a body.
type Step<'a> = (&'a str, &'a str, Value);

/// A sale, and what has been tried beside it.
struct Steps {
    road: Road,
    /// The paths of the operations that change something.
    paths: BTreeMap<String, String>,
    tried: BTreeSet<(String, Situation)>,
}

impl Steps {
    async fn open(engine: Engine) -> Self {
        let road = Road::open(engine).await;
        let (one, two) = (PARTIES + 1, PARTIES + 2);
        road.hall.register_party(one, &[Role::Seller, Role::Bidder]).await;
        road.hall.register_party(two, &[Role::Clerk, Role::Reviewer]).await;
        let accounts = [
            ("seller2", one, Role::Seller),
            ("bidder4", one, Role::Bidder),
            ("clerk3", two, Role::Clerk),
            ("reviewer3", two, Role::Reviewer),
        ];
        road.hall.add_accounts(&accounts).await;
        road.wait(2).await;
        Self { road, paths: paths(), tried: BTreeSet::new() }
    }

    async fn send(&mut self, operation: &str, (name, path, body): &Step<'_>, key: u128) -> Reply {
        assert!(is_at(&self.paths[operation], path), "{operation} is not at {path}");
        let asked = Ask::new("POST", &format!("/api/v1{path}")).json(body.to_string());
        if name.is_empty() {
            return self.road.hall.ask(asked).await;
        }
        let token = self.road.hall.sign_in(name).await;
        self.road.hall.ask(asked.token(&token).key(key)).await
    }

    /// Takes a step that is taken, and once however often it is sent.
    async fn takes(&mut self, operation: &str, step: Step<'_>) -> Value {
        let key = self.road.next_key();
        let before = self.road.hall.board.sequence();
        let first = self.send(operation, &step, key).await;
        assert_eq!(first.status, 201, "{operation} {step:?}: {}", first.body);
        let again = self.send(operation, &step, key).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{operation}");
        assert_eq!(again.header("idempotent-replayed"), Some("true"), "{operation}");
        assert_eq!(self.road.hall.board.sequence(), before.next(), "{operation}: one entry");
        first.json()
    }

    /// Tries a step that is refused, in one entry or none, however often it is sent.
    async fn refuses(
        &mut self,
        situation: Situation,
        operation: &str,
        step: Step<'_>,
        expected: (u16, &str),
    ) {
        let key = self.road.next_key();
        let before = self.road.hall.board.sequence();
        let first = self.send(operation, &step, key).await;
        let (status, slug) = first.problem();
        let told = format!("{operation} {situation:?} {step:?}: {}", first.body);
        assert_eq!((status, slug.as_str()), expected, "{told}");
        let entry = first.json()["sequence"].as_u64();
        let recorded = entry.map_or(before.0, |_| before.next().0);
        assert_eq!(entry.unwrap_or(recorded), recorded, "{told}");
        let again = self.send(operation, &step, key).await;
        assert_eq!((again.status, &again.body), (first.status, &first.body), "{told}");
        assert_eq!(self.road.hall.board.sequence().0, recorded, "{told}");
        self.tried.insert((operation.to_owned(), situation));
    }

    /// Every operation that changes something has been tried in every situation that it has.
    async fn close(self) {
        // The rows have followed through all of it.
        let entries = self.road.read("supervisor1", "/entries?limit=1").await;
        let newest = self.road.hall.board.sequence().0;
        assert_eq!(entries["entries"][0]["sequence"], newest, "{entries}");
        self.road.hall.close().await;
        let names: BTreeSet<&str> = NONE.iter().map(|(name, ..)| *name).collect();
        let described: BTreeSet<&str> = self.paths.keys().map(String::as_str).collect();
        assert_eq!(names, described, "the operations that change something");
        for (name, without, why) in NONE {
            assert_eq!(without.is_empty(), why.is_empty(), "{name}: {why}");
            for situation in [Absent, Others, Early, Twice, Late] {
                let is_tried = self.tried.contains(&(name.to_owned(), situation));
                let has_none = without.contains(&situation);
                assert!(is_tried != has_none, "{name} {situation:?}: is tried {is_tried}");
            }
        }
    }
}

/// The paths of the operations that change something, by their names.
fn paths() -> BTreeMap<String, String> {
    let document = web::openapi();
    let paths = document["paths"].as_object().unwrap();
    let posts = paths.iter().filter(|(_, entry)| !entry["post"].is_null());
    posts
        .map(|(path, entry)| {
            let name = entry["post"]["operationId"].as_str().unwrap();
            (name.to_owned(), path.strip_prefix("/api/v1").unwrap().to_owned())
        })
        .collect()
}

/// Whether a path is one of those that a template describes.
fn is_at(template: &str, path: &str) -> bool {
    let (template, path) = (template.split('/'), path.split('/'));
    template.clone().count() == path.clone().count()
        && template.zip(path).all(|(wanted, part)| wanted.starts_with('{') || wanted == part)
}

on_both_engines! {
    async fn a_step_out_of_place_is_refused_by_name_and_the_sale_goes_on(engine: Engine) {
        let mut steps = Steps::open(engine).await;
        sale::nothing_is_there(&mut steps).await;
        steps.road.wait(2).await;
        sale::listings(&mut steps).await;
        steps.road.wait(2).await;
        sale::applications(&mut steps).await;
        steps.road.wait(2).await;
        sale::refunds(&mut steps).await;
        steps.road.wait(121).await;
        sale::bids(&mut steps).await;
        // Free bidding, then the countdown.
        steps.road.wait(600 + 120 + 2).await;
        sale::after_the_close(&mut steps).await;
        steps.road.wait(2).await;
        sale::settlement(&mut steps).await;
        steps.close().await;
    }
}

#[tokio::test]
async fn a_step_without_a_usable_request_id_is_refused_and_not_journaled() {
    let hall = Hall::open().await;
    let token = hall.sign_in("admin1").await;
    let before = hall.board.sequence();
    for (operation, template) in paths() {
        // Neither has an effect that must not come twice.
        if matches!(&*operation, "begin_session" | "keep_file") {
            continue;
        }
        let parts = template.split('/').map(|part| if part.starts_with('{') { "1" } else { part });
        let path = format!("/api/v1{}", parts.collect::<Vec<_>>().join("/"));
        let asked = || Ask::new("POST", &path).token(&token).json("{}");
        let refused = hall.ask(asked()).await;
        assert_eq!(refused.problem(), (400, "request-id-missing".to_owned()), "{operation}");
        let twice = hall.ask(asked().key(1).key(2)).await;
        assert_eq!(twice.problem(), (400, "request-id-malformed".to_owned()), "{operation}");
        for key in
            ["", "1", "../../etc/passwd", "01J9ZK4Q8X7N2V5T3R6W1Y0B9", "81ARZ3NDEKTSV4RRFFQ69G5FAV"]
        {
            let refused = hall.ask(asked().header("idempotency-key", key)).await;
            let told = (400, "request-id-malformed".to_owned());
            assert_eq!(refused.problem(), told, "{operation} {key:?}");
        }
        for method in ["PUT", "PATCH", "DELETE"] {
            let refused = hall.ask(Ask::new(method, &path).token(&token).key(1).json("{}")).await;
            assert_eq!(refused.problem(), (405, "method-not-allowed".to_owned()), "{operation}");
        }
    }
    assert_eq!(hall.board.sequence(), before);
    hall.close().await;
}
