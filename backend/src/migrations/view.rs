//! A migration as its page shows it, every text filled.

use shared::{
    api::{
        migration::{
            ChoiceWords, CurrentStep, Cutover, CutoverSide, Migration, MigrationAction, MigrationCheck,
            MigrationExport, MigrationOption, MigrationResource, MigrationScript, MigrationState, MigrationStep,
            MigrationSummary, MigrationValue, StepState,
        },
        resource::ShownValue,
        setting_change::ChangedSetting,
    },
    check::CheckState,
    ids::MigrationId,
    playbook::{PlaybookOption, PlaybookStep, PlaybookValue, applies},
    script::ScriptId,
    secret::SecretText,
    text::LocalizedText,
    timestamp::Timestamp,
};

use super::{
    ABANDONED, Run,
    steps::{is_over, stored_state},
};
use crate::{app::App, store::migration_runs::MigrationRow};

/// What a list says of one whose playbook is not there any more.
pub(super) fn without_playbook(row: &MigrationRow) -> MigrationSummary {
    MigrationSummary {
        id: MigrationId::new(&row.id),
        playbook: row.playbook.clone(),
        name: LocalizedText { en: row.playbook.clone(), nl: row.playbook.clone() },
        state: if row.state == ABANDONED { MigrationState::Abandoned } else { MigrationState::Running },
        done: 0,
        total: 0,
        current: None,
        failing: 0,
        created_at: Timestamp::from_millis(row.created_at),
        created_by: row.created_by.clone(),
        updated_at: Timestamp::from_millis(row.updated_at),
    }
}

/// What a list says of it.
pub fn summary(run: &Run) -> MigrationSummary {
    let steps: Vec<&PlaybookStep> = run.own_steps().collect();
    let over = |step: &&&PlaybookStep| is_over(stored_state(run.steps.get(&step.id)));
    let failed = |step: &PlaybookStep| {
        let last =
            run.checks_of(step).into_iter().filter_map(|check| run.last_run(step, &check).map(|last| last.state));
        last.filter(|state| *state == CheckState::Failed).count()
    };
    let ready = |step: &&&PlaybookStep| matches!(run.step_state(step), StepState::Open | StepState::InProgress);
    let current = steps.iter().find(ready).or_else(|| steps.iter().find(|step| !over(step)));
    MigrationSummary {
        name: run.known.texts.get("name"),
        state: run.state(),
        done: steps.iter().filter(over).count(),
        total: steps.len(),
        current: current.map(|step| CurrentStep {
            step: step.id.clone(),
            title: text(run, &format!("step.{}.title", step.id)),
            owner: step.owner,
        }),
        failing: steps.iter().map(|step| failed(step)).sum(),
        ..without_playbook(&run.row)
    }
}

/// Everything that its page shows. `back`: what the way back would change, where production is on the new way.
pub fn migration(app: &App, run: &Run, back: Vec<ChangedSetting>) -> Migration {
    let playbook = &run.known.playbook;
    let exports = playbook.exports.iter().filter(|export| run.holds(&export.when));
    Migration {
        summary: summary(run),
        playbook_version: u32::try_from(run.row.playbook_version).unwrap_or_default(),
        playbook_current: playbook.version,
        about: text(run, "summary"),
        options: run.options.clone(),
        choices: playbook
            .options
            .iter()
            .filter(|asked| applies(&asked.when, &run.facts))
            .map(|o| option(run, o))
            .collect(),
        resources: resources(run),
        values: run.own_values().map(|known| value(run, known)).collect(),
        steps: run.own_steps().map(|own| step(app, run, own)).collect(),
        exports: exports
            .map(|export| MigrationExport {
                name: text(run, &format!("export.{}.name", export.id)),
                help: text(run, &format!("export.{}.help", export.id)),
                export: export.clone(),
            })
            .collect(),
        cutover: run.has_cutover().then(|| cutover(app, run, back)),
        deadlines: playbook.deadlines.clone(),
        version: run.row.version,
    }
}

/// The languages that a script can be had in.
fn languages(script: &str) -> Vec<String> {
    let known = ScriptId::of(script).map(ScriptId::languages).unwrap_or_default();
    known.iter().map(|language| language.code().to_owned()).collect()
}

fn text(run: &Run, key: &str) -> LocalizedText {
    run.words(&run.known.texts.get(key))
}

fn text_if_any(run: &Run, key: &str) -> Option<LocalizedText> {
    run.known.texts.find(key).map(|found| run.words(found))
}

fn option(run: &Run, option: &PlaybookOption) -> MigrationOption {
    let key = format!("option.{}", option.id);
    let words = option.choices.iter().map(|choice| ChoiceWords {
        name: text(run, &format!("{key}.choice.{choice}.name")),
        help: text(run, &format!("{key}.choice.{choice}.help")),
        choice: choice.clone(),
    });
    MigrationOption {
        name: text(run, &format!("{key}.name")),
        help: text(run, &format!("{key}.help")),
        words: words.collect(),
        option: option.clone(),
    }
}

