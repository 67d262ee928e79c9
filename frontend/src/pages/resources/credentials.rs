//! The secrets and certificates with which a resource's client proves who it is.

use leptos::{prelude::*, task::spawn_local};
use shared::{
    api::credential::{Credential, CredentialKind},
    permission::Permission,
    resource::ClientAuth,
};

use super::{
    credential_forms::{GenerateForm, ImportForm, SecretForm},
    credential_row::CredentialCard,
    detail::CurrentResource,
    findings::FindingsHere,
};
use crate::{
    api::Api,
    components::{
        badge::Tone,
        button::Button,
        card::Card,
        dialog::Dialog,
        icon::Icon,
        states::{EmptyState, loaded},
    },
    i18n::{Text, t, txt},
    pages::tenants::frame::CurrentTenant,
    remote::Remote,
};

/// The list of credentials, and the way to load it again.
pub(crate) type CredentialList = Remote<Vec<Credential>>;

/// The credentials of the resource.
#[component]
pub(crate) fn Credentials() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let list: CredentialList = Remote::new(move || {
        let (slug, id) = (current.slug(), here.id());
        async move { Ok(api.credentials(&slug, &id).await?.items) }
    });
    let [secret, generate, import] = [(); 3].map(|()| RwSignal::new(false));
    let open = |dialog: RwSignal<bool>| Callback::new(move |()| dialog.set(true));
    let actions = move || {
        current.may(Permission::ResourceWrite).then(|| view! {
            <Button label=t(txt::CREDENTIALS_ADD_SECRET) icon=icondata::LuPlus on_press=open(secret) testid="add-secret" />
            <Button label=t(txt::CREDENTIALS_GENERATE) icon=icondata::LuKeyRound on_press=open(generate) testid="generate-certificate" />
            <Button label=t(txt::CREDENTIALS_IMPORT) icon=icondata::LuUpload on_press=open(import) testid="import-certificate" />
        })
    };
    // What the server finds depends on them.
    Effect::new(move |before: Option<Option<usize>>| {
        let count = list.value().map(|all| all.len());
        if before.flatten().is_some_and(|before| Some(before) != count) {
            spawn_local(async move { drop(here.read_again(api, &current.slug()).await) });
        }
        count
    });
    view! {
        <Card title=t(txt::CREDENTIALS_TITLE) note=t(txt::CREDENTIALS_NOTE) actions=move || actions flush=true testid="credentials">
            {loaded(list, 3, move |shown| view! { <List shown list /> }.into_any())}
            <div class="findings-foot"><FindingsHere fields=vec!["credentials".to_owned()] /></div>
        </Card>
        <Dialog open=secret title=t(txt::CREDENTIALS_ADD_SECRET) testid="secret-dialog">
            <SecretForm open=secret list />
        </Dialog>
        <Dialog open=generate title=t(txt::CREDENTIALS_GENERATE) testid="generate-dialog">
            <GenerateForm open=generate list />
        </Dialog>
        <Dialog open=import title=t(txt::CREDENTIALS_IMPORT) testid="import-dialog">
            <ImportForm open=import list />
        </Dialog>
    }
}

#[component]
fn List(shown: RwSignal<Vec<Credential>>, list: CredentialList) -> impl IntoView {
    let here = CurrentResource::of_page();
    let empty = Memo::new(move |_| shown.with(Vec::is_empty));
    let unused = move || {
        let way = here.resource.with(|resource| resource.client_auth);
        shown.with(|all| unused(way, all))
    };
    let key = |item: &Credential| format!("{} {:?} {:?}", item.id, item.state, item.accepted_at);
    move || {
        if empty.get() {
            return view! {
                <EmptyState icon=icondata::LuKeyRound title=t(txt::CREDENTIALS_EMPTY_TITLE) text=t(txt::CREDENTIALS_EMPTY_TEXT) />
            }
            .into_any();
        }
        view! {
            {move || unused().map(|text| view! {
                <div class=format!("note {}", Tone::Warning.class())>
                    <Icon icon=Tone::Warning.icon() />
                    <p>{t(text)}</p>
                </div>
            })}
            <ul class="tokens">
                <For each=move || shown.get() key=key let:item><CredentialCard credential=item list /></For>
            </ul>
        }
        .into_any()
    }
}

/// What to say when some of the credentials are of the kind that the resource does not sign in with.
fn unused(way: ClientAuth, all: &[Credential]) -> Option<Text> {
    let (used, text) = match way {
        ClientAuth::PrivateKeyJwt => (CredentialKind::Certificate, txt::CREDENTIALS_UNUSED_SECRET),
        _ => (CredentialKind::ClientSecret, txt::CREDENTIALS_UNUSED_CERTIFICATE),
    };
    all.iter().any(|credential| credential.kind != used).then_some(text)
}
