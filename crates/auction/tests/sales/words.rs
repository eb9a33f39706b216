//! What a table says, read into commands, and what a sale says, printed as a table says it.
//!
//! Times are seconds from the opening, `t599.999999`; amounts are yuan, `105` or `105.01`; a bidder
//! is `B` and his paddle.

use std::fmt::Write as _;

use auction::{
    Allocation, At, Auction, CallResult, Command, Comparison, Coverage, Duty, Event, Order, Part,
    PartStanding, Phase, Points, PriorityAnswer, QuantityBid, Refusal, Side, Stage,
};
use lexicon::{Moment, Money, OrderNumber, Paddle, Quantity, Rank, Secret, Unit};

/// When the lots of all tables open.
pub(crate) const OPENS_AT: Moment = Moment::UNIX;

const US_PER_SECOND: i64 = 1_000_000;
const FEN_PER_YUAN: i64 = 100;

/// The opening of every table, with the chance that its lots are drawn by.
pub(crate) const OPENS: Command = Command::Open { chance: Some(Secret::new([7; 32])) };

/// Reads `12`, `-0.5` or `600.000001` as a whole number of parts, `places` decimal places each.
fn parse_decimal(text: &str, unit: i64, places: usize) -> i64 {
    let (sign, plain) = text.strip_prefix('-').map_or((1, text), |plain| (-1, plain));
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let padded = format!("{part:0<places$}");
    let number = |digits: &str| digits.parse::<i128>().unwrap_or_else(|_| panic!("{text:?}"));
    let all = sign * (number(whole) * i128::from(unit) + number(&padded));
    i64::try_from(all).unwrap_or_else(|_| panic!("{text:?} is no number of the table"))
}

