//! Lists the playbooks.

use axum::{Json, extract::State};
use shared::{
    api::{page::Page, playbook::PlaybookSummary},
    permission::Permission,
};

use crate::{
    app::AppState,
    http::{AppError, Caller},
    playbooks,
};

/// `GET /playbooks`. Who may upload them sees what is kept of each, besides.
pub async fn list(State(app): State<AppState>, Caller(actor): Caller) -> Result<Json<Page<PlaybookSummary>>, AppError> {
    let mut tx = app.store.read().await?;
    let all = playbooks::all(&mut tx, &app).await?;
    let mut items: Vec<PlaybookSummary> = all.iter().map(|known| known.summary()).collect();
    if actor.administers(Permission::PlaybookWrite) {
        let mut kept = playbooks::keeping(&mut tx).await?;
        for item in &mut items {
            item.keeping = Some(kept.remove(&item.id).unwrap_or_default());
        }
    }
    Ok(Json(Page { items, next_cursor: None }))
}
