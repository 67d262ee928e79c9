//! One field of a form: label, control, hint, and what is wrong with it, tied together for assistive technology.

use leptos::{prelude::*, text_prop::TextProp};
use shared::{
    field::{FieldFault, FieldKind, FieldSpec},
    text::Locale,
};

use super::{field_form::FormHandle, icon::Icon, secret_input::SecretInput};
use crate::{
    i18n::{Language, Text, t, txt},
    state::form::{FieldState, FieldVerdict},
};

/// Counts the ids given out on this page.
#[derive(Clone, Copy)]
pub(crate) struct Ids(StoredValue<u32>);

impl Ids {
    /// Starts counting.
    pub(crate) fn provide() {
        provide_context(Self(StoredValue::new(0)));
    }
}

/// An element id that nothing else on the page has.
pub(crate) fn fresh_id(prefix: &str) -> String {
    let Ids(counter) = expect_context();
    counter.update_value(|n| *n += 1);
    format!("{prefix}-{}", counter.get_value())
}

/// What a field is filled in with.
#[derive(Clone)]
pub(crate) enum Control {
    /// One line, or dots for a secret.
    Line,
    /// Several lines.
    Lines,
    /// One of several: value and name.
    Choice(Vec<(String, TextProp)>),
    /// A day, as `2027-05-31`.
    Day,
    /// Yes or no.
    Check,
}

/// One field of a form.
#[derive(Clone)]
pub(crate) struct Row {
    /// What it accepts.
    pub spec: FieldSpec,
    label: TextProp,
    hint: Option<TextProp>,
    control: Control,
    autocomplete: &'static str,
    mono: bool,
    start: String,
    list: Option<Vec<String>>,
}

impl Row {
    /// A field with its label.
    pub(crate) fn new(spec: FieldSpec, label: Text) -> Self {
        Self {
            spec,
            label: t(label).into(),
            hint: None,
            control: Control::Line,
            autocomplete: "off",
            mono: matches!(spec.kind, FieldKind::Guid | FieldKind::Url | FieldKind::Slug | FieldKind::Domain),
            start: String::new(),
            list: None,
        }
    }

    /// With a sentence below it.
    #[must_use]
    pub(crate) fn hint(self, hint: Text) -> Self {
        Self { hint: Some(t(hint).into()), ..self }
    }

    /// With another control.
    #[must_use]
    pub(crate) fn control(self, control: Control) -> Self {
        Self { control, ..self }
    }

    /// With what browsers may fill in.
    #[must_use]
    pub(crate) fn autocomplete(self, autocomplete: &'static str) -> Self {
        Self { autocomplete, ..self }
    }

    /// Starting with a value.
    #[must_use]
    pub(crate) fn start(self, start: impl Into<String>) -> Self {
        Self { start: start.into(), ..self }
    }

    /// For several values in one line, separated by commas.
    #[must_use]
    pub(crate) fn list(self, values: &[String]) -> Self {
        Self { list: Some(values.to_vec()), ..self }
    }

    /// What it is called.
    pub(crate) fn label(&self) -> TextProp {
        self.label.clone()
    }

    /// A value in words: the name of a choice, anything else as it is.
    pub(crate) fn say(&self, value: &str) -> TextProp {
        let named = match &self.control {
            Control::Choice(choices) => choices.iter().find(|(choice, _)| choice == value),
            _ => None,
        };
        named.map_or_else(|| value.to_owned().into(), |(_, name)| name.clone())
    }

    /// The field's state at the beginning.
    pub(crate) fn state(&self) -> FieldState {
        match &self.list {
            Some(values) => FieldState::list(self.spec, values),
            None => FieldState::new(self.spec, self.start.clone()),
        }
    }
}

/// The words for a fault found while typing.
pub(crate) fn fault_text(fault: FieldFault, locale: Locale) -> String {
    let text = match fault {
        FieldFault::Required => txt::FAULT_REQUIRED,
        FieldFault::TooShort(_) => txt::FAULT_TOO_SHORT,
        FieldFault::TooLong(_) => txt::FAULT_TOO_LONG,
        FieldFault::ControlCharacter => txt::FAULT_CONTROL_CHARACTER,
        FieldFault::SurroundingSpace => txt::FAULT_SURROUNDING_SPACE,
        FieldFault::Slug => txt::FAULT_SLUG,
        FieldFault::Email => txt::FAULT_EMAIL,
        FieldFault::Domain => txt::FAULT_DOMAIN,
        FieldFault::Guid => txt::FAULT_GUID,
        FieldFault::Url => txt::FAULT_URL,
        FieldFault::UrlWithQuery => txt::FAULT_URL_WITH_QUERY,
        FieldFault::Choice => txt::FAULT_CHOICE,
        FieldFault::OutOfRange(_) => txt::FAULT_OUT_OF_RANGE,
        FieldFault::Taken => txt::FAULT_TAKEN,
        _ => txt::FAULT_OTHER,
    };
    text.fill(locale, &[("n", &fault.number().unwrap_or_default().to_string())])
}

