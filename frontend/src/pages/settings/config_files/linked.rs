//! Values that live in several places: what stands in each, whether they differ, and one action that sets those that
//! are kept here.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::linked_setting::{LinkedPlaceState, LinkedSettingState},
    permission::Permission,
    variable::{VariableOptions, judge},
};

use super::{super::frame::CurrentEnvironment, findings::said};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        card::Card,
        field::{fault_text, fresh_id},
        icon::Icon,
        leave_guard::LeaveGuard,
        states::{EmptyState, ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{Language, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    places::SettingsPlace,
    remote::Remote,
};

/// All of them; those that the environment has nothing of come last, as an offer.
#[component]
pub(super) fn LinkedSettings() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let remote = Remote::new(move || {
        let (tenant, environment) = (current.slug(), here.slug());
        async move { api.linked_settings(&tenant, &environment).await }
    });
    loaded(remote, 5, move |shown| {
        let mut all = shown.get_untracked();
        all.sort_by_key(|linked| !in_use(linked));
        if all.is_empty() {
            return view! { <EmptyState icon=icondata::LuLink2 title=t(txt::LINKED_EMPTY_TITLE) text=t(txt::LINKED_EMPTY_TEXT) /> }.into_any();
        }
        view! {
            <div class="stack">
                <p class="muted linked-lead">{t(txt::LINKED_LEAD)}</p>
                {all.into_iter().map(|linked| view! { <Linked linked /> }).collect_view()}
            </div>
        }
        .into_any()
    })
}

fn in_use(linked: &LinkedSettingState) -> bool {
    linked.places.iter().any(|place| place.value.is_some())
}

#[component]
fn Linked(linked: LinkedSettingState) -> impl IntoView {
    let opened = RwSignal::new(in_use(&linked));
    let state = RwSignal::new(linked);
    let id = state.with_untracked(|linked| linked.id.clone());
    let offer = move || {
        let (name, text) = state.with_untracked(|linked| (linked.name.clone(), linked.description.clone()));
        view! {
            <section class="offer" data-linked=id.clone()>
                <div><h2>{said(name)}</h2><p class="muted">{said(text)}</p></div>
                <Button label=t(txt::LINKED_SET_UP) on_press=Callback::new(move |()| opened.set(true)) testid="set-up" />
            </section>
        }
    };
    move || if opened.get() { view! { <LinkedCard state /> }.into_any() } else { offer().into_any() }
}

#[component]
fn LinkedCard(state: RwSignal<LinkedSettingState>) -> impl IntoView {
    let (name, text) = state.with_untracked(|linked| (linked.name.clone(), linked.description.clone()));
    let id = state.with_untracked(|linked| linked.id.clone());
    let current = CurrentTenant::of_page();
    let badge = move || {
        let (label, tone) = match state.with(|linked| (linked.differs, linked.wanted.is_some())) {
            (true, _) => (txt::LINKED_DIFFER, Tone::Bad),
            (false, true) => (txt::LINKED_AGREE, Tone::Good),
            (false, false) => (txt::LINKED_UNSET, Tone::Neutral),
        };
        view! { <Badge label=t(label) tone=tone /> }
    };
    view! {
        <div data-linked=id>
            <Card title=said(name) note=said(text) actions=move || badge flush=true testid="linked">
                {move || state.with(|linked| linked.finding.clone()).map(|finding| view! {
                    <div class="linked-finding note tone-bad" data-testid="drift">
                        <Icon icon=icondata::LuUnlink2 />
                        <div class="problem-words"><p class="problem-title">{said(finding.what)}</p><p>{said(finding.remedy)}</p></div>
                    </div>
                })}
                <ul class="rows places" data-testid="places">
                    {move || state.with(|linked| linked.places.clone()).into_iter().map(|place| view! { <PlaceRow place /> }).collect_view()}
                </ul>
                {move || current.may(Permission::SettingsWrite).then(|| view! { <SetAll state /> })}
            </Card>
        </div>
    }
}

#[component]
fn PlaceRow(place: LinkedPlaceState) -> impl IntoView {
    let here = CurrentEnvironment::of_page();
    let (label, tone) = match (place.right, &place.value) {
        (Some(true), _) => (txt::LINKED_RIGHT, Tone::Good),
        (Some(false), _) => (txt::LINKED_WRONG, Tone::Bad),
        (None, None) => (txt::LINKED_NOTHING, Tone::Neutral),
        (None, Some(_)) => (txt::LINKED_NOT_COMPARED, Tone::Neutral),
    };
    let kept_here = place.variable.is_some();
    let icon = if kept_here { icondata::LuTable2 } else { icondata::LuFileCode2 };
    let link = place.config_file.map(|id| here.path(SettingsPlace::ConfigFile(id.to_string())));
    let line = place.line.map(|line| tf(txt::CONFIG_FILE_LINE, vec![("line", line.to_string())]));
    view! {
        <li class="place" data-place=place.variable.clone().unwrap_or_else(|| "file".to_owned())>
            <span class="config-icon"><Icon icon=icon /></span>
            <div class="place-words">
                <p class="place-name">
                    {said(place.label)}
                    {link.zip(line).map(|(link, line)| view! { " · " <a href=link>{line}</a> })}
                </p>
                {place.variable.clone().map(|name| view! { <p class="muted">{t(txt::LINKED_VARIABLE)} " " <code>{name}</code></p> })}
                {place.path.map(|path| view! { <p class="muted"><code>{path}</code></p> })}
                {(place.right != Some(true)).then(|| view! { <p class="place-todo">{said(place.todo.clone())}</p> })}
            </div>
            <div class="place-value">
                {match place.value {
                    Some(value) => view! { <code>{value}</code> }.into_any(),
                    None => view! { <span class="muted">{t(txt::CHANGES_EMPTY)}</span> }.into_any(),
                }}
                <Badge label=t(label) tone=tone />
            </div>
        </li>
    }
}

