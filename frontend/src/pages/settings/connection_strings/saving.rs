//! Sending what was edited: busy meanwhile, refusals at their places, everything else beside the button.

use std::future::Future;

use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

use super::desk::Desk;
use crate::{api::Answer, components::states::ProblemNote, failure::Failure};

/// How far sending has come.
#[derive(Clone, Copy)]
pub(super) struct Saving {
    /// Whether it is on its way.
    pub busy: RwSignal<bool>,
    /// What went wrong.
    pub failure: RwSignal<Option<Failure>>,
}

impl Saving {
    /// Nothing is being sent.
    pub(super) fn new() -> Self {
        Self { busy: RwSignal::new(false), failure: RwSignal::new(None) }
    }

    /// Sends; runs `done` with the answer, or says at its place what was refused.
    pub(super) fn send<T: 'static>(
        self,
        desk: Desk,
        work: impl Future<Output = Answer<T>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.failure.set(None);
        desk.refused_target.set(None);
        spawn_local(async move {
            match work.await {
                Ok(value) => done(value),
                Err(failure) => self.refused(desk, failure),
            }
            _ = self.busy.try_set(false);
        });
    }

    fn refused(self, desk: Desk, failure: Failure) {
        let errors = failure.problem().map(|problem| problem.errors.clone()).unwrap_or_default();
        let at_target = errors.iter().find(|error| error.pointer == "/target").map(|error| error.detail.clone());
        let placed = at_target.is_some() && errors.len() == 1;
        drop(desk.refused_target.try_set(at_target));
        if placed {
            show_target();
        } else {
            drop(self.failure.try_set(Some(failure)));
        }
    }

    /// What went wrong, with the fields that were not accepted.
    pub(super) fn problem(self) -> impl IntoView {
        move || {
            self.failure.get().map(|failure| {
                let errors = failure.problem().map(|problem| problem.errors.clone()).unwrap_or_default();
                view! {
                    <ProblemNote failure=failure />
                    {errors.into_iter().map(|error| view! { <p class="field-error">{error.detail}</p> }).collect_view()}
                }
            })
        }
    }
}

/// Brings the target into sight.
pub(super) fn show_target() {
    let target = document().query_selector("[name='target']").ok().flatten();
    if let Some(target) = target.and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(target.focus());
    }
}
