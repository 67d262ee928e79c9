//! The reader's own settings, and what this is.

use leptos::prelude::*;
use shared::text::Locale;

use crate::{
    components::{
        badge::{Badge, Tone},
        card::Card,
        key_values::{KeyValue, KeyValues},
        page::Page,
        relative_time::RelativeTime,
        shell::preferences::{own_name, theme_name},
    },
    i18n::{Language, t, txt},
    places::Place,
    preferences::{Appearance, Theme},
    session::Session,
};

/// The settings.
#[component]
pub(crate) fn SettingsPage() -> impl IntoView {
    view! {
        <Page title=t(txt::NAV_SETTINGS)>
            <div class="stack">
                <Account />
                <Display />
                <About />
            </div>
        </Page>
    }
}

#[component]
fn Account() -> impl IntoView {
    let session = Session::of_page();
    let facts = move || {
        let info = session.info()?;
        let kind = info.user.administrator.then(|| {
            view! {
                <KeyValue name=t(txt::FIELD_ROLE)>
                    <Badge label=t(txt::ACCOUNTS_ADMINISTRATOR) tone=Tone::Accent icon=icondata::LuShieldCheck />
                </KeyValue>
            }
        });
        Some(view! {
            <KeyValues>
                <KeyValue name=t(txt::FIELD_NAME)>{info.user.name}</KeyValue>
                <KeyValue name=t(txt::FIELD_EMAIL)>{info.user.email}</KeyValue>
                {kind}
                <KeyValue name=t(txt::SETTINGS_SESSION_ENDS)><RelativeTime at=info.expires_at /></KeyValue>
            </KeyValues>
        })
    };
    view! { <Card title=t(txt::SHELL_ACCOUNT)>{facts}</Card> }
}

#[component]
fn Display() -> impl IntoView {
    let language = Language::of_page();
    let appearance: Appearance = expect_context();
    view! {
        <Card title=t(txt::SETTINGS_DISPLAY) note=t(txt::SETTINGS_DISPLAY_NOTE)>
            <div class="form-fields is-columns">
                <fieldset class="choices">
                    <legend>{t(txt::SHELL_LANGUAGE)}</legend>
                    {Locale::ALL.into_iter().map(|locale| view! {
                        <label class="choice">
                            <input type="radio" class="checkbox" name="language" value=locale.tag()
                                prop:checked=move || language.get() == locale on:change=move |_| language.choose(locale) />
                            {own_name(locale)}
                        </label>
                    }).collect_view()}
                </fieldset>
                <fieldset class="choices">
                    <legend>{t(txt::SHELL_THEME)}</legend>
                    {Theme::ALL.into_iter().map(|theme| view! {
                        <label class="choice">
                            <input type="radio" class="checkbox" name="theme" value=theme.as_str()
                                prop:checked=move || appearance.0.get() == theme on:change=move |_| appearance.choose(theme) />
                            {t(theme_name(theme))}
                        </label>
                    }).collect_view()}
                </fieldset>
            </div>
        </Card>
    }
}

#[component]
fn About() -> impl IntoView {
    view! {
        <Card title=t(txt::SETTINGS_ABOUT)>
            <KeyValues>
                <KeyValue name=t(txt::SETTINGS_VERSION)><code>{env!("CARGO_PKG_VERSION")}</code></KeyValue>
                <KeyValue name=t(txt::NAV_API_DOCS)><a href=Place::ApiDocs.path()>{Place::ApiDocs.path()}</a></KeyValue>
            </KeyValues>
        </Card>
    }
}
