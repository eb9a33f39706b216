//! The board equals a fold over the journal, in a running exchange and behind a restart.

use std::collections::BTreeMap;
use std::sync::Arc;

use exchange::{Act, Command, Conclusion, Event, Reason, SaleEvent, Stage, World};
use floor::{
    BID_HISTORY_KEPT, BidLine, Board, Inbox, ListingCard, ProposalView, Standing, Submission,
    Unanswered,
};
use lexicon::{ListingId, LotId, Moment, Money, Paddle, PartyId, Sequence};
use record::Entry;

use crate::house::{Told, bidder, past, read, reviewer};
use crate::running::{Kept, Running, Starting, is_accepted};
use crate::simulation::draw::Draw;
use crate::terms::{extended, ms, plain, timed};

const COMMANDS: usize = 400;

/// What everyone may see of a lot.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    title: String,
    listing: Option<ListingCard>,
    standing: Standing,
    leading: Option<(Money, Paddle)>,
    bid_count: u32,
    least_bid: Money,
    reason: Option<Reason>,
    bids: Vec<BidLine>,
    paddles: BTreeMap<PartyId, Paddle>,
}

/// Everything that is on a board.
#[derive(Debug, PartialEq, Eq)]
struct Whole {
    lots: Vec<Seen>,
    proposals: Vec<ProposalView>,
    pause_until: Option<Moment>,
}

fn on_board(board: &Board) -> Whole {
    let lots = (1..=board.lot_count()).map(LotId).map(|lot| {
        let view = board.lot(lot).unwrap();
        assert!(view.sequence <= board.sequence());
        let bids = board.bids(lot, Sequence::ZERO, usize::MAX).unwrap();
        assert!(bids.is_whole, "too few to leave any out");
        let bids = bids.lines;
        assert_eq!(board.newest_bids(lot, usize::MAX).unwrap(), bids);
        assert!(board.newest_bids(lot, 3).unwrap().len() <= 3);
        let parties = (0..10).map(|number| bidder(number).party);
        Seen {
            title: view.card.title.chinese.clone(),
            listing: view.card.listing.clone(),
            standing: view.standing,
            leading: view.leading_price.zip(view.leading_paddle),
            bid_count: view.bid_count,
            least_bid: view.least_bid,
            reason: view.reason.clone(),
            bids,
            paddles: parties.filter_map(|it| Some((it, board.paddle(lot, it)?))).collect(),
        }
    });
    Whole {
        lots: lots.collect(),
        proposals: board.proposals().to_vec(),
        pause_until: board.pause_until(),
    }
}

/// The same, from the entries alone.
fn folded(entries: &[Entry]) -> Whole {
    let past = past(entries);
    let world = past.world();
    let mut lots: Vec<Seen> = Vec::new();
    let mut acts = BTreeMap::new();
    let mut pause = None;
    for told in entries.iter().map(read) {
        for event in told.events() {
            match (event, told.command()) {
                (Event::LotPublished { lot }, Command::PublishLot { title, .. }) => {
                    lots.push(published(world, *lot, &title.chinese));
                }
                (Event::LotDisclosed { lot, listing, .. }, _) => {
                    lots.push(disclosed(world, *lot, *listing));
                }
                (Event::ProposalMade { proposal, .. }, Command::Propose { act }) => {
                    acts.insert(*proposal, (act.clone(), told.decided.actor.party));
                }
                (Event::ProposalApproved { proposal }, _) => {
                    if let Act::PauseExchange { reason, .. } = &acts[proposal].0 {
                        pause = Some(reason.clone());
                    }
                    if let Act::SuspendLot { lot, reason } | Act::TerminateLot { lot, reason } =
                        &acts[proposal].0
                    {
                        seen(&mut lots, *lot).reason = Some(reason.clone());
                    }
                }
                (Event::Sale { lot, event }, command) => {
                    if matches!(command, Command::SuspendForPause { .. }) {
                        seen(&mut lots, *lot).reason.clone_from(&pause);
                    }
                    fold(world, seen(&mut lots, *lot), &told, event);
                }
                _ => {}
            }
        }
    }
    let proposals = world.proposals().map(|(proposal, waiting)| {
        let (act, proposer) = &acts[&proposal];
        let listing = match act {
            Act::DiscloseListing { listing, .. } => Some(*listing),
            _ => None,
        };
        let (act, lot, reason, moment) = words(act);
        let (proposer, expires_at) = (*proposer, waiting.expires_at);
        ProposalView { proposal, act, lot, listing, reason, moment, proposer, expires_at }
    });
    Whole { proposals: proposals.collect(), pause_until: world.pause_until(), lots }
}

