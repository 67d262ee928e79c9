//! Changes a type of one's own, and everything that is of it. Resources that notice are shown first.

use axum::extract::{Path, State};
use shared::{
    api::{
        dependents::Act,
        resource_type::{PatchResourceType, ResourceTypeEntry, TypeDefinition},
    },
    field::FieldFault,
    problem::ProblemCode,
    timestamp::Timestamp,
};

use super::{
    holder::{Holder, TypePath},
    view,
};
use crate::{
    app::AppState,
    audit::record,
    dependents::{self, Subject},
    http::{
        AppError, Body, IfMatch, Query, Tagged,
        api::dependents::{Confirmation, permit},
    },
    resource_types::{KnownType, known, opened, reach, spread},
    store::{
        OnConstraint, Tx, generations,
        resource_types::{self, ResourceTypeRow},
    },
};

/// `PATCH …/resource-types/{type}`.
pub async fn change(
    State(app): State<AppState>,
    holder: Holder,
    Path(path): Path<TypePath>,
    seen: IfMatch,
    Query(confirmation): Query<Confirmation>,
    Body(request): Body<PatchResourceType>,
) -> Result<Tagged<ResourceTypeEntry>, AppError> {
    let mut tx = app.store.write().await?;
    let (row, before) = own(&mut tx, &app, &holder, &path).await?;
    seen.check(row.version)?;
    let before = TypeDefinition::from(before.kind);
    let after = request.applied(before.clone());
    view::check(&app, &after)?;
    let reach = reach(&before, &after);
    let subject = Subject::ResourceType(holder.tenant.as_ref(), &path.id);
    let groups = dependents::of(&mut tx, &app, subject).await?;
    let reached: u64 = if reach.resources { groups.iter().map(|group| group.total).sum() } else { 0 };
    if reach.resources {
        permit(groups, Act::Change, confirmation.confirm.as_deref(), path.id.as_str())?;
    }
    let now = app.clock.now();
    spread(&mut tx, &app, &after.clone().with_id(path.id.clone()), &reach, now).await?;
    let row = written(&mut tx, row, &after, now).await?;
    generations::identity_changed(&mut tx).await?;
    let detail = serde_json::json!({
        "name": row.name, "resources": reached, "requests_changed": reach.requests, "now_secret": reach.secrets,
    });
    record(&mut tx, &app, holder.entry("resource_type.change", &path.id).detail(detail)).await?;
    let usage = view::Usage::of(&mut tx, &holder).await?;
    tx.commit().await?;
    // Tokens in memory were read under the type as it was.
    app.identity.forget();
    Ok(Tagged(row.version, view::entry(opened(row)?, &holder, &usage)))
}

/// A type of the holder's own, seized: nobody uses it for something new, changes or deletes it in the meantime.
pub(super) async fn own(
    tx: &mut Tx,
    app: &AppState,
    holder: &Holder,
    path: &TypePath,
) -> Result<(ResourceTypeRow, KnownType), AppError> {
    let row = resource_types::seize(tx, holder.tenant.as_ref(), &path.id).await?;
    let Some(row) =
        row.filter(|row| row.tenant_id.as_deref() == holder.tenant.as_ref().map(shared::ids::TenantId::as_str))
    else {
        let seen = known(tx, app, holder.tenant.as_ref(), &path.id).await?;
        return Err(seen.map_or(ProblemCode::NotFound, |_| ProblemCode::ResourceTypeReadOnly).into());
    };
    let known = opened(row.clone())?;
    Ok((row, known))
}

async fn written(
    tx: &mut Tx,
    before: ResourceTypeRow,
    after: &TypeDefinition,
    now: Timestamp,
) -> Result<ResourceTypeRow, AppError> {
    let row = ResourceTypeRow {
        name: after.name.clone(),
        definition: serde_json::to_string(after)?,
        version: before.version + 1,
        updated_at: now.as_millis(),
        ..before
    };
    let current = resource_types::update(tx, &row)
        .await
        .on_constraint(view::NAME_TAKEN, || AppError::field("/name", FieldFault::Taken))?;
    if current { Ok(row) } else { Err(ProblemCode::PreconditionFailed.into()) }
}
