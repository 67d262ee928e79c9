//! Whether a refresh token may be presented again after it left and no answer came: the process was killed, the
//! connection broke, or what came back was no answer. Nobody here knows then whether the provider has rotated it.

use shared::resource::RecoveryClass;

/// For how long an unknown provider is taken to forgive a second use; Okta's default is 30 seconds, others allow up
/// to 60. Facts: security and reliability, §2.1.
pub const USUAL_GRACE_SECONDS: u32 = 60;

/// What to do with a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It may be presented.
    Present,
    /// Presenting it would risk everything that came from the sign-in: somebody has to sign in.
    Keep,
}

/// The verdict on a refresh token that left `unanswered_for` milliseconds ago without an answer; `None`: it never
/// did, or every time was answered. `insist`: a person wants it tried all the same.
pub fn verdict(class: RecoveryClass, grace: Option<u32>, unanswered_for: Option<i64>, insist: bool) -> Verdict {
    let Some(millis) = unanswered_for else { return Verdict::Present };
    let grace_millis = i64::from(grace.unwrap_or(USUAL_GRACE_SECONDS)) * 1_000;
    match class {
        // The old one stays valid, for good or until the new one is used; and nobody here has a new one.
        RecoveryClass::Reusable | RecoveryClass::RetrySafe => Verdict::Present,
        RecoveryClass::Grace if millis <= grace_millis || insist => Verdict::Present,
        // A second use is theft in the provider's eyes, and insisting does not change that.
        RecoveryClass::Grace | RecoveryClass::Strict => Verdict::Keep,
    }
}

#[cfg(test)]
mod tests {
    use RecoveryClass::{Grace, RetrySafe, Reusable, Strict};
    use Verdict::{Keep, Present};

    use super::*;

    #[test]
    fn every_class_in_every_situation() {
        // Never left or always answered; just now; the last moment of grace; after it; after it, and somebody insists.
        let situations =
            [(None, false), (Some(0), false), (Some(30_000), false), (Some(30_001), false), (Some(30_001), true)];
        let table = [
            (Reusable, [Present, Present, Present, Present, Present]),
            (RetrySafe, [Present, Present, Present, Present, Present]),
            (Grace, [Present, Present, Present, Keep, Present]),
            (Strict, [Present, Keep, Keep, Keep, Keep]),
        ];
        for (class, verdicts) in table {
            for ((unanswered_for, insist), expected) in situations.into_iter().zip(verdicts) {
                let found = verdict(class, Some(30), unanswered_for, insist);
                assert_eq!(found, expected, "{class:?} {unanswered_for:?} {insist}");
            }
        }
    }

    #[test]
    fn a_clock_that_was_set_back_counts_as_no_time_and_an_unknown_grace_as_a_minute() {
        assert_eq!(verdict(Grace, Some(30), Some(-5_000), false), Present);
        assert_eq!(verdict(Grace, None, Some(60_000), false), Present);
        assert_eq!(verdict(Grace, None, Some(60_001), false), Keep);
    }
}
