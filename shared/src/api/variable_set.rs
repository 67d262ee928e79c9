//! Variables that belong together, and what the rules say of their values.

use serde::{Deserialize, Serialize};

use super::variable::Variable;
use crate::{
    text::LocalizedText,
    variable_set::{SetVerdict, VariableSet},
};

/// A set in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VariableSetSummary {
    /// Its stable name.
    pub id: String,
    /// What it is called.
    pub name: LocalizedText,
    /// What it is for.
    pub description: LocalizedText,
    /// How many of its variables the environment has.
    pub present: usize,
    /// How many findings are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
}

/// A set and the state of its variables. The browser judges by the set's own rules while one types.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VariableSetState {
    /// The set with its rules.
    pub set: VariableSet,
    /// What the rules say.
    #[serde(flatten)]
    pub verdict: SetVerdict,
    /// The environment's variables that belong to the set, under their own names or those from before.
    #[serde(default)]
    pub variables: Vec<Variable>,
}
