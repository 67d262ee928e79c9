//! A consent request as it may be shown: never its address.

use shared::{
    api::{
        consent_request::{ConsentRequest, ConsentRequestState},
        permission::PermissionCheck,
        token::TokenError,
    },
    ids::{ConsentRequestId, ResourceId},
    text::Locale,
    timestamp::Timestamp,
};

use crate::{
    app::App,
    http::{AppError, api::tokens::explained},
    store::{StoreError, consent_requests::ConsentRequestRow, tokens::Failure},
};

/// How far it has come: what is stored, and what the clock and the browser make of an open one.
pub(in crate::http::api) fn state_of(app: &App, row: &ConsentRequestRow) -> Result<ConsentRequestState, AppError> {
    let unreadable = StoreError::Unreadable { table: "consent_requests", column: "state" };
    let state = ConsentRequestState::parse(&row.state).ok_or(unreadable)?;
    Ok(match state {
        ConsentRequestState::Open if row.expires_at <= app.clock.now().as_millis() => ConsentRequestState::Expired,
        ConsentRequestState::Open if row.started_at.is_some() => ConsentRequestState::Started,
        state => state,
    })
}

/// Why it was refused, in words. What another directory's answer means is said by the state.
pub(in crate::http::api) fn problem(app: &App, row: &ConsentRequestRow, locale: Locale) -> Option<TokenError> {
    let code = row.error_code.as_deref()?;
    if row.state == ConsentRequestState::WrongDirectory.as_str() {
        return None;
    }
    let (at, provider_code) = (row.answered_at.unwrap_or(row.created_at), row.error_provider_code.as_deref());
    explained(app, &Failure { at, code, provider_code, correlation_id: None }, locale)
}

/// What the API shows.
pub(super) fn shown(
    app: &App,
    row: ConsentRequestRow,
    check: Option<PermissionCheck>,
    locale: Locale,
) -> Result<ConsentRequest, AppError> {
    Ok(ConsentRequest {
        state: state_of(app, &row)?,
        problem: problem(app, &row, locale),
        id: ConsentRequestId::new(row.id),
        resource: ResourceId::new(row.resource_id),
        directory_id: row.directory_id,
        api: row.api,
        migration: row.migration_id,
        note: row.note,
        made_by: row.author,
        made_at: Timestamp::from_millis(row.created_at),
        expires_at: Timestamp::from_millis(row.expires_at),
        started_at: row.started_at.map(Timestamp::from_millis),
        answered_at: row.answered_at.map(Timestamp::from_millis),
        answered_by: row.answered_by,
        decided_by: row.decided_by,
        decided_at: row.decided_at.map(Timestamp::from_millis),
        check,
    })
}
