//! The right answer, some time later: a provider that is far away or busy.

use std::{future::pending, time::Duration};

use tokio::time::timeout;

use super::{Misbehaviour, json};

/// Answers honestly, `by` later. For measuring only: a test that needs an answer held has [`super::hang`].
pub fn late(by: Duration) -> Misbehaviour {
    Misbehaviour::new(move |honest| {
        let (status, body) = honest();
        Box::pin(async move {
            let _ = timeout(by, pending::<()>()).await;
            json(status, &body)
        })
    })
}
