//! What used to pass and does not any more, in any environment of the tenant, until somebody has seen it.

use leptos::{prelude::*, task::spawn_local};
use shared::api::check::Notice;

use super::board::{Bench, resource_name};
use crate::{
    components::{
        button::{Button, Look},
        icon::Icon,
        relative_time::RelativeTime,
    },
    i18n::{Language, t, txt},
    places::{SettingsPlace, TenantPlace},
};

/// The notices.
#[component]
pub(super) fn Notices(bench: Bench) -> impl IntoView {
    let all = Memo::new(move |_| bench.unread().list());
    view! {
        <ul class="check-notices" class:is-empty=move || all.with(Vec::is_empty)>
            <For each=move || all.get() key=|one| (one.id.clone(), one.resolved_at.is_some()) let:one><NoticeRow bench one /></For>
        </ul>
    }
}

#[component]
fn NoticeRow(bench: Bench, one: Notice) -> impl IntoView {
    let language = Language::of_page();
    let (title, found) = (one.title, one.found);
    let id = StoredValue::new(one.id.to_string());
    let busy = RwSignal::new(false);
    let seen = Callback::new(move |()| {
        busy.set(true);
        let (api, unread, tenant) = (bench.api(), bench.unread(), bench.current.slug());
        spawn_local(async move {
            if let Err(why) = api.read_notice(&tenant, &id.get_value()).await {
                drop(bench.failure.try_set(Some(why)));
            }
            unread.reload();
            _ = busy.try_set(false);
        });
    });
    let environments = bench.here().all();
    let environment = environments.iter().find(|known| known.id == one.environment).cloned();
    let slug = environment.as_ref().map_or_else(|| bench.here().slug(), |known| known.slug.clone());
    let place = SettingsPlace::Check(one.check_run.to_string());
    let page = bench.current.path(TenantPlace::Settings(Some(slug), place));
    let resource = one.resource.map(|id| bench.known.with_untracked(|known| resource_name(&known.resources, &id)));
    let environment = environment.filter(|_| environments.len() > 1).map(|known| known.name);
    let place = resource.into_iter().chain(environment).collect::<Vec<_>>().join(" · ");
    let (tone, icon) = match one.resolved_at {
        Some(_) => ("note tone-neutral", icondata::LuCircleCheck),
        None => ("note tone-warning", icondata::LuTriangleAlert),
    };
    view! {
        <li class=tone data-testid="notice" data-resolved=one.resolved_at.is_some().to_string()>
            <Icon icon=icon />
            <div class="check-words">
                <p><a href=page>{move || title.get(language.get()).to_owned()}</a></p>
                <p>{move || found.get(language.get()).to_owned()}</p>
                <p class="check-when check-facts">
                    {(!place.is_empty()).then(|| view! { <span>{place}</span> })}
                    <RelativeTime at=one.at />
                    {one.resolved_at.map(|at| view! { <span>{t(txt::NOTICES_RESOLVED)} " " <RelativeTime at=at /></span> })}
                </p>
            </div>
            <Show when=move || bench.may_run()>
                <Button label=t(txt::NOTICES_READ) busy=busy icon=icondata::LuCheck look=Look::Quiet on_press=seen testid="read-notice" />
            </Show>
        </li>
    }
}
