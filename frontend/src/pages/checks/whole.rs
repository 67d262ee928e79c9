//! The checks of every environment of the tenant at one place: how many came out how, which are not green, and all of
//! them once more.

use leptos::prelude::*;
use shared::api::{check::CheckRun, environment::Environment};

use super::{
    board::{Bench, about, name_of},
    looks::Tally,
};
use crate::{
    components::{button::Button, card::Card, relative_time::RelativeTime},
    i18n::{Language, t, txt},
    pages::migrations::{StateIcon, check_look},
    places::{SettingsPlace, TenantPlace},
};

/// The whole tenant; nothing where it has one environment only.
#[component]
pub(super) fn WholeTenant(bench: Bench) -> impl IntoView {
    let environments = bench.here().all();
    let total = Memo::new(move |_| bench.known.with(|known| known.everywhere.len()));
    let busy = Signal::derive(move || bench.rounds().now.with(Option::is_some));
    let all = Callback::new(move |()| bench.rounds().begin(bench.current.slug(), None, total.get_untracked()));
    (environments.len() > 1).then(|| {
        view! {
            <Card title=t(txt::CHECKS_WHOLE) note=t(txt::CHECKS_WHOLE_NOTE) flush=true testid="whole-tenant"
                actions=move || view! {
                    <Show when=move || bench.may_run() && (total.get() > 0)>
                        <Button label=t(txt::CHECKS_WHOLE_RUN) busy_label=t(txt::CHECKS_RUNNING) busy=busy icon=icondata::LuListChecks on_press=all testid="run-tenant" />
                    </Show>
                }>
                <ul class="rows">
                    {environments.into_iter().map(|environment| view! { <Line bench environment /> }).collect_view()}
                </ul>
            </Card>
        }
    })
}

#[component]
fn Line(bench: Bench, environment: Environment) -> impl IntoView {
    let language = Language::of_page();
    let id = environment.id;
    let runs = Memo::new(move |_| {
        let of_it = |run: &&CheckRun| run.environment == id;
        bench.known.with(|known| known.everywhere.iter().filter(of_it).cloned().collect::<Vec<_>>())
    });
    let slug = StoredValue::new(environment.slug.clone());
    let at = move |place| bench.current.path(TenantPlace::Settings(Some(slug.get_value()), place));
    let last = move || runs.with(|runs| runs.iter().map(|run| run.started_at).max());
    let red = move |run: CheckRun| {
        let (name, about) = bench
            .known
            .with(|known| (name_of(&known.kinds, &run.check, language.get()), about(&known.resources, &run)));
        view! {
            <li>
                <StateIcon look=check_look(Some(run.state)) />
                <a href=at(SettingsPlace::Check(run.id.to_string()))>{name}</a>
                {(!about.is_empty()).then(|| view! { <span class="muted">{about}</span> })}
            </li>
        }
    };
    view! {
        <li class="row check-environment" data-testid=format!("whole-{}", environment.slug)>
            <div class="row-main">
                <a href=at(SettingsPlace::Checks)><strong>{environment.name}</strong></a>
                {move || match last() {
                    Some(at) => view! { <span class="muted check-when"><RelativeTime at=at /></span> }.into_any(),
                    None => view! { <span class="muted check-when">{t(txt::CHECK_NEVER)}</span> }.into_any(),
                }}
            </div>
            <Tally runs=runs />
            <ul class="check-reds">
                {move || runs.get().into_iter().filter(|run| !run.state.is_green()).map(red).collect_view()}
            </ul>
        </li>
    }
}
