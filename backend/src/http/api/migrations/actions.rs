//! Does what an action of a step says: resources, keys, settings, tokens. What needs the reader's browser, and the switch,
//! have endpoints of their own.

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        credential::{CreateCredential, Generate},
        migration::{ActionDone, DoAction},
        setting_change::ChangeOrigin,
    },
    field::FieldFault,
    ids::{MigrationId, ResourceId},
    permission::Permission,
    playbook::StepAction,
    problem::ProblemCode,
    secret::SecretText,
};

use super::{
    found::{again, find, missing, note, work_on},
    settle::settle,
    write_values::{may, secret},
};
use crate::{
    app::AppState,
    audit::record,
    http::{
        AppError, Body, IfMatch, RequestInfo, TenantContext,
        api::{
            credentials::create as credentials,
            resources::{change, create, put_parameter},
            settings::save,
            tokens::acquire,
        },
    },
    migrations::{
        ABANDONED, Run, accept,
        actions::resource::What,
        drop_value,
        events::{Event, Undo, add},
        of_role,
    },
    settings::apply,
    store::{Tx, migration_runs, permission_checks},
};

/// `POST …/migrations/{migration}/actions`.
pub async fn actions(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment, id)): Path<(String, String, MigrationId)>,
    Body(request): Body<DoAction>,
) -> Result<Json<ActionDone>, AppError> {
    let action = StepAction::try_from(request.action.clone());
    let action = action.map_err(|_| AppError::field("/action", FieldFault::Choice))?;
    let by = (&app, &context);
    // What takes long, or asks somebody outside, is done before the transaction that writes.
    let made = match &action {
        StepAction::Certificate(role) if !request.dry_run => Some(key_pair(by, &environment, &id, role).await?),
        StepAction::Acquire(role) if !request.dry_run => {
            token(by, &environment, &id, role).await?;
            None
        }
        _ => None,
    };
    let mut tx = app.store.write().await?;
    let run = work_on(&mut tx, by, &environment, &id).await?;
    let step = offered(&run, &action)?;
    let mut done = match &action {
        StepAction::Resource(role) => resource(&mut tx, by, &run, role, request.dry_run).await?,
        StepAction::Settings => {
            let note = note(&run, info.locale);
            written(&mut tx, by, &run, (false, &note), request.dry_run).await?
        }
        StepAction::Certificate(_) | StepAction::Acquire(_) => {
            ActionDone { resource: run.action_resource(&action), ..none() }
        }
        StepAction::Authorize(_) | StepAction::ConsentRequest(_) | StepAction::Cutover => {
            return Err(ProblemCode::MigrationActionUnavailable.into());
        }
    };
    if request.dry_run {
        return Ok(Json(done));
    }
    if let (Some(made), Some(resource)) = (made, &done.resource) {
        let shown = credentials::keep(&mut tx, by, resource, (None, true), made).await?;
        done.parameters.extend(shown.thumbprint_sha1);
    }
    let undo = done.change.map(Undo::Change);
    let event = Event::new("action_done", Some(&step)).with("action", &request.action).undo(undo);
    let event = if let Some(change) = done.change { event.with("change", change.to_string()) } else { event };
    add(&mut tx, &app, (&run.place.tenant, &id), &context.author(), event).await?;
    let entry = context.entry("migration.action").target("migration", id.as_str());
    let detail = serde_json::json!({
        "action": request.action, "step": step, "change": done.change, "resource": done.resource,
    });
    record(&mut tx, &app, entry.detail(detail)).await?;
    let mut run = again(&mut tx, &app, &run).await?;
    if let StepAction::Resource(role) = &action {
        remember(&mut tx, &app, &run, role).await?;
    }
    settle(&mut tx, by, &mut run).await?;
    tx.commit().await?;
    if let Some(resource) = &done.resource {
        app.token_cache.forget(&context.tenant, resource);
    }
    Ok(Json(done))
}

fn none() -> ActionDone {
    ActionDone { change: None, items: Vec::new(), resource: None, parameters: Vec::new() }
}

/// The step that offers the action.
fn offered(run: &Run, action: &StepAction) -> Result<String, AppError> {
    let step = run.own_steps().find(|step| step.actions.contains(action));
    Ok(step.map(|step| step.id.clone()).ok_or(ProblemCode::MigrationActionUnavailable)?)
}

/// Reads the migration and checks that the action can be done now; tells the resource.
async fn ready(
    (app, context): (&AppState, &TenantContext),
    environment: &str,
    id: &MigrationId,
    action: &StepAction,
) -> Result<(Run, ResourceId), AppError> {
    let mut tx = app.store.read().await?;
    let run = find(&mut tx, (app, context), environment, id).await?;
    if run.row.state == ABANDONED {
        return Err(ProblemCode::MigrationAbandoned.into());
    }
    offered(&run, action)?;
    missing(&run, &run.action_missing(action))?;
    let resource = run.action_resource(action).ok_or(ProblemCode::MigrationActionUnavailable)?;
    Ok((run, resource))
}

type Made = (crate::store::credentials::CredentialRow, shared::secret::SecretText);

