//! What has to be there first: each value or resource by its name, leading to the step that gives it.

use leptos::prelude::*;
use shared::{api::migration::Migration, playbook::StepAction};

use super::desk::Desk;
use crate::i18n::{t, txt};

/// The step in which a value is filled in, or the resource of a role is made.
fn given_in(migration: &Migration, id: &str) -> Option<String> {
    let makes = |action: &StepAction| matches!(action, StepAction::Resource(role) if role == id);
    let gives = |step: &&shared::api::migration::MigrationStep| {
        step.inputs.iter().any(|input| input == id) || step.actions.iter().any(|one| makes(&one.action))
    };
    migration.steps.iter().find(gives).map(|step| step.id.clone())
}

/// What a value is called, or a resource with what it is.
fn name_of(desk: Desk, id: &str) -> String {
    match desk.value(id) {
        Some(value) => value.label.get(desk.language.get()).to_owned(),
        None => txt::ACTION_RESOURCE.fill(desk.language.get(), &[("name", &desk.label_of_role(id))]),
    }
}

/// The line.
#[component]
pub(super) fn Needed(desk: Desk, ids: Vec<String>) -> impl IntoView {
    let one = move |(place, id): (usize, String)| {
        let step = desk.migration.with_untracked(|migration| given_in(migration, &id));
        let name = move || name_of(desk, &id);
        let shown = match step {
            Some(step) => {
                view! { <a href=desk.path(&step) data-noscroll="true" data-stays="true">{name}</a> }.into_any()
            }
            None => view! { <span>{name}</span> }.into_any(),
        };
        view! { {(place > 0).then_some(", ")} {shown} }
    };
    view! { <p class="muted action-missing">{t(txt::ACTION_MISSING)} " " {ids.into_iter().enumerate().map(one).collect_view()}</p> }
}
