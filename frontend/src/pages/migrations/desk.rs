//! What the parts of a migration's page share: the migration as it was read last, where it is, what is typed.

use std::{collections::BTreeMap, time::Duration};

use leptos::{ev, leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};
use shared::{
    api::migration::{Migration, MigrationState, MigrationStep, MigrationValue},
    permission::Permission,
};

use crate::{
    api::{Answer, Api, migrations::MigrationAt},
    i18n::Language,
    pages::{settings::frame::CurrentEnvironment, tenants::frame::CurrentTenant},
    places::SettingsPlace,
    remote::Remote,
    state::migration::{Typing, changed_by_others},
};

/// How often the page looks whether somebody else was at work.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// What the parts of the page share.
#[derive(Clone, Copy)]
pub(super) struct Desk {
    /// The server.
    pub api: Api,
    /// The migration as it was read last.
    pub migration: RwSignal<Migration>,
    pub(super) remote: Remote<Migration>,
    pub(super) at: StoredValue<MigrationAt>,
    /// The tenant.
    pub current: CurrentTenant,
    /// The environment.
    pub here: CurrentEnvironment,
    /// What is typed and not saved.
    pub typing: RwSignal<Typing>,
    /// Notes that are typed and not saved, by step.
    pub notes: RwSignal<BTreeMap<String, String>>,
    /// The step that is shown.
    pub step: Memo<Option<String>>,
    /// The steps that somebody else changed while the page was open.
    pub(super) meanwhile: RwSignal<Vec<String>>,
    /// Counts what was done here, so that the timeline is read again.
    pub turns: RwSignal<u32>,
    pub(super) language: Language,
    pub(super) me: StoredValue<String>,
}

impl Desk {
    /// Where the migration is.
    pub(super) fn at(self) -> MigrationAt {
        self.at.get_value()
    }

    /// Whether the reader may change anything; follows.
    pub(super) fn may_write(self) -> bool {
        self.current.may(Permission::MigrationWrite)
            && self.migration.with(|migration| migration.summary.state != MigrationState::Abandoned)
    }

    /// A step; follows.
    pub(super) fn step_of(self, id: &str) -> Option<MigrationStep> {
        self.migration.with(|migration| migration.steps.iter().find(|step| step.id == id).cloned())
    }

    /// A value; follows.
    pub(super) fn value(self, id: &str) -> Option<MigrationValue> {
        self.migration.with(|migration| migration.values.iter().find(|value| value.id == id).cloned())
    }

    /// What a value, or else a resource, is called; follows.
    pub(super) fn label(self, id: &str) -> String {
        let locale = self.language.get();
        self.value(id).map_or_else(|| self.label_of_role(id), |value| value.label.get(locale).to_owned())
    }

    /// What the resource of a role is called; follows.
    pub(super) fn label_of_role(self, role: &str) -> String {
        let named = |one: &shared::api::migration::MigrationResource| one.role == role;
        let found = self
            .migration
            .with(|migration| migration.resources.iter().find(|one| named(one)).map(|one| one.name.clone()));
        found.unwrap_or_else(|| role.to_owned())
    }

    /// What a step is called; follows.
    pub(super) fn title(self, id: &str) -> String {
        self.step_of(id).map_or_else(|| id.to_owned(), |step| step.title.get(self.language.get()).to_owned())
    }

    /// The address of a step.
    pub(super) fn path(self, step: &str) -> String {
        self.settings(SettingsPlace::MigrationStep(self.at().id, step.to_owned()))
    }

    /// The address of a page of the migration's environment.
    pub(super) fn settings(self, place: SettingsPlace) -> String {
        self.here.path(place)
    }

    /// Reads the migration again after the reader did something; answers what `work` came to.
    pub(super) async fn after<T>(self, work: impl Future<Output = Answer<T>>) -> Answer<T> {
        let answer = work.await;
        if let Ok(migration) = self.api.migration(&self.at()).await {
            self.remote.put(migration);
        }
        _ = self.turns.try_update(|turns| *turns += 1);
        answer
    }

    /// Looks whether somebody else was at work, and says so.
    fn look(self) {
        spawn_local(async move {
            let Ok(newer) = self.api.migration(&self.at()).await else { return };
            let Some(known) = self.migration.try_get_untracked().filter(|known| *known != newer) else { return };
            let changed = changed_by_others(&known, &newer, &self.me.get_value());
            _ = self.meanwhile.try_update(|all| {
                for step in changed {
                    if !all.contains(&step) {
                        all.push(step);
                    }
                }
            });
            self.remote.put(newer);
            _ = self.turns.try_update(|turns| *turns += 1);
        });
    }

    /// Looks again and again, and when the reader comes back to the page.
    pub(super) fn keep_looking(self) {
        let tick = set_interval_with_handle(
            move || {
                if !document().hidden() {
                    self.look();
                }
            },
            LOOK_EVERY,
        );
        let focus = window_event_listener(ev::focus, move |_| self.look());
        on_cleanup(move || {
            drop(tick.map(|tick| tick.clear()));
            focus.remove();
        });
    }
}
