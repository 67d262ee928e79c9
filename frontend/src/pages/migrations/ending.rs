//! How a step ends: who is at it, what somebody wrote down, done by hand, skipped with a reason, opened again.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::migration::{MigrationStep, PatchStep, StepState},
    problem::ProblemCode,
};

use super::{
    desk::Desk,
    saving::Trouble,
    undone::{UndoneDialog, is_undone},
};
use crate::{
    api::Answer,
    components::{
        button::{Button, Look},
        dialog::Dialog,
        field::fresh_id,
        icon::Icon,
        states::ProblemNote,
    },
    failure::Failure,
    i18n::{t, tf, txt},
    state::migration::is_closed,
};

/// What is being changed, and what went wrong with it.
#[derive(Clone, Copy)]
struct Work {
    desk: Desk,
    step: Memo<Option<MigrationStep>>,
    busy: RwSignal<bool>,
    trouble: Trouble,
}

impl Work {
    /// Sends a change of the step as it was seen, with the note that was typed; runs `then` when it was taken.
    fn send(self, request: PatchStep, then: impl FnOnce() + 'static) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.put(None);
        spawn_local(async move {
            match self.sent(request).await {
                Ok(true) => then(),
                Ok(false) => {}
                Err(why) => {
                    if why.is(ProblemCode::MigrationInputsMissing) {
                        self.desk.show_missing(txt::FAULT_REQUIRED.get(self.desk.language.now()));
                    }
                    self.trouble.put(Some(why));
                }
            }
            _ = self.busy.try_set(false);
        });
    }

    /// A step is done with what stands in its fields: that is saved first. Answers whether anything was sent.
    async fn sent(self, request: PatchStep) -> Answer<bool> {
        let desk = self.desk;
        if request.state == Some(StepState::Done) && !desk.save().await? {
            return Ok(false);
        }
        let seen = self.step.try_with_untracked(|step| step.as_ref().map(|step| (step.id.clone(), step.version)));
        let Some((id, version)) = seen.flatten() else { return Ok(false) };
        let typed = desk.notes.with_untracked(|notes| notes.get(&id).map(|note| note.trim().to_owned()));
        let note = request.note.clone().or(typed);
        let request = PatchStep { version: Some(version), note, ..request };
        desk.after(desk.api.change_step(&desk.at(), &id, &request)).await?;
        _ = desk.notes.try_update(|notes| notes.remove(&id));
        Ok(true)
    }

    fn state(self, state: StepState) -> Callback<()> {
        Callback::new(move |()| self.send(PatchStep { state: Some(state), ..PatchStep::default() }, || {}))
    }
}

/// The end of a step.
#[component]
pub(super) fn Ending(desk: Desk, step: Memo<Option<MigrationStep>>) -> impl IntoView {
    let work = Work { desk, step, busy: RwSignal::new(false), trouble: Trouble::new(desk) };
    let state = Memo::new(move |_| step.with(|step| step.as_ref().map_or(StepState::Waiting, |step| step.state)));
    let by_hand = Memo::new(move |_| step.with(|step| step.as_ref().is_some_and(|s| s.by_hand || s.checks.is_empty())));
    let reason = Memo::new(move |_| step.with(|step| step.as_ref().and_then(|step| step.reason.clone())));
    let (skipping, asking) = (RwSignal::new(false), RwSignal::new(false));
    let undone = Memo::new(move |_| step.with(|step| step.as_ref().is_some_and(is_undone)));
    let close = work.state(StepState::Done);
    let press = Callback::new(move |()| if undone.get_untracked() { asking.set(true) } else { close.run(()) });
    view! {
        <section class="step-part step-ending" data-testid="ending">
            <h3>{t(txt::STEP_ENDING)}</h3>
            {move || reason.get().filter(|_| state.get() == StepState::Skipped).map(|reason| view! {
                <p class="note tone-neutral"><Icon icon=icondata::LuCircleSlash /><span>{tf(txt::STEP_SKIPPED_BECAUSE, vec![("reason", reason)])}</span></p>
            })}
            <Note work />
            <Show when=move || desk.may_write()>
                <Assignee work />
                {move || work.trouble.get().map(|failure| view! {
                    <Conflict failure />
                })}
                {move || (!by_hand.get() && !is_closed(state.get())).then(|| view! {
                    <p class="muted step-closes" data-testid="closes-itself">{t(txt::STEP_CLOSES_ITSELF)}</p>
                })}
                <div class="form-actions">
                    {move || if is_closed(state.get()) {
                        view! { <Button label=t(txt::STEP_REOPEN) busy=work.busy icon=icondata::LuRotateCcw on_press=work.state(StepState::Open) testid="reopen" /> }.into_any()
                    } else {
                        view! {
                            {by_hand.get().then(|| view! {
                                <Button label=t(txt::STEP_BY_HAND) busy_label=t(txt::COMMON_SAVING) busy=work.busy icon=icondata::LuCheck
                                    look=if undone.get() { Look::Secondary } else { Look::Primary }
                                    disabled=Signal::derive(move || state.get() == StepState::Waiting) on_press=press testid="done" />
                            })}
                            {(state.get() == StepState::Open).then(|| view! {
                                <Button label=t(txt::STEP_BEGIN) busy=work.busy icon=icondata::LuCircleDotDashed on_press=work.state(StepState::InProgress) testid="begin" />
                            })}
                            <Button label=t(txt::STEP_SKIP) look=Look::Quiet icon=icondata::LuSkipForward
                                on_press=Callback::new(move |()| skipping.set(true)) testid="skip" />
                        }.into_any()
                    }}
                </div>
            </Show>
            <UndoneDialog desk step open=asking close />
            <Dialog open=skipping title=t(txt::STEP_SKIP_TITLE) testid="skip-dialog"><Skip work open=skipping /></Dialog>
        </section>
    }
}

