//! Before and after, name by name: of what is about to be saved, of what was, of what differs.

use leptos::prelude::*;
use shared::api::{
    resource::ShownValue,
    setting_change::{ChangedSetting, Outcome, ShownSetting},
};

use crate::{
    components::badge::{Badge, Tone},
    i18n::{Text, t, txt},
    state::matrix::say,
};

/// What became of a setting, in a word, and what that means to the reader.
fn outcome_look(outcome: Outcome) -> (Text, Tone) {
    match outcome {
        Outcome::New => (txt::OUTCOME_NEW, Tone::Good),
        Outcome::Changed => (txt::OUTCOME_CHANGED, Tone::Accent),
        Outcome::Renamed => (txt::OUTCOME_RENAMED, Tone::Accent),
        Outcome::Deleted => (txt::OUTCOME_DELETED, Tone::Bad),
        Outcome::Same => (txt::OUTCOME_SAME, Tone::Neutral),
        Outcome::Kept => (txt::OUTCOME_KEPT, Tone::Neutral),
        Outcome::Refused => (txt::OUTCOME_REFUSED, Tone::Bad),
    }
}

/// What became of a setting, in a word.
pub(super) fn outcome_name(outcome: Outcome) -> Text {
    outcome_look(outcome).0
}

/// The same as a badge.
pub(crate) fn outcome_badge(outcome: Outcome) -> impl IntoView {
    let (text, tone) = outcome_look(outcome);
    view! { <Badge label=t(text) tone=tone /> }
}

/// What differs besides the value, in words.
fn besides(before: Option<&ShownSetting>, after: Option<&ShownSetting>) -> Vec<Text> {
    let (Some(before), Some(after)) = (before, after) else { return Vec::new() };
    [
        (before.kind != after.kind || before.options != after.options, txt::CHANGES_KIND),
        (before.secret != after.secret, txt::CHANGES_SECRET),
        (before.protected != after.protected, txt::CHANGES_PROTECTED),
        (before.description != after.description, txt::CHANGES_DESCRIPTION),
    ]
    .into_iter()
    .filter_map(|(differs, text)| differs.then_some(text))
    .collect()
}

fn empty() -> AnyView {
    view! { <span class="muted">{t(txt::CHANGES_EMPTY)}</span> }.into_any()
}

/// The value of one side; in words where there is none.
pub(super) fn side(setting: Option<&ShownSetting>) -> AnyView {
    match setting.map(|setting| &setting.value) {
        None => view! { <span class="muted">{t(txt::VARIABLES_ABSENT)}</span> }.into_any(),
        Some(ShownValue::Plain(text)) if text.is_empty() => empty(),
        Some(ShownValue::Secret(secret)) if !secret.set => empty(),
        Some(value) => view! { <code class="value-lines">{say(value)}</code> }.into_any(),
    }
}

/// Both sides of a setting, as two cells; what else differs below them.
pub(crate) fn sides(before: Option<&ShownSetting>, after: Option<&ShownSetting>) -> AnyView {
    let secret_again = matches!(
        (before.map(|s| &s.value), after.map(|s| &s.value)),
        (Some(ShownValue::Secret(a)), Some(ShownValue::Secret(b))) if a.last4 == b.last4
    );
    let mut notes = besides(before, after);
    if secret_again && notes.is_empty() {
        notes.push(txt::CHANGES_NEW_SECRET);
    }
    view! {
        <td class="change-old">{side(before)}</td>
        <td class="change-new">
            {side(after)}
            {notes.into_iter().map(|note| view! { <span class="muted change-note">{t(note)}</span> }).collect_view()}
        </td>
    }
    .into_any()
}

/// A table with a scroll of its own. `actions`: its last column holds buttons only.
#[component]
pub(crate) fn ChangeTable(
    #[prop(into)] label: leptos::text_prop::TextProp,
    #[prop(optional)] before: Option<Text>,
    #[prop(optional)] after: Option<Text>,
    #[prop(optional)] last: Option<Text>,
    #[prop(optional)] ticks: Option<AnyView>,
    #[prop(optional)] actions: bool,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="change-table" tabindex="0" role="region" aria-label=move || label.get().to_string()>
            <table>
                <thead>
                    <tr>
                        {ticks.map(|ticks| view! { <th scope="col" class="is-tick">{ticks}</th> })}
                        <th scope="col">{t(txt::VARIABLES_NAME)}</th>
                        <th scope="col">{t(before.unwrap_or(txt::CHANGES_BEFORE))}</th>
                        <th scope="col">{t(after.unwrap_or(txt::CHANGES_AFTER))}</th>
                        <th scope="col"><span class:visually-hidden=actions>{t(if actions { txt::COMMON_ACTIONS } else { last.unwrap_or(txt::CHANGES_WHAT) })}</span></th>
                    </tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}

/// Settings that a change touched.
#[component]
pub(crate) fn Changed(items: Vec<ChangedSetting>) -> impl IntoView {
    view! {
        <ChangeTable label=t(txt::CHANGES_LABEL)>
            {items.into_iter().map(|item| view! {
                <tr class:is-replaced=item.before.is_some() && item.after.is_some()>
                    <th scope="row">{item.name.clone()}</th>
                    {sides(item.before.as_ref(), item.after.as_ref())}
                    <td>{outcome_badge(item.outcome)}</td>
                </tr>
            }).collect_view()}
        </ChangeTable>
    }
}
