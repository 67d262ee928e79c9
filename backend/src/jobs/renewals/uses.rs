//! Writes down which tokens somebody asked for: they are kept fresh from now on, by whichever node renews.

use crate::{
    app::AppState,
    store::{StoreError, token_renewals},
};

/// Uses written in one transaction.
const MOST_AT_ONCE: usize = 500;

pub(in crate::jobs) async fn write(app: AppState) -> Result<(), StoreError> {
    let uses = app.token_cache.uses().take(app.clock.now());
    for chunk in uses.chunks(MOST_AT_ONCE) {
        let written = async {
            let mut tx = app.store.write().await?;
            for (tenant, token, at) in chunk {
                token_renewals::used(&mut tx, tenant, token, at.as_millis()).await?;
            }
            tx.commit().await
        };
        if let Err(error) = written.await {
            app.token_cache.uses().put_back(&uses);
            return Err(error);
        }
    }
    Ok(())
}
