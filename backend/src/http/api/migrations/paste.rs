//! Takes apart what was pasted and fills the migration's values with it. The text itself is not kept.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
};
use shared::{
    api::{
        paste::{PasteAnswer, PasteRemark, PasteText, PastedValue},
        resource::ShownValue,
    },
    ids::MigrationId,
    pasted::{Assigned, KnownValues, PasteFault, PasteKind, Slot, assign},
    playbook::{PlaybookValue, ValuePlace},
    secret::{SecretState, last4},
    text::Locale,
    variable::VariableKind,
};

use super::{
    found::{find, work_on},
    values::fill,
};
use crate::{
    app::AppState,
    http::{AppError, Body, RequestInfo, TenantContext},
    migrations::Run,
};

/// `POST …/migrations/{migration}/paste`.
pub async fn paste(
    State(app): State<AppState>,
    context: TenantContext,
    info: RequestInfo,
    Path((_, environment, id)): Path<(String, String, MigrationId)>,
    Body(request): Body<PasteText>,
) -> Result<Json<PasteAnswer>, AppError> {
    if request.dry_run {
        let mut tx = app.store.read().await?;
        let run = find(&mut tx, (&app, &context), &environment, &id).await?;
        return Ok(Json(answer(&run, &recognised(&run, &request), info.locale)));
    }
    let mut tx = app.store.write().await?;
    let run = work_on(&mut tx, (&app, &context), &environment, &id).await?;
    let found = recognised(&run, &request);
    let given: BTreeMap<_, _> =
        found.iter().filter(|one| one.fills()).filter_map(|one| Some((one.slot.clone()?, one.value.clone()))).collect();
    let answer = answer(&run, &found, info.locale);
    if !given.is_empty() {
        let (_, resources) = fill(&mut tx, (&app, &context, info.locale), run, given, request.step.as_deref()).await?;
        tx.commit().await?;
        for resource in &resources {
            app.token_cache.forget(&context.tenant, resource);
        }
    }
    Ok(Json(answer))
}

fn recognised(run: &Run, request: &PasteText) -> Vec<Assigned> {
    let step = request.step.as_deref().and_then(|id| run.own_step(id));
    let slots: Vec<Slot> = run
        .own_values()
        .filter(|value| value.at.is_writable())
        .filter_map(|value| {
            let kind = PasteKind::of(value.paste.as_deref()?)?;
            let asked = step.is_some_and(|step| step.inputs.contains(&value.id));
            Some(Slot { id: value.id.clone(), kind, asked })
        })
        .collect();
    assign(request.text.expose(), &slots, &known(run))
}

/// What pasted values are compared with: everything that is known and may be shown.
fn known(run: &Run) -> KnownValues {
    let kind = |value: &PlaybookValue| match (&value.paste, &value.at) {
        (Some(code), _) => PasteKind::of(code),
        (None, ValuePlace::Parameter(_, name)) if name == "redirect_uri" => Some(PasteKind::RedirectUri),
        _ => None,
    };
    let values = run.own_values().filter_map(|value| {
        let held = run.values.get(&value.id).filter(|held| held.secret.is_none())?;
        Some((kind(value)?, held.text.expose().to_owned()))
    });
    let directory = run.tenant.directory_id.clone().map(|id| (PasteKind::DirectoryId, id));
    KnownValues::new(values.chain(directory))
}

fn answer(run: &Run, found: &[Assigned], locale: Locale) -> PasteAnswer {
    let hidden = |one: &Assigned| {
        let to = one.slot.as_deref().and_then(|id| run.known.playbook.value(id));
        one.kind == PasteKind::ClientSecret
            || to.is_some_and(|value| value.at.is_secret() || value.kind == VariableKind::Secret)
    };
    let shown = |one: &Assigned| {
        let text = one.value.as_ref()?;
        Some(if hidden(one) {
            ShownValue::Secret(SecretState { set: true, last4: last4(text.expose()), updated_at: None })
        } else {
            ShownValue::Plain(text.expose().to_owned())
        })
    };
    let remark =
        |fault: &PasteFault| PasteRemark { code: fault.code().to_owned(), detail: fault.words(locale).to_owned() };
    PasteAnswer {
        filled: found.iter().filter(|one| one.fills()).filter_map(|one| one.slot.clone()).collect(),
        items: found
            .iter()
            .map(|one| PastedValue {
                kind: one.kind,
                value: shown(one),
                to: one.slot.clone(),
                verdict: one.verdict,
                remarks: one.what.iter().map(remark).collect(),
            })
            .collect(),
    }
}
