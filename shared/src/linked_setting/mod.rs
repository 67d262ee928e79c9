//! One value that lives in several places: variables, and values in configuration files. Which ones is data; when they
//! differ, that is a finding, and the first place that is the source says what the others should be.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    config_file::{ConfigFile, Place},
    resource::Value,
    text::LocalizedText,
    variable::{VariableKind, VariableOptions},
};

/// A value with several places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkedSetting {
    /// Its stable name.
    pub id: String,
    /// What it is called.
    pub name: LocalizedText,
    /// What it is for.
    pub description: LocalizedText,
    /// What its value is.
    #[serde(default)]
    pub kind: VariableKind,
    /// What narrows the kind.
    #[serde(default)]
    pub options: VariableOptions,
    /// What it means that the places differ.
    pub differs: LocalizedText,
    /// What to do then.
    pub remedy: LocalizedText,
    /// Where it lives.
    pub places: Vec<LinkedPlace>,
}

/// One of the places: a variable, or values in a kind of file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkedPlace {
    /// The variable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
    /// The kind of file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// What the value is called in the file; `*` stands for anything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub called: Vec<String>,
    /// What the place is called.
    pub label: LocalizedText,
    /// What a person does for a new value to arrive there.
    pub todo: LocalizedText,
    /// Whether it says what the others should be.
    #[serde(default)]
    pub source: bool,
    /// The variable that holds the product's version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The first version in which this place holds this value; before, it is not compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
}

impl LinkedSetting {
    /// Judges a value.
    ///
    /// # Errors
    /// Why it is none.
    pub fn check(&self, value: &str) -> Result<(), crate::field::FieldFault> {
        if value.is_empty() {
            return Err(crate::field::FieldFault::Required);
        }
        crate::variable::judge(self.kind, &self.options, value)
    }

    /// The variable that says what the places should hold; where there is none, its own stable name.
    pub fn source_name(&self) -> &str {
        let mut sources = self.places.iter().filter(|place| place.source).filter_map(|place| place.variable.as_deref());
        sources.next().unwrap_or(&self.id)
    }

    /// What the places should hold, as the sources among `variables` say (lower-case names, resolved).
    pub fn wanted(&self, variables: &BTreeMap<String, Value>) -> Option<String> {
        let sources = self.places.iter().filter(|place| place.source).filter_map(|place| place.variable.as_deref());
        sources.filter_map(|name| known(variables, name)).find(|value| !value.is_empty())
    }

    /// The values in a file of these kinds.
    pub fn in_file<'s>(&'s self, kinds: &[&str], file: &ConfigFile) -> Vec<(&'s LinkedPlace, Place)> {
        let here = |place: &&LinkedPlace| place.file.as_deref().is_some_and(|kind| kinds.contains(&kind));
        let mut found: Vec<(&LinkedPlace, Place)> = Vec::new();
        for linked in self.places.iter().filter(here) {
            for place in linked.called.iter().flat_map(|name| file.called(name)) {
                if !found.iter().any(|(_, known)| *known == place) {
                    found.push((linked, place));
                }
            }
        }
        found
    }
}

impl LinkedPlace {
    /// Whether the place holds this value in the product's version; `None`: the version is not known.
    pub fn counts(&self, variables: &BTreeMap<String, Value>) -> Option<bool> {
        let (Some(version), Some(since)) = (&self.version, &self.since) else { return Some(true) };
        let version = known(variables, version).filter(|version| !version.is_empty())?;
        Some(crate::config_check::version(&version) >= crate::config_check::version(since))
    }
}

fn known(variables: &BTreeMap<String, Value>, name: &str) -> Option<String> {
    match variables.get(&name.to_lowercase())? {
        Value::Known(value) => Some(value.clone()),
        Value::Hidden => None,
    }
}
