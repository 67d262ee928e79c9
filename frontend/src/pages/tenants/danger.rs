//! The end of a tenant, with its short name typed as a confirmation.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::frame::CurrentTenant;
use crate::{
    api::Api,
    components::{
        button::{Button, Look},
        card::Card,
        confirm::{Confirm, act},
        shell::AllTenants,
        toast::Toasts,
    },
    i18n::{Language, t, tf, txt},
    places::Place,
};

/// Deletes the tenant.
#[component]
pub(crate) fn DeleteTenant() -> impl IntoView {
    let api = Api::of_page();
    let language = Language::of_page();
    let current = CurrentTenant::of_page();
    let tenants = AllTenants::of_page();
    let toasts = Toasts::of_page();
    let asking = RwSignal::new(false);
    let tenant = current.tenant.get_untracked();
    let navigate = use_navigate();
    let slug = tenant.slug.clone();
    let name = tenant.name.clone();
    let delete = act(move || {
        let (slug, name, navigate, version) = (slug.clone(), name.clone(), navigate.clone(), current.version());
        async move {
            api.delete_tenant(&slug, version.as_ref()).await?;
            tenants.0.reload();
            toasts.say(txt::TENANT_DELETED.fill(language.now(), &[("name", &name)]));
            navigate(&Place::Tenants.path(), leptos_router::NavigateOptions::default());
            Ok(())
        }
    });
    let id = tenant.id.to_string();
    let newer = act(move || {
        let id = id.clone();
        async move {
            current.remote.put(api.tenant(&id).await?);
            Ok(())
        }
    });
    view! {
        <Card title=t(txt::TENANT_DELETE_TITLE) note=t(txt::TENANT_DELETE_NOTE)>
            <Button label=t(txt::TENANT_DELETE) icon=icondata::LuTrash2 look=Look::Danger
                on_press=Callback::new(move |()| asking.set(true)) testid="delete-tenant" />
        </Card>
        <Confirm
            open=asking
            title=tf(txt::TENANT_DELETE_ASK, vec![("name", tenant.name.clone())])
            text=t(txt::TENANT_DELETE_TEXT)
            action=t(txt::TENANT_DELETE)
            busy_label=t(txt::COMMON_DELETING)
            typed=tenant.slug.clone()
            newer=newer
            act=delete
        />
    }
}
