//! Scripts that do what a step says: in tabs by language, to copy or to save.

use leptos::prelude::*;
use shared::api::migration::{MigrationScript, MigrationStep};

use super::{desk::Desk, paste::Paste};
use crate::{
    components::{
        button::{Button, Look},
        code_block::CodeBlock,
        drop_zone::save_file,
        states::{ProblemNote, Skeleton},
    },
    i18n::{Language, Text, t, txt},
    remote::{Load, Remote},
};

fn language_name(language: &str) -> &'static str {
    match language {
        "powershell" => "PowerShell",
        "az" => "Azure CLI",
        _ => "JSON",
    }
}

/// What a script does: several in one step are told apart by it.
fn script_name(script: &str) -> Text {
    match script {
        "certificate" => txt::SCRIPTS_NAME_CERTIFICATE,
        "consent" => txt::SCRIPTS_NAME_CONSENT,
        "ews_allow_list" => txt::SCRIPTS_NAME_EWS_ALLOW_LIST,
        "exchange_principal" => txt::SCRIPTS_NAME_EXCHANGE_PRINCIPAL,
        "mailbox_permissions" => txt::SCRIPTS_NAME_MAILBOX_PERMISSIONS,
        "permissions" => txt::SCRIPTS_NAME_PERMISSIONS,
        "rbac" => txt::SCRIPTS_NAME_RBAC,
        "registration" => txt::SCRIPTS_NAME_REGISTRATION,
        "remove_grant" => txt::SCRIPTS_NAME_REMOVE_GRANT,
        "secret" => txt::SCRIPTS_NAME_SECRET,
        "service_principal" => txt::SCRIPTS_NAME_SERVICE_PRINCIPAL,
        "smtp_auth" => txt::SCRIPTS_NAME_SMTP_AUTH,
        _ => txt::SCRIPTS_TITLE,
    }
}

/// The scripts of a step; nothing where there are none.
#[component]
pub(super) fn Scripts(desk: Desk, step: Memo<Option<MigrationStep>>) -> impl IntoView {
    let scripts =
        Memo::new(move |_| step.with(|step| step.as_ref().map(|step| step.scripts.clone())).unwrap_or_default());
    view! {
        <Show when=move || !scripts.with(Vec::is_empty)>
            <section class="step-part" data-testid="scripts">
                <h3>{t(txt::SCRIPTS_TITLE)}</h3>
                <p class="muted">{t(txt::SCRIPTS_LEAD)}</p>
                {move || scripts.get().into_iter().map(|script| view! { <Script desk script /> }).collect_view()}
                <Show when=move || desk.may_write()>
                    <Paste desk step />
                </Show>
            </section>
        </Show>
    }
}

/// A script is long: it is written when somebody wants to see it.
#[component]
fn Script(desk: Desk, script: MigrationScript) -> impl IntoView {
    let shown = RwSignal::new(None::<String>);
    let languages = script.languages.clone();
    let name = script_name(&script.script);
    let script = StoredValue::new(script);
    view! {
        <div class="script" data-testid=script.with_value(|script| format!("script-{}", script.script))>
            <p class="script-name">{t(name)}</p>
            <div class="script-languages">
                {languages.into_iter().map(|language| {
                    let (here, wanted) = (language.clone(), language.clone());
                    let on = move || shown.with(|shown| shown.as_deref() == Some(here.as_str()));
                    view! {
                        <button type="button" class="chip" aria-pressed=move || on().to_string()
                            on:click=move |_| shown.update(|shown| *shown = (shown.as_deref() != Some(wanted.as_str())).then(|| wanted.clone()))>
                            {language_name(&language)}
                        </button>
                    }
                }).collect_view()}
            </div>
            {move || shown.get().map(|language| view! { <Text desk script language /> })}
        </div>
    }
}

#[component]
fn Text(desk: Desk, script: StoredValue<MigrationScript>, language: String) -> impl IntoView {
    let locale = Language::of_page();
    let language = StoredValue::new(language);
    let read = Remote::new(move || {
        // The remarks in it are in the language of the page; what it is filled with is what stands there now.
        locale.get();
        desk.turns.track();
        async move { desk.api.migration_script(&desk.at(), &script.get_value(), &language.get_value()).await }
    });
    move || match read.get() {
        Load::Loading => view! { <Skeleton lines=5 /> }.into_any(),
        Load::Failed(failure) => {
            view! { <ProblemNote failure retry=Callback::new(move |()| read.retry()) /> }.into_any()
        }
        Load::Ready(script) => {
            let mark = if script.bom { "\u{feff}" } else { "" };
            let (name, text) = (script.file_name.clone(), format!("{mark}{}", script.text));
            let save = Callback::new(move |()| save_file(&name, text.as_bytes()));
            view! {
                <p class="muted">{script.about}</p>
                <CodeBlock code=script.text label=script.file_name testid="script-text" />
                <div class="form-actions">
                    <Button label=t(txt::SCRIPTS_SAVE) icon=icondata::LuDownload look=Look::Quiet on_press=save testid="save-script" />
                </div>
            }
            .into_any()
        }
    }
}
