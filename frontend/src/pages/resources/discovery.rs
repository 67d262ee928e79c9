//! Looks endpoints up from an issuer, a domain or a directory ID, and shows what would change before it does.

use std::{future::Future, pin::Pin};

use leptos::prelude::*;
use shared::{
    api::resource::{Discover, DiscoveryProposal, ISSUER, PatchResource},
    field::{FieldKind, FieldSpec},
};

use super::{
    changes::{ChangeLine, Changes},
    detail::CurrentResource,
    endpoints::endpoint_name,
};
use crate::{
    api::{Answer, Api},
    components::{
        badge::Tag,
        button::{Button, Look},
        conflict::ConflictNote,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        key_values::{KeyValue, KeyValues},
    },
    failure::Failure,
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    state::proposal::{Change, changes},
};

const FROM: FieldSpec = FieldSpec::required("from", FieldKind::Text);
const DOMAIN: FieldSpec = FieldSpec::required("domain", FieldKind::Domain);
const DIRECTORY: FieldSpec = FieldSpec::required("directory_id", FieldKind::Guid);

/// The look-up: first a question, then its answer.
#[component]
pub(crate) fn Discovery(open: RwSignal<bool>) -> impl IntoView {
    let found = RwSignal::new(None::<DiscoveryProposal>);
    move || match found.get() {
        None => view! { <Ask open found /> }.into_any(),
        Some(proposal) => view! { <Proposal open found proposal /> }.into_any(),
    }
}

/// Whether the resource's type knows how to find a directory.
fn knows_directories(here: CurrentResource) -> bool {
    let kind = here.resource.with_untracked(|resource| resource.kind.clone());
    here.catalog.with_value(|catalog| catalog.resource_types.iter().any(|t| t.id == kind && t.directory.is_some()))
}

#[component]
fn Ask(open: RwSignal<bool>, found: RwSignal<Option<DiscoveryProposal>>) -> impl IntoView {
    let here = CurrentResource::of_page();
    let current = CurrentTenant::of_page();
    let directories = knows_directories(here);
    let known = current.tenant.with_untracked(|tenant| tenant.directory_id.is_some());
    let start = match (directories, known) {
        (false, _) => "issuer",
        (true, true) => "directory_id",
        (true, false) => "domain",
    };
    let choice = |id: &str, text| (id.to_owned(), t(text).into());
    let choices = vec![
        choice("directory_id", txt::FIELD_DIRECTORY_ID),
        choice("domain", txt::DISCOVER_DOMAIN),
        choice("issuer", txt::ENDPOINT_ISSUER),
    ];
    let from = Row::new(FROM, txt::DISCOVER_FROM).control(Control::Choice(choices)).start(start);
    let chooser = FormHandle::new(std::slice::from_ref(&from));
    let chosen = Memo::new(move |_| chooser.state.with(|state| state.value("from").to_owned()));
    view! {
        <p class="muted">{t(txt::DISCOVER_TEXT)}</p>
        {directories.then(|| view! { <crate::components::field::Field form=chooser row=from /> })}
        {move || view! { <AskForm from=chosen.get() open found /> }}
    }
}

#[component]
fn AskForm(from: String, open: RwSignal<bool>, found: RwSignal<Option<DiscoveryProposal>>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let tenant = current.tenant.get_untracked();
    let issuer = here.resource.with_untracked(|resource| resource.issuer.clone());
    let row = match from.as_str() {
        "domain" => Row::new(DOMAIN, txt::DISCOVER_DOMAIN).start(tenant.domains.first().cloned().unwrap_or_default()),
        "directory_id" => {
            Row::new(DIRECTORY, txt::FIELD_DIRECTORY_ID).start(tenant.value.directory_id.unwrap_or_default())
        }
        _ => Row::new(FieldSpec { required: true, ..ISSUER }, txt::ENDPOINT_ISSUER)
            .hint(txt::DISCOVER_ISSUER_HINT)
            .start(issuer.unwrap_or_default()),
    };
    let rows = vec![row];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let request = form.read(|state| Discover {
            domain: state.given("domain"),
            directory_id: state.given("directory_id"),
            issuer: state.given("issuer"),
        });
        let (slug, id) = (current.slug(), here.id());
        form.send(async move { api.discover(&slug, &id, &request).await }, move |proposal| found.set(Some(proposal)));
    });
    view! {
        <FieldForm form rows=rows submit=t(txt::DISCOVER_SUBMIT) busy_label=t(txt::DISCOVER_BUSY)
            on_submit=submit on_cancel=Callback::new(move |()| open.set(false)) testid="discover-form" />
    }
}

