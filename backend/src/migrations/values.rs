//! Reads values from where they live: one small function a kind of place. What is filled nowhere is what the playbook
//! proposes.

use std::collections::{BTreeMap, BTreeSet};

use shared::{
    playbook::{PlaybookValue, ValuePlace},
    resource::Phase,
    secret::{SecretState, SecretText, last4},
    timestamp::Timestamp,
    variable::{VariableKind, key},
};

use super::{Held, Played, Run, fill::template};
use crate::{
    certificate,
    domain::credential::Proof,
    hex,
    settings::connection_strings::{kind_of, parsed},
};

/// Everything that is known, by value.
pub(super) fn all(run: &Run) -> BTreeMap<String, Held> {
    let mut reader = Reader { run, known: BTreeMap::new(), busy: BTreeSet::new() };
    for value in &run.known.playbook.values {
        reader.find(&value.id);
    }
    reader.known.into_iter().filter_map(|(id, held)| Some((id, held?))).collect()
}

/// Reads one after the other; a proposal may be made of other values.
struct Reader<'r> {
    run: &'r Run,
    known: BTreeMap<String, Option<Held>>,
    busy: BTreeSet<String>,
}

impl Reader<'_> {
    fn find(&mut self, id: &str) -> Option<Held> {
        if let Some(known) = self.known.get(id) {
            return known.clone();
        }
        let value = self.run.known.playbook.value(id)?;
        // Defaults that lead back to themselves are refused with the playbook; here they are just not known.
        if !self.busy.insert(id.to_owned()) {
            return None;
        }
        let stored = self.stored(value).map(|held| self.as_accepted(value, held));
        let held = stored.or_else(|| self.proposed(value)).filter(|held| !held.text.is_empty());
        self.known.insert(id.to_owned(), held.clone());
        held
    }

    /// What nobody typed follows what it is made of: where a proposal was accepted, the proposal as it is now.
    fn as_accepted(&mut self, value: &PlaybookValue, held: Held) -> Held {
        if held.secret.is_some() || !self.run.is_accepted(&value.id, held.text.expose()) {
            return held;
        }
        self.proposed(value).filter(|now| now.text.expose() != held.text.expose()).unwrap_or(held)
    }

    fn stored(&mut self, value: &PlaybookValue) -> Option<Held> {
        let run = self.run;
        let played = value.at.role().and_then(|role| run.resources.get(role));
        match (&value.at, played) {
            (ValuePlace::Computed, _) => None,
            (ValuePlace::Tenant(what), _) => tenant(run, what),
            (ValuePlace::Variable(name), _) => variable(run, name),
            (ValuePlace::ConnectionString(id, property), _) => self.property(id, property),
            (ValuePlace::Migration, _) | (_, None) => kept(run, value),
            (ValuePlace::ResourceName(_), Some(played)) => Some(plain(&played.opened.row.name)),
            (ValuePlace::CallbackUrl(_), Some(played)) => Some(plain(&played.callback_url)),
            (ValuePlace::Parameter(_, name), Some(played)) => parameter(played, name),
            (ValuePlace::Endpoint(_, phase), Some(played)) => endpoint(played, *phase),
            (ValuePlace::Secret(_), Some(played)) => client_secret(played),
            (ValuePlace::Thumbprint(_), Some(played)) => newest_certificate(played).map(|der| thumbprint(&der)),
            (ValuePlace::Certificate(_), Some(played)) => {
                newest_certificate(played).map(|der| plain(&certificate::to_pem(&der)))
            }
        }
    }

    fn property(&mut self, id: &str, property: &str) -> Option<Held> {
        let run = self.run;
        let need = run.known.playbook.connection_string(id)?;
        let kind = kind_of(&need.kind)?;
        let target = match need.target.as_deref() {
            Some(target) => Some(self.filled(target)?),
            None => None,
        };
        let name = kind.entry_name(target.as_ref().map(SecretText::expose));
        let entry = run.strings.iter().find(|entry| key(&entry.name) == key(&name))?;
        let (kind, string) = parsed(&entry.state)?;
        let text = string.get(property)?;
        Some(if kind.is_secret(property) { secret(SecretText::new(text), Some(entry.at)) } else { plain(text) })
    }

    fn proposed(&mut self, value: &PlaybookValue) -> Option<Held> {
        let run = self.run;
        let need = value.at.role().and_then(|role| run.need(role));
        let open = value.at.role().is_some_and(|role| !run.resources.contains_key(role));
        let default = value.default.as_deref().or_else(|| match (&value.at, need) {
            (ValuePlace::ResourceName(_), Some(need)) => Some(need.name.as_str()),
            (ValuePlace::Parameter(_, name), Some(need)) if open => {
                let values = need.parameters.get(name)?;
                values.token.as_deref().or(values.authorization.as_deref()).or(values.refresh.as_deref())
            }
            _ => None,
        })?;
        let text = self.filled(default)?;
        Some(Held { text, secret: None, proposed: value.at != ValuePlace::Computed })
    }

    /// The template with values in it; `None`: one of them is not known, or secret.
    fn filled(&mut self, text: &str) -> Option<SecretText> {
        let run = self.run;
        let is_value = |id: &str| run.known.playbook.value(id).is_some();
        let mut whole = true;
        let mut found = BTreeMap::new();
        for id in template(text, &is_value) {
            match self.find(&id).filter(|held| held.secret.is_none()) {
                Some(held) => drop(found.insert(id, held.text)),
                None => whole = false,
            }
        }
        let text = shared::text::fill_places(text, |id| found.get(id).map(|text| text.expose().to_owned()));
        whole.then(|| SecretText::new(text))
    }
}

