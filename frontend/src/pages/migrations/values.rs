//! The values of a step: those to copy, and those to fill.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::{
        migration::{MigrationStep, MigrationValue},
        resource::ShownValue,
    },
    variable::VariableKind,
};

use super::{desk::Desk, saving::Trouble};
use crate::{
    components::{
        badge::{Badge, Tone},
        button::Button,
        copy_button::CopyButton,
        field::{Ties, fault_text, fresh_id},
        icon::Icon,
        secret_input::SecretInput,
        states::ProblemNote,
    },
    i18n::{Language, t, txt},
    state::{
        matrix::say,
        migration::{Verdict, copyable, is_filled, is_secret, known_values},
    },
};

fn values_of(desk: Desk, ids: &[String]) -> Vec<MigrationValue> {
    ids.iter().filter_map(|id| desk.value(id)).collect()
}

/// The values to copy, each with its button.
#[component]
pub(super) fn Copies(desk: Desk, step: Memo<Option<MigrationStep>>) -> impl IntoView {
    let values = Memo::new(move |_| {
        let ids = step.with(|step| step.as_ref().map(|step| step.copy.clone())).unwrap_or_default();
        values_of(desk, &ids)
    });
    move || {
        let values = values.get();
        (!values.is_empty()).then(|| {
            view! {
                <section class="step-part">
                    <h3>{t(txt::STEP_COPY)}</h3>
                    <dl class="copies" data-testid="copies">{values.into_iter().map(copy_row).collect_view()}</dl>
                </section>
            }
        })
    }
}

fn copy_row(value: MigrationValue) -> impl IntoView {
    let language = Language::of_page();
    let label = value.label.clone();
    let label = move || label.get(language.get()).to_owned();
    let help = value.help.clone();
    let text = copyable(&value).map(str::to_owned);
    view! {
        <div class="copies-row" data-value=value.id.clone()>
            <dt>{label.clone()}</dt>
            <dd>
                {match (text, &value.value) {
                    (Some(text), _) => view! {
                        <code class="copies-text">{text.clone()}</code>
                        <CopyButton value=text what=label />
                    }.into_any(),
                    (None, Some(ShownValue::Secret(secret))) if secret.set => view! {
                        <code class="copies-text">{say(&ShownValue::Secret(secret.clone()))}</code>
                        <span class="muted copies-note">{t(txt::STEP_SECRET_KEPT)}</span>
                    }.into_any(),
                    _ => view! {
                        <span class="muted copies-missing"><Icon icon=icondata::LuCircleDashed />{t(txt::STEP_VALUE_MISSING)} " " {move || help.get(language.get()).to_owned()}</span>
                    }.into_any(),
                }}
            </dd>
        </div>
    }
}

/// The values to fill: judged while one types, saved together.
#[component]
pub(super) fn Inputs(desk: Desk, step: Memo<Option<MigrationStep>>) -> impl IntoView {
    let ids = Memo::new(move |_| step.with(|step| step.as_ref().map(|step| step.inputs.clone())).unwrap_or_default());
    move || (!ids.with(Vec::is_empty)).then(|| view! { <Form desk ids=ids.get() /> })
}

#[component]
fn Form(desk: Desk, ids: Vec<String>) -> impl IntoView {
    let busy = RwSignal::new(false);
    let trouble = Trouble::new(desk);
    let saved = RwSignal::new(false);
    let known = StoredValue::new(ids.clone());
    let mine = move || known.with_value(|ids| values_of(desk, ids));
    let touched = Memo::new(move |_| desk.typing.with(|typing| typing.touches(&mine())));
    let open = Signal::derive(move || touched.get() || mine().iter().any(|value| value.proposed && value.writable));
    let send = move || {
        if busy.get_untracked() || !open.get_untracked() {
            return;
        }
        busy.set(true);
        saved.set(false);
        trouble.put(None);
        spawn_local(async move {
            match desk.save().await {
                Ok(all) => _ = saved.try_set(all),
                Err(why) => trouble.put(Some(why)),
            }
            _ = busy.try_set(false);
        });
    };
    let give_up = Callback::new(move |()| {
        let values = untrack(mine);
        desk.typing.update(|typing| typing.clear(&values));
    });
    view! {
        <section class="step-part">
            <h3>{t(txt::STEP_FILL)}</h3>
            <form class="form step-form" novalidate data-testid="step-form" on:submit=move |event| { event.prevent_default(); send(); }>
                <div class="form-fields">{ids.into_iter().map(|id| view! { <Input desk id saved /> }).collect_view()}</div>
                {move || trouble.get().map(|failure| view! { <ProblemNote failure /> })}
                <Show when=move || desk.may_write()>
                    <div class="form-actions">
                        <Button label=t(txt::STEP_SAVE) busy_label=t(txt::COMMON_SAVING) busy=busy submit=true
                            disabled=Signal::derive(move || !open.get()) testid="save-values" />
                        <Show when=move || touched.get()>
                            <Button label=t(txt::STEP_FORGET) on_press=give_up />
                        </Show>
                        <span class="step-saved" role="status">
                            {move || (saved.get() && !touched.get()).then(|| view! { <Icon icon=icondata::LuCircleCheck />{t(txt::STEP_SAVED)} })}
                        </span>
                    </div>
                </Show>
            </form>
        </section>
    }
}