fn print_decimal(number: i64, unit: i64, places: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let (unit, number) = (unit.unsigned_abs(), number.unsigned_abs());
    let (whole, part) = (number / unit, number % unit);
    let printed = format!("{sign}{whole}.{part:0places$}");
    printed.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Reads `t600` or `600`.
pub(crate) fn parse_moment(text: &str) -> Moment {
    let seconds = text.strip_prefix('t').unwrap_or(text);
    Moment::from_us(OPENS_AT.us() + parse_decimal(seconds, US_PER_SECOND, 6))
}

/// Prints `t600`.
pub(crate) fn print_moment(moment: Moment) -> String {
    format!("t{}", print_decimal(moment.us() - OPENS_AT.us(), US_PER_SECOND, 6))
}

/// Reads `t600`, or `t600@599` for what arrived a second before it is ruled on.
pub(crate) fn parse_at(text: &str) -> At {
    let (moment, arrived_at) = text.split_once('@').unwrap_or((text, text));
    At::new(parse_moment(moment), parse_moment(arrived_at))
}

/// Reads yuan, also what no door would let in.
pub(crate) fn parse_amount(text: &str) -> Money {
    Money::from_fen(parse_decimal(text, FEN_PER_YUAN, 2))
}

/// Prints yuan, with fen where there are some.
pub(crate) fn print_amount(amount: Money) -> String {
    let printed = amount.to_string();
    printed.strip_suffix(".00").unwrap_or(&printed).to_owned()
}

fn parse_paddle(text: &str) -> Paddle {
    let number = text.strip_prefix('B').and_then(|number| number.parse().ok());
    Paddle(number.unwrap_or_else(|| panic!("{text:?} is no bidder")))
}

fn parse_gap(text: &str) -> (Moment, Moment) {
    let (from, until) = text.split_once("..").unwrap_or_else(|| panic!("{text:?} is no gap"));
    (parse_moment(from), parse_moment(until))
}

/// What a line asks for.
pub(crate) enum Asked {
    /// Something of the sale.
    Ruling(Command),
    /// That the exchange be slow: nothing due is done until a line says so.
    Wait,
    /// What the public sees.
    View,
    /// Who got what.
    Awards,
}

/// Reads who wants what.
pub(crate) fn parse_asked(who: &str, what: &str) -> Asked {
    match who {
        "lot" => parse_duty(what).map_or(Asked::Wait, Asked::Ruling),
        "hall" if what == "awards" => Asked::Awards,
        "hall" => Asked::View,
        "desk" => Asked::Ruling(parse_desk(what)),
        "nobody" => Asked::Ruling(parse_bid(None, what)),
        _ => Asked::Ruling(parse_bid(Some(parse_paddle(who)), what)),
    }
}

fn parse_bid(paddle: Option<Paddle>, what: &str) -> Command {
    let words: Vec<&str> = what.split(' ').collect();
    match *words {
        ["up", "to", text] => {
            Command::PlaceProxyBid { paddle, ceiling: Secret::new(parse_amount(text)) }
        }
        [text] if text.starts_with(|it: char| it == '-' || it.is_ascii_digit()) => {
            Command::PlaceBid { paddle, amount: parse_amount(text), confirmed: false }
        }
        [text, "confirmed"] => {
            Command::PlaceBid { paddle, amount: parse_amount(text), confirmed: true }
        }
        ["joins"] => Command::AnswerJoinQuestion { paddle, joins: true },
        ["stays", "out"] => Command::AnswerJoinQuestion { paddle, joins: false },
        ["takes", "it"] => Command::AnswerPriority { paddle, answer: PriorityAnswer::Take },
        ["waives"] => Command::AnswerPriority { paddle, answer: PriorityAnswer::Waive },
        ["seals", text] => {
            Command::PlaceSealedBid { paddle, amount: Secret::new(parse_amount(text)) }
        }
        [quantity, unit, "at", price] => {
            let (quantity, unit, price) = parse_quantity(quantity, unit, price);
            Command::PlaceQuantityBid {
                paddle,
                bid: Secret::new(QuantityBid { price, quantity, unit }),
            }
        }
        [side @ ("buys" | "sells"), quantity, unit, "at", price] => {
            let (quantity, unit, price) = parse_quantity(quantity, unit, price);
            let side = if side == "buys" { Side::Buy } else { Side::Sell };
            Command::PlaceOrder { paddle, order: Order { side, price, quantity, unit } }
        }
        ["cancels", order] => {
            Command::CancelOrder { paddle, order: OrderNumber(order.parse().unwrap()) }
        }
        [text, "for", "the", "whole"] => {
            Command::PlacePieceBid { paddle, part: Part::Whole, amount: parse_amount(text) }
        }
        [text, "for", "piece", number] => {
            let part = Part::Piece(number.parse().unwrap());
            Command::PlacePieceBid { paddle, part, amount: parse_amount(text) }
        }
        _ => panic!("{what:?} is nothing a bidder does"),
    }
}

fn parse_quantity(quantity: &str, unit: &str, price: &str) -> (Quantity, Unit, Money) {
    let unit = Unit::ALL.into_iter().find(|it| it.slug() == unit);
    (Quantity::from_units(quantity.parse().unwrap()), unit.unwrap(), parse_amount(price))
}

fn parse_duty(what: &str) -> Option<Command> {
    let command = match what.split_once(' ').unwrap_or((what, "")) {
        ("opens", "") => OPENS,
        ("begins", _) => Command::BeginPhase,
        ("reopens", "") => Command::Reopen,
        ("closes", "") => Command::CloseLot { coverage: Coverage::Covered },
        ("closes", gap) => {
            let (from, until) = parse_gap(gap.strip_prefix("uncovered ").unwrap_or(gap));
            Command::CloseLot { coverage: Coverage::Uncovered { from, until } }
        }
        ("waits", "") => return None,
        _ => panic!("{what:?} is nothing a lot does"),
    };
    Some(command)
}

fn parse_desk(what: &str) -> Command {
    let words: Vec<&str> = what.split(' ').collect();
    match *words {
        ["admits", paddle] => admit(paddle, None, None, None),
        ["admits", paddle, "until", until] => admit(paddle, Some(until), None, None),
        ["admits", paddle, "up", "to", ceiling] => admit(paddle, None, Some(ceiling), None),
        ["admits", paddle, "rank", rank] => admit(paddle, None, None, Some(rank)),
        ["admits", paddle, "rank", rank, "up", "to", ceiling] => {
            admit(paddle, None, Some(ceiling), Some(rank))
        }
        ["admits", paddle, "rank", rank, "until", until] => {
            admit(paddle, Some(until), None, Some(rank))
        }
        ["records", "default"] => Command::RecordDefault,
        ["scores", paddle, ref points @ ..] => {
            let points = points.iter().map(|it| Points(it.parse().unwrap())).collect();
            Command::EnterScores { paddle: parse_paddle(paddle), points: Secret::new(points) }
        }
        ["stops", paddle] => Command::StopBidder { paddle: parse_paddle(paddle) },
        ["enters", "reserve", amount] => {
            Command::EnterReserve { reserve: Secret::new(parse_amount(amount)) }
        }
        ["suspends"] => Command::Suspend,
        ["resumes", resumes_at] => Command::Resume { resumes_at: parse_moment(resumes_at) },
        ["resumes", "from", "break", resumes_at] => {
            Command::ResumeFromBreak { resumes_at: parse_moment(resumes_at) }
        }
        ["interrupts", gap] => {
            let (from, until) = parse_gap(gap);
            Command::Interrupt { from, until }
        }
        ["terminates"] => Command::Terminate,
        _ => panic!("{what:?} is nothing a desk does"),
    }
}

fn admit(paddle: &str, until: Option<&str>, ceiling: Option<&str>, rank: Option<&str>) -> Command {
    let (until, ceiling) = (until.map(parse_moment), ceiling.map(parse_amount));
    let rank = rank.map(|rank| Rank(rank.parse().unwrap()));
    Command::Admit { paddle: parse_paddle(paddle), until, ceiling, rank }
}

/// The duty that a command does.
pub(crate) fn duty_of(command: &Command) -> Option<Duty> {
    match command {
        Command::Open { .. } => Some(Duty::Open),
        Command::BeginPhase => Some(Duty::BeginPhase),
        Command::Reopen => Some(Duty::Reopen),
        Command::CloseLot { .. } => Some(Duty::Close),
        Command::Admit { .. }
        | Command::StopBidder { .. }
        | Command::PlaceBid { .. }
        | Command::PlaceProxyBid { .. }
        | Command::EnterReserve { .. }
        | Command::Suspend
        | Command::Resume { .. }
        | Command::Interrupt { .. }
        | Command::ResumeFromBreak { .. }
        | Command::Terminate
        | Command::AnswerJoinQuestion { .. }
        | Command::AnswerPriority { .. }
        | Command::RecordDefault
        | Command::PlaceSealedBid { .. }
        | Command::EnterScores { .. }
        | Command::PlaceQuantityBid { .. }
        | Command::PlaceOrder { .. }
        | Command::CancelOrder { .. }
        | Command::PlacePieceBid { .. } => None,
    }
}

/// Prints what a sale ruled.
pub(crate) fn print_ruling<'a>(
    ruling: Result<impl IntoIterator<Item = &'a Event> + Clone, Refusal>,
) -> String {
    match ruling {
        Err(refusal) => print_refusal(refusal),
        Ok(events) => {
            let is_answered =
                events.clone().into_iter().any(|it| matches!(it, Event::ProxyAnswered { .. }));
            let printed = events.into_iter().map(|event| print_event(event, is_answered));
            printed.collect::<Vec<_>>().join(", ")
        }
    }
}

