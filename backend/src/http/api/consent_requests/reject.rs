//! Does not accept an answer: what was granted at the provider stays there until somebody takes it away.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::consent_request::{ConsentRequest, ConsentRequestState},
    ids::ConsentRequestId,
};

use super::{decide, view};
use crate::{
    app::AppState,
    http::{AppError, RequestInfo, TenantContext},
};

/// `POST /tenants/{tenant}/consent-requests/{consent_request}/reject`.
pub async fn reject(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, id)): Path<(String, ConsentRequestId)>,
) -> Result<Json<ConsentRequest>, AppError> {
    let row = decide(&app, &context, &id, (ConsentRequestState::Rejected, "consent_request.reject")).await?;
    Ok(Json(view::shown(&app, row, None, info.locale)?))
}
