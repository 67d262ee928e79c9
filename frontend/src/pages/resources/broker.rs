//! How an application asks for the access token: ready to copy.

use leptos::prelude::*;
use shared::routes;

use super::detail::CurrentResource;
use crate::{
    components::{button::LinkButton, card::Card, code_block::CodeBlock},
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    places::Place,
};

/// The `curl` call that gets a token from `tenant`'s `resource`.
pub(crate) fn curl(tenant: &str, resource: &str) -> String {
    let origin = window().location().origin().unwrap_or_default();
    format!(
        "curl --request POST '{origin}{}' \\\n  --header \"Authorization: Bearer $CONSENTRY_API_KEY\" \\\n  --header 'Content-Type: application/json' \\\n  --data '{{}}'",
        routes::broker(tenant, resource)
    )
}

/// The broker of the resource.
#[component]
pub(crate) fn BrokerCard() -> impl IntoView {
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let call = curl(&current.slug(), &here.id());
    view! {
        <Card
            title=t(txt::BROKER_TITLE)
            note=t(txt::BROKER_NOTE)
            actions=move || view! { <LinkButton label=t(txt::BROKER_KEY) href=Place::ApiKeys.path() icon=icondata::LuKeyRound /> }
            testid="broker"
        >
            <CodeBlock code=call label="curl" testid="broker-curl" />
        </Card>
    }
}
