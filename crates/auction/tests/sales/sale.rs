//! One sale as the exchange runs it: what falls due is done, and every ruling is applied.
//!
//! After every command, in a table as in a property, it is looked whether what holds for every
//! sale still holds: a ruling changes nothing, what happened replays to the same state, the price
//! never falls, the close never moves earlier, who would pay most leads, and a refusal that names
//! a way out names one that is open.

mod rights;

use auction::{
    AscendingTerms, At, Auction, Command, Coverage, Duty, Event, Events, Increment, Leading, Phase,
    Priority, QuantityBid, Refusal, Stage, Terms,
};
use lexicon::{Moment, Money, Paddle, Secret};

use crate::words::OPENS;

/// Until when and up to which amount a bidder's bids are covered.
type Cover = (Option<Moment>, Option<Money>);

/// A sale under way.
#[derive(Debug)]
pub(crate) struct Sale {
    /// The terms of an ascending sale, of which more can be said than of others.
    terms: Option<AscendingTerms>,
    auction: Auction,
    published: Auction,
    history: Vec<(At, Command, Event)>,
    /// The latest moment of a ruling.
    moment: Moment,
    /// The latest close that bidders were told.
    closes_at: Option<Moment>,
    /// How far each bidder would go, in the sequence in which they came to say so.
    limits: Vec<(Paddle, Money)>,
    /// Until when and up to which amount each bidder is covered; nothing for one who is stopped.
    covers: Vec<(Paddle, Option<Cover>)>,
    /// How often a bid has moved the close.
    extension_count: u16,
}

impl Sale {
    /// Publishes a lot whose terms are good.
    pub(crate) fn publish(moment: Moment, terms: impl Into<Terms>) -> Self {
        let published_terms = terms.into();
        let terms = match &published_terms {
            Terms::Ascending(terms) => Some(AscendingTerms::clone(terms)),
            _ => None,
        };
        assert_eq!(Auction::check(At::moment_only(moment), &published_terms), Ok(()));
        let auction = Auction::publish(published_terms);
        let published = auction.clone();
        let (history, limits) = (Vec::new(), Vec::new());
        Self {
            terms,
            auction,
            published,
            history,
            moment,
            closes_at: None,
            limits,
            covers: Vec::new(),
            extension_count: 0,
        }
    }

    pub(crate) fn auction(&self) -> &Auction {
        &self.auction
    }

    /// The latest moment of a ruling.
    pub(crate) fn moment(&self) -> Moment {
        self.moment
    }

    /// Does what falls due before a command that arrives at this moment, except `spared`.
    ///
    /// What arrives at the very moment finds the lot open, and still in the phase that ends.
    pub(crate) fn attend(&mut self, arrived_at: Moment, spared: Option<Duty>) {
        while let Some((due_at, duty)) = self.auction.due() {
            let comes_first = match duty {
                Duty::Open | Duty::Reopen => due_at <= arrived_at,
                Duty::BeginPhase | Duty::Close => due_at < arrived_at,
            };
            if !comes_first || Some(duty) == spared {
                break;
            }
            let at = At::moment_only(self.moment.max(due_at));
            let ruling = self.submit(at, &done(duty, Coverage::Covered));
            assert!(ruling.is_ok(), "what is due is done: {duty:?} {ruling:?}");
        }
    }

    /// Rules on a command, applies what follows, and looks whether all still holds.
    pub(crate) fn submit(&mut self, at: At, command: &Command) -> Result<Events, Refusal> {
        assert!(at.moment() >= self.moment, "the exchange's time never goes back");
        self.moment = at.moment();
        let before = self.auction.clone();
        let mut events = Events::new();
        let ruling = self.auction.rule(at, command, &mut events);
        assert_eq!(self.auction, before, "a ruling changes nothing");
        if let Err(refusal) = ruling {
            assert!(events.is_empty(), "a refusal has no events");
            self.assert_way_out(at, command, refusal);
            return Err(refusal);
        }
        assert!(!events.is_empty(), "what is accepted has events");
        for event in &events {
            self.auction.apply(at, command, event);
            self.history.push((at, command.clone(), event.clone()));
        }
        self.assert_replay();
        self.assert_close(&before, command);
        if self.terms.is_some() {
            self.assert_extension(at, &before, &events);
            self.assert_prices(&before, command, &events);
            self.assert_entry(&before, &events);
            self.assert_gate(&before, command, &events);
            self.assert_priority(&before, &events);
        }
        if self.is_plainly_ascending() {
            self.assert_leader(at, &before, command);
        }
        self.note_cover(command);
        Ok(events)
    }