fn plain(text: &str) -> Held {
    Held { text: SecretText::new(text), secret: None, proposed: false }
}

fn secret(text: SecretText, at: Option<Timestamp>) -> Held {
    let state = SecretState { set: true, last4: last4(text.expose()), updated_at: at };
    Held { secret: Some(state), text, proposed: false }
}

fn kept(run: &Run, value: &PlaybookValue) -> Option<Held> {
    let (text, at) = run.kept.get(&value.id)?;
    let hidden = value.kind == VariableKind::Secret || value.at.is_secret() || is_secret_parameter(run, &value.at);
    Some(if hidden { secret(text.clone(), Some(*at)) } else { plain(text.expose()) })
}

/// Whether the type of the resource that is to be made calls the parameter a secret.
fn is_secret_parameter(run: &Run, at: &ValuePlace) -> bool {
    let ValuePlace::Parameter(role, name) = at else { return false };
    let kind = run.need(role).and_then(|need| run.types.get(&need.kind));
    kind.and_then(|kind| kind.parameter(name)).is_some_and(|parameter| parameter.secret)
}

fn tenant(run: &Run, what: &str) -> Option<Held> {
    match what {
        "directory_id" => run.tenant.directory_id.as_deref().map(plain),
        "name" => Some(plain(&run.tenant.name)),
        _ => run.tenant.domains.first().map(|domain| plain(domain)),
    }
}

fn variable(run: &Run, name: &str) -> Option<Held> {
    let found = run.variables.iter().find(|variable| key(&variable.name) == key(name))?;
    let value = &found.state.value;
    Some(if found.state.secret { secret(value.clone(), Some(found.value_at)) } else { plain(value.expose()) })
}

fn parameter(played: &Played, name: &str) -> Option<Held> {
    let settings = &played.opened.settings;
    let value =
        [Phase::Token, Phase::Authorization, Phase::Refresh].into_iter().find_map(|p| settings.value(name, p))?;
    if !settings.kind.parameter(name).is_some_and(|parameter| parameter.secret) {
        return Some(plain(value));
    }
    let at = played.opened.parameters.iter().filter(|row| row.name == name).map(|row| row.updated_at).max();
    Some(secret(SecretText::new(value), at.map(Timestamp::from_millis)))
}

fn endpoint(played: &Played, phase: Phase) -> Option<Held> {
    let endpoints = &played.opened.settings.endpoints;
    let address = match phase {
        Phase::Authorization => &endpoints.authorization,
        Phase::Token => &endpoints.token,
        Phase::Refresh => &endpoints.refresh,
    };
    address.as_deref().map(plain)
}

fn client_secret(played: &Played) -> Option<Held> {
    let settings = &played.opened.settings;
    let newest = settings.credentials.iter().find_map(|credential| match &credential.proof {
        Proof::Secret(text) => Some(text.clone()),
        Proof::Certificate(_) => None,
    });
    let text = newest.or_else(|| settings.client_secret(Phase::Token))?;
    Some(secret(text, None))
}

/// The DER form of the newest certificate.
pub(super) fn newest_certificate(played: &Played) -> Option<Vec<u8>> {
    played.opened.settings.credentials.iter().find_map(|credential| match &credential.proof {
        Proof::Certificate(keyed) => Some(keyed.certificate.clone()),
        Proof::Secret(_) => None,
    })
}

fn thumbprint(der: &[u8]) -> Held {
    plain(&hex::encode(&certificate::sha1(der)).to_ascii_uppercase())
}
