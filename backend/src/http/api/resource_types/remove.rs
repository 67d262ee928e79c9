//! Deletes a type of one's own, unless a resource is of it.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::api::dependents::Act;

use super::{
    change::own,
    holder::{Holder, TypePath},
};
use crate::{
    app::AppState,
    audit::record,
    dependents::{self, Subject},
    http::{
        AppError, IfMatch, Query,
        api::dependents::{Confirmation, permit},
    },
    store::resource_types,
};

/// `DELETE …/resource-types/{type}`.
pub async fn remove(
    State(app): State<AppState>,
    holder: Holder,
    Path(path): Path<TypePath>,
    seen: IfMatch,
    Query(confirmation): Query<Confirmation>,
) -> Result<StatusCode, AppError> {
    let mut tx = app.store.write().await?;
    let (row, _) = own(&mut tx, &app, &holder, &path).await?;
    seen.check(row.version)?;
    let subject = Subject::ResourceType(holder.tenant.as_ref(), &path.id);
    let groups = dependents::of(&mut tx, &app, subject).await?;
    permit(groups, Act::Delete, confirmation.confirm.as_deref(), path.id.as_str())?;
    resource_types::delete(&mut tx, holder.tenant.as_ref(), &path.id).await?;
    let entry = holder.entry("resource_type.delete", &path.id);
    record(&mut tx, &app, entry.detail(serde_json::json!({ "name": row.name }))).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
