//! Revokes a key: at once on this node, within a second on others.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::{ids::ApiKeyId, permission::Permission, problem::ProblemCode};

use crate::{
    app::AppState,
    audit::{Entry, record},
    http::{AppError, Caller, RequestInfo, enter_tenant},
    store::{api_keys, generations},
};

/// `DELETE /api-keys/{key}`.
pub async fn revoke(
    State(app): State<AppState>,
    info: RequestInfo,
    Caller(actor): Caller,
    Path(key): Path<String>,
) -> Result<StatusCode, AppError> {
    let id = ApiKeyId::new(key);
    let mut tx = app.store.read().await?;
    let (key, _) = api_keys::find(&mut tx, &id).await?.ok_or(ProblemCode::NotFound)?;
    drop(tx);
    match &key.tenant {
        Some(tenant) => drop(enter_tenant(&app, &actor, tenant.as_str(), Permission::PeopleManage, &info.id).await?),
        None if actor.administers(Permission::PeopleManage) => {}
        None => return Err(ProblemCode::NotFound.into()),
    }
    let mut tx = app.store.write().await?;
    if !api_keys::delete(&mut tx, &id).await? {
        return Err(ProblemCode::NotFound.into());
    }
    generations::identity_changed(&mut tx).await?;
    let mut entry = Entry::new(actor.author(&info.id), "api_key.revoke").target("api_key", id.as_str());
    if let Some(tenant) = &key.tenant {
        entry = entry.tenant(tenant);
    }
    record(&mut tx, &app, entry.detail(serde_json::json!({ "name": key.name }))).await?;
    tx.commit().await?;
    app.identity.forget();
    Ok(StatusCode::NO_CONTENT)
}
