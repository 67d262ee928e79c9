//! Keeps the cache of identities honest: asks the database whether anything behind it has changed.

use crate::{
    app::AppState,
    store::{StoreError, generations},
};

pub(super) async fn confirm(app: AppState) -> Result<(), StoreError> {
    let asked_at = app.clock.now();
    let mut tx = app.store.read().await?;
    let generation = generations::identity(&mut tx).await?;
    app.identity.confirm(generation, asked_at);
    Ok(())
}
