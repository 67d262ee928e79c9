//! The settings as text, before anybody has looked at what they mean.

use std::{collections::BTreeMap, path::Path};

/// Settings by name.
#[derive(Debug)]
pub(super) struct Raw(BTreeMap<String, String>);

impl Raw {
    pub(super) fn read(
        names: &[&str],
        file: Option<&Path>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let mut values = file.map(|file| read_file(names, file)).transpose()?.unwrap_or_default();
        for name in names {
            if let Some(value) = environment(&variable(name)) {
                values.insert((*name).to_owned(), value);
            }
        }
        Ok(Self(values))
    }

    /// The setting, or what holds without it.
    pub(super) fn get_or<'a>(&'a self, name: &str, usual: &'a str) -> &'a str {
        self.get(name).unwrap_or(usual)
    }

    /// The setting; an empty one counts as absent.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// The entries of a setting that is a list: separated by commas or spaces.
    pub(super) fn list(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get_or(name, "").split([',', ' ']).filter(|entry| !entry.is_empty())
    }
}

/// The name of a setting in the environment.
pub(super) fn variable(name: &str) -> String {
    format!("CONSENTRY_{}", name.to_ascii_uppercase())
}

fn read_file(names: &[&str], file: &Path) -> Result<BTreeMap<String, String>, String> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| format!("{shown} cannot be read: {error}"))?;
    let table: toml::Table = text.parse().map_err(|error| format!("{shown} is not TOML: {error}"))?;
    let mut values = BTreeMap::new();
    for (name, value) in table {
        if !names.contains(&name.as_str()) {
            return Err(format!("{shown}: there is no setting {name}; the settings are {}", names.join(", ")));
        }
        let text = as_text(&value).ok_or_else(|| format!("{shown}: {name} must be text, or a list of texts"))?;
        values.insert(name, text);
    }
    Ok(values)
}

fn as_text(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Array(items) => items.iter().map(as_text).collect::<Option<Vec<_>>>().map(|all| all.join(",")),
        _ => None,
    }
}
