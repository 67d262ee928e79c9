//! Connection entries as a source of settings. What a config file calls an entry is its name; its kind and its name
//! together say its target.

use std::collections::HashMap;

use shared::{
    api::{
        resource::ShownValue,
        setting_change::{SettingChange, SettingKind, ShownSetting},
    },
    connection_string::{
        ConnectionString,
        kind::{ConnectionKind, PropertyType},
    },
    field::FieldFault,
    ids::ConnectionEntryId,
    secret::SecretText,
    timestamp::Timestamp,
    variable::{Reference, Renaming, VariableOptions, key, references, renamed},
};

use super::{Answer, Change, Edit, Place, Setting, Source, State, source::Touched};
use crate::{
    app::App,
    catalog::connection_kinds,
    store::{
        Tx,
        connection_entries::{self, EntryHead, EntryRow},
    },
    vault::{HolderKey, Place as Sealing, VaultError},
};

const TABLE: &str = "connection_entry_versions";

/// The connection entries.
#[derive(Debug)]
pub struct ConnectionStrings;

/// The kind of that id.
pub fn kind_of(id: &str) -> Option<&'static ConnectionKind> {
    connection_kinds::embedded().find(id)
}

/// The text of a state, taken apart.
pub fn parsed(state: &State) -> Option<(&'static ConnectionKind, ConnectionString)> {
    let kind = kind_of(&state.kind)?;
    Some((kind, ConnectionString::parse(state.value.expose(), kind.grammar).ok()?))
}

/// An entry as it is to be.
pub fn state(kind: &ConnectionKind, target: Option<&str>, string: &ConnectionString) -> State {
    let text = string.emit();
    let secret = string.masked(|key| kind.is_secret(key)) != text;
    let target = target.filter(|target| !target.is_empty()).map(str::to_owned);
    State { kind: kind.id.clone(), target, secret, value: SecretText::new(text), ..State::default() }
}

/// What an entry of this kind and name is about.
fn target_of(kind: &ConnectionKind, name: &str) -> Option<Option<String>> {
    match kind.config_name {
        Some(_) => kind.target_of(name),
        None => Some(Some(name.to_owned())),
    }
}

impl Source for ConnectionStrings {
    fn kind(&self) -> SettingKind {
        SettingKind::ConnectionString
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
                None => connection_entries::current(tx, place).await?,
                Some(number) => connection_entries::after(tx, place, number).await?,
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
            let key = app.vault.tenant(tx, &change.place.tenant).await?;
            let heads = connection_entries::heads(tx, &change.place).await?;
            let heads: HashMap<String, EntryHead> = heads.into_iter().map(|head| (head.id.clone(), head)).collect();
            let rows: Vec<(EntryRow, i64)> = edits.iter().map(|edit| row(app, &key, change, edit, &heads)).collect();
            connection_entries::write(tx, &change.place, &rows).await?;
            Ok(rows.iter().map(|(row, _)| row.version).collect())
        })
    }

    fn touched<'a>(&'a self, tx: &'a mut Tx, place: &'a Place, first: i64, last: i64) -> Answer<'a, Vec<Touched>> {
        Box::pin(async move {
            let most = i64::try_from(SettingChange::MOST_NAMES).unwrap_or(i64::MAX);
            let rows = connection_entries::touched(tx, place, (first, last), most).await?;
            let touched = |row: connection_entries::Touched| Touched {
                change: row.change_number,
                name: row.name,
                total: u64::try_from(row.total).unwrap_or_default(),
            };
            Ok(rows.into_iter().map(touched).collect())
        })
    }

    fn judge(&self, name: &str, state: &State) -> Vec<(&'static str, FieldFault)> {
        let Some(kind) = kind_of(&state.kind) else { return vec![("/kind", FieldFault::Choice)] };
        let target = match target_of(kind, name) {
            None => Err(FieldFault::EntryName),
            Some(target) => kind.check_target(target.as_deref()),
        };
        let well_formed = ConnectionString::parse(state.value.expose(), kind.grammar).is_ok();
        let text = (!well_formed).then_some(("/value", FieldFault::ConnectionString));
        target.err().map(|fault| ("/name", fault)).into_iter().chain(text).collect()
    }

    fn references(&self, state: &State) -> Vec<Reference> {
        let Some((_, string)) = parsed(state) else { return Vec::new() };
        string.pairs().flat_map(|pair| references(pair.value.as_deref().unwrap_or_default())).collect()
    }

    fn mentions(&self, state: &State, resource: &str) -> bool {
        let wanted = key(resource);
        let Some((kind, string)) = parsed(state) else { return false };
        string.pairs().any(|pair| {
            let value = pair.value.as_deref().unwrap_or_default();
            let names = names_resource(kind, &pair.key) && key(value) == wanted;
            names || references(value).iter().any(|found| !found.field.is_empty() && key(&found.name) == wanted)
        })
    }

    fn renamed(&self, state: &State, renamings: &[Renaming]) -> Option<State> {
        let (kind, string) = parsed(state)?;
        let after = following(kind, &string, renamings)?;
        Some(self::state(kind, state.target.as_deref(), &after))
    }

    fn shown(&self, name: &str, state: &State, _: Timestamp) -> ShownSetting {
        let masked = parsed(state).map(|(kind, string)| string.masked(|key| kind.is_secret(key)));
        ShownSetting {
            name: name.to_owned(),
            kind: state.kind.clone(),
            options: VariableOptions::default(),
            secret: state.secret,
            protected: false,
            description: String::new(),
            value: ShownValue::Plain(masked.unwrap_or_default()),
        }
    }
}