fn seen(lots: &mut [Seen], lot: LotId) -> &mut Seen {
    &mut lots[usize::try_from(lot.0).unwrap() - 1]
}

fn published(world: &World, lot: LotId, title: &str) -> Seen {
    let sale = world.lot(lot).unwrap().sale();
    Seen {
        title: title.to_owned(),
        listing: None,
        standing: standing(sale.stage()),
        leading: None,
        bid_count: 0,
        least_bid: sale.least_bid(),
        reason: None,
        bids: Vec::new(),
        paddles: BTreeMap::new(),
    }
}

/// What is disclosed is never submitted again, so that the world still has it.
fn disclosed(world: &World, lot: LotId, id: ListingId) -> Seen {
    let listing = world.listing(id).unwrap();
    let listed = listing.listed_lot(lot).unwrap();
    let card = ListingCard {
        listing: id,
        place: listed.place.clone(),
        region: listing.submission.region,
        deposit: listed.deposit,
        applications_until: listing.applications_until().unwrap(),
    };
    Seen { listing: Some(card), ..published(world, lot, &listed.title.chinese) }
}

fn fold(world: &World, seen: &mut Seen, told: &Told, event: &SaleEvent) {
    let (sequence, moment) = (told.header.sequence, told.header.moment);
    match (event, told.command()) {
        (
            SaleEvent::BidAccepted { paddle, amount } | SaleEvent::ProxyAnswered { paddle, amount },
            _,
        ) => {
            let (paddle, amount) = (*paddle, *amount);
            seen.bids.push(BidLine { sequence, moment, paddle, amount });
            seen.leading = Some((amount, paddle));
            seen.bid_count += 1;
        }
        (SaleEvent::BidderAdmitted { paddle, .. }, Command::AdmitBidder { party, .. }) => {
            seen.paddles.insert(*party, *paddle);
        }
        (SaleEvent::BidderAdmitted { paddle, .. }, Command::AdmitApplicant { application, .. }) => {
            seen.paddles.insert(world.application(*application).unwrap().applicant, *paddle);
        }
        (SaleEvent::LotReopened { .. }, _) => seen.reason = None,
        _ => {}
    }
}

fn standing(stage: &Stage) -> Standing {
    match *stage {
        Stage::Announced { opens_at } => Standing::Announced { opens_at },
        Stage::Running { phase, phase_ends_at, closes_at } => {
            Standing::Running { phase, phase_ends_at, closes_at }
        }
        Stage::Suspended(_) => Standing::Suspended { resumes_at: None },
        Stage::Interrupted(_) => Standing::Interrupted { resumes_at: None },
        Stage::Resuming { pause, resumes_at } => {
            let resumes_at = Some(resumes_at);
            if pause.interrupted {
                Standing::Interrupted { resumes_at }
            } else {
                Standing::Suspended { resumes_at }
            }
        }
        Stage::Closed { closed_at, conclusion } => match conclusion {
            Conclusion::Awarded { paddle, price } => Standing::Awarded { closed_at, paddle, price },
            Conclusion::Divided => Standing::Divided { closed_at },
            Conclusion::Unsold { reason } => Standing::Unsold { closed_at, reason },
            Conclusion::Terminated => Standing::Terminated { closed_at },
        },
    }
}

