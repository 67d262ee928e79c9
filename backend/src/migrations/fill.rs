//! Puts values in the places of templates and texts.

use std::collections::BTreeSet;

use shared::{
    playbook::Playbook,
    secret::SecretText,
    text::{Locale, LocalizedText, fill_places},
};

use super::Run;

/// A template with its values in it.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    /// The text; where something is missing, its place is still there.
    pub text: SecretText,
    /// Values that are not known, by their stable names.
    pub missing: Vec<String>,
    /// Whether anything in it is secret.
    pub secret: bool,
}

/// The values that a template names.
pub(super) fn template(text: &str, is_value: &dyn Fn(&str) -> bool) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, _) in text.match_indices('{') {
        if let Some((id, _)) = text[at + 1..].split_once('}')
            && is_value(id)
        {
            named.insert(id.to_owned());
        }
    }
    named
}

impl Run {
    /// A template of what is written somewhere; secrets are in it too.
    pub fn fill(&self, text: &str) -> Filled {
        self.filled(text, true)
    }

    /// A template of what is shown or looks like it: a secret counts as not known.
    pub fn fill_plain(&self, text: &str) -> Filled {
        self.filled(text, false)
    }

    fn filled(&self, text: &str, with_secrets: bool) -> Filled {
        let named = template(text, &|id| self.known.playbook.value(id).is_some());
        let known = |id: &str| self.values.get(id).filter(|held| with_secrets || held.secret.is_none());
        let place =
            |id: &str| named.contains(id).then(|| known(id)).flatten().map(|held| held.text.expose().to_owned());
        Filled {
            text: SecretText::new(fill_places(text, place)),
            missing: named.iter().filter(|id| known(id).is_none()).cloned().collect(),
            secret: named.iter().filter_map(|id| known(id)).any(|held| held.secret.is_some()),
        }
    }

    /// A text for people: what is not known, and what is secret, stands there under its label, so that nobody copies a
    /// brace.
    pub fn words(&self, text: &LocalizedText) -> LocalizedText {
        let playbook = &self.known.playbook;
        let in_language = |locale: Locale| {
            let written = match locale {
                Locale::En => &text.en,
                Locale::Nl => &text.nl,
            };
            fill_places(written, |id| self.word(playbook, id, locale))
        };
        LocalizedText { en: in_language(Locale::En), nl: in_language(Locale::Nl) }
    }

    fn word(&self, playbook: &Playbook, id: &str, locale: Locale) -> Option<String> {
        playbook.value(id)?;
        let shown = self.values.get(id).filter(|held| held.secret.is_none());
        Some(shown.map_or_else(|| self.label(id, locale), |held| held.text.expose().to_owned()))
    }

    fn label(&self, id: &str, locale: Locale) -> String {
        let label = self.known.texts.get(&format!("value.{id}.label"));
        format!("‹{}›", if label.get(locale).is_empty() { id } else { label.get(locale) })
    }

    /// Values, or the roles of resources, for people: their labels, one after the other.
    pub fn named(&self, ids: &[String]) -> LocalizedText {
        let word = |id: &String| {
            let label = self.known.texts.get(&format!("value.{id}.label"));
            let need = || {
                self.need(id).map_or_else(|| id.clone(), |need| self.fill_plain(&need.name).text.expose().to_owned())
            };
            if label == LocalizedText::default() {
                let name = need();
                LocalizedText { en: name.clone(), nl: name }
            } else {
                label
            }
        };
        listed(ids.iter().map(word))
    }

    /// Steps for people: their titles, one after the other.
    pub fn titled(&self, ids: &[String]) -> LocalizedText {
        listed(ids.iter().map(|id| self.words(&self.known.texts.get(&format!("step.{id}.title")))))
    }
}

fn listed(words: impl Iterator<Item = LocalizedText>) -> LocalizedText {
    let all: Vec<LocalizedText> = words.collect();
    let joined = |locale| all.iter().map(|one| one.get(locale)).collect::<Vec<_>>().join(", ");
    LocalizedText { en: joined(Locale::En), nl: joined(Locale::Nl) }
}
