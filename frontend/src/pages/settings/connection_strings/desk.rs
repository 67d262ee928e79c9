//! What the parts of an editor of a connection string share.

use std::sync::Arc;

use leptos::prelude::*;
use shared::{
    connection_string::kind::{ConnectionKinds, EntryFinding, KnownResource},
    permission::Permission,
    timestamp::Timestamp,
};

use super::super::frame::CurrentEnvironment;
use crate::{
    api::{Answer, Api},
    clock::Now,
    i18n::Language,
    pages::tenants::frame::CurrentTenant,
    state::{
        connection::{Draft, Held},
        parameters::Grid,
    },
};

const DAY_MILLIS: i64 = 86_400_000;

/// What a connection string is judged by.
#[derive(Clone)]
pub(super) struct Around {
    /// Every kind.
    pub kinds: Arc<ConnectionKinds>,
    /// The tenant's resources.
    pub resources: Arc<Vec<KnownResource>>,
    /// Their ids, in the same order.
    pub ids: Arc<Vec<String>>,
}

impl Around {
    /// Reads it.
    pub(super) async fn read(api: Api, tenant: &str) -> Answer<Self> {
        let kinds = api.connection_kinds().await?;
        let resources = api.resources(tenant).await?.items;
        let catalog = api.catalog(Some(tenant)).await?;
        let known = resources.into_iter().map(|resource| {
            let kind = catalog.resource_types.iter().find(|kind| kind.id == resource.kind).cloned();
            let id = resource.id.to_string();
            let bare = KnownResource { name: resource.name.clone(), ..KnownResource::default() };
            (kind.map_or(bare, |kind| Grid::new(kind, resource).known()), id)
        });
        let (resources, ids): (Vec<_>, Vec<_>) = known.unzip();
        Ok(Self { kinds: Arc::new(kinds), resources: Arc::new(resources), ids: Arc::new(ids) })
    }
}

/// The editor's own.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// What is edited.
    pub draft: RwSignal<Draft>,
    /// What it is judged by.
    pub around: StoredValue<Around>,
    /// What is odd about it right now.
    pub findings: Memo<Vec<EntryFinding>>,
    /// The property whose value the grammar has no way to write, with that value.
    pub unwritable: RwSignal<Option<String>>,
    /// What the server said about the target.
    pub refused_target: RwSignal<Option<String>>,
    /// Whether the target is judged already.
    pub judged: RwSignal<bool>,
    /// The environment of the page.
    pub here: CurrentEnvironment,
    /// The tenant of the page.
    pub current: CurrentTenant,
    /// The language of the page.
    pub language: Language,
}

impl Desk {
    /// An editor of `draft`.
    pub(super) fn new(draft: Draft, around: Around) -> Self {
        let clock = Now::of_page();
        // Rules look at the day only; they need not run every second.
        let day = Memo::new(move |_| clock.get().as_millis().div_euclid(DAY_MILLIS) * DAY_MILLIS);
        let draft = RwSignal::new(draft);
        let around = StoredValue::new(around);
        let findings = Memo::new(move |_| {
            let today = Timestamp::from_millis(day.get());
            around.with_value(|around| draft.with(|draft| draft.findings(&around.kinds, &around.resources, today)))
        });
        Self {
            draft,
            around,
            findings,
            unwritable: RwSignal::new(None),
            refused_target: RwSignal::new(None),
            judged: RwSignal::new(false),
            here: CurrentEnvironment::of_page(),
            current: CurrentTenant::of_page(),
            language: Language::of_page(),
        }
    }

    /// Whether the reader may change it; follows.
    pub(super) fn may_write(self) -> bool {
        self.current.may(Permission::SettingsWrite)
    }

    /// Whether two keys name the same property.
    pub(super) fn same(self, key: &str, other: &str) -> bool {
        self.draft.with_untracked(|draft| match draft.kind().property(other) {
            Some(property) => property.is_named(key),
            None => key.to_lowercase() == other.to_lowercase(),
        })
    }

    /// Follows the value under a key.
    pub(super) fn held(self, key: &str) -> Memo<Held> {
        let key = key.to_owned();
        Memo::new(move |_| self.draft.with(|draft| draft.held(&key)))
    }

    /// Writes a property.
    pub(super) fn set(self, key: &str, value: &str) {
        let written = self.draft.try_update(|draft| draft.set(key, value));
        let failed = written.is_some_and(|written| written.is_err());
        drop(self.unwritable.try_set(failed.then(|| key.to_owned())));
    }

    /// Takes a property out.
    pub(super) fn remove(self, key: &str) {
        _ = self.draft.try_update(|draft| draft.remove(key));
    }

    /// A property that was emptied and left is taken out: to the product it is the same.
    pub(super) fn left(self, key: &str) {
        let empty = self.draft.try_with_untracked(|draft| draft.held(key) == Held::Text(String::new()));
        if empty == Some(true) {
            self.remove(key);
        }
    }

    /// Whether the text is one that can be read; follows.
    pub(super) fn readable(self) -> bool {
        self.draft.with(|draft| draft.fault().is_none())
    }

    /// Whether the entry could be sent as it stands. What is wrong with the target shows from then on.
    pub(super) fn judge(self) -> bool {
        self.judged.set(true);
        self.draft.with_untracked(|draft| {
            let target = draft.wanted_target();
            draft.fault().is_none() && draft.kind().check_target(target.as_deref()).is_ok()
        })
    }
}
