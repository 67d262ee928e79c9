//! The step at hand: why, what to do, the values, what the portal can do, the checks, and how it ends.

use leptos::prelude::*;
use shared::{api::migration::StepState, text::LocalizedText};

use super::{
    actions::Actions,
    checks::Checks,
    desk::Desk,
    ending::Ending,
    looks::{Callout, OwnerChip, step_look},
    scripts::Scripts,
    values::{Copies, Inputs},
};
use crate::{
    components::{
        badge::{Badge, Tone},
        button::Look,
        icon::Icon,
        prose::Prose,
        relative_time::RelativeTime,
    },
    i18n::{Language, Text, t, tf, txt},
    state::migration::{is_closed, neighbours},
};

/// The step `id`, large.
#[component]
pub(super) fn StepView(desk: Desk, id: String) -> impl IntoView {
    let language = Language::of_page();
    let known = StoredValue::new(id);
    let step = Memo::new(move |_| known.with_value(|id| desk.step_of(id)));
    let title = move || known.with_value(|id| desk.title(id));
    let text = move |pick: fn(&shared::api::migration::MigrationStep) -> Option<&LocalizedText>| {
        Memo::new(move |_| step.with(|step| Some(pick(step.as_ref()?)?.get(language.get()).to_owned())))
    };
    let place = move || {
        let (at, all) = desk.migration.with(|migration| {
            let at = migration.steps.iter().position(|step| known.with_value(|id| step.id == *id));
            (at.map_or(0, |at| at + 1), migration.steps.len())
        });
        txt::STEP_NUMBER.fill(language.get(), &[("n", &at.to_string()), ("total", &all.to_string())])
    };
    let why = text(|step| Some(&step.why));
    let body = text(|step| Some(&step.body));
    let caution = text(|step| step.caution.as_ref());
    let today = text(|step| step.today.as_ref());
    let owner = Memo::new(move |_| step.with(|step| step.as_ref().map(|step| step.owner)));
    view! {
        <article class="step-sheet" aria-labelledby="step-title" data-testid="step-sheet">
            <header class="step-head">
                <div class="step-head-words">
                    <h2 id="step-title" tabindex="-1">{title}</h2>
                    <p class="step-facts">
                        <span class="muted">{place}</span>
                        {move || step.get().map(|step| {
                            let (label, tone, icon) = step_look(step.state);
                            view! { <Badge label=t(label) tone=tone icon=icon /> }
                        })}
                        {move || owner.get().map(|owner| view! { <OwnerChip owner /> })}
                        {move || step.get().and_then(|step| step.assignee).map(|name| view! {
                            <span class="owner"><Icon icon=icondata::LuUserRoundCheck />{tf(txt::STEP_ASSIGNED, vec![("name", name)])}</span>
                        })}
                        {move || step.get().and_then(|step| step.updated_at.zip(step.updated_by)).map(|(at, by)| view! {
                            <span class="muted">{by} " · " <RelativeTime at=at /></span>
                        })}
                    </p>
                </div>
            </header>
            <Blocked desk known />
            {move || why.get().filter(|text| !text.is_empty()).map(|text| view! { <div class="step-why"><Prose text=text /></div> })}
            {move || body.get().filter(|text| !text.is_empty()).map(|text| view! {
                <section class="step-part"><h3>{t(txt::STEP_DO)}</h3><Prose text=text /></section>
            })}
            {move || today.get().map(|text| view! {
                <Callout tone=Tone::Accent icon=icondata::LuCalendarCheck title=t(txt::STEP_TODAY)><Prose text=text /></Callout>
            })}
            {move || caution.get().map(|text| view! {
                <Callout tone=Tone::Warning icon=icondata::LuTriangleAlert title=t(txt::STEP_CAUTION)><Prose text=text /></Callout>
            })}
            <Copies desk step />
            <Inputs desk step />
            <Actions desk step />
            <Scripts desk step />
            <Checks desk step />
            <Ending desk step />
            <Neighbours desk known />
        </article>
    }
}

/// The steps that this one waits for.
#[component]
fn Blocked(desk: Desk, known: StoredValue<String>) -> impl IntoView {
    let before = Memo::new(move |_| {
        let step = known.with_value(|id| desk.step_of(id));
        step.filter(|step| step.state == StepState::Waiting).map(|step| step.blocked_by).unwrap_or_default()
    });
    move || {
        let before = before.get();
        (!before.is_empty()).then(|| {
            view! {
                <div class="note tone-neutral" data-testid="blocked">
                    <Icon icon=icondata::LuHourglass />
                    <p>
                        {t(txt::STEP_BLOCKED)} " "
                        {before.into_iter().enumerate().map(|(place, id)| {
                            let href = desk.path(&id);
                            view! { {(place > 0).then_some(", ")} <a href=href data-noscroll="true" data-stays="true">{move || desk.title(&id)}</a> }
                        }).collect_view()}
                    </p>
                </div>
            }
        })
    }
}

#[component]
fn Neighbours(desk: Desk, known: StoredValue<String>) -> impl IntoView {
    let around = Memo::new(move |_| desk.migration.with(|migration| known.with_value(|id| neighbours(migration, id))));
    let closed = Memo::new(move |_| known.with_value(|id| desk.step_of(id)).is_some_and(|step| is_closed(step.state)));
    move || {
        let (before, after) = around.get();
        let forward = if closed.get() { Look::Primary } else { Look::Quiet };
        view! {
            <nav class="step-around" aria-label=t(txt::STEP_AROUND)>
                {before.map(|id| around_link(desk, &id, (txt::STEP_BEFORE, icondata::LuArrowLeft, Look::Quiet), "previous-step"))}
                {after.map(|id| around_link(desk, &id, (txt::STEP_AFTER, icondata::LuArrowRight, forward), "next-step"))}
            </nav>
        }
    }
}

/// To another step: what is typed stays on the page, and the page itself shows the step from its top.
fn around_link(
    desk: Desk,
    id: &str,
    (label, icon, look): (Text, icondata::Icon, Look),
    testid: &'static str,
) -> impl IntoView + use<> {
    view! {
        <a class=look.class() href=desk.path(id) data-noscroll="true" data-stays="true" data-testid=testid>
            <Icon icon=icon />
            <span>{t(label)}</span>
        </a>
    }
}
