//! The words of a playbook, in every language, by keys such as `step.register-app.title`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::text::LocalizedText;

/// The words of a playbook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct PlaybookTexts(pub BTreeMap<String, LocalizedText>);

impl PlaybookTexts {
    /// The text under a key; empty where there is none.
    pub fn get(&self, key: &str) -> LocalizedText {
        self.0.get(key).cloned().unwrap_or_default()
    }

    /// The text under a key, where there is one.
    pub fn find(&self, key: &str) -> Option<&LocalizedText> {
        self.0.get(key)
    }
}
