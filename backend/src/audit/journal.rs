//! The audit trail of the broker's hot path: a bounded queue in memory, written in batches. When it cannot be kept
//! (database failing, queue full for long) the caller is told and hands nothing out.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::sync::{
    mpsc::{Receiver, Sender, channel, error::TrySendError},
    watch,
};

use super::{HandOut, Stamped, hand_out::rows};
use crate::{
    app::AppState,
    store::{StoreError, audit},
};

const QUEUE: usize = 16_384;
/// The most that shares a transaction.
const BATCH: usize = QUEUE;
/// How long hand-outs are gathered before it is looked at how many there are.
const PAUSE: Duration = Duration::from_millis(40);
/// The most pauses before what was gathered is written.
const PAUSES: usize = 5;
/// Fewer than this after a pause are no burst: they are written without waiting for more.
const BURST: usize = 100;
/// So many are written without waiting for more, lest the queue runs full.
const ENOUGH: usize = QUEUE / 2;
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(250);
/// How long a caller waits for room in the queue. More callers than the database can note are slowed down to its
/// speed rather than refused.
const PATIENCE: Duration = Duration::from_secs(2);

/// The trail cannot be kept right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the audit trail cannot be written")]
pub struct JournalUnavailable;

/// The queue.
#[derive(Debug)]
pub struct Journal {
    sender: Sender<HandOut>,
    receiver: Mutex<Option<Receiver<HandOut>>>,
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

    /// Queues a hand-out; it is in the database within 50 milliseconds, in a burst within a quarter of a second.
    ///
    /// # Errors
    /// It is not queued: hand nothing out. At once while the database fails, after two seconds when there is no room.
    pub async fn record(&self, hand_out: HandOut) -> Result<(), JournalUnavailable> {
        if self.failing.load(Ordering::Relaxed) {
            return Err(JournalUnavailable);
        }
        match self.sender.try_send(hand_out) {
            Ok(()) => {}
            Err(TrySendError::Full(hand_out)) => {
                self.sender.send_timeout(hand_out, PATIENCE).await.map_err(|_| JournalUnavailable)?;
            }
            Err(TrySendError::Closed(_)) => return Err(JournalUnavailable),
        }
        self.queued.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }

    /// Waits a little until what is queued now is in the database, so that who reads the trail sees what they did.
    pub async fn settled(&self) {
        let queued = self.queued.load(Ordering::SeqCst);
        let mut written = self.written.subscribe();
        // In vain while the database fails; then the trail is read without the newest entries.
        let _ = tokio::time::timeout(PAUSE * 20, written.wait_for(|written| *written >= queued)).await;
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
            _ = receiver.recv_many(&mut batch, BATCH) => {}
        }
        gather(&batch, &receiver).await;
        flush(&app, &mut receiver, &mut batch).await;
    }
    receiver.close();
    flush(&app, &mut receiver, &mut batch).await;
}

/// Waits for what shares the commit, and the row of what is like it. A commit has the disk put it away for good, which
/// costs as much as dozens of hand-outs do: in a burst fewer commits are made.
async fn gather(batch: &[HandOut], receiver: &Receiver<HandOut>) {
    for pause in 1..=PAUSES {
        tokio::time::sleep(PAUSE).await;
        if is_enough(pause, batch.len() + receiver.len()) {
            return;
        }
    }
}

/// Whether `gathered` hand-outs are written now, after so many pauses.
fn is_enough(pauses: usize, gathered: usize) -> bool {
    pauses >= PAUSES || gathered >= ENOUGH || gathered < pauses * BURST
}

async fn flush(app: &AppState, receiver: &mut Receiver<HandOut>, batch: &mut Vec<HandOut>) {
    loop {
        while batch.len() < BATCH {
            let Ok(hand_out) = receiver.try_recv() else { break };
            batch.push(hand_out);
        }
        if batch.is_empty() || !written(app, &rows(app, batch)).await {
            return;
        }
        app.journal.written.send_modify(|written| *written += batch.len() as u64);
        batch.clear();
    }
}

/// Writes `rows`, again and again until it works; not when the server ends meanwhile.
async fn written(app: &AppState, rows: &[Stamped]) -> bool {
    while let Err(error) = write(app, rows).await {
        app.journal.failing.store(true, Ordering::Relaxed);
        tracing::error!(%error, waiting = rows.len(), "the audit trail cannot be written; tokens are not handed out");
        tokio::time::sleep(PAUSE_AFTER_FAILURE).await;
        if app.drained.is_cancelled() {
            return false;
        }
    }
    app.journal.failing.store(false, Ordering::Relaxed);
    true
}