fn names_resource(kind: &ConnectionKind, key: &str) -> bool {
    kind.property(key).is_some_and(|property| property.kind == PropertyType::Resource)
}

/// The text with its references and resource names following; `None`: it has none that would, or the new name is one
/// that no connection string can hold, which then shows as a reference to nothing.
fn following(kind: &ConnectionKind, string: &ConnectionString, renamings: &[Renaming]) -> Option<ConnectionString> {
    let mut after = string.clone();
    let changed = after.rewrite(|of, value| {
        let named = || {
            renamings.iter().find_map(|renaming| match renaming {
                Renaming::Resource { from, to } if names_resource(kind, of) && key(from) == key(value) => {
                    Some(to.clone())
                }
                _ => None,
            })
        };
        renamed(value, renamings).or_else(named)
    });
    changed.unwrap_or(false).then_some(after)
}

fn row(
    app: &App,
    holder: &HolderKey,
    change: &Change,
    edit: &Edit,
    heads: &HashMap<String, EntryHead>,
) -> (EntryRow, i64) {
    let known = edit.before.as_ref().map(|before| before.id.clone()).or_else(|| edit.id.clone());
    let id = known.unwrap_or_else(|| app.rng.id(&app.clock));
    let head = heads.get(&id);
    let version = head.map_or(0, |head| head.version) + 1;
    let before = edit.before.as_ref();
    let state = edit.after.as_ref().or(before.map(|before| &before.state));
    let kind = state.map(|state| state.kind.clone()).unwrap_or_default();
    let target = kind_of(&kind).and_then(|kind| target_of(kind, &edit.name)).flatten();
    let seal = |state: &State| holder.seal(sealing(&seal_row(&id, version)), state.value.expose().as_bytes());
    let row = EntryRow {
        version,
        change_number: change.number,
        name: edit.name.clone(),
        kind,
        target,
        sealed: edit.after.as_ref().map(seal),
        at: change.at.as_millis(),
        author: change.by.clone(),
        id: id.clone(),
    };
    (row, head.map_or(change.at.as_millis(), |head| head.created_at))
}

/// A stored version; one that deleted the entry has an empty text.
pub fn opened(key: &HolderKey, row: EntryRow) -> Result<Setting, VaultError> {
    let value = match &row.sealed {
        Some(blob) => key.open_text(sealing(&seal_row(&row.id, row.version)), blob)?,
        None => SecretText::default(),
    };
    let plain = State { kind: row.kind, target: row.target, value, ..State::default() };
    let known = parsed(&plain).map(|(kind, string)| state(kind, plain.target.as_deref(), &string));
    Ok(Setting {
        id: row.id,
        name: row.name,
        state: known.unwrap_or(plain),
        version: row.version,
        change: row.change_number,
        value_at: Timestamp::from_millis(row.at),
        at: Timestamp::from_millis(row.at),
        by: row.author,
    })
}

/// Every version of an entry, the newest first, each with whether it deleted the entry.
pub async fn versions(
    tx: &mut Tx,
    app: &App,
    place: &Place,
    id: &ConnectionEntryId,
) -> Result<Vec<(Setting, bool)>, VaultError> {
    let key = app.vault.tenant(tx, &place.tenant).await?;
    let rows = connection_entries::versions(tx, place, id).await?;
    rows.into_iter()
        .map(|row| {
            let deleted = row.sealed.is_none();
            Ok((opened(&key, row)?, deleted))
        })
        .collect()
}

fn seal_row(id: &str, version: i64) -> String {
    format!("{id}/{version}")
}

fn sealing(row: &str) -> Sealing<'_> {
    Sealing { table: TABLE, row, column: "sealed" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_names_the_resource_is_written_anew() {
        let kind = kind_of("k2-ews-connection").expect("a kind");
        let text =
            "Autodiscover = True; OAuth Resource='Exchange';User ID=Exchange;Password=${credential:Exchange.secret}";
        let string = ConnectionString::parse(text, kind.grammar).expect("well formed");
        let before = state(kind, Some("k2@contoso.com"), &string);
        assert!(ConnectionStrings.mentions(&before, "EXCHANGE") && !ConnectionStrings.mentions(&before, "Graph"));
        let renaming = Renaming::Resource { from: "exchange".to_owned(), to: "Exchange - contoso".to_owned() };
        let after = ConnectionStrings.renamed(&before, &[renaming]).expect("changed");
        let expected = "Autodiscover = True; OAuth Resource=\"Exchange - contoso\";User ID=Exchange;\
                        Password=\"${credential:Exchange - contoso.secret}\"";
        assert_eq!(after.value.expose(), expected);
        let other = Renaming::Resource { from: "Graph".to_owned(), to: "Mail".to_owned() };
        assert_eq!(ConnectionStrings.renamed(&before, &[other]), None);
    }

    #[test]
    fn a_name_says_the_target_and_must_be_of_the_kind() {
        let faults = |kind: &str, name: &str, text: &str| {
            let state = State { kind: kind.to_owned(), value: SecretText::new(text), ..State::default() };
            ConnectionStrings.judge(name, &state)
        };
        assert_eq!(faults("k2-smtp", "SourceCode.Net.Mail.SmtpConnection", "Host Name=a"), []);
        assert_eq!(faults("k2-smtp", "sourcecode.net.mail.smtpconnection:a@contoso.com", "Host Name=a"), []);
        assert_eq!(faults("k2-smtp", "Mail", "Host Name=a"), [("/name", FieldFault::EntryName)]);
        assert_eq!(faults("dotnet", "Mail", "Host"), [("/value", FieldFault::ConnectionString)]);
        assert_eq!(faults("string", "Mail", "Host=a"), [("/kind", FieldFault::Choice)]);
    }
}