#[component]
fn Input(desk: Desk, id: String, saved: RwSignal<bool>) -> impl IntoView {
    let language = Language::of_page();
    let known = StoredValue::new(id.clone());
    let value = Memo::new(move |_| known.with_value(|id| desk.value(id)));
    let Some(first) = value.get_untracked() else { return ().into_any() };
    let element = fresh_id("value");
    let verdict = Memo::new(move |_| {
        let value = value.get()?;
        let known = desk.migration.with(|migration| known_values(&migration.values));
        let typed = desk.typing.with(|typing| typing.text(&value).to_owned());
        desk.typing.with(|typing| typing.verdict(&value, &known)).map(|verdict| match verdict {
            Verdict::Fault(fault) => fault_text(fault, language.get()),
            Verdict::Refused(words) => words,
            Verdict::Pasted(fault) => fault.words_about(language.get(), &typed, &known),
        })
    });
    let cleaned = move || {
        let fault = known.with_value(|id| desk.typing.with(|typing| typing.cleaned(id)))?;
        Some(fault.words(language.get()).to_owned())
    };
    let ties = Ties {
        described_by: format!("{element}-hint {element}-error"),
        id: element.clone(),
        invalid: Signal::derive(move || verdict.with(Option::is_some)),
    };
    let text = Signal::derive(move || {
        value
            .with(|value| desk.typing.with(|typing| value.as_ref().map(|value| typing.text(value).to_owned())))
            .unwrap_or_default()
    });
    let typed = Callback::new(move |text: String| {
        saved.set(false);
        if let Some(value) = value.get_untracked() {
            desk.typing.update(|typing| typing.type_in(&value, text));
        }
    });
    let judge = move || {
        let Some(value) = value.try_get_untracked().flatten() else { return };
        let Some(known) = desk.migration.try_with_untracked(|migration| known_values(&migration.values)) else {
            return;
        };
        _ = desk.typing.try_update(|typing| typing.leave(&value, &known));
    };
    // What is said then moves what stands below; a press that is under way must still meet its button.
    let left = Callback::new(move |()| set_timeout(judge, Duration::from_millis(200)));
    let optional = first.optional;
    let (label, help) = (first.label.clone(), first.help.clone());
    let stored = Memo::new(move |_| {
        value.with(|value| value.as_ref().map(|value| (value.proposed, is_filled(value), is_secret(value))))
    });
    let kept = move || match value.get()?.value? {
        secret @ ShownValue::Secret(_) => Some(say(&secret)).filter(|text| !text.is_empty()),
        ShownValue::Plain(_) => None,
    };
    view! {
        <div class="field" class:is-long=first.kind == VariableKind::Url class:is-invalid=move || verdict.with(Option::is_some) data-value=id>
            <label for=element.clone()>{move || label.get(language.get()).to_owned()}</label>
            <span class="field-optional">
                {optional.then(|| t(txt::COMMON_OPTIONAL))}
                {move || match stored.get() {
                    Some((true, ..)) => Some(view! { <Badge label=t(txt::STEP_PROPOSED) icon=icondata::LuSparkles /> }.into_any()),
                    Some((false, true, true)) => Some(view! { <Badge label=kept().unwrap_or_default() tone=Tone::Good icon=icondata::LuLock /> }.into_any()),
                    _ => None,
                }}
            </span>
            {control(&first, ties, text, typed, left, desk)}
            <p class="field-hint" id=format!("{element}-hint")>{move || help.get(language.get()).to_owned()}</p>
            <p class="field-hint value-cleaned" role="status">{move || cleaned().map(|words| view! { <Icon icon=icondata::LuSparkles /> {words} })}</p>
            <p class="field-error" id=format!("{element}-error")>
                {move || verdict.get().map(|words| view! { <Icon icon=icondata::LuCircleAlert /> {words} })}
            </p>
        </div>
    }
    .into_any()
}

fn control(
    value: &MigrationValue,
    ties: Ties,
    text: Signal<String>,
    typed: Callback<String>,
    left: Callback<()>,
    desk: Desk,
) -> AnyView {
    let off = move || !desk.may_write();
    let invalid = ties.invalid;
    let invalid = move || invalid.get().then_some("true");
    if is_secret(value) {
        return view! { <SecretInput name="value" ties value=text on_type=typed on_leave=left /> }.into_any();
    }
    let choices = match value.kind {
        VariableKind::Enum => value.choices.clone(),
        VariableKind::Boolean => vec!["true".to_owned(), "false".to_owned()],
        _ => Vec::new(),
    };
    if !choices.is_empty() {
        let choices = std::iter::once(String::new()).chain(choices);
        return view! {
            <div class="select">
                <select id=ties.id class="input" aria-describedby=ties.described_by aria-invalid=invalid disabled=off
                    prop:value=move || text.get() on:change=move |event| typed.run(event_target_value(&event))>
                    {choices.map(|choice| {
                        let here = choice.clone();
                        view! { <option value=choice.clone() selected=move || text.get() == here>{choice.clone()}</option> }
                    }).collect_view()}
                </select>
                <Icon icon=icondata::LuChevronDown />
            </div>
        }
        .into_any();
    }
    let mono = matches!(value.kind, VariableKind::Guid | VariableKind::Url);
    view! {
        <input id=ties.id class="input" class:is-mono=mono type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
            aria-describedby=ties.described_by aria-invalid=invalid readonly=off
            prop:value=move || text.get()
            on:input=move |event| typed.run(event_target_value(&event))
            on:blur=move |_| left.run(()) />
    }
    .into_any()
}
