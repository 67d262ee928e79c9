//! Makes a type of the portal's or a tenant's own.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use shared::{api::resource_type::TypeDefinition, ids::ResourceTypeId};

use super::{holder::Holder, view};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, Tagged},
    resource_types::opened,
};

/// `POST …/resource-types`.
pub async fn create(
    State(app): State<AppState>,
    holder: Holder,
    Body(definition): Body<TypeDefinition>,
) -> Result<Response, AppError> {
    stored(&app, &holder, definition, "resource_type.create", serde_json::Value::Null).await
}

/// Stores a new type and answers with it. `origin` says in the trail where it came from.
pub(super) async fn stored(
    app: &AppState,
    holder: &Holder,
    definition: TypeDefinition,
    action: &'static str,
    origin: serde_json::Value,
) -> Result<Response, AppError> {
    view::check(app, &definition)?;
    let mut tx = app.store.write().await?;
    let row = view::fresh(app, holder, &definition, app.clock.now())?;
    view::insert(&mut tx, &row).await?;
    let entry = holder.entry(action, &ResourceTypeId::new(&row.id));
    record(&mut tx, app, entry.detail(serde_json::json!({ "name": row.name, "from": origin }))).await?;
    let usage = view::Usage::of(&mut tx, holder).await?;
    tx.commit().await?;
    let shown = view::entry(opened(row)?, holder, &usage);
    Ok((StatusCode::CREATED, Tagged(1, shown)).into_response())
}
