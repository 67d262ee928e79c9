//! Providers are left alone after a failure: whoever asks in the meantime gets the same answer without a call.

use std::{collections::HashMap, sync::Mutex};

use shared::{ids::TokenId, timestamp::Timestamp};

use crate::{domain::token::pause_seconds, oauth::error::ProviderFault};

/// Failures that still hold, by token.
#[derive(Debug, Default)]
pub(super) struct Pauses(Mutex<HashMap<TokenId, Pause>>);

#[derive(Debug)]
struct Pause {
    until: Timestamp,
    /// Whose refresh token was presented.
    root: TokenId,
    /// A resource that was mended since deserves a new attempt.
    credential_version: i64,
    fault: ProviderFault,
}

impl Pauses {
    /// The failure that still holds, with what is left of the time to wait.
    pub(super) fn get(&self, token: &TokenId, credential_version: i64, now: Timestamp) -> Option<ProviderFault> {
        let mut pauses = self.0.lock().ok()?;
        let pause = pauses.get(token)?;
        if pause.until <= now || pause.credential_version != credential_version {
            pauses.remove(token);
            return None;
        }
        let left = u32::try_from(pause.until.seconds_since(now)).unwrap_or_default().max(1);
        let retry_after = pause.fault.retry_after.map(|_| left);
        Some(ProviderFault { retry_after, ..pause.fault.clone() })
    }

    /// Begins a pause of `token`, which lives from the refresh token of `root`, after `fault`.
    pub(super) fn begin(
        &self,
        (token, root): (&TokenId, &TokenId),
        credential_version: i64,
        fault: &ProviderFault,
        now: Timestamp,
    ) {
        let seconds = pause_seconds(fault.code, fault.retry_after);
        if let Ok(mut pauses) = self.0.lock() {
            pauses.retain(|_, pause| pause.until > now);
            if seconds > 0 {
                let until = now.plus_seconds(seconds);
                let pause = Pause { until, root: root.clone(), credential_version, fault: fault.clone() };
                pauses.insert(token.clone(), pause);
            }
        }
    }

    /// Ends the pauses of all that lives from the refresh token of `root`: it went well after all.
    pub(super) fn end(&self, root: &TokenId) {
        if let Ok(mut pauses) = self.0.lock() {
            pauses.retain(|_, pause| pause.root != *root);
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::problem::ProblemCode;

    use super::*;

    #[test]
    fn a_pause_counts_down_and_ends_with_time_or_with_a_mended_resource() {
        let (pauses, token, root) = (Pauses::default(), TokenId::new("1"), TokenId::new("0"));
        let fault = ProviderFault { retry_after: Some(30), ..ProviderFault::of(ProblemCode::ProviderUnavailable) };
        let start = Timestamp::from_millis(0);
        pauses.begin((&token, &root), 1, &fault, start);
        assert_eq!(pauses.get(&token, 1, start.plus_seconds(10)).and_then(|held| held.retry_after), Some(20));
        assert!(pauses.get(&token, 1, start.plus_seconds(30)).is_none());
        pauses.begin((&token, &root), 1, &fault, start);
        assert!(pauses.get(&token, 2, start).is_none());
        pauses.begin((&token, &root), 1, &fault, start);
        pauses.end(&token);
        assert!(pauses.get(&token, 1, start).is_some(), "another one's");
        pauses.end(&root);
        assert!(pauses.get(&token, 1, start).is_none());
    }
}
