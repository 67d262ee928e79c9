//! What can be done with a type: save what was changed after seeing whom it concerns, duplicate, export, delete.

use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;
use shared::{
    api::{
        dependents::{Act, DependentGroup, Verdict},
        resource_type::{DuplicateResourceType, NAME},
    },
    problem::ProblemCode,
};

use super::detail::CurrentType;
use crate::{
    api::{Answer, Api, types::export_path},
    components::{
        button::{Button, Look},
        confirm::{Confirm, act},
        dependents::DependentsList,
        dialog::Dialog,
        field::Row,
        field_form::{FieldForm, FormHandle},
        icon::Icon,
        states::{ProblemNote, loaded},
    },
    failure::Failure,
    i18n::{t, tf, txt},
    remote::Remote,
    state::type_draft::TypeDraft,
};

/// Buttons beside the name.
#[component]
pub(super) fn Actions(here: CurrentType) -> impl IntoView {
    let copying = RwSignal::new(false);
    let deleting = RwSignal::new(false);
    let (holder, id) = (here.types.holder(), here.id());
    let name = here.entry.with_untracked(|entry| entry.kind.name.clone());
    let link = move |format: &'static str| export_path(&holder, &id, format);
    view! {
        <a class="button" href=link("toml") download data-testid="export-type">
            <Icon icon=icondata::LuDownload /><span>{t(txt::TYPES_EXPORT)}</span>
        </a>
        <a class="button button-quiet" href=link("json") download><span>"JSON"</span></a>
        {move || here.types.may_write().then(|| view! {
            <Button label=t(txt::TYPES_DUPLICATE) icon=icondata::LuCopyPlus on_press=Callback::new(move |()| copying.set(true)) testid="duplicate-type" />
        })}
        {here.editable.then(|| view! {
            <Button label=t(txt::TYPES_DELETE) icon=icondata::LuTrash2 look=Look::Danger on_press=Callback::new(move |()| deleting.set(true)) testid="delete-type" />
        })}
        <Dialog open=copying title=tf(txt::TYPES_DUPLICATE_TITLE, vec![("name", name.clone())]) testid="duplicate">
            <DuplicateForm here open=copying />
        </Dialog>
        <Dialog open=deleting title=tf(txt::TENANT_DELETE_ASK, vec![("name", name)]) testid="delete">
            <DeleteType here open=deleting />
        </Dialog>
    }
}

#[component]
fn DuplicateForm(here: CurrentType, open: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let navigate = use_navigate();
    let rows = vec![Row::new(NAME, txt::TYPES_NAME)];
    let form = FormHandle::new(&rows);
    let submit = Callback::new(move |()| {
        let request = form.read(|state| DuplicateResourceType { name: state.value("name").trim().to_owned() });
        let (holder, id, navigate) = (here.types.holder(), here.id(), navigate.clone());
        form.send(async move { api.duplicate_type(&holder, &id, &request, form.once).await }, move |made| {
            open.set(false);
            navigate(&here.types.type_path(made.kind.id.as_str()), leptos_router::NavigateOptions::default());
        });
    });
    view! {
        <p class="muted">{t(txt::TYPES_DUPLICATE_NOTE)}</p>
        <FieldForm form rows=rows submit=t(txt::TYPES_DUPLICATE) busy_label=t(txt::TENANT_CREATE_BUSY) on_submit=submit
            on_cancel=Callback::new(move |()| open.set(false)) testid="duplicate-form" />
    }
}

