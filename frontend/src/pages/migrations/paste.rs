//! The output of a script, pasted: what it holds is recognised, shown, and filled in.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::{
        migration::MigrationStep,
        paste::{PasteAnswer, PasteText, PastedValue},
    },
    pasted::PasteKind,
    secret::SecretText,
};

use super::desk::Desk;
use crate::{
    components::{
        button::{Button, Look},
        field::fresh_id,
        icon::Icon,
        states::ProblemNote,
    },
    failure::Failure,
    i18n::{Language, Text, t, txt},
    state::matrix::say,
};

/// What a value is that nothing here asks for.
fn kind_name(kind: PasteKind) -> Text {
    match kind {
        PasteKind::Text => txt::PASTED_TEXT,
        PasteKind::ApplicationName => txt::PASTED_APPLICATION_NAME,
        PasteKind::ClientId => txt::PASTED_CLIENT_ID,
        PasteKind::DirectoryId => txt::PASTED_DIRECTORY_ID,
        PasteKind::ApplicationObjectId => txt::PASTED_APPLICATION_OBJECT_ID,
        PasteKind::EnterpriseObjectId => txt::PASTED_ENTERPRISE_OBJECT_ID,
        PasteKind::ClientSecret => txt::PASTED_CLIENT_SECRET,
        PasteKind::SecretId => txt::PASTED_SECRET_ID,
        PasteKind::SecretEnds => txt::PASTED_SECRET_ENDS,
        PasteKind::Thumbprint => txt::PASTED_THUMBPRINT,
        PasteKind::ThumbprintSha256 => txt::PASTED_THUMBPRINT_SHA256,
        PasteKind::CertificateEnds => txt::PASTED_CERTIFICATE_ENDS,
        PasteKind::AuthorizationEndpoint => txt::PASTED_AUTHORIZATION_ENDPOINT,
        PasteKind::TokenEndpoint => txt::PASTED_TOKEN_ENDPOINT,
        PasteKind::RedirectUri => txt::PASTED_REDIRECT_URI,
        PasteKind::Address => txt::PASTED_ADDRESS,
        PasteKind::Host | PasteKind::HostPort => txt::PASTED_HOST,
        PasteKind::Domain => txt::PASTED_DOMAIN,
        PasteKind::Mailbox => txt::PASTED_MAILBOX,
    }
}

/// The words for one, or for a count of them.
fn counted((one, many): (Text, Text), count: usize, language: Language) -> String {
    let text = if count == 1 { one } else { many };
    text.fill(language.get(), &[("n", &count.to_string())])
}

/// Where the output of a script is pasted: what it holds is shown first, and filled on demand.
#[component]
pub(super) fn Paste(desk: Desk, step: Memo<Option<MigrationStep>>) -> impl IntoView {
    let language = Language::of_page();
    let id = fresh_id("output");
    let hint = format!("{id}-hint");
    let described = hint.clone();
    let text = RwSignal::new(String::new());
    let found = RwSignal::new(None::<PasteAnswer>);
    // How many values the output before this one has filled.
    let taken = RwSignal::new(0_usize);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let send = move |dry_run: bool| {
        if busy.get_untracked() || text.with_untracked(|text| text.trim().is_empty()) {
            return;
        }
        busy.set(true);
        failure.set(None);
        let step = step.with_untracked(|step| step.as_ref().map(|step| step.id.clone()));
        let request = PasteText { text: SecretText::new(text.get_untracked()), step, dry_run };
        spawn_local(async move {
            match desk.after(desk.api.paste(&desk.at(), &request)).await {
                Ok(answer) if dry_run => drop(found.try_set(Some(answer))),
                Ok(answer) => {
                    _ = taken.try_set(answer.filled.len());
                    drop(found.try_set(None));
                    drop(text.try_set(String::new()));
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
            _ = busy.try_set(false);
        });
    };
    view! {
        <form class="form" data-testid="paste" on:submit=move |event| { event.prevent_default(); send(true); }>
            <div class="field">
                <label for=id.clone()>{t(txt::SCRIPTS_PASTE)}</label>
                <textarea id=id class="input is-mono" rows="3" spellcheck="false" autocomplete="off" aria-describedby=described
                    prop:value=move || text.get()
                    on:input=move |event| { text.set(event_target_value(&event)); found.set(None); taken.set(0); }></textarea>
                <p class="field-hint" id=hint>{t(txt::SCRIPTS_PASTE_HINT)}</p>
            </div>
            {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
            {move || found.get().map(|answer| {
                let filled = answer.filled.len();
                view! {
                    <Held desk answer />
                    {(filled > 0).then(|| view! {
                        <div class="form-actions">
                            <Button label=move || counted((txt::SCRIPTS_TAKE_ONE, txt::SCRIPTS_TAKE), filled, language)
                                busy_label=t(txt::COMMON_SAVING) busy=busy look=Look::Primary
                                on_press=Callback::new(move |()| send(false)) testid="take-pasted" />
                        </div>
                    })}
                }
            })}
            {move || (taken.get() > 0).then(|| view! {
                <p class="step-saved" role="status"><Icon icon=icondata::LuCircleCheck />
                    {move || counted((txt::SCRIPTS_TAKEN_ONE, txt::SCRIPTS_TAKEN), taken.get(), language)}</p>
            })}
            <Show when=move || found.with(|found| found.as_ref().is_none_or(|answer| answer.filled.is_empty()))>
                <div class="form-actions">
                    <Button label=t(txt::SCRIPTS_READ) busy=busy submit=true icon=icondata::LuClipboardPaste testid="read-pasted" />
                </div>
            </Show>
        </form>
    }
}

/// What a pasted output holds.
#[component]
fn Held(desk: Desk, answer: PasteAnswer) -> impl IntoView {
    let language = Language::of_page();
    let kind = move |value: &PastedValue| match &value.to {
        Some(id) => desk.label(id),
        None => kind_name(value.kind).get(language.get()).to_owned(),
    };
    let nothing = answer.filled.is_empty();
    // Something was recognised, and is not what belongs here.
    let wrong = answer.items.iter().any(|item| item.value.is_none());
    let said = if wrong { txt::SCRIPTS_WRONG } else { txt::SCRIPTS_NOTHING };
    view! {
        <dl class="copies" data-testid="pasted">
            {answer.items.into_iter().map(|item| view! {
                <div class="copies-row" data-kind=item.kind.code()>
                    <dt>{kind(&item)}</dt>
                    <dd>
                        {item.value.as_ref().map(|value| view! { <code class="copies-text">{say(value)}</code> })}
                        {item.to.is_none().then(|| view! { <span class="muted copies-note">{t(txt::SCRIPTS_NOT_NEEDED)}</span> })}
                        {item.remarks.into_iter().map(|remark| view! { <span class="field-error copies-note"><Icon icon=icondata::LuCircleAlert />{remark.detail}</span> }).collect_view()}
                    </dd>
                </div>
            }).collect_view()}
        </dl>
        {nothing.then(|| view! { <p class="muted" role="status">{t(said)}</p> })}
    }
}
