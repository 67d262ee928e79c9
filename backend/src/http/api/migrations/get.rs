//! One migration with its steps, values and texts.

use axum::extract::{Path, State};
use shared::{api::migration::Migration, ids::MigrationId};

use super::found::{find, shown};
use crate::{
    app::AppState,
    http::{AppError, Tagged, TenantContext},
};

/// `GET …/migrations/{migration}`.
pub async fn get(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, environment, id)): Path<(String, String, MigrationId)>,
) -> Result<Tagged<Migration>, AppError> {
    let mut tx = app.store.read().await?;
    let run = find(&mut tx, (&app, &context), &environment, &id).await?;
    Ok(Tagged(run.row.version, shown(&mut tx, &app, &run).await?))
}