fn resources(run: &Run) -> Vec<MigrationResource> {
    let shown = run.needs().into_iter().map(|need| {
        let played = run.resources.get(&need.id);
        let planned = || run.fill_plain(&need.name).text.expose().to_owned();
        MigrationResource {
            role: need.id.clone(),
            kind: need.kind.clone(),
            resource: played.and_then(|_| run.roles.get(&need.id).cloned()),
            name: played.map_or_else(planned, |played| played.opened.row.name.clone()),
            deleted: played.is_none() && run.roles.contains_key(&need.id),
            proposed: run.proposed.get(&need.id).cloned(),
        }
    });
    shown.collect()
}

fn value(run: &Run, value: &PlaybookValue) -> MigrationValue {
    let held = run.values.get(&value.id);
    let shown = held.map(|held| match &held.secret {
        Some(state) => ShownValue::Secret(state.clone()),
        None => ShownValue::Plain(SecretText::expose(&held.text).to_owned()),
    });
    MigrationValue {
        id: value.id.clone(),
        label: text(run, &format!("value.{}.label", value.id)),
        help: text(run, &format!("value.{}.help", value.id)),
        kind: value.kind,
        choices: value.choices.clone(),
        at: String::from(value.at.clone()),
        proposed: held.is_some_and(|held| held.proposed),
        value: shown,
        writable: value.at.is_writable(),
        optional: value.optional,
        paste: value.paste.clone(),
    }
}

/// One step.
pub fn step(app: &App, run: &Run, step: &PlaybookStep) -> MigrationStep {
    let key = format!("step.{}", step.id);
    let row = run.steps.get(&step.id);
    let belongs = |id: &&String| run.own_values().any(|value| value.id == **id);
    let actions = step.actions.iter().map(|action| MigrationAction {
        done: run.action_done(action),
        missing: run.action_missing(action),
        changes: run.action_changes(action),
        resource: run.action_resource(action),
        action: action.clone(),
    });
    let scripts = step.scripts.iter().filter(|script| run.holds(&script.when));
    MigrationStep {
        id: step.id.clone(),
        title: text(run, &format!("{key}.title")),
        why: text(run, &format!("{key}.why")),
        body: text(run, &format!("{key}.do")),
        caution: text_if_any(run, &format!("{key}.caution")),
        today: text_if_any(run, &format!("{key}.today")),
        owner: step.owner,
        state: run.step_state(step),
        blocked_by: run.blocked_by(step),
        copy: step.copy.iter().filter(belongs).cloned().collect(),
        inputs: step.inputs.iter().filter(belongs).cloned().collect(),
        actions: actions.collect(),
        checks: checks(app, run, step),
        by_hand: run.is_by_hand(step),
        scripts: scripts
            .map(|script| MigrationScript {
                script: script.script.clone(),
                resource: script.resource.clone(),
                languages: languages(&script.script),
            })
            .collect(),
        assignee: row.and_then(|row| row.assignee.clone()),
        note: row.and_then(|row| row.note.clone()),
        reason: row.and_then(|row| row.reason.clone()),
        updated_at: row.map(|row| Timestamp::from_millis(row.updated_at)),
        updated_by: row.map(|row| row.updated_by.clone()),
        version: row.map_or(0, |row| row.version),
    }
}

fn checks(app: &App, run: &Run, step: &PlaybookStep) -> Vec<MigrationCheck> {
    let shown = run.checks_of(step).into_iter().map(|check| {
        let id = &check.request.check;
        let known = app.catalog.checks().find(id).map(|words| &words.descriptor);
        let own = || LocalizedText { en: id.clone(), nl: id.clone() };
        MigrationCheck {
            index: check.index,
            name: known.map_or_else(own, |known| known.name.clone()),
            needs: known.map(|known| known.needs.clone()).unwrap_or_default(),
            last: run.last_run(step, &check).cloned(),
            check: id.clone(),
            missing: check.missing,
        }
    });
    shown.collect()
}

fn cutover(app: &App, run: &Run, back: Vec<ChangedSetting>) -> Cutover {
    let wanted = run.wanted(true, app.clock.now());
    let switched = run.row.cutover_change;
    Cutover {
        side: if switched.is_some() { CutoverSide::New } else { CutoverSide::Old },
        items: if switched.is_some() { back } else { wanted.items },
        missing: if switched.is_some() { Vec::new() } else { wanted.missing },
        change: switched,
        at: run.row.cutover_at.map(Timestamp::from_millis),
        by: run.row.cutover_by.clone(),
    }
}
