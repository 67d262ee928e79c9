//! Compares an environment with another, or with itself at another time. Secrets are compared by value and shown as
//! set or not.

use std::collections::BTreeMap;

use shared::api::{
    setting_change::Moment,
    settings_diff::{DiffItem, DiffState},
};

use super::{ALL, Place, Setting, SettingsFault, Source};
use crate::{
    app::App,
    store::{Tx, setting_changes},
};

/// One side of a comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The environment.
    pub place: Place,
    /// After the change of this number; `None`: as it is.
    pub after: Option<i64>,
}

/// The number of the last change at that moment; a number that there has not been yet is not found.
pub async fn number_at(tx: &mut Tx, place: &Place, moment: Moment) -> Result<i64, SettingsFault> {
    match moment {
        Moment::Time(at) => {
            Ok(setting_changes::last_until(tx, &place.tenant, &place.environment, at.as_millis()).await?)
        }
        Moment::Change(number) => {
            let last = setting_changes::last(tx, &place.tenant, &place.environment).await?;
            if (0..=last).contains(&number) { Ok(number) } else { Err(SettingsFault::NotFound) }
        }
    }
}

/// Every name on either side, by kind and name.
pub async fn diff(tx: &mut Tx, app: &App, here: &Side, there: &Side) -> Result<Vec<DiffItem>, SettingsFault> {
    let mut items = Vec::new();
    for source in ALL {
        let ours = source.load(tx, app, &here.place, here.after).await?;
        let theirs = source.load(tx, app, &there.place, there.after).await?;
        items.extend(compared(*source, ours, theirs));
    }
    Ok(items)
}

fn compared(source: &dyn Source, here: Vec<Setting>, there: Vec<Setting>) -> Vec<DiffItem> {
    let mut sides: BTreeMap<String, (Option<Setting>, Option<Setting>)> = BTreeMap::new();
    for setting in here {
        let key = source.key(&setting.name);
        sides.entry(key).or_default().0 = Some(setting);
    }
    for setting in there {
        let key = source.key(&setting.name);
        sides.entry(key).or_default().1 = Some(setting);
    }
    let item = |(here, there): (Option<Setting>, Option<Setting>)| {
        let state = match (&here, &there) {
            (Some(here), Some(there)) if here.state == there.state => DiffState::Same,
            (Some(_), Some(_)) => DiffState::Differs,
            (Some(_), None) => DiffState::OnlyHere,
            _ => DiffState::OnlyThere,
        };
        let shown = |setting: &Setting| source.shown(&setting.name, &setting.state, setting.value_at);
        DiffItem {
            kind: source.kind(),
            name: here.as_ref().or(there.as_ref()).map(|setting| setting.name.clone()).unwrap_or_default(),
            state,
            here: here.as_ref().map(shown),
            there: there.as_ref().map(shown),
        }
    };
    sides.into_values().map(item).collect()
}
