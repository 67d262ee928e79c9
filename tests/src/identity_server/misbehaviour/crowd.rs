//! The right answer, and how many were waiting for one at the same time.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use super::{Misbehaviour, json};

/// How many requests were under way at once.
#[derive(Clone, Default)]
pub struct Crowd {
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Crowd {
    /// The most at once so far.
    pub fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

/// Answers honestly after giving others the chance to come in between.
pub fn crowd() -> (Misbehaviour, Crowd) {
    let crowd = Crowd::default();
    let counted = crowd.clone();
    let misbehaviour = Misbehaviour::new(move |honest| {
        let (status, body) = honest();
        let Crowd { now, most } = counted.clone();
        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        Box::pin(async move {
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
            now.fetch_sub(1, Ordering::SeqCst);
            json(status, &body)
        })
    });
    (misbehaviour, crowd)
}
