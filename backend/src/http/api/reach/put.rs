//! Records how a resource's permissions are limited where they were granted. What is recorded proves nothing; a mailbox
//! that is refused afterwards does.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::reach::{PutReach, Reach},
    ids::ResourceId,
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, RequestInfo, TenantContext},
    reach::{self, client_id},
    resources::open,
    store::reach::{ReachRow, put as store},
};

/// `PUT /tenants/{tenant}/resources/{resource}/reach`.
pub async fn put(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource)): Path<(String, ResourceId)>,
    Body(request): Body<PutReach>,
) -> Result<Json<Reach>, AppError> {
    let mut tx = app.store.write().await?;
    let opened = open(&mut tx, &app, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let row = request.policy.map(|policy| ReachRow {
        kind: policy.kind.as_str().to_owned(),
        name: policy.name,
        scope: policy.scope,
        client_id: client_id(&opened.settings),
        recorded_by: context.author().name,
        recorded_at: app.clock.now().as_millis(),
    });
    store(&mut tx, &context.tenant, &resource, row.as_ref()).await?;
    let entry = context.entry("reach.record").target("resource", resource.as_str());
    let policy = row.map(|row| serde_json::json!({ "kind": row.kind, "name": row.name, "scope": row.scope }));
    record(&mut tx, &app, entry.detail(serde_json::json!({ "policy": policy }))).await?;
    let reach = reach::look(&mut tx, &app, &opened.settings, info.locale).await?;
    tx.commit().await?;
    Ok(Json(reach))
}
