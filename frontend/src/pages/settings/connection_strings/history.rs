//! What a connection string was before: what each version changed, how it differs from now, and the way back.

use leptos::{prelude::*, task::spawn_local};
use shared::api::connection_entry::ConnectionEntryVersion;

use super::{detail::Opened, ending::said};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        dialog::Dialog,
        relative_time::RelativeTime,
        states::{ProblemNote, loaded},
        toast::Toasts,
    },
    failure::Failure,
    i18n::{Language, Text, t, tf, txt},
    remote::Remote,
    state::connection::{Difference, differences},
};

/// The dialog.
#[component]
pub(super) fn HistoryDialog(opened: Opened, open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open=open title=t(txt::ENTRY_HISTORY_TITLE) wide=true testid="entry-history">
            <Versions opened open />
        </Dialog>
    }
}

#[component]
fn Versions(opened: Opened, open: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let toasts = Toasts::of_page();
    let desk = opened.desk;
    let failure = RwSignal::new(None::<Failure>);
    let versions = Remote::new(move || {
        let (tenant, environment, id) = (desk.current.slug(), desk.here.slug(), opened.id());
        async move { Ok(api.connection_entry_versions(&tenant, &environment, &id).await?.items) }
    });
    let restore = Callback::new(move |then: i64| {
        let (tenant, environment, id) = (desk.current.slug(), desk.here.slug(), opened.id());
        let version = opened.version();
        failure.set(None);
        spawn_local(async move {
            match api.restore_connection_entry(&tenant, &environment, &id, then, version.as_ref()).await {
                Ok(entry) => {
                    opened.settle(entry);
                    _ = open.try_set(false);
                    toasts.say(txt::ENTRY_RESTORED.get(desk.language.now()));
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    let dirty = Memo::new(move |_| opened.dirty());
    view! {
        {move || dirty.get().then(|| view! { <p class="note tone-neutral">{t(txt::ENTRY_HISTORY_UNSAVED)}</p> })}
        {move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })}
        {loaded(versions, 4, move |versions| (move || {
            let all = versions.get();
            let newest = all.first().cloned();
            let older = all.iter().skip(1).cloned().map(Some).chain([None]).collect::<Vec<_>>();
            all.into_iter().zip(older).filter_map(|(one, before)| {
                let now = newest.clone()?;
                Some(view! { <OneVersion opened one before now dirty restore /> })
            }).collect_view()
        }).into_any())}
    }
}

#[component]
fn OneVersion(
    opened: Opened,
    one: ConnectionEntryVersion,
    #[prop(optional_no_strip)] before: Option<ConnectionEntryVersion>,
    now: ConnectionEntryVersion,
    dirty: Memo<bool>,
    restore: Callback<i64>,
) -> impl IntoView {
    let comparing = RwSignal::new(false);
    let (version, deleted, current) = (one.version, one.text.is_none(), one.version == now.version);
    let text = |version: Option<&ConnectionEntryVersion>| version.and_then(|v| v.text.clone()).unwrap_or_default();
    let moved = before.as_ref().is_some_and(|before| before.target != one.target).then(|| one.target.clone());
    let (then, earlier, latest) = (text(Some(&one)), text(before.as_ref()), text(Some(&now)));
    let rows = Memo::new(move |_| {
        opened.kind.with_value(|kind| {
            if comparing.get() { differences(kind, &then, &latest) } else { differences(kind, &earlier, &then) }
        })
    });
    let writes = move || opened.desk.may_write();
    view! {
        <div class="history-row" data-version=version.to_string()>
            <div class="history-head">
                <span class="cluster">
                    <strong class="tabular">{tf(txt::VARIABLES_VERSION, vec![("n", version.to_string())])}</strong>
                    {deleted.then(|| view! { <Badge label=t(txt::OUTCOME_DELETED) tone=Tone::Bad /> })}
                    {(current && !deleted).then(|| view! { <Badge label=t(txt::VARIABLES_NOW) tone=Tone::Good /> })}
                    <span>{one.by.clone()}</span>
                    <span class="muted"><RelativeTime at=one.at /></span>
                </span>
                {(!current && !deleted).then(|| view! {
                    <span class="cluster">
                        {move || {
                            let text = if comparing.get() { txt::ENTRY_ITS_CHANGES } else { txt::HISTORY_COMPARE };
                            let press = Callback::new(move |()| comparing.update(|comparing| *comparing = !*comparing));
                            view! { <Button label=t(text) icon=icondata::LuGitCompare look=Look::Quiet on_press=press testid="compare-version" /> }
                        }}
                        {move || writes().then(|| view! {
                            <Button label=t(txt::VARIABLES_RESTORE) icon=icondata::LuRotateCcw look=Look::Quiet disabled=dirty
                                on_press=Callback::new(move |()| restore.run(version)) testid="restore-version" />
                        })}
                    </span>
                })}
            </div>
            {moved.map(|target| view! { <p>{t(txt::ENTRY_MOVED)} " " {said(target)}</p> })}
            {(!deleted).then_some(move || {
                let heads = if comparing.get() { (txt::ENTRY_THEN, txt::VARIABLES_NOW) } else { (txt::CHANGES_BEFORE, txt::CHANGES_AFTER) };
                table(rows.get(), heads, version)
            })}
        </div>
    }
}

/// Property by property.
fn table(rows: Vec<Difference>, (before, after): (Text, Text), version: i64) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="muted">{t(txt::ENTRY_SAME)}</p> }.into_any();
    }
    let language = Language::of_page();
    let label = move || {
        let version = txt::VARIABLES_VERSION.fill(language.get(), &[("n", &version.to_string())]);
        format!("{version}: {}", txt::CHANGES_LABEL.get(language.get()))
    };
    view! {
        <div class="change-table" tabindex="0" role="region" aria-label=label>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t(txt::ENTRY_PROPERTY)}</th>
                        <th scope="col">{t(before)}</th>
                        <th scope="col">{t(after)}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.into_iter().map(|Difference { key, before, after }| {
                        let replaced = before.is_some() && after.is_some();
                        view! {
                            <tr class:is-replaced=replaced>
                                <th scope="row">{key}</th>
                                <td class="change-old">{said(before)}</td>
                                <td class="change-new">{said(after)}</td>
                            </tr>
                        }
                    }).collect_view()}
                </tbody>
            </table>
        </div>
    }
    .into_any()
}
