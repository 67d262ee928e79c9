//! What checks can look at, by name.
//!
//! - `value`: what stands in the place that is judged; `name`: of a connection string, its name
//! - `values`: what stands in all places that the check found; `namesakes`: other connection strings of that name
//! - `variable.NAME`: a variable of the environment, resolved
//! - `version`: the product's version, from the variables that the kind of file names
//! - `connection_names`: of the file and of the environment; `elements`: the names of the file's elements
//! - `protected`: the names of encrypted sections
//!
//! Behind a `|` stands which of the values count: `like PATTERN`, `unlike PATTERN`, `boolean` and `true` as .NET reads
//! them, `email`, `integer LOW HIGH`, `at_least VERSION`, `malformed` (as a connection string).

use std::collections::BTreeMap;

use super::Found;
use crate::{
    config_file::{ConfigFile, glob},
    connection_string::{ConnectionString, Grammar},
    field::{FieldKind, FieldSpec},
    resource::Value,
    text::fill_places,
};

const EMAIL: FieldSpec = FieldSpec::required("value", FieldKind::Email);

/// What is known about a file and its environment.
#[derive(Debug)]
pub struct CheckFacts<'a> {
    /// The file.
    pub file: &'a ConfigFile,
    /// The environment's variables by lower-case name, resolved.
    pub variables: &'a BTreeMap<String, Value>,
    /// The names of the environment's connection strings.
    pub connection_names: &'a [String],
}

/// What one check looks at.
pub(super) struct Scope<'a, 's> {
    pub(super) facts: &'s CheckFacts<'a>,
    pub(super) versions: &'s [String],
    pub(super) values: Vec<String>,
    pub(super) value: Option<&'s Found>,
}

impl Scope<'_, '_> {
    /// The values of a fact; `None`: no such fact.
    pub(super) fn values(&self, of: &str) -> Option<Vec<Value>> {
        let (base, filter) = of.split_once('|').map_or((of, None), |(base, filter)| (base, Some(filter.trim())));
        let values = self.base(base.trim())?;
        let Some(filter) = filter else { return Some(values.into_iter().filter(Value::is_filled).collect()) };
        let mut kept = Vec::new();
        for value in values {
            match &value {
                Value::Known(text) if passes(filter, text)? => kept.push(value),
                Value::Known(_) => {}
                Value::Hidden => kept.push(value),
            }
        }
        Some(kept)
    }

    fn base(&self, base: &str) -> Option<Vec<Value>> {
        let file = self.facts.file;
        let known = |text: &str| Value::Known(text.to_owned());
        Some(match base {
            "value" => self.value.iter().map(|found| known(&found.value)).collect(),
            "name" => self.value.iter().filter_map(|found| found.name.as_deref()).map(known).collect(),
            "values" => self.values.iter().map(|value| known(value)).collect(),
            "namesakes" => self.namesakes(),
            "version" => self.versions.iter().find_map(|name| self.variable(name)).into_iter().collect(),
            "connection_names" => {
                let own = file.connection_strings().into_iter().map(|entry| Value::Known(entry.name));
                own.chain(self.facts.connection_names.iter().map(|name| known(name))).collect()
            }
            "elements" => file.elements().map(|(id, _)| known(file.name(id))).collect(),
            "protected" => file.protected_sections().iter().map(|section| known(&section.name)).collect(),
            _ => self.variable(base.strip_prefix("variable.")?).into_iter().collect(),
        })
    }

    fn variable(&self, name: &str) -> Option<Value> {
        self.facts.variables.get(&name.to_lowercase()).cloned()
    }

    /// Connection strings before this one that have its name.
    fn namesakes(&self) -> Vec<Value> {
        let Some((found, name)) = self.value.and_then(|found| Some((found, found.name.as_deref()?))) else {
            return Vec::new();
        };
        let earlier = self.facts.file.connection_strings().into_iter().filter(|entry| entry.at < found.place.at);
        earlier.filter(|entry| entry.name.eq_ignore_ascii_case(name)).map(|entry| Value::Known(entry.name)).collect()
    }

    /// Puts facts in the place of their names in braces; what is not known stays as it is.
    pub(super) fn fill(&self, text: &str) -> String {
        fill_places(text, |name| self.shown(name))
    }

    /// The values of a fact for people; connection strings are not shown.
    fn shown(&self, name: &str) -> Option<String> {
        if matches!(name, "value" | "values") && self.value.is_some_and(|found| found.name.is_some()) {
            return None;
        }
        let texts: Vec<String> = self
            .values(name)?
            .into_iter()
            .filter_map(|value| match value {
                Value::Known(text) => Some(text.chars().take(super::SHOWN).collect()),
                Value::Hidden => None,
            })
            .take(10)
            .collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    }
}

/// Whether a value counts; `None`: no such filter.
fn passes(filter: &str, text: &str) -> Option<bool> {
    let (filter, argument) = filter.split_once(' ').unwrap_or((filter, ""));
    let trimmed = text.trim();
    Some(match filter {
        "like" => glob(argument, text),
        "unlike" => !glob(argument, text),
        "boolean" => ["true", "false"].iter().any(|word| trimmed.eq_ignore_ascii_case(word)),
        "true" => trimmed.eq_ignore_ascii_case("true"),
        "email" => EMAIL.check(trimmed).is_ok(),
        "integer" => {
            let (low, high) = argument.split_once(' ')?;
            let (low, high): (i64, i64) = (low.parse().ok()?, high.parse().ok()?);
            trimmed.parse::<i64>().is_ok_and(|number| (low..=high).contains(&number))
        }
        "at_least" => version(trimmed) >= version(argument),
        "malformed" => ConnectionString::parse(text, Grammar::DotNet).is_err(),
        _ => return None,
    })
}

/// `5.6 (5.0006.1000.1)` → 5, 6.
pub(crate) fn version(text: &str) -> Vec<u32> {
    // The name may hold digits too: `K2 Five 5.6`.
    let digits = text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let parts = digits.unwrap_or_default().split(|c: char| !c.is_ascii_digit());
    parts.map_while(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters() {
        for (filter, text) in [
            ("boolean", " True"),
            ("true", "TRUE"),
            ("integer 1 1000", "1000"),
            ("at_least 5.1", "K2 Five 5.10"),
            ("at_least 5.1", "5.1"),
            ("like *:*\\*", "K2:DENALLIX\\K2Service"),
            ("email", "k2@example.com"),
            ("malformed", "A"),
        ] {
            assert_eq!(passes(filter, text), Some(true), "{filter} {text}");
        }
        for (filter, text) in [
            ("boolean", "[ON]"),
            ("integer 1 1000", "1001"),
            ("at_least 5.1", "4.7"),
            ("at_least 5.1", "5"),
            ("email", "k2"),
        ] {
            assert_eq!(passes(filter, text), Some(false), "{filter} {text}");
        }
        assert_eq!(passes("nonsense", ""), None);
    }
}
