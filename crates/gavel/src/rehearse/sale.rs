//! Sending the auctions of a file through the exchange, each as a lot.

use std::collections::BTreeMap;

use anyhow::{Context, anyhow};
use exchange::{
    Actor, AscendingTerms, At, Band, Command, Conclusion, Entry, EqualRanks, Events, FirstBid,
    Increment, Ladder, OnDefault, Outcome, OwnOverbid, Priority, ProxyBidding, Reserve, Role,
    Stage, Terms, Title, World,
};
use floor::{Answer, Script, Unanswered};
use lexicon::{
    Category, Digest, HashAlg, LotId, Moment, Money, Paddle, PartyId, RequestId, Secret, SessionId,
    Span,
};
use tokio::sync::oneshot;

use super::bid_file::{BidFile, PastAuction, PastBid};
use super::figures::{Figures, LotFigures};
use super::{Method, method_name};
use crate::directory::Opened;
use crate::exit::Exit;

/// All auctions of a file start here: 2000-01-01T00:00:00+08:00.
const START_US: i64 = 946_656_000_000_000;
/// The party number of the file's first bidder.
const FIRST_BIDDER: u64 = 2;
/// Publications and admissions are ruled on in groups of this size.
const GROUP: usize = 512;

type Answers = oneshot::Receiver<Result<Answer, Unanswered>>;

/// A file on its way through the exchange.
pub(super) struct Rehearsal<'file> {
    file: &'file BidFile,
    method: Method,
    entropy: [u8; 32],
}

impl<'file> Rehearsal<'file> {
    pub(super) fn new(file: &'file BidFile, method: Method, entropy: [u8; 32]) -> Self {
        Self { file, method, entropy }
    }

    /// Publishes, admits, bids, closes, and counts.
    pub(super) fn run(&self, opened: Opened) -> Result<Figures, Exit> {
        let Opened { past, journal, recovered, bell, marked: _ } = opened;
        if past.sequence().0 > 0 && !past.is_known(Actor::EXCHANGE.party, self.id("lot", 0)) {
            let why = "the directory holds another rehearsal than this file by this method";
            return Err(Exit::Use(why.to_owned()));
        }
        let mut script =
            Script::new(past, Box::new(journal), bell, recovered.tail_cut, self.entropy);
        self.publish_and_admit(&mut script)?;
        let answers = self.bid(&mut script)?;
        let end = self.file.auctions.iter().map(|auction| auction.lasts).max().unwrap_or_default();
        let last_bid = self.file.bids.last().map_or(Span::ZERO, |bid| bid.time);
        script.advance(start() + end.max(last_bid)).context("rehearse")?;
        script.settle().context("rehearse")?;
        self.count(&script, answers)
    }

    fn publish_and_admit(&self, script: &mut Script) -> Result<(), Exit> {
        let lots = (1..).map(LotId).zip(&self.file.auctions);
        let publications = lots
            .map(|(lot, auction)| (self.id("lot", lot.0 - 1), publication(self.method, auction)));
        let bidders = (1..).map(LotId).zip(&self.file.bidders);
        let admissions = bidders.flat_map(|(lot, bidders)| {
            bidders.iter().map(move |bidder| {
                let party = party(*bidder);
                let (until, ceiling) = (None, None);
                let id = self.id("admission", lot.0 << 32 | party.0);
                (id, Command::AdmitBidder { lot, party, until, ceiling, rank: None })
            })
        });
        let commands: Vec<_> = publications.chain(admissions).collect();
        for group in commands.chunks(GROUP) {
            let mut answers = Vec::with_capacity(group.len());
            for (id, command) in group {
                let pushed = script.push(start(), Actor::EXCHANGE, *id, command.clone());
                answers.push(pushed.context("publish and admit")?);
            }
            script.advance(start()).context("publish and admit")?;
        }
        Ok(())
    }

