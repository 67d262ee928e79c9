//! How states, owners and progress look: always an icon and a word, never colour alone.

use leptos::{prelude::*, text_prop::TextProp};
use shared::{
    api::migration::StepState,
    check::{CheckState, Owner},
};

use crate::{
    components::{badge::Tone, icon::Icon},
    i18n::{Text, t, txt},
};

/// Who does it, in words.
pub(super) fn owner_name(owner: Owner) -> Text {
    match owner {
        Owner::Customer => txt::OWNER_CUSTOMER,
        Owner::DirectoryAdministrator => txt::OWNER_DIRECTORY_ADMINISTRATOR,
        Owner::Support => txt::OWNER_SUPPORT,
        Owner::ProductServer => txt::OWNER_PRODUCT_SERVER,
    }
}

fn owner_icon(owner: Owner) -> icondata::Icon {
    match owner {
        Owner::Customer => icondata::LuUserRound,
        Owner::DirectoryAdministrator => icondata::LuShieldCheck,
        Owner::Support => icondata::LuHeartHandshake,
        Owner::ProductServer => icondata::LuServer,
    }
}

/// Who does it.
#[component]
pub(super) fn OwnerChip(owner: Owner) -> impl IntoView {
    view! {
        <span class="owner">
            <Icon icon=owner_icon(owner) />
            {t(owner_name(owner))}
        </span>
    }
}

/// How far a step is, in a word.
pub(super) fn step_look(state: StepState) -> (Text, Tone, icondata::Icon) {
    match state {
        StepState::Waiting => (txt::STEP_WAITING, Tone::Neutral, icondata::LuCircleDashed),
        StepState::Open => (txt::STEP_OPEN, Tone::Accent, icondata::LuCircle),
        StepState::InProgress => (txt::STEP_IN_PROGRESS, Tone::Accent, icondata::LuCircleDotDashed),
        StepState::Done => (txt::STEP_DONE, Tone::Good, icondata::LuCircleCheck),
        StepState::Skipped => (txt::STEP_SKIPPED, Tone::Neutral, icondata::LuCircleSlash),
    }
}

/// How a check came out, in a word.
pub(in crate::pages) fn check_look(state: Option<CheckState>) -> (Text, Tone, icondata::Icon) {
    match state {
        None => (txt::CHECK_NEVER, Tone::Neutral, icondata::LuCircleDashed),
        Some(CheckState::Passed) => (txt::CHECK_PASSED, Tone::Good, icondata::LuCircleCheck),
        Some(CheckState::Warning) => (txt::CHECK_WARNING, Tone::Warning, icondata::LuTriangleAlert),
        Some(CheckState::Impossible) => (txt::CHECK_IMPOSSIBLE, Tone::Neutral, icondata::LuCircleSlash),
        Some(CheckState::Failed) => (txt::CHECK_FAILED, Tone::Bad, icondata::LuCircleX),
    }
}

/// An icon in the colour of its tone, with the word for those who do not see it.
#[component]
pub(in crate::pages) fn StateIcon(look: (Text, Tone, icondata::Icon)) -> impl IntoView {
    let (text, tone, icon) = look;
    let class = match tone {
        Tone::Neutral => "state-mark",
        Tone::Accent => "state-mark is-accent",
        Tone::Good => "state-mark is-good",
        Tone::Warning => "state-mark is-warning",
        Tone::Bad => "state-mark is-bad",
    };
    view! {
        <span class=class title=t(text)>
            <Icon icon=icon />
            <span class="visually-hidden">{t(text)}</span>
        </span>
    }
}

/// A remark that stands apart from the text.
#[component]
pub(super) fn Callout(
    tone: Tone,
    icon: icondata::Icon,
    #[prop(into)] title: TextProp,
    children: Children,
) -> impl IntoView {
    view! {
        <div class=format!("callout {}", tone.class())>
            <span class="callout-icon"><Icon icon=icon /></span>
            <div class="callout-words">
                <p class="callout-title">{move || title.get()}</p>
                {children()}
            </div>
        </div>
    }
}
