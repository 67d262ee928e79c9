//! What a variable is: its name, kind, value, limits, purpose. What is typed is staged, not saved.

use leptos::{prelude::*, text_prop::TextProp};
use shared::{
    api::{resource::ShownValue, variable::MatrixCell},
    field::FieldFault,
    variable::{VariableKind, check_name},
};

use super::{
    Board,
    editor::suggest,
    typed::{Typed, kind_name},
};
use crate::{
    components::{
        button::{Button, Look},
        field::{fault_text, fresh_id},
        icon::Icon,
        reference_input::ReferenceInput,
    },
    i18n::{Language, Text, t, txt},
    state::{drafts::Spot, matrix::dots},
};

/// A control with its label, what is wrong and what to know.
#[component]
fn Labelled(
    #[prop(into)] label: TextProp,
    id: String,
    #[prop(optional)] hint: Option<Text>,
    #[prop(optional, into)] fault: MaybeProp<String>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field" class:is-invalid=move || fault.get().is_some()>
            <label for=id.clone()>{move || label.get()}</label>
            {children()}
            {hint.map(|hint| view! { <p class="field-hint">{t(hint)}</p> })}
            <p class="field-error" id=format!("{id}-error")>
                {move || fault.get().map(|words| view! { <Icon icon=icondata::LuCircleAlert /> {words} })}
            </p>
        </div>
    }
}

#[derive(Clone, Copy)]
struct Form {
    typed: RwSignal<Typed>,
    judged: RwSignal<bool>,
    language: Language,
}

impl Form {
    fn fault(self, of: impl Fn(&Typed) -> Option<FieldFault> + Send + Sync + 'static) -> Signal<Option<String>> {
        Signal::derive(move || {
            let fault = self.typed.with(&of)?;
            self.judged.get().then(|| fault_text(fault, self.language.get()))
        })
    }
}

/// The form.
#[component]
pub(super) fn VariableForm(
    board: Board,
    name: String,
    environment: String,
    stored: Option<MatrixCell>,
) -> impl IntoView {
    let language = Language::of_page();
    let fresh = name.is_empty();
    let spot = Spot::new(environment.clone(), &name);
    let draft = board.drafts.with_untracked(|drafts| drafts.get(&spot).cloned());
    // A variable that is not there yet begins as it is elsewhere.
    let like = if stored.is_none() { board.matrix.with_untracked(|matrix| matrix.like(&name).cloned()) } else { None };
    let start = Typed::start(&name, stored.as_ref().or(like.as_ref()), None);
    let form = Form {
        typed: RwSignal::new(Typed::start(&name, stored.as_ref().or(like.as_ref()), draft.as_ref())),
        judged: RwSignal::new(!fresh),
        language,
    };
    let taken = RwSignal::new(false);
    let keep = StoredValue::new((environment.clone(), stored.clone(), start));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (environment, stored, start) = keep.get_value();
        let typed = form.typed.get_untracked();
        form.judged.set(true);
        let column = board.matrix.with_untracked(|matrix| matrix.column(&environment));
        let exists = |name: &str| {
            board.matrix.with_untracked(|matrix| column.is_some_and(|column| matrix.cell(name, column).is_some()))
        };
        taken.set(fresh && exists(typed.name.trim()));
        let wrong_name = stored.is_none() && check_name(typed.name.trim()).is_err();
        if wrong_name || taken.get_untracked() || typed.fault_of_value().is_some() || typed.fault_of_options().is_some()
        {
            return;
        }
        let spot = Spot::new(environment, typed.name.trim());
        board.drafts.update(|drafts| match typed.edit(&start, stored.as_ref()) {
            Some(edit) => drafts.stage(spot, edit, stored.as_ref()),
            None => drafts.undo(&spot),
        });
        board.doors.opened.set(None);
    };
    let held = match stored.as_ref().map(|cell| &cell.value) {
        Some(ShownValue::Secret(secret)) if secret.set => dots(secret),
        _ => String::new(),
    };
    let slug = board.slug_of(&environment);
    let unlocks = untrack(|| board.may_unlock());
    view! {
        <form class="form" novalidate on:submit=submit data-testid="variable-form">
            <div class="form-fields">
                {fresh.then(|| view! { <NameField form taken /> })}
                <div class="form-fields is-columns">
                    <KindField form />
                    <Limits form />
                </div>
                <ValueField form slug held />
                <DescriptionField form />
                <Flags form unlocks />
            </div>
            <div class="form-actions">
                <Button label=t(txt::VARIABLES_STAGE) look=Look::Primary submit=true testid="stage" />
                <Button label=t(txt::COMMON_CANCEL) on_press=Callback::new(move |()| board.doors.opened.set(None)) />
            </div>
        </form>
    }
}

#[component]
fn NameField(form: Form, taken: RwSignal<bool>) -> impl IntoView {
    let id = fresh_id("name");
    let faulty = form.fault(|typed| check_name(typed.name.trim()).err());
    let fault = Signal::derive(move || {
        if taken.get() { Some(txt::VARIABLES_TAKEN.get(form.language.get()).to_owned()) } else { faulty.get() }
    });
    view! {
        <Labelled label=t(txt::VARIABLES_NAME) id=id.clone() hint=txt::VARIABLES_NAME_HINT fault=fault>
            <input id=id name="name" class="input" autocomplete="off" autocapitalize="off" spellcheck="false"
                prop:value=move || form.typed.with(|typed| typed.name.clone())
                on:input=move |event| {
                    taken.set(false);
                    form.typed.update(|typed| typed.name = event_target_value(&event));
                } />
        </Labelled>
    }
}

