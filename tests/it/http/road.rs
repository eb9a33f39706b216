//! The road of one sale over HTTP: listing, disclosure, application, deposit, admission, bidding
//! with an extension, award, letter, contract, payment, certificate, refunds.

use lexicon::Span;
use serde_json::{Value, json};

use super::hall::{Ask, Engine, Hall, LEGAL_NAME, Reply};

/// What a bank gives in place of a number of its own.
const REFERENCE: &str = "BANK 2026 07 01";

/// Who acts, and the numbers under which he asks.
pub(super) struct Road {
    pub(super) hall: Hall,
    asked: u128,
}

impl Road {
    pub(super) async fn open(engine: Engine) -> Self {
        let hall = Hall::open_on(engine).await;
        hall.register().await;
        Self { hall, asked: 1_000 }
    }

    /// A request id that nobody has used.
    pub(super) fn next_key(&mut self) -> u128 {
        self.asked += 1;
        self.asked
    }

    /// Sends something by somebody and gives the answer.
    pub(super) async fn send(&mut self, name: &str, path: &str, body: &Value) -> Reply {
        let key = self.next_key();
        let token = self.hall.sign_in(name).await;
        let asked = Ask::new("POST", &format!("/api/v1{path}"));
        self.hall.ask(asked.token(&token).key(key).json(body.to_string())).await
    }

    /// Sends something that is taken.
    pub(super) async fn must(&mut self, name: &str, path: &str, body: Value) -> Value {
        let reply = self.send(name, path, &body).await;
        assert_eq!(reply.status, 201, "{name} {path}: {}", reply.body);
        let receipt = reply.json();
        assert_eq!(receipt["receipt"].as_str().map(str::len), Some(64), "{path}");
        receipt
    }

    /// Sends something that is refused.
    pub(super) async fn refused(&mut self, name: &str, path: &str, body: Value) -> (u16, String) {
        let reply = self.send(name, path, &body).await;
        assert!(!reply.status.is_success(), "{name} {path}: {}", reply.body);
        reply.problem()
    }

    /// What somebody reads, once the rows have reached what was just done.
    pub(super) async fn read(&self, name: &str, path: &str) -> Value {
        let token = self.hall.sign_in(name).await;
        let sequence = self.hall.board.sequence().to_string();
        let asked = Ask::new("GET", &format!("/api/v1{path}")).token(&token);
        let reply = self.hall.ask(asked.header("gavel-at-least", &sequence)).await;
        assert_eq!(reply.status, 200, "{name} {path}: {}", reply.body);
        assert_eq!(reply.header("gavel-age"), None, "{path}: the rows are there");
        reply.json()
    }

    pub(super) fn after(&self, seconds: u64) -> String {
        (self.hall.now() + Span::from_seconds(seconds)).to_string()
    }

    pub(super) fn payment(&self, amount: &str, number: u32) -> Value {
        json!({
            "amount": amount,
            "paid_at": self.hall.now().to_string(),
            "reference": format!("{REFERENCE} {number}"),
        })
    }

    /// Lets time pass, two seconds at a time: an exchange that sleeps longer was not open.
    pub(super) async fn wait(&self, seconds: u64) {
        let end = self.hall.now() + Span::from_seconds(seconds);
        while self.hall.now() < end {
            self.hall.set(end.min(self.hall.now() + Span::from_seconds(2))).await;
        }
    }

    /// Lists, accepts and discloses a lot that opens in two minutes; gives its path.
    pub(super) async fn disclose(&mut self) -> String {
        let listing = self.must("seller1", "/listings", listing()).await["listing"].clone();
        self.must("clerk1", &format!("/listings/{listing}/acceptance"), json!({})).await;
        let act = json!({
            "act": "disclose-listing",
            "listing": listing,
            "applications_until": self.after(100),
            "opens_at": self.after(120),
        });
        let proposal = self.must("clerk1", "/proposals", act).await["proposal"].clone();
        let path = format!("/proposals/{proposal}/approvals");
        self.must("reviewer1", &path, json!({})).await;
        "/lots/4".to_owned()
    }

    /// Applies, and gives the application's path.
    pub(super) async fn apply(&mut self, name: &str, lot: &str) -> String {
        let receipt = self.must(name, &format!("{lot}/applications"), json!({})).await;
        format!("/applications/{}", receipt["application"])
    }

    /// Puts the deposit up and admits.
    pub(super) async fn admit(&mut self, application: &str, number: u32) {
        let deposit = self.payment("10000.00", number);
        self.must("clerk1", &format!("{application}/deposits"), deposit).await;
        self.must("clerk2", &format!("{application}/admission"), json!({})).await;
    }
}

pub(super) fn listing() -> Value {
    json!({
        "category": "rural-right",
        "region": "350102",
        "disclosure_seconds": 60,
        "result_notice_seconds": 300,
        "description": "水深两米，四面有路。",
        "documents": [],
        "lots": [{
            "title": "东山村鱼塘经营权",
            "title_en": "Fishpond, Dongshan village",
            "place": "东山村",
            "deposit": "10000.00",
            "terms": {
                "method": "ascending",
                "free_bidding_seconds": 600,
                "countdown_seconds": 120,
                "starting_price": "100000.00",
                "increment": "1000.00",
            },
        }],
    })
}

impl Road {
    /// Hands in a contract, and gives its digest.
    pub(super) async fn contract(&self) -> String {
        self.keep("clerk1", "application/pdf", b"%PDF-1.4\n%%EOF\n").await
    }

