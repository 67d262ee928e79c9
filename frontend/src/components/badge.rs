//! A state in a few words: always an icon and a text, never colour alone.

use leptos::{prelude::*, text_prop::TextProp};
use shared::resource::LintLevel;

use super::icon::Icon;
use crate::i18n::{Text, txt};

/// What a state means to the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Tone {
    /// Just a fact.
    #[default]
    Neutral,
    /// The thing to notice.
    Accent,
    /// As it should be.
    Good,
    /// Look at it soon.
    Warning,
    /// Broken.
    Bad,
}

impl Tone {
    /// The class that colours by tone.
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Neutral => "tone-neutral",
            Self::Accent => "tone-accent",
            Self::Good => "tone-good",
            Self::Warning => "tone-warning",
            Self::Bad => "tone-bad",
        }
    }

    /// The icon that says the same without colour.
    pub(crate) fn icon(self) -> icondata::Icon {
        match self {
            Self::Neutral => icondata::LuCircle,
            Self::Accent => icondata::LuStar,
            Self::Good => icondata::LuCircleCheck,
            Self::Warning => icondata::LuTriangleAlert,
            Self::Bad => icondata::LuCircleX,
        }
    }
}

/// How bad a finding is, in a word.
pub(crate) fn level_look(level: LintLevel) -> (Text, Tone, icondata::Icon) {
    match level {
        LintLevel::Error => (txt::FINDING_ERROR, Tone::Bad, icondata::LuCircleX),
        LintLevel::Warning => (txt::FINDING_WARNING, Tone::Warning, icondata::LuTriangleAlert),
        LintLevel::Note => (txt::FINDING_NOTE, Tone::Neutral, icondata::LuInfo),
    }
}

/// A state.
#[component]
pub(crate) fn Badge(
    #[prop(into)] label: TextProp,
    #[prop(optional)] tone: Tone,
    #[prop(optional, into)] icon: Option<icondata::Icon>,
) -> impl IntoView {
    view! {
        <span class=format!("badge {}", tone.class())>
            <Icon icon=icon.unwrap_or_else(|| tone.icon()) />
            {move || label.get()}
        </span>
    }
}

/// A label somebody chose.
#[component]
pub(crate) fn Tag(#[prop(into)] label: TextProp) -> impl IntoView {
    view! { <span class="tag">{move || label.get()}</span> }
}
