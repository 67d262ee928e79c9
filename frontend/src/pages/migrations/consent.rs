//! Asking the directory's administrator by a link, and confirming what came back.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::consent_request::{CreateConsentRequest, USUAL_HOURS},
    ids::ResourceId,
};

use super::{actions::ToResource, desk::Desk};
use crate::{
    components::{button::Button, code_block::CodeBlock, states::ProblemNote},
    failure::Failure,
    i18n::{t, txt},
    pages::resources::consent_link_row::LinkRow,
    remote::Remote,
};

/// The links of this migration: a new one, and what became of the others.
#[component]
pub(super) fn ConsentLinks(desk: Desk, resource: Memo<Option<String>>, missing: Memo<Vec<String>>) -> impl IntoView {
    let asked = Remote::new(move || {
        desk.turns.track();
        let (tenant, id) = (desk.current.slug(), resource.get());
        async move {
            let Some(id) = id else { return Ok(Vec::new()) };
            Ok(desk.api.consent_requests(&tenant, &id).await?.items)
        }
    });
    let made = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let ask = Callback::new(move |()| {
        let Some(id) = resource.get_untracked() else { return };
        busy.set(true);
        failure.set(None);
        let request = CreateConsentRequest {
            resource: ResourceId::new(id),
            expires_in_hours: Some(USUAL_HOURS),
            api: None,
            migration: Some(desk.at().id),
            note: None,
        };
        spawn_local(async move {
            match desk.after(desk.api.make_consent_link(&desk.current.slug(), &request)).await {
                Ok(created) => drop(made.try_set(Some(created.url.expose().to_owned()))),
                Err(why) => drop(failure.try_set(Some(why))),
            }
            _ = busy.try_set(false);
        });
    });
    let changed = Callback::new(move |()| {
        // Who answered may have closed the step: all of it is read again.
        spawn_local(async move { drop(desk.after(async { Ok(()) }).await) });
    });
    let off = Signal::derive(move || !missing.with(Vec::is_empty) || resource.with(Option::is_none));
    view! {
        <div class="consent-links">
            {move || made.get().map(|url| view! {
                <CodeBlock code=url label=t(txt::CONSENT_LINK_URL) wrap=true testid="consent-url" />
                <p class="muted">{t(txt::CONSENT_LINK_ONCE)}</p>
            })}
            {move || failure.get().map(|failure| view! { <ProblemNote failure /> })}
            <Show when=move || desk.may_write()>
                <div class="form-actions">
                    <Button label=t(txt::ACTION_CONSENT_DO) busy_label=t(txt::ACTION_CONSENT_BUSY) busy=busy disabled=off
                        icon=icondata::LuLink2 on_press=ask testid="make-link" />
                    {move || resource.get().map(|resource| view! {
                        <ToResource desk resource tab="permissions" label=txt::CONSENT_LINK_SELF />
                    })}
                </div>
            </Show>
            <ul class="tokens">
                {move || asked.value().unwrap_or_default().into_iter().map(|request| view! { <LinkRow request changed /> }).collect_view()}
            </ul>
        </div>
    }
}
