//! Runs the way to a sale and from it as a table tells it.
//!
//! A line has four columns, two spaces or more between them: when, who, what, and the ruling. Who
//! is `S1` a seller, `B1` a bidder, `C1` a clerk, `R1` a reviewer, `A1` an administrator, or `X`
//! for the exchange itself; `S1/clerk` is the first seller as a clerk. `hall` looks and asks for
//! nothing. What falls due is done when it does.

use exchange::{Act, Actor, Command, Events, Refusal};

use super::words::{Asked, parse_asked, parse_at, parse_who, print_ruling, print_view};
use crate::hall::Hall;

/// Compares each ruling with the table's, and looks whether all of it replays.
pub(super) fn check(table: &str) {
    go_on(&mut Hall::new(), table);
}

/// The same, behind what other tables told.
pub(super) fn go_on(hall: &mut Hall, table: &str) {
    let told: Vec<Vec<&str>> = table.lines().map(columns).filter(|it| !it.is_empty()).collect();
    assert!(!told.is_empty(), "an empty table tells nothing");
    let mut differences = Vec::new();
    for line in told {
        let [when, who, what, ruling] = *line else { panic!("no four columns: {line:?}") };
        let ruled = take(hall, when, who, what);
        if ruled != ruling {
            differences.push(format!("{when}  {who}  {what}\n  told  {ruling}\n  ruled {ruled}"));
        }
    }
    assert!(differences.is_empty(), "\n{}\n", differences.join("\n"));
    hall.assert_replay();
}

fn columns(line: &str) -> Vec<&str> {
    line.split("  ").map(str::trim).filter(|column| !column.is_empty()).collect()
}

fn take(hall: &mut Hall, when: &str, who: &str, what: &str) -> String {
    let at = parse_at(when);
    hall.run_to(at.moment());
    if who == "hall" {
        return print_view(&hall.world, what);
    }
    let actor = parse_who(who);
    let ruling = match parse_asked(what) {
        Asked::Ruling(command) => hall.ask_at(at, &actor, &command),
        Asked::Bid { lot, amount } => {
            let paddle = hall.paddle(lot, actor.party);
            hall.ask_at(at, &actor, &crate::terms::bid(lot, paddle, amount))
        }
        Asked::ByTwo(act) => by_two(hall, at, &actor, act),
    };
    print_ruling(&ruling)
}

/// Somebody proposes, and the first reviewer approves at once.
fn by_two(hall: &mut Hall, at: exchange::At, actor: &Actor, act: Act) -> Result<Events, Refusal> {
    hall.ask_at(at, actor, &Command::Propose { act })?;
    let proposal = hall.world.proposals().last().map(|(proposal, _)| proposal);
    let proposal = proposal.unwrap_or_else(|| panic!("what was just proposed waits"));
    hall.ask_at(at, &parse_who("R1"), &Command::Approve { proposal })
}
