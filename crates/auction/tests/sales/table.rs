//! Runs a sale as a table tells it.
//!
//! A line has four columns, two spaces or more between them: when, who, what, and the ruling. Who
//! is a bidder (`B1` to `B4` are admitted beforehand), `nobody` for a sender who never was, `desk`
//! for the exchange's people, `lot` for what the exchange does by itself, or `hall` for a look at
//! what the public sees, or at the awards. What no line of a `lot` does is done when it falls due.

use auction::{At, Command, Terms};
use lexicon::{Paddle, Span};

use crate::sale::Sale;
use crate::words::{
    Asked, duty_of, parse_asked, parse_at, parse_moment, print_awards, print_ruling, print_view,
};

/// How long before the opening the lots of all tables are published.
const PUBLISHED_AT: &str = "t-1000";
const MICROSECOND: Span = Span::from_us(1);
const ADMITTED: [Paddle; 4] = [Paddle(1), Paddle(2), Paddle(3), Paddle(4)];

/// Runs a sale under these terms and compares each ruling with the table's.
pub(crate) fn check(terms: impl Into<Terms>, table: &str) {
    check_among(&ADMITTED, terms, table);
}

/// The same with these bidders admitted beforehand, and nobody else.
pub(crate) fn check_among(admitted: &[Paddle], terms: impl Into<Terms>, table: &str) {
    let mut hall = Hall::open(admitted, terms.into());
    let lines = joined(table);
    let told: Vec<Vec<&str>> =
        lines.iter().map(|line| columns(line)).filter(|it| !it.is_empty()).collect();
    assert!(!told.is_empty(), "an empty table tells nothing");
    let mut differences = Vec::new();
    for line in told {
        let [when, who, what, ruling] = *line else { panic!("no four columns: {line:?}") };
        let ruled = hall.take(when, who, what);
        if ruled != ruling {
            differences.push(format!("{when}  {who}  {what}\n  told  {ruling}\n  ruled {ruled}"));
        }
    }
    assert!(differences.is_empty(), "\n{}\n", differences.join("\n"));
}

/// The lines of a table; one that begins with `+` goes on with the one before.
fn joined(table: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in table.lines() {
        match (line.trim_start().strip_prefix("+ "), lines.last_mut()) {
            (Some(more), Some(before)) => {
                before.push(' ');
                before.push_str(more);
            }
            (_, _) => lines.push(line.to_owned()),
        }
    }
    lines
}

fn columns(line: &str) -> Vec<&str> {
    line.split("  ").map(str::trim).filter(|column| !column.is_empty()).collect()
}

struct Hall {
    sale: Sale,
    is_waiting: bool,
}

impl Hall {
    fn open(admitted: &[Paddle], terms: Terms) -> Self {
        let published_at = parse_moment(PUBLISHED_AT);
        let mut sale = Sale::publish(published_at, terms);
        for &paddle in admitted {
            let admit = Command::Admit { paddle, until: None, ceiling: None, rank: None };
            sale.submit(At::moment_only(published_at), &admit).unwrap();
        }
        Self { sale, is_waiting: false }
    }

    fn take(&mut self, when: &str, who: &str, what: &str) -> String {
        let at = parse_at(when);
        let asked = parse_asked(who, what);
        let own_duty = match &asked {
            Asked::Ruling(command) => duty_of(command),
            Asked::Wait | Asked::View | Asked::Awards => None,
        };
        if own_duty.is_some() {
            self.is_waiting = false;
        }
        if !self.is_waiting {
            let is_slow = matches!(asked, Asked::Wait);
            let until = at.arrived_at() - if is_slow { MICROSECOND } else { Span::ZERO };
            self.sale.attend(until, own_duty);
        }
        match asked {
            Asked::Ruling(command) => {
                let ruling = self.sale.submit(at, &command);
                print_ruling(ruling.as_ref().map_err(|refusal| *refusal))
            }
            Asked::Wait => {
                self.is_waiting = true;
                "-".to_owned()
            }
            Asked::View => print_view(self.sale.auction()),
            Asked::Awards => print_awards(self.sale.auction()),
        }
    }
}
