//! Fills values; each goes where it is kept.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, State};
use shared::{
    api::migration::{Migration, PutMigrationValues},
    field::FieldFault,
    ids::{MigrationId, ResourceId},
    playbook::ValuePlace,
    secret::SecretText,
    text::Locale,
    variable::{VariableKind, VariableOptions, judge},
};

use super::{
    found::{again, shown, work_on},
    settle::settle,
    write_values::{Written, write},
};
use crate::{
    app::AppState,
    audit::record,
    http::{AppError, Body, RequestInfo, Tagged, TenantContext},
    migrations::{
        Run,
        events::{Event, Undo, add},
    },
    store::Tx,
};

/// What is to be written, by stable name; `None` empties.
pub(super) type Given = BTreeMap<String, Option<SecretText>>;

/// `PUT …/migrations/{migration}/values`.
pub async fn values(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment, id)): Path<(String, String, MigrationId)>,
    Body(request): Body<PutMigrationValues>,
) -> Result<Tagged<Migration>, AppError> {
    let mut tx = app.store.write().await?;
    let run = work_on(&mut tx, (&app, &context), &environment, &id).await?;
    let (run, resources) =
        fill(&mut tx, (&app, &context, info.locale), run, request.values, request.step.as_deref()).await?;
    let answer = shown(&mut tx, &app, &run).await?;
    tx.commit().await?;
    for resource in &resources {
        app.token_cache.forget(&context.tenant, resource);
    }
    Ok(Tagged(answer.version, answer))
}

/// Fills them, and settles what that settles. Whoever commits lets the cache forget the resources that were written.
pub(super) async fn fill(
    tx: &mut Tx,
    by: (&AppState, &TenantContext, Locale),
    run: Run,
    given: Given,
    step: Option<&str>,
) -> Result<(Run, Vec<ResourceId>), AppError> {
    let (app, context, _) = by;
    let given = tidied(&run, given)?;
    let undo = undo(&run, &given);
    let Written { change, resources } = write(tx, by, &run, &given).await?;
    let names: Vec<&str> = given.keys().map(String::as_str).collect();
    let step = step.filter(|step| run.own_step(step).is_some());
    let undo = undo.map(|values| Undo::Values { values, change });
    let event = Event::new("values_filled", step).with("values", names.join(", ")).undo(undo);
    let event = if let Some(change) = change { event.with("change", change.to_string()) } else { event };
    add(tx, app, (&run.place.tenant, &run.id()), &context.author(), event).await?;
    let entry = context.entry("migration.values").target("migration", run.id().as_str());
    let detail = serde_json::json!({ "values": names, "step": step, "change": change });
    record(tx, app, entry.detail(detail)).await?;
    let mut run = again(tx, app, &run).await?;
    settle(tx, (app, context), &mut run).await?;
    Ok((run, resources))
}

/// Judges what was given by what the playbook says of each value. Spaces around what is no secret are pasted along.
fn tidied(run: &Run, given: Given) -> Result<Given, AppError> {
    let own: BTreeSet<&str> = run.own_values().map(|value| value.id.as_str()).collect();
    let (mut tidy, mut faults) = (Given::new(), Vec::new());
    for (id, text) in given {
        let pointer = format!("/values/{id}");
        let Some(value) = run.known.playbook.value(&id).filter(|_| own.contains(id.as_str())) else {
            faults.push((pointer, FieldFault::NoSuchThing));
            continue;
        };
        if !value.at.is_writable() {
            faults.push((pointer, FieldFault::Unknown));
            continue;
        }
        let hidden = value.kind == VariableKind::Secret || value.at.is_secret();
        let text = text.map(|text| if hidden { text } else { SecretText::new(text.expose().trim()) });
        let text = text.filter(|text| !text.is_empty());
        let options = VariableOptions { choices: value.choices.clone(), ..VariableOptions::default() };
        if let Some(Err(fault)) = text.as_ref().map(|text| judge(value.kind, &options, text.expose())) {
            faults.push((pointer, fault));
        }
        tidy.insert(id, text);
    }
    if faults.is_empty() { Ok(tidy) } else { Err(AppError::fields(faults)) }
}

/// What the migration itself kept before; `None`: not everything that is written can be taken back.
fn undo(run: &Run, given: &Given) -> Option<BTreeMap<String, Option<String>>> {
    let mut before = BTreeMap::new();
    for id in given.keys() {
        let value = run.known.playbook.value(id)?;
        match &value.at {
            ValuePlace::Variable(_) => {}
            ValuePlace::Migration if value.kind != VariableKind::Secret => {
                let held = run.values.get(id).filter(|held| !held.proposed);
                before.insert(id.clone(), held.map(|held| held.text.expose().to_owned()));
            }
            _ => return None,
        }
    }
    Some(before)
}
