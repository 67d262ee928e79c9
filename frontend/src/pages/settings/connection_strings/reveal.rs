//! The string with its secrets, for whoever may see it and gives their password; it is written down who did.

use leptos::{prelude::*, task::spawn_local};
use shared::{api::connection_entry::RevealedConnectionEntry, permission::Permission};

use super::detail::Opened;
use crate::{
    api::Api,
    components::{
        button::{Button, Look},
        code_block::CodeBlock,
        states::ProblemNote,
    },
    failure::Failure,
    i18n::{t, txt},
};

/// The button, and what it brings.
#[component]
pub(super) fn Reveal(opened: Opened) -> impl IntoView {
    let api = Api::of_page();
    let desk = opened.desk;
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let shown = RwSignal::new(None::<(String, Option<String>)>);
    on_cleanup(move || drop(shown.try_set(None)));
    let press = Callback::new(move |()| {
        let (tenant, environment, id) = (desk.current.slug(), desk.here.slug(), opened.id());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.reveal_connection_entry(&tenant, &environment, &id).await;
            _ = busy.try_set(false);
            match answer {
                Ok(RevealedConnectionEntry { text, resolved }) => {
                    let resolved = resolved.map(|text| text.expose().to_owned());
                    drop(shown.try_set(Some((text.expose().to_owned(), resolved))));
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    // A version that was saved since has other secrets.
    Effect::new(move |before: Option<i64>| {
        let version = opened.stored.with(|stored| stored.value.version);
        if before.is_some_and(|before| before != version) {
            drop(shown.try_set(None));
        }
        version
    });
    view! {
        <div class="stack-sm entry-reveal" data-testid="revealed">
            {move || shown.get().map(|(text, resolved)| {
                let unresolved = resolved.is_none();
                let resolved = resolved.filter(|resolved| *resolved != text);
                view! {
                    <p class="field-hint">{t(txt::ENTRY_REVEALED)}</p>
                    <CodeBlock code=text label=t(txt::ENTRY_REVEALED_LABEL) wrap=true testid="revealed-text" />
                    {resolved.map(|text| view! {
                        <p class="field-hint">{t(txt::ENTRY_RESOLVED)}</p>
                        <CodeBlock code=text label=t(txt::ENTRY_RESOLVED) wrap=true testid="resolved-text" />
                    })}
                    {unresolved.then(|| view! { <p class="field-hint">{t(txt::ENTRY_UNRESOLVED)}</p> })}
                }
            })}
            {move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })}
            {move || desk.current.may(Permission::SettingsReveal).then(|| if shown.with(Option::is_some) {
                view! {
                    <div><Button label=t(txt::ENTRY_HIDE) icon=icondata::LuEyeOff look=Look::Quiet on_press=Callback::new(move |()| shown.set(None)) testid="hide" /></div>
                }.into_any()
            } else {
                view! {
                    <div><Button label=t(txt::ENTRY_REVEAL) busy_label=t(txt::COMMON_LOADING) busy=busy icon=icondata::LuEye on_press=press testid="reveal" /></div>
                }.into_any()
            })}
        </div>
    }
}
