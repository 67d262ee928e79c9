//! When the checks of an environment run by themselves.

use leptos::{prelude::*, task::spawn_local};
use shared::api::check::PutCheckSchedule;

use super::board::Bench;
use crate::{
    components::{card::Card, field::fresh_id, icon::Icon, relative_time::RelativeTime},
    i18n::{Language, t, tf, txt},
};

/// How often they run by themselves: hours, and what that is called.
const HOURS: [u16; 5] = [0, 1, 6, 24, 168];

/// The schedule.
#[component]
pub(super) fn Schedule(bench: Bench) -> impl IntoView {
    let language = Language::of_page();
    let id = fresh_id("schedule");
    let now = Memo::new(move |_| bench.known.with(|known| known.schedule));
    let name = move |hours: u16| match hours {
        0 => txt::CHECKS_BY_HAND.get(language.get()).to_owned(),
        1 => txt::CHECKS_EVERY_HOUR.get(language.get()).to_owned(),
        24 => txt::CHECKS_EVERY_DAY.get(language.get()).to_owned(),
        168 => txt::CHECKS_EVERY_WEEK.get(language.get()).to_owned(),
        hours => txt::CHECKS_EVERY_HOURS.fill(language.get(), &[("n", &hours.to_string())]),
    };
    let choose = move |text: String| {
        let Ok(every_hours) = text.parse::<u16>() else { return };
        let (tenant, environment) = (bench.current.slug(), bench.here().slug());
        spawn_local(async move {
            let answer = bench.api().put_check_schedule(&tenant, &environment, PutCheckSchedule { every_hours }).await;
            drop(bench.failure.try_set(answer.err()));
            bench.remote.reload();
        });
    };
    let hours = move || {
        let mut hours = HOURS.to_vec();
        let chosen = now.get().every_hours;
        if !hours.contains(&chosen) {
            hours.push(chosen);
        }
        hours
    };
    view! {
        <Card title=t(txt::CHECKS_SCHEDULE) note=t(txt::CHECKS_SCHEDULE_NOTE) testid="schedule">
            <div class="field check-schedule">
                <label for=id.clone()>{t(txt::CHECKS_EVERY)}</label>
                <div class="select">
                    <select id=id class="input" disabled=move || !bench.may_run() on:change=move |event| choose(event_target_value(&event))>
                        {move || hours().into_iter().map(|hours| view! {
                            <option value=hours.to_string() selected=move || now.get().every_hours == hours>{move || name(hours)}</option>
                        }).collect_view()}
                    </select>
                    <Icon icon=icondata::LuChevronDown />
                </div>
                <p class="field-hint">{move || now.get().next_at.map(|at| view! { {tf(txt::CHECKS_NEXT, Vec::new())} " " <RelativeTime at=at /> })}</p>
            </div>
        </Card>
    }
}
