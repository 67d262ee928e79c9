//! The environment's settings as files are checked against and patched with them: resolved, secrets marked.

use std::collections::BTreeMap;

use shared::{api::setting_change::SettingKind, resource::Value, secret::SecretText, variable::Resolved};

use crate::{
    app::App,
    settings::{self, Place, Setting},
    store::Tx,
    vault::VaultError,
};

/// An environment's settings, resolved.
#[derive(Debug, Default)]
pub struct Values {
    /// For checks: secrets do not show.
    shown: BTreeMap<String, Value>,
    variables: Vec<Named>,
    entries: Vec<Named>,
}

/// A setting.
#[derive(Debug, Clone)]
pub struct Named {
    /// Its name; of a connection string, the one in a configuration file.
    pub name: String,
    /// Its value; `None`: it refers to something that does not exist.
    pub value: Option<SecretText>,
    /// Whether it may not be shown.
    pub secret: bool,
}

impl Values {
    /// Reads and resolves everything.
    pub async fn load(tx: &mut Tx, app: &App, place: &Place) -> Result<Self, VaultError> {
        let stored = settings::variables(tx, app, place).await?;
        let entries = match settings::source(SettingKind::ConnectionString) {
            Some(source) => source.load(tx, app, place, None).await?,
            None => Vec::new(),
        };
        let texts: Vec<(&str, bool)> = entries.iter().map(|entry| (entry.state.value.expose(), true)).collect();
        let resolution = settings::resolve(tx, app, place, &stored, &texts).await?;
        let named = |(setting, resolved): (&Setting, Resolved)| Named {
            name: setting.name.clone(),
            secret: setting.state.secret || resolved.secret,
            value: resolved.text,
        };
        let variables = stored.iter().zip(resolution.variables).map(named).collect();
        Ok(Self::of(variables, entries.iter().zip(resolution.texts).map(named).collect()))
    }

    fn of(variables: Vec<Named>, entries: Vec<Named>) -> Self {
        let shown = |variable: &Named| {
            let value = match (&variable.value, variable.secret) {
                (Some(_), true) => Value::Hidden,
                (Some(value), false) => Value::Known(value.expose().to_owned()),
                (None, _) => return None,
            };
            Some((variable.name.to_lowercase(), value))
        };
        Self { shown: variables.iter().filter_map(shown).collect(), variables, entries }
    }

    /// The variables by lower-case name, as far as they may be shown.
    pub fn variables(&self) -> &BTreeMap<String, Value> {
        &self.shown
    }

    /// What rules are judged by: secrets too, since no finding shows a value.
    pub fn judged(&self) -> Vec<(String, Value)> {
        let text = |value: &SecretText| Value::Known(value.expose().to_owned());
        let known = |variable: &Named| variable.value.as_ref().map_or(Value::Hidden, text);
        self.variables.iter().map(|variable| (variable.name.clone(), known(variable))).collect()
    }

    /// A variable, whatever the capitals.
    pub fn variable(&self, name: &str) -> Option<&Named> {
        let wanted = name.to_lowercase();
        self.variables.iter().find(|variable| variable.name.to_lowercase() == wanted)
    }

    /// The connection strings.
    pub fn entries(&self) -> &[Named] {
        &self.entries
    }

    /// Their names in a configuration file.
    pub fn connection_names(&self) -> Vec<String> {
        self.entries.iter().map(|entry| entry.name.clone()).collect()
    }
}
