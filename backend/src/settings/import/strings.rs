//! Which kind a connection string is of that comes from a file: its name says it, or the properties in it.

use shared::secret::SecretText;

use crate::settings::State;

/// Name and text; a name is made of the properties where the file has none. `None`: they do not say enough.
pub(super) fn named(name: &str, text: SecretText) -> Option<(String, SecretText)> {
    (!name.is_empty()).then(|| (name.to_owned(), text))
}

/// What an entry of that name and text is; `None`: of no known kind.
pub(super) fn state(_: &str, text: &SecretText, before: Option<&State>) -> Option<State> {
    before.map(|before| State { value: text.clone(), ..before.clone() })
}
