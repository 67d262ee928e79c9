//! The one-time set-up link: printed by the first start, good for one administrator or one day.

use shared::{secret::SecretText, timestamp::Timestamp};
use subtle::ConstantTimeEq;

use super::hash;
use crate::{
    app::AppState,
    hex,
    store::{StoreError, Tx, settings, users},
};

const TOKEN: &str = "setup_token";
const LIFE_SECONDS: i64 = 24 * 60 * 60;

/// Makes a link if the portal has no account; it replaces the one before.
pub async fn new_link(app: &AppState) -> Result<Option<String>, StoreError> {
    let mut tx = app.store.write().await?;
    if users::any(&mut tx).await? {
        return Ok(None);
    }
    let token = app.rng.token::<32>();
    let end = app.clock.now().plus_seconds(LIFE_SECONDS);
    settings::set(&mut tx, TOKEN, &kept(&token, end)).await?;
    tx.commit().await?;
    Ok(Some(format!("{}/setup#{}", app.public_url, token.expose())))
}

/// Whether the token is the link's.
pub async fn matches(tx: &mut Tx, token: &SecretText, now: Timestamp) -> Result<bool, StoreError> {
    let Some(stored) = settings::get(tx, TOKEN).await? else { return Ok(false) };
    let end = life_end(&stored).unwrap_or(now);
    Ok(now < end && bool::from(kept(token, end).as_bytes().ct_eq(stored.as_bytes())))
}

/// The same, and uses the link up with this transaction.
pub async fn take(tx: &mut Tx, token: &SecretText, now: Timestamp) -> Result<bool, StoreError> {
    let Some(stored) = settings::get(tx, TOKEN).await? else { return Ok(false) };
    Ok(matches(tx, token, now).await? && settings::take(tx, TOKEN, &stored).await?)
}

fn life_end(stored: &str) -> Option<Timestamp> {
    stored.split(' ').next()?.parse().ok().map(Timestamp::from_millis)
}

/// The end of its life and its hash.
fn kept(token: &SecretText, end: Timestamp) -> String {
    format!("{} {}", end.as_millis(), hex::encode(&hash(token.expose())))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::testing::TestApp;

    async fn token(app: &AppState) -> SecretText {
        let link = new_link(app).await.expect("made").expect("needed");
        SecretText::new(link.split_once('#').expect("a fragment").1)
    }

    #[tokio::test]
    async fn a_link_works_once_a_newer_one_replaces_it_and_it_expires() {
        let test = TestApp::new().await;
        let app = &test.app;
        let (older, newer) = (token(app).await, token(app).await);
        let mut tx = app.store.write().await.expect("write");
        assert!(!take(&mut tx, &older, app.clock.now()).await.expect("asked"));
        assert!(take(&mut tx, &newer, app.clock.now()).await.expect("asked"));
        assert!(!take(&mut tx, &newer, app.clock.now()).await.expect("asked"));
        tx.commit().await.expect("commit");
        let late = token(app).await;
        app.clock.advance(Duration::from_hours(24));
        let mut tx = app.store.write().await.expect("write");
        assert!(!take(&mut tx, &late, app.clock.now()).await.expect("asked"));
    }
}