fn words(act: &Act) -> (&'static str, Option<LotId>, Option<Reason>, Option<Moment>) {
    match act.clone() {
        Act::SuspendLot { lot, reason } => ("suspend-lot", Some(lot), Some(reason), None),
        Act::ResumeLot { lot, resumes_at } => ("resume-lot", Some(lot), None, Some(resumes_at)),
        Act::ResumeLotFromBreak { lot, resumes_at } => {
            ("resume-lot-from-break", Some(lot), None, Some(resumes_at))
        }
        Act::TerminateLot { lot, reason } => ("terminate-lot", Some(lot), Some(reason), None),
        Act::EnterReserve { lot, .. } => ("enter-reserve", Some(lot), None, None),
        Act::PauseExchange { reason, until } => ("pause-exchange", None, Some(reason), Some(until)),
        Act::EnterScores { lot, .. } => ("enter-scores", Some(lot), None, None),
        Act::RecordDefault { lot, reason } => ("record-default", Some(lot), Some(reason), None),
        Act::DiscloseListing { opens_at, .. } => ("disclose-listing", None, None, Some(opens_at)),
    }
}

/// Sends commands of all kinds, each answered before the next is drawn.
fn send_all(running: &Running, kept: &Kept, seed: u64) {
    let mut draw = Draw(seed);
    let mut world = World::default();
    for number in 0..COMMANDS {
        running.clock.pass(ms(100 + draw.below(800)));
        if number % 20 == 0 {
            // Then nothing is due any more until the clock goes on.
            running.settle();
            let entries: Vec<Entry> = kept.entries().into_iter().map(|(entry, _)| entry).collect();
            world = past(&entries).world().clone();
            assert_eq!(on_board(&running.board), folded(&entries), "seed {seed}, at {number}");
        }
        if number == COMMANDS / 2 {
            pause_for_a_while(running);
        }
        let (actor, command) = draw.command(&world, floor::Clock::now(&*running.clock));
        // What is urgent may be ruled on by its party alone; too fast a party is passed over.
        match running.door.push(actor, running.new_id(), command) {
            Ok(reply) => drop(reply.blocking_recv().unwrap()),
            Err(Unanswered::TooFast { .. }) => {}
            Err(other) => panic!("{other}"),
        }
    }
}

fn pause_for_a_while(running: &Running) {
    let until = running.door.now() + ms(20_000);
    running.ask_staff(Command::Propose { act: crate::house::pause(until) });
    if let Some(waiting) = running.board.proposals().last() {
        let proposal = waiting.proposal;
        running.ask(reviewer(9), Command::Approve { proposal });
    }
}

#[test]
fn the_board_equals_a_fold_over_the_journal() {
    let (mut bids, mut stopped, mut paused, mut listed) = (0, 0, 0, 0);
    for seed in 0..6 {
        let kept = Kept::new();
        let running = Starting::default().start(kept.clone());
        running.publish(plain(20, 200), 4);
        running.publish(timed(10, 60, 90), 4);
        running.publish(extended(15, 120, 60, 60), 4);
        send_all(&running, &kept, seed);
        let (board, clock) = (Arc::clone(&running.board), Arc::clone(&running.clock));
        running.stop();
        let entries: Vec<Entry> = kept.entries().into_iter().map(|(entry, _)| entry).collect();
        let whole = folded(&entries);
        assert_eq!(on_board(&board), whole, "seed {seed}, stopped");

        let starting = Starting { past: past(&entries), clock, ..Starting::default() };
        let running = starting.start(kept.clone());
        running.settle();
        let entries: Vec<Entry> = kept.entries().into_iter().map(|(entry, _)| entry).collect();
        assert_eq!(on_board(&running.board), folded(&entries), "seed {seed}, started again");
        running.stop();
        bids += whole.lots.iter().map(|lot| lot.bids.len()).sum::<usize>();
        listed += whole.lots.iter().filter(|lot| lot.listing.is_some()).count();
        stopped += entries.iter().map(read).filter(is_stop).count();
        paused += entries.iter().map(read).filter(is_pause).count();
    }
    let figures = format!("{bids} bids, {stopped} stopped, {paused} pauses, {listed} listed");
    let is_full = bids > 50 && stopped > 2 && paused > 1 && listed > 2;
    assert!(is_full, "a board of nothing: {figures}");
}

