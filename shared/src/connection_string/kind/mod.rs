//! What an entry is for, as data: its properties in groups, how it is called in a config file, and what is odd about its
//! values. Server and browser read the same files and judge with the same code.

mod facts;
mod judge;
mod property;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use facts::{KnownResource, Surroundings};
pub use judge::{COMMON_CODES, EntryFinding, judge, unresolved};
pub use property::{Property, PropertyGroup, PropertyType};

use super::{ConnectionString, Grammar, is_secret_key, tree::same_key};
use crate::{
    field::{FieldFault, FieldKind, FieldSpec},
    resource::{Condition, LintLevel},
    text::LocalizedText,
};

/// The longest target.
const MOST_IN_TARGET: usize = 256;

/// All kinds, and the words about what can be odd in any of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConnectionKinds {
    /// The kinds, in the order in which they are offered.
    pub kinds: Vec<ConnectionKind>,
    /// By code: what is odd whatever the kind, such as a key that stands twice.
    pub common: BTreeMap<String, CommonWarning>,
}

impl ConnectionKinds {
    /// The kind of that id.
    pub fn find(&self, id: &str) -> Option<&ConnectionKind> {
        self.kinds.iter().find(|kind| kind.id == id)
    }
}

/// One kind of entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConnectionKind {
    /// Its stable id.
    pub id: String,
    /// What it is called.
    pub name: LocalizedText,
    /// What it is for.
    pub description: LocalizedText,
    /// The rules that its text follows.
    pub grammar: Grammar,
    /// What it is called in a config file, where the product fixes that; otherwise the target is its name there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub config_name: Option<String>,
    /// What an entry is about, beside its properties.
    pub target: Target,
    /// Its properties.
    pub groups: Vec<PropertyGroup>,
    /// What becomes of a property that it does not list.
    #[serde(default)]
    pub unknown_keys: UnknownKeys,
    /// What is odd about values of this kind.
    #[serde(default)]
    pub warnings: Vec<WarningRule>,
}

/// What an entry is about: a mailbox, a host, or the name that the config file gives it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Whether there is one.
    pub presence: Presence,
    /// What it is called on pages.
    #[serde(default)]
    pub name: LocalizedText,
    /// What to enter.
    #[serde(default)]
    pub help: LocalizedText,
    /// `text`, `email` or `domain`.
    #[serde(default = "text")]
    pub format: FieldKind,
}

fn text() -> FieldKind {
    FieldKind::Text
}

/// Whether an entry has a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Presence {
    /// Never: one entry an environment.
    None,
    /// Without one it holds for all that have none of their own.
    Optional,
    /// Always.
    Required,
}

/// What becomes of a property that the kind does not list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum UnknownKeys {
    /// Any may be there.
    Allowed,
    /// The product passes over it: probably a typing error.
    #[default]
    Ignored,
    /// The product does not start with it.
    Refused,
}

/// Something odd, as its data file says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WarningRule {
    /// Its stable name.
    pub code: String,
    /// How bad it is.
    pub level: LintLevel,
    /// The property that it shows at; absent: the entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// All of these must hold; see [`facts`](Surroundings) for what can be looked at.
    pub when: Vec<Condition>,
    /// None of these may hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<Condition>,
    /// What is odd, and why that matters. `{value}` is the property's value, `{target}` the target.
    pub detail: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
}

/// The words about something that can be odd in any kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CommonWarning {
    /// How bad it is.
    pub level: LintLevel,
    /// What is odd. `{property}`, `{value}`, `{other}`, `{choices}`, `{minimum}` and `{maximum}` are filled.
    pub detail: LocalizedText,
    /// What to do about it, likewise.
    pub remedy: LocalizedText,
}

impl ConnectionKind {
    /// Every property, group after group.
    pub fn properties(&self) -> impl Iterator<Item = &Property> {
        self.groups.iter().flat_map(|group| &group.properties)
    }

    /// The property that `key` names, as itself or by a synonym.
    pub fn property(&self, key: &str) -> Option<&Property> {
        self.properties().find(|property| property.is_named(key))
    }

    /// Whether the value under `key` is to be masked: the kind says so, or the key's name does.
    pub fn is_secret(&self, key: &str) -> bool {
        is_secret_key(key) || self.property(key).is_some_and(|property| property.kind == PropertyType::Secret)
    }

    /// What the entry is called in a config file.
    pub fn entry_name(&self, target: Option<&str>) -> String {
        let target = target.filter(|target| !target.is_empty());
        match (&self.config_name, target) {
            (Some(name), Some(target)) => format!("{name}:{target}"),
            (Some(name), None) => name.clone(),
            (None, target) => target.unwrap_or_default().to_owned(),
        }
    }

    /// The target that `name` in a config file stands for; `None`: the name is not of this kind. Kinds without a name of
    /// their own take none: they would take all.
    pub fn target_of(&self, name: &str) -> Option<Option<String>> {
        let own = self.config_name.as_deref()?;
        let (first, target) = name.split_once(':').map_or((name, None), |(first, target)| (first, Some(target)));
        let fits = match self.target.presence {
            Presence::None => target.is_none(),
            Presence::Optional => true,
            Presence::Required => target.is_some(),
        };
        (first.eq_ignore_ascii_case(own) && fits).then(|| target.map(str::to_owned))
    }

    /// Judges a target.
    ///
    /// # Errors
    /// Why it is not accepted.
    pub fn check_target(&self, target: Option<&str>) -> Result<(), FieldFault> {
        let target = target.unwrap_or_default();
        let spec = FieldSpec { max: MOST_IN_TARGET, ..FieldSpec::optional("target", self.target.format) };
        match (self.target.presence, target.is_empty()) {
            (Presence::Required, true) => Err(FieldFault::Required),
            (Presence::None, false) => Err(FieldFault::NoTarget),
            _ => spec.check(target),
        }
    }

    /// The values that a program sees, each under its property's own key: a synonym counts as the key, the last one
    /// written wins.
    pub fn value<'s>(&self, string: &'s ConnectionString, property: &Property) -> Option<&'s str> {
        string.pairs().filter(|pair| property.is_named(&pair.key)).last().and_then(|pair| pair.value.as_deref())
    }

    /// The text that a new entry begins with: what the kind suggests.
    pub fn suggested(&self) -> String {
        let mut string = ConnectionString::empty(self.grammar);
        for property in self.properties() {
            if let Some(value) = &property.suggested {
                // What a data file suggests is sound: a test writes all of it.
                string.set(&property.key, value).ok();
            }
        }
        string.emit()
    }
}

impl Property {
    /// Whether `key` is this property's, or a synonym of it.
    pub fn is_named(&self, key: &str) -> bool {
        same_key(&self.key, key) || self.synonyms.iter().any(|synonym| same_key(synonym, key))
    }
}
