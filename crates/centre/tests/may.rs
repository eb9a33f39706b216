//! Who may do what: a table of every action by every role, and by how he stands to what it is
//! about.
//!
//! A cell is `yes` whatever the relation, `own` for what is his own alone, `rest` for all but what
//! is his own, and `-` for never.

use centre::{Action, Answer, Facts, Relation, Role, may};

/// The columns; a stranger is not signed in.
const ROLES: [Option<Role>; 8] = [
    None,
    Some(Role::Exchange),
    Some(Role::Seller),
    Some(Role::Bidder),
    Some(Role::Clerk),
    Some(Role::Reviewer),
    Some(Role::Supervisor),
    Some(Role::Administrator),
];

const RELATIONS: [Relation; 3] = [Relation::Own, Relation::Others, Relation::None];

const TABLE: &str = "
                     stranger exchange seller bidder clerk reviewer supervisor administrator
RunExchange          -        yes      -      -      -     -        -          -
ViewPublic           yes      yes      yes    yes    yes   yes      yes        yes
RegisterParty        -        yes      -      -      -     -        -          yes
ViewAccounts         -        -        -      -      -     -        -          yes
KeepFile             -        -        yes    -      yes   -        -          -
SubmitListing        -        -        yes    -      -     -        -          -
ResubmitListing      -        -        own    -      -     -        -          -
ViewListing          -        -        own    -      yes   yes      yes        -
ExamineListing       -        -        -      -      rest  -        -          -
Apply                -        -        -      yes    -     -        -          -
WithdrawApplication  -        -        -      own    -     -        -          -
ViewApplication      -        -        -      own    yes   yes      -          -
ExamineApplication   -        -        -      -      rest  rest     -          -
RecordMoney          -        -        -      -      rest  -        -          -
RecordRefundFailure  -        -        -      -      -     rest     -          -
Bid                  -        -        -      yes    -     -        -          -
Propose              -        -        -      -      rest  rest     -          -
Approve              -        -        -      -      -     rest     -          -
ViewProposals        -        -        -      -      yes   yes      yes        -
Settle               -        -        -      -      rest  -        -          -
ViewSettlement       -        -        own    own    yes   yes      yes        -
ViewWall             -        -        -      -      -     -        yes        -
";

fn heading(role: Option<Role>) -> &'static str {
    role.map_or("stranger", Role::slug)
}

fn cell(role: Option<Role>, action: Action) -> &'static str {
    let allowed = RELATIONS.map(|relation| may(Facts { role, relation }, action));
    match allowed.map(|answer| answer == Answer::Allowed) {
        [true, true, true] => "yes",
        [true, false, false] => "own",
        [false, true, true] => "rest",
        [false, false, false] => "-",
        other => panic!("{action:?} {role:?}: own, others', none: {other:?}"),
    }
}

#[test]
fn each_role_may_do_what_the_table_says_and_nothing_else() {
    let mut lines = TABLE.lines().filter(|line| !line.is_empty());
    let headings: Vec<&str> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(headings, ROLES.map(heading));
    let lines: Vec<Vec<&str>> = lines.map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines.len(), Action::ALL.len(), "one line an action");
    for (action, line) in Action::ALL.into_iter().zip(lines) {
        let found = ROLES.map(|role| cell(role, action));
        assert_eq!(line[0], format!("{action:?}"));
        assert_eq!(line[1..], found, "{action:?}");
    }
}

#[test]
fn every_role_has_a_column_and_every_action_stands_once() {
    let held = Role::HELD.map(Some);
    assert_eq!(ROLES[2..], held, "what a party can hold, behind the stranger and the exchange");
    for (place, action) in Action::ALL.iter().enumerate() {
        assert!(!Action::ALL[..place].contains(action), "{action:?} stands twice");
    }
}

/// What only watches changes nothing, and what runs the installation sees no business.
#[test]
fn a_supervisor_changes_nothing_and_an_administrator_sees_no_business() {
    let is_view = |action: Action| format!("{action:?}").starts_with("View");
    for action in Action::ALL {
        let supervised = cell(Some(Role::Supervisor), action) != "-";
        assert!(!supervised || is_view(action), "{action:?}");
        let administered = cell(Some(Role::Administrator), action) != "-";
        let is_of_installation =
            [Action::ViewPublic, Action::ViewAccounts, Action::RegisterParty].contains(&action);
        assert!(!administered || is_of_installation, "{action:?}");
    }
}
