//! Adds an environment.

use axum::{Json, extract::State};
use http::StatusCode;
use shared::{
    api::environment::{CreateEnvironment, Environment},
    ids::EnvironmentId,
};

use super::{SLUG_RULE, slug_taken};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, TenantContext},
    store::{OnConstraint, dialect, environments},
};

/// `POST /tenants/{tenant}/environments`.
pub async fn create(
    State(app): State<AppState>,
    context: TenantContext,
    Body(request): Body<CreateEnvironment>,
) -> Result<(StatusCode, Json<Environment>), AppError> {
    let now = app.clock.now();
    let environment = Environment {
        id: EnvironmentId::new(app.new_id()),
        slug: request.slug,
        name: request.name,
        default: request.default,
        created_at: now,
        updated_at: now,
    };
    let mut tx = app.store.write().await?;
    dialect::lock_tenant(&mut tx, context.tenant.as_str()).await?;
    if environment.default {
        environments::clear_default(&mut tx, &context.tenant, now).await?;
    }
    environments::insert(&mut tx, &context.tenant, &environment).await.on_constraint(SLUG_RULE, slug_taken)?;
    let entry = context.entry("environment.create").target("environment", environment.id.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "slug": environment.slug }))).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(environment)))
}
