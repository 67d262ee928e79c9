//! Puts the environment's settings into a file: connection strings by name, `appSettings` by key, linked values by where
//! they live. What is not a setting of the environment stays byte for byte.

use shared::{
    api::config_file::{ConfigFileChange, PatchOutcome},
    config_file::{ConfigFile, ElementId, NewElement, Patch, PatchFault, Place, PlaceKind, Position},
    connection_string::{ConnectionString, Grammar, MASK, is_secret_key},
    linked_setting::LinkedSetting,
    secret::SecretText,
};

use super::{Opened, Values, values::Named};
use crate::app::App;

/// A patched file and what was done.
#[derive(Debug)]
pub struct Patched {
    /// The file.
    pub file: ConfigFile,
    /// The places.
    pub items: Vec<ConfigFileChange>,
}

/// Puts `values` into the file.
///
/// # Errors
/// When the result would not be a file that can be read.
pub fn patch(app: &App, opened: &Opened, values: &Values, add_missing: bool) -> Result<Patched, PatchFault> {
    let kinds: Vec<&str> = opened.kinds(app).iter().map(|kind| kind.id.as_str()).collect();
    let mut work = Work { file: &opened.file, patch: Patch::new(&opened.file), items: Vec::new() };
    work.connection_strings(values, add_missing)?;
    work.app_settings(values);
    for linked in &app.catalog.settings().linked_settings {
        work.linked(linked, &kinds, values);
    }
    let Work { patch, mut items, .. } = work;
    items.sort_by_key(|item| item.line.unwrap_or(usize::MAX));
    Ok(Patched { file: patch.apply()?, items })
}

struct Work<'f> {
    file: &'f ConfigFile,
    patch: Patch<'f>,
    items: Vec<ConfigFileChange>,
}

impl Work<'_> {
    fn connection_strings(&mut self, values: &Values, add_missing: bool) -> Result<(), PatchFault> {
        let there = self.file.connection_strings();
        let section = self.file.sections("connectionStrings").next();
        let encrypted = section.is_some_and(|section| self.file.is_protected(section));
        let mut added: Vec<NewElement> = Vec::new();
        for entry in values.entries() {
            let mut found = false;
            for known in there.iter().filter(|known| known.name.eq_ignore_ascii_case(&entry.name)) {
                found = true;
                let place = Place {
                    kind: PlaceKind::Attribute("connectionString".to_owned()),
                    element: known.element,
                    value: known.value.clone(),
                    at: known.at,
                };
                self.set("connection_string", entry, &place, &mask_string);
            }
            if found {
                continue;
            }
            let mut outcome = if encrypted { PatchOutcome::Encrypted } else { PatchOutcome::Missing };
            if let (PatchOutcome::Missing, true, Some(value)) = (outcome, add_missing, &entry.value) {
                outcome = PatchOutcome::Added;
                let attribute = |name: &str, value: &str| (name.to_owned(), value.to_owned());
                added.push(NewElement {
                    name: "add".to_owned(),
                    attributes: vec![attribute("name", &entry.name), attribute("connectionString", value.expose())],
                    children: Vec::new(),
                });
            }
            let after = entry.value.as_ref().map(|value| mask_string(value.expose()));
            self.item("connection_string", &entry.name, outcome, None, (None, after));
        }
        self.add(section, added)
    }

    /// Puts new connection strings into their section, or makes one at the end of the file.
    fn add(&mut self, section: Option<ElementId>, added: Vec<NewElement>) -> Result<(), PatchFault> {
        if added.is_empty() {
            return Ok(());
        }
        if let Some(section) = section {
            return self.patch.append(section, &added);
        }
        let Some((root, _)) = self.file.elements().next() else { return Ok(()) };
        let section = NewElement { name: "connectionStrings".to_owned(), attributes: Vec::new(), children: added };
        self.patch.append(root, &[section])
    }

    fn app_settings(&mut self, values: &Values) {
        for setting in self.file.app_settings() {
            let Some(variable) = values.variable(&setting.key) else { continue };
            let place = Place {
                kind: PlaceKind::Attribute("value".to_owned()),
                element: setting.element,
                value: setting.value,
                at: setting.at,
            };
            self.set("app_setting", variable, &place, &|text| mask_if(variable.secret, &variable.name, text));
        }
    }

    fn linked(&mut self, linked: &LinkedSetting, kinds: &[&str], values: &Values) {
        let Some(wanted) = linked.wanted(values.variables()) else { return };
        for (place, found) in linked.in_file(kinds, self.file) {
            if place.counts(values.variables()) != Some(true) {
                continue;
            }
            let value = Named {
                name: linked.source_name().to_owned(),
                value: Some(SecretText::new(wanted.as_str())),
                secret: false,
            };
            self.set("linked_setting", &value, &found, &str::to_owned);
        }
    }

    fn set(&mut self, kind: &str, setting: &Named, place: &Place, mask: &dyn Fn(&str) -> String) {
        let at = Some((self.file.path_of(place), place.at));
        let before = Some(mask(&place.value));
        let Some(value) = setting.value.as_ref() else {
            return self.item(kind, &setting.name, PatchOutcome::Unresolved, at, (before, None));
        };
        let outcome = match self.patch.set_place(place, value.expose()) {
            Ok(()) if place.value == value.expose() => PatchOutcome::Same,
            Ok(()) => PatchOutcome::Changed,
            Err(PatchFault::Protected) => PatchOutcome::Encrypted,
            Err(_) => PatchOutcome::Impossible,
        };
        self.item(kind, &setting.name, outcome, at, (before, Some(mask(value.expose()))));
    }

    fn item(
        &mut self,
        kind: &str,
        name: &str,
        outcome: PatchOutcome,
        at: Option<(String, Position)>,
        (before, after): (Option<String>, Option<String>),
    ) {
        let (path, line) = at.map(|(path, at)| (path, at.line)).unzip();
        let (kind, name) = (kind.to_owned(), name.to_owned());
        self.items.push(ConfigFileChange { kind, name, outcome, path, line, before, after });
    }
}

/// A connection string with its secrets masked; one that does not follow the grammar is masked whole.
pub fn mask_string(text: &str) -> String {
    match ConnectionString::parse(text, Grammar::DotNet) {
        Ok(string) => string.masked(is_secret_key),
        Err(_) => MASK.to_owned(),
    }
}

/// A value that is a secret, or whose name sounds so, masked; connection strings hide their own.
pub fn mask_if(secret: bool, name: &str, text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else if secret || sounds_secret(name) {
        MASK.to_owned()
    } else if text.contains('=') && text.contains(';') {
        mask_string(text)
    } else {
        text.to_owned()
    }
}

/// Whether what is called so is likely to be a secret.
pub fn sounds_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    is_secret_key(&name)
        || ["password", "secret", "pwd", "apikey", "accesskey", "token"].iter().any(|w| name.contains(w))
}
