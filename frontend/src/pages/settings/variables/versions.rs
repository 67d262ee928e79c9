//! What a variable was, version by version.

use leptos::{prelude::*, task::spawn_local};
use shared::api::variable::VariableVersion;

use super::{Board, changes::side};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        relative_time::RelativeTime,
        states::{ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
};

/// What it was, newest first, each to be put back.
#[component]
pub(super) fn Versions(board: Board, name: String, environment: String, writes: bool) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let slug = StoredValue::new(board.slug_of(&environment));
    let name = StoredValue::new(name);
    let failure = RwSignal::new(None::<Failure>);
    let versions = Remote::new(move || {
        let (tenant, slug, name) = (current.slug(), slug.get_value(), name.get_value());
        async move { Ok(api.variable_versions(&tenant, &slug, &name).await?.items) }
    });
    let restore = Callback::new(move |version: i64| {
        let (tenant, slug, name) = (current.slug(), slug.get_value(), name.get_value());
        failure.set(None);
        spawn_local(async move {
            match api.restore_variable(&tenant, &slug, &name, version).await {
                Ok(_) => {
                    board.reload();
                    _ = board.doors.opened.try_set(None);
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    view! {
        <details class="more" data-testid="versions">
            <summary>{t(txt::VARIABLES_VERSIONS)}</summary>
            {move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })}
            {loaded(versions, 3, move |versions| (move || {
                let all = versions.get();
                let newest = all.iter().map(|one| one.version).max();
                all.into_iter().map(|one| {
                    let now = Some(one.version) == newest;
                    view! { <VersionRow one now writes restore /> }
                }).collect_view()
            }).into_any())}
        </details>
    }
}

#[component]
fn VersionRow(one: VariableVersion, now: bool, writes: bool, restore: Callback<i64>) -> impl IntoView {
    let version = one.version;
    let press = Callback::new(move |()| restore.run(version));
    let deleted = one.deleted;
    view! {
        <div class="history-row" data-version=version.to_string()>
            <div class="history-head">
                <span class="cluster">
                    <span class="tabular">{tf(txt::VARIABLES_VERSION, vec![("n", version.to_string())])}</span>
                    {deleted.then(|| view! { <Badge label=t(txt::OUTCOME_DELETED) tone=Tone::Bad /> })}
                    {(now && !deleted).then(|| view! { <Badge label=t(txt::VARIABLES_NOW) tone=Tone::Good /> })}
                    <span class="muted">{one.by.clone()} " · " <RelativeTime at=one.at /></span>
                </span>
                {(writes && (!now || deleted)).then(|| view! {
                    <Button label=t(txt::VARIABLES_RESTORE) icon=icondata::LuRotateCcw look=Look::Quiet on_press=press testid="restore-version" />
                })}
            </div>
            <div class="history-value">{side(Some(&one.setting))}</div>
        </div>
    }
}
