//! Samples of what only some methods of sale ask for, or have happen.

use exchange::{
    Allocation, Allotment, CallAuctionTerms, CallResult, Command, Comparison, ContinuousTerms,
    Criterion, DescendingTerms, EqualRanks, Extension, HybridTerms, Leading, Lottery, Match,
    Method, MultiUnitTerms, OnDefault, OpenedBid, Order, PackageTerms, Part, PartStanding, Phase,
    Points, PriceFormula, Pricing, Priority, PriorityAnswer, QuantityBid, Reserve, SaleEvent,
    SaleRefusal, SaleTerms, Score, SealedTerms, Side, StagedTerms, Terms, Tie, UnitPricing,
    WeightedTerms, WinningSide,
};
use lexicon::{Digest, OrderNumber, Paddle, Quantity, Secret, Span, Unit};

use super::{LOT, PADDLE};
use crate::terms::{plain, seconds, t, yuan};

const OTHER: Paddle = Paddle(8_512);

pub(crate) fn points(text: &str) -> Points {
    Points(text.parse().unwrap())
}

const fn units(count: u64) -> Quantity {
    Quantity::from_units(count)
}

/// Terms of which no field has its plain value.
fn sale() -> SaleTerms {
    SaleTerms {
        opens_at: t(1),
        starting_price: yuan(2),
        reserve: Reserve::Secret { entered_from: Some(seconds(3)), entered_until: seconds(4) },
        bidders_min: 2,
        agreement: Some(seconds(5)),
        priority: Priority::MatchAfterClose { window: seconds(6) },
        equal_ranks: EqualRanks::ByLot,
        on_default: OnDefault::NextCandidate,
        resume_notice: seconds(7),
    }
}

pub(crate) fn methods() -> Vec<Terms> {
    let mut methods = vec![
        Terms::from(plain()),
        Terms::from(DescendingTerms {
            sale: sale(),
            step: yuan(8),
            interval: seconds(9),
            floor: yuan(10),
        }),
        Terms::from(HybridTerms {
            sale: sale(),
            step: yuan(8),
            interval: seconds(9),
            floor: yuan(10),
            increment: yuan(11),
            sealed_bidding: seconds(12),
            holders_bid: seconds(13),
        }),
        Terms::from(StagedTerms {
            sale: sale(),
            increment: yuan(8),
            stage: seconds(9),
            pause: seconds(10),
            hard_end: t(11),
        }),
        sealed(),
        weighted(),
        Terms::from(PackageTerms {
            sale: sale(),
            pieces: vec![yuan(8), yuan(9)],
            increment: yuan(10),
            bidding: seconds(11),
            extension: Some(Extension {
                window: seconds(12),
                length: seconds(13),
                count_max: Some(14),
            }),
        }),
    ];
    methods.extend(markets());
    methods
}

fn markets() -> [Terms; 3] {
    let (unit, lot, tick) = (Unit::Tonne, units(10), yuan(1));
    [
        Terms::from(MultiUnitTerms {
            sale: sale(),
            unit,
            quantity: units(8_000),
            lot,
            bidder_cap: units(4_000),
            bids_each_max: 9,
            bidding: seconds(10),
            pricing: UnitPricing::PayAsBid,
        }),
        Terms::from(CallAuctionTerms {
            sale: sale(),
            unit,
            lot,
            tick,
            reference: yuan(12),
            lowest: yuan(11),
            highest: yuan(13),
            orders_each_max: 14,
            order_entry: seconds(15),
        }),
        Terms::from(ContinuousTerms {
            sale: sale(),
            unit,
            lot,
            tick,
            lowest: yuan(11),
            highest: yuan(13),
            orders_each_max: 14,
            day: seconds(15),
        }),
    ]
}

fn sealed() -> Terms {
    let tie = Tie::SecondRound { length: seconds(9) };
    Terms::from(SealedTerms { sale: sale(), bidding: seconds(8), pricing: Pricing::Second, tie })
}

