//! One tenant.

use axum::extract::State;
use shared::{api::tenant::Tenant, problem::ProblemCode};

use crate::{
    app::AppState,
    http::{AppError, Tagged, TenantContext},
    store::tenants,
};

/// `GET /tenants/{tenant}`.
pub async fn get(State(app): State<AppState>, context: TenantContext) -> Result<Tagged<Tenant>, AppError> {
    let mut tx = app.store.read().await?;
    let (tenant, version) = tenants::get(&mut tx, &context.tenant).await?.ok_or(ProblemCode::NotFound)?;
    Ok(Tagged(version, Tenant { role: context.role, ..tenant }))
}