    /// Whether nobody but who would pay most leads, and always by the same steps.
    fn is_plainly_ascending(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| {
            terms.priority != Priority::MatchLive
                && terms.timed_increment.is_none()
                && terms.join_question.is_none()
        })
    }

    fn ascending(&self) -> &AscendingTerms {
        self.terms.as_ref().unwrap()
    }

    fn assert_replay(&self) {
        let mut replayed = self.published.clone();
        for (at, command, event) in &self.history {
            replayed.apply(*at, command, event);
        }
        assert_eq!(replayed, self.auction, "what happened replays to the same state");
    }

    /// Each valid bid, and only that, moves the close to where the terms say, or to the hard end.
    fn assert_extension(&mut self, at: At, before: &Auction, events: &Events) {
        let moved = events.iter().filter_map(|event| {
            let Event::LotExtended { closes_at } = *event else { return None };
            Some(closes_at)
        });
        let moved: Vec<Moment> = moved.collect();
        assert!(moved.len() <= 1, "one command, one reset");
        let has_bid = events.iter().any(|event| matches!(event, Event::BidAccepted { .. }));
        let Stage::Running { phase, closes_at, .. } = *before.stage() else {
            assert!(moved.is_empty() && !has_bid, "only a running sale takes bids");
            return;
        };
        let arrived_at = at.arrived_at();
        assert!(!has_bid || arrived_at <= closes_at, "a bid is on time");
        let reset = match (phase, self.ascending().timed_bidding, self.ascending().extension) {
            (Phase::TimedBidding, Some(countdown), _) => arrived_at + countdown.cycle,
            (Phase::FreeBidding, None, Some(it))
                if closes_at.since(arrived_at) <= it.window
                    && it.count_max.is_none_or(|most| self.extension_count < most) =>
            {
                arrived_at + it.length
            }
            (_, _, _) => closes_at,
        };
        let told = (has_bid && reset > closes_at).then_some(reset);
        match self.ascending().hard_end {
            None => assert_eq!(moved.first(), told.as_ref(), "a bid moves the close by the terms"),
            Some(_) => assert!(moved.first() <= told.as_ref(), "no bid moves the close further"),
        }
        self.extension_count += u16::from(!moved.is_empty());
    }

    fn assert_close(&mut self, before: &Auction, command: &Command) {
        let is_over = matches!(before.stage(), Stage::Closed { .. });
        let is_default = matches!(command, Command::RecordDefault);
        assert!(!is_over || is_default, "nothing but a default happens to a lot that is closed");
        let does_by_itself = match self.auction.stage() {
            Stage::Announced { .. } | Stage::Resuming { .. } => true,
            Stage::Suspended(_) | Stage::Interrupted(_) | Stage::Closed { .. } => false,
            Stage::Running { phase_ends_at, closes_at, .. } => {
                assert!(self.closes_at <= Some(*closes_at), "the close never moves earlier");
                assert!(phase_ends_at <= closes_at, "a phase ends before the close or with it");
                self.closes_at = Some(*closes_at);
                true
            }
        };
        assert_eq!(self.auction.due().is_some(), does_by_itself);
        if let Some(window) = self.auction.last_window() {
            assert!(window.begins_at <= window.closes_at);
            assert_eq!(Some(window.closes_at), self.closes_at);
        }
    }

    fn assert_prices(&self, before: &Auction, command: &Command, events: &Events) {
        let price_before = before.leading().map(|leading| leading.price);
        let (mut bid, mut agreed) = (None, None);
        for event in events {
            match *event {
                Event::BidAccepted { paddle, amount } => {
                    assert!(bid.is_none(), "one command, one bid");
                    let is_match = price_before == Some(amount) && self.is_match(before, paddle);
                    assert!(is_match || amount >= before.least_bid(), "a bid is high enough");
                    assert!(is_match || price_before < Some(amount), "bids rise");
                    bid = Some(amount);
                    if let Command::PlaceBid { amount: asked, .. } = *command {
                        assert_eq!(amount, asked, "a plain bid stands at its amount");
                    }
                }
                Event::ProxyAnswered { paddle, amount } => {
                    if self.is_plainly_ascending() {
                        let reach = self.limit(paddle).min(Some(self.covered_up_to(paddle)));
                        assert_eq!(bid == Some(amount), reach == bid, "an equal ceiling stays");
                    }
                    assert!(bid <= Some(amount), "an answer is no lower than the bid");
                }
                Event::LotAwarded { price, .. } if *command == Command::RecordDefault => {
                    assert!(Some(price) <= price_before, "the next candidate bid no more");
                }
                Event::LotAwarded { paddle, price } if !Self::was_asked(before) => {
                    assert_eq!(before.leading(), Some(&Leading { paddle, price }));
                }
                Event::Agreed { price, .. } => {
                    assert!(price_before.is_none() && price >= before.least_bid());
                    agreed = Some(price);
                }
                _ => {}
            }
        }
        let bids = events.iter().filter(|event| {
            matches!(
                event,
                Event::BidAccepted { .. } | Event::ProxyAnswered { .. } | Event::Agreed { .. }
            )
        });
        let counted = self.auction.bid_count() - before.bid_count();
        assert_eq!(counted, u32::try_from(bids.count()).unwrap(), "each bid is counted");
        let price = self.auction.leading().map(|leading| leading.price);
        assert!(price_before <= price, "the price never falls");
        assert!(bid.max(agreed).is_some() || price_before == price, "only a bid moves the price");
    }

    /// Whoever would pay most leads, of two equals the earlier, at no more than he would pay.
    fn assert_leader(&mut self, at: At, before: &Auction, command: &Command) {
        let said = match *command {
            Command::PlaceBid { paddle, amount, .. } => paddle.map(|paddle| (paddle, amount)),
            Command::PlaceProxyBid { paddle, ceiling } => {
                paddle.map(|paddle| (paddle, *ceiling.reveal()))
            }
            _ => None,
        };
        if let Some((paddle, limit)) = said {
            self.lapse(at, before, paddle, limit);
        }
        if let Some((paddle, limit)) = said
            && self.limit(paddle) < Some(limit)
        {
            self.limits.retain(|(other, _)| *other != paddle);
            self.limits.push((paddle, limit));
        }
        // The first of the highest: of equals, `max_by_key` would give the last.
        let first = self.limits.iter().rev().max_by_key(|(_, limit)| *limit);
        let leading = self.auction.leading();
        assert_eq!(leading.map(|it| it.paddle), first.map(|it| it.0), "who would pay most leads");
        assert!(leading.map(|it| it.price) <= first.map(|it| it.1), "nobody pays above his limit");
    }

    /// A ceiling bids for nobody who could not bid himself, nor above what covers him: whoever is
    /// passed while that holds him back stays where he was.
    fn lapse(&mut self, at: At, before: &Auction, challenger: Paddle, limit: Money) {
        let Some(leading) = before.leading().filter(|leading| leading.paddle != challenger) else {
            return;
        };
        let cover = self.covers.iter().find(|cover| cover.0 == leading.paddle);
        let reach = match cover {
            Some(&(_, None)) => leading.price,
            Some(&(_, Some((Some(until), _)))) if at.arrived_at() > until => leading.price,
            Some(&(_, Some((_, Some(ceiling))))) => self.on_grid(ceiling).max(leading.price),
            Some((_, Some((_, None)))) | None => Money::MAX,
        };
        for (paddle, said) in &mut self.limits {
            if *paddle == leading.paddle && limit > reach {
                *said = reach.min(*said);
            }
        }
    }

    /// The highest amount up to this one that may be bid.
    fn on_grid(&self, amount: Money) -> Money {
        let start = self.ascending().starting_price;
        match &self.ascending().increment {
            Increment::AtLeast(_) => amount,
            Increment::Multiple(ladder) => {
                let mut highest = amount;
                while !highest.checked_sub(start).unwrap().is_multiple_of(ladder.step(start)) {
                    highest = highest.checked_sub(Money::from_fen(1)).unwrap();
                }
                highest
            }
        }
    }

    fn covered_up_to(&self, paddle: Paddle) -> Money {
        let cover = self.covers.iter().find(|cover| cover.0 == paddle);
        let ceiling = cover.and_then(|(_, cover)| (*cover)?.1);
        ceiling.map_or(Money::MAX, |ceiling| self.on_grid(ceiling))
    }

    /// What covers a bidder now: nothing once he is stopped.
    fn note_cover(&mut self, command: &Command) {
        let (paddle, cover) = match *command {
            Command::Admit { paddle, until, ceiling, .. } => (paddle, Some((until, ceiling))),
            Command::StopBidder { paddle } => (paddle, None),
            _ => return,
        };
        self.covers.retain(|(other, _)| *other != paddle);
        self.covers.push((paddle, cover));
    }

    /// How far a bidder would go, as far as he has said so.
    pub(crate) fn limit(&self, paddle: Paddle) -> Option<Money> {
        self.limits.iter().find(|(other, _)| *other == paddle).map(|(_, limit)| *limit)
    }

    /// A refusal says what can be done; that is tried.
    fn assert_way_out(&self, at: At, command: &Command, refusal: Refusal) {
        let is_bid = matches!(command, Command::PlaceBid { .. } | Command::PlaceProxyBid { .. });
        let again = match refusal {
            // What else names an amount is looked at where its method is.
            Refusal::BelowLeastBid { .. } | Refusal::AboveAdmittedAmount { .. } if !is_bid => {
                return;
            }
            Refusal::BelowLeastBid { least } | Refusal::NotAMultiple { least, .. } => {
                assert_eq!(least, self.auction.least_bid());
                (at, with_amount(command, least))
            }
            // There all that a bidder has asked for counts, not this price alone.
            Refusal::AboveAdmittedAmount { .. }
                if matches!(
                    command,
                    Command::PlaceQuantityBid { .. } | Command::PlaceOrder { .. }
                ) =>
            {
                return;
            }
            Refusal::AboveAdmittedAmount { ceiling } => (at, with_amount(command, ceiling)),
            Refusal::JumpUnconfirmed { most, .. } => (at, with_amount(command, most)),
            Refusal::CeilingNotRaised if !self.is_plainly_ascending() => return,
            Refusal::CeilingNotRaised => {
                let leader = self.auction.leading().unwrap().paddle;
                let raised = self.limit(leader).and_then(|limit| {
                    limit.checked_add(self.ascending().increment.step(Money::MAX))
                });
                (at, with_amount(command, raised.unwrap()))
            }
            Refusal::NotDue { due_at: Some(due_at) } => (At::moment_only(due_at), command.clone()),
            Refusal::ReserveTooEarly { from } => (At::moment_only(from), command.clone()),
            Refusal::NoticeTooShort { earliest } => (at, with_resumption(command, earliest)),
            _ => return,
        };
        let ruling = self.auction.rule(again.0, &again.1, &mut Events::new());
        let is_open = match ruling {
            // What covers the bidder, or what the exchange takes in, may end before the way.
            Ok(())
            | Err(Refusal::AboveAdmittedAmount { .. } | Refusal::AmountOutOfRange { .. }) => true,
            // The leader is not told how far his ceiling goes: the journal would tell others.
            Err(Refusal::CeilingNotRaised) => matches!(
                refusal,
                Refusal::NotAMultiple { .. } | Refusal::AboveAdmittedAmount { .. }
            ),
            // What covers the bidder may be too little by now, or nothing may be bid any more.
            Err(
                Refusal::BelowLeastBid { .. }
                | Refusal::NotAMultiple { .. }
                | Refusal::AlreadyLeading
                | Refusal::AlreadyTaken
                | Refusal::AlreadyBid
                | Refusal::HoldersTurnLater
                | Refusal::NotTheHolder
                | Refusal::NotTied
                | Refusal::WrongPhase { .. }
                | Refusal::JumpUnconfirmed { .. }
                | Refusal::AlreadyAnswered
                | Refusal::NoValidBid
                | Refusal::NotJoined,
            ) => matches!(refusal, Refusal::AboveAdmittedAmount { .. }),
            Err(_) => false,
        };
        assert!(is_open, "{refusal:?} to {command:?}, but {:?} is answered {ruling:?}", again.1);
    }
}

