//! What a table says, read into commands, and what was ruled, printed as a table says it.
//!
//! Times are seconds, `t599.5`, or `t600@599` for what arrived a second earlier; amounts are yuan.
//! A word of the form `deposit=30` sets something other than it is by itself.

use std::collections::BTreeMap;

use exchange::{
    Act, Actor, At, Command, Event, Events, LedgerEvent, Party, PartyKind, Payment, Reason,
    Refusal, Role, SaleEvent, Transfer, World,
};
use lexicon::{
    ApplicationId, Digest, HashAlg, ListingId, LotId, Moment, Money, PartyId, ProposalId,
};

use super::listings::submission;
use crate::terms::{actor, t};

/// What a line asks for.
pub(super) enum Asked {
    Ruling(Command),
    /// A bid under the sender's own paddle, as the door fills it in.
    Bid {
        lot: u64,
        amount: Money,
    },
    /// An act that the first reviewer approves at once.
    ByTwo(Act),
}

/// The words of the form `name=value`.
#[derive(Debug, Default)]
pub(super) struct Set<'a>(BTreeMap<&'a str, &'a str>);

impl<'a> Set<'a> {
    fn of(words: &[&'a str]) -> Self {
        let pairs = words.iter().map(|word| word.split_once('=').unwrap_or((word, "")));
        Self(pairs.collect())
    }

    pub(super) fn take(&mut self, name: &str) -> Option<&'a str> {
        self.0.remove(name)
    }

