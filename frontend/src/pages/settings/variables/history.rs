//! Every change of the environment: who, when, why, what; and the way back to any of them.

use leptos::{prelude::*, task::spawn_local};
use shared::api::setting_change::{ChangeOrigin, SettingChange};

use super::{super::frame::CurrentEnvironment, Board, changes::Changed, compare::Other};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        dialog::Dialog,
        relative_time::RelativeTime,
        states::{EmptyState, ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{Language, Text, t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
};

/// The dialog; it stands once on the page.
#[component]
pub(super) fn HistoryDialog(board: Board) -> impl IntoView {
    let here = CurrentEnvironment::of_page();
    let language = Language::of_page();
    let title = move || txt::HISTORY_TITLE.fill(language.get(), &[("name", &here.name())]);
    view! {
        <Dialog open=board.doors.looking_back title=title wide=true testid="history">
            <Changes board here />
        </Dialog>
    }
}

#[component]
fn Changes(board: Board, here: CurrentEnvironment) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let more = RwSignal::new(Vec::<SettingChange>::new());
    let cursor = RwSignal::new(None::<String>);
    let failure = RwSignal::new(None::<Failure>);
    let first = Remote::new(move || {
        let (tenant, slug) = (current.slug(), here.slug());
        async move {
            let page = api.setting_changes(&tenant, &slug, None).await?;
            drop(cursor.try_set(page.next_cursor));
            Ok(page.items)
        }
    });
    let read_on = Callback::new(move |()| {
        let (tenant, slug, from) = (current.slug(), here.slug(), cursor.get_untracked());
        spawn_local(async move {
            match api.setting_changes(&tenant, &slug, from).await {
                Ok(page) => {
                    _ = more.try_update(|more| more.extend(page.items));
                    drop(cursor.try_set(page.next_cursor));
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    loaded(first, 4, move |first| {
        if first.with_untracked(Vec::is_empty) {
            return view! { <EmptyState icon=icondata::LuHistory title=t(txt::HISTORY_EMPTY_TITLE) text=t(txt::HISTORY_EMPTY_TEXT) /> }.into_any();
        }
        view! {
            <div>
                {move || first.get().into_iter().map(|change| view! { <One board here change /> }).collect_view()}
                <For each=move || more.get() key=|change| change.number let:change><One board here change /></For>
            </div>
            {move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })}
            {move || cursor.get().map(|_| view! { <div class="form-actions"><Button label=t(txt::COMMON_MORE) on_press=read_on /></div> })}
        }
        .into_any()
    })
}

fn origin_name(origin: ChangeOrigin) -> Text {
    match origin {
        ChangeOrigin::Edit => txt::ORIGIN_EDIT,
        ChangeOrigin::Bulk => txt::ORIGIN_BULK,
        ChangeOrigin::Import => txt::ORIGIN_IMPORT,
        ChangeOrigin::Restore => txt::ORIGIN_RESTORE,
        ChangeOrigin::Copy => txt::ORIGIN_COPY,
        ChangeOrigin::Rename => txt::ORIGIN_RENAME,
    }
}

#[component]
fn One(board: Board, here: CurrentEnvironment, change: SettingChange) -> impl IntoView {
    let number = change.number;
    let seen = RwSignal::new(false);
    let compare = Callback::new(move |()| {
        board.doors.looking_back.set(false);
        board.doors.comparing.set(Some(Other::Change(number)));
    });
    let unnamed = usize::try_from(change.touched).unwrap_or(usize::MAX).saturating_sub(change.names.len().min(4));
    let names = change.names.iter().take(4).cloned().collect::<Vec<_>>().join(", ");
    view! {
        <div class="history-row" data-change=number.to_string()>
            <div class="history-head">
                <span class="cluster">
                    <strong class="tabular">"#" {number.to_string()}</strong>
                    <Badge label=t(origin_name(change.origin)) tone=Tone::Neutral />
                    <span>{change.actor_name.clone()}</span>
                    <span class="muted"><RelativeTime at=change.at /></span>
                </span>
                <span class="cluster">
                    <Button label=t(txt::HISTORY_COMPARE) icon=icondata::LuGitCompare look=Look::Quiet on_press=compare testid="compare-change" />
                </span>
            </div>
            {change.note.clone().map(|note| view! { <p>"“" {note} "”"</p> })}
            <p class="history-value">
                {names}
                {(unnamed > 0).then(|| view! { <span>" " {tf(txt::HISTORY_AND_MORE, vec![("n", unnamed.to_string())])}</span> })}
            </p>
            <details class="more" on:toggle=move |_| seen.set(true)>
                <summary>{t(txt::HISTORY_SHOW)}</summary>
                {move || seen.get().then(|| view! { <Detail here number /> })}
            </details>
        </div>
    }
}

#[component]
fn Detail(here: CurrentEnvironment, number: i64) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let detail = Remote::new(move || {
        let (tenant, slug) = (current.slug(), here.slug());
        async move { Ok(api.setting_change(&tenant, &slug, number).await?.items) }
    });
    loaded(detail, 2, move |items| view! { <Changed items=items.get_untracked() /> }.into_any())
}
