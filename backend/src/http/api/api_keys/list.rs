//! Lists keys: of one tenant, or of the whole portal.

use axum::{Json, extract::State};
use shared::{
    api::{
        api_key::{ApiKey, ApiKeyQuery},
        page::Page,
    },
    permission::Permission,
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    http::{AppError, Caller, Query, RequestInfo, enter_tenant, page_request},
    store::api_keys,
};

/// `GET /api-keys`.
pub async fn list(
    State(app): State<AppState>,
    info: RequestInfo,
    Caller(actor): Caller,
    Query(query): Query<ApiKeyQuery>,
) -> Result<Json<Page<ApiKey>>, AppError> {
    let page = page_request(query.limit, query.cursor.as_deref())?;
    let tenant = match &query.tenant {
        Some(tenant) => Some(enter_tenant(&app, &actor, tenant, Permission::PeopleManage, &info.id).await?.tenant),
        None if actor.administers(Permission::PeopleManage) => None,
        None => return Err(ProblemCode::Forbidden.into()),
    };
    let mut tx = app.store.read().await?;
    let rows = api_keys::list(&mut tx, tenant.as_ref(), &page).await?;
    Ok(Json(page.page(rows, |key| key.id.as_str())))
}