async fn write(app: &AppState, rows: &[Stamped]) -> Result<(), StoreError> {
    let mut tx = app.store.write().await?;
    audit::insert_all(&mut tx, rows).await?;
    tx.commit().await
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use shared::{
        api::{audit::AuditEntry, token::TokenSource},
        ids::{ApiKeyId, ResourceId, TenantId, TokenId},
    };

    use super::*;
    use crate::{
        identity::{Actor, Robot},
        store::page::PageRequest,
        testing::TestApp,
    };

    fn hand_out(app: &AppState, token: &str) -> HandOut {
        let robot = Robot { id: ApiKeyId::new("k"), name: "robot".to_owned(), tenant: None, scopes: Vec::new() };
        HandOut {
            actor: Arc::new(Actor::Robot(robot)),
            tenant: TenantId::new("t"),
            resource: ResourceId::new("r"),
            token: TokenId::new(token),
            source: TokenSource::Cache,
            request_id: Arc::from(app.new_id()),
            at: app.clock.now(),
        }
    }

    async fn trail(app: &AppState) -> Vec<AuditEntry> {
        let mut tx = app.store.read().await.expect("read");
        let page = PageRequest { limit: 10_000, after: None };
        audit::list(&mut tx, &audit::Filter::default(), &page).await.expect("listed")
    }

    #[tokio::test]
    async fn what_was_queued_is_written_before_the_end_and_counted_exactly() {
        let test = TestApp::new().await;
        let mut asked = Vec::new();
        for number in 0..QUEUE {
            let hand_out = hand_out(&test.app, if number % 3 == 0 { "one" } else { "another" });
            asked.push(hand_out.request_id.to_string());
            test.app.journal.record(hand_out).await.expect("queued");
        }
        test.app.drained.cancel();
        keep(test.app.clone()).await;
        let entries = trail(&test.app).await;
        assert!(entries.len() < asked.len() / 50, "{} rows", entries.len());
        assert_eq!(entries.iter().map(|entry| entry.times as usize).sum::<usize>(), asked.len());
        let mut kept: Vec<String> = entries.into_iter().flat_map(|entry| entry.request_ids).collect();
        kept.sort();
        asked.sort();
        assert_eq!(kept, asked, "the request of every hand-out is in the trail");
        let late = hand_out(&test.app, "one");
        assert_eq!(test.app.journal.record(late).await, Err(JournalUnavailable));
    }

    #[test]
    fn only_a_burst_is_gathered_for_longer_and_never_until_the_queue_is_full() {
        assert!(is_enough(1, 1));
        assert!(is_enough(1, BURST - 1));
        assert!(!is_enough(1, BURST));
        assert!(!is_enough(2, 5 * BURST));
        assert!(is_enough(3, BURST + 1), "the burst is over");
        assert!(is_enough(1, ENOUGH) && is_enough(PAUSES, BURST * PAUSES));
        const { assert!(ENOUGH * 2 <= QUEUE, "there is room for what arrives while a batch is written") };
    }

    #[tokio::test]
    async fn who_waits_for_it_sees_what_was_queued_before() {
        let test = TestApp::new().await;
        let keeper = tokio::spawn(keep(test.app.clone()));
        test.app.journal.record(hand_out(&test.app, "one")).await.expect("queued");
        test.app.journal.settled().await;
        let entries = trail(&test.app).await;
        assert_eq!(entries.len(), 1);
        assert_eq!((entries[0].times, entries[0].request_ids.len()), (1, 0));
        test.app.drained.cancel();
        keeper.await.expect("ended");
    }

    #[tokio::test]
    async fn a_full_queue_is_waited_for_and_refuses_when_nothing_moves() {
        let test = TestApp::new().await;
        for _ in 0..QUEUE {
            test.app.journal.record(hand_out(&test.app, "one")).await.expect("queued");
        }
        let refused = test.app.journal.record(hand_out(&test.app, "one")).await;
        assert_eq!(refused, Err(JournalUnavailable), "nobody writes");
        let waiting = test.app.journal.record(hand_out(&test.app, "one"));
        let writer = keep(test.app.clone());
        let served = tokio::select! {
            served = waiting => served,
            () = writer => Err(JournalUnavailable),
        };
        assert_eq!(served, Ok(()), "room was made while the caller waited");
    }
}