/// The attributes that tie a control to its label, hint and error.
#[derive(Clone)]
pub(crate) struct Ties {
    /// The control's id.
    pub id: String,
    /// `aria-describedby`.
    pub described_by: String,
    /// Whether what stands there is wrong.
    pub invalid: Signal<bool>,
}

/// One field of `form`.
#[component]
pub(crate) fn Field(form: FormHandle, row: Row) -> impl IntoView {
    let language = Language::of_page();
    let name = row.spec.name;
    let verdict = Memo::new(move |_| {
        form.state.with(|state| match state.verdict(name)? {
            FieldVerdict::Fault(fault) => Some(fault_text(fault, language.get())),
            FieldVerdict::Refused(words) => Some(words),
        })
    });
    let id = fresh_id(name);
    let ties = Ties {
        described_by: format!("{id}-hint {id}-error"),
        id: id.clone(),
        invalid: Signal::derive(move || verdict.with(Option::is_some)),
    };
    let check = matches!(row.control, Control::Check);
    // What is required of a list is required of its entries; it may have none.
    let optional = !check && (!row.spec.required || row.list.is_some());
    let label = row.label.clone();
    view! {
        <div class="field" class:is-check=check class:is-invalid=move || verdict.with(Option::is_some)>
            <label for=id.clone()>
                {move || label.get()}
            </label>
            {optional.then(|| view! { <span class="field-optional">{t(txt::COMMON_OPTIONAL)}</span> })}
            {control(form, &row, ties)}
            <p class="field-hint" id=format!("{id}-hint")>{row.hint.map(|hint| move || hint.get())}</p>
            <p class="field-error" id=format!("{id}-error")>
                {move || verdict.get().map(|words| view! { <Icon icon=icondata::LuCircleAlert /> {words} })}
            </p>
        </div>
    }
}

fn control(form: FormHandle, row: &Row, ties: Ties) -> AnyView {
    let name = row.spec.name;
    let value = Signal::derive(move || form.state.with(|state| state.value(name).to_owned()));
    let typed = move |text: String| form.state.update(|state| state.type_in(name, text));
    let left = move |_| form.state.update(|state| state.leave(name));
    let Ties { id, described_by, invalid } = ties.clone();
    let invalid = move || invalid.get().then_some("true");
    match &row.control {
        Control::Line if matches!(row.spec.kind, FieldKind::Secret | FieldKind::NewPassword) => {
            let on_type = Callback::new(typed);
            let on_leave = Callback::new(move |()| form.state.update(|state| state.leave(name)));
            view! { <SecretInput name=name ties=ties value=value on_type=on_type on_leave=on_leave autocomplete=row.autocomplete /> }
                .into_any()
        }
        Control::Line => view! {
            <input
                id=id name=name class="input" class:is-mono=row.mono type="text" inputmode=input_mode(row.spec.kind)
                autocomplete=row.autocomplete autocapitalize="off" spellcheck="false"
                aria-describedby=described_by aria-invalid=invalid aria-required=row.spec.required.to_string()
                prop:value=move || value.get()
                on:input=move |event| typed(event_target_value(&event))
                on:blur=left
            />
        }
        .into_any(),
        Control::Day => view! {
            <input
                id=id name=name class="input" type="date" aria-describedby=described_by aria-invalid=invalid
                prop:value=move || value.get()
                on:input=move |event| typed(event_target_value(&event))
                on:blur=left
            />
        }
        .into_any(),
        Control::Lines => view! {
            <textarea
                id=id name=name class="input" rows="4" aria-describedby=described_by aria-invalid=invalid
                prop:value=move || value.get()
                on:input=move |event| typed(event_target_value(&event))
                on:blur=left
            ></textarea>
        }
        .into_any(),
        Control::Choice(choices) => view! {
            <div class="select">
                <select
                    id=id name=name class="input" aria-describedby=described_by aria-invalid=invalid
                    prop:value=move || value.get()
                    on:change=move |event| typed(event_target_value(&event))
                >
                    {choices.iter().cloned().map(|(choice, label)| {
                        let here = choice.clone();
                        view! { <option value=choice selected=move || value.get() == here>{move || label.get()}</option> }
                    }).collect_view()}
                </select>
                <Icon icon=icondata::LuChevronDown />
            </div>
        }
        .into_any(),
        Control::Check => view! {
            <input
                id=id name=name class="checkbox" type="checkbox" aria-describedby=described_by
                prop:checked=move || value.get() == "true"
                on:change=move |event| typed(event_target_checked(&event).to_string())
            />
        }
        .into_any(),
    }
}

fn input_mode(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::Email => "email",
        FieldKind::Url => "url",
        _ => "text",
    }
}
