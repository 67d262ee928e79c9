//! What happened in a migration: a timeline for people, and what each of them needs to be taken back.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::{
    api::migration::MigrationEvent,
    ids::{MigrationId, TenantId},
    timestamp::Timestamp,
};

use crate::{
    app::AppState,
    audit::Author,
    store::{
        StoreError, Tx,
        migration_events::{self, MigrationEventRow},
    },
    vault::{Place, VaultError},
};

const TABLE: &str = "migration_events";

/// What there was before. Only ever kept sealed: values of the migration are among it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undo {
    /// How far the step was, and why it had been skipped.
    Step {
        /// The state's name in storage.
        state: String,
        /// The reason.
        reason: Option<String>,
    },
    /// Values of the migration itself, and the environment's change that wrote the others.
    Values {
        /// By stable name; `None`: there was none.
        values: BTreeMap<String, Option<String>>,
        /// The change.
        change: Option<i64>,
    },
    /// The environment's change.
    Change(i64),
}

impl std::fmt::Debug for Undo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Undo")
    }
}

/// Something that happens.
#[derive(Debug, Default)]
pub struct Event<'a> {
    /// What.
    pub what: &'static str,
    /// The step that it is about.
    pub step: Option<&'a str>,
    /// Names and states, never values.
    pub detail: BTreeMap<String, String>,
    /// What is needed to take it back; `None`: it cannot be.
    pub undo: Option<Undo>,
}

impl<'a> Event<'a> {
    /// Something about a step, or none.
    pub fn new(what: &'static str, step: Option<&'a str>) -> Self {
        Self { what, step, ..Self::default() }
    }

    /// Adds a name or a state.
    #[must_use]
    pub fn with(mut self, name: &str, text: impl Into<String>) -> Self {
        self.detail.insert(name.to_owned(), text.into());
        self
    }

    /// It can be taken back.
    #[must_use]
    pub fn undo(mut self, undo: Option<Undo>) -> Self {
        self.undo = undo;
        self
    }
}

/// Adds it to the timeline; tells its id.
///
/// # Errors
/// Those of storage.
pub async fn add(
    tx: &mut Tx,
    app: &AppState,
    (tenant, migration): (&TenantId, &MigrationId),
    author: &Author,
    event: Event<'_>,
) -> Result<String, VaultError> {
    let id = app.new_id();
    let key = app.vault.tenant(tx, tenant).await?;
    let unreadable = |_| StoreError::Unreadable { table: TABLE, column: "detail" };
    let undo = event.undo.map(|undo| serde_json::to_vec(&undo)).transpose().map_err(unreadable)?;
    let row = MigrationEventRow {
        at: app.clock.now().as_millis(),
        actor_name: author.name.clone(),
        what: event.what.to_owned(),
        step_id: event.step.map(str::to_owned),
        detail: serde_json::to_string(&event.detail).map_err(unreadable)?,
        undo: undo.map(|undo| key.seal(place(&id), &undo)),
        undone_by: None,
        id: id.clone(),
    };
    migration_events::insert(tx, tenant, migration, &row).await?;
    Ok(id)
}

/// What an event needs to be taken back.
///
/// # Errors
/// Those of storage.
pub async fn undo_of(
    tx: &mut Tx,
    app: &AppState,
    tenant: &TenantId,
    row: &MigrationEventRow,
) -> Result<Option<Undo>, VaultError> {
    let Some(blob) = &row.undo else { return Ok(None) };
    let key = app.vault.tenant(tx, tenant).await?;
    let opened = key.open(place(&row.id), blob)?;
    let unreadable = StoreError::Unreadable { table: TABLE, column: "undo" };
    Ok(Some(serde_json::from_slice(&opened).map_err(|_| unreadable)?))
}

/// A row as it may be shown. `undoable`: the newest of each step that can be taken back.
///
/// # Errors
/// What is stored cannot be read.
pub fn shown(row: MigrationEventRow, undoable: &[String]) -> Result<MigrationEvent, StoreError> {
    let unreadable = |_| StoreError::Unreadable { table: TABLE, column: "detail" };
    Ok(MigrationEvent {
        undoable: undoable.contains(&row.id),
        at: Timestamp::from_millis(row.at),
        by: row.actor_name,
        what: row.what,
        step: row.step_id,
        detail: serde_json::from_str(&row.detail).map_err(unreadable)?,
        id: row.id,
    })
}

fn place(row: &str) -> Place<'_> {
    Place { table: TABLE, row, column: "undo" }
}
