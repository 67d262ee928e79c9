//! A token for another service with the sign-in that is there: during a cut-over one mailbox needs one for the old
//! protocol and one for the new.

use leptos::prelude::*;
use shared::{
    api::{
        catalog::AudienceProfile,
        token::{AUDIENCE, AcquireToken, TokenMetadata},
    },
    field::FieldSpec,
    resource::ResourceType,
};

use super::{detail::CurrentResource, tokens::TokenList};
use crate::{
    api::Api,
    components::{
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
    },
    i18n::{t, txt},
    pages::tenants::frame::CurrentTenant,
    state::relocation::{address_there, asked_for},
};

/// What people call the service of `address`, in whatever form the address comes.
pub(crate) fn audience_name(profiles: &[AudienceProfile], address: &str) -> Option<String> {
    let address = address.trim_end_matches('/');
    let known = |profile: &&AudienceProfile| profile.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(address));
    profiles.iter().find(known).map(|profile| profile.name.clone())
}

/// What people call the service that the resource's own tokens are for, where that is known.
pub(crate) fn own_audience(here: CurrentResource) -> Option<String> {
    let resource = here.resource.get();
    here.catalog.with_value(|catalog| {
        let kind = catalog.resource_types.iter().find(|known| known.id == resource.kind)?;
        let addresses = asked_for(&resource, kind);
        addresses.iter().find_map(|address| audience_name(&catalog.audiences, address))
    })
}

/// The services that are offered by name: those of directories, for types that have one, as they are reached in the
/// cloud of the resource.
fn offered(here: CurrentResource) -> Vec<AudienceProfile> {
    let resource = here.resource.get_untracked();
    here.catalog.with_value(|catalog| {
        let of_directory = |known: &&ResourceType| known.id == resource.kind && known.directory.is_some();
        let Some(kind) = catalog.resource_types.iter().find(of_directory) else { return Vec::new() };
        let there = |profile: &AudienceProfile| AudienceProfile {
            address: address_there(&profile.address, &resource, kind, &catalog.national_clouds),
            ..profile.clone()
        };
        catalog.audiences.iter().map(there).collect()
    })
}

/// The dialog's form.
#[component]
pub(crate) fn AnotherAudience(token: Memo<TokenMetadata>, open: RwSignal<bool>, list: TokenList) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let here = CurrentResource::of_page();
    let profiles = offered(here);
    let spec = FieldSpec { required: true, ..AUDIENCE };
    let row = if let Some(last) = profiles.last() {
        let choices = profiles.iter().rev().map(|profile| {
            let name = format!("{} – {}", profile.name, profile.address);
            (profile.address.clone(), name.into())
        });
        let choices = Control::Choice(choices.collect());
        Row::new(spec, txt::TOKEN_AUDIENCE).control(choices).start(last.address.clone())
    } else {
        Row::new(spec, txt::TOKEN_AUDIENCE).hint(txt::AUDIENCE_HINT)
    };
    let rows = vec![row];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let request = AcquireToken {
            subject: token.with_untracked(|token| token.subject.clone()),
            audience: form.read(|state| state.given("audience")),
            ..AcquireToken::default()
        };
        let (slug, id) = (current.slug(), here.id());
        form.send(async move { api.acquire(&slug, &id, &request).await }, move |_| {
            open.set(false);
            list.reload();
        });
    });
    view! {
        <p class="muted">{t(txt::AUDIENCE_TEXT)}</p>
        <FieldForm form rows=rows submit=t(txt::AUDIENCE_OBTAIN) busy_label=t(txt::TOKENS_ACQUIRE_BUSY) on_submit=submit
            on_cancel=Callback::new(move |()| open.set(false)) testid="audience-form" />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_is_called_what_people_call_it() {
        let profiles = [AudienceProfile {
            name: "Microsoft Graph".to_owned(),
            address: "https://graph.microsoft.com".to_owned(),
            aliases: vec!["https://graph.microsoft.com".to_owned(), "https://graph.microsoft.us".to_owned()],
        }];
        assert_eq!(audience_name(&profiles, "https://Graph.microsoft.us/").as_deref(), Some("Microsoft Graph"));
        assert_eq!(audience_name(&profiles, "api://own"), None);
    }
}
