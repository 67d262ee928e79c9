//! The browser is back from a provider. Whatever it went for, the same must fit before anything it brings is worth
//! something: who began it, `state`, the resource's own callback, and the resource as it was.

use shared::{
    ids::{ResourceId, TenantId},
    problem::ProblemCode,
    secret::SecretText,
};

use super::AppError;
use crate::{
    app::AppState,
    oauth::state,
    resources::{Opened, open},
    store::Tx,
};

/// What was kept when the browser left.
#[derive(Debug, Clone, Copy)]
pub struct Departure<'a> {
    /// The resource it left for.
    pub resource_id: &'a str,
    /// The resource's version then.
    pub resource_version: i64,
    /// The digest of `state`.
    pub state_hash: &'a [u8],
}

/// What it brings back.
#[derive(Debug, Clone, Copy)]
pub struct Return<'a> {
    /// `state`.
    pub state: &'a SecretText,
    /// The last segment of the callback URL that was called, where it is known.
    pub callback: Option<&'a str>,
}

/// The answer to an id that the caller did not begin.
pub fn not_begun(anothers: bool) -> AppError {
    if anothers { ProblemCode::SessionMismatch } else { ProblemCode::StateInvalid }.into()
}

impl Departure<'_> {
    /// The resource, if `state` and callback fit.
    ///
    /// # Errors
    /// `oauth.state_invalid` whatever does not fit: an attacker learns nothing from which.
    pub async fn resource(
        &self,
        tx: &mut Tx,
        app: &AppState,
        tenant: &TenantId,
        back: &Return<'_>,
    ) -> Result<Opened, AppError> {
        let invalid = || AppError::new(ProblemCode::StateInvalid);
        if !state::matches(back.state.expose(), self.state_hash) {
            return Err(invalid());
        }
        let opened = open(tx, app, tenant, &ResourceId::new(self.resource_id)).await?.ok_or_else(invalid)?;
        if back.callback.is_some_and(|callback| callback != opened.settings.callback_id) {
            return Err(invalid());
        }
        Ok(opened)
    }

    /// Whether the resource is as it was when the browser left. To be asked once the attempt is used up.
    ///
    /// # Errors
    /// `oauth.state_invalid` when it was changed.
    pub fn unchanged(&self, opened: &Opened) -> Result<(), AppError> {
        if opened.row.version == self.resource_version { Ok(()) } else { Err(ProblemCode::StateInvalid.into()) }
    }
}