fn print_event(event: &Event, is_answered: bool) -> String {
    if let Some(printed) = print_of_method(event) {
        return printed;
    }
    match *event {
        Event::LotOpened { phase, phase_ends_at, closes_at }
        | Event::PhaseBegan { phase, phase_ends_at, closes_at }
        | Event::LotReopened { phase, phase_ends_at, closes_at } => {
            print_phase(phase, phase_ends_at, closes_at)
        }
        Event::BidderAdmitted { .. } => "admitted".to_owned(),
        Event::BidderStopped { .. } => "stopped".to_owned(),
        Event::BidAccepted { paddle, amount } if is_answered => {
            format!("B{paddle} bids {}", print_amount(amount))
        }
        Event::BidAccepted { paddle, amount } => {
            format!("B{paddle} leads at {}", print_amount(amount))
        }
        Event::ProxyAnswered { paddle, amount } => {
            format!("B{paddle} answers {}", print_amount(amount))
        }
        Event::CeilingStands { .. } => "ceiling stands".to_owned(),
        Event::LotExtended { closes_at } => format!("closes {}", print_moment(closes_at)),
        Event::ReserveEntered => "entered".to_owned(),
        Event::LotSuspended => "suspended".to_owned(),
        Event::ResumptionAnnounced { resumes_at } => {
            format!("goes on at {}", print_moment(resumes_at))
        }
        Event::LotInterrupted { .. } => "interrupted".to_owned(),
        Event::LotAwarded { paddle, price } => {
            format!("sold to B{paddle} at {}", print_amount(price))
        }
        Event::LotUnsold { reason } => format!("unsold: {reason:?}"),
        Event::LotTerminated => "terminated".to_owned(),
        ref other => panic!("{other:?} is printed before"),
    }
}

