//! Simulated bidders, who bid through the public interface like anyone else.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use anyhow::{Context, anyhow};
use lexicon::{HashAlg, Money, RequestId};
use serde_json::{Value, json};

use super::PASSWORD;

/// Nobody bids more than so many times the starting price.
const PRICE_FACTOR_MAX: i64 = 3;
/// How long a bidder thinks at least, and at most so much longer.
const THINKING_MIN: Duration = Duration::from_millis(1_500);
const THINKING_MORE_MS: u64 = 5_000;
/// How often a thinking bidder looks whether to stop.
const GLANCE: Duration = Duration::from_millis(100);

/// Bidders with a thread each, until they are dropped.
pub(super) struct SimulatedBidders {
    is_over: Arc<AtomicBool>,
    threads: Vec<JoinHandle<()>>,
}

impl SimulatedBidders {
    /// Lets all but the first of these names bid; the first is the newcomer's own.
    pub(super) fn start(address: SocketAddr, names: &[String]) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let threads = names.iter().skip(1).enumerate().filter_map(|(number, name)| {
            let bidder = Bidder {
                base: format!("http://{address}/api/v1"),
                name: name.clone(),
                agent: ureq::Agent::config_builder()
                    .http_status_as_error(false)
                    .timeout_global(Some(Duration::from_secs(10)))
                    .build()
                    .into(),
                is_over: Arc::clone(&is_over),
                chance: u64::try_from(number).unwrap_or_default(),
            };
            thread::Builder::new().name(name.clone()).spawn(move || bidder.run()).ok()
        });
        Self { threads: threads.collect(), is_over }
    }
}

impl Drop for SimulatedBidders {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::SeqCst);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

struct Bidder {
    base: String,
    name: String,
    agent: ureq::Agent,
    is_over: Arc<AtomicBool>,
    chance: u64,
}

impl Bidder {
    fn run(mut self) {
        let mut token = None;
        while !self.is_over.load(Ordering::SeqCst) {
            self.think();
            let acted = match &token {
                None => self.sign_in().map(|issued| token = Some(issued)),
                Some(token) => self.bid(token),
            };
            if let Err(error) = acted {
                // The exchange may be stopping, or the session over: sign in again later.
                tracing::debug!("simulated bidder: {error:#}");
                token = None;
            }
        }
    }

    fn think(&mut self) {
        let more = Duration::from_millis(self.draw(THINKING_MORE_MS));
        let mut left = THINKING_MIN + more;
        while !left.is_zero() && !self.is_over.load(Ordering::SeqCst) {
            let glance = left.min(GLANCE);
            thread::sleep(glance);
            left = left.saturating_sub(glance);
        }
    }

    fn sign_in(&self) -> anyhow::Result<String> {
        let body = json!({ "name": self.name, "password": PASSWORD });
        let mut answer =
            self.agent.post(format!("{}/session", self.base)).send_json(body).context("sign in")?;
        let answer: Value = answer.body_mut().read_json().context("sign in")?;
        let token = answer["token"].as_str().ok_or_else(|| anyhow!("sign in: {answer}"))?;
        Ok(token.to_owned())
    }

    /// Bids on a lot that is open and not led by this bidder.
    fn bid(&mut self, token: &str) -> anyhow::Result<()> {
        let bearer = format!("Bearer {token}");
        let asked = self.agent.get(format!("{}/lots?limit=100", self.base));
        let mut answer = asked.header("Authorization", &bearer).call().context("list lots")?;
        let answer: Value = answer.body_mut().read_json().context("list lots")?;
        let lots = answer["lots"].as_array().ok_or_else(|| anyhow!("list lots: {answer}"))?;
        let open: Vec<&Value> = lots.iter().filter(|lot| is_worth_a_bid(lot)).collect();
        let Some(count) = u64::try_from(open.len()).ok().filter(|count| *count > 0) else {
            return Ok(());
        };
        let place = usize::try_from(self.draw(count)).unwrap_or_default();
        let Some(lot) = open.get(place) else { return Ok(()) };
        let amount = self.amount(lot)?;
        let path = format!("{}/lots/{}/bids", self.base, lot["lot"]);
        let id = self.request_id();
        let sent = self
            .agent
            .post(path)
            .header("Authorization", &bearer)
            .header("Idempotency-Key", id.to_string())
            .send_json(json!({ "amount": amount.to_string() }));
        let answer = sent.context("bid")?;
        if answer.status() == 401 { Err(anyhow!("bid: the session is over")) } else { Ok(()) }
    }

    /// The least bid or a few steps more; now and then too little, as people do.
    fn amount(&mut self, lot: &Value) -> anyhow::Result<Money> {
        let least = money(&lot["least_bid"])?;
        let step = money(&lot["increment"])?;
        let steps = match self.draw(10) {
            0 => -1,
            1..=6 => 0,
            _ => i64::try_from(self.draw(3)).unwrap_or_default(),
        };
        Ok(Money::from_fen((least.fen() + steps * step.fen()).max(1)))
    }

    fn request_id(&mut self) -> RequestId {
        let mut bytes = [0; 16];
        if getrandom::fill(&mut bytes).is_err() {
            let drawn = self.draw(u64::MAX).to_le_bytes();
            bytes[..8].copy_from_slice(&drawn);
        }
        RequestId(bytes)
    }

    /// A number below `end`, from the bidder's own name and count: nothing here needs more.
    fn draw(&mut self, end: u64) -> u64 {
        self.chance = self.chance.wrapping_add(1 << 8);
        let pieces: [&[u8]; 2] = [self.name.as_bytes(), &self.chance.to_le_bytes()];
        let [b0, b1, b2, b3, b4, b5, b6, b7, ..] = HashAlg::Sha256.digest(&pieces).0;
        u64::from_le_bytes([b0, b1, b2, b3, b4, b5, b6, b7]) % end.max(1)
    }
}

fn is_worth_a_bid(lot: &Value) -> bool {
    let is_running = matches!(lot["state"].as_str(), Some("free-bidding" | "timed-bidding"));
    let leads = lot["your_paddle"].is_number() && lot["your_paddle"] == lot["leading_paddle"];
    let prices = (money(&lot["least_bid"]), money(&lot["starting_price"]));
    let is_sane = match prices {
        (Ok(least), Ok(start)) => least.fen() <= start.fen().saturating_mul(PRICE_FACTOR_MAX),
        _ => false,
    };
    is_running && !leads && is_sane
}

fn money(field: &Value) -> anyhow::Result<Money> {
    let text = field.as_str().ok_or_else(|| anyhow!("read an amount: {field}"))?;
    text.parse().context("read an amount")
}
