//! Registering parties and their accounts, outside a running server.
//!
//! What a person is goes to the vault, the registration to the journal, the account to the desk, in
//! this order: whatever is killed between two of them leaves nothing that names what is not there.

use std::sync::Arc;

use anyhow::{Context, anyhow};
use exchange::{Actor, Command, EpochClock, Event, Outcome, Party, Role};
use floor::{Clock, Door, Floor, Start, SystemClock};
use journal::Options;
use lexicon::{PartyId, RequestId, Secret, Sequence, Span};
use store::{Account, AccountName, Identity, Profile};

use crate::exit::Exit;
use crate::installation::Installation;
use crate::server::stop_at_once;

/// Somebody who shall have an account.
pub(crate) struct Newcomer {
    pub(crate) name: AccountName,
    pub(crate) roles: Vec<Role>,
    pub(crate) legal_name: Secret<String>,
    pub(crate) identity: Identity,
    pub(crate) password_hash: Secret<String>,
}

/// What became of those who shall have an account.
#[derive(Debug, Default)]
pub(crate) struct Registered {
    /// How many were registered.
    pub(crate) made: u64,
    /// How many had an account before.
    pub(crate) known: u64,
}

/// Registers parties through a floor of their own, whose epoch ends with them.
pub(crate) fn register(
    installation: &Installation,
    newcomers: Vec<Newcomer>,
) -> Result<Registered, Exit> {
    let opened = installation.directory.open(Options::default(), Sequence::ZERO)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock::default());
    let mut entropy = [0; 32];
    getrandom::fill(&mut entropy).map_err(|error| anyhow!("draw entropy: {error}"))?;
    let floor = Floor::start(Start {
        past: opened.past,
        journal: Box::new(opened.journal),
        tail_cut: opened.recovered.tail_cut,
        bell: opened.bell,
        clock: Arc::clone(&clock),
        epoch_clock: EpochClock::Wall,
        entropy,
        inbox: Arc::default(),
        on_fatal: Box::new(stop_at_once),
    })
    .context("start the floor")?;
    let door = floor.door();
    let registered = installation.runtime.block_on(async {
        let mut registered = Registered::default();
        for newcomer in newcomers {
            if register_one(installation, &door, &*clock, newcomer).await? {
                registered.made += 1;
            } else {
                registered.known += 1;
            }
        }
        Ok(registered)
    });
    floor.stop(Span::ZERO);
    floor.join();
    registered
}

/// Registers one party; answers whether it had no account before.
async fn register_one(
    installation: &Installation,
    door: &Door,
    clock: &dyn Clock,
    newcomer: Newcomer,
) -> Result<bool, Exit> {
    let Newcomer { name, roles, legal_name, identity, password_hash } = newcomer;
    let desk = &installation.desk;
    if desk.account(&name).await.context("look for the account")?.is_some() {
        return Ok(false);
    }
    let profile = Profile { legal_name, identity, phone: None };
    let kind = match &profile.identity {
        Identity::Person(_) => exchange::PartyKind::Person,
        Identity::Organisation(_) => exchange::PartyKind::Organisation,
    };
    let digest = installation.vault.put_profile(clock.now(), &profile).await;
    let digest = digest.context("keep the profile")?;
    let command =
        Command::RegisterParty { party: Party { kind, roles: roles.clone(), profile: digest } };
    let party = submit(door, command).await?;
    let account =
        Account { name, party, password_hash, roles, created_at: clock.now(), disabled_at: None };
    desk.create_accounts(&[account]).await.context("make the account")?;
    Ok(true)
}

async fn submit(door: &Door, command: Command) -> Result<PartyId, Exit> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|error| anyhow!("draw a request id: {error}"))?;
    loop {
        let answer = door.submit(Actor::EXCHANGE, RequestId(id), command.clone()).await;
        let answer = match answer {
            Err(floor::Unanswered::TooFast { retry_after }) => {
                tokio::time::sleep(retry_after.to_std()).await;
                continue;
            }
            answered => answered.context("register the party")?,
        };
        return match answer.outcome {
            Outcome::Accepted(events) => match events.first() {
                Some(Event::PartyRegistered { party }) => Ok(*party),
                _ => Err(Exit::World(anyhow!("hear of the registration"))),
            },
            Outcome::Refused(refusal) => {
                Err(Exit::Use(format!("the rules refuse the party: {}", refusal.slug())))
            }
        };
    }
}
