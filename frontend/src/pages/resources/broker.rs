//! How an application asks for the access token: ready to copy.

use leptos::prelude::*;
use shared::{api::token::TokenMetadata, routes};

use super::detail::CurrentResource;
use crate::{
    components::{button::LinkButton, card::Card, code_block::CodeBlock},
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    places::Place,
};

/// The `curl` call that gets a token from `tenant`'s `resource`.
pub(crate) fn curl(tenant: &str, resource: &str, body: &str) -> String {
    let origin = window().location().origin().unwrap_or_default();
    format!(
        "curl --request POST '{origin}{}' \\\n  --header \"Authorization: Bearer $CONSENTRY_API_KEY\" \\\n  --header 'Content-Type: application/json' \\\n  --data '{body}'",
        routes::broker(tenant, resource)
    )
}

/// The call that gets exactly `token`.
pub(crate) fn call_for(token: &TokenMetadata) -> String {
    let mut body = serde_json::Map::new();
    for (name, value) in [("subject", &token.subject), ("audience", &token.audience)] {
        body.extend(value.clone().map(|value| (name.to_owned(), value.into())));
    }
    // Inside single quotes of a shell, as JSON may carry one.
    let body = serde_json::Value::Object(body).to_string().replace('\'', "'\\''");
    curl(&CurrentTenant::of_page().slug(), &CurrentResource::of_page().id(), &body)
}

/// The broker of the resource.
#[component]
pub(crate) fn BrokerCard() -> impl IntoView {
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let call = curl(&current.slug(), &here.id(), "{}");
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
