//! Obtains a token for a user name and password (RFC 6749 §4.3): just given, or kept before.

use shared::{
    api::token::AcquireToken,
    field::{FieldFault, Report},
    secret::SecretText,
};

use super::sign_in::{Presented, SignIn, sign_in};
use crate::{
    app::AppState,
    domain::resource::ResourceSettings,
    http::{AppError, TenantContext},
    kept_passwords,
    oauth::grants::Login,
    store::tokens::TokenRow,
};

/// Presents a password and keeps what it brings.
pub(super) async fn acquire(
    app: &AppState,
    context: &TenantContext,
    settings: ResourceSettings,
    request: AcquireToken,
) -> Result<TokenRow, AppError> {
    let some = |text: Option<String>| text.filter(|text| !text.is_empty());
    let username = some(request.username);
    let password = request.password.filter(|password| !password.is_empty());
    // A mailbox's password is about that mailbox, unless somebody says that it opens another.
    let subject = some(request.subject).or_else(|| username.clone());
    let presented = match (username, password) {
        (Some(username), Some(password)) => Presented::Password(Login { username, password }, request.keep),
        (username, None) => match kept(app, context, &settings, subject.as_deref(), username.as_deref()).await? {
            Some(presented) => presented,
            None => return Err(missing(username.as_ref(), None)),
        },
        (username, password) => return Err(missing(username.as_ref(), password.as_ref())),
    };
    let subject = subject.unwrap_or_default();
    sign_in(app, SignIn { context: context.clone(), settings, subject, presented }).await
}

/// The password kept for `subject`, if it is that of `username`.
async fn kept(
    app: &AppState,
    context: &TenantContext,
    settings: &ResourceSettings,
    subject: Option<&str>,
    username: Option<&str>,
) -> Result<Option<Presented>, AppError> {
    let mut tx = app.store.read().await?;
    let subject = subject.unwrap_or_default();
    let found = kept_passwords::open(&mut tx, app, &context.tenant, &settings.id, subject).await?;
    let fits = found.filter(|kept| username.is_none_or(|name| name == kept.login.username));
    Ok(fits.map(Presented::KeptPassword))
}

fn missing(username: Option<&String>, password: Option<&SecretText>) -> AppError {
    let mut report = Report::default();
    for (pointer, missing) in [("/username", username.is_none()), ("/password", password.is_none())] {
        if missing {
            report.add(pointer, FieldFault::Required);
        }
    }
    AppError::fields(report.into_faults())
}
