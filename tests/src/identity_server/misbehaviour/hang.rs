//! An answer that does not come until it is released.

use tokio::sync::watch;

use super::{Misbehaviour, respond};

/// Lets the answers that hang go on. Dropping it does so too.
pub struct Release(watch::Sender<bool>);

impl Release {
    /// Lets them go on.
    pub fn release(&self) {
        self.0.send_replace(true);
    }
}

/// Holds every answer until the other half is released; then processes the request and answers honestly.
///
/// The request is processed first and only the answer is held, as with a slow network.
pub fn hang() -> (Misbehaviour, Release) {
    let sender = watch::Sender::new(false);
    let receiver = sender.subscribe();
    let misbehaviour = Misbehaviour::new(move |honest| {
        let (status, body) = honest();
        let mut released = receiver.clone();
        Box::pin(async move {
            let _ = released.wait_for(|released| *released).await;
            respond(status, "application/json", body.to_string())
        })
    });
    (misbehaviour, Release(sender))
}
