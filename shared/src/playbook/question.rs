//! What is asked to tell whether somebody is concerned, and what follows from the answers.

use serde::{Deserialize, Serialize};

use crate::resource::Condition;

/// A question. The same id in several playbooks is one question, asked once; it has the choices of all of them, and its
/// words may stand in any of them. Texts: `question.ID.text`, `question.ID.help`, `question.ID.choice.CHOICE`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaybookQuestion {
    /// Its stable name; conditions know the answer as `answer.ID`.
    pub id: String,
    /// What can be answered.
    pub choices: Vec<String>,
    /// Whether several answers may be given.
    #[serde(default)]
    pub many: bool,
    /// It is asked only when all of these hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Condition>,
}

/// What an effect is said of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum EffectOf {
    /// The installation as a whole.
    #[default]
    Installation,
    /// Each service instance of an imported list: conditions know its columns in small letters as
    /// `answer.instance_name`, `answer.instance_service_type`, `answer.instance_authentication` and
    /// `answer.instance_server`. Whether there is a list at all, every condition knows as `answer.instances`.
    Instance,
}

/// Something that stops working, or does not. Texts: `effect.ID.what`, `effect.ID.why`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PlaybookEffect {
    /// Its stable name.
    pub id: String,
    /// What it is said of.
    #[serde(default)]
    pub of: EffectOf,
    /// Whether it stops working.
    pub affected: bool,
    /// The deadline that says when, by its stable name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<String>,
    /// Whether the playbook mends it, where it suits.
    #[serde(default)]
    pub mended: bool,
    /// The other playbooks that mend it, where they suit; the most usual first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mended_by: Vec<String>,
    /// It is so when all of these hold.
    pub when: Vec<Condition>,
}
