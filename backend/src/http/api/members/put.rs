//! Gives an account a role on the tenant, or changes it.

use axum::{Json, extract::State};
use http::StatusCode;
use shared::{
    api::member::{AddMember, Member},
    field::FieldFault,
    problem::ProblemCode,
};

use crate::{
    app::AppState,
    audit::record,
    domain::members::{leaves_no_owner, may_change},
    http::{AppError, Body, TenantContext},
    store::{dialect, members, users},
};

/// `POST /tenants/{tenant}/members`: 201 for a new member, 200 for a changed one.
pub async fn put(
    State(app): State<AppState>,
    context: TenantContext,
    Body(request): Body<AddMember>,
) -> Result<(StatusCode, Json<Member>), AppError> {
    let now = app.clock.now();
    let mut tx = app.store.write().await?;
    dialect::lock_tenant(&mut tx, context.tenant.as_str()).await?;
    let account = users::by_email(&mut tx, &request.email.trim().to_lowercase()).await?;
    let (user, _) = account.ok_or_else(|| AppError::field("/email", FieldFault::NoSuchThing))?;
    let before = members::get(&mut tx, &context.tenant, &user.id).await?;
    let role_before = before.as_ref().map(|(role, _)| *role);
    if !may_change(context.role, role_before, Some(request.role)) {
        return Err(ProblemCode::Forbidden.into());
    }
    let others = members::other_owners(&mut tx, &context.tenant, &user.id).await?;
    if leaves_no_owner(role_before, Some(request.role), others) {
        return Err(ProblemCode::StillNeeded.into());
    }
    members::put(&mut tx, &context.tenant, &user.id, request.role, now).await?;
    let entry = context.entry("member.put").target("user", user.id.as_str());
    record(&mut tx, &app, entry.detail(serde_json::json!({ "role": request.role }))).await?;
    tx.commit().await?;
    let status = if before.is_some() { StatusCode::OK } else { StatusCode::CREATED };
    let created_at = before.map_or(now, |(_, since)| since);
    let member = Member { user_id: user.id, email: user.email, name: user.name, role: request.role, created_at };
    Ok((status, Json(member)))
}
