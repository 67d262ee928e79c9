//! Creates a tenant with its data key, its default environment and, when a person does it, its owner.

use axum::{Json, extract::State};
use http::StatusCode;
use shared::{
    api::{
        environment::Environment,
        tenant::{CreateTenant, Tenant},
    },
    field::FieldFault,
    ids::{EnvironmentId, TenantId},
    permission::Role,
};

use crate::{
    app::AppState,
    audit::{Entry, record},
    http::{AppError, Body, Caller, RequestInfo},
    identity::Actor,
    store::{OnConstraint, environments, members, tenants},
};

/// `POST /tenants`.
pub async fn create(
    State(app): State<AppState>,
    info: RequestInfo,
    Caller(actor): Caller,
    Body(request): Body<CreateTenant>,
) -> Result<(StatusCode, Json<Tenant>), AppError> {
    let now = app.clock.now();
    let mut tenant = Tenant {
        id: TenantId::new(app.new_id()),
        slug: request.slug,
        name: request.name,
        directory_id: request.directory_id.filter(|id| !id.is_empty()),
        domains: request.domains,
        tags: request.tags,
        locale: request.locale,
        role: None,
        created_at: now,
        updated_at: now,
    };
    let mut tx = app.store.write().await?;
    tenants::insert(&mut tx, &tenant)
        .await
        .on_constraint("tenants_slug_key", || AppError::field("/slug", FieldFault::Taken))?;
    app.vault.create_tenant_key(&mut tx, &tenant.id, &app.clock).await?;
    let production = Environment {
        id: EnvironmentId::new(app.new_id()),
        slug: "production".to_owned(),
        name: "Production".to_owned(),
        default: true,
        created_at: now,
        updated_at: now,
    };
    environments::insert(&mut tx, &tenant.id, &production).await?;
    if let Actor::Person(person) = actor.as_ref() {
        members::put(&mut tx, &tenant.id, &person.user.id, Role::Owner, now).await?;
        tenant.role = Some(Role::Owner);
    }
    let entry = Entry::new(actor.author(&info.id), "tenant.create").tenant(&tenant.id);
    let entry = entry.target("tenant", tenant.id.as_str()).detail(serde_json::json!({ "slug": tenant.slug }));
    record(&mut tx, &app, entry).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(tenant)))
}
