//! The audit trail of the broker's hot path: a bounded queue in memory, written in batches. When it cannot be kept
//! (queue full, database failing) the caller is told and hands nothing out.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::{
    mpsc::{Receiver, Sender, channel},
    watch,
};

use super::{Entry, Stamped, stamped};
use crate::{
    app::AppState,
    store::{StoreError, audit},
};

const QUEUE: usize = 8_192;
const BATCH: usize = 500;
const PAUSE: Duration = Duration::from_millis(40);
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(250);

/// The trail cannot be kept right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the audit trail cannot be written")]
pub struct JournalUnavailable;

/// The queue.
#[derive(Debug)]
pub struct Journal {
    sender: Sender<Stamped>,
    receiver: Mutex<Option<Receiver<Stamped>>>,
    failing: AtomicBool,
    queued: AtomicU64,
    written: watch::Sender<u64>,
}

impl Default for Journal {
    fn default() -> Self {
        Self::new()
    }
}

impl Journal {
    /// An empty queue.
    pub fn new() -> Self {
        let (sender, receiver) = channel(QUEUE);
        Self {
            sender,
            receiver: Mutex::new(Some(receiver)),
            failing: AtomicBool::new(false),
            queued: AtomicU64::new(0),
            written: watch::Sender::new(0),
        }
    }

    /// Queues an entry; it is in the database within 50 milliseconds. If it is refused, hand nothing out.
    pub fn record(&self, app: &AppState, entry: Entry) -> Result<(), JournalUnavailable> {
        if self.failing.load(Ordering::Relaxed) {
            return Err(JournalUnavailable);
        }
        self.sender.try_send(stamped(app, entry)).map_err(|_| JournalUnavailable)?;
        self.queued.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    /// Waits a little until what is queued now is in the database, so that who reads the trail sees what they did.
    pub async fn settled(&self) {
        let queued = self.queued.load(Ordering::SeqCst);
        let mut written = self.written.subscribe();
        // In vain while the database fails; then the trail is read without the newest entries.
        let _ = tokio::time::timeout(PAUSE * 10, written.wait_for(|written| *written >= queued)).await;
    }
}

/// Writes batches until the server has drained and nothing is queued any more. Run once, as a task.
pub async fn keep(app: AppState) {
    let receiver = app.journal.receiver.lock().ok().and_then(|mut receiver| receiver.take());
    let Some(mut receiver) = receiver else { return };
    let mut batch = Vec::new();
    loop {
        tokio::select! {
            () = app.drained.cancelled() => break,
            _ = receiver.recv_many(&mut batch, 1) => {}
        }
        // What arrives during the pause shares the commit.
        tokio::time::sleep(PAUSE).await;
        flush(&app, &mut receiver, &mut batch).await;
    }
    receiver.close();
    flush(&app, &mut receiver, &mut batch).await;
}

async fn flush(app: &AppState, receiver: &mut Receiver<Stamped>, batch: &mut Vec<Stamped>) {
    loop {
        while batch.len() < BATCH {
            let Ok(entry) = receiver.try_recv() else { break };
            batch.push(entry);
        }
        if batch.is_empty() {
            return;
        }
        match write(app, batch).await {
            Ok(()) => {
                app.journal.failing.store(false, Ordering::Relaxed);
                app.journal.written.send_modify(|written| *written += batch.len() as u64);
                batch.clear();
            }
            Err(error) => {
                app.journal.failing.store(true, Ordering::Relaxed);
                tracing::error!(%error, waiting = batch.len(), "the audit trail cannot be written; tokens are not handed out");
                tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
                if app.drained.is_cancelled() {
                    return;
                }
            }
        }
    }
}

async fn write(app: &AppState, batch: &[Stamped]) -> Result<(), StoreError> {
    let mut tx = app.store.write().await?;
    for entry in batch {
        audit::insert(&mut tx, entry).await?;
    }
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{audit::Author, store::page::PageRequest, testing::TestApp};

    fn entry(action: &'static str) -> Entry {
        Entry::new(Author::system("test"), action)
    }

    #[tokio::test]
    async fn what_was_queued_is_written_before_the_end() {
        let test = TestApp::new().await;
        for _ in 0..=BATCH {
            test.app.journal.record(&test.app, entry("token.issue")).expect("queued");
        }
        test.app.drained.cancel();
        keep(test.app.clone()).await;
        let mut tx = test.app.store.read().await.expect("read");
        let page = PageRequest { limit: 1_000, after: None };
        let entries = audit::list(&mut tx, &audit::Filter::default(), &page).await.expect("listed");
        assert_eq!(entries.len(), BATCH + 1);
        assert_eq!(test.app.journal.record(&test.app, entry("token.issue")), Err(JournalUnavailable));
    }

    #[tokio::test]
    async fn who_waits_for_it_sees_what_was_queued_before() {
        let test = TestApp::new().await;
        let keeper = tokio::spawn(keep(test.app.clone()));
        test.app.journal.record(&test.app, entry("token.issue")).expect("queued");
        test.app.journal.settled().await;
        let mut tx = test.app.store.read().await.expect("read");
        let page = PageRequest { limit: 10, after: None };
        let entries = audit::list(&mut tx, &audit::Filter::default(), &page).await.expect("listed");
        assert_eq!(entries.len(), 1);
        test.app.drained.cancel();
        keeper.await.expect("ended");
    }

    #[tokio::test]
    async fn a_full_queue_refuses() {
        let test = TestApp::new().await;
        for _ in 0..QUEUE {
            test.app.journal.record(&test.app, entry("token.issue")).expect("queued");
        }
        assert_eq!(test.app.journal.record(&test.app, entry("token.issue")), Err(JournalUnavailable));
    }
}