    /// Hands in a file, and gives its digest.
    pub(super) async fn keep(&self, name: &str, media: &str, content: &[u8]) -> String {
        let token = self.hall.sign_in(name).await;
        let asked = Ask::new("POST", "/api/v1/files").token(&token);
        let reply = self.hall.ask(asked.body(media, content)).await;
        assert_eq!(reply.status, 201, "{}", reply.body);
        reply.json()["digest"].as_str().unwrap().to_owned()
    }
}

/// Who sees of an application whose it is and which paddle it got: another clerk, a reviewer, the
/// clerk who accepted the listing, the applicant.
async fn seen(road: &Road, application: &str) -> [String; 4] {
    let mut found = Vec::new();
    for name in ["clerk2", "reviewer1", "clerk1", "bidder1"] {
        let document = road.read(name, application).await;
        let whose = document["applicant"].as_u64().map_or("-".to_owned(), |it| it.to_string());
        let paddle = document["paddle"].as_u64().map_or("-", |_| "paddle");
        found.push(format!("{whose} {paddle}"));
    }
    found.try_into().unwrap()
}

on_both_engines! {
    async fn a_lot_goes_from_its_listing_to_its_certificate(engine: Engine) {
        let mut road = Road::open(engine).await;
        let lot = road.disclose().await;
        let one = road.apply("bidder1", &lot).await;
        let two = road.apply("bidder2", &lot).await;
        road.admit(&one, 1).await;
        road.admit(&two, 2).await;

        road.wait(121).await;
        road.must("bidder1", &format!("{lot}/bids"), json!({ "amount": "100000.00" })).await;
        road.wait(600).await;
        // The timed phase has begun; a bid starts its countdown anew.
        let before = road.hall.get("/api/v1/lots/4").await.json();
        assert_eq!(before["phase"], "timed-bidding", "{before}");
        road.wait(60).await;
        road.must("bidder2", &format!("{lot}/bids"), json!({ "amount": "105000.00" })).await;
        let extended = road.hall.get("/api/v1/lots/4").await.json();
        assert!(extended["closes_at"].as_str() > before["closes_at"].as_str(), "{extended}");
        assert_eq!(seen(&road, &one).await, ["1 -", "1 -", "- -", "1 paddle"]);
        road.wait(121).await;
        assert_eq!(seen(&road, &one).await, ["1 paddle"; 4]);
        let closed = road.hall.get("/api/v1/lots/4").await.json();
        assert_eq!(closed["leading_price"], "105000.00", "{closed}");

        let settlement = road.read("clerk1", &format!("{lot}/settlement")).await;
        assert_eq!(settlement["price"], "105000.00", "{settlement}");
        road.must("clerk1", &format!("{lot}/result"), json!({})).await;
        let contract = road.contract().await;
        road.must("clerk1", &format!("{lot}/contract"), json!({ "document": contract })).await;
        let early = road.refused("clerk1", &format!("{lot}/certificate"), json!({})).await;
        assert_eq!(early, (409, "result-notice-runs".to_owned()));
        let too_much = road.payment("95000.01", 3);
        let too_much = road.refused("clerk1", &format!("{lot}/payments"), too_much).await;
        assert_eq!(too_much, (422, "payment-exceeds".to_owned()));
        let part = road.payment("95000.00", 3);
        road.must("clerk1", &format!("{lot}/payments"), part).await;
        road.wait(301).await;
        road.must("clerk1", &format!("{lot}/certificate"), json!({})).await;

        road.must("clerk1", &format!("{one}/refund"), json!({})).await;
        let twice = road.refused("clerk1", &format!("{one}/refund"), json!({})).await;
        assert_eq!(twice, (409, "refund-pending".to_owned()));
        // A second person says that nothing has moved; then it is instructed again.
        let failure = format!("{one}/refund/failure");
        let alone = road.refused("clerk1", &failure, json!({})).await;
        assert_eq!(alone, (403, "not-permitted".to_owned()));
        road.must("reviewer1", &failure, json!({})).await;
        let twice = road.refused("reviewer1", &failure, json!({})).await;
        assert_eq!(twice, (409, "no-refund-pending".to_owned()));
        road.must("clerk1", &format!("{one}/refund"), json!({})).await;
        let paid = json!({ "paid_at": road.hall.now().to_string(), "reference": "REFUND 1" });
        road.must("clerk1", &format!("{one}/refund/payment"), paid.clone()).await;
        let again = road.refused("clerk1", &format!("{one}/refund/payment"), paid).await;
        assert_eq!(again.0, 409, "{again:?}");
        let of_buyer = road.refused("clerk1", &format!("{two}/refund"), json!({})).await;
        assert_eq!(of_buyer, (409, "nothing-to-refund".to_owned()));

        let settled = road.read("seller1", &format!("{lot}/settlement")).await;
        assert_eq!(settled["seller"], format!("{LEGAL_NAME}10"), "{settled}");
        assert_eq!(settled["buyer"], format!("{LEGAL_NAME}2"), "{settled}");
        for code in ["letter_code", "certificate_code"] {
            let code = settled[code].as_str().unwrap_or_else(|| panic!("{code}: {settled}"));
            let paper = road.hall.get(&format!("/api/v1/papers/{code}")).await;
            assert_eq!(paper.status, 200, "{}", paper.body);
            assert_eq!(paper.json()["lot"], 4);
            assert!(!paper.body.contains(LEGAL_NAME), "a check page names nobody: {}", paper.body);
        }
        road.hall.close().await;
    }
}
