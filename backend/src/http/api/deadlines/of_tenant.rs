//! What ends and concerns a tenant, as far as the caller may look.

use axum::{Json, extract::State};
use shared::{
    api::{deadline::TenantDeadline, page::Page},
    permission::Permission,
};

use crate::{
    app::AppState,
    deadlines::{self, Sight},
    http::{AppError, RequestInfo, TenantContext},
};

/// `GET /tenants/{tenant}/deadlines`.
pub async fn of_tenant(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
) -> Result<Json<Page<TenantDeadline>>, AppError> {
    let sight = Sight { settings: context.may(Permission::SettingsRead), tokens: context.may(Permission::TokenRead) };
    let mut tx = app.store.read().await?;
    let items = deadlines::of_tenant(&mut tx, &app, &context.tenant, (sight, info.locale)).await?;
    Ok(Json(Page { items, next_cursor: None }))
}
