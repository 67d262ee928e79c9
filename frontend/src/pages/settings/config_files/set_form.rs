//! A set as a form: the choices that decide what is needed, the parameters, judged while one types, saved as one change.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::{setting_change::ChangeVariables, variable_set::VariableSetState},
    permission::Permission,
    problem::ProblemCode,
    resource::LintLevel,
    variable_set::{Choice, SetFinding, SetNote, SetVerdict},
};

use super::{
    super::frame::CurrentEnvironment,
    findings::said,
    set_fields::{Members, ParameterField},
};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone, level_look},
        button::{Button, Look},
        card::Card,
        icon::Icon,
        leave_guard::LeaveGuard,
        states::ProblemNote,
    },
    failure::Failure,
    i18n::{Language, Text, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
    session::Session,
    state::parameter_set::SetDraft,
};

/// What the parts of the form share.
#[derive(Clone, Copy)]
pub(super) struct SetBoard {
    /// What is stored and typed.
    pub draft: RwSignal<SetDraft>,
    /// What the rules say of it; follows.
    pub verdict: Memo<SetVerdict>,
    /// Whether the reader may change variables; follows.
    pub writes: Signal<bool>,
    /// Whether they may change protected ones; follows.
    pub unlocks: Signal<bool>,
}

/// The form.
#[component]
pub(super) fn SetForm(draft: RwSignal<SetDraft>, remote: Remote<VariableSetState>) -> impl IntoView {
    let current = CurrentTenant::of_page();
    let session = Session::of_page();
    let board = SetBoard {
        draft,
        verdict: Memo::new(move |_| draft.with(SetDraft::verdict)),
        writes: Signal::derive(move || current.may(Permission::SettingsWrite)),
        unlocks: Signal::derive(move || session.administrator()),
    };
    let (set, name, text) =
        draft.with_untracked(|draft| (draft.set().clone(), draft.set().name.clone(), draft.set().description.clone()));
    let single: Vec<String> =
        draft.with_untracked(SetDraft::single).into_iter().map(|parameter| parameter.name).collect();
    let dirty = Signal::derive(move || draft.with(|draft| draft.count() > 0));
    view! {
        <LeaveGuard dirty=dirty />
        <div class="set" data-set=set.id.clone()>
            <Card title=said(name) note=said(text) actions=move || view! { <Standing board /> } testid="parameter-set">
                <div class="stack">
                    <div class="set-choices">
                        {set.choices.clone().into_iter().map(|choice| view! { <ChoiceField board choice /> }).collect_view()}
                    </div>
                    <div class="set-fields">
                        {single.into_iter().map(|name| view! { <ParameterField board name /> }).collect_view()}
                    </div>
                    <Members board />
                    <Notes notes=set.notes />
                </div>
            </Card>
            <SaveBar board remote />
        </div>
    }
}

/// How the set stands: how many findings of each level.
#[component]
fn Standing(board: SetBoard) -> impl IntoView {
    let language = Language::of_page();
    move || {
        let findings = board.verdict.with(|verdict| verdict.findings.clone());
        let count = |level| findings.iter().filter(|finding: &&SetFinding| finding.level == level).count();
        let badge = |level: LintLevel, one: Text, several: Text| {
            let count = count(level);
            let (_, tone, icon) = level_look(level);
            let text = if count == 1 { one } else { several };
            let label = text.fill(language.get(), &[("n", &count.to_string())]);
            (count > 0).then(|| view! { <Badge label=label tone=tone icon=icon /> })
        };
        let wrong = count(LintLevel::Error) + count(LintLevel::Warning);
        view! {
            <span class="cluster" role="status" data-testid="standing">
                {badge(LintLevel::Error, txt::SETS_ERROR_ONE, txt::SETS_ERRORS)}
                {badge(LintLevel::Warning, txt::SETS_WARNING_ONE, txt::SETS_WARNINGS)}
                {(wrong == 0).then(|| view! { <Badge label=t(txt::SETS_FINE) tone=Tone::Good /> })}
            </span>
        }
    }
}

#[component]
fn ChoiceField(board: SetBoard, choice: Choice) -> impl IntoView {
    let id = StoredValue::new(choice.id.clone());
    let chosen = Memo::new(move |_| {
        board.verdict.with(|verdict| {
            let known = id.with_value(|id| verdict.choices.iter().find(|choice| choice.id == *id).cloned());
            known.and_then(|choice| choice.option)
        })
    });
    let group = format!("choice-{}", choice.id);
    let place = format!("choice.{}", choice.id);
    let option = move |option: shared::variable_set::ChoiceOption| {
        let value = option.id.clone();
        let mine = StoredValue::new(option.id.clone());
        let press =
            move |_| board.draft.update(|draft| id.with_value(|id| mine.with_value(|mine| draft.choose(id, mine))));
        view! {
            <label class="set-option">
                <input type="radio" name=group.clone() value=value
                    prop:checked=move || chosen.with(|chosen| mine.with_value(|mine| chosen.as_ref() == Some(mine)))
                    disabled=move || !board.writes.get() on:change=press />
                <span><strong>{said(option.name)}</strong><span class="muted">{said(option.help)}</span></span>
            </label>
        }
    };
    view! {
        <fieldset class="set-choice" data-choice=choice.id.clone()>
            <legend>{said(choice.name)}</legend>
            {choice.options.into_iter().map(option).collect_view()}
            <FindingsAt board place />
        </fieldset>
    }
}