/// Somebody else was faster, or anything else that went wrong.
#[component]
fn Conflict(failure: Failure) -> impl IntoView {
    let late = failure.is(ProblemCode::MigrationConflict);
    view! {
        <ProblemNote failure />
        {late.then(|| view! { <p class="muted" role="status">{t(txt::STEP_CONFLICT)}</p> })}
    }
}

#[component]
fn Note(work: Work) -> impl IntoView {
    let id = fresh_id("note");
    let stored =
        Memo::new(move |_| work.step.with(|step| step.as_ref().and_then(|step| step.note.clone())).unwrap_or_default());
    let id_of_step = work.step.with_untracked(|step| step.as_ref().map(|step| step.id.clone())).unwrap_or_default();
    let step = StoredValue::new(id_of_step);
    // On the desk: going to another step and back must not lose it.
    let notes = work.desk.notes;
    let typed = Memo::new(move |_| notes.with(|notes| step.with_value(|step| notes.get(step).cloned())));
    let text = move || typed.get().unwrap_or_else(|| stored.get());
    let write = move |text: String| notes.update(|notes| _ = notes.insert(step.get_value(), text));
    let save = Callback::new(move |()| work.send(PatchStep::default(), || {}));
    let changed =
        Memo::new(move |_| typed.with(|typed| typed.as_ref().is_some_and(|typed| stored.with(|old| old != typed))));
    view! {
        <div class="field">
            <label for=id.clone()>{t(txt::STEP_NOTE)}</label>
            <span class="field-optional">{t(txt::COMMON_OPTIONAL)}</span>
            <textarea id=id class="input" name="note" rows="2" maxlength="4000" readonly=move || !work.desk.may_write()
                prop:value=text on:input=move |event| write(event_target_value(&event))></textarea>
            <p class="field-hint">{t(txt::STEP_NOTE_HINT)}</p>
        </div>
        <Show when=move || changed.get()>
            <div class="form-actions">
                <Button label=t(txt::STEP_NOTE_SAVE) busy_label=t(txt::COMMON_SAVING) busy=work.busy on_press=save testid="save-note" />
            </div>
        </Show>
    }
}

#[component]
fn Assignee(work: Work) -> impl IntoView {
    let id = fresh_id("assignee");
    let stored = Memo::new(move |_| {
        work.step.with(|step| step.as_ref().and_then(|step| step.assignee.clone())).unwrap_or_default()
    });
    let typed = RwSignal::new(None::<String>);
    let text = move || typed.get().unwrap_or_else(|| stored.get());
    let save = move || {
        let Some(name) = typed.get_untracked().filter(|name| *name != stored.get_untracked()) else { return };
        work.send(PatchStep { assignee: Some(name.trim().to_owned()), ..PatchStep::default() }, move || {
            drop(typed.try_set(None));
        });
    };
    view! {
        <form class="field step-assignee-form" on:submit=move |event| { event.prevent_default(); save(); }>
            <label for=id.clone()>{t(txt::STEP_ASSIGNEE)}</label>
            <span class="field-optional">{t(txt::COMMON_OPTIONAL)}</span>
            <input id=id class="input" name="assignee" autocomplete="off" prop:value=text
                on:input=move |event| typed.set(Some(event_target_value(&event))) on:blur=move |_| save() />
        </form>
    }
}

#[component]
fn Skip(work: Work, open: RwSignal<bool>) -> impl IntoView {
    let id = fresh_id("reason");
    let error = format!("{id}-error");
    let described = error.clone();
    let reason = RwSignal::new(String::new());
    let judged = RwSignal::new(false);
    let empty = Memo::new(move |_| judged.get() && reason.with(|reason| reason.trim().is_empty()));
    let go = move || {
        judged.set(true);
        if reason.with_untracked(|reason| reason.trim().is_empty()) {
            return;
        }
        let reason = reason.get_untracked().trim().to_owned();
        let request = PatchStep { state: Some(StepState::Skipped), reason: Some(reason), ..PatchStep::default() };
        work.send(request, move || _ = open.try_set(false));
    };
    view! {
        <form class="form" on:submit=move |event| { event.prevent_default(); go(); }>
            <p class="muted">{t(txt::STEP_SKIP_TEXT)}</p>
            <div class="field" class:is-invalid=move || empty.get()>
                <label for=id.clone()>{t(txt::STEP_REASON)}</label>
                <textarea id=id class="input" name="reason" rows="3" maxlength="1000" aria-describedby=described
                    aria-invalid=move || empty.get().then_some("true")
                    prop:value=move || reason.get() on:input=move |event| reason.set(event_target_value(&event))></textarea>
                <p class="field-error" id=error>{move || empty.get().then(|| view! { <Icon icon=icondata::LuCircleAlert /> {t(txt::STEP_REASON_MISSING)} })}</p>
            </div>
            {move || work.trouble.get().map(|failure| view! { <ProblemNote failure /> })}
            <div class="form-actions">
                <Button label=t(txt::STEP_SKIP_DO) busy_label=t(txt::COMMON_SAVING) busy=work.busy look=Look::Primary submit=true testid="skip-step" />
                <Button label=t(txt::COMMON_CANCEL) on_press=Callback::new(move |()| open.set(false)) />
            </div>
        </form>
    }
}
