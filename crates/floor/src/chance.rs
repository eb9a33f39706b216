//! Chance, from one generator per run.

use exchange::wire::Decided;
use exchange::{Command, Seed};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::entry::Salts;

/// The stream of what a run says of itself.
const OWN_STREAM: u64 = 1;
/// How many words of 4 bytes the salts of an entry take.
const SALTS_WORDS: u128 = 16;
/// How many words a seed takes.
const SEED_WORDS: u128 = 8;

/// Salts and seeds, drawn in the order of the entries.
///
/// What a run says of itself, its beginning and a cut tail, takes its salts from a stream of its
/// own. So a script that was interrupted goes on drawing what it would have drawn.
#[derive(Debug)]
pub(crate) struct Chance {
    entries: ChaCha20Rng,
    own: ChaCha20Rng,
}

/// How much chance the entries so far have taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ChanceUsed {
    entries_words: u128,
    own_words: u128,
}

impl Chance {
    /// Goes on where the entries so far have stopped; under new entropy that is a beginning.
    pub(crate) fn new(entropy: [u8; 32], used: ChanceUsed) -> Self {
        let mut entries = ChaCha20Rng::from_seed(entropy);
        entries.set_word_pos(used.entries_words);
        let mut own = ChaCha20Rng::from_seed(entropy);
        own.set_stream(OWN_STREAM);
        own.set_word_pos(used.own_words);
        Self { entries, own }
    }

    pub(crate) fn seed(&mut self) -> Seed {
        let mut seed = Seed::default();
        self.entries.fill_bytes(&mut seed);
        seed
    }

    pub(crate) fn salts(&mut self, decided: &Decided) -> Salts {
        let own = is_own(&decided.request.command);
        let generator = if own { &mut self.own } else { &mut self.entries };
        std::array::from_fn(|_| {
            let mut salt = record::Salt::default();
            generator.fill_bytes(&mut salt);
            salt
        })
    }
}

impl ChanceUsed {
    /// Takes up what an entry took.
    pub(crate) fn take(&mut self, decided: &Decided) {
        if is_own(&decided.request.command) {
            self.own_words += SALTS_WORDS;
        } else {
            self.entries_words += SALTS_WORDS;
        }
        self.entries_words += if decided.seed.is_some() { SEED_WORDS } else { 0 };
    }
}

fn is_own(command: &Command) -> bool {
    matches!(command, Command::BeginEpoch { .. } | Command::RecordTailCut { .. })
}