/// One value for all of them that are kept here; what is left to do elsewhere is said afterwards.
#[component]
fn SetAll(state: RwSignal<LinkedSettingState>) -> impl IntoView {
    let api = Api::of_page();
    let language = Language::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentEnvironment::of_page();
    let start = StoredValue::new(state.with_untracked(|linked| linked.wanted.clone().unwrap_or_default()));
    let typed = RwSignal::new(start.get_value());
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let done = RwSignal::new(false);
    // The server knows more of the value than its kind: a range, for one.
    let refused = RwSignal::new(None::<String>);
    let id = fresh_id("linked");
    let (fault_id, field) = (format!("{id}-fault"), id.clone());
    let fault = Memo::new(move |_| {
        let kind = state.with_untracked(|linked| linked.kind);
        typed.with(|typed| judge(kind, &VariableOptions::default(), typed).err())
    });
    let dirty = Signal::derive(move || typed.with(|typed| start.with_value(|start| typed != start)));
    let everywhere = Memo::new(move |_| {
        state.with(|linked| {
            let mut here = linked.places.iter().filter(|place| place.variable.is_some());
            typed.with(|typed| here.all(|place| place.value.as_ref() == Some(typed)))
        })
    });
    let save = move || {
        if busy.get_untracked() || fault.get_untracked().is_some() || typed.with_untracked(String::is_empty) {
            return;
        }
        let (tenant, environment) = (current.slug(), here.slug());
        let (id, value) = (state.with_untracked(|linked| linked.id.clone()), typed.get_untracked());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.put_linked_setting(&tenant, &environment, &id, value.clone()).await;
            _ = busy.try_set(false);
            match answer {
                Ok(now) => {
                    start.set_value(value.clone());
                    _ = typed.try_set(value);
                    drop(state.try_set(now));
                    _ = done.try_set(true);
                }
                Err(why) => {
                    let words =
                        why.problem().and_then(|problem| problem.errors.first().map(|error| error.detail.clone()));
                    drop(failure.try_set(Some(why).filter(|_| words.is_none())));
                    drop(refused.try_set(words));
                }
            }
        });
    };
    let words = move || fault.get().map(|fault| fault_text(fault, language.get())).or_else(|| refused.get());
    let disabled = Signal::derive(move || fault.get().is_some() || typed.with(String::is_empty) || everywhere.get());
    view! {
        <LeaveGuard dirty=dirty />
        <form class="linked-form" on:submit=move |event| { event.prevent_default(); save(); }>
            <div class="field">
                <label for=field>{t(txt::LINKED_ONE_VALUE)}</label>
                <input id=id class="input" name="value" autocomplete="off" spellcheck="false" aria-describedby=fault_id.clone()
                    aria-invalid=move || fault.get().map(|_| "true")
                    prop:value=move || typed.get() on:input=move |event| { refused.set(None); typed.set(event_target_value(&event)); } />
                <p class="field-error" id=fault_id aria-live="polite">{words}</p>
            </div>
            <Button label=t(txt::LINKED_SET) busy_label=t(txt::COMMON_SAVING) busy=busy disabled=disabled look=Look::Primary submit=true testid="set-linked" />
        </form>
        {move || failure.get().map(|failure| view! { <div class="linked-below"><ProblemNote failure /></div> })}
        {move || done.get().then(|| view! { <Todo state /> })}
    }
}

/// What a person still has to do.
#[component]
fn Todo(state: RwSignal<LinkedSettingState>) -> impl IntoView {
    let todo = move || {
        let mut seen: Vec<shared::text::LocalizedText> = Vec::new();
        state.with(|linked| {
            for place in linked.places.iter().filter(|place| place.variable.is_some() || place.right == Some(false)) {
                if !seen.contains(&place.todo) {
                    seen.push(place.todo.clone());
                }
            }
        });
        seen
    };
    view! {
        <div class="linked-below note tone-good" role="status" data-testid="todo">
            <Icon icon=icondata::LuListTodo />
            <div class="problem-words">
                <p class="problem-title">{t(txt::LINKED_DONE)}</p>
                <p>{t(txt::LINKED_TODO)}</p>
                <ul class="todo">{move || todo().into_iter().map(|text| view! { <li>{said(text)}</li> }).collect_view()}</ul>
            </div>
        </div>
    }
}