fn is_stop(told: &Told) -> bool {
    let is_stop =
        |event: &SaleEvent| matches!(event, SaleEvent::LotSuspended | SaleEvent::LotTerminated);
    matches!(told.command(), Command::Approve { .. })
        && told.sale_events().any(|(_, event)| is_stop(event))
}

fn is_pause(told: &Told) -> bool {
    told.events().iter().any(|event| matches!(event, Event::ExchangePaused { .. }))
}

#[test]
fn the_board_keeps_the_newest_bids_of_a_lot_and_says_where_older_ones_are_missing() {
    const BIDDERS: u64 = 20;
    let kept = Kept::new();
    let running = Starting::default().start(kept.clone());
    running.publish(plain(1, 6_000), BIDDERS);
    running.publish(plain(1, 6_000), 1);
    running.clock.pass(ms(2_000));
    let bid = |lot, round: u64| {
        let number = 1 + round % if lot == 1 { BIDDERS } else { 1 };
        let command = running.bid_of(lot, number, 100 + i64::try_from(round).unwrap());
        assert!(is_accepted(&running.ask(bidder(number), command)));
    };
    let most = u64::try_from(BID_HISTORY_KEPT).unwrap();
    bid(2, 0);
    for round in 0..most {
        bid(1, round);
    }
    assert!(running.board.bids(LotId(1), Sequence::ZERO, 1).unwrap().is_whole, "all are kept");
    for round in most..most + 44 {
        bid(1, round);
    }
    let (board, clock) = (Arc::clone(&running.board), Arc::clone(&running.clock));
    running.stop();
    let entries: Vec<Entry> = kept.entries().into_iter().map(|(entry, _)| entry).collect();
    let folded = folded(&entries);
    let restarted =
        Starting { past: past(&entries), clock, ..Starting::default() }.start(kept.clone());
    for board in [&board, &restarted.board] {
        let all = &folded.lots[0].bids;
        assert_eq!((all.len(), board.lot(LotId(1)).unwrap().bid_count), (300, 300));
        let left_out = all[43].sequence;
        assert_eq!(board.newest_bids(LotId(1), usize::MAX).unwrap(), all[44..]);
        for (after, is_whole) in [(0, false), (left_out.0 - 1, false), (left_out.0, true)] {
            let bids = board.bids(LotId(1), Sequence(after), usize::MAX).unwrap();
            assert_eq!((bids.lines.as_slice(), bids.is_whole), (&all[44..], is_whole));
        }
        let behind = board.bids(LotId(1), all[200].sequence, 10).unwrap();
        assert_eq!((behind.lines.as_slice(), behind.is_whole), (&all[201..211], true));
        let other = board.bids(LotId(2), Sequence::ZERO, 10).unwrap();
        assert_eq!((other.lines, other.is_whole), (folded.lots[1].bids.clone(), true));
    }
    restarted.stop();
}

