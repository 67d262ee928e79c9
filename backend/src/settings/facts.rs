//! What references look up outside the variables: resources and their credentials, the tenant, the environment.

use std::collections::{HashMap, HashSet};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use shared::{
    api::{environment::Environment, tenant::Tenant, variable::ReferenceSuggestion},
    ids::ResourceId,
    resource::Phase,
    timestamp::Timestamp,
    variable::{Fact, Reference, Space, Text, key},
};

use super::{Place, Setting};
use crate::{
    app::App,
    certificate,
    domain::{credential::Proof, resource::ResourceSettings},
    hex,
    resources::{self as opening, Opened, callback_url},
    store::{Tx, environments, resources, tenants},
    vault::VaultError,
};

/// The most suggestions in one answer.
const MOST_SUGGESTIONS: usize = 50;

/// What is known outside the variables.
#[derive(Debug, Default)]
pub(super) struct Facts {
    own: HashMap<(Space, String), Text>,
    resources: HashMap<String, ResourceFacts>,
}

/// What a resource and its credentials offer, by field.
#[derive(Debug, Default)]
struct ResourceFacts {
    name: String,
    fields: Vec<(String, Text)>,
    credential: Vec<(String, Text)>,
}

impl Facts {
    /// Everything that these references look up; `None`: everything there is.
    pub(super) async fn load(
        tx: &mut Tx,
        app: &App,
        place: &Place,
        wanted: Option<&[Reference]>,
    ) -> Result<Self, VaultError> {
        let mut facts = Self::default();
        if let Some((tenant, _)) = tenants::get(tx, &place.tenant).await? {
            facts.add(Space::Tenant, of_tenant(&tenant));
        }
        if let Some((environment, _)) = environments::get(tx, &place.tenant, place.environment.as_str()).await? {
            facts.add(Space::Environment, of_environment(&environment));
        }
        let named = |reference: &&Reference| matches!(reference.space, Space::Resource | Space::Credential);
        let keys: Option<HashSet<String>> =
            wanted.map(|wanted| wanted.iter().filter(named).map(|reference| key(&reference.name)).collect());
        if keys.as_ref().is_some_and(HashSet::is_empty) {
            return Ok(facts);
        }
        for (id, name) in resources::names(tx, &place.tenant).await? {
            if keys.as_ref().is_some_and(|keys| !keys.contains(&key(&name))) {
                continue;
            }
            if let Some(opened) = opening::open(tx, app, &place.tenant, &ResourceId::new(id)).await? {
                facts.resources.insert(key(&name), of_resource(app, &opened));
            }
        }
        Ok(facts)
    }

    fn add(&mut self, space: Space, fields: Vec<(&'static str, String)>) {
        let known = fields.into_iter().filter(|(_, value)| !value.is_empty());
        self.own.extend(known.map(|(field, value)| ((space, field.to_owned()), Text::plain(value))));
    }

    /// What a reference stands for.
    pub(super) fn fact(&self, reference: &Reference) -> Fact {
        let of_field = |fields: &[(String, Text)]| {
            fields.iter().find(|(field, _)| key(field) == key(&reference.field)).map(|(_, text)| text.clone())
        };
        let found = match reference.space {
            Space::Variable => None,
            Space::Tenant | Space::Environment => self.own.get(&(reference.space, key(&reference.field))).cloned(),
            Space::Resource => self.resources.get(&key(&reference.name)).and_then(|facts| of_field(&facts.fields)),
            Space::Credential => {
                self.resources.get(&key(&reference.name)).and_then(|facts| of_field(&facts.credential))
            }
        };
        found.map_or(Fact::Missing, Fact::Known)
    }

    fn all(&self) -> impl Iterator<Item = (Reference, &Text)> {
        let own = self.own.iter().map(|((space, field), text)| {
            (Reference { space: *space, name: String::new(), field: field.clone() }, text)
        });
        let of_resources = self.resources.values().flat_map(|facts| {
            let of = |space, fields: &'_ [(String, Text)]| -> Vec<(Reference, usize)> {
                let reference = |field: &str| Reference { space, name: facts.name.clone(), field: field.to_owned() };
                fields.iter().enumerate().map(|(at, (field, _))| (reference(field), at)).collect()
            };
            let fields = of(Space::Resource, &facts.fields).into_iter().map(|(r, at)| (r, &facts.fields[at].1));
            let credential =
                of(Space::Credential, &facts.credential).into_iter().map(|(r, at)| (r, &facts.credential[at].1));
            fields.chain(credential)
        });
        own.chain(of_resources)
    }
}

