//! The words about what refers to what, and which acts that keeps from being done.

use std::collections::BTreeMap;

use serde::Deserialize;
use shared::{
    api::dependents::{Act, Effect, Verdict},
    text::LocalizedText,
};

use super::{CatalogError, read};

/// What is said about one source.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DependentWords {
    /// What the things are called.
    pub name: LocalizedText,
    #[serde(default)]
    asks: Vec<Act>,
    #[serde(default)]
    refuses: Vec<Act>,
    #[serde(default)]
    change: Option<LocalizedText>,
    #[serde(default)]
    rename: Option<LocalizedText>,
    #[serde(default)]
    delete: Option<LocalizedText>,
    #[serde(default)]
    duplicate: Option<LocalizedText>,
}

impl DependentWords {
    /// What each act means for them.
    pub fn effects(&self) -> Vec<Effect> {
        let texts = [
            (Act::Change, &self.change),
            (Act::Rename, &self.rename),
            (Act::Delete, &self.delete),
            (Act::Duplicate, &self.duplicate),
        ];
        let effect = |(act, text): (Act, &Option<LocalizedText>)| {
            Some(Effect { act, verdict: self.verdict(act), text: text.clone()? })
        };
        texts.into_iter().filter_map(effect).collect()
    }

    fn verdict(&self, act: Act) -> Verdict {
        if self.refuses.contains(&act) {
            Verdict::Refuses
        } else if self.asks.contains(&act) {
            Verdict::Asks
        } else {
            Verdict::Tells
        }
    }
}

pub(super) fn load() -> Result<BTreeMap<String, DependentWords>, CatalogError> {
    read("dependents.toml")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dependents;

    #[test]
    fn every_source_has_words_and_all_words_a_source() {
        let words = load().expect("the data file is sound");
        let known: Vec<&str> = words.keys().map(String::as_str).collect();
        let mut sources: Vec<&str> = dependents::ALL.iter().map(|source| source.id).collect();
        sources.sort_unstable();
        assert_eq!(known, sources);
        for (source, words) in &words {
            let effects = words.effects();
            assert!(!effects.is_empty(), "{source}");
            let unsaid = |act: &Act| effects.iter().all(|effect| effect.act != *act);
            assert!(!words.asks.iter().chain(&words.refuses).any(unsaid), "{source} stops what it has no words for");
            for text in effects.iter().map(|effect| &effect.text).chain([&words.name]) {
                assert!(text.en.len() > 3 && text.nl.len() > 3, "{source}: {text:?}");
            }
        }
    }
}