/// What the rules say at a place, whole: what, why, what to do.
#[component]
pub(super) fn FindingsAt(board: SetBoard, place: String) -> impl IntoView {
    let here = Memo::new(move |_| {
        board.verdict.with(|verdict| {
            let mine = verdict.findings.iter().filter(|finding| finding.parameter.eq_ignore_ascii_case(&place));
            mine.cloned().collect::<Vec<_>>()
        })
    });
    view! {
        <div class="set-findings" aria-live="polite">
            {move || here.get().into_iter().map(|finding| view! { <FindingHere finding /> }).collect_view()}
        </div>
    }
}

#[component]
fn FindingHere(finding: SetFinding) -> impl IntoView {
    let (label, tone, icon) = level_look(finding.level);
    let SetFinding { rule, what, why, remedy, .. } = finding;
    view! {
        <div class=format!("set-finding {}", tone.class()) data-rule=rule>
            <Icon icon=icon />
            <div>
                <p><span class="visually-hidden">{t(label)} ": "</span><strong>{said(what)}</strong></p>
                <p>{said(why)}</p>
                <p>{said(remedy)}</p>
            </div>
        </div>
    }
}

#[component]
fn Notes(notes: Vec<SetNote>) -> impl IntoView {
    (!notes.is_empty()).then(|| {
        view! {
            <div class="stack-sm" data-testid="set-notes">
                {notes.into_iter().map(|note| view! {
                    <details class="more" data-note=note.id><summary>{said(note.title)}</summary><p class="set-note">{said(note.text)}</p></details>
                }).collect_view()}
            </div>
        }
    })
}

#[component]
fn SaveBar(board: SetBoard, remote: Remote<VariableSetState>) -> impl IntoView {
    let api = Api::of_page();
    let language = Language::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let saved = RwSignal::new(None::<i64>);
    let count = Memo::new(move |_| board.draft.with(SetDraft::count));
    let name = board.draft.with_untracked(|draft| draft.set().name.clone());
    let save = Callback::new(move |()| {
        let (tenant, environment) = (current.slug(), here.slug());
        let note = Some(name.get(language.now()).to_owned());
        let request =
            ChangeVariables { note, dry_run: false, operations: board.draft.with_untracked(SetDraft::operations) };
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.change_variables(&tenant, &environment, &request).await;
            _ = busy.try_set(false);
            match answer {
                Ok(changed) => {
                    _ = saved.try_set(changed.change);
                    _ = board.draft.try_update(SetDraft::settle);
                    remote.reload();
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    let discard = Callback::new(move |()| {
        failure.set(None);
        if let Some(stored) = remote.value_untracked() {
            board.draft.set(SetDraft::new(stored));
        }
    });
    // What was typed stays, on the newer versions.
    let theirs = Callback::new(move |()| {
        failure.set(None);
        remote.reload();
    });
    let words = move || {
        let text = if count.get() == 1 { txt::SETS_EDITED_ONE } else { txt::SETS_EDITED };
        text.fill(language.get(), &[("n", &count.get().to_string())])
    };
    let faulty = Signal::derive(move || {
        board.draft.with(|draft| draft.operations().iter().any(|edit| draft.fault(&edit.name).is_some()))
    });
    view! {
        <Show when=move || count.get().gt(&0)>
            <div class="save-bar" role="region" aria-label=t(txt::COMMON_SAVE) data-testid="set-bar">
                {move || failure.get().map(|failure| {
                    let conflict = failure.is(ProblemCode::VariableConflict);
                    view! {
                        <ProblemNote failure />
                        {conflict.then(|| view! {
                            <Button label=t(txt::SETS_THEIRS) icon=icondata::LuRotateCw on_press=theirs testid="set-theirs" />
                        })}
                    }
                })}
                <div class="staged">
                    <span class="staged-words" role="status"><Icon icon=icondata::LuPencil />{words}</span>
                    <div class="form-actions">
                        <Button label=t(txt::SETS_SAVE) busy_label=t(txt::COMMON_SAVING) busy=busy disabled=faulty look=Look::Primary on_press=save testid="save-set" />
                        <Button label=t(txt::VARIABLES_DISCARD) on_press=discard />
                    </div>
                </div>
            </div>
        </Show>
        {move || saved.get().filter(|_| count.get() == 0).map(|change| view! {
            <p class="note tone-good" role="status" data-testid="set-saved">
                <Icon icon=Tone::Good.icon() /><span>{tf(txt::SETS_SAVED, vec![("n", change.to_string())])}</span>
            </p>
        })}
    }
}