#[component]
fn KindField(form: Form) -> impl IntoView {
    let id = fresh_id("kind");
    let chosen = move |event| {
        if let Some(kind) = VariableKind::parse(&event_target_value(&event)) {
            form.typed.update(|typed| typed.kind = kind);
        }
    };
    view! {
        <Labelled label=t(txt::VARIABLES_KIND) id=id.clone()>
            <div class="select">
                <select id=id name="kind" class="input" on:change=chosen>
                    {VariableKind::ALL.map(|kind| view! {
                        <option value=kind.as_str() selected=move || form.typed.with(|typed| typed.kind == kind)>{t(kind_name(kind))}</option>
                    })}
                </select>
                <Icon icon=icondata::LuChevronDown />
            </div>
        </Labelled>
    }
}

/// What narrows the kind, where something does.
#[component]
fn Limits(form: Form) -> impl IntoView {
    let kind = Memo::new(move |_| form.typed.with(|typed| typed.kind));
    let fault = form.fault(Typed::fault_of_options);
    let number = move |name: &'static str, label: Text, read: fn(&mut Typed) -> &mut String| {
        let id = fresh_id(name);
        let value = move || form.typed.with(|typed| read(&mut typed.clone()).clone());
        view! {
            <Labelled label=t(label) id=id.clone() fault=fault>
                <input id=id name=name class="input" inputmode="numeric" autocomplete="off" prop:value=value
                    on:input=move |event| form.typed.update(|typed| *read(typed) = event_target_value(&event)) />
            </Labelled>
        }
    };
    move || match kind.get() {
        VariableKind::Integer | VariableKind::Duration => view! {
            {number("minimum", txt::VARIABLES_MINIMUM, |typed| &mut typed.minimum)}
            {number("maximum", txt::VARIABLES_MAXIMUM, |typed| &mut typed.maximum)}
        }
        .into_any(),
        VariableKind::Enum => {
            let id = fresh_id("choices");
            view! {
                <Labelled label=t(txt::VARIABLES_CHOICES) id=id.clone() hint=txt::VARIABLES_CHOICES_HINT fault=fault>
                    <textarea id=id name="choices" class="input" rows="3"
                        prop:value=move || form.typed.with(|typed| typed.choices.clone())
                        on:input=move |event| form.typed.update(|typed| typed.choices = event_target_value(&event))></textarea>
                </Labelled>
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}

#[component]
fn ValueField(form: Form, slug: String, held: String) -> impl IntoView {
    let value = Signal::derive(move || form.typed.with(|typed| typed.value.clone()));
    let type_in = Callback::new(move |text: String| {
        form.judged.set(true);
        form.typed.update(|typed| typed.value = text);
    });
    let fault = form.fault(Typed::fault_of_value);
    let shape = Memo::new(move |_| form.typed.with(|typed| (typed.kind, typed.hidden())));
    let long = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || form.typed.with(|typed| typed.value.contains('\n'))
    });
    let suggest = suggest(slug);
    let held = StoredValue::new(held);
    move || {
        let id = fresh_id("value");
        let (kind, hidden) = shape.get();
        let control = match kind {
            VariableKind::String if long.get() && !hidden => view! {
                <textarea id=id.clone() name="value" class="input is-mono" rows="5" spellcheck="false"
                    prop:value=move || value.get() on:input=move |event| type_in.run(event_target_value(&event))></textarea>
            }
            .into_any(),
            _ => view! {
                <ReferenceInput id=id.clone() name="value" value=value on_type=type_in suggest=suggest secret=hidden
                    placeholder=held.get_value() described_by=format!("{id}-error")
                    invalid=Signal::derive(move || fault.with(Option::is_some)) />
            }
            .into_any(),
        };
        view! { <Labelled label=t(txt::VARIABLES_VALUE) id=id.clone() hint=txt::VARIABLES_VALUE_HINT fault=fault>{control}</Labelled> }
    }
}

#[component]
fn DescriptionField(form: Form) -> impl IntoView {
    let id = fresh_id("description");
    view! {
        <Labelled label=t(txt::VARIABLES_DESCRIPTION) id=id.clone()>
            <textarea id=id name="description" class="input" rows="2" maxlength="1000"
                prop:value=move || form.typed.with(|typed| typed.description.clone())
                on:input=move |event| form.typed.update(|typed| typed.description = event_target_value(&event))></textarea>
        </Labelled>
    }
}

#[component]
fn Flags(form: Form, unlocks: bool) -> impl IntoView {
    let (secret, protected) = (fresh_id("secret"), fresh_id("protected"));
    let by_kind = Memo::new(move |_| form.typed.with(|typed| typed.kind == VariableKind::Secret));
    view! {
        {move || (!by_kind.get()).then(|| view! {
            <div class="field is-check">
                <label for=secret.clone()>{t(txt::VARIABLES_SECRET)}</label>
                <input id=secret.clone() name="secret" type="checkbox" class="checkbox" prop:checked=move || form.typed.with(|typed| typed.secret)
                    on:change=move |event| form.typed.update(|typed| typed.secret = event_target_checked(&event)) />
            </div>
        })}
        {unlocks.then(|| view! {
            <div class="field is-check">
                <label for=protected.clone()>{t(txt::VARIABLES_PROTECT)}</label>
                <input id=protected name="protected" type="checkbox" class="checkbox" prop:checked=move || form.typed.with(|typed| typed.protected)
                    on:change=move |event| form.typed.update(|typed| typed.protected = event_target_checked(&event)) />
            </div>
        })}
    }
}
