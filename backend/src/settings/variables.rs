//! Variables as a source of settings.

use std::collections::HashMap;

use shared::{
    api::setting_change::{SettingChange, SettingKind},
    field::FieldFault,
    secret::{SecretText, last4},
    timestamp::Timestamp,
    variable::{VariableKind, check_name, judge, key},
};

use super::{Answer, Change, Edit, Place, Setting, Source, State, source::Touched};
use crate::{
    app::App,
    store::{
        StoreError, Tx,
        variables::{self, VariableHead, VariableRow},
    },
    vault::{HolderKey, Place as Sealing, VaultError},
};

const TABLE: &str = "variable_versions";

/// The variables.
#[derive(Debug)]
pub struct Variables;

impl Source for Variables {
    fn kind(&self) -> SettingKind {
        SettingKind::Variable
    }

    fn load<'a>(
        &'a self,
        tx: &'a mut Tx,
        app: &'a App,
        place: &'a Place,
        after: Option<i64>,
    ) -> Answer<'a, Vec<Setting>> {
        Box::pin(async move {
            let key = app.vault.tenant(tx, &place.tenant).await?;
            let rows = match after {
                None => variables::current(tx, &place.tenant, &place.environment).await?,
                Some(number) => variables::after(tx, &place.tenant, &place.environment, number).await?,
            };
            rows.into_iter().map(|row| opened(&key, row)).collect()
        })
    }

    fn write<'a>(
        &'a self,
        tx: &'a mut Tx,
        app: &'a App,
        change: &'a Change,
        edits: &'a [Edit],
    ) -> Answer<'a, Vec<i64>> {
        Box::pin(async move {
            let place = &change.place;
            let key = app.vault.tenant(tx, &place.tenant).await?;
            let heads = if edits.iter().any(|edit| edit.before.is_none()) {
                Deleted::of(variables::deleted(tx, &place.tenant, &place.environment).await?)
            } else {
                Deleted::default()
            };
            let rows: Vec<VariableRow> = edits.iter().map(|edit| row(app, &key, change, edit, &heads)).collect();
            variables::write(tx, &place.tenant, &place.environment, &rows).await?;
            Ok(rows.iter().map(|row| row.version).collect())
        })
    }

    fn touched<'a>(&'a self, tx: &'a mut Tx, place: &'a Place, first: i64, last: i64) -> Answer<'a, Vec<Touched>> {
        Box::pin(async move {
            let most = i64::try_from(SettingChange::MOST_NAMES).unwrap_or(i64::MAX);
            let rows = variables::touched(tx, &place.tenant, &place.environment, (first, last), most).await?;
            let touched = |row: variables::Touched| Touched {
                change: row.change_number,
                name: row.name,
                total: u64::try_from(row.total).unwrap_or_default(),
            };
            Ok(rows.into_iter().map(touched).collect())
        })
    }

    fn judge(&self, name: &str, state: &State) -> Vec<(&'static str, FieldFault)> {
        let mut faults = Vec::new();
        faults.extend(check_name(name).err().map(|fault| ("/name", fault)));
        let Some(kind) = VariableKind::parse(&state.kind) else {
            faults.push(("/kind", FieldFault::Choice));
            return faults;
        };
        let of_options = state.options.faults(kind);
        let narrowed = of_options.is_empty();
        faults.extend(of_options.into_iter().map(|(pointer, fault)| (options_pointer(pointer), fault)));
        if narrowed {
            faults.extend(judge(kind, &state.options, state.value.expose()).err().map(|fault| ("/value", fault)));
        }
        faults
    }
}

fn options_pointer(pointer: &str) -> &'static str {
    match pointer {
        "/minimum" => "/options/minimum",
        "/maximum" => "/options/maximum",
        _ => "/options/choices",
    }
}

/// What was deleted and may come back with its history.
#[derive(Debug, Default)]
struct Deleted {
    by_id: HashMap<String, i64>,
    by_name: HashMap<String, (String, i64)>,
}

impl Deleted {
    /// Of several that had a name, the one that was deleted last.
    fn of(heads: Vec<VariableHead>) -> Self {
        let mut deleted = Self::default();
        for head in heads {
            deleted.by_id.insert(head.id.clone(), head.version);
            deleted.by_name.insert(head.name_key, (head.id, head.version));
        }
        deleted
    }
}

fn row(app: &App, holder: &HolderKey, change: &Change, edit: &Edit, deleted: &Deleted) -> VariableRow {
    let (id, version) = match (&edit.before, &edit.id) {
        (Some(before), _) => (before.id.clone(), before.version),
        (None, Some(id)) => (id.clone(), deleted.by_id.get(id).copied().unwrap_or(0)),
        (None, None) => deleted.by_name.get(&key(&edit.name)).cloned().unwrap_or_else(|| (app.rng.id(&app.clock), 0)),
    };
    let version = version + 1;
    let before = edit.before.as_ref();
    // What is deleted is kept as it was.
    let state = edit.after.clone().or_else(|| before.map(|before| before.state.clone())).unwrap_or_default();
    let unchanged = before.filter(|before| before.state.value == state.value);
    let value_at = unchanged.map_or(change.at, |before| before.value_at);
    let text = state.value.expose();
    let sealed = state.secret.then(|| holder.seal(sealing(&seal_row(&id, version)), text.as_bytes()));
    VariableRow {
        version,
        change_number: change.number,
        name: edit.name.clone(),
        options: serde_json::to_string(&state.options).unwrap_or_else(|_| "{}".to_owned()),
        last4: if state.secret { last4(text) } else { None },
        value: (!state.secret).then(|| text.to_owned()),
        sealed,
        kind: state.kind.clone(),
        secret: state.secret,
        protected: state.protected,
        description: state.description.clone(),
        value_at: value_at.as_millis(),
        deleted: edit.after.is_none(),
        at: change.at.as_millis(),
        by: change.by.clone(),
        id,
    }
}

/// A stored version.
pub fn opened(key: &HolderKey, row: VariableRow) -> Result<Setting, VaultError> {
    let value = match &row.sealed {
        Some(blob) => key.open_text(sealing(&seal_row(&row.id, row.version)), blob)?,
        None => SecretText::new(row.value.unwrap_or_default()),
    };
    let options =
        serde_json::from_str(&row.options).map_err(|_| StoreError::Unreadable { table: TABLE, column: "options" })?;
    Ok(Setting {
        id: row.id,
        name: row.name,
        state: State {
            kind: row.kind,
            options,
            target: None,
            secret: row.secret,
            protected: row.protected,
            description: row.description,
            value,
        },
        version: row.version,
        change: row.change_number,
        value_at: Timestamp::from_millis(row.value_at),
        at: Timestamp::from_millis(row.at),
        by: row.by,
    })
}

fn seal_row(id: &str, version: i64) -> String {
    format!("{id}/{version}")
}

fn sealing(row: &str) -> Sealing<'_> {
    Sealing { table: TABLE, row, column: "sealed" }
}
