//! Fills values; each goes where it is kept.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, State};
use shared::{
    api::migration::{Migration, PutMigrationValues},
    field::FieldFault,
    ids::{MigrationId, ResourceId},
    pasted::{self, KnownValues, PasteKind},
    permission::Permission,
    playbook::{PlaybookValue, ValuePlace},
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
        Run, accept,
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
    let Written { change, mut resources } = write(tx, by, &run, &given).await?;
    let before = run;
    let now = again(tx, app, &before).await?;
    remember(tx, app, (&before, &now), &given).await?;
    let mut run = again(tx, app, &now).await?;
    // What nobody typed follows at once, unless the caller may not write there: then the step's action does it.
    let behind = if context.may(Permission::ResourceWrite) { run.left_behind() } else { Given::new() };
    if !behind.is_empty() {
        resources.extend(write(tx, by, &run, &behind).await?.resources);
        remember(tx, app, (&before, &run), &behind).await?;
        run = again(tx, app, &run).await?;
    }
    let followed = behind.keys().filter(|id| !given.contains_key(*id));
    let names: Vec<&str> = given.keys().chain(followed).map(String::as_str).collect();
    let step = step.filter(|step| run.own_step(step).is_some());
    let undo = undo.map(|values| Undo::Values { values, change });
    let event = Event::new("values_filled", step).with("values", names.join(", ")).undo(undo);
    let event = if let Some(change) = change { event.with("change", change.to_string()) } else { event };
    add(tx, app, (&run.place.tenant, &run.id()), &context.author(), event).await?;
    let entry = context.entry("migration.values").target("migration", run.id().as_str());
    let detail = serde_json::json!({ "values": names, "step": step, "change": change });
    record(tx, app, entry.detail(detail)).await?;
    settle(tx, (app, context), &mut run).await?;
    Ok((run, resources))
}

/// Remembers which of the values are what was proposed, before or now: they follow what the proposal is made of.
async fn remember(tx: &mut Tx, app: &AppState, (before, now): (&Run, &Run), given: &Given) -> Result<(), AppError> {
    for (id, text) in given {
        let Some(value) = now.known.playbook.value(id).filter(|value| value.default.is_some()) else { continue };
        let same = |text: &&SecretText| {
            let is = |run: &Run| run.proposal(value).is_some_and(|proposed| proposed.expose() == text.expose());
            is(before) || is(now)
        };
        let accepted = text.as_ref().filter(same);
        accept(tx, app, (&now.place.tenant, &now.id()), (id, accepted)).await?;
    }
    Ok(())
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
        let text = match text {
            Some(text) if !hidden => match bare(value, text.expose()) {
                Ok(text) => Some(SecretText::new(text)),
                Err(fault) => {
                    faults.push((pointer, fault));
                    continue;
                }
            },
            other => other,
        };
        let options = VariableOptions { choices: value.choices.clone(), ..VariableOptions::default() };
        if let Some(Err(fault)) = text.as_ref().map(|text| judge(value.kind, &options, text.expose())) {
            faults.push((pointer, fault));
        }
        tidy.insert(id, text);
    }
    if faults.is_empty() { Ok(tidy) } else { Err(AppError::fields(faults)) }
}

/// The value without what clings to it, by the rules of pasted text. Whether it is the right one among several ids is
/// not judged here: nobody is here to be asked.
fn bare(value: &PlaybookValue, text: &str) -> Result<String, FieldFault> {
    let Some(kind) = value.paste.as_deref().and_then(PasteKind::of) else { return Ok(text.to_owned()) };
    let found = pasted::judge(kind, text, &KnownValues::default());
    match (kind, found.cleaned) {
        (_, Some(cleaned)) => Ok(cleaned),
        (PasteKind::Host | PasteKind::HostPort, None) => Err(FieldFault::Domain),
        (PasteKind::Address, None) => Err(FieldFault::Url),
        (_, None) => Ok(text.to_owned()),
    }
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
