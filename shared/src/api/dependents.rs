//! What refers to something: shown before it is changed, renamed, deleted or duplicated.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{ResourceId, TenantId},
    text::LocalizedText,
};

/// What is about to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Values of it change.
    Change,
    /// It gets another name.
    Rename,
    /// It goes.
    Delete,
    /// A second one is made of it.
    Duplicate,
}

/// Everything that refers to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dependents {
    /// One group for each kind of thing that refers to it; kinds of which there is none are left out.
    pub groups: Vec<DependentGroup>,
}

/// Things of one kind that refer to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DependentGroup {
    /// Which kind; stable.
    pub source: String,
    /// What the kind is called.
    pub name: LocalizedText,
    /// How many there are.
    pub total: u64,
    /// The first of them.
    pub items: Vec<Dependent>,
    /// What each act means for them; one that means nothing is left out.
    pub effects: Vec<Effect>,
}

impl DependentGroup {
    /// What `act` means for them.
    pub fn effect(&self, act: Act) -> Option<&Effect> {
        self.effects.iter().find(|effect| effect.act == act)
    }
}

/// What an act means for things of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Effect {
    /// Which act.
    pub act: Act,
    /// Whether it may go on.
    pub verdict: Verdict,
    /// In words.
    pub text: LocalizedText,
}

/// Whether an act may go on although something refers to the thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It goes on; worth knowing.
    Tells,
    /// It goes on once confirmed: `?confirm=` with the thing's id.
    Asks,
    /// It does not.
    Refuses,
}

/// One thing that refers to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Dependent {
    /// Its id.
    pub id: String,
    /// Its name; of a token the subject, empty for the application itself.
    pub name: String,
    /// Its tenant, where it may be another than the one asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<TenantName>,
    /// The resource on whose page it is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<ResourceId>,
    /// The migration that it is: where its page is, and its name in each language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migration: Option<MigrationName>,
}

/// A migration, as far as it takes to name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MigrationName {
    /// Its environment's short name in paths.
    pub environment: String,
    /// Its environment's name.
    pub environment_name: String,
    /// Its playbook's name.
    pub name: LocalizedText,
}

/// A tenant, as far as it takes to name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TenantName {
    /// Its id.
    pub id: TenantId,
    /// Its short name in paths.
    pub slug: String,
    /// Its name.
    pub name: String,
}
