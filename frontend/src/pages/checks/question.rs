//! The fields of a check: its resource and its arguments, as the server describes them, judged while one types.

use std::time::Duration;

use leptos::{prelude::*, text_prop::TextProp};
use shared::check::{ArgumentKind, CheckArgument};

use super::board::Bench;
use crate::{
    components::{
        field::{Ties, fault_text, fresh_id},
        icon::Icon,
    },
    i18n::{Language, t, txt},
    state::{
        checks::{Question, RESOURCE, field_of},
        form::FieldVerdict,
    },
};

type Asked = RwSignal<Option<Question>>;

/// What one field is.
struct Field {
    name: String,
    label: TextProp,
    help: TextProp,
    optional: bool,
    /// What is offered, where only that is accepted; an empty value first.
    choices: Vec<(String, TextProp)>,
    /// What holds where nothing is said.
    usual: Option<String>,
    mono: bool,
}

/// Every field.
#[component]
pub(super) fn Fields(bench: Bench, question: Asked) -> impl IntoView {
    let Some(first) = question.get_untracked() else { return ().into_any() };
    let resource = first.needs_resource().then(|| resource_field(bench));
    let arguments = first.kind.arguments.into_iter().map(argument_field);
    let all: Vec<_> = resource.into_iter().chain(arguments).collect();
    all.into_iter().map(|field| view! { <Line question field /> }).collect_view().into_any()
}

fn resource_field(bench: Bench) -> Field {
    let resources = bench.known.with_untracked(|known| known.resources.clone());
    let named = resources.into_iter().map(|one| (one.id.to_string(), one.name.into()));
    Field {
        name: RESOURCE.to_owned(),
        label: t(txt::CHECKS_RESOURCE).into(),
        help: t(txt::CHECKS_RESOURCE_HELP).into(),
        optional: false,
        choices: std::iter::once((String::new(), t(txt::CHECKS_CHOOSE).into())).chain(named).collect(),
        usual: None,
        mono: false,
    }
}

fn argument_field(argument: CheckArgument) -> Field {
    let language = Language::of_page();
    let CheckArgument { name, label, help, kind, required, default, choices } = argument;
    let optional = !required || default.is_some();
    let nothing: TextProp = match (&default, optional) {
        (Some(usual), _) => {
            let usual = usual.clone();
            (move || txt::CHECKS_USUAL_IS.fill(language.get(), &[("value", &usual)])).into()
        }
        (None, true) => t(txt::CHECKS_USUAL).into(),
        (None, false) => t(txt::CHECKS_CHOOSE).into(),
    };
    let offered = choices.into_iter().map(|choice| (choice.clone(), TextProp::from(choice)));
    let choices: Vec<_> = offered.collect();
    let choices =
        if choices.is_empty() { choices } else { std::iter::once((String::new(), nothing)).chain(choices).collect() };
    Field {
        name: field_of(&name),
        label: (move || label.get(language.get()).to_owned()).into(),
        help: (move || help.get(language.get()).to_owned()).into(),
        optional,
        choices,
        usual: default,
        mono: matches!(kind, ArgumentKind::Host | ArgumentKind::Port | ArgumentKind::Url | ArgumentKind::Name),
    }
}

#[component]
fn Line(question: Asked, field: Field) -> impl IntoView {
    let language = Language::of_page();
    let name = StoredValue::new(field.name.clone());
    let verdict = Memo::new(move |_| {
        let verdict = question.with(|question| name.with_value(|name| question.as_ref()?.verdict(name)))?;
        Some(match verdict {
            FieldVerdict::Fault(fault) => fault_text(fault, language.get()),
            FieldVerdict::Refused(words) => words,
        })
    });
    let id = fresh_id("said");
    let ties = Ties {
        described_by: format!("{id}-hint {id}-error"),
        id: id.clone(),
        invalid: Signal::derive(move || verdict.with(Option::is_some)),
    };
    let (label, help) = (field.label.clone(), field.help.clone());
    let optional = field.optional;
    view! {
        <div class="field" class:is-invalid=move || verdict.with(Option::is_some) data-field=name.get_value()>
            <label for=id.clone()>{move || label.get()}</label>
            {optional.then(|| view! { <span class="field-optional">{t(txt::COMMON_OPTIONAL)}</span> })}
            {control(question, field, ties)}
            <p class="field-hint" id=format!("{id}-hint")>{move || help.get()}</p>
            <p class="field-error" id=format!("{id}-error")>
                {move || verdict.get().map(|words| view! { <Icon icon=icondata::LuCircleAlert /> {words} })}
            </p>
        </div>
    }
}

fn control(question: Asked, field: Field, ties: Ties) -> AnyView {
    let name = StoredValue::new(field.name);
    let text = Memo::new(move |_| {
        let text = |question: &Question| name.with_value(|name| question.text(name).to_owned());
        question.with(|question| question.as_ref().map(text)).unwrap_or_default()
    });
    let change = move |with: &dyn Fn(&mut Question, &str)| {
        _ = question.try_update(|question| {
            if let Some(question) = question {
                name.with_value(|name| with(question, name));
            }
        });
    };
    let typed = move |value: String| change(&|question, name| question.type_in(name, value.clone()));
    // What is said then moves what stands below; a press that is under way must still meet its button.
    let left = move |_| set_timeout(move || change(&Question::leave), Duration::from_millis(200));
    let Ties { id, described_by, invalid } = ties;
    let invalid = move || invalid.get().then_some("true");
    if field.choices.is_empty() {
        return view! {
            <input id=id class="input" class:is-mono=field.mono type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
                aria-describedby=described_by aria-invalid=invalid aria-required=(!field.optional).to_string() placeholder=field.usual
                prop:value=move || text.get() on:input=move |event| typed(event_target_value(&event)) on:blur=left />
        }
        .into_any();
    }
    view! {
        <div class="select">
            <select id=id class="input" aria-describedby=described_by aria-invalid=invalid aria-required=(!field.optional).to_string()
                prop:value=move || text.get() on:change=move |event| typed(event_target_value(&event))>
                {field.choices.into_iter().map(|(choice, label)| {
                    let here = choice.clone();
                    view! { <option value=choice selected=move || text.get() == here>{move || label.get()}</option> }
                }).collect_view()}
            </select>
            <Icon icon=icondata::LuChevronDown />
        </div>
    }
    .into_any()
}
