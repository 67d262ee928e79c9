//! Services that end, as data, and the words for what a tenant's own things are when they end.

use std::collections::BTreeMap;

use serde::Deserialize;
use shared::{deadline::Deadline, text::LocalizedText};

use super::{CatalogError, read};

const FILE: &str = "deadlines.toml";

/// Everything about deadlines.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeadlineCatalog {
    /// Services that end.
    pub deadlines: Vec<Deadline>,
    /// The words for a tenant's own, by what it is.
    pub own: BTreeMap<String, OwnWords>,
}

/// The words for something of a tenant's own that ends. `{resource}` is the resource's name, `{name}` its own.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnWords {
    /// In a few words.
    pub name: LocalizedText,
    /// The same for what has no name of its own.
    pub nameless: Option<LocalizedText>,
    /// What stops working then.
    pub what: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
}

pub(super) fn load() -> Result<DeadlineCatalog, CatalogError> {
    let catalog: DeadlineCatalog = read(FILE)?;
    for deadline in &catalog.deadlines {
        if deadline.date.is_some() == deadline.when.is_some() {
            return Err(CatalogError::new(FILE, format!("{} needs a date or says when, one of the two", deadline.id)));
        }
    }
    Ok(catalog)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use shared::api::deadline::DeadlineKind;

    use crate::catalog::Catalog;

    #[test]
    fn every_deadline_has_words_a_source_and_concerns_what_there_is() {
        let catalog = Catalog::load().expect("the data files are sound");
        let kinds: BTreeSet<String> = catalog.connection_kinds().kinds.iter().map(|kind| kind.id.clone()).collect();
        let types: BTreeSet<&str> = catalog.resource_types().iter().map(|kind| kind.id.as_str()).collect();
        let mut seen = BTreeSet::new();
        for deadline in &catalog.deadlines().deadlines {
            assert!(seen.insert(&deadline.id), "{} stands twice", deadline.id);
            assert!(deadline.source.starts_with("https://"), "{}", deadline.id);
            for text in [&deadline.name, &deadline.what, &deadline.remedy].into_iter().chain(&deadline.when) {
                assert!(text.en.len() > 10 && text.nl.len() > 10, "{}", deadline.id);
            }
            for kind in &deadline.concerns.connection_kinds {
                assert!(kinds.contains(kind), "{}: {kind}", deadline.id);
            }
            for kind in &deadline.concerns.resources {
                assert!(types.contains(kind.kind.as_str()), "{}: {}", deadline.id, kind.kind);
            }
        }
        for kind in [DeadlineKind::Secret, DeadlineKind::Certificate, DeadlineKind::RefreshToken] {
            let words = &catalog.deadlines().own[kind.as_str()];
            for text in [&words.name, &words.what, &words.remedy] {
                assert!(text.en.len() > 10 && text.nl.len() > 10, "{kind:?}");
            }
        }
    }
}
