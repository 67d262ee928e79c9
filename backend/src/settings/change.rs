//! Begins a change: everything that one save writes names its number.

use shared::{api::setting_change::ChangeOrigin, timestamp::Timestamp};

use super::Place;
use crate::{
    app::App,
    audit::Author,
    store::{
        StoreError, Tx, dialect,
        setting_changes::{self, SettingChangeRow},
    },
};

/// A change that is being made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where.
    pub place: Place,
    /// Its number.
    pub number: i64,
    /// When.
    pub at: Timestamp,
    /// By whom, for people.
    pub by: String,
}

/// Makes everybody else who wants to change this environment wait until this transaction ends. What is read after it
/// is what a change is judged by.
pub async fn lock(tx: &mut Tx, place: &Place) -> Result<(), StoreError> {
    dialect::lock_environment(tx, place.tenant.as_str(), place.environment.as_str()).await
}

/// Gives the change its number and writes it down. Begin one only when something will be written.
pub async fn begin(
    tx: &mut Tx,
    app: &App,
    place: &Place,
    author: &Author,
    origin: ChangeOrigin,
    note: Option<&str>,
) -> Result<Change, StoreError> {
    lock(tx, place).await?;
    let number = setting_changes::last(tx, &place.tenant, &place.environment).await? + 1;
    let at = app.clock.now();
    let row = SettingChangeRow {
        number,
        at: at.as_millis(),
        actor_kind: author.kind.to_owned(),
        actor_id: author.id.clone(),
        actor_name: author.name.clone(),
        origin: origin.as_str().to_owned(),
        note: note.map(str::trim).filter(|note| !note.is_empty()).map(str::to_owned),
    };
    setting_changes::insert(tx, &place.tenant, &place.environment, &row).await?;
    Ok(Change { place: place.clone(), number, at, by: author.name.clone() })
}
