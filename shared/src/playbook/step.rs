//! A step: who does what, and what proves it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::place::PlaceFault;
use crate::{check::Owner, resource::Condition};

/// A step. Texts: `step.ID.title`, `step.ID.why`, `step.ID.do`; where there is something to say also `step.ID.caution`
/// and `step.ID.today` (what to do where the vendor's own instructions are wrong or outdated, and why).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaybookStep {
    /// Its stable name.
    pub id: String,
    /// Who does it.
    pub owner: Owner,
    /// It belongs to the migration only when all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
    /// The steps that must be done or skipped before. None named: nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// Values shown for copying.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub copy: Vec<String>,
    /// Values to fill here. Each must be filled before the step can be done, unless it is optional.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<String>,
    /// What the portal does at a press of a button.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<String>))]
    pub actions: Vec<StepAction>,
    /// Checks; when all of them pass that do not only inform, the step is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<PlaybookCheck>,
    /// Whether a person may say that it is done although it has checks. A step without checks is always done by hand.
    #[serde(default)]
    pub by_hand: bool,
    /// Scripts that do the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scripts: Vec<PlaybookScript>,
}

/// What the portal does for somebody. In files: `resource:exchange`, `settings`, `authorize:exchange`, …
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum StepAction {
    /// `resource:ROLE`: makes the resource, or brings its values up to what is needed.
    Resource(String),
    /// `certificate:ROLE`: makes a key pair for the resource.
    Certificate(String),
    /// `settings`: writes the connection strings and variables that are not left for the cut-over.
    Settings,
    /// `authorize:ROLE`: sends the reader to sign in, for the first token.
    Authorize(String),
    /// `acquire:ROLE`: obtains a token without anybody signing in.
    Acquire(String),
    /// `consent_request:ROLE`: makes the link for the directory's administrator.
    ConsentRequest(String),
    /// `cutover`: writes what was left for it, in one change; and back.
    Cutover,
}

impl StepAction {
    /// The role of the resource that it is about.
    pub fn role(&self) -> Option<&str> {
        match self {
            Self::Resource(role)
            | Self::Certificate(role)
            | Self::Authorize(role)
            | Self::Acquire(role)
            | Self::ConsentRequest(role) => Some(role),
            Self::Settings | Self::Cutover => None,
        }
    }
}

impl TryFrom<String> for StepAction {
    type Error = PlaceFault;

    fn try_from(text: String) -> Result<Self, PlaceFault> {
        let (kind, role) = text.split_once(':').unwrap_or((&text, ""));
        let of = |make: fn(String) -> Self| (!role.is_empty()).then(|| make(role.to_owned()));
        let action = match kind {
            "resource" => of(Self::Resource),
            "certificate" => of(Self::Certificate),
            "authorize" => of(Self::Authorize),
            "acquire" => of(Self::Acquire),
            "consent_request" => of(Self::ConsentRequest),
            "settings" if role.is_empty() => Some(Self::Settings),
            "cutover" if role.is_empty() => Some(Self::Cutover),
            _ => None,
        };
        action.ok_or(PlaceFault(text))
    }
}

impl From<StepAction> for String {
    fn from(action: StepAction) -> Self {
        match action {
            StepAction::Resource(role) => format!("resource:{role}"),
            StepAction::Certificate(role) => format!("certificate:{role}"),
            StepAction::Authorize(role) => format!("authorize:{role}"),
            StepAction::Acquire(role) => format!("acquire:{role}"),
            StepAction::ConsentRequest(role) => format!("consent_request:{role}"),
            StepAction::Settings => "settings".to_owned(),
            StepAction::Cutover => "cutover".to_owned(),
        }
    }
}

/// A check of a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaybookCheck {
    /// The check, one of the catalogue's.
    pub check: String,
    /// The role of the resource that it looks at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Whether it only informs: what it finds is shown and reported, and closes nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub evidence: bool,
    /// What else it is told, with places.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub arguments: BTreeMap<String, String>,
    /// It is made only when all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

/// A generated script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaybookScript {
    /// Which, one of those that the product can write: see [`crate::script::ScriptId`]: `registration`, `consent`, `rbac`, …
    pub script: String,
    /// The role of the resource that it is about.
    pub resource: String,
    /// It is offered only when all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_written_as_it_is_read() {
        for text in [
            "resource:exchange",
            "certificate:exchange",
            "settings",
            "authorize:a",
            "acquire:a",
            "consent_request:a",
            "cutover",
        ] {
            let action = StepAction::try_from(text.to_owned()).expect("an action");
            assert_eq!(String::from(action), text);
        }
        for text in ["resource", "settings:x", "launch", ""] {
            assert!(StepAction::try_from(text.to_owned()).is_err(), "{text}");
        }
    }
}
