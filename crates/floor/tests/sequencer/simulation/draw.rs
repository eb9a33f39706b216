//! Chance of a simulation: commands of all kinds, the senseless ones too.

use exchange::{
    Act, Actor, AscendingTerms, Command, Coverage, EpochClock, ProxyBidding, Reason, Reserve,
    Stage, Terms, Title, World,
};
use lexicon::{
    Category, LotId, Moment, Money, Paddle, PartyId, ProposalId, RequestId, Secret, Span,
};

use super::{Outside, Run, Sent};
use crate::house::{bidder, clerk, machine, reviewer, yuan};
use crate::terms::{extended, ms, plain, publication, timed};

/// Chance drawn from a seed: `SplitMix64`, whose stream is the same on every machine.
pub(crate) struct Draw(pub(crate) u64);

pub(super) const BIDDERS: u64 = 5;

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 16) % limit
    }

    pub(super) fn index(&mut self, limit: usize) -> usize {
        usize::try_from(self.below(limit as u64)).unwrap()
    }

    pub(super) fn shuffle<T>(&mut self, list: &mut [T]) {
        for place in (1..list.len()).rev() {
            let other = self.index(place + 1);
            list.swap(place, other);
        }
    }

    /// When the exchange starts again: at once, soon, later, or on a clock that runs behind.
    pub(super) fn later(&mut self, now: Moment) -> Moment {
        match self.below(6) {
            0 => now,
            1 => now - ms(self.below(20_000)),
            2 | 3 => now + ms(self.below(3_000)),
            _ => now + ms(self.below(60_000)),
        }
    }

    /// A request, mostly a new one.
    pub(super) fn request(
        &mut self,
        world: &World,
        outside: &mut Outside,
        now: Moment,
    ) -> (Actor, RequestId, Command) {
        if self.below(8) == 0 && !outside.sent.is_empty() {
            return self.repeated(world, outside, now);
        }
        let (actor, command) = self.command(world, now);
        let request_id = outside.new_id();
        note(outside, actor, request_id, &command);
        (actor, request_id, command)
    }

    /// The id of an earlier request: with its body, with another, or from another party.
    fn repeated(
        &mut self,
        world: &World,
        outside: &mut Outside,
        now: Moment,
    ) -> (Actor, RequestId, Command) {
        outside.figures.repeats += 1;
        let place = self.index(outside.sent.len());
        let (&(_, request_id), sent) = outside.sent.iter().nth(place).unwrap();
        let Sent { actor, command, .. } = sent.clone();
        match self.below(3) {
            0 => (actor, request_id, command),
            1 => {
                let amount = Money::from_fen(1_000_000 + i64::try_from(self.below(9)).unwrap());
                let lot = LotId(77_777);
                let other = Command::PlaceBid { lot, paddle: None, amount, confirmed: true };
                (actor, request_id, other)
            }
            _ => {
                let (actor, command) = self.command(world, now);
                let known = outside.sent.get(&(actor.party.0, request_id));
                let known = known.map(|sent| (sent.actor, request_id, sent.command.clone()));
                known.unwrap_or_else(|| {
                    note(outside, actor, request_id, &command);
                    (actor, request_id, command)
                })
            }
        }
    }

    pub(crate) fn command(&mut self, world: &World, now: Moment) -> (Actor, Command) {
        let lot = self.lot(world);
        match self.below(52) {
            0..=19 => self.bid(world, lot),
            20..=23 => self.ceiling(world, lot),
            24..=26 => self.admission(lot, now),
            27..=29 => (self.staff(), Command::Propose { act: self.act(lot, now) }),
            30..=34 => (self.staff(), self.approval(world)),
            35 => (machine(1 + self.below(2)), self.publication(now)),
            36 => (Actor::EXCHANGE, Command::StopBidder { lot, paddle: self.paddle(world, lot) }),
            37..=39 => (self.anyone(), self.forbidden(lot, now)),
            _ => self.trade(world, now),
        }
    }

    fn lot(&mut self, world: &World) -> LotId {
        match self.below(30) {
            0 => LotId([0, 77, u64::MAX][self.index(3)]),
            _ => LotId(1 + self.below(world.lot_count().max(1))),
        }
    }

    fn anyone(&mut self) -> Actor {
        if self.below(2) == 0 { self.staff() } else { bidder(1 + self.below(BIDDERS)) }
    }

    fn staff(&mut self) -> Actor {
        let number = 1 + self.below(2);
        if self.below(2) == 0 { clerk(number) } else { reviewer(number) }
    }

    fn paddle(&mut self, world: &World, lot: LotId) -> Paddle {
        let known: Vec<_> =
            world.lot(lot).into_iter().flat_map(|lot| lot.paddles().map(|(_, it)| it)).collect();
        if known.is_empty() || self.below(9) == 0 {
            return Paddle(u32::try_from(self.below(20_000)).unwrap());
        }
        known[self.index(known.len())]
    }

    fn amount(&mut self, world: &World, lot: LotId) -> Money {
        let least = world.lot(lot).map_or(yuan(100), |lot| lot.sale().least_bid());
        match self.below(20) {
            0 => Money::from_fen([0, -1, i64::MIN, i64::MAX, Money::MAX.fen()][self.index(5)]),
            1..=5 => least.checked_sub(Money::from_fen(1)).unwrap_or(least),
            6..=8 => least.checked_add(yuan(20)).unwrap_or(least),
            _ => least,
        }
    }

    fn own_paddle(&mut self, world: &World, lot: LotId, party: PartyId) -> Option<Paddle> {
        match self.below(15) {
            0 => None,
            1 => Some(self.paddle(world, lot)),
            _ => world.lot(lot).and_then(|lot| lot.paddle(party)),
        }
    }

    fn bid(&mut self, world: &World, lot: LotId) -> (Actor, Command) {
        let actor = bidder(1 + self.below(BIDDERS));
        let paddle = self.own_paddle(world, lot, actor.party);
        let (amount, confirmed) = (self.amount(world, lot), self.below(2) == 0);
        (actor, Command::PlaceBid { lot, paddle, amount, confirmed })
    }

    fn ceiling(&mut self, world: &World, lot: LotId) -> (Actor, Command) {
        let actor = bidder(1 + self.below(BIDDERS));
        let paddle = self.own_paddle(world, lot, actor.party);
        let above = yuan(i64::try_from(self.below(30)).unwrap());
        let amount = self.amount(world, lot);
        let ceiling = Secret::new(amount.checked_add(above).unwrap_or(amount));
        (actor, Command::PlaceProxyBid { lot, paddle, ceiling })
    }

    fn admission(&mut self, lot: LotId, now: Moment) -> (Actor, Command) {
        let party = bidder(1 + self.below(BIDDERS + 2)).party;
        let until = (self.below(3) == 0).then(|| now + ms(self.below(60_000)));
        let most = yuan(100 + i64::try_from(self.below(100)).unwrap());
        let ceiling = (self.below(3) == 0).then_some(most);
        (
            machine(1 + self.below(2)),
            Command::AdmitBidder { lot, party, until, ceiling, rank: None },
        )
    }

    fn act(&mut self, lot: LotId, now: Moment) -> Act {
        let which = if self.below(3) == 0 { self.index(3) } else { 0 };
        let reason = Reason(["系统检修", "", "a\u{202e}b"][which].to_owned());
        let resumes_at = now + ms(self.below(90_000));
        match self.below(12) {
            0 | 1 => Act::SuspendLot { lot, reason },
            2..=4 => Act::ResumeLot { lot, resumes_at },
            5..=8 => Act::ResumeLotFromBreak { lot, resumes_at },
            9 => Act::EnterReserve { lot, reserve: Secret::new(yuan(110)) },
            10 if self.below(3) == 0 => Act::TerminateLot { lot, reason },
            _ => Act::PauseExchange { reason, until: now + ms(self.below(30_000)) },
        }
    }

    fn approval(&mut self, world: &World) -> Command {
        let waiting: Vec<_> = world.proposals().map(|(id, _)| id).collect();
        let proposal = match waiting.len() {
            0 => ProposalId(self.below(9)),
            // What waits for long is likely to be refused by now.
            count if self.below(2) == 0 => waiting[count - 1],
            count => waiting[self.index(count)],
        };
        Command::Approve { proposal }
    }

    fn publication(&mut self, now: Moment) -> Command {
        let opens_at = [now, now + Span::SECOND, now - Span::SECOND, Moment::MAX][self.index(4)];
        let terms = AscendingTerms { opens_at, ..timed(0, self.below(20), self.below(30)) };
        let length = [1, 120, 121, 300][self.index(4)];
        let title = Title { chinese: "标".repeat(length), english: String::new() };
        let terms = Terms::Ascending(Box::new(terms));
        Command::PublishLot { title, category: Category::StateAsset, terms }
    }

    /// What only the exchange itself may say.
    fn forbidden(&mut self, lot: LotId, now: Moment) -> Command {
        let coverage = Coverage::Covered;
        match self.below(8) {
            0 => Command::BeginEpoch { clock: EpochClock::Virtual },
            1 => Command::Heartbeat,
            2 => Command::OpenLot { lot },
            3 => Command::CloseLot { lot, coverage },
            4 => Command::InterruptLot { lot, from: now, until: Moment::MIN },
            5 => Command::SuspendForPause { lot },
            6 => Command::ReopenLot { lot },
            _ => Command::EndPause,
        }
    }
}

