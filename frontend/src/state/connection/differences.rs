//! What differs between two texts of the same kind, property by property.

use shared::connection_string::{ConnectionString, kind::ConnectionKind};

use super::{read, told};

/// A property that is not the same in both; `None`: it is not there. Secrets are dots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Difference {
    /// The property.
    pub key: String,
    /// In the first.
    pub before: Option<String>,
    /// In the second.
    pub after: Option<String>,
}

/// What a program sees in one and not in the other.
pub(crate) fn differences(kind: &ConnectionKind, before: &str, after: &str) -> Vec<Difference> {
    let (before, after) = (read(kind, before), read(kind, after));
    let differing = keys(kind, &[&before, &after]).into_iter().filter_map(|key| {
        let (one, other) = (value(kind, &before, &key), value(kind, &after, &key));
        let shown = |value: Option<&str>| value.map(|value| told(kind, &key, value));
        (one != other).then(|| Difference { before: shown(one), after: shown(other), key: key.clone() })
    });
    differing.collect()
}

/// The keys of all of them, each once: a property's own name where there is one.
pub(super) fn keys(kind: &ConnectionKind, strings: &[&ConnectionString]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::new();
    for pair in strings.iter().flat_map(|string| string.pairs()) {
        let key = kind.property(&pair.key).map_or(&pair.key, |property| &property.key);
        if !keys.iter().any(|known| known.to_lowercase() == key.to_lowercase()) {
            keys.push(key.clone());
        }
    }
    keys
}

/// What a program sees under `key` or a synonym of it. An empty value and none are the same to it.
pub(super) fn value<'s>(kind: &ConnectionKind, string: &'s ConnectionString, key: &str) -> Option<&'s str> {
    let value = match kind.property(key) {
        Some(property) => kind.value(string, property),
        None => string.get(key),
    };
    value.filter(|value| !value.is_empty())
}
