//! Saves what an entry is to be, if it is still what the caller has seen.

use shared::{
    api::{
        connection_entry::ConnectionEntry,
        setting_change::{ChangeOrigin, SettingKind},
    },
    field::FieldFault,
    ids::ConnectionEntryId,
};

use super::view;
use crate::{
    app::AppState,
    http::{AppError, IfMatch, RequestInfo, TenantContext, api::settings::save},
    settings::{Act, Operation, Place, SettingsFault, State, apply},
    store::Tx,
};

/// What an entry is to be.
pub(super) struct Wanted<'a> {
    pub(super) id: ConnectionEntryId,
    pub(super) name: String,
    pub(super) state: State,
    pub(super) origin: ChangeOrigin,
    pub(super) note: Option<&'a str>,
}

/// Saves it and shows what it is then.
pub(super) async fn become_so(
    tx: &mut Tx,
    (app, context, info): (&AppState, &TenantContext, &RequestInfo),
    place: &Place,
    seen: &IfMatch,
    wanted: Wanted<'_>,
) -> Result<ConnectionEntry, AppError> {
    let Wanted { id, name, state, origin, note } = wanted;
    let operation = Operation {
        kind: SettingKind::ConnectionString,
        name,
        expected: seen.expected(),
        act: Act::Become { id: Some(id.to_string()), state },
        pointer: String::new(),
    };
    let author = context.author();
    let save = save(context, place, &author, origin, note, false);
    let refusal = seen.refusal();
    let saved = apply(tx, app, &save, vec![operation]).await;
    let _ = saved.map_err(|fault| match fault {
        SettingsFault::Conflict(_) => refusal(fault),
        other => target_taken(other),
    })?;
    let after = view::find(tx, app, place, &id).await?;
    view::one(tx, app, place, &after, info.locale).await
}

/// Somebody else has the name; here it is the target that makes it.
pub(super) fn target_taken(fault: SettingsFault) -> AppError {
    match fault {
        SettingsFault::Conflict(_) => AppError::field("/target", FieldFault::Taken),
        SettingsFault::Fields(fields) => {
            let moved = |(pointer, fault): (String, FieldFault)| {
                (if pointer == "/name" { "/target".to_owned() } else { pointer }, fault)
            };
            AppError::fields(fields.into_iter().map(moved).collect())
        }
        other => other.into(),
    }
}
