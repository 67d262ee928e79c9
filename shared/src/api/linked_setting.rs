//! One value in several places: what stands in each, whether they differ, and what is left to do by hand.

use serde::{Deserialize, Serialize};

use crate::{
    field::{Report, Validate},
    ids::ConfigFileId,
    text::LocalizedText,
    variable::{VALUE, VariableKind},
};

/// The state of a value with several places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedSettingState {
    /// Its stable name.
    pub id: String,
    /// What it is called.
    pub name: LocalizedText,
    /// What it is for.
    pub description: LocalizedText,
    /// What its value is.
    pub kind: VariableKind,
    /// What the places should hold; absent: nobody said yet.
    pub wanted: Option<String>,
    /// Whether the places that are compared differ.
    pub differs: bool,
    /// What that means; absent: they do not.
    pub finding: Option<LinkedFinding>,
    /// The places.
    pub places: Vec<LinkedPlaceState>,
}

/// What it means that places differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedFinding {
    /// What it means.
    pub what: LocalizedText,
    /// What to do.
    pub remedy: LocalizedText,
}

/// One place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkedPlaceState {
    /// What the place is called.
    pub label: LocalizedText,
    /// The variable, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
    /// The file, where it is in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_file: Option<ConfigFileId>,
    /// Where in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The line, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What stands there; absent: nothing, or a secret.
    pub value: Option<String>,
    /// Whether it is what it should be; absent: it is not compared, because it is empty, nobody said what it should
    /// be, or the product's version puts another value here.
    pub right: Option<bool>,
    /// What a person does for a new value to arrive there.
    pub todo: LocalizedText,
}

/// Sets the variables among the places.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PutLinkedSetting {
    /// The value.
    pub value: String,
}

impl Validate for PutLinkedSetting {
    fn validate(&self, report: &mut Report) {
        report.check(&crate::field::FieldSpec { required: true, ..VALUE }, &self.value);
    }
}
