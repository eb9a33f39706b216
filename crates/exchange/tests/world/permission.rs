//! Who may submit which command: a table of every command by every role.

use exchange::{Command, Events, Refusal, Role, World};
use lexicon::LotId;

use crate::hall::seed;
use crate::named::Named;
use crate::samples;
use crate::terms::{actor, t};

/// The columns: what the exchange does by itself, then sellers, bidders and the centre's people.
const ROLES: [Role; 7] = [
    Role::Exchange,
    Role::Seller,
    Role::Bidder,
    Role::Clerk,
    Role::Reviewer,
    Role::Supervisor,
    Role::Administrator,
];

const MATRIX: &str = "
                               exchange seller bidder clerk reviewer supervisor administrator
begin-epoch                    yes      -      -      -     -        -          -
heartbeat                      yes      -      -      -     -        -          -
record-tail-cut                yes      -      -      -     -        -          -
publish-lot                    yes      -      -      -     -        -          -
admit-bidder                   yes      -      -      -     -        -          -
stop-bidder                    yes      -      -      -     -        -          -
place-bid                      -        -      yes    -     -        -          -
place-proxy-bid                -        -      yes    -     -        -          -
open-lot                       yes      -      -      -     -        -          -
begin-phase                    yes      -      -      -     -        -          -
reopen-lot                     yes      -      -      -     -        -          -
close-lot                      yes      -      -      -     -        -          -
interrupt-lot                  yes      -      -      -     -        -          -
suspend-for-pause              yes      -      -      -     -        -          -
resume-after-pause             yes      -      -      -     -        -          -
end-pause                      yes      -      -      -     -        -          -
approve                        -        -      -      -     yes      -          -
expire-proposal                yes      -      -      -     -        -          -
register-party                 yes      -      -      -     -        -          yes
submit-listing                 -        yes    -      -     -        -          -
resubmit-listing               -        yes    -      -     -        -          -
accept-listing                 -        -      -      yes   -        -          -
return-listing                 -        -      -      yes   -        -          -
apply                          -        -      yes    -     -        -          -
withdraw-application           -        -      yes    -     -        -          -
admit-applicant                -        -      -      yes   yes      -          -
reject-applicant               -        -      -      yes   yes      -          -
record-deposit                 -        -      -      yes   -        -          -
instruct-refund                -        -      -      yes   -        -          -
record-refund                  -        -      -      yes   -        -          -
record-refund-failure          -        -      -      -     yes      -          -
publish-result                 -        -      -      yes   -        -          -
record-contract                -        -      -      yes   -        -          -
record-payment                 -        -      -      yes   -        -          -
issue-certificate              -        -      -      yes   -        -          -
answer-join-question           -        -      yes    -     -        -          -
answer-priority                -        -      yes    -     -        -          -
place-sealed-bid               -        -      yes    -     -        -          -
place-quantity-bid             -        -      yes    -     -        -          -
place-order                    -        -      yes    -     -        -          -
cancel-order                   -        -      yes    -     -        -          -
place-piece-bid                -        -      yes    -     -        -          -
propose/suspend-lot            -        -      -      yes   yes      -          -
propose/resume-lot             -        -      -      yes   yes      -          -
propose/resume-lot-from-break  -        -      -      yes   yes      -          -
propose/terminate-lot          -        -      -      yes   yes      -          -
propose/enter-reserve          -        -      -      yes   yes      -          -
propose/pause-exchange         -        -      -      yes   yes      -          -
propose/disclose-listing       -        -      -      yes   yes      -          -
propose/enter-scores           -        -      -      yes   yes      -          -
propose/record-default         -        -      -      yes   yes      -          -
";

/// What the floor asks of a command before it is ruled on.
const TRAITS: &str = "
                               urgent seed lot
