//! A cell while it is edited in place: by what its value is, judged while one types. Enter stages, Esc does not.

use leptos::{html, prelude::*};
use shared::{
    api::{resource::ShownValue, variable::MatrixCell},
    secret::SecretText,
    variable::{VariableKind, VariableOptions, judge},
};

use super::{Board, cells::focus};
use crate::{
    api::Api,
    components::{
        field::fault_text,
        icon::Icon,
        reference_input::{ReferenceInput, Suggest, Suggestion},
    },
    i18n::{Language, txt},
    pages::tenants::frame::CurrentTenant,
    state::{
        drafts::{Drafts, Spot},
        matrix::dots,
    },
};

/// What can be referred to in an environment, by its short name.
pub(in crate::pages::settings) fn suggest(environment: String) -> Suggest {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    Callback::new(move |typed: String| {
        let (tenant, environment) = (current.slug(), environment.clone());
        Box::pin(async move {
            let found = api.references(&tenant, &environment, typed).await?;
            Ok(found.items.into_iter().map(|one| Suggestion { text: one.text, detail: one.detail }).collect())
        }) as std::pin::Pin<Box<dyn Future<Output = crate::api::Answer<Vec<Suggestion>>>>>
    })
}

/// What a value is: what is staged, what is stored, what it is in another environment.
#[derive(Clone)]
pub(super) struct Nature {
    /// Its kind.
    pub kind: VariableKind,
    /// What narrows it.
    pub options: VariableOptions,
    /// Whether it is never shown.
    pub secret: bool,
}

impl Nature {
    fn of(drafts: &Drafts, spot: &Spot, like: Option<&MatrixCell>) -> Self {
        let edit = drafts.get(spot);
        let kind = edit.and_then(|edit| edit.kind).or(like.map(|cell| cell.kind)).unwrap_or_default();
        let options = edit.and_then(|edit| edit.options.clone()).or_else(|| like.map(|cell| cell.options.clone()));
        let secret = edit.and_then(|edit| edit.secret).or(like.map(|cell| cell.secret)).unwrap_or_default();
        Self { kind, options: options.unwrap_or_default(), secret: secret || kind == VariableKind::Secret }
    }

    /// What it can be chosen from.
    pub(super) fn choices(&self) -> Vec<String> {
        match self.kind {
            VariableKind::Boolean => vec!["true".to_owned(), "false".to_owned()],
            VariableKind::Enum => self.options.choices.clone(),
            _ => Vec::new(),
        }
    }
}

/// What is typed into a cell.
#[derive(Clone, Copy)]
struct Edit {
    board: Board,
    spot: StoredValue<Spot>,
    name: StoredValue<String>,
    column: usize,
    value: RwSignal<String>,
    touched: RwSignal<bool>,
    open: StoredValue<bool>,
}

impl Edit {
    fn close(self, staged: bool, focused: bool) {
        // An input that is taken away loses the focus, too: it was closed once already.
        if self.open.try_update_value(|open| std::mem::replace(open, false)) != Some(true) {
            return;
        }
        if staged && self.touched.get_untracked() {
            let (spot, name) = (self.spot.get_value(), self.name.get_value());
            let value = self.value.get_untracked();
            self.board.matrix.with_untracked(|matrix| {
                let (seen, like) = (matrix.cell(&name, self.column), matrix.like(&name));
                self.board.drafts.update(|drafts| drafts.stage_value(spot, &name, value, seen, like));
            });
        }
        let mine = self.spot.get_value();
        self.board.editing.update(|editing| {
            if editing.as_ref() == Some(&mine) {
                *editing = None;
            }
        });
        if focused {
            focus(&self.name.get_value(), self.column);
        }
    }

    fn type_in(self, text: String) {
        self.touched.set(true);
        self.value.set(text);
    }
}