fn weighted() -> Terms {
    let criteria = vec![Criterion { name: "经营方案".to_owned(), most: points("40.5") }];
    Terms::from(WeightedTerms {
        sale: sale(),
        bidding: seconds(8),
        price_points: points("59.5"),
        criteria,
        formula: PriceFormula::ShareOfHighest,
        places: 3,
    })
}

pub(crate) fn commands() -> Vec<Command> {
    let (lot, paddle) = (LOT, Some(PADDLE));
    let order = Order { side: Side::Sell, price: yuan(16), quantity: units(70), unit: Unit::Mu };
    let bid = QuantityBid { price: yuan(17), quantity: units(80), unit: Unit::Piece };
    vec![
        Command::AnswerJoinQuestion { lot, paddle, joins: true },
        Command::AnswerPriority { lot, paddle, answer: PriorityAnswer::Waive },
        Command::PlaceSealedBid { lot, paddle, amount: Secret::new(yuan(15)) },
        Command::PlaceQuantityBid { lot, paddle: None, bid: Secret::new(bid) },
        Command::PlaceOrder { lot, paddle, order },
        Command::CancelOrder { lot, paddle, order: OrderNumber(300) },
        Command::PlacePieceBid { lot, paddle, part: Part::Piece(3), amount: yuan(18) },
    ]
}

pub(crate) fn sale_events() -> Vec<SaleEvent> {
    let (paddle, number) = (PADDLE, OrderNumber(300));
    let order = Order { side: Side::Buy, price: yuan(16), quantity: units(70), unit: Unit::Share };
    let lottery = Lottery { seed: [7; 32], order: vec![PADDLE, OTHER] };
    vec![
        SaleEvent::ChanceCommitted { digest: Digest([9; 32]) },
        SaleEvent::LotteryDrawn { lottery: Box::new(lottery) },
        SaleEvent::JoinAnswered { paddle, joins: true },
        SaleEvent::Agreed { paddle, price: yuan(19) },
        SaleEvent::PriorityAsked { paddle, price: yuan(20) },
        SaleEvent::PriorityAnswered { paddle, answer: PriorityAnswer::Take },
        SaleEvent::WinnerDefaulted { paddle },
        SaleEvent::PriceStepped { price: yuan(21), closes_at: t(22) },
        SaleEvent::SealedBidReceived { paddle },
        SaleEvent::BidsOpened { bids: vec![OpenedBid { paddle, amount: yuan(23) }] },
        SaleEvent::ScoresEntered { paddle },
        SaleEvent::BidsScored { reference: yuan(28), scores: vec![score()] },
        SaleEvent::QuantityBidReceived { paddle, number },
        SaleEvent::QuantityAllocated { allocation: Box::new(allocation()) },
        SaleEvent::OrderAccepted { number, paddle, order },
        SaleEvent::OrdersMatched { matches: vec![met()] },
        SaleEvent::OrderCancelled { number, quantity: units(90) },
        SaleEvent::CallPriced {
            result: Box::new(CallResult {
                price: yuan(24),
                volume: units(100),
                demand: units(120),
                supply: units(110),
            }),
        },
        SaleEvent::PieceBidAccepted { paddle, part: Part::Whole, amount: yuan(25) },
        SaleEvent::PartsCompared { comparison: Box::new(comparison()) },
        SaleEvent::LotDivided,
    ]
}

fn score() -> Score {
    Score {
        paddle: PADDLE,
        price: yuan(26),
        price_points: points("31.25"),
        points: vec![points("8"), points("9.125")],
        plan_points: points("17.125"),
        total: points("48.375"),
    }
}

fn allocation() -> Allocation {
    let allotment = Allotment {
        number: OrderNumber(4),
        paddle: OTHER,
        price: yuan(27),
        quantity: units(130),
        value: yuan(3_510),
    };
    let (quantity, unsold) = (units(130), units(140));
    Allocation { price: Some(yuan(27)), quantity, unsold, allotments: vec![allotment] }
}

