//! What a provider's fault means for people: what kind it is, and who has to act.

use leptos::prelude::*;
use shared::provider_error::{ErrorClass, WhoActs};

use super::{
    badge::{Badge, Tone},
    icon::Icon,
};
use crate::i18n::{Text, t, txt};

/// The kind of fault and who acts, side by side.
#[component]
pub(crate) fn Meaning(class: ErrorClass, who: WhoActs) -> impl IntoView {
    let (label, tone, icon) = class_look(class);
    view! {
        <p class="meaning">
            <Badge label=t(label) tone=tone icon=icon />
            <span class="meaning-who">
                <Icon icon=icondata::LuUserRound />
                <span class="visually-hidden">{t(txt::MEANING_WHO)} " "</span>
                {t(who_text(who))}
            </span>
        </p>
    }
}

fn class_look(class: ErrorClass) -> (Text, Tone, icondata::Icon) {
    match class {
        ErrorClass::Transient => (txt::MEANING_TRANSIENT, Tone::Neutral, icondata::LuHourglass),
        ErrorClass::Configuration => (txt::MEANING_CONFIGURATION, Tone::Bad, icondata::LuWrench),
        ErrorClass::Interaction => (txt::MEANING_INTERACTION, Tone::Warning, icondata::LuLogIn),
        ErrorClass::Consent => (txt::MEANING_CONSENT, Tone::Warning, icondata::LuShieldQuestion),
    }
}

fn who_text(who: WhoActs) -> Text {
    match who {
        WhoActs::MailboxUser => txt::MEANING_WHO_MAILBOX_USER,
        WhoActs::Administrator => txt::MEANING_WHO_ADMINISTRATOR,
        WhoActs::ApplicationOwner => txt::MEANING_WHO_APPLICATION_OWNER,
        WhoActs::DirectoryAdministrator => txt::MEANING_WHO_DIRECTORY_ADMINISTRATOR,
        WhoActs::ExchangeAdministrator => txt::MEANING_WHO_EXCHANGE_ADMINISTRATOR,
        WhoActs::Provider => txt::MEANING_WHO_PROVIDER,
    }
}
