//! What somebody else changed meanwhile, and the end of a connection string.

use leptos::{prelude::*, text_prop::TextProp};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::detail::Opened;
use crate::{
    api::Api,
    components::{
        badge::Tone,
        button::{Button, Look},
        confirm::{Confirm, act},
        icon::Icon,
        key_values::{KeyValue, KeyValues},
        toast::Toasts,
    },
    i18n::{t, txt},
    places::SettingsPlace,
    state::connection::{Draft, Meanwhile, TARGET},
};

/// What they changed, property by property, and what stands here instead.
#[component]
pub(super) fn Theirs(opened: Opened, told: Vec<Meanwhile>) -> impl IntoView {
    let text = if told.is_empty() { txt::ENTRY_ELSEWHERE } else { txt::CONFLICT_TEXT };
    let target = opened.kind.with_value(|kind| kind.target.name.clone());
    let take = Callback::new(move |()| {
        opened.desk.draft.update(Draft::revert);
        opened.meanwhile.set(None);
    });
    let line = move |change: Meanwhile| {
        let (target, language) = (target.clone(), opened.desk.language);
        let name: TextProp = if change.key == TARGET {
            (move || target.get(language.get()).to_owned()).into()
        } else {
            change.key.into()
        };
        view! {
            <KeyValue name=name>
                {said(change.theirs)}
                {change.mine.map(|mine| view! { <span class="key-value-note">{t(txt::CONFLICT_YOURS)} " " {said(mine)}</span> })}
            </KeyValue>
        }
    };
    view! {
        <div class=format!("note {}", Tone::Accent.class()) role="status" data-testid="theirs">
            <Icon icon=icondata::LuUsers />
            <div class="problem-words">
                <p>{move || opened.stored.with(|stored| stored.updated_by.clone())} ": " {t(text)}</p>
                {(!told.is_empty()).then(|| view! { <KeyValues>{told.into_iter().map(line).collect_view()}</KeyValues> })}
                <Button label=t(txt::CONFLICT_TAKE) icon=icondata::LuUndo2 look=Look::Quiet on_press=take testid="take-theirs" />
            </div>
        </div>
    }
}

/// A value in a line; in words where there is none.
pub(super) fn said(value: Option<String>) -> AnyView {
    match value {
        None => view! { <span class="muted">{t(txt::ENTRY_ABSENT)}</span> }.into_any(),
        Some(text) => view! { <code class="value-lines">{text}</code> }.into_any(),
    }
}

/// Asks before it is deleted.
#[component]
pub(super) fn DeleteDialog(opened: Opened, open: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let toasts = Toasts::of_page();
    let navigate = use_navigate();
    let desk = opened.desk;
    let name = move || opened.stored.with(|stored| stored.name.clone());
    let title = move || txt::ENTRY_DELETE_ASK.fill(desk.language.get(), &[("name", &name())]);
    let delete = act(move || {
        let (tenant, environment, id) = (desk.current.slug(), desk.here.slug(), opened.id());
        let (version, navigate) = (opened.version(), navigate.clone());
        async move {
            api.delete_connection_entry(&tenant, &environment, &id, version.as_ref()).await?;
            toasts.say(txt::ENTRY_DELETED.get(desk.language.now()));
            _ = desk.draft.try_update(Draft::revert);
            navigate(&desk.here.path(SettingsPlace::ConnectionStrings), NavigateOptions::default());
            Ok(())
        }
    });
    let newer = act(move || opened.catch_up());
    view! {
        <Confirm open=open title=title text=t(txt::ENTRY_DELETE_TEXT) action=t(txt::ENTRY_DELETE) busy_label=t(txt::COMMON_DELETING)
            newer=newer act=delete />
    }
}
