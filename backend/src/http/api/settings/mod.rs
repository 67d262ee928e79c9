//! All settings of an environment: their changes, what differs, restoring and copying.

mod change;
mod changes;
mod copy;
mod diff;
mod references;
mod restore;

pub use change::change;
pub use changes::changes;
pub use copy::copy;
pub use diff::diff;
pub use references::references;
pub use restore::restore;

use shared::{
    api::{setting_change::ChangeOrigin, variable::PutVariable},
    permission::Permission,
    problem::ProblemCode,
    timestamp::Timestamp,
};

use crate::{
    audit::Author,
    http::{AppError, TenantContext},
    identity::Actor,
    settings::{Patch, Place, Save},
};

/// A save by this caller.
pub(super) fn save<'a>(
    context: &TenantContext,
    place: &'a Place,
    author: &'a Author,
    origin: ChangeOrigin,
    note: Option<&'a str>,
    dry_run: bool,
) -> Save<'a> {
    let support = context.actor.administers(Permission::SettingsWrite);
    Save { place, author, support, origin, note, dry_run }
}

/// People who are about to see secrets in clear must have given their password lately.
pub(super) fn step_up(context: &TenantContext, now: Timestamp) -> Result<(), AppError> {
    let is_person = matches!(context.actor.as_ref(), Actor::Person(_));
    if is_person && !context.actor.recently_authenticated(now) {
        return Err(ProblemCode::ReauthenticationRequired.into());
    }
    Ok(())
}

/// What a request says about a variable.
pub(super) fn patch(request: PutVariable) -> Patch {
    Patch {
        value: request.value.flatten(),
        kind: request.kind.map(|kind| kind.as_str().to_owned()),
        options: request.options,
        secret: request.secret,
        protected: request.protected,
        description: request.description,
    }
}
