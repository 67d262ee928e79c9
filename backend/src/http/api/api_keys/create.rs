//! Makes a key. The answer is the only place where it is ever shown.

use axum::{Json, extract::State};
use http::StatusCode;
use shared::{
    api::api_key::{ApiKeyCreated, CreateApiKey},
    permission::{Permission, Role, Scope},
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    http::{AppError, Body, Caller, RequestInfo, enter_tenant},
    identity::NewKey,
};

/// `POST /api-keys`.
pub async fn create(
    State(app): State<AppState>,
    info: RequestInfo,
    Caller(actor): Caller,
    Body(request): Body<CreateApiKey>,
) -> Result<(StatusCode, Json<ApiKeyCreated>), AppError> {
    let tenant = match &request.tenant {
        Some(tenant) => {
            let context = enter_tenant(&app, &actor, tenant, Permission::PeopleManage, &info.id).await?;
            // These scopes can delete the tenant: only its owners may give them away.
            let deletes = [Scope::All, Scope::TenantsWrite].iter().any(|scope| request.scopes.contains(scope));
            if deletes && context.role.is_some_and(|role| role < Role::Owner) {
                return Err(ProblemCode::Forbidden.into());
            }
            Some(context.tenant)
        }
        None if actor.administers(Permission::PeopleManage) => None,
        None => return Err(ProblemCode::Forbidden.into()),
    };
    let key = NewKey { name: &request.name, scopes: &request.scopes, tenant, expires_in_days: request.expires_in_days };
    let mut tx = app.store.write().await?;
    let created = key.insert(&mut tx, &app, actor.author(&info.id)).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(created)))
}
