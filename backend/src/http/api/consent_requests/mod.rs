//! Consent asked by one-time links: made, listed, revoked, and their answers confirmed or rejected by somebody here.

mod confirm;
mod create;
mod list;
mod reject;
mod revoke;
mod view;

use shared::{
    api::consent_request::ConsentRequestState,
    ids::{ConsentRequestId, TenantId},
    problem::ProblemCode,
};

pub use confirm::confirm;
pub use create::create;
pub use list::list;
pub use reject::reject;
pub use revoke::revoke;
pub(in crate::http::api) use view::{problem, state_of};

use crate::{
    app::AppState,
    audit::record,
    http::{AppError, TenantContext},
    store::{Tx, consent_requests, consent_requests::ConsentRequestRow},
};

/// The tenant's request of that id.
async fn existing(tx: &mut Tx, tenant: &TenantId, id: &ConsentRequestId) -> Result<ConsentRequestRow, AppError> {
    Ok(consent_requests::get(tx, tenant, id).await?.ok_or(ProblemCode::NotFound)?)
}

/// Too late for what was asked.
fn past(row: &ConsentRequestRow) -> AppError {
    AppError::new(ProblemCode::ConsentRequestState).arg("state", row.state.clone())
}

/// Somebody here decides about the request; gives it as it is then.
async fn decide(
    app: &AppState,
    context: &TenantContext,
    id: &ConsentRequestId,
    (to, action): (ConsentRequestState, &'static str),
) -> Result<ConsentRequestRow, AppError> {
    let mut tx = app.store.write().await?;
    let row = existing(&mut tx, &context.tenant, id).await?;
    let author = context.author().name;
    if !consent_requests::decide(&mut tx, &context.tenant, id, (to, &author, app.clock.now())).await? {
        return Err(past(&row));
    }
    let entry = context.entry(action).target("resource", row.resource_id);
    record(&mut tx, app, entry.detail(serde_json::json!({ "consent_request": id }))).await?;
    let row = existing(&mut tx, &context.tenant, id).await?;
    tx.commit().await?;
    Ok(row)
}
