//! A tenant's environments: add, rename, choose the default, delete.

use leptos::prelude::*;
use shared::{
    api::{
        environment::{CreateEnvironment, Environment, PatchEnvironment},
        tenant::{NAME, SLUG},
    },
    field::{FieldKind, FieldSpec},
    permission::Permission,
};

use super::{create::follow_name, frame::CurrentTenant};
use crate::{
    api::Api,
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        card::Card,
        confirm::{Confirm, act},
        dialog::Dialog,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        states::loaded,
    },
    i18n::{t, tf, txt},
    remote::Remote,
};

type List = Remote<Vec<Environment>>;

/// The environments of the tenant.
#[component]
pub(crate) fn Environments() -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let list: List = Remote::new(move || {
        let slug = current.slug();
        async move { Ok(api.environments(&slug).await?.items) }
    });
    let adding = RwSignal::new(false);
    let add = move || {
        current.may(Permission::TenantWrite).then(|| view! {
            <Button label=t(txt::ENVIRONMENTS_ADD) icon=icondata::LuPlus on_press=Callback::new(move |()| adding.set(true)) testid="add-environment" />
        })
    };
    view! {
        <Card title=t(txt::ENVIRONMENTS_TITLE) note=t(txt::ENVIRONMENTS_NOTE) actions=move || add flush=true testid="environments">
            {loaded(list, 3, move |shown| view! {
                <ul class="rows">
                    <For each=move || shown.get() key=|item| format!("{} {} {}", item.id, item.default, item.updated_at.as_millis()) let:item>
                        <EnvironmentRow environment=item list />
                    </For>
                </ul>
            }.into_any())}
        </Card>
        <Dialog open=adding title=t(txt::ENVIRONMENTS_ADD)>
            <EnvironmentForm open=adding list />
        </Dialog>
    }
}

#[component]
fn EnvironmentRow(environment: Environment, list: List) -> impl IntoView {
    let current = CurrentTenant::of_page();
    let editing = RwSignal::new(false);
    let asking = RwSignal::new(false);
    let name = environment.name.clone();
    let actions = environment.clone();
    let edited = environment.clone();
    view! {
        <li class="row">
            <div class="row-main">
                <strong>{environment.name.clone()}</strong>
                <code>{environment.slug.clone()}</code>
                {environment.default.then(|| view! { <Badge label=t(txt::ENVIRONMENTS_DEFAULT) tone=Tone::Accent /> })}
            </div>
            <div class="row-actions">
                {move || current.may(Permission::TenantWrite).then(|| view! {
                    <Actions environment=actions.clone() list editing asking />
                })}
            </div>
            <Dialog open=editing title=t(txt::ENVIRONMENTS_EDIT)>
                <EnvironmentForm open=editing list environment=edited.clone() />
            </Dialog>
            <DeleteEnvironment id=environment.id.to_string() name=name list asking />
        </li>
    }
}

#[component]
fn Actions(environment: Environment, list: List, editing: RwSignal<bool>, asking: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let busy = RwSignal::new(false);
    let id = environment.id.to_string();
    let promote = Callback::new(move |()| {
        let (slug, id) = (current.slug(), id.clone());
        busy.set(true);
        leptos::task::spawn_local(async move {
            let request = PatchEnvironment { default: Some(true), ..PatchEnvironment::default() };
            drop(api.change_environment(&slug, &id, &request).await);
            _ = busy.try_set(false);
            list.reload();
        });
    });
    view! {
        {(!environment.default).then(|| view! {
            <Button label=t(txt::ENVIRONMENTS_MAKE_DEFAULT) busy_label=t(txt::COMMON_SAVING) busy=busy look=Look::Quiet on_press=promote />
        })}
        <Button label=tf(txt::ENVIRONMENTS_EDIT_ONE, vec![("name", environment.name.clone())]) icon=icondata::LuPencil look=Look::Quiet compact=true
            on_press=Callback::new(move |()| editing.set(true)) />
        {(!environment.default).then(|| view! {
            <Button label=tf(txt::ENVIRONMENTS_DELETE_ONE, vec![("name", environment.name.clone())]) icon=icondata::LuTrash2 look=Look::Quiet compact=true
                on_press=Callback::new(move |()| asking.set(true)) />
        })}
    }
}

#[component]
fn DeleteEnvironment(id: String, name: String, list: List, asking: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let delete = act(move || {
        let (slug, id) = (current.slug(), id.clone());
        async move {
            api.delete_environment(&slug, &id).await?;
            list.reload();
            Ok(())
        }
    });
    view! {
        <Confirm
            open=asking
            title=tf(txt::ENVIRONMENTS_DELETE_ASK, vec![("name", name)])
            text=t(txt::ENVIRONMENTS_DELETE_TEXT)
            action=t(txt::ENVIRONMENTS_DELETE)
            busy_label=t(txt::COMMON_DELETING)
            act=delete
        />
    }
}

/// Adds an environment, or changes `environment`.
#[component]
fn EnvironmentForm(
    open: RwSignal<bool>,
    list: List,
    #[prop(optional)] environment: Option<Environment>,
) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let (name, slug) = environment.as_ref().map(|e| (e.name.clone(), e.slug.clone())).unwrap_or_default();
    let mut rows = vec![
        Row::new(NAME, txt::FIELD_NAME).start(name),
        Row::new(SLUG, txt::FIELD_SLUG).hint(txt::FIELD_SLUG_HINT).start(slug),
    ];
    if environment.is_none() {
        rows.push(
            Row::new(FieldSpec::optional("default", FieldKind::Text), txt::ENVIRONMENTS_AS_DEFAULT)
                .control(Control::Check),
        );
    }
    let form = FormHandle::new(&rows);
    if environment.is_none() {
        follow_name(form);
    }
    let known = environment.map(|environment| environment.id.to_string());
    let (label, busy) = match known {
        Some(_) => (txt::COMMON_SAVE, txt::COMMON_SAVING),
        None => (txt::ENVIRONMENTS_ADD, txt::COMMON_ADDING),
    };
    let submit = Callback::new(move |()| {
        let tenant = current.slug();
        let known = known.clone();
        let (name, slug, default) = form.read(|state| {
            (state.value("name").trim().to_owned(), state.value("slug").to_owned(), state.value("default") == "true")
        });
        let work = async move {
            match known {
                Some(id) => {
                    let request = PatchEnvironment { slug: Some(slug), name: Some(name), default: None };
                    api.change_environment(&tenant, &id, &request).await
                }
                None => api.create_environment(&tenant, &CreateEnvironment { slug, name, default }).await,
            }
        };
        form.send(work, move |_| {
            open.set(false);
            list.reload();
        });
    });
    view! {
        <FieldForm form rows=rows submit=t(label) busy_label=t(busy) on_submit=submit
            on_cancel=Callback::new(move |()| open.set(false)) testid="environment-form" />
    }
}
