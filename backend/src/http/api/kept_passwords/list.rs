//! Lists the kept passwords of a resource, without the passwords.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{kept_password::KeptPassword, page::Page},
    ids::{KeptPasswordId, ResourceId},
    problem::ProblemCode,
    text::Locale,
    timestamp::Timestamp,
};

use crate::{
    app::{App, AppState},
    http::{AppError, RequestInfo, TenantContext, api::tokens::explained},
    store::{
        kept_passwords::{self, KeptPasswordRow},
        resources,
        tokens::Failure,
    },
};

/// `GET /tenants/{tenant}/resources/{resource}/kept-passwords`.
pub async fn list(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, resource)): Path<(String, ResourceId)>,
) -> Result<Json<Page<KeptPassword>>, AppError> {
    let mut tx = app.store.read().await?;
    resources::get(&mut tx, &context.tenant, &resource).await?.ok_or(ProblemCode::NotFound)?;
    let rows = kept_passwords::list(&mut tx, &context.tenant, &resource).await?;
    let items = rows.into_iter().map(|row| shown(&app, row, info.locale)).collect();
    Ok(Json(Page { items, next_cursor: None }))
}

fn shown(app: &App, row: KeptPasswordRow, locale: Locale) -> KeptPassword {
    let refused = row.refused_at.zip(row.error_code.as_deref()).and_then(|(at, code)| {
        let (provider_code, correlation_id) = (row.error_provider_code.as_deref(), row.error_correlation_id.as_deref());
        explained(app, &Failure { at, code, provider_code, correlation_id }, locale)
    });
    KeptPassword {
        refused,
        id: KeptPasswordId::new(row.id),
        subject: row.subject,
        username: row.username,
        kept_at: Timestamp::from_millis(row.kept_at),
    }
}
