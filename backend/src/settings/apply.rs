//! Saves settings: one function for a single edit, many edits, an import, a restore and a copy, so that the rules stand
//! once. Either everything is saved, as one change, or nothing.

mod model;
mod plan;

use shared::{
    api::setting_change::{ChangeOrigin, ChangedSetting, Outcome, SettingKind, SettingsChanged},
    secret::SecretText,
    variable::VariableOptions,
};

use self::plan::{Plan, Planned};
use super::{ALL, Edit, Place, SettingsFault, Source, State, change};
use crate::{
    app::AppState,
    audit::{Author, Entry, record},
    store::Tx,
};

/// Who saves what, and how.
#[derive(Debug, Clone)]
pub struct Save<'a> {
    /// Where.
    pub place: &'a Place,
    /// Who.
    pub author: &'a Author,
    /// Whether they are of the support team, which may change what is protected.
    pub support: bool,
    /// How it came about.
    pub origin: ChangeOrigin,
    /// Why.
    pub note: Option<&'a str>,
    /// Only tell what would happen.
    pub dry_run: bool,
}

/// One thing to do. Every name in a save is the name before it.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Which kind of setting.
    pub kind: SettingKind,
    /// The setting's name.
    pub name: String,
    /// What the caller has seen.
    pub expected: Expected,
    /// What to do.
    pub act: Act,
    /// Points to the operation in the request; empty when the request is the operation.
    pub pointer: String,
}

/// What the caller has seen of a setting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Expected {
    /// They do not say.
    #[default]
    Any,
    /// That it is not there.
    Absent,
    /// That it is there.
    There,
    /// One of these versions.
    Version(Vec<i64>),
}

/// What to do with a setting.
#[derive(Debug, Clone)]
pub enum Act {
    /// Create or change it; with a new name, rename it too, and references to it follow.
    Put(Patch, Option<String>),
    /// Delete it.
    Delete,
    /// Make it what it was, here or elsewhere.
    Become {
        /// The id under which it was known here, if it was.
        id: Option<String>,
        /// What it was.
        state: State,
    },
}

/// What to change about a setting; what is absent stays.
#[derive(Debug, Clone, Default)]
pub struct Patch {
    /// The value.
    pub value: Option<SecretText>,
    /// The kind.
    pub kind: Option<String>,
    /// What narrows the kind.
    pub options: Option<VariableOptions>,
    /// Whether the value is never shown.
    pub secret: Option<bool>,
    /// Whether only the support team may change it.
    pub protected: Option<bool>,
    /// What it is for.
    pub description: Option<String>,
}

/// Saves, or tells what saving would do.
///
/// # Errors
/// Why nothing was saved.
pub async fn apply(
    tx: &mut Tx,
    app: &AppState,
    save: &Save<'_>,
    operations: Vec<Operation>,
) -> Result<SettingsChanged, SettingsFault> {
    change::lock(tx, save.place).await?;
    let mut stored = Vec::with_capacity(ALL.len());
    for source in ALL {
        stored.push((*source, source.load(tx, app, save.place, None).await?));
    }
    let plan = Plan::make(stored, operations, save.support)?;
    let mut items = plan.items(app.clock.now());
    if save.dry_run || plan.changes_nothing() {
        return Ok(SettingsChanged { change: None, items });
    }
    let begun = change::begin(tx, app, save.place, save.author, save.origin, save.note).await?;
    for (source, planned) in plan.edits() {
        let (places, edits): (Vec<usize>, Vec<Edit>) = planned.into_iter().unzip();
        for (place, version) in places.into_iter().zip(source.write(tx, app, &begun, &edits).await?) {
            items[place].version = Some(version);
        }
    }
    record(tx, app, entry(save, begun.number, &items)).await?;
    Ok(SettingsChanged { change: Some(begun.number), items })
}

/// What the trail keeps: names, never values.
fn entry(save: &Save<'_>, number: i64, items: &[ChangedSetting]) -> Entry {
    const MOST: usize = 50;
    let done: Vec<&ChangedSetting> = items.iter().filter(|item| item.outcome != Outcome::Same).collect();
    let names: Vec<&str> = done.iter().take(MOST).map(|item| item.name.as_str()).collect();
    let count = |outcome| done.iter().filter(|item| item.outcome == outcome).count();
    let detail = serde_json::json!({
        "change": number, "origin": save.origin.as_str(), "names": names, "touched": done.len(),
        "new": count(Outcome::New), "changed": count(Outcome::Changed), "renamed": count(Outcome::Renamed),
        "deleted": count(Outcome::Deleted),
    });
    let entry = Entry::new(save.author.clone(), "settings.change").tenant(&save.place.tenant);
    entry.target("environment", save.place.environment.as_str()).detail(detail)
}

impl Planned {
    fn outcome(&self) -> Outcome {
        match (&self.before, &self.after) {
            (None, Some(_)) => Outcome::New,
            (Some(_), None) => Outcome::Deleted,
            (Some(before), Some(_)) if before.name != self.name => Outcome::Renamed,
            (Some(before), Some(after)) if before.state != *after => Outcome::Changed,
            _ => Outcome::Same,
        }
    }

    fn shown(&self, source: &dyn Source, now: shared::timestamp::Timestamp) -> ChangedSetting {
        let before = self.before.as_ref();
        let value_at = |state: &State| {
            before.filter(|before| before.state.value == state.value).map_or(now, |before| before.value_at)
        };
        ChangedSetting {
            kind: source.kind(),
            name: self.name.clone(),
            outcome: self.outcome(),
            before: before.map(|before| source.shown(&before.name, &before.state, before.value_at)),
            after: self.after.as_ref().map(|after| source.shown(&self.name, after, value_at(after))),
            version: before.map(|before| before.version),
        }
    }
}
