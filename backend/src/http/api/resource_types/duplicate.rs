//! Makes a type of one's own of one that is there: the way to change a built-in one.

use axum::{
    extract::{Path, State},
    response::Response,
};
use shared::{
    api::resource_type::{DuplicateResourceType, TypeDefinition},
    problem::ProblemCode,
};

use super::{
    create::stored,
    holder::{Holder, TypePath},
};
use crate::{
    app::AppState,
    http::{AppError, Body},
    resource_types,
};

/// `POST …/resource-types/{type}/duplicate`.
pub async fn duplicate(
    State(app): State<AppState>,
    holder: Holder,
    Path(path): Path<TypePath>,
    Body(request): Body<DuplicateResourceType>,
) -> Result<Response, AppError> {
    let mut tx = app.store.read().await?;
    let known = resource_types::known(&mut tx, &app, holder.tenant.as_ref(), &path.id).await?;
    let known = known.ok_or(ProblemCode::NotFound)?;
    drop(tx);
    let definition = TypeDefinition { name: request.name, ..known.kind.into() };
    stored(&app, &holder, definition, "resource_type.duplicate", serde_json::json!(path.id)).await
}