/// Publishes lots of all kinds and admits most bidders.
pub(super) fn prepare(run: &mut Run, outside: &mut Outside, now: Moment) {
    let reserve = Reserve::Secret { entered_from: None, entered_until: Span::ZERO };
    let proxies = ProxyBidding::Allowed;
    for terms in [
        AscendingTerms { reserve, ..plain(20, 120) },
        AscendingTerms { proxy_bidding: proxies, ..timed(10, 30, 20) },
        AscendingTerms { proxy_bidding: proxies, ..extended(20, 100, 30, 30) },
        AscendingTerms { bidders_min: 2, ..timed(15, 0, 70) },
        AscendingTerms { resume_notice: Span::SECOND, ..plain(40, 20) },
    ] {
        send(run, outside, (machine(1), publication(terms)), now);
    }
    for lot in 1..=5 {
        for number in 1..=BIDDERS {
            let (party, until, ceiling) = (bidder(number).party, None, None);
            let command =
                Command::AdmitBidder { lot: LotId(lot), party, until, ceiling, rank: None };
            send(run, outside, (machine(1), command), now);
        }
    }
}

/// Two people let every stopped lot go on.
pub(super) fn resume_all(run: &mut Run, outside: &mut Outside, now: Moment, round: u64) {
    let resumes_at = now + Span::MINUTE;
    for lot in run.sequencer.world().lot_ids().collect::<Vec<_>>() {
        let act = match run.sequencer.world().lot(lot).unwrap().sale().stage() {
            Stage::Interrupted(_) => Act::ResumeLotFromBreak { lot, resumes_at },
            Stage::Suspended(_) => Act::ResumeLot { lot, resumes_at },
            _ => continue,
        };
        let propose = Command::Propose { act };
        send(run, outside, (clerk(1 + round), propose), now);
    }
    assert!(run.settle(outside, now));
    let waiting: Vec<_> = run.sequencer.world().proposals().map(|(id, _)| id).collect();
    for proposal in waiting {
        send(run, outside, (reviewer(9), Command::Approve { proposal }), now);
    }
    assert!(run.settle(outside, now));
}

fn send(run: &mut Run, outside: &mut Outside, (actor, command): (Actor, Command), now: Moment) {
    let request_id = outside.new_id();
    note(outside, actor, request_id, &command);
    run.push(actor, request_id, command, now);
}

fn note(outside: &mut Outside, actor: Actor, request_id: RequestId, command: &Command) {
    let sent = Sent { actor, command: command.clone(), answer: None };
    outside.sent.insert((actor.party.0, request_id), sent);
}
