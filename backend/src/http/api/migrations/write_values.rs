//! Writes each value where it is kept, with the code of the endpoints that write there, and their permissions.

use shared::{
    api::{
        credential::CreateCredential,
        resource::{Endpoints, PatchResource, PutParameter},
        setting_change::{ChangeOrigin, SettingKind},
        tenant::PatchTenant,
    },
    field::FieldFault,
    ids::ResourceId,
    permission::Permission,
    playbook::{PlaybookValue, ValuePlace},
    problem::ProblemCode,
    resource::Phase,
    secret::SecretText,
    text::Locale,
    variable::{VariableKind, VariableOptions, key},
};

use super::{found::note, values::Given};
use crate::{
    app::AppState,
    http::{
        AppError, IfMatch, TenantContext,
        api::{
            credentials::create as credentials,
            resources::{change, put_parameter},
            settings::save,
            tenants::change as tenant,
        },
    },
    migrations::{Played, Run, actions::resource::phases_of, drop_value, keep_value},
    resources,
    settings::{Act, Expected, Operation, Patch, apply},
    store::Tx,
};

/// What was written.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// The environment's change, where variables were.
    pub(super) change: Option<i64>,
    /// The resources that were: whoever commits lets the cache forget them.
    pub(super) resources: Vec<ResourceId>,
}

/// Writes them all, or refuses all of them.
pub(super) async fn write(
    tx: &mut Tx,
    (app, context, locale): (&AppState, &TenantContext, Locale),
    run: &Run,
    given: &Given,
) -> Result<Written, AppError> {
    let mut written = Written::default();
    let all: Vec<(&PlaybookValue, Option<&SecretText>)> =
        given.iter().filter_map(|(id, text)| Some((run.known.playbook.value(id)?, text.as_ref()))).collect();
    // The tenant first: it is locked whole, before anything that refers to it is written.
    for (_, text) in all.iter().filter(|(value, _)| matches!(value.at, ValuePlace::Tenant(_))) {
        directory(tx, (app, context), *text).await?;
    }
    for (value, text) in &all {
        match (value.at.role().and_then(|role| run.resources.get(role)), &value.at) {
            (_, ValuePlace::Tenant(_) | ValuePlace::Variable(_)) => {}
            (Some(played), _) => {
                of_resource(tx, (app, context), played, (value, *text)).await?;
                written.resources.push(played.opened.settings.id.clone());
            }
            (None, _) => match text {
                Some(text) => keep_value(tx, app, &run.place.tenant, &run.id(), (&value.id, text)).await?,
                None => drop_value(tx, &run.place.tenant, &run.id(), &value.id).await?,
            },
        }
    }
    written.change = variables(tx, (app, context), run, &all, &note(run, locale)).await?;
    Ok(written)
}

/// Whether the caller may write there too.
pub(super) fn may(context: &TenantContext, permission: Permission) -> Result<(), AppError> {
    if context.may(permission) { Ok(()) } else { Err(ProblemCode::Forbidden.into()) }
}

async fn directory(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    text: Option<&SecretText>,
) -> Result<(), AppError> {
    may(context, Permission::TenantWrite)?;
    let id = text.map(|text| text.expose().to_owned());
    let patch = PatchTenant { directory_id: Some(id), ..PatchTenant::default() };
    tenant::write(tx, (app, context), &IfMatch::unsaid(), patch).await.map(drop)
}

async fn of_resource(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    played: &Played,
    (value, text): (&PlaybookValue, Option<&SecretText>),
) -> Result<(), AppError> {
    may(context, Permission::ResourceWrite)?;
    let id = &played.opened.settings.id;
    let required = || AppError::field(format!("/values/{}", value.id), FieldFault::Required);
    match &value.at {
        ValuePlace::Parameter(_, name) => {
            let mut request = PutParameter::default();
            for phase in phases_of(&played.opened.settings.kind, name) {
                let place = match phase {
                    Phase::Authorization => &mut request.authorization,
                    Phase::Token => &mut request.token,
                    Phase::Refresh => &mut request.refresh,
                };
                *place = Some(text.cloned());
            }
            put_parameter::write(tx, (app, context), (id, name), &IfMatch::unsaid(), &request).await.map(drop)
        }
        ValuePlace::Secret(_) => secret(tx, (app, context), id, text.ok_or_else(required)?).await,
        ValuePlace::ResourceName(_) => {
            let name = text.ok_or_else(required)?.expose().to_owned();
            let patch = PatchResource { name: Some(name), ..PatchResource::default() };
            change::write(tx, (app, context), id, (&IfMatch::unsaid(), None), patch).await.map(drop)
        }
        ValuePlace::Endpoint(_, phase) => {
            let address = text.map(|text| text.expose().to_owned());
            // As they are by now: another one may have been written in the same request.
            let now = resources::open(tx, app, &context.tenant, id).await?.ok_or(ProblemCode::NotFound)?;
            let endpoints = with(now.settings.endpoints, *phase, address);
            let patch = PatchResource { endpoints: Some(endpoints), ..PatchResource::default() };
            change::write(tx, (app, context), id, (&IfMatch::unsaid(), None), patch).await.map(drop)
        }
        _ => Ok(()),
    }
}

fn with(endpoints: Endpoints, phase: Phase, address: Option<String>) -> Endpoints {
    match phase {
        Phase::Authorization => Endpoints { authorization: address, ..endpoints },
        Phase::Token => Endpoints { token: address, ..endpoints },
        Phase::Refresh => Endpoints { refresh: address, ..endpoints },
    }
}

/// Adds a client secret; those before it stay until somebody removes them.
pub(super) async fn secret(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    resource: &ResourceId,
    text: &SecretText,
) -> Result<(), AppError> {
    let request = CreateCredential { secret: Some(text.clone()), ..CreateCredential::default() };
    let made = credentials::material(app, &request, "", app.clock.now()).await?;
    credentials::keep(tx, (app, context), resource, (None, false), made).await.map(drop)
}

async fn variables(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    run: &Run,
    all: &[(&PlaybookValue, Option<&SecretText>)],
    note: &str,
) -> Result<Option<i64>, AppError> {
    let operation = |value: &PlaybookValue, name: &String, text: Option<&SecretText>| {
        let there = run.variables.iter().any(|known| key(&known.name) == key(name));
        let patch = Patch {
            value: Some(text.cloned().unwrap_or_default()),
            kind: (!there).then(|| value.kind.as_str().to_owned()),
            options: (!there && !value.choices.is_empty())
                .then(|| VariableOptions { choices: value.choices.clone(), ..VariableOptions::default() }),
            secret: (value.kind == VariableKind::Secret).then_some(true),
            ..Patch::default()
        };
        Operation {
            kind: SettingKind::Variable,
            name: name.clone(),
            expected: Expected::Any,
            act: Act::Put(patch, None),
            pointer: format!("/values/{}", value.id),
        }
    };
    let operations: Vec<Operation> = all
        .iter()
        .filter_map(|(value, text)| match &value.at {
            ValuePlace::Variable(name) => Some(operation(value, name, *text)),
            _ => None,
        })
        .collect();
    if operations.is_empty() {
        return Ok(None);
    }
    may(context, Permission::SettingsWrite)?;
    let author = context.author();
    let save = save(context, &run.place, &author, ChangeOrigin::Edit, Some(note), false);
    Ok(apply(tx, app, &save, operations).await?.change)
}
