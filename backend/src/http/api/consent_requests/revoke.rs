//! Takes a link back before anybody has answered.

use axum::extract::{Path, State};
use http::StatusCode;
use shared::{api::consent_request::ConsentRequestState, ids::ConsentRequestId};

use super::decide;
use crate::{
    app::AppState,
    http::{AppError, TenantContext},
};

/// `DELETE /tenants/{tenant}/consent-requests/{consent_request}`.
pub async fn revoke(
    State(app): State<AppState>,
    context: TenantContext,
    Path((_, id)): Path<(String, ConsentRequestId)>,
) -> Result<StatusCode, AppError> {
    decide(&app, &context, &id, (ConsentRequestState::Revoked, "consent_request.revoke")).await?;
    Ok(StatusCode::NO_CONTENT)
}
