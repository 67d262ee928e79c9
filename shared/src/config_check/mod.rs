//! What is right and wrong in configuration files, judged by rules that are data. The server and the browser run the
//! same ones. Places that a vendor does not document are searched for by what they are called.

mod facts;
mod rule;

pub use facts::CheckFacts;
pub(crate) use facts::version;
pub use rule::{CheckedFile, ConfigCheck, ConfigFinding, Find, FoundAt};

use crate::{
    config_file::{ConfigFile, Place, glob},
    resource::rule_holds,
    text::LocalizedText,
};

use facts::Scope;

/// The most findings that one check makes in one file.
const MOST: usize = 20;
/// How much of a value a finding shows, in characters.
const SHOWN: usize = 200;

/// The kinds of file that a file is: by its name, or by an element that only such files have.
pub fn recognise<'k>(kinds: &'k [CheckedFile], name: &str, file: &ConfigFile) -> Vec<&'k CheckedFile> {
    let named = |kind: &CheckedFile| kind.files.iter().any(|pattern| glob(pattern, name));
    let holds = |kind: &CheckedFile| kind.elements.iter().any(|pattern| has_element(file, pattern));
    kinds.iter().filter(|kind| named(kind) || holds(kind)).collect()
}

fn has_element(file: &ConfigFile, pattern: &str) -> bool {
    file.elements().any(|(id, _)| glob(pattern, file.name(id)))
}

/// What the checks of `kinds` find, errors first.
pub fn check(kinds: &[&CheckedFile], facts: &CheckFacts<'_>) -> Vec<ConfigFinding> {
    let mut findings = Vec::new();
    for kind in kinds {
        for check in &kind.checks {
            let scope = |places: &[Found], value| Scope {
                facts,
                versions: &kind.versions,
                values: places.iter().map(|place| place.value.clone()).collect(),
                value,
            };
            let places = find(&check.find, facts.file);
            if check.missing || check.find == Find::default() {
                let scope = scope(&places, None);
                if (places.is_empty() || !check.missing) && holds(check, &scope) {
                    findings.push(finding(check, &scope, None));
                }
                continue;
            }
            let judged = places.iter().filter_map(|place| {
                let scope = scope(&places, Some(place));
                holds(check, &scope).then(|| finding(check, &scope, Some(place)))
            });
            findings.extend(judged.take(MOST));
        }
    }
    findings.sort_by_key(|finding| finding.level);
    findings
}

fn holds(check: &ConfigCheck, scope: &Scope<'_, '_>) -> bool {
    // What cannot be told is not held against anybody.
    rule_holds(&check.when, &check.unless, &|of| scope.values(of)) == Some(true)
}

fn finding(check: &ConfigCheck, scope: &Scope<'_, '_>, place: Option<&Found>) -> ConfigFinding {
    let fill = |text: &LocalizedText| LocalizedText { en: scope.fill(&text.en), nl: scope.fill(&text.nl) };
    ConfigFinding {
        check: check.id.clone(),
        level: check.level,
        place: place.map(|found| FoundAt {
            path: found.path.clone(),
            line: found.place.at.line,
            column: found.place.at.column,
        }),
        found: place.map(|found| found.shown.chars().take(SHOWN).collect()),
        what: fill(&check.what),
        expected: fill(&check.expected),
        remedy: fill(&check.remedy),
    }
}

/// A place that a check looks at.
pub(crate) struct Found {
    pub(crate) place: Place,
    pub(crate) path: String,
    pub(crate) value: String,
    /// What may be shown of the value: of a connection string, its name.
    pub(crate) shown: String,
    /// Of a connection string, its name.
    pub(crate) name: Option<String>,
}

fn find(find: &Find, file: &ConfigFile) -> Vec<Found> {
    let mut places: Vec<Place> = Vec::new();
    for name in &find.called {
        places.extend(match &find.of {
            Some(element) => file.attributes_called(element, name),
            None => file.called(name),
        });
    }
    for pattern in &find.value {
        places.extend(file.values_like(|value| glob(pattern, value)));
    }
    let mut found: Vec<Found> = Vec::new();
    for place in places {
        // Several patterns may fit one place.
        if !found.iter().any(|known| known.place == place) && found.len() < MOST * 5 {
            let (path, value) = (file.path_of(&place), place.value.clone());
            found.push(Found { path, shown: value.clone(), value, name: None, place });
        }
    }
    for pattern in &find.connection_string {
        let entries = file.connection_strings().into_iter().filter(|entry| glob(pattern, &entry.name));
        found.extend(entries.take(MOST * 5).map(|entry| Found {
            path: file.path(entry.element),
            place: Place {
                kind: crate::config_file::PlaceKind::Attribute("connectionString".to_owned()),
                element: entry.element,
                value: String::new(),
                at: entry.at,
            },
            value: entry.value,
            shown: entry.name.clone(),
            name: Some(entry.name),
        }));
    }
    found.sort_by_key(|found| found.place.at);
    found
}

#[cfg(test)]
mod tests;
