//! One attempt at creating something, and its `Idempotency-Key`: the same request sent again, by a second press or
//! after the network failed, carries the same key and creates nothing twice.

use std::hash::{DefaultHasher, Hash, Hasher};

/// What has been sent and is not known to have succeeded.
#[derive(Debug, Default)]
pub(crate) struct Attempt {
    pending: Option<(u64, String)>,
}

impl Attempt {
    /// The key for sending `body`. Another body is another request and gets a key of its own: the server refuses
    /// a key that comes back with something else. Only a fingerprint of the body is kept, for it may hold a password.
    pub(crate) fn key(&mut self, body: &str, fresh: impl FnOnce() -> String) -> String {
        let mut hasher = DefaultHasher::new();
        body.hash(&mut hasher);
        let print = hasher.finish();
        match &self.pending {
            Some((known, key)) if *known == print => key.clone(),
            _ => {
                let key = fresh();
                self.pending = Some((print, key.clone()));
                key
            }
        }
    }

    /// It succeeded: whatever is sent next is meant to create something else.
    pub(crate) fn succeeded(&mut self) {
        self.pending = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_kept_until_the_request_changes_or_succeeds() {
        let mut attempt = Attempt::default();
        let first = attempt.key("a", || "1".into());
        assert_eq!(attempt.key("a", || "2".into()), first, "sent again after the network failed");
        assert_eq!(attempt.key("b", || "3".into()), "3", "something else was typed");
        attempt.succeeded();
        assert_eq!(attempt.key("b", || "4".into()), "4", "one more of the same, on purpose");
    }
}