/// Whoever draws rows from the journal begins with a world that was taken in passing.
#[test]
fn a_world_taken_behind_any_entry_goes_on_by_the_entries_behind_it() {
    let kept = Kept::new();
    let running = Starting::default().start(kept.clone());
    running.publish(timed(5, 30, 20), 4);
    send_all(&running, &kept, 7);
    running.stop();
    let entries: Vec<Entry> = kept.entries().into_iter().map(|(entry, _)| entry).collect();
    let mut past = floor::Past::default();
    let mut world: Option<World> = None;
    for (place, entry) in entries.iter().enumerate() {
        past.take(entry).unwrap();
        if let Some(world) = &mut world {
            let Told { header, decided } = read(entry);
            let at = exchange::At::new(header.moment, header.arrived_at);
            if let exchange::Outcome::Accepted(events) = &decided.outcome {
                let seed = decided.seed.as_ref();
                world.apply_all(at, &decided.actor, seed, &decided.request.command, events);
            }
            assert_eq!(&*world, past.world(), "behind {}", past.sequence());
        }
        if place % 97 == 0 {
            world = Some(past.world().clone());
        }
    }
}

#[test]
fn the_board_never_shows_a_secret() {
    let running = Starting::default().start(Kept::new());
    let reserve =
        exchange::Reserve::Secret { entered_from: None, entered_until: lexicon::Span::ZERO };
    let proxy_bidding = exchange::ProxyBidding::Allowed;
    running.publish(exchange::AscendingTerms { reserve, proxy_bidding, ..plain(2, 600) }, 2);
    let secret = || lexicon::Secret::new(Money::from_fen(7_654_321));
    let act = Act::EnterReserve { lot: LotId(1), reserve: secret() };
    running.ask_staff(Command::Propose { act });
    running.clock.pass(ms(5_000));
    let paddle = running.board.paddle(LotId(1), bidder(1).party);
    let ceiling = secret();
    running.ask(bidder(1), Command::PlaceProxyBid { lot: LotId(1), paddle, ceiling });
    let shown = format!("{:?} {:?}", on_board(&running.board), running.view(1));
    assert!(shown.contains("enter-reserve") && !shown.contains("7654321"), "{shown}");
    assert_eq!(running.view(1).leading_price, Some(Money::from_fen(10_000)));
    running.stop();
}

#[test]
fn a_view_does_not_move_for_what_nobody_may_see() {
    let running = Starting::default().start(Kept::new());
    let proxy_bidding = exchange::ProxyBidding::Allowed;
    running.publish(exchange::AscendingTerms { proxy_bidding, ..plain(2, 600) }, 2);
    running.clock.pass(ms(5_000));
    let paddle = running.board.paddle(LotId(1), bidder(1).party);
    let raised_to = |fen| {
        let ceiling = lexicon::Secret::new(Money::from_fen(fen));
        Command::PlaceProxyBid { lot: LotId(1), paddle, ceiling }
    };
    running.ask(bidder(1), raised_to(50_000));
    let seen = running.view(1);
    let raised = running.ask(bidder(1), raised_to(60_000));
    assert!(matches!(raised.outcome, exchange::Outcome::Accepted(_)), "{raised:?}");
    running.ask_machine(crate::house::admission(1, 50));
    assert_eq!(running.view(1), seen, "a raised ceiling and an admission show nothing");
    running.ask(bidder(2), running.bid_of(1, 2, 200));
    assert!(running.view(1).sequence > seen.sequence);
    running.stop();
}

#[test]
fn whoever_may_stop_nothing_does_not_fill_the_urgent_queue() {
    let inbox = Inbox::with_lengths(1, 8);
    let submission = |actor, number| Submission {
        actor,
        request_id: crate::house::id(number),
        command: Command::Propose {
            act: Act::SuspendLot { lot: LotId(1), reason: Reason("设备检修".to_owned()) },
        },
        arrived_at: crate::terms::t(0),
        reply: None,
    };
    for number in 1..=3 {
        assert_eq!(inbox.push(submission(bidder(number), number)), Ok(()));
    }
    assert_eq!(inbox.push(submission(crate::house::clerk(1), 9)), Ok(()), "its place is free");
    assert!(inbox.push(submission(crate::house::clerk(2), 10)).is_err());
}
