//! What a resource's tokens must carry, what the last new token proved, and the way to have the rest granted.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::permission::{CheckPermissions, NeededApi, NeededPermission, ResourcePermissions},
    permission::Permission,
    resource::PermissionKind,
};

use super::{
    detail::CurrentResource,
    permission_forms::{CheckForm, NeededForm},
    permission_state::CheckState,
    permissions_consent::Consent,
    permissions_history::{ConsentHistory, Consents},
    permissions_links::ConsentLinks,
    permissions_reach::ReachCard,
};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        card::Card,
        dialog::Dialog,
        icon::Icon,
        states::{EmptyState, ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{t, tf, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
    state::permissions::{Standing, standing},
};

/// The permissions of this page, and the way to load them again.
pub(crate) type CurrentPermissions = Remote<ResourcePermissions>;

/// The permissions part of a resource's page.
#[component]
pub(crate) fn Permissions() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let permissions: CurrentPermissions = Remote::new(move || {
        let (slug, id) = (current.slug(), here.id());
        async move { api.permissions(&slug, &id).await }
    });
    let consents: Consents = Remote::new(move || {
        let (slug, id) = (current.slug(), here.id());
        async move { Ok(api.admin_consents(&slug, &id).await?.items) }
    });
    view! {
        <div class="stack" data-testid="permissions">
            {loaded(permissions, 6, move |shown| view! { <Needed shown permissions consents /> }.into_any())}
            <ReachCard />
            <ConsentLinks permissions />
            <ConsentHistory consents />
        </div>
    }
}

#[component]
fn Needed(shown: RwSignal<ResourcePermissions>, permissions: CurrentPermissions, consents: Consents) -> impl IntoView {
    let [asking, changing, choosing] = [(); 3].map(|()| RwSignal::new(false));
    let failure = RwSignal::new(None::<Failure>);
    let empty = Memo::new(move |_| shown.with(|shown| shown.apis.is_empty()));
    view! {
        <Card title=t(txt::PERMISSIONS_TITLE) note=t(txt::PERMISSIONS_NOTE)
            actions=move || view! { <Actions shown permissions failure asking changing choosing /> } flush=true testid="needed">
            <div class="proof-head">
                {move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })}
                {move || match shown.with(|shown| shown.last_check.clone()) {
                    Some(check) => view! { <CheckState check /> }.into_any(),
                    None => view! {
                        <div class="proof" data-testid="permission-state" data-state="never">
                            <p class="proof-line"><Badge label=t(txt::PERMISSIONS_NEVER) /></p>
                            <p>{t(txt::PERMISSIONS_NEVER_TEXT)}</p>
                        </div>
                    }.into_any(),
                }}
                <Directory shown />
            </div>
            {move || if empty.get() {
                view! { <EmptyState icon=icondata::LuShieldQuestion title=t(txt::PERMISSIONS_EMPTY_TITLE) text=t(txt::PERMISSIONS_EMPTY_TEXT) /> }.into_any()
            } else {
                view! {
                    <ul class="tokens">
                        {move || shown.get().apis.into_iter().map(|api| view! { <ApiBlock api shown /> }).collect_view()}
                    </ul>
                }.into_any()
            }}
        </Card>
        <Dialog open=asking title=t(txt::CONSENT_TITLE) wide=true testid="consent-dialog">
            <Consent open=asking shown consents />
        </Dialog>
        <Dialog open=changing title=t(txt::PERMISSIONS_CHANGE_TITLE) wide=true testid="needed-dialog">
            <NeededForm open=changing shown permissions />
        </Dialog>
        <Dialog open=choosing title=t(txt::PERMISSIONS_CHECK) testid="check-dialog">
            <CheckForm open=choosing permissions />
        </Dialog>
    }
}

