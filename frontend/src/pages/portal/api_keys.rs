//! API keys: identities of robots. A new one is shown once, with the call it is for.

use std::sync::Arc;

use leptos::prelude::*;
use shared::api::api_key::{ApiKey, ApiKeyCreated};

use super::api_key_form::{CreatedKey, KeyForm};
use crate::{
    api::Api,
    components::{
        badge::Tag,
        button::{Button, Look},
        confirm::{Confirm, act},
        data_table::{Column, DataTable, SortKey, TableRow},
        dialog::Dialog,
        page::Page,
        relative_time::RelativeTime,
        shell::AllTenants,
        states::{EmptyState, loaded},
    },
    i18n::{t, tf, txt},
    pages::tenants::people::open_once,
    remote::Remote,
    state::table::Order,
};

/// The list of keys, and the way to load it again.
pub(crate) type KeyList = Remote<Vec<ApiKey>>;

/// The API keys.
#[component]
pub(crate) fn ApiKeysPage() -> impl IntoView {
    let api = Api::of_page();
    let list: KeyList = Remote::new(move || async move { Ok(api.api_keys().await?.items) });
    let adding = RwSignal::new(false);
    let made = RwSignal::new(None::<ApiKeyCreated>);
    let revoking = RwSignal::new(None::<ApiKey>);
    // The key is gone from the page as soon as the dialog closes.
    Effect::new(move || {
        if !adding.get() {
            made.set(None);
        }
    });
    let add = Callback::new(move |()| adding.set(true));
    let actions = move || {
        view! {
            <Button label=t(txt::KEYS_ADD) icon=icondata::LuPlus look=Look::Primary on_press=add testid="add-api-key" />
        }
    };
    view! {
        <Page title=t(txt::NAV_API_KEYS) lead=t(txt::KEYS_LEAD) actions=actions>
            {loaded(list, 4, move |keys| view! { <Table keys revoking /> }.into_any())}
        </Page>
        <Dialog open=adding title=t(txt::KEYS_ADD) wide=true testid="api-key-dialog">
            {move || match made.get() {
                None => view! { <KeyForm open=adding made list /> }.into_any(),
                Some(created) => view! { <CreatedKey created open=adding /> }.into_any(),
            }}
        </Dialog>
        {move || revoking.get().map(|key| view! { <Revocation key_to_revoke=key revoking list /> })}
    }
}

#[component]
fn Table(keys: RwSignal<Vec<ApiKey>>, revoking: RwSignal<Option<ApiKey>>) -> impl IntoView {
    let tenants = AllTenants::of_page();
    let rows = Signal::derive(move || {
        let known = tenants.0.value().unwrap_or_default();
        let name = |key: &ApiKey| {
            let id = key.tenant.as_ref()?;
            Some(
                known
                    .iter()
                    .find(|tenant| tenant.id == *id)
                    .map_or_else(|| id.to_string(), |tenant| tenant.name.clone()),
            )
        };
        keys.get().into_iter().map(|key| row(name(&key), key, revoking)).collect::<Vec<_>>()
    });
    let empty = Memo::new(move |_| keys.with(Vec::is_empty));
    move || {
        if empty.get() {
            return view! { <EmptyState icon=icondata::LuKeyRound title=t(txt::KEYS_EMPTY_TITLE) text=t(txt::KEYS_EMPTY_TEXT) /> }.into_any();
        }
        let columns = vec![
            Column::new(t(txt::FIELD_NAME)),
            Column::new(t(txt::KEYS_SCOPES)),
            Column::new(t(txt::KEYS_TENANT)).wide_only(),
            Column::new(t(txt::KEYS_EXPIRES)),
            Column::new(t(txt::KEYS_USED)).wide_only(),
            Column::actions(t(txt::COMMON_ACTIONS)),
        ];
        let order = Order { column: 0, descending: false };
        view! { <DataTable caption=t(txt::NAV_API_KEYS) columns=columns rows=rows order=order testid="api-keys" /> }
            .into_any()
    }
}

fn row(tenant: Option<String>, key: ApiKey, revoking: RwSignal<Option<ApiKey>>) -> TableRow {
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| scope.as_str()).collect();
    let moment =
        |at: Option<shared::timestamp::Timestamp>| at.map_or(SortKey::Nothing, |at| SortKey::Number(at.as_millis()));
    TableRow {
        key: format!("{} {}", key.id, tenant.clone().unwrap_or_default()),
        search: format!("{} {} {}", key.name, scopes.join(" "), tenant.clone().unwrap_or_default()),
        sort: vec![
            SortKey::text(&key.name),
            SortKey::text(&scopes.join(" ")),
            SortKey::text(tenant.as_deref().unwrap_or_default()),
            moment(key.expires_at),
            moment(key.last_used_at),
        ],
        cells: Arc::new(move || cells(&key, tenant.clone(), revoking)),
    }
}

fn cells(key: &ApiKey, tenant: Option<String>, revoking: RwSignal<Option<ApiKey>>) -> Vec<AnyView> {
    let scopes = key.scopes.iter().map(|scope| view! { <Tag label=scope.as_str() /> }).collect_view();
    let moment = |at: Option<shared::timestamp::Timestamp>| match at {
        Some(at) => view! { <RelativeTime at=at /> }.into_any(),
        None => view! { <span class="muted">{t(txt::COMMON_NEVER)}</span> }.into_any(),
    };
    let revoked = key.clone();
    vec![
        key.name.clone().into_any(),
        view! { <span class="tags">{scopes}</span> }.into_any(),
        match tenant {
            Some(name) => name.into_any(),
            None => view! { <span class="muted">{t(txt::SWITCHER_NONE)}</span> }.into_any(),
        },
        moment(key.expires_at),
        moment(key.last_used_at),
        view! {
            <Button label=tf(txt::KEYS_REVOKE_ONE, vec![("name", key.name.clone())]) icon=icondata::LuTrash2 look=Look::Quiet compact=true
                on_press=Callback::new(move |()| revoking.set(Some(revoked.clone()))) />
        }
        .into_any(),
    ]
}

#[component]
fn Revocation(key_to_revoke: ApiKey, revoking: RwSignal<Option<ApiKey>>, list: KeyList) -> impl IntoView {
    let api = Api::of_page();
    let open = open_once(revoking);
    let id = key_to_revoke.id.to_string();
    let revoke = act(move || {
        let id = id.clone();
        async move {
            api.revoke_api_key(&id).await?;
            list.reload();
            Ok(())
        }
    });
    view! {
        <Confirm open=open title=tf(txt::KEYS_REVOKE_ASK, vec![("name", key_to_revoke.name)]) text=t(txt::KEYS_REVOKE_TEXT)
            action=t(txt::KEYS_REVOKE) busy_label=t(txt::KEYS_REVOKE_BUSY) act=revoke />
    }
}
