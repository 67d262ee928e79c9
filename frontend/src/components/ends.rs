//! What ends, and how long that still is: the deadlines that a playbook is about, as lines that count down.

use leptos::prelude::*;
use shared::deadline::{Day, Deadline, DeadlineLevel};

use super::{
    badge::{Badge, Tone},
    relative_time::day,
};
use crate::{
    api::Api,
    clock::Now,
    i18n::{Language, txt},
    state::deadlines::{Ending, of_playbook},
};

/// Every deadline that the portal knows: read once, when a page first needs them.
#[derive(Clone, Copy)]
pub(crate) struct KnownDeadlines(RwSignal<Vec<Deadline>>);

impl KnownDeadlines {
    /// Hands them to everything below.
    pub(crate) fn provide() {
        provide_context(Self(RwSignal::new(Vec::new())));
    }

    /// Those of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Reads them unless they are here. A page does without rather than not be shown.
    pub(crate) async fn ready(self, api: Api) {
        if self.0.with_untracked(Vec::is_empty)
            && let Ok(page) = api.known_deadlines().await
        {
            self.0.set(page.items);
        }
    }
}

/// How many days are left, in words.
pub(crate) fn countdown(days: Option<i64>) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let language = Language::of_page();
    move || {
        let text = match days {
            None => txt::DEADLINE_OPEN,
            Some(days) if days < 0 => txt::DEADLINE_OVER,
            Some(0) => txt::DEADLINE_TODAY,
            Some(1) => txt::DEADLINE_DAY,
            Some(_) => txt::DEADLINE_DAYS,
        };
        text.fill(language.get(), &[("n", &days.unwrap_or_default().to_string())])
    }
}

/// How a level looks.
pub(crate) fn tone(level: DeadlineLevel) -> Tone {
    match level {
        DeadlineLevel::Over | DeadlineLevel::Urgent => Tone::Bad,
        DeadlineLevel::Soon => Tone::Warning,
        DeadlineLevel::Later => Tone::Neutral,
    }
}

/// The deadlines `of` a playbook, the next one first. `only_next`: no other.
#[component]
pub(crate) fn Ends(#[prop(into)] of: Signal<Vec<String>>, #[prop(optional)] only_next: bool) -> impl IntoView {
    let KnownDeadlines(known) = KnownDeadlines::of_page();
    let now = Now::of_page();
    // Followed as a day, so that the page changes once a day rather than once a second.
    let today = Memo::new(move |_| Day::of(now.get()));
    let endings = Memo::new(move |_| {
        let mut all = known.with(|known| of_playbook(known, &of.get(), today.get()));
        if only_next {
            all.truncate(1);
        }
        all
    });
    move || {
        let endings = endings.get();
        (!endings.is_empty()).then(|| {
            view! { <span class="ends" data-testid="ends">{endings.into_iter().map(|one| view! { <Line one /> }).collect_view()}</span> }
        })
    }
}

#[component]
fn Line(one: Ending) -> impl IntoView {
    let language = Language::of_page();
    let Ending { deadline, days, level } = one;
    let when = move || {
        let locale = language.get();
        let Some(date) = deadline.date else {
            return deadline.when.as_ref().map(|when| when.get(locale).to_owned()).unwrap_or_default();
        };
        let date = day(date.begin(), locale);
        if days.is_some_and(|days| days < 0) { txt::DEADLINE_SINCE.fill(locale, &[("day", &date)]) } else { date }
    };
    let name = deadline.name;
    let icon = if tone(level) == Tone::Bad { icondata::LuCalendarX } else { icondata::LuCalendarClock };
    view! {
        <span class="ends-line" data-id=deadline.id data-level=level.as_str()>
            <Badge label=countdown(days) tone=tone(level) icon=icon />
            <span class="ends-words">
                <span class="ends-name">{move || name.get(language.get()).to_owned()}</span>
                " "
                <span class="muted">{when}</span>
            </span>
        </span>
    }
}