/// Prints what happens in some methods only.
fn print_of_method(event: &Event) -> Option<String> {
    let printed = match event {
        Event::ChanceCommitted { .. } => "chance committed".to_owned(),
        Event::LotteryDrawn { lottery } => {
            let order = lottery.order.iter().map(|paddle| format!("B{paddle}"));
            format!("lots drawn: {}", order.collect::<Vec<_>>().join(" "))
        }
        Event::JoinAnswered { paddle, joins: true } => format!("B{paddle} joins"),
        Event::JoinAnswered { paddle, joins: false } => format!("B{paddle} stays out"),
        Event::Agreed { paddle, price } => format!("B{paddle} agrees to {}", print_amount(*price)),
        Event::PriorityAsked { paddle, price } => {
            format!("asked against B{paddle} at {}", print_amount(*price))
        }
        Event::PriorityAnswered { paddle, answer: PriorityAnswer::Take } => {
            format!("B{paddle} takes it")
        }
        Event::PriorityAnswered { paddle, answer: PriorityAnswer::Waive } => {
            format!("B{paddle} waives")
        }
        Event::WinnerDefaulted { paddle } => format!("B{paddle} defaults"),
        Event::PriceStepped { price, closes_at } => {
            format!("falls to {}, until {}", print_amount(*price), print_moment(*closes_at))
        }
        Event::SealedBidReceived { paddle } => format!("B{paddle} sealed"),
        Event::BidsOpened { bids } => {
            let bids = bids.iter().map(|it| format!("B{} {}", it.paddle, print_amount(it.amount)));
            format!("opened: {}", bids.collect::<Vec<_>>().join(" "))
        }
        Event::ScoresEntered { paddle } => format!("B{paddle} scored"),
        Event::BidsScored { reference, scores } => {
            let scores = scores.iter().map(|it| {
                let (price, plan, total) = (it.price_points.0, it.plan_points.0, it.total.0);
                format!("B{} {price}+{plan}={total}", it.paddle)
            });
            let scores = scores.collect::<Vec<_>>().join(" ");
            format!("by {}: {scores}", print_amount(*reference))
        }
        Event::QuantityBidReceived { paddle, number } => format!("B{paddle} bid {number}"),
        Event::QuantityAllocated { allocation } => print_allocation(allocation),
        Event::OrderAccepted { number, paddle, .. } => format!("B{paddle} order {number}"),
        Event::OrdersMatched { matches } => {
            let matches = matches.iter().map(|it| {
                let price = print_amount(it.price);
                format!("B{} from B{} {} at {price}", it.buyer, it.seller, it.quantity)
            });
            matches.collect::<Vec<_>>().join(", ")
        }
        Event::OrderCancelled { number, quantity } => format!("order {number} back: {quantity}"),
        Event::CallPriced { result } => {
            let CallResult { price, volume, demand, supply } = **result;
            format!("{volume} at {} of {demand} and {supply}", print_amount(price))
        }
        Event::PieceBidAccepted { paddle, part: Part::Whole, amount } => {
            format!("B{paddle} leads the whole at {}", print_amount(*amount))
        }
        Event::PieceBidAccepted { paddle, part: Part::Piece(number), amount } => {
            format!("B{paddle} leads piece {number} at {}", print_amount(*amount))
        }
        Event::PartsCompared { comparison } => print_comparison(comparison),
        Event::LotDivided => "divided".to_owned(),
        _ => return None,
    };
    Some(printed)
}

fn print_allocation(allocation: &Allocation) -> String {
    let Allocation { price, quantity, unsold, allotments } = allocation;
    let price = price.map_or("own prices".to_owned(), print_amount);
    let allotments = allotments.iter().map(|it| {
        let (price, value) = (print_amount(it.price), print_amount(it.value));
        format!("bid {} B{} {} at {price} = {value}", it.number, it.paddle, it.quantity)
    });
    let allotments = allotments.collect::<Vec<_>>().join("; ");
    format!("{quantity} sold at {price}, {unsold} left: {allotments}")
}