async fn key_pair(
    by: (&AppState, &TenantContext),
    environment: &str,
    id: &MigrationId,
    role: &str,
) -> Result<Made, AppError> {
    may(by.1, Permission::ResourceWrite)?;
    let (run, _) = ready(by, environment, id, &StepAction::Certificate(role.to_owned())).await?;
    let name = run.resources.get(role).map(|played| played.opened.row.name.clone()).unwrap_or_default();
    let request = CreateCredential { generate: Some(Generate::Certificate), ..CreateCredential::default() };
    credentials::material(by.0, &request, &name, by.0.clock.now()).await
}

async fn token(
    by: (&AppState, &TenantContext),
    environment: &str,
    id: &MigrationId,
    role: &str,
) -> Result<(), AppError> {
    may(by.1, Permission::TokenIssue)?;
    let (run, resource) = ready(by, environment, id, &StepAction::Acquire(role.to_owned())).await?;
    acquire::obtain(by.0, by.1, &resource, run.token_request(role)).await.map(drop)
}

async fn resource(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    run: &Run,
    role: &str,
    dry_run: bool,
) -> Result<ActionDone, AppError> {
    let plan = run.resource_plan(role).ok_or(ProblemCode::MigrationActionUnavailable)?;
    if let What::OtherType { name, needed } = &plan.what {
        let error = AppError::new(ProblemCode::MigrationResourceType);
        return Err(error.arg("name", name).arg("type", needed));
    }
    missing(run, &plan.missing)?;
    let there = run.resources.get(role).map(|played| played.opened.settings.id.clone());
    let mut done = ActionDone { parameters: plan.names(), resource: there, ..none() };
    if dry_run {
        return Ok(done);
    }
    may(context, Permission::ResourceWrite)?;
    let id = match plan.what {
        What::Create(request) => {
            let id = create::make(tx, app, context, *request).await?;
            permit(tx, (app, context), run, (role, &id)).await?;
            let mut roles = run.roles.clone();
            roles.insert(role.to_owned(), id.clone());
            let mut row = run.row.clone();
            (row.resources, row.version) = (serde_json::to_string(&roles)?, row.version + 1);
            migration_runs::update(tx, &run.place, &row).await?;
            id
        }
        What::Change { id, patch, parameters } => {
            if patch.grant.is_some() || patch.client_auth.is_some() || patch.endpoints.is_some() {
                change::write(tx, (app, context), &id, (&IfMatch::unsaid(), None), *patch).await?;
            }
            for (name, request) in &parameters {
                put_parameter::write(tx, (app, context), (&id, name), &IfMatch::unsaid(), request).await?;
            }
            id
        }
        What::OtherType { .. } => return Err(ProblemCode::MigrationResourceType.into()),
    };
    if let Some(text) = &plan.secret {
        secret(tx, (app, context), &id, text).await?;
    }
    for value in &plan.waited {
        drop_value(tx, &run.place.tenant, &run.id(), value).await?;
    }
    done.resource = Some(id);
    Ok(done)
}

/// Says what the resource just made needs, where that is not all that its type names.
async fn permit(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    run: &Run,
    (role, id): (&str, &ResourceId),
) -> Result<(), AppError> {
    let Some(need) = run.need(role).filter(|need| !need.permissions.is_empty()) else { return Ok(()) };
    let text = serde_json::to_string(&need.permissions)?;
    permission_checks::put_needed(tx, &run.place.tenant, id, Some(&text), app.clock.now()).await?;
    let entry = context.entry("permissions.change").target("resource", id.as_str());
    record(tx, app, entry.detail(serde_json::json!({ "needed": need.permissions }))).await?;
    Ok(())
}

/// Remembers which of the resource's values are what is proposed, and which directory its endpoints are made of: they
/// follow what they are made of until somebody types over them.
async fn remember(tx: &mut Tx, app: &AppState, run: &Run, role: &str) -> Result<(), AppError> {
    let at = (&run.place.tenant, &run.id());
    for value in run.own_values().filter(|value| value.at.role() == Some(role)) {
        let held = run.values.get(&value.id).filter(|held| held.secret.is_none());
        let proposed = run.proposal(value);
        if let (Some(held), Some(proposed)) = (held, proposed)
            && held.text.expose() == proposed.expose()
        {
            accept(tx, app, at, (&value.id, Some(&proposed))).await?;
        }
    }
    let directory = run.tenant.directory_id.as_deref().map(SecretText::new);
    Ok(accept(tx, app, at, (&of_role(role), directory.as_ref())).await?)
}

/// Writes the settings that are needed: at once, or those that were left for the cut-over.
pub(super) async fn written(
    tx: &mut Tx,
    (app, context): (&AppState, &TenantContext),
    run: &Run,
    (at_cutover, note): (bool, &str),
    dry_run: bool,
) -> Result<ActionDone, AppError> {
    let wanted = run.wanted(at_cutover, app.clock.now());
    missing(run, &wanted.missing)?;
    if !wanted.faults.is_empty() {
        return Err(AppError::fields(wanted.faults));
    }
    may(context, Permission::SettingsWrite)?;
    let author = context.author();
    let save = save(context, &run.place, &author, ChangeOrigin::Edit, Some(note), dry_run);
    let changed = apply(tx, app, &save, wanted.operations).await?;
    Ok(ActionDone { change: changed.change, items: changed.items, ..none() })
}
