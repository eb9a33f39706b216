//! Changes one thing in a journal and computes every hash behind it anew.

use std::collections::BTreeMap;

use exchange::wire::{Decided, Parts};
use lexicon::{Digest, HashAlg, Sequence};
use record::{Chain, Entry, Header, Part};
use witness::{Mismatch, Verified, Verifier};

use crate::pen::Sealed;

/// Shows a journal to a verifier.
pub(crate) fn verify(
    sealed: &Sealed,
    receipts: BTreeMap<Sequence, Digest>,
) -> Result<Verified, Mismatch> {
    let mut verifier = Verifier::new(receipts);
    for (entry, hash) in sealed {
        verifier.take(entry, *hash)?;
    }
    verifier.finish()
}

/// Shows a journal without any receipt.
pub(crate) fn believed(sealed: &Sealed) -> Result<Verified, Mismatch> {
    verify(sealed, BTreeMap::new())
}

/// Seals entries anew, as if they had always been so.
pub(crate) fn resealed(alg: HashAlg, entries: impl IntoIterator<Item = Entry>) -> Sealed {
    let mut chain = Chain::new(alg);
    let seal = |entry: Entry| {
        let hash = chain.seal(&entry);
        (entry, hash)
    };
    entries.into_iter().map(seal).collect()
}

/// The entry at a place changed, and everything sealed anew.
pub(crate) fn forged(
    sealed: &Sealed,
    place: Sequence,
    change: impl FnOnce(&mut Header, &mut Decided),
) -> Sealed {
    with_entry(sealed, place, |entry| {
        let mut decided = read(entry);
        change(&mut entry.header, &mut decided);
        let parts = [&mut entry.actor, &mut entry.command, &mut entry.seed, &mut entry.outcome];
        for (part, written) in parts.into_iter().zip(decided.write()) {
            let Part::Open { bytes, .. } = part else { panic!("an open part") };
            *bytes = written;
        }
    })
}

/// As [`forged`], for what does not stand in what was decided.
pub(crate) fn with_entry(
    sealed: &Sealed,
    place: Sequence,
    change: impl FnOnce(&mut Entry),
) -> Sealed {
    let mut entries: Vec<Entry> = sealed.iter().map(|(entry, _)| entry.clone()).collect();
    change(&mut entries[index(place)]);
    resealed(HashAlg::Sha256, entries)
}

pub(crate) fn read(entry: &Entry) -> Decided {
    let [actor, command, seed, outcome] = entry.parts().map(bytes);
    Decided::read(Parts { actor, command, seed, outcome }).unwrap()
}

fn bytes(part: &Part) -> Option<&[u8]> {
    match part {
        Part::Open { bytes, .. } => Some(bytes),
        Part::Withheld(_) => None,
    }
}

pub(crate) fn index(place: Sequence) -> usize {
    usize::try_from(place.0 - 1).unwrap()
}
