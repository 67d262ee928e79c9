//! One type.

use axum::extract::{Path, State};
use shared::{api::resource_type::ResourceTypeEntry, problem::ProblemCode};

use super::{
    holder::{Holder, TypePath},
    view,
};
use crate::{
    app::AppState,
    http::{AppError, Tagged},
    resource_types,
};

/// `GET …/resource-types/{type}`.
pub async fn get(
    State(app): State<AppState>,
    holder: Holder,
    Path(path): Path<TypePath>,
) -> Result<Tagged<ResourceTypeEntry>, AppError> {
    let mut tx = app.store.read().await?;
    let known = resource_types::known(&mut tx, &app, holder.tenant.as_ref(), &path.id).await?;
    let known = known.ok_or(ProblemCode::NotFound)?;
    let usage = view::Usage::of(&mut tx, &holder).await?;
    let version = known.stored.map_or(1, |stored| stored.version);
    Ok(Tagged(version, view::entry(known, &holder, &usage)))
}
