//! What the providers' own error codes mean, in the administrator's words: a cause and a remedy per code.

use std::collections::BTreeMap;

use serde::Deserialize;
use shared::{problem::ProblemCode, text::LocalizedText};

use super::{CatalogError, files_of, read};

/// One code.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderErrorEntry {
    /// The problem it is reported as, where the protocol's `error` alone would say less; a dotted code.
    #[serde(default)]
    pub problem: Option<String>,
    /// What happened.
    pub cause: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
}

impl ProviderErrorEntry {
    /// The problem it is reported as.
    pub fn problem_code(&self) -> Option<ProblemCode> {
        self.problem.as_deref().and_then(ProblemCode::parse)
    }
}

pub(super) fn load() -> Result<BTreeMap<String, ProviderErrorEntry>, CatalogError> {
    let mut all = BTreeMap::new();
    for path in files_of("provider_errors/") {
        let entries: BTreeMap<String, ProviderErrorEntry> = read(&path)?;
        for (code, entry) in entries {
            if entry.problem.is_some() && entry.problem_code().is_none() {
                return Err(CatalogError::new(&path, format!("{code} names a problem that does not exist")));
            }
            all.insert(code, entry);
        }
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_says_cause_and_remedy_in_both_languages() {
        let all = load().expect("the data files are sound");
        assert!(all.contains_key("AADSTS7000215"));
        for (code, entry) in all {
            for text in [&entry.cause.en, &entry.cause.nl, &entry.remedy.en, &entry.remedy.nl] {
                assert!(text.len() > 10 && text.ends_with('.'), "{code}: {text}");
            }
        }
    }
}
