//! Which kind a connection string is of that comes from a file: its name says it, or the properties in it.

use shared::{
    connection_string::{
        ConnectionString,
        kind::{ConnectionKind, ConnectionKinds, Presence},
    },
    secret::SecretText,
};

use crate::{catalog::connection_kinds, settings::State, settings::connection_strings};

/// The kind of strings that fit no other.
const GENERIC: &str = "dotnet";
/// Whose value is the target of a string without a name.
const USER: &str = "User ID";

fn kinds() -> &'static ConnectionKinds {
    connection_kinds::embedded()
}

/// Name and text; a name is made of the properties where the file has none. `None`: they do not say enough.
pub(super) fn named(name: &str, text: SecretText) -> Option<(String, SecretText)> {
    if !name.is_empty() {
        return Some((name.to_owned(), text));
    }
    let (kind, string) =
        kinds().kinds.iter().filter_map(|kind| fitting(kind, &text)).max_by_key(|(kind, string)| {
            // Of kinds that know all properties, the one with the fewest others; of those, the first.
            let known = string.pairs().count();
            (known, usize::MAX - kind.properties().count())
        })?;
    let target = string.get(USER).filter(|_| kind.target.presence != Presence::None);
    kind.check_target(target).ok()?;
    Some((kind.entry_name(target), text))
}

/// The kind, if it has a name in config files and knows every property of the text.
fn fitting<'k>(kind: &'k ConnectionKind, text: &SecretText) -> Option<(&'k ConnectionKind, ConnectionString)> {
    kind.config_name.as_ref()?;
    let string = ConnectionString::parse(text.expose(), kind.grammar).ok()?;
    let knows_all = string.pairs().all(|pair| kind.property(&pair.key).is_some());
    knows_all.then_some((kind, string))
}

/// What an entry of that name and text is; `None`: of no known kind.
pub(super) fn state(name: &str, text: &SecretText, before: Option<&State>) -> Option<State> {
    let of = |kind: &ConnectionKind| kind.target_of(name).map(|target| (kind.id.clone(), target));
    let (id, target) = if let Some(before) = before {
        (before.kind.clone(), before.target.clone())
    } else {
        let known = kinds().kinds.iter().find_map(of);
        known.unwrap_or_else(|| (GENERIC.to_owned(), Some(name.to_owned())))
    };
    let kind = kinds().find(&id)?;
    match ConnectionString::parse(text.expose(), kind.grammar) {
        Ok(string) => Some(connection_strings::state(kind, target.as_deref(), &string)),
        // What is wrong with it is for the source to say.
        Err(_) => Some(State { kind: id, target, value: text.clone(), ..State::default() }),
    }
}