fn of_tenant(tenant: &Tenant) -> Vec<(&'static str, String)> {
    vec![
        ("name", tenant.name.clone()),
        ("slug", tenant.slug.clone()),
        ("directory_id", tenant.directory_id.clone().unwrap_or_default()),
        ("domain", tenant.domains.first().cloned().unwrap_or_default()),
    ]
}

fn of_environment(environment: &Environment) -> Vec<(&'static str, String)> {
    vec![("name", environment.name.clone()), ("slug", environment.slug.clone())]
}

fn of_resource(app: &App, opened: &Opened) -> ResourceFacts {
    let settings = &opened.settings;
    let mut fields: Vec<(String, Text)> = vec![
        ("name".to_owned(), Text::plain(&opened.row.name)),
        ("callback_url".to_owned(), Text::plain(callback_url(app, &settings.callback_id))),
    ];
    for (name, address) in settings.endpoints.iter() {
        fields.extend(address.map(|address| (format!("{name}_endpoint"), Text::plain(address))));
    }
    fields.extend(settings.issuer.as_ref().map(|issuer| ("issuer".to_owned(), Text::plain(issuer))));
    for parameter in &settings.kind.parameters {
        let name = parameter.name.as_str();
        let value = settings.value(name, Phase::Token).or_else(|| settings.value(name, Phase::Authorization));
        let Some(value) = value.filter(|_| !fields.iter().any(|(known, _)| known == name)) else { continue };
        fields.push((name.to_owned(), Text { secret: parameter.secret, ..Text::plain(value) }));
    }
    ResourceFacts { name: opened.row.name.clone(), fields, credential: of_credentials(settings) }
}

/// The newest of each: what somebody who fills in a form today should take.
fn of_credentials(settings: &ResourceSettings) -> Vec<(String, Text)> {
    let mut fields = Vec::new();
    let newest = settings.credentials.first();
    if let Some(ends) = newest.and_then(|credential| credential.life.expires_at) {
        fields.push(("expires_at", Text::plain(Timestamp::from_millis(ends).to_rfc3339())));
    }
    let mut proofs = settings.credentials.iter().map(|credential| &credential.proof);
    if let Some(Proof::Certificate(keyed)) = proofs.find(|proof| matches!(proof, Proof::Certificate(_))) {
        let sha1 = hex::encode(&certificate::sha1(&keyed.certificate)).to_ascii_uppercase();
        fields.push(("thumbprint_sha1", Text::plain(sha1)));
        let sha256 = URL_SAFE_NO_PAD.encode(certificate::sha256(&keyed.certificate));
        fields.push(("x5t_s256", Text::plain(sha256)));
    }
    let secret = settings.credentials.iter().find_map(|credential| match &credential.proof {
        Proof::Secret(secret) => Some(secret.clone()),
        Proof::Certificate(_) => None,
    });
    if let Some(secret) = secret.or_else(|| settings.client_secret(Phase::Token)) {
        fields.push(("secret", Text { text: secret, secret: true }));
    }
    fields.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

/// What a value can refer to, as far as it has `search` in it.
///
/// # Errors
/// Those of storage.
pub async fn suggestions(
    tx: &mut Tx,
    app: &App,
    place: &Place,
    variables: &[Setting],
    search: &str,
) -> Result<Vec<ReferenceSuggestion>, VaultError> {
    const MOST_DETAIL: usize = 80;
    let facts = Facts::load(tx, app, place, None).await?;
    let of_variables = variables.iter().map(|variable| {
        let text = Text { text: variable.state.value.clone(), secret: variable.state.secret };
        (Reference::variable(&variable.name), text)
    });
    let all = of_variables.chain(facts.all().map(|(reference, text)| (reference, text.clone())));
    let wanted = search.to_lowercase();
    let mut found: Vec<(Reference, Text)> =
        all.filter(|(reference, _)| reference.to_string().to_lowercase().contains(&wanted)).collect();
    // What begins with the letters typed comes first, then by space and name.
    let begins = |reference: &Reference| {
        [&reference.name, &reference.field].into_iter().any(|part| part.to_lowercase().starts_with(&wanted))
    };
    found.sort_by(|(one, _), (other, _)| (!begins(one), one).cmp(&(!begins(other), other)));
    found.truncate(MOST_SUGGESTIONS);
    let suggestion = |(reference, text): (Reference, Text)| ReferenceSuggestion {
        kind: reference.space.as_str().to_owned(),
        detail: if text.secret { String::new() } else { text.text.expose().chars().take(MOST_DETAIL).collect() },
        secret: text.secret,
        text: reference.to_string(),
    };
    Ok(found.into_iter().map(suggestion).collect())
}