/// The command that does what is due.
pub(crate) fn done(duty: Duty, coverage: Coverage) -> Command {
    match duty {
        Duty::Open => OPENS,
        Duty::BeginPhase => Command::BeginPhase,
        Duty::Reopen => Command::Reopen,
        Duty::Close => Command::CloseLot { coverage },
    }
}

fn with_amount(command: &Command, amount: Money) -> Command {
    match *command {
        Command::PlaceBid { paddle, confirmed, .. } => {
            Command::PlaceBid { paddle, amount, confirmed }
        }
        Command::PlaceProxyBid { paddle, .. } => {
            Command::PlaceProxyBid { paddle, ceiling: Secret::new(amount) }
        }
        Command::PlaceSealedBid { paddle, .. } => {
            Command::PlaceSealedBid { paddle, amount: Secret::new(amount) }
        }
        Command::PlaceQuantityBid { paddle, ref bid } => {
            let bid = Secret::new(QuantityBid { price: amount, ..*bid.reveal() });
            Command::PlaceQuantityBid { paddle, bid }
        }
        ref other => panic!("no bid is refused for its amount: {other:?}"),
    }
}

fn with_resumption(command: &Command, resumes_at: Moment) -> Command {
    match command {
        Command::Resume { .. } => Command::Resume { resumes_at },
        Command::ResumeFromBreak { .. } => Command::ResumeFromBreak { resumes_at },
        other => panic!("no resumption is refused for its notice: {other:?}"),
    }
}
