//! A playbook as its file says it. Texts stand apart, in [`super::PlaybookTexts`].

use serde::{Deserialize, Serialize};

use super::{
    need::{NeededConnectionString, NeededResource, NeededVariable},
    place::ValuePlace,
    question::{PlaybookEffect, PlaybookQuestion},
    step::PlaybookStep,
};
use crate::{resource::Condition, variable::VariableKind};

/// The version of the format that this program reads.
pub const FORMAT: u32 = 1;

/// What is known about moving one product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Playbook {
    /// The version of the format: [`FORMAT`].
    pub format: u32,
    /// Its stable name; of a built-in one, the name of its folder.
    pub id: String,
    /// Counts its changes; a migration remembers the one that it began with.
    pub version: u32,
    /// The family of products that it belongs to: `k2`, `wicbox`, `mail`.
    pub product: String,
    /// The vendor's and the providers' own pages.
    #[serde(default)]
    pub sources: Vec<PlaybookSource>,
    /// The deadlines that concern it, by their stable names.
    #[serde(default)]
    pub deadlines: Vec<String>,
    /// What has to be chosen before it begins.
    #[serde(default)]
    pub options: Vec<PlaybookOption>,
    /// What flows between the tenant's settings and the instructions.
    #[serde(default)]
    pub values: Vec<PlaybookValue>,
    /// The resources that it needs.
    #[serde(default)]
    pub resources: Vec<NeededResource>,
    /// The connection strings that it needs.
    #[serde(default)]
    pub connection_strings: Vec<NeededConnectionString>,
    /// The variables that it needs.
    #[serde(default)]
    pub variables: Vec<NeededVariable>,
    /// The steps, in the order in which they are shown.
    pub steps: Vec<PlaybookStep>,
    /// The files that come of it.
    #[serde(default)]
    pub exports: Vec<PlaybookExport>,
    /// Whom it is for: those whose answers to the questions make all of these hold. None: everybody with the product.
    #[serde(default)]
    pub suits: Vec<Condition>,
    /// What is asked to tell whether somebody is concerned.
    #[serde(default)]
    pub questions: Vec<PlaybookQuestion>,
    /// What follows from the answers.
    #[serde(default)]
    pub effects: Vec<PlaybookEffect>,
}

/// A page that says what the playbook says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaybookSource {
    /// Its title, as it is published.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// A choice between ways. Texts: `option.ID.name`, `option.ID.help`, `option.ID.choice.CHOICE.name` and `….help`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaybookOption {
    /// Its stable name; conditions know it as `option.ID`.
    pub id: String,
    /// What it can be.
    pub choices: Vec<String>,
    /// What it is unless somebody chooses.
    pub default: String,
    /// It is asked only when all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

/// A value with a name. Texts: `value.ID.label`, `value.ID.help`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaybookValue {
    /// Its stable name; texts and templates know it as `{ID}`, conditions as `value.ID`.
    pub id: String,
    /// What it is.
    #[serde(default)]
    pub kind: VariableKind,
    /// What it can be, where `kind` is `enum`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<String>,
    /// Where it is kept: see [`ValuePlace`]. The migration itself, unless said.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(value_type = String))]
    pub at: ValuePlace,
    /// What it is until somebody fills it, with places: `https://{k2_host}/identity/token/oauth/2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<String>,
    /// Whether it may stay empty.
    #[serde(default)]
    pub optional: bool,
    /// What the recogniser of pasted text expects: `client_id`, `directory_id`, `client_secret`, `thumbprint`, …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paste: Option<String>,
    /// It is needed only when all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

/// A file that comes of a migration: settings rendered. Texts: `export.ID.name`, `export.ID.help`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaybookExport {
    /// Its stable name.
    pub id: String,
    /// `env`, `json`, `xml`, `sql` or `csv`.
    pub format: String,
    /// The variables that it holds, by name; a `*` at the end stands for anything. None: all that the playbook needs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variables: Vec<String>,
    /// Whether the connection strings that the playbook needs are in it.
    #[serde(default)]
    pub connection_strings: bool,
    /// It is offered only when all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

impl Playbook {
    /// The option of that name.
    pub fn option(&self, id: &str) -> Option<&PlaybookOption> {
        self.options.iter().find(|option| option.id == id)
    }

    /// The value of that name.
    pub fn value(&self, id: &str) -> Option<&PlaybookValue> {
        self.values.iter().find(|value| value.id == id)
    }

    /// The step of that name.
    pub fn step(&self, id: &str) -> Option<&PlaybookStep> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The resource that it needs under that name.
    pub fn resource(&self, id: &str) -> Option<&NeededResource> {
        self.resources.iter().find(|resource| resource.id == id)
    }

    /// The connection string that it needs under that name.
    pub fn connection_string(&self, id: &str) -> Option<&NeededConnectionString> {
        self.connection_strings.iter().find(|string| string.id == id)
    }
}
