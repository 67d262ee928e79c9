//! What ends and concerns a tenant: services of providers, by the tenant's resources and connection strings, and its own
//! secrets, certificates and sign-ins.

use std::collections::BTreeMap;

use shared::{
    api::deadline::{Concerned, DeadlineKind, TenantDeadline},
    deadline::{ConcernedType, Day, Deadline, DeadlineLevel},
    ids::{ResourceId, TenantId},
    resource::Phase,
    text::{Locale, fill_places},
    timestamp::Timestamp,
};

use crate::{
    app::App,
    domain::resource::ResourceSettings,
    resources::open,
    store::{
        Tx,
        deadlines::{self, Ending, TypedEntry, TypedResource},
    },
    vault::VaultError,
};

/// What of a tenant's may be looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// Connection strings, by their names.
    pub settings: bool,
    /// Tokens, by their subjects.
    pub tokens: bool,
}

impl Sight {
    /// Everything.
    pub const ALL: Self = Self { settings: true, tokens: true };
}

/// The tenant's deadlines in the order in which they come; those without a day at the end.
///
/// # Errors
/// Those of the store and the vault.
pub async fn of_tenant(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    (sight, locale): (Sight, Locale),
) -> Result<Vec<TenantDeadline>, VaultError> {
    let resources = deadlines::resources(tx, tenant).await?;
    let entries = if sight.settings { deadlines::entries(tx, tenant).await? } else { Vec::new() };
    let today = Day::of(app.clock.now());
    let mut found = Vec::new();
    for deadline in &app.catalog.deadlines().deadlines {
        let concerns = concerned(tx, app, tenant, (deadline, &resources, &entries)).await?;
        if !concerns.is_empty() {
            found.push(service(app, deadline, concerns, today, locale));
        }
    }
    let mut endings = newest(deadlines::credentials(tx, tenant).await?);
    if sight.tokens {
        endings.extend(deadlines::refresh_tokens(tx, tenant, app.clock.now().as_millis()).await?);
    }
    found.extend(endings.into_iter().filter_map(|ending| own(app, ending, today, locale)));
    found.sort_by_key(|one| (one.at.is_none(), one.at, one.id.clone()));
    Ok(found)
}

/// What of the tenant's a deadline concerns.
async fn concerned(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    (deadline, resources, entries): (&Deadline, &[TypedResource], &[TypedEntry]),
) -> Result<Vec<Concerned>, VaultError> {
    let mut all = Vec::new();
    for resource in resources {
        let wanted = deadline.concerns.resources.iter().filter(|one| one.kind == resource.type_id);
        for one in wanted {
            if is_for(tx, app, tenant, (resource, one)).await? {
                all.push(Concerned {
                    resource: Some(resource.id.clone()),
                    connection_string: None,
                    environment: None,
                    name: resource.name.clone(),
                });
            }
        }
    }
    let of_kind = entries.iter().filter(|entry| deadline.concerns.connection_kinds.contains(&entry.kind));
    all.extend(of_kind.map(|entry| Concerned {
        resource: None,
        connection_string: Some(entry.id.clone()),
        environment: Some(entry.environment.clone()),
        name: entry.name.clone(),
    }));
    Ok(all)
}

/// Whether the resource's tokens are for the audience, where one is named.
async fn is_for(
    tx: &mut Tx,
    app: &App,
    tenant: &TenantId,
    (resource, wanted): (&TypedResource, &ConcernedType),
) -> Result<bool, VaultError> {
    let Some(audience) = &wanted.audience else { return Ok(true) };
    let opened = open(tx, app, tenant, &ResourceId::new(&resource.id)).await?;
    Ok(opened.is_some_and(|opened| asks_for(&opened.settings, audience)))
}

fn asks_for(settings: &ResourceSettings, audience: &str) -> bool {
    // What the token request says counts; the other is what people are sent to sign in with.
    let phases = [Phase::Token, Phase::Authorization];
    let value =
        |name: &str| phases.iter().find_map(|phase| settings.value(name, *phase).filter(|value| !value.is_empty()));
    let values = ["resource", "scope"].into_iter().map(value);
    values.flatten().flat_map(str::split_whitespace).any(|word| {
        let rest = word.strip_prefix(audience);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

fn service(app: &App, deadline: &Deadline, concerns: Vec<Concerned>, today: Day, locale: Locale) -> TenantDeadline {
    let days = deadline.date.map(|date| date.days_from(today));
    let offered = |id: &&String| app.catalog.playbook(id).is_some();
    TenantDeadline {
        id: deadline.id.clone(),
        kind: DeadlineKind::Service,
        name: deadline.name.get(locale).to_owned(),
        what: deadline.what.get(locale).to_owned(),
        remedy: deadline.remedy.get(locale).to_owned(),
        at: deadline.date.map(Day::begin),
        when: deadline.when.as_ref().map(|when| when.get(locale).to_owned()),
        days,
        level: DeadlineLevel::of(days),
        source: Some(deadline.source.clone()),
        concerns,
        playbooks: deadline.concerns.playbooks.iter().filter(offered).cloned().collect(),
    }
}

/// Of a resource's secrets, and of its certificates, the one that lasts longest decides: the others may end.
fn newest(endings: Vec<Ending>) -> Vec<Ending> {
    let mut last = BTreeMap::new();
    for ending in endings {
        // In the order in which they end.
        last.insert((ending.resource_id.clone(), ending.kind.clone()), ending);
    }
    last.into_values().collect()
}

fn own(app: &App, ending: Ending, today: Day, locale: Locale) -> Option<TenantDeadline> {
    let kind = match ending.kind.as_str() {
        "client_secret" => DeadlineKind::Secret,
        "certificate" => DeadlineKind::Certificate,
        _ => DeadlineKind::RefreshToken,
    };
    let words = app.catalog.deadlines().own.get(kind.as_str())?;
    let nameless = words.nameless.as_ref().filter(|_| ending.name.is_empty());
    let say = |text: &str| {
        fill_places(text, |place| match place {
            "resource" => Some(ending.resource.as_str()),
            "name" => Some(ending.name.as_str()),
            _ => None,
        })
    };
    let at = Timestamp::from_millis(ending.ends_at);
    let days = Some(Day::of(at).days_from(today));
    Some(TenantDeadline {
        id: format!("{}:{}", kind.as_str(), ending.id),
        kind,
        name: say(nameless.unwrap_or(&words.name).get(locale)),
        what: say(words.what.get(locale)),
        remedy: say(words.remedy.get(locale)),
        at: Some(at),
        when: None,
        days,
        level: DeadlineLevel::of(days),
        source: None,
        concerns: vec![Concerned {
            resource: Some(ending.resource_id),
            connection_string: None,
            environment: None,
            name: ending.resource,
        }],
        playbooks: Vec::new(),
    })
}
