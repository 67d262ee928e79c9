//! The steps at the left; in a narrow window a list that opens.

use leptos::prelude::*;
use shared::api::migration::{MigrationStep, StepState};
use wasm_bindgen::JsCast;

use super::{
    desk::Desk,
    looks::{OwnerChip, StateIcon, step_look},
};
use crate::{
    components::icon::Icon,
    i18n::{Language, t, tf, txt},
    state::migration::failing,
};

/// The list.
#[component]
pub(super) fn Steps(desk: Desk) -> impl IntoView {
    let language = Language::of_page();
    let steps = Memo::new(move |_| desk.migration.with(|migration| migration.steps.clone()));
    let here = move || {
        let id = desk.step.get()?;
        let place = steps.with(|steps| steps.iter().position(|step| step.id == id))? + 1;
        let count = steps.with(Vec::len);
        let places = [("n", place.to_string()), ("total", count.to_string()), ("title", desk.title(&id))];
        let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Some(txt::MIGRATION_STEP_OF.fill(language.get(), &places))
    };
    // Closed on a phone until somebody wants to go elsewhere; where there is room the styles show it always.
    let open = RwSignal::new(false);
    view! {
        <nav class="steps" class:is-open=move || open.get() aria-label=t(txt::MIGRATION_STEPS) data-testid="steps">
            <button type="button" class="steps-toggle" aria-expanded=move || open.get().to_string()
                on:click=move |_| open.update(|open| *open = !*open)>
                <span>{here}</span>
                <Icon icon=icondata::LuChevronDown />
            </button>
            <ol class="steps-list" on:keydown=walk on:click=move |_| open.set(false)>
                <For each=move || steps.get() key=|step| (step.id.clone(), step.version, step.state, failing(step), step.blocked_by.clone())
                    let:step>
                    <li>{line(desk, step)}</li>
                </For>
            </ol>
        </nav>
    }
}

fn line(desk: Desk, step: MigrationStep) -> impl IntoView {
    let language = Language::of_page();
    let id = step.id.clone();
    let current = move || desk.step.with(|here| here.as_deref() == Some(id.as_str())).then_some("step");
    let failing = failing(&step);
    let blocked = step.state == StepState::Waiting;
    let owner = step.owner;
    let assignee = step.assignee.clone();
    view! {
        <a class="step-line" class:is-blocked=blocked href=desk.path(&step.id) aria-current=current data-noscroll="true" data-stays="true"
            data-testid=format!("step-{}", step.id) data-state=format!("{:?}", step.state)>
            <StateIcon look=step_look(step.state) />
            <span class="step-words">
                <span class="step-title">{move || step.title.get(language.get()).to_owned()}</span>
                <span class="step-about">
                    <OwnerChip owner />
                    {assignee.map(|name| view! { <span class="step-assignee">{name}</span> })}
                    {(failing > 0).then(|| view! {
                        <span class="step-failing"><Icon icon=icondata::LuCircleX />{tf(txt::MIGRATIONS_FAILING, vec![("n", failing.to_string())])}</span>
                    })}
                </span>
            </span>
        </a>
    }
}

/// The arrow keys go from line to line.
fn walk(event: web_sys::KeyboardEvent) {
    let forward = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let line = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let item = line.and_then(|line| line.closest("li").ok().flatten());
    let next =
        item.and_then(|item| if forward { item.next_element_sibling() } else { item.previous_element_sibling() });
    let found = next.and_then(|item| item.query_selector("a").ok().flatten());
    if let Some(found) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        event.prevent_default();
        drop(found.focus());
    }
}
