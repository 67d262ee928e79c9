//! Writes when API keys were last used: often enough to see which are dead, seldom enough to cost nothing.

use crate::{
    app::AppState,
    store::{StoreError, api_keys},
};

pub(super) async fn write(app: AppState) -> Result<(), StoreError> {
    let uses = app.identity.take_uses();
    if uses.is_empty() {
        return Ok(());
    }
    let mut tx = app.store.write().await?;
    for (id, at) in uses {
        api_keys::touch(&mut tx, &id, at).await?;
    }
    tx.commit().await
}
