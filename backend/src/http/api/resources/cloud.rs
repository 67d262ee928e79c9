//! The Microsoft cloud of a resource: its endpoints, its issuer and the audiences among its values, all at once.

use std::collections::BTreeMap;

use shared::{
    api::resource::{Endpoints, GivenValues, PatchResource},
    field::FieldFault,
    resource::{NationalCloud, Phase, Placed, Relocation, ResourceType},
    secret::SecretText,
};

use crate::{
    app::App,
    http::{AppError, TenantContext},
    resources::{Opened, parameter_row},
    store::{Tx, resources},
};

fn find<'a>(app: &'a App, id: &str, placed: Placed<'_>) -> Result<&'a NationalCloud, AppError> {
    let clouds = app.catalog.national_clouds();
    let known = clouds.iter().find(|cloud| cloud.id == id && placed.is_in_any(clouds));
    known.ok_or_else(|| AppError::field("/cloud", FieldFault::Choice))
}

/// Puts a resource that is being made into its cloud: its endpoints, and what it has to say otherwise than its type.
pub(super) fn place(
    app: &App,
    kind: &ResourceType,
    endpoints: &Endpoints,
    given: &mut BTreeMap<String, GivenValues>,
    id: &str,
) -> Result<Endpoints, AppError> {
    let of_type = Endpoints::from(&kind.endpoints);
    let told: BTreeMap<String, GivenValues> = given.clone();
    let value = |name: &str, phase: Phase| {
        let own = told.get(name).and_then(|values| values.get(phase)).map(|value| value.expose().to_owned());
        own.or_else(|| kind.parameter(name)?.defaults.get(phase).cloned())
    };
    let template = Placed { kind, endpoints: &of_type, issuer: None, value: &value };
    let given_here = Placed { endpoints, ..template };
    let clouds = app.catalog.national_clouds();
    let cloud = find(app, id, if given_here.is_in_any(clouds) { given_here } else { template })?;
    let there = given_here.moved(clouds, cloud);
    for moved in there.values {
        given.entry(moved.name).or_default().set(moved.phase, Some(SecretText::new(moved.after)));
    }
    Ok(there.endpoints)
}

/// What moving to the cloud that a change names means; the change then says so of endpoints and issuer.
pub(super) fn relocated(
    app: &App,
    before: &Opened,
    request: PatchResource,
) -> Result<(PatchResource, Option<Relocation>), AppError> {
    let Some(id) = &request.cloud else { return Ok((request, None)) };
    let settings = &before.settings;
    let issuer = request.issuer.clone().unwrap_or_else(|| settings.issuer.clone());
    let placed = Placed {
        kind: &settings.kind,
        endpoints: request.endpoints.as_ref().unwrap_or(&settings.endpoints),
        issuer: issuer.as_deref(),
        value: &|name, phase| settings.value(name, phase).map(str::to_owned),
    };
    let there = placed.moved(app.catalog.national_clouds(), find(app, id, placed)?);
    // An issuer that nobody knows promises nothing.
    let unknown = issuer.is_some() && there.issuer.is_none();
    let request = PatchResource {
        endpoints: Some(there.endpoints.clone()),
        issuer: Some(there.issuer.clone()),
        issuer_in_callback: if unknown { Some(false) } else { request.issuer_in_callback },
        ..request
    };
    Ok((request, Some(there)))
}

/// Stores the values that change; where the type says the same there, the resource needs none of its own.
pub(super) async fn store_values(
    tx: &mut Tx,
    app: &App,
    context: &TenantContext,
    before: &Opened,
    there: &Relocation,
) -> Result<(), AppError> {
    let (kind, id) = (&before.settings.kind, &before.settings.id);
    let key = app.vault.tenant(tx, &context.tenant).await?;
    for moved in &there.values {
        let of_type = kind.parameter(&moved.name).and_then(|parameter| parameter.defaults.get(moved.phase));
        if of_type == Some(&moved.after) {
            resources::clear_parameter(tx, &context.tenant, id, &moved.name, moved.phase.as_str()).await?;
        } else {
            let value = SecretText::new(moved.after.as_str());
            let row = parameter_row(kind, &key, id, (&moved.name, moved.phase), &value, app.clock.now());
            resources::put_parameter(tx, &context.tenant, id, &row).await?;
        }
    }
    Ok(())
}
