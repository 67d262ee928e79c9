//! What looks wrong with a resource: all of it in one list, and each finding once more at its place.

use leptos::{prelude::*, text_prop::TextProp};
use shared::resource::{Finding, Phase};

use super::grid::phase_name;
use crate::{
    components::{
        badge::{Badge, level_look},
        button::{Button, Look},
        card::Card,
        icon::Icon,
    },
    i18n::{Language, t, txt},
};

/// What the rules find right now, unsaved changes included.
#[derive(Clone, Copy)]
pub(crate) struct Findings(pub Memo<Vec<Finding>>);

impl Findings {
    /// Those of this page.
    pub(crate) fn of_page() -> Self {
        expect_context()
    }

    /// Those at exactly this field and request.
    pub(crate) fn at(self, field: &str, phase: Option<Phase>) -> Vec<Finding> {
        self.0.with(|all| all.iter().filter(|f| f.field == field && f.phase == phase).cloned().collect())
    }
}

/// The id of the element that a field of findings is about.
pub(crate) fn anchor(field: &str) -> String {
    match field.split_once('/') {
        Some(("parameters", name)) => format!("parameter-{name}"),
        Some((part, _)) => format!("part-{part}"),
        None if field == "credentials" || field == "endpoints" => format!("part-{field}"),
        None => "part-signing".to_owned(),
    }
}

/// All of them, the worst first.
#[component]
pub(crate) fn FindingsCard() -> impl IntoView {
    let findings = Findings::of_page();
    move || {
        let all = findings.0.get();
        (!all.is_empty()).then(|| {
            view! {
                <Card title=t(txt::FINDING_TITLE) note=t(txt::FINDING_LEAD) flush=true testid="findings">
                    <ul class="findings">
                        {all.into_iter().map(|finding| view! { <Row finding /> }).collect_view()}
                    </ul>
                </Card>
            }
        })
    }
}

#[component]
fn Row(finding: Finding) -> impl IntoView {
    let language = Language::of_page();
    let (label, tone, icon) = level_look(finding.level);
    let target = anchor(&finding.field);
    let place = finding.field.rsplit('/').next().unwrap_or_default().to_owned();
    let phase = finding.phase.map(phase_name);
    let Finding { rule, what, why, remedy, .. } = finding;
    view! {
        <li class="finding" data-rule=rule>
            <Badge label=t(label) tone=tone icon=icon />
            <div class="finding-words">
                <p class="finding-what">{move || what.get(language.get()).to_owned()}</p>
                <p class="muted">{move || why.get(language.get()).to_owned()}</p>
                <p>{move || remedy.get(language.get()).to_owned()}</p>
                <p class="finding-place">
                    <code>{place}</code>
                    {phase.map(|phase| view! { " · " {t(phase)} })}
                </p>
            </div>
            <Button label=t(txt::FINDING_GO) icon=icondata::LuArrowDown look=Look::Quiet compact=true
                on_press=Callback::new(move |()| show(&target)) />
        </li>
    }
}

/// Brings the element into view.
fn show(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view();
    }
}

/// What was found at one place, in a line each.
#[component]
pub(crate) fn FindingsHere(
    /// The fields that belong to this place.
    fields: Vec<String>,
    #[prop(optional, into)] phase: Option<Phase>,
) -> impl IntoView {
    let findings = Findings::of_page();
    let here = Memo::new(move |_| fields.iter().flat_map(|field| findings.at(field, phase)).collect::<Vec<_>>());
    move || here.get().into_iter().map(|finding| view! { <Line finding /> }).collect_view()
}

#[component]
fn Line(finding: Finding) -> impl IntoView {
    let language = Language::of_page();
    let (label, tone, icon) = level_look(finding.level);
    let what = finding.what;
    let words: TextProp = (move || what.get(language.get()).to_owned()).into();
    view! {
        <p class=format!("finding-line {}", tone.class())>
            <Icon icon=icon />
            <span><span class="visually-hidden">{t(label)} ": "</span>{move || words.get()}</span>
        </p>
    }
}
