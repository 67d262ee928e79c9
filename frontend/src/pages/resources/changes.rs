//! Values before and after, in a table: what would change, before it does.

use leptos::{prelude::*, text_prop::TextProp};

use crate::{
    components::badge::{Badge, Tone},
    i18n::{t, txt},
};

/// One value before and after.
pub(super) struct ChangeLine {
    /// What it is.
    pub(super) label: TextProp,
    /// What is stored.
    pub(super) before: Option<String>,
    /// What comes instead.
    pub(super) after: Option<String>,
}

/// The table.
#[component]
pub(super) fn Changes(
    list: Vec<ChangeLine>,
    /// Heads the column of what comes.
    #[prop(into)]
    after: TextProp,
) -> impl IntoView {
    let value = |text: Option<String>| match text {
        Some(text) => view! { <code>{text}</code> }.into_any(),
        None => view! { <span class="muted">{t(txt::COMMON_NONE)}</span> }.into_any(),
    };
    // Where everything changes, nobody has to be told of each line.
    let some_stay = list.iter().any(|change| change.before == change.after);
    let row = move |change: ChangeLine| {
        let differs = change.before != change.after;
        let (label, tone) =
            if differs { (txt::DISCOVER_CHANGED, Tone::Accent) } else { (txt::DISCOVER_UNCHANGED, Tone::Neutral) };
        view! {
            <tr class:is-changed=differs>
                <th scope="row">{move || change.label.get()}</th>
                <td>{value(change.before)}</td>
                <td>{value(change.after)}</td>
                {some_stay.then(|| view! { <td><Badge label=t(label) tone=tone /></td> })}
            </tr>
        }
    };
    view! {
        <div class="diff" tabindex="0" role="region" aria-label=t(txt::DISCOVER_CHANGES) data-testid="changes">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t(txt::DISCOVER_WHAT)}</th>
                        <th scope="col">{t(txt::DISCOVER_BEFORE)}</th>
                        <th scope="col">{move || after.get()}</th>
                        {some_stay.then(|| view! { <th scope="col">{t(txt::RESOURCES_STATE)}</th> })}
                    </tr>
                </thead>
                <tbody>{list.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
}
