//! One connection entry.

use axum::extract::{Path, State};
use shared::{api::connection_entry::ConnectionEntry, ids::ConnectionEntryId, problem::ProblemCode};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, RequestInfo, Tagged, TenantContext},
    settings,
};

/// `GET …/connection-strings/{entry}`.
pub async fn get(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment, id)): Path<(String, String, ConnectionEntryId)>,
) -> Result<Tagged<ConnectionEntry>, AppError> {
    let mut tx = app.store.read().await?;
    let (place, _) = settings::place(&mut tx, &context.tenant, &environment).await?.ok_or(ProblemCode::NotFound)?;
    let setting = view::find(&mut tx, &app, &place, &id).await?;
    let entry = view::one(&mut tx, &app, &place, &setting, info.locale).await?;
    Ok(Tagged(entry.version, entry))
}
