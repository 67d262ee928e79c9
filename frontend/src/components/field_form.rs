//! A form rendered from a list of fields: judged while one types, the server's verdicts at their fields, everything
//! else above the button, and nothing lost by leaving.

use std::future::Future;

use leptos::{html, prelude::*, task::spawn_local, text_prop::TextProp};
use wasm_bindgen::JsCast;

use super::{
    button::{Button, Look},
    conflict::{FormConflict, Newer},
    field::{Field, Row},
    leave_guard::LeaveGuard,
};
use crate::{
    api::{Answer, Once},
    failure::Failure,
    i18n::{t, txt},
    state::form::{FormState, Meanwhile},
};

/// A form that a page holds on to.
#[derive(Clone, Copy)]
pub(crate) struct FormHandle {
    /// Its fields.
    pub state: RwSignal<FormState>,
    /// Whether it is being sent.
    pub busy: RwSignal<bool>,
    /// The attempt at creating what the form is for.
    pub once: Once,
    /// What went wrong as a whole.
    pub failure: RwSignal<Option<Failure>>,
    /// What somebody else changed meanwhile, once it was looked at.
    pub meanwhile: RwSignal<Option<Vec<Meanwhile>>>,
}

impl FormHandle {
    /// A form of `rows`.
    pub(crate) fn new(rows: &[Row]) -> Self {
        Self {
            state: RwSignal::new(FormState::new(rows.iter().map(Row::state).collect())),
            busy: RwSignal::new(false),
            once: Once::new(),
            failure: RwSignal::new(None),
            meanwhile: RwSignal::new(None),
        }
    }

    /// Reads from the fields as they stand now.
    pub(crate) fn read<T>(self, read: impl FnOnce(&FormState) -> T) -> T {
        self.state.with_untracked(read)
    }

    /// Sends: shows what goes wrong at its place, or runs `done`.
    pub(crate) fn send<T: 'static>(
        self,
        request: impl Future<Output = Answer<T>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        self.busy.set(true);
        self.failure.set(None);
        spawn_local(async move {
            let answer = request.await;
            _ = self.busy.try_set(false);
            match answer {
                Ok(value) => {
                    _ = self.state.try_update(FormState::settle);
                    drop(self.meanwhile.try_set(None));
                    done(value);
                }
                Err(failure) => self.fail(failure),
            }
        });
    }

    fn fail(self, failure: Failure) {
        let placed =
            failure.problem().and_then(|problem| self.state.try_update(|state| state.refuse(problem))).unwrap_or(false);
        drop(self.failure.try_set((!placed).then_some(failure)));
    }
}

/// The form itself. `on_submit` runs once every field is right.
#[component]
pub(crate) fn FieldForm(
    form: FormHandle,
    rows: Vec<Row>,
    #[prop(into)] submit: TextProp,
    #[prop(into)] busy_label: TextProp,
    on_submit: Callback<()>,
    #[prop(optional, into)] on_cancel: Option<Callback<()>>,
    /// Whether leaving the page with unsaved input asks first.
    #[prop(optional)]
    guarded: bool,
    /// Reads the newer version when somebody else was faster.
    #[prop(optional, into)]
    newer: Option<Newer>,
    /// Several fields beside each other where there is room.
    #[prop(optional)]
    columns: bool,
    #[prop(optional, into)] testid: Option<String>,
    /// Stands below the fields.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let node = NodeRef::<html::Form>::new();
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if form.busy.get_untracked() {
            return;
        }
        match form.state.try_update(FormState::judge) {
            Some(Ok(())) => on_submit.run(()),
            Some(Err(name)) => focus_field(node, name),
            None => {}
        }
    };
    let known = StoredValue::new(rows.clone());
    let dirty = Signal::derive(move || form.state.with(FormState::dirty) && !form.busy.get());
    view! {
        {guarded.then(|| view! { <LeaveGuard dirty=dirty /> })}
        <form class="form" novalidate node_ref=node data-testid=testid on:submit=send>
            <div class="form-fields" class:is-columns=columns>
                {rows.into_iter().map(|row| view! { <Field form=form row=row /> }).collect_view()}
            </div>
            {children.map(|children| children())}
            <FormConflict form rows=known newer />
            <div class="form-actions">
                <Button label=submit busy_label=busy_label busy=form.busy look=Look::Primary submit=true />
                {on_cancel.map(|cancel| view! { <Button label=t(txt::COMMON_CANCEL) on_press=cancel /> })}
            </div>
        </form>
    }
}

fn focus_field(form: NodeRef<html::Form>, name: &str) {
    let field = form.get_untracked().and_then(|form| form.query_selector(&format!("[name='{name}']")).ok().flatten());
    if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
        drop(field.focus());
    }
}
