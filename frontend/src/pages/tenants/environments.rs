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
    api::{Answer, Api},
    components::{
        badge::{Badge, Tone},
        button::{Button, Look},
        card::Card,
        confirm::{Confirm, act},
        conflict::newer,
        dialog::Dialog,
        field::{Control, Row},
        field_form::{FieldForm, FormHandle},
        states::loaded,
        toast::Toasts,
    },
    i18n::{Language, t, tf, txt},
    remote::Remote,
    state::version::Seen,
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
    let actions = environment.clone();
    let edited = environment.id.to_string();
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
                <EditEnvironment open=editing list id=edited.clone() />
            </Dialog>
            <DeleteEnvironment environment=environment list asking />
        </li>
    }
}

#[component]
fn Actions(environment: Environment, list: List, editing: RwSignal<bool>, asking: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let busy = RwSignal::new(false);
    let toasts = Toasts::of_page();
    let language = Language::of_page();
    let shown = environment.clone();
    let promote = Callback::new(move |()| {
        let (slug, shown) = (current.slug(), shown.clone());
        busy.set(true);
        leptos::task::spawn_local(async move {
            let id = shown.id.to_string();
            let request = PatchEnvironment { default: Some(true), ..PatchEnvironment::default() };
            let answer = async {
                let seen = api.environment(&slug, &id).await?;
                api.change_environment(&slug, &id, &request, seen.version.as_ref()).await
            };
            if let Err(failure) = answer.await {
                let title = failure.problem().map(|problem| problem.title.clone());
                let own = || failure.own_words().map_or("", |(title, _)| title.get(language.now())).to_owned();
                toasts.say(title.unwrap_or_else(own));
            }
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
fn DeleteEnvironment(environment: Environment, list: List, asking: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    // A list says no versions: the one to delete is read when the question is asked.
    let seen = StoredValue::new(None::<Seen<Environment>>);
    let id = StoredValue::new(environment.id.to_string());
    let read = move || async move {
        let environment = api.environment(&current.slug(), &id.get_value()).await?;
        _ = seen.try_set_value(Some(environment));
        Ok(())
    };
    Effect::new(move || {
        if asking.get() {
            seen.set_value(None);
            leptos::task::spawn_local(async move { drop::<Answer<()>>(read().await) });
        }
    });
    let delete = act(move || async move {
        let version = seen.get_value().and_then(|seen| seen.version);
        api.delete_environment(&current.slug(), &id.get_value(), version.as_ref()).await?;
        list.reload();
        Ok(())
    });
    let newer = act(move || async move {
        read().await?;
        list.reload();
        Ok(())
    });
    view! {
        <Confirm
            open=asking
            title=tf(txt::ENVIRONMENTS_DELETE_ASK, vec![("name", environment.name)])
            text=t(txt::ENVIRONMENTS_DELETE_TEXT)
            action=t(txt::ENVIRONMENTS_DELETE)
            busy_label=t(txt::COMMON_DELETING)
            newer=newer
            act=delete
        />
    }
}

/// Reads the environment as it is now, with its version, and changes it.
#[component]
fn EditEnvironment(open: RwSignal<bool>, list: List, id: String) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let seen = Remote::new(move || {
        let (slug, id) = (current.slug(), id.clone());
        async move { api.environment(&slug, &id).await }
    });
    loaded(seen, 3, move |seen| view! { <EnvironmentForm open list environment=seen.get_untracked() /> }.into_any())
}

fn rows(environment: Option<&Environment>) -> Vec<Row> {
    let (name, slug) = environment.map(|e| (e.name.clone(), e.slug.clone())).unwrap_or_default();
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
    rows
}

/// Adds an environment, or changes `environment`.
#[component]
fn EnvironmentForm(
    open: RwSignal<bool>,
    list: List,
    #[prop(optional)] environment: Option<Seen<Environment>>,
) -> impl IntoView {
    let api = Api::of_page();
    let current = CurrentTenant::of_page();
    let fields = rows(environment.as_deref());
    let form = FormHandle::new(&fields);
    if environment.is_none() {
        follow_name(form);
    }
    let known = environment.as_ref().map(|environment| environment.id.to_string());
    let (label, busy) = match known {
        Some(_) => (txt::COMMON_SAVE, txt::COMMON_SAVING),
        None => (txt::ENVIRONMENTS_ADD, txt::COMMON_ADDING),
    };
    let id = StoredValue::new(known.clone().unwrap_or_default());
    let version = StoredValue::new(environment.and_then(|environment| environment.version));
    let newer = newer(
        move || async move {
            let environment = api.environment(&current.slug(), &id.get_value()).await?;
            version.set_value(environment.version.clone());
            list.reload();
            Ok(environment.value)
        },
        |environment: &Environment| rows(Some(environment)),
    );
    let submit = Callback::new(move |()| {
        let tenant = current.slug();
        let (known, version) = (known.clone(), version.get_value());
        let (name, slug, default) = form.read(|state| {
            (state.value("name").trim().to_owned(), state.value("slug").to_owned(), state.value("default") == "true")
        });
        let work = async move {
            if let Some(id) = known {
                let request = PatchEnvironment { slug: Some(slug), name: Some(name), default: None };
                api.change_environment(&tenant, &id, &request, version.as_ref()).await.map(drop)
            } else {
                let request = CreateEnvironment { slug, name, default };
                api.create_environment(&tenant, &request, form.once).await.map(drop)
            }
        };
        form.send(work, move |()| {
            open.set(false);
            list.reload();
        });
    });
    view! {
        <FieldForm form rows=fields newer=newer submit=t(label) busy_label=t(busy) on_submit=submit
            on_cancel=Callback::new(move |()| open.set(false)) testid="environment-form" />
    }
}
