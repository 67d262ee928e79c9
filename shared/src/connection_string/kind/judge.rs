//! Says what is odd about an entry: the rules of its kind, and what can be odd in any.

use std::collections::BTreeMap;

use super::{
    CommonWarning, ConnectionKind, ConnectionKinds, Property, PropertyType, UnknownKeys,
    facts::{Facts, Surroundings},
};
use crate::{
    connection_string::{ConnectionString, Grammar, MASK, tree::same_key},
    resource::{LintLevel, rule_holds},
    text::{LocalizedText, fill_places},
};

/// What can be odd in an entry of any kind: the codes that need words.
pub const COMMON_CODES: [&str; 17] = [
    "duplicate_key",
    "duplicate_key_odbc",
    "not_boolean",
    "not_choice",
    "not_duration",
    "not_email",
    "not_integer",
    "not_url",
    "out_of_range",
    "odbc_outer_space",
    "reference_unresolved",
    "required_missing",
    "synonym_beside",
    "unknown_property",
    "unknown_resource",
    "unsupported_property",
    "value_vanishes",
];

/// Something odd about an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryFinding {
    /// Its stable name.
    pub code: String,
    /// How bad it is.
    pub level: LintLevel,
    /// The property that it is about; `None`: the entry.
    pub property: Option<String>,
    /// What is odd, and why that matters.
    pub detail: LocalizedText,
    /// What to do about it.
    pub remedy: LocalizedText,
}

/// What is odd about an entry of `kind`, the worst first.
pub fn judge(
    kinds: &ConnectionKinds,
    kind: &ConnectionKind,
    string: &ConnectionString,
    target: Option<&str>,
    around: Surroundings<'_>,
) -> Vec<EntryFinding> {
    let facts = Facts { kind, string, target, around };
    let mut common = Common { words: &kinds.common, found: Vec::new() };
    common.keys(kind, string);
    for property in kind.properties() {
        common.value(kind, string, property, around);
    }
    let mut found = common.found;
    for rule in &kind.warnings {
        if rule_holds(&rule.when, &rule.unless, &|of| facts.values(of)) == Some(true) {
            let value = rule.property.as_deref().and_then(|key| shown_value(kind, string, key)).unwrap_or_default();
            let fill = |text: &LocalizedText| fill(text, &[("value", value), ("target", target.unwrap_or_default())]);
            found.push(EntryFinding {
                code: rule.code.clone(),
                level: rule.level,
                property: rule.property.clone(),
                detail: fill(&rule.detail),
                remedy: fill(&rule.remedy),
            });
        }
    }
    found.sort_by_key(|finding| finding.level);
    found
}

/// What is said where the value of `property` refers to `reference`, and that comes to nothing. Only who can look up what
/// values refer to knows.
pub fn unresolved(kinds: &ConnectionKinds, property: &str, reference: &str) -> Option<EntryFinding> {
    let mut common = Common { words: &kinds.common, found: Vec::new() };
    common.say("reference_unresolved", property, &[("value", reference)]);
    common.found.pop()
}

/// The value under a key, unless it is a secret.
fn shown_value<'s>(kind: &ConnectionKind, string: &'s ConnectionString, key: &str) -> Option<&'s str> {
    let property = kind.property(key).filter(|property| !kind.is_secret(&property.key))?;
    kind.value(string, property)
}

struct Common<'a> {
    words: &'a BTreeMap<String, CommonWarning>,
    found: Vec<EntryFinding>,
}

impl Common<'_> {
    fn say(&mut self, code: &str, property: &str, more: &[(&str, &str)]) {
        let Some(words) = self.words.get(code) else { return };
        let mut filling = vec![("property", property)];
        filling.extend_from_slice(more);
        self.found.push(EntryFinding {
            code: code.to_owned(),
            level: words.level,
            property: Some(property.to_owned()),
            detail: fill(&words.detail, &filling),
            remedy: fill(&words.remedy, &filling),
        });
    }

    /// What shows in the keys alone.
    fn keys(&mut self, kind: &ConnectionKind, string: &ConnectionString) {
        let twice = if string.grammar() == Grammar::Odbc { "duplicate_key_odbc" } else { "duplicate_key" };
        for key in string.duplicates() {
            self.say(twice, key, &[]);
        }
        if string.grammar() == Grammar::Odbc {
            for key in string.loosely_spaced() {
                self.say("odbc_outer_space", key, &[]);
            }
        }
        let mut seen: Vec<&str> = Vec::new();
        for pair in string.pairs() {
            if seen.iter().any(|known| same_key(known, &pair.key)) {
                continue;
            }
            seen.push(&pair.key);
            let property = kind.property(&pair.key);
            match (kind.unknown_keys, property) {
                (UnknownKeys::Ignored, None) => self.say("unknown_property", &pair.key, &[]),
                (UnknownKeys::Refused, None) => self.say("unsupported_property", &pair.key, &[]),
                _ => {}
            }
            // That a password is empty is often meant, and looks the same to the product either way.
            if pair.value.is_none() && string.get(&pair.key).is_none() && !kind.is_secret(&pair.key) {
                self.say("value_vanishes", &pair.key, &[]);
            }
        }
        for property in kind.properties() {
            let mut names = seen.iter().filter(|key| property.is_named(key));
            if let (Some(first), Some(second)) = (names.next(), names.next()) {
                self.say("synonym_beside", second, &[("other", first)]);
            }
        }
    }

    /// What shows in the value of a property.
    fn value(
        &mut self,
        kind: &ConnectionKind,
        string: &ConnectionString,
        property: &Property,
        around: Surroundings<'_>,
    ) {
        let Some(value) = kind.value(string, property).filter(|value| !value.is_empty()) else {
            if property.required {
                self.say("required_missing", &property.key, &[]);
            }
            return;
        };
        // What a reference stands for is judged where it is resolved.
        if value.contains("${") || value == MASK {
            return;
        }
        if let (PropertyType::Resource, Some(resources)) = (property.kind, around.resources)
            && !resources.iter().any(|resource| resource.name.eq_ignore_ascii_case(value))
        {
            self.say("unknown_resource", &property.key, &[("value", value)]);
        }
        if let Some(code) = property.fault(value) {
            let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
            let (minimum, maximum) = (number(property.minimum), number(property.maximum));
            let choices = property.choices.join(", ");
            let filling = [("value", value), ("choices", &choices), ("minimum", &minimum), ("maximum", &maximum)];
            self.say(code, &property.key, &filling);
        }
    }
}

/// Puts values in the place of `{name}`.
fn fill(text: &LocalizedText, values: &[(&str, &str)]) -> LocalizedText {
    let known = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
    let one = |text: &str| fill_places(text, known);
    LocalizedText { en: one(&text.en), nl: one(&text.nl) }
}
