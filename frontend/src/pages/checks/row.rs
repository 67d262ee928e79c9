//! One check of the list: how it came out last, what was found, run again.

use leptos::{prelude::*, task::spawn_local};
use shared::{api::check::CheckRun, check::CheckState};

use super::{
    board::{Bench, about, name_of},
    looks::Origin,
};
use crate::{
    components::{
        button::{Button, Look},
        relative_time::RelativeTime,
    },
    i18n::{Language, t, txt},
    pages::migrations::{Findings, StateIcon, check_look},
    places::SettingsPlace,
    state::checks::request_of,
};

/// One check.
#[component]
pub(super) fn Row(bench: Bench, one: CheckRun) -> impl IntoView {
    let language = Language::of_page();
    let look = check_look(Some(one.state));
    let id = one.check.clone();
    let name = move || bench.known.with(|known| name_of(&known.kinds, &id, language.get()));
    let about = bench.known.with_untracked(|known| about(&known.resources, &one));
    let run = one.id.clone();
    let fresh = Memo::new(move |_| bench.fresh.with(|fresh| fresh.as_ref() == Some(&run)));
    let open = !one.state.is_green() || fresh.get_untracked();
    let fell = one.previous.is_some_and(CheckState::is_green) && one.state == CheckState::Failed;
    let page = bench.here().path(SettingsPlace::Check(one.id.to_string()));
    view! {
        <li class="check" class:is-fresh=move || fresh.get() data-testid=format!("run-{}", one.check) data-state=one.state.as_str()>
            <div class="check-line">
                <StateIcon look />
                <div class="check-words">
                    <p class="check-name"><a href=page data-testid="history">{name}</a>
                        {(!about.is_empty()).then(|| view! { <span class="muted">" · " {about}</span> })}
                    </p>
                    <p class="muted check-when check-facts">
                        <span>{t(look.0)} " · " <RelativeTime at=one.started_at /> " · " {one.by.clone()}</span>
                        <Origin run=one.clone() />
                        {fell.then(|| view! { <span>{t(txt::CHECKS_USED_TO_PASS)}</span> })}
                    </p>
                </div>
                <div class="row-actions"><Again bench run=one.clone() /></div>
            </div>
            <Findings findings=one.findings open />
        </li>
    }
}

/// Asks the same once more.
#[component]
fn Again(bench: Bench, run: CheckRun) -> impl IntoView {
    let busy = RwSignal::new(false);
    let request = StoredValue::new(request_of(&run));
    let press = Callback::new(move |()| {
        busy.set(true);
        bench.failure.set(None);
        let (api, tenant, environment) = (bench.api(), bench.current.slug(), bench.here().slug());
        spawn_local(async move {
            match api.run_checks(&tenant, &environment, vec![request.get_value()]).await {
                Ok(runs) => _ = bench.fresh.try_set(runs.items.into_iter().next().map(|run| run.id)),
                Err(why) => drop(bench.failure.try_set(Some(why))),
            }
            _ = busy.try_set(false);
            bench.ran();
        });
    });
    view! {
        <Show when=move || bench.may_run()>
            <Button label=t(txt::CHECKS_RUN_ONE) busy_label=t(txt::CHECKS_RUNNING) busy=busy look=Look::Quiet compact=true
                icon=icondata::LuRotateCw on_press=press testid="again" />
        </Show>
    }
}
