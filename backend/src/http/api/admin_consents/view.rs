//! An admin consent as it may be shown: never its address, which holds the `state`.

use shared::{
    api::{
        admin_consent::{AdminConsent, AdminConsentState},
        permission::PermissionCheck,
    },
    ids::AdminConsentId,
    text::Locale,
    timestamp::Timestamp,
};

use crate::{
    app::App,
    http::{AppError, api::tokens::explained},
    store::{StoreError, admin_consents::AdminConsentRow, tokens::Failure},
};

/// What the API shows.
pub(super) fn shown(
    app: &App,
    row: AdminConsentRow,
    check: Option<PermissionCheck>,
    locale: Locale,
) -> Result<AdminConsent, AppError> {
    let unreadable = StoreError::Unreadable { table: "admin_consents", column: "state" };
    let state = AdminConsentState::parse(&row.state).ok_or(unreadable)?;
    let expires_at = Timestamp::from_millis(row.expires_at);
    let over = state == AdminConsentState::Pending && expires_at <= app.clock.now();
    // What another directory's answer means is said by the state, with both directories' names.
    let code = row.error_code.as_deref().filter(|_| state != AdminConsentState::WrongDirectory);
    let problem = code.and_then(|code| {
        let failure = Failure {
            at: row.consumed_at.unwrap_or(row.created_at),
            code,
            provider_code: row.error_provider_code.as_deref(),
            correlation_id: None,
        };
        explained(app, &failure, locale)
    });
    Ok(AdminConsent {
        id: AdminConsentId::new(row.id),
        state: if over { AdminConsentState::Expired } else { state },
        directory_id: row.directory_id,
        begun_by: row.author,
        begun_at: Timestamp::from_millis(row.created_at),
        expires_at,
        finished_at: row.consumed_at.map(Timestamp::from_millis),
        answered_by: row.answered_by,
        problem,
        check,
    })
}
