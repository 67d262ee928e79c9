//! What is odd about a connection string: in a word, at its property, and about the whole.

use leptos::prelude::*;
use shared::{connection_string::kind::EntryFinding, resource::LintLevel};

use super::desk::Desk;
use crate::{
    components::{
        badge::{Badge, Tone, level_look},
        card::Card,
        icon::Icon,
    },
    i18n::{Language, t, txt},
};

/// How bad the worst is, and how many there are.
pub(super) fn verdict(levels: &[LintLevel]) -> AnyView {
    let Some(worst) = levels.iter().min().copied() else {
        return view! { <Badge label=t(txt::ENTRIES_SOUND) tone=Tone::Good /> }.into_any();
    };
    let (text, tone, icon) = level_look(worst);
    let (language, count) = (Language::of_page(), levels.len());
    let label = move || {
        let text = text.get(language.get());
        if count > 1 { format!("{text} · {count}") } else { text.to_owned() }
    };
    view! { <Badge label=label tone=tone icon=icon /> }.into_any()
}

/// What is odd about one property, below it.
#[component]
pub(super) fn AtProperty(desk: Desk, #[prop(into)] of: String, id: String) -> impl IntoView {
    let here = Memo::new(move |_| {
        let about = |finding: &&EntryFinding| finding.property.as_deref().is_some_and(|key| desk.same(key, &of));
        desk.findings.with(|all| all.iter().filter(about).cloned().collect::<Vec<_>>())
    });
    view! {
        <div id=id class="prop-findings" aria-live="polite">
            {move || here.get().into_iter().map(|finding| view! { <Line finding /> }).collect_view()}
        </div>
    }
}

#[component]
fn Line(finding: EntryFinding) -> impl IntoView {
    let language = Language::of_page();
    let (label, tone, icon) = level_look(finding.level);
    let EntryFinding { code, detail, remedy, .. } = finding;
    view! {
        <p class=format!("finding-line {}", tone.class()) data-code=code>
            <Icon icon=icon />
            <span>
                <span class="visually-hidden">{t(label)} ": "</span>
                {move || detail.get(language.get()).to_owned()} " "
                <span class="finding-remedy">{move || remedy.get(language.get()).to_owned()}</span>
            </span>
        </p>
    }
}

/// What is odd about the whole; nothing, where nothing is.
#[component]
pub(super) fn AboutTheWhole(desk: Desk) -> impl IntoView {
    let here = Memo::new(move |_| {
        desk.findings.with(|all| all.iter().filter(|finding| finding.property.is_none()).cloned().collect::<Vec<_>>())
    });
    move || {
        let all = here.get();
        (!all.is_empty()).then(|| {
            view! {
                <Card title=t(txt::ENTRY_WHOLE) testid="about-the-whole">
                    {all.into_iter().map(|finding| view! { <Line finding /> }).collect_view()}
                </Card>
            }
        })
    }
}
