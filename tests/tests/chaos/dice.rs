//! Chance with a seed that is printed, so that a run can be repeated: `CONSENTRY_CHAOS_SEED=…`.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};

/// A small generator (`SplitMix64`).
pub(crate) struct Dice(u64);

impl Dice {
    /// With the seed from the environment, else one of its own; printed, so that a failed test shows it.
    pub(crate) fn thrown_for(test: &str) -> Self {
        let given = std::env::var("CONSENTRY_CHAOS_SEED").ok().and_then(|seed| seed.parse().ok());
        // A hasher of the standard library begins with the system's randomness.
        let seed = given.unwrap_or_else(|| RandomState::new().build_hasher().finish());
        println!("{test}: CONSENTRY_CHAOS_SEED={seed}");
        Self(seed)
    }

    /// A number below `bound`.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }

    /// Lets other tasks run for a while that differs each time.
    pub(crate) async fn linger(&mut self, most: u64) {
        for _ in 0..self.below(most) {
            tokio::task::yield_now().await;
        }
    }
}
