//! How runs look: what they were for, a row of marks, how many came out how.

use leptos::prelude::*;
use shared::{
    api::check::{CheckOrigin, CheckRun},
    check::CheckState,
};

use crate::{
    components::{icon::Icon, relative_time::exact, states::ProblemNote},
    i18n::{Language, Text, t, txt},
    pages::{
        migrations::{StateIcon, check_look},
        settings::frame::CurrentEnvironment,
        tenants::rounds::Rounds,
    },
    places::SettingsPlace,
    state::checks::tally,
};

fn origin_look(origin: CheckOrigin) -> (Text, icondata::Icon) {
    match origin {
        CheckOrigin::Hand => (txt::CHECK_ORIGIN_HAND, icondata::LuHand),
        CheckOrigin::Schedule => (txt::CHECK_ORIGIN_SCHEDULE, icondata::LuClock),
        CheckOrigin::Migration => (txt::CHECK_ORIGIN_MIGRATION, icondata::LuRoute),
    }
}

/// What a run was for; a step of a migration with the way there.
#[component]
pub(super) fn Origin(run: CheckRun) -> impl IntoView {
    let here = CurrentEnvironment::of_page();
    let (text, icon) = origin_look(run.origin);
    let place = run.migration.map(|id| match run.step {
        Some(step) => SettingsPlace::MigrationStep(id, step),
        None => SettingsPlace::Migration(id),
    });
    view! {
        <span class="check-origin">
            <Icon icon=icon />
            {match place {
                Some(place) => view! { <a href=here.path(place)>{t(text)}</a> }.into_any(),
                None => view! { <span>{t(text)}</span> }.into_any(),
            }}
        </span>
    }
}

/// The last runs as small marks, the newest at the right: each with its shape, its colour, and its words.
#[component]
pub(super) fn Marks(#[prop(into)] runs: Signal<Vec<CheckRun>>) -> impl IntoView {
    let language = Language::of_page();
    view! {
        <ol class="check-marks" aria-label=t(txt::CHECKS_MARKS) data-testid="marks">
            {move || runs.get().into_iter().rev().map(|run| {
                let look = check_look(Some(run.state));
                let words = move || format!("{} · {}", look.0.get(language.get()), exact(run.started_at, language.get()));
                view! { <li title=words data-state=run.state.as_str()><StateIcon look /></li> }
            }).collect_view()}
        </ol>
    }
}

/// How many came out how, the worst first.
#[component]
pub(super) fn Tally(#[prop(into)] runs: Signal<Vec<CheckRun>>) -> impl IntoView {
    let counts = Memo::new(move |_| runs.with(|runs| tally(runs.iter())));
    let one = |(state, count): (CheckState, usize)| {
        let look = check_look(Some(state));
        view! { <li data-state=state.as_str()><StateIcon look /><span><strong>{count}</strong> " " {t(look.0)}</span></li> }
    };
    view! { <ul class="check-tally">{move || counts.get().into_iter().map(one).collect_view()}</ul> }
}

/// How far a round is, or how the last one ended.
#[component]
pub(super) fn RoundNews(rounds: Rounds) -> impl IntoView {
    let language = Language::of_page();
    let going = move || {
        rounds.now.get().map(|round| {
        let numbers = [("done", round.done.to_string()), ("total", round.total.to_string())];
        let words = move || {
            let given: Vec<(&str, &str)> = numbers.iter().map(|(name, text)| (*name, text.as_str())).collect();
            txt::ROUND_GOING.fill(language.get(), &given)
        };
        view! {
            <div class="check-round" data-testid="round">
                <progress max=round.total.max(1).to_string() value=round.done.to_string() aria-label=t(txt::CHECKS_RUNNING)></progress>
                <span class="muted">{words}</span>
            </div>
        }
    })
    };
    view! {
        {going}
        <p class="check-ended" role="status" data-testid="round-ended">
            {move || rounds.ended.get().map(|words| view! { <Icon icon=icondata::LuCheckCheck /> <span>{words}</span> })}
        </p>
        {move || rounds.failure.get().map(|failure| view! { <ProblemNote failure /> })}
    }
}
