//! What the checks find in a file: what stands there, what should, what to do, and in which line.

use leptos::prelude::*;
use shared::{config_check::ConfigFinding, text::LocalizedText};

use crate::{
    components::{
        badge::{Badge, Tone, level_look},
        card::Card,
        icon::Icon,
        key_values::{KeyValue, KeyValues},
    },
    i18n::{Language, t, tf, txt},
};

/// A text of a data file in the reader's language.
pub(super) fn said(text: LocalizedText) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let language = Language::of_page();
    // Data files mark what is to be typed with backticks.
    move || text.get(language.get()).replace('`', "")
}

/// All of them, the worst first; a good word where there is none.
#[component]
pub(super) fn FileFindings(findings: Vec<ConfigFinding>, recognised: bool) -> impl IntoView {
    if findings.is_empty() {
        let text = if recognised { txt::CONFIG_FILE_FINE } else { txt::CONFIG_FILE_UNKNOWN };
        let tone = if recognised { Tone::Good } else { Tone::Neutral };
        return view! {
            <p class=format!("note {}", tone.class()) data-testid="findings-none"><Icon icon=tone.icon() /><span>{t(text)}</span></p>
        }
        .into_any();
    }
    view! {
        <Card title=t(txt::FINDING_TITLE) note=t(txt::CONFIG_FILE_FINDINGS_NOTE) flush=true testid="findings">
            <ul class="findings">
                {findings.into_iter().map(|finding| view! { <Row finding /> }).collect_view()}
            </ul>
        </Card>
    }
    .into_any()
}

#[component]
fn Row(finding: ConfigFinding) -> impl IntoView {
    let (label, tone, icon) = level_look(finding.level);
    let ConfigFinding { check, place, found, what, expected, remedy, .. } = finding;
    let line = place.as_ref().map(|place| place.line.to_string());
    view! {
        <li class="finding config-finding" data-check=check>
            <Badge label=t(label) tone=tone icon=icon />
            <div class="finding-words">
                <p class="finding-what">{said(what)}</p>
                <KeyValues>
                    {found.map(|found| view! { <KeyValue name=t(txt::CONFIG_FILE_FOUND)><code>{found}</code></KeyValue> })}
                    <KeyValue name=t(txt::CONFIG_FILE_EXPECTED)>{said(expected)}</KeyValue>
                    <KeyValue name=t(txt::CONFIG_FILE_REMEDY)>{said(remedy)}</KeyValue>
                </KeyValues>
                {place.map(|place| view! { <p class="finding-place"><code>{place.path}</code></p> })}
            </div>
            {line.map(|line| view! { <span class="config-line">{tf(txt::CONFIG_FILE_LINE, vec![("line", line)])}</span> })}
        </li>
    }
}
