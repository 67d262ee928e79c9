//! Where the resource's server is reached: shown, typed, or looked up.

use leptos::prelude::*;
use shared::{
    api::resource::{Endpoints, ISSUER, PatchResource, Resource},
    field::{FieldKind, FieldSpec},
    permission::Permission,
};

use super::{
    cloud::{CloudForm, CloudLine, standing_of},
    detail::CurrentResource,
    discovery::Discovery,
    findings::FindingsHere,
};
use crate::{
    api::Api,
    components::{
        button::{Button, Look},
        card::Card,
        conflict::newer,
        dialog::Dialog,
        field::Row,
        field_form::{FieldForm, FormHandle},
        key_values::{KeyValue, KeyValues},
        states::EmptyState,
    },
    i18n::{Text, t, txt},
    pages::tenants::frame::CurrentTenant,
    state::{form::FormState, relocation::Standing},
};

/// What each endpoint is called.
pub(crate) fn endpoint_name(name: &str) -> Text {
    match name {
        "authorization" => txt::ENDPOINT_AUTHORIZATION,
        "token" => txt::ENDPOINT_TOKEN,
        "refresh" => txt::ENDPOINT_REFRESH,
        "device_authorization" => txt::ENDPOINT_DEVICE,
        "metadata" => txt::ENDPOINT_METADATA,
        _ => txt::ENDPOINT_ISSUER,
    }
}

/// The endpoints of the resource.
#[component]
pub(crate) fn EndpointsCard() -> impl IntoView {
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let discovering = RwSignal::new(false);
    let editing = RwSignal::new(false);
    let moving = RwSignal::new(false);
    let in_a_cloud = Memo::new(move |_| standing_of(here) != Standing::Elsewhere);
    let discover = Callback::new(move |()| discovering.set(true));
    let actions = move || {
        current.may(Permission::ResourceWrite).then(|| view! {
            <Button label=t(txt::DISCOVER_SHORT) icon=icondata::LuRadar on_press=discover testid="discover" />
            {move || in_a_cloud.get().then(|| view! {
                <Button label=t(txt::CLOUD_CHANGE) icon=icondata::LuCloud on_press=Callback::new(move |()| moving.set(true)) testid="change-cloud" />
            })}
            <Button label=t(txt::TENANT_EDIT) icon=icondata::LuPencil on_press=Callback::new(move |()| editing.set(true)) testid="edit-endpoints" />
        })
    };
    view! {
        <Card title=t(txt::ENDPOINTS_TITLE) note=t(txt::ENDPOINTS_NOTE) actions=move || actions testid="endpoints">
            {move || {
                let resource = here.resource.get();
                if resource.endpoints == Endpoints::default() {
                    view! {
                        <EmptyState icon=icondata::LuRadar title=t(txt::ENDPOINTS_EMPTY_TITLE) text=t(txt::ENDPOINTS_EMPTY_TEXT)>
                            {move || current.may(Permission::ResourceWrite).then(|| view! {
                                <Button label=t(txt::ENDPOINTS_EMPTY_ACTION) icon=icondata::LuRadar look=Look::Primary on_press=discover />
                            })}
                        </EmptyState>
                    }.into_any()
                } else {
                    known(resource.value.endpoints, resource.value.issuer)
                }
            }}
            <FindingsHere fields=["endpoints", "endpoints/authorization", "endpoints/token", "endpoints/device_authorization"].map(str::to_owned).to_vec() />
        </Card>
        <Dialog open=discovering title=t(txt::DISCOVER_TITLE) wide=true testid="discover-dialog">
            <Discovery open=discovering />
        </Dialog>
        <Dialog open=moving title=t(txt::CLOUD_CHANGE) wide=true testid="cloud-dialog">
            <CloudForm open=moving />
        </Dialog>
        <Dialog open=editing title=t(txt::ENDPOINTS_EDIT) wide=true testid="endpoints-dialog">
            <EditEndpoints open=editing />
        </Dialog>
    }
}

fn known(endpoints: Endpoints, issuer: Option<String>) -> AnyView {
    let row = |(name, value): (&'static str, Option<String>)| {
        let value = value?;
        let shown = value.clone();
        Some(view! { <KeyValue name=t(endpoint_name(name)) copies=value><code>{shown}</code></KeyValue> })
    };
    let rows: Vec<_> = endpoints
        .iter()
        .map(|(name, value)| (name, value.map(str::to_owned)))
        .chain([("issuer", issuer)])
        .filter_map(row)
        .collect();
    view! { <KeyValues><CloudLine />{rows.into_iter().collect_view()}</KeyValues> }.into_any()
}

const fn endpoint(name: &'static str) -> FieldSpec {
    FieldSpec::optional(name, FieldKind::Url)
}

fn typed(state: &FormState) -> PatchResource {
    PatchResource {
        endpoints: Some(Endpoints {
            authorization: state.given("authorization"),
            token: state.given("token"),
            refresh: state.given("refresh"),
            device_authorization: state.given("device_authorization"),
            metadata: state.given("metadata"),
        }),
        issuer: Some(state.given("issuer")),
        ..PatchResource::default()
    }
}

fn rows(resource: &Resource) -> Vec<Row> {
    let issuer = Row::new(ISSUER, txt::ENDPOINT_ISSUER)
        .hint(txt::ENDPOINT_ISSUER_HINT)
        .start(resource.issuer.clone().unwrap_or_default());
    let endpoints = resource.endpoints.iter();
    let row = |(name, value): (&'static str, Option<&str>)| {
        Row::new(endpoint(name), endpoint_name(name)).start(value.unwrap_or_default())
    };
    endpoints.map(row).chain([issuer]).collect()
}

#[component]
fn EditEndpoints(open: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let resource = here.resource.get_untracked();
    let fields = rows(&resource);
    let form = FormHandle::new(&fields);
    let version = StoredValue::new(resource.version);
    let newer = newer(
        move || async move {
            let resource = here.read_again(api, &current.slug()).await?;
            version.set_value(resource.version.clone());
            Ok(resource.value)
        },
        rows,
    );
    let submit = Callback::new(move |()| {
        let request = form.read(typed);
        let (slug, id, version) = (current.slug(), here.id(), version.get_value());
        form.send(
            async move { api.change_resource(&slug, &id, &request, version.as_ref(), false).await },
            move |resource| {
                open.set(false);
                here.stored(resource);
            },
        );
    });
    view! {
        <p class="muted">{t(txt::ENDPOINTS_CHANGE_NOTE)}</p>
        <FieldForm form rows=fields newer=newer submit=t(txt::COMMON_SAVE) busy_label=t(txt::COMMON_SAVING)
            on_submit=submit on_cancel=Callback::new(move |()| open.set(false)) testid="endpoints-form" />
    }
}
