//! Copies settings from another environment of the tenant. References are copied as they are written.

use std::collections::HashSet;

use shared::api::setting_change::{ChangedSetting, Outcome, SettingsChanged};

use super::{
    ALL, Act, Expected, Operation, Place, Save, Setting, SettingsFault, Source, apply, change, restore::Choice,
};
use crate::{app::AppState, store::Tx};

/// Copies from `from`; what is there already is overwritten or left alone.
///
/// # Errors
/// Why nothing was copied.
pub async fn copy(
    tx: &mut Tx,
    app: &AppState,
    save: &Save<'_>,
    from: &Place,
    choice: Choice<'_>,
    overwrite: bool,
) -> Result<SettingsChanged, SettingsFault> {
    change::lock(tx, save.place).await?;
    let (mut operations, mut kept, mut known) = (Vec::new(), Vec::new(), Vec::new());
    for source in ALL.iter().filter(|source| choice.has_kind(source.kind())) {
        let theirs = source.load(tx, app, from, None).await?;
        let ours = source.load(tx, app, save.place, None).await?;
        known.push((*source, theirs.iter().map(|setting| source.key(&setting.name)).collect::<HashSet<_>>()));
        for setting in theirs.into_iter().filter(|setting| choice.has(*source, &setting.name)) {
            let key = source.key(&setting.name);
            match ours.iter().find(|own| source.key(&own.name) == key) {
                Some(own) if !overwrite && own.state != setting.state => kept.push(left_alone(*source, own)),
                Some(own) => operations.push(operation(*source, own.name.clone(), setting)),
                None => operations.push(operation(*source, setting.name.clone(), setting)),
            }
        }
    }
    let unknown = choice.unknown(&known);
    if !unknown.is_empty() {
        return Err(SettingsFault::Fields(unknown));
    }
    let mut changed = apply(tx, app, save, operations).await?;
    changed.items.extend(kept);
    Ok(changed)
}

fn operation(source: &dyn Source, name: String, setting: Setting) -> Operation {
    let act = Act::Become { id: None, state: setting.state };
    Operation { kind: source.kind(), name, expected: Expected::Any, act, pointer: String::new() }
}

fn left_alone(source: &dyn Source, own: &Setting) -> ChangedSetting {
    let shown = source.shown(&own.name, &own.state, own.value_at);
    ChangedSetting {
        kind: source.kind(),
        name: own.name.clone(),
        outcome: Outcome::Kept,
        before: Some(shown.clone()),
        after: Some(shown),
        version: Some(own.version),
    }
}
