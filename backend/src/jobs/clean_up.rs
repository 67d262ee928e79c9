//! Removes what has ended: sessions, counts of failed attempts, remembered answers.

use crate::{
    app::AppState,
    identity::session,
    store::{StoreError, idempotency_keys, sessions, throttle},
};

const DAY: i64 = 24 * 60 * 60;
/// An address from which an account signed in is remembered as known for so long.
const KNOWN_ADDRESS: i64 = 30 * DAY;

pub(super) async fn run(app: AppState) -> Result<(), StoreError> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    let ended = sessions::delete_ended(&mut tx, now, session::idle_since(now)).await?;
    throttle::delete_quiet(&mut tx, now.plus_seconds(-KNOWN_ADDRESS)).await?;
    idempotency_keys::delete_older(&mut tx, now.plus_seconds(-DAY)).await?;
    tx.commit().await?;
    if ended > 0 {
        tracing::debug!(ended, "ended sessions were removed");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use shared::ids::UserId;

    use super::*;
    use crate::{
        store::{sessions::NewSession, users},
        testing::TestApp,
    };

    #[tokio::test]
    async fn only_what_has_ended_goes() {
        let test = TestApp::new().await;
        let app = &test.app;
        let mut tx = app.store.write().await.expect("write");
        users::insert(&mut tx, &users::tests::account("u", "u@example.com"), "").await.expect("user");
        let user = UserId::new("u");
        for (id, hash) in [("old", b"1"), ("new", b"2")] {
            let now = app.clock.now();
            let session = NewSession { id, token_hash: hash, user: &user, now, expires_at: session::end(now) };
            sessions::insert(&mut tx, &session).await.expect("session");
            app.clock.advance(Duration::from_mins(20));
        }
        tx.commit().await.expect("commit");
        run(app.clone()).await.expect("cleaned");
        let now = app.clock.now();
        let mut tx = app.store.read().await.expect("read");
        let idle = session::idle_since(now);
        assert!(sessions::find(&mut tx, b"1", now, idle.plus_seconds(-DAY)).await.expect("asked").is_none());
        assert!(sessions::find(&mut tx, b"2", now, idle).await.expect("asked").is_some());
    }
}