    pub(super) fn number<T: std::str::FromStr>(&mut self, name: &str) -> Option<T> {
        let text = self.take(name)?;
        Some(text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
    }

    pub(super) fn amount(&mut self, name: &str) -> Option<Money> {
        self.take(name).map(parse_amount)
    }

    /// A table that sets what nobody reads tells something else than it seems to.
    pub(super) fn assert_read(&self) {
        assert!(self.0.is_empty(), "nobody reads {:?}", self.0);
    }
}

/// Reads `12`, `-0.5` or `0.000001` as a whole number of parts.
fn parse_decimal(text: &str, places: u32) -> i64 {
    let (sign, plain) = text.strip_prefix('-').map_or((1, text), |plain| (-1, plain));
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    let width = usize::try_from(places).unwrap();
    let number = |digits: &str| digits.parse::<i64>().unwrap_or_else(|_| panic!("{text:?}"));
    sign * (number(whole) * 10_i64.pow(places) + number(&format!("0{part:0<width$}")))
}

/// Reads `t600`, `600`, or `end` for the last moment there is.
pub(super) fn parse_moment(text: &str) -> Moment {
    if text == "end" {
        return Moment::MAX;
    }
    Moment::from_us(t(0).us() + parse_decimal(text.strip_prefix('t').unwrap_or(text), 6))
}

pub(super) fn parse_at(text: &str) -> At {
    let (moment, arrived_at) = text.split_once('@').unwrap_or((text, text));
    At::new(parse_moment(moment), parse_moment(arrived_at))
}

/// Reads yuan, also what no door would let in.
pub(super) fn parse_amount(text: &str) -> Money {
    if text == "most" { Money::from_fen(i64::MAX) } else { Money::from_fen(parse_decimal(text, 2)) }
}

/// Reads `B1`, or `B1/clerk` for the same person in another capacity.
pub(super) fn parse_who(text: &str) -> Actor {
    if text == "X" {
        return Actor::EXCHANGE;
    }
    let (who, role) = text.split_once('/').unwrap_or((text, ""));
    let (letter, number) = who.split_at(1);
    let number: u64 = number.parse().unwrap_or_else(|_| panic!("{text:?} is nobody"));
    let (own, first) = match letter {
        "C" => (Role::Clerk, 0),
        "R" => (Role::Reviewer, 10),
        "B" => (Role::Bidder, 100),
        "S" => (Role::Seller, 200),
        "A" => (Role::Administrator, 300),
        // Of those who are registered, by their number alone.
        "P" => (Role::Supervisor, 0),
        _ => panic!("{text:?} is nobody"),
    };
    actor(first + number, if role.is_empty() { own } else { parse_role(role) })
}

fn parse_role(slug: &str) -> Role {
    if slug == "exchange" {
        return Role::Exchange;
    }
    Role::from_slug(slug).unwrap_or_else(|| panic!("{slug:?} is no role"))
}

pub(super) fn digest_of(text: &str) -> Digest {
    HashAlg::Sha256.digest(&[text.as_bytes()])
}

/// Reads what is wanted.
pub(super) fn parse_asked(what: &str) -> Asked {
    let words: Vec<&str> = what.split(' ').collect();
    let [verb, rest @ ..] = words.as_slice() else { panic!("nothing is wanted") };
    match (*verb, rest) {
        ("bids", [lot, amount]) => Asked::Bid { lot: number(lot), amount: parse_amount(amount) },
        ("terminates", [lot]) => {
            let (lot, reason) = (LotId(number(lot)), Reason("撤回".to_owned()));
            Asked::ByTwo(Act::TerminateLot { lot, reason })
        }
        ("records", ["default", lot]) => {
            let (lot, reason) = (LotId(number(lot)), Reason("悔拍".to_owned()));
            Asked::ByTwo(Act::RecordDefault { lot, reason })
        }
        ("discloses", [listing, rest @ ..]) => Asked::ByTwo(disclosure(listing, rest)),
        ("proposes", ["suspension", lot]) => {
            let (lot, reason) = (LotId(number(lot)), Reason("检修".to_owned()));
            Asked::Ruling(Command::Propose { act: Act::SuspendLot { lot, reason } })
        }
        ("proposes", ["disclosure", listing, rest @ ..]) => {
            Asked::Ruling(Command::Propose { act: disclosure(listing, rest) })
        }
        ("approves", [proposal]) => {
            Asked::Ruling(Command::Approve { proposal: ProposalId(number(proposal)) })
        }
        _ => Asked::Ruling(parse_trade(verb, rest)),
    }
}

fn number(text: &str) -> u64 {
    if text == "most" {
        return u64::MAX;
    }
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

/// `1 until=t50 opens=t60`.
fn disclosure(listing: &str, rest: &[&str]) -> Act {
    let mut set = Set::of(rest);
    let mut moment = |name| parse_moment(set.take(name).unwrap_or_else(|| panic!("{name}?")));
    let (applications_until, opens_at) = (moment("until"), moment("opens"));
    set.assert_read();
    Act::DiscloseListing { listing: ListingId(number(listing)), applications_until, opens_at }
}

fn parse_trade(verb: &str, rest: &[&str]) -> Command {
    let (first, rest) = match rest {
        [first, rest @ ..] if !first.contains('=') => (*first, rest),
        _ => ("1", rest),
    };
    if verb == "registers" {
        return Command::RegisterParty { party: party(first, rest) };
    }
    let mut set = Set::of(rest);
    let id = number(first);
    let (listing, application, lot) = (ListingId(id), ApplicationId(id), LotId(id));
    let note = digest_of("a note");
    let command = match verb {
        "submits" => Command::SubmitListing { submission: submission(&mut set) },
        "resubmits" => Command::ResubmitListing { listing, submission: submission(&mut set) },
        "accepts" => Command::AcceptListing { listing },
        "returns" => Command::ReturnListing { listing, note },
        "applies" => Command::Apply { lot },
        "withdraws" => Command::WithdrawApplication { application },
        "admits" => Command::AdmitApplicant { application, rank: None },
        "rejects" => Command::RejectApplicant { application, note },
        "deposits" => Command::RecordDeposit { application, payment: payment(&mut set) },
        "refunds" => Command::InstructRefund { application },
        "refunded" => {
            let Payment { paid_at, reference, .. } = payment(&mut set);
            Command::RecordRefund { application, paid_at, reference }
        }
        "not-refunded" => Command::RecordRefundFailure { application },
        "publishes" => Command::PublishResult { lot },
        "contracts" => Command::RecordContract { lot, document: digest_of("a contract") },
        "pays" => Command::RecordPayment { lot, payment: payment(&mut set) },
        "certifies" => Command::IssueCertificate { lot },
        _ => panic!("{verb:?} is nothing that anybody does"),
    };
    set.assert_read();
    command
}

/// Money that came in at the beginning of all time unless the table says when.
fn payment(set: &mut Set<'_>) -> Payment {
    Payment {
        amount: set.amount("amount").unwrap_or(Money::ZERO),
        paid_at: set.take("paid").map_or(Moment::MIN, parse_moment),
        reference: digest_of(set.take("ref").unwrap_or("the bank's reference")),
    }
}

/// `person seller,bidder`.
fn party(kind: &str, rest: &[&str]) -> Party {
    let kind = PartyKind::from_slug(kind).unwrap_or_else(|| panic!("{kind:?} is no kind"));
    let roles = rest.iter().flat_map(|roles| roles.split(',')).map(parse_role).collect();
    Party { kind, roles, profile: digest_of("a profile") }
}

fn print_moment(moment: Moment) -> String {
    let us = moment.us() - t(0).us();
    let (sign, us) = if us < 0 { ("-", us.unsigned_abs()) } else { ("", us.unsigned_abs()) };
    let printed = format!("t{sign}{}.{:06}", us / 1_000_000, us % 1_000_000);
    printed.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn print_amount(amount: Money) -> String {
    let printed = amount.to_string();
    printed.strip_suffix(".00").unwrap_or(&printed).to_owned()
}

pub(super) fn print_ruling(ruling: &Result<Events, Refusal>) -> String {
    match ruling {
        Err(Refusal::Sale(refusal)) => print_refusal(&format!("{refusal:?}")),
        Err(Refusal::Trading(refusal)) => print_refusal(&format!("{refusal:?}")),
        Err(refusal) => print_refusal(&format!("{refusal:?}")),
        Ok(events) => events.iter().map(print_event).collect::<Vec<_>>().join(", "),
    }
}

/// A refusal as it is written in code, with the table's times and amounts.
fn print_refusal(in_code: &str) -> String {
    let plain = in_code.replace("Some(", "").replace("Money(", "").replace("))", ")");
    let words = plain.split(' ').map(|word| {
        let (plain, comma) = word.strip_suffix(',').map_or((word, ""), |plain| (plain, ","));
        let plain = if plain.contains('(') { plain } else { plain.trim_end_matches(')') };
        match plain.parse::<Moment>() {
            Ok(moment) => print_moment(moment) + comma,
            Err(_) => plain.strip_suffix(".00").unwrap_or(plain).to_owned() + comma,
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn print_event(event: &Event) -> String {
    match event {
        Event::PartyRegistered { party } => format!("party {party}"),
        Event::ListingSubmitted { listing } => format!("submitted {listing}"),
        Event::ListingReturned { listing } => format!("returned {listing}"),
        Event::ListingAccepted { listing } => format!("accepted {listing}"),
        Event::ListingDisclosed { listing, applications_until } => {
            format!("disclosed {listing} until {}", print_moment(*applications_until))
        }
        Event::LotDisclosed { lot, listing: _, opens_at } => {
            format!("lot {lot} opens {}", print_moment(*opens_at))
        }
        Event::ApplicationReceived { application, lot } => {
            format!("application {application} for {lot}")
        }
        Event::ApplicationWithdrawn { application } => format!("withdrawn {application}"),
        Event::ApplicantAdmitted { application } => format!("admitted {application}"),
        Event::ApplicantRejected { application } => format!("rejected {application}"),
        Event::Ledger(event) => print_booked(event),
        Event::ConfirmationLetterIssued { lot, application } => {
            format!("letter of {lot} to {application}")
        }
        Event::ResultPublished { lot, until } => {
            format!("published {lot} until {}", print_moment(*until))
        }
        Event::ContractRecorded { lot } => format!("contract of {lot}"),
        Event::PricePaid { lot } => format!("price of {lot} paid"),
        Event::CertificateIssued { lot } => format!("certificate of {lot}"),
        Event::Sale { lot, event } => print_sale(*lot, event),
        Event::ProposalMade { proposal, .. } => format!("proposal {proposal}"),
        Event::ProposalApproved { .. } => "approved".to_owned(),
        Event::EpochBegan { .. }
        | Event::TailCut { .. }
        | Event::LotPublished { .. }
        | Event::ProposalExpired { .. }
        | Event::ExchangePaused { .. }
        | Event::ExchangeResumed => panic!("no table asks for it: {event:?}"),
    }
}

fn print_sale(lot: LotId, event: &SaleEvent) -> String {
    match event {
        SaleEvent::BidderAdmitted { .. } => format!("paddle for {lot}"),
        SaleEvent::BidAccepted { amount, .. } => format!("leads at {}", print_amount(*amount)),
        SaleEvent::LotTerminated => format!("terminated {lot}"),
        SaleEvent::WinnerDefaulted { .. } => format!("the winner of {lot} defaults"),
        SaleEvent::LotUnsold { reason } => format!("{lot} unsold: {reason:?}"),
        other => panic!("no table asks for it: {other:?}"),
    }
}

fn print_booked(event: &LedgerEvent) -> String {
    match event {
        LedgerEvent::Posted { transfer } => print_transfer(transfer),
        LedgerEvent::Pended { transfer } => format!("pending {}", print_transfer(transfer)),
        LedgerEvent::PendingPosted { pending } => format!("posted {pending}"),
        LedgerEvent::PendingVoided { pending } => format!("voided {pending}"),
    }
}

/// `1: 20 from bank to deposit:1, deposit-received` without the comma.
fn print_transfer(transfer: &Transfer) -> String {
    let Transfer { id, debit, credit, amount, purpose } = transfer;
    let (debit, credit, purpose) = (debit.name(), credit.name(), purpose.slug());
    format!("{id}: {} {debit} > {credit} {purpose}", print_amount(*amount))
}

/// What there is to see: `deposit 1`, `due 1`, `lot 1`.
pub(super) fn print_view(world: &World, what: &str) -> String {
    let (what, which) = what.split_once(' ').unwrap_or_else(|| panic!("{what:?} is no view"));
    let id = number(which);
    match what {
        "deposit" => {
            let deposit = world.deposit(ApplicationId(id));
            format!("{} of {}", print_amount(deposit.held), print_amount(deposit.required))
        }
        "due" => print_amount(world.price_due(LotId(id))),
        "paid" => {
            let account = exchange::AccountId::Settlement(LotId(id));
            print_amount(world.ledger().balance(account).available())
        }
        "lot" => match world.conclusion(LotId(id)) {
            Some(exchange::Conclusion::Awarded { price, .. }) => {
                let settlement = world.settlement(LotId(id));
                let buyer = settlement.map(|settlement| settlement.buyer.0);
                format!("sold at {} to {buyer:?}", print_amount(price))
            }
            other => format!("{other:?}"),
        },
        "party" => format!("{:?}", world.party(PartyId(id)).map(|party| &party.roles)),
        _ => panic!("{what:?} is no view"),
    }
}
