//! Links for a directory's administrator without an account: made, sent, and their answers confirmed or not.

use leptos::prelude::*;
use shared::{
    api::{
        consent_request::{ConsentRequest, ConsentRequestCreated, CreateConsentRequest, NOTE, USUAL_HOURS},
        permission::ResourcePermissions,
    },
    field::{FieldKind, FieldSpec},
    ids::ResourceId,
    permission::Permission,
};

use super::{consent_link_row::LinkRow, detail::CurrentResource, permissions::CurrentPermissions};
use crate::{
    api::Api,
    components::{
        badge::Tone,
        button::{Button, Look},
        card::Card,
        code_block::CodeBlock,
        dialog::Dialog,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        icon::Icon,
        relative_time::RelativeTime,
        states::{EmptyState, loaded},
    },
    i18n::{t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
};

/// The links of this page, and the way to load them again.
pub(crate) type Links = Remote<Vec<ConsentRequest>>;

const HOURS: FieldSpec = FieldSpec::required("expires_in_hours", FieldKind::Text);

/// The card: what links are for, the button that makes one, and the list.
#[component]
pub(crate) fn ConsentLinks(permissions: CurrentPermissions) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let links: Links = Remote::new(move || {
        let (slug, id) = (current.slug(), here.id());
        async move { Ok(api.consent_requests(&slug, &id).await?.items) }
    });
    let changed = Callback::new(move |()| {
        permissions.reload();
        links.reload();
    });
    let making = RwSignal::new(false);
    let possible = Memo::new(move |_| {
        permissions.value().is_some_and(|shown: ResourcePermissions| shown.consent)
            && current.may(Permission::TokenIssue)
    });
    let actions = move || {
        (move || {
            possible.get().then(|| {
                view! {
                    <Button label=t(txt::CONSENT_REQUEST_MAKE) icon=icondata::LuLink
                        on_press=Callback::new(move |()| making.set(true)) testid="make-link" />
                }
            })
        })
        .into_any()
    };
    view! {
        <Card title=t(txt::CONSENT_REQUEST_TITLE) note=t(txt::CONSENT_REQUEST_NOTE) actions=actions flush=true testid="consent-links">
            {loaded(links, 2, move |shown| view! {
                {move || if shown.with(Vec::is_empty) {
                    view! { <EmptyState icon=icondata::LuMailQuestion title=t(txt::CONSENT_REQUEST_EMPTY_TITLE) text=t(txt::CONSENT_REQUEST_EMPTY_TEXT) /> }.into_any()
                } else {
                    view! { <ul class="tokens">{shown.get().into_iter().map(|request| view! { <LinkRow request changed /> }).collect_view()}</ul> }.into_any()
                }}
            }.into_any())}
        </Card>
        <Dialog open=making title=t(txt::CONSENT_REQUEST_MAKE) wide=true testid="link-dialog">
            <Make open=making links />
        </Dialog>
    }
}

/// Makes a link, then shows it, this once.
#[component]
fn Make(open: RwSignal<bool>, links: Links) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let made = RwSignal::new(None::<ConsentRequestCreated>);
    let lives = [
        ("4", txt::CONSENT_REQUEST_4),
        ("24", txt::CONSENT_REQUEST_24),
        ("72", txt::CONSENT_REQUEST_72),
        ("168", txt::CONSENT_REQUEST_168),
    ];
    let lives = lives.into_iter().map(|(hours, name)| (hours.to_owned(), t(name).into())).collect();
    let rows = vec![
        Row::new(HOURS, txt::CONSENT_REQUEST_LIFE).control(Control::Choice(lives)).start(USUAL_HOURS.to_string()),
        Row::new(NOTE, txt::CONSENT_REQUEST_WORDS).control(Control::Lines).hint(txt::CONSENT_REQUEST_WORDS_HINT),
    ];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let request = CreateConsentRequest {
            resource: ResourceId::new(here.id()),
            expires_in_hours: form.read(|state| state.value(HOURS.name).parse().ok()),
            api: None,
            migration: None,
            note: form.read(|state| state.given(NOTE.name)),
        };
        let slug = current.slug();
        form.send(async move { api.make_consent_link(&slug, &request).await }, move |created| {
            drop(made.try_set(Some(created)));
            links.reload();
        });
    });
    let rows = StoredValue::new(rows);
    move || {
        match made.get() {
        Some(created) => view! { <Made created open /> }.into_any(),
        None => view! {
            <p class="muted">{t(txt::CONSENT_REQUEST_TEXT)}</p>
            <FieldForm form rows=rows.get_value() submit=t(txt::CONSENT_REQUEST_MAKE) busy_label=t(txt::CONSENT_REQUEST_MAKING)
                on_submit=submit on_cancel=Callback::new(move |()| open.set(false)) testid="link-form" />
        }
        .into_any(),
    }
    }
}

#[component]
fn Made(created: ConsentRequestCreated, open: RwSignal<bool>) -> impl IntoView {
    let then =
        (!created.then.is_empty()).then(|| tf(txt::CONSENT_REQUEST_THEN, vec![("apis", created.then.join(", "))]));
    view! {
        <div class="stack" data-testid="link-made">
            <CodeBlock code=created.url.expose().to_owned() label=t(txt::CONSENT_REQUEST_URL) wrap=true testid="link-url" />
            <div class=format!("note {}", Tone::Warning.class())>
                <Icon icon=Tone::Warning.icon() />
                <p>{t(txt::CONSENT_REQUEST_ONCE)} " " {t(txt::CONSENT_ENDS)} " " <RelativeTime at=created.details.expires_at /></p>
            </div>
            <p class="muted">{t(txt::CONSENT_REQUEST_SEND)}</p>
            {then.map(|then| view! { <p>{then}</p> })}
            <div class="form-actions">
                <Button label=t(txt::CONSENT_REQUEST_DONE) look=Look::Primary on_press=Callback::new(move |()| open.set(false)) testid="link-done" />
            </div>
        </div>
    }
}
