//! What ends and concerns the tenant, in the order in which it comes, and the calendar in which that stands.

use leptos::prelude::*;
use shared::{
    api::deadline::{CalendarFeed, CalendarFeedCreated, Concerned, CreateCalendarFeed, FEED_NAME, TenantDeadline},
    permission::Permission,
};

use super::{banner::Deadlines, frame::CurrentTenant};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        card::Card,
        code_block::CodeBlock,
        confirm::{Confirm, act},
        dialog::Dialog,
        ends::{countdown, tone},
        field::Row,
        field_form::{FieldForm, FormHandle},
        icon::Icon,
        relative_time::{RelativeTime, day},
        states::{EmptyState, loaded},
    },
    i18n::{Language, t, tf, txt},
    places::{SettingsPlace, TenantPlace},
    remote::Remote,
};

/// The card on the tenant's first page.
#[component]
pub(crate) fn DeadlineList() -> impl IntoView {
    let Deadlines(deadlines) = Deadlines::of_page();
    // As they are now: what they depend on is changed on other pages.
    deadlines.reload();
    let subscribing = RwSignal::new(false);
    let actions = move || {
        view! {
            <Button label=t(txt::DEADLINE_CALENDAR) icon=icondata::LuCalendarPlus on_press=Callback::new(move |()| subscribing.set(true)) testid="calendar" />
        }
    };
    view! {
        <Card title=t(txt::DEADLINE_TITLE) note=t(txt::DEADLINE_NOTE) actions=actions flush=true testid="deadlines">
            {loaded(deadlines, 3, move |shown| view! {
                {move || if shown.with(Vec::is_empty) {
                    view! { <EmptyState icon=icondata::LuCalendarCheck title=t(txt::DEADLINE_EMPTY_TITLE) text=t(txt::DEADLINE_EMPTY_TEXT) /> }.into_any()
                } else {
                    view! { <ul class="tokens">{shown.get().into_iter().map(|one| view! { <Line one /> }).collect_view()}</ul> }.into_any()
                }}
            }.into_any())}
        </Card>
        <Dialog open=subscribing title=t(txt::DEADLINE_CALENDAR) wide=true testid="calendar-dialog">
            <Calendar open=subscribing />
        </Dialog>
    }
}

#[component]
fn Line(one: TenantDeadline) -> impl IntoView {
    let language = Language::of_page();
    let at = one.at;
    let concerns = one.concerns.into_iter().map(|one| view! { <li><Concern one /></li> }).collect_view();
    view! {
        <li class="deadline" data-testid="deadline" data-id=one.id data-level=one.level.as_str()>
            <p class="deadline-head">
                <Badge label=countdown(one.days) tone=tone(one.level) />
                <strong>{one.name}</strong>
                <span class="muted">
                    {at.map(|at| view! { {move || day(at, language.get())} })}
                    {one.when}
                </span>
            </p>
            <p>{one.what}</p>
            <p class="problem-title">{one.remedy}</p>
            <ul class="deadline-concerns">{concerns}</ul>
            {one.source.map(|source| view! {
                <p class="proof-fact"><a href=source target="_blank" rel="noopener noreferrer">{t(txt::DEADLINE_SOURCE)}</a></p>
            })}
        </li>
    }
}

/// A resource or a connection string, with the way to it.
#[component]
fn Concern(one: Concerned) -> impl IntoView {
    let current = CurrentTenant::of_page();
    let place = match (one.resource, one.connection_string) {
        (Some(id), _) => TenantPlace::Resource(id),
        (None, Some(id)) => TenantPlace::Settings(one.environment.clone(), SettingsPlace::ConnectionString(id)),
        (None, None) => TenantPlace::Overview,
    };
    let name = one.environment.map_or_else(|| one.name.clone(), |environment| format!("{} ({environment})", one.name));
    view! { <a href=current.path(place)>{name}</a> }
}

/// The addresses of the calendar: made, shown once, taken back.
#[component]
fn Calendar(open: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let feeds = Remote::new(move || {
        let slug = current.slug();
        async move { Ok(api.calendar_feeds(&slug).await?.items) }
    });
    let made = RwSignal::new(None::<CalendarFeedCreated>);
    view! {
        <div class="stack">
            <p>{t(txt::DEADLINE_CALENDAR_TEXT)}</p>
            {move || made.get().map(|created| view! { <Made created /> })}
            {loaded(feeds, 1, move |shown| view! {
                <ul class="deadline-feeds">
                    {move || shown.get().into_iter().map(|feed| view! { <Feed feed feeds /> }).collect_view()}
                </ul>
            }.into_any())}
            {move || current.may(Permission::TenantWrite).then(|| view! { <MakeFeed open made feeds /> })}
        </div>
    }
}

#[component]
fn MakeFeed(
    open: RwSignal<bool>,
    made: RwSignal<Option<CalendarFeedCreated>>,
    feeds: Remote<Vec<CalendarFeed>>,
) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let rows = vec![Row::new(FEED_NAME, txt::DEADLINE_FEED_NAME).hint(txt::DEADLINE_FEED_NAME_HINT)];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let request = CreateCalendarFeed { name: form.read(|state| state.value(FEED_NAME.name).to_owned()) };
        let slug = current.slug();
        form.send(async move { api.make_calendar_feed(&slug, &request).await }, move |created| {
            drop(made.try_set(Some(created)));
            feeds.reload();
        });
    });
    view! {
        <FieldForm form rows=rows submit=t(txt::DEADLINE_FEED_MAKE) busy_label=t(txt::COMMON_SAVING)
            on_submit=submit on_cancel=Callback::new(move |()| open.set(false)) testid="feed-form" />
    }
}

#[component]
fn Made(created: CalendarFeedCreated) -> impl IntoView {
    view! {
        <CodeBlock code=created.url.expose().to_owned() label=t(txt::DEADLINE_FEED_URL) wrap=true testid="feed-url" />
        <div class=format!("note {}", Tone::Warning.class())>
            <Icon icon=Tone::Warning.icon() />
            <p>{t(txt::DEADLINE_FEED_ONCE)}</p>
        </div>
    }
}

#[component]
fn Feed(feed: CalendarFeed, feeds: Remote<Vec<CalendarFeed>>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let asking = RwSignal::new(false);
    let id = StoredValue::new(feed.id.to_string());
    let remove = act(move || {
        let (slug, id) = (current.slug(), id.get_value());
        async move {
            api.remove_calendar_feed(&slug, &id).await?;
            feeds.reload();
            Ok(())
        }
    });
    view! {
        <li class="deadline-feed" data-testid="feed">
            <span><strong>{feed.name}</strong> " " <span class="muted">{tf(txt::CONSENT_REQUEST_BY, vec![("name", feed.made_by)])} " " <RelativeTime at=feed.made_at /></span></span>
            {move || current.may(Permission::TenantWrite).then(|| view! {
                <Button label=t(txt::DEADLINE_FEED_REMOVE) icon=icondata::LuTrash2 look=Look::Quiet compact=true
                    on_press=Callback::new(move |()| asking.set(true)) testid="remove-feed" />
            })}
            <Confirm open=asking title=t(txt::DEADLINE_FEED_REMOVE) text=t(txt::DEADLINE_FEED_REMOVE_TEXT)
                action=t(txt::DEADLINE_FEED_REMOVE) busy_label=t(txt::COMMON_DELETING) act=remove />
        </li>
    }
}
