//! What depends on a type: of the tenant, or, for portal administrators, of all tenants.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{api::dependents::Dependents, problem::ProblemCode};

use super::holder::{Holder, TypePath};
use crate::{
    app::AppState,
    dependents::{self as sources, Subject},
    http::AppError,
    resource_types,
};

/// `GET …/resource-types/{type}/dependents`.
pub async fn dependents(
    State(app): State<AppState>,
    holder: Holder,
    Path(path): Path<TypePath>,
) -> Result<Json<Dependents>, AppError> {
    let mut tx = app.store.read().await?;
    resource_types::known(&mut tx, &app, holder.tenant.as_ref(), &path.id).await?.ok_or(ProblemCode::NotFound)?;
    let subject = Subject::ResourceType(holder.tenant.as_ref(), &path.id);
    Ok(Json(Dependents { groups: sources::of(&mut tx, &app, subject).await? }))
}