    /// Bids of one moment are in the queue together, in the order of the file.
    fn bid(&self, script: &mut Script) -> Result<Vec<(PastBid, Answers)>, Exit> {
        let mut answers = Vec::with_capacity(self.file.bids.len());
        for moment in self.file.bids.chunk_by(|one, other| one.time == other.time) {
            let Some(at) = moment.first().map(|bid| start() + bid.time) else { continue };
            script.advance_before(at).context("rehearse")?;
            for bid in moment {
                let paddle = paddle(script.world(), bid);
                let id = self.id("line", bid.line);
                let bidder = actor(party(bid.bidder), Role::Bidder);
                let pushed = script.push(at, bidder, id, self.command(bid, paddle));
                answers.push((*bid, pushed.context("rehearse")?));
            }
            script.advance(at).context("rehearse")?;
        }
        Ok(answers)
    }

    fn command(&self, bid: &PastBid, paddle: Option<Paddle>) -> Command {
        let lot = lot(bid.auction);
        match self.method {
            Method::Ascending => {
                Command::PlaceBid { lot, paddle, amount: bid.amount, confirmed: false }
            }
            Method::Proxy => {
                Command::PlaceProxyBid { lot, paddle, ceiling: Secret::new(bid.amount) }
            }
        }
    }

    /// Request ids are made of the file's digest and the line, so that going on repeats nothing.
    fn id(&self, kind: &str, number: u64) -> RequestId {
        let method = method_name(self.method);
        let pieces: [&[u8]; 4] = [&self.entropy, method, kind.as_bytes(), &number.to_le_bytes()];
        let digest = HashAlg::Sha256.digest(&pieces).0;
        RequestId(std::array::from_fn(|place| digest[place]))
    }

    fn count(&self, script: &Script, answers: Vec<(PastBid, Answers)>) -> Result<Figures, Exit> {
        let mut details: Vec<LotFigures> = self.lots(script.world());
        let mut refused = BTreeMap::new();
        let mut accepted = 0;
        for (bid, mut answer) in answers {
            let answer = answer.try_recv().map_err(|_| anyhow!("hear an answer"))?;
            let detail = &mut details[bid.auction];
            detail.bids += 1;
            match answer.context("hear an answer")?.outcome {
                Outcome::Accepted(_) => {
                    accepted += 1;
                    detail.accepted += 1;
                }
                Outcome::Refused(refusal) => {
                    *refused.entry(refusal.slug()).or_default() += 1;
                    *detail.refused.entry(refusal.slug()).or_default() += 1;
                }
            }
        }
        let compared: Vec<_> = details.iter().filter(|lot| lot.bidders >= 2).collect();
        let is_match = |lot: &&&LotFigures| lot.final_price.as_ref() == Some(&lot.recorded_price);
        let sold = details.iter().filter(|lot| lot.final_price.is_some()).count();
        Ok(Figures {
            lots: details.len(),
            bids: self.file.bids.len(),
            accepted,
            refused,
            sold,
            unsold: details.len() - sold,
            total_price: total(script.world())?.to_string(),
            price_matches: compared.iter().filter(is_match).count(),
            price_compared: compared.len(),
            entries: script.sequence().0,
            state_digest: script.world().state_digest().to_string(),
            lots_detail: details,
        })
    }

    fn lots(&self, world: &World) -> Vec<LotFigures> {
        let figures = |(id, auction): (LotId, &PastAuction)| LotFigures {
            lot: id.0,
            auction: auction.name.clone(),
            bidders: auction.bidder_count,
            bids: 0,
            accepted: 0,
            refused: BTreeMap::new(),
            starting_price: auction.opening_bid.to_string(),
            final_price: price(world, id).map(|price| price.to_string()),
            recorded_price: auction.final_price.to_string(),
        };
        (1..).map(LotId).zip(&self.file.auctions).map(figures).collect()
    }
}

/// An auction that the exchange does not take as a lot.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: auction {name:?} cannot be published: {refusal}")]
pub(super) struct Unpublishable {
    line: u64,
    name: String,
    refusal: &'static str,
}

