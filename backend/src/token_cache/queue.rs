//! One renewal of a family at a time in this process: branches of one root would present the same refresh token.
//! Between processes the lease does the same; here nobody has to look at it again and again.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, Weak},
};

use shared::ids::TokenId;
use tokio::sync::OwnedMutexGuard;

/// The families that are being renewed, by their root.
#[derive(Debug, Default)]
pub(super) struct Queues(Mutex<HashMap<TokenId, Weak<tokio::sync::Mutex<()>>>>);

/// A renewal's turn; over when dropped.
pub(super) type Turn = OwnedMutexGuard<()>;

impl Queues {
    /// Waits until it is this renewal's turn; those who came first go first.
    pub(super) async fn turn(&self, root: &TokenId) -> Turn {
        let queue = self.queue(root);
        queue.lock_owned().await
    }

    fn queue(&self, root: &TokenId) -> Arc<tokio::sync::Mutex<()>> {
        // A thread that panicked while it held the list left it as it was: nothing in it is half done.
        let mut queues = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(queue) = queues.get(root).and_then(Weak::upgrade) {
            return queue;
        }
        queues.retain(|_, queue| queue.strong_count() > 0);
        let queue = Arc::default();
        queues.insert(root.clone(), Arc::downgrade(&queue));
        queue
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_turn_at_a_time_and_a_family_does_not_wait_for_another() {
        let (queues, one, other) = (Queues::default(), TokenId::new("1"), TokenId::new("2"));
        let turn = queues.turn(&one).await;
        assert!(queues.queue(&one).try_lock_owned().is_err());
        drop(queues.turn(&other).await);
        drop(turn);
        assert!(queues.queue(&one).try_lock_owned().is_ok());
        drop(queues.turn(&other).await);
        assert_eq!(queues.0.lock().expect("list").len(), 1, "what nobody waits for is forgotten");
    }
}
