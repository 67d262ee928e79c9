//! English and Dutch have the same keys, and each text the same `{places}`.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, tree::Tree};

/// Each key of a file with the places that its text has.
type Keys = BTreeMap<String, BTreeSet<String>>;

pub(super) fn check(tree: &Tree) -> Vec<Finding> {
    let files = tree.with_extension("", "toml").filter(|(path, _)| path.ends_with("/en.toml"));
    files.flat_map(|(english, text)| compare(tree, english, text)).collect()
}

fn compare(tree: &Tree, english: &str, text: &str) -> Vec<Finding> {
    let dutch = format!("{}/nl.toml", english.trim_end_matches("/en.toml"));
    let Some(translated) = tree.text(&dutch) else {
        return vec![Finding::new(&dutch, 0, format!("is missing beside {english}"))];
    };
    let (first, second) = match (keys(text), keys(translated)) {
        (Ok(first), Ok(second)) => (first, second),
        (Err(error), _) => return vec![Finding::new(english, 0, error)],
        (_, Err(error)) => return vec![Finding::new(&dutch, 0, error)],
    };
    let missing = |from: &Keys, other: &Keys, path: &str| -> Vec<Finding> {
        let absent = from.keys().filter(|key| !other.contains_key(*key));
        absent.map(|key| Finding::new(path, 0, format!("lacks `{key}`"))).collect()
    };
    let mut findings = missing(&first, &second, &dutch);
    findings.extend(missing(&second, &first, english));
    let differing = first.iter().filter(|(key, places)| second.get(*key).is_some_and(|other| other != *places));
    findings.extend(
        differing.map(|(key, _)| Finding::new(&dutch, 0, format!("`{key}` has other {{places}} than English"))),
    );
    findings
}

fn keys(text: &str) -> Result<Keys, String> {
    let table: toml::Table = text.parse().map_err(|error| format!("does not parse: {error}"))?;
    let mut keys = Keys::new();
    flatten("", &table, &mut keys);
    Ok(keys)
}

fn flatten(prefix: &str, table: &toml::Table, keys: &mut Keys) {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            toml::Value::Table(inner) => flatten(&key, inner, keys),
            toml::Value::String(text) => drop(keys.insert(key, places(text))),
            _ => drop(keys.insert(key, BTreeSet::new())),
        }
    }
}

fn places(text: &str) -> BTreeSet<String> {
    let after = text.split('{').skip(1);
    after.filter_map(|rest| rest.split_once('}').map(|(name, _)| name.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(english: &str, dutch: &str) -> usize {
        check(&Tree::of(&[("frontend/locales/en.toml", english), ("frontend/locales/nl.toml", dutch)])).len()
    }

    #[test]
    fn missing_keys_and_other_places_are_found() {
        assert_eq!(pair("[a]\nb = \"In {n} days\"", "[a]\nb = \"Over {n} dagen\""), 0);
        assert_eq!(pair("a = \"x\"\nb = \"y\"", "a = \"x\""), 1);
        assert_eq!(pair("a = \"x\"", "a = \"x\"\nb = \"y\""), 1);
        assert_eq!(pair("a = \"{n} days\"", "a = \"{m} dagen\""), 1);
        assert_eq!(check(&Tree::of(&[("x/en.toml", "a = \"x\"")])).len(), 1);
    }
}
