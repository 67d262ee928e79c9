//! The deadline that asks most for attention, above every page of a tenant.

use leptos::prelude::*;
use shared::api::deadline::TenantDeadline;

use super::frame::CurrentTenant;
use crate::{
    api::Api,
    clock::Now,
    components::{
        button::{Button, Look},
        ends::{countdown, tone},
        icon::Icon,
        relative_time::day,
    },
    i18n::{Language, t, txt},
    places::TenantPlace,
    preferences,
    remote::Remote,
    state::deadlines::foremost,
};

/// The deadlines of the tenant, loaded once for all its pages.
#[derive(Clone, Copy)]
pub(crate) struct Deadlines(pub Remote<Vec<TenantDeadline>>);

impl Deadlines {
    /// Loads them, in the language of the page.
    pub(crate) fn provide(current: CurrentTenant) {
        let api = Api::of_page();
        let language = Language::of_page();
        provide_context(Self(Remote::new(move || {
            language.get();
            let slug = current.slug();
            async move { Ok(api.deadlines(&slug).await?.items) }
        })));
    }

    /// Those of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }
}

/// The banner; nothing where nothing is near.
#[component]
pub(crate) fn DeadlineBanner() -> impl IntoView {
    let current = CurrentTenant::of_page();
    let Deadlines(deadlines) = Deadlines::of_page();
    let clock = Now::of_page();
    let aside = RwSignal::new(preferences::aside());
    let shown = Memo::new(move |_| {
        let now = untrack(|| clock.get());
        deadlines.value().and_then(|all| aside.with(|aside| foremost(&all, &current.slug(), aside, now)))
    });
    let put_aside = Callback::new(move |()| {
        let Some(one) = shown.get_untracked() else { return };
        let now = untrack(|| clock.get());
        aside.update(|aside| aside.put(&current.slug(), &one.id, now));
        aside.with_untracked(|aside| preferences::keep_aside(aside, now));
    });
    move || shown.get().map(|one| view! { <Banner one put_aside /> })
}

#[component]
fn Banner(one: TenantDeadline, put_aside: Callback<()>) -> impl IntoView {
    let current = CurrentTenant::of_page();
    let language = Language::of_page();
    let tone = tone(one.level);
    let at = one.at;
    view! {
        <aside class=format!("deadline-banner {}", tone.class()) aria-label=t(txt::DEADLINE_BANNER) data-testid="deadline-banner" data-id=one.id>
            <Icon icon=icondata::LuCalendarClock />
            <p class="deadline-words">
                <strong>{one.name}</strong>
                {at.map(|at| view! { <span>{move || day(at, language.get())}</span> })}
                <span class="deadline-count">{countdown(one.days)}</span>
            </p>
            <a href=current.path(TenantPlace::Overview)>{t(txt::DEADLINE_ALL)}</a>
            <Button label=t(txt::DEADLINE_ASIDE) look=Look::Quiet on_press=put_aside testid="put-aside" />
        </aside>
    }
}