#[component]
fn DeleteType(here: CurrentType, open: RwSignal<bool>) -> impl IntoView {
    let api = Api::of_page();
    let listed = Remote::new(move || {
        let (holder, id) = (here.types.holder(), here.id());
        async move { api.type_dependents(&holder, &id).await }
    });
    let navigate = use_navigate();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let delete = Callback::new(move |()| {
        let (holder, id, navigate) = (here.types.holder(), here.id(), navigate.clone());
        let version = here.entry.with_untracked(|entry| entry.version.clone());
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer = api.delete_type(&holder, &id, version.as_ref()).await;
            _ = busy.try_set(false);
            match answer {
                Ok(()) => {
                    _ = here.draft.try_update(TypeDraft::undo);
                    navigate(&here.types.list_path(), leptos_router::NavigateOptions::default());
                }
                Err(why) => drop(failure.try_set(Some(why))),
            }
        });
    });
    let close = Callback::new(move |()| open.set(false));
    loaded(listed, 2, move |listed| {
        let groups = listed.get_untracked().groups;
        let refused =
            groups.iter().filter_map(|group| group.effect(Act::Delete)).any(|e| e.verdict == Verdict::Refuses);
        let words = if refused { txt::TYPES_DELETE_REFUSED } else { txt::TYPES_DELETE_TEXT };
        view! {
            <p>{t(words)}</p>
            <DependentsList groups=groups act=Act::Delete tenant=here.types.holder().unwrap_or_default() />
            {move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })}
            <div class="form-actions">
                {(!refused).then(|| view! {
                    <Button label=t(txt::TYPES_DELETE) busy_label=t(txt::COMMON_DELETING) busy=busy look=Look::Danger on_press=delete testid="delete-type-now" />
                })}
                <Button label=t(txt::COMMON_CLOSE) on_press=close />
            </div>
        }
        .into_any()
    })
}

/// Saves, and asks first where resources notice.
#[component]
pub(super) fn SaveBar(here: CurrentType) -> impl IntoView {
    let api = Api::of_page();
    let busy = RwSignal::new(false);
    let failure = RwSignal::new(None::<Failure>);
    let asking = RwSignal::new(false);
    let concerned = RwSignal::new(Vec::<DependentGroup>::new());
    let store = move |confirm: bool| {
        let (holder, id) = (here.types.holder(), here.id());
        let version = here.entry.with_untracked(|entry| entry.version.clone());
        let request = here.draft.with_untracked(TypeDraft::request);
        async move {
            let entry = api.change_type(&holder, &id, &request, version.as_ref(), confirm).await?;
            here.stored(entry);
            Ok(())
        }
    };
    let refuse = move |why: Failure| {
        if let Some(problem) = why.problem() {
            _ = here.draft.try_update(|draft| draft.refuse(problem));
        }
        drop(failure.try_set(Some(why)));
    };
    let save = Callback::new(move |()| {
        busy.set(true);
        failure.set(None);
        spawn_local(async move {
            let answer: Answer<()> = store(false).await;
            _ = busy.try_set(false);
            match answer {
                Ok(()) => {}
                Err(why) if why.is(ProblemCode::DependentsConfirm) => {
                    drop(concerned.try_set(why.problem().map(|p| p.dependents.clone()).unwrap_or_default()));
                    _ = asking.try_set(true);
                }
                Err(why) => refuse(why),
            }
        });
    });
    let undo = Callback::new(move |()| {
        failure.set(None);
        here.draft.update(TypeDraft::undo);
    });
    let dirty = Memo::new(move |_| here.draft.with(TypeDraft::dirty));
    let list = move || view! { <DependentsList groups=concerned.get() act=Act::Change tenant=here.types.holder().unwrap_or_default() /> };
    view! {
        <Show when=move || dirty.get() || failure.with(Option::is_some)>
            <div class="save-bar" role="region" aria-label=t(txt::COMMON_SAVE) data-testid="save-bar">
                {move || failure.get().map(|failure| view! { <ProblemNote failure=failure /> })}
                <div class="form-actions">
                    <Button label=t(txt::COMMON_SAVE) busy_label=t(txt::COMMON_SAVING) busy=busy look=Look::Primary on_press=save testid="save-type" />
                    <Button label=t(txt::GRID_UNDO) on_press=undo />
                </div>
            </div>
        </Show>
        <Confirm open=asking title=t(txt::TYPES_CHANGE_TITLE) text=t(txt::TYPES_CHANGE_TEXT) action=t(txt::TYPES_CHANGE)
            busy_label=t(txt::COMMON_SAVING) below=list act=act(move || store(true)) />
    }
}