#[component]
fn Actions(
    shown: RwSignal<ResourcePermissions>,
    permissions: CurrentPermissions,
    failure: RwSignal<Option<Failure>>,
    asking: RwSignal<bool>,
    changing: RwSignal<bool>,
    choosing: RwSignal<bool>,
) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let busy = RwSignal::new(false);
    let check = Callback::new(move |()| {
        // Of people there may be several: whose token is looked at is for the reader to say.
        if shown.with_untracked(|shown| shown.kind == PermissionKind::Delegated) {
            return choosing.set(true);
        }
        let (slug, id) = (current.slug(), here.id());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.check_permissions(&slug, &id, &CheckPermissions::default()).await;
            _ = busy.try_set(false);
            drop(failure.try_set(answer.err()));
            permissions.reload();
        });
    });
    let open = |dialog: RwSignal<bool>| Callback::new(move |()| dialog.set(true));
    let consent = Memo::new(move |_| shown.with(|shown| shown.consent));
    let first = move || if consent.get() { Look::Secondary } else { Look::Primary };
    view! {
        {move || current.may(Permission::ResourceWrite).then(|| view! {
            <Button label=t(txt::PERMISSIONS_CHANGE) icon=icondata::LuPencil look=Look::Quiet on_press=open(changing) testid="change-needed" />
        })}
        {move || current.may(Permission::TokenIssue).then(|| view! {
            <Button label=t(txt::PERMISSIONS_CHECK) busy_label=t(txt::PERMISSIONS_CHECK_BUSY) busy=busy icon=icondata::LuShieldCheck
                look=first() on_press=check testid="check-permissions" />
            {consent.get().then(|| view! {
                <Button label=t(txt::CONSENT_ASK) icon=icondata::LuHeartHandshake look=Look::Primary on_press=open(asking) testid="ask-consent" />
            })}
        })}
    }
}

/// The directory in which all this is granted, or what to do where that is not known.
#[component]
fn Directory(shown: RwSignal<ResourcePermissions>) -> impl IntoView {
    move || match shown.with(|shown| shown.directory_id.clone()) {
        Some(id) => view! {
            <p class="proof-fact">{t(txt::PERMISSIONS_DIRECTORY)} " " <code>{id}</code></p>
        }
        .into_any(),
        None => view! { <p class="proof-fact">{t(txt::PERMISSIONS_NO_DIRECTORY)}</p> }.into_any(),
    }
}

#[component]
fn ApiBlock(api: NeededApi, shown: RwSignal<ResourcePermissions>) -> impl IntoView {
    let kind = shown.with_untracked(|shown| shown.kind);
    let of_whom = match kind {
        PermissionKind::Application => txt::PERMISSIONS_APPLICATION,
        PermissionKind::Delegated => txt::PERMISSIONS_DELEGATED,
    };
    let id = StoredValue::new(api.api);
    let missing = {
        let names: Vec<String> = api.permissions.iter().map(|permission| permission.name.clone()).collect();
        Memo::new(move |_| {
            shown.with(|shown| {
                let stands = |name: &String| standing(shown.last_check.as_ref(), &id.get_value(), name);
                names.iter().any(|name| stands(name) == Standing::Missing)
            })
        })
    };
    let grantors = StoredValue::new(api.grantors.join(", "));
    let rows = api.permissions.into_iter().map(|permission| view! { <PermissionRow id permission shown /> });
    let rows = rows.collect_view();
    view! {
        <li class="api-block" data-testid="api">
            <div class="api-head">
                <h3>{api.name}</h3>
                <span class="muted">{t(of_whom)}</span>
            </div>
            <ul class="permission-list">{rows}</ul>
            {move || (missing.get() && !grantors.with_value(String::is_empty)).then(|| view! {
                <p class="proof-fact" data-testid="grantors">{tf(txt::PERMISSIONS_WHO, vec![("roles", grantors.get_value())])}</p>
            })}
        </li>
    }
}

#[component]
fn PermissionRow(
    id: StoredValue<String>,
    permission: NeededPermission,
    shown: RwSignal<ResourcePermissions>,
) -> impl IntoView {
    let name = StoredValue::new(permission.name.clone());
    let stands = Memo::new(move |_| {
        let (id, name) = (id.get_value(), name.get_value());
        shown.with(|shown| standing(shown.last_check.as_ref(), &id, &name))
    });
    let badge = move || match stands.get() {
        Standing::Granted => (txt::PERMISSION_GRANTED, Tone::Good),
        Standing::Missing => (txt::PERMISSION_MISSING, Tone::Bad),
        Standing::Unknown => (txt::PERMISSION_UNKNOWN, Tone::Neutral),
    };
    view! {
        <li class="permission" data-testid="permission">
            <code class="permission-name">{permission.name}</code>
            {move || {
                let (label, tone) = badge();
                view! { <Badge label=t(label) tone=tone /> }
            }}
            <div class="permission-words">
                {permission.why.map(|why| view! { <p>{why}</p> })}
                {permission.note.map(|note| view! {
                    <p class="permission-note"><Icon icon=icondata::LuInfo /><span>{note}</span></p>
                })}
            </div>
        </li>
    }
}
