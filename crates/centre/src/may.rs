//! Who may do what: the one authority.

use crate::Role;

/// How whoever acts stands to what it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// It is his own.
    Own,
    /// It is another's.
    Others,
    /// It belongs to nobody, or there is none such.
    None,
}

/// What is known of whoever wants to do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// In which capacity; none where he is not signed in.
    pub role: Option<Role>,
    /// How he stands to what it is about.
    pub relation: Relation,
}

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// What the exchange does by itself: timers, heartbeats, lots outside any listing.
    RunExchange,
    /// See what everyone may see: lots, histories, published results, check pages.
    ViewPublic,
    /// Register a party and give it its roles.
    RegisterParty,
    /// See who has an account.
    ViewAccounts,
    /// Keep a file that a listing or a contract names.
    KeepFile,
    /// Submit a listing (申请挂牌).
    SubmitListing,
    /// Submit one's returned listing again.
    ResubmitListing,
    /// See a listing before it is disclosed.
    ViewListing,
    /// Accept or return a listing (受理).
    ExamineListing,
    /// Apply to bid on a lot (报名).
    Apply,
    /// Withdraw one's application.
    WithdrawApplication,
    /// See an application, with its deposit.
    ViewApplication,
    /// Admit or reject an applicant (资格审查).
    ExamineApplication,
    /// Record what the bank tells of money: deposits, refunds, payments.
    RecordMoney,
    /// Record that a refund has not moved, after which it may be instructed again.
    RecordRefundFailure,
    /// Bid, or leave a ceiling.
    Bid,
    /// Propose an act of two people.
    Propose,
    /// Approve what somebody else has proposed.
    Approve,
    /// See what waits for a second person.
    ViewProposals,
    /// Publish a result, record a contract, issue a certificate.
    Settle,
    /// See a sold lot's letter, certificate and payments, with the buyer's name.
    ViewSettlement,
    /// See every step live (电子见证).
    ViewWall,
}

/// What the authority says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// He may.
    Allowed,
    /// He may not.
    Denied,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 22] = [
        Self::RunExchange,
        Self::ViewPublic,
        Self::RegisterParty,
        Self::ViewAccounts,
        Self::KeepFile,
        Self::SubmitListing,
        Self::ResubmitListing,
        Self::ViewListing,
        Self::ExamineListing,
        Self::Apply,
        Self::WithdrawApplication,
        Self::ViewApplication,
        Self::ExamineApplication,
        Self::RecordMoney,
        Self::RecordRefundFailure,
        Self::Bid,
        Self::Propose,
        Self::Approve,
        Self::ViewProposals,
        Self::Settle,
        Self::ViewSettlement,
        Self::ViewWall,
    ];
}

/// Answers whether somebody of these facts may do this.
///
/// A supervisor sees and changes nothing; an administrator runs the installation and sees no
/// business of anybody. Staff act on what is others', never on what is their own.
pub const fn may(facts: Facts, action: Action) -> Answer {
    let Some(role) = facts.role else {
        return if matches!(action, Action::ViewPublic) { Answer::Allowed } else { Answer::Denied };
    };
    let is_own = matches!(facts.relation, Relation::Own);
    let is_staff = matches!(role, Role::Clerk | Role::Reviewer);
    let is_allowed = match action {
        Action::ViewPublic => true,
        Action::RunExchange => matches!(role, Role::Exchange),
        Action::RegisterParty => matches!(role, Role::Administrator | Role::Exchange),
        Action::ViewAccounts => matches!(role, Role::Administrator),
        Action::KeepFile => matches!(role, Role::Seller | Role::Clerk),
        Action::SubmitListing => matches!(role, Role::Seller),
        Action::ResubmitListing => matches!(role, Role::Seller) && is_own,
        Action::ViewListing => match role {
            Role::Seller => is_own,
            Role::Clerk | Role::Reviewer | Role::Supervisor => true,
            Role::Exchange | Role::Bidder | Role::Administrator => false,
        },
        Action::ExamineListing | Action::RecordMoney | Action::Settle => {
            matches!(role, Role::Clerk) && !is_own
        }
        Action::Apply | Action::Bid => matches!(role, Role::Bidder),
        Action::WithdrawApplication => matches!(role, Role::Bidder) && is_own,
        Action::ViewApplication => match role {
            Role::Bidder => is_own,
            Role::Clerk | Role::Reviewer => true,
            Role::Exchange | Role::Seller | Role::Supervisor | Role::Administrator => false,
        },
        Action::ExamineApplication | Action::Propose => is_staff && !is_own,
        // Else one person alone could have the same deposit paid out twice.
        Action::Approve | Action::RecordRefundFailure => matches!(role, Role::Reviewer) && !is_own,
        Action::ViewProposals => is_staff || matches!(role, Role::Supervisor),
        Action::ViewSettlement => match role {
            Role::Seller | Role::Bidder => is_own,
            Role::Clerk | Role::Reviewer | Role::Supervisor => true,
            Role::Exchange | Role::Administrator => false,
        },
        Action::ViewWall => matches!(role, Role::Supervisor),
    };
    if is_allowed { Answer::Allowed } else { Answer::Denied }
}
