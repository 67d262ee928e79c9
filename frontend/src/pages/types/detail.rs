//! One type: what it is for, its grid, what it answers, and what can be done with it.

use leptos::prelude::*;
use shared::{
    api::{
        catalog::Catalog,
        resource_type::{ResourceTypeEntry, TypeDefinition},
    },
    problem::ProblemCode,
};

use super::{
    Types,
    actions::{Actions, SaveBar},
    answers::{About, Answers, Choices, EndpointsCard},
    grid::TypeGrid,
    origin_badge,
};
use crate::{
    api::Api,
    components::{
        button::LinkButton,
        leave_guard::LeaveGuard,
        page::Page,
        states::{EmptyState, loaded},
    },
    i18n::{t, txt},
    remote::{Load, Remote},
    state::{type_draft::TypeDraft, version::Seen},
};

/// The type of the page.
#[derive(Clone, Copy)]
pub(super) struct CurrentType {
    /// As it is stored.
    pub entry: RwSignal<Seen<ResourceTypeEntry>>,
    /// As it is edited.
    pub draft: RwSignal<TypeDraft>,
    /// Grants and ways of client authentication.
    pub catalog: StoredValue<Catalog>,
    /// Whose it is.
    pub types: Types,
    /// Whether the reader may change it here.
    pub editable: bool,
}

impl CurrentType {
    pub(super) fn id(self) -> String {
        self.entry.with_untracked(|entry| entry.kind.id.to_string())
    }

    /// Takes over what the server stored.
    pub(super) fn stored(self, entry: Seen<ResourceTypeEntry>) {
        drop(self.draft.try_set(TypeDraft::new(TypeDefinition::from(entry.kind.clone()))));
        drop(self.entry.try_set(entry));
    }

    /// What is wrong at a place; follows changes.
    pub(super) fn verdict(self, pointer: String) -> Signal<Option<String>> {
        Signal::derive(move || self.draft.with(|draft| draft.verdict(&pointer)))
    }
}

/// The page of the type `id`.
#[component]
pub(crate) fn TypePage(id: String, of_tenant: bool) -> impl IntoView {
    let api = Api::of_page();
    let types = Types::of_page(of_tenant);
    let remote = Remote::new(move || {
        let (holder, id) = (types.holder(), id.clone());
        async move { Ok((api.one_type(&holder, &id).await?, api.catalog(holder.as_deref()).await?)) }
    });
    let missing =
        Memo::new(move |_| matches!(remote.get(), Load::Failed(failure) if failure.is(ProblemCode::NotFound)));
    move || {
        if missing.get() {
            return view! { <NoSuchType types /> }.into_any();
        }
        loaded(remote, 8, move |loaded| {
            let (entry, catalog) = loaded.get_untracked();
            let here = CurrentType {
                draft: RwSignal::new(TypeDraft::new(TypeDefinition::from(entry.kind.clone()))),
                editable: entry.changeable && untrack(move || types.may_write()),
                entry: RwSignal::new(entry),
                catalog: StoredValue::new(catalog),
                types,
            };
            view! { <Parts here /> }.into_any()
        })
        .into_any()
    }
}

#[component]
fn Parts(here: CurrentType) -> impl IntoView {
    let mut crumbs = here.types.crumbs();
    let list = if crumbs.is_empty() { txt::NAV_CATALOG } else { txt::NAV_TYPES };
    crumbs.push((t(list).into(), here.types.list_path()));
    let name = move || here.entry.with(|entry| entry.kind.name.clone());
    let dirty = Signal::derive(move || here.draft.with(TypeDraft::dirty));
    view! {
        <Page title=name crumbs=crumbs
            badges=move || view! { {move || origin_badge(here.entry.with(|entry| entry.origin))} }
            actions=move || view! { <Actions here /> }>
            <LeaveGuard dirty=dirty />
            <div class="stack">
                <About here />
                <TypeGrid here />
                <Answers here />
                <Choices here />
                <EndpointsCard here />
            </div>
            {here.editable.then(|| view! { <SaveBar here /> })}
        </Page>
    }
}

#[component]
fn NoSuchType(types: Types) -> impl IntoView {
    view! {
        <Page title=t(txt::TYPES_MISSING_TITLE)>
            <EmptyState icon=icondata::LuLibrary title=t(txt::TYPES_MISSING_TITLE) text=t(txt::TYPES_MISSING_TEXT)>
                <LinkButton label=t(txt::TYPES_MISSING_BACK) href=types.list_path() />
            </EmptyState>
        </Page>
    }
}
