//! What became of an environment's settings, change by change.

use std::collections::HashMap;

use shared::{
    api::setting_change::{ChangeOrigin, ChangedSetting, Outcome, SettingChange},
    timestamp::Timestamp,
};

use super::{ALL, Place, Setting, SettingsFault, Source};
use crate::{
    app::App,
    store::{
        StoreError, Tx,
        setting_changes::{self, SettingChangeRow},
    },
};

/// The changes before number `before`, the newest first, each with the first names that it touched.
pub async fn list(tx: &mut Tx, place: &Place, before: i64, limit: i64) -> Result<Vec<SettingChange>, SettingsFault> {
    let rows = setting_changes::list(tx, &place.tenant, &place.environment, before, limit).await?;
    let (Some(newest), Some(oldest)) = (rows.first(), rows.last()) else { return Ok(Vec::new()) };
    let (first, last) = (oldest.number, newest.number);
    let mut changes = rows.into_iter().map(opened).collect::<Result<Vec<_>, _>>()?;
    for source in ALL {
        let mut counted: HashMap<i64, u64> = HashMap::new();
        for touched in source.touched(tx, place, first, last).await? {
            let Some(change) = changes.iter_mut().find(|change| change.number == touched.change) else { continue };
            counted.insert(touched.change, touched.total);
            if change.names.len() < SettingChange::MOST_NAMES {
                change.names.push(touched.name);
            }
        }
        for change in &mut changes {
            change.touched += counted.get(&change.number).copied().unwrap_or_default();
        }
    }
    Ok(changes)
}

/// One change with everything it did.
pub async fn get(
    tx: &mut Tx,
    app: &App,
    place: &Place,
    number: i64,
) -> Result<(SettingChange, Vec<ChangedSetting>), SettingsFault> {
    setting_changes::get(tx, &place.tenant, &place.environment, number).await?.ok_or(SettingsFault::NotFound)?;
    let change = list(tx, place, number.saturating_add(1), 1).await?.pop().ok_or(SettingsFault::NotFound)?;
    let mut items = Vec::new();
    for source in ALL {
        let before = source.load(tx, app, place, Some(number - 1)).await?;
        let after = source.load(tx, app, place, Some(number)).await?;
        items.extend(changed(*source, before, after));
    }
    Ok((change, items))
}

fn changed(source: &dyn Source, before: Vec<Setting>, after: Vec<Setting>) -> Vec<ChangedSetting> {
    let mut sides: HashMap<String, (Option<Setting>, Option<Setting>)> = HashMap::new();
    for setting in before {
        let id = setting.id.clone();
        sides.entry(id).or_default().0 = Some(setting);
    }
    for setting in after {
        let id = setting.id.clone();
        sides.entry(id).or_default().1 = Some(setting);
    }
    let shown = |setting: &Setting| source.shown(&setting.name, &setting.state, setting.value_at);
    let mut items: Vec<ChangedSetting> = sides
        .into_values()
        .filter(|(before, after)| {
            before.as_ref().map(|setting| setting.version) != after.as_ref().map(|setting| setting.version)
        })
        .map(|(before, after)| ChangedSetting {
            kind: source.kind(),
            name: after.as_ref().or(before.as_ref()).map(|setting| setting.name.clone()).unwrap_or_default(),
            outcome: match (&before, &after) {
                (None, _) => Outcome::New,
                (Some(_), None) => Outcome::Deleted,
                (Some(before), Some(after)) if before.name != after.name => Outcome::Renamed,
                _ => Outcome::Changed,
            },
            version: after.as_ref().map(|setting| setting.version),
            before: before.as_ref().map(shown),
            after: after.as_ref().map(shown),
        })
        .collect();
    items.sort_by_key(|item| source.key(&item.name));
    items
}

fn opened(row: SettingChangeRow) -> Result<SettingChange, StoreError> {
    let unreadable = StoreError::Unreadable { table: "setting_changes", column: "origin" };
    Ok(SettingChange {
        number: row.number,
        at: Timestamp::from_millis(row.at),
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        actor_name: row.actor_name,
        origin: ChangeOrigin::parse(&row.origin).ok_or(unreadable)?,
        note: row.note,
        touched: 0,
        names: Vec::new(),
    })
}
