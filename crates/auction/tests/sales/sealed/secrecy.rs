//! Nothing is told of the bids before they are opened, not even how many there are.

use auction::{At, Command, Coverage, Event, SealedTerms, Tie};
use lexicon::{Paddle, Secret};

use crate::sale::Sale;
use crate::terms::{sealed, seconds};
use crate::words::{parse_amount, parse_moment};

fn at(text: &str) -> At {
    At::moment_only(parse_moment(text))
}

fn opened() -> Sale {
    let tie = Tie::SecondRound { length: seconds(300) };
    let mut sale = Sale::publish(parse_moment("t-1"), SealedTerms { tie, ..sealed() });
    for paddle in (1..=3).map(Paddle) {
        let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
        sale.submit(at("t-1"), &admit).unwrap();
    }
    sale.attend(parse_moment("t0"), None);
    sale
}

fn bid(sale: &mut Sale, when: &str, paddle: u32, amount: &str) -> Vec<Event> {
    let amount = Secret::new(parse_amount(amount));
    let command = Command::PlaceSealedBid { paddle: Some(Paddle(paddle)), amount };
    sale.submit(at(when), &command).unwrap().to_vec()
}

fn seen(sale: &Sale) -> (Option<Paddle>, String, u32) {
    let auction = sale.auction();
    let leader = auction.leading().map(|leading| leading.paddle);
    (leader, auction.least_bid().to_string(), auction.bid_count())
}

#[test]
fn how_many_have_bid_is_seen_only_when_the_bids_are_opened() {
    let mut sale = opened();
    let before = seen(&sale);
    assert_eq!(before, (None, "100.00".to_owned(), 0));
    for (paddle, amount) in [(1, "150"), (2, "150"), (3, "140")] {
        let events = bid(&mut sale, "t1", paddle, amount);
        assert_eq!(events, [Event::SealedBidReceived { paddle: Paddle(paddle) }]);
        assert_eq!(seen(&sale), before);
    }
    let close = Command::CloseLot { coverage: Coverage::Covered };
    sale.submit(at("t600"), &close).unwrap();
    let before = seen(&sale);
    assert_eq!(before, (Some(Paddle(1)), "150.00".to_owned(), 3));
    bid(&mut sale, "t601", 2, "160");
    bid(&mut sale, "t602", 1, "155");
    assert_eq!(seen(&sale), before);
    sale.submit(at("t900"), &close).unwrap();
    assert_eq!(seen(&sale).0, Some(Paddle(2)));
    assert_eq!(seen(&sale).2, 5);
}

#[test]
fn no_line_of_a_log_shows_an_amount_before_the_opening() {
    let mut sale = opened();
    bid(&mut sale, "t1", 1, "151.23");
    assert!(!format!("{:?}", sale.auction()).contains("151.23"));
}
