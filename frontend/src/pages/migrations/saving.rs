//! What stands in the fields of a step is saved before anything is done with it, and what went wrong is said until the
//! next thing is done.

use leptos::prelude::*;
use shared::api::migration::MigrationValue;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::desk::Desk;
use crate::{api::Answer, failure::Failure, state::migration::known_values};

/// What went wrong with the last thing that was done; the next thing that is done, wherever, takes it away.
#[derive(Clone, Copy)]
pub(super) struct Trouble {
    desk: Desk,
    of: RwSignal<Option<(u32, Failure)>>,
}

impl Trouble {
    pub(super) fn new(desk: Desk) -> Self {
        Self { desk, of: RwSignal::new(None) }
    }

    /// Says it, or that nothing went wrong.
    pub(super) fn put(self, failure: Option<Failure>) {
        let turn = self.desk.turns.try_get_untracked().unwrap_or_default();
        drop(self.of.try_set(failure.map(|failure| (turn, failure))));
    }

    /// What there is to say; follows.
    pub(super) fn get(self) -> Option<Failure> {
        let turn = self.desk.turns.get();
        self.of.get().filter(|(at, _)| *at == turn).map(|(_, failure)| failure)
    }
}

impl Desk {
    /// The values that the step which is shown asks for.
    fn asked(self) -> Vec<MigrationValue> {
        untrack(|| {
            let step = self.step.get().and_then(|id| self.step_of(&id));
            let ids = step.map(|step| step.inputs).unwrap_or_default();
            ids.iter().filter_map(|id| self.value(id)).filter(|value| value.writable).collect()
        })
    }

    /// Saves what stands in the fields of the step that is shown: what was typed, and proposals that nobody changed.
    /// What is wrong stays typed and says why; the rest is kept. Answers whether all of it is.
    pub(super) async fn save(self) -> Answer<bool> {
        let mut values = self.asked();
        let known = self.migration.with_untracked(|migration| known_values(&migration.values));
        let wrong = self.typing.try_update(|typing| {
            for value in &values {
                typing.leave(value, &known);
            }
            typing.judge(&values, &known)
        });
        let mut wrong = wrong.unwrap_or_default();
        // What the server refuses is left out and the rest is sent again, so that one bad value costs no other.
        loop {
            values.retain(|value| !wrong.contains(&value.id));
            let Some(step) = self.step.get_untracked() else { break };
            let request = self.typing.with_untracked(|typing| typing.request(&step, &values));
            if request.values.is_empty() {
                break;
            }
            match self.after(self.api.fill_values(&self.at(), &request)).await {
                Ok(_) => {
                    _ = self.typing.try_update(|typing| typing.clear(&values));
                    break;
                }
                Err(why) => {
                    let placed = why
                        .problem()
                        .and_then(|problem| self.typing.try_update(|typing| typing.refuse(problem)))
                        .unwrap_or_default();
                    let before = wrong.len();
                    wrong.extend(values.iter().map(|value| value.id.clone()).filter(|id| placed.contains(id)));
                    if wrong.len() == before {
                        return Err(why);
                    }
                }
            }
        }
        if !wrong.is_empty() {
            request_animation_frame(to_first_fault);
        }
        Ok(wrong.is_empty())
    }

    /// Marks the fields of the step that have to be filled and are empty, and goes to the first.
    pub(super) fn show_missing(self, words: &str) {
        let values = self.asked();
        _ = self.typing.try_update(|typing| typing.require(&values, words));
        request_animation_frame(to_first_fault);
    }
}

/// Goes to the first field that is not right.
fn to_first_fault() {
    let found = document().query_selector(".step-form [aria-invalid='true']").ok().flatten();
    if let Some(field) = found.and_then(|field| field.dyn_into::<HtmlElement>().ok()) {
        drop(field.focus());
    }
}
