//! The settings that a playbook is about, by name: what a file of them holds.

use std::collections::HashSet;

use shared::{api::setting_change::SettingKind, playbook::ValuePlace, secret::SecretText, variable::key};

use super::Run;
use crate::settings::connection_strings::kind_of;

/// Names of settings, compared as the settings themselves are.
#[derive(Debug, Default)]
pub struct NeededNames {
    variables: HashSet<String>,
    /// Beginnings of names of variables.
    beginnings: Vec<String>,
    strings: HashSet<String>,
}

impl NeededNames {
    /// Whether the setting is among them.
    pub fn has(&self, kind: SettingKind, name: &str) -> bool {
        let name = key(name);
        match kind {
            SettingKind::ConnectionString => self.strings.contains(&name),
            SettingKind::Variable => {
                self.variables.contains(&name) || self.beginnings.iter().any(|start| name.starts_with(start))
            }
        }
    }
}

impl Run {
    /// The variables and connection strings that the playbook needs here, and those that its files are made of.
    pub fn needed_names(&self) -> NeededNames {
        let playbook = &self.known.playbook;
        let mut names = NeededNames::default();
        let own = playbook.variables.iter().filter(|need| self.holds(&need.when)).map(|need| key(&need.name));
        names.variables.extend(own);
        for value in self.own_values() {
            if let ValuePlace::Variable(name) = &value.at {
                names.variables.insert(key(name));
            }
        }
        let exports = playbook.exports.iter().filter(|export| self.holds(&export.when));
        for pattern in exports.flat_map(|export| &export.variables) {
            match pattern.strip_suffix('*') {
                Some(start) => names.beginnings.push(key(start)),
                None => drop(names.variables.insert(key(pattern))),
            }
        }
        for need in playbook.connection_strings.iter().filter(|need| self.holds(&need.when)) {
            let target = need.target.as_deref().map(|target| self.fill_plain(target).text);
            if let Some(kind) = kind_of(&need.kind) {
                names.strings.insert(key(&kind.entry_name(target.as_ref().map(SecretText::expose))));
            }
        }
        names
    }
}
