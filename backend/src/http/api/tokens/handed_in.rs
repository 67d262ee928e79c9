//! Tries a refresh token that was obtained elsewhere, and keeps what it brings.

use shared::{api::token::AcquireToken, field::FieldFault};

use super::sign_in::{Presented, SignIn, sign_in};
use crate::{
    app::AppState,
    domain::resource::ResourceSettings,
    http::{AppError, TenantContext},
    store::tokens::TokenRow,
};

/// Tries the refresh token of `request` at once.
pub(super) async fn acquire(
    app: &AppState,
    context: &TenantContext,
    settings: ResourceSettings,
    request: AcquireToken,
) -> Result<TokenRow, AppError> {
    let given = request.refresh_token.filter(|token| !token.is_empty());
    let given = given.ok_or_else(|| AppError::field("/refresh_token", FieldFault::Required))?;
    let (subject, presented) = (request.subject.unwrap_or_default(), Presented::RefreshToken(given));
    sign_in(app, SignIn { context: context.clone(), settings, subject, presented }).await
}
