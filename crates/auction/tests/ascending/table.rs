//! Runs a sale as a table tells it.
//!
//! A line has four columns, two spaces or more between them: when, who, what, and the ruling. Who
//! is a bidder (`B1` to `B4` are admitted beforehand), `nobody` for a sender who never was, `desk`
//! for the exchange's people, `lot` for what the exchange does by itself, or `hall` for a look at
//! what the public sees. What no line of a `lot` does is done when it falls due.

use auction::{AscendingTerms, At, Command};
use lexicon::{Paddle, Span};

use crate::sale::Sale;
use crate::words::{Asked, duty_of, parse_asked, parse_at, parse_moment, print_ruling, print_view};

/// How long before the opening the lots of all tables are published.
const PUBLISHED_AT: &str = "t-1000";
const MICROSECOND: Span = Span::from_us(1);
const ADMITTED: [Paddle; 4] = [Paddle(1), Paddle(2), Paddle(3), Paddle(4)];

/// Runs a sale under these terms and compares each ruling with the table's.
pub(crate) fn check(terms: AscendingTerms, table: &str) {
    let mut hall = Hall::open(terms);
    let told: Vec<Vec<&str>> = table.lines().map(columns).filter(|it| !it.is_empty()).collect();
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

fn columns(line: &str) -> Vec<&str> {
    line.split("  ").map(str::trim).filter(|column| !column.is_empty()).collect()
}

struct Hall {
    sale: Sale,
    is_waiting: bool,
}

impl Hall {
    fn open(terms: AscendingTerms) -> Self {
        let published_at = parse_moment(PUBLISHED_AT);
        let mut sale = Sale::publish(published_at, terms);
        for paddle in ADMITTED {
            let admit = Command::Admit { paddle, until: None, ceiling: None };
            sale.submit(At::moment_only(published_at), &admit).unwrap();
        }
        Self { sale, is_waiting: false }
    }

    fn take(&mut self, when: &str, who: &str, what: &str) -> String {
        let at = parse_at(when);
        let asked = parse_asked(who, what);
        let own_duty = match &asked {
            Asked::Ruling(command) => duty_of(command),
            Asked::Wait | Asked::View => None,
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
        }
    }
}
