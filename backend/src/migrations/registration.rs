//! What scripts about a resource are filled from: the resource that plays the role, what the playbook needs of it, and
//! values of the playbook by name: `app_name`, `scope_name`, `scope_group` and `refused_mailbox`; and by what is pasted
//! into them: `client_id`, `mailbox`, `application_object_id`, `enterprise_object_id`.

use shared::{
    pasted::PasteKind,
    playbook::{NeededResource, ValuePlace},
    resource::{ClientAuth, NationalCloud, NeededPermissions, PermissionKind, Phase, cloud::cloud_of},
    script::{
        Cloud, MailboxScope, NeededPermission, Platform, PublicCertificate, Redirect, Registration, SecretWish,
        SignInAudience,
    },
};

use super::{Run, today, values::newest_certificate};
use crate::{
    app::App,
    certificate, hex,
    oauth::grants,
    permissions,
    store::{StoreError, Tx},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// How long a secret that a script makes lasts.
const SECRET_SECONDS: i64 = 180 * 86_400;
/// Grants of programs that keep no secret and have no page to come back to.
const PUBLIC_GRANTS: [&str; 2] = ["device_code", "password"];

/// What scripts about the resource in that role are filled from; `None`: nothing here has the role.
///
/// # Errors
/// Those of storage.
pub async fn registration(tx: &mut Tx, app: &App, run: &Run, role: &str) -> Result<Option<Registration>, StoreError> {
    let Some(need) = run.need(role) else { return Ok(None) };
    let Some(cloud) = cloud(app, run, role) else { return Ok(None) };
    let name = named(run, "app_name").unwrap_or_else(|| run.fill_plain(&need.name).text.expose().to_owned());
    let permissions = needed(tx, app, run, need).await?;
    let client_auth = run.resources.get(role).map_or(need.client_auth, |played| played.opened.settings.client_auth);
    let grant = grant(run, need);
    let client_ids = pasted(run, PasteKind::ClientId);
    let client_id =
        at(run, |place| matches!(place, ValuePlace::Parameter(of, name) if of == role && name == "client_id"))
            .or_else(|| client_ids.first().cloned());
    let until = app.clock.now().plus_seconds(SECRET_SECONDS);
    Ok(Some(Registration {
        cloud,
        directory_id: pasted(run, PasteKind::DirectoryId).pop().or_else(|| run.tenant.directory_id.clone()),
        application_object_id: pasted(run, PasteKind::ApplicationObjectId).pop(),
        enterprise_object_id: pasted(run, PasteKind::EnterpriseObjectId).pop(),
        audience: SignInAudience::MyOrganization,
        redirects: redirects(run, role, client_auth),
        public_flows: client_auth == ClientAuth::None && PUBLIC_GRANTS.contains(&grant),
        certificate: public_certificate(run, role, &name),
        secret: Some(SecretWish { name: name.clone(), until: today(until) }),
        also_ews: client_ids,
        mailboxes: pasted(run, PasteKind::Mailbox),
        scope: scope(run, &name),
        client_id,
        permissions,
        name,
    }))
}

/// The cloud that the role's endpoints are in, made or proposed; else the first.
fn cloud(app: &App, run: &Run, role: &str) -> Option<Cloud> {
    let clouds: &[NationalCloud] = app.catalog.national_clouds();
    let is_endpoint = |place: &ValuePlace| matches!(place, ValuePlace::Endpoint(of, _) if of == role);
    let proposed = run.own_values().filter(|value| is_endpoint(&value.at)).filter_map(|value| named(run, &value.id));
    let made = run.resources.get(role).map(|played| &played.opened.settings.endpoints);
    let made = made.into_iter().flat_map(|e| [&e.token, &e.authorization]).flatten().cloned();
    let texts: Vec<String> = made.chain(proposed).collect();
    Cloud::of(cloud_of(texts.iter().map(String::as_str), clouds).or(clouds.first())?)
}

fn grant<'a>(run: &'a Run, need: &'a NeededResource) -> &'a str {
    run.resources.get(&need.id).map_or(&need.grant, |played| &played.opened.settings.grant)
}

/// What the application asks for: what the resource needs, else what its type does.
async fn needed(tx: &mut Tx, app: &App, run: &Run, need: &NeededResource) -> Result<Vec<NeededPermission>, StoreError> {
    let catalog = app.catalog.permissions();
    let registered = |apis: &[NeededPermissions], kind| {
        apis.iter().flat_map(|api| catalog.registered(api, kind)).collect::<Vec<_>>()
    };
    if let Some(played) = run.resources.get(&need.id) {
        let own = permissions::need(tx, app, &played.opened.settings).await?;
        return Ok(registered(&own.apis, own.kind));
    }
    let delegated = grants::find(&need.grant).is_none_or(|grant| grant.delegated);
    let kind = if delegated { PermissionKind::Delegated } else { PermissionKind::Application };
    if !need.permissions.is_empty() {
        return Ok(registered(&need.permissions, kind));
    }
    Ok(run.types.get(&need.kind).map(|of| registered(&of.permissions, kind)).unwrap_or_default())
}

/// The product's own address first, then the portal's: consent comes back there.
fn redirects(run: &Run, role: &str, client_auth: ClientAuth) -> Vec<Redirect> {
    let platform = if client_auth == ClientAuth::None { Platform::Public } else { Platform::Web };
    let played = run.resources.get(role);
    let filled =
        at(run, |place| matches!(place, ValuePlace::Parameter(of, name) if of == role && name == "redirect_uri"));
    let made = played.and_then(|played| {
        let value = |phase| played.opened.settings.value("redirect_uri", phase).map(str::to_owned);
        value(Phase::Authorization).or_else(|| value(Phase::Token))
    });
    let mut all: Vec<Redirect> = Vec::new();
    for uri in filled.into_iter().chain(made).chain(played.map(|played| played.callback_url.clone())) {
        if !uri.is_empty() && !all.iter().any(|known| known.uri == uri) {
            all.push(Redirect { platform, uri });
        }
    }
    all
}

fn public_certificate(run: &Run, role: &str, name: &str) -> Option<PublicCertificate> {
    let der = newest_certificate(run.resources.get(role)?)?;
    Some(PublicCertificate {
        name: name.to_owned(),
        thumbprint: hex::encode(&certificate::sha1(&der)),
        der_base64: STANDARD.encode(&der),
    })
}

fn scope(run: &Run, name: &str) -> Option<MailboxScope> {
    // Exchange takes at most 64 characters.
    let proposed = || format!("{name} mailboxes").chars().take(64).collect::<String>().trim().to_owned();
    Some(MailboxScope {
        name: named(run, "scope_name").unwrap_or_else(proposed),
        group: named(run, "scope_group")?,
        refused: named(run, "refused_mailbox"),
    })
}

/// A value by its name, if it may be shown.
fn named(run: &Run, id: &str) -> Option<String> {
    let held = run.values.get(id).filter(|held| held.secret.is_none() && !held.text.is_empty())?;
    Some(held.text.expose().to_owned())
}

fn at(run: &Run, is: impl Fn(&ValuePlace) -> bool) -> Option<String> {
    run.own_values().filter(|value| is(&value.at)).find_map(|value| named(run, &value.id))
}

/// The values of one kind, each once.
fn pasted(run: &Run, kind: PasteKind) -> Vec<String> {
    let of_kind = run.own_values().filter(|value| value.paste.as_deref() == Some(kind.code()));
    let mut all: Vec<String> = Vec::new();
    for text in of_kind.filter_map(|value| named(run, &value.id)) {
        if !all.contains(&text) {
            all.push(text);
        }
    }
    all
}