fn met() -> Match {
    Match {
        buy: OrderNumber(5),
        buyer: PADDLE,
        sell: OrderNumber(6),
        seller: OTHER,
        price: yuan(28),
        quantity: units(150),
    }
}

fn comparison() -> Comparison {
    let part = |part, leading, price| PartStanding {
        part,
        starting_price: yuan(price),
        leading,
        least_bid: yuan(price + 1),
    };
    Comparison {
        whole: part(Part::Whole, None, 29),
        pieces: vec![part(Part::Piece(1), Some(Leading { paddle: OTHER, price: yuan(33) }), 31)],
        pieces_sum: yuan(33),
        winner: Some(WinningSide::Pieces),
    }
}

pub(crate) fn sale_refusals() -> Vec<SaleRefusal> {
    let (least, most) = (yuan(31), yuan(32));
    vec![
        SaleRefusal::WrongMethod { method: Method::Sealed },
        SaleRefusal::WrongPhase { phase: Phase::Preparation, until: t(33) },
        SaleRefusal::PhaseOver { phase: Phase::JoinQuestion, ended_at: t(34) },
        SaleRefusal::AdmissionOver { phase: Phase::Agreement },
        SaleRefusal::JumpUnconfirmed { least, most },
        SaleRefusal::NoValidBid,
        SaleRefusal::NotJoined,
        SaleRefusal::AlreadyAnswered,
        SaleRefusal::NoPriority,
        SaleRefusal::NoWinner,
        SaleRefusal::AlreadyTaken,
        SaleRefusal::HoldersTurnLater,
        SaleRefusal::NotTheHolder,
        SaleRefusal::AlreadyBid,
        SaleRefusal::NotTied,
        SaleRefusal::PointsInvalid,
        SaleRefusal::ScoresAlreadyEntered,
        SaleRefusal::WrongUnit { unit: Unit::CubicMetre },
        SaleRefusal::QuantityOutOfRange { least: units(35), most: units(36) },
        SaleRefusal::NotWholeLots { lot: units(37) },
        SaleRefusal::AboveBidderCap { left: units(38) },
        SaleRefusal::TooManyBids { most: 39 },
        SaleRefusal::OffTick { tick: yuan(40) },
        SaleRefusal::OutsideBand { least, most },
        SaleRefusal::BookFull { most: 41 },
        SaleRefusal::UnknownOrder,
        SaleRefusal::OwnOrder,
        SaleRefusal::UnknownPart,
        SaleRefusal::TooManyMatches { most: units(42) },
    ]
}

pub(crate) fn ties() -> Vec<Tie> {
    vec![Tie::ByTime, Tie::SecondRound { length: Span::HOUR }, Tie::ByLot]
}

pub(crate) fn parts() -> Vec<Part> {
    vec![Part::Whole, Part::Piece(2)]
}

pub(crate) const WINNING_SIDES: [WinningSide; 2] = [WinningSide::Whole, WinningSide::Pieces];
pub(crate) const METHODS: [Method; 10] = Method::ALL;
pub(crate) const ANSWERS: [PriorityAnswer; 2] = [PriorityAnswer::Take, PriorityAnswer::Waive];
pub(crate) const SIDES: [Side; 2] = [Side::Buy, Side::Sell];
pub(crate) const EQUAL_RANKS: [EqualRanks; 2] = [EqualRanks::ByTime, EqualRanks::ByLot];
pub(crate) const ON_DEFAULTS: [OnDefault; 2] = [OnDefault::Relist, OnDefault::NextCandidate];
pub(crate) const PRICINGS: [Pricing; 2] = [Pricing::First, Pricing::Second];
pub(crate) const UNIT_PRICINGS: [UnitPricing; 2] = [UnitPricing::Uniform, UnitPricing::PayAsBid];
pub(crate) const FORMULAS: [PriceFormula; 3] =
    [PriceFormula::ShareOfHighest, PriceFormula::ShareAboveStart, PriceFormula::NearestToMean];
