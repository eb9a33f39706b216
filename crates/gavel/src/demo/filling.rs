//! What a demonstration keeps beside its journal: accounts, profiles, files.

use anyhow::Context;
use lexicon::{Moment, PartyId, Secret};
use store::{Account, Identity, Media, NewFile, Profile, StoreError};
use web::{PasswordCost, hash_password};

use super::PASSWORD;
use super::past::Kept;
use super::people::Person;
use super::script::DemoScript;
use crate::exit::Exit;
use crate::installation::Installation;

/// A contract of which only the first page matters here.
const CONTRACT: &[u8] = include_bytes!("contract.pdf");
/// How many accounts are made together.
const ACCOUNTS_AT_ONCE: usize = 500;

/// Keeps what the past will name, before it is made.
pub(super) async fn keep(
    installation: &Installation,
    script: &DemoScript,
    people: &[Person],
    now: Moment,
) -> Result<Kept, Exit> {
    let mut profiles = Vec::with_capacity(people.len());
    let mut load = None;
    for person in people {
        // Load bidders are all alike; one profile does for them.
        let is_load = person.name.starts_with("load");
        let known = load.filter(|_| is_load);
        let digest = match known {
            Some(digest) => digest,
            None => keep_profile(installation, person, now).await?,
        };
        if is_load {
            load = Some(digest);
        }
        profiles.push(digest);
    }
    keep_accounts(installation, people, now).await?;
    let seller = people.first().map_or(PartyId(1), |person| person.party);
    let mut descriptions = Vec::with_capacity(script.lots.len());
    let mut documents = Vec::with_capacity(script.lots.len());
    for lot in &script.lots {
        let text = lot.description.trim();
        let digest = match text {
            "" => None,
            _ => Some(keep_file(installation, text.as_bytes(), Media::Text, seller, now).await?),
        };
        descriptions.push(digest);
        let mut named = Vec::with_capacity(lot.documents.len());
        for document in &lot.documents {
            let text = document.text.as_bytes();
            let digest = keep_file(installation, text, Media::Text, seller, now).await?;
            named.push(document.kept(digest));
        }
        documents.push(named);
    }
    let contract = keep_file(installation, CONTRACT, Media::Pdf, seller, now).await?;
    Ok(Kept { profiles, descriptions, documents, contract })
}

async fn keep_profile(
    installation: &Installation,
    person: &Person,
    now: Moment,
) -> Result<lexicon::Digest, Exit> {
    let identity = match person.kind {
        exchange::PartyKind::Person => person.identity.parse().map(Identity::Person).ok(),
        exchange::PartyKind::Organisation => {
            person.identity.parse().map(Identity::Organisation).ok()
        }
    };
    let identity = identity.context("read an invented number")?;
    let legal_name = Secret::new(person.legal_name.clone());
    let profile = Profile { legal_name, identity, phone: None };
    let kept = installation.vault.put_profile(now, &profile).await;
    kept.context("keep a profile").map_err(Exit::World)
}

async fn keep_accounts(
    installation: &Installation,
    people: &[Person],
    now: Moment,
) -> Result<(), Exit> {
    // Everyone's password is the same and printed, so that one cheap hash does for all.
    let password = Secret::new(PASSWORD.to_owned());
    let password_hash = hash_password(PasswordCost::LOW, &password);
    let password_hash = password_hash.ok().context("hash the password")?;
    for group in people.chunks(ACCOUNTS_AT_ONCE) {
        let accounts: Result<Vec<Account>, Exit> = group
            .iter()
            .map(|person| {
                Ok(Account {
                    name: person.name.parse().context("name an account")?,
                    party: person.party,
                    password_hash: password_hash.clone(),
                    roles: vec![person.role],
                    created_at: now,
                    disabled_at: None,
                })
            })
            .collect();
        match installation.desk.create_accounts(&accounts?).await {
            // A demonstration that was stopped while it was filled has them already.
            Ok(()) | Err(StoreError::NameTaken { .. }) => {}
            Err(error) => return Err(Exit::World(anyhow::Error::new(error))),
        }
    }
    Ok(())
}

async fn keep_file(
    installation: &Installation,
    content: &[u8],
    declared: Media,
    kept_by: PartyId,
    kept_at: Moment,
) -> Result<lexicon::Digest, Exit> {
    let file = NewFile { content: content.to_vec().into(), declared, kept_by, kept_at };
    let kept = installation.files.put(file).await;
    kept.context("keep a file").map_err(Exit::World)
}
