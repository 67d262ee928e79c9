//! The fields of a set: each parameter with what is asked of it and why, and the members of its families.

use leptos::prelude::*;
use shared::{
    field::FieldFault,
    variable::VariableKind,
    variable_set::{Need, SetParameter},
};

use super::{
    findings::said,
    set_form::{FindingsAt, SetBoard},
};
use crate::{
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        field::{Ties, fault_text, fresh_id},
        icon::Icon,
        secret_input::SecretInput,
    },
    i18n::{Language, t, tf, txt},
    state::parameter_set::SetDraft,
};

/// One parameter.
#[component]
pub(super) fn ParameterField(board: SetBoard, name: String) -> impl IntoView {
    let Some(parameter) = board.draft.with_untracked(|draft| draft.set().parameter(&name).cloned()) else {
        return ().into_any();
    };
    let id = fresh_id("parameter");
    let known = StoredValue::new(name.clone());
    let locked = Signal::derive(move || !board.writes.get() || parameter.protected && !board.unlocks.get());
    let fault = Memo::new(move |_| known.with_value(|name| board.draft.with(|draft| draft.fault(name))));
    let invalid = Signal::derive(move || fault.get().is_some());
    let described = format!("{id}-help {id}-fault");
    let help = parameter.help.clone();
    let protected = parameter.protected;
    let default = parameter.default.clone();
    let need = Memo::new(move |_| {
        known.with_value(|name| board.verdict.with(|verdict| board.draft.with(|draft| draft.need(name, verdict).0)))
    });
    view! {
        <div class="set-field" data-parameter=name.clone() class:is-edited=move || known.with_value(|name| board.draft.with(|draft| draft.edited(name)))>
            <div class="set-label">
                <label for=id.clone()><code>{name.clone()}</code></label>
                <NeedBadge need />
                {protected.then(|| view! { <Badge label=t(txt::SETS_PROTECTED) tone=Tone::Neutral icon=icondata::LuLock /> })}
                <OldName board name=name.clone() />
            </div>
            <div class="set-value">
                <Value board parameter=parameter.clone() known id=id.clone() described invalid locked />
                <FaultLine id=format!("{id}-fault") fault />
                <p class="field-hint" id=format!("{id}-help")>
                    {said(help)}
                    {default.clone().map(|default| {
                        let words = tf(txt::SETS_DEFAULT, vec![("value", default)]);
                        move || (need.get() != Need::Filled).then(|| view! { " " {words.clone()} })
                    })}
                    {move || (protected && !board.unlocks.get()).then(|| view! { " " {t(txt::VARIABLES_LOCKED)} })}
                </p>
                {default.map(|default| view! { <UseDefault board known default need locked /> })}
                <FindingsAt board place=name.clone() />
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn FaultLine(id: String, fault: Memo<Option<FieldFault>>) -> impl IntoView {
    let language = Language::of_page();
    view! { <p class="field-error" id=id aria-live="polite">{move || fault.get().map(|fault| fault_text(fault, language.get()))}</p> }
}

/// What is asked of it: filled, empty, either.
#[component]
fn NeedBadge(need: Memo<Need>) -> impl IntoView {
    move || match need.get() {
        Need::Filled => {
            view! { <Badge label=t(txt::SETS_FILLED) tone=Tone::Accent icon=icondata::LuAsterisk /> }.into_any()
        }
        Need::Empty => view! { <Badge label=t(txt::SETS_EMPTY) tone=Tone::Neutral icon=icondata::LuBan /> }.into_any(),
        Need::Either => ().into_any(),
    }
}

/// Where something must be filled in and the usual value is known, one press does it.
#[component]
fn UseDefault(
    board: SetBoard,
    known: StoredValue<String>,
    default: String,
    need: Memo<Need>,
    locked: Signal<bool>,
) -> impl IntoView {
    let default = StoredValue::new(default);
    let wanted = Memo::new(move |_| {
        let empty = known.with_value(|name| board.draft.with(|draft| draft.text(name).is_empty()));
        need.get() == Need::Filled && empty && !locked.get()
    });
    let press = Callback::new(move |()| {
        let text = default.get_value();
        board.draft.update(|draft| known.with_value(|name| draft.type_in(name, &text)));
    });
    move || {
        wanted.get().then(|| view! {
        <div><Button label=tf(txt::SETS_USE, vec![("value", default.get_value())]) icon=icondata::LuCornerDownLeft look=Look::Quiet on_press=press testid="use-default" /></div>
    })
    }
}

/// The variable may still be called as before.
#[component]
fn OldName(board: SetBoard, name: String) -> impl IntoView {
    let old = Memo::new(move |_| {
        let stored = board.draft.with(|draft| draft.variable(&name).map(|variable| variable.name.clone()));
        stored.filter(|stored| !stored.eq_ignore_ascii_case(&name))
    });
    move || old.get().map(|old| view! { <span class="muted">{tf(txt::SETS_CALLED, vec![("name", old)])}</span> })
}

#[component]
fn Value(
    board: SetBoard,
    parameter: SetParameter,
    known: StoredValue<String>,
    id: String,
    described: String,
    invalid: Signal<bool>,
    locked: Signal<bool>,
) -> impl IntoView {
    let text = Signal::derive(move || known.with_value(|name| board.draft.with(|draft| draft.text(name))));
    let type_in = Callback::new(move |text: String| {
        board.draft.update(|draft| known.with_value(|name| draft.type_in(name, &text)));
    });
    match parameter.kind {
        VariableKind::Secret => {
            let ties = Ties { id, described_by: described, invalid };
            view! { <SecretValue board known ties text type_in locked /> }.into_any()
        }
        VariableKind::Enum => {
            let choices = parameter.options.choices;
            view! {
                <select id=id class="input" aria-describedby=described disabled=move || locked.get()
                    on:change=move |event| type_in.run(event_target_value(&event))>
                    <option value="" selected=move || text.with(String::is_empty)>{t(txt::COMMON_NONE)}</option>
                    {choices.into_iter().map(|choice| {
                        let mine = choice.clone();
                        view! { <option value=choice.clone() selected=move || text.with(|text| *text == mine)>{choice.clone()}</option> }
                    }).collect_view()}
                    {move || { let odd = text.get(); (!odd.is_empty() && !known_choice(board, known, &odd)).then(|| view! { <option value=odd.clone() selected=true>{odd.clone()}</option> }) }}
                </select>
            }.into_any()
        }
        kind => {
            let numeric = kind == VariableKind::Integer;
            view! {
                <input id=id class="input" autocomplete="off" autocapitalize="off" spellcheck="false" aria-describedby=described
                    inputmode=numeric.then_some("numeric") placeholder=parameter.default
                    aria-invalid=move || invalid.get().then_some("true") disabled=move || locked.get()
                    prop:value=move || text.get() on:input=move |event| type_in.run(event_target_value(&event)) />
            }.into_any()
        }
    }
}

fn known_choice(board: SetBoard, known: StoredValue<String>, value: &str) -> bool {
    board.draft.with_untracked(|draft| {
        let parameter = known.with_value(|name| draft.set().parameter(name).cloned());
        parameter.is_some_and(|parameter| parameter.options.choices.iter().any(|choice| choice == value))
    })
}

/// A secret: dots while the stored one stays, else what is typed; it can be emptied.
#[component]
fn SecretValue(
    board: SetBoard,
    known: StoredValue<String>,
    ties: Ties,
    text: Signal<String>,
    type_in: Callback<String>,
    locked: Signal<bool>,
) -> impl IntoView {
    let kept = Memo::new(move |_| known.with_value(|name| board.draft.with(|draft| draft.kept(name))));
    let stored = Memo::new(move |_| {
        known.with_value(|name| {
            board.draft.with(|draft| draft.variable(name).is_some_and(|variable| variable.secret) && draft.edited(name))
        })
    });
    let typing = RwSignal::new(false);
    let begin = Callback::new(move |()| typing.set(true));
    let empty = Callback::new(move |()| type_in.run(String::new()));
    let back = Callback::new(move |()| {
        typing.set(false);
        board.draft.update(|draft| known.with_value(|name| draft.undo(name)));
    });
    let shows_dots = Memo::new(move |_| kept.with(Option::is_some) && !typing.get());
    let ties = StoredValue::new(ties);
    view! {
        {move || if shows_dots.get() {
            let id = ties.with_value(|ties| ties.id.clone());
            view! {
                <div class="set-secret">
                    <input id=id class="input" readonly aria-label=known.get_value() value=kept.get() />
                    {move || (!locked.get()).then(|| view! {
                        <Button label=t(txt::SETS_REPLACE) look=Look::Quiet on_press=begin testid="replace-secret" />
                        <Button label=t(txt::SETS_CLEAR) look=Look::Quiet on_press=empty testid="clear-secret" />
                    })}
                </div>
            }.into_any()
        } else {
            let (id, described_by, invalid) = ties.with_value(|ties| (ties.id.clone(), ties.described_by.clone(), ties.invalid));
            view! {
                <div class="set-secret">
                    <SecretInput name="secret" ties=Ties { id, described_by, invalid } value=text on_type=type_in />
                    {move || (stored.get() || typing.get() && kept.with(Option::is_some)).then(|| view! {
                        <Button label=t(txt::SETS_KEEP) icon=icondata::LuUndo2 look=Look::Quiet on_press=back />
                    })}
                </div>
            }.into_any()
        }}
    }
}

/// The members of the set's families beside each other: a project with its mailbox and its password.
#[component]
pub(super) fn Members(board: SetBoard) -> impl IntoView {
    let (families, _) = board.draft.with_untracked(SetDraft::families);
    if families.is_empty() {
        return ().into_any();
    }
    let added = RwSignal::new(Vec::<String>::new());
    let members = Memo::new(move |_| {
        let mut all = board.draft.with(SetDraft::families).1;
        added.with(|added| {
            let fresh = added.iter().filter(|name| !all.iter().any(|known| known.eq_ignore_ascii_case(name)));
            let fresh: Vec<String> = fresh.cloned().collect();
            all.extend(fresh);
        });
        all
    });
    let prefixes: Vec<String> = families.iter().filter_map(|family| Some(family.family()?.to_owned())).collect();
    let places: Vec<String> = families.into_iter().map(|family| family.name).collect();
    view! {
        <section class="set-members" data-testid="members">
            <h3>{t(txt::SETS_PROJECTS)}</h3>
            <p class="muted">{t(txt::SETS_PROJECTS_NOTE)}</p>
            {places.into_iter().map(|place| view! { <FindingsAt board place /> }).collect_view()}
            <For each=move || members.get() key=Clone::clone let:member>
                <div class="set-member" data-member=member.clone()>
                    <h4><Icon icon=icondata::LuFolder />{member.clone()}</h4>
                    {prefixes.iter().map(|prefix| view! { <ParameterField board name=format!("{prefix}{member}") /> }).collect_view()}
                </div>
            </For>
            {move || board.writes.get().then(|| view! { <AddMember added /> })}
        </section>
    }
    .into_any()
}

#[component]
fn AddMember(added: RwSignal<Vec<String>>) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let id = fresh_id("member");
    // What stands behind the colon follows the rules of a variable's name.
    let fits = Signal::derive(move || {
        typed.with(|typed| {
            !typed.trim().is_empty() && shared::variable::check_name(&format!("A:{}", typed.trim())).is_ok()
        })
    });
    let add = move || {
        if fits.get_untracked() {
            added.update(|added| added.push(typed.get_untracked().trim().to_owned()));
            typed.set(String::new());
        }
    };
    view! {
        <form class="set-add" on:submit=move |event| { event.prevent_default(); add(); }>
            <div class="field">
                <label for=id.clone()>{t(txt::SETS_PROJECT_NAME)}</label>
                <input id=id class="input" name="member" autocomplete="off" prop:value=move || typed.get()
                    on:input=move |event| typed.set(event_target_value(&event)) />
            </div>
            <Button label=t(txt::SETS_PROJECT_ADD) icon=icondata::LuPlus disabled=Signal::derive(move || !fits.get()) submit=true testid="add-member" />
        </form>
    }
}