/// Prints the highest bid for the whole against those for the pieces: `B1 9 : B2 5 + none = 5`.
fn print_comparison(comparison: &Comparison) -> String {
    let print = |part: &PartStanding| {
        part.leading.map_or("none".to_owned(), |leading| {
            format!("B{} {}", leading.paddle, print_amount(leading.price))
        })
    };
    let pieces: Vec<String> = comparison.pieces.iter().map(print).collect();
    let (whole, sum) = (print(&comparison.whole), print_amount(comparison.pieces_sum));
    format!("{whole} : {} = {sum}", pieces.join(" + "))
}

/// Prints how the parts stand, their least bids, and which side wins.
fn print_parts(parts: &Comparison) -> String {
    let least = parts.pieces.iter().map(|piece| print_amount(piece.least_bid));
    let (whole, least) = (print_amount(parts.whole.least_bid), least.collect::<Vec<_>>().join(" "));
    let winner = parts.winner.map_or("nobody wins".to_owned(), |side| format!("{side:?}"));
    format!("{}, least {whole} : {least}, {winner}", print_comparison(parts))
}

fn print_phase(phase: Phase, phase_ends_at: Moment, closes_at: Moment) -> String {
    let mut printed = match phase {
        Phase::FreeBidding => "free bidding".to_owned(),
        Phase::TimedBidding => "timed bidding".to_owned(),
        other => format!("{other:?}"),
    };
    if phase_ends_at != closes_at {
        let _ = write!(printed, " until {}", print_moment(phase_ends_at));
    }
    let _ = write!(printed, ", closes {}", print_moment(closes_at));
    printed
}

/// Prints a refusal as it is written in code, with the table's times and amounts.
fn print_refusal(refusal: Refusal) -> String {
    let in_code =
        format!("{refusal:?}").replace("Some(", "").replace("Money(", "").replace("Quantity(", "");
    let words = in_code.split(' ').map(|word| {
        let (plain, comma) = word.strip_suffix(',').map_or((word, ""), |plain| (plain, ","));
        let plain = plain.trim_end_matches(')');
        match (plain.parse::<Moment>(), plain.starts_with(|it: char| it.is_ascii_digit())) {
            (Ok(moment), _) => print_moment(moment) + comma,
            (Err(_), true) => print_amount(parse_amount(plain)) + comma,
            (Err(_), false) => plain.to_owned() + comma,
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Prints who got what, each buyer and each seller.
pub(crate) fn print_awards(auction: &Auction) -> String {
    let awards = auction.awards().into_iter().map(|award| {
        let verb = match award.side {
            Side::Buy => "buys",
            Side::Sell => "sells",
        };
        let what = match (award.quantity, award.part) {
            (Some(quantity), _) => quantity.to_string(),
            (None, part) => format!("{part:?}"),
        };
        format!("B{} {verb} {what} for {}", award.paddle, print_amount(award.value))
    });
    let awards: Vec<String> = awards.collect();
    if awards.is_empty() { "nobody gets anything".to_owned() } else { awards.join(", ") }
}

/// Prints what the public sees: who leads, what is the least bid, and until when.
pub(crate) fn print_view(auction: &Auction) -> String {
    if let Some(parts) = auction.parts_standing() {
        return print_parts(&parts);
    }
    let leader = auction.leading().map_or("nobody leads".to_owned(), |leading| {
        format!("B{} leads at {}", leading.paddle, print_amount(leading.price))
    });
    let least = print_amount(auction.least_bid());
    let stage = match *auction.stage() {
        Stage::Announced { opens_at } => format!("opens {}", print_moment(opens_at)),
        Stage::Running { closes_at, .. } => format!("closes {}", print_moment(closes_at)),
        Stage::Suspended(_) => "suspended".to_owned(),
        Stage::Interrupted(_) => "interrupted".to_owned(),
        Stage::Resuming { resumes_at, .. } => format!("goes on at {}", print_moment(resumes_at)),
        Stage::Closed { closed_at, .. } => format!("closed {}", print_moment(closed_at)),
    };
    format!("{leader}, least {least}, {stage}")
}
