//! Buttons: three looks, and a busy state that says what is being done.

use leptos::{prelude::*, text_prop::TextProp};

use super::icon::Icon;

/// How much a button asks for attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Look {
    /// The page's main action.
    Primary,
    /// Any other action.
    #[default]
    Secondary,
    /// An action inside a row or a bar.
    Quiet,
    /// An action that cannot be undone.
    Danger,
}

impl Look {
    /// The classes of the button.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Secondary => "button",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// A button. While busy it keeps the focus, says what it is doing and ignores further presses.
#[component]
pub(crate) fn Button(
    #[prop(into)] label: TextProp,
    #[prop(optional, into)] busy_label: Option<TextProp>,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] look: Look,
    #[prop(optional, into)] icon: Option<icondata::Icon>,
    /// Shows the icon only; the label stays for assistive technology and as a tooltip.
    #[prop(optional)]
    compact: bool,
    #[prop(optional)] submit: bool,
    #[prop(optional, into)] on_press: Option<Callback<()>>,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    let text = {
        let label = label.clone();
        move || match &busy_label {
            Some(doing) if busy.get() => doing.get(),
            _ => label.get(),
        }
    };
    let press = move |event: leptos::ev::MouseEvent| {
        if busy.get_untracked() || disabled.get_untracked() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    let name = label.clone();
    let off = move || (busy.get() || disabled.get()).then_some("true");
    view! {
        <button
            type=if submit { "submit" } else { "button" }
            class=look.class()
            class:is-compact=compact
            aria-busy=move || busy.get().then_some("true")
            aria-disabled=off
            title=move || compact.then(|| name.get())
            data-testid=testid
            on:click=press
        >
            {move || busy.get().then(|| view! { <span class="spinner" aria-hidden="true"></span> })}
            {icon.map(|icon| view! { <Icon icon=icon /> })}
            <span class:visually-hidden=compact>{text}</span>
        </button>
    }
}

/// A link that looks like a button.
#[component]
pub(crate) fn LinkButton(
    #[prop(into)] label: TextProp,
    #[prop(into)] href: String,
    #[prop(optional)] look: Look,
    #[prop(optional, into)] icon: Option<icondata::Icon>,
    #[prop(optional, into)] testid: Option<String>,
) -> impl IntoView {
    view! {
        <a class=look.class() href=href data-testid=testid>
            {icon.map(|icon| view! { <Icon icon=icon /> })}
            <span>{move || label.get()}</span>
        </a>
    }
}