/// The editor of a cell.
#[component]
pub(super) fn CellEditor(board: Board, spot: Spot, name: String, column: usize) -> impl IntoView {
    let language = Language::of_page();
    let (nature, start, held) = board.matrix.with_untracked(|matrix| {
        let stored = matrix.cell(&name, column);
        board.drafts.with_untracked(|drafts| {
            let nature = Nature::of(drafts, &spot, stored.or_else(|| matrix.like(&name)));
            let typed = drafts.get(&spot).and_then(|edit| edit.value.clone().flatten());
            let held = match stored.map(|cell| &cell.value) {
                Some(ShownValue::Secret(secret)) if secret.set => Some(dots(secret)),
                _ => None,
            };
            let start = typed.as_ref().map(SecretText::expose).map(str::to_owned).or_else(|| match &stored?.value {
                ShownValue::Plain(text) => Some(text.clone()),
                ShownValue::Secret(_) => None,
            });
            (nature, start.unwrap_or_default(), held)
        })
    });
    let label = format!("{name}, {}", board.name_of(&spot.environment));
    let environment = board.slug_of(&spot.environment);
    let edit = Edit {
        board,
        spot: StoredValue::new(spot),
        name: StoredValue::new(name),
        column,
        value: RwSignal::new(start),
        touched: RwSignal::new(false),
        open: StoredValue::new(true),
    };
    let (kind, options) = (nature.kind, nature.options.clone());
    let fault = Memo::new(move |_| {
        let verdict = edit.value.with(|value| judge(kind, &options, value));
        verdict.err().filter(|_| edit.touched.get()).map(|fault| fault_text(fault, language.get()))
    });
    let choices = nature.choices();
    let control = if choices.is_empty() {
        let placeholder = held.unwrap_or_default();
        view! { <Line edit label environment secret=nature.secret placeholder fault /> }.into_any()
    } else {
        view! { <Choices edit label choices /> }.into_any()
    };
    view! {
        <div class="cell-editor" data-testid="cell-editor">
            {control}
            <span class="cell-fault" role="alert" hidden=move || fault.with(Option::is_none)>{fault}</span>
        </div>
    }
}

#[component]
fn Line(
    edit: Edit,
    label: String,
    environment: String,
    secret: bool,
    placeholder: String,
    fault: Memo<Option<String>>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    Effect::new(move || {
        if let Some(input) = node.get() {
            drop(input.focus());
            input.select();
        }
    });
    let keys = Callback::new(move |event: web_sys::KeyboardEvent| {
        match event.key().as_str() {
            "Enter" if fault.with_untracked(Option::is_none) => edit.close(true, true),
            "Escape" => edit.close(false, true),
            _ => return,
        }
        event.prevent_default();
    });
    view! {
        <ReferenceInput value=edit.value on_type=Callback::new(move |text| edit.type_in(text)) suggest=suggest(environment)
            label=label secret=secret placeholder=placeholder invalid=Signal::derive(move || fault.with(Option::is_some))
            on_key=keys on_leave=Callback::new(move |()| edit.close(true, false)) node=node />
    }
}

#[component]
fn Choices(edit: Edit, label: String, choices: Vec<String>) -> impl IntoView {
    let node = NodeRef::<html::Select>::new();
    let language = Language::of_page();
    Effect::new(move || {
        if let Some(select) = node.get() {
            drop(select.focus());
        }
    });
    let keys = move |event: web_sys::KeyboardEvent| match event.key().as_str() {
        "Enter" => edit.close(true, true),
        "Escape" => edit.close(false, true),
        _ => {}
    };
    // What is stored in another spelling is still what is chosen.
    let chosen = move |choice: &str| edit.value.with(|value| value.eq_ignore_ascii_case(choice));
    let other = edit.value.with_untracked(|value| !choices.iter().any(|choice| choice.eq_ignore_ascii_case(value)));
    let start = edit.value.get_untracked();
    let none = if start.is_empty() { txt::VARIABLES_CHOOSE.get(language.now()).to_owned() } else { start.clone() };
    view! {
        <div class="select">
            <select node_ref=node class="input" aria-label=label on:keydown=keys on:blur=move |_| edit.close(true, false)
                on:change=move |event| edit.type_in(event_target_value(&event))>
                {other.then(|| view! { <option value=start selected=true>{none}</option> })}
                {choices.into_iter().map(|choice| {
                    let (value, here) = (choice.clone(), choice.clone());
                    view! { <option value=value selected=chosen(&here)>{choice}</option> }
                }).collect_view()}
            </select>
            <Icon icon=icondata::LuChevronDown />
        </div>
    }
}