#[component]
fn Proposal(
    open: RwSignal<bool>,
    found: RwSignal<Option<DiscoveryProposal>>,
    proposal: DiscoveryProposal,
) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let version = StoredValue::new(here.version());
    let list = here.resource.with_untracked(|resource| changes(resource, &proposal));
    let nothing = list.iter().all(|change| !change.differs());
    let line = |change: Change| ChangeLine {
        label: t(endpoint_name(change.name)).into(),
        before: change.before,
        after: change.after,
    };
    let lines = list.into_iter().map(line).collect();
    let given = StoredValue::new(proposal.clone());
    let apply = Callback::new(move |()| {
        let proposal = given.get_value();
        let request = PatchResource {
            endpoints: Some(proposal.endpoints),
            issuer: Some(Some(proposal.issuer)),
            issuer_in_callback: Some(proposal.issuer_in_callback),
            ..PatchResource::default()
        };
        let (slug, id, version) = (current.slug(), here.id(), version.get_value());
        busy.set(true);
        failure.set(None);
        leptos::task::spawn_local(async move {
            let answer = api.change_resource(&slug, &id, &request, version.as_ref(), false).await;
            _ = busy.try_set(false);
            match answer {
                Ok(resource) => {
                    open.set(false);
                    here.stored(resource);
                }
                Err(why) => _ = failure.try_set(Some(why)),
            }
        });
    });
    // The same finding, against what is stored by now.
    let show = Callback::new(move |()| {
        Box::pin(async move {
            here.read_again(api, &current.slug()).await?;
            found.try_set(Some(given.get_value()));
            Ok(())
        }) as Pin<Box<dyn Future<Output = Answer<()>>>>
    });
    let again = Callback::new(move |()| found.set(None));
    view! {
        <p>{t(if nothing { txt::DISCOVER_SAME } else { txt::DISCOVER_FOUND })}</p>
        <Changes list=lines after=t(txt::DISCOVER_AFTER) />
        <Abilities proposal />
        <ConflictNote failure=failure show=show />
        <div class="form-actions">
            {(!nothing).then(|| view! {
                <Button label=t(txt::DISCOVER_APPLY) busy_label=t(txt::COMMON_SAVING) busy=busy look=Look::Primary on_press=apply testid="apply-discovery" />
            })}
            <Button label=t(txt::DISCOVER_AGAIN) on_press=again />
            <Button label=t(txt::COMMON_CLOSE) look=Look::Quiet on_press=Callback::new(move |()| open.set(false)) />
        </div>
    }
}

/// What the server says it can do.
#[component]
fn Abilities(proposal: DiscoveryProposal) -> impl IntoView {
    let tags = |list: Vec<String>| {
        view! { <span class="tags">{list.into_iter().map(|item| view! { <Tag label=item /> }).collect_view()}</span> }
    };
    view! {
        <KeyValues>
            <KeyValue name=t(txt::DISCOVER_GRANTS)>{tags(proposal.grant_types_supported)}</KeyValue>
            <KeyValue name=t(txt::DISCOVER_SCOPES)>{tags(proposal.scopes_supported)}</KeyValue>
            <KeyValue name=t(txt::RESOURCE_CLIENT_AUTH)>{tags(proposal.token_endpoint_auth_methods_supported)}</KeyValue>
            <KeyValue name="PKCE">{tags(proposal.code_challenge_methods_supported)}</KeyValue>
        </KeyValues>
    }
}
