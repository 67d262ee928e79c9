//! An entry as it may be shown: masked, with what is odd about it.

use std::collections::{BTreeMap, HashMap};

use shared::{
    api::{
        connection_entry::{ConnectionEntry, EntryWarning},
        resource::ShownValue,
        setting_change::SettingKind,
    },
    connection_string::{
        ConnectionString, is_reference,
        kind::{EntryFinding, KnownResource, PropertyType, Surroundings, judge, unresolved},
    },
    ids::{ConnectionEntryId, ResourceId, TenantId},
    problem::ProblemCode,
    resource::Value,
    secret::{SecretState, last4},
    text::Locale,
    timestamp::Timestamp,
    variable::references,
};

use crate::{
    app::App,
    http::AppError,
    resources::open,
    settings::{self, Place, Setting, connection_strings::parsed, source},
    store::{Tx, connection_entries, resources},
};

/// What entries are shown with.
pub(super) struct Shower<'a> {
    app: &'a App,
    locale: Locale,
    resources: Vec<KnownResource>,
    variables: Vec<Setting>,
    created: HashMap<String, i64>,
}

/// Every entry of the environment, by name.
pub(super) async fn all(tx: &mut Tx, app: &App, place: &Place) -> Result<Vec<Setting>, AppError> {
    let source = source(SettingKind::ConnectionString).ok_or(ProblemCode::Internal)?;
    Ok(source.load(tx, app, place, None).await?)
}

/// The entry of that id.
pub(super) async fn find(tx: &mut Tx, app: &App, place: &Place, id: &ConnectionEntryId) -> Result<Setting, AppError> {
    let found = all(tx, app, place).await?.into_iter().find(|setting| setting.id == id.as_str());
    Ok(found.ok_or(ProblemCode::NotFound)?)
}

impl<'a> Shower<'a> {
    /// Looks up what `entries` are shown with.
    pub(super) async fn of(
        tx: &mut Tx,
        app: &'a App,
        place: &Place,
        entries: &[Setting],
        locale: Locale,
    ) -> Result<Self, AppError> {
        let names_resource = |setting: &Setting| {
            let kind = app.catalog.connection_kinds().find(&setting.state.kind);
            kind.is_some_and(|kind| kind.properties().any(|property| property.kind == PropertyType::Resource))
        };
        let resources = if entries.iter().any(names_resource) {
            known_resources(tx, app, &place.tenant).await?
        } else {
            Vec::new()
        };
        let refers = entries.iter().any(|entry| entry.state.value.expose().contains("${"));
        let variables = if refers { settings::variables(tx, app, place).await? } else { Vec::new() };
        let heads = connection_entries::heads(tx, place).await?;
        let created = heads.into_iter().map(|head| (head.id, head.created_at)).collect();
        Ok(Self { app, locale, resources, variables, created })
    }

    /// What the API shows.
    pub(super) async fn show(
        &self,
        tx: &mut Tx,
        place: &Place,
        setting: &Setting,
    ) -> Result<ConnectionEntry, AppError> {
        let (kind, string) = parsed(&setting.state).ok_or(ProblemCode::Internal)?;
        let kinds = self.app.catalog.connection_kinds();
        let around = Surroundings { resources: Some(&self.resources), now: self.app.clock.now() };
        let target = setting.state.target.as_deref();
        let mut found = judge(kinds, kind, &string, target, around);
        for (key, reference) in self.dangling(tx, place, &string).await? {
            found.extend(unresolved(kinds, &key, &reference));
        }
        found.sort_by_key(|finding| finding.level);
        let shown = |(key, value): (&str, &str)| {
            let secret = kind.is_secret(key) && !is_reference(value);
            (key.to_owned(), if secret { masked(value, setting.value_at) } else { ShownValue::Plain(value.to_owned()) })
        };
        Ok(ConnectionEntry {
            id: ConnectionEntryId::new(&setting.id),
            kind: kind.id.clone(),
            target: setting.state.target.clone(),
            name: setting.name.clone(),
            properties: string.effective().into_iter().map(shown).collect::<BTreeMap<_, _>>(),
            text: string.masked(|key| kind.is_secret(key)),
            warnings: found.into_iter().map(|finding| self.told(finding)).collect(),
            version: setting.version,
            created_at: Timestamp::from_millis(self.created.get(&setting.id).copied().unwrap_or_default()),
            updated_at: setting.at,
            updated_by: setting.by.clone(),
        })
    }

    /// References that come to nothing, each with the key under which it stands.
    async fn dangling(
        &self,
        tx: &mut Tx,
        place: &Place,
        string: &ConnectionString,
    ) -> Result<Vec<(String, String)>, AppError> {
        let referring: Vec<(&str, &str)> =
            string.effective().into_iter().filter(|(_, value)| !references(value).is_empty()).collect();
        if referring.is_empty() {
            return Ok(Vec::new());
        }
        let texts: Vec<(&str, bool)> = referring.iter().map(|(_, value)| (*value, true)).collect();
        let resolution = settings::resolve(tx, self.app, place, &self.variables, &texts).await?;
        let problems = referring.iter().zip(&resolution.texts).flat_map(|((key, _), resolved)| {
            resolved.problems.iter().map(|(_, reference)| ((*key).to_owned(), reference.clone()))
        });
        Ok(problems.collect())
    }

    fn told(&self, finding: EntryFinding) -> EntryWarning {
        EntryWarning {
            code: finding.code,
            level: finding.level,
            property: finding.property,
            detail: finding.detail.get(self.locale).to_owned(),
            remedy: finding.remedy.get(self.locale).to_owned(),
        }
    }
}

/// One entry.
pub(super) async fn one(
    tx: &mut Tx,
    app: &App,
    place: &Place,
    setting: &Setting,
    locale: Locale,
) -> Result<ConnectionEntry, AppError> {
    let shower = Shower::of(tx, app, place, std::slice::from_ref(setting), locale).await?;
    shower.show(tx, place, setting).await
}

fn masked(value: &str, updated_at: Timestamp) -> ShownValue {
    let set = !value.is_empty();
    ShownValue::Secret(SecretState { set, last4: last4(value), updated_at: set.then_some(updated_at) })
}

/// The tenant's resources, as far as entries that name them are concerned.
async fn known_resources(tx: &mut Tx, app: &App, tenant: &TenantId) -> Result<Vec<KnownResource>, AppError> {
    let mut known = Vec::new();
    for (id, _) in resources::names(tx, tenant).await? {
        let Some(opened) = open(tx, app, tenant, &ResourceId::new(id)).await? else { continue };
        let settings = &opened.settings;
        let value = |name: &str, phase| settings.value(name, phase).map(|text| Value::Known(text.to_owned()));
        known.push(KnownResource::new(&opened.row.name, settings.kind.id.as_str(), &settings.grant, &value));
    }
    Ok(known)
}
