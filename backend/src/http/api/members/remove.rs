//! Takes a role away; the last owner stays.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::{ids::UserId, problem::ProblemCode};

use crate::{
    app::AppState,
    audit::record,
    domain::members::{leaves_no_owner, may_change},
    http::{AppError, TenantContext},
    store::{dialect, members},
};

/// `DELETE /tenants/{tenant}/members/{user}`.
pub async fn remove(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, user)): Path<(String, String)>,
) -> Result<StatusCode, AppError> {
    let user = UserId::new(user);
    let mut tx = app.store.write().await?;
    dialect::lock_tenant(&mut tx, context.tenant.as_str()).await?;
    let (role, _) = members::get(&mut tx, &context.tenant, &user).await?.ok_or(ProblemCode::NotFound)?;
    if leaves_no_owner(Some(role), None, members::other_owners(&mut tx, &context.tenant, &user).await?) {
        return Err(ProblemCode::StillNeeded.into());
    }
    if !may_change(context.role, Some(role), None) {
        return Err(ProblemCode::Forbidden.into());
    }
    members::delete(&mut tx, &context.tenant, &user).await?;
    record(&mut tx, &app, context.entry("member.remove").target("user", user.as_str())).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