/// Looks whether every auction can be published, before anything is.
pub(super) fn check(file: &BidFile, method: Method) -> Result<(), Unpublishable> {
    let (world, at) = (World::default(), At::moment_only(start()));
    file.auctions.iter().try_for_each(|auction| {
        let command = publication(method, auction);
        let ruling = world.rule(at, &Actor::EXCHANGE, None, &command, &mut Events::new());
        let (line, name) = (auction.line, auction.name.clone());
        ruling.map_err(|refusal| Unpublishable { line, name, refusal: refusal.slug() })
    })
}

fn start() -> Moment {
    Moment::from_us(START_US)
}

fn lot(auction: usize) -> LotId {
    LotId(u64::try_from(auction).unwrap_or(u64::MAX).saturating_add(1))
}

fn party(bidder: usize) -> PartyId {
    PartyId(u64::try_from(bidder).unwrap_or(u64::MAX).saturating_add(FIRST_BIDDER))
}

/// The paddle that the door would fill in.
fn paddle(world: &World, bid: &PastBid) -> Option<Paddle> {
    world.lot(lot(bid.auction))?.paddle(party(bid.bidder))
}

fn actor(party: PartyId, role: Role) -> Actor {
    let (session, device, address) = (SessionId::NONE, Digest::ZERO, Digest::ZERO);
    Actor { party, role, session, device, address }
}

fn price(world: &World, lot: LotId) -> Option<Money> {
    match world.lot(lot)?.sale().stage() {
        Stage::Closed { conclusion: Conclusion::Awarded { price, .. }, .. } => Some(*price),
        Stage::Closed { .. }
        | Stage::Announced { .. }
        | Stage::Running { .. }
        | Stage::Suspended(_)
        | Stage::Interrupted(_)
        | Stage::Resuming { .. } => None,
    }
}

fn total(world: &World) -> Result<Money, Exit> {
    let mut prices = world.lot_ids().filter_map(|lot| price(world, lot));
    let total = prices.try_fold(Money::ZERO, Money::checked_add);
    total.ok_or_else(|| Exit::Use("the prices together are more than an amount holds".to_owned()))
}

fn publication(method: Method, auction: &PastAuction) -> Command {
    let increment = match method {
        // Any higher cent is enough.
        Method::Ascending => Ladder::fixed(Money::from_fen(1)),
        Method::Proxy => bands(),
    };
    let terms = AscendingTerms {
        opens_at: start(),
        free_bidding: auction.lasts,
        stop_before_timed: Span::ZERO,
        join_question: None,
        preparation: Span::ZERO,
        timed_entry: Entry::All,
        timed_bidding: None,
        timed_increment: None,
        extension: None,
        hard_end: Some(start() + auction.lasts),
        starting_price: auction.opening_bid,
        first_bid: FirstBid::AtStart,
        increment: Increment::AtLeast(increment),
        reserve: Reserve::None,
        own_overbid: OwnOverbid::Allowed,
        bidders_min: 1,
        proxy_bidding: match method {
            Method::Ascending => ProxyBidding::Refused,
            Method::Proxy => ProxyBidding::Allowed,
        },
        jump_cap: None,
        priority: Priority::None,
        equal_ranks: EqualRanks::ByTime,
        agreement: None,
        on_default: OnDefault::Relist,
        resume_notice: Span::MINUTE,
    };
    let title = Title { chinese: auction.name.clone(), english: auction.name.clone() };
    Command::PublishLot {
        title,
        category: Category::ComprehensiveRight,
        terms: Terms::Ascending(Box::new(terms)),
    }
}

/// The increments of the site that the bids come from: price below and step, in fen.
fn bands() -> Ladder {
    let bands = [
        (100, 5),
        (500, 25),
        (2_500, 50),
        (10_000, 100),
        (25_000, 250),
        (50_000, 500),
        (100_000, 1_000),
        (250_000, 2_500),
        (500_000, 5_000),
    ];
    let fen = Money::from_fen;
    let bands = bands.map(|(below, step)| Band { below: fen(below), step: fen(step) });
    Ladder::banded(bands.to_vec(), fen(10_000))
        .unwrap_or_else(|error| panic!("these bands rise: {error:?}"))
}