begin-epoch                    -      -    -
heartbeat                      -      -    -
record-tail-cut                -      -    -
publish-lot                    -      -    -
admit-bidder                   -      yes  yes
stop-bidder                    -      -    yes
place-bid                      -      -    yes
place-proxy-bid                -      -    yes
open-lot                       -      yes  yes
begin-phase                    -      -    yes
reopen-lot                     -      -    yes
close-lot                      -      -    yes
interrupt-lot                  yes    -    yes
suspend-for-pause              yes    -    yes
resume-after-pause             -      -    yes
end-pause                      -      -    -
approve                        yes    -    -
expire-proposal                -      -    -
register-party                 -      -    -
submit-listing                 -      -    -
resubmit-listing               -      -    -
accept-listing                 -      -    -
return-listing                 -      -    -
apply                          -      -    yes
withdraw-application           -      -    -
admit-applicant                -      yes  -
reject-applicant               -      -    -
record-deposit                 -      -    -
instruct-refund                -      -    -
record-refund                  -      -    -
record-refund-failure          -      -    -
publish-result                 -      -    yes
record-contract                -      -    yes
record-payment                 -      -    yes
issue-certificate              -      -    yes
answer-join-question           -      -    yes
answer-priority                -      -    yes
place-sealed-bid               -      -    yes
place-quantity-bid             -      -    yes
place-order                    -      -    yes
cancel-order                   -      -    yes
place-piece-bid                -      -    yes
propose/suspend-lot            yes    -    yes
propose/resume-lot             -      -    yes
propose/resume-lot-from-break  -      -    yes
propose/terminate-lot          yes    -    yes
propose/enter-reserve          -      -    yes
propose/pause-exchange         yes    -    -
propose/disclose-listing       -      -    -
propose/enter-scores           -      -    yes
propose/record-default         -      -    yes
";

/// A command's name, and that of the act that it proposes.
fn name(command: &Command) -> String {
    match command {
        Command::Propose { act } => format!("{}/{}", command.name(), act.name()),
        other => other.name().to_owned(),
    }
}

/// The lines of a table below its heading.
fn lines(table: &'static str) -> Vec<(&'static str, Vec<bool>)> {
    let lines = table.lines().filter(|line| !line.is_empty()).skip(1);
    let read = lines.map(|line| {
        let mut cells = line.split_whitespace();
        let name = cells.next().unwrap();
        (name, cells.map(|cell| cell == "yes").collect())
    });
    read.collect()
}

/// Every variant has one line, and every line its variant.
fn assert_complete(table: &'static str) {
    let acts = exchange::Act::NAMES.iter().map(|act| format!("propose/{act}"));
    let plain = Command::NAMES.iter().filter(|name| **name != "propose").map(|it| (*it).to_owned());
    let mut expected: Vec<String> = plain.chain(acts).collect();
    let mut found: Vec<&str> = lines(table).into_iter().map(|(name, _)| name).collect();
    expected.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, expected);
}

fn samples_of(name: &str) -> Vec<Command> {
    let all = samples::commands();
    let found: Vec<_> = all.into_iter().filter(|command| self::name(command) == name).collect();
    assert!(!found.is_empty(), "no sample of {name}");
    found
}

fn is_permitted(role: Role, command: &Command) -> bool {
    let mut events = Events::new();
    let at = exchange::At::moment_only(t(0));
    let seed = seed(1);
    let ruling = World::default().rule(at, &actor(5, role), Some(&seed), command, &mut events);
    ruling != Err(Refusal::NotPermitted)
}

#[test]
fn each_role_may_do_what_the_table_says_and_nothing_else() {
    assert_complete(MATRIX);
    for (name, cells) in lines(MATRIX) {
        assert_eq!(cells.len(), ROLES.len(), "{name}");
        for command in samples_of(name) {
            let permitted = ROLES.map(|role| is_permitted(role, &command));
            assert_eq!(permitted.to_vec(), cells, "{name}: {ROLES:?}");
        }
    }
}

#[test]
fn every_role_has_a_column() {
    assert_eq!(ROLES.map(|role| role.name()).to_vec(), Role::NAMES);
    let heading: Vec<&str> =
        MATRIX.lines().find(|line| !line.is_empty()).unwrap().split_whitespace().collect();
    assert_eq!(heading, Role::NAMES);
}

#[test]
fn the_floor_knows_of_each_command_whether_it_is_urgent_takes_chance_and_names_a_lot() {
    assert_complete(TRAITS);
    for (name, cells) in lines(TRAITS) {
        for command in samples_of(name) {
            let lot = command.lot();
            let found = vec![command.is_urgent(), command.needs_seed(), lot.is_some()];
            assert_eq!(found, cells, "{name}: urgent, seed, lot");
            assert!(lot.is_none_or(|lot| lot == LotId(300)), "{name}: the lot of the sample");
            assert_eq!(command.approves().is_some(), name == "approve", "{name}");
        }
    }
}
